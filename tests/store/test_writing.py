import errno
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pcrm_tools.errors import PathRefused, WriteRefused
from pcrm_tools.store.files import digest_of, leftovers, walk
from pcrm_tools.store.writing import Writer, update_file, write_atomic

OLD = "---\nname: 华星\n---\nold\n".encode()
NEW = "---\nname: 华星\n---\nnew\n".encode() * 500
PATH = "customers/huaxing.md"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes, links and signals")


@pytest.fixture
def root(tmp_path):
    place = tmp_path / PATH
    place.parent.mkdir()
    place.write_bytes(OLD)
    return tmp_path


def refused(call):
    with pytest.raises(WriteRefused) as caught:
        call()
    return caught.value.reason


def write(root, data=NEW, expected=OLD, path=PATH):
    write_atomic(root, path, data, None if expected is None else digest_of(expected))


def test_a_file_is_replaced_and_nothing_else_is_left(root):
    write(root)
    assert (root / PATH).read_bytes() == NEW
    assert sorted(place.name for place in root.iterdir()) == [".pcrm", "customers"]
    assert [place.name for place in (root / "customers").iterdir()] == ["huaxing.md"]
    assert stat.S_IMODE((root / ".pcrm").stat().st_mode) == 0o700
    assert stat.S_IMODE((root / ".pcrm/write.lock").stat().st_mode) == 0o600


def test_a_new_file_is_made_with_its_folders_and_never_over_another(root):
    write(root, expected=None, path="projects/east/上海.md")
    assert (root / "projects/east/上海.md").read_bytes() == NEW
    assert refused(lambda: write(root, expected=None)) == "exists"
    assert (root / PATH).read_bytes() == OLD


def test_a_file_changed_meanwhile_is_refused_and_both_texts_are_safe(root, monkeypatch):
    theirs = b"their text"
    real = os.fsync

    def somebody_saves(handle):
        (root / PATH).write_bytes(theirs)
        real(handle)

    monkeypatch.setattr(os, "fsync", somebody_saves)
    assert refused(lambda: write(root)) == "changed"
    assert (root / PATH).read_bytes() == theirs
    assert leftovers(root) == []


def test_a_file_removed_meanwhile_is_refused(root):
    (root / PATH).unlink()
    assert refused(lambda: write(root)) == "missing"
    assert not (root / PATH).exists()


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o444])
def test_the_mode_is_kept(root, mode):
    (root / PATH).chmod(mode)
    write(root)
    assert stat.S_IMODE((root / PATH).stat().st_mode) == mode


def test_the_group_of_a_shared_folder_is_kept(root):
    (root / "customers").chmod(0o2775)
    group = (root / PATH).stat().st_gid
    write(root)
    assert (root / PATH).stat().st_gid == group
    assert stat.S_IMODE((root / "customers").stat().st_mode) == 0o2775


def test_linked_files_are_refused_with_words(root, tmp_path):
    os.link(root / PATH, root / "customers/twin.md")
    assert refused(lambda: write(root)) == "hardlink"
    outside = tmp_path / "outside.md"
    outside.write_bytes(OLD)
    (root / "customers/link.md").symlink_to(outside)
    assert refused(lambda: write(root, path="customers/link.md")) == "symlink"
    assert refused(lambda: write(root, path="customers/link.md", expected=None)) == "symlink"
    assert outside.read_bytes() == (root / PATH).read_bytes() == OLD


def test_a_folder_that_is_a_link_is_refused(root, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    (root / "projects").symlink_to(outside)
    with pytest.raises(PathRefused) as caught:
        write(root, expected=None, path="projects/x.md")
    assert "projects" in caught.value.message()
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("path", ["../x.md", "/tmp/x.md", "", "customers/../../x.md", "customers\\x.md", "a\0b"])
def test_paths_that_lead_out_are_refused(root, path):
    with pytest.raises(PathRefused):
        write(root, expected=None, path=path)


@pytest.mark.parametrize("call", ["open", "write", "fsync", "replace", "fchmod"])
@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ENOSPC, "full"),
        (errno.EDQUOT, "full"),
        (errno.EACCES, "readonly"),
        (errno.EROFS, "readonly"),
        (errno.EIO, "failed"),
    ],
)
def test_a_failing_call_leaves_the_old_file_and_no_other(root, monkeypatch, call, number, reason):
    real = getattr(os, call)

    def fails(*arguments, **more):
        if call == "open" and not str(arguments[0]).startswith(str(root / "customers/.pcrm-tmp")):
            return real(*arguments, **more)
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, call, fails)
    assert refused(lambda: write(root)) == reason
    monkeypatch.undo()
    assert (root / PATH).read_bytes() == OLD
    assert [place.name for place in (root / "customers").iterdir()] == ["huaxing.md"]
    write(root)  # the lock was let go


def test_short_writes_are_finished(root, monkeypatch):
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: real(handle, data[:7]))
    write(root)
    assert (root / PATH).read_bytes() == NEW


