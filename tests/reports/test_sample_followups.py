"""The follow-ups of the sample notebook as of its day, in both languages, with what each scores and rests on.

Run with PCRM_UPDATE_GOLDEN=1 after a record, a rule or a sentence has changed, and read what has become of the list.
"""

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pcrm_tools.reports.due_rules import BY_ID
from pcrm_tools.reports.followups import FollowUp, explain, why_text
from pcrm_tools.session import Session
from pcrm_tools.store.due import followups

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
DAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    root = tmp_path_factory.mktemp("sample")
    shutil.copy(ROOT / "pcrm.yml", root)
    for folder in ("customers", "projects"):
        shutil.copytree(ROOT / folder, root / folder)
    session = Session.open(root)
    yield session
    session.close()


def told(row: FollowUp, session: Session, lang: str) -> str:
    """A row in two lines: what and why, then the score's parts and the evidence."""
    zh = lang == "zh"
    rule = BY_ID[row.rule]
    parts = " + ".join(f"{part.points} {part.zh if zh else part.en}" for part in explain(row, session.config))
    where = row.path.removesuffix(".md")
    evidence = ", ".join(place.replace(f"{where}.md", "") for place in row.evidence)
    return (
        f"{row.due} {row.owner} {row.id} [{rule.zh if zh else rule.en}] {row.what}\n"
        f"    {why_text(row, session.config, lang)}\n"
        f"    {row.score} = {parts} | {where} {evidence}\n"
    )


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_follow_ups_of_the_sample_notebook(sample: Session, lang: str) -> None:
    rows = followups(sample.db, sample.config, DAY)
    text = "".join(told(row, sample, lang) for row in rows)
    golden = GOLDEN / f"followups.{lang}.txt"
    if os.environ.get("PCRM_UPDATE_GOLDEN"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def test_every_row_names_a_line_that_is_there_and_most_rules_have_one(sample: Session) -> None:
    rows = followups(sample.db, sample.config, DAY, date(2027, 3, 1))
    for row in rows:
        assert row.evidence and row.evidence[0] == f"{row.path}:{row.line}"
        for place in row.evidence:
            path, _, line = place.rpartition(":")
            text = (sample.root / path).read_text("utf-8").split("\n")
            assert text[int(line) - 1].strip(), place
        assert row.score == sum(part.points for part in explain(row, sample.config))
    assert len({row.rule for row in rows}) >= 15


def test_the_sample_is_no_flood(sample: Session) -> None:
    """What is late or due today should fit on a screen for each of its people."""
    rows = followups(sample.db, sample.config, DAY, DAY)
    people = {row.owner for row in rows}
    assert len(rows) <= 45 and max(sum(row.owner == one for row in rows) for one in people) <= 12
