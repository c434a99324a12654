"""What reaches the terminal, a pipe or a file."""

import json
import stat
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcrm_tools.cli.formats import json_text
from pcrm_tools.cli.output import Column, Output, Styled, Text, escape

HOSTILE = {
    "clear screen": ("a\x1b[2Jb", "a\\x1b[2Jb"),
    "title": ("\x1b]0;x\x07", "\\x1b]0;x\\x07"),
    "link": ("\x1b]8;;http://x\x1b\\", "\\x1b]8;;http://x\\x1b\\"),
    "clipboard": ("\x1b]52;c;eA==\x07", "\\x1b]52;c;eA==\\x07"),
    "cursor up": ("\x1b[1A", "\\x1b[1A"),
    "return": ("good\rbad", "good\\rbad"),
    "backspace": ("a\bb", "a\\x08b"),
    "C1": ("\x9b2J", "\\x9b2J"),
    "override": ("\u202egnp.exe", "\\u202egnp.exe"),
    "isolate": ("\u2066x\u2069", "\\u2066x\\u2069"),
    "zero width": ("a\u200bb\ufeff", "a\\u200bb\\ufeff"),
    "tags": ("x\U000e0041", "x\\U000e0041"),
    "new line": ("a\nb", "a\\nb"),
    "line separator": ("a\u2028b", "a\\u2028b"),
    "surrogate": ("\udcff", "\\udcff"),
}
COLUMNS = (Column("id", "id"), Column("name", "name"), Column("value", "value", right=True))


@pytest.mark.parametrize("case", HOSTILE)
def test_controls_are_shown_not_obeyed(case: str, caught: Callable) -> None:
    name, expected = HOSTILE[case]
    assert escape(name) == expected
    run = caught()
    run.out.line("name: ", Styled(name, "id"))
    run.out.table(COLUMNS, [["x", name, 1]])
    run.out.note("{name}", name=name)
    assert run.text().count(expected) == 2
    assert expected in run.messages()


@given(st.text())
def test_nothing_that_a_terminal_obeys_gets_through(text: str) -> None:
    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 or char in "\u200b\u200e\u202e\u2066\ufeff" for char in escape(text))


def test_ordinary_text_in_any_language_is_left_alone() -> None:
    for text in ("明达　食品", "Bólido", "👍🏽", "❤️", "مرحبا", "C:\\x [bold] {x} %s"):
        assert escape(text) == text


def test_values_that_look_like_places_are_not_filled_again(caught: Callable) -> None:
    run = caught()
    run.out.note(Text("kept {path}", "保留 {path}"), path="{path}")
    assert run.messages() == "kept {path}\n"


# -- colour


