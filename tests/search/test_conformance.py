"""Both engines and the direct match answer every case alike."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pcrm_tools.search.engine import Engine
from pcrm_tools.search.sqlite_engine import SqliteEngine
from pcrm_tools.search.terms import matches
from pcrm_tools.search.whoosh_engine import WhooshEngine
from pcrm_tools.text.query import Query, QueryError, parse

from .conftest import Case, Cases, read_cases

FILES = {path.stem: read_cases(path) for path in sorted((Path(__file__).parent / "cases").glob("*.txt"))}
CASES = [case for file in FILES.values() for case in file.cases]
Answer = Callable[[Query], set[int]]


def asking(engine: Engine, file: Cases) -> Answer:
    engine.update(file.documents.values(), ())
    return lambda query: {n for n, _ in engine.search(query)}


@pytest.fixture(scope="module", params=["sqlite", "whoosh", "direct"])
def answers(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Answer]]:
    found: dict[str, Answer] = {}
    for name, file in FILES.items():
        texts = {document.n: document.folded for document in file.documents.values()}
        if request.param == "sqlite":
            found[name] = asking(SqliteEngine(sqlite3.connect(":memory:", isolation_level=None)), file)
        elif request.param == "whoosh":
            found[name] = asking(WhooshEngine(tmp_path_factory.mktemp(name), texts.__getitem__), file)
        else:
            found[name] = lambda query, texts=texts: {n for n, text in texts.items() if matches(text, query)}
    yield found


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}:{case.line}:{case.query}")
def test_case(answers: dict[str, Answer], case: Case) -> None:
    query = parse(case.query)
    assert not isinstance(query, QueryError)
    documents = FILES[case.file].documents
    assert answers[case.file](query) == {documents[key].n for key in case.expected}


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 150
