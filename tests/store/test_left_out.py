"""Amounts in other currencies: not compared with a bare amount, and told of."""

from collections.abc import Iterator
from datetime import date

import pytest

from pcrm_tools.session import Session
from pcrm_tools.store.left_out import LeftOut
from pcrm_tools.text.query_tree import QueryError
from tests.small_notebook import write

TODAY = date(2026, 11, 20)


def project(value: str, extra: str = "") -> str:
    return f"---\nname: P\ncustomer: c\nowner: x\nvalue: {value}\n---\n{extra}"


FILES = {
    "pcrm.yml": "format: 1\ncurrency: CNY\n",
    "customers/c.md": "---\nname: C\nowner: x\n---\n\n### 2026-10-01 order amount:9万\n### 2026-09-01 order amount:\"EUR 5,000\"\n",
    "projects/a.md": project("20万"),
    "projects/b.md": project("USD 9,000", "\n### 2026-10-02 order amount:\"USD 7,000\"\n"),
    "projects/d.md": project("USD 100") .replace("owner: x", "owner: x\nclosed: 2026-01-01\noutcome: done"),
    "projects/e.md": project("EUR 50,000"),
}  # fmt: skip


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    root = tmp_path_factory.mktemp("notebook")
    write(root, FILES)
    found = Session.open(root)
    yield found
    found.close()


@pytest.mark.parametrize(("query", "ids", "left"), [
    ("value:10万..", "a", LeftOut(3, ("EUR", "USD"), "value:EUR10万..")),
    ("金额:..30万 is:open", "a", LeftOut(2, ("EUR", "USD"), "金额:..EUR30万")),
    ("value:200000", "a", LeftOut(3, ("EUR", "USD"), "value:EUR200000")),
    ("value:>=5万 is:closed", "", LeftOut(1, ("USD",), '"value:>=USD5万"')),
    ("value:USD5000..", "b", None),
    ("value:CNY1..", "a", None),
    ("value:USD1..200,1万..30万", "a d", LeftOut(2, ("EUR", "USD"), "value:EUR1万..30万")),
    ("not:value:10万.. type:project", "b d e", None),
    ("tier:key OR value:1..", "a", LeftOut(3, ("EUR", "USD"), "value:EUR1..")),
    ("log.amount:5万.. log.date:2026-10", "c", LeftOut(1, ("USD",), "log.amount:USD5万..")),
    ("order_value:5万..", "c", LeftOut(1, ("USD",), "order_value:USD5万..")),
    ("order_value:USD5000..", "b c", None),
    ("value:10万.. type:customer", "", None),
    ("owner:x", "a b c d e", None),
])  # fmt: skip
def test_what_is_found_and_what_was_left_out(session: Session, query: str, ids: str, left: LeftOut | None) -> None:
    answer = session.ask(query, TODAY)
    assert not isinstance(answer, QueryError), answer
    known = dict(session.db.execute("select n, id from record").fetchall())
    assert sorted(known[n] for n in answer.scores) == ids.split()
    assert answer.left_out == left


def test_the_example_is_a_query_that_finds_them(session: Session) -> None:
    answer = session.ask("value:1.. is:open", TODAY)
    assert not isinstance(answer, QueryError) and answer.left_out
    found = session.ask(answer.left_out.example, TODAY)
    assert not isinstance(found, QueryError) and found.scores
