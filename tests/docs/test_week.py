"""The week on the guide's page goes as the page says, command by command, in a copy of this repository's notebook.

A heading names the day that the commands below it are run as of; each fenced `console` block goes on where the one before it left
the notebook. A last line `…` says that an answer goes on; a commit's name is not shown. Run with PCRM_UPDATE_GUIDE=1 to write down
what the commands print now.
"""

import datetime
import email
import email.policy
import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from icalendar import Calendar

from tests.docs.pages import GUIDE, ROOT, code_blocks, run
from tests.exchange.servers import mail_server

UPDATE = os.environ.get("PCRM_UPDATE_GUIDE") == "1"
NOTEBOOK = ("pcrm.yml", "customers", "projects", "templates", "site/pages")
DAYS = ("2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27")
KINDS = {
    "list", "followups", "log", "set", "move", "snooze", "task add", "task done", "case list", "case respond", "case wait", "case resume",
    "case resolve", "rules run", "report work", "report progress", "validate",
}  # fmt: skip
MORE = "…"

_DAY = re.compile(r"^## .*(\d{4}-\d\d-\d\d)$", re.M)
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
_COMMIT = re.compile(r"^(committed|已提交) [0-9a-f]{7,}$")


class Who(NamedTuple):
    """Whose week a page tells, in which language, and which customer complains."""

    page: str
    lang: str
    customer: str
    name: str
    email: str


WEEKS = (
    Who("week.md", "en", "tidewater", "Dana Whitfield", "dana@northlight.example"),
    Who("week.zh.md", "zh", "瑞丰包装", "王磊", "wang.lei@hengrui.example"),
)


class Step(NamedTuple):
    """A command of the page, the day that it is run as of, and the lines shown below it."""

    day: str
    command: str
    shown: list[str]

    @property
    def kind(self) -> str:
        words = self.command.split()
        return " ".join(words[1:3]) if words[1] in ("task", "case", "rules", "report") else words[1]


class Week(NamedTuple):
    """A page that was run: its steps with what they printed, the notebook after it, and the mails that were received."""

    who: Who
    printed: list[tuple[Step, list[str]]]
    notebook: Path
    received: list[Any]
    environ: dict[str, str]

    def pcrm(self, command: str, day: str = DAYS[-1]) -> "subprocess.CompletedProcess[str]":
        return run(["--lang", self.who.lang, "--as-of", day, *shlex.split(command)[1:]], self.notebook, **self.environ)


def days(page: str) -> list[tuple[str, list[str]]]:
    """The days of a page, each with its blocks."""
    _, *parts = _DAY.split((GUIDE / page).read_text(encoding="utf-8"))
    return [(day, _BLOCK.findall(text)) for day, text in zip(parts[::2], parts[1::2], strict=True)]


def steps(page: str) -> list[Step]:
    found: list[Step] = []
    for day, blocks in days(page):
        for line in "".join(blocks).rstrip("\n").split("\n"):
            if line.startswith("$ "):
                found.append(Step(day, line.removeprefix("$ "), []))
            else:
                found[-1].shown.append(line)
    return found


def notebook(folder: Path, who: Who) -> Path:
    """A copy of this repository's notebook, kept in a git of its own."""
    for name in NOTEBOOK:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name)
        else:
            shutil.copy(ROOT / name, folder / name)
    (folder / ".gitignore").write_text(".pcrm/\n", encoding="utf-8")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "config", "user.name", who.name)
    git(folder, "config", "user.email", who.email)
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "The notebook")
    return folder


def git(folder: Path, *args: str) -> str:
    """What git prints in a folder, whatever its user has configured."""
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8"}
    return subprocess.run(["git", *args], cwd=folder, env=environ, capture_output=True, encoding="utf-8", check=True).stdout


def printed(step: Step, week: Week) -> list[str]:
    """What a command prints, as a page shows it."""
    program, *args = shlex.split(step.command)
    environ = week.environ | {f"GIT_{who}_DATE": f"{step.day}T18:00:00" for who in ("AUTHOR", "COMMITTER")}
    if program == "git":
        text = git(week.notebook, *args)
    else:
        assert program == "pcrm", step.command
        done = run(["--lang", week.who.lang, "--as-of", step.day, *args], week.notebook, **environ)
        assert done.returncode == 0, f"{step.command}: {done.stderr}"
        text = f"{done.stdout}{done.stderr}"
    return [_COMMIT.sub(rf"\1 {MORE}", line.rstrip()) for line in text.rstrip("\n").split("\n")] if text else []


@pytest.fixture(scope="module", params=WEEKS, ids=lambda who: who.page)
def week(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Week]:
    who = request.param
    folder = notebook(tmp_path_factory.mktemp("week"), who)
    with mail_server() as (inbox, port):
        environ = {"PCRM_SMTP_HOST": "127.0.0.1", "PCRM_SMTP_PORT": str(port), "PCRM_SMTP_SECURITY": "none"}
        found = Week(who, [], folder, inbox.envelopes, environ)
        for step in steps(who.page):
            found.printed.append((step, printed(step, found)))
        yield found


def cut(lines: list[str], shown: list[str]) -> list[str]:
    """As many lines of an answer as the page shows of it."""
    return [*lines[: len(shown) - 1], MORE] if shown and shown[-1] == MORE and len(lines) >= len(shown) else lines


