import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pcrm_tools.text.body import scan_body
from pcrm_tools.text.edit import add_entry, add_task
from pcrm_tools.text.fences import split
from pcrm_tools.text.lines import Lines
from pcrm_tools.text.tokens import DEFAULT_WORDS

LOG = ("Log", "记录")
FRONT = "---\nname: x\n---\n"
NEW = "### 2026-11-20 call — new\n\ntext of it"


def body_of(text):
    return scan_body(text, split(text).body_start, DEFAULT_WORDS, Lines(text))


def titles(text):
    return [entry.title for entry in body_of(text).entries]


def added(body, entry=NEW, date="2026-11-20"):
    result = add_entry(FRONT + body, entry, date, LOG)
    assert result.refusal is None and result.changed
    assert result.text.startswith(FRONT)
    return result.text[len(FRONT) :]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# X\n\n## Log\n\n### 2026-11-18 note — old\n", f"# X\n\n## Log\n\n{NEW}\n\n### 2026-11-18 note — old\n"),
        ("## Log\n### 2026-11-18 note — old\n", f"## Log\n\n{NEW}\n\n### 2026-11-18 note — old\n"),
        ("## 记录\n\n### 2026-11-18 备注 — old\n", f"## 记录\n\n{NEW}\n\n### 2026-11-18 备注 — old\n"),
        ("## Log\n", f"## Log\n\n{NEW}\n"),
        ("## Log", f"## Log\n\n{NEW}\n"),
        ("## Log\n\n\n## Next\n\nmore\n", f"## Log\n\n{NEW}\n\n\n## Next\n\nmore\n"),
        ("## Log\n## Next\n", f"## Log\n\n{NEW}\n\n## Next\n"),
        ("## Log\n\nIntro.\n", f"## Log\n\nIntro.\n\n{NEW}\n"),
        ("", f"\n## Log\n\n{NEW}\n"),
        ("# X\n\nwords", f"# X\n\nwords\n\n## Log\n\n{NEW}\n"),
        ("# X\n\nwords  \n\n\n", f"# X\n\nwords  \n\n## Log\n\n{NEW}\n\n\n"),
        ("# X\n\n```\ncode\n```", f"# X\n\n```\ncode\n```\n\n## Log\n\n{NEW}\n"),
        ("# X\n\n```\n## Log\n```\n", f"# X\n\n```\n## Log\n```\n\n## Log\n\n{NEW}\n"),
        ("# X\n\n### 2026-11-18 note — old\n", f"# X\n\n{NEW}\n\n### 2026-11-18 note — old\n"),
    ],
)
def test_an_entry_is_one_clean_block_and_nothing_else_moves(before, after):
    assert added(before) == after


def test_a_front_matter_that_ends_the_file_without_a_line_end():
    assert add_entry("---\nname: x\n---", NEW, "2026-11-20", LOG).text == f"---\nname: x\n---\n\n## Log\n\n{NEW}\n"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_are_those_of_the_file(end):
    before = (FRONT + "## Log\n\n### 2026-11-18 note — old\n\nx\n").replace("\n", end)
    after = add_entry(before, NEW, "2026-11-20", LOG).text
    assert after == before.replace("### 2026-11-18", NEW.replace("\n", end) + end * 2 + "### 2026-11-18")


@pytest.mark.parametrize(
    ("dates", "new", "want"),
    [
        (["2026-11-25", "2026-11-20", "2026-11-10"], "2026-11-22", ["2026-11-25", "new", "2026-11-20", "2026-11-10"]),
        (["2026-11-25", "2026-11-20", "2026-11-10"], "2026-11-20", ["2026-11-25", "new", "2026-11-20", "2026-11-10"]),
        (["2026-11-25", "2026-11-20"], "2026-11-01", ["2026-11-25", "2026-11-20", "new"]),
        (["2026-11-10", "2026-11-20", "2026-11-25"], "2026-11-22", ["2026-11-10", "2026-11-20", "new", "2026-11-25"]),
        (["2026-11-10", "2026-11-20", "2026-11-25"], "2026-11-20", ["2026-11-10", "2026-11-20", "new", "2026-11-25"]),
        (["2026-11-10", "2026-11-20"], "2026-12-01", ["2026-11-10", "2026-11-20", "new"]),
        (["2026-11-10", "2026-11-10"], "2026-11-10", ["new", "2026-11-10", "2026-11-10"]),
    ],
)
def test_the_place_follows_the_files_own_order(dates, new, want):
    body = "## Log\n\n" + "\n\n".join(f"### {date} note — {date}" for date in dates) + "\n"
    assert titles(FRONT + added(body, f"### {new} note — new", new)) == want


