"""What both engines do beside answering: updates, removals, order, starting anew."""

import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pcrm_tools.search.engine import Engine
from pcrm_tools.search.sqlite_engine import SqliteEngine
from pcrm_tools.search.terms import matcher
from pcrm_tools.search.whoosh_engine import WhooshEngine
from pcrm_tools.text.query import And, Not, Or, Phrase, Query, Word, parse

from .conftest import document


class Kept:
    """An engine with the texts that its caller keeps."""

    def __init__(self, name: str, folder: Path) -> None:
        self.texts: dict[int, str] = {}
        self.engine: Engine = (
            SqliteEngine(sqlite3.connect(":memory:", isolation_level=None))
            if name == "sqlite" else WhooshEngine(folder, self.texts.__getitem__)
        )  # fmt: skip

    def put(self, texts: dict[int, str], removed: tuple[int, ...] = (), names: Mapping[int, str] = MappingProxyType({})) -> None:
        documents = [document(n, text, name=names.get(n, "")) for n, text in texts.items()]
        for n in removed:
            self.texts.pop(n, None)
        self.texts.update({each.n: each.folded for each in documents})
        self.engine.update(documents, removed)

    def find(self, query: str | Query) -> list[int]:
        tree = parse(query) if isinstance(query, str) else query
        return [n for n, _ in self.engine.search(tree)]  # type: ignore[arg-type]


@pytest.fixture(params=["sqlite", "whoosh"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kept]:
    yield Kept(request.param, tmp_path)


def test_an_engine_that_never_indexed_finds_nothing(kept: Kept) -> None:
    assert kept.find("报价") == []
    assert kept.find("-报价") == []
    assert kept.engine.stats() == {"documents": 0, "bytes": 0}
    assert kept.engine.stamp() == ""
    assert not kept.engine.sound("")


def test_a_changed_record_is_found_by_what_it_says_now(kept: Kept) -> None:
    kept.put({1: "报价 old", 2: "合同"})
    kept.put({1: "订单 new"})
    assert kept.find("报价") == []
    assert kept.find("订单") == [1]
    assert kept.find("合同") == [2]
    assert kept.engine.stats()["documents"] == 2


def test_a_removed_record_is_never_found(kept: Kept) -> None:
    kept.put({1: "报价", 2: "报价", 3: "报价"})
    kept.put({}, removed=(2, 99))
    assert sorted(kept.find("报价")) == [1, 3]
    assert sorted(kept.find("-合同")) == [1, 3]
    assert kept.engine.stats()["documents"] == 2


def test_a_removed_number_may_come_back(kept: Kept) -> None:
    kept.put({1: "报价"})
    kept.put({}, removed=(1,))
    kept.put({1: "合同"})
    assert kept.find("合同") == [1]
    assert kept.find("报价") == []


def test_the_name_counts_more_than_the_text(kept: Kept) -> None:
    said = document(1, "Tidewater was mentioned here, beside many other words that say nothing of it")
    called = document(2, "nothing else of interest stands here, only many other words that say nothing", name="Tidewater")
    kept.texts.update({1: said.folded, 2: called.folded})
    kept.engine.update([said, called, document(3, "unrelated")], ())
    assert kept.find("tidewater") == [2, 1]


def test_a_name_that_sounds_so_comes_after_whatever_has_the_word(kept: Kept) -> None:
    filler = " ".join(f"words{n} that say nothing of it" for n in range(60))
    texts = {1: "", 2: f"{filler} wangfang", 3: "", 4: "", **dict.fromkeys(range(10, 40), "other things")}
    kept.put(texts, names={1: "王芳", 3: "Wangfang", 4: "王芳王芳 王芳"})
    assert kept.find("wangfang")[:2] == [3, 2]
    assert sorted(kept.find("wangfang")[2:]) == [1, 4]
    assert sorted(kept.find("wf")) == [1, 4]


def test_a_changed_name_no_longer_sounds_as_before(kept: Kept) -> None:
    kept.put({1: "", 2: ""}, names={1: "王芳", 2: "李娜"})
    kept.put({1: ""}, names={1: "王强"})
    assert kept.find("wangfang") == []
    assert kept.find("wangqiang OR lina") == [1, 2]


def test_more_mentions_count_more_and_rare_words_more_than_frequent_ones(kept: Kept) -> None:
    common = {n: f"report number {n} with filler text" for n in range(10, 30)}
    kept.put({1: "report report report with filler text", 2: "the quotation with filler text", **common})
    assert kept.find("report")[0] == 1
    assert kept.find("report OR quotation")[0] == 2


def test_equal_scores_stand_in_the_order_of_their_numbers(kept: Kept) -> None:
    kept.put(dict.fromkeys((7, 3, 5, 1), "报价 quotation"))
    assert kept.find("报价") == [1, 3, 5, 7]


def test_starting_anew(kept: Kept) -> None:
    kept.put({1: "报价"})
    kept.engine.clear()
    assert kept.find("报价") == []
    assert kept.engine.stamp() == ""
    kept.put({1: "报价"})
    assert kept.find("报价") == [1]
    kept.engine.clear()
    kept.engine.clear()


def test_the_stamp_vouches_for_the_index(kept: Kept) -> None:
    kept.put({1: "报价"})
    stamp = kept.engine.stamp()
    assert stamp and kept.engine.sound(stamp)
    kept.engine.search(Word("报价"))
    assert kept.engine.sound(stamp)
    kept.engine.clear()
    assert not kept.engine.sound(stamp)
    assert not kept.engine.sound("another 1")


def test_long_words_and_long_phrases(kept: Kept) -> None:
    word, han = "a" * 40_000, "犇" * 500
    kept.put({1: f"{word} end", 2: f"{han}终", 3: "aaa"})
    assert kept.find(Word(word)) == [1]
    assert kept.find(Word(word[1:])) == [1]
    assert kept.find(Phrase(word[1:])) == []
    assert kept.find("a" * 30) == [1]
    assert kept.find(han) == [2]
    assert kept.find("犇犇终") == [2]


def test_hostile_queries_are_words(kept: Kept) -> None:
    kept.put({1: "select near column OR rowid"})
    for query in ('NEAR("select" column)', "text:select", "^select", "select*", "{", "a" * 4000, "\0select", "a + b", "'; --"):
        kept.find(Word(query))
        kept.find(Phrase(query))
    assert kept.find(Word("rowid : 1")) == []
    assert kept.find(Phrase("column OR rowid")) == [1]


def test_text_that_looks_like_a_query_is_only_text(kept: Kept) -> None:
    kept.put({1: '"quoted* OR" (.*)+$ NOT NEAR', 2: "plain"})
    assert kept.find('"quoted OR NOT near"') == [1]
    assert kept.find("plain") == [2]


def test_deep_trees(kept: Kept) -> None:
    kept.put({1: "red apple", 2: "green apple"})
    tree: Query = Word("red")
    for depth in range(30):
        tree = Not(Not(tree)) if depth % 3 == 0 else And((Word("apple"), tree)) if depth % 3 == 1 else Or((tree, Word("zebra")))
    assert kept.find(tree) == [1]


PIECES = st.sampled_from([*"客户 ，a1_é华華𠮷\n", "报价", "单", "ab", "abc", "abcd", "12", "S7"])
NAMES = st.lists(st.sampled_from([*"王芳李娜重庆单吕，· a", "上海", "有限公司", "公司"]), max_size=8).map("".join)
ENGLISH = st.sampled_from([
    "invoice", "invoices", "invoiced", "invoicing", "box", "boxes", "ship", "shipped", "company", "companies", "process", "case", "cases",
])  # fmt: skip
WRITTEN = st.tuples(st.lists(st.one_of(PIECES, ENGLISH.map(" {} ".format)), max_size=14).map("".join), NAMES)
LETTERS = st.lists(
    st.sampled_from(["wang", "fang", "li", "na", "nuo", "chong", "zhong", "qing", "shan", "dan", "lv", "lu", "shang", "hai", "you", "xian",
                     "gong", "si", "w", "f", "l", "n", "s", "h", "ua", "*", "'"]), min_size=1, max_size=5,
).map("".join)  # fmt: skip
LEAVES = st.one_of(
    st.builds(lambda kind, text: kind(text), st.sampled_from([Word, Phrase]), st.lists(PIECES, min_size=1, max_size=4).map("".join)),
    st.builds(lambda kind, text: kind(text), st.sampled_from([Word, Word, Phrase]), st.one_of(LETTERS, ENGLISH)),
)


def joined(parts: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return st.one_of(parts.map(Not), several.map(And), several.map(Or))


TREES = st.recursive(LEAVES, joined, max_leaves=5)


@settings(max_examples=200)
@given(texts=st.lists(WRITTEN, min_size=1, max_size=6), queries=st.lists(TREES, min_size=1, max_size=4))
def test_fts5_finds_what_the_direct_match_finds(texts: list[tuple[str, str]], queries: list[Query]) -> None:
    check_against_direct(Kept("sqlite", Path()), texts, queries)


@settings(max_examples=50)
@given(texts=st.lists(WRITTEN, min_size=1, max_size=6), queries=st.lists(TREES, min_size=1, max_size=12))
def test_whoosh_finds_what_the_direct_match_finds(
    tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, str]], queries: list[Query]
) -> None:
    check_against_direct(Kept("whoosh", tmp_path_factory.mktemp("w")), texts, queries)


