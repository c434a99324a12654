"""Which other forms of an English word are sought, and what is no form of another word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcrm_tools.search.inflection import forms


def finds(typed: str, written: str) -> bool:
    beginnings, wholes = forms(typed)
    return written.startswith(tuple(beginnings)) or written in wholes


FAMILIES = """
invoice invoices invoiced invoicing
company companies
delivery deliveries
deliver delivers delivered delivering
supply supplies supplied supplying
ship ships shipped shipping
plan plans planned planning
call calls called calling
test tests tested testing
order orders ordered ordering
report reports reported reporting
price prices priced pricing
store stores stored storing
charge charges charged charging
value values valued valuing
issue issues issued issuing
cancel cancels cancelled cancelling
control controls controlled controlling
delay delays delayed delaying
copy copies copied copying
agree agrees agreed agreeing
guarantee guarantees guaranteed
process processes processed processing
address addresses addressed addressing
branch branches
match matches matched matching
cache caches cached caching
case cases
database databases
class classes
status statuses
size sizes sized sizing
sync syncs synced syncing
install installs installed installing
added adds adding
using used uses
movie movies
quiz quizzes
""".strip().split("\n")


@pytest.mark.parametrize("family", FAMILIES)
def test_every_form_of_a_word_finds_every_other(family: str) -> None:
    words = family.split()
    missed = [(typed, written) for typed in words for written in words if not finds(typed, written)]
    assert missed == []


LOOKS = """
string king spring bring need needed speed exceed proceed bleed news goods series species status process address class analysis
basis bonus campus tennis united evening being shed sled customs business glass
"""
OTHERS = """
str strung k king's nee spe exceed proce ble new good serie specie statu proces addres clas analysi basi bonu camp tenni unit unite
even be bee sh shy sle custom busines glas
"""


@pytest.mark.parametrize("word", LOOKS.split())
def test_what_only_looks_like_an_ending_finds_no_other_word(word: str) -> None:
    assert [other for other in OTHERS.split() if finds(word, other) and not other.startswith(word)] == []


@pytest.mark.parametrize(("typed", "other"), [
    ("parts", "partner"), ("parts", "party"), ("cars", "care"), ("plans", "planet"), ("ships", "shipyard"), ("rating", "ration"),
    ("boxes", "boxer"), ("terms", "terminal"), ("called", "calendar"), ("recalled", "recalibrated"), ("posted", "postal"),
    ("changing", "changchun"), ("tries", "trial"), ("hosting", "hostile"), ("shipped", "shipment"),
])  # fmt: skip
def test_a_short_stem_is_no_beginning_of_other_words(typed: str, other: str) -> None:
    assert not finds(typed, other)


@given(st.text("abcdegilnoprstuyz", min_size=4, max_size=12))
def test_a_word_finds_itself_and_no_form_is_sought_twice(word: str) -> None:
    beginnings, wholes = forms(word)
    assert finds(word, word)
    assert len(beginnings) + len(wholes) <= 9
    every = [*beginnings, *wholes]
    assert not [(one, two) for one in beginnings for two in every if one is not two and two.startswith(one)]
    assert all(len(form) >= 3 for form in every)
