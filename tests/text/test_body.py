import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pcrm_tools.text import body
from pcrm_tools.text.lines import Lines
from tests.text.scanned import RULES, WORDS, rules, scan

RECORD = """# Tidewater

Referred by [[oakfield]].

## Risks

| id | what |
| --- | --- |
| K2 | SSO |

## Tasks

- [ ] Renewal @dana due:2026-12-04
  - [x] hours done:2026-11-20

## Log

### 2026-11-16 09:30 video @dana — Status call
Owen wants SSO.

- [ ] Price SSO @tomas due:2026-11-24 #promise

### 2026-11-02 note — b
"""


def outline(text):
    """All that a body holds, without offsets."""
    found = scan(text)
    return (
        [(e.line, e.kind, e.title, len(e.tokens)) for e in found.entries],
        [(t.line, t.state, t.text, t.parent, t.entry, t.section) for t in found.tasks],
        [(t.line, t.field, [[c.text for c in row] for row in (t.header, *t.rows)]) for t in found.tables],
        [(link.line, link.target) for link in found.links],
        [(s.line, s.level, s.title) for s in found.sections],
        [(f.line, f.column, f.rule) for f in found.findings],
    )


def test_a_whole_record():
    assert outline(RECORD) == (
        [(18, "video", "Status call", 1), (23, "note", "b", 0)],
        [
            (13, "open", "Renewal", -1, -1, "Tasks"), (14, "done", "hours", 0, -1, "Tasks"),
            (21, "open", "Price SSO", -1, 0, "Log"),
        ],
        [(7, "risks", [["id", "what"], ["K2", "SSO"]])],
        [(3, "oakfield")],
        [
            (1, 1, "Tidewater"), (5, 2, "Risks"), (11, 2, "Tasks"), (16, 2, "Log"),
            (18, 3, "2026-11-16 09:30 video @dana — Status call"), (23, 3, "2026-11-02 note — b"),
        ],
        [],
    )  # fmt: skip


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_line_ends_make_no_difference(newline):
    text = RECORD.replace("\n", newline)
    assert outline(text) == outline(RECORD)
    found = scan(text)
    assert text[found.entries[0].start : found.entries[0].heading_end] == "### 2026-11-16 09:30 video @dana — Status call"
    assert text[found.tasks[1].start : found.tasks[1].end] == "- [x] hours done:2026-11-20"
    assert text[found.tables[0].start : found.tables[0].end] == newline.join(["| id | what |", "| --- | --- |", "| K2 | SSO |"])


def test_rarer_line_separators_are_no_line_ends():
    text = "a\u2028# b\x0b\n# c\u2029d\x85e\n- [ ] f\x0cg\n"
    assert [(s.line, s.title) for s in scan(text).sections] == [(2, "c\u2029d\x85e")]
    assert scan(text).tasks[0].line == 3


def test_the_front_matter_is_no_body_and_offsets_are_those_of_the_file():
    text = "---\nname: x\n# no\n---\n# yes\n- [ ] a [[b]]\n"
    start = text.index("# yes")
    found = body.scan_body(text, start, WORDS, Lines(text))
    assert [(s.title, s.line, s.start) for s in found.sections] == [("yes", 5, start)]
    assert (found.tasks[0].line, text[found.links[0].start : found.links[0].end]) == (6, "[[b]]")


def test_a_section_runs_to_the_next_heading_of_its_level_or_a_higher_one():
    text = "# a\nx\n## b\ny\n#### c\nz\n### d\n## e"
    found = {section.title: section for section in scan(text).sections}
    assert {title: text[s.body_start : s.end] for title, s in found.items()} == {
        "a": "x\n## b\ny\n#### c\nz\n### d\n## e", "b": "y\n#### c\nz\n### d\n", "c": "z\n", "d": "", "e": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("# a #", "a"), ("## a ## b ##", "a ## b"), ("   ### a", "a"), ("#\ta", "a"), ("# a#", "a#"), ("# C#", "C#"), ("##", ""),
        ("# #", ""),
    ],
)
def test_atx_headings(line, title):
    assert [section.title for section in scan(line).sections] == [title]


