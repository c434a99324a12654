"""`pcrm watch`: a notebook kept checked, indexed and built while it is written."""

import click

from pcrm_tools.cli.app import App
from pcrm_tools.cli.command import command, option
from pcrm_tools.cli.wording import Text


@command(
    "watch",
    Text(
        "Check, index and rebuild what changes, until interrupted. Findings that are new or solved are said as they come.",
        "持续检查、索引并重新生成有变化的内容，直到被中断。新出现和已解决的问题会随时列出。",
    ),
    examples=(
        ("pcrm watch", Text("Beside the editor, in a terminal of its own.", "在编辑器旁另开一个终端运行。")),
        ("pcrm watch --no-site --format jsonl", Text("For an editor or a script.", "供编辑器或脚本使用。")),
        ("pcrm watch --poll", Text("Where the files lie on a network share.", "文件位于网络共享时使用。")),
    ),
)
@option(
    "--site/--no-site",
    default=None,
    text=Text("Build the site too (default: where there is a mkdocs.yml).", "同时生成网站（默认：有 mkdocs.yml 时生成）。"),
)
@option(
    "--audience",
    default="internal",
    metavar="NAME",
    text=Text("For whom the site is (privacy: in pcrm.yml).", "网站面向谁（pcrm.yml 的 privacy:）。"),
)
@option(
    "--poll",
    is_flag=True,
    text=Text(
        "Look at the files every second: network shares and WSL tell of no changes.",
        "每秒查看一次文件：网络共享和 WSL 不会通知文件变化。",
    ),
)
@option(
    "--format",
    "form",
    type=click.Choice(["text", "jsonl"]),
    default="text",
    metavar="text|jsonl",
    text=Text("How updates are written (default: text).", "更新的输出格式（默认 text）。"),
)
def run(app: App, site: bool | None, audience: str, poll: bool, form: str) -> int:
    """Watches until interrupted (exit code 130) or asked to end (143)."""
    from pcrm_tools.cli.site_building import builder
    from pcrm_tools.cli.watching import Watching

    wanted = (app.session().root / "mkdocs.yml").is_file() if site is None else site
    return Watching(app, builder(app, audience) if wanted else None, form=form).run(poll)
