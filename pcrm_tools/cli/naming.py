"""How tasks and cases are named at the prompt: `record#t3`, `path:line` as lists print it, or a record and an id or words."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pcrm_tools.cli.app import App
from pcrm_tools.cli.changes import Row, record
from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import AmbiguousName, UnknownName, WrongUse

if TYPE_CHECKING:
    from collections.abc import Iterable

_NOTHING = Text("{record} has no open {what}", "{record} 没有未结的{what}")
_NO_LINE = Text("no {what} stands on line {line} of {path}", "{path} 第 {line} 行没有{what}")
_MOST = 8


class Thing(NamedTuple):
    """A task or case of a record: its line, id (or empty), words, and whether it is open."""

    line: int
    id: str
    text: str
    open: bool


class Named(NamedTuple):
    """What was named, and the record that it stands in."""

    row: Row
    thing: Thing


Things = Callable[[Row], Sequence[Thing]]


def named(app: App, words: Sequence[str], things: Things, what: Text) -> list[Named]:
    """The things that a command line names; raises UnknownName or AmbiguousName with what it could mean, or WrongUse."""
    first = _reference(app, words[0], things, what)
    if first is not None:
        others = [_reference(app, word, things, what) for word in words[1:]]
        if None in others:
            raise UnknownName(words[1:][others.index(None)])
        return list(dict.fromkeys([first, *(one for one in others if one)]))
    row = record(app, words[0])
    known = things(row)
    rest = words[1:]
    if not rest:
        return [Named(row, _only(app, row, [thing for thing in known if thing.open], what))]
    by_id = [_numbered(known, word) for word in rest]
    if all(by_id):
        return list(dict.fromkeys(Named(row, thing) for thing in by_id if thing))
    return [Named(row, _by_words(row, known, " ".join(rest)))]


def _reference(app: App, word: str, things: Things, what: Text) -> Named | None:
    """What `record#id`, `path:line` or `record:line` names; None for a word of another form."""
    bare = word.strip().removeprefix("[[").removesuffix("]]")
    name, sign, inner = bare.partition("#")
    if sign and name and inner:
        row = _record(app, name, word)
        if row is None:
            return None
        thing = next((thing for thing in things(row) if thing.id == inner), None)
        if thing is None:
            raise UnknownName(word, [f"{row.id}#{other.id}" for other in things(row) if other.id and other.open][:_MOST])
        return Named(row, thing)
    name, sign, number = bare.rpartition(":")
    if not (sign and name and number.isdecimal()):
        return None
    row = _by_path(app, name) or _record(app, name, word)
    if row is None:
        return None
    thing = next((thing for thing in things(row) if thing.line == int(number)), None)
    if thing is None:
        raise WrongUse(*_NO_LINE, what=what.of(app.lang), line=number, path=row.path)
    return Named(row, thing)


def _record(app: App, name: str, whole: str) -> Row | None:
    """The record that a reference begins with; None where the whole word is the name of one, such as `C# Tools`."""
    try:
        return record(app, name)
    except (UnknownName, AmbiguousName):
        try:
            record(app, whole)
        except UnknownName:
            pass
        else:
            return None
        raise


def _by_path(app: App, path: str) -> Row | None:
    # What is no UTF-8 on the command line arrives as half characters, which SQLite does not take.
    valid = path.removeprefix("./").encode("utf-8", "replace").decode("utf-8")
    found = app.session().db.execute("select id from record where path = ? and type != 'page'", (valid,)).fetchone()
    return record(app, str(found[0])) if found else None


def _only(app: App, row: Row, known: Sequence[Thing], what: Text) -> Thing:
    """The one open thing of a record."""
    if not known:
        raise WrongUse(*_NOTHING, record=row.id, what=what.of(app.lang))
    if len(known) > 1:
        raise AmbiguousName(row.id, _choices(row, known))
    return known[0]


def _numbered(known: "Iterable[Thing]", word: str) -> Thing | None:
    return next((thing for thing in known if thing.id and thing.id == word), None)


def _by_words(row: Row, known: Sequence[Thing], words: str) -> Thing:
    """The thing with these words, else the one with them among others; open ones come first."""
    from pcrm_tools.text.fold import fold

    wanted = "".join(fold(words).split())
    for fits in (lambda text: text == wanted, lambda text: wanted in text):
        for pool in ([thing for thing in known if thing.open], known):
            found = [thing for thing in pool if fits("".join(fold(thing.text).split()))]
            if len(found) == 1:
                return found[0]
            if found:
                raise AmbiguousName(words, _choices(row, found))
    raise UnknownName(words, _choices(row, [thing for thing in known if thing.open]))


def _choices(row: Row, known: Sequence[Thing]) -> list[str]:
    """Things as they can be typed, each with its words."""
    return [f"{row.id}#{one.id} ({one.text})" if one.id else f"{row.path}:{one.line} ({one.text})" for one in known[:_MOST]]
