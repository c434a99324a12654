"""Markdown of records as HTML: what a reader expects of it, and what it must never let through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcrm_tools.site.render import Link, inline, to_html, unlinked
from tests.site.audit import Audit, vectors


def resolve(kind: str, target: str) -> Link | None:
    known = {
        "harbor": Link("../customers/harbor.html", "Harbor Foods"),
        "harbor#C2": Link("../customers/harbor.html#at-C2", "Harbor · C2"),
    }
    if kind == "image" and target == "a.png":
        return Link("../files/a.png", "", image=True)
    return known.get(target)


@pytest.mark.parametrize(("source", "shown"), [
    ("a **b** _c_ `d` ~~e~~", "<p>a <strong>b</strong> <em>c</em> <code>d</code> <del>e</del></p>\n"),
    ("- [ ] one\n- [x] two", '<ul>\n<li><span class="box"></span> one</li>\n<li><span class="box box--done"></span> two</li>\n</ul>\n'),
    ("- [-] three", '<ul>\n<li><span class="box box--cancelled"></span> three</li>\n</ul>\n'),
    ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n"),
    ("> said", "<blockquote>\n<p>said</p>\n</blockquote>\n"),
    ("x<br>y, H<sub>2</sub>O", "<p>x<br>y, H<sub>2</sub>O</p>\n"),
    ("a <!-- not shown --> b", "<p>a  b</p>\n"),
])  # fmt: skip
def test_markdown(source: str, shown: str) -> None:
    assert to_html(source, resolve) == shown


def test_tables() -> None:
    html = to_html("| a | b |\n| --- | ---: |\n| 1 | [[harbor\\|x]] |", resolve)
    assert '<th align="right">b</th>' in html
    assert '<td align="right"><a href="../customers/harbor.html">x</a></td>' in html


def test_wiki_links() -> None:
    html = to_html("[[harbor]], [[harbor|the *firm*]], [[harbor#C2]], `[[harbor]]`, [[nobody]]", resolve)
    assert '<a href="../customers/harbor.html">Harbor Foods</a>' in html
    assert '<a href="../customers/harbor.html#at-C2">Harbor · C2</a>' in html
    assert "<code>[[harbor]]</code>" in html
    assert '<span class="nowhere" title="nobody">nobody</span>' in html


def test_links_that_leave_the_site_tell_nothing_of_it() -> None:
    html = to_html("[x](https://a.example/?a=1&b=2) <https://b.example> www.c.example a@d.example", resolve)
    assert html.count('rel="noopener noreferrer nofollow"') == 3
    assert 'href="https://a.example/?a=1&amp;b=2"' in html
    assert 'href="mailto:a@d.example"' in html


def test_pictures_are_shown_from_the_notebook_and_linked_from_elsewhere() -> None:
    html = to_html("![plan](a.png) ![pixel](https://evil.example/p.gif)", resolve)
    assert '<img src="../files/a.png" alt="plan" loading="lazy">' in html
    assert html.count("<img") == 1
    assert ">pixel</a>" in html


def test_markup_is_shown_as_it_was_typed() -> None:
    assert to_html("Vec<String> and <Name> < 5", resolve) == "<p>Vec&lt;String&gt; and &lt;Name&gt; &lt; 5</p>\n"
    assert "<code>&lt;b&gt;</code>" in to_html("`<b>`", resolve)
    assert to_html("<script>alert(1)</script>", resolve) == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"


def test_an_unclosed_comment_hides_nothing() -> None:
    assert "still here" in to_html("a <!-- open\n\nstill here", resolve)


def test_headings_sink() -> None:
    assert to_html("# A\n\n###### B", resolve, 2) == "<h3>A</h3>\n<h6>B</h6>\n"
    assert to_html("## Pain points", resolve, 1, True) == '<h3 id="at-Pain-points">Pain points</h3>\n'


def test_one_line() -> None:
    assert inline("a <b> [[harbor|x]] & **c**", resolve) == 'a &lt;b&gt; <a href="../customers/harbor.html">x</a> &amp; **c**'
    assert unlinked("see [[harbor|the firm]] and [[dock]]") == "see the firm and dock"


@pytest.mark.parametrize("vector", vectors())
def test_nothing_hostile_comes_through(vector: str) -> None:
    for source in (
        vector,
        f"# {vector}",
        f"- {vector}",
        f"| {vector} |\n| --- |\n| {vector} |",
        f"**{vector}**",
        f"[{vector}](x)",
        f"[[{vector}]]",
    ):
        found = Audit(to_html(source, resolve, 1, True))
        assert not found.faults
        assert not found.shell
    assert not Audit(inline(vector, resolve)).faults


@given(st.text(st.sampled_from("<>\"'`[]()!&;:/=-*_#|\\ \nabjscriptonerrvxl\t\ufdd0{}%"), max_size=120))
def test_no_text_makes_html_of_its_own(text: str) -> None:
    found = Audit(to_html(text, resolve, 1, True))
    assert not found.faults
    assert not found.shell


def test_many_open_brackets_and_comments_are_read_in_time() -> None:
    for bomb in (
        "[" * 20000,
        "[[" * 20000,
        "<!--" * 20000,
        "<!-- -->" * 20000,
        "![](" * 5000,
        "`" * 20000,
        "<" * 20000,
        "> " * 5000,
    ):
        assert to_html(bomb, resolve)