@pytest.mark.parametrize(("time", "want"), [("09:00", ["b", "a", "new"]), ("15:00", ["b", "new", "a"]), ("", ["new", "b", "a"])])
def test_times_decide_on_one_day(time, want):
    body = "## Log\n\n### 2026-11-20 16:00 note — b\n\n### 2026-11-20 14:30 note — a\n"
    assert titles(FRONT + added(body, f"### 2026-11-20 {time} note — new")) == want


def test_an_entry_does_not_slip_into_private_text():
    body = "## Log\n\n<!-- private -->\n### 2026-11-18 note — secret\n<!-- /private -->\n"
    result = body_of(FRONT + added(body))
    assert [(entry.title, entry.private) for entry in result.entries] == [("new", False), ("secret", True)]
    result = body_of(FRONT + added(body, "### 2026-11-01 note — new", "2026-11-01"))
    assert [(entry.title, entry.private) for entry in result.entries] == [("secret", True), ("new", False)]


@pytest.mark.parametrize(
    ("body", "seen", "line"),
    [("# X\n\n```\ncode\n", "```", 6), ("# X\n\n~~~~\n```\n", "~~~~", 6), ("# X\n\n<!-- note\nmore\n", "<!--", 6)],
)
def test_what_is_never_closed_leaves_no_place(body, seen, line):
    text = FRONT + body
    result = add_entry(text, NEW, "2026-11-20", LOG)
    assert (result.text, result.changed) == (text, False)
    assert (result.refusal.rule, result.refusal.line, result.refusal.values["seen"]) == ("edit-no-place", line, seen)


@pytest.mark.parametrize("inside", ["### 2026-11-19 call — second", "## Other", "```\nopen", "<!-- open", "# Title"])
def test_text_that_would_change_the_rest_is_refused(inside):
    text = FRONT + "## Log\n\n### 2026-11-18 note — old\n"
    result = add_entry(text, f"{NEW}\n\n{inside}\n\nmore", "2026-11-20", LOG)
    assert (result.text, result.changed) == (text, False)
    assert result.refusal.rule == "edit-unsafe-body"


def test_a_file_without_front_matter_is_refused():
    assert add_entry("# X\n", NEW, "2026-11-20", LOG).refusal.rule == "no-front-matter"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("## Tasks\n\n- [ ] a\n\n## Log\n", "## Tasks\n\n- [ ] a\n- [ ] new\n\n## Log\n"),
        ("## 任务\n\n- [ ] a", "## 任务\n\n- [ ] a\n- [ ] new"),
        (
            "## Tasks\n\n- [ ] a\n  - [ ] sub\n    more\n\n  words\n\nrest\n",
            "## Tasks\n\n- [ ] a\n  - [ ] sub\n    more\n\n  words\n- [ ] new\n\nrest\n",
        ),
        ("## Tasks\n", "## Tasks\n\n- [ ] new\n"),
        ("# X\n\n## Log\n\n### 2026-11-18 note — old\n", "# X\n\n## Tasks\n\n- [ ] new\n\n## Log\n\n### 2026-11-18 note — old\n"),
        ("# X\n", "# X\n\n## Tasks\n\n- [ ] new\n"),
    ],
)  # fmt: skip
def test_a_task_joins_the_tasks(before, after):
    result = add_task(FRONT + before, "- [ ] new", ("Tasks", "任务"))
    assert result.refusal is None
    assert result.text == FRONT + after


PARTS = st.sampled_from(
    [
        *(
            "# T",
            "## Log",
            "## 记录",
            "## Tasks",
            "words",
            "### 2026-11-18 call — a",
            "### 2026-11-22 note",
            "#### deep",
            "- [ ] t",
        ),
        *(
            "- item",
            "  more",
            "```\ncode\n```",
            "~~~\n### 2026-11-21 call\n~~~",
            "<!-- x -->",
            "<!-- private -->",
            "<!-- /private -->",
        ),
        *("| a | b |\n|---|---|\n| 1 | 2 |", "---", "", "> q", "Title\n=====", "text  ", "    code"),
    ]
)


@given(
    st.lists(PARTS, max_size=10),
    st.sampled_from(["\n", "\n\n"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["", "\n"]),
)
def test_every_other_byte_of_any_body_stays(parts, between, end, last):
    text = (FRONT + between.join(parts) + last).replace("\n", end)
    result = add_entry(text, NEW, "2026-11-20", LOG)
    assume(result.refusal is None)
    # What was added is one piece: the text before it and the text after it make up the old text.
    grown = len(result.text) - len(text)
    at = next(i for i in range(len(text) + 1) if i == len(text) or text[i] != result.text[i])
    assert any(result.text[:i] + result.text[i + grown :] == text for i in range(max(at - grown, 0), at + 1))
    entries = [entry for entry in body_of(result.text).entries if entry.title == "new"]
    assert [result.text[entry.start : entry.end] for entry in entries] == [NEW.replace("\n", end)] or "<!--" in text
