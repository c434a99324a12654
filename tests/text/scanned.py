"""What the tests of the body scanner share: a text read with the default words, and its findings as short lines."""

from pcrm_tools.model.finding import Finding
from pcrm_tools.text import body
from pcrm_tools.text.lines import Lines
from pcrm_tools.text.token_types import DEFAULT_WORDS, Token

WORDS = DEFAULT_WORDS._replace(
    tables={"risks": "risks", "风险": "risks", "milestones": "milestones", "里程碑": "milestones", "goals": "goals"}
)
RULES = {rule.id: rule for rule in body.RULES}


def scan(text: str) -> body.Body:
    """The body that a text is, from its first line on."""
    return body.scan_body(text, 0, WORDS, Lines(text))


def short(tokens: tuple[Token, ...] | list[Token]) -> list[str]:
    """Tokens as `@dana`, `due:2026-11-25`, canonical."""
    return [f"{t.key}:{t.value}" if t.sign == ":" else t.sign + t.value for t in tokens]


def rules(text: str) -> list[tuple[int, str]]:
    """The line and the rule of each finding."""
    return [(finding.line, finding.rule) for finding in scan(text).findings]


def hint(finding: Finding, chinese: bool = False) -> str:
    """What a finding says to write instead."""
    rule = RULES[finding.rule]
    return (rule.hint_zh if chinese else rule.hint_en).format(**finding.values)


def the_finding(text: str) -> Finding:
    """The one finding of a text."""
    (finding,) = scan(text).findings
    return finding
