"""A record's text cut up for its page: the prose, and the words of each log entry, without what the page shows as data."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from pcrm_tools.text import body as scanner
from pcrm_tools.text.lines import Lines
from pcrm_tools.text.tokens import DEFAULT_WORDS, Words

TASK_SECTIONS = frozenset(("tasks", "task", "任务"))
# What is written when a project is over.
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
CLOSING = frozenset((
    "retrospective", "closing report", "lessons learned", "lessons", "复盘", "结项报告", "结项总结", "项目总结", "经验教训", "教训",
))  # fmt: skip


class Source(NamedTuple):
    """`notes`, `closing` (what was written at the end) and `bodies` (by the line of their entry) are Markdown.

    `headings` names item lists' headings by field; `anchors` all headings that the page shows under its own, by the page's part.
    `hidden` holds the lines (first, last) that other audiences may not see.
    """

    notes: str
    bodies: dict[int, str]
    headings: dict[str, str]
    hidden: tuple[tuple[int, int], ...] = ()
    closing: str = ""
    anchors: Mapping[str, tuple[str, ...]] = {}

    def hides(self, line: int) -> bool:
        """Whether a line may not be seen."""
        return any(first <= line <= last for first, last in self.hidden)


def read_source(text: str, start: int, words: Words, name: str, private: bool, project: bool = False) -> Source:
    """What a page shows of a record's body, which begins at `start`; without what is marked private unless `private`.

    What a project's file says about its end stands apart from its other prose.
    """
    lines = Lines(text)
    body = scanner.scan_body(text, start, words, lines)
    spans = () if private else _private(body)
    for first, last in spans:
        text = _blank(text, first, last)
    bodies = {entry.line: entry_text(text, entry, lines) for entry in body.entries}
    headings = {table.field: table.heading for table in body.tables if table.field}
    hidden = tuple((lines.place(first).line, lines.place(max(first, last - 1)).line) for first, last in spans)
    text = _prose(text, body, name)
    anchors, closing = _anchors(text, body, spans), []
    for section in body.sections if project else ():
        if section.title.strip().casefold() in CLOSING and text[section.start : section.end].strip():
            closing.append(text[section.start : section.end].strip("\r\n"))
            text = _blank(text, section.start, section.end)
    return Source(text[start:].strip("\r\n"), bodies, headings, hidden, "\n\n".join(closing), anchors)


def _private(body: scanner.Body) -> tuple[tuple[int, int], ...]:
    """The spans that are marked private: by comments, and entries and tasks by their tag."""
    entries = [(entry.start, entry.end) for entry in body.entries if entry.private]
    tasks = [(task.start, task.end) for task in body.tasks if task.private]
    return tuple(sorted((*body.private_spans, *entries, *tasks)))


def _blank(text: str, start: int, end: int) -> str:
    """The text with a span made of line ends, so that every offset stays where it is."""
    return f"{text[:start]}{chr(10) * (end - start)}{text[end:]}"


def without_private(text: str) -> str:
    """A hand-written page without what is marked private."""
    if "private" not in text and "内部" not in text:
        return text
    body = scanner.scan_body(text, 0, DEFAULT_WORDS, Lines(text))
    for first, last in body.private_spans:
        text = _blank(text, first, last)
    return text


def entry_text(text: str, entry: scanner.RawEntry, lines: Lines) -> str:
    """The Markdown below an entry's heading, without the lines that hold nothing but its tokens."""
    region = text[entry.heading_end : entry.end]
    cut = {lines.place(token.start).line for token in entry.tokens if token.start >= entry.heading_end}
    if not cut or not region.strip():
        return region.strip("\r\n")
    first = lines.place(entry.heading_end).line
    kept = [line for number, line in enumerate(re.split(r"\r\n|\n|\r", region), first) if number not in cut]
    return "\n".join(kept).strip("\n")


def _prose(text: str, body: scanner.Body, name: str) -> str:
    """The text with entries, item tables, task lists and the headings that then stand empty left out."""
    spans = [(entry.start, entry.end) for entry in body.entries]
    spans += [(table.start, table.end) for table in body.tables if table.field]
    spans += [(task.start, task.end) for task in body.tasks if task.entry < 0 and task.section.lower() in TASK_SECTIONS]
    for first, last in spans:
        text = _blank(text, first, last)
    for section in reversed(body.sections):
        if not _COMMENT.sub("", text[section.body_start : section.end]).strip():
            text = _blank(text, section.start, section.end)
        elif section.level == 1 and _same(section.title, name):
            text = _blank(text, section.start, section.body_start)
    return text


def _anchors(text: str, body: scanner.Body, private: tuple[tuple[int, int], ...]) -> dict[str, tuple[str, ...]]:
    """The headings that are not in the prose, by the part of the page that shows what stands below them."""
    held = [(entry.start, "timeline") for entry in body.entries]
    held += [(table.start, table.field) for table in body.tables if table.field]
    held += [(task.start, "tasks") for task in body.tasks if task.entry < 0 and task.section.lower() in TASK_SECTIONS]
    held.sort()
    entries = {entry.start for entry in body.entries}
    found: dict[str, list[str]] = {}
    for section in body.sections:
        # Entries have anchors of their own; a title with a link might name what not everybody may know of.
        if section.start in entries or "[[" in section.title or any(first <= section.start < last for first, last in private):
            continue
        if text[section.start : section.body_start].strip():
            continue
        key = next((key for at, key in held if section.start <= at < section.end), "") if section.level > 1 else "top"
        if key:
            found.setdefault(key, []).append(section.title.strip())
    return {key: tuple(titles) for key, titles in found.items()}


def _same(title: str, name: str) -> bool:
    """Whether a title says no more than the record's name."""
    return title.strip().casefold() in name.casefold() or name.casefold() in title.strip().casefold()
