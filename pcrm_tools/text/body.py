"""A record's body: its log entries, tasks, item tables, links and sections, read in one pass over the lines.

Lines become blocks first (blocks.py), then the headings, token paragraphs and task lines among them are read for their tokens.
Offsets are code points of the whole text; nothing in a text makes the scanner raise.
"""

from typing import NamedTuple

from pcrm_tools.model.finding import Finding, Rule
from pcrm_tools.text import (
    blocks,
    comments,
    entry_headings,
    entry_tokens,
    list_items,
    log_entries,
    near_tokens,
    tables,
    token_reader,
)
from pcrm_tools.text.block_state import Blocks, HeadingDraft
from pcrm_tools.text.lines import Lines
from pcrm_tools.text.links import RawLink, code_spans, find_links
from pcrm_tools.text.log_entries import RawEntry, read_entry
from pcrm_tools.text.tables import Cell, RawTable
from pcrm_tools.text.task_lines import RawTask, has_signs, read_task
from pcrm_tools.text.token_types import MASK, Note, Page, Words, new

__all__ = ["RULES", "Body", "Cell", "RawEntry", "RawLink", "RawTable", "RawTask", "Section", "scan_body"]

RULES: tuple[Rule, ...] = (
    *token_reader.RULES, *near_tokens.RULES, *entry_headings.RULES, *log_entries.RULES, *entry_tokens.RULES,
    *list_items.RULES, *tables.RULES, *blocks.RULES, *comments.RULES,
)  # fmt: skip


class Section(NamedTuple):
    """A heading and what stands under it, up to the next heading of its level or a higher one."""

    level: int
    title: str
    line: int
    start: int
    body_start: int
    end: int


class Body(NamedTuple):
    """All that a body holds, in the order of the text; `comments` are the spans of its HTML comments."""

    entries: tuple[RawEntry, ...]
    tasks: tuple[RawTask, ...]
    tables: tuple[RawTable, ...]
    links: tuple[RawLink, ...]
    sections: tuple[Section, ...]
    findings: tuple[Finding, ...]
    private_spans: tuple[tuple[int, int], ...]
    comments: tuple[tuple[int, int], ...] = ()


def scan_body(text: str, start: int, words: Words, lines: Lines) -> Body:
    """What `text` holds from the line that begins at `start` on."""
    findings: list[Finding] = []

    def note(rule: Rule, offset: int, /, **values: object) -> None:
        line, column = lines.place(offset)
        findings.append(rule.at(line, column, "", **values))

    # Line ends become one `\n` each, so that no offset moves.
    flat = text.replace("\r\n", " \n").replace("\r", "\n") if "\r" in text else text
    state = Blocks(flat, words, note)
    first = lines.line_at(start)
    rows = zip(flat[start:].split("\n"), lines.starts[first - 1 :], range(first, lines.count + 1), strict=False)
    if flat.find("<!--", start) < 0:
        spans: list[tuple[int, int]] = []
        blocks.run(state, rows)
        page = _page(state, flat, start, note)
    else:
        found = comments.Comments(flat, state)
        blocks.run(state, found.rows(rows))
        spans = found.spans
        page = _page(state, comments.clean(flat, spans), start, note)
    hidden = comments.private_spans(flat, spans, note) if spans else ()
    entries = tuple(
        [read_entry(page, draft, bool(hidden) and _within(draft.start, hidden)) for draft in state.entries]
    )
    tasks = _tasks(page, state, entries, hidden)
    links = find_links(page.shadow, start, lines)
    findings.sort(key=lambda finding: (finding.line, finding.column))
    return Body(
        entries, tasks, tuple(state.tables), links, _sections(state.headings, len(text)), tuple(findings), hidden, tuple(spans)
    )


def _page(state: Blocks, clean: str, start: int, note: Note) -> Page:
    shadow = clean
    if state.codes or clean.find("`", start) >= 0:
        spans = sorted([*state.codes, *code_spans(clean, start, state.codes)])
        shadow = comments.clean(clean, spans, MASK)
    return Page(clean, shadow, state.words, note)


def _within(offset: int, spans: tuple[tuple[int, int], ...]) -> bool:
    return any(start <= offset < end for start, end in spans)


def _tasks(
    page: Page, state: Blocks, entries: tuple[RawEntry, ...], hidden: tuple[tuple[int, int], ...]
) -> tuple[RawTask, ...]:
    tasks: list[RawTask] = []
    signed = bool(state.tasks) and has_signs(page.clean)
    for draft in state.tasks:
        private = (
            (draft.entry >= 0 and entries[draft.entry].private)
            or (draft.parent >= 0 and tasks[draft.parent].private)
            or (bool(hidden) and _within(draft.start, hidden))
        )
        tasks.append(read_task(page, draft, private, signed))
    return tuple(tasks)


def _sections(headings: list[HeadingDraft], end: int) -> tuple[Section, ...]:
    """The headings with the ends of their sections, found from the last to the first."""
    ends = [end] * 7
    found = []
    for heading in reversed(headings):
        level, _, _, start, body_start = heading
        found.append(new(Section, (*heading[:4], min(body_start, end), ends[level])))
        ends[level:] = [start] * (7 - level)
    return tuple(found[::-1])
