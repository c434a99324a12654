"""pcrm.yml read and validated like a record: settings as plain data with defaults, and findings with their places."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pcrm_tools.model.config import Config, defaults
from pcrm_tools.model.finding import Finding, Rule
from pcrm_tools.model.record import Item
from pcrm_tools.model.settings import Settings
from pcrm_tools.model.values import CURRENCIES, Place
from pcrm_tools.text import frontmatter, nodes, scalars, settings_checks
from pcrm_tools.text.decode import Reader, placed
from pcrm_tools.text.entries import json_value
from pcrm_tools.text.keys import keys_of
from pcrm_tools.text.lines import Lines
from pcrm_tools.text.record import allowed_rules, is_allowed
from pcrm_tools.text.saved_queries import nodes_of
from pcrm_tools.text.settings_judge import Judge

RULES: tuple[Rule, ...] = settings_checks.RULES
_WORDS = scalars.Words("CNY", {}, {}, {}, {}, {})


def read_settings(text: str) -> tuple[Config, tuple[Finding, ...]]:
    """The settings that a pcrm.yml's text gives over the defaults, and what is wrong with it."""
    lines = Lines(text)
    reader = Reader(text, lines, _WORDS)
    composed = frontmatter.compose(text, 0, len(text))
    reader.findings.extend(composed.findings)
    data = defaults()
    places: dict[str, Place] = {}
    if composed.root is not None:
        reader.words = _words_ahead(composed.root)
        values = reader.fields(keys_of(Settings), composed.root, "", places)
        for name in ("team", "sla", "rules"):
            places.update({f"{name}.{number}": item.place for number, item in enumerate(values.get(name) or ())})
        _merge(data, {key: plain_data(value) for key, value in values.items()})
    settings_checks.check(reader, data, places, nodes_of(composed.root))
    allowed = allowed_rules(text, len(text), lines)
    return Config(data), tuple(finding for finding in placed(reader.findings, "pcrm.yml") if not is_allowed(finding, allowed))


def setting_place(text: str, name: str) -> Place:
    """Where a setting stands in a pcrm.yml's text by its dotted name (`team.0` is the first member), else what is around it."""
    reader = Reader(text, Lines(text), _WORDS)
    places: dict[str, Place] = {}
    root = frontmatter.compose(text, 0, len(text)).root
    if root is not None:
        values = reader.fields(keys_of(Settings), root, "", places)
        places.update({f"team.{number}": item.place for number, item in enumerate(values.get("team") or ())})
    return Judge(reader, places).place(name)


def _words_ahead(root: frontmatter.Mapping) -> scalars.Words:
    """What values elsewhere in the settings are held against, wherever it stands: the ids of the team and the currency."""
    words = _WORDS
    for key, node in root.pairs:
        if key.value in ("team", "团队") and isinstance(node, nodes.Sequence):
            members = [pair for member in node.items if isinstance(member, nodes.Mapping) for pair in member.pairs]
            ids = [child.value for name, child in members if name.value in ("id", "编号") and isinstance(child, nodes.Scalar)]
            words = words._replace(team={word: word for word in ids})
        elif key.value in ("currency", "货币") and isinstance(node, nodes.Scalar) and node.value.strip() in CURRENCIES:
            words = words._replace(currency=node.value.strip())
    return words


def plain_data(value: Any) -> Any:
    """Typed settings as plain JSON data."""
    if isinstance(value, Item):
        return plain_data(value.cells)
    if isinstance(value, Mapping):
        return {key: plain_data(child) for key, child in value.items()}
    if isinstance(value, (tuple, list)) and not hasattr(value, "_fields"):
        return [plain_data(child) for child in value]
    if isinstance(value, date):
        return value.isoformat()
    return json_value(value)


def _merge(data: dict[str, Any], given: dict[str, Any]) -> None:
    for key, value in given.items():
        if key == "pipelines" and isinstance(value, dict):
            data[key].update(value)
        elif key in ("lifecycle", "tiers") and not value:
            continue
        elif key in ("calendar", "site", "privacy", "search", "risk", "evaluation", "fields") and isinstance(value, dict):
            data[key].update(value)
        else:
            data[key] = value
