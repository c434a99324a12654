"""The query language: one line of words and filters parsed to a small frozen tree.

    query   = terms joined by blanks (or AND), by OR; NOT, `-term` and `not:term` negate; brackets group
    term    = word | "phrase" | field:values | has:field | missing:field | is:state
    values  = value or range, several parted by `,` (any of them); quotes hold blanks and signs
    range   = a..b, a.., ..b (ends included), or >=a, >a, <=b, <b; `field:=a` is the exact value

Operators are the upper-case words AND, OR and NOT, AND binding tighter; 且, 或 and 非 mean the same between blanks and with
terms around them, and are text elsewhere. Full-width signs read like ASCII. What is no filter is text: a web address, a time
of day, `C:\\path`, a quote sign inside a word, brackets inside a word. Which fields there are is decided by whoever reads the
tree. Filters on rows (log, tasks, items) that stand in the same brackets speak of the same row, so a bracketed part stays a
part of its own.
"""

import re

from pcrm_tools.text.query_tree import And, Filter, Has, Is, Leaf, Missing, Not, Or, Phrase, Query, QueryError, Word, describe
from pcrm_tools.text.query_values import Value, compared, rejoined, special

__all__ = [
    "And", "Filter", "Has", "Is", "Leaf", "Missing", "Not", "Or", "Phrase", "Query", "QueryError", "Word", "describe", "parse",
]

MAX_LENGTH = 4096
MAX_DEPTH = 32
MAX_TERMS = 200


class _WrongError(Exception):
    """Carries the error out of the parser; never leaves this module."""


_SIGNS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SIGNS.update(dict.fromkeys(map(ord, "“”„‟「」『』"), ord('"')))
_SIGNS.update({ord("\u3000"): ord(" "), ord("−"): ord("-")})
_NAME = re.compile(r"[^\W\d_][\w.\-]*:")
_HAS, _MISSING, _IS, _NOT = "has", "missing", "is", "not"
SPECIAL = {
    "has": _HAS, "有": _HAS, "missing": _MISSING, "缺": _MISSING, "缺少": _MISSING,
    "is": _IS, "是": _IS, "not": _NOT, "非": _NOT, "不": _NOT,
}
_KINDS: dict[str, type[Has] | type[Missing] | type[Is]] = {_HAS: Has, _MISSING: Missing, _IS: Is}
_AND, _OR, _NO = ("AND", "且", "并且"), ("OR", "或", "或者"), ("NOT", "非")


def parse(text: str) -> Query | QueryError:
    """The tree of a query; an error is a value with its place. Text of blanks is the empty query."""
    if len(text) > MAX_LENGTH:
        return QueryError("query-too-long", MAX_LENGTH, {"allowed": str(MAX_LENGTH)})
    # A terminal's undecodable bytes arrive as lone surrogates, which no other part can store
    clean = text.encode("utf-8", "replace").decode("utf-8")
    try:
        return _Parser(clean.translate(_SIGNS)).query()
    except _WrongError as wrong:
        error: QueryError = wrong.args[0]
        return error


