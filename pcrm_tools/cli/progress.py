"""The counter that long work shows on stderr."""

from collections.abc import Mapping
from time import monotonic
from typing import TYPE_CHECKING

from pcrm_tools.cli.wording import Text

if TYPE_CHECKING:
    from pcrm_tools.cli.messages import Messages

_EVERY = 0.1  # seconds between two drawings
_LONG = 1.0  # seconds after which the end is worth a line
_WORDS: Mapping[str, Text] = {
    "reading": Text("reading records", "读取档案"),
    "indexing": Text("indexing records", "索引档案"),
    "preparing": Text("preparing texts for search", "整理搜索文本"),
    "pages": Text("rendering pages", "生成页面"),
    "checking": Text("checking records", "检查档案"),
    "building": Text("building pages", "生成页面"),
}
_END = Text("{what}: {count} in {seconds} s", "{what}：{count}，用时 {seconds} 秒")


class Progress:
    """One phase of long work after another: drawn on a terminal only, and one line at the end of each that took over a second."""

    def __init__(self, out: "Messages") -> None:
        self._out = out
        self._what = ""
        self._done = 0
        self._start = self._next = 0.0

    def step(self, what: str, done: int, total: int) -> None:
        """So many steps of a phase are done, of so many (0: unknown)."""
        now = monotonic()
        if what != self._what:
            self.end()
            self._what, self._start, self._next = what, now, now + _EVERY
        self._done = done
        if now >= self._next:
            self._next = now + _EVERY
            self._out.draw(f"{self._word()} {done:,}/{total:,}" if total else f"{self._word()} {done:,}")
        if total and done >= total:
            self.end()

    def _word(self) -> str:
        text = _WORDS.get(self._what)
        return text.of(self._out.lang) if text else self._what

    def end(self) -> None:
        """The phase is over."""
        if not self._what:
            return
        word, self._what = self._word(), ""
        self._out.draw("")
        seconds = monotonic() - self._start
        if seconds > _LONG:
            self._out.note(_END, what=word, count=f"{self._done:,}", seconds=f"{seconds:.1f}")
