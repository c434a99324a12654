"""JSON Schema (2020-12) of front matter and settings, made from the declared fields."""

from collections.abc import Mapping
from typing import Any

from pcrm_tools.model.config import LIFECYCLE_ZH, TIER_ZH, Config, choice_words
from pcrm_tools.model.fields import Field, fields_of
from pcrm_tools.model.settings import Settings
from pcrm_tools.text.context import fields
from pcrm_tools.text.keys import Keys, struct_keys

_PATTERNS: Mapping[str, str] = {
    "date": r"^\d{4}-\d{2}-\d{2}$",
    "duration": r"^\+?\d+\s*(min|h|d|w|mo|q|y|分钟|小时|天|日|周|星期|个月|月|季度|季|年)$",
    "email": r"^[^\s@]+@[^\s@]+\.[^\s@]+$",
    "url": r"^https?://",
    "birthday": r"^((lunar |农历)?(\d{4}-)?\d{2}-\d{2})$",
    "percent": r"^-?[\d.]+%?$",
}


def json_schema(what: str, config: Config, lang: str) -> dict[str, Any]:
    """The schema of `customer`, `project` or `settings`; every accepted word of a key is a property."""
    scaled = config.data["risk"].get("scale") == "1-5"
    found = dict(fields_of(Settings)) if what == "settings" else fields(what, config.data["fields"].get(what) or {}, scaled)
    properties = {word: _value(spec, config, lang) for spec in found.values() for word in _words(spec)}
    required = [{"anyOf": [{"required": [word]} for word in _words(spec)]} for spec in found.values() if spec.required]
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"pcrm {what}", "type": "object", "properties": properties,
    }
    if required:
        schema["allOf"] = required
    return schema


def _words(spec: Field) -> tuple[str, ...]:
    return tuple(dict.fromkeys((spec.key, *spec.aliases, *spec.zh)))


def _value(spec: Field, config: Config, lang: str) -> dict[str, Any]:
    """What a field holds; nothing behind a key is the same as no key, so that null is right everywhere."""
    described = {"title": spec.label_zh if lang == "zh" else spec.label, "description": spec.help_zh if lang == "zh" else spec.help}
    if spec.kind == "items":
        return {**described, "type": ["array", "null"], "items": _struct(struct_keys(spec), config, lang)}
    if spec.kind == "map":
        return {**described, **(_struct(struct_keys(spec), config, lang) if spec.struct is not None else {"type": ["object", "null"]})}
    if spec.kind == "table":
        inner = {"anyOf": [_struct(struct_keys(spec), config, lang), {"type": "string"}]} if spec.struct is not None else {}
        return {**described, "type": ["object", "array", "null"], "additionalProperties": inner}
    if spec.kind == "any":
        return described
    scalar = _scalar(spec, config)
    lists = [{"type": "array", "items": scalar}] if spec.many else []
    return {**described, "anyOf": [scalar, *lists, {"type": "null"}]}


def _struct(keys: Keys, config: Config, lang: str) -> dict[str, Any]:
    properties = {word: _value(spec, config, lang) for spec in keys.fields.values() for word in _words(spec)}
    return {"type": ["object", "null"], "properties": properties}


def _scalar(spec: Field, config: Config) -> dict[str, Any]:
    words = _choices(spec, config)
    if words:
        return {"enum": words}
    if spec.kind in _PATTERNS:
        return {"type": ["string", "number"], "pattern": _PATTERNS[spec.kind]}
    if spec.kind == "bool":
        return {"enum": [True, False, "yes", "no", "true", "false", "是", "否"]}
    return {"type": ["string", "number", "boolean"]}


def _choices(spec: Field, config: Config) -> list[str]:
    if spec.choices:
        return [word for choice in spec.choices for word in (choice.code, *choice.zh)]
    if spec.kind == "person":
        return [member["id"] for member in config.data["team"]]
    if spec.kind == "stage":
        return list(config.stage_words())
    if spec.kind == "pipeline":
        return list(config.data["pipelines"])
    if spec.kind == "lifecycle":
        return list(choice_words(config.data["lifecycle"], LIFECYCLE_ZH))
    if spec.kind == "tier":
        return list(choice_words(config.data["tiers"], TIER_ZH))
    return []
