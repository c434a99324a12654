"""Records merged from the blobs that git keeps, many in one process: a driver that git starts for each file costs far more."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

from pcrm_tools.model.finding import Finding
from pcrm_tools.store import git
from pcrm_tools.store.files import text_of
from pcrm_tools.text.merge_parts import Note
from pcrm_tools.text.merge_record import Conflict, merge_record

Blobs: TypeAlias = tuple[str, str, str]
"""The blobs of base, ours and theirs; an empty base means that both sides added the file."""
UNREADABLE = "unreadable"


class Outcome(NamedTuple):
    """What a merge of three blobs gives; `refused` says why there is none."""

    text: str
    conflicts: Sequence[Conflict] = ()
    notes: Sequence[Note] = ()
    refused: str = ""


def blobs_of(versions: Mapping[int, str]) -> Blobs:
    """The three blobs of a file's stages."""
    return versions.get(1, ""), versions[2], versions[3]


def merge_blobs(root: Path, wanted: Iterable[Blobs]) -> dict[Blobs, Outcome]:
    """The merged records of blobs."""
    wanted = tuple(dict.fromkeys(wanted))
    contents = read_blobs(root, sorted({blob for blobs in wanted for blob in blobs if blob}))
    return {blobs: _merge([contents.get(blob, b"") for blob in blobs]) for blobs in wanted}


def _merge(contents: Sequence[bytes]) -> Outcome:
    texts = []
    for data in contents:
        got = text_of(data, "", "")
        if isinstance(got, Finding) or "\0" in got.text:
            return Outcome("", refused=UNREADABLE)
        texts.append(("\ufeff" if got.bom else "") + got.text)
    notes: list[Note] = []
    merged = merge_record(texts[0], texts[1], texts[2], notes=notes)
    clashing = {conflict.what for conflict in merged.conflicts}
    kept = tuple(dict.fromkeys(note for note in notes if note.what not in clashing))
    return Outcome(merged.text, merged.conflicts, kept, merged.refused)


def read_blobs(root: Path, blobs: Sequence[str]) -> dict[str, bytes]:
    """The contents of blobs by their names, read in one go; those that are missing are left out."""
    given = "".join(f"{blob}\n" for blob in blobs).encode()
    data = (git.run_bytes(root, "cat-file", "--batch", given=given) or b"") if blobs else b""
    found: dict[str, bytes] = {}
    at = 0
    while at < len(data):
        line = data.index(b"\n", at)
        words = data[at:line].split()
        at = line + 1
        if len(words) == 3:
            size = int(words[2])
            found[words[0].decode()] = data[at : at + size]
            at += size + 1
    return found
