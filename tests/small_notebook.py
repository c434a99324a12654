"""Small notebooks from readable texts, and what is said about them: shared by the tests of reading and checking."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from textwrap import dedent

from pcrm_tools.checks.registry import local_findings
from pcrm_tools.cli.findings import say
from pcrm_tools.model.finding import Finding
from pcrm_tools.model.record import Record
from pcrm_tools.session import Session
from pcrm_tools.text.context import Context, make_context
from pcrm_tools.text.record import read_record
from pcrm_tools.text.settings import read_settings

TODAY = date(2026, 11, 21)
SETTINGS = """
    format: 1
    language: en
    currency: CNY
    team:
      - {id: li.wei, name: 李薇, aliases: [小李]}
      - {id: dana, name: Dana Whitfield}
      - {id: mike, name: Mike Okafor, left: 2026-07-31}
"""


def flat(text: str) -> str:
    """A text as it stands in a test, without the test's indentation and its first line end."""
    return dedent(text).lstrip("\n")


def context(settings: str = "") -> Context:
    """The context of the small notebook's settings with more lines below them; they must be without findings."""
    config, findings = read_settings(flat(SETTINGS) + flat(settings))
    assert findings == ()
    return make_context(config)


def record(text: str, record_type: str = "customer", settings: str = "", record_id: str = "x") -> Record:
    """A record read from its text alone."""
    return read_record(flat(text), record_id, record_type, context(settings))


def customer(front: str = "", body: str = "", settings: str = "") -> Record:
    """A customer with a name and an owner, further front matter and a body."""
    return record(f"---\nname: X\nowner: dana\n{flat(front)}---\n{flat(body)}", "customer", settings)


def project(front: str = "", body: str = "", settings: str = "") -> Record:
    """A project with a name, a customer and an owner, further front matter and a body."""
    return record(f"---\nname: X\ncustomer: huaxing\nowner: dana\n{flat(front)}---\n{flat(body)}", "project", settings)


def places(findings: tuple[Finding, ...]) -> list[str]:
    """Findings as `line:column rule`."""
    return [f"{finding.line}:{finding.column} {finding.rule}" for finding in findings]


def checked(text: str, record_type: str = "customer", settings: str = "") -> list[str]:
    """What reading and checking one record says, as `line:column rule`."""
    text = flat(text)
    around = context(settings)
    return places(local_findings(read_record(text, "x", record_type, around), around, text))


def sentences(text: str, record_type: str = "customer", settings: str = "", lang: str = "en") -> list[str]:
    """What reading and checking one record says, as `rule: message / hint`."""
    text = flat(text)
    around = context(settings)
    rules = Session.rules()
    said = [say(finding, rules, lang) for finding in local_findings(read_record(text, "x", record_type, around), around, text)]
    return [f"{one.rule}: {one.message} / {one.hint}" for one in said]


def write(root: Path, files: Mapping[str, str | bytes]) -> None:
    """Writes texts (indented as in a test) or bytes to files below a folder."""
    for name, content in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else flat(content).encode())


def notebook(root: Path, files: Mapping[str, str | bytes], settings: str = "") -> Path:
    """A notebook on disk with the small settings and these files."""
    write(root, {"pcrm.yml": flat(SETTINGS) + flat(settings)} | dict(files))
    return root


def findings(root: Path, today: date = TODAY) -> list[str]:
    """All findings of a notebook on disk, as `path:line:column rule`."""
    session = Session.open(root)
    try:
        found = session.findings(today)
    finally:
        session.close()
    return [f"{finding.path}:{finding.line}:{finding.column} {finding.rule}" for finding in found]
