"""Laws of merging (M8): whichever side is ours, whatever both changed; nothing is lost, nothing comes from nowhere."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcrm_tools.text.fences import split
from pcrm_tools.text.frontmatter import compose
from pcrm_tools.text.merge_record import Merged, merge_record
from tests.merged_records import CHINESE, ENGLISH, changed, steps, write

_CONFLICT = re.compile(r"<<<<<<< ours\n(.*?)=======\n(.*?)>>>>>>> theirs\n", re.S)
_WORD = re.compile(r"\w+")
records = st.sampled_from([ENGLISH, CHINESE])
ends = st.sampled_from(["\n", "\r\n", "\r"])


def swapped(text: str) -> str:
    """The text with the sides of every conflict exchanged."""
    return _CONFLICT.sub(lambda match: f"<<<<<<< ours\n{match[2]}=======\n{match[1]}>>>>>>> theirs\n", text)


def words(text: str) -> set[str]:
    return set(_WORD.findall(text))


@given(records, steps, steps)
def test_the_result_is_the_same_whichever_side_is_ours(record, one, other):
    base, ours, theirs = write(record), write(changed(record, one, "a")), write(changed(record, other, "b"))
    first, second = merge_record(base, ours, theirs), merge_record(base, theirs, ours)
    assert swapped(first.text) == second.text
    assert [(line.line, line.what) for line in first.conflicts] == [(line.line, line.what) for line in second.conflicts]


@given(records, steps, steps)
def test_nothing_comes_from_nowhere_and_nothing_new_is_lost(record, one, other):
    base, ours, theirs = write(record), write(changed(record, one, "a")), write(changed(record, other, "b"))
    merged = merge_record(base, ours, theirs).text
    assert words(merged) <= words(ours) | words(theirs) | {"ours", "theirs"}
    assert (words(ours) | words(theirs)) - words(base) <= words(merged)


def above(text: str, line: str) -> str:
    """The line with words before one."""
    lines = [one for one in text.split("\n") if one.strip()]
    return next((before for before, one in pairwise(lines) if one == line), "")


def test_a_line_that_the_other_side_moved_stays_where_it_was_put():
    base, ours, theirs = (write(ENGLISH), write(changed(ENGLISH, [(0, 5, 1)], "a")), write(changed(ENGLISH, [(1, 5, 2), (2, 5, 0)], "b")))
    text = merge_record(base, ours, theirs).text
    assert "# Harbor Foods\n\nThey ship at night.\n\n<<<<<<< ours\nThey a0\n=======\nnew b0\n>>>>>>> theirs\n" in text


@given(records, steps, steps)
def test_what_one_side_took_out_is_gone_or_marked(record, one, other):
    base, ours, theirs = write(record), write(changed(record, one, "a")), write(changed(record, other, "b"))
    merged = merge_record(base, ours, theirs)
    whole = _CONFLICT.sub("", merged.text)
    for side, other_side in ((ours, theirs), (theirs, ours)):
        gone = set(base.split("\n")) - set(side.split("\n"))
        left = [line for line in gone if line in whole.split("\n") and base.split("\n").count(line) == 1]
        # What the other side wrote anew in another place stands there by its will.
        assert not [line for line in left if line not in other_side.split("\n") or above(other_side, line) == above(base, line)]


@given(records, steps, steps)
def test_the_result_can_be_read_or_is_marked(record, one, other):
    base, ours, theirs = write(record), write(changed(record, one, "a")), write(changed(record, other, "b"))
    merged = merge_record(base, ours, theirs)
    assert not merged.refused
    found = split(_CONFLICT.sub(lambda match: match[1], merged.text))
    assert found.opened and not found.findings
    assert compose(_CONFLICT.sub(lambda match: match[1], merged.text), found.front_start, found.front_end).root is not None
    assert len(_CONFLICT.findall(merged.text)) == len(merged.conflicts)
    lines = merged.text.split("\n")
    assert all(lines[conflict.line - 1] == "<<<<<<< ours" for conflict in merged.conflicts)


@given(records, steps, ends)
def test_one_side_alone_is_that_side(record, one, end):
    base, side = (write(record).replace("\n", end), write(changed(record, one, "a")).replace("\n", end))
    for ours, theirs in ((side, base), (base, side), (side, side)):
        assert merge_record(base, ours, theirs) == Merged(side)
        assert merge_record(base, ours, theirs, notes=[]).text == side


@given(records, steps, steps, ends, st.booleans())
def test_line_ends_and_mark_of_the_files_stay(record, one, other, end, mark):
    texts = [write(changed(record, made, name)) for made, name in (([], ""), (one, "a"), (other, "b"))]
    kept = [("\ufeff" if mark else "") + text.replace("\n", end) for text in texts]
    expected = merge_record(*texts).text
    assert merge_record(*kept).text == ("\ufeff" if mark else "") + expected.replace("\n", end)


@pytest.mark.parametrize("record", [ENGLISH, CHINESE])
def test_changes_at_different_places_never_clash(record):
    ours = changed(record, [(0, 0, 2), (1, 8, 0), (0, 6, 0), (3, 7, 0), (1, 1, 0)], "a")
    theirs = changed(record, [(0, 0, 1), (1, 8, 3), (0, 6, 1), (0, 7, 1), (2, 1, 1)], "b")
    merged = merge_record(write(record), write(ours), write(theirs))
    assert merged.conflicts == ()


fragments = st.sampled_from(
    ["---", "...", "name: A", "名称: B", "tags: [a, b]", "risks:", "  - id: K1", "    what: x", "- id: K2", "## Log", "### 2026-11-18 call — a",
     "### 2026-11-18", "#### deeper", "# A", "| id | what |", "| --- | --- |", "| R1 | x |", "| R1 |", "|", "- [ ] one due:2026-11-20", "  - [x] two",
     "- three", "```", "<!--", "-->", "<!-- private -->", "=======", "text", "", " ", "\t", "- responded: 2026-11-18", "next:2026-11-27 #x", "a\u2028b",
     "> quoted", "1. [ ] first", "    - [ ] deep", "key:", "  inner: 1", "\x00", "﻿", "'", '"', "{", "&a", "Title\n---"]
)  # fmt: skip
ragged = st.lists(fragments, max_size=12).map("\n".join)


@given(ragged, ragged, ragged)
def test_any_text_is_merged_or_refused(base, ours, theirs):
    merged = merge_record(base, ours, theirs)
    again = merge_record(base, theirs, ours)
    assert bool(merged.refused) == bool(again.refused)
    if merged.refused:
        assert merged.text == ours and again.text == theirs
    else:
        assert set(merged.text.replace("<<<<<<< ours", "").replace(">>>>>>> theirs", "")) <= set(ours + theirs + "=\n ")
    for one in (ours, theirs):
        assert (
            merge_record(base, one, base).text == merge_record(base, base, one).text == merge_record(base, one, one).text == one
        )


@given(
    ragged.map(lambda text: f"---\nname: A\n---\n\n{text}"),
    st.lists(st.integers(0, 20), max_size=3),
    st.lists(st.integers(0, 20), max_size=3),
)
def test_any_body_merges_with_lines_taken_out_and_put_in(base, one, other):
    sides = []
    for places, name in ((one, "ours"), (other, "theirs")):
        lines = base.split("\n")
        for number, place in enumerate(places):
            at = 3 + place % max(len(lines) - 3, 1)
            lines[at : at + number % 2] = [f"new{name}{number}"]
        sides.append("\n".join(lines))
    merged = merge_record(base, *sides)
    if not merged.refused:
        assert words("".join(sides)) - words(base) <= words(merged.text)
        assert words(merged.text) <= words("\n".join(sides)) | {"ours", "theirs"}


Column = tuple[int, int, int, bool]
columns: st.SearchStrategy[Column] = st.tuples(st.integers(0, 4), st.integers(0, 2), st.integers(0, 2), st.booleans())


def table(made: Column, side: str) -> str:
    """A table in which a side renamed, took out or added a column (or none), and wrote a cell (or none)."""
    act, column, row, wrote = made
    rows = [["name", "role", "note"], ["---"] * 3, ["Tom", "buyer", "tall"], ["Ana", "clerk", "kind"], ["Luis", "dock", "old"]]
    if wrote:
        rows[row + 2][column] = f"cell{side}"
    if act == 1:
        rows[0][column] = f"head{side}"
    elif act == 2:
        rows[0][(column + 1) % 3] = f"head{side}"
    elif act == 3:
        rows = [[cell for at, cell in enumerate(cells) if at != (column + 1) % 3] for cells in rows]
    elif act == 4:
        rows = [[*cells, extra] for cells, extra in zip(rows, (f"more{side}", "---", "", f"own{side}", ""), strict=True)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in rows)


@given(columns, columns)
def test_nothing_written_in_a_table_is_lost_whatever_becomes_of_its_columns(one, other):
    texts = [f"---\nname: A\n---\n\n## Contacts\n\n{table(made, side)}" for made, side in (((0, 0, 0, False), ""), (one, "a"), (other, "b"))]
    merged = merge_record(*texts)
    assert (words(texts[1]) | words(texts[2])) - words(texts[0]) <= words(merged.text)
    assert swapped(merged.text) == merge_record(texts[0], texts[2], texts[1]).text
