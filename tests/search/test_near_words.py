"""Words that are near to one that stands nowhere, from either engine's own list of words."""

import sqlite3
from pathlib import Path

import pytest

from pcrm_tools.search.engine import Document, Engine
from pcrm_tools.search.near_words import near_words
from pcrm_tools.search.sqlite_engine import SqliteEngine
from pcrm_tools.search.whoosh_engine import WhooshEngine


@pytest.fixture(params=["sqlite", "whoosh"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    if request.param == "sqlite":
        return SqliteEngine(sqlite3.connect(":memory:", isolation_level=None))
    return WhooshEngine(tmp_path, lambda n: "")


def fill(engine: Engine) -> None:
    text = " invoice invoices invoiced inverter install 发票 inv2 zebra clinic "
    engine.update([Document(1, " ", " ", " ", " ", " ", text), Document(2, " ", " ", " ", " ", " ", " invoice clinics ")], ())


@pytest.mark.parametrize(
    ("typed", "near"),
    [("invoce", ["invoice"]), ("Invoise", ["invoice"]), ("clinci", ["clinic"]), ("invertor", ["inverter"]), ("quokka", []), ("inv", []),
     ("发飘", []), ("in2oice", []), ("", []), ("%", [])],
)  # fmt: skip
def test_a_misspelt_word_leads_to_the_one_that_stands_there(engine: Engine, typed: str, near: list[str]) -> None:
    fill(engine)
    assert near_words(engine, typed) == near


def test_an_index_that_was_never_made_knows_no_words(engine: Engine) -> None:
    assert near_words(engine, "invoce") == [] and engine.words("i") == []


def test_words_are_those_of_the_index_now(engine: Engine) -> None:
    fill(engine)
    assert engine.words("cl") == ["clinic", "clinics"]
    engine.update([], [2])
    assert engine.words("clinic")[0] == "clinic" and engine.words("cz") == []
