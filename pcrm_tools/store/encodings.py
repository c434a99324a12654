"""Files that are not UTF-8: what encoding they look like, and how they become UTF-8 without losing anything."""

import re
from pathlib import Path
from typing import NamedTuple

from pcrm_tools.errors import PathRefused, WriteRefused, WrongUse
from pcrm_tools.model.finding import Finding

_MAGIC = (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")
_UTF8_CHARACTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH_RUN = re.compile(rb"[\x80-\xff][\x40-\x7e\x80-\xff]?")
_SAMPLE = 100_000

UTF16 = "UTF-16"
GB18030 = "GB18030"
BIG5 = "Big5"
BINARY = "binary"


def guess(data: bytes) -> str:
    """`UTF-16`, `GB18030`, `Big5` or `binary` for bytes that are not UTF-8; empty where only single bytes are wrong."""
    sample = data[:_SAMPLE]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return UTF16
    if sample.startswith(_MAGIC):
        return BINARY
    zeros = sample.count(0)
    if zeros:
        even = sample[::2].count(0)
        one_sided = max(even, zeros - even) >= 0.9 * zeros and zeros >= max(4, len(sample) / 10)
        return UTF16 if one_sided else BINARY
    valid = len(_UTF8_CHARACTER.findall(sample))
    rest = _UTF8_CHARACTER.sub(b" ", sample)
    wrong = len(_HIGH_RUN.findall(rest))
    # Chinese text in another encoding matches the shape of UTF-8 only by accident: a few times, never mostly.
    return "" if valid > wrong else _chinese(sample)


def _chinese(sample: bytes) -> str:
    """The legacy encoding in which most pairs of bytes are common characters."""
    scores = {GB18030: 0, BIG5: 0}
    pairs = 0
    for first, second in re.findall(rb"([\x81-\xfe])([\x40-\x7e\x80-\xfe])", sample):
        lead, trail = first[0], second[0]
        pairs += 1
        # GB 2312: punctuation A1-A3 and the first level B0-D7. Big5: punctuation A1-A3 and the frequent part A4-C6.
        scores[GB18030] += trail >= 0xA1 and (0xA1 <= lead <= 0xA3 or 0xB0 <= lead <= 0xD7)
        scores[BIG5] += (trail <= 0x7E or trail >= 0xA1) and 0xA1 <= lead <= 0xC6
    for name in sorted(scores, key=lambda name: -scores[name]):
        if pairs and scores[name] >= 0.6 * pairs and _decodes(sample, name):
            return name
    return ""


def _decodes(sample: bytes, name: str) -> bool:
    # The sample may end inside a character.
    for cut in range(4):
        try:
            sample[: len(sample) - cut].decode(name)
        except UnicodeDecodeError:
            continue
        return True
    return False


class Conversion(NamedTuple):
    """A file that is not UTF-8: its encoding, and its text where every byte fits that encoding (else None)."""

    root: Path
    path: str
    encoding: str
    text: str | None
    digest: str

    def write(self) -> None:
        """Write the file as UTF-8 if it is still the one that was read; raises WriteRefused."""
        from pcrm_tools.store.writing import write_atomic

        if self.text is not None:
            write_atomic(self.root, self.path, self.text.encode("utf-8"), self.digest)


def plan_conversion(root: Path, path: str, encoding: str | None = None) -> Conversion | None:
    """How a file becomes UTF-8, from the given encoding or the one it looks like; None where it is UTF-8 already."""
    from pcrm_tools.store import files

    got = files.read_bytes(root / path, path)
    if isinstance(got, Finding):
        raise PathRefused("missing", path) if got.rule == files.GONE else WriteRefused("unreadable", path)
    data = got[0]
    if _decoded(data, "utf-8") is not None and not (b"\0" in data and guess(data) == UTF16):
        return None
    name = encoding or guess(data)
    text = None if name in ("", BINARY) else _decoded(data, _exact_name(data, name))
    return Conversion(root, path, name, text, files.digest_of(data))


def _exact_name(data: bytes, name: str) -> str:
    """The codec that encodes back to the same bytes: UTF-16 with the byte order that the file has."""
    import codecs

    try:
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        raise WrongUse("`{name}` is no known encoding", "`{name}` 不是已知的编码", name=name) from None
    if known != "utf-16":
        return known
    if data.startswith(b"\xff\xfe") or (not data.startswith(b"\xfe\xff") and data[1::2].count(0) >= data[::2].count(0)):
        return "utf-16-le"
    return "utf-16-be"


def _decoded(data: bytes, name: str) -> str | None:
    """The text, without a byte order mark, if it encodes back to the same bytes."""
    try:
        text = data.decode(name)
        same = text.encode(name) == data
    except (UnicodeError, LookupError):
        return None
    return text.removeprefix("\ufeff") if same else None
