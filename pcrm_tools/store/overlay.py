"""Rows of other states of a notebook: some records alone, in memory; or the whole cache with some files put as they are elsewhere."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from pcrm_tools.model.config import Config
from pcrm_tools.store import cache
from pcrm_tools.store.decoded import Rows
from pcrm_tools.store.freshness import delete_rows, insert_rows
from pcrm_tools.store.schema import TABLES


def in_memory(batch: Mapping[str, Rows], numbers: Mapping[str, int]) -> sqlite3.Connection:
    """A database of some records alone, by path; records of the same number are one record in another."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(TABLES)  # there are too few rows for indexes to be worth their making
    insert_rows(connection, [(numbers[path], rows) for path, rows in batch.items()])
    return connection


class _Undo(Exception):  # noqa: N818 - nothing is wrong
    """Ends what is done aside."""


@contextmanager
def aside(connection: sqlite3.Connection, notice: cache.Notice) -> Iterator[None]:
    """What is changed within is seen by nobody else and taken back at the end, whatever happens.

    A copy would need as much memory as the cache has bytes. Meanwhile other programs may read the cache, and wait to write it.
    """
    try:
        with cache.transaction(connection, notice=notice):
            yield
            raise _Undo
    except _Undo:
        return


def put(connection: sqlite3.Connection, rows: Iterable[Rows], gone: Iterable[str], config: Config, findings: Iterable[object]) -> None:
    """Puts files in the place of what is there by their paths, takes others out, and has other settings with their findings."""
    batch = list(rows)
    paths = {*gone, *(one.record[0] for one in batch)}
    delete_rows(connection, [n for path in paths for (n,) in connection.execute("select n from record where path = ?", (path,))])
    free = int(connection.execute("select coalesce(max(n), 0) from record").fetchone()[0]) + 1
    insert_rows(connection, list(enumerate(batch, free)))
    cache.set_meta(connection, "config", json.dumps(config.data, ensure_ascii=False))
    cache.set_meta(connection, "settings_findings", json.dumps(list(findings), ensure_ascii=False))


def empty(connection: sqlite3.Connection) -> None:
    """Takes every record out."""
    delete_rows(connection, [n for (n,) in connection.execute("select n from record")])
