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


def _records(record_type: str) -> Callable[["Session"], Iterable[Offer]]:
    query = "select id, name from record where type = ? or (? = '' and type != 'page') order by id"
    return lambda session: session.db.execute(query, (record_type, record_type))


def _people(session: "Session") -> Iterable[Offer]:
    return [(member["id"], str(member.get("name") or "")) for member in session.config.data["team"] if not member.get("left")]


def _stages(session: "Session") -> Iterable[Offer]:
    pipelines = session.config.data["pipelines"].values()
    codes = dict.fromkeys(code for pipeline in pipelines for code in pipeline["stages"])
    return [(code, session.config.label("stage", code, "zh")) for code in codes]


def _views(session: "Session") -> Iterable[Offer]:
    return [(name, "") for name in session.config.data["views"]]


RECORD = _completing(_records(""))
CUSTOMER = _completing(_records("customer"))
PROJECT = _completing(_records("project"))
PERSON = _completing(_people)
STAGE = _completing(_stages)
VIEW = _completing(_views)
