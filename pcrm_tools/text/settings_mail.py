"""What pcrm.yml says of the mail server: an address to send from, and never a password."""

import re
from collections.abc import Mapping
from typing import Any

from pcrm_tools.text.decode import UNKNOWN_KEY, Reader
from pcrm_tools.text.settings_judge import Judge

_MAILBOX = re.compile(r"(?:[^<>@\r\n]*<[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+)\Z")
_SECRET = re.compile(r"pass|pwd|secret|token|credential|密码|口令|授权码", re.IGNORECASE)


def mail(judge: Judge, data: Mapping[str, Any]) -> None:
    """Complains about a secret, whose value is not shown, and about a sender that is no address."""
    found = data.get("mail") or {}
    sender = str(found.get("from") or "")
    if sender and not _MAILBOX.match(sender):
        judge.bad(
            "mail.from", sender, "is no address to send from", "不是发件地址", "write name@example.com or `Name <name@example.com>`",
            "写成 name@example.com 或 `名称 <name@example.com>`",
        )  # fmt: skip
        found.pop("from")
    for name, (_, place) in judge.reader.unknown.items():
        section, _, key = name.partition(".")
        if section == "mail" and _SECRET.search(key):
            _told_once(judge.reader, place)
            judge.bad(
                name, "•••", "is a secret, and everybody who has the notebook can read it", "是机密，拿到笔记本的人都能看到",
                "take it out, change it, and set PCRM_SMTP_PASSWORD or PCRM_SMTP_PASSWORD_COMMAND where mails are sent",
                "请删除并更换它，在发送邮件的机器上设置 PCRM_SMTP_PASSWORD 或 PCRM_SMTP_PASSWORD_COMMAND", at=place,
            )  # fmt: skip


def _told_once(reader: Reader, place: Any) -> None:
    """Takes back that the key is unknown: one slip is one finding."""
    reader.findings[:] = [
        one for one in reader.findings if one.rule != UNKNOWN_KEY.id or (one.line, one.column) != (place.line, place.column)
    ]
