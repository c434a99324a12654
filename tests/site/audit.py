"""Reads a page as a browser would and says what in it could run, or ask another host for something."""

import re
from html.parser import HTMLParser
from pathlib import Path

FORBIDDEN = frozenset(
    ("iframe", "frame", "frameset", "object", "embed", "applet", "base", "style", "math", "template", "portal", "marquee")
)
ADDRESSES = frozenset((
    "href", "src", "action", "formaction", "xlink:href", "srcset", "poster", "data", "background", "cite", "longdesc", "ping", "lowsrc",
))  # fmt: skip
SHELL_ONLY = frozenset(("script", "link", "meta", "form", "input", "button", "select", "textarea", "title"))
_BLANK = re.compile(r"[\x00-\x20\xa0\u2028\u2029]+")


class Audit(HTMLParser):
    """One page: what is forbidden in it, and the tags that only the shell may have."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.shell: list[tuple[str, tuple[tuple[str, str], ...]]] = []
        self.scripts: list[str] = []
        self._svg_title = self._script = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in FORBIDDEN:
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            self._attribute(tag, name, value or "")
        if tag in SHELL_ONLY:
            self.shell.append((tag, tuple(sorted((name, value or "") for name, value in attrs))))
        self._script = tag == "script"

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name.startswith("on") or name in ("style", "srcdoc", "autofocus", "contenteditable"):
            self.faults.append(f"<{tag} {name}={value[:60]!r}>")
        if name in ADDRESSES:
            plain = _BLANK.sub("", value).lower()
            if re.match(r"(?:javascript|data|vbscript|file|blob|about|view-source|livescript|mocha):", plain):
                self.faults.append(f"<{tag} {name}={value[:60]!r}>")
            if tag != "a" and name != "cite" and re.match(r"(?:https?:)?//", plain):
                self.faults.append(f"<{tag} {name}={value[:60]!r}> asks another host")
        if tag == "meta" and name == "http-equiv" and value.lower() != "content-security-policy":
            self.faults.append(f"<meta http-equiv={value!r}>")

    def handle_data(self, data: str) -> None:
        if self._script:
            self.scripts.append(data)
            self._script = False


def shell_of(page: str) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """The tags that only the shell may have, without what names the page."""
    return [item for item in Audit(page).shell if item[0] not in ("title", "button", "select", "input")]


def vectors() -> list[str]:
    """The list of hostile texts."""
    text = (Path(__file__).parent / "vectors.txt").read_text("utf-8")
    return [line.replace("\\n", "\n").replace("\\t", "\t") for line in text.split("\n") if line and not line.startswith("#!")]
