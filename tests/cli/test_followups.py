"""`pcrm followups` seen by a person and by programs: groups, owners, narrow screens, files."""

import io
import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from icalendar import Calendar

from pcrm_tools.cli.app import App
from pcrm_tools.cli.main import run
from pcrm_tools.cli.output import Output
from pcrm_tools.cli.table import width
from tests.cli.conftest import Stream

DAY = ("--as-of", "2026-11-20")  # a Friday
SETTINGS = """\
format: 1
language: en
team:
  - {id: dana, name: Dana Whitfield, email: dana@kestrel.example, departments: [Sales]}
  - {id: li.wei, name: 李薇, aliases: [小李], email: li.wei@kestrel.example, departments: [Sales, 售后服务部]}
  - {id: tomas, name: Tomás Ruiz, email: tomas@kestrel.example}
  - {id: mike, name: Mike Okafor, email: mike@kestrel.example, left: 2026-07-31}
tiers:
  key: {}
site:
  url: https://notebook.kestrel.example/
  git: https://git.kestrel.example/notebook
views:
  north: {query: "region:North"}
  customers: {type: customer, query: "tier:key"}
"""
HARBOR = """\
---
name: Harbor Foods
owner: dana
lifecycle: lead
tier: key
region: North
next_contact: 2026-11-13
next_step: "Ask Ann @nora about offer #12"
---

- [ ] Send the price list due:2026-11-20
- [ ] 给王芳打电话，确认付款方式与发票抬头 @li.wei due:2026-11-21
- [ ] Plan the visit due:2026-11-25 id:t3
- [ ] Write to Mike's old contact @mike due:2026-11-24
"""
MINGDA = """\
---
name: 明达食品有限公司
owner: li.wei
lifecycle: lead
---

- [ ] 整理一套脱敏的验证文件样本 due:2026-11-18 !high
"""
DOCK = """\
---
name: Dock
customer: harbor
---

- [ ] Nobody's task due:2026-11-19
"""


class Ran(NamedTuple):
    """What a run answered."""

    code: int
    out: str
    err: str


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    root = tmp_path / "notebook"
    for name, text in {"pcrm.yml": SETTINGS, "customers/harbor.md": HARBOR, "customers/明达.md": MINGDA, "projects/dock.md": DOCK}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def followups(notebook: Path) -> Callable[..., Ran]:
    """Run `pcrm followups ARGS` here, as of a Friday, on a terminal of so many columns or on none."""

    def call(*args: str, columns: int = 0, day: tuple[str, ...] = DAY, **environ: str) -> Ran:
        data, messages = io.BytesIO(), io.StringIO()
        stream = Stream(data, encoding="utf-8")
        stream.terminal = columns > 0
        environ = {"LINES": "1000", "COLUMNS": str(columns), "LANG": "C.UTF-8", "NO_COLOR": "1", **environ}
        code = run(["-C", str(notebook), "followups", *day, *args], App(environ, Output(stream, messages, environ)))
        return Ran(code, data.getvalue().decode(), messages.getvalue())

    return call


def items(followups: Callable[..., Ran], *args: str) -> list[dict[str, object]]:
    done = followups(*args, "--format", "json")
    assert done.code == 0, done.err
    found: list[dict[str, object]] = json.loads(done.out)["items"]
    return found


def whats(followups: Callable[..., Ran], *args: str) -> set[str]:
    return {str(item["what"])[:10] for item in items(followups, *args)}


# -- groups


def test_by_urgency(followups: Callable[..., Ran]) -> None:
    answer = json.loads(followups("--group", "when", "--format", "json").out)
    assert [(group["key"], group["title"], group["total"]) for group in answer["groups"]] == [
        ("overdue", "Overdue", 3), ("today", "Today", 1), ("week", "This week", 1), ("later", "Later", 2),
    ]  # fmt: skip
    assert {item["group"] for item in answer["items"] if item["days_late"] > 0} == {"overdue"}
    assert [group["title"] for group in json.loads(followups("--group", "when", "--format", "json", "--lang", "zh").out)["groups"]] == [
        "逾期", "今天", "本周", "以后",
    ]  # fmt: skip


