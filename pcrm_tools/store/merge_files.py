"""The merge driver's files: three versions are read, the merged one takes the place of ours in one step, or nothing is written."""

import os
from pathlib import Path

from pcrm_tools.git_errors import MergeRefused
from pcrm_tools.model.finding import Finding
from pcrm_tools.store.files import TEMPORARY, read_text
from pcrm_tools.text.merge_record import MARKER_SIZE, Conflict, merge_record

WORDS = {"base": ("the common ancestor", "共同祖先"), "ours": ("our side", "我方"), "theirs": ("their side", "对方")}


def merge_files(base: str, ours: str, theirs: str, path: str, marker_size: int = MARKER_SIZE) -> tuple[Conflict, ...]:
    """Merge three files into that of ours and return what is left in conflict; raises MergeRefused with ours untouched."""
    texts = [_read(file, path, version) for file, version in ((base, "base"), (ours, "ours"), (theirs, "theirs"))]
    merged = merge_record(texts[0], texts[1], texts[2], marker_size)
    if merged.refused:
        raise Refusal(merged.refused, path, merged.version)
    if merged.text != texts[1]:
        _replace(ours, merged.text.encode("utf-8"))
    return merged.conflicts


class Refusal(MergeRefused):
    """A refusal that names one of the three versions in the language of the message."""

    def __init__(self, reason: str, path: str, version: str, finding: Finding | None = None) -> None:
        self.version, self.finding = version, finding
        super().__init__(reason, path or "?", version=version, detail="")

    def message(self, lang: str = "en") -> str:
        """The sentence in a language (`en` or `zh`)."""
        place = 1 if lang == "zh" else 0
        self.values["version"] = WORDS[self.version][place]
        self.values["detail"] = _sentence(self.finding, place) if self.finding is not None else ""
        return super().message(lang)


def _sentence(finding: Finding, place: int) -> str:
    from pcrm_tools.store import files

    rule = next(rule for rule in files.RULES if rule.id == finding.rule)
    return (rule.en, rule.zh)[place].format_map(finding.values)


def _read(file: str, path: str, version: str) -> str:
    got = read_text(Path(file), path)
    if isinstance(got, Finding):
        raise Refusal("unreadable", path, version, got)
    if "\0" in got.text:
        from pcrm_tools.store.files import NOT_TEXT

        raise Refusal("unreadable", path, version, NOT_TEXT.at(1, path=path))
    return ("\ufeff" if got.bom else "") + got.text


def _replace(file: str, data: bytes) -> None:
    """Write beside, flush, rename."""
    target = Path(file)
    temporary = target.with_name(f"{TEMPORARY}{os.getpid()}-{os.urandom(4).hex()}")
    try:
        with temporary.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(target.stat().st_mode & 0o777)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
