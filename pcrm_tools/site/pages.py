"""Views -> HTML: the templates with the words of the page's language. Nothing here reads a file but the templates."""

import functools
import re
from collections.abc import Mapping
from html import escape
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote as quoted

import jinja2
from markupsafe import Markup

from pcrm_tools.site import fragments
from pcrm_tools.site.addresses import fragment
from pcrm_tools.site.board import BoardView
from pcrm_tools.site.due_views import FollowupsView
from pcrm_tools.site.labels import section_words, word
from pcrm_tools.site.lists import ListView
from pcrm_tools.site.menu import Beside
from pcrm_tools.site.page_views import RecordView
from pcrm_tools.site.quality import BrokenView, QualityView

_TICKED = re.compile("`([^`\\n]+)`")

__all__ = ["beside", "board", "broken", "escape", "followups", "listing", "quality", "quoted", "record", "render"]


@functools.cache
def environment() -> jinja2.Environment:
    """The templates; everything that is no Markup is escaped."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("pcrm_tools.site", "templates"), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, auto_reload=False, keep_trailing_newline=False,
    )  # fmt: skip
    made.filters["coded"] = _coded
    return made


def _coded(text: str) -> Markup:
    """A sentence of ours with what stands between backticks as code."""
    return Markup(_TICKED.sub("<code>\\1</code>", escape(str(text))))


@functools.cache
def record_words(lang: str, kind: str) -> dict[str, str]:
    """The words of a record's page."""
    listing = word(f"page.{kind}s", lang)
    tasks = {key: word(f"task.{key}", lang) for key in ("due", "promise", "owner")}
    comma = "、" if lang == "zh" else ", "
    words = section_words("record", lang)
    return {
        **words, **tasks, "with": word("entry.with", lang), "all": word("filter.all", lang), "list": listing, "comma": comma,
        "quality": word("page.quality", lang), "influence": words["influence"], "stages": words["stages"],
    }  # fmt: skip


def render(template: str, v: Any, w: Mapping[str, str] | None = None) -> str:
    """A template with a view and words; attributes are found faster in a namespace than in a dict."""
    return (
        environment()
        .get_template(template)
        .render(v=SimpleNamespace(**v) if isinstance(v, dict) else v, w=SimpleNamespace(**(w or {})))
    )


def record(view: RecordView, kind: str, lang: str) -> str:
    """A customer's or a project's page."""
    return render("record.html", v=_record(view), w=record_words(lang, kind))


def _record(view: RecordView) -> dict[str, Any]:
    head = view.head._asdict()
    columns = {key: fragments.sections(getattr(view, key)) for key in ("top", "main", "side")}
    return {**head, **columns, "cards": fragments.cards(view.head.kpis), "anchors": [fragment(anchor) for anchor in view.head.anchors]}


def broken(view: BrokenView, lang: str, kind: str) -> str:
    """The page of a record that could not be read."""
    words = {
        "list": word(f"page.{kind}s", lang),
        "broken": word("quality.broken", lang),
        "broken_hint": word("quality.broken_hint", lang),
    }
    return render("broken.html", v=view, w=words)


def beside(links: tuple[Beside, ...], lang: str) -> str:
    """The way to the pages of the same tab; empty where a page stands alone."""
    return render("beside.html", v=links, w={"beside": word("tab.beside", lang)}) if links else ""


def listing(view: ListView, lang: str) -> str:
    """A list of records."""
    words = {**section_words("list", lang), "empty": word(f"empty.{view.key}", lang), "sample": word("empty.name", lang)}
    return render("list.html", v=view, w=words)


def followups(view: FollowupsView, lang: str) -> str:
    """What is due, by owner."""
    words = {**section_words("followups", lang), "as_of": word("as_of", lang)}
    return render("followups.html", v=view, w={**words, "jump": word("due.jump", lang), "tools": word("due.tools", lang)})


def quality(view: QualityView, lang: str) -> str:
    """The findings of all records."""
    return render("quality.html", v=view, w=section_words("quality", lang))


def board(view: BoardView, lang: str) -> str:
    """Cards in columns."""
    return render("board.html", v=view, w={**section_words("board", lang), "as_of": word("as_of", lang)})
