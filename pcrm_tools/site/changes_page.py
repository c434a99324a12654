"""Recent changes: the newest commits that touched records, for us alone."""

from collections.abc import Iterable
from html import escape

from markupsafe import Markup

from pcrm_tools.site.browse import Browse, browse
from pcrm_tools.site.browse_page import PageView, Section, page
from pcrm_tools.site.computed import Poured, Scene
from pcrm_tools.site.grids import Day, Linked, shown
from pcrm_tools.site.quality import visible
from pcrm_tools.site.values import Label, badge
from pcrm_tools.store.recent import MOST, Commit, Touched, commits

MOST_FILES = 12
_MARKS = {"A": "good", "D": "bad"}


def changes(scene: Scene) -> Iterable[Poured]:
    """The page; who wrote what and when is for us alone."""
    b = browse(scene)
    if b.public:
        view = PageView(b.say("page.changes"), (), summary=(b.say("browse.internal"),))
    else:
        view = _view(b, commits(b.book.root))
    yield Poured("changes", "changes.html", view.title, page(view))


def _view(b: Browse, found: tuple[Commit, ...] | None) -> PageView:
    if not found:
        return PageView(b.say("page.changes"), (), summary=(b.say("changes.none" if found is not None else "changes.no_git"),))
    days: dict[str, list[Commit]] = {}
    for commit in found:
        days.setdefault(commit.moment[:7], []).append(commit)
    sections = [Section(f"month-{month}", month, _list(b, rows), len(rows)) for month, rows in days.items()]
    return PageView(b.say("page.changes"), sections, summary=(b.say("changes.intro").format(n=MOST),))


def _list(b: Browse, rows: Iterable[Commit]) -> Markup:
    return Markup(f'<ul class="b-commits">{"".join(_commit(b, row) for row in rows)}</ul>')


def _commit(b: Browse, commit: Commit) -> str:
    git = str((b.config.data.get("site") or {}).get("git") or "").rstrip("/")
    href = f"{git}/commit/{commit.hash}" if git.startswith(("https://", "http://")) else ""
    name = shown(Linked(href, commit.hash[:8])) if href else escape(commit.hash[:8])
    files = "".join(f"<li>{_file(b, file)}</li>" for file in commit.files[:MOST_FILES])
    rest = len(commit.files) - MOST_FILES
    more = f'<li class="p-faint">{escape(b.say("browse.rest").format(n=rest))}</li>' if rest > 0 else ""
    return (
        f"<li><span>{shown(Day(commit.moment[:10]))}<small>{escape(commit.moment[11:16])} · {name}</small></span>"
        f'<div><p><strong>{escape(visible(commit.subject))}</strong> <span class="p-faint">{escape(visible(commit.author))}</span></p>'
        f'<ul class="b-touched">{files}{more}</ul></div></li>\n'
    )


def _file(b: Browse, file: Touched) -> str:
    """A record as a link to its page; what has no page by its path."""
    record = b.by_path.get(file.path)
    name = shown(b.link(record)) if record is not None and file.status != "D" else f"<code>{escape(visible(file.path))}</code>"
    mark = badge(Label(b.say(f"changes.{file.status}"), _MARKS[file.status])) if file.status in _MARKS else ""
    return f"{name} {mark}"
