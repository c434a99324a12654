"""Folding makes spellings equal, and does so once and for all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pcrm_tools.text.fold import fold
from pcrm_tools.text.han import SIMPLIFIED, TRADITIONAL


@pytest.mark.parametrize(("one", "other"), [
    ("Bólido", "bolido"), ("BÓLIDO", "Bo\u0301lido"), ("Straße", "STRASSE"), ("Łódź", "lodz"), ("Ærø", "aero"),
    ("İzmir", "izmir"), ("Tiếng Việt", "tieng viet"),
    ("Ｓ７－１２００", "s7-1200"), ("ｶﾞｽ", "ガス"), ("：，（）", ":,()"), ("㎡", "m2"), ("①", "1"), ("…", "..."),
    ("華星軟體", "华星软体"), ("報價單", "报价单"), ("Ωμέγα", "ωμεγα"), ("Ещё", "ещё"), ("co\u00adop\u200b\ufeff", "coop"),
    ("e\u0301\u0323", "e"), ("葛\U000e0100", "葛"),
])  # fmt: skip
def test_spellings_of_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("й", "и"), ("客户", "客戸户"), ("ガ", "カ"), ("a b", "ab"), ("1.10", "1.1")])
def test_what_stays_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@settings(max_examples=400)
@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(), st.text())
def test_folding_in_parts_is_folding_the_whole_where_nothing_combines(one: str, other: str) -> None:
    assert fold(f"{one} {other}") == f"{fold(one)} {fold(other)}"


def test_no_simplified_character_is_folded_away() -> None:
    assert len(TRADITIONAL) == len(SIMPLIFIED)
    assert not set(TRADITIONAL) & set(SIMPLIFIED)
    assert fold(SIMPLIFIED) == SIMPLIFIED
