"""A small server for looking at the built site on this machine; nobody else can reach it."""

import os
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

HOST = "127.0.0.1"
HOSTS = frozenset(("localhost", HOST, "[::1]"))


class Handler(SimpleHTTPRequestHandler):
    """Gives out files below one folder: no listing, no way out of it, no other host name."""

    protocol_version = "HTTP/1.1"
    server_version = "pcrm"
    sys_version = ""

    def send_head(self):  # type: ignore[no-untyped-def]
        """Refuses what leads elsewhere before the library looks at it."""
        host = self.headers.get("Host", "").rpartition(":")[0] or self.headers.get("Host", "")
        if host not in HOSTS or not inside(self.directory, self.path):
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        return super().send_head()

    def list_directory(self, path):  # type: ignore[no-untyped-def]
        """There is no listing."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def end_headers(self) -> None:
        """A page that was built again is seen at once, and no file is taken for another kind."""
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


def inside(folder: str | os.PathLike[str], address: str) -> bool:
    """Whether an address, once or twice decoded, stays below the folder, links resolved."""
    path = unquote(urlsplit(address).path)
    for form in (path, unquote(path)):
        if "\0" in form or "\\" in form or ".." in form.split("/") or any(part.startswith(".") for part in form.split("/")):
            return False
    root = os.path.realpath(folder)
    full = os.path.realpath(os.path.join(root, path.lstrip("/")))  # noqa: PTH118 - joined text, checked before any file is touched
    return full == root or full.startswith(root + os.sep)


def make_server(public: Path, port: int) -> ThreadingHTTPServer:
    """A server bound to this machine alone; port 0 takes a free one."""
    server = ThreadingHTTPServer((HOST, port), partial(Handler, directory=os.fspath(public)))
    server.daemon_threads = True
    return server


def serve(public: Path, port: int = 8000, ready: Callable[[str], None] = lambda address: None) -> None:
    """Serves a built site until interrupted; `ready` is told its address."""
    with make_server(public, port) as server:
        ready(f"http://{HOST}:{server.server_address[1]}/")
        server.serve_forever()
