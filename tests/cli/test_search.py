"""`pcrm search` at the prompt: output that can be acted on, on any terminal and in editors, and words that are easily mistyped."""

import csv
import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcrm_tools.cli.app import App
from pcrm_tools.cli.hit_lines import window
from pcrm_tools.cli.main import run as run_program
from pcrm_tools.cli.table import width
from tests.cli.test_terminal import environment, on_terminal, posix
from tests.small_notebook import notebook

Ran = tuple[int, str, str]
KEYS = {"id", "type", "name", "path", "line", "kind", "date", "score", "snippet"}
SETTINGS = """
    fields: {}
    kinds:
      inspection: {zh: 巡检, label: Inspection}
    views:
      key: {query: "tier:key", columns: [name]}
      projects: {type: project}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A notebook with Chinese and English records, a page, and a file whose path editors might trip over."""
    return notebook(
        tmp_path / "book",
        {
            "customers/华东 区/瑞丰.md": """
                ---
                名称: 昆山瑞丰包装有限公司
                aliases: [瑞丰]
                owner: li.wei
                级别: 重点
                ---
                # 昆山瑞丰包装

                两台贴标机，一台用于出口标签，一台备用；标签纸由我方供应，备件仓设在昆山，每季度盘点一次，由售后负责核对发票与清单。

                ## 记录

                ### 2026-07-10 14:05 投诉 — 发票延迟两周
                ### 2026-03-02 拜访 — 年度回访
                """,
            "customers/tidewater.md": """
                ---
                name: Tidewater Family Clinics
                owner: dana
                ---
                # Tidewater

                ## Log

                ### 2026-11-02 complaint — Portal showed wrong clinic hours
                ### 2026-10-02 call — Three invoices were paid, the invoice of May was not
                ### 2026-09-02 inspection — Opening hours of the wrong clinic
                """,
            "projects/p.md": """
                ---
                name: Portal
                customer: tidewater
                owner: dana
                ---
                ## Log

                ### 2026-11-12 call — invoice for the portal
                """,
            "site/pages/kb/invoices.md": "# Invoices\n\nHow an invoice is written.\n",
        },
        SETTINGS,
    )


@pytest.fixture
def search(caught: Callable, monkeypatch: pytest.MonkeyPatch, root: Path) -> Callable[..., Ran]:
    """Run `pcrm search` in this process in a folder of the notebook; gives exit code, stdout and stderr."""

    def run(*args: str, at: str = "", columns: int = 0, **environ: str) -> Ran:
        monkeypatch.chdir(root / at)
        streams = caught(columns=columns, **environ)
        code = run_program(["--as-of", "2026-11-20", "search", *args], App({"LANG": "C.UTF-8", **environ}, streams.out))
        return code, streams.stdout.getvalue().decode(), streams.messages()

    return run


# -- what a query is made of at the prompt


@pytest.mark.parametrize("args", [(), ("",), ("  ",), ("", " ")])
def test_an_empty_query_is_explained_in_one_line(search: Callable, args: tuple[str, ...]) -> None:
    code, stdout, stderr = search(*args)
    assert (code, stdout) == (2, "") and stderr.startswith("pcrm: the query is empty") and stderr.count("\n") == 1
    assert "查询为空" in search(*args, "--lang", "zh")[2]


@pytest.mark.parametrize("word", ["-cold", "-online", "-hot", "-冷", "-C5", "-vip"])
def test_a_word_behind_a_dash_is_no_option_and_the_message_says_what_to_write(search: Callable, root: Path, word: str) -> None:
    code, stdout, stderr = search("invoice", word)
    assert (code, stdout) == (2, "") and f"not:{word[1:]}" in stderr and "--" in stderr and stderr.count("\n") == 1
    assert "当作选项" in search("invoice", word, "--lang", "zh")[2]
    assert not (root / "nline").exists()


