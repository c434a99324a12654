"""What all commands that change records do alike: find the record, show or make the change, say where it is, commit it."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from pcrm_tools.cli.app import App
from pcrm_tools.cli.command import option
from pcrm_tools.cli.output import Styled
from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import WrongUse

if TYPE_CHECKING:
    from pcrm_tools.changing import Change, Changed
    from pcrm_tools.text.context import Context

Target = TypeVar("Target", bound=Callable[..., Any])
Places = Callable[[Sequence["Changed"]], Sequence[Mapping[str, object]]]

_MESSAGE = "pcrm.message"
_SAME = Text("{path}: nothing to change", "{path}：无需改动")
_ERRORS = Text("{path}:{line}: {said} [{rule}]", "{path}:{line}：{said} [{rule}]")
_COMMITTED = Text("committed {hash}", "已提交 {hash}")
_MIXED = Text("{path} had changes that were not committed; they are part of this commit", "{path} 原有未提交的改动，已一并提交")
_NOWHERE = Text("{path}:{line}: [[{target}]] leads nowhere yet", "{path}:{line}：[[{target}]] 还没有目标")
_PAGE = Text("{path} is a page of the site, not a record", "{path} 是网站页面，不是档案")
_NO_MESSAGE = Text("-m goes with --commit", "-m 须与 --commit 一起使用")
_MOST_ERRORS = 3


class Row(NamedTuple):
    """A record as the cache knows it; what a command writes is decided from its file alone."""

    n: int
    id: str
    path: str
    type: str
    name: str


def _keep_message(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    ctx.meta[_MESSAGE] = value or ""


def changing_options(target: Target) -> Target:
    """Adds `--dry-run` and `--commit` to a command, and `-m`, which `finish` knows by itself."""
    for add in (
        option(
            "-m",
            "--message",
            metavar="TEXT",
            expose_value=False,
            callback=_keep_message,
            text=Text("The commit's message, instead of a generated one.", "提交说明（默认自动生成）。"),
        ),
        option(
            "--commit",
            is_flag=True,
            text=Text("Commits the changed files, and nothing else.", "提交被改动的文件（仅这些文件）。"),
        ),
        option("--dry-run", is_flag=True, text=Text("Shows the change and writes nothing.", "只显示改动，不写入。")),
    ):
        target = add(target)
    return target


def record(app: App, name: str, record_type: str = "") -> Row:
    """The record that a name means; raises UnknownName, AmbiguousName, or WrongUse for a page of the site."""
    from pcrm_tools.store.lookup import find_record

    db = app.session().db
    found = Row(
        *db.execute("select n, id, path, type, name from record where n=?", (find_record(db, name, record_type),)).fetchone()
    )
    if found.type == "page":
        raise WrongUse(*_PAGE, path=found.path)
    return found


def finish(
    app: App, changes: Sequence["Change"], *, dry_run: bool, commit: bool, message: str = "", places: "Places | None" = None
) -> tuple["Changed", ...]:
    """Make the changes, say where they are and commit them; a dry run shows them as a diff and stops there.

    `places` finds what is said of them, objects with `path` and `line`, where that is not the first line that differs.
    """
    from pcrm_tools import changing

    check_message(commit)
    session = app.session()
    before = _uncommitted(app, changes) if commit and not dry_run else ()
    done = changing.apply(session.root, changes, dry_run)
    if dry_run:
        _show_diffs(app, done)
        return done
    _say(app, done, places)
    if commit:
        save(app, done, message or changing.message_of(changes, session.config.language or app.lang), before)
    return done


def check_message(commit: bool) -> str:
    """The message that was typed; raises WrongUse where there is nothing that it could be the message of."""
    given = str(click.get_current_context().meta.get(_MESSAGE, ""))
    if given and not commit:
        raise WrongUse(*_NO_MESSAGE)
    return given


def save(app: App, done: Sequence["Changed"], message: str, before: Sequence[str] = ()) -> None:
    """Commit changed files with the message that was typed, else with this one.

    `before` are the files that differed from the last commit before they were changed. Raises GitRefused.
    """
    from pcrm_tools import changing

    paths = [one.path for one in done if one.line or one.path in before]
    if not paths:
        return
    app.out.flush()
    short = changing.commit(app.session().root, paths, check_message(True) or message)
    for path in before:
        app.out.note(_MIXED, path=path)
    app.out.note(_COMMITTED, hash=short)


def _uncommitted(app: App, changes: Sequence["Change"]) -> tuple[str, ...]:
    from pcrm_tools.store import git

    return git.changed(app.session().root, list(dict.fromkeys(change.path for change in changes)))


def _say(app: App, done: Sequence["Changed"], find: "Places | None" = None) -> None:
    for one in done:
        if not one.line:
            app.out.note(_SAME, path=one.path)
    places = find(done) if find else [{"path": one.path, "line": one.line} for one in done]
    if app.out.format == "json":
        app.out.json(places[0] if len(places) == 1 else {"changes": places})
    else:
        for place in places:
            if place["line"]:
                app.out.line(Styled(str(place["path"]), "path"), f":{place['line']}")
    _note_errors(app, [one for one in done if one.line])


def _note_errors(app: App, changed: Sequence["Changed"]) -> None:
    """What validate calls an error in the records that were changed."""
    from pcrm_tools.changing import errors_of
    from pcrm_tools.cli.findings import say
    from pcrm_tools.text.context import make_context

    if not changed:
        return
    context = make_context(app.session().config)
    for one in changed:
        record_type = "project" if one.path.startswith("projects/") else "customer"
        for finding in errors_of(one.after, record_type, context)[:_MOST_ERRORS]:
            said = say(finding, app.session().rules(), app.lang)
            app.out.note(_ERRORS, path=one.path, line=said.line, said=said.message, rule=said.rule)
        _note_links(app, one, record_type, context)


def _note_links(app: App, changed: "Changed", record_type: str, context: "Context") -> None:
    """New links to records that are not there: the record may be the next thing that is made, so this is said, not refused."""
    from pcrm_tools.store.create import files_twin
    from pcrm_tools.text.record import read_record

    before, after = (read_record(text, "", record_type, context).links for text in (changed.before, changed.after))
    known = {link.target for link in before}
    for link in after:
        if link.kind == "wiki" and link.target not in known:
            known.add(link.target)
            twin = files_twin(link.target)
            if app.session().db.execute("select 1 from record where id = ? or twin = ?", (link.target, twin)).fetchone() is None:
                app.out.note(_NOWHERE, path=changed.path, line=link.place.line, target=link.target)


def _show_diffs(app: App, done: Sequence["Changed"]) -> None:
    if app.out.format == "json":
        shown = [{"path": one.path, "line": one.line, "diff": "\n".join(_diff(one))} for one in done]
        app.out.json({"dry_run": True, **(shown[0] if len(shown) == 1 else {"changes": shown})})
        return
    for one in done:
        if not one.line:
            app.out.note(_SAME, path=one.path)
        for line in _diff(one):
            style = _STYLES.get(line[:1], "") if line[:3] not in ("---", "+++") else "head"
            app.out.line(Styled(line, style) if style else line)


_STYLES = {"+": "good", "-": "error", "@": "id"}


def _diff(changed: "Changed") -> list[str]:
    """A unified diff whose lines end where an editor's do; their ends are not shown."""
    from difflib import unified_diff

    from pcrm_tools.text.lines import LINE_END

    before, after = (LINE_END.split(text) for text in (changed.before, changed.after))
    for lines in (before, after):
        if not lines[-1]:
            lines.pop()
    return list(unified_diff(before, after, f"a/{changed.path}", f"b/{changed.path}", lineterm="", n=3))
