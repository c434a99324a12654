"""The little server: this machine alone, nothing but the site, and pages that are told when they were built again."""

import http.client
import json
import os
import re
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pcrm_tools.site.live import Live
from pcrm_tools.site.serve import inside, make_server, next_free


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, int]]:
    """A running server of a small folder beside a secret."""
    public = tmp_path / "public"
    (public / "customers").mkdir(parents=True)
    (public / "index.html").write_text("home")
    (public / "customers/华星.html").write_text("huaxing")
    (public / "customers/50%.html").write_text("half")
    (public / ".hidden").write_text("secret")
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "public-other").mkdir()
    (tmp_path / "public-other/index.html").write_text("secret")
    (public / "link.txt").symlink_to(tmp_path / "secret.txt")
    made = make_server(public, 0)
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield str(made.server_address[0]), int(made.server_address[1])
    made.shutdown()
    made.server_close()
    thread.join()


def get(server: tuple[str, int], path: str, host: str = "") -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(*server, timeout=10)
    connection.putrequest("GET", path, skip_host=True, skip_accept_encoding=True)
    connection.putheader("Host", host or f"{server[0]}:{server[1]}")
    connection.endheaders()
    answer = connection.getresponse()
    found = answer.status, answer.read()
    connection.close()
    return found


def test_it_is_bound_to_this_machine(server: tuple[str, int]) -> None:
    assert server[0] == "127.0.0.1"


def test_pages_are_served(server: tuple[str, int]) -> None:
    assert get(server, "/") == (200, b"home")
    assert get(server, "/index.html?x=1") == (200, b"home")
    assert get(server, "/customers/%E5%8D%8E%E6%98%9F.html") == (200, b"huaxing")


@pytest.mark.parametrize("path", [
    "/../secret.txt", "/%2e%2e/secret.txt", "/%2e%2e%2fsecret.txt", "/%252e%252e%252fsecret.txt", "/..%5csecret.txt", "/customers/../../secret.txt",
    "/customers/..%2f..%2fsecret.txt", "//etc/passwd", "/etc/passwd", "/%00", "/.hidden", "/link.txt", "/customers/", "/../public-other/index.html",
    "/nothing.html",
])  # fmt: skip
def test_everything_else_is_not_found(server: tuple[str, int], path: str) -> None:
    status, body = get(server, path)
    assert status == 404
    assert b"secret" not in body


def test_other_host_names_are_not_answered(server: tuple[str, int]) -> None:
    assert get(server, "/", "evil.example")[0] == 404
    assert get(server, "/", f"localhost:{server[1]}")[0] == 200