def test_by_owner_with_totals_and_without_an_owner_last(followups: Callable[..., Ran]) -> None:
    heads = re.findall(r"^\S.*: \d+(?:, .*)?$", followups("--group", "owner").out, re.M)
    assert heads == ["Dana Whitfield (dana): 3, 1 overdue", "李薇 (li.wei): 2, 1 overdue", "Mike Okafor (mike): 1", "nobody: 1, 1 overdue"]
    heads = re.findall(r"^\S.*：\d+ 条.*$", followups("--group", "owner", "--lang", "zh").out, re.M)
    assert heads[1:] == ["李薇（li.wei）：2 条，逾期 1 条", "Mike Okafor（mike）：1 条", "无人负责：1 条，逾期 1 条"]


def test_totals_count_what_a_limit_leaves_out(followups: Callable[..., Ran]) -> None:
    done = followups("--group", "owner", "--limit", "1")
    assert re.findall(r"^\S.*: \d+(?:, .*)?$", done.out, re.M) == ["Dana Whitfield (dana): 3, 1 overdue"]
    assert "1 of 7 shown" in done.err


def test_by_customer_with_its_projects_and_by_day(followups: Callable[..., Ran]) -> None:
    titles = [group["title"] for group in json.loads(followups("--group", "customer", "--format", "json").out)["groups"]]
    assert sorted(titles) == ["Harbor Foods (harbor)", "明达食品有限公司 (明达)"]
    days = [group["key"] for group in json.loads(followups("--group", "day", "--format", "json").out)["groups"]]
    assert days == sorted(days) and len(days) == 7


def test_groups_for_spreadsheets_and_for_a_chat(followups: Callable[..., Ran]) -> None:
    rows = followups("--group", "when", "--format", "csv").out.split("\r\n")
    assert rows[0].startswith("group,days_late,due,") and rows[1].startswith("overdue,")
    page = followups("--group", "when", "--format", "md").out
    assert re.findall(r"^### (.+)$", page, re.M) == ["Overdue: 3", "Today: 1", "This week: 1", "Later: 2"]
    assert page.count("| late | due |") == 4


def test_markdown_calls_nobody_and_links_nothing(followups: Callable[..., Ran]) -> None:
    page = followups("--format", "md").out
    assert "Ask Ann @<!-- -->nora about offer #<!-- -->12" in page


# -- whose


@pytest.mark.parametrize(
    ("given", "owners"),
    [
        ("dana", {"dana"}), ("小李", {"li.wei"}), ("Dana Whitfield, tomas", {"dana"}), ("dana，li.wei", {"dana", "li.wei"}),
        ("Sales", {"dana", "li.wei"}), ("售后服务部、mike", {"li.wei", "mike"}), ("none", {""}), ("无人,mike", {"", "mike"}),
    ],
)  # fmt: skip
def test_people_by_id_name_alias_and_department_and_nobody(followups: Callable[..., Ran], given: str, owners: set[str]) -> None:
    assert {item["owner"] for item in items(followups, "--owner", given)} == owners


def test_me_is_whoever_git_says(followups: Callable[..., Ran], notebook: Path) -> None:
    for line in (["init", "-q"], ["config", "user.email", "Li.Wei@kestrel.example"]):
        subprocess.run(["git", *line], cwd=notebook, check=True)
    assert {item["owner"] for item in items(followups, "--owner", "me")} == {"li.wei"}
    subprocess.run(["git", "config", "user.email", "x@kestrel.example"], cwd=notebook, check=True)
    done = followups("--owner", "me")
    assert done.code == 2 and "x@kestrel.example" in done.err


def test_me_where_git_knows_nobody(followups: Callable[..., Ran]) -> None:
    done = followups("--owner", "me")
    assert done.code == 2 and "git config user.email" in done.err and done.err.count("\n") == 1


def test_an_unknown_owner_and_an_empty_one(followups: Callable[..., Ran]) -> None:
    done = followups("--owner", "dana,tomash")
    assert (done.code, done.err) == (2, "pcrm: nothing here is called `tomash`; nearest: tomas\n")
    assert followups("--owner", " , ").code == 2


# -- which records


def test_a_view_and_words_beside_it(followups: Callable[..., Ran]) -> None:
    assert whats(followups, "--view", "north") == whats(followups, "region:North") != whats(followups)
    assert "整理一套脱敏的验证文"[:10] not in whats(followups, "--view", "customers")
    assert items(followups, "--view", "north", "明达") == []
    done = followups("--view", "south")
    assert done.code == 2 and "nearest: north" in done.err