def test_a_negation_behind_two_dashes_or_in_quotes_works(search: Callable) -> None:
    wanted = search("invoice", "not:portal", "--format", "ids")
    assert wanted[:2] == (0, "kb/invoices\n")
    assert search("--format", "ids", "--", "-portal", "invoice") == wanted
    assert search("invoice -portal", "--format", "ids") == wanted


def test_short_options_still_take_their_values(search: Callable, tmp_path: Path) -> None:
    assert search("-o", str(tmp_path / "out"), "--as-of", "-2w", "-vv", "invoice", "--format", "ids")[0] == 0
    assert "kb/invoices" in (tmp_path / "out").read_text()


def test_the_shells_quotes_make_no_phrase_but_quotes_within_them_do(search: Callable) -> None:
    three = search("wrong", "clinic", "opening", "--format", "ids")[1]
    assert three == search("wrong clinic opening", "--format", "ids")[1] == "tidewater\n"
    assert search('"wrong clinic opening"', "--exact")[0] == 1
    assert search('opening "wrong clinic"', "--format", "ids")[1] == "tidewater\n"
    assert search("opening", '"wrong clinic" hours', "--format", "ids")[1] == "tidewater\n"


def test_signs_alone_find_nothing_and_it_is_said_why(search: Callable) -> None:
    assert search("%%%") == (1, "", "nothing found for %%%: signs alone are not searched for\n")
    assert "只有符号" in search("%%%", "--lang", "zh")[2]


# -- what is shown


def test_a_hit_says_what_it_is_and_where_and_shows_the_line(search: Callable) -> None:
    code, stdout, stderr = search("发票延迟")
    assert (code, stderr) == (0, "1 found\n")
    assert stdout == (
        "昆山瑞丰包装有限公司 (瑞丰)  customer  complaint 2026-07-10  customers/华东 区/瑞丰.md:13\n"
        "    ### 2026-07-10 14:05 投诉 — 发票延迟两周\n"
    )
    assert "  客户  投诉 2026-07-10  " in search("发票延迟", "--lang", "zh")[1]


def test_a_kind_of_the_notebooks_own_is_called_by_its_label(search: Callable) -> None:
    assert "  Inspection 2026-09-02  " in search('"opening hours"')[1]
    assert "  巡检 2026-09-02  " in search('"opening hours"', "--lang", "zh")[1]


def test_colour_marks_the_hit_on_terminals_and_where_it_is_forced(search: Callable) -> None:
    plain = search("发票延迟")[1]
    assert "\x1b[1;31m发票延迟\x1b[0m两周" in search("发票延迟", columns=80)[1]
    assert "\x1b[1;31m发票延迟\x1b[0m两周" in search("发票延迟", FORCE_COLOR="1")[1]
    assert "\x1b" not in plain + search("发票延迟", columns=80, NO_COLOR="1")[1] + search("发票延迟", "--no-color", FORCE_COLOR="1")[1]
    assert search("发票延迟", FORCE_COLOR="1", NO_COLOR="1")[1] == plain


@pytest.mark.parametrize("columns", [20, 40, 80])
@pytest.mark.parametrize("query", ["invoice", "盘点", "tier:key", "瑞丰 invoice"])
def test_lines_fit_the_terminal_and_only_paths_are_never_cut(search: Callable, columns: int, query: str) -> None:
    lines = re.sub(r"\x1b\[[\d;]*m", "", search(query, "--explain", columns=columns)[1]).split("\n")
    paths = [line for line in lines if re.search(r"\.md:\d+$", line)]
    assert paths and [line for line in lines if width(line) > columns and line not in paths] == []
    assert all(line.strip().startswith(("customers/", "projects/", "site/")) for line in paths if width(line) > columns)


def test_a_narrow_terminal_shows_the_marked_word(search: Callable) -> None:
    assert "\x1b[1;31m盘点\x1b[0m" in search("盘点", columns=40)[1]
    assert "盘点" in search("盘点")[1]


