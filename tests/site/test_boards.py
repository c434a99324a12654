"""The boards as they are built: columns, limits, days in a stage, chosen fields, and what another audience does not see."""

import re
from pathlib import Path

import pytest

from pcrm_tools.session import Session
from pcrm_tools.text.settings import read_settings
from tests.site.chromium import Chromium
from tests.site.notebooks import PLAIN, SETTINGS, TODAY, build, make_notebook

FIELDS = """\
fields:
  project:
    line: {label: Line, type: choice, choices: [filling, packing]}
    secret_code: {label: Code, type: text}
"""
LATE = """\
---
name: Silo project
customer: harbor
owner: li.wei
stage: contact
value: CNY 1200000
line: packing
next_contact: 2026-11-24
---

## Log

### 2026-07-01 stage → contact
"""
CASES = """\
---
name: Mill
owner: li.wei
lifecycle: active
---

## Log

### 2026-11-19 16:00 question id:Q1 @dana — How do we clean it

### 2026-11-02 complaint id:C7 !urgent — Leaking again

### 2026-11-10 support id:S1 waiting:2026-11-12.. — Waiting for a photo

### 2026-11-05 repair id:R1 resolved:2026-11-06 — New seal

### 2026-08-05 repair id:R0 resolved:2026-08-06 — Long ago
"""
SLA = "sla:\n  - {kind: complaint, resolve: 2d}\n  - {kind: question, respond: 2d, resolve: 5d}\n"


def boards(words: str) -> str:
    """Settings of the site with these boards."""
    return SETTINGS + FIELDS + SLA + f"site:\n  boards:\n{words}"


def page(root: Path, name: str) -> str:
    """A board as it was built."""
    return (root / f"site/public/{name}.html").read_text("utf-8")


def columns(html: str) -> dict[str, str]:
    """The columns of a board by their names, without empty ones' words; the last one of a name counts."""
    found = {}
    for part in html.split('<section class="p-board__column')[1:]:
        head = re.search(r"<h3>(.*?)</h3>", part, re.DOTALL)
        assert head
        name = re.search(r">([^<]+)</(?:a|span)>", head[1])
        assert name
        found[name[1]] = part.split("</section>")[0].partition(">")[2]
    return found


