"""The plugin under mkdocs' own commands."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from pcrm_tools.site.plugin import PcrmPlugin


class Server:
    """What `mkdocs serve` hands to plugins: it notes what is to be watched."""

    def __init__(self) -> None:
        self.watched: list[str] = []

    def watch(self, path: str) -> None:
        self.watched.append(path)


def test_mkdocs_serve_builds_again_when_a_record_changes(tmp_path: Path) -> None:
    (tmp_path / "customers").mkdir()
    (tmp_path / "pcrm.yml").write_text("format: 1\n")
    server: Any = Server()
    config: Any = SimpleNamespace(config_file_path=str(tmp_path / "mkdocs.yml"))
    assert PcrmPlugin().on_serve(server, config=config, builder=None) is server
    assert server.watched == [str(tmp_path / "customers"), str(tmp_path / "pcrm.yml")]
