"""Key figures by their definitions, over rows as SQL selects them. Today is 2026-11-20."""

from datetime import date
from typing import Any

import pytest

from pcrm_tools.model.config import Config, defaults
from pcrm_tools.model.figure_rows import Answer
from pcrm_tools.reports.figures import DEFINITIONS, Figure, answer_figures, last_year, net_promoters
from pcrm_tools.store.tally import notebook_figures, record_figures
from tests.notebook_rows import NotebookRows

TODAY = date(2026, 11, 20)
SETTINGS: dict[str, Any] = {**defaults(), "lifecycle": {"lead": {}, "active": {}}, "tiers": {"key": {}, "general": {}}}
YEAR = "2025-11-21..2026-11-20"


@pytest.fixture
def book() -> NotebookRows:
    return NotebookRows()


def values(figures: tuple[Figure, ...], definition: str) -> dict[str, Any]:
    return {f"{row.key} {row.unit}".strip(): row.value for row in figures if row.definition == definition}


def home(book: NotebookRows, **arguments: Any) -> tuple[Figure, ...]:
    return notebook_figures(book.db, Config(SETTINGS), TODAY, **arguments)


def figure(figures: tuple[Figure, ...], definition: str) -> Figure:
    return next(figure for figure in figures if figure.definition == definition)


def test_customers_are_counted_by_lifecycle_and_tier_in_the_settings_order(book: NotebookRows) -> None:
    book.customer("a", lifecycle="active", tier="key")
    book.customer("b", lifecycle="active")
    book.customer("c", tier="platinum")
    book.customer("old", lifecycle="active", tier="key", archived=1)
    figures = home(book)
    assert values(figures, "customers-by-lifecycle") == {"lead": 0, "active": 2, "": 1}
    assert list(values(figures, "customers-by-tier").items()) == [("key", 1), ("general", 0), ("platinum", 1), ("", 1)]
    active = next(row for row in figures if row.key == "active")
    assert (active.label_en, active.label_zh, active.n, active.window) == ("Customers: active", "客户：合作", 3, "2026-11-20")
    assert active.sources == ("customers/a.md", "customers/b.md")


def test_open_projects_are_counted_by_stage_and_their_values_never_added_across_currencies(book: NotebookRows) -> None:
    book.project("p1", "a", stage="order", currency="CNY", value=0.1)
    book.project("p2", "a", stage="order", currency="CNY", value=0.2)
    book.project("p3", "a", stage="order", currency="USD", value=110000.0)
    book.project("p4", "a", stage="order")
    book.project("p5", "a", stage="contact", currency="CNY", value=5000.0)
    book.project("p6", "a", stage="elsewhere", pipeline="gone")
    book.project("done", "a", stage="order", currency="CNY", value=9.0, closed="2026-10-01")
    book.project("lost", "a", stage="order", currency="CNY", value=9.0, outcome="lost")
    figures = home(book)
    assert list(values(figures, "open-projects").items()) == [("default/contact", 1), ("default/order", 4), ("gone/elsewhere", 1)]
    assert values(figures, "open-project-value") == {
        "default/contact CNY": 5000.0, "default/order CNY": 0.3, "default/order USD": 110000.0,
    }
    cny = next(row for row in figures if (row.key, row.unit) == ("default/order", "CNY"))
    assert (cny.n, cny.label_zh, cny.sources) == (2, "金额：订单", ("projects/p1.md", "projects/p2.md"))


def test_open_cases_and_overdue_followups_name_their_places(book: NotebookRows) -> None:
    n = book.customer("a")
    line = book.entry(n, "2026-11-19", "complaint")
    book.entry(n, "2026-11-18", "complaint", resolved="2026-11-19")
    late = book.task(n, "Late", "2026-11-19")
    book.task(n, "Today", "2026-11-20")
    figures = home(book)
    assert figure(figures, "open-cases")[4:9] == (1, "", 1, "2026-11-20", (f"customers/a.md:{line}",))
    overdue = figure(figures, "overdue-followups")
    assert (overdue.value, overdue.n, overdue.sources) == (1, 2, (f"customers/a.md:{late}",))


def test_csat_is_the_share_of_answers_of_4_and_5_in_the_last_12_months(book: NotebookRows) -> None:
    n = book.customer("a")
    lines = [book.entry(n, day, "survey", csat=csat) for day, csat in (("2025-11-21", 3), ("2026-05-01", 4), ("2026-11-20", 5))]
    book.entry(n, "2025-11-20", "survey", csat=5)
    book.entry(n, "2026-05-01", "survey", csat=7)
    book.entry(n, "2026-05-01", "feedback", via="phone")
    csat = figure(home(book), "csat")
    assert (csat.value, csat.unit, csat.n, csat.window) == (66.7, "%", 3, YEAR)
    assert csat.sources == tuple(f"customers/a.md:{line}" for line in lines)


