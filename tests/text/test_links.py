import pytest

from tests.text.scanned import scan


def links(text):
    return [(link.kind, link.target, link.anchor, link.label) for link in scan(text).links]


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("[[oakfield]]", ("wiki", "oakfield", "", "")),
        ("见 [[瑞丰-贴标线二期]]。", ("wiki", "瑞丰-贴标线二期", "", "")),
        ("[[ brightwell | Brightwell Dental ]]", ("wiki", "brightwell", "", "Brightwell Dental")),
        ("[[huaxing#C12]]", ("wiki", "huaxing", "C12", "")),
        ("[[huaxing#2026-11-20-call|the call]]", ("wiki", "huaxing", "2026-11-20-call", "the call")),
        ("[[#C12]]", ("wiki", "", "C12", "")),
        ("[[kb/print-css]]", ("wiki", "kb/print-css", "", "")),
        ("[the portal](../projects/tidewater.md#goals)", ("md", "../projects/tidewater.md", "goals", "the portal")),
        ("[a](<with blank.md>)", ("md", "with blank.md", "", "a")),
        ('[a](b.md "a title")', ("md", "b.md", "", "a")),
        ("[a](foo(1).md)", ("md", "foo(1).md", "", "a")),
        ("[over\ntwo lines](b.md)", ("md", "b.md", "", "over two lines")),
        ("[a [b] c](d.md)", ("md", "d.md", "", "a [b] c")),
        ("![plan](files/plan.png)", ("image", "files/plan.png", "", "plan")),
        ("[a](#goals)", ("md", "", "goals", "a")),
        ("[a](C:\\x.md)", ("md", "C:\\x.md", "", "a")),
        ("[ref]: ../x.md", ("md", "../x.md", "", "ref")),
    ],
)
def test_forms_of_links(text, link):
    assert links(text) == [link]


def test_an_image_that_is_a_link():
    assert links("[![alt](a.png)](b.md)") == [("image", "a.png", "", "alt"), ("md", "b.md", "", "![alt](a.png)")]


@pytest.mark.parametrize(
    "text",
    [
        "[a](https://x.example)", "[a](mailto:x@y.example)", "[a](//x.example)", "`[[a]]`", "``[a](b) ` [[c]]``",
        "<!-- [[a]] -->", "```\n[[a]]\n```\n", "    [[a]]\n", "- x\n\n      [[a]]\n", "\\[a](b.md)", "[a] (b.md)", "[[]]",
        "[[a\nb]]", "- [ ] a", "[a]()", "[a\n\nb](c.md)", "text [a]: b",
    ],
)  # fmt: skip
def test_what_is_no_link_of_the_notebook(text):
    assert links(text) == []


def test_links_stand_anywhere_else():
    text = """# About [[a]]

> quoted [[b]]

- [ ] see [[c]] lesson:[[d]]

| x |
| --- |
| [[e\\|Label]] |

### 2026-11-05 complaint lesson:[[f]] — about [[g]]
"""
    assert [target for _, target, _, _ in links(text)] == list("abcdefg")
    assert links(text)[4] == ("wiki", "e", "", "Label")


def test_links_have_their_place():
    text = "# R\n\nsee ![plan](p.png) and [[a]]\n"
    image, wiki = scan(text).links
    assert (text[image.start : image.end], image.line) == ("![plan](p.png)", 3)
    assert (text[wiki.start : wiki.end], wiki.line) == ("[[a]]", 3)


def test_code_ends_with_its_paragraph():
    assert links("a ` b\n\n[[c]] ` d\n") == [("wiki", "c", "", "")]
    assert links("- a ` b\n- [[c]] ` d\n") == [("wiki", "c", "", "")]
    assert links("\\`[[a]]\\`") == [("wiki", "a", "", "")]
