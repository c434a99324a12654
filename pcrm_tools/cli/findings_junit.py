"""Findings as JUnit XML, which nearly every build server shows."""

from collections.abc import Mapping, Sequence

from pcrm_tools.cli.findings import Said, say
from pcrm_tools.model.finding import Finding, Rule

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def _xml(text: str) -> str:
    # `say` has escaped every character that XML 1.0 cannot hold.
    return text.translate(_ENTITIES)


def _case(said: Said) -> str:
    """An error is a failed test, a warning a passed one with a word: builds fail on errors alone."""
    where = f"{said.path}:{said.line}:{said.column}"
    start = f'    <testcase classname="{_xml(said.path)}" name="{_xml(f"{said.rule} {said.line}:{said.column}")}" time="0">\n'
    text = f"{where}: {said.message}" + (f"\n{said.hint}" if said.hint else "")
    if said.severity == "error":
        inside = f'      <failure type="{_xml(said.rule)}" message="{_xml(said.message)}">{_xml(text)}</failure>\n'
    else:
        inside = f"      <system-out>{_xml(f'{said.severity}: {text}')}</system-out>\n"
    return start + inside + "    </testcase>\n"


def junit(findings: Sequence[Finding], rules: Mapping[str, Rule], lang: str) -> str:
    """One test suite: a test for each finding, or one passed test where there is none."""
    said = [say(finding, rules, lang) for finding in findings]
    failures = sum(one.severity == "error" for one in said)
    cases = "".join(map(_case, said)) or '    <testcase classname="pcrm" name="validate" time="0"/>\n'
    numbers = f'tests="{max(len(said), 1)}" failures="{failures}" errors="0"'
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuites {numbers}>\n  <testsuite name="pcrm validate" {numbers} time="0">\n{cases}  </testsuite>\n</testsuites>\n'
    )
