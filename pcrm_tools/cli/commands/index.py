"""`pcrm index`: brings cache and search index up to date."""

import time

from pcrm_tools.cli.app import App
from pcrm_tools.cli.command import command, option
from pcrm_tools.cli.wording import Text

_DONE = Text(
    "{records} files ({changed} read, {removed} gone), index: {engine}, {seconds} s",
    "共 {records} 个文件（读取 {changed}，移除 {removed}），索引：{engine}，{seconds} 秒",
)


@command(
    "index",
    Text(
        "Bring cache and search index up to date; other commands do it by themselves for few files.",
        "更新缓存和搜索索引；文件不多时其他命令会自动更新。",
    ),
    formats=("table", "json"),
)
@option("--rebuild", is_flag=True, text=Text("Throw cache and index away first.", "先清除缓存和索引，再重建。"))
def run(app: App, rebuild: bool) -> int:
    """Brings cache and index up to date and says what was done."""
    started = time.monotonic()
    session = app.session()
    if rebuild:
        session.index.forget()
        session.rebuild()
    indexed = session.index.update()
    answer = {
        "records": session.changes.records,
        "changed": max(session.changes.changed, indexed),
        "removed": session.changes.removed,
        "seconds": round(time.monotonic() - started, 2),
        "engine": session.index.engine_name,
    }
    if app.out.format == "json":
        app.out.json(answer)
    else:
        app.out.line(_DONE.of(app.lang, **answer))
    return 0
