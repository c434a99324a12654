"""What is known of a stream: its reader, colour, character set and size."""

import os
from collections.abc import Mapping
from typing import IO


def is_terminal(stream: IO[str] | None) -> bool:
    """Whether somebody reads the stream on a screen."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def wants_colour(stream: IO[str] | None, environ: Mapping[str, str]) -> bool:
    """Whether the stream takes colour: a terminal does unless NO_COLOR is set; FORCE_COLOR makes any stream take it."""
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return True
    return is_terminal(stream) and environ.get("TERM") != "dumb"


def encoding_of(stream: IO[str] | None) -> str:
    """The stream's character set, `utf-8` by whatever name it goes."""
    name = (getattr(stream, "encoding", None) or "utf-8").lower()
    return "utf-8" if name in ("utf-8", "utf8", "utf_8", "cp65001") else name


def screen_size(stream: IO[str] | None, environ: Mapping[str, str]) -> tuple[int, int]:
    """Columns and lines of the terminal behind a stream; COLUMNS and LINES come first, 80 and 24 last."""
    try:
        columns, lines = os.get_terminal_size(stream.fileno()) if stream else (0, 0)
    except (OSError, ValueError):
        columns, lines = 0, 0
    return _number(environ.get("COLUMNS")) or columns or 80, _number(environ.get("LINES")) or lines or 24


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else 0
