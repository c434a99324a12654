"""Questions asked of an open notebook in the query language."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from pcrm_tools.indexing import Index

if TYPE_CHECKING:
    from pcrm_tools.text.query_tree import Leaf, Query, QueryError

_DUE_STATES = {"overdue": 1, "逾期": 1, "due": 0, "到期": 0}


class Answer(NamedTuple):
    """What a query found: records with the scores of its words, the words as normal text has them, how many records the index
    lacks, and the log kinds that were asked for."""

    scores: Mapping[int, float]
    needles: tuple[str, ...]
    lacking: int
    kinds: tuple[str, ...] = ()


def ask(index: Index, text: str, today: date) -> "Answer | QueryError":
    """The records that meet a query as of a day, with the scores of its words; a wrong query is an error value."""
    from pcrm_tools.store import select
    from pcrm_tools.store.query_fields import query_fields
    from pcrm_tools.text.query import parse
    from pcrm_tools.text.query_tree import QueryError

    query = parse(text)
    if isinstance(query, QueryError):
        return query
    scores: dict[int, float] = {}
    needles: list[str] = []
    lacking = 0

    def text_hits(part: "Query") -> Collection[int] | None:
        nonlocal lacking
        from pcrm_tools.search.terms import needles as needles_of
        from pcrm_tools.search.terms import pruned

        kept = pruned(part)
        if kept is None:
            # Signs alone ask for nothing beside other terms, and find nothing by themselves.
            return [] if select.is_text(query) else None
        found, behind = index.scores(kept)
        lacking = max(lacking, behind)
        needles.extend(needles_of(kept))
        for n, score in found.items():
            scores[n] = scores.get(n, 0.0) + score
        return found

    question = select.Question(query_fields(index.config), today, text_hits, index.config.currency, lambda leaf: _facts(index, leaf, today))
    numbers = select.select(index.db, query, question)
    if isinstance(numbers, QueryError):
        return numbers
    kinds = select.log_kinds(query, question.fields)
    return Answer({n: scores.get(n, 0.0) for n in numbers}, tuple(dict.fromkeys(needles)), lacking, kinds)


def _facts(index: Index, leaf: "Leaf", today: date) -> Collection[int] | None:
    """The records in a state that only computing tells: `is:overdue`, `is:due` (with what is due today)."""
    from pcrm_tools.text.query_tree import Is

    least = _DUE_STATES.get(leaf.state.lower()) if isinstance(leaf, Is) else None
    if least is None:
        return None
    from pcrm_tools.store.due import followups

    late = {row.path for row in followups(index.db, index.config, today, today) if row.days_late >= least}
    return [n for n, path in index.db.execute("select n, path from record") if path in late]
