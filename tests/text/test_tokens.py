import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcrm_tools.text.quick_tokens import quick_tokens
from pcrm_tools.text.token_reader import _UP_TO_DASH, read_fully
from pcrm_tools.text.token_types import DEFAULT_WORDS, Page
from pcrm_tools.text.tokens import quote_value, scan, split_list
from tests.text.scanned import short


def tokens(text):
    return short(scan(text, 0, len(text)).tokens)


def rest(text):
    return scan(text, 0, len(text)).rest


def findings(text):
    return [(f.rule, f.column, f.values.get("want", "")) for f in scan(text, 0, len(text)).findings]


def test_all_four_signs_in_any_order():
    text = 'minutes:35 @dana #pricing with:"Luis Ortega","Owen Pratt" !high next:2026-11-30'
    assert tokens(text) == [
        "minutes:35", "@dana", "#pricing", 'with:"Luis Ortega","Owen Pratt"', "!high", "next:2026-11-30",
    ]  # fmt: skip
    assert scan(text, 0, len(text)).pure


def test_chinese_keys_and_values_are_canonical_where_the_scanner_knows_them():
    text = "与:何俊、周师傅 分钟:150 !高 #承诺 #三期"
    assert tokens(text) == ["with:何俊、周师傅", "minutes:150", "!high", "#promise", "#三期"]


def test_full_width_signs_and_blanks_read_like_ascii():
    assert tokens("＠wang.lei　与：王芳，刘强　！高　＃内部　下次：2026-11-27") == [
        "@wang.lei", "with:王芳，刘强", "!high", "#private", "next:2026-11-27",
    ]  # fmt: skip


def test_keys_and_priorities_are_case_blind():
    assert tokens("Due:2026-11-25 !HIGH #Promise") == ["due:2026-11-25", "!high", "#promise"]


@pytest.mark.parametrize(
    ("text", "found", "left"),
    [
        ("due:2026-11-25。剩下", ["due:2026-11-25"], "剩下"),
        ("due:2026-11-25；minutes:3", ["due:2026-11-25", "minutes:3"], ""),
        ("due:2026-11-25，minutes:3", ["due:2026-11-25", "minutes:3"], ""),
        ("with:王芳，刘强 id:t1", ["with:王芳，刘强", "id:t1"], ""),
        ("原因:线断、接头松 id:t1", ["cause:线断、接头松", "id:t1"], ""),
        ("（见 re:C12）@dana", ["re:C12", "@dana"], "（见 ）"),
        ("负责人：@dana", ["@dana"], "负责人："),
        ("cost:$1,500 lesson:[[kb/print css]]", ["cost:$1,500", "lesson:[[kb/print css]]"], ""),
        ("responded:14:50 waiting:2026-08-05..", ["responded:14:50", "waiting:2026-08-05.."], ""),
    ],
)
def test_where_a_token_ends(text, found, left):
    assert (tokens(text), rest(text)) == (found, left)


@pytest.mark.parametrize("text", ["a@b.example", "C#", "no!high", "换 #2 参数", "3:1", "http://x.example/#a", "`due:x y`"[1:3]])
def test_what_is_no_token(text):
    assert tokens(text) == []
    assert rest(text) == text


def test_a_tag_may_have_digits_but_not_only_digits():
    assert tokens("#2 #2期 #2026-11 #q3") == ["#2期", "#q3"]


def test_nothing_inside_a_wiki_link_is_a_token():
    assert tokens("见 [[会议 #三期]] #二期") == ["#二期"]


@pytest.mark.parametrize(
    "text", ['cause:"a b"', "cause:“a b”", "cause:「a b」", "cause:『a b』", "cause:'a b'", "原因：“a b”", 'cause:＂a b＂']
)
def test_quotes_of_either_language_hold_blanks(text):
    (token,) = scan(text, 0, len(text)).tokens
    assert token.value == "a b"
    assert text[token.value_start : token.value_end][1:-1] == "a b"


def test_spans_are_offsets_of_the_whole_text():
    text = 'x\n- [ ] ask @dana due:"2026-11-25"'
    person, due = scan(text, 7, len(text)).tokens
    assert text[person.start : person.end] == "@dana"
    assert text[due.start : due.end] == 'due:"2026-11-25"'
    assert text[due.value_start : due.value_end] == '"2026-11-25"'


def test_a_stretch_does_not_look_at_what_stands_before_it():
    text = "xdue:2026-11-25"
    assert short(scan(text, 1, len(text)).tokens) == ["due:2026-11-25"]


def test_words_between_tokens_are_kept_with_blanks_folded():
    text = "Send  Karen the statement\n  that @tomas she asked for due:2026-11-24"
    assert rest(text) == "Send Karen the statement that she asked for"


def test_a_list_value_keeps_its_quotes_until_it_is_split():
    text = 'with:"Marsh, Helen",王芳、"Jim O\'Neill"'
    (token,) = scan(text, 0, len(text)).tokens
    assert split_list(token.value) == ("Marsh, Helen", "王芳", "Jim O'Neill")


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ("何俊、周师傅", ("何俊", "周师傅")),
        ("王芳，刘强", ("王芳", "刘强")),
        ("t1, t2,,t3 ,", ("t1", "t2", "t3")),
        ("[[a,b]],C12", ("[[a,b]]", "C12")),
        ("“a，b”、c", ("a，b", "c")),
        ("", ()),
        ("O'Neill,D'Arcy", ("O'Neill", "D'Arcy")),
    ],
)
def test_split_list(value, parts):
    assert split_list(value) == parts


