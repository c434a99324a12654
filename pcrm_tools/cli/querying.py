"""Queries asked by commands: answered by the session, wrong ones explained with a caret."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import WrongUse

if TYPE_CHECKING:
    from pcrm_tools.asking import Answer
    from pcrm_tools.cli.app import App
    from pcrm_tools.session import Session

_LEFT_OUT_ONE = Text(
    "1 record has amounts in {currencies} and was not compared; write {example}", "1 份档案的金额是 {currencies}，没有比较；可写 {example}"
)
_LEFT_OUT = Text(
    "{count} records have amounts in {currencies} and were not compared; write {example}",
    "{count} 份档案的金额是 {currencies}，没有比较；可写 {example}",
)
_BEHIND = Text(
    "{count} records are not in the index yet and were matched without it; `pcrm index` brings it up to date",
    "{count} 份档案尚未进入索引，已直接匹配；运行 `pcrm index` 更新索引",
)


def ask(app: "App", session: "Session", text: str) -> "Answer":
    """What a query finds as of the app's day; raises WrongUse that points at the character where the query is wrong."""
    from pcrm_tools.text.query_tree import QueryError

    answer = session.ask(text, app.today)
    if isinstance(answer, QueryError):
        app.out.note(answer.caret(text))
        raise WrongUse("{said}", "{said}", said=answer.message(app.lang))
    if answer.lacking:
        app.out.note(_BEHIND, count=f"{answer.lacking:,}")
    if answer.left_out:
        left = answer.left_out
        text_of = _LEFT_OUT_ONE if left.records == 1 else _LEFT_OUT
        app.out.note(text_of, count=f"{left.records:,}", currencies=", ".join(left.currencies), example=left.example)
    return answer


def matching(app: "App", session: "Session", text: str) -> Collection[int]:
    """The numbers of the records that a query finds."""
    return ask(app, session, text).scores.keys()


def with_projects(app: "App", session: "Session", text: str) -> set[int]:
    """The numbers of the records that a query finds; one that finds a customer means its projects too."""
    found = set(matching(app, session, text))
    projects = session.db.execute(
        "select p.n, c.n from record p join record c on c.id = p.customer and c.type = 'customer' where p.type = 'project'"
    )
    return found | {project for project, customer in projects if customer in found}


def saved_view(session: "Session", name: str) -> Mapping[str, Any]:
    """A view of pcrm.yml by its name: query, columns, order; raises UnknownName for one that is not there."""
    from pcrm_tools.text.saved_queries import view_entry

    return view_entry(session.config, name)


def with_view(session: "Session", name: str, text: str) -> str:
    """The query of a view of pcrm.yml together with the words beside it; raises UnknownName for one that is not there."""
    from pcrm_tools.text.saved_queries import view, view_query

    record_type = view(session.config, name).type
    return " ".join(part for part in (f"type:{record_type}" if record_type else "", view_query(session.config, name, text)) if part.strip())
