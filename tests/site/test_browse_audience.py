"""The pages for browsing of a site for others: no private record, entry, task or field shows, nor does what is reckoned from them."""

from pathlib import Path

import pytest

from tests.site.notebooks import SETTINGS, build, make_notebook
from tests.site.parsed import parsed
from tests.site.test_audience import PRIVACY, marks

SEGMENTS = """\
segments:
  SECRET-field: "tier_reason:good"
  plain: "tier:key is:open"
sla: [{kind: complaint, respond: 1h, resolve: 1h}]
"""
OPEN = """\
---
name: Harbor Foods
owner: dana
lifecycle: dormant
tier: key
tier_reason: good
industry: SECRET-industry
region: North
next_step: SECRET-next-step
next_contact: 2026-11-01
tags: [dairy, 内部情况]
---

## Tasks

- [ ] Seen task due:2026-11-10
- [ ] SECRET-task due:2026-11-10 #private

<!-- private -->
### 2026-11-03 complaint id:C9 cause:SECRET-cause-in-span lesson:SECRET-lesson — SECRET-in-span
<!-- /private -->

### 2026-11-18 call @dana — Seen call

### 2026-11-17 call @dana #private — SECRET-call

### 2026-11-16 complaint id:C1 #private cause:SECRET-cause — SECRET-complaint

### 2026-11-15 complaint id:C2 cause:"seen cause" lesson:[[SECRET-record]] — Seen complaint

### 2026-11-14 survey csat:1 nps:0 #private — SECRET-survey

### 2026-11-13 survey csat:5 nps:9 — Seen survey

### 2026-11-12 training @dana #private — SECRET-training

### 2026-11-11 referral customer:SECRET-record points:50 — Seen referral

### 2026-11-10 points points:77777 #private — SECRET-points

### 2026-11-09 order amount:"CNY 987654321" #private — SECRET-order

### 2026-11-08 lesson #private — SECRET-lesson-entry

### 2026-11-07 lifecycle active → dormant #private — SECRET-dormant
"""
CLOSED = """\
---
name: Dock
customer: harbor
owner: dana
closed: 2026-10-01
outcome: done
tags: [quay]
---

## Retrospective

Seen lesson. <!-- private -->SECRET-retrospective<!-- /private --> With [[SECRET-record]].

- [ ] SECRET-task-in-section #private
"""
HIDDEN = """\
---
name: SECRET-name
owner: dana
tier: key
lifecycle: lost
region: SECRET-region
source: SECRET-source
tags: [private, SECRET-tag]
---

### 2026-11-16 complaint id:C1 — SECRET-other-complaint
"""
OF_HIDDEN = "---\nname: Of hidden\ncustomer: SECRET-record\nowner: dana\n---\n\n### 2026-11-16 survey csat:1 — Seen answer of a hidden customer\n"
RECORDS = {
    "customers/harbor.md": OPEN, "projects/dock.md": CLOSED, "customers/SECRET-record.md": HIDDEN, "projects/of-hidden.md": OF_HIDDEN,
}  # fmt: skip
PAGES = ("team", "segments", "service.html", "satisfaction.html", "churn.html", "lessons.html", "changes.html")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_notebook(tmp_path_factory.mktemp("audience"), RECORDS, SETTINGS + PRIVACY + SEGMENTS)


@pytest.fixture(scope="module")
def theirs(root: Path) -> Path:
    return Path(build(root, audience="customer").path)


def test_no_mark_is_found(theirs: Path) -> None:
    assert marks(theirs) == []
    assert not list((theirs / "segments").glob("segment-*")), "what we ask about customers is for us alone"


def test_we_see_the_marks(root: Path) -> None:
    ours = Path(build(root).path)
    found = marks(ours)
    for name in ("team/dana.html", "service.html", "satisfaction.html", "churn.html", "lessons.html", "segments/index.html"):
        assert name in found, name


def test_what_is_not_private_is_there(theirs: Path) -> None:
    assert (
        "Seen complaint" in parsed(theirs, "service.html").page.text and "seen cause" in parsed(theirs, "service.html").page.text
    )
    assert "Seen survey" in parsed(theirs, "satisfaction.html").page.text
    assert "Seen lesson." in parsed(theirs, "lessons.html").page.text
    assert "Seen task" in parsed(theirs, "team/dana.html").page.text and "Seen call" in parsed(theirs, "team/dana.html").page.text


def test_figures_count_only_what_is_seen(theirs: Path) -> None:
    satisfaction = parsed(theirs, "satisfaction.html")
    assert "CSAT 50% n = 2" in satisfaction.parts["figures"].text
    assert satisfaction.parts["points"].row("Harbor Foods")[1] == "50"
    assert parsed(theirs, "service.html").parts["open"].text.startswith("Open cases 1")
    dana = parsed(theirs, "team/dana.html")
    assert dana.parts["tasks"].text.startswith("Open tasks 1") and "promises" not in dana.parts


def test_what_we_think_of_customers_is_for_us_alone(theirs: Path) -> None:
    for name in ("churn.html", "changes.html"):
        page = parsed(theirs, name)
        assert "for us alone" in page.page.text and "Harbor" not in page.page.text and not page.parts


def test_amounts_that_may_hold_private_orders_are_left_out(theirs: Path) -> None:
    page = parsed(theirs, "segments/tier-key.html")
    assert "Orders" not in page.page.text and "987" not in page.page.text
