"""The computed pages, one maker each or for several, in the order in which they are written."""

from collections.abc import Iterable

from pcrm_tools.site import pages
from pcrm_tools.site.board import Board
from pcrm_tools.site.calendars import calendars
from pcrm_tools.site.computed import Make, Plain, Poured, Scene
from pcrm_tools.site.labels import word
from pcrm_tools.site.lists import Lists, list_script
from pcrm_tools.site.quality import quality_view


def record_lists(scene: Scene) -> Iterable[Poured | Plain]:
    """The lists of customers and of projects."""
    lists = Lists(scene.book, scene.values)
    for key, listing in {"customers": lists.customers(), "projects": lists.projects()}.items():
        yield Poured(key, f"{key}/index.html", listing.title, pages.listing(listing, scene.lang))
        yield Plain(f"lists/{key}.js", list_script(listing).encode())


def stage_board(scene: Scene) -> Iterable[Poured | Plain]:
    """The board of open projects by stage."""
    view = Board(scene.book, scene.values, scene.today).view()
    yield Poured("pipeline", "pipeline.html", word("page.pipeline", scene.lang), pages.board(view, scene.lang))


def followups(scene: Scene) -> Iterable[Poured | Plain]:
    """What is due by owner, and the calendars."""
    feeds = calendars(scene)
    for name, content in feeds.files():
        yield Plain(name, content)
    view = scene.due_views.by_owner(scene.due, feeds.feeds(), feeds.feeds_of_people())
    yield Poured("followups", "followups.html", word("page.followups", scene.lang), pages.followups(view, scene.lang))


def quality(scene: Scene) -> Iterable[Poured | Plain]:
    """The findings of all records."""
    rows = scene.findings.values() if scene.audience.internal else ()
    seen = [finding for found in rows for finding in found if not finding.path.startswith("site/")]
    view = quality_view(scene.book, seen, scene.rules)
    yield Poured("quality", "quality.html", word("page.quality", scene.lang), pages.quality(view, scene.lang))


MAKERS: tuple[Make, ...] = (record_lists, stage_board, followups, quality)
