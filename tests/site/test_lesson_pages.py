"""Churn watch, lessons and changes: what is listed, why, and what is said where there is nothing."""

import subprocess
from pathlib import Path

import pytest

from tests.site.notebooks import SETTINGS, build, make_notebook
from tests.site.parsed import parsed

KB = {"kb/gloves.md": "# Wear gloves\n\nAlways.\n"}
QUIET = """\
---
name: Quiet Mill
owner: dana
lifecycle: dormant
tier: key
cadence: 2w
contract:
  end: 2026-12-01
---

### 2026-11-10 complaint id:C1 — Flour is wet

### 2026-11-09 complaint id:C2 — Bags <b>torn</b>

### 2026-09-01 call — Long ago

### 2026-08-01 survey csat:2 — Not happy

### 2026-07-01 lifecycle active → dormant — No orders

### 2026-06-01 invoice id:F1 amount:"CNY 500" due:2026-07-01 — Flour
"""
RICH = '---\nname: Rich Mill\nowner: li.wei\nlifecycle: dormant\nnext_contact: 2026-11-25\nnext_step: Visit them\n---\n\n### 2026-11-01 order amount:"CNY 90000"\n'
POOR = "---\nname: Poor Mill\nlifecycle: dormant\n---\n"
FINE = "---\nname: Fine Mill\nlifecycle: active\n---\n\n### 2026-11-19 call — Hello\n"
LOST = (
    "---\nname: Lost Mill\nowner: dana\nlifecycle: lost\n---\n\n### 2026-05-01 lifecycle active → lost — Went to a cheaper one\n"
)
MUTE = "---\nname: Mute Mill\nlifecycle: lost\narchived: true\n---\n"
BID = "---\nname: Bid\ncustomer: lost\noutcome: lost\nclosed: 2026-04-30\nlost_reason: Too dear\n---\n"
DONE = """\
---
name: New belt
customer: quiet
owner: dana
closed: 2026-10-01
outcome: done
value: CNY 30000
tags: [belts]
---

Prose.

## Retrospective

Went **well**. See [[kb/gloves]] <script>alert(1)</script>

### Details

Below it.

## Other

Not a lesson.

## Log

### 2026-09-20 lesson #safety — Measure twice, see [[kb/gloves]]

### 2026-09-10 complaint resolved:2026-09-11 cause:"no gloves" lesson:"wear some" — Dirty hands

### 2026-09-01 complaint resolved:2026-09-02 — Nothing learned
"""
RECORDS = {
    "customers/quiet.md": QUIET, "customers/rich.md": RICH, "customers/poor.md": POOR, "customers/fine.md": FINE, "customers/lost.md": LOST,
    "customers/mute.md": MUTE, "projects/bid.md": BID, "projects/done.md": DONE,
    "projects/open.md": "---\nname: Open one\ncustomer: quiet\n---\n\n## Retrospective\n\nToo early.\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_notebook(tmp_path_factory.mktemp("lessons"), RECORDS, SETTINGS, KB)
    build(root)
    return root / "site/public"


def test_the_most_reasons_come_first_then_the_most_orders(public: Path) -> None:
    rows = parsed(public, "churn.html").parts["watched"].rows[1:]
    assert [row[0].split(" Mill")[0] for row in rows] == ["Quiet", "Rich", "Poor"]
    assert (
        rows[0][1]
        == "Open complaint ×2 2026-11-09Low answer 2026-08-01Silence 2026-09-15dormant 2026-07-01Contract ends 2026-12-01Invoice overdue 2026-07-01"
    )
    assert rows[0][2] == "6" and rows[0][-1] == "Solve the complaint and say what was done"
    assert rows[1][-1] == "2026-11-25 Visit them", "what is planned comes before what we suggest"


def test_a_reason_leads_to_where_it_is_written(public: Path) -> None:
    links = {label.strip(): href for href, label in parsed(public, "churn.html").parts["watched"].links}
    assert links["Open complaint ×2 2026-11-09"] == "customers/quiet.html#at-C2"
    assert links["dormant 2026-07-01"] == "customers/quiet.html#at-2026-07-01-lifecycle"
    assert links["Invoice overdue 2026-07-01"] == "customers/quiet.html#at-F1"


def test_lost_customers_with_their_reason(public: Path) -> None:
    lost = parsed(public, "churn.html").parts["lost"]
    assert lost.row("Lost Mill")[1:4] == ["2026-05-01", "Went to a cheaper one; Too dear", "Dana Whitfield"]
    assert lost.row("Mute Mill")[2] == "not written down"


def test_the_page_says_how_it_counts(public: Path) -> None:
    page = parsed(public, "churn.html")
    assert "Reasons are counted, there is no score." in page.page.text
    assert "no contact for longer than the cadence allows" in page.parts["how"].text


def test_closed_projects_with_what_was_learned(public: Path) -> None:
    part = parsed(public, "lessons.html").parts["closed"]
    assert "New belt done Quiet Mill · 2026-10-01 · CNY 30,000 · Dana Whitfield #belts Went well . See Wear gloves" in part.text
    assert "Below it." in part.text, "what stands below the heading belongs to it"
    assert "Not a lesson" not in part.text and "Too early" not in part.text and "Prose" not in part.text
    assert "<script>alert" not in (public / "lessons.html").read_text("utf-8")


def test_lessons_of_the_log_by_tag_and_their_articles(public: Path) -> None:
    parts = parsed(public, "lessons.html").parts
    assert parts["log"].row("Dirty hands")[1:] == ["Complaint", "no gloves", "wear some", "2026-09-10", "belts"]
    assert "Nothing learned" not in parts["log"].text
    assert "#safety 1" in parts["tags"].text and "#belts 3" in parts["tags"].text
    assert parts["tags"].link("New belt") == "#at-project-done"
    assert parts["articles"].text == "Articles they lead to 1 Wear gloves ×2"


def test_without_git_the_changes_say_so_in_one_line(public: Path, tmp_path: Path) -> None:
    assert "no git history" in parsed(public, "changes.html").page.text
    root = make_notebook(tmp_path, {}, "format: 1\nlanguage: zh\n")
    build(root)
    assert "此笔记本没有 git 历史" in parsed(root / "site/public", "changes.html").page.text


def test_commits_lead_to_records_and_are_text(tmp_path: Path) -> None:
    root = make_notebook(tmp_path, {"customers/quiet.md": QUIET}, SETTINGS + "site: {git: 'https://git.example/n'}\n")

    def git(*arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True)

    def commit(subject: str, moment: str) -> None:
        git("commit", "-q", "-m", subject, "--date", moment, "--author", "D & Dana\x1b[31m <d@a.example>")

    git("init", "-q")
    git("add", "customers", "pcrm.yml")
    commit("quiet: logged <script>alert(1)</script>", "2026-11-19T23:50:00+08:00")
    (root / "customers/gone.md").write_text("---\nname: Gone\n---\n")
    git("add", "customers")
    commit("gone", "2026-11-20T08:00:00+08:00")
    git("rm", "-q", "customers/gone.md")
    commit("gone again", "2026-11-20T09:00:00+08:00")
    build(root)
    page = root / "site/public/changes.html"
    months = parsed(root / "site/public", "changes.html").parts["month-2026-11"]
    assert "2026-11-19 23:50" in months.text and "Dana\\x1b[31m" in months.text
    assert months.link("Quiet Mill") == "customers/quiet.html"
    assert "customers/gone.md deleted" in months.text
    assert any(href.startswith("https://git.example/n/commit/") for href, _ in months.links)
    assert "<script>alert" not in page.read_text("utf-8") and "\x1b" not in page.read_text("utf-8")
    before = page.read_bytes()
    build(root)
    assert page.read_bytes() == before
