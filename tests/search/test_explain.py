"""What is said of a score is true: the parts of the words are the whole score, and their places are those in the text."""

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pcrm_tools.search.engine import Document, Engine
from pcrm_tools.search.explain import FIELDS, Part, explain, rounded, weights
from pcrm_tools.search.sqlite_engine import SqliteEngine
from pcrm_tools.search.terms import normal, pruned
from pcrm_tools.search.whoosh_engine import WhooshEngine
from pcrm_tools.text.pinyin import sounds
from pcrm_tools.text.query import And, Not, Or, Phrase, Query, Word, parse

RECORDS = {
    1: ("瑞丰包装", "何俊 Dana", "展会", "发票延迟", "客户投诉发票延迟两周，invoice 12 was late; two invoices resent"),
    2: ("Tidewater clinics", "Dana", "", "refund", "the invoice of March, invoiced twice, invoice again"),
    3: ("绿野冷链", "", "展会 key", "投诉", "报价与发票"),
    4: ("Harbor", "", "", "", "nothing of it"),
}
WORDS = ["ruifeng", "发票", "投诉", "展会", "invoice", "dana", "12", "late", "two invoices", "nowhere"]


@pytest.fixture(params=["sqlite", "whoosh"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    return made(request.param, tmp_path)


def document(n: int) -> Document:
    *fields, text = map(normal, RECORDS[n])
    return Document(n, *fields, sounds(fields[0] + fields[1]), text)


def folded(n: int) -> str:
    return document(n).folded


def made(name: str, folder: Path) -> Engine:
    db = sqlite3.connect(":memory:", isolation_level=None)
    engine: Engine = SqliteEngine(db) if name == "sqlite" else WhooshEngine(folder, folded)
    engine.update(map(document, RECORDS), ())
    return engine


def parts(engine: Engine, query: str, n: int) -> dict[str, Part]:
    tree = pruned(parse(query))  # type: ignore[arg-type]
    assert tree is not None
    return {part.word.text: part for part in explain(engine, [tree], [n], folded)[n]}


def test_each_word_says_where_it_stands_and_how_often(engine: Engine) -> None:
    found = parts(engine, "发票 展会 dana", 1)
    assert found["发票"].fields == {"titles": 1, "text": 1}
    assert found["展会"].fields == {"tags": 1}
    assert found["dana"].fields == {"people": 1}
    assert (found["发票"].documents, found["发票"].among) == (2, 4)


def test_a_beginning_says_which_words_it_found(engine: Engine) -> None:
    part = parts(engine, "invoice", 2)["invoice"]
    assert part.forms[0] == "invoice" and set(part.forms) >= {"invoice", "invoiced"}
    assert part.fields == {"text": 3}


def test_other_forms_and_names_that_sound_so_are_told_as_they_stand(engine: Engine) -> None:
    assert parts(engine, "invoices", 2)["invoices"].forms == ("invoice", "invoiced")
    part = parts(engine, "ruifeng", 1)["ruifeng"]
    assert (part.forms, part.fields) == (("ruifeng",), {"sounds": 1})


def test_the_same_word_twice_in_a_row_is_counted_twice(engine: Engine, tmp_path: Path) -> None:
    engine.update([Document(9, " ", " ", " ", " ", " ", " late late late ")], ())
    tree = Phrase("late")
    found = explain(engine, [tree], [9], lambda n: "\n".join([*" " * 5, " late late late "]))
    assert found[9][0].fields == {"text": 3}


def test_words_of_a_branch_that_is_not_met_give_nothing(engine: Engine) -> None:
    assert set(parts(engine, "发票 OR (dana nowhere)", 1)) == {"发票"}
    assert set(parts(engine, "发票 -nowhere", 3)) == {"发票"}


TREES = st.recursive(
    st.sampled_from(WORDS).map(Word) | st.sampled_from(WORDS).map(Phrase),
    lambda inner: st.lists(inner, min_size=2, max_size=3).map(lambda found: And(tuple(found)))
    | st.lists(inner, min_size=2, max_size=3).map(lambda found: Or(tuple(found)))
    | inner.map(Not),
    max_leaves=6,
)


@pytest.mark.parametrize("name", ["sqlite", "whoosh"])
@settings(max_examples=150)
@given(tree=TREES)
def test_the_parts_are_the_whole_score(name: str, tree: Query, tmp_path_factory: pytest.TempPathFactory) -> None:
    engine = ENGINES.setdefault(name, made(name, tmp_path_factory.mktemp(name)))
    for n, score in engine.search(tree):
        assert sum(part.score for part in explain(engine, [tree], [n], folded)[n]) == pytest.approx(score, abs=1e-4)


ENGINES: dict[str, Engine] = {}


@given(st.lists(st.floats(0, 100), min_size=1, max_size=9))
def test_rounded_parts_add_up_to_the_rounded_whole(parts: list[float]) -> None:
    assert round(sum(rounded(parts, sum(parts), 2)), 2) == round(sum(parts), 2)


def test_the_weights_are_those_of_the_fields() -> None:
    assert list(weights()) == list(FIELDS) and weights()["name"] > weights()["text"]
