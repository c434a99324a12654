"""What a query is once parsed: a frozen tree of terms, or an error with its place and its sentence in two languages."""

from typing import NamedTuple


class Word(NamedTuple):
    """A word as typed; it finds words that begin with it, and for Chinese any place that holds it."""

    text: str
    at: int = 0


class Phrase(NamedTuple):
    """Quoted text: exactly these words in this order."""

    text: str
    at: int = 0


class Filter(NamedTuple):
    """A field held against values; `op` is `:` (any of the values), `=` (exactly), `..` (low, high), `>`, `>=`, `<` or `<=`."""

    field: str
    op: str
    values: tuple[str, ...]
    at: int = 0


class Has(NamedTuple):
    """The field has a value."""

    field: str
    at: int = 0


class Missing(NamedTuple):
    """The field has no value."""

    field: str
    at: int = 0


class Is(NamedTuple):
    """The record is in a state such as `open` or `overdue`."""

    state: str
    at: int = 0


class Not(NamedTuple):
    """The part does not hold."""

    part: "Query"


class And(NamedTuple):
    """All parts hold; no parts at all is the empty query, which every record meets."""

    parts: tuple["Query", ...]


class Or(NamedTuple):
    """One of the parts holds."""

    parts: tuple["Query", ...]


Leaf = Word | Phrase | Filter | Has | Missing | Is
Query = Leaf | Not | And | Or

MESSAGES: dict[str, tuple[str, str]] = {
    "query-too-long": ("the query is longer than {allowed} characters", "查询超过 {allowed} 个字符"),
    "query-too-deep": ("the query has more than {allowed} levels of brackets", "查询的括号超过 {allowed} 层"),
    "query-too-many": ("the query has more than {allowed} terms", "查询超过 {allowed} 个条件"),
    "quote-open": ("this quote is never closed", "引号没有成对"),
    "bracket-open": ("this bracket is never closed", "括号没有闭合"),
    "bracket-stray": ("this bracket closes nothing", "多余的右括号"),
    "bracket-empty": ("nothing stands in these brackets", "括号里没有内容"),
    "operator-alone": (
        "{seen} needs a term on both sides; to search for the word, write \"{seen}\" in quotes",
        "{seen} 两边都要有条件；要搜索这个词，请加引号 \"{seen}\"",
    ),
    "negation-alone": ("{seen} needs a term after it", "{seen} 后面要有条件"),
    "value-missing": (
        "nothing stands after {seen} (write {seen}10.. or {seen}..10, or quote < and >, which a shell takes away)",
        "{seen} 后面没有值（可写 {seen}10.. 或 {seen}..10；< 和 > 要加引号，否则会被命令行解释掉）",
    ),
    "field-unknown": (
        "there is no field `{seen}`{near}; to search for the text, put it in quotes",
        "没有字段 `{seen}`{near_zh}；要搜索这段文字，请加引号",
    ),
    "state-unknown": ("`is:{seen}` is no state; there are {allowed}", "没有状态 `is:{seen}`；可用：{allowed}"),
    "choice-unknown": ("{field}: `{seen}` is none of {allowed}", "{field}：`{seen}` 不在可选范围内：{allowed}"),
    "date-wanted": (
        "{field}: `{seen}` is no date; write 2026-11-20, 2026-11, today, +7d, eow or fri",
        "{field}：`{seen}` 不是日期；可写 2026-11-20、2026-11、今天、+7天、下周三、月底",
    ),
    "number-wanted": ("{field}: `{seen}` is no number", "{field}：`{seen}` 不是数字"),
    "money-wanted": (
        "{field}: `{seen}` is no amount of money; write 120000, 12万 or USD12000",
        "{field}：`{seen}` 不是金额；可写 120000、12万 或 USD12000",
    ),
    "duration-wanted": (
        "{field}: `{seen}` is no duration; write 3d, 2w or 1mo",
        "{field}：`{seen}` 不是时长；可写 3天、2周、1个月",
    ),
    "bool-wanted": ("{field}: write yes or no, not `{seen}`", "{field}：请写 是 或 否，而不是 `{seen}`"),
    "order-wanted": ("{field} has no order: `{seen}` cannot be compared", "{field} 没有大小之分，不能用 `{seen}` 比较"),
}


class QueryError(NamedTuple):
    """What is wrong with a query: message id, 0-based place in the text as code points, values for the message."""

    id: str
    at: int
    values: dict[str, str]

    def message(self, lang: str = "en") -> str:
        """The sentence in English or Chinese (`zh`)."""
        return MESSAGES[self.id][lang == "zh"].format_map(self.values)

    def caret(self, text: str) -> str:
        """The part of the query around the place, and below it a caret."""
        start = max(0, self.at - 40)
        shown = "".join(char if char.isprintable() else "?" for char in text[start : self.at + 40])
        return f"{shown}\n{' ' * sum(1 + _wide(char) for char in shown[: self.at - start])}^"


def describe(query: Query) -> str:
    """The tree in one line of brackets: `(and word:报价 (not tags:cold))`."""
    match query:
        case Word():
            return f"word:{query.text}"
        case Phrase():
            return f'"{query.text}"'
        case Filter():
            return f"{query.field}{'' if query.op == ':' else ':'}{query.op}{'|'.join(query.values)}"
        case Has() | Missing():
            return f"{type(query).__name__.lower()}:{query.field}"
        case Is():
            return f"is:{query.state}"
        case Not():
            return f"(not {describe(query.part)})"
    return f"({' '.join((type(query).__name__.lower(), *map(describe, query.parts)))})"


def _wide(char: str) -> bool:
    import unicodedata

    return unicodedata.east_asian_width(char) in "WF"
