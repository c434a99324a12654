"""What reading a record depends on besides its text: the words and own fields that the settings give."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from pcrm_tools.model.config import LIFECYCLE_ZH, STAGE_ZH, TIER_ZH, Config, choice_words
from pcrm_tools.model.fields import Field
from pcrm_tools.model.log import KIND_WORDS, KINDS, TOKENS, LogKind
from pcrm_tools.text import tokens
from pcrm_tools.text.keys import Keys, declared, make_keys, own_field, struct_keys
from pcrm_tools.text.scalars import Words

RECORD_TYPES = ("customer", "project")


class Context(NamedTuple):
    """Settings made ready for decoding, built once for a run; `pipelines` are the words in a project of each pipeline."""

    config: Config
    words: Words
    pipelines: Mapping[str, Words]
    keys: Mapping[str, Keys]
    kinds: Mapping[str, LogKind]
    body: Mapping[str, tokens.Words]


def make_context(config: Config) -> Context:
    """The context that a notebook's settings give."""
    data = config.data
    pipelines = {name.lower(): name for name in data["pipelines"]}
    words = Words(
        config.currency, config.team_words(), config.words("lifecycle", LIFECYCLE_ZH), config.words("tiers", TIER_ZH),
        pipelines, config.stage_words(),
    )
    # Two pipelines may call different stages by one name.
    of_pipeline = {
        name: words._replace(stage={**words.stage, **choice_words(pipeline["stages"], STAGE_ZH)})
        for name, pipeline in data["pipelines"].items()
    }
    kinds = dict(KINDS)
    kind_words = {word.lower(): code for word, code in KIND_WORDS.items()}
    for code, entry in data["kinds"].items():
        kind = own_kind(code, entry or {})
        kinds[code] = kind
        kind_words.update({word.lower(): code for word in (code, *kind.zh)})
    scaled = data["risk"].get("scale") == "1-5"
    keys = {name: make_keys(f"a {name}", fields(name, data["fields"].get(name) or {}, scaled)) for name in RECORD_TYPES}
    own_tokens = {word.lower(): word for kind in kinds.values() for word in kind.carries if word not in TOKENS}
    body = {name: _body_words(keys[name], kind_words, own_tokens) for name in RECORD_TYPES}
    return Context(config, words, of_pipeline, keys, kinds, body)


def fields(record_type: str, own: Mapping[str, Any], scaled: bool = False) -> dict[str, Field]:
    """The declared fields of a record type, then the notebook's own ones; `scaled` risks are scored 1 to 5, not in percent."""
    found = dict(declared(record_type))
    if scaled and "risks" in found:
        inner = dict(struct_keys(found["risks"]).fields)
        inner.update({key: inner[key]._replace(kind="number", span=(1, 5)) for key in ("probability", "impact")})
        found["risks"] = found["risks"]._replace(struct=make_keys("risk", inner))
    for key, entry in own.items():
        found.setdefault(key, own_field(key, entry or {}))
    return found


def own_kind(code: str, entry: Mapping[str, Any]) -> LogKind:
    """A log kind that pcrm.yml declares; without a group it is a note."""
    label = entry.get("label") or ""
    zh = tuple(dict.fromkeys(word for word in (entry.get("zh"), label, *(entry.get("aliases") or ())) if word))
    known = KINDS.get(code)
    group = entry.get("group") or (known.group if known else "note")
    return LogKind(code, group, zh or (known.zh if known else ()), tuple(entry.get("carries") or ()), label)


def _body_words(keys: Keys, kind_words: Mapping[str, str], own_tokens: Mapping[str, str]) -> tokens.Words:
    tables = {
        word.lower(): spec.key
        for spec in keys.fields.values()
        if spec.kind == "items"
        for word in (spec.key, spec.key.replace("_", " "), spec.label, *spec.zh)
    }
    known = {**own_tokens, **tokens.DEFAULT_WORDS.keys}
    return tokens.DEFAULT_WORDS._replace(kinds=kind_words, keys=known, tables=tables)