def words(html: str) -> str:
    """What is read in a part of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def made(tmp_path: Path, settings: str = SETTINGS, records: dict[str, str] | None = None, audience: str = "internal") -> Path:
    """A built notebook."""
    root = make_notebook(tmp_path, {**PLAIN, "projects/silo.md": LATE, "customers/mill.md": CASES, **(records or {})}, settings)
    build(root, audience=audience)
    return root


def test_projects_stand_by_stage_with_their_days_and_the_limit_of_ninety(tmp_path: Path) -> None:
    found = columns(page(made(tmp_path), "pipeline"))
    silo, dock = words(found["contact"]), words(found["survey"])
    assert "Silo project Harbor Foods 122 d late 90 d to order: 52 d over" in silo
    assert "142 of 20 days" in silo
    assert "CNY 1,200,000" in silo
    assert "李伟" in silo
    assert "Next contact 2026-11-24" in silo
    assert "Dock project" in dock
    assert "50 of 20 days" in dock
    assert "p-board__column--empty" in page(tmp_path, "pipeline"), "an empty stage is folded up"


def test_a_column_leads_to_the_list_of_its_records(tmp_path: Path) -> None:
    assert 'href="projects/index.html#f.stage=survey"' in columns(page(made(tmp_path), "pipeline"))["survey"]


def test_a_long_column_shows_the_latest_and_leads_to_the_rest(tmp_path: Path) -> None:
    many = {
        f"projects/p{n}.md": LATE.replace("Silo project", f"Project {n:02}").replace("2026-07-01", f"2026-08-{n % 28 + 1:02}")
        for n in range(40)
    }
    part = columns(page(made(tmp_path, records=many), "pipeline"))["contact"]
    assert part.count("<article") == 30
    assert "Silo project" in part, "the latest of all comes first"
    assert "+ 11 more in the list" in words(part)


def test_cards_show_the_fields_that_are_chosen(tmp_path: Path) -> None:
    root = made(tmp_path, boards("    pipeline: {cards: [stage_age, line, 级别]}\n"))
    part = words(columns(page(root, "pipeline"))["contact"])
    assert "Stage age 142 days" in part
    assert "Line packing" in part
    assert "Harbor Foods" not in part
    assert "1,200,000" not in part


def test_a_column_over_its_limit_is_marked(tmp_path: Path) -> None:
    root = made(
        tmp_path, boards("    pipeline: {limits: {contact: 1, survey: 1}}\n"), {"projects/two.md": LATE.replace("Silo", "Second")}
    )
    found = columns(page(root, "pipeline"))
    assert "contact 2 / 1 over the limit of 1" in words(found["contact"])
    assert "survey 1 / 1" in words(found["survey"])
    assert "over the limit" not in words(found["survey"])


def test_a_board_can_be_parted_by_another_field(tmp_path: Path) -> None:
    root = made(tmp_path, boards("    pipeline: {group: Line, limits: {packing: 3}}\n    customers: {group: owner}\n"))
    found = columns(page(root, "pipeline"))
    assert list(found) == ["filling", "packing", "none"]
    assert "packing 1 / 3 CNY 1.2M" in words(found["packing"])
    assert list(columns(page(root, "lifecycle"))) == ["Dana Whitfield", "李伟"]


def test_customers_stand_by_lifecycle_with_what_is_overdue(tmp_path: Path) -> None:
    found = columns(page(made(tmp_path), "lifecycle"))
    assert "Harbor Foods" in words(found["active"])
    assert "open projects: CNY 1.7M" in words(found["active"])
    assert "overdue" in words(found["active"])
    assert "lost" in found


def test_cases_stand_by_state(tmp_path: Path) -> None:
    found = columns(page(made(tmp_path, SETTINGS + SLA), "casework"))
    assert "How do we clean it" in words(found["Open"])
    assert "Leaking again" in words(found["Over the limit"])
    assert "Waiting for a photo" in words(found["Waiting for the customer"])
    assert "New seal" in words(found["Solved"])
    assert "2026-11-06, in time" in words(found["Solved"])
    assert "Long ago" not in page(tmp_path, "casework")
    assert "Dana Whitfield" in words(found["Open"])


def test_the_boards_speak_chinese(tmp_path: Path) -> None:
    root = made(tmp_path, SETTINGS.replace("language: en", "language: zh") + SLA)
    assert "超期 122 天" in page(root, "pipeline")
    assert "90 天内到订单：超 52 天" in page(root, "pipeline")
    assert "等待客户" in page(root, "casework")
    assert "进行中项目：CNY" in page(root, "lifecycle")


def test_an_empty_notebook_has_boards_that_say_so(tmp_path: Path) -> None:
    root = make_notebook(tmp_path, {})
    build(root)
    for name, said in (
        ("pipeline", "No open projects."),
        ("lifecycle", "There are no customers yet."),
        ("casework", "No open case"),
    ):
        assert said in page(root, name)


def test_the_text_of_records_is_text_on_a_card(tmp_path: Path) -> None:
    hostile = LATE.replace("Silo project", '"<img src=x onerror=alert(1)>"').replace("line: packing", 'secret_code: "<b>\'"')
    root = made(tmp_path, boards("    pipeline: {cards: [secret_code]}\n"), {"projects/hostile.md": hostile})
    assert "<img src=x" not in page(root, "pipeline")
    assert "&lt;img src=x" in page(root, "pipeline")
    assert "<b>&#x27;" not in page(root, "pipeline")


PRIVACY = "privacy:\n  private_fields: [value, secret_code, owner]\n  audiences: [customer]\n"
HIDDEN = """\
---
name: SECRET-project
customer: harbor
stage: contact
tags: [private]
---
"""
MIXED = """\
---
name: Open project
customer: harbor
owner: li.wei
stage: contact
value: CNY 7654321
secret_code: SECRET-code
---

## Log

### 2026-09-03 stage #private → contact

### 2026-11-12 complaint #private — SECRET-complaint

