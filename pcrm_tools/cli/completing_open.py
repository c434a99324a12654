"""Words that the shell completes for what was done: kinds of entries, contacts, open tasks and open cases of a record."""

import sqlite3
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click

from pcrm_tools.cli.completing import Complete, Offer, offered

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from pcrm_tools.session import Session

_TASKS = "select t.id, t.text from task t where t.n = ? and t.state = 'open' and t.id != '' order by t.ord"
_CASES = """
select e.id, e.title from entry e where e.n = ? and e.grp = 'case' and e.id != '' and instr(e.attrs, '"resolved":') = 0
order by e.ord"""
_WITH_TASKS = "select id, name from record r where exists (select 1 from task t where t.n = r.n and t.state = 'open') order by id"
_WITH_CASES = """
select id, name from record r where exists (select 1 from entry e where e.n = r.n and e.grp = 'case'
  and instr(e.attrs, '"resolved":') = 0) order by id"""


def kinds() -> Complete:
    """Kinds of log entries in both languages, the notebook's own ones too."""

    def offers(session: "Session") -> Iterable[Offer]:
        from pcrm_tools.model.log import STATE_KINDS
        from pcrm_tools.store.query_fields import kind_words

        words = kind_words(session.config)
        return [(word, "") for word, code in words.items() if code not in STATE_KINDS]

    return _completing(lambda session, _: offers(session))


def contacts() -> Complete:
    """The contacts of the record that the command line names, of all customers where it names none."""

    def offers(session: "Session", ctx: click.Context) -> Iterable[Offer]:
        from pcrm_tools.cli.participants import contacts

        # While an option lacks its value, click has not read the arguments yet.
        n = _record(session.db, str(ctx.params.get("name") or next(iter(ctx.args), "")))
        return [(contact.name, "") for contact in contacts(session.db, n) if not contact.left] if n else []

    return _completing(offers)


def open_tasks() -> Complete:
    """Records with open tasks, and behind a record the ids of its open tasks."""
    return _completing(lambda session, ctx: _behind(session.db, ctx, _WITH_TASKS, _TASKS))


def open_cases() -> Complete:
    """Records with open cases, and behind a record the ids of its open cases."""
    return _completing(lambda session, ctx: _behind(session.db, ctx, _WITH_CASES, _CASES))


def _behind(db: sqlite3.Connection, ctx: click.Context, records: str, inner: str) -> Iterable[Offer]:
    words = ctx.params.get("names") or ()
    n = _record(db, str(words[0])) if words else 0
    return db.execute(inner, (n,)) if n else db.execute(records)


def _record(db: sqlite3.Connection, name: str) -> int:
    from pcrm_tools.errors import PcrmError
    from pcrm_tools.store.lookup import find_record

    try:
        return find_record(db, name) if name else 0
    except PcrmError:
        return 0


def _completing(offers: "Callable[[Session, click.Context], Iterable[Offer]]") -> Complete:
    def complete(ctx: click.Context, _: click.Parameter, incomplete: str) -> "list[CompletionItem]":
        try:
            return offered(offers(ctx.obj.session(), ctx), incomplete)
        except Exception:  # a key press must not print an error into the command line
            return []

    return complete