def test_a_sibling_folder_with_the_same_beginning_is_outside(tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    (tmp_path / "public-other").mkdir()
    assert inside(tmp_path / "public", "/a.html")
    assert not inside(tmp_path / "public", "/../public-other/a.html")


# -- what files are, and what is not there


@pytest.fixture
def live(tmp_path: Path) -> Iterator[tuple[tuple[str, int], Live, Path]]:
    """A running server whose pages are told of builds, what tells them, and its folder."""
    public = tmp_path / "public"
    (public / "customers").mkdir(parents=True)
    (public / "index.html").write_text("<html><body>home</body></html>")
    (public / "404.html").write_text("<html><body>nothing here</body></html>")
    (public / "customers/index.html").write_text("<html><body>all customers</body></html>")
    for name in ("own.js", "own.css", "sign.svg", "words.woff2", "due.ics", "offer.pdf", "thing.unknown"):
        (public / name).write_text("x")
    told = Live()
    made = make_server(public, 0, told)
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield (str(made.server_address[0]), int(made.server_address[1])), told, public
    told.close()
    made.shutdown()
    made.server_close()
    thread.join()


def ask(server: tuple[str, int], path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(*server, timeout=10)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    found = answer.status, dict(answer.getheaders()), answer.read()
    connection.close()
    return found


@pytest.mark.parametrize(("path", "kind"), [
    ("/index.html", "text/html; charset=utf-8"), ("/own.js", "text/javascript; charset=utf-8"), ("/own.css", "text/css; charset=utf-8"),
    ("/sign.svg", "image/svg+xml; charset=utf-8"), ("/words.woff2", "font/woff2"), ("/due.ics", "text/calendar; charset=utf-8"),
    ("/offer.pdf", "application/pdf"), ("/thing.unknown", "application/octet-stream"),
])  # fmt: skip
def test_a_file_is_of_its_kind(live: tuple[tuple[str, int], Live, Path], path: str, kind: str) -> None:
    status, headers, _ = ask(live[0], path)
    assert (status, headers["Content-Type"]) == (200, kind)


def test_head_is_the_same_without_the_content(live: tuple[tuple[str, int], Live, Path]) -> None:
    for path in ("/index.html", "/own.js"):
        _, headers, body = ask(live[0], path)
        status, heads, nothing = ask(live[0], path, "HEAD")
        assert status == 200 and nothing == b""
        assert (heads["Content-Type"], heads["Content-Length"]) == (headers["Content-Type"], str(len(body)))


def test_what_stands_unchanged_is_not_sent_again(live: tuple[tuple[str, int], Live, Path]) -> None:
    tag = ask(live[0], "/own.js")[1]["ETag"]
    assert ask(live[0], "/own.js", If_None_Match=tag)[0] == 304
    (live[2] / "own.js").write_text("y")
    assert ask(live[0], "/own.js", If_None_Match=tag)[::2] == (200, b"y")


def test_a_folder_is_its_first_page(live: tuple[tuple[str, int], Live, Path]) -> None:
    status, headers, _ = ask(live[0], "/customers")
    assert (status, headers["Location"]) == (301, "/customers/")
    assert b"all customers" in ask(live[0], "/customers/")[2]


def test_what_is_not_there_shows_the_sites_own_page(live: tuple[tuple[str, int], Live, Path]) -> None:
    status, headers, body = ask(live[0], "/customers/nobody.html")
    assert (status, headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert b"nothing here" in body


@pytest.mark.parametrize("path", ["/index.html", "/own.js", "/_pcrm/live.js", "/_pcrm/newer?at=1&p=/index.html"])
def test_pages_of_other_sites_get_nothing(live: tuple[tuple[str, int], Live, Path], path: str) -> None:
    assert ask(live[0], path, Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="no-cors")[0] == 404
    assert ask(live[0], path, Host="evil.example")[0] == 404
    assert ask(live[0], path)[1]["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_link_from_elsewhere_may_lead_here(live: tuple[tuple[str, int], Live, Path]) -> None:
    assert ask(live[0], "/index.html", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate")[0] == 200


# -- pages that are told


def test_the_script_is_served_and_never_in_the_built_file(live: tuple[tuple[str, int], Live, Path]) -> None:
    server, _, public = live
    body = ask(server, "/index.html")[2]
    assert re.search(rb'<body>home<script src="/_pcrm/live.js" data-at="\d+" defer></script></body>', body)
    assert b"data-missing" in ask(server, "/nothing.html")[2]
    assert b"_pcrm" not in (public / "index.html").read_bytes()
    assert ask(server, "/_pcrm/live.js")[0] == 200


def test_without_watching_nothing_is_added(server: tuple[str, int]) -> None:
    assert get(server, "/") == (200, b"home")
    assert get(server, "/_pcrm/live.js")[0] == 404


def test_an_open_page_hears_of_each_build(live: tuple[tuple[str, int], Live, Path]) -> None:
    server, told, _ = live
    with socket.create_connection(server, timeout=10) as stream, stream.makefile("rb") as read:
        stream.sendall(f"GET /_pcrm/live HTTP/1.1\r\nHost: {server[0]}:{server[1]}\r\n\r\n".encode())
        head = list(iter(read.readline, b"\r\n"))
        assert b"Content-Type: text/event-stream; charset=utf-8\r\n" in head
        for count in (1, 2):
            while not told.waiting:
                time.sleep(0.01)
            told.tell()
            assert next(line for line in read if line.startswith(b"event")) == b"event: built\n"
            assert read.readline() == b"data: %d\n" % count
        told.close()
        read.read()


def newer(server: tuple[str, int], at: str, *paths: str, missing: bool = False) -> bool:
    asked = "".join(f"&p={path}" for path in paths) + ("&missing=1" if missing else "")
    return bool(json.loads(ask(server, f"/_pcrm/newer?at={at}{asked}")[2])["newer"])


def served_at(server: tuple[str, int], path: str) -> str:
    found = re.search(rb'data-at="(\d+)"', ask(server, path)[2])
    assert found
    return found[1].decode()


def test_a_page_is_out_of_date_when_it_or_what_it_loads_was_written_since(live: tuple[tuple[str, int], Live, Path]) -> None:
    server, _, public = live
    for path in public.rglob("*"):
        os.utime(path, (time.time() - 60,) * 2)
    at = served_at(server, "/index.html")
    assert not newer(server, at, "/index.html", "/own.js")
    (public / "customers/index.html").write_text("another page")
    assert not newer(server, at, "/index.html", "/own.js")
    assert newer(server, at, "/customers/")
    (public / "own.js").write_text("z")
    assert newer(server, at, "/index.html", "/own.js")
    assert not newer(server, at, "/index.html")
    (public / "index.html").unlink()
    assert newer(server, at, "/index.html")


def test_a_page_that_was_not_there_is_out_of_date_when_it_is(live: tuple[tuple[str, int], Live, Path]) -> None:
    server, _, public = live
    at = served_at(server, "/later.html")
    assert not newer(server, at, "/later.html", missing=True)
    (public / "later.html").write_text("now")
    assert newer(server, at, "/later.html", missing=True)


@pytest.mark.parametrize("asked", ["", "at=x", "at=1&p=/../secret.txt", f"at={'9' * 40}&p=/index.html", "at=1&p=%00"])
def test_an_odd_question_is_answered_with_no(live: tuple[tuple[str, int], Live, Path], asked: str) -> None:
    assert json.loads(ask(live[0], f"/_pcrm/newer?{asked}")[2]) == {"newer": False}


def test_a_taken_port_has_a_next_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(OSError):
            make_server(Path(), port)
        free = next_free(port)
        assert free and free > port
        make_server(Path(), free).server_close()