@pytest.mark.parametrize(
    ("columns", "environ", "coloured"),
    [
        (80, {}, True),
        (0, {}, False),
        (80, {"NO_COLOR": "1"}, False),
        (80, {"NO_COLOR": ""}, True),
        (80, {"TERM": "dumb"}, False),
        (0, {"FORCE_COLOR": "1"}, True),
        (0, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colour_is_for_terminals_unless_said_otherwise(
    caught: Callable, columns: int, environ: dict[str, str], coloured: bool
) -> None:
    run = caught(columns=columns, **environ)
    run.out.line(Styled("x", "error"))
    assert run.text() == ("\x1b[31mx\x1b[0m\n" if coloured else "x\n")


def test_no_color_wins_over_force_color(caught: Callable) -> None:
    run = caught(FORCE_COLOR="1")
    run.out.no_colour()
    run.out.line(Styled("x", "error"))
    assert run.text() == "x\n"


def test_a_style_colours_the_cell_and_leaves_the_columns_straight(caught: Callable) -> None:
    run = caught(FORCE_COLOR="1")
    run.out.table((Column("a", "name"), Column("b", "x")), [[Styled("明达", "id"), 1], ["a", 2]])
    assert run.text() == "\x1b[1mname\x1b[0m  \x1b[1mx\x1b[0m\n\x1b[36m明达\x1b[0m  1\na     2\n"


# -- encodings


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "latin-1", "cp936"])
def test_signs_that_the_reader_lacks_are_written_out(caught: Callable, encoding: str) -> None:
    run = caught(encoding)
    run.out.line("✓ 𠮷 🎉 客户")
    run.out.finish()
    assert run.stdout.getvalue().decode(encoding).startswith("\\u2713 \\U00020bb7 \\U0001f389 ")


def test_tables_stay_straight_where_characters_are_written_out(caught: Callable) -> None:
    run = caught("ascii", columns=40)
    run.out.table((Column("a", "a"), Column("b", "b")), [["客户", "x"], ["ascii", "y"], ["x" * 60, "z"]])
    lines = run.text().split("\n")
    assert lines[1].index("x") == lines[2].index("y")
    assert "~" in lines[3]


def test_json_is_utf8_whatever_the_stream_says(caught: Callable) -> None:
    run = caught("gbk")
    run.out.json({"name": "𠮷 ✓"})
    run.out.finish()
    assert run.stdout.getvalue() == '{"version": 1, "name": "𠮷 ✓"}\n'.encode()


# -- formats


def rows(run: object, form: str, data: list[list[object]], **options: object) -> str:
    run.out.format = form
    run.out.rows(COLUMNS, data, **options)
    return run.text()


def test_json_is_one_object_with_its_version_and_a_row_a_line(caught: Callable) -> None:
    data = [["a", "明达", Decimal("1.5")], ["b", None, ["x", "y"]]]
    text = rows(caught(), "json", data, head={"total": 2}, name="hits")
    assert text == (
        '{"version": 1, "total": 2, "hits": [\n{"id": "a", "name": "明达", "value": 1.5},\n'
        '{"id": "b", "name": null, "value": ["x", "y"]}\n]}\n'
    )


def test_jsonl_is_one_object_a_line(caught: Callable) -> None:
    text = rows(caught(), "jsonl", [["a", "x\u2028y", 1], ["b", "\x9b2J", 2]])
    assert [json.loads(line)["name"] for line in text.split("\n")[:-1]] == ["x\u2028y", "\x9b2J"]
    assert "\\u2028" in text and "\\u009b" in text


@given(st.text())
def test_json_reads_back_the_same_and_holds_no_control_character(text: str) -> None:
    shown = json_text({"name": text})
    assert json.loads(shown)["name"] == text
    assert escape(shown) == shown


def test_csv_follows_rfc_4180(caught: Callable) -> None:
    text = rows(caught(), "csv", [["a", 'say "hi", twice', 1], ["b", "two\nlines", None]])
    assert text == 'id,name,value\r\na,"say ""hi"", twice",1\r\nb,"two\nlines",\r\n'


@pytest.mark.parametrize("cell", ["=1+1", "+86 1", "-5", "@x", "\tx", "\rx", "＝1", "=cmd|' /C calc'!A0"])
def test_no_spreadsheet_calculates_a_text_cell(caught: Callable, cell: str) -> None:
    for name in ("csv", "tsv"):
        assert "\n'" in rows(caught(), name, [[cell, "", 0]]).replace("\n\"'", "\n'")
    exact = rows(caught(), "tsv", [[cell, "", 0]], exact=True)
    assert exact.split("\n")[1].startswith(cell.replace("\t", "\\t").replace("\r", "\\r"))


def test_numbers_stay_numbers_in_csv(caught: Callable) -> None:
    assert rows(caught(), "csv", [["a", "", -5], ["b", "", Decimal("-1.50")]]).endswith("a,,-5\r\nb,,-1.50\r\n")


def test_tsv_has_one_line_a_row_and_one_tab_a_gap(caught: Callable) -> None:
    text = rows(caught(), "tsv", [["a", "tab\tline\nback\\", 1]])
    assert text == "id\tname\tvalue\na\ttab\\tline\\nback\\\\\t1\n"


def test_markdown_shows_cells_as_they_are(caught: Callable) -> None:
    text = rows(caught(), "md", [["a_b", "<b> | [x](y) *z*", 1]])
    assert text == "| id | name | value |\n| --- | --- | --: |\n| a_b | \\<b\\> \\| \\[x\\](y) \\*z\\* | 1 |\n"


def test_ids_are_one_a_line(caught: Callable) -> None:
    assert rows(caught(), "ids", [["明达", "x", 1], ["a\x1bb", "y", 2]]) == "明达\na\\x1bb\n"


def test_a_table_without_rows_is_empty_and_csv_keeps_its_heading(caught: Callable) -> None:
    run = caught()
    run.out.table(COLUMNS, [])
    assert run.text() == ""
    assert rows(caught(), "csv", []) == "id,name,value\r\n"
    assert rows(caught(), "json", [], head={"total": 0}) == '{"version": 1, "total": 0, "rows": []}\n'


def test_yes_and_no_in_tables_follow_the_language(caught: Callable) -> None:
    run = caught(lang="zh")
    run.out.table((Column("a", "a"),), [[True], [False], [None], [["x", 2]]])
    assert run.text() == "a\n是\n否\n\nx, 2\n"


# -- files


def test_a_file_is_private_and_written_at_the_end(tmp_path: Path, caught: Callable) -> None:
    run = caught(columns=10)
    target = tmp_path / "out.txt"
    run.out.write_to(str(target))
    run.out.line("a line longer than ten columns ", Styled("x", "error"))
    assert not target.exists()
    run.out.finish()
    assert target.read_text() == "a line longer than ten columns x\n"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert run.stdout.getvalue() == b""
    assert [file.name for file in tmp_path.iterdir()] == ["out.txt"]


def test_a_file_that_is_there_is_replaced_at_once_and_keeps_its_mode(tmp_path: Path, caught: Callable) -> None:
    target, link = tmp_path / "out.txt", tmp_path / "link.txt"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    run = caught()
    run.out.write_to(str(link))
    run.out.line("new")
    run.out.finish()
    assert (target.read_text(), stat.S_IMODE(target.stat().st_mode), link.is_symlink()) == ("new\n", 0o640, True)


def test_a_file_in_no_folder_is_an_error_and_leaves_nothing(tmp_path: Path, caught: Callable) -> None:
    run = caught()
    run.out.write_to(str(tmp_path / "none" / "out.txt"))
    with pytest.raises(FileNotFoundError):
        run.out.finish()


def test_a_dash_is_stdout(caught: Callable) -> None:
    run = caught()
    run.out.write_to("-")
    run.out.line("x")
    assert run.text() == "x\n"


# -- messages


def test_messages_come_after_the_data_before_them(caught: Callable) -> None:
    run = caught()
    run.out.line("data")
    run.out.note("done")
    assert (run.stdout.getvalue(), run.messages()) == (b"data\n", "done\n")


def test_an_error_is_one_line(caught: Callable) -> None:
    run = caught(lang="zh")
    run.out.error(Text("no {what}", "没有{what}\n第二行"), what="x\ny")
    assert run.messages() == "pcrm: 没有x\\ny 第二行\n"


def test_details_are_for_verbose_runs(caught: Callable) -> None:
    run = caught()
    run.out.detail("a")
    run.out.verbose = 1
    run.out.detail("b")
    assert run.messages() == "b\n"


class Terminal:
    """A stderr that is a terminal."""

    encoding = "utf-8"

    def __init__(self) -> None:
        self.text = ""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> None:
        self.text += text

    def flush(self) -> None:
        pass

    def fileno(self) -> int:
        raise OSError


def test_progress_is_drawn_on_a_terminal_and_cleared_before_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("pcrm_tools.cli.progress.monotonic", lambda: now[0])
    screen = Terminal()
    out = Output(None, screen, {}, "en")
    for done in range(1, 4):
        out.progress("reading", done, 3)
        now[0] += 0.2
    out.note("hello")
    out.progress("indexing", 1, 9)
    assert screen.text == "reading records 2/3\r\x1b[Kreading records 3/3\r\x1b[Khello\n"


@pytest.mark.parametrize(("seconds", "line"), [(0.9, ""), (2.0, "reading records: 5 in 2.0 s\n")])
def test_long_work_leaves_one_line_where_nobody_watches(
    monkeypatch: pytest.MonkeyPatch, caught: Callable, seconds: float, line: str
) -> None:
    now = [0.0]
    monkeypatch.setattr("pcrm_tools.cli.progress.monotonic", lambda: now[0])
    run = caught()
    run.out.progress("reading", 1, 5)
    now[0] = seconds
    run.out.progress("reading", 5, 5)
    run.out.finish()
    assert run.messages() == line
