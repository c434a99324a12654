"""Follow-ups on a terminal: a table, and where the screen is too narrow for it, rows of several lines that lose nothing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pcrm_tools.cli.due_listing import Listing
from pcrm_tools.cli.table import GAP, Column, Styled, lay_out, measure, width, wrap
from pcrm_tools.cli.wording import Text

if TYPE_CHECKING:
    from pcrm_tools.reports.due_groups import Group
    from pcrm_tools.reports.followups import FollowUp

COLUMNS = (
    ("days_late", Text("late", "逾期"), True), ("due", Text("due", "到期"), False), ("owner", Text("owner", "负责人"), False),
    ("id", Text("record", "档案"), False), ("rule", Text("rule", "规则"), False), ("what", Text("what", "事项"), False),
    ("why", Text("why", "原因"), False), ("source", Text("source", "出处"), False),
)  # fmt: skip
_TALL = ("days_late", "due", "id", "what", "owner")
_COUNT = Text("{title}: {total}", "{title}：{total} 条")
_COUNT_LATE = Text("{title}: {total}, {late} overdue", "{title}：{total} 条，逾期 {late} 条")


def columns(lang: str) -> list[Column]:
    """The columns with their headings."""
    return [Column(key, label.of(lang), right) for key, label, right in COLUMNS]


def cells(listing: Listing, row: "FollowUp", plain: bool) -> list[object]:
    """A row's cells; `plain` for programs: no style, and codes instead of labels."""
    from pcrm_tools.reports.due_groups import what_text
    from pcrm_tools.reports.due_rules import BY_ID
    from pcrm_tools.reports.followups import why_text

    config, lang = listing.session.config, listing.app.lang
    late: object = row.days_late if plain or row.days_late <= 0 else Styled(str(row.days_late), "error")
    rule = row.rule if plain else BY_ID[row.rule].zh if lang == "zh" else BY_ID[row.rule].en
    what = (row.what or row.name) if plain else what_text(row, config, lang)
    return [late, row.due, row.owner, row.id, rule, what, why_text(row, config, lang), f"{row.path}:{row.line}"]


def heading(group: "Group", by: str, lang: str) -> str:
    """A group's title with how many there are, shown or not."""
    told = _COUNT_LATE if group.overdue and by != "when" else _COUNT
    return told.of(lang, title=group.title or "-", total=group.total, late=group.overdue)


def write(listing: Listing) -> None:
    """The groups one after the other."""
    out, by = listing.app.out, listing.group or "none"
    groups = [(group, [cells(listing, row, False) for row in group.rows]) for group in listing.groups()]
    heads = columns(listing.app.lang)
    tall = out.width is not None and any(_natural(listing, heads, rows) > out.width for _, rows in groups)
    out.paged()
    for group, rows in groups:
        if by != "none":
            out.line(Styled(heading(group, by, listing.app.lang), "head"))
        if tall:
            _tall(listing, group, heads, rows)
        else:
            out.table(heads, rows)
            if listing.explain:
                for row in group.rows:
                    out.line(f"{row.id} {row.rule}: {_sum(listing, row)}")
        if by != "none":
            out.line("")


def _natural(listing: Listing, heads: Sequence[Column], rows: Sequence[Sequence[object]]) -> int:
    """The columns of a terminal that the table takes when nothing is cut."""
    texts = zip([head.label for head in heads], *([_shown(listing, value) for value in row] for row in rows), strict=True)
    return sum(max(measure(column)) for column in texts) + len(GAP) * (len(heads) - 1)


def _shown(listing: Listing, value: object) -> str:
    part = listing.app.out.safe(listing.app.out.cell(value))
    return part if isinstance(part, str) else part.text


def _tall(listing: Listing, group: "Group", heads: Sequence[Column], rows: Sequence[Sequence[object]]) -> None:
    """Each row as a line of a table, and below it, set in, why it is listed and where it stands."""
    out = listing.app.out
    assert out.width is not None
    keys = [column.key for column in heads]
    # Where all is one person's, nobody needs a column that says so.
    places = [keys.index(key) for key in _TALL if key != "owner" or len({row.owner for row in listing.rows}) > 1]
    texts = [[heads[at].label, *(_shown(listing, row[at]) for row in rows)] for at in places]
    laid = lay_out(texts, [heads[at].right for at in places], out.width, "…" if out.shows("…") else "~")
    lines = list(zip(*laid, strict=True))
    inset = " " * min(width(lines[0][0]) + len(GAP), out.width // 4)
    out.data(GAP.join(out.paint(text, "head") for text in lines[0]).rstrip(" ") + "\n")
    for line, row, values in zip(lines[1:], group.rows, rows, strict=True):
        late = out.paint(line[0], "error") if row.days_late > 0 else line[0]
        out.data(GAP.join((late, *line[1:])).rstrip(" ") + "\n")
        why, source = _shown(listing, values[keys.index("why")]), _shown(listing, values[keys.index("source")])
        # What the line had no room for comes first.
        missing = [_shown(listing, values[at]) for at in places[len(laid) :]]
        below = wrap(" ".join(missing), out.width - len(inset)) if any(missing) else []
        below += _joined(why, source, out.width - len(inset))
        if listing.explain:
            below += wrap(str(out.safe(f"{row.rule}: {_sum(listing, row)}")), out.width - len(inset))
        out.data("".join(f"{inset}{out.paint(text, 'dim')}\n" for text in below))


def _joined(why: str, source: str, room: int) -> list[str]:
    """The reason in lines of so many columns, with the source behind the last one or, whole, on a line of its own."""
    lines = wrap(why, max(room, 12))
    if width(lines[-1]) + len(GAP) + width(source) <= room:
        return [*lines[:-1], lines[-1] + GAP + source]
    return [*lines, source]


def _sum(listing: Listing, row: "FollowUp") -> str:
    """A row's score and what it is the sum of."""
    from pcrm_tools.reports.followups import explain

    chinese = listing.app.lang == "zh"
    parts = " + ".join(f"{part.points} {part.zh if chinese else part.en}" for part in explain(row, listing.session.config))
    return f"{row.score} = {parts}"
