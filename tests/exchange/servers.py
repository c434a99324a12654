"""Real mail servers on this machine, for tests: open, with STARTTLS, with TLS from the start, with and without a login."""

import contextlib
import shutil
import socket
import ssl
import subprocess
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Inbox:
    """What a server took: envelopes; it refuses recipients that begin with `no.` and contents that say SPAM."""

    def __init__(self) -> None:
        self.envelopes: list[Any] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        if address.startswith("no."):
            return "550 5.1.1 no such user \x1b[2J here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if b"SPAM" in envelope.content:
            return "554 5.7.1 not wanted"
        self.envelopes.append(envelope)
        return "250 OK"


def _login(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    known = isinstance(data, LoginPassword) and (data.login, data.password) == (b"notebook", b"s3cret")
    return AuthResult(success=known, handled=known)


class _Server(Controller):
    """A server in a thread of its own."""

    def __init__(self, inbox: Inbox, context: ssl.SSLContext | None, starttls: bool, login: bool) -> None:
        self._options: dict[str, Any] = {"require_starttls": starttls, "tls_context": context if starttls else None}
        if login:
            self._options |= {"auth_required": True, "auth_require_tls": False, "authenticator": _login}
        super().__init__(inbox, hostname="127.0.0.1", port=0, ssl_context=None if starttls else context)

    def factory(self) -> SMTP:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # a login without STARTTLS is what some tests are about
            return SMTP(self.handler, hostname="mail.example", **self._options)


@contextlib.contextmanager
def mail_server(
    context: ssl.SSLContext | None = None, starttls: bool = False, login: bool = False
) -> Iterator[tuple[Inbox, int]]:
    """A server that runs as long as the block: what it took, and its port."""
    inbox = Inbox()
    server = _Server(inbox, context, starttls, login)
    server.port = free_port()
    server.start()
    try:
        yield inbox, server.port
    finally:
        server.stop()


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def certificate(folder: Path) -> Path:
    """A certificate of this machine with its key, made now; the test is skipped where there is no openssl."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl on this machine: encrypted mail is not tried")
    file = folder / "localhost.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", file, "-out", folder / "certificate.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    file.write_bytes(file.read_bytes() + (folder / "certificate.pem").read_bytes())
    return file


def tls(file: Path) -> ssl.SSLContext:
    """A server's side of TLS with a certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
