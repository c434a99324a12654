"""Who mails are from."""

from typing import TYPE_CHECKING

from pcrm_tools.cli.app import App
from pcrm_tools.errors import MailRefused
from pcrm_tools.exchange import mail

if TYPE_CHECKING:
    from email.headerregistry import Address


def sender(app: App) -> "Address":
    """Who mails to the team are from: PCRM_SMTP_FROM, else pcrm.yml's `from`, else whoever git says we are; raises MailRefused."""
    session = app.session()
    settings = session.config.data.get("mail")
    given = app.environ.get("PCRM_SMTP_FROM") or str((settings if isinstance(settings, dict) else {}).get("from") or "")
    if given:
        found = mail.sender(given)
        if found is None:
            raise MailRefused("sender", seen=given)
        return found
    from pcrm_tools.store import git

    found = mail.mailbox(*git.identity(session.root))
    if found is None:
        raise MailRefused("no-sender")
    return found


def author(app: App, name: str, email: str) -> "Address":
    """Who a letter to a customer is from: the person responsible where that one has an address, else as mails to the team."""
    return (mail.mailbox(name, email) if email else None) or sender(app)
