"""What git is told for a merge of ours: the record driver is on, programs that only the repository itself names are off."""

import os
import shlex
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pcrm_tools.store import git
from pcrm_tools.store.git_drivers import ATTRIBUTES, DRIVER_ARGUMENTS, NAME
from pcrm_tools.store.merged_blobs import Blobs, Outcome

_FILTERS = ("clean", "smudge", "process")


@contextmanager
def settings_for(root: Path, known: Mapping[Blobs, Outcome]) -> Iterator[dict[str, str]]:
    """What switches the record driver on, and off what the repository's own settings would run.

    What is merged already lies in a folder of its own, so that the driver need not start for it.
    """
    # -P: what lies in the repository is never taken for the program.
    program = f"{shlex.quote(sys.executable)} -P -m pcrm_tools" if sys.executable else "pcrm"
    own, others = _config(root)
    branch = (git.run(root, "symbolic-ref", "--quiet", "--short", "HEAD") or "").strip()
    pairs = {
        f"merge.{NAME}.recursive": "binary",
        f"branch.{branch}.mergeOptions": "",
        "merge.verifySignatures": others.get("merge.verifysignatures", "false"),
        "submodule.recurse": "false",
    }
    for key in own:
        section, _, rest = key.partition(".")
        if section == "merge" and rest.endswith(".driver") and key not in pairs:
            pairs[key] = others.get(key, "false")  # which leaves such a file in conflict
    with tempfile.TemporaryDirectory(prefix="pcrm-") as folder:
        pairs[f"merge.{NAME}.driver"] = _driver(Path(folder), f"{program} git merge-driver", known)
        attributes = Path(folder, "attributes")
        attributes.write_text(_attributes(root), encoding="utf-8")
        pairs["core.attributesFile"] = attributes.as_posix()
        yield pairs


def _driver(folder: Path, program: str, known: Mapping[Blobs, Outcome]) -> str:
    """The driver's command for git's shell: the merged record if it is there, under the names of its three blobs, else the program."""
    for blobs, outcome in known.items():
        if all(blobs) and not outcome.refused:
            Path(folder, f"{'-'.join(blobs)}-{int(bool(outcome.conflicts))}").write_bytes(outcome.text.encode("utf-8"))
    place = shlex.quote(f"{folder.as_posix()}/")
    found = f"known={place}$(git hash-object --no-filters %O %A %B | tr '\\n' -)"
    taken = 'if test %L = 7 -a -f "$known"0; then cp "$known"0 %A; elif test %L = 7 -a -f "$known"1; then cp "$known"1 %A; false'
    # What git would fill in is written with `%%` where a path holds a per cent sign.
    words = [text.replace("%", "%%") for text in (place, program)]
    return f"{found.replace(place, words[0], 1)}; {taken}; else {words[1]} {DRIVER_ARGUMENTS}; fi"


def _attributes(root: Path) -> str:
    """The user's own attributes, then ours for this notebook's records; `.gitattributes` of the repository goes before both."""
    prefix = (git.run(root, "rev-parse", "--show-prefix") or "").rstrip("\n")
    lines = [f'"{prefix}{line.split(" ")[0]}" merge={NAME}' if prefix else line for line in ATTRIBUTES]
    _own, others = _config(root)
    place = others.get("core.attributesfile") or f"{os.environ.get('XDG_CONFIG_HOME') or '~/.config'}/git/attributes"
    try:
        known = Path(place).expanduser().read_text(encoding="utf-8", errors="replace")
    except (OSError, RuntimeError):
        known = ""
    return "\n".join([known.rstrip("\n"), *lines]).lstrip("\n") + "\n"


def _config(root: Path) -> tuple[dict[str, str], dict[str, str]]:
    """The settings of the repository itself, and those of the user and the system."""
    parts = (git.run(root, "config", "--null", "--show-scope", "--list") or "").split("\0")
    own, others = dict[str, str](), dict[str, str]()
    for scope, setting in zip(parts[0::2], parts[1::2], strict=False):
        key, _, value = setting.partition("\n")
        if scope in ("local", "worktree"):
            own[key] = value
        elif scope in ("global", "system"):
            others[key] = value
    return own, others


def own_filter(root: Path) -> str:
    """The first filter that the repository's own settings would run, and those of the user would not."""
    own, others = _config(root)
    for key, value in own.items():
        section, _, rest = key.partition(".")
        if section == "filter" and rest.rpartition(".")[2] in _FILTERS and value and others.get(key) != value:
            return key
    return ""
