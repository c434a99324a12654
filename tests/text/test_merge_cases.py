"""Cases of merging, read from text files: base, ours, theirs and what becomes of them.

tests/merge/*.txt hold them: `=== what it is about`, then the versions behind `@@ base`, `@@ ours`, `@@ theirs`, `@@ merged`.
In front.txt and items.txt the texts are front matter without its fences. `(crlf)`, `(cr)`, `(bom)` and `(bare)` in a title give
all versions that line end, a byte order mark, or no line end at their end. Run with PCRM_UPDATE_MERGES=1 to write down what comes out now.
"""

import os
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from pcrm_tools.text.merge_record import merge_record
from tests.text.test_merge_laws import swapped

FOLDER = Path(__file__).parents[1] / "merge"
VERSIONS = ("base", "ours", "theirs", "merged")
ENDS = {"crlf": "\r\n", "cr": "\r"}


class Case(NamedTuple):
    """A case as it stands in its file."""

    file: str
    title: str
    base: str
    ours: str
    theirs: str
    merged: str

    def form(self, text: str) -> str:
        """A text of the case as the file that it stands for."""
        if self.file in ("front", "items"):
            text = f"---\n{text}---\n"
        flags = re.findall(r"\((\w+)\)", self.title)
        text = text.rstrip("\n") if "bare" in flags else text
        for flag in flags:
            text = text.replace("\n", ENDS.get(flag, "\n"))
        return "\ufeff" + text if "bom" in flags and text else text

    def plain(self, text: str) -> str:
        """The opposite of `form`."""
        text = re.sub("\r\n?", "\n", text.removeprefix("\ufeff"))
        text = text if not text or text.endswith("\n") else text + "\n"
        return text.removeprefix("---\n").removesuffix("---\n") if self.file in ("front", "items") else text


def read(file: Path) -> list[Case]:
    """The cases of a file."""
    cases = []
    for block in file.read_text(encoding="utf-8").removeprefix("=== ").split("\n=== "):
        title, _, rest = block.partition("\n")
        texts = dict.fromkeys(VERSIONS, "")
        for part in f"\n{rest}".split("\n@@ ")[1:]:
            name, _, text = part.partition("\n")
            texts[name] = text.rstrip("\n") + "\n" if text.strip("\n") else ""
        cases.append(Case(file.stem, title, *texts.values()))
    return cases


def write(cases: list[Case]) -> str:
    """The text of a file of cases."""
    return "\n".join(
        f"=== {case.title}\n" + "".join(f"@@ {name}\n{text}" for name, text in zip(VERSIONS, case[2:], strict=True))
        for case in cases
    )


def update() -> None:
    """Writes down what comes out now."""
    for file in sorted(FOLDER.glob("*.txt")):
        cases = [case._replace(merged=case.plain(merge_record(*map(case.form, case[2:5])).text)) for case in read(file)]
        file.write_text(write(cases), encoding="utf-8", newline="\n")


if os.environ.get("PCRM_UPDATE_MERGES") == "1":
    update()
CASES = [case for file in sorted(FOLDER.glob("*.txt")) for case in read(file)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}: {case.title}")
def test_case(case: Case) -> None:
    merged = merge_record(*(case.form(text) for text in case[2:5]))
    assert not merged.refused
    assert merged.text == case.form(case.merged)
    assert bool(merged.conflicts) == ("<<<<<<< ours" in case.merged)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}: {case.title}")
def test_case_the_other_way_round(case: Case) -> None:
    if "ours is kept" in case.title:
        return  # the one rule that looks at the sides
    ends = merge_record(case.base, case.ours, case.theirs), merge_record(case.base, case.theirs, case.ours)
    assert swapped(ends[0].text) == ends[1].text


def test_items_are_known_by_the_words_that_the_model_has() -> None:
    from pcrm_tools.model import field_table
    from pcrm_tools.text.merge_values import IDENTITIES

    known = {word for words in IDENTITIES for word in words}
    for key, _kind, _many, _label, words, _choices in (*field_table.CUSTOMER, *field_table.PROJECT):
        if "." in key and key.rpartition(".")[2] in ("id", "uid", "name", "what", "contact"):
            assert {key.rpartition(".")[2], *words} <= known, key


def test_the_starter_names_the_driver_for_the_files_that_are_records() -> None:
    from pcrm_tools.store.git_drivers import ATTRIBUTES

    starter = Path(__file__).parents[2] / "pcrm_tools/cli/starter/common/gitattributes.txt"
    lines = [line for line in starter.read_text(encoding="utf-8").split("\n") if line and not line.startswith("#")]
    assert lines == list(ATTRIBUTES)


def test_there_are_cases_of_everything() -> None:
    assert len(CASES) >= 60 and len({case.file for case in CASES}) == 7
