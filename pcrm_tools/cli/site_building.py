"""The site built for a command: as of which day, and for whom."""

from datetime import date
from typing import TYPE_CHECKING

from pcrm_tools.cli.app import App

if TYPE_CHECKING:
    from pcrm_tools.keeping import Build
    from pcrm_tools.session import Session
    from pcrm_tools.site.build import Built


def build_day(app: App) -> date | None:
    """The day that a build is of: `--as-of`, else SOURCE_DATE_EPOCH (None: the builder knows it), else the notebook's today."""
    return app.as_of or (None if app.environ.get("SOURCE_DATE_EPOCH") else app.today)


def builder(app: App, audience: str) -> "Build":
    """What builds an open notebook's site for an audience as of the day that it then is; an unknown audience is refused now."""
    from pcrm_tools.site.build import audience_of, build_site

    audience_of(app.session().config.data.get("privacy") or {}, audience)

    def build(session: "Session") -> "Built":
        return build_site(session, build_day(app), audience, lang=app.asked_lang)

    return build
