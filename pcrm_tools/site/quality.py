"""The findings of records as a page shows them: sentences in its language, and the lines around a place."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pcrm_tools.model.finding import Finding, Rule
from pcrm_tools.site.book import Book
from pcrm_tools.site.labels import counted, word

_PLACE = re.compile(r"\{([a-z_][a-z_0-9]*)\}")
LONGEST, AROUND, FILES = 200, 2, 300


class Line(NamedTuple):
    """A line of a file."""

    number: int
    text: str


class FindingView(NamedTuple):
    """What was seen, and what to type instead."""

    line: int
    column: int
    severity: str
    severity_label: str
    text: str
    hint: str
    excerpt: tuple[Line, ...] = ()


class RecordFindings(NamedTuple):
    """The findings of one file."""

    href: str
    label: str
    path: str
    findings: tuple[FindingView, ...]


class BrokenRecord(NamedTuple):
    """A record that could not be read."""

    href: str
    label: str
    note: str


class QualityView(NamedTuple):
    """The page of data quality."""

    title: str
    errors: int
    warnings: int
    counts: str
    broken: tuple[BrokenRecord, ...]
    records: tuple[RecordFindings, ...]
    rest: int


class BrokenView(NamedTuple):
    """The page of a record that could not be read."""

    name: str
    path: str
    findings: tuple[FindingView, ...]


def sentence(template: str, values: Mapping[str, str]) -> str:
    """A rule's sentence with its places filled."""
    return _PLACE.sub(lambda found: visible(values.get(found[1], "?")), template)


def visible(text: str) -> str:
    """A value with what cannot be seen written out, cut to a length."""
    shown = "".join(
        char if char.isprintable() else f"\\x{ord(char):02x}" if ord(char) < 256 else f"\\u{ord(char):04x}"
        for char in text[: LONGEST + 1]
    )
    return f"{shown[:LONGEST]}…" if len(shown) > LONGEST else shown


def finding_view(finding: Finding, rules: Mapping[str, Rule], lang: str, text: str | None = None) -> FindingView:
    """One finding; with the file's `text`, the lines around its place too."""
    rule = rules.get(finding.rule) or Rule(finding.rule, finding.severity, finding.rule, finding.rule)
    chinese = lang == "zh"
    return FindingView(
        finding.line, finding.column, finding.severity, word(f"quality.{finding.severity}", lang),
        sentence(rule.zh if chinese else rule.en, finding.values), sentence(rule.hint_zh if chinese else rule.hint_en, finding.values),
        excerpt(text, finding.line) if text is not None else (),
    )  # fmt: skip


def excerpt(text: str, line: int) -> tuple[Line, ...]:
    """The lines around a place."""
    lines = re.split(r"\r\n|\n|\r", text)
    first = max(line - AROUND, 1)
    return tuple(
        Line(number, visible(lines[number - 1].replace("\t", "    ")))
        for number in range(first, min(line + AROUND, len(lines)) + 1)
    )


def quality_view(book: Book, found: Iterable[Finding], rules: Mapping[str, Rule]) -> QualityView:
    """Everything that the checks of single files found, errors first."""
    by_path: dict[str, list[Finding]] = {}
    for finding in found:
        by_path.setdefault(finding.path, []).append(finding)
    records = {row.path: row for row in book.records.values()}
    errors = sum(finding.severity == "error" for rows in by_path.values() for finding in rows)
    total = sum(map(len, by_path.values()))
    made = []
    order = sorted(by_path, key=lambda path: (not any(f.severity == "error" for f in by_path[path]), path))
    for path in order[:FILES]:
        record = records.get(path)
        if record is None and not book.audience.internal:
            continue
        rows = sorted(by_path[path], key=lambda f: (f.line, f.column, f.rule))
        views = tuple(finding_view(finding, rules, book.lang) for finding in rows)
        made.append(RecordFindings(book.face(record, "").href if record else "", record.name if record else path, path, views))
    broken = [book.records[n] for n in sorted(book.broken, key=lambda n: book.records[n].path)]
    return QualityView(
        word("page.quality", book.lang), errors, total - errors, _counts(errors, total - errors, book.lang),
        tuple(BrokenRecord(book.face(row, "").href, row.name, row.path) for row in broken), tuple(made),
        max(len(order) - FILES, 0),
    )  # fmt: skip


def _counts(errors: int, warnings: int, lang: str) -> str:
    parts = {"errors": counted("quality.errors", errors, lang), "warnings": counted("quality.warnings", warnings, lang)}
    return word("quality.count", lang).format(**parts)
