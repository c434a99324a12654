"""`pcrm snooze` at the prompt."""

import pytest

from tests.small_notebook import notebook

A, B = "customers/a.md", "projects/华.md"


@pytest.fixture
def firm(tmp_path):
    return notebook(
        tmp_path / "firm",
        {
            A: """
                ---
                name: A
                owner: dana
                next_contact: 2026-11-01
                ---

                - [ ] send the offer @dana due:2026-11-10 #promise
                - [ ] tidy up @dana due:2026-11-10
                """,
            B: "---\n名称: 华\n客户: a\n负责人: li.wei\n---\n",
        },
    )


def test_a_day_in_words_is_written_as_a_day(firm, pcrm_in):
    assert pcrm_in(firm, "snooze", "a", "+2w")[:2] == (0, f"{A}:5\n")
    assert "next_contact: 2026-11-01\nsnooze: 2026-12-05\n" in (firm / A).read_text(encoding="utf-8")
    assert pcrm_in(firm, "snooze", "a", "华", "下周三")[1] == f"{A}:5\n{B}:5\n"
    assert "暂缓至: 2026-11-25\n" in (firm / B).read_text(encoding="utf-8")


def test_only_promises_are_due_until_that_day(firm, pcrm_in):
    before = pcrm_in(firm, "followups")[1]
    assert "send the offer" in before and "tidy up" in before
    assert pcrm_in(firm, "snooze", "a", "2026-11-28")[2] == "promises to the customer stay in the follow-ups\n"
    during = pcrm_in(firm, "followups")[1]
    assert "send the offer" in during and "tidy up" not in during
    assert "tidy up" in pcrm_in(firm, "--as-of", "2026-11-28", "followups")[1]


def test_it_can_be_taken_back_to_the_last_byte(firm, pcrm_in):
    before = (firm / A).read_bytes()
    pcrm_in(firm, "snooze", "a", "fri")
    assert pcrm_in(firm, "snooze", "a", "--off") == (0, f"{A}:5\n", "")
    assert (firm / A).read_bytes() == before
    assert pcrm_in(firm, "snooze", "a", "--off") == (0, "", f"{A}: nothing to change\n")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("a", "2026-11-20"), "2026-11-20 is not after today: snooze until a later day, or wake it with --off"),
        (("a", "昨天"), "2026-11-20 is not after today"),
        (("a", "5"), "5 is no date"),
        (("a", "b"), "b is no date"),
        (("+2w",), "until when?"),
        (("nobody", "+2w"), "nothing here is called `nobody`"),
        (("a", "2026-02-30"), "not a date in the calendar"),
    ],
)
def test_wrong_use_is_explained(firm, pcrm_in, args, said):
    code, out, messages = pcrm_in(firm, "snooze", *args)
    assert (code, out, said in messages) == (2, "", True)


def test_it_speaks_chinese(firm, pcrm_in):
    assert pcrm_in(firm, "--lang", "zh", "snooze", "a", "明天")[2] == "对客户的承诺仍会提醒\n"
    assert "不晚于今天" in pcrm_in(firm, "--lang", "zh", "snooze", "a", "昨天")[2]
