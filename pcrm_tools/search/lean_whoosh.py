"""whoosh, imported without two libraries that it asks for and an index never uses: two fifths of its import time.

`whoosh.compat` imports urllib.request (with http, ssl and email) for a function that nothing here calls; `whoosh.reading`
imports cached_property (with asyncio), which functools has too. Stand-ins answer for both while whoosh is imported, where they
are not loaded already, and are gone afterwards.
"""

import functools
import sys
from types import ModuleType

_ASKED_FOR: dict[str, dict[str, object]] = {
    "urllib.request": {"urlretrieve": None}, "cached_property": {"cached_property": functools.cached_property},
}  # fmt: skip


def _stand_in(name: str) -> ModuleType:
    module = ModuleType(name)
    vars(module).update(_ASKED_FOR[name])
    return module


_stand_ins = {name: _stand_in(name) for name in _ASKED_FOR if name not in sys.modules}
sys.modules.update(_stand_ins)
try:
    import whoosh
    import whoosh.index
    from whoosh.reading import TermNotFound
    from whoosh.util.filelock import FileLock, try_for
finally:
    for _name in _stand_ins:
        del sys.modules[_name]

__all__ = ["FileLock", "TermNotFound", "try_for", "whoosh"]
