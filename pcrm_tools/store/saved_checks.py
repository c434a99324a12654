"""What pcrm.yml's saved queries, views and boards ask for that is not there: fields, choices and columns that nobody knows.

That a query can be read at all, and that its segments are known, is said by whoever reads pcrm.yml; which fields there are
depends on the records too, since a key that no schema knows is kept and can be asked for.
"""

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from pcrm_tools.model.config import Config
from pcrm_tools.model.finding import Finding
from pcrm_tools.store import cache, files, listing, select
from pcrm_tools.store.computed import Frame
from pcrm_tools.store.look import SETTINGS
from pcrm_tools.text import saved_queries
from pcrm_tools.text.query import parse
from pcrm_tools.text.query_tree import QueryError
from pcrm_tools.text.segments import segment_words, without_segments


class _Wrong(NamedTuple):
    """Something in a saved query or view: its place by name and character, what it is called, and the finding's values."""

    where: str
    at: int
    name: str
    values: dict[str, str]


def saved_findings(connection: sqlite3.Connection, root: Path, today: date) -> list[Finding]:
    """The findings on pcrm.yml about fields, choices and columns of its saved queries, views and boards."""
    stored = cache.get_meta(connection, "config")
    if not stored:
        return []
    config = Config(cache.loads(stored))
    wrong = [*_queries(connection, config, today), *_views(config), *_boards(config)]
    return _placed(root, wrong) if wrong else []


def _queries(connection: sqlite3.Connection, config: Config, today: date) -> Iterator[_Wrong]:
    question = select.Question(Frame(connection, config, today, checking=True), lambda tree: ())
    words = segment_words(config)
    for where, name, text in saved_queries.saved_queries(config.data):
        query = parse(text) if isinstance(text, str) else None
        if query is None or isinstance(query, QueryError):
            continue
        found = select.where(without_segments(query, words), question)
        if isinstance(found, QueryError):
            yield _Wrong(where, found.at, name, {
                "seen": text, "why": "cannot be asked", "why_zh": "无法查询", "want": found.message("en"), "want_zh": found.message("zh"),
            })  # fmt: skip


def _views(config: Config) -> Iterator[_Wrong]:
    for view, entry in config.data["views"].items():
        columns = [(f"views.{view}.columns.{number}", str(word)) for number, word in enumerate((entry or {}).get("columns") or ())]
        order = str((entry or {}).get("sort") or "")
        for where, word in (*columns, *([(f"views.{view}.sort", order)] if order else [])):
            if listing.column_name(config, word.removeprefix("-")) is None:
                yield _no_field(config, where, where if where.endswith(".sort") else where.rpartition(".")[0], word)


def _boards(config: Config) -> Iterator[_Wrong]:
    boards = (config.data.get("site") or {}).get("boards") or {}
    for board, entry in boards.items():
        for number, word in enumerate((entry or {}).get("cards") or ()):
            if listing.column_name(config, str(word)) is None:
                where = f"site.boards.{board}.cards"
                yield _no_field(config, f"{where}.{number}", where, str(word))


def _no_field(config: Config, where: str, name: str, word: str) -> _Wrong:
    near = listing.near_column(config, word.removeprefix("-"))
    return _Wrong(where, 0, name, {
        "seen": word, "why": "is no field", "why_zh": "不是字段", "want": f"write {near or 'a field such as owner'}",
        "want_zh": f"改成 {near or '字段名，如 负责人'}",
    })  # fmt: skip


def _placed(root: Path, wrong: list[_Wrong]) -> list[Finding]:
    """The findings at their places, which only the text of pcrm.yml tells; those that it allows are left out."""
    from pcrm_tools.text import frontmatter
    from pcrm_tools.text.lines import Lines
    from pcrm_tools.text.record import allowed_rules, is_allowed
    from pcrm_tools.text.settings_judge import SETTING

    source = files.read_text(root / SETTINGS, SETTINGS)
    if isinstance(source, Finding):
        return []
    lines = Lines(source.text)
    nodes = saved_queries.nodes_of(frontmatter.compose(source.text, 0, len(source.text)).root)
    allowed = allowed_rules(source.text, len(source.text), lines)
    found = []
    for where, at, name, values in wrong:
        node = saved_queries.node_of(nodes, where, values["seen"])
        line, column = saved_queries.place(lines, source.text, node, at) if node else (1, 1)
        found.append(SETTING.at(line, column, name=name, **values)._replace(path=SETTINGS))
    return [finding for finding in found if not is_allowed(finding, allowed)]
