"""A site that was built again and again, after one change or another, is to the byte the one that is built from nothing."""

import os
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pcrm_tools.site.search_index import Index
from tests.site.notebooks import DOCK, HARBOR, PLAIN, SETTINGS, TODAY, build, make_notebook
from tests.site.test_build import same

BAY = """\
---
name: 海湾食品
owner: li.wei
lifecycle: lead
tier: normal
referred_by: harbor
tags: [frozen]
---

## 联系人

| name | role | was |
| --- | --- | --- |
| 赵小明 | 采购经理 | harbor |

## 沟通计划

| what | every | owner |
| --- | --- | --- |
| 拜访 | 1mo | li.wei |
"""
DONE = """\
---
name: Gate project
customer: bay
owner: li.wei
stage: survey
outcome: won
closed: 2026-10-30
value: CNY 90000
---

## Lessons learned

Ask [[harbor]] first.

## Log

### 2026-10-28 survey csat:4 nps:9 — Content with the gate
"""
OWN = SETTINGS + """\
views:
  quay: {query: "quay", type: project, columns: [name, owner, stage]}
segments:
  rush: "zebra or tier:key"
rules:
  - {name: look, when: "wombat", then: {followup: Look at it}}
"""
RECORDS = {**PLAIN, "customers/bay.md": BAY, "projects/gate.md": DONE}

Step = Callable[[Path], None]


def put(name: str, text: str) -> Step:
    def step(root: Path) -> None:
        (root / name).write_text(text, "utf-8")

    return step


def swap(name: str, old: str, new: str) -> Step:
    """Puts other words in place of some; there may be none any more."""

    def step(root: Path) -> None:
        path = root / name
        if path.is_file():
            path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")

    return step


def move(name: str, to: str) -> Step:
    def step(root: Path) -> None:
        if (root / name).is_file():
            (root / name).rename(root / to)

    return step


STEPS: dict[str, Step] = {
    "a field": swap("customers/harbor.md", "tier: key", "tier: normal"),
    "a field back": swap("customers/harbor.md", "tier: normal", "tier: key"),
    "a person's name": swap("customers/harbor.md", "Ann Bay", "Anna Sea"),
    "a Chinese name": swap("customers/bay.md", "赵小明", "钱多多"),
    "a record's name": swap("customers/harbor.md", "name: Harbor Foods", "name: Harbor Dairy"),
    "an entry": swap("customers/harbor.md", "## Log\n", "## Log\n\n### 2026-11-19 call @dana — About the zebras\n"),
    "a case": swap("projects/dock.md", "## Log\n", "## Log\n\n### 2026-11-19 09:00 complaint id:Z9 !high — It leaks\n"),
    "a task done": swap("projects/dock.md", "- [ ] Order steel", "- [x] Order steel"),
    "a stage": swap("projects/dock.md", "stage: survey", "stage: quote"),
    "words alone": swap("customers/harbor.md", "She wants **two** payments.", "She wants **three** zebra payments."),
    "words that a rule asks for": swap("projects/dock.md", "Belongs to", "A wombat belongs to"),
    "a lesson": swap("projects/gate.md", "Ask [[harbor]] first.", "Ask [[harbor]] twice."),
    "another name of the file": move("projects/dock.md", "projects/quay.md"),
    "and back": move("projects/quay.md", "projects/dock.md"),
    "a deletion": lambda root: (root / "projects/gate.md").unlink(missing_ok=True),
    "it comes back": put("projects/gate.md", DONE),
    "a new record": put("customers/new.md", "---\nname: New Firm\nowner: dana\n---\n\nSee [[dock]].\n"),
    "a broken record": put("customers/new.md", "---\nname: New\n\towner: x\n---\n"),
    "as it was": put("customers/harbor.md", HARBOR),
    "the project as it was": put("projects/dock.md", DOCK),
    "a setting": swap("pcrm.yml", "Dana Whitfield", "Dana Field"),
    "a page": put("site/pages/kb/print.md", "# Printing anew\n\nFor [[bay]].\n"),
}  # fmt: skip


