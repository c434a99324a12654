"""The whoosh engine's folder: private, vouched for, rebuilt on any doubt."""

import fcntl
import gc
import os
import stat
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from pcrm_tools.errors import BrokenSurroundings
from pcrm_tools.search import whoosh_engine
from pcrm_tools.search.engine import Document, IndexDamaged
from pcrm_tools.search.whoosh_engine import WhooshEngine
from pcrm_tools.text.query import Word

from .conftest import document

TEXTS = {n: f"报价 invoice 客户{n} {'filler ' * n}" for n in range(1, 60)}


def documents(texts: dict[int, str]) -> list[Document]:
    return [document(n, text) for n, text in texts.items()]


def filled(folder: Path) -> WhooshEngine:
    engine = WhooshEngine(folder, lambda n: documents(TEXTS)[n - 1].folded)
    engine.update(documents(TEXTS), ())
    return engine


def files(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "whoosh").iterdir() if not path.name.endswith("LOCK"))


def test_only_this_user_can_read_the_index(tmp_path: Path) -> None:
    filled(tmp_path)
    assert stat.S_IMODE((tmp_path / "whoosh").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in [*(tmp_path / "whoosh").iterdir(), tmp_path / "whoosh.lock"]} == {0o600}


def test_nothing_is_left_lying_about(tmp_path: Path) -> None:
    engine = filled(tmp_path)
    before = len(files(tmp_path))
    for step in range(20):
        engine.update(documents({1: f"changed {step}"}), ())
    assert not [path for path in files(tmp_path) if path.is_dir() or ".toc." in path.name]
    assert len(files(tmp_path)) <= before * 9


@pytest.mark.parametrize("harm", ["truncate", "empty", "delete", "scramble", "grow"])
def test_any_harmed_file_is_noticed(tmp_path: Path, harm: str) -> None:
    names = [path.name for path in files_of_a_fresh_index(tmp_path / "first")]
    for position in range(len(names)):
        folder = tmp_path / f"{harm}-{position}"
        folder.mkdir()
        engine = filled(folder)
        stamp = engine.stamp()
        assert engine.sound(stamp)
        damage(files(folder)[position], harm)
        assert not engine.sound(stamp)
        engine.clear()
        engine.update(documents(TEXTS), ())
        assert len(engine.search(Word("报价"))) == len(TEXTS)


def files_of_a_fresh_index(folder: Path) -> list[Path]:
    folder.mkdir(exist_ok=True)
    filled(folder)
    return files(folder)


