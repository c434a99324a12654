"""`pcrm move` at the prompt: front matter and log in one edit."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.small_notebook import findings, notebook

LINE, HUA, ACME = "projects/line.md", "projects/华星二期.md", "customers/acme.md"


@pytest.fixture
def firm(tmp_path):
    return notebook(
        tmp_path / "firm",
        {
            LINE: """
                ---
                name: Line
                customer: acme
                owner: dana
                stage: "survey"  # since October
                ---

                ## Log

                ### 2026-10-20 stage evaluation → survey

                Good start.
                """,
            HUA: """
                ---
                名称: 华星二期
                客户: acme
                负责人: li.wei
                ---

                ## 记录

                ### 2026-11-20 14:30 阶段 → 评估
                ### 2026-11-01 电话 — 初次
                """,
            ACME: "---\nname: Acme\nowner: dana\nlifecycle: prospect\n---\n",
        },
    )


def text(root, path):
    return (root / path).read_text(encoding="utf-8")


def test_stage_and_log_are_written_together(firm, pcrm_in):
    before = text(firm, LINE)
    assert pcrm_in(firm, "move", "line", "confirmed", "Scope signed") == (0, f"{LINE}:5\n", "")
    assert text(firm, LINE) == before.replace('"survey"', '"confirmed"').replace(
        "## Log\n", "## Log\n\n### 2026-11-21 stage survey → confirmed — Scope signed\n"
    )
    assert findings(firm) == []


def test_a_file_that_leaves_the_stage_to_its_log_gets_an_entry_alone(firm, pcrm_in):
    assert pcrm_in(firm, "move", "华星二期", "survey")[:2] == (0, f"{HUA}:9\n")
    assert "阶段:" not in text(firm, HUA)
    assert "## 记录\n\n### 2026-11-21 阶段 评估 → 需求调查\n\n### 2026-11-20 14:30 阶段 → 评估\n" in text(firm, HUA)


def test_a_second_move_on_a_day_comes_after_the_first(firm, pcrm_in):
    assert pcrm_in(firm, "move", "华星二期", "需求调查", "--at", "昨天")[0] == 0
    assert "### 2026-11-20 14:30 阶段 评估 → 需求调查\n\n### 2026-11-20 14:30 阶段 → 评估\n" in text(firm, HUA)
    assert pcrm_in(firm, "move", "line", "confirmed")[0] == pcrm_in(firm, "move", "line", "sample")[0] == 0
    assert [line for line in text(firm, LINE).split("\n") if "stage" in line][1:3] == [
        "### 2026-11-21 stage confirmed → sample", "### 2026-11-21 stage survey → confirmed",
    ]  # fmt: skip
    assert findings(firm) == []


def test_a_record_without_stage_and_log_gets_both(firm, pcrm_in):
    (firm / "projects/new.md").write_text("---\nname: New\ncustomer: acme\nowner: dana\n---\n\n# New\n", encoding="utf-8")
    assert pcrm_in(firm, "move", "new", "接洽")[1] == "projects/new.md:5\n"
    assert text(firm, "projects/new.md") == (
        "---\nname: New\ncustomer: acme\nowner: dana\nstage: contact\n---\n\n# New\n\n## Log\n\n### 2026-11-21 stage → contact\n"
    )


def test_a_customer_moves_through_its_lifecycle(firm, pcrm_in):
    assert pcrm_in(firm, "move", "acme", "合作", "first order")[:2] == (0, f"{ACME}:4\n")
    assert text(firm, ACME).endswith(
        "lifecycle: active\n---\n\n## Log\n\n### 2026-11-21 lifecycle prospect → active — first order\n"
    )
    assert "lifecycle: `order` is none of its choices; write one of lead, prospect" in pcrm_in(firm, "move", "acme", "order")[2]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("line", "foo"), "`foo` is none of its choices; write one of contact, evaluation, survey, confirmed, sample, order"),
        (("line", "survey"), f"{LINE}:5: not changed: stage is survey already; name another one: contact, evaluation, confirmed"),
        (("line", "order", "--at", "2026-10-01"), "the log says survey on 2026-10-20, which is later"),
        (("line", "order", "--at", "+1d"), "2026-11-22 is to come: the log says what has happened"),
        (("line", "order", "bell \x07"), "the control character U+0007 stands here"),
        (("nobody", "order"), "nothing here is called `nobody`"),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_is_written(firm, pcrm_in, args, said):
    before = text(firm, LINE)
    code, out, messages = pcrm_in(firm, "move", *args)
    assert (code, out, messages.count("\n"), text(firm, LINE)) == (2, "", 1, before)
    assert said in messages


def test_an_unusual_way_is_said(firm, pcrm_in):
    assert pcrm_in(firm, "move", "line", "order")[2] == f"{LINE}: skips confirmed, sample\n"
    assert pcrm_in(firm, "move", "line", "contact")[2] == f"{LINE}: back from order to contact\n"
    assert pcrm_in(firm, "--lang", "zh", "move", "line", "需求调查")[2] == f"{LINE}：跳过了 评估\n"
    closed = text(firm, LINE).replace("owner: dana\n", "owner: dana\nclosed: 2026-11-01\noutcome: cancelled\n")
    (firm / LINE).write_text(closed, encoding="utf-8")
    assert "the project was closed on 2026-11-01" in pcrm_in(firm, "move", "line", "confirmed")[2]


@pytest.mark.parametrize(
    "title", ["a → b", "next:2026-12-01 @dana #tag !high", "see [[acme]] | x", "# not a heading", "end #", "two\nlines", "— dash", "“引号”，。"]
)
def test_any_title_reads_back(firm, pcrm_in, title):
    code, _, messages = pcrm_in(firm, "move", "line", "order", title)
    assert code == 0, messages
    shown = json.loads(pcrm_in(firm, "show", "line", "--format", "json")[1])
    newest = next(entry for entry in shown["log"] if entry["date"] == "2026-11-21")
    assert (newest["kind"], newest["title"]) == ("stage", " ".join(title.split()))


def test_a_title_that_hides_what_follows_is_refused(firm, pcrm_in):
    before = text(firm, LINE)
    code, _, messages = pcrm_in(firm, "move", "line", "order", "<!-- private -->")
    assert (code, text(firm, LINE)) == (2, before)
    assert "not changed" in messages


def test_a_front_matter_that_the_log_contradicts_can_be_caught_up(firm, pcrm_in):
    pcrm_in(firm, "set", "line", "stage=order")
    assert pcrm_in(firm, "move", "line", "order", "signed")[0] == 0
    assert "### 2026-11-21 stage survey → order — signed\n" in text(firm, LINE)
    assert findings(firm) == []


def test_line_ends_and_the_rest_stay(firm, pcrm_in):
    data = (firm / LINE).read_bytes().replace(b"\n", b"\r\n") + b"tail  "
    (firm / LINE).write_bytes(b"\xef\xbb\xbf" + data)
    pcrm_in(firm, "move", "line", "confirmed")
    new = (firm / LINE).read_bytes()
    assert new.count(b"\n") == new.count(b"\r\n") == data.count(b"\n") + 2
    assert new.startswith(b"\xef\xbb\xbf---") and new.endswith(b"tail  ")


def test_the_commit_says_from_where_to_where(firm, pcrm_in):
    for args in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "start")):
        subprocess.run(["git", *args], cwd=firm, check=True)
    pcrm_in(firm, "move", "line", "需求确认", "--commit")
    log = subprocess.run(["git", "log", "-1", "--format=%B"], cwd=firm, check=True, capture_output=True, text=True).stdout
    assert log.strip() == "line: stage survey → confirmed"


MANY = """
import sys
from pcrm_tools.cli.app import App
from pcrm_tools.cli.main import run

for number in range(25):
    assert run(["-C", sys.argv[1], "set", sys.argv[2], f"tags+={sys.argv[3]}{number}"], App()) == 0
"""


def test_commands_at_the_same_time_lose_nothing(firm):
    here = Path(__file__).parents[2]
    runs = [
        subprocess.Popen([sys.executable, "-c", MANY, str(firm), name, mark], cwd=here, stdout=subprocess.DEVNULL)
        for name, mark in (("acme", "p"), ("acme", "q"), ("line", "r"))
    ]
    assert [run.wait(120) for run in runs] == [0, 0, 0]
    tags = next(line for line in text(firm, ACME).split("\n") if line.startswith("tags:"))
    assert sorted(tags.removeprefix("tags: [").removesuffix("]").split(", ")) == sorted(f"{m}{n}" for m in "pq" for n in range(25))
