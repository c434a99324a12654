"""What the line scanner knows while it goes from line to line: open paragraph, open lists, open entry, and what it found."""

import re
from collections.abc import Iterator

from pcrm_tools.text.tables import RawTable, TableDraft, finish_table
from pcrm_tools.text.token_types import Note, Words

NOTHING, TEXT, TABLE = 0, 1, 2
# The depth of text in a block quote, which is that of no list.
QUOTED = -1
Row = tuple[str, int, int]


# A heading as found: level, title, line, offsets of its line and of the next; where its section ends is known only later.
HeadingDraft = tuple[int, str, int, int, int]


class EntryDraft:
    """A log entry as found: the match of its heading's line, its first paragraph (-1: none), the list lines under the heading."""

    __slots__ = ("attributes", "end", "heading_end", "line", "match", "para_end", "para_start", "start")

    def __init__(self, line: int, start: int, heading_end: int, match: re.Match[str]) -> None:
        self.line, self.start, self.heading_end, self.match = line, start, heading_end, match
        self.end = self.para_start = self.para_end = -1
        self.attributes: list[tuple[int, int]] | None = None


class TaskDraft:
    """A task as found: `para_start` is the blank after its box, `para_end` the end of its first paragraph."""

    __slots__ = ("entry", "indent", "line", "mark", "para_end", "para_start", "parent", "section", "start", "state")

    def __init__(
        self, line: int, start: int, mark: int, indent: int, state: str, parent: int, entry: int, section: str
    ) -> None:
        self.line, self.start, self.mark, self.indent, self.state = line, start, mark, indent, state
        self.parent, self.entry, self.section = parent, entry, section
        self.para_start = mark + 2
        self.para_end = -1


class Blocks:
    """The state of one scan; `stack` holds the content column and the task (-1: none) of each open list item."""

    __slots__ = (
        "codes", "entries", "entry", "fenced", "flat", "headings", "lead", "note", "owner", "para", "para_at", "para_depth",
        "pending", "rows", "section", "stack", "table", "tables", "tasks", "title", "words",
    )  # fmt: skip

    def __init__(self, flat: str, words: Words, note: Note) -> None:
        self.flat, self.words, self.note = flat, words, note
        self.rows: Iterator[Row] = iter(())
        self.pending: Row | None = None
        self.para = NOTHING
        self.para_at = self.para_depth = 0
        self.owner: EntryDraft | TaskDraft | None = None
        self.lead: EntryDraft | None = None
        self.entry: EntryDraft | None = None
        self.table: TableDraft | None = None
        self.stack: list[tuple[int, int]] = []
        self.fenced = False
        self.title = self.section = ""
        self.headings: list[HeadingDraft] = []
        self.entries: list[EntryDraft] = []
        self.tasks: list[TaskDraft] = []
        self.tables: list[RawTable] = []
        self.codes: list[tuple[int, int]] = []

    def depth(self, indent: int) -> int:
        """How many of the open list items a line of this indent (in columns) belongs to."""
        depth = len(self.stack)
        while depth and indent < self.stack[depth - 1][0]:
            depth -= 1
        return depth

    def trimmed(self, end: int) -> int:
        """The end of the text before an offset, without blanks and line ends."""
        # Looked at in windows: a slice from the beginning would make long texts cost the square of their length.
        while end:
            kept = self.flat[max(end - 16, 0) : end].rstrip(" \t\n")
            if kept:
                return max(end - 16, 0) + len(kept)
            end = max(end - 16, 0)
        return 0

    def close(self, start: int) -> None:
        """Ends the open paragraph or table before the line at `start`."""
        if self.owner is not None:
            self.owner.para_end = self.trimmed(start)
            self.owner = None
        if self.table is not None:
            self.tables.append(finish_table(self.table))
            self.table = None
        self.para = NOTHING

    def other(self, start: int, depth: int) -> None:
        """A block begins that is neither text nor list item: it ends the paragraph, deeper lists and an entry's first lines."""
        if self.para:
            self.close(start)
        if self.stack:
            del self.stack[depth:]
        self.lead = None

    def begin(self, start: int, depth: int) -> None:
        """A paragraph begins at an offset; directly under an entry's heading it may hold the entry's tokens."""
        if self.para:
            self.close(start)
        del self.stack[depth:]
        self.para, self.para_at, self.para_depth = TEXT, start, depth
        lead = self.lead
        if lead is not None:
            if lead.para_start < 0 and not lead.attributes:
                lead.para_start = start
                self.owner = lead
            else:
                self.lead = None


def columns(blanks: str, column: int = 0) -> int:
    """The column after blanks and tabs that begin at a column (0-based); tabs stop at every fourth."""
    for char in blanks:
        column += 4 - column % 4 if char == "\t" else 1
    return column
