"""Files read, decoded and checked into rows, in this process or in several."""

import gc
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pcrm_tools.checks.registry import local_findings
from pcrm_tools.model.config import Config
from pcrm_tools.model.finding import Finding
from pcrm_tools.model.record import Heading, Record
from pcrm_tools.store import files
from pcrm_tools.store.dated import dated_rows, source_of
from pcrm_tools.store.decoded import Rows, rows_of
from pcrm_tools.text import body as scanner
from pcrm_tools.text.context import Context, make_context
from pcrm_tools.text.frontmatter import split
from pcrm_tools.text.lines import Lines
from pcrm_tools.text.record import allowed_rules, body_links, is_allowed, read_record
from pcrm_tools.text.strays import find_strays

Chunk = list[tuple[str, str]]


def decode_files(
    root: Path, chunks: list[Chunk], config: Config, digests: Mapping[str, str], parallel: bool
) -> Iterator[list[Rows]]:
    """The rows of each chunk of (path, type), without those whose content has the digest that is already stored."""
    if not parallel:
        context = make_context(config)
        for chunk in chunks:
            yield decode_chunk(root, chunk, context, digests)
        return
    from pcrm_tools.store.workers import pool

    with pool(_begin, (root, config.data, dict(digests))) as executor:
        yield from executor.map(_work, chunks)


_STATE: dict[str, Any] = {}


def _begin(root: Path, data: Mapping[str, Any], digests: Mapping[str, str]) -> None:
    # Decoding makes many small values and no circles among them: looking for circles would cost a fifth of the time.
    gc.disable()
    _STATE["arguments"] = (root, make_context(Config(data)), digests)


def _work(chunk: Chunk) -> list[Rows]:
    root, context, digests = _STATE["arguments"]
    return decode_chunk(root, chunk, context, digests)


def decode_chunk(root: Path, chunk: Chunk, context: Context, digests: Mapping[str, str]) -> list[Rows]:
    """The rows of some files; a file that vanished meanwhile is passed over."""
    found = []
    for path, record_type in chunk:
        source = files.read_text(root / path, path)
        if isinstance(source, Finding) and source.rule == files.GONE:
            continue
        rows = decode_source(path, record_type, source, context, digests.get(path))
        if rows is not None:
            found.append(rows)
    return found


def decode_source(
    path: str, record_type: str, source: "files.Source | Finding", context: Context, known: str | None = None
) -> Rows | None:
    """The rows of one file's content, or None where it has the known digest."""
    if isinstance(source, Finding):
        record = _broken(path, record_type, source)
        return rows_of(record, (source,), path, files.UNREADABLE_DIGEST)
    return None if source.digest == known else rows_for(*read_source(path, record_type, source, context), path, source.digest, context)


def read_source(
    path: str, record_type: str, source: "files.Source | Finding", context: Context
) -> tuple[Record, tuple[Finding, ...]]:
    """The record or page that one file's content holds, and every finding that the file alone gives."""
    if isinstance(source, Finding):
        return _broken(path, record_type, source), (source,)
    if record_type == "page":
        page = _page(path, source.text, context)
        return page, page.findings
    record = read_record(source.text, files.record_id(path), record_type, context)
    return record, local_findings(record, context, source.text)


def rows_for(record: Record, found: tuple[Finding, ...], path: str, digest: str, context: Context) -> Rows:
    """The rows of a record or page that was read."""
    rows = rows_of(record, found, path, digest)
    if record.type == "page":
        return rows
    made = source_of(0, rows.record, rows.fields, rows.items, rows.entries, rows.tasks)
    return rows._replace(dated=dated_rows(made, context.config.data["kinds"]))


def _broken(path: str, record_type: str, finding: Finding) -> Record:
    return Record(files.record_id(path, record_type), record_type, {}, {}, {}, {}, (), (), (), (), (finding,), frozenset(), 1, True)


def _page(path: str, text: str, context: Context) -> Record:
    """A hand-written page: its first heading is its name; links and merge markers are checked, dates and tasks mean nothing."""
    lines = Lines(text)
    split_page = split(text)
    start = split_page.body_start if split_page.opened else 0
    body = scanner.scan_body(text, start, context.body["customer"], lines)
    name = next((s.title for s in body.sections if s.level == 1), path.rpartition("/")[2].removesuffix(".md"))
    headings = tuple(Heading(s.level, s.title, s.line, True) for s in body.sections)
    front = {"name": name}
    record_id = files.record_id(path, "page")
    allowed = allowed_rules(text, start, lines)
    strays = tuple(finding for finding in find_strays(text) if not is_allowed(finding, allowed))
    return Record(record_id, "page", front, {}, {}, {}, (), (), tuple(body_links(body, lines)), headings, strays, allowed, 1, False)
