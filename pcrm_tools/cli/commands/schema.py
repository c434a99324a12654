"""`pcrm schema`: the JSON Schema of a record type's front matter, or of pcrm.yml."""

import json
from collections.abc import Mapping
from typing import Any

import click

from pcrm_tools.cli.app import App
from pcrm_tools.cli.command import argument, command
from pcrm_tools.cli.wording import UNSAFE, Text


@command(
    "schema",
    Text(
        "Print the JSON Schema of a record type's front matter (own fields included), for editors and other tools.",
        "输出某类档案的 JSON Schema（含自定义字段），供编辑器和其他工具使用。",
    ),
    examples=(
        ("pcrm schema customer > customer.schema.json", Text("For an editor's YAML support.", "供编辑器的 YAML 支持使用。")),
    ),
)
@argument(
    "what",
    Text("customer, project or settings.", "customer、project 或 settings。"),
    type=click.Choice(["customer", "project", "settings"]),
    metavar="TYPE",
)
def run(app: App, what: str) -> int:
    """Prints the schema."""
    from pcrm_tools.errors import NotebookNotFound
    from pcrm_tools.model.config import Config, defaults
    from pcrm_tools.text.schema import json_schema

    try:
        config = app.session().config
    except NotebookNotFound:
        config = Config(defaults())
    app.out.bytes(_json(json_schema(what, config, app.lang)))
    return 0


def _json(schema: Mapping[str, Any]) -> bytes:
    """JSON in indented lines, fit to be kept in git; what a terminal would obey is written `\\uXXXX`."""
    text = json.dumps(schema, ensure_ascii=False, indent=2)
    return (UNSAFE.sub(lambda found: found[0] if found[0] == "\n" else json.dumps(found[0])[1:-1], text) + "\n").encode()
