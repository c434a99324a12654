"""Makes the pictures of the guide: `python -m tests.site.screenshots` builds the repository's notebook as of a fixed day and looks at it.

The pictures go to site/pages/guide/screenshots/; `python -m tests.site.screenshots home board` makes only those. A day passes for
them as for the notebook: the browser's clock is set to it.
"""

import shutil
import struct
import sys
import tempfile
import zlib
from pathlib import Path
from typing import NamedTuple

from tests.site.chromium import Chromium
from tests.site.conftest import REPOSITORY
from tests.site.notebooks import TODAY, build

FOLDER = REPOSITORY / "site/pages/guide/screenshots"
MOST_BYTES = 150_000
CLOCK = """
(() => {{ const Real = Date, day = Real.parse("{day}T10:00:00");
  window.Date = class extends Real {{ constructor(...all) {{ all.length ? super(...all) : super(day); }} static now() {{ return day; }} }}; }})();
"""


class Picture(NamedTuple):
    """A picture: its name, the page, the language, the size of the window, and what is done before it is taken."""

    name: str
    page: str
    lang: str = "en"
    width: int = 1280
    height: int = 800
    dark: bool = False
    phone: bool = False
    act: str = ""


SEARCH = (
    "(() => {{ const o = document.querySelector('.p-search__open'); if (o.checkVisibility()) o.click(); const i = document.querySelector('.p-search__input');"
    " i.focus(); i.value = '{}'; i.dispatchEvent(new Event('input', {{bubbles: true}})); }})()"
)
PICTURES = (
    Picture("home", "index.html"),
    Picture("home-zh", "index.html", "zh"),
    Picture("customer", "customers/瑞丰包装.html"),
    Picture("customer-zh-dark", "customers/瑞丰包装.html", "zh", dark=True),
    Picture("project", "projects/tidewater-portal.html"),
    Picture("board", "pipeline.html"),
    Picture("board-dark", "pipeline.html", dark=True),
    Picture("list", "projects/index.html#view=pipeline&sort=-value"),
    Picture("search", "index.html", act=SEARCH.format("staging data")),
    Picture("search-zh-phone", "index.html", "zh", 390, 844, phone=True, act=SEARCH.format("开票")),
    Picture("followups", "followups.html#due=late"),
    Picture("followups-phone", "followups.html", width=390, height=844, phone=True),
    Picture("customer-phone", "customers/tidewater.html", width=390, height=844, phone=True),
)


def main(names: list[str]) -> int:
    """Makes all pictures, or those named; returns the exit code."""
    program = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), "")
    wanted = [picture for picture in PICTURES if not names or picture.name in names]
    if not program or not wanted:
        print(
            "no Chromium on this machine: make browser"
            if not program
            else f"no such picture; there are {[p.name for p in PICTURES]}",
            file=sys.stderr,
        )
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        sites = {lang: _site(Path(scratch), lang) for lang in sorted({picture.lang for picture in wanted})}
        browser = Chromium(program, Path(scratch) / "profile")
        try:
            browser.before(CLOCK.format(day=TODAY.isoformat()))
            for picture in wanted:
                path = _take(browser, sites[picture.lang], picture)
                print(f"{path.name}  {path.stat().st_size / 1000:.0f} kB")
        finally:
            browser.close()
    return 0


def _site(scratch: Path, lang: str) -> Path:
    """The notebook's site in a language, built aside."""
    root = scratch / "notebook"
    if not root.exists():
        for name in ("customers", "projects", "templates", "site/pages"):
            shutil.copytree(REPOSITORY / name, root / name)
        for name in ("pcrm.yml", "mkdocs.yml"):
            shutil.copy(REPOSITORY / name, root / name)
    build(root, root / "site" / lang, lang=lang)
    return root / "site" / lang


