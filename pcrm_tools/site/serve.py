"""A small server for looking at the built site on this machine; nobody else can reach it, and no other site can read it."""

import json
import os
import shutil
import stat
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO
from urllib.parse import parse_qs, quote, unquote, urlsplit

from pcrm_tools.site import live
from pcrm_tools.site.live import Live

HOST = "127.0.0.1"
HOSTS = frozenset(("localhost", HOST, "[::1]"))
TYPES = {
    ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
    ".json": "application/json; charset=utf-8", ".svg": "image/svg+xml; charset=utf-8", ".xml": "application/xml; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8", ".vcf": "text/vcard; charset=utf-8", ".csv": "text/csv; charset=utf-8",
    ".tsv": "text/tab-separated-values; charset=utf-8", ".txt": "text/plain; charset=utf-8", ".log": "text/plain; charset=utf-8",
    ".md": "text/plain; charset=utf-8", ".woff2": "font/woff2", ".woff": "font/woff", ".png": "image/png", ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp", ".avif": "image/avif", ".ico": "image/x-icon",
    ".pdf": "application/pdf", ".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".mp4": "video/mp4", ".webm": "video/webm",
}  # fmt: skip
"""By suffix; the system's own table differs from one machine to the next."""
_PLAIN = "application/octet-stream"
_BEAT = 15.0  # seconds after which a page that waits is asked whether it is still there
_NEXT_PORTS = 20


