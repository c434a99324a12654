"""Handing mails over, to real servers on this machine: what arrives, and one clear line for everything that goes wrong."""

import socket
import ssl
import sys
from email.headerregistry import Address
from pathlib import Path

import pytest

from pcrm_tools.errors import MailRefused
from pcrm_tools.exchange import mail, smtp
from pcrm_tools.exchange.password import password
from pcrm_tools.exchange.smtp import Server, server
from tests.exchange.rows import follow_up, sheet
from tests.exchange.servers import certificate, free_port, mail_server, tls

FROM = Address("Dana Whitfield", addr_spec="dana@kestrel.example")


def letter(to="li.wei@kestrel.example", what="发报价"):
    return mail.outgoing(mail.draft(sheet([follow_up(what)], "zh"), Address("李薇", addr_spec=to), FROM, mail.offset(sheet([]).today, "")))


def send(to: Server, *messages, password="", seconds=5.0):
    with smtp.connected(to, password, seconds) as connection:
        for message in messages or (letter(),):
            smtp.deliver(connection, message, to)


def refused(to: Server, *messages, **more) -> MailRefused:
    with pytest.raises(MailRefused) as caught:
        send(to, *messages, **more)
    assert "s3cret" not in str(caught.value.values) and caught.value.message("zh") != caught.value.message("en")
    return caught.value


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's TLS whose certificate this process trusts."""
    file = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    return tls(file)


def test_a_mail_arrives_as_it_was_written() -> None:
    with mail_server() as (inbox, port):
        send(Server("127.0.0.1", port, "none"), letter(), letter("tomas@kestrel.example"))
    first, second = inbox.envelopes
    assert (first.mail_from, first.rcpt_tos, second.rcpt_tos) == ("dana@kestrel.example", ["li.wei@kestrel.example"], ["tomas@kestrel.example"])
    assert first.content == letter().as_bytes() and b"X-Unsent" not in first.content


@pytest.mark.parametrize("security", ["starttls", "ssl"])
def test_an_encrypted_connection_with_a_login(security: str, trusted: ssl.SSLContext) -> None:
    with mail_server(trusted, security == "starttls", login=True) as (inbox, port):
        to = Server("localhost", port, security, "notebook")
        send(to, password="s3cret")
        problem = refused(to, password="wrong")
    assert len(inbox.envelopes) == 1
    assert problem.reason == "login" and "535" in problem.values["said"] and "notebook" in problem.message()


@pytest.mark.parametrize("security", ["starttls", "ssl"])
def test_a_certificate_that_nobody_vouches_for_gets_nothing(security: str, tmp_path: Path) -> None:
    with mail_server(tls(certificate(tmp_path)), security == "starttls") as (inbox, port):
        assert refused(Server("localhost", port, security)).reason == "certificate"
    assert inbox.envelopes == []


def test_encryption_is_never_given_up_in_silence() -> None:
    with mail_server(login=True) as (inbox, port):
        assert refused(Server("127.0.0.1", port, "starttls", "notebook"), password="s3cret").reason == "no-starttls"
        assert refused(Server("127.0.0.1", port, "ssl"), seconds=2).reason in ("no-tls", "timeout", "closed")
    assert inbox.envelopes == []
    assert refused(Server("mail.kestrel.example", 25, "none", "notebook"), password="s3cret").reason == "open"


def test_a_login_that_a_server_does_not_offer() -> None:
    with mail_server() as (_, port):
        assert refused(Server("127.0.0.1", port, "none", "notebook"), password="s3cret").reason == "no-login"


def test_a_password_that_no_login_can_carry() -> None:
    with mail_server(login=True) as (_, port):
        assert refused(Server("127.0.0.1", port, "none", "notebook"), password="密码s3cret").reason == "login-text"


def test_a_refused_recipient_or_content_does_not_keep_the_others() -> None:
    with mail_server() as (inbox, port):
        to = Server("127.0.0.1", port, "none")
        with smtp.connected(to, "") as connection:
            for message in (letter("no.one@kestrel.example"), letter(what="SPAM" * 3), letter()):
                try:
                    smtp.deliver(connection, message, to)
                except MailRefused as problem:
                    assert problem.reason == "refused" and problem.values["said"][:3] in ("550", "554")
                    assert "\x1b" not in problem.values["said"]
    assert [envelope.rcpt_tos for envelope in inbox.envelopes][-1] == ["li.wei@kestrel.example"]


