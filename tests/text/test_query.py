"""The query language."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pcrm_tools.text.query import (
    MAX_DEPTH,
    MAX_LENGTH,
    MAX_TERMS,
    And,
    Filter,
    Has,
    Is,
    Missing,
    Or,
    QueryError,
    Word,
    describe,
    parse,
)
from pcrm_tools.text.query_tree import MESSAGES


@pytest.mark.parametrize(("typed", "tree"), [
    ("", "(and)"),
    ("   ", "(and)"),
    ("报价", "word:报价"),
    ("报价 invoice", "(and word:报价 word:invoice)"),
    ('"two words" x', '(and "two words" word:x)'),
    ("“两个 词” x", '(and "两个 词" word:x)'),
    ("「两个 词」", '"两个 词"'),
    ("a b OR c", "(or (and word:a word:b) word:c)"),
    ("a AND b OR c AND d", "(or (and word:a word:b) (and word:c word:d))"),
    ("(a OR b) c", "(and (or word:a word:b) word:c)"),
    ("（a OR b）　c", "(and (or word:a word:b) word:c)"),
    ("and or not", "(and word:and word:or word:not)"),
    ("报价 或 合同", "(or word:报价 word:合同)"),
    ("（报价 或 合同） 且 非 冷", "(and (or word:报价 word:合同) (not word:冷))"),
    ("a 或者 b 并且 c", "(or word:a (and word:b word:c))"),
    ("或", "word:或"),
    ("非", "word:非"),
    ("报价 或", "(and word:报价 word:或)"),
    ("(且 报价)", "(and word:且 word:报价)"),
    ("或许 非常 并且不", "(and word:或许 word:非常 word:并且不)"),
    ("ANDROID ORDER", "(and word:ANDROID word:ORDER)"),
    ("NOT a", "(not word:a)"),
    ("-a", "(not word:a)"),
    ("－a", "(not word:a)"),
    ("not:a", "(not word:a)"),
    ("非:a", "(not word:a)"),
    ("NOT NOT a", "(not (not word:a))"),
    ('-"a b" c', '(and (not "a b") word:c)'),
    ("-(a b)", "(not (and word:a word:b))"),
    ("not:(a OR b)", "(not (or word:a word:b))"),
    ("not:tier:key", "(not tier:key)"),
    ("a - b", "(and word:a word:- word:b)"),
    ("--force", "word:--force"),
    ("2026-11-20", "word:2026-11-20"),
    ("tier:key", "tier:key"),
    ("级别：重点", "级别:重点"),
    ("tier:key,general", "tier:key|general"),
    ("负责人:王磊、赵敏", "负责人:王磊|赵敏"),
    ("负责人：王磊，赵敏", "负责人:王磊|赵敏"),
    ('name:"a b",c', "name:a b|c"),
    ('name:"a, b"', "name:a, b"),
    ("name:=华星", "name:=华星"),
    ("value:10万..", "value:..10万|"),
    ("value:..10万", "value:..|10万"),
    ("value:10万..20万", "value:..10万|20万"),
    ("value:10万…20万", "value:..10万|20万"),
    ("value:10万。。20万", "value:..10万|20万"),
    ("value:10万..1,200,000", "value:..10万|1,200,000"),
    ("value:1,200..3,000", "value:..1,200|3,000"),
    ("value:USD1,200..", "value:..USD1,200|"),
    ("value:>=1,200,000", "value:>=1,200,000"),
    ("value:1,200", "value:1|200"),
    ("csat:1、200..300", "(or csat:1 csat:..200|300)"),
    ('value:"1",200..300', "(or value:1 value:..200|300)"),
    ('plan:"a b".."c d"', "plan:..a b|c d"),
    ('name:"a..b"', "name:a..b"),
    ("due:..+7d", "due:..|+7d"),
    ("due:>=2026-11-01", "due:>=2026-11-01"),
    ('due:">=2026-11-01"', "due:>=2026-11-01"),
    ("value：＞10万", "value:>10万"),
    ("value:≥10万", "value:>=10万"),
    ("csat:1,4..5", "(or csat:1 csat:..4|5)"),
    ("contacts.role:CTO", "contacts.role:CTO"),
    ("log.date:2026-10..", "log.date:..2026-10|"),
    ("has:email", "has:email"),
    ("有:电话", "has:电话"),
    ("missing:email,phone", "(or missing:email missing:phone)"),
    ("缺:邮箱", "missing:邮箱"),
    ("is:overdue", "is:overdue"),
    ("是:逾期", "is:逾期"),
    ("-is:open", "(not is:open)"),
    ("(log:complaint log.date:2026..) (log:survey)", "(and (and log:complaint log.date:..2026|) (and log:survey))"),
    ("恒锐机械（苏州）有限公司", "word:恒锐机械(苏州)有限公司"),
    ("(name:恒锐（苏州） x)", "(and name:恒锐(苏州) word:x)"),
    ("http://x.example/a?b=1", "word:http://x.example/a?b=1"),
    ("C:\\path", "word:C:\\path"),
    ("9:30", "word:9:30"),
    (":-)", "QueryError"),
    (":", "word::"),
    ("*", "word:*"),
    ("^9e99", "word:^9e99"),
    ('20" monitor', '(and word:20" word:monitor)'),
    ('a"b c', '(and word:a"b word:c)'),
])  # fmt: skip
def test_what_is_meant(typed: str, tree: str) -> None:
    found = parse(typed)
    assert ("QueryError" if isinstance(found, QueryError) else describe(found)) == tree


@pytest.mark.parametrize(("typed", "error", "at"), [
    ('"abc', "quote-open", 0), ('x a:"b', "quote-open", 4),
    ("(a", "bracket-open", 0),
    ("a) b", "bracket-stray", 1),
    ("x ()", "bracket-empty", 2),
    ("AND", "operator-alone", 0), ("a AND", "operator-alone", 2), ("AND a", "operator-alone", 0),
    ("a AND AND b", "operator-alone", 6), ("OR", "operator-alone", 0), ("a OR", "operator-alone", 2),
    ("a OR OR b", "operator-alone", 2), ("(OR a)", "operator-alone", 1),
    ("NOT", "negation-alone", 0), ("a NOT OR b", "negation-alone", 2),
    ("value:", "value-missing", 0), ("x value: y", "value-missing", 2), ("value:..", "value-missing", 0),
    ("value:>", "value-missing", 0), ("value:,", "value-missing", 0), ("not:", "value-missing", 0),
    ("has: x", "value-missing", 0), ('name:""', "value-missing", 0),
])  # fmt: skip
def test_what_is_explained_instead(typed: str, error: str, at: int) -> None:
    found = parse(typed)
    assert isinstance(found, QueryError)
    assert (found.id, found.at) == (error, at)
    assert found.message() and found.message("zh") != found.message()


@pytest.mark.parametrize(("typed", "pointed"), [
    ("x tier:key,general", ["key", "general"]), ('name:"a b",c', ["a b", "c"]), ("due:2026..+7d", ["2026", "+7d"]), ("due:..eow", ["..", "eow"]),
    ("负责人：王磊、赵敏", ["王磊", "赵敏"]), ("value:≥10万", ["10万"]),
])  # fmt: skip
def test_every_value_knows_its_place(typed: str, pointed: list[str]) -> None:
    found = parse(typed)
    leaf = found.parts[-1] if isinstance(found, And) else found
    assert isinstance(leaf, Filter)
    assert [typed[at:].startswith(value) for at, value in zip(leaf.places, pointed, strict=True)] == [True] * len(pointed)
    assert all(leaf.place(value) in leaf.places for value in leaf.values)


@pytest.mark.parametrize("typed", ["x has:emial", "缺:邮相,电话", "is:hapy"])
def test_what_stands_after_a_prefix_is_pointed_at(typed: str) -> None:
    found = parse(typed)
    leaves = found.parts if isinstance(found, (And, Or)) else (found,)
    last = leaves[-1]
    assert isinstance(last, (Has, Missing, Is))
    assert typed[last.at :] == (last.state if isinstance(last, Is) else last.field)


def test_the_caret_stands_below_the_place_also_after_wide_characters() -> None:
    found = parse("报价 value: x")
    assert isinstance(found, QueryError)
    assert found.caret("报价 value: x") == "报价 value: x\n     ^"
    assert "quote < and >" in found.message()


def test_control_characters_are_not_shown_raw() -> None:
    typed = "\x1b[2J value:"
    found = parse(typed)
    assert isinstance(found, QueryError)
    assert "\x1b" not in found.caret(typed)


def test_bounds() -> None:
    assert isinstance(parse("x" * MAX_LENGTH), Word)
    for typed, error in (
        ("x" * (MAX_LENGTH + 1), "query-too-long"),
        ("(" * (MAX_DEPTH + 1) + "x" + ")" * (MAX_DEPTH + 1), "query-too-deep"),
        ("NOT " * (MAX_DEPTH + 1) + "x", "query-too-deep"),
        ("not:" * (MAX_DEPTH + 1) + "x", "query-too-deep"),
        ("x " * (MAX_TERMS + 1), "query-too-many"),
        ("a:" + ",".join("x" * (MAX_TERMS + 1)), "query-too-many"),
    ):
        found = parse(typed)
        assert isinstance(found, QueryError) and found.id == error
    deep = parse("(" * MAX_DEPTH + "x" + ")" * MAX_DEPTH)
    assert deep == Word("x", MAX_DEPTH)
    many = parse("x " * MAX_TERMS)
    assert isinstance(many, And) and len(many.parts) == MAX_TERMS


PIECES = [*'a报 ()-:,f（“："\x00\ud800', "..", ">=", "AND", "OR", "NOT", "not:", "has:", "is:", "或", "且 ", " 非 ", "1,200", "segment:"]


@settings(max_examples=500)
@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=25).map("".join)))
def test_anything_typed_is_a_tree_or_explained(typed: str) -> None:
    found = parse(typed)
    if isinstance(found, QueryError):
        assert 0 <= found.at <= len(typed)
        assert found.message() and found.message("zh") and found.caret(typed)
    else:
        assert describe(found)


BOMBS = [
    "x" * 1_000_000, "(" * 10_000, ")" * 10_000, "(" * 2_000 + "x" + ")" * 2_000, "-" * 10_000, "NOT " * 2_000, "not:" * 1_000 + "x", "*" * 10_000,
    "a* " * 1_300, '"' * 10_001, "a:" * 2_000 + "x", "a:" + "," * 4_000, "a:" + "1," * 2_000 + "1..2", "OR " * 1_300, "或 " * 2_000, "^9e99", ".." * 2_000,
    "a:" + ".." * 2_000, "a:" + "…" * 4_000, "\x00" * 4_000, "😀" * 4_000, "\ud800" * 4_000, "\u202e" * 4_000, "[" * 10_000, "{" * 10_000, "${x}" * 1_000,
    "a:((((" * 600, "' OR 1=1; --", "<script>alert(1)</script>", "%s%n%x", "`id`", "{0.__class__}", "\r\n" * 2_000, "１" * 4_000 + "：" * 90,
]  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS, ids=lambda bomb: ascii(bomb[:12]))
def test_q1_a_bomb_is_parsed_or_refused_at_once(bomb: str) -> None:
    start = time.process_time()
    found = parse(bomb)
    if isinstance(found, QueryError):
        assert "\n" not in found.message() and len(found.caret(bomb).split("\n")) == 2
    assert time.process_time() - start < 1


def test_every_sentence_stands_in_both_languages() -> None:
    for en, zh in MESSAGES.values():
        assert en.isascii() or "万" in en
        assert not zh.isascii()