@pytest.mark.parametrize("line", ["#a", "####### a", "    # a", "\\# a", "a\n===", "a\n---", "# a\n".replace("#", "＃")])
def test_what_is_no_heading(line):
    assert scan(line).sections == ()


def test_a_fence_that_is_never_closed_is_an_error_since_all_below_it_is_lost():
    assert rules("# a\n```py\n# b\n```\n~~~\n# c\n```\n") == [(5, "fence-open")]


def test_a_fence_ends_with_its_list_item():
    assert [section.title for section in scan("- ```\n  # no\n# yes\n").sections] == ["yes"]


def test_every_rule_is_bilingual_and_listed_once():
    assert len(RULES) == len(body.RULES)
    for rule in body.RULES:
        assert rule.en and rule.zh and rule.hint_en and rule.hint_zh
        assert set(re.findall(r"{(\w+)}", rule.en)) <= set(re.findall(r"{(\w+)}", rule.zh)) | {"seen", "name"}


def well_formed(text):
    """Reads a text and holds every offset, line and sentence of the result to the text."""
    lines = Lines(text)
    found = scan(text)
    for finding in found.findings:
        rule = RULES[finding.rule]
        for sentence in (rule.en, rule.zh, rule.hint_en, rule.hint_zh):
            sentence.format(**finding.values)
        assert 1 <= finding.line <= lines.count and 1 <= finding.column <= len(lines.text_of(finding.line)) + 2
    for entry in found.entries:
        assert entry.start < entry.heading_end <= entry.end <= len(text)
        for token in entry.tokens:
            assert entry.start <= token.start <= token.value_start <= token.value_end <= token.end <= entry.end
    for position, task in enumerate(found.tasks):
        assert task.start < task.mark_start < task.end <= len(text)
        assert text[task.mark_start] in " xX-" and lines.line_at(task.start) == task.line
        assert task.parent < position and task.entry < len(found.entries)
        assert all(task.start < token.start < token.end <= task.end for token in task.tokens)
    for table in found.tables:
        assert lines.line_at(table.start) == table.line and len(table.rows) == len(table.row_lines)
        assert all(cell.start <= cell.end <= table.end for row in (table.header, *table.rows) for cell in row)
    for link in found.links:
        assert link.start < link.end <= len(text) and lines.line_at(link.start) == link.line
    for section in found.sections:
        assert section.start < section.body_start <= section.end <= len(text)
    for start, end in (*found.private_spans, *found.comments):
        assert 0 <= start < end <= len(text)


@given(st.text())
@example("### 2026-11-20")
@example("- [ ]")
@example("```\n\r")
@example("### 2026-11-20 call\n- a")
@example("\r\r\n### 2026-11-20 x\r- [ ] y\r")
def test_no_text_makes_the_scanner_raise(text):
    well_formed(text)


PIECES = st.sampled_from([
    "### 2026-11-20", "### ", "## ", "###2026-11-05", "### 2026-02-30", " call", " 电话", " 阶段 a→b", " — ", "——", "--",
    " - ", "->",
    "@dana", "due:2026-11-25", "due:", "截止：2026-11-25", 'with:"a b",c', "与:何俊、王", "#tag", "#2", "!high", "!medium",
    "！高", '"', "“",
    "」", "'", "[[", "]]", "[[a#b]]", "[x](y.md)", "![i](p.png)", "`", "``", "```", "```\n", "~~~\n", "<!--", "-->",
    "<!-- private -->",
    "<!-- /private -->", "- [ ] ", "- [x] ", "- ", "1. ", "2) ", "- []", "-[ ]", "> ", "    ", "text", "。", "，", "、", "（",
    "）",
    "📅 2026-11-25", "🔁 every week", "⏫", "---", "===", "resumed:2026-01-01", "cost $21,400", "- cause: x", " 14:30", " 25:00",
    "### 2026-11-20 complaint\n", "..", "2026-11-19", "\\", "20261105", "微信", "#private", "foo:bar", "|", "| a | b |\n",
    "| --- | --- |\n",
    "\n", "\n", "\n", "\n\n", "\r\n", "\r", " ", "  ", "\t", "\u3000", "\x00", "\x1b", "\u2028",
])  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join))
def test_no_structure_makes_the_scanner_raise(text):
    well_formed(text)


