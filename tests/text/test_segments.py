"""Segments in queries: put in their place, and explained where they are unknown, wrong or use themselves."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcrm_tools.text.query import parse
from pcrm_tools.text.query_tree import And, Filter, Query, QueryError, describe
from pcrm_tools.text.segments import MAX_TERMS, Expanded, expand, without_segments

SEGMENTS = {
    "vip": "tier:key OR tier:potential", "quiet": "segment:vip silence:60d..", "流失 风险": "细分:quiet", "Ａ1": "owner:dana",
    "broken": "tier:", "lost": "segment:vpi", "outer": "x segment:lost", "a": "segment:b", "b": "y segment:c", "c": "segment:b", "text": "报价",
    "complaints": "log:complaint",
}  # fmt: skip


def tree(typed: str) -> Query:
    found = parse(typed)
    assert not isinstance(found, QueryError)
    return found


def expanded(typed: str) -> Expanded | QueryError:
    return expand(tree(typed), SEGMENTS)


@pytest.mark.parametrize(("typed", "meant"), [
    ("x owner:dana", "(and word:x owner:dana)"),
    ("segment:vip", "(and (or tier:key tier:potential))"),
    ("x not:segment:vip", "(and word:x (not (and (or tier:key tier:potential))))"),
    ("segment:quiet", "(and (and (and (or tier:key tier:potential)) silence:..60d|))"),
    ('细分:"流失 风险"', "(and (and (and (and (or tier:key tier:potential)) silence:..60d|)))"),
    ("客群:text,vip", "(or (and word:报价) (and (or tier:key tier:potential)))"),
    ("SEGMENT:VIP", "(and (or tier:key tier:potential))"),
    ("segment:=ａ１", "(and owner:dana)"),
    ("log.date:2026 segment:complaints", "(and log.date:2026 (and log:complaint))"),
])  # fmt: skip
def test_a_segment_is_put_in_its_place(typed: str, meant: str) -> None:
    found = expanded(typed)
    assert isinstance(found, Expanded)
    assert describe(found.query) == meant


@pytest.mark.parametrize(("typed", "error", "at", "said", "said_zh"), [
    ("x segment:vpi", "segment-unknown", 10, "there is no segment `vpi` (perhaps `vip`)", "没有细分 `vpi`（也许是 `vip`）"),
    ("segment:zzzz", "segment-unknown", 8, "there is no segment `zzzz`; segments are named under segments:", "没有细分 `zzzz`；"),
    ("segment:broken", "segment-wrong", 8, "segment `broken`: nothing stands after tier:", "细分 `broken`：tier: 后面没有值"),
    ("x 细分:outer", "segment-wrong", 5, "segment `lost`: there is no segment `vpi`", "细分 `lost`：没有细分"),
    ("(segment:a)", "segment-cycle", 9, "a segment cannot use itself: b → c → b", "细分不能引用自己：b → c → b"),
    ("segment:a..b", "order-wanted", 0, "segment has no order", "segment 没有大小之分"),
])  # fmt: skip
def test_what_is_explained_instead(typed: str, error: str, at: int, said: str, said_zh: str) -> None:
    found = expanded(typed)
    assert isinstance(found, QueryError)
    assert (found.id, found.at) == (error, at)
    assert said in found.message() and said_zh in found.message("zh")


def test_terms_of_a_segment_stand_where_the_segment_does() -> None:
    found = expanded("x segment:quiet,Ａ1 tier:key")
    assert isinstance(found, Expanded)
    assert found.names == {10: "quiet", 16: "Ａ1"}
    assert isinstance(found.query, And)
    assert found.query.parts[-1] == Filter("tier", ":", ("key",), 19, (24,))
    places = set()

    def walk(query: Query) -> None:
        for part in getattr(query, "parts", ()):
            walk(part)
        if isinstance(query, Filter) and query.field != "tier":
            places.add(query.at)

    walk(found.query)
    assert places == {10, 16}


def test_a_field_of_the_notebooks_own_comes_first() -> None:
    found = expand(tree("细分:vip segment:a"), SEGMENTS, ("segments",))
    assert isinstance(found, Expanded) and describe(found.query) == "(and 细分:vip segment:a)"


def test_segments_that_double_themselves_are_bounded() -> None:
    bomb = {"s0": "tier:key", **{f"s{n}": " ".join([f"segment:s{n - 1}"] * 20) for n in range(1, 8)}}
    start = time.process_time()
    found = expand(tree("segment:s7"), bomb)
    assert isinstance(found, QueryError) and found.id == "query-too-many" and str(MAX_TERMS) in found.message()
    deep = {"s0": "tier:key", **{f"s{n}": f"{'not:' * 30}segment:s{n - 1}" for n in range(1, 7)}}
    found = expand(tree("segment:s6"), deep)
    assert isinstance(found, QueryError) and found.id == "query-too-deep"
    chain = {"s0": "tier:key", **{f"s{n}": f"segment:s{n - 1}" for n in range(1, 500)}}
    found = expand(tree("segment:s499"), chain)
    assert isinstance(found, QueryError) and found.id == "query-too-deep"
    assert time.process_time() - start < 2


NAMES = st.sampled_from(["a", "b", "c", "d"])
TERMS = st.one_of(NAMES.map("segment:{}".format), NAMES.map("not:segment:{}".format), st.sampled_from(["x", "tier:key", "(", "owner:"]))


@given(st.dictionaries(NAMES, st.lists(TERMS, max_size=4).map(" ".join)), st.lists(TERMS, min_size=1, max_size=3).map(" ".join))
def test_any_segments_give_a_tree_without_segments_or_an_error(segments: dict[str, str], typed: str) -> None:
    query = parse(typed)
    if isinstance(query, QueryError):
        return
    found = expand(query, segments)
    if isinstance(found, QueryError):
        assert 0 <= found.at <= len(typed) and found.message() and found.message("zh")
    else:
        assert "segment:" not in describe(found.query)
    assert "segment:" not in describe(without_segments(query))
