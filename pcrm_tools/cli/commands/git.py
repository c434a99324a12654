"""`pcrm git …`: what git does with records: merging them by meaning, showing their differences, taking in the base branch."""

import click

from pcrm_tools.cli.app import App
from pcrm_tools.cli.command import argument, command, option
from pcrm_tools.cli.family import Family
from pcrm_tools.cli.git_hook import hook
from pcrm_tools.cli.git_setup import install, status, uninstall
from pcrm_tools.cli.wording import Text

_CLASH = Text("{path}:{line}: both sides changed {what}", "{path}:{line}：双方都改动了 {what}")


@command(
    "merge-driver",
    Text(
        "Merge three versions of a record into the second file; git calls it.",
        "把一份档案的三个版本合并到第二个文件；由 git 调用。",
    ),
)
@argument("base", Text("The common ancestor.", "共同祖先。"), metavar="BASE")
@argument("ours", Text("Our version; the result takes its place.", "我方版本；结果写入这里。"), metavar="OURS")
@argument("theirs", Text("Their version.", "对方版本。"), metavar="THEIRS")
@option(
    "--marker-size", type=click.IntRange(1, 1000), default=7, metavar="N",
    text=Text("Length of the conflict markers (default 7).", "冲突标记的长度（默认 7）。"),
)  # fmt: skip
@option("--path", default="", metavar="P", text=Text("The record's path, for messages.", "档案的路径，用于提示。"))
def merge_driver(app: App, base: str, ours: str, theirs: str, marker_size: int, path: str) -> int:
    """Exit code 0: merged; 1: merged with conflicts marked; 2: not merged, ours untouched."""
    from pcrm_tools.store.merge_files import merge_files

    conflicts = merge_files(base, ours, theirs, path or ours, marker_size)
    for conflict in conflicts:
        app.out.note(_CLASH, path=path or ours, line=conflict.line, what=conflict.what)
    return 1 if conflicts else 0


@command(
    "textconv",
    Text(
        "Print a record one value a line, as `git diff` is to show it; git calls it.",
        "把档案逐值成行地输出，供 git diff 显示；由 git 调用。",
    ),
    examples=(("pcrm git textconv customers/harbor-foods.md", Text("What a diff compares.", "比较时看到的内容。")),),
)
@argument("file", Text("A record's file, of any version.", "档案文件，任何版本均可。"), metavar="FILE")
def textconv(app: App, file: str) -> int:
    """Prints the readable form; a file that is no text comes out as it is."""
    from pathlib import Path

    from pcrm_tools.model.finding import Finding
    from pcrm_tools.store.files import read_text
    from pcrm_tools.text.readable import readable

    got = read_text(Path(file), file)
    app.out.bytes(Path(file).read_bytes() if isinstance(got, Finding) else readable(got.text).encode("utf-8"))
    return 0


@command(
    "sync",
    Text(
        "Merge the base branch into this one with records merged by meaning; the host's own merge is clean then. Fetches nothing.",
        "把基准分支合并到当前分支，档案按含义合并；之后托管平台上的合并就不再冲突。不联网获取。",
    ),
    formats=("text", "json"),
    examples=(
        ("pcrm git sync", Text("From origin/HEAD, else main or master.", "来自 origin/HEAD，否则 main 或 master。")),
        ("pcrm git sync --dry-run", Text("Say what would happen.", "只说明会发生什么。")),
    ),
)
@argument("base", Text("The branch or commit to merge.", "要合并的分支或提交。"), metavar="[BASE]", required=False, default="")
@option("--dry-run", is_flag=True, text=Text("Says what would be merged, and changes nothing.", "只说明会合并什么，不改动任何内容。"))
def sync(app: App, base: str, dry_run: bool) -> int:
    """Exit code 0: merged and committed, or nothing to do; 1: something is left to resolve; 2: not begun."""
    from pcrm_tools.cli.git_sync import sync as run

    return run(app, base, dry_run)


# In the order of the help; the last three are what git calls.
MEMBERS = (install, status, uninstall, sync, hook, merge_driver, textconv)

git = Family("git", Text("Merge and compare records by their meaning.", "按含义合并和比较档案。"), MEMBERS)
