"""Patterns that are compiled late are patterns all the same, also those of a library that is not ours."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from pcrm_tools.text.patterns import later

ROOT = Path(__file__).parents[2]


def test_it_is_compiled_when_it_is_first_used_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    pattern = later(r"(\d+)-(?P<unit>[a-z]+)", re.I)
    made = []
    whole = re.compile
    monkeypatch.setattr(re, "compile", lambda *words: made.append(words) or whole(*words))
    found = [pattern.fullmatch("12-Days"), pattern.fullmatch("x"), pattern.search("in 3-weeks")]
    assert [match and match["unit"] for match in found] == ["Days", None, "weeks"]
    assert pattern.sub(r"\2", "1-a 2-b") == "a b" and pattern.groups == 2
    assert len(set(made)) == 1 and len(made) == 4  # once for each attribute that is used


def test_a_wrong_one_is_told_of_when_it_is_used() -> None:
    with pytest.raises(re.error):
        later("(").match("x")


_WHOLE = """
import re
from pcrm_tools.text.frontmatter import compose
assert re.compile is not None and isinstance(re.compile("x"), re.Pattern)
import datetime, yaml
assert yaml.safe_load("day: 2026-11-20") == {"day": datetime.date(2026, 11, 20)}
assert yaml.safe_load("[1, 0x1F, 1.5, yes, ~, 12:30:45]") == [1, 31, 1.5, True, None, 45045]
try:
    yaml.safe_load("a: \\x00")
except yaml.reader.ReaderError:
    print("whole")
"""


def test_pyyaml_stays_whole_for_whoever_else_uses_it() -> None:
    done = subprocess.run([sys.executable, "-c", _WHOLE], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "whole\n", done.stderr
