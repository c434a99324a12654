"""Computed facts and states in queries, as of a day: each against a small notebook whose answers can be counted by hand."""

import sqlite3
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from pcrm_tools.asking import Answer, answer
from pcrm_tools.model.config import Config, defaults
from pcrm_tools.session import Session
from pcrm_tools.store import computed, due, listing
from pcrm_tools.store.computed import Frame
from pcrm_tools.store.query_facts import FACTS, STATES, Fact
from pcrm_tools.store.query_fields import query_fields
from pcrm_tools.text.query import parse
from pcrm_tools.text.query_tree import QueryError
from tests.small_notebook import write

TODAY = date(2026, 11, 20)

FILES = {
    "pcrm.yml": """
        format: 1
        language: en
        currency: CNY
        team: [{id: dana, name: Dana Whitfield}]
        pipelines:
          software:
            stages:
              lead: {days: 14}
              build: {days: 30, won: true}
              live: {days: 2w}
        fields:
          project:
            age: {type: text, label: 年代}
        """,
    "customers/north.md": """
        ---
        name: North
        owner: dana
        tier: key
        first_contact: 2026-01-10
        next_contact: 2026-11-18
        cadence: 1mo
        ---

        - [ ] Send the offer @dana due:2026-11-10 #promise
        - [ ] Tidy up @dana
        - [x] Old @dana done:2026-10-01

        ### 2026-12-24 call @dana next:2027-01-05
        ### 2026-11-25 order amount:9万
        ### 2026-10-20 call @dana next:2026-12-01
        ### 2026-10-19 order amount:10万
        ### 2026-10-18 payment amount:4万
        ### 2026-10-17 invoice amount:10万
        ### 2026-03-01 opening orders:5万 receivable:1万
        ### 2026-02-01 survey csat:5 nps:9
        ### 2026-01-15 complaint id:C1 resolved:2026-01-16
        """,
    "customers/quiet.md": """
        ---
        name: Quiet
        owner: dana
        lifecycle: lost
        ---
        """,
    "projects/portal.md": """
        ---
        name: Portal
        customer: north
        owner: dana
        pipeline: software
        stage: build
        start: 2026-09-01
        age: new
        ---

        ### 2026-11-05 demo @dana
        ### 2026-11-04 order amount:"USD 5,000"
        ### 2026-11-03 support id:C2
        ### 2026-10-10 stage lead → build
        ### 2026-10-09 survey csat:2 nps:4
        ### 2026-09-15 cost amount:100
        """,
    "projects/site.md": """
        ---
        name: Site
        customer: north
        owner: dana
        pipeline: software
        stage: lead
        start: 2026-06-01
        closed: 2026-06-11
        outcome: lost
        ---
        """,
    "projects/back.md": """
        ---
        name: Back
        customer: north
        owner: dana
        pipeline: software
        stage: lead
        outcome: lost
        ---

        ### 2026-08-01 stage build → lead
        ### 2026-07-01 stage lead → build
        """,
}  # fmt: skip


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    root = tmp_path_factory.mktemp("notebook")
    write(root, FILES)
    found = Session.open(root)
    yield found
    found.close()


def ask(session: Session, query: str, today: date = TODAY) -> set[str]:
    tree = parse(query)
    assert not isinstance(tree, QueryError)
    found = answer(session.index, tree, today)
    assert isinstance(found, Answer), found
    ids = dict(session.db.execute("select n, id from record").fetchall())
    return {ids[n] for n in found.scores}


def column(session: Session, name: str, today: date = TODAY, sort: str = "", record_type: str = "") -> dict[str, Any]:
    rows = listing.rows(session.db, Frame(session.db, session.config, today), None, record_type, ["id", name], sort, True)
    return dict(rows)


VALUES = """
last_contact: north 2026-11-05 · quiet None · portal 2026-11-05 · site None
silence: north 15 · quiet None · portal 15 · site None
next_contact: north 2026-11-18 · quiet None · portal None
entries: north 9 · quiet 0 · portal 6
stage_since: portal 2026-10-10 · site 2026-06-01 · back 2026-08-01 · north None
stage_age: portal 41 · site 10 · back 111 · north None
stage_over: portal 11 · site None · back None
won: portal yes · site no · back yes · north None
projects: north 3 · quiet 0 · portal None
open_projects: north 1 · quiet 0
open_tasks: north 2 · portal 0
open_promises: north 1 · portal 0
open_cases: north 1 · portal 1 · quiet 0
csat: north 2 · portal 2 · quiet None
nps: north 4
orders: north 2 · portal 1 · quiet 0
last_order: north 2026-11-04 · quiet None
order_value: north CNY 150000, USD 5000 · portal USD 5000 · quiet None
receivable: north CNY 70000 · portal None
overdue: north 2 · quiet 0
days_late: north 10 · quiet None
"""


