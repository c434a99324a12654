"""Service cases at the prompt: their steps, their time limits, and what is out of turn."""

import json
from pathlib import Path

import pytest

from tests.cli.written import added, make, pcrm, text
from tests.small_notebook import findings

LONG = """
    ---
    name: Long
    owner: li.wei
    ---

    ## Log

    ### 2026-11-16 repair — Stopped

    - id: W1
    - responded: 2026-11-16 10:30
    - waiting: 2026-11-17..
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make(tmp_path / "notebook", **{"customers/long.md": LONG})


@pytest.mark.parametrize("name", [("acme#C7",), ("acme", "C7"), ("acme",), ("customers/acme.md:26",), ("Acme", "labels")])
def test_the_first_answer_and_whether_it_came_in_time(root: Path, name: tuple[str, ...]) -> None:
    before = text(root)
    done = pcrm(root, "case", "respond", *name, "--at", "2026-11-10 10:10")
    assert (done.code, done.out) == (0, "customers/acme.md:26\n")
    assert text(root) == before.replace("id:C7 !high @dana", "id:C7 !high @dana responded:10:10")
    assert done.err == "C7: answered after 1h 10min of working time; 4h allowed\n"


def test_an_answer_that_came_late(root: Path) -> None:
    done = pcrm(root, "case", "respond", "acme", "--at", "2026-11-11 09:30", lang="zh")
    assert "responded:2026-11-11T09:30\n" in text(root)
    assert done.err == "C7：首次答复用时 1 天 30 分钟（工作时间），时限 4 小时，超时 5 小时 30 分钟\n"


def test_a_case_from_end_to_end(root: Path) -> None:
    before = text(root)
    for args in (
        ("respond", "acme", "--at", "2026-11-10 10:00"),
        ("wait", "acme", "--from", "2026-11-10 12:00"),
        ("resume", "acme", "--at", "2026-11-11 11:00"),
    ):
        assert pcrm(root, "case", *args).code == 0
    done = pcrm(
        root, "case", "resolve", "acme", "--at", "2026-11-12 10:00", "--cause", "wrong glue", "--lesson", "[[kb/glue]]", "--cost", "300",
        "--first", "--csat", "4", "--format", "json",
    )  # fmt: skip
    # 9 to 18 o'clock: 3 days less 8 hours, less 8 hours of waiting
    assert json.loads(done.out) == {"version": 1, "path": "customers/acme.md", "line": 30, "case": "C7", "minutes": 11 * 60, "limit": "2d"}
    told = "C7: solved after 1d 2h of working time (waiting left out: 8h); 2d allowed\n"
    assert done.err == "customers/acme.md:32: [[kb/glue]] leads nowhere yet\n" + told
    entry = "### 2026-11-12 10:00 feedback — Labels curl\n\ncsat:4 re:C7\n\n"
    tokens = (
        "responded:10:00 waiting:2026-11-10T12:00..2026-11-11T11:00 resolved:2026-11-12T10:00"
        ' cause:"wrong glue" lesson:[[kb/glue]] cost:300 first:yes'
    )
    after = text(root)
    assert entry in after and after.replace(entry, "") == before.replace("!high @dana\n", f"!high @dana {tokens}\n")
    assert pcrm(root, "case", "list", "acme").code == 1


def test_attribute_lines_stay_attribute_lines(root: Path) -> None:
    before = text(root, "long")
    assert pcrm(root, "case", "resume", "long", "--at", "2026-11-18").code == 0
    assert text(root, "long") == before.replace("2026-11-17..", "2026-11-17..2026-11-18")
    assert pcrm(root, "case", "resolve", "long#W1", "--at", "2026-11-19 09:30", "--cause", "worn out").code == 0
    assert added(root, before.replace("2026-11-17..", "2026-11-17..2026-11-18"), "long") == "- resolved: 2026-11-19T09:30\n- cause: \"worn out\""
    assert findings(root) == []


def test_the_words_are_those_of_the_file(root: Path) -> None:
    pcrm(root, "log", "华星", "投诉", "开票晚", "--at", "2026-11-19 10:00")
    pcrm(root, "case", "resolve", "华星", "--at", "2026-11-20 10:00", "--cause", "流程", "--lesson", "发货当天开票", "--first", "--csat", "5")
    assert "编号:C1 解决:2026-11-20T10:00 原因:流程 教训:发货当天开票 首次解决:是\n" in text(root, "华星")
    assert "### 2026-11-20 10:00 反馈 — 开票晚\n\n关于:C1 满意度:5\n" in text(root, "华星").replace("满意度:5 关于:C1", "关于:C1 满意度:5")


@pytest.mark.parametrize(
    ("steps", "said", "said_zh"),
    [
        ((("respond", "--at", "2026-11-09"),), "before 2026-11-10 09:00, when the case was opened", "案例登记"),
        ((("respond", "--at", "2026-11-10 09:10"), ("respond", "--at", "2026-11-11")), "was answered on 2026-11-10 09:10 already", "答复"),
        ((("resume",),), "is not waiting", "没有在等待"),
        ((("wait", "--from", "2026-11-11"), ("wait",)), "has been waiting since 2026-11-11 already", "等待"),
        ((("wait", "--from", "2026-11-12", "--to", "2026-11-11"),), "ends on 2026-11-11, before it begins", "早于"),
        ((("wait", "--from", "2026-11-12"), ("resume", "--at", "2026-11-11")), "ends on 2026-11-11, before it begins", "早于"),
        ((("wait", "--from", "2026-11-01"),), "before 2026-11-10 09:00", "登记"),
        ((("resolve",),), "add --cause … --lesson …", "原因和教训"),
        ((("resolve", "--cause", "x"),), "add --lesson …", "--lesson"),
        ((("resolve", "--cause", "x", "--lesson", "y", "--at", "2026-11-10 08:00"),), "when the case was opened", "登记"),
        ((("respond", "--at", "2026-11-12"), ("resolve", "--cause", "x", "--lesson", "y", "--at", "2026-11-11")), "when the case was answered", "答复"),
        ((("resolve", "--cause", "x", "--lesson", "y", "--csat", "6"),), "outside 1..5", "超出"),
        ((("resolve", "--cause", "x", "--lesson", "y", "--cost", "much"),), "no amount of money", "金额"),
        ((("respond", "--at", "tomorrow"),), "still to come", "还没有到"),
    ],
)
def test_a_step_out_of_turn_is_refused(root: Path, steps: tuple[tuple[str, ...], ...], said: str, said_zh: str) -> None:
    for command, *options in steps[:-1]:
        assert pcrm(root, "case", command, "acme#C7", *options).code == 0
    before = text(root)
    command, *options = steps[-1]
    for lang, words in (("en", said), ("zh", said_zh)):
        done = pcrm(root, "case", command, "acme#C7", *options, lang=lang)
        assert done.code == 2 and words in done.err and done.out == "" and text(root) == before


def test_what_is_solved_stays_solved(root: Path) -> None:
    pcrm(root, "case", "resolve", "acme", "--cause", "x", "--lesson", "y", "--at", "2026-11-12")
    before = text(root)
    for command, said in (("resolve", "was solved on 2026-11-12"), ("wait", "was solved on"), ("respond", "was solved on")):
        done = pcrm(root, "case", command, "acme#C7", *(["--cause", "x", "--lesson", "y"] if command == "resolve" else []))
        assert done.code == 2 and said in done.err and text(root) == before
    assert pcrm(root, "case", "respond", "acme#C7", "--at", "2026-11-11").code == 0  # written down later


def test_names_of_cases(root: Path) -> None:
    pcrm(root, "log", "acme", "support", "How to clean")
    done = pcrm(root, "case", "respond", "acme")
    assert done.code == 2 and "acme#S1 (How to clean), acme#C7 (Labels curl)" in done.err
    assert "nearest: acme#S1, acme#C7" in pcrm(root, "case", "respond", "acme#C9").err
    assert "华星 has no open case" in pcrm(root, "case", "respond", "华星").err
    assert "没有未结的案例" in pcrm(root, "case", "respond", "华星", lang="zh").err


def test_without_a_moment_it_is_now(root: Path) -> None:
    assert pcrm(root, "case", "respond", "acme").code == 0
    assert "responded:2026-11-20\n" in text(root)
    assert pcrm(root, "case", "wait", "acme", as_of="").code == 0
    waiting = text(root).split("waiting:")[1].split("\n")[0]
    assert len(waiting) == len("2026-11-20T14:30..") and waiting.endswith("..")


def test_the_list_has_the_latest_first(root: Path) -> None:
    (root / "projects").mkdir(exist_ok=True)
    (root / "projects" / "p.md").write_text(
        "---\nname: P\ncustomer: acme\nowner: dana\n---\n\n## Log\n\n### 2026-11-20 16:30 repair id:W3 !urgent @li.wei — Leaks\n"
        "### 2026-11-19 question id:Q1 — When?\n"
    )
    done = pcrm(root, "case", "list", "--format", "json")
    cases = json.loads(done.out)["cases"]
    shown = [(case["id"], case["case"], case["late"], case["respond_by"], case["resolve_by"], case["waiting"]) for case in cases]
    assert shown == [
        # opened on Tuesday the 10th at 9: the answer was due at 13, the solution at the end of the 11th
        ("acme", "C7", 5 * 60 + 8 * 9 * 60, "2026-11-10 13:00", "2026-11-11 18:00", ""),
        ("p", "W3", 30, "2026-11-20 17:30", "", ""),
        ("long", "W1", 0, "", "", "2026-11-17 09:00"),
        ("p", "Q1", 0, "", "", ""),
    ]
    assert [case["handler"] for case in cases] == ["dana", "li.wei", "li.wei", "dana"]
    assert [json.loads(line)["case"] for line in pcrm(root, "case", "list", "--handler", "小李", "--format", "jsonl").out.splitlines()] == ["W3", "W1"]
    zh = pcrm(root, "case", "list", lang="zh")
    assert "8 天 5 小时" in zh.out and "维修" in zh.out and "紧急" in zh.out and "已答复" in zh.out
    assert zh.err == "未结案例 4 个，其中超时 2 个，等待客户 1 个\n"


def test_public_holidays_stop_the_clock(tmp_path: Path) -> None:
    settings = "calendar: {country: CN}\nsla:\n  - {kind: complaint, respond: 4h}\n"
    root = make(tmp_path / "holiday", settings)
    pcrm(root, "log", "acme", "complaint", "x", "--id", "C9", "--at", "2026-09-30 17:00", as_of="2026-10-12")
    done = pcrm(root, "case", "respond", "acme#C9", "--at", "2026-10-08 10:00", as_of="2026-10-12")
    assert done.err == "C9: answered after 2h of working time; 4h allowed\n"


def test_a_dry_run_and_a_damaged_day(root: Path) -> None:
    before = text(root)
    done = pcrm(root, "case", "respond", "acme", "--dry-run")
    assert "+id:C7 !high @dana responded:2026-11-20" in done.out and text(root) == before and done.err == ""
    assert pcrm(root, "case", "respond", "acme", "--at", "2026-02-30").code == 2