@given(st.text("ab 中文é\u0301👍", max_size=50), st.integers(0, 49), st.integers(1, 5), st.integers(4, 40))
def test_a_part_of_a_line_fits_and_holds_the_mark(text: str, at: int, long: int, columns: int) -> None:
    marks = [(at, min(at + long, len(text)))] if at < len(text) else []
    shown, kept = window(text, marks, columns)
    assert width(shown) <= columns
    if marks and width(text[at : at + long]) <= columns // 2:
        start, end = kept[0]
        assert shown[start:end] == text[at : at + long]


@pytest.mark.parametrize("engine", ["sqlite", "whoosh"])
def test_the_score_is_explained_word_by_word(search: Callable, root: Path, engine: str) -> None:
    (root / "pcrm.yml").write_text((root / "pcrm.yml").read_text() + f"search: {{engine: {engine}}}\n")
    answer = json.loads(search("hours wrong owner:dana not:recipe", "--explain", "--format", "json")[1])
    (hit,) = answer["hits"]
    words, met = hit["explain"][:2], hit["explain"][2:]
    assert met == [{"filter": "owner:dana"}, {"filter": "not:recipe"}]
    assert sum(part["score"] for part in words) == pytest.approx(hit["score"], abs=1e-9) and hit["score"] > 0
    assert sum(part["share"] for part in words) == pytest.approx(1)
    by_word = {part["word"]: part for part in words}
    assert by_word["hours"]["fields"] == {"titles": 2, "text": 2} and (by_word["hours"]["records"], by_word["hours"]["of"]) == (1, 4)


def test_the_explanation_on_the_screen_is_short_and_aligned(search: Callable) -> None:
    _, stdout, stderr = search("invoices portal", "owner:dana", "--explain", "--lang", "en")
    assert re.search(r"^    +<?\d\.\d\d +\d+%  portal    as typed  +name 1.* in 2 of 4 records$", stdout, re.M)
    assert re.search(r"^    +<?\d\.\d\d +\d+%  invoices  invoice  +titles 1, text 1 +in 3 of 4 records$", stdout, re.M)
    assert "    meets owner:dana\n" in stdout and stderr.startswith("score: the sum of the words;")
    _, stdout, stderr = search("发票", "--explain", "--lang", "zh")
    assert "原样" in stdout and "4 份档案中 1 份有" in stdout and stderr.startswith("分数：各词之和")
    assert "score" not in search("tier:key", "--explain")[2]


def test_the_order_by_date_is_that_of_the_newest_contact_or_of_the_newest_entry_asked_for(search: Callable) -> None:
    by_date = search("type:customer,project", "--sort", "date", "--format", "ids")[1].split()
    assert by_date == ["tidewater", "p", "瑞丰"]  # the project's call of 2026-11-12 counts for its customer
    assert search("log:complaint", "--sort", "date", "--format", "ids")[1].split() == ["tidewater", "瑞丰"]
    assert search("log:visit,inspection", "--sort", "date", "--format", "ids")[1].split() == ["tidewater", "瑞丰"]
    assert search("log:visit,complaint", "--sort", "path", "--format", "ids")[1].split() == ["tidewater", "瑞丰"]


def test_one_type_pages_too(search: Callable) -> None:
    assert search("invoice", "--type", "page", "--format", "ids")[:2] == (0, "kb/invoices\n")
    assert search("invoice", "type:page", "--format", "ids")[:2] == (0, "kb/invoices\n")


def test_a_view_is_searched_with_or_without_words(search: Callable) -> None:
    assert search("--view", "key", "发票", "--format", "ids")[:2] == (0, "瑞丰\n")
    assert search("--view", "key", "--format", "ids")[:2] == (0, "瑞丰\n")
    assert search("--view", "projects", "--format", "ids")[:2] == (0, "p\n")
    assert search("--view", "key", "invoice", "--exact", "--format", "ids")[0] == 1
    code, _, stderr = search("--view", "kye")
    assert code == 2 and "key" in stderr


