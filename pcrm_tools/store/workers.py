"""Processes that share long work on many files."""

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import Any


def count() -> int:
    """How many processes work at once."""
    return min(os.cpu_count() or 1, 8)


def pool(
    initializer: Callable[..., None] | None = None, arguments: tuple[Any, ...] = (), most: int | None = None
) -> ProcessPoolExecutor:
    """A pool of processes, of so many at most; they are forked where that is safe and the system can, since a fresh start costs seconds."""
    import multiprocessing

    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else None
    number = count() if most is None else min(count(), most)
    return ProcessPoolExecutor(number, multiprocessing.get_context(method), initializer=_begin, initargs=(initializer, arguments))


def _begin(initializer: Callable[..., None] | None, arguments: tuple[Any, ...]) -> None:
    import threading

    threading.Thread(target=_end_with_parent, daemon=True).start()
    if initializer is not None:
        initializer(*arguments)


def _end_with_parent() -> None:
    """Ends a worker whose parent was killed: it would wait for work forever, and hold every lock that the parent held."""
    from multiprocessing import connection, parent_process

    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
