import pytest

from pcrm_tools.text.fences import split


def rules(text):
    return [(f.rule, f.line) for f in split(text).findings]


def parts(text):
    found = split(text)
    return found.opened, text[found.front_start : found.front_end], text[found.body_start :]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_read_the_same(end):
    text = "---\nname: 华星\n---\n# 正文\n".replace("\n", end)
    assert parts(text) == (True, f"name: 华星{end}", f"# 正文{end}")


def test_mixed_line_ends():
    assert parts("---\r\na: 1\nb: 2\r---\r\nx") == (True, "a: 1\nb: 2\r", "x")


@pytest.mark.parametrize("close", ["---", "---  ", "---\t", "...", "... "])
def test_fences_may_end_in_blanks_and_the_last_may_be_dots(close):
    assert parts(f"---  \na: 1\n{close}\nbody") == (True, "a: 1\n", "body")


def test_the_file_may_end_with_the_fence():
    assert parts("---\na: 1\n---") == (True, "a: 1\n", "")


def test_a_fence_pair_with_nothing_is_open_and_empty():
    assert parts("---\n---\nbody") == (True, "", "body")


def test_dashes_in_the_body_and_setext_headings_stay_in_the_body():
    assert parts("---\na: 1\n---\nTitle\n---\n\n---\nb: 2\n---\n")[2] == "Title\n---\n\n---\nb: 2\n---\n"


def test_dashes_within_a_longer_line_do_not_close():
    assert parts("---\na: ---\n  ---\n----\n---x\n---\n")[1] == "a: ---\n  ---\n----\n---x\n"


@pytest.mark.parametrize("text", ["", "# 华星\n", "```yaml\n---\na: 1\n---\n```\n", "name: x\n"])
def test_without_front_matter_everything_is_body(text):
    assert parts(text) == (False, "", text)
    assert rules(text) == [("no-front-matter", 1)]


@pytest.mark.parametrize(
    "first", ["---js", "---json", "--- yaml", "－－－", "———", "–––", "——", "----", "+++", " ---", "　---", "ーーー"]
)
def test_a_first_line_that_is_nearly_a_fence_is_named(first):
    text = f"{first}\nname: x\n---\nbody\n"
    assert rules(text) == [("front-matter-fence", 1)]
    assert split(text).findings[0].values["seen"] == first
    assert parts(text) == (False, "", text)


def test_an_invisible_second_bom_is_shown():
    (finding,) = split("\ufeff---\na: 1\n---\n").findings
    assert (finding.rule, finding.values["seen"]) == ("front-matter-fence", "U+FEFF---")


@pytest.mark.parametrize("blank", ["\n", "\r\n", " \n\n", "\r"])
def test_a_blank_line_before_the_first_fence_is_named(blank):
    assert rules(f"{blank}---\nname: x\n---\n") == [("front-matter-fence", 1)]


def test_an_unclosed_fence_keeps_the_whole_text_as_body():
    text = "---\nname: x\n\n# Body\n\n### 2026-11-20 call\n"
    assert rules(text) == [("front-matter-open", 1)]
    assert parts(text) == (False, "", text)


@pytest.mark.parametrize("closing", ["－－－", "———", "----", " ---"])
def test_a_closing_fence_with_other_dashes_is_named_at_its_line(closing):
    assert rules(f"---\nname: x\n{closing}\nbody\n") == [("front-matter-fence", 3)]


def test_merge_markers_of_the_body_are_found_at_their_line():
    text = "---\na: 1\n---\nx\n<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> branch\n"
    assert rules(text) == [("merge-marker", 5)]


def test_a_half_removed_conflict_is_found():
    assert rules("---\n---\nours\n=======\ntheirs\r\n>>>>>>> branch\r\n") == [("merge-marker", 6)]


@pytest.mark.parametrize("body", ["Title\n=======\n", "a <<<<<<< b\n", "<<<<<<<<\n", ">>>>>>>x\n", "=======\n"])
def test_what_only_looks_like_a_marker_is_no_error(body):
    assert rules(f"---\na: 1\n---\n{body}") == []


def test_control_characters_of_the_body_are_warnings_shown_by_number():
    found = split("---\na: 1\n---\nx\x1b[2J\ny\n\x00\x9b\n").findings
    assert [(f.rule, f.severity, f.line, f.column, f.values["seen"]) for f in found] == [
        ("control-char", "warning", 4, 2, "U+001B"),
        ("control-char", "warning", 6, 1, "U+0000"),
    ]


def test_a_body_full_of_control_characters_gives_a_bounded_report():
    assert len(split("---\n---\n" + "\x07\n" * 5000).findings) == 20


@pytest.mark.parametrize("body", ["tab\there", "客户\u3000😀", "\x85\u2028", "soft\xadhyphen \u200d"])
def test_ordinary_characters_are_no_control_characters(body):
    assert rules(f"---\na: 1\n---\n{body}\n") == []
