"""Every type of the format and every form that it is written in."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcrm_tools.model.config import STAGE_ZH, choice_words, defaults
from pcrm_tools.model.customer import STAKEHOLDER
from pcrm_tools.model.fields import Field
from pcrm_tools.model.values import CURRENCIES, Birthday, Duration, Money
from pcrm_tools.text.scalars import (
    Words,
    decode,
    loose_date,
    near,
    nfc,
    parse_duration,
    parse_money,
    record_id,
    reference,
    split_ids,
)

WORDS = Words(
    "CNY", {"li.wei": "li.wei", "李薇": "li.wei", "dana": "dana"}, {"lead": "lead", "线索": "lead"}, {"key": "key", "重点": "key"},
    {"default": "default"}, choice_words(defaults()["pipelines"]["default"]["stages"], STAGE_ZH),
)  # fmt: skip


def field(kind, **more):
    return Field("due", kind, ("截止",), "Due", "", "", **more)


def read(kind, text, **more):
    """The value of a text, or the rule that it breaks."""
    value, complaint = decode(field(kind, **more), text, WORDS)
    return complaint.rule.id if complaint else value


def hint(kind, text, lang="en", **more):
    """What to write instead of a text that breaks a rule."""
    _, complaint = decode(field(kind, **more), text, WORDS)
    template = complaint.rule.hint_en if lang == "en" else complaint.rule.hint_zh
    return template.format_map(complaint.values)


# --- text is kept as typed (Y1-Y3) ---


@pytest.mark.parametrize("text", ["NO", "on", "Null", "y", "~", "021", "00123", "+8613800000000", "1234E56", "1.10", "12:30", "22:22", "0x1F"])
def test_text_is_what_was_typed(text):
    assert read("text", text) == text


# --- dates ---


def test_a_date_is_year_month_and_day():
    assert read("date", "2026-11-20") == date(2026, 11, 20)
    assert read("date", "2024-02-29") == date(2024, 2, 29)


@pytest.mark.parametrize(("typed", "last"), [("2024-02-30", "2024-02-29"), ("2026-13-01", "2026-12-31"), ("2026-00-10", "2026-01-31")])
def test_a_day_that_does_not_exist_is_told_of_with_one_that_does(typed, last):
    assert read("date", typed) == "bad-date"
    assert hint("date", typed) == f"write a day that exists, such as {last}"


@pytest.mark.parametrize("typed", ["2026/1/5", "2026-1-5", "2026.1.5", "2026年1月5日", "2026年01月05", "２０２６-01-05", "2026 / 01 / 05"])
def test_a_date_in_another_form_is_told_of_and_still_read(typed):
    value, complaint = decode(field("date"), typed, WORDS)
    assert value == date(2026, 1, 5)
    assert complaint.rule.id == "date-form"
    assert complaint.values["want"] == "2026-01-05"


@pytest.mark.parametrize("typed", ["5 Jan 2024", "明天", "01/05/2026", "2026-11", "tomorrow", "20261120", "2026-11-20 10:00", "2026-2-30"])
def test_what_may_mean_several_days_is_never_guessed(typed):
    assert read("date", typed) == "date-form"
    assert hint("date", typed) == "write YYYY-MM-DD"


@given(st.dates())
def test_every_date_reads_back(day):
    assert read("date", day.isoformat()) == day
    assert loose_date(f"{day.year:04}/{day.month}/{day.day}") == day
    assert loose_date(f"{day.year:04}年{day.month}月{day.day}日") == day


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("2026-11-17", "2026-11-17"), ("2026-11-17T15:20", "2026-11-17T15:20"), ("2026-11-17 9:05", "2026-11-17T09:05"),
        ("14:50", "T14:50"), ("9:05", "T09:05"), ("14：50", "T14:50"),
    ],
)  # fmt: skip
def test_a_time_stands_alone_or_behind_its_day(typed, read_as):
    assert read("datetime", typed) == read_as


@pytest.mark.parametrize(("typed", "rule"), [("2026-11-17T25:00", "wrong-type"), ("2026-02-30T10:00", "bad-date"), ("soon", "date-form")])
def test_no_time(typed, rule):
    assert read("datetime", typed) == rule


# --- money ---


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("120000", "CNY 120,000"), ("120,000", "CNY 120,000"), ("12万", "CNY 120,000"), ("1.2亿", "CNY 120,000,000"), ("12 万", "CNY 120,000"),
        ("USD 12,000", "USD 12,000"), ("12000 CNY", "CNY 12,000"), ("¥12万", "CNY 120,000"), ("￥12万", "CNY 120,000"), ("12万元", "CNY 120,000"),
        ("2000元", "CNY 2,000"), ("$1.5k", "USD 1,500"), ("€99.90", "EUR 99.90"), ("£5", "GBP 5"), ("usd 12", "USD 12"), ("RMB 300", "CNY 300"),
        ("-5000", "CNY -5,000"), ("USD-5", "USD -5"), ("１２万", "CNY 120,000"), ("0.01", "CNY 0.01"), ("1万亿", "CNY 1,000,000,000,000"),
    ],
)  # fmt: skip
def test_money_in_every_form(typed, amount):
    assert str(read("money", typed)) == amount


@pytest.mark.parametrize(
    "typed", ["about 2000", "12,00", "1,2345", "USD 12 CNY", "UDS 5,000", "五万", "1.2.3", "12万5千", "", "USD", "1e5", "12%"]
)
def test_what_is_no_money(typed):
    assert read("money", typed) == "wrong-type"


def test_money_without_a_currency_is_in_that_of_the_notebook():
    assert parse_money("5", "USD") == Money(Decimal(5), "USD")
    assert parse_money("¥5", "JPY") == Money(Decimal(5), "JPY")
    assert parse_money("5元", "USD") == Money(Decimal(5), "CNY")


@given(st.decimals(min_value=0, max_value=10**12, places=2), st.sampled_from(sorted(CURRENCIES)))
def test_money_reads_back_whatever_its_size(amount, currency):
    for typed in (f"{currency} {amount}", f"{amount} {currency}", f"{currency} {amount:,}"):
        assert parse_money(typed, "CNY") == Money(amount, currency)


# --- durations, percentages, numbers ---


@pytest.mark.parametrize(
    ("typed", "length"),
    [
        ("30min", "30min"), ("4h", "4h"), ("3d", "3d"), ("2w", "2w"), ("1mo", "1mo"), ("1q", "1q"), ("1y", "1y"), ("30分钟", "30min"),
        ("4小时", "4h"), ("3天", "3d"), ("2周", "2w"), ("1个月", "1mo"), ("1季度", "1q"), ("1年", "1y"), ("2 周", "2w"), ("5个工作日", "5d"),
        ("+10d", "10d"), ("3D", "3d"), ("３天", "3d"),
    ],
)  # fmt: skip
def test_durations_in_both_languages(typed, length):
    assert str(read("duration", typed)) == length


@pytest.mark.parametrize("typed", ["fortnightly", "2", "1.5d", "-3d", "两周", "1d2h", "2 weeks later", "d"])
def test_what_is_no_duration(typed):
    assert read("duration", typed) == "wrong-type"


def test_days_of_a_stage_may_lack_their_unit():
    assert read("days", "10") == Duration(10, "d")
    assert read("days", "2w") == Duration(2, "w")


@pytest.mark.parametrize(("typed", "share"), [("60%", "0.6"), ("0.6", "0.6"), ("0", "0"), ("100%", "1"), ("12.5%", "0.125"), ("60 %", "0.6"), ("６０％", "0.6")])
def test_a_share_is_written_with_its_sign_or_as_a_fraction(typed, share):
    assert read("percent", typed) == Decimal(share)


@pytest.mark.parametrize(("typed", "want"), [("60", "write 60%"), ("1", "write 1%"), ("many", "write a share such as 60% or 0.6")])
def test_a_share_that_could_be_two_things_is_told_of(typed, want):
    assert read("percent", typed) == "wrong-type"
    assert hint("percent", typed) == want


def test_a_number_outside_its_span_is_told_of_with_the_span():
    assert read("number", "5", span=(1, 5)) == 5
    assert read("number", "6", span=(1, 5)) == "out-of-range"
    assert read("number", "-1", span=(0, None)) == "out-of-range"
    assert read("percent", "120%", span=(0, 1)) == "out-of-range"
    assert hint("percent", "120%", span=(0, 1)) == "write a value from 0%..100%"
    assert hint("number", "-1", span=(0, None)) == "write a value from 0.."


@pytest.mark.parametrize(("typed", "number"), [("12", 12), ("1.5", Decimal("1.5")), ("-20", -20), ("+3", 3), ("12,000", 12000), ("１２", 12), ("1.10", Decimal("1.10"))])
def test_numbers(typed, number):
    assert read("number", typed) == number


@pytest.mark.parametrize("typed", ["twelve", "1e3", "0x10", "1,2", "9" * 31, "12 pieces"])
def test_what_is_no_number(typed):
    assert read("number", typed) == "wrong-type"


@pytest.mark.parametrize(
    ("typed", "value"),
    [("yes", True), ("true", True), ("是", True), ("Yes", True), ("TRUE", True), ("no", False), ("false", False), ("否", False), ("No", False)],
)
def test_yes_and_no(typed, value):
    assert read("bool", typed) is value


def test_perhaps_is_neither():
    assert read("bool", "perhaps") == "wrong-type"
    assert hint("bool", "perhaps", "zh") == "请写 是 或 否"


# --- choices and people ---


@pytest.mark.parametrize(("typed", "code"), [("decision-maker", "decision-maker"), ("决策人", "decision-maker"), ("Champion", "champion"), ("ｕｓｅｒ", "user")])
def test_a_choice_in_both_languages(typed, code):
    assert read("choice", typed, choices=STAKEHOLDER) == code


def test_a_wrong_choice_names_them_all_and_the_nearest():
    assert read("choice", "champian", choices=STAKEHOLDER) == "wrong-choice"
    assert hint("choice", "champian", choices=STAKEHOLDER) == (
        "write one of decision-maker, influencer, user, champion, blocker (perhaps champion)"
    )
    assert hint("choice", "支持", "zh", choices=STAKEHOLDER) == "可选：决策人、影响者、使用者、支持者、反对者（也许是 支持者）"


def test_choices_of_the_settings():
    assert read("lifecycle", "线索") == read("lifecycle", "lead") == "lead"
    assert read("tier", "重点") == "key"
    assert read("stage", "需求确认") == "confirmed"
    assert read("stage", "实施") == read("stage", "生产") == "production"
    assert read("stage", "方案") == "sample"
    assert read("stage", "somewhere") == "wrong-choice"


def test_a_person_is_a_team_id_with_or_without_its_sign():
    assert read("person", "li.wei") == read("person", "@li.wei") == "li.wei"


@pytest.mark.parametrize(("typed", "meant"), [("李薇", "li.wei"), ("liwei", "li.wei"), ("Dana", "dana"), ("nobody", "")])
def test_somebody_else_is_told_of_with_the_id_that_may_be_meant(typed, meant):
    assert read("person", typed) == "unknown-person"
    assert ("perhaps" in hint("person", typed)) is bool(meant)
    assert meant in hint("person", typed)


# --- references, addresses ---


@pytest.mark.parametrize(
    ("typed", "named"), [("huaxing", "huaxing"), ("[[huaxing]]", "huaxing"), ("[[huaxing|华星]]", "huaxing"), ("[[ 华星软件 ]]", "华星软件"), ("[[huaxing#C1]]", "huaxing")]
)
def test_a_record_is_named_plainly_or_as_a_link(typed, named):
    assert read("record", typed) == record_id(typed) == named


def test_an_id_is_compared_in_one_form():
    assert record_id("cafe\u0301") == nfc("cafe\u0301") == "caf\u00e9"


@pytest.mark.parametrize(("typed", "meant"), [("C12", "C12"), ("[[huaxing#C12]]", "huaxing#C12"), ("[[#C12|case]]", "#C12"), ("a#b", "a#b")])
def test_what_a_reference_refers_to(typed, meant):
    assert reference(typed) == meant


def test_ids_stand_apart_by_commas_of_both_languages():
    assert split_ids("M1, M2，M3、M4 M5") == ("M1", "M2", "M3", "M4", "M5")


@pytest.mark.parametrize("typed", ["https://example.com", "http://例子.中国/路径?a=1#b", "HTTPS://EXAMPLE.COM"])
def test_web_addresses(typed):
    assert read("url", typed) == typed


@pytest.mark.parametrize("typed", ["www.example.com", "javascript:alert(1)", "https://", "https://a b", 'https://x"onmouseover="y'])
def test_what_is_no_web_address(typed):
    assert read("url", typed) == "wrong-type"


@pytest.mark.parametrize("typed", ["li.wei@example.com", "a+b@例子.中国", "a@b.co"])
def test_e_mail_addresses(typed):
    assert read("email", typed) == typed


@pytest.mark.parametrize("typed", ["li.wei", "a@b", "a b@c.de", "a@b..c", "Li <li@example.com>", "a@b.c, d@e.f"])
def test_what_is_no_e_mail_address(typed):
    assert read("email", typed) == "wrong-type"


@pytest.mark.parametrize("typed", ["021", "+8613800000000", "0512-6543 2100 转 8", "(020) 7946 0018", "110"])
def test_phone_numbers_keep_their_zeros_and_signs(typed):
    assert read("phone", typed) == typed


def test_words_are_no_phone_number():
    assert read("phone", "call me") == "wrong-type"


@pytest.mark.parametrize(
    ("typed", "birthday"),
    [
        ("05-18", Birthday(0, 5, 18, False)), ("1980-05-18", Birthday(1980, 5, 18, False)), ("02-29", Birthday(0, 2, 29, False)),
        ("lunar 05-18", Birthday(0, 5, 18, True)), ("农历05-18", Birthday(0, 5, 18, True)), ("农历 08-15", Birthday(0, 8, 15, True)),
        ("lunar 1981-02-30", Birthday(1981, 2, 30, True)), ("lunar 02-30", Birthday(0, 2, 30, True)),
    ],
)  # fmt: skip
def test_birthdays_of_both_calendars(typed, birthday):
    assert read("birthday", typed) == birthday


@pytest.mark.parametrize(
    ("typed", "rule"),
    [("05-32", "bad-date"), ("1981-02-29", "bad-date"), ("lunar 05-31", "bad-date"), ("农历13-01", "bad-date"), ("05-00", "bad-date"), ("May 18", "wrong-type"), ("5-18", "wrong-type")],
)
def test_what_is_no_birthday(typed, rule):
    assert read("birthday", typed) == rule


@given(st.integers(1, 12), st.integers(1, 30), st.integers(1900, 2100), st.booleans())
def test_a_lunar_birthday_reads_back(month, day, year, known):
    birthday = Birthday(year if known else 0, month, day, True)
    assert read("birthday", str(birthday)) == birthday


# --- no text whatever is too much ---

KINDS = ("date", "datetime", "money", "duration", "days", "percent", "number", "bool", "person", "record", "url", "email", "phone", "birthday",
         "ids", "lifecycle", "tier", "pipeline", "stage", "text", "any")  # fmt: skip


@given(st.sampled_from(KINDS), st.text(max_size=40) | st.from_regex(r"[0-9０-９٠-٩,.万亿%$¥ a-z-]{1,20}", fullmatch=True))
def test_any_text_is_a_value_or_a_complaint_in_both_languages(kind, text):
    value, complaint = decode(field(kind, span=(0, 5) if kind in ("number", "percent") else None), text, WORDS)
    if complaint is None:
        assert value is not None
        return
    for template in (complaint.rule.en, complaint.rule.zh, complaint.rule.hint_en, complaint.rule.hint_zh):
        assert template.format_map(complaint.values)


def test_the_nearest_word_of_a_short_chinese_name():
    assert near("王方", ("李娜", "王芳")) == "王芳"
    assert near("马良", ("李娜", "王芳")) == ""


def test_durations_are_never_negative():
    assert parse_duration("-1d") is None