def _take(browser: Chromium, public: Path, picture: Picture) -> Path:
    """One picture; raises ValueError where it is larger than a guide should carry."""
    browser.screen(picture.width, picture.height, dark=picture.dark, phone=picture.phone)
    page, _, mark = picture.page.partition("#")
    browser.open((public / page).as_uri() + (f"#{mark}" if mark else ""), settle=0.6)
    if picture.act:
        browser.evaluate(picture.act)
        browser.wait(1.2)
    path = FOLDER / f"{picture.name}.png"
    browser.shot(path)
    path.write_bytes(smaller(path.read_bytes()))
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"{path.name} is {path.stat().st_size} bytes, more than {MOST_BYTES}")
    return path


def smaller(png: bytes) -> bytes:
    """A PNG of 8 bits a channel with a palette of at most 256 colours: exact where it has no more, else the rarest go to their nearest."""
    width, height, rows = _pixels(png)
    counts: dict[bytes, int] = {}
    for row in rows:
        for at in range(0, len(row), 3):
            colour = row[at : at + 3]
            counts[colour] = counts.get(colour, 0) + 1
    kept = _palette(counts)
    place = {colour: index for index, colour in enumerate(kept)}
    for colour in counts:
        if colour not in place:
            place[colour] = min(
                range(len(kept)), key=lambda index: sum((a - b) ** 2 for a, b in zip(kept[index], colour, strict=True))
            )
    lines = b"".join(b"\0" + bytes(place[row[at : at + 3]] for at in range(0, len(row), 3)) for row in rows)
    made = [
        _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        _chunk(b"PLTE", b"".join(kept)),
        _chunk(b"IDAT", zlib.compress(lines, 9)),
        _chunk(b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(made)


def _palette(counts: dict[bytes, int]) -> list[bytes]:
    """The colours to keep: the most frequent ones, and of the rest the most frequent one of each small cube, the fullest cubes first."""
    if len(counts) <= 256:
        return sorted(counts)
    exact = sorted(counts, key=lambda colour: -counts[colour])[:96]
    cubes: dict[tuple[int, int, int], tuple[int, int, bytes]] = {}
    for colour, number in ((colour, number) for colour, number in counts.items() if colour not in exact):
        cube = (colour[0] >> 4, colour[1] >> 4, colour[2] >> 4)
        total, most, best = cubes.get(cube, (0, 0, colour))
        cubes[cube] = (total + number, max(most, number), colour if number > most else best)
    return [*exact, *(best for _, _, best in sorted(cubes.values(), key=lambda item: -item[0])[: 256 - len(exact)])]


def _pixels(png: bytes) -> tuple[int, int, list[bytes]]:
    """Width, height and rows of RGB of a PNG without interlacing."""
    width, height, _, kind = struct.unpack(">IIBB", png[16:26])
    depth = 4 if kind == 6 else 3
    data, at = b"", 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += length + 12
    raw, stride = zlib.decompress(data), width * depth
    rows, above = [], bytearray(stride)
    for y in range(height):
        start = y * (stride + 1)
        above = _unfiltered(raw[start], bytearray(raw[start + 1 : start + 1 + stride]), above, depth)
        rows.append(bytes(above) if depth == 3 else bytes(value for place, value in enumerate(above) if place % 4 != 3))
    return width, height, rows


def _unfiltered(kind: int, row: bytearray, above: bytearray, depth: int) -> bytearray:
    """A row with PNG's prediction undone (PNG specification, filter types 0 to 4)."""
    for place in range(len(row)):
        left = row[place - depth] if place >= depth else 0
        up, corner = above[place], above[place - depth] if place >= depth else 0
        if kind == 1:
            row[place] = row[place] + left & 255
        elif kind == 2:
            row[place] = row[place] + up & 255
        elif kind == 3:
            row[place] = row[place] + (left + up) // 2 & 255
        elif kind == 4:
            guess = left + up - corner
            nearest = min((left, up, corner), key=lambda value: abs(guess - value))
            row[place] = row[place] + nearest & 255
    return row


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
