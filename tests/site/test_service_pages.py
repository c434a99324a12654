"""Service levels and satisfaction: the figures of the report with what they mean, open cases, complaints, answers, points."""

from datetime import date
from pathlib import Path

import pytest

from pcrm_tools import reporting
from pcrm_tools.session import Session
from pcrm_tools.site.satisfaction_page import quarters
from tests.site.notebooks import TODAY, build, make_notebook
from tests.site.parsed import parsed

SETTINGS = """\
format: 1
language: en
team: [{id: dana, name: Dana Whitfield}, {id: li.wei, name: 李伟}]
calendar: {country: "", hours: "09:00-17:00"}
sla:
  - {kind: complaint, respond: 4h, resolve: 2d}
  - {kind: repair, respond: 1h, resolve: 1d}
"""
HARBOR = """\
---
name: Harbor Foods
owner: dana
lifecycle: active
---

### 2026-11-18 09:00 repair id:R1 !high @li.wei — Press <i>stands</i>

### 2026-11-20 16:00 question id:Q1 @dana — May we paint it?

### 2026-11-10 complaint id:C1 responded:2026-11-10 waiting:2026-11-11.. — Paint peels

### 2026-11-02 09:00 repair id:R2 responded:10:30 resolved:"2026-11-02 16:00" @li.wei — Belt torn

### 2026-10-05 09:00 complaint id:C2 responded:10:00 resolved:"2026-10-06 12:00" cause:"no gloves" lesson:[[kb/gloves]] cost:"CNY 2000" @dana — Dirty cups

### 2026-10-20 survey csat:5 nps:9 ces:6 — Good quarter

### 2026-10-12 call @dana — Said sorry

### 2026-10-10 survey csat:2 nps:3 — Bad week

### 2026-05-10 survey csat:3 — So so

### 2026-03-01 points points:300 — Yearly points

### 2026-04-01 redeem points:120 — A day of training

### 2026-02-01 referral customer:quay — Brought in the quay
"""
QUAY = "---\nname: Quay\nowner: li.wei\n---\n\n### 2026-11-01 survey csat:1 nps:0 — Angry\n"
PAGES = {"kb/gloves.md": "# Wear gloves\n\nAlways.\n"}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("service")
    make_notebook(root, {"customers/harbor.md": HARBOR, "customers/quay.md": QUAY}, SETTINGS, PAGES)
    build(root)
    return root


@pytest.fixture(scope="module")
def public(root: Path) -> Path:
    return root / "site/public"


def test_open_cases_say_how_they_stand_the_latest_first(public: Path) -> None:
    part = parsed(public, "service.html").parts["open"]
    assert [row[0].split(" Harbor")[0] for row in part.rows[1:]] == ["Press <i>stands</i>", "Paint peels", "May we paint it?"]
    late, waiting, unlimited = part.rows[1:]
    assert late[1:] == ["Repair high", "2026-11-18", "2026-11-18 10:00", "23 h late", "李伟"]
    assert waiting[3:] == ["", "waiting since 2026-11-11", "Dana Whitfield"], "the clock stands still"
    assert unlimited[3:] == ["", "to be answered", "Dana Whitfield"]
    assert part.link("Paint peels") == "customers/harbor.html#at-C1"


def test_figures_are_those_of_the_report(root: Path, public: Path) -> None:
    session = Session.open(root)
    kind = reporting.kind("service")
    report = kind.make(session, reporting.Asked(TODAY, reporting.window(kind, TODAY, None, None), None))
    session.close()
    text = parsed(public, "service.html").parts["figures"].text
    for figure in report.figures:
        value = "n/a" if figure.value is None else f"{figure.value:.10g}{figure.unit}" if figure.unit == "%" else ""
        assert f"{figure.label_en} {value}" in text and f"n = {figure.n} · 2026-08-21 – 2026-11-20" in text
    assert "cases answered by their limit ÷ cases whose limit fell in the period" in text, "each says what it means"


def test_a_figure_leads_to_its_rows(public: Path) -> None:
    part = parsed(public, "service.html").parts["figures"]
    assert part.link("Belt torn") == "customers/harbor.html#at-R2"


