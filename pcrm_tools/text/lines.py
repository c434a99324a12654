r"""The line table of a text: lines end at `\n`, `\r\n` or `\r` and nowhere else, as editors count them."""

import re
from bisect import bisect_right
from itertools import accumulate

from pcrm_tools.model.values import Place

LINE_END = re.compile(r"\r\n?|\n")


class Lines:
    """Where each line of a text begins; lines and columns are 1-based, offsets and columns count code points."""

    __slots__ = ("starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        if "\r" in text:
            self.starts: tuple[int, ...] = (0, *(match.end() for match in LINE_END.finditer(text)))
        else:
            # Every line but the last carries its one-character end, so the running sum of lengths gives the starts.
            parts = text.split("\n")
            self.starts = (0, *accumulate(len(part) + 1 for part in parts[:-1]))

    @property
    def count(self) -> int:
        """How many lines there are; a final line end opens one more, empty line, as in an editor."""
        return len(self.starts)

    def line_at(self, offset: int) -> int:
        """The line that holds an offset."""
        return bisect_right(self.starts, offset)

    def place(self, offset: int) -> Place:
        """The line and column of an offset."""
        line = bisect_right(self.starts, offset)
        return Place(line, offset - self.starts[line - 1] + 1)

    def line_start(self, line: int) -> int:
        """The offset at which a line begins."""
        return self.starts[line - 1]

    def text_of(self, line: int) -> str:
        """A line without its line end."""
        end = self.starts[line] if line < len(self.starts) else len(self.text)
        return self.text[self.starts[line - 1] : end].rstrip("\r\n")
