"""Changes carried out on disk: all or none, whatever happens on the way."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pcrm_tools import changing
from pcrm_tools.changing import Change, Changed, apply, create, guarded, message_of
from pcrm_tools.errors import EditRefused, PathRefused, WriteRefused, WrongUse
from pcrm_tools.model.finding import Finding
from pcrm_tools.store.files import leftovers, walk
from pcrm_tools.text.edit import set_value
from pcrm_tools.text.spans import Edited
from tests.small_notebook import context

HERE = Path(__file__).parents[1]
PATHS = ("customers/a.md", "customers/b.md", "projects/华.md")
OLD = "---\nname: X\nowner: dana\ntier: key\n---\n\nbody {}\n"

posix = pytest.mark.skipif(os.name != "posix", reason="modes, links and signals")


@pytest.fixture
def root(tmp_path):
    for path in PATHS:
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(OLD.format(path), encoding="utf-8")
    return tmp_path


def setting(path, value, key="tier", what=""):
    return Change(path, lambda text: set_value(text, (key,), value, schema_order=[("name",), (key,)]), what or f"{path}: {key} {value}")


def texts(root):
    return [(root / path).read_text(encoding="utf-8") for path in PATHS]


def test_each_file_is_written_once_with_all_its_changes(root):
    done = apply(root, [setting(PATHS[0], "general"), setting(PATHS[2], "x"), setting(PATHS[0], "40", "size")])
    old, new = OLD.format(PATHS[0]), OLD.format(PATHS[0]).replace("tier: key", "tier: general").replace("X\n", "X\nsize: 40\n")
    assert done[0] == Changed(PATHS[0], old, new, 3)
    assert [one.path for one in done] == [PATHS[0], PATHS[2]]
    assert texts(root) == [new, OLD.format(PATHS[1]), OLD.format(PATHS[2]).replace("key", "x")]


def test_a_dry_run_writes_nothing_and_takes_no_lock(root):
    done = apply(root, [setting(PATHS[0], "general")], dry_run=True)
    assert (done[0].line, done[0].after) == (4, OLD.format(PATHS[0]).replace("key", "general"))
    assert texts(root) == [OLD.format(path) for path in PATHS]
    assert not (root / ".pcrm").exists()


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [("a\nb\n", "a\nc\n", 2), ("a\r\nb", "a\r\n\r\nb", 2), ("a\rb", "a\rx\rb", 2), ("a", "a\r\nb", 1), ("", "x", 1), ("a", "a", 0)],
)
def test_the_first_line_that_differs_is_told(before, after, line):
    assert changing._changed("x", before, after).line == line


def test_one_refusal_stops_all_before_anything_is_written(root):
    (root / PATHS[1]).write_text("---\nname: a: b\n---\n", encoding="utf-8")
    before = texts(root)
    with pytest.raises(EditRefused) as caught:
        apply(root, [setting(PATHS[0], "general"), setting(PATHS[1], "x"), setting(PATHS[2], "x")])
    assert texts(root) == before
    assert (caught.value.path, caught.value.finding.rule, caught.value.exit_code) == (PATHS[1], "yaml-quote", 2)
    assert caught.value.message().startswith("customers/b.md:2: not changed: ")
    assert caught.value.message("zh").startswith("customers/b.md:2：没有改动：")
    assert "{" not in caught.value.message() + caught.value.message("zh")


def test_an_edit_may_raise_errors_of_its_own(root):
    def wrong(text):
        raise WrongUse("no", "不")

    with pytest.raises(WrongUse):
        apply(root, [setting(PATHS[0], "general"), Change(PATHS[1], wrong, "")])
    assert texts(root) == [OLD.format(path) for path in PATHS]


@pytest.mark.parametrize(
    ("data", "rule"),
    [("名称: 华星软件有限公司".encode("gb18030"), "encoding"), (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff", "not-text"), (b"a\xffb", "encoding-byte")],
)
def test_what_is_no_text_is_refused_with_its_finding(root, data, rule):
    (root / PATHS[0]).write_bytes(data)
    with pytest.raises(EditRefused) as caught:
        apply(root, [setting(PATHS[0], "x")])
    assert (caught.value.finding.rule, (root / PATHS[0]).read_bytes()) == (rule, data)


def test_half_characters_never_reach_the_disk(root):
    with pytest.raises(EditRefused) as caught:
        apply(root, [Change(PATHS[0], lambda text: Edited(text + "\udcff", True, None), "")])
    assert caught.value.finding.rule == "control-char"
    assert texts(root)[0] == OLD.format(PATHS[0])


def test_a_rule_that_nobody_declared_is_named_by_its_id():
    assert changing.refused("x.md", Finding("odd", "error", "", 7, 1, {})).message() == "x.md:7: not changed: odd"


@pytest.mark.parametrize("path", ["../x.md", "/etc/x.md", "customers/../../x.md", "customers\\x.md"])
def test_paths_that_lead_out_are_refused(root, path):
    with pytest.raises(PathRefused):
        apply(root, [Change(path, lambda text: Edited(text + "x", True, None), "")])
    with pytest.raises(PathRefused):
        create(root, path, "x")


def test_bom_and_line_ends_stay(root):
    data = b"\xef\xbb\xbf---\r\nname: X\r\ntier: key \r\n---\r\nbody\r\r\n"
    (root / PATHS[0]).write_bytes(data)
    apply(root, [setting(PATHS[0], "general")])
    assert (root / PATHS[0]).read_bytes() == data.replace(b"key", b"general")


def test_a_new_record_is_never_written_over_another(root):
    assert create(root, "customers/new.md", "text").line == 1
    with pytest.raises(WriteRefused) as caught:
        create(root, "customers/new.md", "other")
    assert (caught.value.reason, (root / "customers/new.md").read_text()) == ("exists", "text")


# --- the guard ---


def test_an_edit_that_brings_an_error_is_refused_and_old_errors_are_not_its_fault():
    text = "---\nname: X\ntier: gold\n---\n"  # no owner, no such tier
    around = context()
    keep = guarded(lambda text: set_value(text, ("size",), "4", schema_order=[]), "customer", around)
    assert keep(text).text == "---\nname: X\ntier: gold\nsize: 4\n---\n"
    break_ = guarded(lambda text: set_value(text, ("name",), None, schema_order=[]), "customer", around)
    assert (break_(text).text, break_(text).refusal.rule) == (text, "required")
    allowed = guarded(lambda text: set_value(text, ("name",), None, schema_order=[]), "customer", around, ("required",))
    assert allowed(text).changed


# --- commit messages ---


@pytest.mark.parametrize(
    ("said", "lang", "message"),
    [
        ([("a.md", "a: tier → key")], "en", "a: tier → key"),
        ([("a.md", "a: tier → key"), ("a.md", "a: size → 4"), ("a.md", "a: size → 4")], "en", "a: tier → key; size → 4"),
        ([("a.md", "a: x"), ("a.md", "a: y")], "zh", "a: x；y"),
        ([("a.md", "a: x"), ("b.md", "b: x")], "en", "2 records\n\na: x\nb: x"),
        ([("a.md", "a: x"), ("b.md", "b: x")], "zh", "2 份档案\n\na: x\nb: x"),
    ],
)
def test_a_commit_says_what_was_changed(said, lang, message):
    assert message_of([Change(path, lambda text: Edited(text, False, None), what) for path, what in said], lang) == message


# --- surroundings that fail (W1 to W3) ---


def test_a_file_changed_by_another_stops_all(root, monkeypatch):
    real = os.fsync

    def somebody_saves(handle):
        (root / PATHS[1]).write_text("theirs", encoding="utf-8")
        real(handle)

    monkeypatch.setattr(os, "fsync", somebody_saves)
    with pytest.raises(WriteRefused) as caught:
        apply(root, [setting(path, "x") for path in PATHS])
    assert (caught.value.reason, caught.value.values["path"]) == ("changed", PATHS[1])
    assert texts(root) == [OLD.format(PATHS[0]), "theirs", OLD.format(PATHS[2])]
    assert leftovers(root) == []


@pytest.mark.parametrize("call", ["open", "write", "fsync", "replace"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EIO])
@pytest.mark.parametrize("nth", [1, 2])
def test_a_call_that_fails_leaves_whole_files_and_no_temporary_ones(root, monkeypatch, call, code, nth):
    real, calls = getattr(os, call), 0

    def fails(*arguments, **more):
        nonlocal calls
        ours = call != "open" or ".pcrm-tmp-" in str(arguments[0])
        calls += ours
        if ours and calls == nth:
            raise OSError(code, os.strerror(code))
        return real(*arguments, **more)

    monkeypatch.setattr(os, call, fails)
    with pytest.raises(WriteRefused) as caught:
        apply(root, [setting(path, "x") for path in PATHS])
    monkeypatch.undo()
    assert caught.value.exit_code == 2
    # Only where renaming itself fails can a first file be new already.
    new = sum(text != OLD.format(path) for text, path in zip(texts(root), PATHS, strict=True))
    assert new == (nth - 1 if call == "replace" else 0)
    assert all(text in (OLD.format(path), OLD.format(path).replace("key", "x")) for text, path in zip(texts(root), PATHS, strict=True))
    assert leftovers(root) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from pcrm_tools.changing import Change, apply
from pcrm_tools.text.edit import set_value

root, count, paths = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
calls = 0

def counted(real):
    def call(*arguments, **more):
        global calls
        calls += 1
        if calls == count:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **more)
    return call

changes = [Change(p, lambda text: set_value(text, ("tier",), "new value", schema_order=[]), "") for p in paths]
for name in ("open", "write", "fsync", "replace", "fchmod", "close"):
    setattr(os, name, counted(getattr(os, name)))
apply(root, changes)
"""