class _Parser:
    __slots__ = ("at", "depth", "terms", "text")

    def __init__(self, text: str) -> None:
        self.text, self.at, self.depth, self.terms = text, 0, 0, 0

    def wrong(self, error: str, at: int | None = None, **values: str) -> _WrongError:
        return _WrongError(QueryError(error, self.at if at is None else at, values))

    def query(self) -> Query:
        found = self.either()
        if self.at < len(self.text):
            raise self.wrong("bracket-stray")
        return found

    def blanks(self) -> None:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def operator(self, words: tuple[str, ...], first: bool = False) -> str:
        """The operator that stands here as a word of its own, or an empty text; a Chinese one needs terms around it."""
        for word in words:
            if self.text.startswith(word, self.at):
                end = self.at + len(word)
                after = self.text[end : end + 1]
                if word.isascii() and (not after or after.isspace() or after in "()"):
                    return word
                if not word.isascii() and not first and after.isspace() and self.text[end:].lstrip()[:1] not in ("", ")"):
                    return word
        return ""

    def either(self) -> Query:
        parts = [self.all()]
        while word := self.operator(_OR, parts[-1] == And(())):
            at = self.at
            self.at += len(word)
            parts.append(self.all())
            if And(()) in parts[-2:]:
                raise self.wrong("operator-alone", at, seen=word)
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def all(self) -> Query:
        parts: list[Query] = []
        joined, word = -1, ""
        while True:
            self.blanks()
            alone = not parts or joined >= 0
            if self.at >= len(self.text) or self.text[self.at] == ")" or self.operator(_OR, alone):
                break
            if found := self.operator(_AND, alone):
                if alone:
                    raise self.wrong("operator-alone", seen=found)
                joined, word = self.at, found
                self.at += len(found)
                continue
            parts.append(self.negated())
            joined = -1
        if joined >= 0:
            raise self.wrong("operator-alone", joined, seen=word)
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def negated(self) -> Query:
        """A term with the negation signs before it."""
        if word := self.operator(_NO):
            at = self.at
            self.at += len(word)
            self.blanks()
            if self.at >= len(self.text) or self.text[self.at] == ")" or self.operator((*_OR, *_AND)):
                raise self.wrong("negation-alone", at, seen=word)
            return self.deeper(at)
        if self.text[self.at] == "-" and re.match(r"[^\s\-)]", self.text[self.at + 1 : self.at + 2]):
            self.at += 1
            return self.deeper(self.at - 1)
        return self.term()

    def deeper(self, at: int) -> Query:
        self.enter(at)
        found = Not(self.negated())
        self.depth -= 1
        return found

    def enter(self, at: int) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.wrong("query-too-deep", at, allowed=str(MAX_DEPTH))

    def counted(self, count: int = 1) -> None:
        self.terms += count
        if self.terms > MAX_TERMS:
            raise self.wrong("query-too-many", allowed=str(MAX_TERMS))

    def term(self) -> Query:
        start = self.at
        if self.text[start] == "(":
            return self.group(start)
        if self.text[start] == '"':
            self.counted()
            return Phrase(self.quoted(), start)
        named = _NAME.match(self.text, start)
        if named and self.text[named.end() : named.end() + 2] != "//" and self.text[named.end() : named.end() + 1] != "\\":
            return self.filtered(named[0][:-1], start, named.end())
        self.counted()
        return Word(self.bare(""), start)

    def group(self, start: int) -> Query:
        self.enter(start)
        self.at += 1
        found = self.either()
        if self.at >= len(self.text):
            raise self.wrong("bracket-open", start)
        self.at += 1
        self.depth -= 1
        if found == And(()):
            raise self.wrong("bracket-empty", start)
        return And((found,)) if isinstance(found, (Filter, Has, Missing)) else found

    def quoted(self) -> str:
        end = self.text.find('"', self.at + 1)
        if end < 0:
            raise self.wrong("quote-open")
        found = self.text[self.at + 1 : end]
        self.at = end + 1
        return found

    def bare(self, stops: str) -> str:
        """Text up to a blank, a stop sign or the bracket that closes an outer one."""
        start, inner = self.at, 0
        while self.at < len(self.text):
            char = self.text[self.at]
            if char.isspace() or char in stops:
                break
            if char == "(":
                inner += 1
            elif char == ")":
                if not inner:
                    break
                inner -= 1
            self.at += 1
        return self.text[start : self.at]

    def filtered(self, field: str, start: int, values_at: int) -> Query:
        self.at = values_at
        word = SPECIAL.get(field.lower())
        if self.at >= len(self.text) or self.text[self.at].isspace() or self.text[self.at] == ")":
            raise self.wrong("value-missing", start, seen=f"{field}:")
        if word == _NOT:
            return self.deeper(start)
        values = self.values()
        if not any(value.text for value in values):
            raise self.wrong("value-missing", start, seen=f"{field}:")
        self.counted(len(values))
        if word:
            leaves = tuple(_KINDS[word](value.text, value.at) for value in values if value.text)
            return leaves[0] if len(leaves) == 1 else Or(leaves)
        return self.compared(field, values, start)

    def values(self) -> list[Value]:
        """The listed values; where one is a range or comparison, a comma between groups of three digits parts none."""
        found = [self.value("")]
        while self.at < len(self.text) and self.text[self.at] in ",、":
            self.at += 1
            found.append(self.value(self.text[self.at - 1]))
        return rejoined(found) if any(map(special, found)) else found

    def value(self, sign: str) -> Value:
        """One value: bare text in which quoted parts may stand, so that `"a b".."c d"` is a range."""
        pieces: list[str] = []
        start = self.at
        opened = quoted = self.text[start : start + 1] == '"'
        while self.at < len(self.text):
            if self.text[self.at] == '"':
                pieces.append(self.quoted())
                continue
            piece = self.bare(',、"')
            if not piece:
                break
            pieces.append(piece)
            quoted = False
        return Value("".join(pieces), quoted, start + opened, sign)

    def compared(self, field: str, values: list[Value], start: int) -> Query:
        """Filters of a field: plain values in one, each range or comparison in its own."""
        plain = [value for value in values if value.text and not special(value)]
        parts: list[Query] = []
        if plain:
            parts.append(Filter(field, ":", tuple(value.text for value in plain), start, tuple(value.at for value in plain)))
        for value in values:
            if value.text and special(value):
                found = compared(field, value, start)
                if found is None:
                    raise self.wrong("value-missing", start, seen=f"{field}:")
                parts.append(found)
        return parts[0] if len(parts) == 1 else Or(tuple(parts))
