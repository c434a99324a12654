"""A project's page: stages, goals, schedule, money, risks, and how it ended."""

from pathlib import Path

import pytest

from pcrm_tools.site.addresses import git_link
from pcrm_tools.site.goal_views import number, reached
from tests.site.notebooks import build, make_notebook
from tests.site.record_notebook import FIRM_RECORDS, FIRM_SETTINGS, JOB, part
from tests.site.test_customer_page import rows


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site of a notebook with something in every section."""
    root = make_notebook(tmp_path_factory.mktemp("firm"), FIRM_RECORDS, FIRM_SETTINGS)
    build(root)
    return root / "site/public"


@pytest.fixture(scope="module")
def shown(site: Path) -> str:
    return (site / "projects/cold.html").read_text("utf-8")


def test_stages_with_expected_and_real_days(shown: str) -> None:
    section = part(shown, "stages")
    assert "<b>5 d</b> / 10 d" in section
    assert '<b class="is-late">87 d</b> / 20 d' in section
    assert 'until <time datetime="2026-08-16" data-late>' in section
    assert section.count('aria-current="step"') == 1


def test_limit_over_several_stages(site: Path, shown: str) -> None:
    assert 'contact → order: 90 days at most <span class="p-badge p-badge--bad">reached after 92 days, too late' in part(
        shown, "stages"
    )
    assert "reached after 131 days" in part((site / "projects/shed.html").read_text("utf-8"), "stages")


def test_goals_are_reached_downwards_too(shown: str) -> None:
    section = part(shown, "goals")
    alarms, output = section.split("<b>More output")
    assert "50%" in alarms
    assert 'width="50"' in alarms
    assert "reached" in output


@pytest.mark.parametrize(("baseline", "target", "actual", "share"), [
    ("100", "200", "150", 0.5), ("20 %", "10 %", "15 %", 0.5), ("20", "10", "25", -0.5), ("", "200", "50", 0.25), ("5", "5", "5", None),
    ("1.2万", "2.2万", "17,000", 0.5), ("", "some", "5", None), ("0", "10", "", None), ("3 months", "1 month", "2 months", 0.5),
])  # fmt: skip
def test_how_far_a_goal_is_reached(baseline: str, target: str, actual: str, share: float | None) -> None:
    assert reached(baseline, target, actual) == (pytest.approx(share) if share is not None else None)


@pytest.mark.parametrize(("text", "value"), [
    ("8 %", 8), ("CNY 3,000.50", 3000.5), ("1.3亿", 1.3e8), ("5 km", 5), ("about 2k", 2000), ("−4", -4), ("none", None), ("3 months", 3), (".5", 0.5),
])  # fmt: skip
def test_numbers_in_words(text: str, value: float | None) -> None:
    assert number(text) == value


def test_requirements_are_counted(shown: str) -> None:
    counts = part(shown, "requirements").partition("</dl>")[0]
    assert "must</span> 1 <small>(1 done)</small>" in counts
    assert "technical</span> 1" in counts


def test_schedule_has_milestones_and_tasks(shown: str) -> None:
    section = part(shown, "milestones")
    chart = section[section.index("<svg") : section.index("</svg>")]
    for name in ("Plan", "Build", "Order steel", "Weld it"):
        assert name in chart, name
    assert 'data-first="2026-' in section
    assert rows(section)[1][0] == "M2"


def test_tasks_that_wait_say_so(shown: str) -> None:
    assert part(shown, "tasks").count("waits for others") == 1


def test_budget_against_cost_by_currency(shown: str) -> None:
    section = part(shown, "budget")
    assert section.count("<figure") == 2
    euro, dollar = section.split("<figcaption>USD")
    assert "900" in euro
    assert "930" not in section
    assert "30" in dollar
    assert ["labor", "EUR 900"] in rows(section)


def test_payments_of_the_plan_are_told_paid(shown: str) -> None:
    first, last = rows(part(shown, "payments"))
    assert first[-2:] == ["EUR 20,000", "paid"]
    assert last[-2:] == ["EUR 30,000", "to be billed"]


def test_payments_in_part(tmp_path: Path) -> None:
    job = JOB.replace('payment amount:"EUR 20000"', 'payment amount:"EUR 12000"')
    root = make_notebook(tmp_path, {**FIRM_RECORDS, "projects/cold.md": job}, FIRM_SETTINGS)
    build(root)
    assert rows(part((root / "site/public/projects/cold.html").read_text("utf-8"), "payments"))[0][-1] == "EUR 8,000 open"


def test_risks_by_score(shown: str) -> None:
    found = rows(part(shown, "risks"))
    assert [row[0] for row in found] == ["R9", "R8"]
    assert found[0][-1] == "36%"
    assert 'p-badge--bad">36%' in part(shown, "risks")


def test_scope_and_agreement(shown: str) -> None:
    section = part(shown, "scope")
    assert "doors" in section.split("p-scope--out")[0]
    assert "paint" in section.split("p-scope--out")[1]
    assert "Custom work" in section
    assert "A-12" in section


def test_decisions_changes_acceptance_and_deliverables(shown: str) -> None:
    assert "Steel, not wood" in part(shown, "decisions")
    changes = part(shown, "changes")
    assert "1 accepted, 0 open" in changes
    assert "EUR 60" in changes
    assert "Ann Bay" in part(shown, "acceptance")
    assert [row[-1] for row in rows(part(shown, "deliverables"))] == ["accepted", "2026-12-01"]


def test_an_ended_project_begins_with_what_was_learnt(site: Path) -> None:
    page = (site / "projects/shed.html").read_text("utf-8")
    section = part(page, "closing")
    for text in ("We measured twice.", "Retrospective", "Measure the doors first"):
        assert text in section, text
    assert page.index('id="closing"') < page.index('id="timeline"')
    assert "We measured twice." not in part(page, "notes")
    assert 'id="at-Retrospective"' in section


def test_a_running_project_has_no_end(shown: str) -> None:
    assert 'id="closing"' not in shown


@pytest.mark.parametrize(("git", "host", "edit"), [
    ("https://github.example/a/b", "", "https://github.example/a/b/edit/main/x.md"),
    ("https://gitlab.example/a/b", "", "https://gitlab.example/a/b/-/edit/main/x.md"),
    ("https://codeberg.example/a/b/", "", "https://codeberg.example/a/b/_edit/main/x.md"),
    ("https://code.example/gitlab/b", "", "https://code.example/gitlab/b/edit/main/x.md"),
    ("https://code.example/a/b", "gitlab", "https://code.example/a/b/-/edit/main/x.md"),
    ("ssh://code.example/a/b", "gitlab", ""),
])  # fmt: skip
def test_ways_to_edit_by_the_make_of_the_host(git: str, host: str, edit: str) -> None:
    assert git_link({"git": git, "host": host}, "x.md", way="edit") == edit


def test_history_of_a_file_with_a_name_in_chinese() -> None:
    link = git_link({"git": "https://gitlab.example/a/b", "branch": "trunk"}, "projects/新 1.md", way="commits")
    assert link == "https://gitlab.example/a/b/-/commits/trunk/projects/%E6%96%B0%201.md"
