"""Findings for the pages of code hosts: GitHub's workflow commands and GitLab's code quality report."""

import hashlib
from collections.abc import Mapping, Sequence

from pcrm_tools.cli.findings import Said, say
from pcrm_tools.cli.formats import json_text
from pcrm_tools.model.finding import Finding, Rule


def _message(said: Said) -> str:
    return f"{said.message} — {said.hint}" if said.hint else said.message


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


ANNOTATIONS = 10  # of one kind that GitHub shows for a step; it drops the rest without a word
_REST = {"en": "{count} more, in the summary too", "zh": "另有 {count} 个，摘要中也有"}


def github(findings: Sequence[Finding], rules: Mapping[str, Rule], lang: str) -> str:
    """Workflow commands, one a line, which GitHub shows beside the lines of a pull request: errors first.

    Of errors and of warnings it shows ten a step; the others follow as lines of the step's own output, in a group.
    """
    shown: list[Said] = []
    rest: list[Said] = []
    for severity in ("error", "warning"):
        said = [say(finding, rules, lang) for finding in findings if (finding.severity == "error") is (severity == "error")]
        shown += said[:ANNOTATIONS]
        rest += said[ANNOTATIONS:]
    text = "".join(map(_annotation, shown))
    if rest:
        lines = "".join(f"{one.path}:{one.line}:{one.column}: {_message(one)} [{one.rule}]\n" for one in rest)
        text += f"::group::{_REST[lang].format(count=len(rest))}\n{lines}::endgroup::\n"
    return text


def _annotation(said: Said) -> str:
    """One workflow command."""
    command = "error" if said.severity == "error" else "warning"
    place = f"file={_property(said.path)}"
    if said.line > 0:
        place += f",line={said.line},col={max(said.column, 1)}"
    return f"::{command} {place},title={_property(said.rule)}::{_data(_message(said))}\n"


def fingerprints(findings: Sequence[Finding]) -> list[str]:
    """A name for each finding that stays when lines move: from rule, path and values, numbered where they repeat."""
    seen: dict[str, int] = {}
    names = []
    for finding in findings:
        values = (f"{key}={value}" for key, value in sorted(finding.values.items()) if key != "line")
        text = "\0".join((finding.rule, finding.path, *values))
        seen[text] = seen.get(text, 0) + 1
        names.append(hashlib.sha256(f"{text}\0{seen[text]}".encode("utf-8", "backslashreplace")).hexdigest()[:40])
    return names


def gitlab(findings: Sequence[Finding], rules: Mapping[str, Rule], lang: str) -> str:
    """GitLab's code quality report: a JSON list, errors as `major`, warnings as `minor`."""
    entries = []
    for finding, fingerprint in zip(findings, fingerprints(findings), strict=True):
        said = say(finding, rules, lang)
        entries.append(
            {
                "description": _message(said),
                "check_name": said.rule,
                "fingerprint": fingerprint,
                "severity": "major" if said.severity == "error" else "minor",
                "location": {"path": finding.path, "lines": {"begin": max(said.line, 1)}},
            }
        )
    return "[" + ",\n".join(map(json_text, entries)) + "]\n"
