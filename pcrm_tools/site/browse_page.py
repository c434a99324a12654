"""A page for browsing: its head, key figures and sections, whatever they are about."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple

from markupsafe import Markup

from pcrm_tools.reports.figures import Definition, Figure
from pcrm_tools.site import fragments, pages
from pcrm_tools.site.browse import Browse
from pcrm_tools.site.cards import Card
from pcrm_tools.site.grids import Linked, shown
from pcrm_tools.site.people import Person
from pcrm_tools.site.values import Label, money_text

ROWS_OF_FIGURE = 40
_CODE = re.compile(r"`([^`]+)`")


class Section(NamedTuple):
    """A titled part of a page; `none` is said in place of an empty body, side ones stand beside
    the others where there is room, two half ones beside each other."""

    id: str
    title: str
    body: Markup
    total: int | None = None
    note: str = ""
    none: str = ""
    side: bool = False
    half: bool = False


class PageView(NamedTuple):
    """A page: what leads to it, its head, its figures, a sortable list (`listed`) and its sections."""

    title: str
    sections: Sequence[Section]
    total: int | None = None
    counted: bool = False
    crumb: tuple[Linked, ...] = ()
    person: Person | None = None
    badges: tuple[Label, ...] = ()
    summary: tuple[str | Markup, ...] = ()
    cards: Sequence[Card] = ()
    listed: Markup = Markup("")


def page(view: PageView) -> str:
    """The page as HTML."""
    main = [one for one in view.sections if not one.side]
    side = [one for one in view.sections if one.side]
    cards = fragments.cards(view.cards) if view.cards else ""
    return pages.render("browse.html", {**view._asdict(), "main": main, "side": side, "cards": cards})


def links(found: Iterable[Linked]) -> Markup:
    """A list of links; empty for none."""
    lines = "".join(f"<li>{shown(one)}</li>" for one in found)
    return Markup(f'<ul class="p-links">{lines}</ul>') if lines else Markup("")


def more(title: str, body: str) -> Markup:
    """Something that opens on demand."""
    return Markup(f'<details class="p-more"><summary>{escape(title)}</summary>{body}</details>')


def figure_list(browse: Browse, figures: Iterable[Figure], definitions: Iterable[Definition], up: str = "") -> Markup:
    """Figures with what they mean, how many things they rest on, their days, and those things as links."""
    by_id = {one.id: one for one in definitions}
    return Markup(f'<div class="b-figures">{"".join(_figure(browse, one, by_id[one.definition], up) for one in figures)}</div>')


def _figure(browse: Browse, figure: Figure, definition: Definition, up: str) -> str:
    chinese = browse.lang == "zh"
    label = figure.label_zh if chinese else figure.label_en
    rows = links(browse.sources(figure.sources, ROWS_OF_FIGURE, up))
    rest = len(figure.sources) - ROWS_OF_FIGURE
    left = f'<p class="p-faint">{escape(browse.say("browse.rest").format(n=rest))}</p>' if rest > 0 else ""
    behind = more(browse.say("browse.rows").format(n=len(figure.sources)), rows + left) if rows else ""
    meaning = definition.help_zh if chinese else definition.help_en
    explained = _CODE.sub("<code>\\1</code>", escape(meaning))
    return (
        f'<div class="b-figure"><p class="p-kpi__label">{escape(label)}</p><p class="b-figure__value">{escape(figure_text(browse, figure))}</p>'
        f'<p class="p-kpi__note">n = {figure.n} · {escape(figure.window.replace("..", " – "))}</p>'
        f'<p class="p-faint">{explained}</p>{behind}</div>'
    )


def figure_text(browse: Browse, figure: Figure) -> str:
    """A figure's value with its unit; words where nothing can be said."""
    if figure.value is None:
        return browse.say("browse.no_value")
    if figure.unit == "min":
        return browse.minutes(figure.value)
    if figure.unit not in ("", "%"):
        return money_text(f"{figure.unit} {figure.value:.2f}")
    band = f" ±{figure.band:g}" if figure.band is not None else ""
    return f"{figure.value:,.10g}{figure.unit}{band}"
