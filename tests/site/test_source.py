"""A record's text cut up for its page."""

from pcrm_tools.site.source import read_source
from pcrm_tools.text.tokens import DEFAULT_WORDS

WORDS = DEFAULT_WORDS._replace(tables={"risks": "risks", "风险": "risks"})


def read(text: str, name: str = "Harbor Foods", private: bool = True):
    return read_source(text, 0, WORDS, name, private)


def test_notes_are_what_is_no_data() -> None:
    text = """# Harbor Foods

They bottle milk.

## Risks

| id | what |
| --- | --- |
| R1 | Frost |

## Tasks

- [ ] Call Ann

## Pain points

Late trucks.

- [ ] and this one stays

## Log

### 2026-11-18 call — Second line

She wants two payments.
"""
    notes = read(text).notes
    assert "They bottle milk." in notes
    assert "## Pain points" in notes
    assert "- [ ] and this one stays" in notes
    for gone in ("# Harbor", "Risks", "Frost", "Tasks", "Call Ann", "Log", "Second line", "two payments"):
        assert gone not in notes


def test_a_title_that_says_more_than_the_name_stays() -> None:
    assert "How we met" in read("# How we met\n\nAt a fair.\n").notes


def test_entries_lose_the_lines_of_their_tokens() -> None:
    text = """### 2026-11-18 call — Second line

@dana with:"Ann Bay" minutes:25
#pricing

She wants **two** payments.

- one

### 2026-11-10 complaint — Late
- responded: 2026-11-10 15:00
- cause: trucks

Agreed on a credit.
"""
    bodies = read(text).bodies
    assert bodies[1] == "She wants **two** payments.\n\n- one"
    assert bodies[10].strip() == "Agreed on a credit."


def test_line_ends_of_every_kind() -> None:
    for end in ("\n", "\r\n", "\r"):
        text = end.join(("### 2026-11-18 call — A", "", "@dana minutes:5", "", "First.", "Second.", ""))
        body = read(text).bodies[1]
        assert "minutes" not in body
        assert "First." in body
        assert "Second." in body


def test_headings_of_item_lists_are_known_by_field() -> None:
    assert read("## 风险\n\n| 编号 |\n| --- |\n| R1 |\n").headings == {"risks": "风险"}


def test_private_parts_are_cut_and_their_lines_told() -> None:
    text = "Open.\n<!-- private -->\nClosed.\n<!-- /private -->\nAlso open.\n\n### 2026-11-18 call #private — Mine\n\nWords.\n"
    found = read(text, private=False)
    assert "Closed" not in found.notes
    assert "Also open." in found.notes
    assert found.bodies[7].strip() == ""
    assert found.hides(3)
    assert found.hides(8)
    assert not found.hides(1)
    assert not found.hides(5)
    assert "Closed." in read(text).notes


def test_sections_that_hold_nothing_but_comments_are_not_shown() -> None:
    text = "# Harbor Foods\n\n<!-- Who they are. -->\n\n## Risks\n\n<!-- id: K1 -->\n\n## Pain points\n\n<!-- ask -->\nLate trucks.\n"
    notes = read(text).notes
    assert "Risks" not in notes
    assert "## Pain points" in notes
    assert "Late trucks." in notes
    assert read("# Harbor Foods\n\n<!-- Who they are. -->\n\n## Risks\n\n<!-- id: K1 -->\n").notes.strip() == ""
