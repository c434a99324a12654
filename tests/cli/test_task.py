"""Tasks at the prompt."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.written import added, make, pcrm, text
from tests.small_notebook import findings


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make(tmp_path / "notebook")


def test_a_task_in_the_words_of_the_file(root: Path) -> None:
    before = text(root)
    done = pcrm(root, "task", "add", "acme", "Send", "the quote", "--due", "fri", "--priority", "high", "--promise", "--every", "1mo+", "--re", "C7", "--id", "auto")
    assert (done.code, done.out, done.err) == (0, "customers/acme.md:21\n", "")
    assert added(root, before) == "- [ ] Send the quote @dana due:2026-11-20 !high every:1mo+ re:C7 id:t2 #promise"
    done = pcrm(root, "task", "add", "华星", "发报价 due:下周三 @小李 !紧急", "--est", "2h", "--promise", lang="zh")
    assert done.code == 0
    assert "\n## 任务\n\n- [ ] 发报价 due:2026-11-25 @li.wei !紧急 预计:2h #承诺\n\n## 记录\n" in text(root, "华星")
    assert done.out == f"customers/华星.md:{text(root, '华星').split(chr(10)).index('## 任务') + 3}\n"
    assert findings(root) == []


def test_a_task_without_a_day_is_written_and_told_of(root: Path) -> None:
    done = pcrm(root, "task", "add", "acme", "--", "- [ ] Think about it")
    assert done.code == 0 and "- [ ] Think about it @dana\n" in text(root) and "has no due date" in done.err


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("due:fri",), "no words"),
        (("x", "--due", "2026-02-30"), "not a date in the calendar"),
        (("x due:2026-02-30",), "not a date in the calendar"),
        (("x due:fri", "--due", "fri"), "given twice"),
        (("x done:2026-11-01",), "a new task is open"),
        (("x", "--every", "often"), "no recurrence"),
        (("x every:often",), "no recurrence"),
        (("x", "--est", "long"), "duration"),
        (("x", "--owner", "dan"), "nearest: dana"),
        (("x @dan",), "nearest: dana"),
        (("x", "--after", "t9"), "nothing in this record has the id `t9`"),
        (("x", "--id", "t1"), "t1"),
        (("x", "--priority", "soon"), "urgent, high, normal, low"),
        (("a\x07b",), "control character U+0007"),
        (("a <!-- b --> c",), "would not read back"),
    ],
)
def test_what_cannot_be_right_is_refused(root: Path, args: tuple[str, ...], said: str) -> None:
    before = text(root)
    done = pcrm(root, "task", "add", "acme", *args, *([] if "due" in str(args) else ["--due", "+1d"]))
    assert done.code == 2 and said in done.err and text(root) == before
    zh = pcrm(root, "task", "add", "acme", *args, *([] if "due" in str(args) else ["--due", "+1d"]), lang="zh")
    assert zh.code == 2 and not zh.err.isascii()


@pytest.mark.parametrize("name", [("acme#t1",), ("customers/acme.md:17",), ("acme:17",), ("Acme", "t1"), ("acme", "send", "THE report"), ("[[acme#t1]]",)])
def test_a_task_is_named_in_several_ways_and_comes_again(root: Path, name: tuple[str, ...]) -> None:
    before = text(root)
    done = pcrm(root, "task", "done", *name, "--at", "yesterday")
    assert done.code == 0 and done.out == "customers/acme.md:17\n"
    old = "- [ ] Send the report @dana due:2026-11-25 start:2026-11-21 every:1mo id:t1 #promise\n"
    sub = "  - [ ] collect the figures due:2026-11-24\n"
    ticked = old.replace("[ ]", "[x]").replace("\n", " done:2026-11-19\n")
    again = "- [ ] Send the report @dana due:2026-12-25 start:2026-12-21 every:1mo id:t2 #promise\n"
    assert text(root) == before.replace(old + sub, ticked + sub + again)
    assert done.err == (
        "done: Send the report\n    comes again, due 2026-12-25 (customers/acme.md:19)\n    still open below it: collect the figures\n"
    )
    assert findings(root) == []


def test_ticking_twice_changes_nothing(root: Path) -> None:
    pcrm(root, "task", "done", "acme", "book the room")
    before = text(root)
    done = pcrm(root, "task", "done", "acme", "book the room", "--at", "yesterday")
    assert done.code == 0 and text(root) == before and "was done on 2026-11-20 already" in done.err


def test_what_should_come_first_is_said(root: Path) -> None:
    done = pcrm(root, "task", "done", "acme:19")
    assert "- [x] Book the room @dana due:2026-11-20 after:t1 done:2026-11-20\n" in text(root)
    assert done.err == "done: Book the room\n    t1 should come first and is not done\n"


def test_what_is_ticked_together_does_not_wait_for_each_other(root: Path) -> None:
    done = pcrm(root, "task", "done", "acme:17", "acme:18", "acme:19")
    assert done.code == 0 and "done: collect the figures\n" in done.err
    assert "still open below it" not in done.err and "should come first" not in done.err


def test_several_tasks_at_once_and_as_json(root: Path) -> None:
    done = pcrm(root, "task", "done", "acme:17", "acme:19", "--format", "json")
    assert json.loads(done.out)["changes"] == [
        {"path": "customers/acme.md", "line": 17, "state": "done", "next": {"line": 19, "due": "2026-12-25"}},
        {"path": "customers/acme.md", "line": 20, "state": "done"},
    ]
    assert text(root).count("- [x]") == 3


def test_cancelling_ends_a_series(root: Path) -> None:
    done = pcrm(root, "task", "cancel", "acme#t1", lang="zh")
    assert "- [-] Send the report @dana due:2026-11-25 start:2026-11-21 every:1mo id:t1 #promise cancelled:2026-11-20\n" in text(root)
    assert text(root).count("Send the report") == 1 and "不再重复" in done.err


def test_names_of_tasks_that_fit_several_or_none(root: Path) -> None:
    done = pcrm(root, "task", "done", "acme", "the")
    assert done.code == 2 and "acme#t1 (Send the report), customers/acme.md:18 (collect the figures), customers/acme.md:19" in done.err
    assert "nothing here is called `lunch`" in pcrm(root, "task", "done", "acme", "lunch").err
    assert "nearest: acme#t1" in pcrm(root, "task", "done", "acme#t9").err
    assert "no task stands on line 3 of customers/acme.md" in pcrm(root, "task", "done", "customers/acme.md:3").err
    assert pcrm(root, "task", "done", "acme").code == 2
    assert "华星 has no open task" in pcrm(root, "task", "done", "华星").err
    assert pcrm(root, "task", "done", "acme#t1", "--at", "tomorrow").code == 2


def test_the_one_open_task_of_a_record_needs_no_name(root: Path) -> None:
    pcrm(root, "task", "add", "华星", "发报价", "--due", "+1d")
    pcrm(root, "task", "done", "华星")
    assert "- [x] 发报价 @li.wei 截止:2026-11-21 完成:2026-11-20\n" in text(root, "华星")


def test_a_task_is_found_where_lines_have_moved_since_it_was_looked_up(root: Path) -> None:
    import threading

    from pcrm_tools.store.writing import Writer

    before = text(root)
    with Writer(root):
        run = threading.Thread(target=pcrm, args=(root, "task", "done", "acme#t1"))
        run.start()
        run.join(1.5)  # it has looked up the task and waits for the lock
        (root / "customers" / "acme.md").write_text(before.replace("## Tasks\n", "## Tasks\n\n- [ ] Another one @dana due:2026-12-01\n"))
    run.join()
    assert "- [x] Send the report" in text(root) and "- [ ] Another one" in text(root)


def rows(out: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(out, newline="")))


def test_the_list_says_what_waits_for_what(root: Path) -> None:
    done = pcrm(root, "task", "list", "--format", "csv")
    assert [(row["text"], row["due"], row["days_late"], row["blocked"], row["line"]) for row in rows(done.out)] == [
        ("Book the room", "2026-11-20", "0", "t1", "19"),
        ("collect the figures", "2026-11-24", "-4", "", "18"),
        ("Send the report", "2026-11-25", "-5", "2026-11-21", "17"),
    ]
    assert next(row["text"] for row in rows(pcrm(root, "task", "list", "--format", "csv", "--sort", "blocked").out)) == "collect the figures"
    table = pcrm(root, "task", "list", lang="zh")
    assert "等待" in table.out and "customers/acme.md:19" in table.out and "任务 3 个，其中逾期 0 个，等待中 2 个" in table.err


@pytest.mark.parametrize(
    ("args", "texts"),
    [
        (("--due", "..today"), ["Book the room"]),
        (("--due", "2026-11-21..fri"), []),
        (("--due", "sat..+4d"), ["collect the figures"]),
        (("--due", "2026-11-25"), ["Send the report"]),
        (("--due", "2026-11-24.."), ["collect the figures", "Send the report"]),
        (("--owner", "Dana Whitfield", "--due", "..today"), ["Book the room"]),
        (("--owner", "li.wei"), []),
        (("--state", "done"), ["Old thing"]),
        (("--state", "all", "--sort", "-due"), ["Send the report", "collect the figures", "Book the room", "Old thing"]),
        (("华星",), []),
    ],
)
def test_the_list_is_narrowed_down(root: Path, args: tuple[str, ...], texts: list[str]) -> None:
    done = pcrm(root, "task", "list", "--format", "jsonl", *args)
    assert [json.loads(line)["text"] for line in done.out.splitlines()] == texts
    assert done.code == (0 if texts else 1)


@pytest.mark.parametrize(("args", "said"), [(("--sort", "colour"), "cannot sort"), (("--due", "soon"), "no day and no range"), (("--due", ".."), "no range")])
def test_what_cannot_be_asked(root: Path, args: tuple[str, ...], said: str) -> None:
    done = pcrm(root, "task", "list", *args)
    assert done.code == 2 and said in done.err


def test_tasks_of_closed_and_archived_records_are_not_open(root: Path) -> None:
    for name, line in (("one", "archived: yes"), ("two", "closed: 2026-11-01\noutcome: lost")):
        (root / "projects").mkdir(exist_ok=True)
        (root / "projects" / f"{name}.md").write_text(
            f"---\nname: {name}\ncustomer: acme\nowner: dana\n{line}\n---\n\n- [ ] left over @dana due:2026-11-20\n- [x] was done @dana done:2026-11-01\n"
        )
    assert "left over" not in pcrm(root, "task", "list").out
    assert pcrm(root, "task", "list", "--state", "all").out.count("was done") == 1


def test_a_family_says_what_there_is(root: Path) -> None:
    for words, said in (((), "add, done, cancel, list"), (("tick",), "add, done, cancel, list")):
        done = pcrm(root, "task", *words)
        assert done.code == 2 and said in done.err
    assert "Tick tasks" in pcrm(root, "task", "--help").out and "勾选任务" in pcrm(root, "task", "--help", lang="zh").out
    assert "--every" in pcrm(root, "task", "add", "--help").out


def test_a_record_whose_name_looks_like_a_reference(root: Path) -> None:
    (root / "customers" / "sharp.md").write_text("---\nname: C# Tools\nowner: dana\n---\n\n- [ ] fix issue#12 @dana due:2026-11-30\n")
    done = pcrm(root, "task", "done", "C# Tools", "fix", "issue#12")
    assert done.code == 0 and "- [x] fix issue#12" in text(root, "sharp")
    assert pcrm(root, "task", "done", "\udcff:4").code == 2
    assert "nothing here is called `more`" in pcrm(root, "task", "done", "acme#t1", "more").err
