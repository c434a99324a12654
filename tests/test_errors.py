import string

import pytest

from pcrm_tools import errors, git_errors
from pcrm_tools.errors import (
    AmbiguousName,
    CacheRefused,
    EditRefused,
    NotebookNotFound,
    PathRefused,
    UnknownName,
    WriteRefused,
    WrongUse,
)
from pcrm_tools.git_errors import GitRefused, MergeRefused, RevisionRefused, SyncRefused

REASONED = [(cls, reason) for cls in (CacheRefused, PathRefused, WriteRefused) for reason in cls.reasons]


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


@pytest.mark.parametrize("reason", GitRefused.reasons)
def test_every_reason_of_git_says_what_became_of_the_change(reason):
    english, chinese = GitRefused.reasons[reason]
    places = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (english, chinese)]
    error = GitRefused(reason, **dict.fromkeys(places[0], "VALUE"))
    assert places[0] == places[1] and error.exit_code == 2
    assert error.message().startswith(("written, not committed: ", "nothing to commit: "))
    assert error.message("zh").startswith(("已写入，未提交：", "没有可提交的内容："))


def test_a_refused_edit_names_its_place():
    error = EditRefused("customers/x.md", None, line=7, detail="{no} date", detail_zh="{不是}日期")
    assert (error.message(), error.message("zh")) == ("customers/x.md:7: not changed: {no} date", "customers/x.md:7：没有改动：{不是}日期")


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


@pytest.mark.parametrize("cls", [GitRefused, RevisionRefused, MergeRefused, SyncRefused])
def test_what_git_refuses_is_said_in_both_languages(cls):
    for english, chinese in cls.reasons.values():
        places = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (english, chinese)]
        assert places[0] == places[1] and english != chinese


def test_every_class_is_one_of_ours():
    classes = [value for home in (errors, git_errors) for value in vars(home).values() if isinstance(value, type)]
    classes = [value for value in classes if issubclass(value, Exception)]
    assert all(issubclass(cls, errors.PcrmError) for cls in classes) and len(classes) > 5
