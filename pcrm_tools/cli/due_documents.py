"""Follow-ups for other programs and for paper: JSON, CSV, Markdown, HTML and calendars, as one document or one for each owner."""

import functools
import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from pcrm_tools.cli import due_table
from pcrm_tools.cli.due_listing import Listing
from pcrm_tools.cli.table import Column
from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import WrongUse

if TYPE_CHECKING:
    from pcrm_tools.exchange.due_sheet import Places, Sheet
    from pcrm_tools.reports.followups import FollowUp

FORMATS = ("table", "json", "jsonl", "csv", "tsv", "md", "html", "ics", "ids")
_TITLE, _TITLE_OF = Text("Follow-ups", "跟进"), Text("Follow-ups: {name}", "跟进：{name}")
_GROUP = Text("group", "分组")
# What a git host would make a mention or a link of; an empty comment keeps it text.
_PING = re.compile(r"(?<!\w)([@#])(?=\w)")
_ALARM = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


class Calendar(NamedTuple):
    """How follow-ups stand in a calendar: as `todo` or `event`, and when an alarm rings (`HH:MM`, empty: never)."""

    kind: str = ""
    alarm: str = ""


NO_CALENDAR = Calendar()


class Documents:
    """Makes documents of a listing in one of FORMATS but the table."""

    def __init__(self, listing: Listing, form: str = "", calendar: Calendar = NO_CALENDAR) -> None:
        self.listing, self.form, self.calendar = listing, form, calendar
        self.session, self.lang = listing.session, listing.app.lang

    def whole(self) -> bytes:
        """One document of all rows."""
        return self._document(self.listing.rows, self.listing.people)

    def split(self, folder: str) -> list[str]:
        """A document for each owner, written into a folder; the files' paths.

        Everybody in the team who was asked for gets one, so that a calendar that somebody subscribed to empties and does not stay.
        """
        from pathlib import Path

        from pcrm_tools.cli.private_file import write_private
        from pcrm_tools.exchange.owner_files import file_stems

        team = [member["id"] for member in self.session.config.data["team"] if not member.get("left")]
        wanted = team if self.listing.people is None else self.listing.people
        parts: dict[str, list[FollowUp]] = {owner: [] for owner in wanted}
        for row in self.listing.rows:
            parts.setdefault(row.owner, []).append(row)
        stems = file_stems(parts)
        Path(folder).mkdir(parents=True, exist_ok=True)
        written = []
        for owner, rows in parts.items():
            path = str(Path(folder) / f"{stems[owner]}.{self.form}")
            write_private(path, self._document(rows, [owner]))
            written.append(path)
        return sorted(written)

    def _document(self, rows: "Sequence[FollowUp]", people: Collection[str] | None) -> bytes:
        if self.form == "ics":
            return self._ics(rows, self.title(people))
        if self.form == "html":
            from pcrm_tools.exchange import html

            return html.page(self.sheet(rows, people)).encode("utf-8", "replace")
        if self.form == "json":
            return _json(self.listing, rows)
        return _markdown(self.listing, rows) if self.form == "md" else _table(self.listing, rows, self.form)

    def title(self, people: Collection[str] | None) -> str:
        """What a document is called: with the name of the person whose all of it is."""
        from pcrm_tools.reports.due_groups import NOBODY

        if people is None or len(people) != 1:
            return _TITLE.of(self.lang)
        owner = next(iter(people))
        # Not filled, since the document escapes what it shows in its own way.
        name = self.session.config.person(owner) if owner else NOBODY[self.lang == "zh"]
        return _TITLE_OF.of(self.lang).replace("{name}", name)

    def sheet(self, rows: "Sequence[FollowUp]", people: Collection[str] | None) -> "Sheet":
        """Rows with their texts and links, by urgency where no other groups were asked for."""
        from pcrm_tools.exchange import due_sheet
        from pcrm_tools.reports.due_groups import late

        listing = self.listing
        sections = due_sheet.sections(listing.groups(rows, "when"), self.session.config, self.lang, self._places)
        title = due_sheet.clean(self.title(people))
        return due_sheet.Sheet(title, sections, listing.app.today, listing.horizon, self.lang, len(rows), late(rows))

    def _ics(self, rows: "Sequence[FollowUp]", title: str) -> bytes:
        from pcrm_tools.exchange import due_sheet, ics

        listing = self.listing
        form = ics.Form(self.calendar.kind or "event", minutes(self.calendar.alarm))
        lines = due_sheet.lines(rows[: listing.limit] if listing.limit else rows, self.session.config, self.lang, self._places)
        uids, today = self._uids, listing.app.today
        return ics.calendar(title, (ics.component(line, uids[id(line.row)], today, self.lang, form) for line in lines))

    @functools.cached_property
    def _places(self) -> "Places":
        """Where the notebook's records are read on the site and edited at the git host, as far as pcrm.yml says."""
        from pcrm_tools.exchange.due_sheet import Places, address
        from pcrm_tools.site.addresses import addresses, git_link
        from pcrm_tools.store import sheet_rows

        site = self.session.config.data.get("site") or {}
        url = str(site.get("url") or "")
        pages: dict[str, str] = {}
        if url:
            rows = sheet_rows.pages(self.session.db)
            paths = {n: path for n, _, _, path in rows}
            pages = {paths[n]: address(url, found.href) for n, found in addresses(rows).items()}
        return Places(pages, lambda path, line: git_link(site, path, line))

    @functools.cached_property
    def _uids(self) -> dict[int, str]:
        """The ids of all rows, by the rows' own: a row has the same one whichever rows were chosen."""
        from pcrm_tools.exchange.due_sheet import uids
        from pcrm_tools.store import sheet_rows

        everything = self.listing.everything
        url = str((self.session.config.data.get("site") or {}).get("url") or "")
        found = uids(everything, sheet_rows.anchors(self.session.db, {row.path for row in everything}), url)
        return {id(row): uid for row, uid in zip(everything, found, strict=True)}


