"""The little server: this machine alone, and nothing but the site."""

import http.client
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pcrm_tools.site.serve import inside, make_server


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