@posix
def test_a_kill_at_any_call_leaves_each_file_old_or_new(root):
    states = set()
    for count in range(1, 90):
        for path in PATHS[:2]:
            (root / path).write_text(OLD.format(path), encoding="utf-8")
        run = subprocess.run([sys.executable, "-c", KILLED, str(root), str(count), *PATHS[:2]], cwd=HERE, check=False)
        found = texts(root)[:2]
        whole = [(OLD.format(path), OLD.format(path).replace("key", "new value")) for path in PATHS[:2]]
        assert all(text in both for text, both in zip(found, whole, strict=True))
        states.add(tuple(text == both[1] for text, both in zip(found, whole, strict=True)))
        assert sorted(one.path for one in walk(root).files) == sorted(PATHS)
        for left in leftovers(root):
            (root / left).unlink()
        if run.returncode == 0:
            break
    assert run.returncode == 0 and count > 10
    assert states == {(False, False), (True, False), (True, True)}


@posix
def test_links_and_modes(root, tmp_path):
    (root / PATHS[0]).chmod(0o600)
    apply(root, [setting(PATHS[0], "x")])
    assert (root / PATHS[0]).stat().st_mode & 0o777 == 0o600
    os.link(root / PATHS[1], tmp_path / "twin.md")
    (root / "customers/link.md").symlink_to(root / PATHS[1])
    for path, error in ((PATHS[1], WriteRefused), ("customers/link.md", EditRefused)):
        with pytest.raises(error):
            apply(root, [setting(path, "x")])
    assert (root / PATHS[1]).read_text(encoding="utf-8") == OLD.format(PATHS[1])


def test_a_file_that_is_gone_is_said(root):
    (root / PATHS[0]).unlink()
    with pytest.raises(WriteRefused) as caught:
        apply(root, [setting(PATHS[0], "x")])
    assert caught.value.reason == "missing"


# --- several at once (W4) ---

MANY = """
import sys
from pathlib import Path
from pcrm_tools.changing import Change, apply
from pcrm_tools.text.edit import set_value

root, name, paths = Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
for number in range(50):
    def edit(text, number=number):
        return set_value(text, (f"{name}{number}",), "x", schema_order=[])
    apply(root, [Change(paths[number % len(paths)], edit, "")])
"""


@pytest.mark.parametrize("paths", [PATHS[:1], PATHS])
def test_two_times_fifty_changes_at_once_lose_none(root, paths):
    runs = [subprocess.Popen([sys.executable, "-c", MANY, str(root), name, *paths], cwd=HERE) for name in "pq"]
    assert [run.wait(120) for run in runs] == [0, 0]
    lines = "".join(texts(root)).split("\n")
    assert sorted(line for line in lines if line[:1] in ("p", "q")) == sorted(f"{name}{n}: x" for name in "pq" for n in range(50))
    assert leftovers(root) == []
