"""Dates as people say them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcrm_tools.text.datewords import resolve, span, working_days

FRIDAY = date(2026, 11, 20)


def table(text: str) -> list[list[str]]:
    return [line.split() for line in text.strip().split("\n")]


DAYS = """
today 2026-11-20
Tomorrow 2026-11-21
yesterday 2026-11-19
+3d 2026-11-23
-2w 2026-11-06
+1mo 2026-12-20
+1q 2027-02-20
-1y 2025-11-20
+0d 2026-11-20
fri 2026-11-20
friday 2026-11-20
mon 2026-11-23
thu 2026-11-26
eow 2026-11-22
sow 2026-11-16
eom 2026-11-30
som 2026-11-01
eoq 2026-12-31
soq 2026-10-01
eoy 2026-12-31
soy 2026-01-01
今天 2026-11-20
明天 2026-11-21
后天 2026-11-22
大后天 2026-11-23
昨天 2026-11-19
前天 2026-11-18
周五 2026-11-20
周一 2026-11-23
星期天 2026-11-22
礼拜三 2026-11-25
本周三 2026-11-18
上周五 2026-11-13
下周三 2026-11-25
下下周一 2026-11-30
周末 2026-11-22
月底 2026-11-30
月末 2026-11-30
月初 2026-11-01
下月底 2026-12-31
下个月初 2026-12-01
上个月底 2026-10-31
季末 2026-12-31
年底 2026-12-31
明年底 2027-12-31
3天后 2026-11-23
两周前 2026-11-06
十天后 2026-11-30
1个月后 2026-12-20
+2周 2026-12-04
＋３ｄ 2026-11-23
2026-11-05 2026-11-05
2026/11/5 2026-11-05
2026.11.5 2026-11-05
2026年11月5日 2026-11-05
"""
NO_DAYS = """
3
20
2026
20261120
11-25
+3
+3h
+d
3d
-
--3d
fr
nextfri
2026-02-30
2026-13-01
+999999y
-999999d
31日
农历
someday
２０
٣
"""
EDGES = """
2026-01-31 +1mo 2026-02-28
2024-02-29 +1y 2025-02-28
2026-12-31 eom 2026-12-31
2026-12-31 下月底 2027-01-31
2026-11-23 本周一 2026-11-23
2026-11-22 下周一 2026-11-23
2026-11-22 eow 2026-11-22
2026-02-10 eoq 2026-03-31
2027-01-01 上周五 2026-12-25
"""
SPANS = """
2026 2026-01-01 2026-12-31
2026年 2026-01-01 2026-12-31
2026-10 2026-10-01 2026-10-31
2026年2月 2026-02-01 2026-02-28
2026Q4 2026-10-01 2026-12-31
2026-q1 2026-01-01 2026-03-31
2026年第三季度 2026-07-01 2026-09-30
2026-W47 2026-11-16 2026-11-22
this-week 2026-11-16 2026-11-22
本周 2026-11-16 2026-11-22
上周 2026-11-09 2026-11-15
本月 2026-11-01 2026-11-30
上个月 2026-10-01 2026-10-31
next-month 2026-12-01 2026-12-31
本季度 2026-10-01 2026-12-31
去年 2025-01-01 2025-12-31
今年 2026-01-01 2026-12-31
前年 2024-01-01 2024-12-31
next-quarter 2027-01-01 2027-03-31
last-month 2026-10-01 2026-10-31
today 2026-11-20 2026-11-20
3天内 2026-11-20 2026-11-23
两周内 2026-11-20 2026-12-04
一个月之内 2026-11-20 2026-12-20
未来30天 2026-11-20 2026-12-20
近两周 2026-11-06 2026-11-20
最近30天 2026-10-21 2026-11-20
过去一年 2025-11-20 2026-11-20
"""
PAST_SPANS = """
两周内 2026-11-06 2026-11-20
30天以内 2026-10-21 2026-11-20
近两周 2026-11-06 2026-11-20
未来两周 2026-11-20 2026-12-04
本月 2026-11-01 2026-11-30
"""


@pytest.mark.parametrize(("word", "day"), [*table(DAYS), (" today ", "2026-11-20")])
def test_words_for_a_day(word: str, day: str) -> None:
    assert resolve(word, FRIDAY) == date.fromisoformat(day)


@pytest.mark.parametrize("word", ["", "+3d +3d", *(row[0] for row in table(NO_DAYS))])
def test_what_is_no_day(word: str) -> None:
    assert resolve(word, FRIDAY) is None


@pytest.mark.parametrize(("start", "word", "day"), table(EDGES))
def test_edges_of_months_weeks_and_years(start: str, word: str, day: str) -> None:
    assert resolve(word, date.fromisoformat(start)) == date.fromisoformat(day)


@pytest.mark.parametrize(("word", "first", "last"), table(SPANS))
def test_words_for_longer_times(word: str, first: str, last: str) -> None:
    assert span(word, FRIDAY) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(("word", "first", "last"), table(PAST_SPANS))
def test_words_for_longer_times_that_lie_in_the_past(word: str, first: str, last: str) -> None:
    assert span(word, FRIDAY, past=True) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("word", ["", "12", "2026-13", "2026Q5", "2026-W60", "0000", "99999", "this", "下", "两周", "近", "99999年内", "前月"])
def test_what_is_no_time_at_all(word: str) -> None:
    assert span(word, FRIDAY) is None


@given(st.text(max_size=12), st.dates())
def test_anything_typed_is_a_day_or_none(word: str, today: date) -> None:
    found = span(word, today)
    assert found is None or found[0] <= found[1]


@given(st.sampled_from(["eow", "eom", "eoq", "eoy", "月底", "周日", "fri"]), st.dates(max_value=date(9998, 1, 1)))
def test_ends_and_weekdays_never_lie_in_the_past(word: str, today: date) -> None:
    found = resolve(word, today)
    assert found is not None and found >= today


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("+3wd", 3), ("-2wd", -2), ("3 working days", 3), ("+1 working day", 1), ("3个工作日后", 3), ("三个工作日内", 3), ("5工作日前", -5),
        ("＋２个工作日", 2), ("+3d", None), ("wd", None), ("工作日", None), ("+3 working weeks", None), ("+99999wd", None),
    ],
)
def test_working_days_are_counted_by_who_knows_the_calendar(word: str, count: int | None) -> None:
    assert working_days(word) == count
    assert count is None or resolve(word, date(2026, 11, 20)) is None
