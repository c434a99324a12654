"""The counter that long work shows on stderr."""

from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pcrm_tools.cli.wording import Text

if TYPE_CHECKING:
    from pcrm_tools.cli.output import Output

_EVERY = 0.1  # seconds between two drawings
_LONG = 1.0  # seconds after which the end is worth a line


class Progress:
    """Counts steps inside a `with` block: drawn on a terminal only; one line at the end of what took over a second."""

    def __init__(self, out: "Output", label: Text, total: int, drawn: bool) -> None:
        self._out, self._label, self.total, self._drawn = out, label, total, drawn
        self.done = 0
        self._start = monotonic()
        self._next = self._start + _EVERY

    def advance(self, steps: int = 1) -> None:
        """So many more steps are done."""
        self.done += steps
        if self._drawn and (now := monotonic()) >= self._next:
            self._next = now + _EVERY
            self._out.draw(f"{self._label.of(self._out.lang)} {self._count()}")

    def _count(self) -> str:
        return f"{self.done:,}/{self.total:,}" if self.total else f"{self.done:,}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._out.draw("")
        seconds = monotonic() - self._start
        if kind is None and seconds > _LONG:
            line = Text("{label}: {count} in {seconds} s", "{label}：{count}，用时 {seconds} 秒")
            self._out.note(line, label=self._label.of(self._out.lang), count=f"{self.done:,}", seconds=f"{seconds:.1f}")