def holds(root: Path, today: date, audience: str = "internal") -> list[str]:
    """In which files the built site is another one than that from nothing."""
    anew = root.with_name("anew")
    shutil.rmtree(anew, ignore_errors=True)
    kept = root.with_name("kept")
    shutil.rmtree(kept, ignore_errors=True)
    shutil.copytree(root / ".pcrm/site", kept)
    shutil.rmtree(root / f".pcrm/site/{audience}")
    build(root, anew, audience, today)
    shutil.rmtree(root / ".pcrm/site")
    shutil.copytree(kept, root / ".pcrm/site")
    return same(root / "site/public", anew)


def made(root: Path) -> Path:
    return make_notebook(root, RECORDS, OWN, {"kb/print.md": "# Printing\n\nFor [[harbor]] and [[nobody]].\n"})


def test_every_kind_of_change_one_after_the_other(tmp_path: Path) -> None:
    root = made(tmp_path / "notebook")
    build(root)
    for name, step in STEPS.items():
        step(root)
        build(root)
        assert holds(root, TODAY) == [], name


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(st.lists(st.sampled_from(sorted(STEPS)), min_size=1, max_size=3), min_size=2, max_size=6),
       days=st.lists(st.integers(0, 9), min_size=6, max_size=6))  # fmt: skip
def test_changes_in_any_order_while_days_pass(tmp_path_factory: pytest.TempPathFactory, steps: list[list[str]], days: list[int]) -> None:
    root = made(tmp_path_factory.mktemp("any") / "notebook")
    today = TODAY
    build(root)
    for names, passed in zip(steps, days, strict=False):
        for name in names:
            STEPS[name](root)
        today += timedelta(max(passed - 5, 0))
        build(root, today=today)
    assert holds(root, today) == []


def test_pages_of_the_whole_notebook_stand_where_words_alone_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = made(tmp_path / "notebook")
    build(root)

    def never(*_: object) -> tuple[object, ...]:
        raise AssertionError("the lists were made again")

    monkeypatch.setattr("pcrm_tools.site.publish.NEAR", (never,))
    STEPS["words that a rule asks for"](root)
    with pytest.raises(AssertionError):
        build(root)
    monkeypatch.undo()
    build(root)
    monkeypatch.setattr("pcrm_tools.site.publish.NEAR", (never,))
    swap("customers/harbor.md", "They **bottle** milk.", "They **sell** milk.")(root)
    build(root)
    monkeypatch.undo()
    assert "<strong>sell</strong>" in (root / "site/public/customers/harbor.html").read_text("utf-8")
    assert holds(root, TODAY) == []


@pytest.mark.parametrize("where", ["put", "finish"])
def test_a_build_that_broke_off_leaves_no_old_name_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    root = made(tmp_path / "notebook")
    build(root)
    STEPS["a person's name"](root)

    def cut_off(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    real = Index.put
    monkeypatch.setattr(Index, where, cut_off if where == "finish" else lambda *args: (real(*args), cut_off()))
    with pytest.raises(KeyboardInterrupt):
        build(root)
    monkeypatch.undo()
    build(root)
    assert holds(root, TODAY) == []
    STEPS["as it was"](root)
    build(root)
    assert holds(root, TODAY) == []


def test_a_page_that_a_broken_off_build_wrote_goes_back_with_its_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = made(tmp_path / "notebook")
    build(root)
    STEPS["words alone"](root)
    monkeypatch.setattr("pcrm_tools.site.manifest.Manifest.finish", lambda self: os.kill(os.getpid(), 0) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        build(root)
    monkeypatch.undo()
    STEPS["as it was"](root)
    build(root)
    assert holds(root, TODAY) == []


def test_with_the_pool_and_without_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = made(tmp_path / "notebook")
    monkeypatch.setattr("pcrm_tools.site.making.POOL_FROM", 1)
    monkeypatch.setattr("pcrm_tools.store.workers.count", lambda: 2)
    build(root)
    monkeypatch.undo()
    monkeypatch.setattr("pcrm_tools.store.workers.count", lambda: 1)
    assert holds(root, TODAY) == []