def test_a_key_glued_to_text_is_said_with_its_date():
    assert findings("试跑参数截止:2026-11-25") == [("token-glued", 5, "截止:2026-11-25")]
    assert findings("第二次(8 小时)截止:2026-11-23") == [("token-glued", 10, "截止:2026-11-23")]
    assert findings("call him (due:2026-11-25)") == [("token-glued", 11, "due:2026-11-25")]


@pytest.mark.parametrize("text", ["主要原因:线断了", "overdue:2026-11-25", "在线:14:30", "ratio 3:1", "a (see cause:x)"])
def test_words_that_only_look_glued_are_left_alone(text):
    assert findings(text) == []


def test_a_near_miss_is_ascii_of_four_letters_one_edit_away_with_a_fitting_value():
    assert findings("minuts:30") == [("near-miss-token", 1, "minutes:30")]
    assert findings("duee:2026-11-25") == [("near-miss-token", 1, "due:2026-11-25")]
    assert findings("resovled:2026-11-25") == [("near-miss-token", 1, "resolved:2026-11-25")]
    assert findings("evry:1mo") == [("near-miss-token", 1, "every:1mo")]


@pytest.mark.parametrize(
    "text",
    ["case:C12", "rest:2", "ip:10.0.0.1", "https://x.example", "minuts:soon", "dua:2026-11-25", "wiht:Luis", "截至:2026-11-25"],
)
def test_other_words_with_a_colon_are_text(text):
    assert findings(text) == []


def test_a_blank_behind_the_colon_is_said_where_the_value_fits():
    assert findings("send it due: 2026-11-25") == [("token-blank", 9, "due:2026-11-25")]
    assert findings("re: contract, with: Luis") == []


def test_a_priority_that_does_not_exist_is_said():
    assert findings("fix it !medium") == [("unknown-priority", 8, "!normal")]
    assert findings("修好 !普通") == [("unknown-priority", 4, "!normal")]
    assert findings("wow !important stuff") == [("unknown-priority", 5, "!high")]
    assert findings("say hello !world") == []


def test_a_quote_that_is_never_closed_is_said():
    text = 'with:"Luis Ortega minutes:30'
    assert findings(text) == [("token-quote", 6, "")]
    assert tokens(text) == ['with:"Luis', "minutes:30"]


@given(st.text())
def test_a_quoted_value_reads_back(value):
    quoted = quote_value(value)
    if quoted is None:
        assert "\n" in value or "\r" in value or sum(sign in value for sign in '"“「『”」』') > 2
        return
    text = f"cause:{quoted} id:x"
    assert [(t.key, t.value) for t in scan(text, 0, len(text)).tokens] == [("cause", value), ("id", "x")]


@given(st.lists(st.text(alphabet="ab 王,，、'\"“”#@:[]").filter(str.strip), min_size=1))
def test_list_parts_read_back(parts):
    quoted = [quote_value(part) for part in parts]
    if None not in quoted:
        text = f"with:{','.join(quoted)} id:x"
        token, last = scan(text, 0, len(text)).tokens
        assert (list(split_list(token.value)), last.value) == ([part.strip() for part in parts], "x")


PIECES = st.sampled_from([
    "@dana", "@王", "due:2026-11-25", "due:", "与:王、李", 'with:"a b",c', 'cause:"a b"', "cause:'a b'", "#tag", "#2", "!high",
    "!medium",
    '"a b @c"', '"', "'", "、", "，", "a→b", "->", "--", "-", "[[a #b]]", "foo:bar", "a@b", "！高", "、@x", "x、y",
    "(due:2026-11-25)",
    "—", "–", 'due:x"y"', " ", "  ", "\t", "\n", "\u3000", "\x0b", "\x01",
]) | st.text(max_size=3)  # fmt: skip


@given(st.lists(PIECES).map(" ".join) | st.lists(PIECES).map("".join), st.booleans())
def test_the_quick_reader_agrees_with_the_full_one(words, strict):
    text = " " + words.replace("\r", "\n")
    quick = quick_tokens(text, 0, len(text), DEFAULT_WORDS, not strict)
    if quick is not None:
        page = Page(text, text, DEFAULT_WORDS, lambda *_, **__: None)
        full, dash = read_fully(page, 0, len(text), strict, _UP_TO_DASH) if strict else read_fully(page, 0, len(text), strict)
        assert (quick.tokens, quick.rest, full.doubts, dash) == (full.tokens, full.rest, [], -1)


@given(st.text(), st.integers(0, 20), st.integers(0, 40))
def test_scan_never_raises_and_spans_lie_inside(text, start, length):
    start = min(start, len(text))
    end = min(start + length, len(text))
    for token in scan(text, start, end).tokens:
        assert start <= token.start <= token.value_start <= token.value_end <= token.end <= end
