"""The words of records and hand-written pages, made documents for the site's search.

For ourselves they are the very words that the search in the terminal reads, so that both find the same. What another audience
finds are the words that its pages show, without what they leave out.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pcrm_tools.model.finding import Finding
from pcrm_tools.model.rows import EntryRow, RecordRow, TaskRow
from pcrm_tools.search.terms import normal
from pcrm_tools.site.addresses import fragment
from pcrm_tools.site.book import Book
from pcrm_tools.site.labels import word
from pcrm_tools.site.parts import Part
from pcrm_tools.site.render import spoken
from pcrm_tools.site.search_documents import Chunk, Document
from pcrm_tools.site.search_fields import facets
from pcrm_tools.site.values import Values, cell_text
from pcrm_tools.store import files
from pcrm_tools.text.frontmatter import split
from pcrm_tools.text.lines import LINE_END

_PEOPLE = ("contacts", "stakeholders")
_WEIGHED = frozenset(("name", "aliases", "tags"))
_RULE = re.compile(r"^[ \t|:\-]*-{3}[ \t|:\-]*$", re.MULTILINE)
_CELLS = re.compile(r"[ \t]*\|[ \t|]*")
_SIGNS = re.compile(r"[*_`~#\[\]<>\\]+")
_BLANKS = re.compile(r"[ \t]{2,}")
_HEADING = re.compile(r"#{1,6}[ \t]")
_FENCE = re.compile(r"[ \t]*(?:```|~~~)")


class Words(NamedTuple):
    """What a document is made with: the notebook as an audience sees it, and the labels of values."""

    book: Book
    values: Values

    def record(self, part: Part, note: str) -> Document:
        """A record's document; `note` is the line below its name."""
        record = part.record
        values = {key: [row.value for row in rows if not self.book.conceals(row.value)] for key, rows in part.fields.items()}
        facts = [value for key, found in values.items() if key not in _WEIGHED for value in found]
        people = [
            name
            for key in _PEOPLE
            for row in part.items.get(key, ())
            for name in _called(key, row.label, self._cells(key, row.data))
        ]
        chunks = [("", "", "\n".join(facts)), *(self._written(part) if self.book.audience.internal else self._shown(part))]
        titles = tuple(self._plain(row.title) for row in part.entries if row.title)
        return Document(
            self.book.address[record.n].href, record.type, record.name, note, tuple(chunk for chunk in chunks if chunk[2].strip()),
            (record.id, *values.get("aliases", ())), tuple(people), tuple(values.get("tags", ())), titles,
            facets(self.book, record, part.fields),
        )  # fmt: skip

    def broken(self, record: RecordRow) -> Document:
        """The document of a record of which no field could be read."""
        chunks = tuple(_stretches(self._lines(record), {}, "")) if self.book.audience.internal else ()
        return Document(
            self.book.address[record.n].href, record.type, record.name, record.path, chunks, (record.id,),
            facets=facets(self.book, record, {}),
        )  # fmt: skip

    def page(self, url: str, name: str, page: Mapping[str, Any]) -> Document:
        """The document of a hand-written page, by its file's name below the site."""
        chunks = tuple((str(anchor), str(title), f"{title}\n{text}") for anchor, title, text in page["chunks"])
        record = self.book.pages.get(name.removesuffix(".html"))
        if record is None or not self.book.audience.internal:
            return Document(url, "page", str(page["title"]), "", chunks, facets=(("type", "page"),))
        lines = self._lines(record)
        marks = dict(_headings(lines))
        anchors = [(anchor, "") for anchor, title, _ in chunks if anchor]
        if len(anchors) == len(marks):
            marks = dict(zip(marks, anchors, strict=True))
        found = tuple(_stretches(lines, _filled(marks, lines), ""))
        return Document(url, "page", record.name, "", found, (record.id,), facets=(("type", "page"),))

    # -- for ourselves --------------------------------------------------------------------------------------------

    def _written(self, part: Part) -> Iterator[Chunk]:
        """The words of a record's file as they are written."""
        lines = self._lines(part.record)
        marks: dict[int, tuple[str, str]] = {}
        for key, rows in part.items.items():
            place = ("people" if key == "contacts" else key, self._title(part, key))
            cells = []
            for row in rows:
                said = lines.get(row.line, "")
                cells.append(" · ".join(_not_in(_texts(json.loads(row.data)), said)))
                if said:
                    marks[row.line] = place
            yield (*place, "\n".join(filter(None, cells)))
        # What is left of a table are its headings, which say little
        marks |= {number: ("", "") for number, line in lines.items() if number not in marks and line.lstrip().startswith("|")}
        for task in part.tasks:
            marks[task.line] = (_task_anchor(task, part), "")
        for entry in part.entries:
            marks.update(dict.fromkeys(range(entry.line, entry.end_line + 1), (_anchor(entry), self._kind(entry))))
        yield from _stretches(lines, marks, "notes" if part.source.notes else "")

    def _lines(self, record: RecordRow) -> dict[int, str]:
        """The lines below a record's front matter by their numbers; none where the file cannot be read."""
        found = files.read_text(self.book.root / record.path, record.path)
        if isinstance(found, Finding):
            return {}
        start = split(found.text).body_start
        first = len(LINE_END.findall(found.text, 0, start)) + 1
        return dict(enumerate(LINE_END.split(found.text[start:]), first))

    # -- for others -----------------------------------------------------------------------------------------------

    def _shown(self, part: Part) -> Iterator[Chunk]:
        """The words of a record as its page shows them."""
        for key, rows in part.items.items():
            text = "\n".join(" ".join(map(cell_text, self._cells(key, row.data).values())) for row in rows)
            yield ("people" if key == "contacts" else key, self._title(part, key), text)
        for task in part.tasks:
            yield (_task_anchor(task, part), "", self._plain(task.text))
        if part.source.notes:
            yield ("notes", "", self._plain(spoken(part.source.notes)))
        if part.source.closing:
            yield ("closing", "", self._plain(spoken(part.source.closing)))
        for row in part.entries:
            body = self._plain(spoken(part.source.bodies.get(row.line, "")))
            who = " ".join((*row.withs.split("\n"), *(self.values.person(name) for name in row.by.split(",") if name)))
            tags = " ".join(f"#{tag}" for tag in row.tags.split(",") if tag)
            heading = f"{row.date} {row.kind} {self._kind(row)} {self._plain(row.title)}"
            yield (_anchor(row), self._kind(row), f"{heading}\n{row.id} {tags} {who}\n{body}")

    def _plain(self, text: str) -> str:
        return text if self.book.audience.internal else self.book.plain(text)

    def _cells(self, key: str, data: str) -> dict[str, Any]:
        sees = self.book.audience.sees
        return {name: value for name, value in json.loads(data).items() if sees(f"{key}.{name}")}

    def _kind(self, entry: EntryRow) -> str:
        return f"{entry.date} {self.values.kind(entry.kind)}"

    def _title(self, part: Part, key: str) -> str:
        spec = self.values.fields[part.record.type].get(key)
        return self.values.label(spec) if spec else word("record.more", self.book.lang)