def test_a_server_that_is_not_there_or_does_not_answer() -> None:
    assert refused(Server("127.0.0.1", free_port(), "none")).reason == "unreachable"
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        assert refused(Server("127.0.0.1", silent.getsockname()[1], "none"), seconds=0.3).reason == "timeout"


def test_a_server_that_hangs_up() -> None:
    with mail_server() as (_, port):
        to = Server("127.0.0.1", port, "none")
        with smtp.connected(to, "") as connection:
            connection.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]
            with pytest.raises(MailRefused) as caught:
                smtp.deliver(connection, letter(), to)
    assert caught.value.reason in ("closed", "unreachable")


@pytest.mark.parametrize(
    ("settings", "environ", "expected"),
    [
        ({"host": "a.example"}, {}, ("a.example", 587, "starttls", "")),
        ({"host": "a.example", "port": 465}, {}, ("a.example", 465, "ssl", "")),
        ({"host": "a.example", "security": "ssl", "user": "u"}, {}, ("a.example", 465, "ssl", "u")),
        ({"host": "a.example", "security": "none"}, {}, ("a.example", 25, "none", "")),
        ({"host": "a.example", "user": "u"}, {"PCRM_SMTP_HOST": "b.example", "PCRM_SMTP_USER": ""}, ("b.example", 587, "starttls", "")),
        ({}, {"PCRM_SMTP_HOST": "b.example", "PCRM_SMTP_PORT": "2525", "PCRM_SMTP_SECURITY": "NONE"}, ("b.example", 2525, "none", "")),
    ],
)
def test_the_environment_counts_more_than_the_notebook(settings, environ, expected) -> None:
    assert tuple(server(settings, environ)) == expected


@pytest.mark.parametrize(
    ("environ", "reason"),
    [
        ({}, "no-host"), ({"PCRM_SMTP_HOST": "a", "PCRM_SMTP_PORT": "70000"}, "port"), ({"PCRM_SMTP_HOST": "a", "PCRM_SMTP_PORT": "smtp"}, "port"),
        ({"PCRM_SMTP_HOST": "a", "PCRM_SMTP_SECURITY": "tls"}, "security"),
    ],
)  # fmt: skip
def test_settings_that_cannot_be_used_are_told_of(environ, reason) -> None:
    with pytest.raises(MailRefused) as caught:
        server({}, environ)
    assert caught.value.reason == reason


PRINTS = f"'{sys.executable}' -c \"print('s3cret'); print('more')\""


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"PCRM_SMTP_PASSWORD": "s3cret", "PCRM_SMTP_PASSWORD_COMMAND": "false"}, "s3cret"),
        ({"PCRM_SMTP_PASSWORD_COMMAND": PRINTS}, "s3cret"),
        ({}, "no-password"),
        ({"PCRM_SMTP_PASSWORD_COMMAND": "no-such-program-here"}, "command"),
        ({"PCRM_SMTP_PASSWORD_COMMAND": "'unbalanced"}, "command"),
        ({"PCRM_SMTP_PASSWORD_COMMAND": ""}, "command"),
        ({"PCRM_SMTP_PASSWORD_COMMAND": f"'{sys.executable}' -c \"import sys; print('s3cret'); sys.exit(3)\""}, "command-failed"),
        ({"PCRM_SMTP_PASSWORD_COMMAND": f"'{sys.executable}' -c pass"}, "command-silent"),
        ({"PCRM_SMTP_PASSWORD_COMMAND": f"'{sys.executable}' -c pass; echo s3cret"}, "command-silent"),  # no shell
    ],
)
def test_the_password_comes_from_the_environment_or_a_command(environ, expected) -> None:
    if expected == "s3cret":
        assert password(environ) == expected
    else:
        with pytest.raises(MailRefused) as caught:
            password(environ)
        assert caught.value.reason == expected