HOSTILE = ["[", "[[a|", "`", "`` ", "<!--", "<!-- x --> ", "- ", "- ```\n", "（", "a：", 'x:"y ', "due:“", "|", "\n \n", "[a[b]"]


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("head", ["", "### 2026-11-20 call ", "- [ ] x "])
def test_long_hostile_texts_cost_no_more_than_their_length(piece, head):
    """A run of one piece 40 times as long as another may take some 40 times as long, not 1,600 times."""
    def seconds(count):
        text = head + piece * count
        begun = time.process_time()
        scan(text)
        return time.process_time() - begun

    scan(head + piece)
    assert seconds(20_000) < 200 * max(seconds(500), 0.001)


# A setext underline is no structure here. Lines indented by four and more columns below text are left to the examples above: the
# parser lets them end a list item's paragraph where the specification makes them go on with it.
MARKDOWN = MarkdownIt("commonmark").enable("table").disable("lheading")
BLOCKS = [
    "# a", "## b #", "### 2026-11-20 call — x", "#### c ##", "###no", "####### seven", "text", "more text", "", "",
    "- [ ] do it",
    "- [x] done @dana", "* [X] star", "+ [-] plus", "1. [ ] one", "2. [ ] two", "10. [ ] ten", "2) [x] paren", "- item",
    "1. item",
    "***", "* * *", "_ _ _", "> quote\n", "- [ ]x", "-[ ] x", "- [y] z", "- - [ ] nested", "1. - [x] mixed", "[ ] loose",
    "\\# no", "#\ttab",
    "-\t[ ] tab", "- [ ] one\n  - [x] two\n    - [ ] three", "1. [ ] one\n   - [ ] two\n\n   more\n   - [ ] three",
    "```\n# code\n- [ ] code\n```", "~~~py\n| a |\n| - |\n~~~\n", "\n    # code\n    - [ ] code\n",
    "\n| a | b \\| c |\n| --- | :-: |\n| 1 | 2 |\n| | x |\n", "\na | b\n--- | ---\n1 | 2\n", "\n| only |\n| - |\n",
]  # fmt: skip


def by_the_parser(text):
    """Headings, task items and tables as a CommonMark parser finds them outside block quotes."""
    headings, tasks, tables, quoted = [], [], [], 0
    parsed = MARKDOWN.parse(text)
    for position, token in enumerate(parsed):
        quoted += (token.type == "blockquote_open") - (token.type == "blockquote_close")
        if quoted:
            continue
        if token.type == "heading_open":
            headings.append((token.map[0] + 1, len(token.markup), parsed[position + 1].content))
        elif token.type == "list_item_open" and parsed[position + 1].type == "paragraph_open":
            box = re.match(r"\[([ xX-])\][ \t]+\S", parsed[position + 2].content)
            if box:
                tasks.append((token.map[0] + 1, box[1], parsed[position + 2].content[3:].split()))
        elif token.type == "table_open":
            tables.append((token.map[0] + 1, _rows(parsed[position:])))
    return headings, tasks, tables


def _rows(tokens):
    rows = []
    for token in tokens:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(token.content)
    return rows


def by_the_scanner(text):
    found = scan(text)
    return (
        [(s.line, s.level, s.title) for s in found.sections],
        [(t.line, text[t.mark_start], text[t.mark_start + 2 : t.end].split()) for t in found.tasks],
        [(t.line, [[cell.text for cell in row] for row in (t.header, *t.rows)]) for t in found.tables],
    )


@given(st.lists(st.tuples(st.sampled_from(["", "", "", " ", "  ", "   "]), st.sampled_from(BLOCKS)), max_size=8))
def test_structure_is_what_a_commonmark_parser_finds(blocks):
    text = "\n".join(indent + block for indent, block in blocks)
    assert by_the_scanner(text) == by_the_parser(text)
