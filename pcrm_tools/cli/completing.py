"""Words that the shell completes from the open notebook: records by id or name, people, stages and views."""

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from pcrm_tools.session import Session

_MOST = 200
# What every shell takes as it stands. bash pastes a completion into the command line unquoted, so an id such as
# `$(…)` must not be offered; nothing is lost, it can still be typed in quotes.
_PASTED = re.compile(r"[A-Za-z0-9_.+@%,:\u00a1-\U0010ffff][A-Za-z0-9_.+@%,:\u00a1-\U0010ffff-]*")

Complete = Callable[[click.Context, click.Parameter, str], "list[CompletionItem]"]
Offer = tuple[str, str]  # the word to type, and what it stands for


def _offered(offers: Iterable[Offer], start: str) -> "list[CompletionItem]":
    """The words that begin, or whose names begin, with what was typed so far."""
    from click.shell_completion import CompletionItem

    start = start.casefold()
    found = []
    for word, name in offers:
        begins = word.casefold().startswith(start) or name.casefold().startswith(start)
        if begins and word.isprintable() and _PASTED.fullmatch(word):
            found.append(CompletionItem(word, help=name if name.isprintable() else None))
            if len(found) == _MOST:
                break
    return found


def _completing(offers: Callable[["Session"], Iterable[Offer]]) -> Complete:
    def complete(ctx: click.Context, _: click.Parameter, incomplete: str) -> "list[CompletionItem]":
        try:
            return _offered(offers(ctx.obj.session()), incomplete)
        except Exception:  # a key press must not print an error into the command line
            return []

    return complete


def records(record_type: str = "") -> Complete:
    """Ids of records of one type (`customer`, `project`), or of both; they are found by name too."""
    query = "select id, name from record where type = ? or (? = '' and type != 'page') order by id"
    return _completing(lambda session: session.db.execute(query, (record_type, record_type)))


def people() -> Complete:
    """Ids of the team's members who have not left."""
    return _completing(
        lambda session: [(one["id"], str(one.get("name") or "")) for one in session.config.data["team"] if not one.get("left")]
    )


def stages() -> Complete:
    """The stages of every pipeline."""
    return _completing(lambda session: [(code, session.config.label("stage", code, "zh")) for code in _stage_codes(session)])


def _stage_codes(session: "Session") -> Iterable[str]:
    return dict.fromkeys(code for pipeline in session.config.data["pipelines"].values() for code in pipeline["stages"])


def views() -> Complete:
    """The views of pcrm.yml."""
    return _completing(lambda session: [(name, "") for name in session.config.data["views"]])