def check_against_direct(kept: Kept, texts: list[tuple[str, str]], queries: list[Query]) -> None:
    kept.put({n: text for n, (text, _) in enumerate(texts, 1)}, names={n: name for n, (_, name) in enumerate(texts, 1)})
    for query in queries:
        test = matcher(query)
        assert sorted(kept.find(query)) == [n for n, text in kept.texts.items() if test(text)]


@pytest.mark.parametrize("name", ["sqlite", "whoosh"])
def test_a_long_history_answers_like_an_index_made_at_once(name: str, tmp_path: Path) -> None:
    grown, fresh = Kept(name, tmp_path / "a"), Kept(name, tmp_path / "b")
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    for step in range(30):
        grown.put({n: f"draft {step} 草稿 报价{n % (step + 1)} words {'more ' * (n % 7)}" for n in range(step, step + 9)})
        grown.put({}, removed=(step - 4, step + 2))
    last = {n: f"报价 {'invoice ' * (n % 4)} 客户{n} filler {'text ' * (n % 3)}" for n in range(20, 45, 2)}
    grown.put(last)
    fresh.put(dict(grown.texts))
    for query in ("报价", "invoice", "text invoice", "客户2", "草稿 -invoice", "more OR filler", '"报价 invoice"'):
        tree = parse(query)
        assert grown.engine.search(tree) == fresh.engine.search(tree), query  # type: ignore[arg-type]
