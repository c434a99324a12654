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
    """A field held against values; `op` is `:` (any of the values), `=` (exactly), `..` (low, high), `>`, `>=`, `<` or `<=`.

    `places` says where each value stands, as `at` does for the field.
    """

    field: str
    op: str
    values: tuple[str, ...]
    at: int = 0
    places: tuple[int, ...] = ()

    def place(self, value: str) -> int:
        """Where one of the values stands in the query."""
        known = dict(zip(reversed(self.values), reversed(self.places), strict=False))
        return known.get(value, self.at)


class Has(NamedTuple):
    """The field has a value; `at` is where its name stands."""

    field: str
    at: int = 0


class Missing(NamedTuple):
    """The field has no value; `at` is where its name stands."""

    field: str
    at: int = 0


class Is(NamedTuple):
    """The record is in a state such as `open` or `overdue`; `at` is where the state stands."""

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
    "query-too-slow": (
        "this query takes too long to answer; ask for less at once", "这个查询太费时；请减少条件，分几次查询",
    ),
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
    "state-unknown": (
        "`is:{seen}` is no state{near}; there are {allowed}", "没有状态 `{seen}`{near_zh}；可用：{allowed_zh}",
    ),
    "choice-unknown": (
        "{field}: `{seen}` is none of {allowed}{near}", "{field}：`{seen}` 不在可选范围内：{allowed_zh}{near_zh}",
    ),
    "me-unknown": (
        "git knows you as `{seen}`, and nobody in the team of pcrm.yml is that: name yourself instead of `me`",
        "git 中的身份是 `{seen}`，pcrm.yml 的团队中没有此人：请写自己的编号，而不是 me",
    ),
    "date-wanted": (
        "{field}: `{seen}` is no date; write 2026-11-20, 2026-11, today, +7d, eow or fri",
        "{field}：`{seen}` 不是日期；可写 2026-11-20、2026-11、今天、+7天、下周三、月底",
    ),
    "date-bare": (
        "{field}: a bare number does not say which day; write +{seen}d, -{seen}d, 2026-11 or 2026-11-20",
        "{field}：只写一个数字看不出是哪一天；可写 {seen}天后、{seen}天前、2026-11 或 2026-11-20",
    ),
    "number-wanted": ("{field}: `{seen}` is no number", "{field}：`{seen}` 不是数字"),
    "money-wanted": (
        "{field}: `{seen}` is no amount of money; write 120000, 12万 or USD12000",
        "{field}：`{seen}` 不是金额；可写 120000、12万 或 USD12000",
    ),
    "currency-mixed": (
        "{field}: amounts in {first} and {second} cannot be compared; write both ends in one currency",
        "{field}：{first} 和 {second} 的金额无法比较；两头请用同一币种",
    ),
    "duration-wanted": (
        "{field}: `{seen}` is no duration; write 3d, 2w or 1mo",
        "{field}：`{seen}` 不是时长；可写 3天、2周、1个月",
    ),
    "range-reversed": (
        "{field}: this range ends before it begins; the smaller end comes first", "{field}：范围的终点在起点之前；小的一头写在前面",
    ),
    "order-wanted": ("{field} has no order: `{seen}` cannot be compared", "{field} 没有大小之分，不能用 `{seen}` 比较"),
    "segment-unknown": (
        "there is no segment `{seen}`{near}; segments are named under segments: in pcrm.yml",
        "没有细分 `{seen}`{near_zh}；细分在 pcrm.yml 的 segments: 中命名",
    ),
    "segment-alone": ("a segment is asked for by its name: write {field}:NAME", "细分要写名称：{field}:名称"),
    "segment-cycle": ("a segment cannot use itself: {path}", "细分不能引用自己：{path}"),
    "segment-wrong": ("segment `{name}`: {said}", "细分 `{name}`：{said_zh}"),
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


def perhaps(close: str) -> dict[str, str]:
    """The values `near` and `near_zh` of a message that names what may have been meant, if anything."""
    return {"near": f" (perhaps `{close}`)", "near_zh": f"（也许是 `{close}`）"} if close else {"near": "", "near_zh": ""}


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
