"""PyYAML for its parser in C: imported without compiling the patterns of its own reader and resolver, two thirds of its import.

They are compiled where somebody else in the process uses them.
"""

import base64  # noqa: F401 - what PyYAML imports itself, so that nothing but PyYAML meets the stand-in below
import datetime  # noqa: F401
import re
import sys
from typing import Any

from pcrm_tools.text.patterns import later

_compile: Any = re.compile
if "yaml" not in sys.modules:
    re.compile = later  # type: ignore[assignment]
try:
    import yaml
finally:
    re.compile = _compile

try:
    from yaml._yaml import CParser
except ImportError as missing:  # pragma: no cover - every published wheel of PyYAML carries libyaml
    raise ImportError("pcrm needs PyYAML with libyaml: pip install --force-reinstall --only-binary :all: pyyaml") from missing

__all__ = ["CParser", "yaml"]
