"""The communication plan: which log entries carry out an item of it, by channel and people."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

_SEPARATORS = str.maketrans(dict.fromkeys("/、，,;；|+&", " "))
_VIA_OF_KIND = {"微信": "wechat"}


class Fit(NamedTuple):
    """What an entry must be to carry out an item of the plan: of one of these kinds or sent by one of these ways (any contact
    where both are empty), with one of these people (anybody where there are none)."""

    kinds: tuple[str, ...]
    ways: tuple[str, ...]
    people: tuple[str, ...]


def fit_of(channel: str, people: Iterable[str], contacts: Iterable[Mapping[str, Any]], own: Mapping[str, Any]) -> Fit:
    """How an item of the plan is recognised: its channel's words as log kinds and ways (`own`: the notebook's own kinds), its
    people under all the names that the customer's contacts have."""
    kinds, ways = [], []
    known, ways_known = kind_words(own), _way_words()
    for word in channel.translate(_SEPARATORS).lower().split():
        if word in _VIA_OF_KIND:  # a word that stands for a way of sending, whatever the kind
            ways.append(_VIA_OF_KIND[word])
            continue
        if word in known:
            kinds.append(known[word])
        if word in ways_known:
            ways.append(ways_known[word])
    wanted = {name for name in people if name}
    for contact in contacts:
        names = {str(contact.get("name") or ""), *map(str, contact.get("aliases") or ())}
        if names & wanted:
            wanted |= names
    wanted.discard("")
    return Fit(tuple(dict.fromkeys(kinds)), tuple(dict.fromkeys(ways)), tuple(sorted(wanted)))


def fits(fit: Fit, kind: str, group: str, via: str, people: Sequence[str]) -> bool:
    """Whether an entry carries out an item of the plan."""
    if fit.kinds or fit.ways:
        if kind not in fit.kinds and (not via or via not in fit.ways):
            return False
    elif group != "contact":
        return False
    return not fit.people or any(name in fit.people for name in people)


def kind_words(own: Mapping[str, Any]) -> Mapping[str, str]:
    """Every word for a log kind, lower case -> its code; `own` are the kinds of pcrm.yml."""
    return _kind_words(json.dumps(own))


@lru_cache(maxsize=4)
def _kind_words(own: str) -> Mapping[str, str]:
    from pcrm_tools.model.field_table import KINDS

    words = {word.lower(): code for code, zh in KINDS.items() for word in (code, *zh)}
    for code, entry in json.loads(own).items():
        named = entry or {}
        for word in (code, named.get("zh"), named.get("label"), *(named.get("aliases") or ())):
            if word:
                words[str(word).lower()] = code
    return words


@lru_cache(maxsize=1)
def _way_words() -> Mapping[str, str]:
    from pcrm_tools.model.field_table import TOKENS

    choices = next(row[5] for row in TOKENS if row[0] == "via")
    return {word.lower(): code for code, zh in choices.items() for word in (code, *zh)}
