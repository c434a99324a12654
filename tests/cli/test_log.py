"""What was done, written down at the prompt."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pcrm_tools.store import git
from tests.cli.written import added, make, pcrm, text
from tests.small_notebook import findings


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make(tmp_path / "notebook")


def test_an_entry_in_house_form_at_its_place(root: Path) -> None:
    before = text(root)
    done = pcrm(root, "log", "Acme", "call", "SSO — and", "C#", "--with", "rosa lind", "--minutes", "20", "--tag", "sso", "--at", "yesterday 14:30")
    assert (done.code, done.out, done.err) == (0, "customers/acme.md:24\n", "")
    assert added(root, before) == '### 2026-11-19 14:30 call — SSO — and C#\n\nwith:"Rosa Lind" minutes:20 #sso'
    assert findings(root) == []


def test_a_chinese_log_gets_chinese_words(root: Path) -> None:
    before = text(root, "华星")
    done = pcrm(root, "log", "华星", "call", "报价", "--with", "王经理,王芳", "--set", "direction=in", "--private", "--at", "昨天 9：05", lang="zh")
    assert done.code == 0 and done.err == ""
    assert added(root, before, "华星") == "### 2026-11-19 09:05 电话 — 报价\n\n与:王经理,王芳 方向:来 #内部"
    pcrm(root, "log", "华星", "回访", "--at", "2026-11-13")
    pcrm(root, "log", "华星", "微信", "照片")
    assert "### 2026-11-13 回访\n" in text(root, "华星") and "### 2026-11-20 微信 — 照片\n\n###" in text(root, "华星")


def test_chinese_words_in_an_english_log_become_its_own(root: Path) -> None:
    before = text(root)
    assert pcrm(root, "log", "acme", "微信", "photos", "--at", "周一").code == 0
    assert added(root, before) == "### 2026-11-16 message — photos\n\nvia:wechat"


def test_two_entries_of_a_day_stand_by_their_time(root: Path) -> None:
    for time in ("09:00", "16:00", "11:30"):
        assert pcrm(root, "log", "acme", "note", time, "--at", f"2026-11-20 {time}").code == 0
    assert [line[-5:] for line in text(root).split("\n") if line.startswith("### 2026-11-20")] == ["16:00", "11:30", "09:00"]


def test_the_next_contact_goes_where_it_counts(root: Path) -> None:
    done = pcrm(root, "log", "华星", "电话", "--next", "2026-12-01")
    assert "下次联系: 2026-12-01\n" in text(root, "华星") and "下次:" not in text(root, "华星")
    assert done.err == "华星: next contact 2026-12-01 (in the front matter; it was 2026-11-24)\n"
    assert done.out.startswith("customers/华星.md:16")
    done = pcrm(root, "log", "acme", "call", "--next", "+7d")
    assert "\nnext:2026-11-27\n" in text(root) and "next_contact" not in text(root)
    assert done.err == "acme: next contact 2026-11-27 (in the entry)\n"
    # No token of an older entry, nor of a note, is the promise that follow-ups go by.
    assert "front matter" in pcrm(root, "log", "acme", "call", "--at", "-9d", "--next", "2026-12-02").err
    assert "\nnext_contact: 2026-12-02\n" in text(root)


def test_a_next_contact_that_the_entry_itself_would_meet_is_refused(root: Path) -> None:
    before = text(root)
    done = pcrm(root, "log", "acme", "call", "--next", "today")
    assert done.code == 2 and "met at once" in done.err and text(root) == before


def test_people_are_held_against_the_contacts(root: Path) -> None:
    done = pcrm(root, "log", "acme", "call", "--with", "Rosy Lind,Ben Ortiz,dana")
    assert done.code == 0
    assert done.err == "Rosy Lind is no contact of acme; perhaps Rosa Lind\nBen Ortiz left acme on 2026-06-30\n"
    assert "Ben Ortiz" not in pcrm(root, "log", "acme", "call", "--with", "Ben Ortiz", "--at", "2026-06-30").err
    assert "不是acme的联系人；也许是 Rosa Lind" in pcrm(root, "log", "acme", "call", "--with", "Rosy Lind", lang="zh").err


def test_one_entry_in_several_records_each_with_its_own_people(root: Path) -> None:
    done = pcrm(root, "log", "acme", "event", "Open day", "--also", "华星", "--with", "Rosa,王芳", "--format", "json")
    assert json.loads(done.out)["changes"] == [{"path": "customers/acme.md", "line": 24}, {"path": "customers/华星.md", "line": 16}]
    assert "### 2026-11-20 event — Open day\n\nwith:Rosa\n" in text(root)
    assert "### 2026-11-20 事件 — Open day\n\n与:王芳\n" in text(root, "华星")


def test_all_records_or_none(root: Path) -> None:
    (root / "customers" / "cut.md").write_text("---\nname: Cut\nowner: dana\n\n# never closed\n")
    before = text(root)
    done = pcrm(root, "log", "acme", "note", "x", "--also", "cut")
    assert done.code == 2 and "customers/cut.md:1: not changed" in done.err and text(root) == before


def test_a_case_gets_an_id_and_the_moment(root: Path) -> None:
    before = text(root)
    assert pcrm(root, "log", "acme", "complaint", "Late again", "--priority", "高", "--by", "Mike Okafor").code == 0
    assert added(root, before) == "### 2026-11-20 complaint — Late again\n\nid:C8 !high @mike"
    pcrm(root, "log", "acme", "order", "--id", "auto", "--set", "金额=1.2万")
    assert "### 2026-11-20 order\n\nid:O1 amount:1.2万\n" in text(root)
    pcrm(root, "log", "acme", "question", "--id", "none", "Which glue?")
    assert "### 2026-11-20 question — Which glue?\n\n###" in text(root)
    assert pcrm(root, "log", "acme", "repair", "Now", as_of="").code == 0
    heading = next(line for line in text(root).split("\n") if line.endswith("repair — Now"))
    assert len(heading.split()[2]) == len("14:30")


def test_tasks_below_an_entry(root: Path) -> None:
    before = text(root)
    done = pcrm(root, "log", "acme", "call", "x", "--task", "- [ ] Send offer due:fri !high", "--task", "Ask 李薇 @小李 due:2026-12-01 est:2h")
    assert done.code == 0
    assert added(root, before) == (
        "### 2026-11-20 call — x\n\n- [ ] Send offer due:2026-11-20 !high @dana\n- [ ] Ask 李薇 @li.wei due:2026-12-01 est:2h"
    )


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("complain", "x"), "`complain` is no kind of entry; perhaps complaint"),
        (("survey", "--set", "csat=6"), "csat: `6` is outside 1..5"),
        (("survey", "--set", "推荐度=11"), "nps: `11` is outside 0..10"),
        (("order", "--set", "amount=lots"), "write an amount such as"),
        (("call", "--set", "direction=up"), "write one of in, out"),
        (("call", "--set", "minuts=5"), "perhaps minutes"),
        (("call", "--set", "minutes"), "KEY=VALUE"),
        (("call", "--minutes", "5", "--set", "分钟=6"), "minutes is given twice"),
        (("call", "--minutes", "-5"), "outside 0.."),
        (("complaint", "--priority", "soon"), "urgent, high, normal, low"),
        (("note", "--tag", "2026"), "#2026 is no tag"),
        (("note", "--by", "dan"), "nearest: dana"),
        (("note", "--id", "a b"), "no id"),
        (("complaint", "--id", "C7"), "C7"),
        (("call", "--set", "re=C99"), "nothing in this record has the id `C99`"),
        (("call", "--at", "2026-02-30"), "not a date in the calendar"),
        (("call", "--at", "2026-11-19 25:00"), "no time of day"),
        (("call", "--at", "tomorrow"), "still to come"),
        (("call", "--next", "2026-13-01"), "not a date in the calendar"),
        (("complaint", "--set", "responded=2026-11-01"), "before the entry itself"),
        (("stage", "a → b"), "pcrm move PROJECT STAGE"),
        (("note", "a\x1bb"), "control character U+001B"),
        (("note", "a <!-- b --> c"), "the title cannot be written"),
        (("call", "--with", 'a "b" “c” 「d」 『e』'), "the names cannot be written"),
    ],
)
def test_what_cannot_be_right_is_refused_with_what_is(root: Path, args: tuple[str, ...], said: str) -> None:
    before = text(root)
    for lang in ("en", "zh"):
        done = pcrm(root, "log", "acme", *args, lang=lang)
        assert done.code == 2 and text(root) == before and done.out == ""
        assert "Traceback" not in done.err
        if lang == "en":
            assert said in done.err
        else:
            assert not done.err.isascii()


def test_what_is_not_counted_is_said(root: Path) -> None:
    done = pcrm(root, "log", "acme", "call", "--set", "csat=4")
    assert done.code == 0 and done.err == "csat is not counted on a call entry, only on survey, feedback\n"


def test_names_that_fit_several_or_none(root: Path) -> None:
    (root / "customers" / "acme-two.md").write_text("---\nname: Acme Two\nowner: dana\n---\n")
    assert "acme, acme-two" in pcrm(root, "log", "acm", "note").err
    done = pcrm(root, "log", "nobody", "note")
    assert done.code == 2 and "nothing here is called `nobody`" in done.err


def test_front_matter_that_cannot_be_read_does_not_keep_the_log_from_being_written(root: Path) -> None:
    path = root / "customers" / "bad.md"
    path.write_text('---\nname: "Bad\nowner: dana\n---\n\n## Log\n')
    done = pcrm(root, "log", "bad", "call", "x")
    assert done.code == 0 and path.read_text().endswith("## Log\n\n### 2026-11-20 call — x\n")
    before = path.read_text()
    done = pcrm(root, "log", "bad", "call", "y", "--next", "+7d")
    assert done.code == 2 and "is never closed" in done.err and path.read_text() == before


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_line_ends_and_marks_of_the_file_stay(root: Path, end: str, bom: str) -> None:
    path = root / "customers" / "acme.md"
    before = bom + text(root).replace("\n", end)
    path.write_bytes(before.encode())
    assert pcrm(root, "log", "acme", "note", "x", "--task", "do it due:+1d").code == 0
    entry = "### 2026-11-20 note — x\n\n- [ ] do it due:2026-11-21 @dana\n\n".replace("\n", end)
    assert path.read_bytes().decode() == before.replace("### 2026-11-12", entry + "### 2026-11-12", 1)


def test_a_dry_run_writes_nothing_and_shows_the_lines(root: Path) -> None:
    before = text(root)
    done = pcrm(root, "log", "acme", "note", "x", "--next", "+3d", "--dry-run")
    assert done.code == 0 and text(root) == before and done.err == ""
    assert [line for line in done.out.split("\n") if line[:1] == "+" and line[:2] != "++"] == [
        "+next_contact: 2026-11-23", "+### 2026-11-20 note — x", "+",
    ]  # fmt: skip


def test_who_types_it_is_who_did_it(root: Path) -> None:
    settings = (root / "pcrm.yml").read_text()
    (root / "pcrm.yml").write_text(settings.replace("{id: dana,", "{id: dana, email: dana@pcrm.example,"))
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    subprocess.run(["git", "config", "user.email", "dana@pcrm.example"], cwd=root, check=True)
    subprocess.run(["git", "config", "user.name", "D"], cwd=root, check=True)
    pcrm(root, "log", "华星", "call", "a")
    pcrm(root, "log", "华星", "call", "b", "--by", "none")
    pcrm(root, "log", "华星", "complaint", "c")
    pcrm(root, "task", "add", "华星", "d", "--due", "+1d")
    new = text(root, "华星")
    assert "电话 — a\n\n@dana\n" in new and "电话 — b\n\n###" in new and "投诉 — c\n\n编号:C1\n" in new
    assert "- [ ] d @dana 截止:2026-11-21\n" in new


def test_a_commit_holds_the_file_and_says_what_was_done(root: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    for key, value in (("user.email", "dana@pcrm.example"), ("user.name", "Dana Whitfield")):
        subprocess.run(["git", "config", key, value], cwd=root, check=True)
    subprocess.run(["git", "add", "."], cwd=root, check=True)
    subprocess.run(["git", "commit", "-qm", "all"], cwd=root, check=True)
    assert pcrm(root, "log", "acme", "call", "SSO", "--next", "+7d", "--commit").code == 0
    assert (git.run(root, "log", "-1", "--format=%s") or "").strip() == "acme: logged call: SSO; next contact 2026-11-27"


def run_piped(root: Path, data: bytes, *args: str) -> "subprocess.CompletedProcess[bytes]":
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.run(
        [sys.executable, "-m", "pcrm_tools", "-C", str(root), "--as-of", "2026-11-20", *args], input=data, capture_output=True, env=env, check=False
    )


def test_text_from_standard_input_stays_text(root: Path) -> None:
    before = text(root)
    notes = "## Decisions\r\n\r\n- [ ] call back @dana due:2026-12-01\n\n```\n### 2026-01-01 call\n```\n---\n"
    assert run_piped(root, notes.encode(), "log", "acme", "meeting", "Kick-off", "-").returncode == 0
    assert added(root, before) == (
        "### 2026-11-20 meeting — Kick-off\n\n\\## Decisions\n\n- [ ] call back @dana due:2026-12-01\n\n```\n### 2026-01-01 call\n```\n---"
    )
    assert findings(root) == []


def test_standard_input_that_holds_nothing_or_no_text(root: Path) -> None:
    before = text(root)
    for data, said in ((b"", b"nothing to log"), (b"\xff\xfe", b"not UTF-8"), (b"x" * (1 << 20) + b"y", b"more than 1048576 bytes")):
        done = run_piped(root, data, "log", "acme", "note", "-")
        assert done.returncode == 2 and said in done.stderr and text(root) == before


def test_many_at_once_lose_none(root: Path) -> None:
    before = text(root)

    def log(number: int) -> int:
        name = "acme" if number % 3 else "华星"
        return run_piped(root, b"", "log", name, "note", f"entry {number}", "--id", "auto").returncode

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(log, range(18))) == [0] * 18
    both = text(root) + text(root, "华星")
    assert all(both.count(f" — entry {number}\n") == 1 for number in range(18))
    assert sorted(line for line in both.split("\n") if line.startswith(("id:E", "编号:E"))) == sorted(
        [f"id:E{n}" for n in range(1, 13)] + [f"编号:E{n}" for n in range(1, 7)]
    )
    assert added(root, before).count("### ") == 12 and findings(root) == []


def test_completion_offers_kinds_people_and_records(root: Path, pcrm: Callable) -> None:
    def offers(*words: str) -> list[str]:
        env = {"_PCRM_COMPLETE": "bash_complete", "COMP_WORDS": " ".join(("pcrm", *words)), "COMP_CWORD": str(len(words))}
        return [line.partition(",")[2] for line in pcrm(cwd=root, env=env).stdout.decode().split("\n") if line]

    assert offers("log", "ac") == ["acme"]
    assert offers("log", "acme", "comp") == ["complaint"] and "电话" in offers("log", "acme", "电")
    assert offers("log", "acme", "call", "--with", "R") == ["Rosa"]
    assert offers("log", "acme", "call", "--by", "li") == ["li.wei"]
    assert offers("task", "d") == ["done"] and offers("task", "done", "") == ["acme"]
    assert offers("task", "done", "acme", "") == ["t1"] and offers("case", "respond", "acme", "C") == ["C7"]


def test_a_link_to_a_record_that_is_not_there_is_told_of(root: Path) -> None:
    done = pcrm(root, "log", "Acme", "note", "see [[acme]] and [[nowhere]]")
    line = done.out.strip().rpartition(":")[2]
    assert done.code == 0 and f"{line}: [[nowhere]] leads nowhere yet" in done.err and "[[acme]]" not in done.err
    assert "nowhere" not in pcrm(root, "log", "Acme", "note", "again").err
