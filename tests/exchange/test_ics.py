"""Calendars as a calendar program reads them: held against the usual library, which we do not write with."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from pcrm_tools.exchange import due_sheet, ics
from pcrm_tools.exchange.due_sheet import Places
from pcrm_tools.reports.due_rules import Why
from tests.exchange.rows import TODAY, follow_up, lines

PLACES = Places({"customers/harbor.md": "https://notebook.example/customers/harbor.html"}, lambda path, line: f"https://git.example/{path}#L{line}")


def written(rows, form=ics.EVENT, lang="en", places=PLACES, title="Follow-ups", anchors=None):
    """The calendar of some rows, as bytes."""
    uids = due_sheet.uids(rows, anchors or {}, "https://notebook.example/")
    made = zip(lines(rows, lang, places), uids, strict=True)
    return ics.calendar(title, [ics.component(line, uid, TODAY, lang, form) for line, uid in made])


def read(*rows, form=ics.EVENT, lang="en"):
    """What a calendar program reads of them."""
    calendar = Calendar.from_ical(written(list(rows), form, lang))
    return calendar.walk("VTODO" if form.kind == "todo" else "VEVENT")


def uid(**given_):
    return due_sheet.uids([follow_up(**given_)], {}, "")[0]


def test_an_event_stands_on_its_day_and_takes_no_time():
    (event,) = read(follow_up(priority="high"))
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 11, 25), date(2026, 11, 26))
    assert event["SUMMARY"] == "Harbor Foods: Send the offer"
    assert event["DTSTAMP"].dt.isoformat() == "2026-11-20T00:00:00+00:00"
    assert event["URL"] == "https://notebook.example/customers/harbor.html"
    assert event["CATEGORIES"].to_ical() == b"Task"
    assert (event["PRIORITY"], event["TRANSP"]) == (3, "TRANSPARENT")
    for told in ("the task is open: due in 5 days", "Due: 2026-11-25", "Owner: Dana Whitfield", "customers/harbor.md:12",
                 "https://git.example/customers/harbor.md#L12"):  # fmt: skip
        assert told in event["DESCRIPTION"]


def test_what_is_overdue_stands_on_today_and_says_so():
    (event,) = read(follow_up(due="2026-11-13"))
    assert event["DTSTART"].dt == TODAY and event["SUMMARY"] == "Harbor Foods: Send the offer (7 days late)"
    assert "Due: 2026-11-13" in event["DESCRIPTION"]


def test_a_to_do_keeps_its_day():
    (todo,) = read(follow_up(due="2026-11-13"), form=ics.Form("todo"))
    assert (todo["DUE"].dt, todo["STATUS"]) == (date(2026, 11, 13), "NEEDS-ACTION")
    assert "DTSTART" not in todo


def test_in_chinese():
    (event,) = read(follow_up(what="发报价", due="2026-11-18", name="绿野乳业", owner="li.wei"), lang="zh")
    assert event["SUMMARY"] == "绿野乳业：发报价 (逾期 2 天)"
    assert event["CATEGORIES"].to_ical().decode() == "任务"
    for told in ("任务未完成：逾期 2 天", "到期：2026-11-18", "负责人：李薇", "出处：customers/harbor.md:12"):
        assert told in event["DESCRIPTION"]


@pytest.mark.parametrize(
    ("rule", "what", "summary"),
    [
        ("next-contact", "Call Ann", "Harbor Foods: Call Ann"),
        ("next-contact", "Harbor Foods", "Harbor Foods: Next contact"),
        ("cadence", "Call Ann", "Harbor Foods: Silence: Call Ann"),
        ("milestone", "Drawings", "Harbor Foods: Milestone: Drawings"),
    ],
)
def test_the_rule_is_named_where_the_words_do_not_say_enough(rule, what, summary):
    why = Why("milestone", {}) if rule == "milestone" else Why("first-contact", {})
    assert read(follow_up(what, rule=rule, why=why))[0]["SUMMARY"] == summary


@pytest.mark.parametrize(("todo", "trigger"), [("event", "start"), ("todo", "end")])
def test_an_alarm_rings_at_its_time_of_the_day(todo, trigger):
    (found,) = read(follow_up(), form=ics.Form(todo, 8 * 60 + 30))
    (alarm,) = found.walk("VALARM")
    assert alarm["TRIGGER"].dt == timedelta(hours=8, minutes=30)
    assert (alarm["TRIGGER"].params.get("RELATED") == "END") == (trigger == "end")


def test_without_follow_ups_a_calendar_is_still_one():
    data = written([])
    assert Calendar.from_ical(data).walk("VEVENT") == []
    assert data.count(b"BEGIN:") == data.count(b"END:") == 3  # a calendar holds a component


def test_a_calendar_has_a_name_and_says_how_often_to_look():
    calendar = Calendar.from_ical(written([], title="Follow-ups: 李薇, all; of\nthem"))
    assert calendar["NAME"].to_ical() == calendar["X-WR-CALNAME"].to_ical() == "Follow-ups: 李薇\\, all\\; of\\nthem".encode()
    assert (calendar["VERSION"], calendar["METHOD"], calendar["X-PUBLISHED-TTL"]) == ("2.0", "PUBLISH", "PT12H")


TEXT = st.text(st.characters(codec="utf-8"), max_size=200) | st.text("，；\\,;\n\r\t\0\x85\u2028é𠮷 :BEGIN", max_size=120)


@given(TEXT, TEXT)
def test_any_text_is_read_back_and_no_line_is_longer_than_75_octets(name, what):
    row = follow_up(what, name=name)
    data = written([row])
    (event,) = Calendar.from_ical(data).walk("VEVENT")
    (line,) = lines([row])
    assert event["SUMMARY"] == ics.summary(line, "en")
    assert max(map(len, data.split(b"\r\n"))) <= 75
    assert b"\n" not in data.replace(b"\r\n", b"") and b"\r" not in data.replace(b"\r\n", b"")
    for part in data.split(b"\r\n"):
        part.decode()  # no character is cut


def test_controls_and_text_direction_never_reach_a_calendar():
    data = written([follow_up("a\x1b[2Jb\u202ec\u2028d\x00e")]).decode()
    assert not set(data) & set("\x1b\u202e\u2028\x00")


def test_a_uid_outlives_everything_but_what_a_row_is_about():
    known = uid()
    assert known == uid(line=99, due="2026-12-01", owner="li.wei", priority="high", name="Harbour", score=3, path="customers/north/harbor.md")
    assert len({known, uid(what="Send it"), uid(id="dock"), uid(rule="milestone")}) == 4
    assert known.endswith("@pcrm.invalid") and due_sheet.uids([follow_up()], {}, "https://crm.例子.example/x")[0].endswith(
        "@crm.xn--fsqu00a.example"
    )


def test_a_next_contact_is_the_same_one_when_it_moves_and_is_about_something_else():
    one, other = (follow_up(what, due=due, rule="next-contact") for what, due in (("Call", "2026-11-25"), ("Visit", "2026-12-02")))
    assert due_sheet.uids([one], {}, "") == due_sheet.uids([other], {}, "")


def test_a_rule_of_the_notebooks_own_is_known_by_its_name():
    rows = [follow_up(what, rule="house", why=Why("house", {"name": name, "query": "x"})) for what, name in (("Call", "wake"), ("Ring", "wake"), ("Call", "care"))]
    first, reworded, other = (due_sheet.uids([row], {}, "")[0] for row in rows)
    assert first == reworded != other


def test_an_id_counts_more_than_the_words():
    at = {("customers/harbor.md", 12): "t3"}
    assert due_sheet.uids([follow_up("Send")], at, "") == due_sheet.uids([follow_up("Send it")], at, "")


def test_two_alike_are_told_apart_in_the_order_of_the_file():
    rows = [follow_up(line=30), follow_up(line=12), follow_up(line=20, what="Call")]
    found = due_sheet.uids(rows, {}, "")
    assert len(set(found)) == 3 and found[1] == uid()


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["task", "cadence"]), st.sampled_from("xy"), st.integers(1, 5)), max_size=12))
def test_uids_are_never_the_same(parts):
    rows = [follow_up(what, id=record, path=f"{record}.md", rule=rule, line=line) for record, rule, what, line in parts]
    assert len(set(due_sheet.uids(rows, {}, ""))) == len(rows)


def test_the_first_and_the_last_day_are_no_obstacle():
    for due in ("0001-01-01", "9999-12-31"):
        assert read(follow_up(due=due), form=ics.Form("todo"))[0]["DUE"].dt == date.fromisoformat(due)
    assert read(follow_up(due="9999-12-31"))[0]["DTSTART"].dt == date.max


def test_for_others_a_calendar_names_no_source():
    line = lines([follow_up()], places=PLACES)[0]
    data = ics.component(line, "x@y", TODAY, "en", ics.Form(sources=False))
    assert b"customers/harbor.md" not in data and b"git.example" not in data
