"""The query language: one line of words and filters parsed to a small frozen tree.

    query   = terms joined by blanks (or AND), by OR; NOT, `-term` and `not:term` negate; brackets group
    term    = word | "phrase" | field:values | has:field | missing:field | is:state
    values  = value or range, several parted by `,` (any of them); quotes hold blanks and signs
    range   = a..b, a.., ..b (ends included), or >=a, >a, <=b, <b; `field:=a` is the exact value

Operators are the upper-case words AND, OR and NOT, AND binding tighter. Full-width signs read like ASCII. What is no filter
is text: a web address, a time of day, `C:\\path`, a quote sign inside a word, brackets inside a word. Which fields there are
is decided by whoever reads the tree. Filters on rows (log, tasks, items) that stand in the same brackets speak of the same
row, so a bracketed part stays a part of its own.
"""

import re

from pcrm_tools.text.query_tree import And, Filter, Has, Is, Leaf, Missing, Not, Or, Phrase, Query, QueryError, Word, describe

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
_RANGE = re.compile(r"\.\.|‥|…+|。。")
_OPS = (">=", "<=", ">", "<", "=", "≥", "≤")
_OP_OF = {"≥": ">=", "≤": "<="}
_HAS, _MISSING, _IS, _NOT = "has", "missing", "is", "not"
SPECIAL = {
    "has": _HAS, "有": _HAS, "missing": _MISSING, "缺": _MISSING, "缺少": _MISSING,
    "is": _IS, "是": _IS, "not": _NOT, "非": _NOT, "不": _NOT,
}
_KINDS: dict[str, type[Has] | type[Missing] | type[Is]] = {_HAS: Has, _MISSING: Missing, _IS: Is}


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

    def operator(self, *words: str) -> str:
        """The operator that stands here as a word of its own, or an empty text."""
        for word in words:
            if self.text.startswith(word, self.at):
                after = self.text[self.at + len(word) : self.at + len(word) + 1]
                if not after or after.isspace() or after in "()":
                    return word
        return ""

    def either(self) -> Query:
        parts = [self.all()]
        while word := self.operator("OR"):
            at = self.at
            self.at += len(word)
            parts.append(self.all())
            if And(()) in parts[-2:]:
                raise self.wrong("operator-alone", at, seen=word)
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def all(self) -> Query:
        parts: list[Query] = []
        joined = -1
        while True:
            self.blanks()
            if self.at >= len(self.text) or self.text[self.at] == ")" or self.operator("OR"):
                break
            if self.operator("AND"):
                if not parts or joined >= 0:
                    raise self.wrong("operator-alone", seen="AND")
                joined = self.at
                self.at += 3
                continue
            parts.append(self.negated())
            joined = -1
        if joined >= 0:
            raise self.wrong("operator-alone", joined, seen="AND")
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def negated(self) -> Query:
        """A term with the negation signs before it."""
        if word := self.operator("NOT"):
            at = self.at
            self.at += len(word)
            self.blanks()
            if self.at >= len(self.text) or self.text[self.at] == ")" or self.operator("OR", "AND"):
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
        special = SPECIAL.get(field.lower())
        if self.at >= len(self.text) or self.text[self.at].isspace() or self.text[self.at] == ")":
            raise self.wrong("value-missing", start, seen=f"{field}:")
        if special == _NOT:
            return self.deeper(start)
        values = self.values()
        if not any(text for text, _ in values):
            raise self.wrong("value-missing", start, seen=f"{field}:")
        self.counted(len(values))
        if special:
            leaves = tuple(_KINDS[special](text, start) for text, _ in values if text)
            return leaves[0] if len(leaves) == 1 else Or(leaves)
        return self.compared(field, values, start)

    def values(self) -> list[tuple[str, bool]]:
        """The listed values and whether each was quoted."""
        found = [self.value()]
        while self.at < len(self.text) and self.text[self.at] in ",、":
            self.at += 1
            found.append(self.value())
        return found

    def value(self) -> tuple[str, bool]:
        """One value: bare text in which quoted parts may stand, so that `"a b".."c d"` is a range."""
        pieces: list[str] = []
        quoted = self.text[self.at : self.at + 1] == '"'
        while self.at < len(self.text):
            if self.text[self.at] == '"':
                pieces.append(self.quoted())
                continue
            piece = self.bare(',、"')
            if not piece:
                break
            pieces.append(piece)
            quoted = False
        return "".join(pieces), quoted

    def compared(self, field: str, values: list[tuple[str, bool]], start: int) -> Query:
        """Filters of a field: plain values in one, each range or comparison in its own."""
        plain = tuple(text for text, quoted in values if text and not _special(text, quoted))
        parts: list[Query] = [Filter(field, ":", plain, start)] if plain else []
        for text, quoted in values:
            if not text or not _special(text, quoted):
                continue
            sign = next((op for op in _OPS if text.startswith(op)), "")
            if sign:
                parts.append(Filter(field, _OP_OF.get(sign, sign), (self.rest(field, text[len(sign) :].strip(), start),), start))
                continue
            low, high = (end.strip() for end in _RANGE.split(text, maxsplit=1))
            parts.append(Filter(field, "..", (low, self.rest(field, low + high, start) and high), start))
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def rest(self, field: str, value: str, start: int) -> str:
        if not value:
            raise self.wrong("value-missing", start, seen=f"{field}:")
        return value


def _special(text: str, quoted: bool) -> bool:
    """Is the value a comparison (quoted or not, since a shell wants `>` quoted) or a range (never where all of it is quoted)?"""
    return text.startswith(_OPS) or (not quoted and _RANGE.search(text) is not None)
