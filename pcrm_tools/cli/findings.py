"""Findings as text and for machines: each format takes the same findings, rules and language."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from pcrm_tools.cli.output import Output, Styled
from pcrm_tools.cli.table import Part
from pcrm_tools.cli.wording import Text, bounded, escape, fill
from pcrm_tools.model.finding import Finding, Rule

FORMATS = ("text", "json", "github", "gitlab", "sarif", "junit", "md")
_FROM_THE_TOP = ("github", "gitlab", "sarif")  # whose readers know paths from the repository's top only
_PATH_LIMIT = 1000
_VALUE_LIMIT = 1000  # characters of a value in JSON; a 10 MB line is not repeated there

_SUMMARY = Text("{errors}, {warnings} in {files}", "{errors}，{warnings}，涉及 {files}")
_CLEAN = Text("no findings", "没有发现问题")


class Said(NamedTuple):
    """A finding with its sentences in one language, escaped and bounded."""

    rule: str
    severity: str
    path: str
    line: int
    column: int
    message: str
    hint: str


def say(finding: Finding, rules: Mapping[str, Rule], lang: str) -> Said:
    """The finding's message and hint from its rule's templates; a rule that nobody declared is named by its id."""
    rule = rules.get(finding.rule)
    if rule is None:
        seen = finding.values.get("seen")
        message, hint = finding.rule if seen is None else f"{finding.rule}: {escape(bounded(seen, 200))}", ""
    elif lang == "zh":
        message, hint = fill(rule.zh or rule.en, finding.values), fill(rule.hint_zh or rule.hint_en, finding.values)
    else:
        message, hint = fill(rule.en, finding.values), fill(rule.hint_en, finding.values)
    path = escape(bounded(finding.path, _PATH_LIMIT))
    return Said(finding.rule, finding.severity, path, finding.line, finding.column, message, hint)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """The findings by path, line, column and rule."""
    return sorted(findings, key=lambda f: (f.path, f.line, f.column, f.rule))


def counts(findings: Iterable[Finding]) -> dict[str, int]:
    """How many errors and warnings there are."""
    found = {"error": 0, "warning": 0}
    for finding in findings:
        found[finding.severity] = found.get(finding.severity, 0) + 1
    return found


def _amount(number: int, one: str, many: str, zh: str, lang: str) -> str:
    if lang == "zh":
        return f"{number} {zh}"
    return f"{number} {one if number == 1 else many}"


def summary(findings: Sequence[Finding], lang: str) -> str:
    """One line that says how many errors and warnings were found in how many files."""
    if not findings:
        return _CLEAN.of(lang)
    found = counts(findings)
    return _SUMMARY.of(
        lang,
        errors=_amount(found["error"], "error", "errors", "个错误", lang),
        warnings=_amount(found["warning"], "warning", "warnings", "个警告", lang),
        files=_amount(len({f.path for f in findings}), "file", "files", "个文件", lang),
    )


def _as_text(out: Output, findings: Sequence[Finding], rules: Mapping[str, Rule]) -> None:
    for finding in findings:
        said = say(finding, rules, out.lang)
        place: list[Part] = [Styled(said.path, "path"), f":{said.line}:{said.column}: "]
        out.line(*place, Styled(said.severity, said.severity), f": {said.message} ", Styled(f"[{said.rule}]", "dim"))
        if said.hint:
            out.line("    ", said.hint)


def _as_json(out: Output, findings: Sequence[Finding], rules: Mapping[str, Rule], beside: Mapping[str, object]) -> None:
    entries = []
    for finding in findings:
        said = say(finding, rules, out.lang)
        value, allowed = (finding.values.get(key) for key in ("seen", "allowed"))
        entries.append(
            {
                **said._asdict(),
                "path": finding.path,
                "value": None if value is None else bounded(value, _VALUE_LIMIT),
                "allowed": None if allowed is None else bounded(allowed, _VALUE_LIMIT),
            }
        )
    out.json({"findings": entries, "counts": counts(findings), **beside})


def _from(module: str, function: str) -> Callable[[Output, Sequence[Finding], Mapping[str, Rule]], None]:
    """A writer that is imported when it is used: a run asks for one format."""

    def write(out: Output, findings: Sequence[Finding], rules: Mapping[str, Rule]) -> None:
        from importlib import import_module

        render = getattr(import_module(f"pcrm_tools.cli.{module}"), function)
        out.bytes(render(findings, rules, out.lang).encode("utf-8", "backslashreplace"))

    return write


_WRITERS: Mapping[str, Callable[[Output, Sequence[Finding], Mapping[str, Rule]], None]] = {
    "text": _as_text,
    "github": _from("findings_hosts", "github"),
    "gitlab": _from("findings_hosts", "gitlab"),
    "sarif": _from("findings_sarif", "sarif"),
    "junit": _from("findings_junit", "junit"),
    "md": _from("findings_markdown", "findings_markdown"),
}


def write_findings(
    out: Output, findings: Iterable[Finding], rules: Mapping[str, Rule], beside: Mapping[str, object] | None = None, folder: str = ""
) -> None:
    """Write the findings in the format that was asked for (`text` by default) and the summary on stderr.

    `beside` are more keys of the JSON object; `folder` is that of the notebook in its repository, which hosts want before paths.
    """
    ordered = in_order(findings)
    if folder and out.format in _FROM_THE_TOP:
        ordered = [finding._replace(path=f"{folder}/{finding.path}") for finding in ordered]
    if out.format == "json":
        _as_json(out, ordered, rules, beside or {})
    else:
        _WRITERS[out.format or "text"](out, ordered, rules)
    out.note(summary(ordered, out.lang))
