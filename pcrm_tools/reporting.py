"""Reports asked of an open notebook: the list of those that there are, and what each is made from."""

from collections.abc import Callable, Collection
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from pcrm_tools.errors import UnknownName, WrongUse
from pcrm_tools.reports.report import Both, Report, Window

if TYPE_CHECKING:
    from pcrm_tools.session import Session


class Asked(NamedTuple):
    """What a report is asked about: today, the days (both included), and records by number (None: all)."""

    today: date
    window: Window
    only: Collection[int] | None


class Kind(NamedTuple):
    """A kind of report: its name, title, what it tells, how far back it looks unless told (`1mo`), and what makes it."""

    name: str
    title: Both
    about: Both
    back: str
    make: Callable[["Session", Asked], Report]


def _promises(session: "Session", asked: Asked) -> Report:
    from pcrm_tools.reports.promises import promises
    from pcrm_tools.store.report_rows import promises as rows

    return promises(rows(session.db, *asked.window, asked.only), asked.window, asked.today)


def _service(session: "Session", asked: Asked) -> Report:
    from pcrm_tools.reports.service import service
    from pcrm_tools.store.holidays import calendars
    from pcrm_tools.store.report_rows import cases

    rows = cases(session.db, asked.only)
    first = min((row.date for row in rows), default=asked.window.first)
    working = calendars(session.db, session.config, date.fromisoformat(first), asked.today.replace(month=12, day=31))
    return service(rows, session.config, working, asked.window, asked.today)


def _work(session: "Session", asked: Asked) -> Report:
    from pcrm_tools.reports.due_groups import what_text
    from pcrm_tools.reports.followups import why_text
    from pcrm_tools.reports.work import work
    from pcrm_tools.ruling import followups
    from pcrm_tools.store.due import WITHIN
    from pcrm_tools.store.report_rows import ticked, written

    due = followups(session, asked.today, asked.today + timedelta(days=WITHIN), asked.only)
    days = (*asked.window, asked.only)
    return work(
        due, ticked(session.db, *days), written(session.db, *days), session.config.person,
        lambda row: Both(what_text(row, session.config, "en"), what_text(row, session.config, "zh")),
        lambda row: Both(why_text(row, session.config, "en"), why_text(row, session.config, "zh")), asked.window, asked.today,
    )  # fmt: skip


def _progress(session: "Session", asked: Asked) -> Report:
    from pcrm_tools.reports.progress import progress
    from pcrm_tools.store.progress_rows import progress_rows

    customer, name = customer_of(session, asked.only)
    rows = progress_rows(session.db, session.config, customer, asked.window.first, asked.today.isoformat())
    return progress(name, rows, asked.window, asked.today)


def _plan(session: "Session", asked: Asked) -> Report:
    from pcrm_tools.reports.plan_kept import plan_kept
    from pcrm_tools.store.report_rows import plans

    return plan_kept(plans(session.db, session.config, asked.today.isoformat(), asked.only), asked.window, asked.today)


def _stale(session: "Session", asked: Asked) -> Report:
    from pcrm_tools.reports.stale import stale
    from pcrm_tools.store.report_rows import kept

    return stale(kept(session.db, asked.today.isoformat(), asked.only), session.config.data, asked.window, asked.today)


def customer_of(session: "Session", only: Collection[int] | None) -> tuple[str, str]:
    """The id and name of the one customer that some records belong to; raises WrongUse where they are none's or several's."""
    if only is None or not only:
        raise WrongUse(
            "a progress report is about one customer, and no record was found: name it, as in `pcrm report progress id:ID`",
            "进展报告针对一个客户，但没有找到档案：请指明客户，如 `pcrm report progress id:编号`",
        )
    numbers = ", ".join(map(str, only))
    found = session.db.execute(
        "select distinct c.id, c.name from record r join record c on c.type = 'customer' and c.id = case r.type when 'customer'"
        f" then r.id else r.customer end where r.n in ({numbers}) order by c.id"
    ).fetchall()
    if len(found) != 1:
        raise WrongUse(
            "a progress report is about one customer, not about {count}: say which, as in `pcrm report progress id:{id}`",
            "进展报告针对一个客户，而不是 {count} 个：请指明，如 `pcrm report progress id:{id}`",
            count=len(found), id=found[0][0] if found else "ID",
        )  # fmt: skip
    return str(found[0][0]), str(found[0][1])


REPORTS: tuple[Kind, ...] = (
    Kind(
        "work", Both("Work of the week", "本周工作"),
        Both("what is due of each person, and what was done", "每个人的待办和已完成"), "1w", _work,
    ),
    Kind(
        "progress", Both("Progress", "进展报告"),
        Both("how the work for one customer goes, as the customer may read it", "某个客户的项目进展，可直接发给客户"), "1mo", _progress,
    ),
    Kind("plan", Both("Communication plans", "沟通计划执行"), Both("which items of plans are carried out in time", "计划项是否按频率执行"), "3mo", _plan),
    Kind(
        "promises", Both("Promises kept", "承诺兑现"),
        Both("which promises to customers were kept by their day", "对客户的承诺是否按期兑现"), "3mo", _promises,
    ),
    Kind(
        "service", Both("Response times and service levels", "响应时间与服务达标"),
        Both("first answers and solutions against their limits", "首次答复和解决是否达到时限"), "3mo", _service,
    ),
    Kind(
        "stale", Both("Freshness and completeness", "时效与完整性"),
        Both("silent customers, untouched records, fields left empty", "久未联系的客户、久未更新的档案、未填写的字段"), "3mo", _stale,
    ),
)
"""Every report that `pcrm report` knows, in the order in which they are listed."""


def kind(name: str) -> Kind:
    """The kind of report of a name or title; raises UnknownName with all names."""
    wanted = name.strip().casefold()
    for one in REPORTS:
        if wanted in (one.name, one.title.en.casefold(), one.title.zh):
            return one
    from pcrm_tools.text.forms import near

    close = near(name, tuple(one.name for one in REPORTS))
    raise UnknownName(name, [close] if close else [one.name for one in REPORTS])


def window(of: Kind, today: date, first: date | None, last: date | None) -> Window:
    """The days of a report: those that were asked for, else from as far back as is usual for it up to today."""
    from pcrm_tools.facts.dates import latest_start

    end = last or today
    # `1w` back is the same weekday, which belongs to the week before.
    back = latest_start(end, of.back)
    start = first or (back + timedelta(days=1) if back else end)
    return Window(start.isoformat(), end.isoformat())
