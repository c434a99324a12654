"""Follow-ups by mail: a draft for each owner, and sending them where that was asked for."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pcrm_tools.cli.due_documents import Documents
from pcrm_tools.cli.due_listing import Listing
from pcrm_tools.cli.senders import sender
from pcrm_tools.cli.table import Column, Styled
from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import MailRefused
from pcrm_tools.exchange import mail, smtp
from pcrm_tools.exchange.owner_files import file_stems
from pcrm_tools.reports.due_groups import late

if TYPE_CHECKING:
    from email.headerregistry import Address
    from email.message import EmailMessage

    from pcrm_tools.reports.followups import FollowUp

_COLUMNS = (
    ("owner", Text("owner", "负责人"), False), ("to", Text("to", "收件人"), False), ("total", Text("follow-ups", "跟进"), True),
    ("overdue", Text("overdue", "逾期"), True), ("result", Text("result", "结果"), False), ("draft", Text("draft", "草稿"), False),
)  # fmt: skip
_RESULTS: Mapping[str, Text] = {
    "draft": Text("draft", "草稿"), "planned": Text("would be sent", "将发送"), "sent": Text("sent", "已发送"),
    "refused": Text("refused", "被拒绝"), "unsent": Text("not sent", "未发送"),
}  # fmt: skip
_UNASSIGNED = Text("{count} follow-ups have no owner: no mail about them", "{count} 条跟进无人负责：没有对应的邮件")
_NO_MEMBER = Text("{owner} is not in the team of pcrm.yml: no mail about {count} follow-ups", "{owner} 不在 pcrm.yml 的团队中：{count} 条跟进没有邮件")
_LEFT = Text("{owner} left on {left}: no mail about {count} follow-ups", "{owner} 已于 {left} 离职：{count} 条跟进没有邮件")
_NO_ADDRESS = Text("{owner} has no e-mail in pcrm.yml: no mail about {count} follow-ups", "{owner} 在 pcrm.yml 中没有邮箱：{count} 条跟进没有邮件")
_BAD_ADDRESS = Text("{owner} cannot be written to at `{email}`: no mail about {count} follow-ups", "{owner} 的邮箱 `{email}` 无法使用：{count} 条跟进没有邮件")
_NOTHING = Text("no mail: nothing is due of anybody who could get one", "没有邮件：没有可通知的到期跟进")
_SOME = Text("{count} of {total} mails were not sent; the drafts are in {folder}", "{total} 封邮件中有 {count} 封未发送，草稿在 {folder}")
_TO = Text("to {server}", "服务器 {server}")


class Letter(NamedTuple):
    """A mail to an owner with its draft's path and how it fared: `result` is one of _RESULTS, `said` what the server answered."""

    owner: str
    to: "Address"
    message: "EmailMessage"
    total: int
    overdue: int
    draft: str
    result: str = "draft"
    said: str = ""


def run(listing: Listing, folder: str, send: bool, dry_run: bool) -> int:
    """Write the drafts, send them if that was asked for, tell how each fared; exit code 2 where one was not sent."""
    app = listing.app
    own = listing.session.folder / "mail"
    target = Path(folder) if folder else own
    server = smtp.server(_settings(listing), app.environ) if send else None
    letters = list(_letters(listing, sender(listing.app), target))
    if not letters:
        app.out.note(_NOTHING)
    if dry_run:
        letters = [letter._replace(result="planned" if send else "draft", draft="") for letter in letters]
    else:
        _write(letters, target, target == own)
    if server is not None:
        (app.out.note if dry_run else app.out.detail)(_TO, server=server)
    try:
        if server is not None and letters and not dry_run:
            _send(listing, letters, server)
    finally:
        _tell(listing, letters)
    failed = sum(letter.result in ("refused", "unsent") for letter in letters)
    if failed:
        app.out.error(_SOME, count=failed, total=len(letters), folder=target)
    return 2 if failed else 0


def _settings(listing: Listing) -> Mapping[str, Any]:
    found = listing.session.config.data.get("mail")
    return found if isinstance(found, dict) else {}


