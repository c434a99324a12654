"""Messages made from templates: RFC 5322 drafts, the same bytes for the same record, day and template."""

import hashlib
import re
from datetime import date, datetime, timezone
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import NamedTuple

from pcrm_tools.exchange.mail import header_text

_COMMENT = re.compile(r"<!--.*?-->\s*", re.DOTALL)
_SUBJECT = re.compile(r"\s*(?:subject|主题)\s*[:：][ \t]*([^\r\n]*)(?:\r\n|\r|\n|\Z)", re.IGNORECASE)


class Letter(NamedTuple):
    """The subject and the text of a message."""

    subject: str
    body: str


def letter(filled: str, otherwise: str) -> Letter:
    """A filled template as a letter: its first line may say `Subject:`, else `otherwise` is the subject; comments are left out."""
    text = _COMMENT.sub("", filled.removeprefix("\ufeff")).strip()
    found = _SUBJECT.match(text)
    subject = found[1] if found else otherwise
    return Letter(header_text(subject), (text[found.end() :] if found else text).strip() + "\n")


def draft(
    content: Letter, to: Address, author: Address, day: date, zone: timezone, about: str, page: str = ""
) -> EmailMessage:
    """A letter as a message that was not sent yet, with an HTML `page` of the same where there is one.

    `about` tells letters of one day apart (`rule/record`).
    """
    digest = hashlib.sha256("\0".join((about, str(to), str(author), *content, page)).encode(errors="replace")).hexdigest()
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = author, to, content.subject
    message["Date"] = format_datetime(datetime.combine(day, datetime.min.time(), zone))
    message["Message-ID"] = f"<letter.{day}.{digest[:24]}@{author.domain}>"
    message["X-Unsent"] = "1"
    message.set_content(content.body, cte=_transfer(content.body))
    if page:
        message.add_alternative(page, subtype="html", cte=_transfer(page))
        message.set_boundary(f"=_{digest[24:48]}")  # else the library draws one
    return message


def _transfer(body: str) -> str:
    """A way to write a text in ASCII that lines of any length survive."""
    return "quoted-printable" if body.isascii() else "base64"
