"""How an item of the communication plan is recognised in the log."""

import pytest

from pcrm_tools.facts.plan import Fit, fit_of, fits, kind_words
from pcrm_tools.model.log import KIND_WORDS, VIA

PEOPLE = [{"name": "王芳", "aliases": ["王经理"]}, {"name": "Karen Voss"}]


@pytest.mark.parametrize(
    ("channel", "kinds", "ways"),
    [
        ("visit", ("visit",), ()),
        ("拜访", ("visit",), ()),
        ("Email", ("email",), ("email",)),
        ("电话", ("call",), ("phone",)),
        ("微信", (), ("wechat",)),
        ("wechat", (), ("wechat",)),
        ("电话/微信", ("call",), ("phone", "wechat")),
        ("call, visit", ("call", "visit"), ()),
        ("review", ("review",), ()),
        ("carrier pigeon", (), ()),
        ("", (), ()),
    ],
)
def test_a_channel_means_kinds_of_entries_and_ways_of_sending(channel: str, kinds: tuple[str, ...], ways: tuple[str, ...]) -> None:
    assert fit_of(channel, (), (), {})[:2] == (kinds, ways)


def test_people_are_known_by_all_their_names() -> None:
    assert fit_of("", ["王芳"], PEOPLE, {}).people == ("王经理", "王芳")
    assert fit_of("", ["王经理", "Somebody"], PEOPLE, {}).people == ("Somebody", "王经理", "王芳")


@pytest.mark.parametrize(
    ("kind", "group", "via", "people", "fit"),
    [
        ("call", "contact", "", [], True), ("note", "note", "", [], False), ("visit", "contact", "phone", ["x"], True),
    ],
)
def test_without_channel_and_people_any_contact_fits(kind: str, group: str, via: str, people: list[str], fit: bool) -> None:
    assert fits(Fit((), (), ()), kind, group, via, people) == fit


@pytest.mark.parametrize(
    ("kind", "via", "people", "fit"),
    [
        ("call", "", ["王芳"], True), ("message", "wechat", ["王芳", "x"], True), ("message", "phone", ["王芳"], False),
        ("call", "", ["x"], False), ("call", "", [], False), ("visit", "", ["王芳"], False),
    ],
)
def test_one_channel_and_one_of_the_people_are_enough(kind: str, via: str, people: list[str], fit: bool) -> None:
    assert fits(Fit(("call",), ("wechat",), ("王芳",)), kind, "contact", via, people) == fit


def test_the_words_are_those_of_the_log_and_of_the_notebook() -> None:
    own = {"inspection": {"label": "点检", "zh": "巡检", "aliases": ["Check-up"]}}
    words = kind_words(own)
    assert {word: words[word.lower()] for word in KIND_WORDS} == dict(KIND_WORDS)
    assert {words[word] for word in ("inspection", "点检", "巡检", "check-up")} == {"inspection"}
    assert all(choice.code in fit_of(choice.code, (), (), {}).ways for choice in VIA)