def test_fail_on_counts_what_was_asked_for(followups: Callable[..., Ran]) -> None:
    assert followups("--fail-on", "overdue").code == 1
    assert followups("--fail-on", "overdue", "--owner", "mike").code == 0
    assert followups("--fail-on", "due", "--owner", "mike").code == 0
    assert followups("--fail-on", "due", "--owner", "dana", "--limit", "1", "--format", "ids").code == 1


# -- on a terminal


def test_a_wide_terminal_and_a_pipe_show_the_same_table(followups: Callable[..., Ran]) -> None:
    assert followups(columns=300).out == followups().out


@pytest.mark.parametrize("columns", [20, 40, 60, 80, 100])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_narrow_terminal_shows_everything_in_lines_that_fit(followups: Callable[..., Ran], columns: int, lang: str) -> None:
    rows = items(followups, "--lang", lang)
    shown = followups("--lang", lang, columns=columns).out
    lines = shown.rstrip("\n").split("\n")
    squeezed = re.sub(r"\s+", "", shown)
    for row in rows:
        for text in (row["why"], f"{row['path']}:{row['line']}", row["due"]):
            assert re.sub(r"\s+", "", str(text)) in squeezed
    sources = {f"{row['path']}:{row['line']}" for row in rows}
    hanging = 2  # a closing mark may stand behind the last column
    assert [line for line in lines if width(line) > columns + hanging and line.strip() not in sources] == []


def test_columns_stay_straight_with_wide_characters(followups: Callable[..., Ran]) -> None:
    lines = [line for line in followups(columns=80).out.split("\n") if re.match(r" *-?\d+  2026", line)]
    assert len(lines) == 7
    starts = {width(line[: line.index(name)]) for line in lines for name in ("dana", "li.wei", "mike") if line.rstrip().endswith(name)}
    assert len(starts) == 1


def test_scores_are_explained_below_each_row(followups: Callable[..., Ran]) -> None:
    shown = followups("--explain", "--owner", "dana", columns=80).out
    assert "next-contact: 74 = 40 next contact + 14 7 days late + 20 tier key" in re.sub(r"\s+", " ", shown)


def test_one_persons_rows_have_no_column_of_owners_where_room_is_short(followups: Callable[..., Ran]) -> None:
    assert "owner" not in followups("--owner", "dana", columns=80).out and "owner" in followups(columns=80).out


def test_escape_sequences_are_shown_not_obeyed(followups: Callable[..., Ran], notebook: Path) -> None:
    (notebook / "customers/evil.md").write_text('---\nname: Evil\nowner: dana\n---\n\n- [ ] \x1b[2Jgone\u202e due:2026-11-20\n')
    for columns in (0, 80):
        shown = followups(columns=columns).out
        assert "\x1b" not in shown and "\u202e" not in shown and "\\x1b[2Jgone" in shown


# -- files


def test_a_calendar_is_private_and_complete(followups: Callable[..., Ran], tmp_path: Path) -> None:
    file = tmp_path / "x.ics"
    assert followups("--format", "ics", "-o", str(file)).code == 0
    events = Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    assert len(events) == 7 and stat.S_IMODE(file.stat().st_mode) == 0o600
    assert {event["URL"] for event in events} >= {"https://notebook.kestrel.example/customers/harbor.html"}
    assert any("https://git.kestrel.example/notebook/blob/main/customers/harbor.md#L13" in event["DESCRIPTION"] for event in events)


def test_uids_are_the_same_in_every_choice_and_after_edits_elsewhere(followups: Callable[..., Ran], notebook: Path) -> None:
    def uids(*args: str) -> dict[str, str]:
        events = Calendar.from_ical(followups("--format", "ics", *args).out).walk("VEVENT")
        return {str(event["UID"]): str(event["DTSTART"].dt) for event in events}

    before = uids()
    assert uids("--owner", "li.wei").items() <= before.items()
    text = HARBOR.replace("---\n\n- [ ] Send", "---\n\nMore words.\n\n- [ ] Something new due:2026-11-23\n- [ ] Send")
    text = text.replace("next_contact: 2026-11-13", "next_contact: 2026-11-24").replace("Plan the visit", "Plan two visits")
    (notebook / "customers/harbor.md").write_text(text, encoding="utf-8")
    after = uids()
    assert before.keys() <= after.keys() and len(after) == len(before) + 1
    assert [(before[uid], after[uid]) for uid in before if before[uid] != after[uid]] == [("2026-11-20", "2026-11-24")]


