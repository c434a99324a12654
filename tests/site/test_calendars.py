"""The site's calendars: whose they are, what is in them, that they are links away, and that nothing private or stale is."""

import re
from datetime import date
from pathlib import Path

import pytest
from icalendar import Calendar

from tests.site.notebooks import DOCK, HARBOR, PLAIN, SETTINGS, build, make_notebook
from tests.site.test_audience import PRIVACY, marks

TEAM = SETTINGS.replace("name: Dana Whitfield", "name: Dana Whitfield, departments: [Sales, 售后/服务部]") + (
    "  - {id: tomas, name: Tomás Ruiz, departments: [Sales]}\n  - {id: mike, name: Mike Okafor, left: 2026-07-31}\n"
)
SITE = "site: {url: 'https://notebook.example/crm', git: 'https://git.example/notebook'}\n"


def calendars(public: Path) -> dict[str, list[str]]:
    """The titles of the events of each calendar."""
    folder = public / "calendars"
    return {
        path.relative_to(folder).as_posix(): [str(event["SUMMARY"]) for event in Calendar.from_ical(path.read_bytes()).walk("VEVENT")]
        for path in sorted(folder.rglob("*.ics"))
    }


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_notebook(tmp_path / "notebook", PLAIN, TEAM + SITE)


def test_a_calendar_for_everybody_each_person_and_each_department(root: Path) -> None:
    build(root)
    found = calendars(root / "site/public")
    assert list(found) == ["all.ics", "dana.ics", "departments/Sales.ics", next(name for name in found if "~" in name), "li.wei.ics", "tomas.ics"]
    assert found["all.ics"] == found["dana.ics"] == found["departments/Sales.ics"]
    assert "Harbor Foods: Send the offer" in found["dana.ics"] and found["tomas.ics"] == found["li.wei.ics"] == []


def test_a_calendar_looks_a_month_ahead_and_the_page_a_week(root: Path) -> None:
    build(root)
    titles, page = calendars(root / "site/public")["all.ics"], (root / "site/public/followups.html").read_text("utf-8")
    assert "Dock project: Order steel" in titles and "Order steel" not in page


def test_events_lead_to_the_page_and_to_the_file(root: Path) -> None:
    build(root)
    events = Calendar.from_ical((root / "site/public/calendars/all.ics").read_bytes()).walk("VEVENT")
    offer = next(event for event in events if "Send the offer" in event["SUMMARY"])
    assert offer["URL"] == "https://notebook.example/crm/customers/harbor.html"
    assert "https://git.example/notebook/blob/main/customers/harbor.md#L" in offer["DESCRIPTION"]


def test_the_page_links_every_calendar(root: Path) -> None:
    build(root)
    public = root / "site/public"
    page = (public / "followups.html").read_text("utf-8")
    links = set(re.findall(r'href="(calendars/[^"]+)"', page))
    from urllib.parse import unquote

    assert {unquote(link) for link in links} == {f"calendars/{name}" for name in calendars(public)}
    assert 'href="webcal://notebook.example/crm/calendars/dana.ics"' in page and ">subscribe<" in page


def test_without_an_address_there_is_a_file_to_open_and_nothing_to_subscribe_to(tmp_path: Path) -> None:
    root = make_notebook(tmp_path, PLAIN, TEAM.replace("language: en", "language: zh"))
    build(root)
    page = (root / "site/public/followups.html").read_text("utf-8")
    assert "webcal:" not in page and 'href="calendars/dana.ics"' in page and ">全员<" in page
    assert "X-WR-CALNAME:跟进：Dana Whitfield" in (root / "site/public/calendars/dana.ics").read_text("utf-8")


def test_a_second_build_writes_none_and_an_edit_makes_what_a_rebuild_would(root: Path, tmp_path: Path) -> None:
    build(root)
    before = {path: path.stat().st_mtime_ns for path in (root / "site/public/calendars").rglob("*.ics")}
    build(root)
    assert before == {path: path.stat().st_mtime_ns for path in before}
    (root / "customers/harbor.md").write_text(HARBOR.replace("@dana due:2026-11-25", "@tomas due:2026-11-26"))
    (root / "pcrm.yml").write_text((TEAM + SITE).replace("  - {id: li.wei, name: 李伟}\n", ""))
    build(root)
    build(root, tmp_path / "fresh")
    for path in sorted((tmp_path / "fresh/calendars").rglob("*.ics")):
        assert path.read_bytes() == (root / "site/public/calendars" / path.relative_to(tmp_path / "fresh/calendars")).read_bytes()
    found = calendars(root / "site/public")
    assert found == calendars(tmp_path / "fresh") and "li.wei.ics" not in found and len(found["tomas.ics"]) == 1


def test_a_uid_lasts_from_day_to_day(root: Path) -> None:
    def uids(today: date) -> dict[str, str]:
        build(root, today=today)
        events = Calendar.from_ical((root / "site/public/calendars/all.ics").read_bytes()).walk("VEVENT")
        return {str(event["UID"]): str(event["SUMMARY"]) for event in events}

    first, later = uids(date(2026, 11, 20)), uids(date(2026, 11, 23))
    assert first.keys() <= later.keys()


AUDIENCE = """\
---
name: Harbor Foods
owner: dana
lifecycle: active
cadence: 3w
next_step: SECRET-next-step
---

- [ ] SECRET-task due:2026-12-15 #private
- [ ] Seen task due:2026-12-15

<!-- private -->
- [ ] SECRET-in-span due:2026-12-16
<!-- /private -->

### 2026-11-18 call — Seen call
"""


def test_for_others_nothing_private_and_nothing_of_our_house(tmp_path: Path) -> None:
    settings = TEAM + SITE + PRIVACY + "rules: [{name: wake, when: 'lifecycle:active', then: {followup: SECRET-house-rule}}]\n"
    root = make_notebook(tmp_path, {"customers/harbor.md": AUDIENCE, "projects/dock.md": DOCK.replace("customer: harbor", "customer: harbor\ntags: [private]")}, settings)
    public = Path(build(root, audience="customer").path)
    titles = calendars(public)["all.ics"]
    assert "Harbor Foods: Seen task" in titles and any("Silence" in title for title in titles) and "Dock" not in str(titles)
    assert marks(public) == []
    text = (public / "calendars/all.ics").read_text("utf-8").replace("\r\n ", "")
    assert "customers/harbor.md" not in text and "git.example" not in text and "notebook.example" not in text
    assert "webcal" not in (public / "followups.html").read_text("utf-8")
    ours = Path(build(root).path)
    for mark in ("SECRET-task", "SECRET-house-rule"):
        assert any(mark in title for title in calendars(ours)["all.ics"]), mark
