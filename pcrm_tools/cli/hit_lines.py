"""Search hits on the screen: what each is and where, the line that shows it, and on demand where its score comes from."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pcrm_tools.cli.output import Output
from pcrm_tools.cli.table import GAP, Part, Styled, cut, width
from pcrm_tools.cli.wording import Text

if TYPE_CHECKING:
    from pcrm_tools.explaining import Reasons
    from pcrm_tools.model.config import Config
    from pcrm_tools.store.hits import Hit

_INDENT = "    "
_RIGHT = (True, True, False, False, False, False)
_LEAST_NAME = 8  # columns of a name that are shown however narrow the terminal
_LACKS = Text("without {terms}", "不含 {terms}")

_FIELDS: Mapping[str, Text] = {
    "name": Text("name", "名称"), "people": Text("people", "人员"), "tags": Text("tags", "标签"), "titles": Text("titles", "标题"),
    "text": Text("text", "正文"), "sounds": Text("sound of names", "名称读音"),
}  # fmt: skip
_AS_TYPED = Text("as typed", "原样")
_BY_SOUND = Text("by sound", "按读音")
_RARITY = Text("in {documents} of {among} records", "{among} 份档案中 {documents} 份有")
_UNRANKED = Text("not in the index yet: every match counts the same", "尚未进入索引，匹配到的都算同样的分")
_MET = Text("meets {terms}", "符合 {terms}")
_LEGEND = Text(
    "score: the sum of the words; each place counts {name} in the name, {people} for people, {tags} in tags, {titles} in titles,"
    " {text} in the text, {sounds} where only the sound fits; rare words count more; {order}",
    "分数：各词之和；一处命中，名称计 {name}，人员计 {people}，标签计 {tags}，标题计 {titles}，正文计 {text}，仅读音相同计 {sounds}；少见的词分高；{order}",
)
_ORDERS: Mapping[str, Text] = {
    "score": Text("equal scores stand in the order of their paths", "同分的按文件路径排列"),
    "date": Text("sorted by date, then path", "按日期排列，同日的按路径"),
    "name": Text("sorted by name, then path", "按名称排列，同名的按路径"),
    "path": Text("sorted by path", "按路径排列"),
}


def write_hit(out: Output, config: "Config", hit: "Hit", score: bool = False, lacks: str = "") -> None:
    """A hit: what it is and where, broken where the terminal is narrow, then the line that shows it with the words marked.

    `lacks` names the terms of the query that it does not meet. Paths are never cut, so that they can be opened.
    """
    from pcrm_tools.store.listing import type_word

    tokens: list[list[Part]] = [[Styled(hit.name, "head"), f" ({hit.id})"], [type_word(hit.type, out.lang)]]
    if hit.kind:
        tokens.append([f"{kind_word(config, hit.kind, out.lang)} {hit.date}"])
    if score:
        tokens.append([_score(hit.score)])
    if lacks:
        tokens.append([Styled(_LACKS.of(out.lang, terms=lacks), "dim")])
    for line in _flowed(out, [*tokens, [Styled(f"{hit.path}:{hit.line}", "path")]]):
        out.line(*line)
    snippet, marks = hit.snippet, hit.marks
    if out.width is not None:
        snippet, marks = window(snippet, marks, out.width - len(_INDENT), "…" if out.shows("…") else "~")
    parts: list[Part] = [_INDENT]
    at = 0
    for start, end in marks:
        parts += [snippet[at:start], Styled(snippet[start:end], "match")]
        at = end
    out.line(*parts, snippet[at:])


def kind_word(config: "Config", kind: str, lang: str) -> str:
    """What a kind of log entry is called in a language; the notebook's own kinds by their label."""
    from pcrm_tools.model.field_table import KINDS

    if kind in KINDS:
        return next(iter(KINDS[kind]), kind) if lang == "zh" else kind
    own = (config.data.get("kinds") or {}).get(kind) or {}
    return str((own.get("zh") if lang == "zh" else "") or own.get("label") or kind)


def _flowed(out: Output, tokens: list[list[Part]]) -> list[list[Part]]:
    """The tokens of a head on as few lines as the terminal needs; only the name gives way where its line is too long."""
    columns = out.width
    if columns is not None:
        tokens[0] = _shortened(out, tokens[0], columns)
    lines: list[list[Part]] = []
    used = 0
    for token in tokens:
        size = sum(width(_text(out, part)) for part in token)
        if lines and (columns is None or used + len(GAP) + size <= columns):
            lines[-1] += [GAP, *token]
            used += len(GAP) + size
        else:
            start: list[Part] = [_INDENT] if lines else []
            lines.append([*start, *token])
            used = size + (len(_INDENT) if len(lines) > 1 else 0)
    return lines


