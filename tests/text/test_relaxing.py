"""A query taken apart for a second pass: what may be left out, how it reads again, and Chinese in pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcrm_tools.text.query import parse
from pcrm_tools.text.query_tree import And, Query, QueryError, Word, describe
from pcrm_tools.text.relaxing import Terms, fewest_dropped, pieces, terms, typed


def tree(text: str) -> Query:
    found = parse(text)
    assert not isinstance(found, QueryError), text
    return found


def parts(text: str) -> tuple[list[str], list[str], list[str]]:
    found: Terms = terms(tree(text))
    words, filters, kept = (list(map(typed, some)) for some in found)
    return words, filters, kept


@pytest.mark.parametrize(
    ("query", "words", "filters", "kept"),
    [
        ("报价", ["报价"], [], []),
        ('报价 "a b" tier:key', ["报价", '"a b"'], ["tier:key"], []),
        ("报价 报价 tier:key tier:key", ["报价"], ["tier:key"], []),
        ("报价 not:冷 -x not:tier:key", ["报价"], [], ["not:冷", "not:x", "not:tier:key"]),
        ("报价 is:open 是:归档", ["报价"], [], ["is:open", "is:归档"]),
        ("报价 archived:no 归档:否 log.private:yes tags:内部 missing:private", ["报价"], [],
         ["archived:no", "归档:否", "log.private:yes", "tags:内部", "missing:private"]),
        ("(a b) c", ["a", "b", "c"], [], []),
        ("(a -b) c", ["a", "c"], [], ["not:b"]),
        ("(a OR b) (tier:key owner:x)", ["(a OR b)"], ["(tier:key owner:x)"], []),
        ("(a OR tier:key) (b OR is:open)", [], ["(a OR tier:key)"], ["(b OR is:open)"]),
        ("a OR b", ["(a OR b)"], [], []),
    ],
)  # fmt: skip
def test_negations_states_and_what_is_private_or_archived_always_stay(
    query: str, words: list[str], filters: list[str], kept: list[str]
) -> None:
    assert parts(query) == (words, filters, kept)


@pytest.mark.parametrize(
    "query",
    ["报价", '"a b"', "tier:key", "tier:key,potential", "value:10万..50万", "due:..2026-12", "value:>=10", 'owner:"a b"', "has:email",
     "missing:email", "is:open", "not:cold", "not:tier:key", "(a OR b)", "(a OR (b c))", 'name:"a,b"', "size:=50", "not:(a OR b)"],
)  # fmt: skip
def test_a_term_reads_as_it_was_typed(query: str) -> None:
    assert typed(tree(query)) == query
    assert describe(tree(typed(tree(query)))) == describe(tree(query))


@pytest.mark.parametrize(
    ("word", "known", "found"),
    [
        ("瑞丰投诉", ["瑞丰", "投诉"], ("瑞丰", "投诉")),
        ("瑞丰的投诉", ["瑞丰", "投诉"], ("瑞丰", "投诉")),
        ("瑞丰包装投诉", ["瑞丰", "瑞丰包", "瑞丰包装", "投诉"], ("瑞丰包装", "投诉")),
        ("火星基地", [], ()),
    ],
)
def test_a_run_of_chinese_is_cut_into_its_longest_pieces_that_stand_somewhere(word: str, known: list[str], found: tuple[str, ...]) -> None:
    assert pieces([word], known.__contains__) == found


def test_a_phrase_is_cut_into_its_words_and_each_is_taken_once() -> None:
    assert pieces(["wrong", "hours", "wrong", "nowhere"], ["wrong", "hours"].__contains__) == ("wrong", "hours")


@given(st.text("瑞丰包装投诉的", max_size=12), st.sets(st.text("瑞丰包装投诉的", min_size=2, max_size=4), max_size=6))
def test_pieces_stand_in_the_word_in_their_order_and_somewhere(word: str, known: set[str]) -> None:
    stands = {start[:end] for start in known for end in range(2, len(start) + 1)} | known
    at = 0
    for piece in pieces([word], stands.__contains__):
        assert piece in stands
        at = word.index(piece, at)


def test_one_filter_is_dropped_where_that_is_enough_the_one_that_leaves_most() -> None:
    a, b, c = (Word(name) for name in "abc")
    left = {(b, c): 2, (a, c): 5, (a, b): 0}
    assert fewest_dropped([a, b, c], lambda held: left[tuple(held)]) == (b,)  # type: ignore[index]


def test_several_are_dropped_where_no_single_one_is_in_the_way() -> None:
    a, b, c = (Word(name) for name in "abc")
    assert fewest_dropped([a, b, c], lambda held: int(len(held) < 2)) == (b, c)
    assert fewest_dropped([], lambda held: 0) == ()
    assert terms(And(())) == ((), (), ())
