import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcrm_tools.text.tables import cell_change, parse_row, row_change, table_text
from tests.text.scanned import hint, rules, scan, the_finding

RISKS = """## Risks

| id | what | status |
| --- | :-: | --- |
| K2 | SSO \\| login | open |
| K3 | 尾款 | |
"""


def table(text):
    (found,) = scan(text).tables
    return found


def cells(text):
    return [[cell.text for cell in row] for row in (table(text).header, *table(text).rows)]


def changed(text, change):
    start, end, new = change
    return text[:start] + new + text[end:]


def test_a_table_under_the_heading_of_a_field():
    found = table(RISKS)
    assert (found.heading, found.field, found.line, found.row_lines) == ("Risks", "risks", 3, (5, 6))
    assert cells(RISKS) == [["id", "what", "status"], ["K2", "SSO | login", "open"], ["K3", "尾款", ""]]
    assert RISKS[found.start : found.end].endswith("| K3 | 尾款 | |")


@pytest.mark.parametrize("heading", ["# 风险", "#### risks:", "## Risks ##", "### 里程碑"])
def test_headings_in_either_language_and_of_any_level_name_a_field(heading):
    assert table(f"{heading}\n\ntext\n\n|a|b|\n|-|-|\n").field in ("risks", "milestones")


def test_a_table_elsewhere_has_no_field():
    assert table("## Risks\n\n### Q3\n\n| a |\n| --- |\n| 1 |\n").field == ""


def test_cells_have_their_place():
    found = table(RISKS)
    assert [RISKS[cell.start : cell.end] for cell in found.rows[0]] == ["K2", "SSO \\| login", "open"]


def test_a_table_needs_no_outer_pipes():
    assert cells("a | b\n--- | ---\n1 | 2\n") == [["a", "b"], ["1", "2"]]


def test_what_ends_a_table():
    for line in ("", "# h", "- item", "```", "> q", "***"):
        assert len(table(f"| a |\n| - |\n| 1 |\n{line}\n").rows) == 1


def test_text_directly_under_a_table_is_said():
    assert rules("| a |\n| - |\n| 1 |\ntext\n") == [(4, "table-text")]


def test_rows_with_too_few_or_too_many_cells_are_said():
    text = "| a | b |\n| - | - |\n| 1 |\n| 1 | 2 | 3 |\n| 1 | 2 |\n"
    assert rules(text) == [(3, "table-cells"), (4, "table-cells")]
    assert scan(text).findings[1].values == {"seen": "3", "allowed": "2"}


def test_a_missing_line_of_dashes_is_said():
    finding = the_finding("| id | what |\n| K1 | x |\n| K2 | y |\n")
    assert (finding.rule, finding.line, hint(finding)) == ("table-rule", 1, "write | --- | --- | under the header")
    assert rules("| id | what |\n| --- |\n| K2 | y |\n")[0] == (2, "table-rule")


def test_full_width_pipes_are_said():
    assert rules("｜编号｜内容｜\n｜---｜---｜\n") == [(1, "table-pipe")]


def test_no_tables_in_code_and_comments():
    assert scan("```\n| a |\n| - |\n```\n<!--\n| a |\n| - |\n-->\n\n    | a |\n    | - |\n").tables == ()


def test_a_cell_gets_another_value_and_nothing_else_moves():
    found = table(RISKS)
    new = changed(RISKS, cell_change(RISKS, found.rows[0][1], "a|b"))
    assert new == RISKS.replace("SSO \\| login", "a\\|b")
    new = changed(RISKS, cell_change(RISKS, found.rows[1][2], "open"))
    assert new == RISKS.replace("| K3 | 尾款 | |", "| K3 | 尾款 | open |")
    assert cells(changed(RISKS, cell_change(RISKS, found.rows[0][2], "")))[1] == ["K2", "SSO | login", ""]


def test_a_cell_of_a_tight_row():
    text = "a|b\n-|-\n1|\n|2\n"
    found = table(text)
    assert changed(text, cell_change(text, found.rows[0][0], "x y")) == "a|b\n-|-\nx y|\n|2\n"


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (RISKS, "| K4 | a\\|b | |"),
        ("a | b | c\n--- | --- | ---\n1 | 2 | 3\n", "K4 | a\\|b | |"),
        ("- x\n\n  | a | b | c |\n  | - | - | - |\n", "  | K4 | a\\|b | |"),
        ("| a | b | c |\r\n| - | - | - |\r\n| 1 | 2 | 3 |\r\n", "| K4 | a\\|b | |"),
    ],
)
def test_a_new_row_stands_below_the_last_one_and_looks_like_it(text, row):
    found = table(text)
    new = changed(text, row_change(text, found, ["K4", "a|b"]))
    newline = "\r\n" if "\r" in text else "\n"
    assert new == text[: found.end] + newline + row + text[found.end :]
    assert cells(new)[-1] == ["K4", "a|b", ""]


CELL = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00\r\n"), max_size=8).map(str.strip)


@given(st.lists(st.tuples(CELL, CELL), min_size=1), CELL, CELL)
def test_what_is_written_reads_back(rows, value, header):
    text = table_text(["id", header], rows)
    expected = [["id", header], *map(list, rows)]
    assert cells(text) == expected
    found = table(text)
    text = changed(text, cell_change(text, found.rows[-1][1], value))
    assert cells(text)[-1] == [rows[-1][0], value]
    text = changed(text, row_change(text, table(text), [value, rows[0][0]]))
    assert cells(text)[-1] == [value, rows[0][0]]


@given(st.text(alphabet="|\\ a\t\u3000"))
def test_cells_cover_their_line_in_order(line):
    position = 0
    for cell in parse_row(line):
        assert position <= cell.start <= cell.end <= len(line)
        assert line[cell.start : cell.end].replace("\\|", "|") == cell.text
        position = cell.end
