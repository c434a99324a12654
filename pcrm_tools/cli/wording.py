"""Sentences in English and Chinese, chosen when they are shown, and the escaping that makes any text safe to show."""

import re
from collections.abc import Mapping
from typing import NamedTuple

LANGUAGES = ("en", "zh")

# What a terminal obeys or hides instead of showing: C0 and C1 controls, soft hyphen, zero-width characters, bidi
# marks and overrides, line and paragraph separators, interlinear marks, music controls, tag characters, lone surrogates.
UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
_NAMES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_PLACE = re.compile(r"\{([a-z_][a-z_0-9]*)\}")


def _shown(match: re.Match[str]) -> str:
    char = match[0]
    code = ord(char)
    return _NAMES.get(char) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}")


def _shown_in_lines(match: re.Match[str]) -> str:
    return match[0] if match[0] in "\n\t" else _shown(match)


def escape(text: str, *, lines: bool = False) -> str:
    """The text with every character that a terminal would obey or hide written out (`\\x1b`, `\\u202e`).

    With `lines`, line feeds and tabs stay as they are.
    """
    # isprintable is ten times faster than the pattern, and nearly all text passes it.
    return text if text.isprintable() else UNSAFE.sub(_shown_in_lines if lines else _shown, text)


def bounded(text: str, limit: int) -> str:
    """The text cut to at most `limit` characters, the last of which is then `…`."""
    return text if len(text) <= limit else text[: max(limit - 1, 0)] + "…"


def fill(template: str, values: Mapping[str, object], limit: int = 200) -> str:
    """A template with its `{name}` places filled by escaped, bounded values; a place without a value becomes `?`."""

    def value(match: re.Match[str]) -> str:
        found = values.get(match[1])
        return "?" if found is None else escape(bounded(str(found), limit))

    return _PLACE.sub(value, template)


class Text(NamedTuple):
    """One sentence in both languages; `{name}` places are filled when it is shown."""

    en: str
    zh: str

    def of(self, lang: str, **values: object) -> str:
        """The sentence in a language (`zh`, else English) with its places filled."""
        sentence = self.zh if lang == "zh" else self.en
        return fill(sentence, values) if values else sentence


def environment_language(environ: Mapping[str, str]) -> str:
    """The language that the locale variables ask for: `zh` where the first one set names Chinese, else `en`."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environ.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"
