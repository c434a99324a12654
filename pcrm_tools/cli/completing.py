"""Words that the shell completes from the open notebook: records by id or name, people, stages and views.

Chinese words are offered for their pinyin and initials too. Such a word does not begin with what was typed: bash and zsh put it
in the place of that (click's scripts tell them so), fish offers only what holds it.
"""

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
Offer = tuple[str, ...]  # the word to type, what it stands for, and what else that is called


def offered(offers: Iterable[Offer], start: str) -> "list[CompletionItem]":
    """The words that begin, or whose names begin, with what was typed so far; if there are none, those that sound so."""
    from click.shell_completion import CompletionItem

    safe = [offer for offer in offers if offer[0].isprintable() and _PASTED.fullmatch(offer[0])]
    folded = start.casefold()
    found = [offer for offer in safe if any(name.casefold().startswith(folded) for name in offer)]
    if not found and start.isascii() and start.isalpha():
        found = _sounding(safe, folded)
    return [CompletionItem(word, help=name if name.isprintable() else None) for word, name, *_ in found[:_MOST]]


def _sounding(offers: Iterable[Offer], letters: str) -> list[Offer]:
    """The words with a Chinese name that begins with these letters, as pinyin or as initials."""
    from pcrm_tools.text.fold import fold
    from pcrm_tools.text.pinyin import opens, runs

    names = ((offer, [name for name in offer if not name.isascii()]) for offer in offers)
    return [offer for offer, chinese in names if any(opens(run, letters) for name in chinese for run in runs(fold(name)))]


def _completing(offers: Callable[["Session"], Iterable[Offer]]) -> Complete:
    def complete(ctx: click.Context, _: click.Parameter, incomplete: str) -> "list[CompletionItem]":
        try:
            return offered(offers(ctx.obj.session()), incomplete)
        except Exception:  # a key press must not print an error into the command line
            return []

    return complete


def records(record_type: str = "") -> Complete:
    """Ids of records of one type (`customer`, `project`), or of both; they are found by name and alias too."""
    query = """select r.id, r.name, a.value from record r left join field a on a.n = r.n and a.key = 'aliases'
        where r.type = :type or (:type = '' and r.type != 'page') order by r.id, a.ord"""
    return _completing(lambda session: _by_id(session.db.execute(query, {"type": record_type})))


def _by_id(rows: "Iterable[tuple[str, str, str | None]]") -> list[Offer]:
    """One offer a record, with all its aliases."""
    found: dict[str, list[str]] = {}
    for record_id, name, alias in rows:
        found.setdefault(record_id, [record_id, name]).extend([alias] if alias else [])
    return [tuple(words) for words in found.values()]


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


def house_rules() -> Complete:
    """The house rules of pcrm.yml."""
    return _completing(lambda session: [(rule["name"], rule["when"]) for rule in session.config.data.get("rules") or () if rule])


def reports() -> Complete:
    """The reports that there are."""
    return _completing(_reports)


def _reports(_: "Session") -> Iterable[Offer]:
    from pcrm_tools.reporting import REPORTS

    return [(kind.name, kind.title.zh) for kind in REPORTS]
