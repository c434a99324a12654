"""Markdown as records hold it -> HTML that is safe to publish.

Three walls, one behind the other: whatever looks like markup but is no plain formatting is turned into text before
the Markdown is read; the HTML that comes out is cleaned; links and images are then written by us alone.
"""

import html
import re
from collections.abc import Callable
from typing import NamedTuple

import nh3
from cmarkgfm import cmark

from pcrm_tools.site.addresses import fragment

EXTENSIONS = ["table", "autolink", "strikethrough", "tasklist"]
OPTIONS = cmark.Options.CMARK_OPT_UNSAFE

PLAIN_TAGS = [
    "br",
    "sub",
    "sup",
    "kbd",
    "mark",
    "u",
    "s",
    "small",
    "b",
    "i",
    "em",
    "strong",
    "ins",
    "del",
    "details",
    "summary",
    "hr",
]
_TAGS = {
    *PLAIN_TAGS,
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "blockquote",
    "pre",
    "code",
    "a",
    "img",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
_ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt"}, "th": {"align"}, "td": {"align"}, "ol": {"start"}}
_CLEANER = nh3.Cleaner(
    tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https", "mailto", "tel"}, link_rel=None, strip_comments=True
)

# Noncharacters stand for what must survive cleaning; they are taken out of the text first.
_LESS, _OPEN, _DONE = "\ufdd0", "\ufdd1", "\ufdd2"
_OURS = re.compile("[\ufdd0-\ufdd2]")
_MARKUP = re.compile(
    rf"<(?!/?(?:{'|'.join(PLAIN_TAGS)})\s*/?>|(?:https?|mailto|tel):[^\s<>]*>|[\w.+-]+@[\w.-]+>)(?=[A-Za-z/!?])", re.IGNORECASE
)
_CHECKBOX = re.compile(r'<input type="checkbox"( checked="")? disabled="" />')
_CANCELLED = re.compile(r"(<li>\s*(?:<p>)?)\[-\] ")
_WITHIN = r'(?:[^<>"]*"[^"]*")*[^<>"]*'
_SPECIAL = re.compile(
    rf"<pre>.*?</pre>|<code>.*?</code>|<a(?P<link>{_WITHIN})>(?P<inner>.*?)</a>|<img{_WITHIN}>|!?\[\[[^\[\]<>]*\]\]", re.DOTALL
)
_IMG = re.compile(rf"(<img{_WITHIN}>)")
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
_HEADING = re.compile(r"<h([1-6])>(.*?)</h\1>", re.DOTALL)
# A task's tokens are shown as what they are: nothing to read before the words.
_TASK = re.compile(r'(<span class="box[^"]*"></span>)([^<\n]*)')
_TOKEN = re.compile(r"(?<=[ \u3000])([@#!＠＃！][^\s<]+|[\w-]+[:：][^\s<]+)(?=\s|$)")
_TARGET = re.compile(r"!?\[([^\[\]]*)\]\([^()\n]*\)|^ {0,3}\[[^\]\n]+\]:.*$", re.MULTILINE)
_SIGNS = re.compile(r"\*\*|~~|`|^ {0,3}#{1,6} +|^ {0,3}(?:[-*+]|\d+[.)]) +(?:\[[ xX-]\] )?", re.MULTILINE)
_ANY_TAG = re.compile(r"<[^>]*>")
_WIKI = re.compile(r"!?\[\[([^\[\]|]{1,300})(?:\|([^\[\]]{1,300}))?\]\]")


class Link(NamedTuple):
    """Where a reference leads; an empty href is one that leads nowhere and is shown as text."""

    href: str
    label: str
    image: bool = False


Resolve = Callable[[str, str], Link | None]
"""(`wiki`, `href` or `image`; what was written) -> the link, or None where there is no such thing."""


def to_html(text: str, resolve: Resolve, shift: int = 0, anchored: bool = False) -> str:
    """The HTML of a record's Markdown; headings sink by `shift` levels, and can be linked to where `anchored`."""
    source = _shield(_OURS.sub("\ufffd", text))
    raw = cmark.markdown_to_html_with_extensions(source, options=OPTIONS, extensions=EXTENSIONS)
    if "<input" in raw:
        raw = _CHECKBOX.sub(lambda found: _DONE if found[1] else _OPEN, raw)
    clean = _CLEANER.clean(raw)
    if shift and "<h" in clean:
        clean = _HEADING.sub(lambda found: _heading(found, shift, anchored), clean)
    return _boxes(_links(clean, resolve)).replace(_LESS, "&lt;")


def _heading(found: re.Match[str], shift: int, anchored: bool) -> str:
    """A heading some levels down; links to its words lead to its anchor."""
    level = min(6, int(found[1]) + shift)
    words = html.unescape(_ANY_TAG.sub("", found[2])) if anchored else ""
    anchor = f' id="{html.escape(fragment(words))}"' if words else ""
    return f"<h{level}{anchor}>{found[2]}</h{level}>"


def inline(text: str, resolve: Resolve) -> str:
    """One line of a record (a title, an attribute) as HTML: text, with its wiki links."""
    return _wiki(html.escape(text), resolve) if "[[" in text else html.escape(text)


def unlinked(text: str, name: Callable[[str], str] = str) -> str:
    """Text of a record whose wiki links are what they say, or what `name` makes of their target."""
    return _WIKI.sub(lambda found: found[2] or name(found[1].strip()), text) if "[[" in text else text


def spoken(text: str) -> str:
    """Markdown without the targets of its links and the signs of its headings and emphasis: what a search shows of it."""
    return _SIGNS.sub("", _TARGET.sub(r"\1", text)) if "](" in text or "]:" in text or _SIGNS.search(text) else text


def wiki_links(content: str, resolve: Resolve) -> str:
    """HTML of a hand-written page with its wiki links made; ordinary links and pictures are left to the theme."""

    def rewrite(found: re.Match[str]) -> str:
        return found[0] if found[0].startswith("<") else _wiki(found[0], resolve)

    return _SPECIAL.sub(rewrite, content) if "[[" in content else content


def _shield(text: str) -> str:
    """The text with every `<` that opens no plain formatting, comment or autolink put out of Markdown's reach."""
    if "<" not in text:
        return text
    if "[[" in text:
        text = _WIKI.sub(lambda found: found[0].replace("<", _LESS), text)
    parts: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0:
        end = text.find("-->", start + 4)
        if end < 0:
            break
        parts += [_MARKUP.sub(_LESS, text[at:start]), text[start : end + 3]]
        at = end + 3
    parts.append(_MARKUP.sub(_LESS, text[at:]))
    return "".join(parts)


def _boxes(text: str) -> str:
    if _OPEN in text:
        text = text.replace(_OPEN, '<span class="box"></span>')
    if _DONE in text:
        text = text.replace(_DONE, '<span class="box box--done"></span>')
    if "[-] " in text:
        text = _CANCELLED.sub(r'\1<span class="box box--cancelled"></span> ', text)
    return (
        _TASK.sub(lambda found: found[1] + _TOKEN.sub(r'<span class="p-token">\1</span>', found[2]), text)
        if 'class="box' in text
        else text
    )


def _links(text: str, resolve: Resolve) -> str:
    """Cleaned HTML with its links and images rewritten, and wiki links made of text outside code."""
    if "[[" not in text and "<a" not in text and "<img" not in text:
        return text

    def rewrite(found: re.Match[str]) -> str:
        piece = found[0]
        if piece.startswith("<a"):
            opening, closing = _anchor(found["link"], resolve)
            return f"{opening}{_IMG.sub(lambda img: _image(img[1], resolve, True), found['inner'])}{closing}"
        if piece.startswith("<img"):
            return _image(piece, resolve, False)
        return piece if piece.startswith("<") else _wiki(piece, resolve)

    return _SPECIAL.sub(rewrite, text)


def _attributes(tag: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(tag)}


def anchor_tag(link: Link) -> str:
    """The opening tag of a link; one that leaves the site tells the other side nothing."""
    outside = link.href.startswith(("http:", "https:"))
    extra = ' class="out" rel="noopener noreferrer nofollow"' if outside else ""
    return f'<a href="{html.escape(link.href)}"{extra}>'


def _anchor(tag: str, resolve: Resolve) -> tuple[str, str]:
    href = _attributes(tag).get("href", "")
    link = _outside(href) or (resolve("href", href) if href else None)
    if link is None:
        title = f' title="{html.escape(href)}"' if href else ""
        return f'<span class="nowhere"{title}>', "</span>"
    if not link.href:
        return "<span>", "</span>"
    return anchor_tag(link), "</a>"


def _outside(href: str) -> Link | None:
    if href.startswith("//"):
        href = f"https:{href}"
    scheme = href.partition(":")[0].lower()
    return Link(href, "") if scheme in ("http", "https", "mailto", "tel") and ":" in href else None


def _image(tag: str, resolve: Resolve, linked: bool) -> str:
    """A picture of the notebook is shown, any other becomes a link, so that a page asks no other host for anything."""
    found = _attributes(tag)
    src, alt = found.get("src", ""), found.get("alt", "")
    link = _outside(src) or (resolve("image", src) if src else None)
    label = html.escape(alt or src)
    if link is None or not link.href:
        return f'<span class="nowhere">{label if link is None else html.escape(alt)}</span>'
    if link.image:
        return f'<img src="{html.escape(link.href)}" alt="{html.escape(alt)}" loading="lazy">'
    return label if linked else f"{anchor_tag(link)}{label}</a>"


def _wiki(text: str, resolve: Resolve) -> str:
    def link(found: re.Match[str]) -> str:
        target = html.unescape(found[1]).replace(_LESS, "<").strip()
        reached = resolve("wiki", target)
        label = found[2] or html.escape(reached.label if reached and reached.label else target)
        if reached is None:
            return f'<span class="nowhere" title="{html.escape(target)}">{label}</span>'
        if not reached.href:
            return label
        return f"{anchor_tag(reached)}{label}</a>"

    return _WIKI.sub(link, text)
