"""The fields that a question may name, in either language, with the notebook's own ones: light enough for a warm start."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from pcrm_tools.model import field_table
from pcrm_tools.model.config import LIFECYCLE_ZH, TIER_ZH, Config, choice_words


class Known(NamedTuple):
    """A field as questions see it: canonical key, kind, labels, and its choices' words (lower case) -> code."""

    key: str
    kind: str
    label: str
    label_zh: str
    choices: Mapping[str, str]
    many: bool


@lru_cache(maxsize=8)
def catalogue(config: Config, record_types: tuple[str, ...] = ("customer", "project")) -> dict[str, Known]:
    """Every accepted word of every field (dotted for maps and items), lower case -> what is known of it."""
    found: dict[str, Known] = {}
    tables = {"customer": field_table.CUSTOMER, "project": field_table.PROJECT}
    for record_type in record_types:
        words_of: dict[str, tuple[str, ...]] = {}
        for key, kind, many, label, zh, choices in tables[record_type]:
            known = Known(key, kind, label, zh[0] if zh else label, _choices(config, kind, choices), bool(many))
            _add(found, words_of, key, zh, known)
        for key, entry in (config.data["fields"].get(record_type) or {}).items():
            _own(found, words_of, key, entry or {})
    return found


def _add(found: dict[str, Known], words_of: dict[str, tuple[str, ...]], key: str, zh: tuple[str, ...], known: Known) -> None:
    parent, _, last = key.rpartition(".")
    words = (last, *zh)
    if parent:
        words = tuple(f"{before}.{word}" for before in words_of[parent] for word in words)
    words_of[key] = words
    for word in words:
        found.setdefault(word.lower(), known)


def _own(found: dict[str, Known], words_of: dict[str, tuple[str, ...]], key: str, entry: Mapping[str, Any]) -> None:
    label = str(entry.get("label") or key)
    zh = tuple(word for word in (entry.get("zh"), label if not label.isascii() else "", *(entry.get("aliases") or ())) if word)
    choices = {str(code).lower(): str(code) for code in entry.get("choices") or ()}
    kind = str(entry.get("type") or ("choice" if choices else "text"))
    _add(found, words_of, key, zh, Known(key, kind, label, zh[0] if zh else label, choices, bool(entry.get("many"))))
    for name, inner in (entry.get("items") or {}).items():
        _own(found, words_of, f"{key}.{name}", inner or {})


def _choices(config: Config, kind: str, choices: Mapping[str, tuple[str, ...]]) -> Mapping[str, str]:
    if choices:
        return {word.lower(): code for code, zh in choices.items() for word in (code, *zh)}
    if kind == "lifecycle":
        return choice_words(config.data["lifecycle"], LIFECYCLE_ZH)
    if kind == "tier":
        return choice_words(config.data["tiers"], TIER_ZH)
    if kind == "stage":
        return config.stage_words()
    if kind == "person":
        return {word.lower(): code for word, code in config.team_words().items()}
    if kind == "bool":
        return {"yes": "yes", "true": "yes", "是": "yes", "no": "no", "false": "no", "否": "no"}
    return {}


def own_words(config: Config) -> frozenset[str]:
    """Every word of the notebook's own fields, lower case; those of the columns of its registers left out."""
    entries = [(key, entry or {}) for fields in config.data["fields"].values() for key, entry in (fields or {}).items()]
    labels = [str(entry["label"]) for _, entry in entries if entry.get("label") and not str(entry["label"]).isascii()]
    words = [word for key, entry in entries for word in (key, entry.get("zh"), *(entry.get("aliases") or ())) if word]
    return frozenset(str(word).lower() for word in (*words, *labels))
