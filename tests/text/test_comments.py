import pytest

from tests.text.scanned import rules, scan, short


def hidden(text):
    return [text[start:end] for start, end in scan(text).private_spans]


def test_text_between_private_markers():
    text = "a\n<!-- private -->\nb\n<!-- /private -->\nc <!--内部-->d<!--／内部--> e\n"
    assert hidden(text) == ["<!-- private -->\nb\n<!-- /private -->", "<!--内部-->d<!--／内部-->"]
    assert rules(text) == []


def test_entries_and_tasks_in_private_text_are_read_and_private():
    text = """### 2026-11-05 note — a
- [ ] t
<!-- private -->
### 2026-11-04 note — b
- [ ] u
<!-- /private -->
### 2026-11-03 note — c
"""
    body = scan(text)
    assert [entry.private for entry in body.entries] == [False, True, False]
    assert [task.private for task in body.tasks] == [False, True]


def test_a_private_marker_that_is_never_closed_hides_to_the_end_and_is_an_error():
    text = "a\n\n<!-- private -->\n\nb\n- [ ] c\n"
    assert hidden(text) == ["<!-- private -->\n\nb\n- [ ] c\n"]
    finding = scan(text).findings[0]
    assert (finding.rule, finding.severity, finding.line) == ("private-open", "error", 3)
    assert scan(text).tasks[0].private


def test_a_marker_that_closes_nothing_is_said():
    assert rules("a\n<!-- /private -->\n") == [(2, "private-close")]


@pytest.mark.parametrize(
    "text", ["`<!-- private -->`", "```\n<!-- private -->\n```\n", "<!-- privately -->", "<!-- private: no -->"]
)
def test_what_is_no_private_marker(text):
    assert hidden(text) == []
    assert rules(text) == []


def test_comments_hold_no_structure():
    text = """<!-- # no
### 2026-11-05 call — no
- [ ] no [[no]]
-->
# yes <!-- [[no]] -->

<!-- note --> see [[yes]]

### 2026-11-04 call <!-- due:2026-01-01 --> @dana — yes <!--
still no --> [[yes]]
"""
    body = scan(text)
    assert [section.title for section in body.sections] == ["yes", "2026-11-04 call @dana — yes"]
    assert [(short(entry.tokens), entry.title) for entry in body.entries] == [(["@dana"], "yes")]
    assert [link.target for link in body.links] == ["yes", "yes"]
    assert body.tasks == ()


def test_a_comment_that_is_never_closed_hides_the_rest_and_is_an_error():
    text = "# a\n<!-- no\n# b\n- [ ] c\n"
    assert [section.title for section in scan(text).sections] == ["a"]
    assert rules(text) == [(2, "comment-open")]


def test_within_a_line_an_open_comment_is_text():
    text = "a <!-- b\n\n# c -->\n"
    assert [section.title for section in scan(text).sections] == ["c -->"]
    assert rules(text) == []
