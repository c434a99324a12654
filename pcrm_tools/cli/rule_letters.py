"""Drafts of the messages that house rules ask for."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pcrm_tools.cli.app import App
from pcrm_tools.cli.wording import Text
from pcrm_tools.model.finding import Finding

if TYPE_CHECKING:
    from email.headerregistry import Address
    from email.message import EmailMessage

    from pcrm_tools.reports.house_rules import Action
    from pcrm_tools.session import Session
    from pcrm_tools.store.letter_rows import Addressee

_NO_TEMPLATE = Text("rule {rule}: there is no templates/{name}.md", "规则 {rule}：没有 templates/{name}.md")
_BAD_TEMPLATE = Text("{path}:{line}: {detail}", "{path}:{line}：{detail}")
_NO_ADDRESS = Text("{id}: nobody with an e-mail address: no draft of {name}", "{id}：没有可用的邮箱，未起草 {name}")
_BAD_ADDRESS = Text("{id}: `{email}` is no e-mail address: no draft of {name}", "{id}：`{email}` 不是邮箱，未起草 {name}")


class Draft(NamedTuple):
    """A draft and the file that it belongs in."""

    path: Path
    message: "EmailMessage"


def write(app: App, actions: "Sequence[Action]", folder: str) -> tuple[list[str], bool]:
    """Write a draft for each action, replacing an earlier one of the same rule and record; false where one was not made."""
    from pcrm_tools.cli.private_file import write_private

    target = Path(folder) if folder else app.session().folder / "mail"
    drafts = [_draft(app, action, target) for action in actions]
    if any(drafts):
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = [draft for draft in drafts if draft is not None]
    for draft in made:
        write_private(str(draft.path), draft.message.as_bytes())
    return [str(draft.path) for draft in made], len(made) == len(drafts)


def _draft(app: App, action: "Action", folder: Path) -> Draft | None:
    """A draft, or None and a line that says why there is none."""
    from pcrm_tools.exchange import letters, mail
    from pcrm_tools.exchange.owner_files import file_stems
    from pcrm_tools.store import letter_rows

    session = app.session()
    to_owner = _wants_owner(session, action)
    who = owner_of(session, action.owner) if to_owner else letter_rows.addressee(session.db, action.customer, session.config)
    found = letter_rows.template(session.root, action.what, who.lang)
    if found is None:
        app.out.error(_NO_TEMPLATE, rule=action.rule, name=action.what)
        return None
    filled = _filled(app, action, found[0], who)
    if isinstance(filled, Finding):
        app.out.error(_BAD_TEMPLATE, path=found[1], line=filled.line, detail=filled.values["detail"])
        return None
    to = mail.mailbox(who.name, who.email) if who.email else None
    if to is None:
        app.out.error(_BAD_ADDRESS if who.email else _NO_ADDRESS, id=action.id, email=who.email, name=action.what)
        return None
    zone = mail.offset(app.today, str(session.config.data.get("timezone") or ""))
    message = letters.draft(
        letters.letter(filled, action.name), to, _author(app, action.owner), app.today, zone, f"{action.rule}/{action.id}"
    )
    stem = file_stems([f"{action.rule}-{action.id}"])[f"{action.rule}-{action.id}"]
    return Draft(folder / f"{stem}.eml", message)


def _author(app: App, owner: str) -> "Address":
    from pcrm_tools.cli.senders import author

    member = owner_of(app.session(), owner)
    return author(app, member.name, member.email)


def _wants_owner(session: "Session", action: "Action") -> bool:
    from pcrm_tools.reports.house_rules import house_rules

    return any(rule.name == action.rule and rule.to == "owner" for rule in house_rules(session.config))


def owner_of(session: "Session", owner: str) -> "Addressee":
    """Name and address of somebody of the team, and the notebook's language."""
    from pcrm_tools.store.letter_rows import Addressee

    member: dict[str, object] = next((one for one in session.config.data["team"] if one["id"] == owner), {})
    return Addressee(str(member.get("name") or owner), str(member.get("email") or ""), session.config.language or "en")


def _filled(app: App, action: "Action", template: str, who: "Addressee") -> str | Finding:
    """The template with its places filled: name, id, owner, contact, today, as_of, and `record` with every field."""
    from pcrm_tools.store.letter_rows import values_of
    from pcrm_tools.text.template import render

    session = app.session()
    n, customer = session.db.execute(
        "select r.n, coalesce((select c.name from record c where c.id = ? and c.type = 'customer'), r.name) from record r"
        " where r.path = ?", (action.customer, action.path),
    ).fetchone()  # fmt: skip
    values = {
        "name": customer, "project": action.name if action.id != action.customer else "", "id": action.id, "contact": who.name,
        "owner": session.config.person(action.owner), "today": app.today.isoformat(), "record": values_of(session.db, n),
    }  # fmt: skip
    return render(template, values)
