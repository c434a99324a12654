"""Findings in every format that people and machines read."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcrm_tools.cli.findings import FORMATS, in_order, say, summary, write_findings
from pcrm_tools.cli.findings_hosts import fingerprints, github, gitlab
from pcrm_tools.cli.findings_junit import junit
from pcrm_tools.cli.findings_sarif import sarif
from pcrm_tools.model.finding import Finding, Rule

DATE = Rule("date", "error", "`{seen}` is no date", "`{seen}` 不是日期", "write {want}", "请写成 {want}")
NEAR = Rule("near-key", "warning", "unknown key `{seen}`", "未知的键 `{seen}`", "one of {allowed}", "可选：{allowed}")
RULES = {rule.id: rule for rule in (DATE, NEAR)}
FINDINGS = (
    NEAR.at(3, 1, "projects/b.md", seen="stagee", allowed="stage, value"),
    DATE.at(12, 7, "customers/华星.md", seen="2024-02-30", want="2026-11-20"),
    DATE.at(2, 1, "customers/华星.md", seen="x", want="2026-11-20"),
)
HOSTILE = "a\x1b[2J%0A::error::x\n::set-output name=x::y <b>&\"']]>\ufffe](javascript:x)"


def written(caught: Callable, form: str, lang: str = "en", findings: tuple[Finding, ...] = FINDINGS) -> tuple[str, str]:
    run = caught(lang=lang)
    run.out.format = form
    write_findings(run.out, findings, RULES)
    return run.text(), run.messages()


def test_text_names_place_severity_rule_and_what_to_write(caught: Callable) -> None:
    text, summed = written(caught, "text")
    assert text == (
        "customers/华星.md:2:1: error: `x` is no date [date]\n    write 2026-11-20\n"
        "customers/华星.md:12:7: error: `2024-02-30` is no date [date]\n    write 2026-11-20\n"
        "projects/b.md:3:1: warning: unknown key `stagee` [near-key]\n    one of stage, value\n"
    )
    assert summed == "2 errors, 1 warning in 2 files\n"


def test_text_in_chinese(caught: Callable) -> None:
    text, summed = written(caught, "text", "zh")
    assert "projects/b.md:3:1: warning: 未知的键 `stagee` [near-key]\n    可选：stage, value\n" in text
    assert summed == "2 个错误，1 个警告，涉及 2 个文件\n"


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_findings_is_a_valid_answer_in_every_format(caught: Callable, form: str, lang: str) -> None:
    text, summed = written(caught, form, lang, ())
    if form in ("json", "gitlab", "sarif"):
        json.loads(text)
    elif form == "junit":
        assert ET.fromstring(text.encode()).get("failures") == "0"
    elif form == "md":
        assert text in ("**no findings**\n", "**没有发现问题**\n")
    else:
        assert text == ""
    assert summed in ("no findings\n", "没有发现问题\n")


def test_findings_stand_by_path_line_column() -> None:
    places = [(finding.path, finding.line) for finding in in_order(FINDINGS)]
    assert places == [("customers/华星.md", 2), ("customers/华星.md", 12), ("projects/b.md", 3)]


def test_a_value_that_is_missing_does_not_stop_the_run() -> None:
    said = say(DATE.at(1, 1, "a.md"), RULES, "en")
    assert (said.message, said.hint) == ("`?` is no date", "write ?")


def test_a_rule_that_nobody_declared_is_named() -> None:
    assert say(Finding("other", "error", "a.md", 1, 1, {"seen": "x"}), RULES, "en").message == "other: x"


def test_braces_of_templates_and_values_are_text() -> None:
    rule = Rule("flow", "error", "{a: 1} holds {seen}", "{a: 1} 中有 {seen}")
    assert say(rule.at(1, seen="{x}{0}{seen}"), {"flow": rule}, "en").message == "{a: 1} holds {x}{0}{seen}"


def test_long_values_are_cut() -> None:
    said = say(DATE.at(1, 1, "a.md", seen="x" * 5_000_000, want=""), RULES, "en")
    assert len(said.message) < 300 and "…" in said.message


def test_json_has_the_keys_of_the_contract(caught: Callable) -> None:
    answer = json.loads(written(caught, "json")[0])
    assert list(answer) == ["version", "findings", "counts"]
    assert answer["version"] == 1
    assert answer["counts"] == {"error": 2, "warning": 1}
    assert answer["findings"][2] == {
        "rule": "near-key",
        "severity": "warning",
        "path": "projects/b.md",
        "line": 3,
        "column": 1,
        "message": "unknown key `stagee`",
        "hint": "one of stage, value",
        "value": "stagee",
        "allowed": "stage, value",
    }
    assert answer["findings"][0]["allowed"] is None


# -- GitHub


def test_github_annotations() -> None:
    assert github(FINDINGS[:1], RULES, "en") == (
        "::warning file=projects/b.md,line=3,col=1,title=near-key::unknown key `stagee` — one of stage, value\n"
    )


@given(st.text() | st.just(HOSTILE))
def test_no_value_starts_a_workflow_command_of_its_own(text: str) -> None:
    output = github((DATE.at(1, 1, f"a{text}.md", seen=text, want=text),), RULES, "en")
    assert output.count("\n") == 1 and "\r" not in output
    head, _, data = output[2:].partition("::")
    assert re.fullmatch(r"error file=[^:,\n]*,line=1,col=1,title=date", head)
    assert not re.search(r"%(?!25|0D|0A)", data)


# -- GitLab


def test_gitlab_report_has_what_it_needs() -> None:
    entries = json.loads(gitlab(FINDINGS, RULES, "en"))
    assert entries[0] == {
        "description": "unknown key `stagee` — one of stage, value",
        "check_name": "near-key",
        "fingerprint": entries[0]["fingerprint"],
        "severity": "minor",
        "location": {"path": "projects/b.md", "lines": {"begin": 3}},
    }
    assert entries[1]["severity"] == "major"


def test_fingerprints_stay_when_lines_move_and_differ_between_twins() -> None:
    moved = tuple(finding._replace(line=finding.line + 5) for finding in FINDINGS)
    assert fingerprints(FINDINGS) == fingerprints(moved)
    assert len(set(fingerprints((*FINDINGS, *FINDINGS)))) == 6


# -- SARIF


def check_sarif(text: str) -> dict:
    """What SARIF 2.1.0 requires of the parts that we use."""
    log = json.loads(text)
    assert log["version"] == "2.1.0" and log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "pcrm" and re.fullmatch(r"\d+\.\d+\.\d+.*", driver["semanticVersion"])
    assert run["columnKind"] == "unicodeCodePoints"
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(ids) == len(set(ids))
    for rule in driver["rules"]:
        assert rule["shortDescription"]["text"] and rule["help"]["text"]
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
    for result in run["results"]:
        assert ids[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"] and "](" not in result["message"]["text"]
        (location,) = result["locations"]
        artifact = location["physicalLocation"]["artifactLocation"]
        assert re.fullmatch(r"[\w./~%-]+", artifact["uri"], re.ASCII) and artifact["uriBaseId"] == "%SRCROOT%"
        region = location["physicalLocation"].get("region", {"startLine": 1, "startColumn": 1})
        assert region["startLine"] >= 1 and region["startColumn"] >= 1
        assert all(isinstance(value, str) for value in result["partialFingerprints"].values())
    return log


def test_sarif_has_rules_with_help_in_both_languages() -> None:
    run = check_sarif(sarif(in_order(FINDINGS), RULES, "zh"))["runs"][0]
    near = next(rule for rule in run["tool"]["driver"]["rules"] if rule["id"] == "near-key")
    assert near["help"]["text"] == "unknown key `{seen}`\none of {allowed}\n未知的键 `{seen}`\n可选：{allowed}"
    first = run["results"][0]
    assert first["message"]["text"] == "`x` 不是日期 — 请写成 2026-11-20"
    assert unquote(first["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]) == "customers/华星.md"


@given(st.text() | st.just(HOSTILE), st.integers(-1, 3))
def test_sarif_holds_any_text(text: str, line: int) -> None:
    check_sarif(sarif((DATE.at(line, line, f"a{text}", seen=text, want=text),), RULES, "en"))


def test_sarif_names_a_rule_that_nobody_declared() -> None:
    check_sarif(sarif((Finding("other", "fatal", "a.md", 0, 0, {}),), RULES, "en"))


# -- JUnit


@given(st.text() | st.just(HOSTILE))
def test_junit_is_xml_whatever_is_in_a_record(text: str) -> None:
    findings = (DATE.at(1, 1, f"a{text}.md", seen=text, want=text), NEAR.at(1, 1, "b.md", seen=text, allowed=text))
    root = ET.fromstring(junit(findings, RULES, "en").encode("utf-8"))
    assert root.tag == "testsuites"
    (suite,) = root
    cases = suite.findall("testcase")
    assert [int(suite.get(name, "")) for name in ("tests", "failures", "errors")] == [2, 1, 0] and len(cases) == 2
    failure = cases[0].find("failure")
    assert failure is not None and failure.get("type") == "date" and failure.get("message")
    assert cases[1].find("failure") is None and cases[1].find("system-out") is not None


def test_summary_counts() -> None:
    assert summary(FINDINGS[1:2], "en") == "1 error, 0 warnings in 1 file"


def test_github_shows_errors_first_and_the_rest_in_a_group() -> None:
    many = [DATE.at(number, 1, "a.md", seen=f"v{number}", want="w") for number in range(1, 13)]
    warnings = [FINDINGS[0]] if FINDINGS[0].severity == "warning" else []
    lines = github((*warnings, *many), RULES, "en").splitlines()
    assert [line.split(" ")[0] for line in lines[:10]] == ["::error"] * 10
    assert lines[10].startswith("::warning ") and lines[11] == "::group::2 more, in the summary too" and lines[-1] == "::endgroup::"
    assert [line.split(" ")[0] for line in lines[12:-1]] == ["a.md:11:1:", "a.md:12:1:"]


# -- Markdown


def test_markdown_is_a_table_with_errors_first(caught: Callable) -> None:
    text, _ = written(caught, "md", "en")
    head, *rows = text.split("\n")
    assert head == "**2 errors, 1 warning in 2 files**"
    rows = rows[3:]
    assert [row.split("|")[1].strip() for row in rows if row.startswith("|")] == ["❌", "❌", "⚠️"]


@given(st.text(min_size=1, max_size=60) | st.just("@all #12 | <b> `x` [a](b)"))
def test_no_text_leaves_its_cell_or_calls_anybody(text: str) -> None:
    from pcrm_tools.cli.findings_markdown import findings_markdown

    said = findings_markdown((DATE.at(1, 1, f"a{text}.md", seen=text, want=text),), RULES, "en")
    rows = [line for line in said.split("\n") if line.startswith("| ❌")]
    assert len(rows) == 1 and len(re.findall(r"(?<!\\)\|", rows[0])) == 5
    assert not re.search(r"[@#](?=[\w-])", rows[0]) and "<b>" not in rows[0].replace(r"\<b\>", "")
