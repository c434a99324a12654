"""Findings as SARIF 2.1.0, which code hosts and editors read."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from pcrm_tools import __version__
from pcrm_tools.cli.findings import say
from pcrm_tools.cli.findings_hosts import fingerprints
from pcrm_tools.cli.formats import json_text
from pcrm_tools.model.finding import Finding, Rule

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def _inert(text: str) -> str:
    """Text in which no `[label](target)` is a link: SARIF makes one of it even in plain text."""
    return text.replace("](", "] (")


def _level(severity: str) -> str:
    return severity if severity in ("error", "warning") else "note"


def _rule(rule_id: str, rule: Rule | None, severity: str) -> dict[str, object]:
    if rule is None:
        text = help_text = rule_id
    else:
        text = _inert(f"{rule.en} / {rule.zh}")
        help_text = "\n".join(_inert(line) for line in (rule.en, rule.hint_en, rule.zh, rule.hint_zh) if line)
    return {
        "id": rule_id,
        "shortDescription": {"text": text},
        "help": {"text": help_text},
        "defaultConfiguration": {"level": _level(severity)},
    }


def _result(finding: Finding, rules: Mapping[str, Rule], lang: str, index: int, fingerprint: str) -> dict[str, object]:
    said = say(finding, rules, lang)
    uri = quote(finding.path, errors="backslashreplace")
    place: dict[str, object] = {"artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"}}
    if said.line > 0:
        place["region"] = {"startLine": said.line, "startColumn": max(said.column, 1)}
    message = f"{said.message} — {said.hint}" if said.hint else said.message
    return {
        "ruleId": said.rule,
        "ruleIndex": index,
        "level": _level(said.severity),
        "message": {"text": _inert(message)},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"pcrm/v1": fingerprint},
    }


def sarif(findings: Sequence[Finding], rules: Mapping[str, Rule], lang: str) -> str:
    """One SARIF run with the rules that were broken (help in both languages) and a result for each finding."""
    severities: dict[str, str] = {}
    for finding in findings:
        severities.setdefault(finding.rule, finding.severity)
    order = {rule_id: index for index, rule_id in enumerate(severities)}
    names = fingerprints(findings)
    results = [_result(f, rules, lang, order[f.rule], name) for f, name in zip(findings, names, strict=True)]
    driver = {
        "name": "pcrm",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(rule_id, rules.get(rule_id), severity) for rule_id, severity in severities.items()],
    }
    # Columns count code points, which is what the findings hold.
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}) + "\n"
