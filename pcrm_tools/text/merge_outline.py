"""A body as a tree of headings: sections and log entries with what stands directly under each, as units that can be merged."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from pcrm_tools.text.body import Body, RawEntry, scan_body
from pcrm_tools.text.lines import Lines
from pcrm_tools.text.merge_parts import NO_KEY, Key, Unit, split_blanks
from pcrm_tools.text.tables import RawTable
from pcrm_tools.text.tokens import DEFAULT_WORDS, scan

_FENCE = ("```", "~~~")
_ENDS_LIST = ("#", "|", ">", "<!--", "---", "***", "___", *_FENCE)
_MARKER = re.compile(r"([ \t]*)(?:[-+*]|[0-9]{1,9}[.)])[ \t]+")
_ATTRIBUTE = re.compile(r"[-+*] +([^\s:：]+)[:：]")


class Node(NamedTuple):
    """A heading (an empty one for the body itself), the blank lines behind it, and what follows up to the next heading of its level."""

    head: str
    head_gap: str | None
    entry: bool
    content: tuple[Unit, ...]
    children: tuple[Unit, ...]
    title: str


class Outline:
    """Reads one body; offsets are those of the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.body: Body = scan_body(text, 0, DEFAULT_WORDS, Lines(text))
        self._tables = self.body.tables
        self._table_starts = [table.start for table in self._tables]
        self._tasks = [task.start for task in self.body.tasks]
        self.entries = {entry.start: entry for entry in self.body.entries}

    def root(self) -> Node:
        """The body's own node."""
        sections = self.body.sections
        first = sections[0].start if sections else len(self.text)
        return Node("", "", False, self._content(0, first, None, ""), self._children(0, len(sections)), "")

    def _children(self, start: int, stop: int) -> tuple[Unit, ...]:
        """The units of the headings among sections[start:stop] that are below no other of them."""
        units: list[Unit] = []
        at = start
        while at < stop:
            section = self.body.sections[at]
            inside = at + 1
            while inside < stop and self.body.sections[inside].start < section.end:
                inside += 1
            unit = self._unit(at, inside)
            if self.body.sections[at].end == len(self.text):  # the blank lines that entries and sections here have between them
                close = bool(units) and not units[-1].text.endswith(("\n\n", "\n\r\n"))
                unit = unit._replace(gap=None, usual="" if close else "\n")
            units.append(unit)
            at = inside
        return tuple(units)

    def _unit(self, at: int, stop: int) -> Unit:
        """A heading with all that is below it; what it consists of is read when it is asked for, since most stay as they are."""
        section = self.body.sections[at]
        entry = self.entries.get(section.start)
        what = " ".join(part for part in (entry.date, entry.time, entry.kind, entry.title) if part) if entry else section.title
        moment = f"{entry.date} {entry.time}" if entry else ""
        keys = _entry_keys(entry) if entry else ((f"h{section.level}", section.title.lower()),)
        return Unit(
            self.text[section.start : section.end], keys, what, alike=True, moment=moment, rank=0 if entry else 1,
            parts=partial(self._node, at, stop, what), deep=True,
        )  # fmt: skip

    def _node(self, at: int, stop: int, what: str) -> Node:
        section = self.body.sections[at]
        entry = self.entries.get(section.start)
        end = section.body_start
        below = self.body.sections[at + 1].start if at + 1 < stop else section.end
        content_start = self._behind_blanks(end, below)
        head_gap = None if content_start == len(self.text) else self.text[end:content_start]
        content = self._content(content_start, below, entry, what)
        return Node(self.text[section.start : end], head_gap, entry is not None, content, self._children(at + 1, stop), what)

    def _behind_blanks(self, start: int, end: int) -> int:
        """Where the first line that is not blank begins."""
        while start < end:
            stop = self.text.find("\n", start, end)
            stop = end if stop < 0 else stop + 1
            if self.text[start:stop].strip(" \t\r\n"):
                return start
            start = stop
        return end

    def _content(self, start: int, end: int, entry: RawEntry | None, what: str) -> tuple[Unit, ...]:
        """The blocks between a heading and the next: tables, lists with tasks, tokens of an entry, text."""
        cuts: list[tuple[int, int, str, RawTable | None]] = []
        for table in self._tables[bisect_left(self._table_starts, start) : bisect_left(self._table_starts, end)]:
            if self.text[table.start - 1 : table.start] in ("\n", ""):
                cuts.append((table.start, self._line_end(table.end, end), "table", table))
        blocks = []
        at = start
        for cut in cuts:
            blocks += [*self._lists(at, cut[0]), cut]
            at = cut[1]
        blocks += self._lists(at, end)
        return self._units(blocks, end, entry, what)

    def _line_end(self, offset: int, end: int) -> int:
        stop = self.text.find("\n", offset, end)
        return end if stop < 0 else stop + 1

    def _lists(self, start: int, end: int) -> list[tuple[int, int, str, RawTable | None]]:
        """Text between tables, parted into lists that hold tasks and the rest."""
        tasks = self._tasks[bisect_left(self._tasks, start) : bisect_left(self._tasks, end)]
        blocks: list[tuple[int, int, str, RawTable | None]] = []
        at = start
        for task in tasks:
            if task < at:
                continue
            first = self._list_start(task, at)
            last = self._list_end(task, end)
            if first > at:
                blocks.append((at, first, "text", None))
            blocks.append((first, last, "tasks", None))
            at = last
        return [*blocks, (at, end, "text", None)] if at < end else blocks

    def _list_start(self, task: int, floor: int) -> int:
        """The beginning of the list that a task stands in: the items directly above it belong to it, too."""
        start = self.text.rfind("\n", 0, task) + 1
        while start > floor:
            above = self.text.rfind("\n", floor, start - 1) + 1
            above = max(above, floor)
            if not _MARKER.match(self.text, above, start):
                break
            start = above
        return start

    def _list_end(self, task: int, end: int) -> int:
        """Where the list ends: at a line that is neither item nor indented behind a blank line, or that begins another block."""
        at = self._line_end(task, end)
        blank = False
        kept = at
        while at < end:
            stop = self._line_end(at, end)
            line = self.text[at:stop]
            if not line.strip(" \t\r\n"):
                blank = True
            else:
                indented = line[0] in " \t"
                if not indented and not _MARKER.match(line) and (blank or line.startswith(_ENDS_LIST)):
                    break
                blank, kept = False, stop
            at = stop
        return kept

    def _units(
        self, blocks: Sequence[tuple[int, int, str, RawTable | None]], end: int, entry: RawEntry | None, what: str
    ) -> tuple[Unit, ...]:
        units: list[Unit] = []
        counts: dict[str, int] = {}
        for number, (start, stop, sort, table) in enumerate(blocks):
            rest = blocks[number + 1][0] if number + 1 < len(blocks) else end
            begin = self._behind_blanks(start, stop)
            if units and begin > start:
                units[-1] = units[-1]._replace(gap=(units[-1].gap or "") + self.text[start:begin])
            if begin == stop:
                continue
            text, blanks = split_blanks(self.text[begin:rest])
            gap = None if rest == len(self.text) else blanks
            if sort == "text" and entry is not None and not units:
                units += self._entry_head(text, what)
                units[-1] = units[-1]._replace(gap=gap)
                continue
            count = counts[sort] = counts.get(sort, 0) + 1
            keys: tuple[Key, ...] = ((sort, str(count)),)
            if table is not None:
                header = "|".join(cell.text.lower() for cell in table.header)
                keys = (("header", header), (sort, str(count)))
            units.append(Unit(text, keys, what, gap, "\n", True, "", _RANKS[sort], sort, sort in _DEEP))
        return tuple(units)

    def _entry_head(self, text: str, what: str) -> list[Unit]:
        """The first text under an entry's heading: its paragraph of tokens, or its list of attributes, apart from the rest."""
        stop = text.find("\n\n")
        first = text if stop < 0 else text[: stop + 1]
        rest = "" if stop < 0 else text[stop + 1 :]
        lines = [line for line in first.split("\n") if line]
        if all(_ATTRIBUTE.match(line) for line in lines):
            sort = "attributes"
        elif scan(first, 0, len(first)).pure:
            sort = "tokens"
        else:
            return [Unit(text, (("text", "1"),), what, "", "\n", True, "", _RANKS["text"], "text")]
        head = Unit(first, ((sort, "1"),), what, "", "\n", False, "", _RANKS[sort], sort)
        below = rest.lstrip("\n")
        if not below:
            return [head]
        head = head._replace(gap=rest[: len(rest) - len(below)])
        return [head, Unit(below, (("text", "1"),), what, "", "\n", True, "", _RANKS["text"], "text")]


_DEEP = ("table", "tasks")
_RANKS = {"tokens": 0, "attributes": 1, "text": 2, "table": 3, "tasks": 4}


def _entry_keys(entry: RawEntry) -> tuple[Key, ...]:
    """What an entry is known by: its id, else day, time, kind and title; without time and title that is a weak key."""
    found = next((token.value for token in entry.tokens if token.key == "id"), "")
    kind = DEFAULT_WORDS.kinds.get(entry.kind.lower(), entry.kind.lower())
    head = "|".join((entry.date, entry.until, entry.time, kind, entry.title, entry.before, entry.after))
    known = entry.title or entry.time or entry.after
    return (("id", found) if found else NO_KEY, ("entry" if known else "~entry", head))


def attribute_units(text: str) -> list[Unit]:
    """The list lines under an entry's heading, each known by its key."""
    units: list[Unit] = []
    for line in text.split("\n")[:-1]:
        match = _ATTRIBUTE.match(line)
        word = match[1].lower() if match else line
        units.append(Unit(line + "\n", (("key", DEFAULT_WORDS.keys.get(word, word)),), word))
    return units