def test_cases_long_over_change_no_figure(tmp_path: Path) -> None:
    old = "\n".join(f'### 2024-0{n}-01 09:00 repair resolved:"2024-0{n}-02 10:00" @dana — Old {n}\n' for n in range(1, 9))
    root = make_notebook(tmp_path, {"customers/harbor.md": HARBOR + "\n" + old, "customers/quay.md": QUAY}, SETTINGS, PAGES)
    build(root)
    parts = parsed(root / "site/public", "service.html").parts
    assert parts["kinds"].row("Repair")[1] == "2" and parts["handlers"].row("李伟")[1] == "2"


def test_by_kind_and_by_handler(public: Path) -> None:
    parts = parsed(public, "service.html").parts
    assert parts["kinds"].row("Complaint") == ["Complaint", "2", "50%", "4 h 30 min", "100%", "11 h"]
    assert parts["handlers"].row("李伟") == ["李伟", "2", "0%", "90 min", "50%", "7 h"]


def test_the_ages_of_open_cases_are_drawn_with_their_numbers(public: Path) -> None:
    part = parsed(public, "service.html").parts["ages"]
    assert "up to 0.5 d: 1" in part.text and "1 to 3 d: 1" in part.text and "over 10 d: 0" in part.text


def test_complaints_say_what_they_taught(public: Path) -> None:
    part = parsed(public, "service.html").parts["complaints"]
    assert part.row("Dirty cups")[1:] == ["2026-10-05", "resolved", "no gloves", "Wear gloves", "CNY 2,000"]
    assert part.link("Wear gloves") == "kb/gloves.html"


def test_satisfaction_with_n_and_window(public: Path) -> None:
    text = parsed(public, "satisfaction.html").parts["figures"].text
    assert "CSAT 25% n = 4 · 2025-11-21 – 2026-11-20 share of answers of 4 or 5 of 5" in text
    assert "NPS n/a n = 3" in text, "three answers are too few for a share"


def test_low_answers_and_what_was_done_then(public: Path) -> None:
    part = parsed(public, "satisfaction.html").parts["low"]
    assert [row[0] for row in part.rows[1:]] == ["Angry", "Bad week", "So so"]
    assert part.row("Angry")[-1] == "nothing yet" and part.row("Bad week")[-1] == "2026-10-12 Said sorry"


def test_latest_answers_points_and_referrals(public: Path) -> None:
    parts = parsed(public, "satisfaction.html").parts
    assert parts["latest"].row("Good quarter")[1:] == ["Harbor Foods", "2026-10-20", "5", "9", "6"]
    assert parts["points"].row("Harbor Foods")[1:] == ["180", "2026-04-01", "A day of training"]
    assert parts["referrals"].row("Brought in")[1:] == ["Harbor Foods", "Quay", "2026-02-01"]


def test_quarters_end_with_the_day() -> None:
    found = quarters(date(2026, 2, 10))
    assert [label for label, _ in found] == ["24Q2", "24Q3", "24Q4", "25Q1", "25Q2", "25Q3", "25Q4", "26Q1"]
    assert found[-1][1][:2] == ("2026-01-01", "2026-02-11") and found[0][1][:2] == ("2024-04-01", "2024-07-01")
    assert quarters(date(1, 2, 1))[0][1].start == "0001-01-01" and quarters(date.max)[-1][1].start == "9999-10-01"


def test_an_empty_notebook_says_so_in_its_language(tmp_path: Path) -> None:
    root = make_notebook(tmp_path, {"customers/a.md": "---\nname: 甲\n---\n"}, "format: 1\nlanguage: zh\n")
    build(root)
    public = root / "site/public"
    assert (
        "没有未结案例。" in parsed(public, "service.html").page.text
        and "还没有投诉。" in parsed(public, "service.html").page.text
    )
    satisfaction = parsed(public, "satisfaction.html")
    assert "还没有调查结果。" in satisfaction.page.text and "points" not in satisfaction.parts, (
        "what is not there is not shown empty"
    )