def tidy(text: str) -> str:
    """Markdown without most of its signs, made fit to show; the words of it stay the same, and those that signs part stay apart."""
    text = _SIGNS.sub(" ", _CELLS.sub(" · ", _RULE.sub("", text)))
    return "\n".join(line for part in text.split("\n") if (line := _BLANKS.sub(" ", part).strip(" \t·")))


def _stretches(lines: Mapping[int, str], marks: Mapping[int, tuple[str, str]], rest: str) -> Iterator[Chunk]:
    """Lines gathered by the places that they stand at, in their order."""
    held: list[str] = []
    place = ("", "")
    for number, line in lines.items():
        here = marks.get(number, (rest, ""))
        if here != place and held:
            yield (*place, tidy("\n".join(held)))
            held = []
        place = here
        held.append(line)
    if held:
        yield (*place, tidy("\n".join(held)))


def _headings(lines: Mapping[int, str]) -> Iterator[tuple[int, tuple[str, str]]]:
    """The lines that are headings of a page, without those in fenced code."""
    fenced = False
    for number, line in lines.items():
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and _HEADING.match(line):
            yield number, ("", "")


def _filled(marks: Mapping[int, tuple[str, str]], lines: Mapping[int, str]) -> dict[int, tuple[str, str]]:
    """Each line with the mark of the heading that it stands below."""
    found = {}
    place = ("", "")
    for number in lines:
        place = marks.get(number, place)
        found[number] = place
    return found


def _called(key: str, label: str, cells: Mapping[str, Any]) -> Iterator[str]:
    """The name of somebody at a customer's, and what else they are called, where an audience sees it."""
    if label and label in cells.values():
        yield label
    aliases = cells.get("aliases") if key == "contacts" else None
    yield from map(str, aliases if isinstance(aliases, list) else [aliases] if aliases else [])


def _texts(cells: Mapping[str, Any]) -> list[str]:
    """The cells of an item as the search in the terminal reads them."""
    return [" · ".join(map(str, value)) if isinstance(value, list) else str(value) for value in cells.values()]


def _not_in(cells: list[str], line: str) -> list[str]:
    """The cells, unless a line of the file says all of them anyway."""
    if not line:
        return cells
    unsaid = [cell for cell in cells if cell not in line]
    said = normal(line) if unsaid else ""
    return cells if any(normal(cell) not in said for cell in unsaid) else []


def _task_anchor(task: TaskRow, part: Part) -> str:
    """The element id of a task, else of the tasks; a page lists none where all are done."""
    return fragment(task.id) if task.id else "tasks" if any(each.state == "open" for each in part.tasks) else ""


def _anchor(entry: EntryRow) -> str:
    return fragment(entry.anchor) if entry.anchor else ""
