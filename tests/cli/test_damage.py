"""A damaged cache costs time, never an answer."""

from collections.abc import Callable
from pathlib import Path

import pytest

RECORD = "---\nname: Harbor Tools\nowner: alex\n---\n\n### 2026-11-02 call @alex — Cranes\n"


@pytest.mark.parametrize("command", [("list",), ("show", "harbor"), ("search", "cranes"), ("validate",)], ids=lambda words: words[0])
def test_a_damaged_cache_is_healed_on_the_way(tmp_path: Path, command: tuple[str, ...], pcrm: Callable) -> None:
    root = tmp_path / "notebook"
    (root / "customers").mkdir(parents=True)
    (root / "pcrm.yml").write_text("format: 1\nsearch:\n  engine: sqlite\nteam:\n  - {id: alex, name: Alex}\n")
    (root / "customers" / "harbor.md").write_text(RECORD)
    usual = pcrm(*command, cwd=root)
    pcrm("index", cwd=root)
    cache = root / ".pcrm" / "cache.db"
    for name in ("cache.db-wal", "cache.db-shm"):
        (root / ".pcrm" / name).unlink(missing_ok=True)
    data = bytearray(cache.read_bytes())
    data[4096 * 2 :] = b"\x5a" * (len(data) - 4096 * 2)
    cache.write_bytes(bytes(data))
    healed = pcrm(*command, cwd=root)
    assert (healed.code, healed.stdout) == (usual.code, usual.stdout) == (0, usual.stdout)
