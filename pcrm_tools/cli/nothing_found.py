"""What `search` says where nothing meets the query: why, what was perhaps meant, and what comes near."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pcrm_tools.cli.wording import Text

if TYPE_CHECKING:
    from pcrm_tools.asking import Answer
    from pcrm_tools.cli.app import App
    from pcrm_tools.relaxing import Relaxed
    from pcrm_tools.store.hits import Hit

_NONE = Text("nothing found for {query}", "没有找到 {query}")
_SIGNS = Text("nothing found for {query}: signs alone are not searched for", "没有找到 {query}：只有符号，无从查找")
_NOT_ALL = Text("no record has all of {words}: {counts}", "没有一份档案同时含有 {words}：{counts}")
_NOT_ALL_MET = Text("no record meets all of {conditions}: {counts}", "没有一份档案同时符合 {conditions}：{counts}")
_EXCLUDED = Text("records with {words}: {count}; none of them meets {conditions}", "含有 {words} 的档案有 {count} 份，但都不符合 {conditions}")
_EXCLUDED_ALL = Text(
    "records with {words}: {count}; none of them meets all of {conditions}", "含有 {words} 的档案有 {count} 份，但没有一份同时符合 {conditions}"
)
_PIECES = Text("{word} stands nowhere as typed; looked for {pieces}", "{word} 没有原样出现过；改为分开查找 {pieces}")
_TRIED = Text("only the first {count} words were tried", "只试了前 {count} 个词")
_MEANT = Text("did you mean {names}?", "是不是要找 {names}？")
_NEAR = Text("0 found; with part of it: {total}", "找到 0 条；部分符合的 {total} 条")
_NEAR_PART = Text("0 found; with part of it, without {terms}: {total}", "找到 0 条；去掉 {terms} 后部分符合的 {total} 条")
_NEAR_WITH = Text("0 found; with {terms}: {total}", "找到 0 条；含有 {terms} 的 {total} 条")
_NEAR_WITHOUT = Text("0 found; without {terms}: {total}", "找到 0 条；去掉 {terms} 后 {total} 条")
_MORE = Text("{shown} of {total} shown; --limit 0 shows all", "显示 {shown} / {total} 条结果，--limit 0 显示全部")
_ZH = {"not:": "非:", "has:": "有:", "missing:": "缺:", "is:": "是:"}


def tell(app: "App", text: str, answer: "Answer", record_type: str, limit: int, exact: bool) -> None:
    """Says on stderr why nothing meets a query, and shows what comes near; formats for programs but JSON stay empty."""
    out = app.out
    if out.format not in ("", "table", "json"):
        return
    relaxed = None
    if not exact and not answer.lacking:
        from pcrm_tools.relaxing import relax

        relaxed = relax(app.session().index, text, record_type, app.today)
    if out.format == "json":
        near = {"relaxed": _values(app, relaxed, limit)} if relaxed else {}
        out.json({"query": text, "total": 0, "hits": [], **near})
    elif relaxed is None:
        out.note(_NONE, query=text)
    else:
        _screen(app, text, relaxed, limit)


def _screen(app: "App", text: str, relaxed: "Relaxed", limit: int) -> None:
    from pcrm_tools.cli.hit_lines import write_hit

    for line in _why(app.lang, text, relaxed):
        app.out.note(line)
    total = len(relaxed.scores)
    if not total:
        return
    found = _hits(app, relaxed, limit)
    common = set.intersection(*map(set, relaxed.lacks.values()))
    sentence = _heading(relaxed, common)
    terms = [term for term in relaxed.dropped if term in common]
    app.out.note(sentence, terms=_listed(app.lang, text, terms or relaxed.words), total=total)
    for hit in found:
        lacks = _listed(app.lang, text, [term for term in relaxed.lacks[hit.n] if term not in common])
        write_hit(app.out, app.session().config, hit, lacks=lacks)
    if len(found) < total:
        app.out.note(_MORE, shown=len(found), total=total)


def _heading(relaxed: "Relaxed", common: Collection[str]) -> Text:
    """What the hits have in common: the terms that all of them lack, or that none lacks any."""
    if any(len(lacks) > len(common) for lacks in relaxed.lacks.values()):
        return _NEAR_PART if common else _NEAR
    return _NEAR_WITHOUT if common else _NEAR_WITH


def _why(lang: str, text: str, relaxed: "Relaxed") -> list[str]:
    """Why nothing was found, in sentences."""
    found = [_PIECES.of(lang, word=word, pieces=" ".join(pieces)) for word, pieces in relaxed.pieces.items()]
    counts = {term: relaxed.counts[term] for term in (relaxed.words or relaxed.conditions) if term in relaxed.counts}
    values = {
        "query": text, "words": _listed(lang, text, relaxed.words, " "), "conditions": _listed(lang, text, relaxed.conditions, " "),
        "count": relaxed.together, "counts": _listed(lang, text, [f"{term} {count}" for term, count in counts.items()], "，"),
    }  # fmt: skip
    if not relaxed.words and not relaxed.conditions:
        sentence = _SIGNS
    elif not relaxed.words:
        sentence = _NOT_ALL_MET if len(relaxed.conditions) > 1 else _NONE
    elif not relaxed.together:
        sentence = _NOT_ALL if len(relaxed.words) > 1 else _NONE
    else:
        sentence = _EXCLUDED_ALL if len(relaxed.conditions) > 1 else _EXCLUDED
    if not (found and relaxed.together and not relaxed.conditions):
        found.append(sentence.of(lang, **values))
    if relaxed.more:
        found.append(_TRIED.of(lang, count=len(relaxed.words)))
    if relaxed.suggestions:
        found.append(_MEANT.of(lang, names=_listed(lang, text, relaxed.suggestions)))
    return found


def _listed(lang: str, text: str, terms: Sequence[str], between: str = "、") -> str:
    """Terms in a sentence; where the reader reads Chinese and did not type English, their prefixes are Chinese."""
    shown = list(terms)
    if lang == "zh":
        for at, term in enumerate(shown):
            start = ""
            while (prefix := next((word for word in _ZH if term.startswith(word) and word not in text), "")):
                start, term = start + _ZH[prefix], term.removeprefix(prefix)
            shown[at] = start + term
    return (between if lang == "zh" or between == " " else ", ").join(shown)


def _hits(app: "App", relaxed: "Relaxed", limit: int) -> list["Hit"]:
    """The hits to show: those that lack the fewest terms first, then by score."""
    from pcrm_tools.search.snippets import shown
    from pcrm_tools.store.hits import hits

    session = app.session()
    levels: dict[int, dict[int, float]] = {}
    for n, score in relaxed.scores.items():
        levels.setdefault(len(relaxed.lacks[n]), {})[n] = score
    found: list[Hit] = []
    for level in sorted(levels):
        if limit and len(found) >= limit:
            break
        most = limit - len(found) if limit else 0
        found += hits(session.db, session.root, levels[level], relaxed.needles, "", "score", most, shown, (), relaxed.evidence)[1]
    return found


def _values(app: "App", relaxed: "Relaxed", limit: int) -> Mapping[str, Any]:
    """What comes near, as programs read it."""
    from pcrm_tools.cli.commands.search import COLUMNS

    found: Sequence[Hit] = _hits(app, relaxed, limit)
    return {
        "dropped": list(relaxed.dropped), "counts": dict(relaxed.counts), "suggestions": list(relaxed.suggestions),
        "total": len(relaxed.scores),
        "hits": [{**{key: getattr(hit, key) for key in COLUMNS}, "lacks": list(relaxed.lacks[hit.n])} for hit in found],
    }  # fmt: skip
