"""What `pcrm search` does where nothing meets the query: it says why, what was perhaps meant, and shows what comes near."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pcrm_tools.cli.app import App
from pcrm_tools.cli.main import run as run_program
from pcrm_tools.indexing import Index
from pcrm_tools.relaxing import MOST_FILTERS, MOST_WORDS
from tests.small_notebook import notebook

Ran = tuple[int, str, str]


@pytest.fixture(params=["sqlite", "whoosh"])
def root(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    return notebook(
        tmp_path / "book",
        {
            "customers/a.md": """
                ---
                name: 华星软件
                owner: li.wei
                tier: key
                region: 华东
                contacts:
                  - name: 王芳
                ---
                ## 记录
                ### 2026-11-02 拜访 — 报价与涂布
                ### 2026-03-02 投诉 — 涂布不匀
                """,
            "customers/b.md": """
                ---
                name: Tidewater Clinics
                owner: dana
                tier: potential
                ---
                ## Log
                ### 2026-11-03 call — 报价, wrong hours of the clinic
                """,
            "customers/c.md": """
                ---
                name: Closed
                owner: dana
                tier: key
                archived: true
                ---
                报价 报价 报价 and a secret
                """,
            "projects/p.md": """
                ---
                name: 涂布机
                customer: a
                owner: li.wei
                ---
                涂布 without the offer
                """,
        },
        f"search:\n  engine: {request.param}\n",
    )


@pytest.fixture
def search(caught: Callable, monkeypatch: pytest.MonkeyPatch, root: Path) -> Callable[..., Ran]:
    def run(*args: str) -> Ran:
        monkeypatch.chdir(root)
        streams = caught()
        code = run_program(["--as-of", "2026-11-20", "search", *args], App({"LANG": "C.UTF-8"}, streams.out))
        return code, streams.stdout.getvalue().decode(), streams.messages()

    return run


def heads(stdout: str) -> list[str]:
    """The hits that are shown, by their ids."""
    return [line.split("(")[1].split(")")[0] for line in stdout.split("\n") if line[:1].strip()]


def test_words_that_are_never_together_are_counted_and_records_with_most_of_them_shown(search: Callable) -> None:
    code, stdout, stderr = search("报价", "涂布", "分期")
    assert code == 1
    assert stderr == "no record has all of 报价 涂布 分期: 报价 3, 涂布 2, 分期 0\n0 found; without 分期: 1\n"
    assert heads(stdout) == ["a"]
    _, _, stderr = search("报价", "涂布", "分期", "--lang", "zh")
    assert stderr == "没有一份档案同时含有 报价 涂布 分期：报价 3，涂布 2，分期 0\n找到 0 条；去掉 分期 后 1 条\n"


def test_each_hit_says_what_it_lacks_where_they_differ(search: Callable) -> None:
    code, stdout, stderr = search("secret", "clinic")
    assert code == 1 and stderr.endswith("0 found; with part of it: 2\n")
    assert "(c)  customer  without clinic  customers/c.md:" in stdout and "(b)" in stdout and "without secret" in stdout


def test_what_all_hits_lack_is_said_once(search: Callable) -> None:
    code, stdout, stderr = search("secret", "clinic", "region:华北")
    assert code == 1 and stderr.endswith("0 found; with part of it, without region:华北: 2\n")
    assert "without clinic  customers/c.md" in stdout and "without secret  customers/b.md" in stdout


def test_those_that_lack_fewest_come_first_then_by_score(search: Callable) -> None:
    answer = json.loads(search("报价", "涂布", "clinic", "hours", "--format", "json")[1])
    hits = answer["relaxed"]["hits"]
    assert [(hit["id"], hit["lacks"]) for hit in hits] == [("b", ["涂布"]), ("a", ["clinic", "hours"])]


def test_the_filter_that_is_in_the_way_is_named_and_left_out(search: Callable) -> None:
    code, stdout, stderr = search("clinic", "tier:key")
    assert (code, heads(stdout)) == (1, ["b"])
    assert stderr == "records with clinic: 1; none of them meets tier:key\n0 found; without tier:key: 1\n"
    code, stdout, stderr = search("涂布", "tier:key", "owner:dana", "region:华东", "--lang", "zh")
    assert (code, heads(stdout)) == (1, ["a"])
    assert stderr == "含有 涂布 的档案有 2 份，但没有一份同时符合 tier:key owner:dana region:华东\n找到 0 条；去掉 owner:dana 后 1 条\n"


def test_filters_alone_are_relaxed_too_but_one_alone_is_not(search: Callable) -> None:
    code, stdout, stderr = search("tier:potential", "owner:li.wei")
    assert (code, heads(stdout)) == (1, ["a", "p"])
    assert stderr.startswith("no record meets all of tier:potential owner:li.wei: tier:potential 1, owner:li.wei 2\n")
    assert search("region:华北") == (1, "", "nothing found for region:华北\n")


def test_filters_on_one_row_are_seen_together(search: Callable) -> None:
    code, stdout, stderr = search("log:complaint", "log.date:2026-10..", "tier:key")
    assert (code, heads(stdout)) == (1, ["a"]) and "0 found; without log" in stderr


def test_the_type_is_a_filter_like_others(search: Callable) -> None:
    code, stdout, stderr = search("clinic", "--type", "project")
    assert (code, heads(stdout)) == (1, ["b"]) and "without type:project: 1" in stderr


@pytest.mark.parametrize(
    "query", ["报价 clinic not:wrong", "clinic -报价", "secret clinic not:archived:yes", "secret is:open not:is:archived clinic"]
)
def test_negations_states_and_what_is_archived_or_private_are_never_relaxed(search: Callable, query: str) -> None:
    code, stdout, _ = search(query)
    kept = {"报价 clinic not:wrong": "b", "clinic -报价": "b"}.get(query, "c")
    assert code == 1 and kept not in heads(stdout)


def test_a_word_that_is_excluded_again_is_explained(search: Callable) -> None:
    assert search("clinic not:clinic") == (1, "", "records with clinic: 1; none of them meets not:clinic\n")


def test_a_name_that_is_near_is_suggested(search: Callable) -> None:
    assert search("tidwater") == (1, "", "nothing found for tidwater\ndid you mean Tidewater Clinics?\n")
    assert "是不是要找 王芳" in search("王方", "--lang", "zh")[2]
    assert "did you mean dana?" in search("clinic", "owner:damna")[2]
    assert "did you mean offer?" in search("ofer")[2]
    assert "did you mean" not in search("clinic", "owner:mike")[2]


def test_chinese_typed_without_a_blank_is_looked_for_in_pieces(search: Callable) -> None:
    code, stdout, stderr = search("涂布报价")
    assert (code, heads(stdout)) == (1, ["a"])
    assert stderr == "涂布报价 stands nowhere as typed; looked for 涂布 报价\n0 found; with 涂布, 报价: 1\n"


def test_a_phrase_that_stands_nowhere_is_looked_for_word_by_word(search: Callable) -> None:
    code, stdout, stderr = search('"wrong clinic hours"')
    assert (code, heads(stdout)) == (1, ["b"]) and "looked for wrong clinic hours" in stderr


@pytest.mark.parametrize("name", ["jsonl", "paths", "vimgrep", "ids", "csv", "tsv"])
def test_formats_for_programs_stay_empty(search: Callable, name: str) -> None:
    assert search("clinic", "tier:key", "--format", name) == (1, "", "")


def test_json_tells_of_the_relaxed_pass_apart(search: Callable) -> None:
    code, stdout, stderr = search("clinic", "tier:key", "--format", "json")
    answer = json.loads(stdout)
    assert (code, stderr, answer["total"], answer["hits"]) == (1, "", 0, [])
    relaxed = answer["relaxed"]
    assert list(relaxed) == ["dropped", "counts", "suggestions", "total", "hits"]
    assert (relaxed["dropped"], relaxed["counts"], relaxed["total"]) == (["tier:key"], {"clinic": 1, "tier:key": 2}, 1)
    assert relaxed["hits"][0]["path"] == "customers/b.md" and relaxed["hits"][0]["lacks"] == ["tier:key"]
    assert "relaxed" not in json.loads(search("clinic", "--format", "json")[1])
    assert "relaxed" not in json.loads(search("is:closed", "--format", "json")[1])


def test_exact_switches_it_off(search: Callable) -> None:
    assert search("clinic", "tier:key", "--exact") == (1, "", "nothing found for clinic tier:key\n")
    assert "relaxed" not in json.loads(search("clinic", "tier:key", "--exact", "--format", "json")[1])


def test_the_limit_holds(search: Callable) -> None:
    code, stdout, stderr = search("涂布", "tier:general", "--limit", "1")
    assert code == 1 and len(heads(stdout)) == 1 and stderr.endswith("1 of 2 shown; --limit 0 shows all\n")


def test_many_terms_cost_a_bounded_number_of_questions(search: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    whole = Index.scores
    monkeypatch.setattr(Index, "scores", lambda self, query: asked.append(query) or whole(self, query))  # type: ignore[func-returns-value]
    names = [f"region:{i}" for i in range(40)]
    words = [f"火星计划书名字{i}" for i in range(150)]
    code, _, stderr = search(*words, *names)
    assert code == 1 and f"only the first {MOST_WORDS} words were tried" in stderr
    assert len(asked) < 60 and MOST_FILTERS < 10


def test_a_wrong_query_is_never_relaxed(search: Callable) -> None:
    code, stdout, stderr = search("clinic", "teir:key")
    assert (code, stdout) == (2, "") and "tier" in stderr
