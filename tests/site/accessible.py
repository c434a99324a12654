"""What is at fault in a page for people who cannot see it, or not well, or have no mouse: our own look at it, in a real browser.

Names of controls, contrast as it is drawn, ids, landmarks, the order of headings, tables, ARIA, reach of the keyboard, size of targets.
"""

import json
from pathlib import Path
from typing import Any

from tests.site.chromium import Chromium

_LOOK = (Path(__file__).parent / "accessible.js").read_text("utf-8")
WIDE, PHONE = (1400, 6000), (390, 6000)


def faults(browser: Chromium, url: str, *, dark: bool = False, phone: bool = False) -> list[str]:
    """What is at fault in a page, one line each; high windows, so that everything is laid out and drawn."""
    width, height = PHONE if phone else WIDE
    browser.screen(width, height, dark=dark, phone=phone)
    browser.open(url, settle=0.15)
    options: dict[str, Any] = {"dark": dark, "phone": phone, "smallest": 0, "width": width}
    return [str(line) for line in browser.evaluate(f"{_LOOK.rstrip()}({json.dumps(options)})")]