def minutes(alarm: str) -> int | None:
    """The minutes after midnight of a time of day, None for none; raises WrongUse for what is no time."""
    if not alarm:
        return None
    found = _ALARM.fullmatch(alarm)
    if found is None:
        raise WrongUse("--alarm takes a time of day such as 08:30, not `{seen}`", "--alarm 的写法如 08:30，不是 `{seen}`", seen=alarm)
    return int(found[1]) * 60 + int(found[2])


def _json(listing: Listing, rows: "Sequence[FollowUp]") -> bytes:
    from pcrm_tools.cli import formats

    groups = listing.groups(rows)
    items = [_item(listing, row, group.key) for group in groups for row in group.rows]
    head: dict[str, Any] = {"as_of": listing.app.today.isoformat()}
    if listing.group not in ("", "none"):
        head["groups"] = [
            {"key": group.key, "title": group.title, "total": group.total, "overdue": group.overdue} for group in groups
        ]
    return formats.json_object({**head, "items": items})


def _item(listing: Listing, row: "FollowUp", group: str) -> dict[str, Any]:
    from pcrm_tools.reports.followups import explain, why_text

    config = listing.session.config
    item: dict[str, Any] = {
        "id": row.id, "path": row.path, "line": row.line, "due": row.due, "days_late": row.days_late, "owner": row.owner,
        "rule": row.rule, "what": row.what, "why": why_text(row, config, listing.app.lang), "score": row.score,
        "evidence": list(row.evidence),
    }  # fmt: skip
    if listing.group not in ("", "none"):
        item["group"] = group
    if listing.explain:
        item["parts"] = [{"id": part.id, "points": part.points} for part in explain(row, config)]
    return item


def _table(listing: Listing, rows: "Sequence[FollowUp]", form: str) -> bytes:
    """CSV, TSV, JSON lines or ids; rows in groups say which one they belong to."""
    from pcrm_tools.cli import formats

    lang, in_groups = listing.app.lang, listing.group not in ("", "none")
    heads = due_table.columns(lang)
    found = []
    for group in listing.groups(rows):
        found += [[*([group.key] if in_groups else []), *due_table.cells(listing, row, True)] for row in group.rows]
    return formats.render(form, [Column("group", _GROUP.of(lang)), *heads] if in_groups else heads, found, {}, "", False)


def _markdown(listing: Listing, rows: "Sequence[FollowUp]") -> bytes:
    """Tables for a chat or a pull request, where no name is called and no number becomes a link."""
    from pcrm_tools.cli import formats

    lang, by = listing.app.lang, listing.group or "none"
    parts = []
    for group in listing.groups(rows):
        shown = [due_table.cells(listing, row, True) for row in group.rows]
        table = formats.render("md", due_table.columns(lang), shown, {}, "", False).decode("utf-8")
        parts.append(f"### {formats.markdown(due_table.heading(group, by, lang))}\n\n{table}" if by != "none" else table)
    if not parts:
        parts.append(formats.render("md", due_table.columns(lang), [], {}, "", False).decode("utf-8"))
    return _PING.sub(r"\1<!-- -->", "\n".join(parts)).encode("utf-8", "replace")
