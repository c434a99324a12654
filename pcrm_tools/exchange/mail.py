"""Drafts of mails about follow-ups: RFC 5322 messages with a text and an HTML part, the same bytes for the same day.

Headers are made by the standard library from addresses, counts and days: what stands in a record never gets into one.
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from pcrm_tools.exchange import html
from pcrm_tools.exchange.due_sheet import Line, Section, Sheet, clean
from pcrm_tools.reports.due_groups import count_text

_BLANKS = re.compile(r"\s+")
_SENDER = re.compile(r"\s*(?:\"?([^<>\"]*)\"?\s*<([^<>\s]+)>|([^<>\s]+))\s*")
_NOT_LISTED = {"en": "{count} more are not listed.", "zh": "另有 {count} 条未列出。"}


def header_text(text: str) -> str:
    """A text as a header may hold it: one line, and nothing that looks like an encoded word.

    The library decodes such words where it finds them, line ends included, and writes a header of its own below them.
    """
    return _BLANKS.sub(" ", clean(text).replace("=?", "= ?")).strip()


def mailbox(name: str, address: str) -> Address | None:
    """A mailbox for a header, or None where the address is none that every mail server takes; a domain may be any script."""
    local, at, domain = address.strip().rpartition("@")
    try:
        host = domain.encode("idna").decode() if not domain.isascii() else domain
        found = Address(header_text(name), addr_spec=f"{local}@{host}")
    except (MessageError, ValueError, LookupError):  # the header parser's, and UnicodeError
        return None
    return found if at and local.isascii() and found.domain else None


def sender(text: str) -> Address | None:
    """The mailbox that `Name <address>` or an address alone means, or None."""
    found = _SENDER.fullmatch(text) if text.isprintable() else None
    return mailbox((found[1] or "").strip(), found[2] or found[3]) if found else None


def draft(sheet: Sheet, to: Address, author: Address, zone: timezone) -> EmailMessage:
    """A message about a sheet's follow-ups, marked as not sent so that mail programs open it for editing."""
    lang = "zh" if sheet.lang == "zh" else "en"
    plain, page = text(sheet), html.page(sheet)
    subject = f"{count_text(sheet.total, sheet.overdue, lang)} — {sheet.today}"
    digest = hashlib.sha256("\0".join((str(to), str(author), subject, page)).encode(errors="replace")).hexdigest()
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = author, to, subject
    message["Date"] = format_datetime(datetime.combine(sheet.today, datetime.min.time(), zone))
    message["Message-ID"] = f"<followups.{sheet.today}.{digest[:24]}@{author.domain}>"
    message["X-Unsent"] = "1"
    message.set_content(plain, cte=_transfer(plain))
    message.add_alternative(page, subtype="html", cte=_transfer(page))
    message["Content-Language"] = lang
    message.set_boundary(f"=_{digest[24:48]}")  # else the library draws one
    return message


def _transfer(body: str) -> str:
    """The shorter way to write a text in ASCII; lines of any length and script survive both."""
    foreign = len(body.encode(errors="replace")) - sum(map(str.isascii, body))
    return "quoted-printable" if foreign * 6 < len(body) else "base64"


def outgoing(message: EmailMessage, sent: datetime | None = None) -> EmailMessage:
    """The message as it goes out: no draft any more, marked as made by a program, with the time of sending if one is given."""
    del message["X-Unsent"]
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notice answers it
    if sent is not None:
        message.replace_header("Date", format_datetime(sent))
    return message


def text(sheet: Sheet) -> str:
    """The sheet as plain text."""
    lang = "zh" if sheet.lang == "zh" else "en"
    parts = [f"{sheet.title}\n", *(part for section in sheet.sections for part in _section(section, lang))]
    if sheet.left_out:
        parts.append(_NOT_LISTED[lang].format(count=sheet.left_out) + "\n")
    return "\n".join(parts)


def _section(section: Section, lang: str) -> Iterator[str]:
    if section.title:
        yield f"{section.title} ({section.total})\n" if lang != "zh" else f"{section.title}（{section.total}）\n"
    yield from map(_item, section.lines)


def _item(line: Line) -> str:
    what = "" if line.what == line.name else f": {line.what}"
    rows = [f"* {line.row.due}  {line.name}{what}", f"  {line.rule}: {line.why}", f"  {line.source}"]
    return "\n".join([*rows, f"  {line.page}"] if line.page else rows) + "\n"


def offset(day: date, zone: str) -> timezone:
    """How far a time zone is from UTC when a day begins; UTC where the system does not know the zone."""
    from zoneinfo import ZoneInfo

    try:
        away = datetime.combine(day, datetime.min.time(), ZoneInfo(zone)).utcoffset() if zone else None
    except (KeyError, ValueError, OSError, OverflowError):  # ZoneInfoNotFoundError is a KeyError
        away = None
    return timezone(away or timedelta(0))
