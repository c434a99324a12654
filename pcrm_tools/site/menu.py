"""The computed pages and their places in the menu: tabs, and the pages below each."""

from typing import Any, NamedTuple
from urllib.parse import quote

from pcrm_tools.site.labels import word


class Computed(NamedTuple):
    """A page made from the whole notebook: its key, its place among mkdocs' sources, and the tab that it belongs to.

    Each has a shell of its own that the theme renders; further pages of the same folder can be poured into it.
    """

    key: str
    source: str
    tab: str

    @property
    def file(self) -> str:
        """The page's file below the built site."""
        return f"{self.source.removesuffix('.md')}.html"


# In the order of the menu; a tab of one page leads straight to it.
COMPUTED = (
    Computed("customers", "customers/index.md", "customers"),
    Computed("segments", "segments/index.md", "customers"),
    Computed("lifecycle", "lifecycle.md", "customers"),
    Computed("churn", "churn.md", "customers"),
    Computed("projects", "projects/index.md", "projects"),
    Computed("pipeline", "pipeline.md", "projects"),
    Computed("lessons", "lessons.md", "projects"),
    Computed("followups", "followups.md", "followups"),
    Computed("service", "service.md", "service"),
    Computed("satisfaction", "satisfaction.md", "service"),
    Computed("casework", "casework.md", "service"),
    Computed("team", "team/index.md", "team"),
    Computed("quality", "quality.md", "notebook"),
    Computed("changes", "changes.md", "notebook"),
)
# Tabs that come behind the hand-written pages.
LATE = ("notebook",)


def tabs(lang: str, late: bool) -> list[Any]:
    """The computed part of mkdocs' menu before or behind the hand-written pages."""
    found: list[Any] = []
    for tab in dict.fromkeys(page.tab for page in COMPUTED if (page.tab in LATE) is late):
        pages = [{word(f"page.{page.key}", lang): page.source} for page in COMPUTED if page.tab == tab]
        found.append({word(f"tab.{tab}", lang): pages} if len(pages) > 1 else pages[0])
    return found


class Beside(NamedTuple):
    """A page of the same tab."""

    label: str
    href: str
    here: bool


def beside(key: str, up: str, lang: str) -> tuple[Beside, ...]:
    """The pages of a computed page's tab, for moving between them; none where it stands alone. `up` leads to the site's root."""
    tab = next(page.tab for page in COMPUTED if page.key == key)
    pages = [page for page in COMPUTED if page.tab == tab]
    return (
        tuple(Beside(word(f"page.{page.key}", lang), up + quote(page.file), page.key == key) for page in pages)
        if len(pages) > 1
        else ()
    )