class Server(ThreadingHTTPServer):
    """Gives out one folder; `live` tells its open pages of builds, without it they hear of none."""

    daemon_threads = True
    allow_reuse_address = os.name == "posix"  # elsewhere it would let two servers have one port

    def __init__(self, folder: Path, port: int, live: Live | None = None) -> None:
        self.folder, self.live = folder, live
        super().__init__((HOST, port), Handler)

    @property
    def url(self) -> str:
        """Where the site is."""
        return f"http://{HOST}:{self.server_address[1]}/"

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that goes away in the middle of an answer is nothing wrong."""


class Handler(BaseHTTPRequestHandler):
    """Gives out files below one folder: no listing, no way out of it, no other host name."""

    protocol_version = "HTTP/1.1"
    server_version = "pcrm"
    sys_version = ""
    timeout = 60
    server: Server

    def do_GET(self) -> None:
        """A file, what the pages' script asks, or the site's page of what is not found."""
        self._answer()

    def do_HEAD(self) -> None:
        """The same without the content."""
        self._answer()

    def _answer(self) -> None:
        host = self.headers.get("Host", "").rpartition(":")[0] or self.headers.get("Host", "")
        if host not in HOSTS or self._is_foreign():
            self._send(HTTPStatus.NOT_FOUND, b"not found\n", TYPES[".txt"])
            return
        path = urlsplit(self.path).path
        if self.server.live and path.startswith(live.PREFIX):
            self._tell(self.server.live, path.removeprefix(live.PREFIX))
            return
        file = locate(self.server.folder, path)
        if file and file.is_dir() and not path.endswith("/"):
            self._send(HTTPStatus.MOVED_PERMANENTLY, b"", TYPES[".txt"], Location=quote("/" + unquote(path).strip("/") + "/"))
        elif file:
            self._file(file / "index.html" if file.is_dir() else file)
        else:
            self._not_found()

    def _is_foreign(self) -> bool:
        """Whether a page of another site asks for something other than to lead here: lists and words are scripts, which it could read."""
        asked = self.headers.get("Sec-Fetch-Site", "none") in ("cross-site", "same-site")
        return asked and self.headers.get("Sec-Fetch-Mode") != "navigate"

    # -- files

    def _file(self, file: Path) -> None:
        try:
            stream = file.open("rb")
        except OSError:
            self._not_found()
            return
        with stream:
            self._stream(stream, file.suffix.lower())

    def _stream(self, stream: IO[bytes], suffix: str) -> None:
        state = os.fstat(stream.fileno())
        if not stat.S_ISREG(state.st_mode):
            self._not_found()
            return
        kind = TYPES.get(suffix, _PLAIN)
        if suffix == ".html":
            page = stream.read()
            # A page that waits for builds says when it was served, so it is never taken from the browser's store.
            self._send(HTTPStatus.OK, live.with_script(page) if self.server.live else page, kind)
            return
        tag = f'"{state.st_mtime_ns:x}-{state.st_size:x}"'
        if self.headers.get("If-None-Match") == tag:
            self._send(HTTPStatus.NOT_MODIFIED, None, kind, ETag=tag)
            return
        self._head(HTTPStatus.OK, state.st_size, kind, ETag=tag, Last_Modified=formatdate(state.st_mtime, usegmt=True))
        if self.command != "HEAD":
            shutil.copyfileobj(stream, self.wfile)

    def _not_found(self) -> None:
        """The site's own page for it, which is shown until the page is there."""
        try:
            page = (self.server.folder / "404.html").read_bytes()
        except OSError:
            page = b"<!doctype html><title>404</title><body>not found</body>\n"
        self._send(HTTPStatus.NOT_FOUND, live.with_script(page, missing=True) if self.server.live else page, TYPES[".html"])

    # -- pages that wait

    def _tell(self, told: Live, name: str) -> None:
        if name == "live.js":
            self._send(HTTPStatus.OK, live.SCRIPT, TYPES[".js"])
        elif name == "newer":
            self._send(HTTPStatus.OK, json.dumps({"newer": self._newer()}).encode(), TYPES[".json"])
        elif name == "live" and self.command == "GET" and (count := told.enter()) is not None:
            try:
                self._wait(told, count)
            finally:
                told.leave()
        else:
            self._send(HTTPStatus.NOT_FOUND, b"not found\n", TYPES[".txt"])

    def _newer(self) -> bool:
        asked = parse_qs(urlsplit(self.path).query)
        at = asked.get("at", [""])[0]
        if not at.isdecimal() or len(at) > 20:
            return False
        files = [locate(self.server.folder, quote(path), missing=True) for path in asked.get("p", ())[:200]]
        files = [file / "index.html" if file and file.is_dir() else file for file in files]
        return live.newer(files, int(at), "missing" in asked)

    def _wait(self, told: Live, count: int) -> None:
        """Sends a line for each build after the `count`th until the page goes away."""
        self.close_connection = True
        self._head(HTTPStatus.OK, None, "text/event-stream; charset=utf-8", Connection="close")
        try:
            self.wfile.write(b"retry: 1000\n\n")
            while not told.closed:
                known, count = count, told.wait(count, _BEAT)
                self.wfile.write(b"event: built\ndata: %d\n\n" % count if count != known else b": waiting\n\n")
        except OSError:
            return

    # -- answers

    def _send(self, status: HTTPStatus, content: bytes | None, kind: str, **more: str) -> None:
        self._head(status, None if content is None else len(content), kind, **more)
        if content and self.command != "HEAD":
            self.wfile.write(content)

    def _head(self, status: HTTPStatus, size: int | None, kind: str, **more: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if size is not None:
            self.send_header("Content-Length", str(size))
        for name, value in more.items():
            self.send_header(name.replace("_", "-"), value)
        # What was built again is seen at once; no file is taken for another kind; no other site may show or read it.
        for name, value in _ALWAYS:
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


_ALWAYS = (
    ("Cache-Control", "no-cache"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("X-Frame-Options", "SAMEORIGIN"),
    ("Referrer-Policy", "same-origin"),
)


def inside(folder: str | os.PathLike[str], address: str) -> bool:
    """Whether an address, once or twice decoded, stays below the folder, links resolved."""
    path = unquote(urlsplit(address).path)
    for form in (path, unquote(path)):
        if "\0" in form or "\\" in form or ".." in form.split("/") or any(part.startswith(".") for part in form.split("/")):
            return False
    root = os.path.realpath(folder)
    full = os.path.realpath(os.path.join(root, path.lstrip("/")))  # noqa: PTH118 - joined text, checked before any file is touched
    return full == root or full.startswith(root + os.sep)


def locate(folder: Path, address: str, missing: bool = False) -> Path | None:
    """The file or folder that an address leads to; None where there is none, unless it may be `missing`."""
    if not inside(folder, address):
        return None
    found = folder / unquote(urlsplit(address).path).lstrip("/")
    try:
        return found if missing or found.exists() else None
    except OSError:  # a name too long
        return None


def make_server(public: Path, port: int, live: Live | None = None) -> Server:
    """A server bound to this machine alone; port 0 takes a free one. Raises OSError where the port is taken."""
    return Server(public, port, live)


def next_free(port: int) -> int | None:
    """The next port above one that nobody uses."""
    import socket

    for other in range(port + 1, min(port + _NEXT_PORTS, 65535) + 1):
        with socket.socket() as tried:
            try:
                tried.bind((HOST, other))
            except OSError:
                continue
            return other
    return None
