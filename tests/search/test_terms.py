"""The tokenizer: normal text, terms of the index, what a query asks for."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pcrm_tools.search import terms
from pcrm_tools.search.terms import index_terms, leaves, matches, needles, normal, pruned, query_terms, typed_terms
from pcrm_tools.text.fold import fold
from pcrm_tools.text.query import And, Filter, Not, Or, Phrase, Word, describe, parse

# Characters whose neighbours matter: those that vanish, join, fold to letters, or are dense beyond Chinese
TRICKY = (
    "abZ 09_-.'客户报價華，。：（）“”—…　ＡＢ１２①㎡㈱éøßİıŁ\u0301\u0308\u3099\u200b\u00adｶﾞアか゛ㄱㅏ가приветй𠮷😀กข่〆ゝ\0\t\n"
)
TEXT = st.one_of(st.text(max_size=40), st.text(st.sampled_from(TRICKY), max_size=40))


@pytest.mark.parametrize(("typed", "expected"), [
    ("S7-1200控制器", "s7 1200 控制器"),
    ("S7－１２００ 控制器", "s7 1200 控制器"),
    ("Don't  e-mail: dana@x.example!", "don t e mail dana x example"),
    ("SOW_Tidewater_2026.docx", "sow tidewater 2026 docx"),
    ("**报价**：12万元（含税）", "报价 12 万元 含税"),
    ("Café Ångström co\u00adoperate", "cafe angstrom cooperate"),
    ("客户\u200b名称", "客户名称"),
    ("①②", "12"),
    ("%&—", ""),
    ("", ""),
])  # fmt: skip
def test_normal_text_is_runs_between_single_blanks(typed: str, expected: str) -> None:
    assert normal(typed) == (f" {expected} " if expected else " ")


@settings(max_examples=400)
@given(TEXT)
@example("か\u200bﾞ")
@example("x" * 70 + "客")
@example("\u3099")
def test_long_and_short_texts_are_cut_alike(text: str) -> None:
    padded = f"{text} {'客户 filler ' * 8}"
    assert normal(padded) == re.sub("  +", " ", f"{normal(text)} {'客户 filler ' * 8}")


@settings(max_examples=400)
@given(TEXT)
def test_normal_text_stays_as_it_is(text: str) -> None:
    once = normal(text)
    assert normal(once) == once
    assert normal(fold(text)) == once
    assert "  " not in once and once[0] == once[-1] == " "


@pytest.mark.parametrize(("typed", "expected"), [
    ("控制器", "控制 制器 器"),
    ("王", "王"),
    ("S7-1200控制器已换 ok", "s7 1200 控制 制器 器已 已换 换 ok"),
    ("产线，客户", "产线 线 客户 户"),
    ("plain words", "plain words"),
    ("𠮷野家", "𠮷 野家 家"),
])  # fmt: skip
def test_terms_of_the_index(typed: str, expected: str) -> None:
    assert index_terms(normal(typed)) == expected.split()


@settings(max_examples=300)
@given(st.text(st.sampled_from(TRICKY), max_size=120))
def test_terms_made_at_once_are_those_made_run_by_run(text: str) -> None:
    clean = normal(text)
    assert index_terms(clean) == [term for run in clean.split() for term in terms._run_terms(run)]


@pytest.mark.parametrize(("typed", "asked", "prefix", "needle"), [
    ("invoice", "invoice", True, " invoice"),
    ("ok", "ok", False, " ok "),
    ("1200", "1200", False, " 1200 "),
    ("1200*", "1200", True, " 1200"),
    ("C12", "c12", False, " c12 "),
    ("控制器", "控制 制器", False, "控制器"),
    ("王", "王", True, "王"),
    ("S7-1200控制器", "s7 1200 控制 制器", False, " s7 1200 控制器"),
    ("控制器S7", "控制 制器 器 s7", False, "控制器 s7 "),
    ("A座", "a 座", True, " a 座"),
    ("kick-off", "kick off", True, " kick off"),
])  # fmt: skip
def test_what_a_word_asks_for(typed: str, asked: str, prefix: bool, needle: str) -> None:
    assert typed_terms(Word(typed)) == (tuple(asked.split()), prefix, needle)


def test_what_a_phrase_asks_for() -> None:
    assert query_terms(Phrase("annual review")) == ((("annual", "review"), False, " annual review "),)
    assert query_terms(Phrase("review*")) == ((("review",), False, " review "),)
    assert query_terms(Phrase("客户")) == query_terms(Word("客户"))


def test_what_asks_for_nothing_is_left_out() -> None:
    assert query_terms(Word("—…%")) == ()
    assert pruned(And((Word("%"), Word("报价")))) == Word("报价")
    assert pruned(Or((Word("%"), Not(Phrase("."))))) is None
    assert not matches(normal("anything"), Word("%"))
    with pytest.raises(TypeError, match="no text query"):
        pruned(Filter("tier", ":", ("key",)))


def test_what_a_hit_can_show() -> None:
    tree = parse('报价 -invoice (a OR "b c") 报价')
    assert needles(tree) == ("报价", " a ", " b c ")  # type: ignore[arg-type]
    assert [sought.terms for sought in leaves(Not(Word("x")))] == []
    assert describe(tree) == '(and word:报价 (not word:invoice) (or word:a "b c") word:报价)'  # type: ignore[arg-type]


def test_a_phrase_stays_within_a_line_of_a_kept_text() -> None:
    text = "\n".join((normal("华星软件"), normal("王芳")))
    assert matches(text, Word("软件"))
    assert matches(text, And((Word("华星软件"), Word("王芳"))))
    assert not matches(text, Phrase("软件 王芳"))
