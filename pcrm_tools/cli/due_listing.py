"""Which follow-ups a command is about: how far ahead, of which records, whose; and those in groups."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from pcrm_tools.cli.app import App
from pcrm_tools.errors import WrongUse

if TYPE_CHECKING:
    from pcrm_tools.reports.due_groups import Group
    from pcrm_tools.reports.followups import FollowUp
    from pcrm_tools.session import Session

_ME, _NOBODY = ("me", "我"), ("none", "nobody", "无人")


class Listing(NamedTuple):
    """The follow-ups that were asked for (`rows`), out of `everything` up to `horizon`, and how they are shown.

    `horizon` is None where nobody said how far ahead to look: then each rule looks as far as its settings say, or a week.
    `people` are the team ids that were asked for, None where everybody is meant; `group` is empty where nobody asked for one.
    """

    app: App
    session: "Session"
    rows: "Sequence[FollowUp]"
    everything: "Sequence[FollowUp]"
    horizon: date | None = None
    people: frozenset[str] | None = None
    group: str = ""
    limit: int = 0
    explain: bool = False

    def groups(self, rows: "Sequence[FollowUp] | None" = None, by: str = "") -> "tuple[Group, ...]":
        """The rows (else all that were asked for) in the groups that were asked for, else in those of `by`."""
        from pcrm_tools.reports.due_groups import grouped

        chosen, way = self.rows if rows is None else rows, self.group or by or "none"
        names = {}
        if way == "customer":
            from pcrm_tools.store import sheet_rows

            names = sheet_rows.names(self.session.db, {row.group for row in chosen})
        return grouped(chosen, way, self.session.config, self.app.today, self.app.lang, names, self.limit)


def listing(
    app: App, query: str, view: str | None, owner: str | None, within: str | None, group: str, limit: int, explain: bool
) -> Listing:
    """Everything due of the records of a query or saved view, of some owners; raises PcrmError for what cannot be asked."""
    from pcrm_tools import ruling

    session = app.session()
    horizon = None if within is None else _horizon(within, app.today)
    only = None
    if view or query:
        from pcrm_tools.cli.querying import with_projects, with_view

        only = with_projects(app, session, with_view(session, view, query) if view else query)
    everything = ruling.followups(session, app.today, horizon if within else None, only)
    people = None if owner is None else _people(session, owner)
    rows = everything if people is None else [row for row in everything if row.owner in people]
    return Listing(app, session, rows, everything, horizon, people, group, limit, explain)


def _horizon(within: str, today: date) -> date:
    from pcrm_tools.facts.dates import add

    day = add(today, within) if within[:1].isdigit() else None
    if day is None:
        raise WrongUse(
            "--within takes a duration such as 7d, 2w or 1mo, not `{seen}`",
            "--within 的写法如 7d、2w、1mo，不是 `{seen}`",
            seen=within,
        )
    return day


def _people(session: "Session", given: str) -> frozenset[str]:
    """The team ids that a list of names, departments, `me` and `none` means; nobody is the empty id."""
    from pcrm_tools.errors import UnknownName

    words = session.config.team_words()
    departments: dict[str, set[str]] = {}
    for member in session.config.data["team"]:
        for department in member.get("departments") or ():
            departments.setdefault(department, set()).add(member["id"])
    found: set[str] = set()
    for name in filter(None, map(str.strip, given.replace("，", ",").replace("、", ",").split(","))):
        if name in words:
            found.add(words[name])
        elif name in departments:
            found |= departments[name]
        elif name in _ME:
            found.add(me(session))
        elif name in _NOBODY:
            found.add("")
        else:
            raise UnknownName(name, _nearest(name, [*words, *departments]) or sorted(set(words.values()))[:8])
    if not found:
        raise WrongUse("--owner is empty: name somebody, a department, `me` or `none`", "--owner 为空：请写成员、部门、me 或 none")
    return frozenset(found)


def _nearest(name: str, known: list[str]) -> list[str]:
    from difflib import get_close_matches

    return get_close_matches(name, known, 3)


def me(session: "Session") -> str:
    """The team id of whoever git says we are; raises WrongUse where nobody in the team is that."""
    from pcrm_tools.store.identity import member

    found, full_name, email = member(session.root, session.config)
    if found:
        return found
    if not email:
        raise WrongUse(
            "git does not know who you are: git config user.email NAME@EXAMPLE.COM, or name yourself instead of `me`",
            "git 不知道你是谁：运行 git config user.email 邮箱，或直接写自己的编号而不是 me",
        )
    raise WrongUse(
        "git knows you as `{name} <{email}>`, and nobody in the team of pcrm.yml has that e-mail",
        "git 中的身份是 `{name} <{email}>`，pcrm.yml 的团队中没有此邮箱",
        name=full_name,
        email=email,
    )
