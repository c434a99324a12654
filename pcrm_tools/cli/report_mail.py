"""A progress report as a draft mail to the customer."""

from pathlib import Path
from typing import TYPE_CHECKING

from pcrm_tools.cli.app import App
from pcrm_tools.cli.rule_letters import owner_of
from pcrm_tools.cli.wording import Text

if TYPE_CHECKING:
    from pcrm_tools.reports.report import Report

_NO_ADDRESS = Text("{id}: nobody with a usable e-mail address: no draft", "{id}：没有可用的邮箱，未起草")


def write_draft(app: App, report: "Report", customer: str, folder: str) -> int:
    """Write the draft in the customer's language and say where it is; exit code 2 where nobody can get it."""
    from pcrm_tools.cli.private_file import write_private
    from pcrm_tools.cli.senders import author
    from pcrm_tools.exchange import letters, mail, report_text
    from pcrm_tools.exchange.owner_files import file_stems
    from pcrm_tools.reports.registry import meanings
    from pcrm_tools.store.letter_rows import addressee

    session = app.session()
    who = addressee(session.db, customer, session.config)
    to = mail.mailbox(who.name, who.email) if who.email else None
    if to is None:
        app.out.error(_NO_ADDRESS, id=customer)
        return 2
    (owner,) = session.db.execute("select coalesce(owner, '') from record where id = ? and type = 'customer'", (customer,)).fetchone()
    member = owner_of(session, owner)
    zone = mail.offset(app.today, str(session.config.data.get("timezone") or ""))
    content = letters.Letter(report.title.of(who.lang), report_text.plain(report, who.lang))
    page = report_text.html(report, meanings(), who.lang)
    message = letters.draft(content, to, author(app, member.name, member.email), app.today, zone, f"progress/{customer}/{report.window.text}", page)
    path = Path(folder) / f"progress-{report.as_of}-{file_stems([customer])[customer]}.eml"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_private(str(path), message.as_bytes())
    app.out.line(str(path))
    return 0