@pytest.mark.parametrize("line", VALUES.strip().split("\n"))
def test_what_a_fact_says_of_each_record(session: Session, line: str) -> None:
    name, _, expected = line.partition(": ")
    found = column(session, name)
    for part in expected.split(" · "):
        record, _, value = part.partition(" ")
        assert str(found[record]) == value, (name, record)


def test_every_fact_has_an_expected_value() -> None:
    assert {line.partition(":")[0] for line in VALUES.strip().split("\n")} == {fact.key for fact in FACTS} - {"age"}


CASES = """
silence:15d -> north portal
silence:2w.. -> north portal
silence:20d.. -> -
沉默天数:..1个月 -> north portal
missing:last_contact type:customer -> quiet
has:last_contact -> north portal
next_contact:..today -> north
has:下次联系 -> north
stage_age:40d.. -> portal back
阶段天数:..20天 -> site
has:stage_over -> portal
stage_over:10d.. -> portal
"stage_over:>11" -> -
won:yes -> portal back
赢单:否 -> site
has:won -> portal back
missing:won type:project -> site
is:won -> portal back
是:已赢单 is:open -> portal
is:lost -> quiet site
is:lost type:project -> site
projects:2.. -> north
has:projects -> north
missing:projects type:customer -> quiet
projects:0 -> quiet
open_projects:1 -> north
has:open_tasks -> north
open_tasks:2.. -> north
未兑现承诺:1.. -> north
open_cases:1.. -> north portal
has:open_cases type:customer -> north
csat:..3 type:customer -> north
满意度:4.. -> -
nps:0..6 -> north portal
orders:2.. -> north
last_order:2026-11 -> north portal
order_value:10万.. -> north
order_value:..1万 -> -
order_value:USD4000.. -> north portal
订单总额:USD1..4000 -> -
has:order_value -> north portal
missing:order_value type:customer -> quiet
receivable:7万 -> north
has:应收余额 -> north
is:overdue type:customer -> north
overdue:2.. -> north
days_late:10d.. -> north portal
days_late:11d.. -> portal
逾期天数:..5天 -> -
has:overdue type:customer -> north
entries:5.. -> north portal
missing:entries type:customer -> quiet
not:is:won type:project -> site
silence:10d.. OR lifecycle:lost -> north portal quiet
"""


@pytest.mark.parametrize("case", CASES.strip().split("\n"))
def test_facts_are_fields_of_a_query(session: Session, case: str) -> None:
    query, _, ids = case.rpartition(" -> ")
    assert ask(session, query.replace('"', "")) == set(ids.split()) - {"-"}


def test_an_earlier_day_sees_what_was_known_then(session: Session) -> None:
    day = date(2026, 10, 25)
    assert column(session, "last_contact", day)["north"] == "2026-10-20"
    assert column(session, "silence", day)["north"] == 5
    assert column(session, "stage_age", day)["portal"] == 15
    assert column(session, "csat", day)["north"] == 2
    assert column(session, "order_value", day)["north"] == "CNY 150000"
    assert column(session, "open_cases", day)["north"] == 0
    assert ask(session, "csat:4.. type:customer", date(2026, 10, 1)) == {"north"}
    assert ask(session, "is:won", date(2026, 6, 1)) == {"portal"}


def test_a_promise_that_a_contact_has_met_gives_way_to_the_next(session: Session) -> None:
    assert column(session, "next_contact", date(2026, 10, 25))["north"] == "2026-11-18"
    later = date(2026, 12, 24)
    assert column(session, "next_contact", later)["north"] == "2027-01-05"
    assert ask(session, "next_contact:..eoy", later) == set()


def test_an_own_field_hides_a_fact_of_its_name(session: Session) -> None:
    assert ask(session, "age:new") == {"portal"}
    assert column(session, "age")["portal"] == "new"
    known = query_fields(session.config)
    assert known["age"][0].fact is None and known["年代"][0].fact is None
    assert "往来天数" not in known


def test_age_counts_from_the_first_contact_else_from_the_first_entry(tmp_path: Any) -> None:
    write(tmp_path, {
        "pcrm.yml": "format: 1\n",
        "customers/a.md": "---\nname: A\nowner: x\nfirst_contact: 2026-11-10\n---\n### 2026-11-12 call\n",
        "customers/b.md": "---\nname: B\nowner: x\n---\n### 2026-11-12 call\n### 2026-11-01 note\n",
        "customers/c.md": "---\nname: C\nowner: x\nfirst_contact: 2026-12-01\n---\n",
        "projects/p.md": "---\nname: P\ncustomer: a\nowner: x\nstart: 2026-11-19\n---\n",
    })  # fmt: skip
    session = Session.open(tmp_path)
    assert column(session, "age") == {"a": 10, "b": 19, "c": None, "p": 1}
    assert ask(session, "往来天数:10天..") == {"a", "b"}
    session.close()


