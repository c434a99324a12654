"""The home page: key figures with where they come from, what is late and what comes, courses, funnels, customers at a glance."""

import re
from pathlib import Path

from tests.site.notebooks import PLAIN, SETTINGS, build, make_notebook

FULL = "# Home\n\n" + "\n".join(
    f"<!-- pcrm:{name} -->" for name in ("figures", "overdue", "week", "health", "newest", "pipeline", "trends", "nonsense")
)
MILL = """\
---
name: Mill
owner: li.wei
lifecycle: active
tier: general
---

## Log

### 2026-11-02 complaint id:C7 !urgent — Leaking again

### 2026-09-02 survey csat:5 — First answer

### 2026-11-12 survey csat:2 — Second answer

### 2026-10-05 repair id:R1 resolved:2026-11-06 — New seal
"""
QUIET = "---\nname: Quiet one\nowner: dana\nlifecycle: active\ntier: general\ncadence: 1w\n---\n\n## Log\n\n### 2026-10-01 call — Hello\n"
FINE = "---\nname: All well\nowner: dana\nlifecycle: active\n---\n\n## Log\n\n### 2026-11-19 call — Hello\n"
RECORDS = {**PLAIN, "customers/mill.md": MILL, "customers/quiet.md": QUIET, "customers/fine.md": FINE}


def home(
    tmp_path: Path, records: dict[str, str] | None = None, settings: str = SETTINGS, audience: str = "internal", page: str = FULL
) -> str:
    """The home page of a built notebook."""
    root = make_notebook(tmp_path, RECORDS if records is None else records, settings, {"index.md": page})
    build(root, audience=audience)
    return next((root / "site").glob("public*/index.html")).read_text("utf-8")


def words(html: str) -> str:
    """What is read in a part of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("&nbsp;", " ").split())


def card(html: str, label: str) -> str:
    """A key figure."""
    return next(part for part in re.split(r'<div class="p-kpi[ "]', html) if f">{label}</span>" in part).split("</details>")[0]


def section(html: str, title: str) -> str:
    """A part of the page by its heading."""
    return next(part.split("</section>")[0] for part in html.split('<section class="p-card">') if f'title">{title}' in part)


def tile(html: str, name: str) -> str:
    """The colour and the words of a customer's tile."""
    found = re.search(rf'class="p-tile p-tile--(\w+)" href="[^"]*" title="{name}: ([^"]*)"', html)
    assert found, name
    return " | ".join(found.groups())


def test_figures_say_how_they_are_counted_and_where_they_come_from(tmp_path: Path) -> None:
    html = home(tmp_path)
    customers = card(html, "Customers")
    assert "4 4 active" in words(customers)
    assert "customers that are not archived · n = 4 · 2026-11-20" in words(customers)
    assert '<a href="customers/mill.html">Mill</a>' in customers
    assert "1 CNY 500k" in words(card(html, "Open projects"))
    assert "n = 2 · 2025-11-21 – 2026-11-20" in words(card(html, "CSAT"))
    contacts = card(html, "Contacts, 30 days")
    assert "3 " in words(contacts), "two calls and a visit; the call of October lies before the window"
    assert "n = 3 · 2026-10-22 – 2026-11-20" in words(contacts)
    assert "2026-10: 1 (n = 1); 2026-11: 3 (n = 3)" in contacts
    assert "1 CNY 120k" in words(card(html, "Orders, 12 months"))
    assert "Open cases 2" in words(card(html, "Open cases"))


def test_courses_have_a_table_and_gaps(tmp_path: Path) -> None:
    part = section(home(tmp_path), "The last twelve months")
    csat = next(one for one in part.split("<figure") if "<strong>CSAT</strong>" in one)
    assert "2026-09: 100% (n = 1); 2026-10: no value (n = 0); 2026-11: 0% (n = 1)" in csat
    assert '<th scope="row">2026-10</th><td>no value</td><td>0</td>' in csat
    assert "a month without an answer has no value · n = 2 · 2025-12-01 – 2026-11-20" in words(csat)
    solved = next(one for one in part.split("<figure") if "<strong>Cases solved</strong>" in one)
    assert '<th scope="row">2026-11</th><td>1</td>' in solved
    assert '<th scope="row">2026-10</th><td>0</td>' in solved


def test_what_is_late_and_what_comes_stand_apart(tmp_path: Path) -> None:
    html = home(tmp_path)
    late, week = words(section(html, "Overdue and due today")), words(section(html, "The next seven days"))
    assert "30 days late Dock project survey" in late
    assert "All follow-ups (4)" in late
    assert "Wed 2026-11-25" in week
    assert "Harbor Foods" in week
    assert "days late" not in week


