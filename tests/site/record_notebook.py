"""A customer and a project with something in every section of their pages."""

from tests.site.notebooks import SETTINGS

FIRM_SETTINGS = SETTINGS + """\
site:
  git: https://git.harbor.example/team/notebook
kinds:
  tasting: {label: Tasting, zh: 品鉴, group: contact}
sla:
  - {kind: complaint, respond: 4h, resolve: 5d}
calendar:
  days: [mon, tue, wed, thu, fri]
  hours: "09:00-18:00"
pipelines:
  default:
    stages:
      contact: {label: contact, days: 10}
      survey: {label: survey, days: 20}
      order: {label: order, days: 15, won: true}
      after-sales: {label: after-sales, days: 365}
    limits:
      - contact -> order: 90d
evaluation:
  criteria:
    fit: {weight: 3}
segments:
  north: "type:customer region:North"
"""
FIRM = """\
---
name: Quay Dairy
owner: dana
team: [li.wei]
lifecycle: active
tier: key
region: North
industry: dairy
tags: [milk]
contract:
  end: 2026-12-31
  ref: C-7
evaluation:
  scores:
    fit: 4
preferences:
  avoid: Fridays
---

# Quay Dairy

Cold rooms. See [[quay#Records]].

## Contacts

| name | role | stakeholder | influence | was | left |
| --- | --- | --- | --- | --- | --- |
| Ann Bay | Director | champion | 5 | | |
| Bob Cove | Buyer | blocker | 2 | pier | |
| Cy Dunn | former Director | user | 4 | | 2026-01-31 |

## Plan

| what | channel | every | with |
| --- | --- | --- | --- |
| Check-in | call | 1mo | Ann Bay |
| Audit | visit | 1y | Bob Cove |

## Records

### 2026-11-18 14:30 call id:K1 with:"Ann Bay" — Second line
### 2026-11-16 10:00 complaint id:C9 !high @dana — Warm milk
### 2026-11-10 survey csat:5 nps:9 — Autumn survey
### 2026-11-05 tasting with:"Ann Bay" — Four cheeses
### 2026-10-20 payment amount:"EUR 400" re:F1 — First part
### 2026-10-01 invoice id:F1 amount:"EUR 1000" due:2026-10-31 — Cooling
### 2026-10-01 order amount:"EUR 1000" — Cooling
### 2026-09-15 refund amount:"USD 50" — Broken lid
### 2026-09-01 survey csat:3 nps:6 — Summer survey
### 2026-08-01 09:00 complaint id:C8 responded:"2026-08-03 16:00" resolved:2026-08-04 — Late van
### 2026-07-01 redeem points:20 — A cup
### 2026-06-01 points points:120 — Visit of a guest
"""
PIER = """\
---
name: Pier Foods
owner: dana
---

## Contacts

| name | role | was |
| --- | --- | --- |
| Cy Dunn | Head of buying | quay |
"""
JOB = """\
---
name: Cold room
customer: quay
owner: dana
stage: order
value: EUR 50000
start: 2026-05-01
custom: true
agreement: A-12
scope:
  in: [doors]
  out: [paint]
budget:
  total: EUR 1000
  direct: EUR 800
  indirect: EUR 200
---

# Cold room

## Goals

| what | measure | baseline | target | actual |
| --- | --- | --- | --- | --- |
| Fewer alarms | per week | 20 | 10 | 15 |
| More output | t | 100 | 200 | 220 |

## Requirements

| id | what | kind | priority | status |
| --- | --- | --- | --- | --- |
| R1 | Doors close | functional | must | done |
| R2 | Panel | technical | could | open |

## Deliverables

| what | due | delivered | accepted |
| --- | --- | --- | --- |
| Drawings | 2026-06-01 | 2026-06-01 | 2026-06-05 |
| Manual | 2026-12-01 | | |

## Milestones

| id | name | planned | due | done |
| --- | --- | --- | --- | --- |
| M1 | Plan | 2026-06-01 | 2026-06-10 | 2026-06-09 |
| M2 | Build | 2026-11-30 | 2026-12-20 | |

## Payments

| what | share | due | invoice |
| --- | --- | --- | --- |
| On order | 40% | 2026-09-01 | F7 |
| At the end | 60% | 2026-12-30 | |

## Risks

| id | what | probability | impact | status |
| --- | --- | --- | --- | --- |
| R8 | Rain | 10% | 10% | open |
| R9 | Frost | 60% | 60% | open |

## Tasks

- [ ] Order steel due:2026-12-01 id:t1
- [ ] Weld it due:2026-12-10 after:t1

## Log

### 2026-11-02 change accepted:2026-11-03 cost:"EUR 60" — Wider door
### 2026-10-15 acceptance with:"Ann Bay" — Drawings
### 2026-10-10 cost amount:"EUR 900" category:labor type:direct — Welders
### 2026-10-09 cost amount:"USD 30" category:travel type:indirect — Ferry
### 2026-09-20 payment amount:"EUR 20000" re:F7 — All of it
### 2026-09-01 invoice id:F7 amount:"EUR 20000" due:2026-09-20 — First part
### 2026-08-20 decision @dana — Steel, not wood
### 2026-08-01 stage survey → order
### 2026-05-06 stage contact → survey
### 2026-05-01 stage → contact
"""
ENDED = """\
---
name: Old shed
customer: quay
owner: dana
stage: order
closed: 2026-03-01
outcome: done
---

About the shed.

## Retrospective

We measured twice.

## Log

### 2026-03-01 lesson — Measure the doors first
### 2026-01-10 stage contact → order
### 2025-09-01 stage → contact
"""
FIRM_RECORDS = {"customers/quay.md": FIRM, "customers/pier.md": PIER, "projects/cold.md": JOB, "projects/shed.md": ENDED}


def part(page: str, key: str) -> str:
    """A section of a page, from its heading on; fails where there is none."""
    return page[page.index(f'id="{key}"') :].split("<section", 1)[0]
