"""Patterns that are compiled when they are first used: compiling one costs more than most commands spend on it."""

import re
from typing import Any, cast


class _Later:
    """Stands in for a compiled pattern, and becomes one attribute by attribute."""

    def __init__(self, source: str, flags: int) -> None:
        self._source, self._flags = source, flags

    def __getattr__(self, name: str) -> Any:
        # Set on the stand-in, so that it is as fast as the pattern itself from now on.
        value = getattr(re.compile(self._source, self._flags), name)
        setattr(self, name, value)
        return value


def later(source: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern for what is rarely seen; one that every record needs is compiled at once."""
    return cast("re.Pattern[str]", _Later(source, int(flags)))