# -- formats for programs


def test_json_has_the_keys_that_are_promised(search: Callable) -> None:
    answer = json.loads(search("invoice", "--format", "json", "--limit", "2")[1])
    assert list(answer) == ["version", "query", "total", "hits"] and (answer["total"], len(answer["hits"])) == (3, 2)
    assert all(set(hit) == KEYS for hit in answer["hits"])
    lines = search("invoice", "--format", "jsonl")[1].splitlines()
    assert [set(json.loads(line)) for line in lines] == [KEYS] * 3
    assert set(next(csv.reader(io.StringIO(search("invoice", "--format", "csv")[1])))) == KEYS


def test_columns_of_vimgrep_count_bytes_of_the_line(search: Callable, root: Path) -> None:
    line = search("盘点", "--format", "vimgrep")[1]
    path, number, column, text = re.fullmatch(r"(.*?):(\d+):(\d+):(.*)\n", line).groups()  # type: ignore[union-attr]
    row = (root / path).read_bytes().split(b"\n")[int(number) - 1]
    assert row[int(column) - 1 :].startswith("盘点".encode()) and "盘点" in text


@pytest.mark.skipif(not shutil.which("vim"), reason="needs vim")
def test_vim_jumps_to_the_place(search: Callable, root: Path, tmp_path: Path) -> None:
    (root / "customers/a: b 12").mkdir()
    (root / "customers/a: b 12/档 3:4 案.md").write_text("---\nname: 特殊\nowner: dana\n---\n\t甲乙 Quokka: 1:2 次\n", encoding="utf-8")
    (tmp_path / "errors").write_text(search("quokka", "--format", "vimgrep")[1], encoding="utf-8")
    done = tmp_path / "done"
    place = "writefile([bufname('%'), line('.') . ' ' . col('.') . ' ' . strpart(getline('.'), col('.') - 1, 6)]"
    subprocess.run(
        ["vim", "-Nu", "NONE", "-i", "NONE", "-es", "--cmd", "set encoding=utf-8", "-c", f"cgetfile {tmp_path / 'errors'}", "-c", "cfirst",
         "-c", f"call {place}, '{done}')", "-c", "qa!"], cwd=root, timeout=30, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.read_text(encoding="utf-8").split("\n")[:2] == ["customers/a: b 12/档 3:4 案.md", "5 9 Quokka"]


def test_paths_can_be_opened_from_where_one_stands(search: Callable, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert search("发票延迟", "--format", "paths")[1] == "customers/华东 区/瑞丰.md\n"
    assert search("发票延迟", "--format", "paths", at="customers")[1] == "华东 区/瑞丰.md\n"
    assert search("发票延迟", "--format", "vimgrep", at="projects")[1].startswith("../customers/华东 区/瑞丰.md:13:")
    outside = search("-C", str(root), "发票延迟", "--format", "paths", at="..")[1]
    assert outside == f"{root}/customers/华东 区/瑞丰.md\n"
    assert json.loads(search("发票延迟", "--format", "json", at="customers")[1])["hits"][0]["path"] == "customers/华东 区/瑞丰.md"


@posix
def test_messages_of_a_pipe_hold_no_carriage_return(root: Path) -> None:
    done = subprocess.run(
        ["python", "-m", "pcrm_tools", "search", "发票"], cwd=root, env=environment(), capture_output=True, check=True, timeout=60
    )
    assert b"\r" not in done.stderr + done.stdout and done.stderr == b"1 found\n"
    drawn = on_terminal(("search", "发票", "--no-pager"), 40, 24, root, environment(TERM="xterm"))
    assert all(width(line) <= 40 for line in re.sub(r"\x1b\[[\d;]*m", "", drawn).split("\n"))
