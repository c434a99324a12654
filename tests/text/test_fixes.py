"""What `validate --fix` may change by itself: where there is one safe answer, and the file is better for it."""

import pytest

from pcrm_tools.checks.registry import local_findings
from pcrm_tools.text.fixes import fixed
from pcrm_tools.text.record import read_record
from tests.small_notebook import context

AROUND = context()


def judged(text):
    return local_findings(read_record(text, "x", "customer", AROUND), AROUND, text)


def repaired(text):
    return fixed(text, judged(text), lambda tried: len(judged(tried)))


HEAD = "---\nname: X\nowner: dana\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (HEAD + "next_contact: 2026/12/5   # soon\n---\n", HEAD + "next_contact: 2026-12-05   # soon\n---\n"),
        (HEAD + "下次联系: 2026年12月5日\n---\n", HEAD + "下次联系: 2026-12-05\n---\n"),
        (HEAD + "regoin: East\n---\n", HEAD + "region: East\n---\n"),
        (HEAD + "region: C# 平台 #2期\n---\n", HEAD + 'region: "C# 平台 #2期"\n---\n'),
        (HEAD + "---\n### 2026/11/5 call — x\n", HEAD + "---\n### 2026-11-05 call — x\n"),
        (HEAD + "---\n- [ ] 报价 @dana 截止: 2026-12-01\n", HEAD + "---\n- [ ] 报价 @dana 截止:2026-12-01\n"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_one_safe_answer_is_written(before, after, end):
    before, after = before.replace("\n", end), after.replace("\n", end)
    assert repaired(before) == (after, 1)
    assert repaired(after) == (after, 0)
    assert judged(after) == ()


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "next_contact: tomorrow\n---\n", HEAD + "next_contact: 01/02/2026\n---\n", HEAD + "lifecycle: aktive\n---\n", HEAD + "hobby: golf\n---\n",
        HEAD + "region: East\nregoin: West\n---\n", HEAD + "tags: [2026/1/5]\nnext_contact: soon\n---\n", HEAD.replace("dana", "dana #temp") + "---\n",
    ],
    ids=["a word", "two readings", "a choice", "an unknown key", "a key that is there", "no date field", "quotes that make it worse"],
)  # fmt: skip
def test_where_the_answer_is_not_sure_nothing_is_changed(text):
    assert repaired(text) == (text, 0)


def test_several_answers_in_one_file():
    text = HEAD + "next_contact: 2026/12/5\nregoin: East\n---\n### 2026/11/5 call — x\n"
    assert repaired(text) == (HEAD + "next_contact: 2026-12-05\nregion: East\n---\n### 2026-11-05 call — x\n", 3)
