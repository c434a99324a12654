"""Days typed as working days: counted in the working calendar of the notebook at hand."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.small_notebook import notebook

RECORD = {"customers/huaxing.md": "---\nname: Huaxing\nowner: dana\n---\n"}


@pytest.mark.parametrize(
    ("today", "word", "day"),
    [
        ("2026-09-30", "+3wd", "2026-10-10"),       # National Day, then a worked Saturday
        ("2026-11-20", "+1wd", "2026-11-23"),
        ("2026-11-20", "两个工作日后", "2026-11-24"),
        ("2026-11-20", "3 working days", "2026-11-25"),
        ("2026-11-20", "eom", "2026-11-30"),
        ("2026-10-20", "last working day", "2026-10-30"),
        ("2026-02-20", "本月最后一个工作日", "2026-02-28"),  # a worked Saturday
    ],
)
def test_a_day_may_be_so_many_working_days_away(today: str, word: str, day: str, tmp_path: Path, pcrm: Callable[..., Any]) -> None:
    root = notebook(tmp_path, RECORD, "calendar: {country: CN}\n")
    done = pcrm("-C", str(root), "--as-of", today, "snooze", "huaxing", word)
    assert done.code == 0, done.stderr
    assert f"snooze: {day}\n" in (root / "customers/huaxing.md").read_text()


def test_words_that_only_look_like_it_are_refused(tmp_path: Path, pcrm: Callable[..., Any]) -> None:
    done = pcrm("-C", str(notebook(tmp_path, RECORD)), "snooze", "huaxing", "+3wx")
    assert done.code == 2 and b"is no date" in done.stderr
