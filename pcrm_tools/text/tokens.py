"""Tokens of a stretch of text, the parts of a list value, and a value put in the quotes that it needs."""

import re
from typing import NamedTuple

from pcrm_tools.model.finding import Finding, Rule
from pcrm_tools.text import near_tokens, token_reader
from pcrm_tools.text.lines import Lines
from pcrm_tools.text.token_reader import wrapped
from pcrm_tools.text.token_types import BLANKS, DEFAULT_WORDS, Page, Token, Words

__all__ = ["DEFAULT_WORDS", "Token", "TokenScan", "Words", "quote_value", "scan", "split_list"]

_QUOTED = (
    r"\"[^\"]*\"|＂[^＂]*＂|[“”][^“”]*[“”]|「[^「」]*」|『[^『』]*』|\[\[[^\[\]]*\]\]"
    r"|(?<![^\s,，、])'[^']*'(?=\s*(?:[,，、]|\Z))"
)
_PART = re.compile(rf"((?:{_QUOTED}|[^,，、])*+)[,，、]?")
_NEEDS_QUOTES = re.compile(rf"[{BLANKS}。；，、,）\"'“”「」『』＂]|\[\[|\A\Z")


class TokenScan(NamedTuple):
    """The tokens of a stretch of text, the words between them with blanks folded, and whether there are only tokens."""

    tokens: tuple[Token, ...]
    rest: str
    findings: tuple[Finding, ...]
    pure: bool


def scan(text: str, start: int, end: int, words: Words = DEFAULT_WORDS) -> TokenScan:
    """The tokens of `text[start:end]`; findings are near misses, at lines and columns of the whole text."""
    found: list[Finding] = []

    def note(rule: Rule, offset: int, /, **values: object) -> None:
        line, column = Lines(text).place(offset - 1)
        found.append(rule.at(line, column, "", **values))

    # A blank put in front, so that what stands before the stretch does not count; every offset behind it is one too large.
    flat = f"{text[:start]} {text[start:]}".replace("\r", "\n")
    page = Page(flat, flat, words, note)
    reading = token_reader.read(page, start, end + 1)
    near_tokens.near_misses(page, reading)
    tokens = tuple(Token(*token[:3], *(offset - 1 for offset in token[3:])) for token in reading.tokens)
    return TokenScan(tokens, reading.rest, tuple(found), bool(tokens) and not reading.rest)


def split_list(value: str) -> tuple[str, ...]:
    """The parts of a list value, parted by `,`, `，` or `、`, each without its quotes."""
    parts = [part.strip() for part in _PART.findall(value)]
    return tuple(part[1:-1].strip() if wrapped(part) else part for part in parts if part)


def quote_value(value: str) -> str | None:
    """A value, or one part of a list, as a token holds it: quoted where it must be; None where no quotes can hold it."""
    if "\n" in value or "\r" in value:
        return None
    if not _NEEDS_QUOTES.search(value):
        return value
    for opening, closing in (('"', '"'), ("“", "”"), ("「", "」"), ("『", "』")):
        if opening not in value and closing not in value:
            return opening + value + closing
    return None