def _shortened(out: Output, token: list[Part], columns: int) -> list[Part]:
    name, record_id = _text(out, token[0]), _text(out, token[1])
    room = max(columns - width(record_id), _LEAST_NAME)
    mark = "…" if out.shows("…") else "~"
    return [Styled(cut(name, room, mark), "head"), cut(record_id, max(columns - min(width(name), room), 1), mark)]


def _text(out: Output, part: Part) -> str:
    safe = out.safe(part)
    return safe if isinstance(safe, str) else safe.text


def window(
    text: str, marks: Sequence[tuple[int, int]], columns: int, mark: str = "…"
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The part of a line that fits into so many columns: its beginning where that shows the first marked place, else from a
    third of the columns before that place on."""
    from pcrm_tools.cli.wording import escape

    sizes = [width(escape(char)) for char in text]
    if sum(sizes) <= columns or columns < 2:
        return text, tuple(marks)
    first = marks[0] if marks else (0, 0)
    ahead = columns // 3 if sum(sizes[: first[1]]) > 2 * columns // 3 else columns
    start = first[0]
    while start and ahead >= sizes[start - 1] + (len(mark) if start > 1 else 0):
        start -= 1
        ahead -= sizes[start]
    end = start
    room = columns - (len(mark) if start else 0)
    while end < len(text) and room >= sizes[end] + (len(mark) if end + 1 < len(text) else 0):
        room -= sizes[end]
        end += 1
    while start and end == len(text) and room >= sizes[start - 1] - (len(mark) if start == 1 else 0):
        start -= 1
        room -= sizes[start]
    head, tail = (mark if start else ""), (mark if end < len(text) else "")
    shift = len(head) - start
    kept = tuple((max(a, start) + shift, min(b, end) + shift) for a, b in marks if b > start and a < end)
    return f"{head}{text[start:end]}{tail}", kept


def write_reasons(out: Output, reasons: "Reasons") -> None:
    """Where a hit's score comes from: a line a word with its score, share, places and rarity, then the filters that were met.

    On a narrow terminal places and rarity stand on a line of their own.
    """
    from pcrm_tools.cli.table import lay_out, wrap

    rows = [_reason(out, reasons, i) for i in range(len(reasons.parts))]
    if reasons.unranked:
        rows.append((f"{reasons.unranked:.2f}", "", _UNRANKED.of(out.lang), "", "", ""))
    limit = None if out.width is None else max(out.width - len(_INDENT), 1)
    columns = list(zip(*rows, strict=True))
    whole = lay_out(columns, _RIGHT, None) if rows else []
    broken = limit is not None and any(width(GAP.join(line)) > limit for line in zip(*whole, strict=True))
    laid = lay_out(columns[:4], _RIGHT[:4], limit) if broken else whole
    for line, row in zip(zip(*laid, strict=True), rows, strict=True):
        out.line(_INDENT, GAP.join(line).rstrip())
        below = GAP.join(row[4:]).strip() if broken and limit else ""
        for piece in wrap(below, max(limit - len(_INDENT), 1)) if below and limit else ():
            out.line(_INDENT * 2, piece)
    if reasons.met:
        met = _MET.of(out.lang, terms=", ".join(reasons.met))
        for piece in wrap(met, limit) if limit else (met,):
            out.line(_INDENT, Styled(piece, "dim"))


def _reason(out: Output, reasons: "Reasons", i: int) -> tuple[str, ...]:
    part, lang = reasons.parts[i], out.lang
    places = ", ".join(f"{_FIELDS[field].of(lang)} {times}" for field, times in part.fields.items())
    heard = tuple(part.fields) == ("sounds",)
    forms = _BY_SOUND.of(lang) if heard else ", ".join(part.forms) if part.forms else _AS_TYPED.of(lang)
    rare = _RARITY.of(lang, documents=part.documents, among=part.among)
    cells = (_score(reasons.scores[i]), f"{reasons.shares[i]}%", part.word, forms, places, rare)
    return tuple(_text(out, cell) for cell in cells)


def _score(score: float) -> str:
    """A score with two digits; a word that more than half of the records have counts next to nothing, but not nothing."""
    return f"{score:.2f}" if score >= 0.005 else "<0.01"


def write_legend(out: Output, sort: str) -> None:
    """How the scores that were explained come about, and what the hits are sorted by, on stderr."""
    from pcrm_tools.search.explain import weights

    counted = {field: f"{weight:g}" for field, weight in weights().items()}
    out.note(_LEGEND, order=_ORDERS[sort].of(out.lang), **counted)