def test_lists_are_ordered_by_facts_with_nothing_last(session: Session) -> None:
    assert list(column(session, "stage_age", sort="stage_age", record_type="project")) == ["site", "portal", "back"]
    assert list(column(session, "stage_age", sort="-阶段天数", record_type="project")) == ["back", "portal", "site"]
    assert list(column(session, "order_value", sort="-order_value"))[:2] == ["north", "portal"]
    assert list(column(session, "silence", sort="-silence"))[2:] == ["quiet", "back", "site"]


def test_follow_ups_are_made_once_for_a_query_its_columns_and_a_second_pass(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Any] = []
    original = due.followups
    monkeypatch.setattr(due, "followups", lambda *given, **named: made.append(given) or original(*given, **named))
    monkeypatch.setattr(computed, "_kept", [])
    assert ask(session, "is:overdue (is:due OR days_late:1d..) -overdue:9.. type:customer") == {"north"}
    assert ask(session, "is:due type:customer") == {"north"}
    column(session, "overdue")
    column(session, "days_late", sort="overdue")
    assert len(made) == 1
    ask(session, "is:due", date(2026, 11, 21))
    assert len(made) == 2


def test_a_changed_record_is_seen(tmp_path: Any) -> None:
    task = "---\nname: A\nowner: x\n---\n\n- [ ] Call @x due:2026-11-{}\n"
    write(tmp_path, {"pcrm.yml": "format: 1\n", "customers/a.md": task.format("10")})
    session = Session.open(tmp_path)
    assert ask(session, "is:overdue") == {"a"}
    write(tmp_path, {"customers/a.md": task.format("30")})
    session.refresh()
    assert ask(session, "is:overdue") == set()
    session.close()


def test_a_later_fact_joins_by_one_entry(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    mood = Fact(
        "mood", "choice", "心情", "Mood", "how they feel", "感觉如何", ("customer",),
        "case when {silence} < 20 then 'good' when r.lifecycle = 'lost' then 'bad' end", choices="bad 差 · fair 一般|普通 · good 好",
    )  # fmt: skip
    monkeypatch.setattr(computed, "FACTS", (*FACTS, mood))
    monkeypatch.setitem(computed._BY_KEY, "mood", mood)
    fresh = Config({**session.config.data})
    index = session.index
    index.config = fresh

    def found(query: str) -> set[str]:
        tree = parse(query)
        assert not isinstance(tree, QueryError)
        answered = answer(index, tree, TODAY)
        assert isinstance(answered, Answer), answered
        ids = dict(session.db.execute("select n, id from record").fetchall())
        return {ids[n] for n in answered.scores}

    assert found("mood:good") == {"north"} and found("心情:差") == {"quiet"}
    assert found("mood:fair..") == {"north"} and found("心情:..普通") == {"quiet"}
    assert found("missing:mood type:customer") == set()
    wrong = answer(index, parse("心情:坏"), TODAY)  # type: ignore[arg-type]
    assert isinstance(wrong, QueryError) and "差、一般、好" in wrong.message("zh")
    near = answer(index, parse("moood:good"), TODAY)  # type: ignore[arg-type]
    assert isinstance(near, QueryError) and "perhaps `mood`" in near.message()
    frame = Frame(session.db, fresh, TODAY)
    assert listing.rows(session.db, frame, None, "customer", ["id", "mood"], "-mood", True) == [("north", "good"), ("quiet", "bad")]
    assert listing.labels(fresh, ["mood"], "zh") == ["心情"] and listing.shown(fresh, "mood", "fair", "zh", False) == "一般"


def test_every_fact_and_state_speaks_both_languages_and_its_words_mean_nothing_else() -> None:
    declared = query_fields(Config({**defaults(), "fields": {"customer": {fact.key: {} for fact in FACTS}, "project": {}}}))
    assert not [word for word, asked in declared.items() if any(each.fact for each in asked)]
    for fact in FACTS:
        assert fact.label.isascii() and fact.help and not fact.label_zh.isascii() and not fact.help_zh.isascii()
        assert set(fact.types) <= {"customer", "project"} and fact.types
        others = [other for word in fact.words for other in declared.get(word, ()) if other.key != fact.key]
        assert others == [], fact.key
    words = [word for state in STATES for word in state.words]
    assert len(words) == len(set(words))
    assert all(state.help.isascii() and not state.help_zh.isascii() for state in STATES)


def test_no_fact_says_anything_of_a_page(tmp_path: Any) -> None:
    write(tmp_path, {"pcrm.yml": "format: 1\n", "site/pages/kb/a.md": "# A\n"})
    session = Session.open(tmp_path)
    frame = Frame(session.db, session.config, TODAY)
    for fact in FACTS:
        assert session.db.execute(f"select {frame.expression(fact)} from record r").fetchall() == [(None,)], fact.key
    session.close()


def test_facts_of_a_checked_query_are_not_computed(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(computed, "_late", lambda frame: pytest.fail("follow-ups were made"))
    connection = sqlite3.connect(":memory:")
    frame = Frame(connection, session.config, TODAY, checking=True)
    assert "late_worst(r.n)" in "".join(frame.state(state) for state in STATES)
