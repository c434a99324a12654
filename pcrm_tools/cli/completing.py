"""Words that the shell completes: ids of the notebook's records, looked up by id or name."""

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_MOST = 200
# What every shell takes as it stands. bash pastes a completion into the command line unquoted, so an id such as
# `$(…)` must not be offered; nothing is lost, it can still be typed in quotes.
_PASTED = re.compile(r"[A-Za-z0-9_.+@%,:\u00a1-\U0010ffff][A-Za-z0-9_.+@%,:\u00a1-\U0010ffff-]*")

Complete = Callable[[click.Context, click.Parameter, str], "list[CompletionItem]"]


def _matches(rows: Iterable[tuple[str, str]], start: str) -> "list[CompletionItem]":
    from click.shell_completion import CompletionItem

    start = start.casefold()
    found = []
    for record_id, name in rows:
        if (record_id.casefold().startswith(start) or name.casefold().startswith(start)) and _offered(record_id):
            found.append(CompletionItem(record_id, help=name if name.isprintable() else None))
            if len(found) == _MOST:
                break
    return found


def _offered(word: str) -> bool:
    return word.isprintable() and _PASTED.fullmatch(word) is not None


def records(record_type: str = "") -> Complete:
    """A completion callback for ids of records (of one type: customer, project); quiet where there is no notebook."""

    def complete(ctx: click.Context, _: click.Parameter, incomplete: str) -> "list[CompletionItem]":
        try:
            query = "select id, name from record where ? in ('', type) order by id"
            rows = ctx.obj.session().db.execute(query, (record_type,))
            return _matches(rows, incomplete)
        except Exception:  # a key press must not print an error into the command line
            return []

    return complete
