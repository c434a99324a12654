"""A comparison as Markdown for a comment on a pull request: inert, whatever stands in the records.

A WORD JOINER (U+2060, no width) parts what code hosts would turn into a link or a ping: `@name`, `#12`, `GH-1`, `!3`, addresses and
hashes of commits. Signs of Markdown and HTML are written so that they show as themselves. So nobody is notified, nothing is linked,
closed or run by what somebody wrote into a record.
"""

import re
from collections.abc import Callable, Iterable

from pcrm_tools.reports.change_values import bounded
from pcrm_tools.reports.review import Page, Told

JOINER = "\u2060"
# Behind these signs hosts look for a person, an issue, a merge request, a snippet, a label, a milestone, an epic, an alert.
_SIGILS = re.compile(r"([@＠#＃!$~%&^*])(?=[\w\"'\[{])")
_TICKETS = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{1,10}-)(?=\d)")
_SCHEMES = re.compile(r"(?i)\b([a-z][a-z0-9+.-]{1,20}:)(?=\S)")
_DOMAINS = re.compile(r"(?i)(\bwww)(?=\.)|(?<=[\w-])(\.)(?=[a-z]{2,}\b)")
_HASHES = re.compile(r"(?i)\b(?=[0-9a-f]*\d)[0-9a-f]{7,64}\b")
_NUMBERED = re.compile(r"\A(\d{1,9})([.)])")
_MARKS = re.compile(r"[\\`*_{}\[\]()<>#+|~$!^=:-]")
_ENTITIES = {"<": "&lt;", ">": "&gt;"}
_MOST = 60_000  # characters: hosts refuse comments of more than 65,536


def inert(text: str, escape: Callable[[str], str] = str) -> str:
    """A text of a record as one line of Markdown in which it only ever shows; `escape` writes out control characters."""
    flat = escape(" ".join(text.replace(JOINER, "").split()))
    flat = _HASHES.sub(lambda found: JOINER.join(re.findall(".{1,6}", found[0])), flat)
    for pattern in (_SIGILS, _TICKETS, _SCHEMES, _DOMAINS):
        flat = pattern.sub(lambda found: f"{found[0]}{JOINER}", flat)
    flat = _MARKS.sub(lambda found: _ENTITIES.get(found[0]) or _marked(found), flat.replace("&", "&amp;"))
    return _NUMBERED.sub(r"\1\\\2", flat)


def _marked(found: re.Match[str]) -> str:
    """A sign behind a backslash; where it cannot mean anything it stays, so that the source can be read too."""
    sign, before, after = found[0], found.string[found.start() - 1 : found.start()], found.string[found.end() : found.end() + 1]
    if sign in ":=+-" and (sign != ":" or not after.strip()):
        return sign if before else f"\\{sign}"
    if sign in "()!^" and sign != "^":
        return sign
    return f"\\{sign}"


def code(text: str, escape: Callable[[str], str] = str) -> str:
    """A path or a name of a revision as code, which hosts leave alone and readers can copy."""
    flat = escape(" ".join(text.split()))
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", flat)), default=0))
    blank = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{fence}{blank}{flat}{blank}{fence}" if flat else ""


def review_markdown(page: Page, escape: Callable[[str], str] = str) -> str:
    """The comment: one line a record, its changes below it, then consents, findings and consequences.

    A comment that no host would take is cut to the summaries.
    """
    def say(text: str) -> str:
        return inert(text, escape)

    def name(text: str) -> str:
        return code(text, escape)

    colon = "：" if page.lang == "zh" else ": "
    counts = say(page.counts) if page.told else page.title("nothing")
    head = [f"## {page.title('title')}", "", f"{name(page.base)} → {name(page.head)}{colon}{counts}"]
    if not page.told:
        return "\n".join(head) + "\n"
    tail = [*_tail(page, say, name)]
    whole = "\n".join([*head, "", *_records(page.told, say, name, True), *tail]) + "\n"
    return whole if len(whole) <= _MOST else _cut("\n".join([*head, *tail, "", *_records(page.told, say, name, False)]) + "\n", page)


Say = Callable[[str], str]


def _records(told: Iterable[Told], say: Say, name: Say, lines: bool) -> Iterable[str]:
    for one in told:
        called, colon, rest = _parted(one)
        yield f"- **{say(called)}**{colon}{say(rest)} {name(one.record.path)}"
        for line in one.lines if lines else ():
            text = say(line.text)
            yield f"  - {'⚠️ **' if line.loud else ''}{text}{'**' if line.loud else ''}"


def _parted(one: Told) -> tuple[str, str, str]:
    """The name of a record, the colon, and what is said of it."""
    name = bounded(one.record.name or one.record.id)
    rest = one.summary.removeprefix(name)
    colon = next((sign for sign in (": ", "：") if rest.startswith(sign)), "")
    return name, colon, rest.removeprefix(colon)


def _tail(page: Page, say: Say, name: Say) -> Iterable[str]:
    blocks = (
        ("approvals", [f"**{say(text)}**" for text in page.approvals]),
        ("findings-new", [f"{severity} {name(place)} {say(text)}" for place, severity, text in page.new]),
        ("findings-solved", [f"{name(place)} {say(text)}" for place, _, text in page.solved]),
        *((key, [say(text) for text in rows]) for key, rows in (("appear", page.appear), ("vanish", page.vanish), ("sums", page.sums))),
    )
    for key, rows in blocks:
        if rows:
            yield from ("", f"### {page.title(key)}", "", *(f"- {row}" for row in rows))


def _cut(text: str, page: Page) -> str:
    if len(text) <= _MOST:
        return text
    more = "Cut here: `pcrm diff` shows all of it." if page.lang != "zh" else "此处截断：`pcrm diff` 可显示全部内容。"
    return text[: text.rfind("\n", 0, _MOST)] + f"\n\n{more}\n"
