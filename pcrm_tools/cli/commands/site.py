"""`pcrm site build|serve`: the notebook as a static site."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pcrm_tools.cli.app import App
from pcrm_tools.cli.command import argument, command, option
from pcrm_tools.cli.wording import Text

if TYPE_CHECKING:
    from pcrm_tools.site.build import Built

_DONE = Text(
    "{pages} pages, {changed} rendered, {seconds} s: open {path}",
    "共 {pages} 页，本次生成 {changed} 页，{seconds} 秒：打开 {path}",
)
_BROKEN = Text(
    "records that cannot be read: {count}, {first} first; their pages say why",
    "{count} 份档案无法读取（首个：{first}），页面上说明了原因",
)


@command(
    "site",
    Text(
        "Build the site into site/public, or build it and serve it on this machine.",
        "把网站生成到 site/public，或生成后在本机预览。",
    ),
    formats=("table", "json"),
    examples=(
        ("pcrm site build", Text("Only what changed is rendered again.", "只重新生成有变化的页面。")),
        (
            "pcrm site build --lang zh",
            Text("The site in Chinese, whatever pcrm.yml says.", "不论 pcrm.yml 如何设置，都生成中文网站。"),
        ),
        ("pcrm site serve --open", Text("Look at it in a browser while writing.", "边写边在浏览器中查看。")),
    ),
)
@argument("action", Text("build or serve.", "build 或 serve。"), type=click.Choice(["build", "serve"]), metavar="build|serve")
@option(
    "--audience",
    default="internal",
    metavar="NAME",
    text=Text("For whom (privacy: in pcrm.yml); default: everything.", "面向谁（pcrm.yml 的 privacy:）；默认包含全部内容。"),
)
@option("--strict", is_flag=True, text=Text("Exit code 1 where a record is broken.", "有无法读取的档案时退出码为 1。"))
@option(
    "--port", type=click.IntRange(0, 65535), default=8000, text=Text("Where to serve (default 8000).", "预览端口（默认 8000）。")
)
@option("--open", "opened", is_flag=True, text=Text("Open it in the browser.", "在浏览器中打开。"))
@option(
    "--watch/--no-watch",
    default=True,
    text=Text(
        "While serving: build what changes and reload the pages that show it (default).",
        "预览时：有变化即重新生成，并刷新显示它的页面（默认）。",
    ),
)
@option(
    "--poll", is_flag=True, text=Text("Watch by looking every second (network shares).", "每秒查看一次文件（用于网络共享）。")
)
def run(app: App, action: str, audience: str, strict: bool, port: int, opened: bool, watch: bool, poll: bool) -> int:
    """Builds the site; `serve` goes on until it is interrupted."""
    from pcrm_tools.cli.site_building import builder

    build = builder(app, audience)
    if action == "serve":
        from pcrm_tools.cli.serving import Serving

        return Serving(app, build, port, lambda built: _say(app, built)).run(watch, poll, opened)
    built = build(app.session())
    _say(app, built)
    return 1 if built.broken and strict else 0


def _say(app: App, built: "Built") -> None:
    answer = {"pages": built.pages, "changed": built.changed, "seconds": built.seconds, "path": built.path}
    if app.out.format == "json":
        app.out.json(answer)
    else:
        app.out.line(_DONE.of(app.lang, **{**answer, "path": Path(built.path) / "index.html"}))
    for warning in built.warnings:
        app.out.note(warning)
    if built.broken:
        app.out.note(_BROKEN, count=len(built.broken), first=built.broken[0])
