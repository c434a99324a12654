"""Changes to records carried out: read from the disk, edited as text, written all or none, committed where that was asked for."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pcrm_tools.errors import EditRefused, WriteRefused
from pcrm_tools.model.finding import Finding
from pcrm_tools.store import files
from pcrm_tools.store.writing import Content, Writer, inside
from pcrm_tools.text.lines import LINE_END
from pcrm_tools.text.spans import Edited
from pcrm_tools.text.strays import CONTROL, code_of, shorten

if TYPE_CHECKING:
    from pcrm_tools.text.context import Context

_VALUE_LIMIT = 200
_HALF = re.compile("[\ud800-\udfff]")  # what is no UTF-8 on a command line arrives as half characters


class Change(NamedTuple):
    """One edit of one record: the file (relative, POSIX), what makes its new text of the old one, and what to call it.

    `edit` is pure: it gets the text without BOM and returns it edited or a refusal; it may raise a PcrmError as well.
    `what` goes into commit messages: `huaxing: stage survey → confirmed`.
    """

    path: str
    edit: Callable[[str], Edited]
    what: str


class Changed(NamedTuple):
    """What became of a file: its text before and after, and the first line (1-based) that differs, 0 where none does."""

    path: str
    before: str
    after: str
    line: int


def apply(root: Path, changes: Sequence[Change], dry_run: bool = False) -> tuple[Changed, ...]:
    """Carry out changes, those of one file in their order; raises EditRefused or WriteRefused before anything is written.

    Files are read from the disk under the notebook's write lock. `dry_run` writes nothing and takes no lock.
    """
    if dry_run:
        return tuple(done for done, _ in _edited(root, changes))
    with Writer(root) as writer:
        found = _edited(root, changes)
        writer.write_all(
            [
                Content(done.path, files.encode(done.after, source.bom), source.digest)
                for done, source in found
                if done.after != done.before
            ]
        )
    return tuple(done for done, _ in found)


def create(root: Path, path: str, text: str) -> Changed:
    """Write a new record; raises WriteRefused where there is a file already."""
    with Writer(root) as writer:
        writer.write(path, text.encode(), None)
    return Changed(path, "", text, 1)


def commit(root: Path, paths: Sequence[str], message: str) -> str:
    """Commit exactly these files and return the short hash; raises GitRefused where git makes no commit."""
    from pcrm_tools.store import git

    return git.commit(root, paths, message)


def guarded(edit: Callable[[str], Edited], record_type: str, context: "Context", allow: Sequence[str] = ()) -> Callable[[str], Edited]:
    """An edit that is refused where it brings an error that the record did not have before, but for the rules in `allow`."""

    def guarded_edit(text: str) -> Edited:
        edited = edit(text)
        if edited.refusal is not None or not edited.changed:
            return edited
        before = [_said(finding) for finding in errors_of(text, record_type, context)]
        for finding in errors_of(edited.text, record_type, context):
            if _said(finding) in before:
                before.remove(_said(finding))
            elif finding.rule not in allow:
                return Edited(text, False, finding)
        return edited

    return guarded_edit


def errors_of(text: str, record_type: str, context: "Context") -> list[Finding]:
    """What validate calls an error in one record by itself."""
    from pcrm_tools.checks.registry import local_findings
    from pcrm_tools.text.record import read_record

    found = local_findings(read_record(text, "", record_type, context), context, text)
    return [finding for finding in found if finding.severity == "error"]


def _said(finding: Finding) -> tuple[str, tuple[tuple[str, str], ...]]:
    """A finding without its place, which edits above it move."""
    return finding.rule, tuple(sorted(finding.values.items()))


def _edited(root: Path, changes: Sequence[Change]) -> list[tuple[Changed, files.Source]]:
    """Every file once, in the order in which the changes name them, with what was read of it."""
    sources: dict[str, files.Source] = {}
    texts: dict[str, str] = {}
    for change in changes:
        path = change.path
        if path not in sources:
            sources[path] = _read(root, path)
            texts[path] = sources[path].text
        edited = change.edit(texts[path])
        if edited.refusal is not None:
            raise refused(path, edited.refusal)
        if half := _HALF.search(edited.text):
            raise refused(path, CONTROL.at(1, seen=code_of(half.group())))
        texts[path] = edited.text
    return [(_changed(path, source.text, texts[path]), source) for path, source in sources.items()]


def _read(root: Path, path: str) -> files.Source:
    source = files.read_text(inside(root, path), path)
    if isinstance(source, Finding):
        if source.rule == files.GONE:
            raise WriteRefused("missing", path)
        raise refused(path, source)
    return source


def _changed(path: str, before: str, after: str) -> Changed:
    if before == after:
        return Changed(path, before, after, 0)
    same = next((at for at, (old, new) in enumerate(zip(before, after, strict=False)) if old != new), min(len(before), len(after)))
    if same and after[same - 1 : same + 1] == "\r\n":  # between the two halves of a line end
        same -= 1
    return Changed(path, before, after, len(LINE_END.findall(after, 0, same)) + 1)


def refused(path: str, finding: Finding) -> EditRefused:
    """The error that a finding becomes where it stopped a change."""
    english, chinese = sentences(finding)
    return EditRefused(path, finding, line=finding.line, detail=english, detail_zh=chinese)


def sentences(finding: Finding) -> tuple[str, str]:
    """What a finding says and what to write instead, in English and Chinese."""
    from pcrm_tools.checks.rules import RULES

    rule = next((rule for rule in (*RULES, *files.RULES) if rule.id == finding.rule), None)
    if rule is None:
        return finding.rule, finding.rule
    values = _Values({key: shorten(value, _VALUE_LIMIT) for key, value in finding.values.items()})
    english = [text.format_map(values) for text in (rule.en, rule.hint_en) if text]
    chinese = [text.format_map(values) for text in (rule.zh or rule.en, rule.hint_zh or rule.hint_en) if text]
    return "; ".join(english), "；".join(chinese)


class _Values(dict[str, str]):
    """What a sentence's places are filled with; a place without a value is a question mark."""

    def __missing__(self, key: str) -> str:
        return "?"


def message_of(changes: Sequence[Change], lang: str) -> str:
    """The message of a commit in a language: what was changed; of several records one a line under their number."""
    said: dict[str, list[str]] = {}
    for change in changes:
        if change.what not in said.setdefault(change.path, []):
            said[change.path].append(change.what)
    lines = [_in_one(whats, "；" if lang == "zh" else "; ") for whats in said.values()]
    if len(lines) == 1:
        return lines[0]
    return "\n".join([f"{len(lines)} 份档案" if lang == "zh" else f"{len(lines)} records", "", *lines])


def _in_one(whats: Sequence[str], join: str) -> str:
    """`huaxing: a` and `huaxing: b` as `huaxing: a; b`."""
    head = whats[0].partition(": ")[0] + ": "
    return join.join([whats[0], *(what.removeprefix(head) for what in whats[1:])])