def damage(path: Path, harm: str) -> None:
    content = path.read_bytes()
    os.utime(path, ns=(1, 1))
    if harm == "delete":
        path.unlink()
    elif harm == "scramble":
        path.write_bytes(bytes(byte ^ 0x5A for byte in content))
    elif harm == "grow":
        path.write_bytes(content + b"x")
    else:
        path.write_bytes(content[: len(content) // 2] if harm == "truncate" else b"")


@pytest.mark.parametrize("harm", ["truncate", "empty", "delete", "scramble"])
def test_a_harmed_index_that_is_opened_all_the_same_raises_nothing_but_damage(tmp_path: Path, harm: str) -> None:
    said = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # whoosh leaves a file open that it cannot read
        for position in range(len(files_of_a_fresh_index(tmp_path))):
            engine = filled_again(tmp_path)
            damage(files(tmp_path)[position], harm)
            try:
                engine.search(Word("报价"))
                engine.search(Word("inv"))
            except IndexDamaged:
                said += 1
        gc.collect()
    assert said >= 3


def filled_again(folder: Path) -> WhooshEngine:
    engine = WhooshEngine(folder, lambda n: documents(TEXTS)[n - 1].folded)
    engine.clear()
    engine.update(documents(TEXTS), ())
    return engine


def test_a_copied_index_is_not_believed(tmp_path: Path) -> None:
    engine = filled(tmp_path)
    stamp = engine.stamp()
    for path in files(tmp_path):
        content = path.read_bytes()
        path.unlink()
        path.write_bytes(content)
    assert not engine.sound(stamp)


def test_a_newer_table_of_contents_is_not_believed(tmp_path: Path) -> None:
    engine = filled(tmp_path)
    stamp = engine.stamp()
    (tmp_path / "whoosh" / "_MAIN_99.toc").write_bytes(b"cos\nsystem\n(S'true'\ntR.")
    assert not engine.sound(stamp)


def test_files_that_a_killed_run_left_do_not_matter_and_go(tmp_path: Path) -> None:
    engine = filled(tmp_path)
    stamp = engine.stamp()
    folder = tmp_path / "whoosh"
    (folder / "MAIN_0123456789abcdef.trm").write_bytes(b"half")
    (folder / "_MAIN_2.toc.1700000000.5").write_bytes(b"half")
    (folder / "MAIN.tmp").mkdir()
    (folder / "MAIN.tmp" / "x.ctmp").write_bytes(b"half")
    assert engine.sound(stamp)
    engine.update(documents({3: "changed"}), ())
    assert [hit for hit, _ in engine.search(Word("changed"))] == [3]
    assert not [path for path in folder.iterdir() if "half" in path.name or ".tmp" in path.name or ".toc." in path.name]
    assert not (folder / "MAIN_0123456789abcdef.trm").exists()


def test_a_folder_that_others_can_read_is_never_opened(tmp_path: Path) -> None:
    engine = filled(tmp_path)
    stamp = engine.stamp()
    (tmp_path / "whoosh").chmod(0o755)
    assert not engine.sound(stamp)
    with pytest.raises(IndexDamaged):
        engine.search(Word("报价"))


def test_a_linked_folder_is_never_opened_and_its_target_is_left_alone(tmp_path: Path) -> None:
    engine = filled(tmp_path)
    stamp = engine.stamp()
    elsewhere = tmp_path / "elsewhere"
    (tmp_path / "whoosh").rename(elsewhere)
    (tmp_path / "whoosh").symlink_to(elsewhere)
    assert not engine.sound(stamp)
    with pytest.raises(IndexDamaged):
        engine.search(Word("报价"))
    engine.clear()
    assert not (tmp_path / "whoosh").is_symlink()
    assert files_in(elsewhere)


def files_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def test_another_writer_is_waited_for_and_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = filled(tmp_path)
    monkeypatch.setattr(whoosh_engine, "_LOCK_SECONDS", 0.2)
    with (tmp_path / "whoosh.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert engine.busy()
        with pytest.raises(BrokenSurroundings, match="another pcrm"):
            engine.update(documents({1: "x"}), ())
        with pytest.raises(BrokenSurroundings, match="another pcrm"):
            engine.clear()
    assert not engine.busy()
    engine.update(documents({1: "changed"}), ())
    assert engine.search(Word("changed"))


def test_while_another_process_writes_its_last_commit_answers(tmp_path: Path) -> None:
    engine = filled(tmp_path)
    stamp = engine.stamp()
    other = WhooshEngine(tmp_path, lambda n: "")
    asked = []

    def slow() -> Iterator[Document]:
        yield from documents({1: "changed"})
        asked.append((engine.sound(stamp), len(engine.search(Word("报价")))))

    other.update(slow(), ())
    assert asked == [(True, len(TEXTS))]
    assert not engine.sound(stamp)
    assert engine.sound(other.stamp())


def test_a_failing_source_leaves_the_index_as_it_was(tmp_path: Path) -> None:
    engine = filled(tmp_path)

    def broken() -> object:
        yield documents({1: "half done"})[0]
        raise RuntimeError("the cache went away")

    with pytest.raises(RuntimeError, match="went away"):
        engine.update(broken(), ())  # type: ignore[arg-type]
    assert engine.search(Word("half")) == []
    assert len(engine.search(Word("报价"))) == len(TEXTS)
    engine.update(documents({1: "changed"}), ())
    assert engine.search(Word("changed"))


def test_large_updates_are_written_in_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whoosh_engine, "_BATCH", 50)
    engine = filled(tmp_path)
    assert len({path.name.split(".")[0] for path in files(tmp_path) if path.suffix == ".trm"}) > 5
    assert sorted(n for n, _ in engine.search(Word("报价"))) == sorted(TEXTS)
    engine.update(documents(dict.fromkeys(range(1, 40), "other")), (41, 42))
    assert sorted(n for n, _ in engine.search(Word("报价"))) == [40, *range(43, 60)]
    assert len(engine.search(Word("other"))) == 39
