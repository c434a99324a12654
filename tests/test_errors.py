import string

import pytest

from pcrm_tools import errors
from pcrm_tools.errors import AmbiguousName, NotebookNotFound, PathRefused, UnknownName, WriteRefused, WrongUse

REASONED = [(cls, reason) for cls in (PathRefused, WriteRefused) for reason in cls.reasons]


@pytest.mark.parametrize(("cls", "reason"), REASONED)
def test_every_reason_has_two_sentences_with_the_same_places(cls, reason):
    english, chinese = cls.reasons[reason]
    places = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (english, chinese)]
    assert places[0] == places[1]
    values = dict.fromkeys(places[0] - {"path"}, "VALUE")
    error = cls(reason, "customers/x.md", **values)
    assert error.exit_code == 2
    assert ("customers/x.md" in error.message()) == ("path" in places[0])
    assert error.message("zh") != error.message("en")
    assert str(error) == error.message("en")


def test_names_list_their_candidates():
    assert UnknownName("huaxin", ["huaxing"]).message() == "nothing here is called `huaxin`; nearest: huaxing"
    assert UnknownName("x").message("zh") == "没有找到 `x`"
    assert "a, b" in AmbiguousName("x", ["a", "b"]).message()


def test_a_notebook_that_is_not_found_says_what_to_type():
    assert "pcrm init" in NotebookNotFound("/home/x").message()


def test_wrong_use_brings_its_own_sentences():
    error = WrongUse("write {want}", "请写 {want}", want="--at 2026-11-20")
    assert (error.message(), error.message("zh")) == ("write --at 2026-11-20", "请写 --at 2026-11-20")


def test_values_may_hold_braces():
    assert "{x}" in UnknownName("{x}").message()


def test_every_class_is_one_of_ours():
    classes = [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, Exception)]
    assert all(issubclass(cls, errors.PcrmError) for cls in classes) and len(classes) > 5
