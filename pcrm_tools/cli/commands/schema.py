"""`pcrm schema`: the JSON Schema of a record type's front matter, or of pcrm.yml."""

import click

from pcrm_tools.cli.app import App
from pcrm_tools.cli.command import argument, command
from pcrm_tools.cli.wording import Text


@command(
    "schema",
    Text(
        "Print the JSON Schema of a record type's front matter (own fields included), for editors and other tools.",
        "输出某类记录的 JSON Schema（含自定义字段），供编辑器和其他工具使用。",
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
    from pcrm_tools.cli.formats import json_text
    from pcrm_tools.errors import NotebookNotFound
    from pcrm_tools.model.config import Config, defaults
    from pcrm_tools.text.schema import json_schema

    try:
        config = app.session().config
    except NotebookNotFound:
        config = Config(defaults())
    app.out.bytes((json_text(json_schema(what, config, app.lang)) + "\n").encode())
    return 0
