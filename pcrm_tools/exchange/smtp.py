"""Handing mails to a server: which one, with which security and password, and what it answered."""

import contextlib
import smtplib
import socket
import ssl
from collections.abc import Iterator, Mapping
from email.message import EmailMessage
from typing import Any, NamedTuple

from pcrm_tools.errors import MailRefused
from pcrm_tools.exchange.due_sheet import clean

SECURITY = ("starttls", "ssl", "none")
PORTS: Mapping[str, int] = {"starttls": 587, "ssl": 465, "none": 25}
SECONDS = 30.0
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Server(NamedTuple):
    """A mail server; without a user nobody logs in."""

    host: str
    port: int
    security: str
    user: str = ""

    def __str__(self) -> str:
        return f"{self.host}:{self.port} ({self.security})"


def server(mail: Mapping[str, Any], environ: Mapping[str, str]) -> Server:
    """The server of pcrm.yml's `mail:`, each setting overridden by `PCRM_SMTP_…`; raises MailRefused where it cannot be used."""
    given = {key: environ.get(f"PCRM_SMTP_{key.upper()}", mail.get(key)) for key in ("host", "port", "security", "user")}
    host = str(given["host"] or "").strip()
    if not host:
        raise MailRefused("no-host")
    port = str(given["port"] or "").strip()
    if port and not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise MailRefused("port", seen=port)
    security = str(given["security"] or "").strip().lower() or ("ssl" if port == "465" else "starttls")
    if security not in SECURITY:
        raise MailRefused("security", seen=security)
    return Server(host, int(port or PORTS[security]), security, str(given["user"] or "").strip())


@contextlib.contextmanager
def connected(to: Server, password: str, seconds: float = SECONDS) -> Iterator[smtplib.SMTP]:
    """A connection, encrypted as the server's settings say and logged in; raises MailRefused where that fails.

    A password is never sent over an open connection to another machine.
    """
    if to.user and to.security == "none" and to.host not in _LOOPBACK:
        raise MailRefused("open", server=to)
    with _told(to):
        connection = _connect(to, seconds)
    try:
        with _told(to):
            if to.security == "starttls":
                connection.starttls(context=ssl.create_default_context())
            if to.user:
                _login(connection, to, password)
        yield connection
    finally:
        with contextlib.suppress(OSError, smtplib.SMTPException):
            connection.quit()
        connection.close()


def _connect(to: Server, seconds: float) -> smtplib.SMTP:
    # The library would ask the name service what this machine is called, which may take longer than all the rest.
    name = socket.gethostname()
    name = name if "." in name and name.isascii() else "[127.0.0.1]"
    if to.security == "ssl":
        return smtplib.SMTP_SSL(to.host, to.port, name, timeout=seconds, context=ssl.create_default_context())
    return smtplib.SMTP(to.host, to.port, name, timeout=seconds)


def _login(connection: smtplib.SMTP, to: Server, password: str) -> None:
    if not (to.user + password).isascii():  # the library's own complaint would hold the password
        raise MailRefused("login-text", server=to)
    connection.login(to.user, password)


def deliver(connection: smtplib.SMTP, message: EmailMessage, to: Server) -> None:
    """Hands over one message; raises MailRefused with what the server said, reason `refused` where others may still go."""
    with _told(to):
        connection.send_message(message)


@contextlib.contextmanager
def _told(to: Server) -> Iterator[None]:
    """What goes wrong with a mail server, as one MailRefused."""
    try:
        yield
    except smtplib.SMTPAuthenticationError as problem:
        raise MailRefused("login", server=to, user=to.user, said=_said(problem)) from problem
    except smtplib.SMTPNotSupportedError as problem:
        reason = "no-starttls" if "STARTTLS" in str(problem) else "no-login" if "AUTH" in str(problem) else "refused"
        raise MailRefused(reason, server=to, said=str(problem)) from problem
    except smtplib.SMTPRecipientsRefused as problem:
        code, said = next(iter(problem.recipients.values()))
        raise MailRefused("refused", server=to, said=f"{code} {_plain(said)}") from problem
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as problem:
        raise MailRefused("refused", server=to, said=_said(problem)) from problem
    except smtplib.SMTPResponseException as problem:
        raise MailRefused("unreachable", server=to, said=_said(problem)) from problem
    except smtplib.SMTPException as problem:
        # The library takes silence for a closed connection, too.
        raise MailRefused("timeout" if isinstance(problem.__context__, TimeoutError) else "closed", server=to) from problem
    except ssl.SSLCertVerificationError as problem:
        raise MailRefused("certificate", server=to, said=problem.verify_message) from problem
    except ssl.SSLError as problem:
        raise MailRefused("no-tls", server=to, said=problem.reason or "TLS") from problem
    except TimeoutError as problem:
        raise MailRefused("timeout", server=to) from problem
    except (OSError, UnicodeError) as problem:
        raise MailRefused("unreachable", server=to, said=getattr(problem, "strerror", "") or str(problem)) from problem


def _said(problem: smtplib.SMTPResponseException) -> str:
    return f"{problem.smtp_code} {_plain(problem.smtp_error)}"


def _plain(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(clean(text).split())
