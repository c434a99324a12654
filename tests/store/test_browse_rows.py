"""Queries behind the pages for browsing: they agree with what queries and records say."""

from datetime import date
from pathlib import Path

import pytest

from pcrm_tools.session import Session
from pcrm_tools.store import browse_rows
from tests.site.notebooks import make_notebook

TODAY = date(2026, 11, 20)
A = """\
---
name: A
owner: dana
lifecycle: dormant
---

- [ ] Later due:2026-12-01
- [ ] Some day @li.wei
- [ ] First due:2026-11-21
- [x] Done done:2026-11-01

### 2026-12-01 order amount:"CNY 5" — Still to come

### 2026-11-10 survey csat:2 — Bad

### 2026-11-12 note — No contact

### 2026-11-13 call @dana @li.wei — Asked why

### 2026-11-01 order amount:"CNY 100" — One

### 2026-10-01 order amount:"USD 30.50" — Two

### 2025-01-01 opening orders:"CNY 1000" — Carried in

### 2026-06-01 lifecycle active → dormant — Went quiet

### 2024-06-01 lifecycle active → dormant — Went quiet before
"""
P = '---\nname: P\ncustomer: a\nowner: li.wei\n---\n\n- [ ] In a project due:2026-11-22\n\n### 2026-11-02 order amount:"CNY 7" — Spare part\n'
STRAY = '---\nname: Stray\ncustomer: nobody\n---\n\n### 2026-11-02 order amount:"CNY 9" — Nobody\'s\n'
CLOSED = "---\nname: C\ncustomer: a\nclosed: 2026-01-01\n---\n\n- [ ] Of a closed project due:2026-11-22\n\n## Retrospective\n\nWell.\n"


@pytest.fixture
def session(tmp_path: Path) -> Session:
    make_notebook(tmp_path, {"customers/a.md": A, "projects/p.md": P, "projects/stray.md": STRAY, "projects/c.md": CLOSED})
    return Session.open(tmp_path)


def number(session: Session, name: str) -> int:
    return int(session.db.execute("select n from record where id = ?", (name,)).fetchone()[0])


def test_orders_are_the_sums_that_queries_know(session: Session) -> None:
    found = browse_rows.orders(session.db, TODAY.isoformat())
    assert found == {number(session, "a"): {"CNY": 1107.0, "USD": 30.5}}
    assert browse_rows.facts(session.db, session.config, TODAY, "order_value") == {number(session, "a"): "CNY 1107, USD 30.5"}


def test_open_tasks_by_person_what_is_due_first(session: Session) -> None:
    counts, first = browse_rows.open_tasks(session.db, False, 1)
    assert counts == {"dana": 2, "li.wei": 2}
    assert [task.text for task in first["dana"]] == ["First"] and [task.text for task in first["li.wei"]] == ["In a project"]


def test_what_was_done_first_after_an_answer(session: Session) -> None:
    found = browse_rows.answered(
        session.db, [("a", "2026-11-10"), ("a", "2026-11-13"), ("", "2020-01-01")], TODAY.isoformat(), False
    )
    assert list(found) == [0] and found[0].title == "Asked why"


def test_the_newest_change_into_a_stage(session: Session) -> None:
    found = browse_rows.lifecycle_entries(session.db, ("dormant", "lost"), TODAY.isoformat())
    assert {row.title for row in found.values()} == {"Went quiet"}
    assert browse_rows.lifecycle_entries(session.db, ("lost",), TODAY.isoformat()) == {}


def test_sources_become_entries(session: Session) -> None:
    line = A.split("\n").index("### 2026-11-10 survey csat:2 — Bad") + 1
    found = browse_rows.places(
        session.db, [f"customers/a.md:{line}", "customers/a.md:1", "customers/gone.md:3", "no-line", "a:b"]
    )
    assert {source: place.title for source, place in found.items()} == {f"customers/a.md:{line}": "Bad"}


def test_records_with_a_heading(session: Session) -> None:
    assert browse_rows.with_section(session.db, ("Retrospective", "复盘")) == {number(session, "c")}