def test_each_command_prints_what_the_page_shows(week: Week) -> None:
    if UPDATE:
        answers = iter(week.printed)
        text = (GUIDE / week.who.page).read_text(encoding="utf-8")
        (GUIDE / week.who.page).write_text(_BLOCK.sub(lambda block: _renewed(block[1], answers), text), encoding="utf-8")
    else:
        for step, lines in week.printed:
            assert "\n".join(step.shown) == "\n".join(cut(lines, step.shown)), f"{step.day}: {step.command}"


def _renewed(block: str, answers: Iterator[tuple[Step, list[str]]]) -> str:
    made = []
    for line in block.split("\n"):
        if line.startswith("$ "):
            step, lines = next(answers)
            assert line == f"$ {step.command}"
            made += [line, *cut(lines, step.shown)]
    return "\n".join(["```console", *made, "```"])


def test_what_the_page_shows_of_records_stands_in_them(week: Week) -> None:
    records = [path.read_text(encoding="utf-8") for name in ("customers", "projects") for path in sorted((week.notebook / name).rglob("*.md"))]
    blocks = code_blocks(week.who.page, "markdown")
    assert blocks and [block for block in blocks if not any(block in record for record in records)] == []


def test_the_week_ends_with_a_notebook_without_errors_and_all_of_it_committed(week: Week) -> None:
    checked = week.pcrm("pcrm validate --format json")
    assert checked.returncode == 0 and json.loads(checked.stdout)["counts"]["error"] == 0
    assert git(week.notebook, "status", "--porcelain", "customers", "projects") == ""


def test_the_complaint_is_answered_and_solved_within_its_limits(week: Week) -> None:
    report = json.loads(week.pcrm(f"pcrm report service id:{week.who.customer} --from 2026-11-23 --format json", "2026-12-04").stdout)["tables"]
    (complaints,) = [row for row in report["by-kind"] if row["kind"] == "complaint"]
    assert (complaints["cases"], complaints["answered"], complaints["solved"]) == (1, 100, 100)
    assert [row for row in report["missed"] if row["opened"] > DAYS[1]] == []
    for kind, kept in (("case respond", ("; 1h allowed", "，时限 1 小时，未超时")), ("case resolve", ("; 3d allowed", "，时限 3 天，未超时"))):
        (lines,) = [lines for step, lines in week.printed if step.kind == kind]
        assert lines[-1].endswith(kept), kind


def named(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The follow-ups that are shown in the words of their record: not those of stages, which have labels."""
    return [row for row in rows if row["rule"] not in ("stage-late", "limit")]


def calendar(week: Week, command: str, file: str, day: str = DAYS[-1]) -> list[Any]:
    """The events of the calendar that a command of the page writes on a day, as another program reads them."""
    done = week.pcrm(f"{command.partition(' -o ')[0]} -o {shlex.quote(file)}", day)
    assert done.returncode == 0, done.stderr
    return list(Calendar.from_ical((week.notebook / file).read_bytes()).walk("VEVENT"))


def test_the_calendar_file_is_read_back_by_another_program_and_keeps_its_uids(week: Week, tmp_path: Path) -> None:
    (step,) = [step for step, _ in week.printed if "--format ics" in step.command]
    listed = json.loads(week.pcrm(f"{step.command.partition(' --format ')[0]} --format json").stdout)["items"]
    file = shlex.split(step.command)[-1]
    events = list(Calendar.from_ical((week.notebook / file).read_bytes()).walk("VEVENT"))
    uids = [str(event["UID"]) for event in events]
    assert len(events) == len(listed) > 5 and len(set(uids)) == len(uids)
    assert {event.decoded("DTSTART").isoformat() for event in events} == {max(row["due"], DAYS[-1]) for row in listed}
    titles = "\n".join(str(event["SUMMARY"]) for event in events)
    assert [row["what"] for row in named(listed) if row["what"] not in titles] == []

    later = week._replace(notebook=shutil.copytree(week.notebook, tmp_path / "later"))
    assert later.pcrm(f"pcrm log {listed[0]['id']} note Later").returncode == 0  # moves the lines below it
    assert [str(event["UID"]) for event in calendar(later, step.command, "again.ics")] == uids
    assert {str(event["UID"]) for event in calendar(later, step.command, "saturday.ics", "2026-11-28")} >= set(uids)


def test_the_mail_arrives_at_its_owner_and_says_how_much_is_due(week: Week) -> None:
    (step,) = [step for step, _ in week.printed if "--send" in step.command]
    (envelope,) = week.received
    message = email.message_from_bytes(envelope.content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert envelope.rcpt_tos == [week.who.email] and message["To"].addresses[0].addr_spec == week.who.email
    listed = json.loads(week.pcrm(f"{step.command.partition(' --mail')[0]} --format json").stdout)["items"]
    late = [row for row in listed if row["days_late"] > 0]
    assert re.findall(r"\d+", str(message["Subject"]))[:2] == [str(len(listed)), str(len(late))]
    body = message.get_body(("plain",))
    assert body is not None and [row["what"] for row in named(listed) if row["what"] not in body.get_content()] == []


def test_both_pages_tell_the_same_days_and_use_the_same_commands() -> None:
    weekdays = [datetime.date.fromisoformat(day).weekday() for day in DAYS]
    assert weekdays == [0, 1, 2, 3, 4]
    for who in WEEKS:
        assert tuple(day for day, _ in days(who.page)) == DAYS
        assert all(len(blocks) >= 2 for _, blocks in days(who.page))
        assert {step.kind for step in steps(who.page) if step.command.startswith("pcrm")} == KINDS, who.page
        assert any("--explain" in step.command for step in steps(who.page))
        assert [step.kind for step in steps(who.page) if "--commit" in step.command]
