"""The computed pages, one maker each or for several, in the order in which they are written."""

from collections.abc import Iterable

from pcrm_tools.site import pages
from pcrm_tools.site.board_pages import boards
from pcrm_tools.site.browse import browse
from pcrm_tools.site.changes_page import changes
from pcrm_tools.site.churn_page import churn
from pcrm_tools.site.computed import Make, Plain, Poured, Scene
from pcrm_tools.site.labels import word
from pcrm_tools.site.lessons_page import lessons
from pcrm_tools.site.list_views import list_views
from pcrm_tools.site.lists import Lists, list_script
from pcrm_tools.site.quality import quality_view
from pcrm_tools.site.satisfaction_page import satisfaction
from pcrm_tools.site.segment_pages import segments
from pcrm_tools.site.service_page import service_page
from pcrm_tools.site.team_pages import team


def record_lists(scene: Scene) -> Iterable[Poured | Plain]:
    """The lists of customers and of projects."""
    lists = Lists(scene.book, scene.values, list_views(scene.session, scene.book, scene.values, scene.today))
    for key, listing in {"customers": lists.customers(), "projects": lists.projects()}.items():
        yield Poured(key, f"{key}/index.html", listing.title, pages.listing(listing, scene.lang))
        yield Plain(f"lists/{key}.js", list_script(listing).encode())


def followups(scene: Scene) -> Iterable[Poured | Plain]:
    """What is due by owner, and the calendars."""
    feeds = browse(scene).calendars
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


# Record pages show which pages of values and people there are, so that they wait for those; the others can be made meanwhile.
NEAR: tuple[Make, ...] = (record_lists, segments, team, quality)
FAR: tuple[Make, ...] = (followups, boards, service_page, satisfaction, churn)
# What these show follows from more than rows (texts, commits): they are made every time.
PASSING: tuple[Make, ...] = (lessons, changes)
