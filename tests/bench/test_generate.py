import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.bench.generate import AS_OF, files, write
from tests.bench.marks import MARKS, unique_word

ROOT = Path(__file__).parents[2]
RECORDS = 60


@pytest.fixture(scope="module")
def notebook():
    return dict(files(RECORDS))


def records_of(notebook):
    return {path: content.decode() for path, content in notebook.items() if path.startswith(("customers/", "projects/"))}


def test_the_same_arguments_give_the_same_bytes(notebook):
    assert dict(files(RECORDS)) == notebook


def test_another_seed_gives_another_notebook(notebook):
    assert not set(dict(files(RECORDS, seed=8))) & set(records_of(notebook))


def test_the_same_bytes_in_another_process(notebook, tmp_path):
    # Another process hashes text with another salt; nothing may hang on the order of a set.
    folder = tmp_path / "notebook"
    command = [sys.executable, "-m", "tests.bench.generate", str(folder), "--records", str(RECORDS)]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": "1"})
    written = {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    assert written == notebook


def test_three_of_five_are_customers_of_about_four_kilobytes(notebook):
    sizes = {path: len(text.encode()) for path, text in records_of(notebook).items()}
    assert len(sizes) == RECORDS
    assert sum(path.startswith("customers/") for path in sizes) == RECORDS * 3 // 5
    assert 3000 < sum(sizes.values()) / RECORDS < 5000


def test_every_record_has_its_own_word(notebook):
    texts = records_of(notebook).values()
    for number in range(RECORDS):
        assert sum(unique_word(number) in text for text in texts) == 1
    assert len({unique_word(number) for number in range(60_000)}) == 60_000


def test_marked_words_stand_in_as_many_records_as_their_frequency_says(notebook):
    for mark in MARKS:
        assert sum(mark.word in text for text in records_of(notebook).values()) == mark.count(RECORDS) >= 1, mark.word


def test_nothing_happened_after_today(notebook):
    days = [line[4:14] for text in records_of(notebook).values() for line in text.splitlines() if line.startswith("### ")]
    assert days and max(days) <= AS_OF.isoformat()
    assert min(days) < date(AS_OF.year - 1, 1, 1).isoformat()


def asked(folder, *words):
    program = [sys.executable, "-m", "pcrm_tools", "-C", str(folder), "--as-of", str(AS_OF)]
    done = subprocess.run([*program, *words, "--format", "json"], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def test_validate_finds_nothing_and_of_a_hundred_records_five_to_eight_have_something_due(tmp_path):
    write(tmp_path, 400)
    assert asked(tmp_path, "validate", "--strict")["findings"] == []
    due = {row["path"] for row in asked(tmp_path, "followups", "--limit", "0")["items"]}
    assert 400 * 0.05 <= len(due) <= 400 * 0.08
    late = {row["path"] for row in asked(tmp_path, "followups", "--within", "0d", "--limit", "0")["items"]}
    assert late and len(late) < len(due)
