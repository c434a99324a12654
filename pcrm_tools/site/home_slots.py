"""The slots of hand-written pages (`<!-- pcrm:NAME -->`) as HTML: only those that a page has are made."""

from collections.abc import Callable, Mapping
from html import escape

from pcrm_tools.site.computed import Scene
from pcrm_tools.site.home import Home
from pcrm_tools.site.labels import section_words, word
from pcrm_tools.site.pages import render

# What a home page shows below its own words where it does not say.
HOME = """<!-- pcrm:figures --><div class="p-grid"><div><!-- pcrm:overdue --><!-- pcrm:newest --></div><div>\
<!-- pcrm:health --><!-- pcrm:week --></div></div><!-- pcrm:pipeline --><!-- pcrm:trends -->"""


class Slots:
    """What stands in place of each slot."""

    def __init__(self, scene: Scene) -> None:
        self.scene, home, lang = scene, Home(scene), scene.lang
        words = {**section_words("home", lang), **section_words("health", lang), "as_of": word("as_of", lang)}
        words |= {"how": word("chart.how", lang), "funnel_how": word("funnel.how", lang)}
        self._made: dict[str, str] = {}
        self._makers: Mapping[str, Callable[[], str]] = {
            "figures": lambda: render("figures.html", home.figures(), words),
            "due": lambda: render("home_due.html", {**home.due()._asdict(), "title": words["due"]}, words),
            "overdue": lambda: render("home_due.html", {**home.overdue()._asdict(), "title": words["overdue_today"]}, words),
            "week": lambda: render("home_week.html", home.week(), words),
            "trends": lambda: render("home_trends.html", home.trends(), words),
            "pipeline": lambda: render("home_pipeline.html", home.pipelines(), words),
            "health": lambda: render("home_health.html", home.health(), words),
            "newest": lambda: render("home_newest.html", home.newest(), words),
            "articles": self._articles,
        }

    def get(self, name: str) -> str:
        """A slot's HTML, made when it is first asked for; an unknown one is empty."""
        if name not in self._made:
            make = self._makers.get(name)
            self._made[name] = make() if make else ""
        return self._made[name]

    def _articles(self) -> str:
        book = self.scene.book
        found = [page for page in book.pages.values() if page.id.startswith("kb/") and not page.id.endswith("/index")]
        links = [
            f'<li><a href="{escape(book.page_face(page, "").href)}">{escape(page.name)}</a></li>'
            for page in sorted(found, key=lambda page: page.id)
        ]
        return f"<ul>{''.join(links)}</ul>" if links else ""
