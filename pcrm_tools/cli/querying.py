"""Queries asked by commands: answered by the session, wrong ones explained with a caret."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import WrongUse

if TYPE_CHECKING:
    from pcrm_tools.asking import Answer
    from pcrm_tools.cli.app import App
    from pcrm_tools.session import Session

_BEHIND = Text(
    "{count} records are not in the index yet and were matched without it; `pcrm index` brings it up to date",
    "{count} 条记录尚未进入索引，已直接匹配；运行 `pcrm index` 更新索引",
)


def ask(app: "App", session: "Session", text: str) -> "Answer":
    """What a query finds as of the app's day; raises WrongUse that points at the character where the query is wrong."""
    from pcrm_tools.text.query_tree import QueryError

    answer = session.ask(text, app.today)
    if isinstance(answer, QueryError):
        app.out.note(answer.caret(text))
        raise WrongUse("{said}", "{said}", said=answer.message(app.lang))
    if answer.lacking:
        app.out.note(_BEHIND, count=answer.lacking)
    return answer


def matching(app: "App", session: "Session", text: str) -> Collection[int]:
    """The numbers of the records that a query finds."""
    return ask(app, session, text).scores.keys()