def test_tasks_with_the_same_words_keep_their_uids_when_one_is_done(followups: Callable[..., Ran], notebook: Path) -> None:
    def uids(first: str) -> list[str]:
        text = f"---\nname: T\nowner: dana\n---\n\n- [{first}] Call due:2026-11-20\n- [ ] Call due:2026-11-23\n"
        (notebook / "customers/twice.md").write_text(text)
        return [str(event["UID"]) for event in Calendar.from_ical(followups("--format", "ics", "T").out).walk("VEVENT")]

    both, left = uids(" "), uids("x")
    assert len(set(both)) == 2 and len(left) == 1 and left[0] == both[1]


def test_to_dos_with_an_alarm(followups: Callable[..., Ran]) -> None:
    todos = Calendar.from_ical(followups("--format", "ics", "--as", "todo", "--alarm", "08:30", "--owner", "mike").out).walk("VTODO")
    assert [(str(todo["DUE"].dt), len(todo.walk("VALARM"))) for todo in todos] == [("2026-11-24", 1)]


def test_a_file_for_everybody_also_for_those_who_have_nothing(followups: Callable[..., Ran], tmp_path: Path) -> None:
    folder = tmp_path / "calendars"
    done = followups("--format", "ics", "--split", "owner", "-o", str(folder))
    names = ["dana.ics", "li.wei.ics", "mike.ics", "nobody.ics", "tomas.ics"]
    assert done.out.splitlines() == [str(folder / name) for name in names]
    counts = {name: len(Calendar.from_ical((folder / name).read_bytes()).walk("VEVENT")) for name in names}
    assert counts == {"dana.ics": 3, "li.wei.ics": 2, "mike.ics": 1, "nobody.ics": 1, "tomas.ics": 0}
    assert Calendar.from_ical((folder / "li.wei.ics").read_bytes())["X-WR-CALNAME"].to_ical() == "Follow-ups: 李薇".encode()


@pytest.mark.parametrize("form", ["html", "md", "csv", "tsv", "json", "jsonl"])
def test_the_other_formats_are_split_too(followups: Callable[..., Ran], tmp_path: Path, form: str) -> None:
    assert followups("--format", form, "--split", "owner", "--owner", "dana,tomas", "-o", str(tmp_path / "d")).code == 0
    assert sorted(path.name for path in (tmp_path / "d").iterdir()) == [f"dana.{form}", f"tomas.{form}"]
    assert "Plan the visit" in (tmp_path / "d" / f"dana.{form}").read_text("utf-8")


def test_a_page_for_paper(followups: Callable[..., Ran]) -> None:
    page = followups("--format", "html", "--owner", "dana").out
    assert "<title>Follow-ups: Dana Whitfield</title>" in page and "3 follow-ups, 1 overdue" in page and "This week" not in page
    assert "跟进：李薇" in followups("--format", "html", "--owner", "小李", "--lang", "zh").out


def test_the_same_day_makes_the_same_bytes(followups: Callable[..., Ran]) -> None:
    for form in ("ics", "html", "md"):
        assert followups("--format", form).out == followups("--format", form).out


@pytest.mark.parametrize(
    "args",
    [
        ("--as", "todo"), ("--alarm", "8:30"), ("--format", "ics", "--alarm", "25:00"), ("--split", "owner"),
        ("--format", "ics", "--split", "owner"), ("--split", "owner", "-o", "x"), ("--send",), ("--dry-run",), ("--mail", "--format", "csv"),
        ("--mail", "tier:key"),
    ],
)  # fmt: skip
def test_options_that_do_not_go_together_are_refused_in_one_line(followups: Callable[..., Ran], args: tuple[str, ...]) -> None:
    for lang in ("en", "zh"):
        done = followups(*args, "--lang", lang)
        assert (done.code, done.out, done.err.count("\n")) == (2, "", 1), done


# -- what it costs


def test_a_plain_answer_imports_no_mail_and_no_calendar(followups: Callable[..., Ran], notebook: Path) -> None:
    assert followups().code == 0
    program = "import sys; from pcrm_tools.cli.main import run, App; run(sys.argv[1:], App()); print('|', *sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program, "-C", str(notebook), "followups", *DAY, "--group", "owner"],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    modules = set(done.stdout.rpartition("|")[2].split())
    heavy = {"email", "smtplib", "icalendar", "html", "ssl", "subprocess", "zoneinfo"}
    assert "pcrm_tools.cli.due_table" in modules
    assert {name for name in modules if name.split(".")[0] in heavy or name.startswith("pcrm_tools.exchange")} == set()