### 2026-11-13 complaint @dana — Seen complaint
"""


def test_another_audience_gets_neither_hidden_fields_nor_private_rows_nor_their_sums(tmp_path: Path) -> None:
    settings = boards("    pipeline: {cards: [value, secret_code, owner, stage_age, open_cases]}\n") + PRIVACY
    root = made(tmp_path, settings, {"projects/hidden.md": HIDDEN, "projects/mixed.md": MIXED}, audience="customer")
    public = next((root / "site").glob("public*"))
    texts = {name: (public / f"{name}.html").read_text("utf-8") for name in ("pipeline", "lifecycle", "casework")}
    for name, text in texts.items():
        for marker in ("SECRET", "7654321", "7,654,321", "7.65M", "2026-09-03", "李伟"):
            assert marker not in text, (name, marker)
    contact = words(columns(texts["pipeline"])["contact"])
    assert "Open project" in contact
    assert contact.startswith("contact 2 "), "the private project is not counted"
    assert "Seen complaint" in texts["casework"]


def test_who_may_not_know_of_stages_gets_one_column(tmp_path: Path) -> None:
    root = made(tmp_path, SETTINGS + "privacy: {private_fields: [stage], audiences: [customer]}\n", audience="customer")
    text = next((root / "site").glob("public*/pipeline.html")).read_text("utf-8")
    assert list(columns(text)) == ["All"]
    assert 'href="projects/index.html"' in text
    for told in ("survey", "d late", "of 20 days"):
        assert told not in words(text.partition('<div class="p-board"')[2].partition("<footer")[0]), told


@pytest.mark.parametrize(
    ("board", "seen", "said"),
    [
        ("pipeline: {cards: [valu]}", "valu", "write value"),
        ("pipeline: {cards: [下次联糸]}", "下次联糸", "write 下次联系"),
        ("pipeline: {limits: {survy: 3}}", "survy", "write survey"),
        ("pipeline: {limits: {survey: few}}", "few", "write a number: `survey: 5`"),
        ("customers: {group: lifecicle}", "lifecicle", "write lifecycle"),
        ("customers: {group: name}", "name", "write"),
        ("cases: {limits: {opn: 3}}", "opn", "write open"),
    ],
)
def test_a_slip_in_the_settings_is_found(tmp_path: Path, board: str, seen: str, said: str) -> None:
    root = make_notebook(tmp_path, PLAIN, boards(f"    {board}\n"))
    session = Session.open(root)
    try:
        found = [finding for finding in session.findings(TODAY) if finding.path == "pcrm.yml"]
    finally:
        session.close()
    assert [dict(finding.values)["seen"] for finding in found] == [seen]
    assert said in dict(found[0].values)["want"]
    assert found[0].column > 1


def test_limits_may_be_written_with_the_labels_of_stages() -> None:
    config, findings = read_settings(boards("    pipeline: {limits: {接洽: 5}}\n    cases: {limits: {超时: 1}}\n"))
    assert findings == ()
    assert config.data["site"]["boards"]["pipeline"]["limits"] == {"contact": 5}
    assert config.data["site"]["boards"]["cases"]["limits"] == {"breached": 1}


@pytest.mark.browser
def test_cards_are_filtered_in_the_browser(chromium: str, tmp_path: Path) -> None:
    root = made(tmp_path / "notebook")
    browser = Chromium(chromium, tmp_path / "profile")
    shown = "Array.from(document.querySelectorAll('.p-board__card')).filter(c => c.offsetParent).map(c => c.querySelector('a').textContent)"
    try:
        address = f"file://{root}/site/public/pipeline.html"
        browser.open(address)
        assert browser.evaluate(shown) == ["Silo project", "Dock project"]
        browser.evaluate(
            "(o => { o.value = '李伟'; o.dispatchEvent(new Event('input', {bubbles: true})); })(document.querySelector('[data-board-owner]'))"
        )
        assert browser.evaluate(shown) == ["Silo project"]
        assert browser.evaluate("document.querySelector('[data-board-count]').textContent") == "1 / 2"
        kept = browser.evaluate("location.hash")
        browser.open("about:blank")
        browser.open(address + kept)
        assert browser.evaluate(shown) == ["Silo project"]
        assert browser.complaints() == []
    finally:
        browser.close()
