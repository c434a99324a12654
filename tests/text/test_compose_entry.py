"""What is typed at the prompt stands in the record as it was typed, and nothing around it is read in another way."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pcrm_tools.model.log import KINDS
from pcrm_tools.text.compose_entry import (
    Wanted,
    Wording,
    contained,
    control_in,
    entry_text,
    language_of,
    list_value,
    new_entry_line,
    one_line,
    task_text,
    text_block,
    title_and_text,
    unlike,
)
from pcrm_tools.text.edit import add_entry
from pcrm_tools.text.fences import split
from pcrm_tools.text.tokens import DEFAULT_WORDS, quote_value
from tests.text.scanned import scan, short

# What means something in a heading, a paragraph of tokens, a list, code or a comment.
BITS = (
    "—", "–", "——", "--", " - ", "->", "→", "#", "##", "### ", "#2期", "@li.wei", "@", "＠", "!high", "!高", "！", ":", "：", "due:2026-11-25",
    "截止：2026-11-25", "with:王芳", "csat:4", '"', "“", "”", "「", "'", "`", "```", "~~~", "<!--", "-->", "<!-- private -->",
    "<!-- /private -->", "- [ ] ", "- ", "1. ", "> ", "| a | b |", "| --- |", "---", "===", "### 2026-01-02 call", "[[", "]]",
    "\\", "&lt;", "<<<<<<< HEAD", ">>>>>>> x", "王芳", "二期 报价", "word", " ", "  ", "\t", "\u3000", "\xa0", "\u2028", "，", "、", "。", "🎉", "📅 2026-11-25",
)  # fmt: skip
line = st.lists(st.sampled_from(BITS), max_size=8).map("".join) | st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=20)
text = st.lists(line | st.just(""), max_size=6).map("\n".join)
HEAD = "### 2026-11-20 14:30 complaint — x"
RECORD = "---\nname: x\n---\n\n# X\n\nwords <!-- a --> `b`\n\n## Log\n\n### 2026-11-18 call — old\n\n- [ ] do it\n\n```\ncode\n```\n\n<!-- c -->\n"


def entry_of(text):
    (entry,) = scan(text).entries
    return entry


def test_the_house_form():
    tokens = (("@", "li.wei"), ("with", '王芳,"Li Wei"'), ("next", "2026-11-27"), ("#", "pricing"))
    assert entry_text("2026-11-20", "14:30", "call", "二期报价澄清", tokens, "客户希望分两期付款。") == (
        '### 2026-11-20 14:30 call — 二期报价澄清\n\n@li.wei with:王芳,"Li Wei" next:2026-11-27 #pricing\n\n客户希望分两期付款。'
    )
    assert entry_text("2026-11-20", "", "note", "", ()) == "### 2026-11-20 note"
    assert task_text("send it", (("@", "dana"), ("due", "2026-11-25"))) == "- [ ] send it @dana due:2026-11-25"


@pytest.mark.parametrize(
    "title",
    [
        "a — b", "— a", "--x", "a -- b", "C#", "C #", "#", "# #", "@li.wei", "due:2026-11-25", "a: b", "甲：乙，丙", '"quoted"', "“引号”", "---",
        "### x", "- [ ] x", "a -> b", "`a", "`<!-- a -->`", "<!-- a", "a | b", "[[x]] [y](z)", "14:30", "2026-11-25", "\\", "🎉", "a\xa0b", "'",
    ],
)  # fmt: skip
def test_a_title_reads_back_as_it_was_typed(title):
    for tokens in ((), (("csat", "4"),)):
        found = entry_of(entry_text("2026-11-20", "", "survey", title, tokens, "text"))
        assert (found.title, found.kind, found.words, short(found.tokens)) == (title, "survey", "", ["csat:4"] if tokens else [])


def test_a_title_that_would_be_hidden_is_noticed():
    wanted = Wanted("2026-11-20", "", "note", "a <!-- b -->", ())
    assert unlike(entry_text("2026-11-20", "", "note", wanted.title, ()), wanted, DEFAULT_WORDS) == "title"


def test_a_title_of_several_lines_is_read_like_a_commit_message():
    assert title_and_text("one\ttwo  three\r\n\r\nmore\n") == ("one two three", "\nmore")
    assert one_line(" a \n b ") == "a b"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("## Decisions\n\nwe go", "\\## Decisions\n\nwe go"),
        ("#### fine", "#### fine"),
        ("### 2026-11-01 call — x", "\\### 2026-11-01 call — x"),
        ("```\n## code\n```", "```\n## code\n```"),
        ("```\n## never closed", "```\n## never closed\n```"),
        ("a <!-- b --> c", "a <!-- b --> c"),
        ("<!-- b\nc", "&lt;!-- b\nc"),
        ("<!-- private -->\na\n<!-- /private -->", "<!-- private -->\na\n<!-- /private -->"),
        ("a\n<!-- private -->\nb", "a\n&lt;!-- private -->\nb"),
        ("a\n<!-- /private -->\nb", "a\n&lt;!-- /private -->\nb"),
        ("#pricing", "\\#pricing"),
        ("客户：希望分期", "客户 ：希望分期"),
        ("客户：希望分期，先付三成。", "客户：希望分期，先付三成。"),
        ("- cause: worn out", "- cause\\: worn out"),
        ("<<<<<<< HEAD\na", "\\<<<<<<< HEAD\na"),
        ("---\ntitle: x\n---", "---\ntitle: x\n---"),
        ("- [ ] call back @dana due:2026-11-25", "- [ ] call back @dana due:2026-11-25"),
    ],
)
def test_a_text_stays_inside_its_entry(typed, written):
    assert contained(typed, "### 2026-11-20 complaint", DEFAULT_WORDS) == written
    entry = entry_of(f"### 2026-11-20 complaint\n\n{written}\n")
    assert entry.tokens == () and entry.end == len(f"### 2026-11-20 complaint\n\n{written}")


def test_many_private_marks_that_are_never_closed():
    written = contained("<!-- private -->\n" * 30, "### 2026-11-20 note", DEFAULT_WORDS)
    assert written is not None and "<!--" not in written
    assert contained("<!-- private -->\n" * 300, "### 2026-11-20 note", DEFAULT_WORDS) is None


def test_a_list_of_attributes_is_text_too_where_tokens_stand_above_it():
    assert contained("- resolved: soon", "### 2026-11-20 repair\n\n@li.wei", DEFAULT_WORDS) == "- resolved\\: soon"


def plain(written, typed):
    """Whether a text is another one with backslashes, blanks and the end of code put in, `<` spelt out."""
    at = 0
    written = written.removeprefix("\n")
    while written:
        if typed[at : at + 1] == "<" and written.startswith("&lt;"):
            at, written = at + 1, written[4:]
        elif typed[at : at + 1] == written[0]:
            at, written = at + 1, written[1:]
        elif written[0] in "\\ " or (at == len(typed) and not written.strip("\n`~ ")):
            written = written[1:]
        else:
            return False
    return at == len(typed)


@given(text, st.sampled_from((HEAD, HEAD + "\n\n@li.wei csat:4")))
def test_any_text_is_kept_and_ends_where_it_ends(typed, head):
    typed = text_block(typed)
    assume(not control_in(typed))
    written = contained(typed, head, DEFAULT_WORDS)
    assert written is not None and plain(written, typed)
    whole = f"{head}\n\n{written}".rstrip()
    entry = entry_of(whole + "\n")
    assert entry.end == len(whole) and len(entry.tokens) == head.count(":4") + head.count("@")
    assert contained(written, head, DEFAULT_WORDS) == written


@given(text, st.lists(line, max_size=3), st.sampled_from(("", "14:30", "09:05")))
def test_an_entry_changes_nothing_else_in_the_record(typed, titles, time):
    title = one_line(" ".join(titles))
    assume(not control_in(typed + title))
    head = entry_text("2026-11-20", time, "call", title, (("with", "王芳"),))
    assume(not unlike(head, Wanted("2026-11-20", time, "call", title, (("with", ("王芳",)),)), DEFAULT_WORDS))
    entry = "\n\n".join(part for part in (head, contained(text_block(typed), head, DEFAULT_WORDS)) if part)
    edited = add_entry(RECORD, entry, "2026-11-20", ("Log",))
    assert edited.refusal is None
    assert edited.text.replace(entry + "\n\n", "", 1) == RECORD
    before, after = (scan(record[split(record).body_start :]) for record in (RECORD, edited.text))
    assert after.entries[0].title == title and [e.title for e in after.entries[1:]] == ["old"]
    assert [task.text for task in after.tasks][-1] == "do it" and after.sections[-1].level == 3
    assert new_entry_line(before, after) == after.entries[0].line


@given(line)
def test_a_title_reads_back_or_is_noticed(typed):
    title = one_line(typed)
    assume(not control_in(title))
    written = entry_text("2026-11-20", "", "call", title, ())
    noticed = unlike(written, Wanted("2026-11-20", "", "call", title, ()), DEFAULT_WORDS)
    # Only a comment hides something of a title; blanks at its ends are none of it.
    assert noticed == "" or ("<!--" in title and "-->" in title) or title != title.strip() or "  " in title
    if not noticed:
        assert entry_of(written).title == title


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=12) | st.sampled_from(BITS), min_size=1, max_size=3))
def test_people_read_back_or_are_noticed(names):
    names = tuple(one_line(name) for name in names)
    assume(all(names))
    value = list_value(names)
    assume(value is not None)
    written = entry_text("2026-11-20", "", "call", "", (("with", value),))
    if not unlike(written, Wanted("2026-11-20", "", "call", "", (("with", names),)), DEFAULT_WORDS):
        from tests.small_notebook import customer

        assert customer(body=written).entries[0].attrs["with"] == names


@pytest.mark.parametrize("name", ["王芳", "Dr. Helen Marsh", "O'Neil", "王芳、李", "a,b", "何俊（设备）", "José", "Li#2", "a:b", "周工 (退休)"])
def test_usual_names_are_never_refused(name):
    written = entry_text("2026-11-20", "", "call", "", (("with", list_value((name, "x"))),))
    assert unlike(written, Wanted("2026-11-20", "", "call", "", (("with", (name, "x")),)), DEFAULT_WORDS) == ""


def test_a_name_that_no_quotes_can_hold():
    assert list_value(('a "b" “c” 「d」 『e』',)) is None and quote_value('a "b"') == "“a \"b\"”"


def test_tokens_of_the_text_do_not_count_as_asked_for():
    written = "### 2026-11-20 call — x\n\n@li.wei @dana"
    assert unlike(written, Wanted("2026-11-20", "", "call", "x", (("@", "li.wei"),)), DEFAULT_WORDS) == "@"
    assert unlike("### 2026-11-20 微信", Wanted("2026-11-20", "", "message", "", ()), DEFAULT_WORDS) == ""


@pytest.mark.parametrize(
    ("body", "lang"),
    [
        ("## Log\n\n### 2026-11-18 电话 — x\n", "zh"),
        ("## 记录\n\n### 2026-11-18 call — x\n### 2026-11-17 call\n", "en"),
        ("## 记录\n", "zh"),
        ("## Log\n", "en"),
        ("## 任务\n", "zh"),
        ("words\n", "default"),
    ],
)
def test_the_language_is_that_of_the_log(body, lang):
    assert language_of(scan(body), "default") == lang


def test_words_of_a_language():
    zh, en = Wording("zh", KINDS), Wording("en", KINDS)
    assert (zh.kind("visit"), zh.kind("visit", "回访"), zh.kind("visit", "visit"), en.kind("visit", "回访")) == ("拜访", "回访", "拜访", "visit")
    assert (zh.key("with"), zh.priority("high"), zh.tag("private"), zh.tag("pricing")) == ("与", "高", "内部", "pricing")
    assert (zh.choice("direction", "in"), zh.choice("first", "yes"), zh.choice("via", "whatsapp")) == ("来", "是", "whatsapp")
    assert (en.key("with"), en.priority("high"), en.tag("内部"), en.choice("via", "wechat")) == ("with", "high", "private", "wechat")
