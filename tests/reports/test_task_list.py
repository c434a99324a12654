"""What a task waits for, and the order of the list."""

from datetime import date

import pytest

from pcrm_tools.reports.task_list import Listed, days_late, in_order, waits_for

TODAY = date(2026, 11, 20)


def task(text="x", due="2026-11-25", after="", start=None, state="open", priority="", owner="dana", record="acme"):
    return Listed(record, f"customers/{record}.md", 9, state, text, owner, due, start, None, None, priority, "", after, "", "", 0, "")


@pytest.mark.parametrize(
    ("after", "start", "state", "waits"),
    [
        ("", None, "open", ()),
        ("t1", None, "open", ("t1",)),
        ("t2", None, "open", ()),
        ("t1,portal#M4", None, "open", ("t1", "portal#M4")),
        ("portal#t1", None, "open", ()),
        ("", "2026-11-21", "open", ("2026-11-21",)),
        ("", "2026-11-20", "open", ()),
        ("t1", "2026-11-21", "open", ("t1", "2026-11-21")),
        ("t1", "2026-11-21", "done", ()),
    ],
)
def test_what_a_task_waits_for(after, start, state, waits):
    unfinished = frozenset({("acme", "t1"), ("portal", "M4")})
    assert waits_for(task(after=after, start=start, state=state), unfinished, TODAY) == waits


def test_days_late():
    assert [days_late(task(due=due), TODAY) for due in ("2026-11-18", "2026-11-20", "2026-11-25", None)] == [2, 0, -5, None]
    assert days_late(task(due="2026-11-18", state="done"), TODAY) is None


@pytest.mark.parametrize(
    ("sort", "order"),
    [("due", "cabd"), ("-due", "dbac"), ("priority", "acbd"), ("owner", "bcad"), ("record", "cbda"), ("blocked", "cadb"), ("state", "cbda")],
)
def test_the_order(sort, order):
    listed = [
        (task("a", due="2026-11-21", priority="urgent", record="zeta", state="done"), ()),
        (task("b", due="2026-11-22", owner="ann"), ("t1",)),
        (task("c", due="2026-11-20"), ()),
        (task("d", due=None, priority="low"), ()),
    ]
    assert "".join(one.text for one, _ in in_order(listed, sort)) == order