def test_without_answers_nothing_can_be_said(book: NotebookRows) -> None:
    figures = home(book)
    assert [(row.value, row.n) for row in figures if row.definition in ("csat", "nps")] == [(None, 0), (None, 0)]
    assert figure(figures, "open-cases").value == 0


def test_nps_comes_with_its_band_and_from_five_answers_on() -> None:
    answers = [Answer("a.md", line, "2026-05-01", None, nps) for line, nps in enumerate((9, 10, 9, 10, 9, 7, 8, 6), 1)]
    nps = answer_figures(answers, last_year(TODAY))[1]
    assert (nps.value, nps.band, nps.n, nps.window) == (50.0, 49.0, 8, YEAR)
    few = answer_figures(answers[:4], last_year(TODAY))[1]
    assert (few.value, few.band, few.n) == (None, None, 4)
    assert answer_figures(answers[:4], last_year(TODAY), least=1)[1].value == 100.0
    assert answer_figures([], last_year(TODAY), least=0)[1].value is None


def test_only_answers_inside_the_window_count() -> None:
    days = ("2025-11-20", "2025-11-21", "2026-11-20", "2026-11-21")
    csat = answer_figures([Answer("a.md", line, day, 5, None) for line, day in enumerate(days, 1)], last_year(TODAY))[0]
    assert (csat.n, csat.sources) == (2, ("a.md:2", "a.md:3"))


@pytest.mark.parametrize(
    ("answers", "score"),
    [([10.0, 9.0], 100.0), ([0.0, 6.0], -100.0), ([7.0, 8.0], 0.0), ([9.0, 0.0], 0.0), ([9.0, 7.0, 7.0], 33.3)],
)
def test_net_promoters_run_from_minus_100_to_100(answers: list[float], score: float) -> None:
    assert net_promoters(answers)[0] == score


@pytest.mark.parametrize(
    ("day", "text"),
    [(TODAY, YEAR), (date(2024, 2, 29), "2023-03-01..2024-02-29"), (date(2026, 12, 31), "2026-01-01..2026-12-31")],
)
def test_the_last_12_months_include_today(day: date, text: str) -> None:
    assert last_year(day).text == text


def test_own_kinds_of_the_feedback_group_count(book: NotebookRows) -> None:
    n = book.customer("a")
    book.entry(n, "2026-05-01", "survey", csat=5)
    book.entry(n, "2026-05-02", "interview", csat=2)
    settings = {**SETTINGS, "kinds": {"interview": {"group": "feedback"}, "gift": None}}
    assert figure(notebook_figures(book.db, Config(settings), TODAY), "csat").value == 50.0


def test_a_customers_figures_take_in_its_projects_only(book: NotebookRows) -> None:
    n, other = book.customer("a"), book.customer("b")
    project = book.project("p", "a", stage="order", currency="USD", value=100.0, start="2026-11-19")
    book.project("q", "b", stage="order", currency="USD", value=900.0)
    book.entry(project, "2026-05-01", "survey", csat=4)
    book.entry(other, "2026-05-01", "survey", csat=1)
    book.task(project, "Late", "2026-11-19")
    book.task(other, "Late", "2026-11-19")
    figures = record_figures(book.db, Config(SETTINGS), TODAY, n)
    assert values(figures, "open-project-value") == {"default/order USD": 100.0}
    assert (figure(figures, "csat").value, figure(figures, "overdue-followups").value) == (100.0, 1)
    assert values(figures, "customers-by-tier") == {}
    assert figure(record_figures(book.db, Config(SETTINGS), TODAY, project), "csat").value == 100.0


def test_a_build_for_others_counts_visible_rows_only(book: NotebookRows) -> None:
    book.customer("hidden", lifecycle="active", private=1)
    n = book.customer("a", lifecycle="active")
    book.entry(n, "2026-05-01", "survey", csat=5)
    book.entry(n, "2026-05-01", "survey", csat=1, private=1)
    book.entry(n, "2026-05-01", "complaint", private=1)
    book.task(n, "Secret", "2026-11-01", private=1)
    figures = home(book, public=True)
    assert values(figures, "customers-by-lifecycle") == {"lead": 0, "active": 1}
    assert figure(figures, "csat").value == 100.0
    assert [figure(figures, name).value for name in ("open-cases", "overdue-followups")] == [0, 0]
    assert figure(home(book), "csat").value == 50.0


def test_every_definition_says_what_it_means_in_both_languages() -> None:
    assert len({definition.id for definition in DEFINITIONS}) == len(DEFINITIONS) == 8
    assert all(d.en and d.zh and d.help_en and d.help_zh for d in DEFINITIONS)