def test_customers_are_coloured_by_what_presses_most(tmp_path: Path) -> None:
    html = home(tmp_path)
    assert tile(html, "Mill").startswith("bad | 1 open complaint")
    assert tile(html, "Harbor Foods").startswith("bad | 1 open complaint")
    assert tile(html, "Quiet one").startswith("info | silent ")
    assert tile(html, "All well") == "good | nothing presses"
    part = words(section(html, "Customers at a glance"))
    assert "open complaint 2" in part
    assert "silent for too long 1" in part
    assert "nothing presses 1" in part


def test_the_map_holds_many_customers_and_leads_to_the_rest(tmp_path: Path) -> None:
    many = {
        f"customers/c{n}.md": FINE.replace("All well", f"Customer {n:03}").replace(
            "lifecycle: active", "lifecycle: active\ntier: general"
        )
        for n in range(60)
    }
    part = section(home(tmp_path, {**many, "customers/mill.md": MILL}), "Customers at a glance")
    assert part.count('class="p-tile p-tile--good" href') == 23
    assert "Mill" in part, "what presses most comes first"
    assert '<a class="p-tile p-tile--rest" href="customers/index.html#f.tier=general">+ 37</a>' in part


def test_the_funnel_leads_to_the_projects_and_says_who_went_on(tmp_path: Path) -> None:
    gone = "---\nname: Gone {n}\ncustomer: harbor\nstage: {stage}\noutcome: {outcome}\nclosed: 2026-10-01\n---\n\n## Log\n\n### 2026-09-01 stage contact → {stage}\n"
    records = {
        f"projects/g{n}.md": gone.format(n=n, stage=stage, outcome=outcome)
        for n, (stage, outcome) in enumerate([("survey", "lost"), ("order", "done"), ("order", "done")])
    }
    part = section(home(tmp_path, {**RECORDS, **records}), "Pipeline")
    assert "survey: 1 · CNY 500k → 67% went on (n = 3)" in part
    assert "contact: 0 → 100% went on (n = 4)" in part
    assert 'href="projects/index.html#f.stage=survey"' in part
    assert "evaluation: 0 → 100%" in part, "what was in contact and then in survey has been in between"


def test_an_empty_notebook_has_a_home(tmp_path: Path) -> None:
    html = home(tmp_path, {})
    for said in ("Nothing is due.", "No open projects.", "The log is empty.", "Nothing is due in the next seven days."):
        assert said in html
    assert "nonsense" not in html


def test_a_page_without_slots_gets_them_all_and_older_ones_keep_theirs(tmp_path: Path) -> None:
    html = home(tmp_path, page="# Hello\n")
    for title in (
        "Overdue and due today",
        "The next seven days",
        "Customers at a glance",
        "Pipeline",
        "Newest entries",
        "The last twelve months",
    ):
        assert section(html, title)
    assert "Overdue and due soon" in home(tmp_path, page="# Hello\n\n<!-- pcrm:due -->\n")


def test_the_home_page_speaks_chinese(tmp_path: Path) -> None:
    html = home(tmp_path, settings=SETTINGS.replace("language: en", "language: zh"))
    assert "近 30 天联系" in html
    assert "算作联系的记录数" in html
    assert tile(html, "Mill").startswith("bad | 1 个未结投诉")
    assert "周三" in section(html, "未来七天")


MARKED = """\
---
name: Harbor Foods
owner: dana
lifecycle: active
tier: key
---

## Log

### 2026-11-12 call #private — SECRET-call

### 2026-11-11 order amount:"CNY 7654321" #private — SECRET-order

### 2026-11-10 complaint #private — SECRET-complaint

### 2026-11-09 survey csat:1 #private — SECRET-survey

### 2026-11-08 call — Seen call
"""
SECRET = "---\nname: SECRET-customer\nlifecycle: lead\ntags: [private]\n---\n\n## Log\n\n### 2026-11-08 call — SECRET-hello\n"
PRIVACY = "privacy:\n  private_fields: [value, tier]\n  audiences: [customer]\n"


def test_figures_of_another_audience_count_only_what_it_sees(tmp_path: Path) -> None:
    records = {"customers/harbor.md": MARKED, "customers/secret.md": SECRET, "projects/dock.md": PLAIN["projects/dock.md"]}
    html = home(tmp_path, records, SETTINGS + PRIVACY, "customer")
    for marker in ("SECRET", "7654321", "7.65M", "500k", "500,000", "CSAT</strong>", "f.tier"):
        assert marker not in html, marker
    assert "n = 1 " in words(card(html, "Customers"))
    assert "n = 2 · 2026-10-22" in words(card(html, "Contacts, 30 days")), "a call and the visit of the project"
    assert "Orders, 12 months" not in html
    assert tile(html, "Harbor Foods").startswith(("good", "warn", "info")), "its complaint is private"
    assert 'p-small-title"><a href="customers/index.html">without a tier</a>' in html
