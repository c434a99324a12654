"""A comparison as a comment: whatever stands in a record, it only shows, and nobody is called."""

import html
import re

import cmarkgfm
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcrm_tools.exchange.review_markdown import JOINER, code, inert, review_markdown
from pcrm_tools.reports.changes import Compared, Line
from pcrm_tools.reports.review import Page, Told

# What GitHub, GitLab, Gitea and Bitbucket look for in the text of a comment once it is rendered.
PINGS = (
    r"(?<![\w`])[@＠][A-Za-z0-9_]", r"(?<![\w&])[#＃]\d", r"\bGH-\d", r"\b[A-Z]{2,}-\d", r"(?<!\w)[!$~%&]\w", r"https?://", r"\bwww\.", r"\b[\w.]+@[\w.]+\.\w",
    r"\b[0-9a-f]{7,40}\b",
)  # fmt: skip
NASTY = (
    "@octocat please", "＠octocat", "#12", "closes #12, fixes owner/repo#13", "GH-7", "gh-7", "JIRA-100", "!45", "$9", "~bug", '~"a label"', "%v1", "&2",
    "https://evil.example/x?y=1", "http:evil", "www.evil.example", "evil.example/path", "a.b@c.example", "<a.b@c.example>", "<https://evil.example>",
    "[click](https://evil.example)", "![x](https://evil.example/p.png)", "[a]: https://evil.example", "<script>alert(1)</script>", "<img src=x onerror=y>",
    "<!-- hidden -->", "a | b | c", "`code` ``two`` ```", "# heading", "## x", "> quote", "- item", "* item", "+ item", "1. item", "---", "===", "***",
    "- [x] done", "**bold** _it_ ~~gone~~ *it*", "&lt;b&gt; &#64;octocat &amp;", "d160785ec14f5a67116300e3c15ee8a2680d9850", "deadbee1", "\\@octocat",
    "line one\n# line two\n@octocat", "$x^2$", "$`x`$", ":smile: text", "[^1]: note", "<details><summary>x</summary>", "\t- x", "mailto:a@b.example",
    "javascript:alert(1)", "owner/repo@d160785ec1", "華星：@王芳 #标签", "[[huaxing]]", "{{ x }}", f"@{JOINER}octocat", "\u200bx",
)  # fmt: skip


def page(text: str) -> Page:
    """A comparison that says one text wherever a record's text may stand."""
    record = Compared("x", text, text, "customer", text, "changed")
    line = Line("changed", "name", "", text, text, f"name: {text} → {text}", 2, True)
    rows = (text, f"{text}: {text}")
    return Page("en", text, text, (Told(record, f"{' '.join(text.split())}: {text} changed", (line,)),), "1 record changed",
                ((f"{text}:1", "error", text),), ((f"{text}:1", "error", text),), rows, rows, rows, rows)  # fmt: skip


def rendered(markdown: str) -> str:
    return str(cmarkgfm.github_flavored_markdown_to_html(markdown))


def outside_code(shown: str) -> str:
    """The text that a reader of the comment sees, but for what is code, which hosts leave alone."""
    return html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"<code>.*?</code>", " ", shown, flags=re.S)))


def bones(shown: str) -> list[str]:
    """The tags of a page in their order."""
    return re.findall(r"</?[a-z0-9]+[^>]*>", shown)


PLAIN = bones(rendered(review_markdown(page("plain"))))


@pytest.mark.parametrize("text", NASTY)
def test_it_neither_links_nor_pings_nor_marks_up(text):
    shown = rendered(review_markdown(page(text)))
    assert bones(shown) == PLAIN
    seen = outside_code(shown)
    assert [ping for ping in PINGS if re.search(ping, seen)] == []


@pytest.mark.parametrize("text", [text for text in NASTY if JOINER not in text])
def test_a_reader_sees_what_was_written(text):
    flat = " ".join(text.split())
    seen = html.unescape(re.sub(r"<[^>]+>", "", rendered(f"x {inert(text)} x\n")))
    assert seen.replace(JOINER, "") == f"x {flat} x\n"


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40), st.sampled_from(NASTY))
def test_no_text_whatever_changes_the_page(noise, nasty):
    for text in (noise, noise + nasty, nasty + noise):
        if " ".join(text.split()):
            assert bones(rendered(f"- x: {inert(text)}\n- {code(text)}\n")) == bones(rendered("- x: y\n- `y`\n"))


def test_control_characters_go_through_the_terminals_escape():
    from pcrm_tools.cli.wording import escape

    found = review_markdown(page("a\x1b[2J\u202eb"), escape)
    assert "\x1b" not in found and "\u202e" not in found and "u202e" in found


def test_a_comment_that_no_host_would_take_is_cut_to_its_summaries():
    told = page("plain").told
    many = page("plain")._replace(told=tuple(told[0]._replace(lines=told[0].lines * 50) for _ in range(300)))
    short = review_markdown(many)
    assert len(short) < 65_000 and short.count("- **plain**: plain changed") == 300 and "⚠️" not in short
    huge = review_markdown(many._replace(told=many.told * 10))
    assert len(huge) < 65_000 and huge.endswith("Cut here: `pcrm diff` shows all of it.\n")


def test_nothing_changed_is_said():
    assert review_markdown(page("x")._replace(told=(), lang="zh")) == "## 改动\n\n`x` → `x`：没有改动\n"
