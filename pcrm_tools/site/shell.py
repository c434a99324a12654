"""The shell: what the theme renders once and record pages are poured into, and the policy that each page carries."""

import base64
import hashlib
import html
import logging
import re
from pathlib import Path
from typing import NamedTuple

TITLE = "@pcrm:title@"
CONTENT = "<!--@pcrm:content@-->"
POLICY = "<!--@pcrm:policy@-->"
PACKAGED_THEME = Path(__file__).parent / "theme"

_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.DOTALL | re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n\s*\n+")
_INDENT = re.compile(r"\n[ \t]+")
_SLOTS = re.compile(f"({re.escape(TITLE)}|{re.escape(CONTENT)})")


class Shell(NamedTuple):
    """A rendered page cut at its slots; `parts` alternate between the theme's HTML and the names of slots."""

    parts: tuple[str, ...]

    def pour(self, title: str, content: str) -> str:
        """The page with a title (text) and a content (HTML) in place of the slots."""
        poured = {TITLE: html.escape(title), CONTENT: content}
        return "".join(poured[part] if position % 2 else part for position, part in enumerate(self.parts))

    @property
    def digest(self) -> str:
        """A digest of the theme's HTML."""
        return hashlib.sha256("\0".join(self.parts).encode()).hexdigest()[:16]


def cut(page: str) -> Shell:
    """A shell from a page with slots; indentation, which the theme has plenty of, is left out."""
    return Shell(tuple(_SLOTS.split(_INDENT.sub("\n", _BLANK_LINES.sub("\n", page)))))


def policy(page: str) -> str:
    """The Content-Security-Policy of a page: its own files, and the inline scripts that it has by their hashes."""
    hashes = sorted({_hash(found["code"]) for found in _SCRIPT.finditer(page) if _runs(found["attributes"])})
    rules = (
        "default-src 'none'",
        f"script-src 'self' {' '.join(hashes)}".rstrip(),
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return "; ".join(rules)


def with_policy(page: str) -> str:
    """The page with its policy in place; the hashes cover the scripts as they stand."""
    return page.replace(POLICY, f'<meta http-equiv="Content-Security-Policy" content="{policy(page)}">', 1)


def _runs(attributes: str) -> bool:
    return "src=" not in attributes and "application/json" not in attributes


def _hash(code: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"


class Collected(logging.Handler):
    """Keeps what mkdocs warns of, so that it is told once, in our words, and nothing else is printed."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Notes one warning."""
        self.messages.append(record.getMessage())
