"""Lists: columns in either language, computed ones too, and orders in which nothing is compared that cannot be."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from pcrm_tools.errors import WrongUse
from pcrm_tools.session import Session
from pcrm_tools.store import listing
from pcrm_tools.store.computed import Frame
from tests.small_notebook import write

TODAY = date(2026, 11, 20)


def project(value: str, stage: str, pipeline: str = "") -> str:
    lines = [f"value: {value}" if value else "", f"stage: {stage}" if stage else "", f"pipeline: {pipeline}" if pipeline else ""]
    return "\n".join(["---", "name: P", "customer: c", "owner: x", *filter(None, lines), "---", ""])


FILES = {
    "pcrm.yml": """
        format: 1
        currency: CNY
        pipelines:
          software: {stages: {survey: {}, live: {}, lead: {}}}
        fields:
          customer:
            grade: {label: 等级, choices: [C, A, B]}
            machines: {type: items, label: 设备, items: {model: {type: text, label: 型号}}}
        """,
    "customers/c.md": "---\nname: C\nowner: x\ntier: general\ngrade: A\nmachines:\n  - model: S7\n  - model: S8\n---\n### 2026-11-10 call\n",
    "customers/d.md": "---\nname: D\nowner: x\ntier: key\ngrade: C\n---\n### 2026-11-01 order amount:12000\n### 2026-10-01 order amount:$5\n",
    "customers/e.md": "---\nname: E\nowner: x\n---\n### 2026-11-01 order amount:$500\n",
    "projects/p1.md": project("USD 900", "order"),
    "projects/p2.md": project("20万", "contact"),
    "projects/p3.md": project("3万", "lead", "software"),
    "projects/p4.md": project("EUR 5", "survey", "software"),
    "projects/p5.md": project("", ""),
}  # fmt: skip


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    root = tmp_path_factory.mktemp("notebook")
    write(root, FILES)
    found = Session.open(root)
    yield found
    found.close()


def rows(session: Session, columns: list[str], sort: str = "", record_type: str = "") -> list[tuple[Any, ...]]:
    frame = Frame(session.db, session.config, TODAY)
    return listing.rows(session.db, frame, None, record_type, columns, sort, False)


@pytest.mark.parametrize(("sort", "record_type", "ids"), [
    ("tier", "customer", "d c e"), ("-tier", "customer", "c d e"), ("级别", "customer", "d c e"),
    ("grade", "customer", "d c e"), ("-等级", "customer", "c d e"),
    ("stage", "project", "p2 p4 p3 p1 p5"), ("-stage", "project", "p1 p3 p2 p4 p5"),
    ("value", "project", "p3 p2 p4 p1 p5"), ("-value", "project", "p2 p3 p4 p1 p5"), ("-金额", "project", "p2 p3 p4 p1 p5"),
    ("silence", "customer", "c d e"), ("-order_value", "customer", "d e c"), ("id", "customer", "c d e"), ("-id", "customer", "e d c"),
    ("-name", "customer", "e d c"),
])  # fmt: skip
def test_orders(session: Session, sort: str, record_type: str, ids: str) -> None:
    assert [row[0] for row in rows(session, ["id"], sort, record_type)] == ids.split()


def test_columns_of_every_kind(session: Session) -> None:
    found = rows(session, ["id", "machines.model", "silence", "order_value", "won", "grade"], "id", "customer")
    assert found == [
        ("c", "S7, S8", 10, None, None, "A"), ("d", None, None, "CNY 12000, USD 5", None, "C"), ("e", None, None, "USD 500", None, None),
    ]  # fmt: skip


@pytest.mark.parametrize(("word", "name"), [
    ("未联系天数", "silence"), ("Silence", "silence"), ("沉默天数", "silence"), ("阶段天数", "stage_age"), ("编号", "id"), ("Owner", "owner"),
    ("负责人", "owner"), ("合同.结束", "contract.end"), ("设备.型号", "machines.model"), ("下次联系", "next_contact"), ("联系人", None), ("nothing", None),
])  # fmt: skip
def test_a_column_in_either_language(session: Session, word: str, name: str | None) -> None:
    assert listing.column_name(session.config, word) == name


def test_labels_numbers_and_values(session: Session) -> None:
    config = session.config
    assert listing.labels(config, ["id", "silence", "stage_over", "tier"], "en") == ["id", "silence", "stage over", "tier"]
    assert listing.labels(config, ["id", "silence", "won"], "zh") == ["编号", "未联系天数", "赢单"]
    assert [listing.is_number(config, name) for name in ("silence", "open_tasks", "value", "name", "won")] == [True, True, True, False, False]
    assert listing.shown(config, "order_value", "CNY 120000, USD 5", "zh", False) == "CNY 12万, USD 5"
    assert listing.shown(config, "order_value", "CNY 120000, USD 5", "zh", True) == "CNY 120000, USD 5"
    assert (listing.shown(config, "won", "yes", "zh", False), listing.shown(config, "won", "yes", "en", False)) == ("是", "yes")


@pytest.mark.parametrize(("sort", "said"), [("silense", "perhaps `silence`"), ("-stge", "perhaps `stage`"), ("zzz", "no such field")])
def test_an_order_that_nobody_knows_names_the_nearest(session: Session, sort: str, said: str) -> None:
    with pytest.raises(WrongUse) as raised:
        rows(session, ["id"], sort)
    assert said in str(raised.value) and raised.value.message("zh")
