"""`pcrm site build|serve`: the notebook as a static site."""

from typing import TYPE_CHECKING

import click

from pcrm_tools.cli.app import App
from pcrm_tools.cli.command import argument, command, option
from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import WrongUse

if TYPE_CHECKING:
    from pathlib import Path

_DONE = Text(
    "{pages} pages, {changed} rendered, {seconds} s: open {path}",
    "共 {pages} 页，本次生成 {changed} 页，{seconds} 秒：打开 {path}",
)
_SERVING = Text(
    "serving {path} at {url} (this machine only); Ctrl-C ends it", "正在 {url} 提供 {path}（仅限本机），按 Ctrl-C 结束"
)
_BROKEN = Text(
    "{count} records cannot be read, {first} first; their pages say why",
    "{count} 条记录无法读取（首个：{first}），页面上说明了原因",
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
        ("pcrm site serve --port 8001", Text("Look at it in a browser.", "在浏览器中查看。")),
    ),
)
@argument("action", Text("build or serve.", "build 或 serve。"), type=click.Choice(["build", "serve"]), metavar="build|serve")
@option(
    "--audience",
    default="internal",
    metavar="NAME",
    text=Text("For whom (privacy: in pcrm.yml); default: everything.", "面向谁（pcrm.yml 的 privacy:）；默认包含全部内容。"),
)
@option("--strict", is_flag=True, text=Text("Exit code 1 where a record is broken.", "有无法读取的记录时退出码为 1。"))
@option(
    "--port", type=click.IntRange(0, 65535), default=8000, text=Text("Where to serve (default 8000).", "预览端口（默认 8000）。")
)
def run(app: App, action: str, audience: str, strict: bool, port: int) -> int:
    """Builds the site; `serve` goes on until it is interrupted."""
    from pathlib import Path

    from pcrm_tools.site.build import build_site

    built = build_site(app.session(), app.as_of, audience)
    answer = {"pages": built.pages, "changed": built.changed, "seconds": built.seconds, "path": built.path}
    if app.out.format == "json":
        app.out.json(answer)
    else:
        app.out.line(_DONE.of(app.lang, **{**answer, "path": Path(built.path) / "index.html"}))
    for warning in built.warnings:
        app.out.note(warning)
    if built.broken:
        app.out.note(_BROKEN, count=len(built.broken), first=built.broken[0])
    if action == "serve":
        _serve(app, Path(built.path), port)
    return 1 if built.broken and strict else 0


def _serve(app: App, folder: "Path", port: int) -> None:
    """Serves a folder on the loopback address until it is interrupted."""
    from pcrm_tools.site.serve import make_server

    try:
        server = make_server(folder, port)
    except OSError as problem:
        raise WrongUse(
            "port {port} cannot be used: {why}", "端口 {port} 无法使用：{why}", port=port, why=problem.strerror
        ) from problem
    app.out.note(_SERVING, path=folder, url=f"http://127.0.0.1:{server.server_address[1]}/")
    with server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            app.out.note("")