def _letters(listing: Listing, author: "Address", folder: Path) -> Iterator[Letter]:
    """A letter for each owner who can get one; the others are told of."""
    session, today = listing.session, listing.app.today
    zone = mail.offset(today, str(session.config.data.get("timezone") or ""))
    documents = Documents(listing)
    parts: dict[str, list[FollowUp]] = {}
    for row in listing.rows:
        parts.setdefault(row.owner, []).append(row)
    stems = file_stems(parts)
    for owner, rows in sorted(parts.items()):
        to = _address(listing, owner, len(rows))
        if to is not None:
            message = mail.draft(documents.sheet(rows, [owner]), to, author, zone)
            path = folder / f"followups-{today}-{stems[owner]}.eml"
            yield Letter(owner, to, message, len(rows), late(rows), str(path))


def _address(listing: Listing, owner: str, count: int) -> "Address | None":
    """Where an owner gets mail; None, and a word about it, for one who gets none."""
    out = listing.app.out
    if not owner:
        out.note(_UNASSIGNED, count=count)
        return None
    member = next((one for one in listing.session.config.data["team"] if one["id"] == owner), None)
    if member is None:
        out.note(_NO_MEMBER, owner=owner, count=count)
    elif member.get("left") and str(member["left"]) <= listing.app.today.isoformat():
        out.note(_LEFT, owner=owner, left=member["left"], count=count)
    elif not member.get("email"):
        out.note(_NO_ADDRESS, owner=owner, count=count)
    else:
        found = mail.mailbox(str(member.get("name") or owner), str(member["email"]))
        if found is None:
            out.note(_BAD_ADDRESS, owner=owner, email=member["email"], count=count)
        return found
    return None


def _write(letters: list[Letter], folder: Path, own: bool) -> None:
    """The drafts, readable by their owner alone; in our own folder those of an earlier run give way."""
    from pcrm_tools.cli.private_file import write_private

    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for letter in letters:
        write_private(letter.draft, letter.message.as_bytes())
    kept = {letter.draft for letter in letters}
    for old in folder.glob("followups-*.eml") if own else ():
        if str(old) not in kept:
            old.unlink(missing_ok=True)


def _send(listing: Listing, letters: list[Letter], server: smtp.Server) -> None:
    """Hand over every letter; raises MailRefused where the server cannot be used at all, and then none of the rest goes."""
    from datetime import datetime

    from pcrm_tools.exchange.password import password

    app = listing.app
    letters[:] = [letter._replace(result="unsent") for letter in letters]
    secret = password(app.environ) if server.user else ""
    # Whoever asks as of another day gets the same bytes every time; else a mail is dated when it goes out.
    sent = datetime.now().astimezone() if app.as_of is None else None
    with smtp.connected(server, secret) as connection:
        for place, letter in enumerate(letters):
            try:
                smtp.deliver(connection, mail.outgoing(letter.message, sent), server)
            except MailRefused as problem:
                if problem.reason != "refused":
                    raise
                letters[place] = letter._replace(result="refused", said=problem.values["said"])
            else:
                letters[place] = letter._replace(result="sent")


def _tell(listing: Listing, letters: list[Letter]) -> None:
    app = listing.app
    if app.out.format == "json":
        mails = [
            {"owner": one.owner, "to": one.to.addr_spec, "subject": str(one.message["Subject"]), "total": one.total,
             "overdue": one.overdue, "result": one.result, "said": one.said, "draft": one.draft}
            for one in letters
        ]  # fmt: skip
        app.out.json({"as_of": app.today.isoformat(), "mails": mails})
        return
    tones = {"sent": "good", "refused": "error", "unsent": "error"}
    heads = [Column(key, label.of(app.lang), right) for key, label, right in _COLUMNS]
    rows = []
    for one in letters:
        told = _RESULTS[one.result].of(app.lang) + (f": {one.said}" if one.said else "")
        result = Styled(told, tones[one.result]) if one.result in tones else told
        rows.append([one.owner, one.to.addr_spec, one.total, one.overdue, result, one.draft])
    app.out.table(heads, rows)

