"""Sites for other audiences: nothing that is marked private leaves the notebook, not even its traces."""

from pathlib import Path

import pytest

from pcrm_tools.errors import BrokenSurroundings
from tests.site.notebooks import SETTINGS, build, make_notebook

PRIVACY = """\
privacy:
  private_fields: [contacts.phone, tier_reason, budget, risks, next_step, industry]
  audiences: [internal, customer]
"""
OPEN_CUSTOMER = """\
---
name: Harbor Foods
owner: dana
lifecycle: active
tier: key
tier_reason: SECRET-tier-reason
industry: SECRET-industry
next_contact: 2026-11-21
next_step: SECRET-next-step
---

Seen by all. <!-- private -->SECRET-comment [[dock|SECRET-label]] ![x](SECRET.png)<!-- /private --> See [[SECRET-record]] and
[the plan](SECRET-record.md).

## Contacts

| name | phone |
| --- | --- |
| Ann Bay | SECRET-phone |

<!-- private -->
## Plan

| what | every |
| --- | --- |
| SECRET-plan | 1w |

### 2026-11-02 note — SECRET-in-span
<!-- /private -->

## Tasks

- [ ] Seen task due:2026-11-22
- [ ] SECRET-task due:2026-11-22 #private
  - [ ] SECRET-subtask due:2026-11-22

## Log

### 2026-11-18 call — Seen call

Words for all.

### 2026-11-17 note #private — SECRET-entry

SECRET-entry-body

### 2026-11-16 complaint #内部 — SECRET-complaint
"""
PROJECT = """\
---
name: Dock
customer: harbor
owner: dana
stage: survey
budget:
  total: CNY 987654321
---

<!-- private -->
## Milestones

| name | due |
| --- | --- |
| SECRET-milestone | 2026-11-21 |
<!-- /private -->

## Risks

| what | probability | impact |
| --- | --- | --- |
| SECRET-risk | 40% | 60% |

## Log

### 2026-11-18 note re:SECRET-record#K1 — Seen note
"""
HIDDEN = """\
---
name: SECRET-name
owner: dana
tags: [private]
next_contact: 2026-11-21
---

SECRET-words of [[harbor]].

### 2026-11-19 call — SECRET-call
"""
RECORDS = {
    "customers/harbor.md": OPEN_CUSTOMER, "projects/dock.md": PROJECT, "customers/SECRET-record.md": HIDDEN,
    "projects/of-hidden.md": "---\nname: Open one\ncustomer: SECRET-record\nowner: dana\n---\n", "customers/SECRET.png": "picture",
}  # fmt: skip
PAGES = {"kb/print.md": "# Printing\n\n<!-- private -->SECRET-page<!-- /private --> For [[SECRET-record]].\n"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A notebook with a mark in everything that is private."""
    return make_notebook(tmp_path, RECORDS, SETTINGS + PRIVACY, PAGES)


def marks(public: Path) -> list[str]:
    """The files of a site that hold a mark, by name or content."""
    found = []
    for path in sorted(public.rglob("*")):
        name = path.relative_to(public).as_posix()
        if "secret" in name.lower() or (
            path.is_file() and (b"SECRET" in (data := path.read_bytes()) or b"secret" in data or b"987,654,321" in data)
        ):
            found.append(name)
    return found


def test_no_private_mark_is_found_anywhere(root: Path) -> None:
    built = build(root, audience="customer")
    assert Path(built.path) == root / "site/public-customer"
    assert marks(Path(built.path)) == []
    shown = (Path(built.path) / "customers/harbor.html").read_text("utf-8")
    for text in ("Seen by all.", "Seen call", "Words for all.", "Seen task", "Ann Bay", "the plan"):
        assert text in shown, text


def test_we_see_everything(root: Path) -> None:
    built = build(root)
    found = marks(Path(built.path))
    for name in (
        "customers/SECRET-record.html",
        "customers/harbor.html",
        "projects/dock.html",
        "followups.html",
        "files/customers/SECRET.png",
    ):
        assert name in found
    shown = (Path(built.path) / "customers/harbor.html").read_text("utf-8")
    for text in ("SECRET-phone", "SECRET-entry-body", "SECRET-plan", "SECRET-comment", "SECRET-subtask", "SECRET-name"):
        assert text in shown, text


def test_the_two_sites_do_not_mix(root: Path) -> None:
    ours, theirs = build(root), build(root, audience="customer")
    assert ours.path != theirs.path
    (root / "customers/harbor.md").write_text(OPEN_CUSTOMER.replace("Words for all.", "Other SECRET-words.<!-- private -->"))
    build(root)
    assert marks(Path(theirs.path)) == []


def test_counts_are_of_what_is_seen(root: Path) -> None:
    built = build(root, audience="customer")
    home = (Path(built.path) / "index.html").read_text("utf-8")
    assert 'Open cases</span><a class="p-kpi__value" href="casework.html">0</a>' in home
    assert 'Customers</span><a class="p-kpi__value" href="customers/index.html">1</a>' in home


def test_an_unknown_audience_is_refused(root: Path) -> None:
    with pytest.raises(BrokenSurroundings, match="customer, internal"):
        build(root, audience="press")


ACCOUNT = """\
---
name: Quay Dairy
owner: dana
tier: key
---

## Contacts

| name | stakeholder | influence |
| --- | --- | --- |
| Ann Bay | champion | 5 |
| Bob Cove | blocker | 2 |

## Log

### 2026-11-14 check orders:"CNY 100" points:5 — Seen check
### 2026-11-13 order amount:"CNY 100" — Seen order
### 2026-11-12 order amount:"CNY 987654321" #private — SECRET-order
### 2026-11-11 invoice amount:"CNY 987654321" id:F1 due:2026-11-12 #private — SECRET-invoice
### 2026-11-10 points points:5 — Seen points
### 2026-11-09 points points:9876 #private — SECRET-points
### 2026-11-08 survey csat:4 — Seen survey
### 2026-11-07 survey csat:1 #private — SECRET-survey
### 2026-11-06 complaint id:K1 — Seen case
"""
JOB = """\
---
name: Cold room
customer: quay
owner: dana
stage: survey
value: CNY 987654321
budget:
  total: CNY 987654321
---

## Payments

| what | share |
| --- | --- |
| At the end | 100% |

## Retrospective

<!-- private -->SECRET-retrospective<!-- /private --> Seen words.

<!-- private -->
## SECRET heading

Words.
<!-- /private -->

## Log

### 2026-11-13 cost amount:"CNY 5" category:SECRET-category #private — SECRET-cost
### 2026-11-12 decision #private — SECRET-decision
### 2026-11-11 change #private — SECRET-change
### 2026-11-10 lesson #private — SECRET-lesson
### 2026-11-09 note lesson:[[SECRET-record]] — Seen lesson
"""
HIDES = """\
privacy:
  private_fields: [value, budget, tier, contacts.stakeholder]
  audiences: [internal, customer]
segments:
  SECRET-segment: "type:customer"
sla:
  - {kind: complaint, tier: key, respond: 4h, resolve: 5d}
"""


def pages_for_customers(tmp_path: Path) -> tuple[str, str]:
    """The pages of a customer and a project with something private in each section."""
    records = {"customers/quay.md": ACCOUNT, "projects/cold.md": JOB, "customers/SECRET-record.md": HIDDEN}
    built = build(make_notebook(tmp_path, records, SETTINGS + HIDES), audience="customer")
    assert [name for name in marks(Path(built.path)) if name.startswith(("customers/", "projects/"))] == []
    return tuple((Path(built.path) / name).read_text("utf-8") for name in ("customers/quay.html", "projects/cold.html"))  # type: ignore[return-value]


def test_sums_and_balances_are_of_what_is_seen(tmp_path: Path) -> None:
    firm, _ = pages_for_customers(tmp_path)
    assert "Seen order" in firm
    assert "9,876" not in firm
    assert "987,654" not in firm
    # A counting that does not agree would tell that something is left out.
    assert "Seen check" in firm
    for word in ("differs", "agrees"):
        assert word not in firm, word


def test_what_hangs_on_a_private_field_is_not_shown(tmp_path: Path) -> None:
    firm, job = pages_for_customers(tmp_path)
    assert "Seen case" in firm
    assert "answer by" not in firm  # the tier sets the time
    assert "in favour" not in firm
    assert 'id="budget"' not in job
    assert "At the end" in job
    assert "Seen words." in job


def test_how_we_keep_our_files_is_for_us_alone(tmp_path: Path) -> None:
    settings = f"{SETTINGS}{HIDES}site:\n  git: https://git.quay.example/a/b\n"
    root = make_notebook(tmp_path, {"customers/quay.md": ACCOUNT}, settings)
    ours, theirs = (Path(build(root, audience=name).path) / "customers/quay.html" for name in ("internal", "customer"))
    assert "git.quay.example/a/b/edit/" in ours.read_text("utf-8")
    assert "git.quay.example" not in theirs.read_text("utf-8")
    assert "customers/quay.md" not in theirs.read_text("utf-8")