def test_an_interrupt_leaves_no_temporary_file(root, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(root)
    assert ((root / PATH).read_bytes(), leftovers(root)) == (OLD, [])


# --- killed at each call (W1, W7) ---

KILLED = """
import os, signal, sys
from pathlib import Path
from pcrm_tools.store import writing
from pcrm_tools.store.files import digest_of

root, path, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
calls = 0

def counted(real):
    def call(*arguments, **more):
        global calls
        calls += 1
        if calls == count:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **more)
    return call

old = (root / path).read_bytes()
for name in ("open", "write", "fsync", "replace", "fchmod", "fstat", "close", "unlink", "mkdir", "read"):
    setattr(os, name, counted(getattr(os, name)))
writing.write_atomic(root, path, old.replace(b"old", b"new") * 3, digest_of(old))
"""


def test_a_kill_at_any_call_leaves_the_old_file_or_the_new_one(root):
    seen = set()
    for count in range(1, 60):
        (root / PATH).write_bytes(OLD)
        run = subprocess.run(
            [sys.executable, "-c", KILLED, str(root), PATH, str(count)], cwd=Path(__file__).parents[2], check=False
        )
        found = (root / PATH).read_bytes()
        assert found in (OLD, OLD.replace(b"old", b"new") * 3)
        seen.add(found)
        # What a crash left is nothing that a walk sees, and the next run is not kept out by it.
        assert [record.path for record in walk(root).files] == [PATH]
        assert walk(root).findings == ()
        write_atomic(root, PATH, OLD, digest_of(found))
        if run.returncode == 0:
            break
    assert run.returncode == 0 and count > 10
    assert len(seen) == 2


# --- several at once (W4) ---

APPEND = """
import sys
from pathlib import Path
from pcrm_tools.store.writing import update_file

for number in range(int(sys.argv[3])):
    update_file(Path(sys.argv[1]), sys.argv[2], lambda source: source.text + f"{sys.argv[4]}-{number}\\n")
"""


def test_parallel_updates_of_one_file_lose_nothing(root):
    here = Path(__file__).parents[2]
    runs = [subprocess.Popen([sys.executable, "-c", APPEND, str(root), PATH, "25", str(name)], cwd=here) for name in range(4)]
    assert [run.wait(60) for run in runs] == [0] * 4
    lines = (root / PATH).read_text(encoding="utf-8").splitlines()[4:]
    assert sorted(lines) == sorted(f"{name}-{number}" for name in range(4) for number in range(25))
    assert leftovers(root) == []


def test_a_lock_that_is_held_is_waited_for_then_reported(root):
    with Writer(root), pytest.raises(WriteRefused) as caught, Writer(root, wait=0.05):
        pass
    assert caught.value.reason == "locked"
    with Writer(root, wait=0):
        pass


def test_the_lock_survives_the_removal_of_its_folder(root):
    with Writer(root):
        (root / ".pcrm/write.lock").unlink()
        with Writer(root, wait=1):
            pass


def test_updates_without_a_change_write_nothing(root):
    before = (root / PATH).stat()
    time.sleep(0.01)
    assert update_file(root, PATH, lambda source: source.text) is False
    assert update_file(root, PATH, lambda source: None) is False
    assert (root / PATH).stat().st_mtime_ns == before.st_mtime_ns
    assert update_file(root, PATH, lambda source: source.text + "x") is True


def test_an_update_keeps_the_bom(root):
    (root / PATH).write_bytes(b"\xef\xbb\xbf" + OLD)
    update_file(root, PATH, lambda source: source.text.replace("old", "new"))
    assert (root / PATH).read_bytes() == b"\xef\xbb\xbf" + OLD.replace(b"old", b"new")


def test_an_update_of_what_is_no_text_is_refused(root):
    (root / PATH).write_bytes("华星".encode("gb18030"))
    assert refused(lambda: update_file(root, PATH, lambda source: "x")) == "unreadable"
    assert refused(lambda: update_file(root, "customers/none.md", lambda source: "x")) == "missing"


def test_a_record_is_moved_and_removed_under_the_same_checks(root):
    with Writer(root) as writer:
        writer.move(PATH, "projects/new/华星.md")
        assert (root / "projects/new/华星.md").read_bytes() == OLD
        writer.write(PATH, NEW, None)
        assert refused(lambda: writer.move(PATH, "projects/new/华星.md")) == "exists"
        assert refused(lambda: writer.remove(PATH, digest_of(OLD))) == "changed"
        writer.remove(PATH, digest_of(NEW))
        assert not (root / PATH).exists()
        assert refused(lambda: writer.remove(PATH, digest_of(NEW))) == "missing"
        assert refused(lambda: writer.move(PATH, "projects/x.md")) == "missing"


@pytest.mark.skipif(hasattr(os, "getuid") and os.getuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_refused(root):
    (root / "customers").chmod(0o500)
    try:
        assert refused(lambda: write(root)) == "readonly"
    finally:
        (root / "customers").chmod(0o700)
    assert (root / PATH).read_bytes() == OLD
