"""The pictures of the guide are made small, and stay the same picture."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.site import screenshots
from tests.site.screenshots import FOLDER, PICTURES, smaller


def png(rows: list[list[tuple[int, int, int]]]) -> bytes:
    """A PNG of RGB rows as a browser writes one."""
    lines = b"".join(b"\0" + bytes(value for colour in row for value in colour) for row in rows)
    head = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(screenshots._chunk(kind, data) for kind, data in chunks)


def colours(image: bytes) -> list[list[tuple[int, ...]]]:
    """The rows of a PNG with a palette, as colours."""
    width, height = struct.unpack(">II", image[16:24])
    parts, at = {}, 8
    while at < len(image):
        length = int.from_bytes(image[at : at + 4], "big")
        parts[image[at + 4 : at + 8]] = image[at + 8 : at + 8 + length]
        at += length + 12
    palette, lines = parts[b"PLTE"], zlib.decompress(parts[b"IDAT"])
    rows = [lines[y * (width + 1) + 1 : (y + 1) * (width + 1)] for y in range(height)]
    return [[tuple(palette[place * 3 : place * 3 + 3]) for place in row] for row in rows]


COLOUR = st.tuples(*[st.integers(0, 255)] * 3)


@given(
    st.integers(1, 6).flatmap(lambda width: st.lists(st.lists(COLOUR, min_size=width, max_size=width), min_size=1, max_size=6))
)
def test_few_colours_stay_exact(rows: list[list[tuple[int, int, int]]]) -> None:
    assert colours(smaller(png(rows))) == rows


def test_of_many_colours_the_frequent_ones_stay_exact() -> None:
    rows = [[(255, 255, 255)] * 40, [(245, 246, 248)] * 40, *([(n, y, 200) for n in range(40)] for y in range(40))]
    shown = colours(smaller(png(rows)))
    assert shown[0] == rows[0]
    assert shown[1] == rows[1]
    assert len({colour for row in shown for colour in row}) <= 256


@pytest.mark.parametrize("page", ["site.md", "site.zh.md"])
def test_the_guide_shows_every_picture(page: str) -> None:
    text = (FOLDER.parent / page).read_text("utf-8")
    assert [picture.name for picture in PICTURES if f"screenshots/{picture.name}.png" not in text] == []
