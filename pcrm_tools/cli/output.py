"""The only writer to the terminal: data on stdout, messages and progress on stderr, every text escaped on its way."""

import contextlib
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

from pcrm_tools.cli.messages import Messages
from pcrm_tools.cli.streams import encoding_of, is_terminal, screen_size, wants_colour
from pcrm_tools.cli.table import GAP, Column, Part, Styled, lay_out
from pcrm_tools.cli.wording import Text, escape

__all__ = ["Column", "Output", "Styled", "Text", "escape"]

STYLES: Mapping[str, str] = {
    "head": "1",
    "dim": "2",
    "match": "1;31",
    "error": "31",
    "good": "32",
    "warning": "33",
    "date": "34",
    "path": "35",
    "id": "36",
}
_HELD = 1 << 16  # bytes gathered before they are written: one system call a screen, not one a line


class Output(Messages):
    """Where a command's answer goes: `line`, `text`, `json` and `rows` are data, `note` and `progress` are messages.

    Raises BrokenPipeError when the reader has gone, OSError when the data cannot be written.
    """

    def __init__(
        self,
        stdout: IO[str] | None = None,
        stderr: IO[str] | None = None,
        environ: Mapping[str, str] | None = None,
        lang: str = "en",
    ) -> None:
        super().__init__(stderr if stderr is not None else sys.stderr, os.environ if environ is None else environ, lang)
        self._stdout: IO[str] | None = stdout if stdout is not None else sys.stdout
        self.format = ""
        self.file = ""
        self.terminal = is_terminal(self._stdout)
        self.colour = wants_colour(self._stdout, self.environ)
        self._encoding = encoding_of(self._stdout)
        self._paging = False
        self._pager_allowed = self.terminal
        self._held: list[bytes] = []
        self._size = 0

    # -- how it looks

    def no_colour(self) -> None:
        """No colour from here on, whatever the environment says."""
        self.colour = self._colour_notes = False

    def no_pager(self) -> None:
        """Long answers are written as they are."""
        self._pager_allowed = False

    def write_to(self, path: str) -> None:
        """Data goes to a file when the command is done; `-` is stdout."""
        if path != "-":
            self.file, self.colour, self.terminal, self._encoding = path, False, False, "utf-8"
            self._pager_allowed = False

    def paged(self) -> None:
        """An answer longer than the screen is shown in the pager, on a terminal."""
        self._paging = self._pager_allowed

    @property
    def width(self) -> int | None:
        """The terminal's columns; None where stdout is no terminal, so that nothing is cut in pipes and files."""
        return screen_size(self._stdout, self.environ)[0] if self.terminal else None

    def shows(self, sign: str) -> bool:
        """Whether the reader's character set holds a sign such as `✓`."""
        try:
            sign.encode(self._encoding)
        except UnicodeEncodeError:
            return False
        return True

    def safe(self, part: Part, lines: bool = False) -> Part:
        """A part as it may be shown: escaped, and written out where the reader's character set lacks a character."""
        if isinstance(part, str):
            return self._safe_text(part, lines)
        return Styled(self._safe_text(part.text, lines), part.style)

    def _safe_text(self, text: str, lines: bool = False) -> str:
        text = escape(text, lines=lines)
        if self._encoding == "utf-8":
            return text
        return text.encode(self._encoding, "backslashreplace").decode(self._encoding)

    def paint(self, text: str, style: str) -> str:
        """A text that is safe already, in a style of STYLES if stdout has colour."""
        return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if self.colour and text else text

    # -- data

    def line(self, *parts: Part) -> None:
        """One line of data; styled parts are coloured on a terminal."""
        self.data("".join(self._painted(part) for part in parts) + "\n")

    def text(self, block: str) -> None:
        """Several lines of data."""
        self.data(str(self.safe(block, lines=True)).rstrip("\n") + "\n")

    def _painted(self, part: Part) -> str:
        safe = self.safe(part)
        return safe if isinstance(safe, str) else self.paint(safe.text, safe.style)

    def data(self, text: str) -> None:
        """Text that is safe already, in the encoding of stdout."""
        self.bytes(text.encode(self._encoding, "backslashreplace"))

    def bytes(self, data: bytes) -> None:
        """Data exactly as it is: JSON, CSV and other formats for programs are UTF-8 whatever stdout says."""
        self._held.append(data)
        self._size += len(data)
        if self._size > _HELD and not self.file and not self._paging:
            self.flush()

    def table(self, columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> None:
        """A table with straight columns, cut to the terminal's width where stdout is one; without rows there is nothing."""
        listed = list(rows)
        if not listed or not columns:
            return
        cells = list(zip([column.label for column in columns], *listed, strict=True))
        shown = [self._column(column) for column in cells]
        right = [column.right for column in columns]
        laid = lay_out([texts for texts, _ in shown], right, self.width, "…" if self.shows("…") else "~")
        for i, (texts, (_, styles)) in enumerate(zip(laid, shown, strict=False)):
            texts[0] = self.paint(texts[0], "head")
            if styles:
                laid[i] = [self.paint(text, style) if style else text for text, style in zip(texts, styles, strict=True)]
        self.data("".join([line.rstrip(" ") + "\n" for line in map(GAP.join, zip(*laid, strict=True))]))

    def _column(self, values: Sequence[object]) -> tuple[list[str], list[str]]:
        """A column's cells as they may be shown and their styles, the list of which is empty where none has one."""
        texts: list[str]
        if set(map(type, values)) == {str}:
            texts, styles = list(map(str, values)), []
        else:
            parts = [self.cell(value) for value in values]
            texts = [part if isinstance(part, str) else part.text for part in parts]
            styles = ["" if isinstance(part, str) else part.style for part in parts]
        if self._encoding == "utf-8" and "".join(texts).isprintable():
            return texts, styles
        return [self._safe_text(text) for text in texts], styles

    def cell(self, value: object) -> Part:
        """How a value stands in a table: nothing for None, lists joined by commas, yes and no in the user's language."""
        if isinstance(value, str | Styled):
            return value
        if value is None:
            return ""
        if isinstance(value, bool):
            return ("是" if value else "否") if self.lang == "zh" else ("yes" if value else "no")
        if isinstance(value, list | tuple):
            return ", ".join(str(item) for item in value)
        return str(value)

    def json(self, value: Mapping[str, Any]) -> None:
        """One JSON object with `"version": 1` first, always UTF-8; the rows of a list stand one a line."""
        from pcrm_tools.cli import formats

        self.bytes(formats.json_object(value))

    def rows(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[object]],
        head: Mapping[str, Any] | None = None,
        name: str = "rows",
        exact: bool = False,
    ) -> None:
        """Rows in the format that was asked for: table, md, csv, tsv, json, jsonl or ids.

        `head` and `name` are the JSON object's other keys and its list's key; `exact` leaves CSV and TSV cells unguarded.
        """
        if self.format in ("", "table"):
            self.table(columns, rows)
            return
        from pcrm_tools.cli import formats

        self.bytes(formats.render(self.format, columns, rows, head or {}, name, exact))

    # -- the end

    def discard(self) -> None:
        """Forget what was gathered and not yet handed over."""
        self._held, self._size = [], 0

    def flush(self) -> None:
        """Hand over what was gathered; a file or the pager gets its text at the end, in `finish`."""
        if self.file or self._paging or not self._held:
            return
        self.draw("")
        data, self._held, self._size = b"".join(self._held), [], 0
        if self._stdout is None:
            return
        buffer = getattr(self._stdout, "buffer", None)
        try:
            if buffer is None:
                self._stdout.write(data.decode("utf-8", "backslashreplace"))
            else:
                self._stdout.flush()
                buffer.write(data)
            self._stdout.flush()
        except OSError:
            self._give_up()
            raise

    def _give_up(self) -> None:
        """Stdout takes nothing more (`| head`, a full disk): what is left goes nowhere, so that closing says nothing either."""
        stream, self._stdout = self._stdout, None
        with contextlib.suppress(OSError, ValueError, AttributeError):  # no file of the system behind it
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, stream.fileno())  # type: ignore[union-attr]
            os.close(null)

    def finish(self) -> None:
        """The command is done: write the file, show the pager, flush stdout."""
        self.end_progress()
        if self.file:
            from pcrm_tools.cli.private_file import write_private

            write_private(self.file, b"".join(self._held))
            self._held = []
        elif self._paging:
            self._paging = False
            lines = b"".join(self._held).count(b"\n")
            if lines >= screen_size(self._stdout, self.environ)[1]:
                self._show_in_pager()
        self.flush()

    def _show_in_pager(self) -> None:
        import click

        text = b"".join(self._held).decode(self._encoding, "replace")
        self._held = []
        click.echo_via_pager(text.removesuffix("\n"), color=self.colour or None)
