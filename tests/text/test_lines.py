import re

from hypothesis import given
from hypothesis import strategies as st

from pcrm_tools.text.lines import Lines

TEXTS = st.text(alphabet="ab客😀\t \r\n\x85\u2028\x0b\x0c", max_size=60)


def test_every_line_end_counts_once():
    lines = Lines("a\nb\r\nc\rd")
    assert [lines.text_of(line) for line in range(1, lines.count + 1)] == ["a", "b", "c", "d"]
    assert lines.starts == (0, 2, 5, 7)


def test_a_final_line_end_opens_an_empty_line_as_in_an_editor():
    assert Lines("a\n").count == 2
    assert Lines("a\n").place(2) == (2, 1)
    assert Lines("").count == 1


def test_nel_and_line_separator_and_form_feed_are_characters_of_their_line():
    lines = Lines("a\x85b\u2028c\x0bd\x0ce\nnext")
    assert lines.count == 2
    assert lines.place(8) == (1, 9)


def test_columns_count_code_points():
    assert Lines("😀𠮷x").place(2) == (1, 3)


@given(TEXTS)
def test_places_and_offsets_agree_everywhere(text):
    lines = Lines(text)
    assert len(re.split(r"\r\n|\r|\n", text)) == lines.count
    for offset in range(len(text) + 1):
        line, column = lines.place(offset)
        assert lines.line_start(line) + column - 1 == offset


@given(TEXTS)
def test_lines_hold_the_whole_text_but_its_line_ends(text):
    lines = Lines(text)
    assert [lines.text_of(line) for line in range(1, lines.count + 1)] == re.split(r"\r\n|\r|\n", text)
