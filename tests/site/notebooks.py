"""Notebooks for tests of the site: a few readable records, and what it takes to build them."""

from datetime import date
from pathlib import Path

from pcrm_tools.session import Session
from pcrm_tools.site.build import Built, build_site

TODAY = date(2026, 11, 20)
SETTINGS = """\
format: 1
language: en
team:
  - {id: dana, name: Dana Whitfield}
  - {id: li.wei, name: 李伟}
"""
MKDOCS = """\
site_name: Notebook
docs_dir: site/pages
site_dir: site/public
use_directory_urls: false
theme: {name: material, font: false}
plugins: [pcrm]
nav:
  - Home: index.md
"""
HOME = "# Home\n\n<!-- pcrm:figures -->\n<!-- pcrm:due -->\n<!-- pcrm:pipeline -->\n<!-- pcrm:newest -->\n"

HARBOR = """\
---
name: Harbor Foods
owner: dana
lifecycle: active
tier: key
region: North
cadence: 2w
next_contact: 2026-11-25
next_step: Send the offer
tags: [dairy]
---

# Harbor Foods

They **bottle** milk. See [[dock|the dock project]] and ~~nothing else~~.

## Contacts

| name | role | stakeholder | influence | email | primary | left |
| --- | --- | --- | --- | --- | --- | --- |
| Ann Bay | Director | decision-maker | 5 | ann@harbor.example | yes | |
| Bob Cove | Buyer | user | 2 | | | 2026-01-31 |

## Log

### 2026-11-18 14:30 call id:K1 — Second line asked for

@dana with:"Ann Bay" minutes:25 next:2026-11-25 #pricing

She wants **two** payments.

- [ ] Send the offer @dana due:2026-11-25 #promise

### 2026-11-10 complaint id:C2 !high @dana — Late delivery

### 2026-11-01 order amount:"CNY 120000" id:O1 — First line
"""
DOCK = """\
---
name: Dock project
customer: harbor
owner: dana
stage: survey
value: CNY 500000
---

Belongs to [[harbor#C2]].

## Milestones

| id | name | planned | due | done |
| --- | --- | --- | --- | --- |
| M1 | Drawings | 2026-10-01 | 2026-10-15 | 2026-10-20 |
| M2 | Pouring | 2026-11-30 | 2026-12-20 | |

## Risks

| id | what | probability | impact | status |
| --- | --- | --- | --- | --- |
| R1 | Frost | 40% | 60% | open |

## Tasks

- [ ] Order steel @dana due:2026-12-01 id:t1 re:M2
  - [x] Ask for prices done:2026-11-02
- [x] Measure the quay done:2026-10-02

## Log

### 2026-11-12 visit with:"Ann Bay" @dana — Walked the quay

### 2026-10-01 stage contact → survey
"""
PLAIN = {"customers/harbor.md": HARBOR, "projects/dock.md": DOCK}


def make_notebook(root: Path, records: dict[str, str], settings: str = SETTINGS, pages: dict[str, str] | None = None) -> Path:
    """A notebook with these files; `pages` are hand-written ones below site/pages."""
    files = {"pcrm.yml": settings, "mkdocs.yml": MKDOCS, **records}
    files |= {f"site/pages/{name}": text for name, text in {"index.md": HOME, **(pages or {})}.items()}
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode(errors="surrogateescape"))
    return root


def build(root: Path, public: Path | None = None, audience: str = "internal", today: date = TODAY, lang: str = "") -> Built:
    """One build of a notebook, as a run of its own."""
    session = Session.open(root)
    try:
        return build_site(session, today, audience, public, lang=lang)
    finally:
        session.close()


def texts(public: Path) -> dict[str, str]:
    """Every file of a built site that is text, by its path."""
    found = {}
    for path in sorted(public.rglob("*")):
        if path.is_file() and path.suffix in (".html", ".js", ".css", ".json", ".xml", ".txt"):
            found[path.relative_to(public).as_posix()] = path.read_text("utf-8")
    return found
