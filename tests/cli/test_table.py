"""Columns stay straight whatever stands in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from pcrm_tools.cli.table import GAP, cut, fit, lay_out, measure, pad, width, wrap

NAMES = (
    "Harbor Foods", "明达食品有限公司", "Bólido", "e\u0301clair", "👍🏽 ok", "❤️", "ｶﾞｽ", "𠮷野家", "한국", "🇨🇳", "مرحبا", "No. ①",
)  # fmt: skip
CHINESE = st.characters(codec="gb2312", exclude_categories=("Cc",))
LATIN = st.characters(codec="latin-1", exclude_categories=("Cc", "Cf"))


def shown(rows: list[list[str]], limit: int | None, right: tuple[bool, ...] = ()) -> list[str]:
    columns = list(zip(["h"] * len(rows[0]), *rows, strict=True))
    laid = lay_out(columns, right or (False,) * len(columns), limit)
    return [GAP.join(line).rstrip(" ") for line in zip(*laid, strict=True)]


@pytest.mark.parametrize("name", NAMES)
def test_width_agrees_with_what_terminals_use(name: str) -> None:
    assert width(name) == wcswidth(name)


@given(st.text(CHINESE | LATIN))
def test_width_agrees_for_chinese_and_latin_text(text: str) -> None:
    assert width(text) == wcswidth(text)


@given(st.lists(st.text(st.characters(exclude_characters="\n"))))
def test_many_texts_are_measured_like_each_alone(texts: list[str]) -> None:
    assert measure(texts) == [width(text) for text in texts]


def test_columns_begin_at_the_same_place_for_all_names() -> None:
    lines = shown([[name, "x"] for name in NAMES], None)
    assert len({width(line) for line in lines[1:]}) == 1


@pytest.mark.parametrize("limit", [1, 2, 5, 20, 33, 80, 200])
def test_no_line_is_wider_than_the_terminal(limit: int) -> None:
    rows = [[name, name * 3, "2026-11-20", "1,200", name] for name in NAMES]
    assert all(width(line) <= limit for line in shown(rows, limit))


def test_at_20_columns_the_first_columns_stay_readable() -> None:
    lines = shown([["harbor-foods", "Harbor Foods", "alex", "2026-11-24"]], 20)
    assert lines[1] == "harbor-f…  Harbor F…"


def test_numbers_stand_right() -> None:
    assert shown([["a", "7"], ["b", "1,200"]], None, (False, True)) == ["h      h", "a      7", "b  1,200"]


@given(st.lists(st.integers(0, 60), min_size=1, max_size=8), st.integers(1, 120))
def test_widths_fit_and_narrow_columns_are_left_alone(natural: list[int], limit: int) -> None:
    widths = fit(natural, limit)
    assert sum(widths) + 2 * (len(widths) - 1) <= limit
    assert all(got == wanted for got, wanted in zip(widths, natural, strict=False) if wanted <= 8 and len(widths) > 1)


@given(st.text(max_size=40), st.integers(0, 30))
def test_cut_keeps_the_beginning_and_never_exceeds(text: str, columns: int) -> None:
    short = cut(text, columns)
    assert width(short) <= columns
    assert short == text or short == "" or (short.endswith("…") and text.startswith(short[:-1]))


def test_padding_counts_columns() -> None:
    assert pad("明达", 6) == "明达  "
    assert pad("明达", 6, right=True) == "  明达"


def test_paragraphs_break_at_blanks_and_between_chinese_characters() -> None:
    assert wrap("one two three", 7) == ["one two", "three"]
    assert wrap("不会覆盖已有文件，也不会运行 git。", 16) == ["不会覆盖已有文件，", "也不会运行 git。"]
    assert wrap("a\n\nb", 10) == ["a", "", "b"]
