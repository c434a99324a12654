"""The pages of the team: who has how much to do, and one page a person."""

from pathlib import Path

import pytest

from tests.site.notebooks import DOCK, HARBOR, build, make_notebook
from tests.site.parsed import parsed

SETTINGS = """\
format: 1
language: en
team:
  - {id: dana, name: Dana Whitfield, departments: [Sales], role: Account manager}
  - {id: li.wei, name: 李伟, departments: [Sales, 售后服务部]}
  - {id: mike, name: Mike Okafor, left: 2026-07-31}
  - {id: con, name: "<b>Evil</b>"}
sla:
  - {kind: repair, respond: 4h, resolve: 1d}
"""
PRESS = """\
---
name: Press line
customer: harbor
owner: li.wei
team: [dana]
stage: production
value: CNY 900000
---

## Tasks

- [ ] Oil it due:2026-11-18 #promise
- [x] Paint it due:2026-10-10 done:2026-10-12 #promise
- [x] Sweep it due:2026-10-11 done:2026-10-11 #promise

## Log

### 2026-11-19 repair id:R1 !high @li.wei — The press stands still

### 2026-11-12 call @li.wei with:"Ann Bay" — Asked about the press

### 2026-10-02 training @li.wei — How to oil a press
"""


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("team")
    make_notebook(root, {"customers/harbor.md": HARBOR, "projects/dock.md": DOCK, "projects/press.md": PRESS}, SETTINGS)
    build(root)
    return root / "site/public"


def test_the_index_counts_the_work_of_each_person(public: Path) -> None:
    people = parsed(public, "team/index.html").parts["people"]
    # customers, projects (own and as a member of the team), due, overdue, tasks, cases
    assert people.row("Dana Whitfield")[:5] == ["Dana Whitfield", "Sales", "1", "2", "3"]
    assert people.row("李伟")[2:] == ["0", "1", "3", "3", "1", "1", "5"]
    assert people.link("李伟") == "li.wei.html"


def test_departments_add_up_and_somebody_may_be_in_two(public: Path) -> None:
    departments = parsed(public, "team/index.html").parts["departments"]
    assert departments.row("Sales")[1] == "Dana Whitfield, 李伟"
    assert departments.row("Sales")[3] == "2", "the press, on which both work, counts once"
    assert departments.row("售后服务部")[1] == "李伟"


def test_those_who_left_stand_apart(public: Path) -> None:
    page = parsed(public, "team/index.html")
    assert "Mike Okafor left on 2026-07-31" in page.parts["left"].text and "Mike" not in page.parts["people"].text
    assert "left on 2026-07-31" in parsed(public, "team/mike.html").page.text


def test_a_page_shows_what_is_due_and_whose_records_these_are(public: Path) -> None:
    page = parsed(public, "team/li.wei.html")
    assert "Oil it" in page.parts["due"].text
    assert page.parts["projects"].row("Press line")[2:] == ["Harbor Foods", "CNY 900,000", "2026-10-02", "owner"]
    assert page.parts["projects"].link("Press line") == "../projects/press.html"
    assert page.parts["tasks"].row("Oil it")[1:] == ["Press line", "2026-11-18"]
    assert "customers" not in page.parts, "nobody wants an empty table"
    assert parsed(public, "team/dana.html").parts["projects"].row("Press line")[-1] == "team"


def test_cases_promises_contacts_and_trainings(public: Path) -> None:
    parts = parsed(public, "team/li.wei.html").parts
    assert parts["cases"].link("The press stands still") == "../projects/press.html#at-R1"
    assert "1 of 3 promises due from 2026-08-21 to 2026-11-20" in parts["promises"].text
    assert "Paint it 2026-10-10 → 2026-10-12" in parts["promises"].text and "Sweep it" not in parts["promises"].text
    assert "2026-11-12 Asked about the press" in parts["contacts"].text
    assert "2026-10-02 How to oil a press" in parts["trainings"].text


def test_the_calendar_is_a_link_away(public: Path) -> None:
    page = parsed(public, "team/dana.html").page
    href = page.link("Calendar")
    assert href.startswith("../calendars/") and (public / "team" / href).resolve().is_file()


def test_an_id_is_no_path_and_a_name_no_markup(public: Path) -> None:
    names = [path.name for path in (public / "team").iterdir()]
    assert len(names) == 5 and "con.html" not in names, "some systems take that for a device"
    index = (public / "team/index.html").read_text("utf-8")
    assert "<b>Evil" not in index and "&lt;b&gt;Evil&lt;/b&gt;" in index


def test_a_second_build_writes_nothing_again_and_who_is_gone_from_the_team_has_no_page(tmp_path: Path) -> None:
    root = make_notebook(tmp_path, {"customers/harbor.md": HARBOR}, SETTINGS)
    build(root)
    assert build(root).changed == 0
    (root / "pcrm.yml").write_text(SETTINGS.replace("  - {id: mike, name: Mike Okafor, left: 2026-07-31}\n", ""))
    build(root)
    assert not (root / "site/public/team/mike.html").exists()


def test_in_chinese_and_without_a_team(tmp_path: Path) -> None:
    root = make_notebook(tmp_path, {}, "format: 1\nlanguage: zh\n")
    build(root)
    text = parsed(root / "site/public", "team/index.html").page.text
    assert "团队" in text and "pcrm.yml 的 team: 下还没有成员。" in text
