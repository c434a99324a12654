"""`pcrm validate`: every finding in one pass."""

from pathlib import Path

from pcrm_tools.cli.app import App
from pcrm_tools.cli.command import argument, command, option
from pcrm_tools.cli.findings import FORMATS, write_findings
from pcrm_tools.cli.wording import Text


@command(
    "validate",
    Text("Check every record and setting, and report all findings in one pass.", "检查全部记录和设置，一次报告所有问题。"),
    formats=FORMATS,
    examples=(
        ("pcrm validate", Text("The whole notebook; exit code 1 where there are errors.", "整个笔记本；有错误时退出码为 1。")),
        ("pcrm validate customers/east --strict", Text("One folder; warnings fail too.", "一个文件夹；有警告也算失败。")),
        (
            "pcrm validate --fix",
            Text("Repair dates, near-miss keys and values to quote.", "修复日期写法、拼错的键和需要引号的值。"),
        ),
        ("pcrm validate --format github", Text("Annotations for a pull request.", "用于合并请求的注释。")),
    ),
)
@argument(
    "paths",
    Text("Files or folders to report on (default: the whole notebook).", "要检查的文件或文件夹（默认整个笔记本）。"),
    nargs=-1,
    metavar="[PATH]...",
)
@option("--strict", is_flag=True, text=Text("Warnings fail too (exit 1).", "有警告也算失败（退出码 1）。"))
@option(
    "--fix",
    is_flag=True,
    text=Text("Repair what has one safe answer, then report the rest.", "修复只有一种正确写法的问题，再报告其余。"),
)
@option(
    "--dry-run", is_flag=True, text=Text("With --fix: show the changes and write nothing.", "与 --fix 同用：只显示改动，不写入。")
)
def run(app: App, paths: tuple[str, ...], strict: bool, fix: bool, dry_run: bool) -> int:
    """Reports every finding; exit code 1 on errors (on warnings too with `--strict`)."""
    session = app.session()
    wanted = tuple(_inside(session.root, path) for path in paths)
    if fix:
        from pcrm_tools.cli.fixing import fix_files

        fix_files(app, wanted, dry_run)
    findings = session.findings(app.today, wanted)
    write_findings(app.out, findings, session.rules() if findings else {})
    failing = any(strict or finding.severity == "error" for finding in findings)
    return 1 if failing else 0


def _inside(root: Path, path: str) -> str:
    """A path given at the prompt as one relative to the notebook; raises PathRefused for one outside it."""
    import os

    from pcrm_tools.errors import PathRefused

    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - a link is named, not followed
    for base in (root, root.resolve()):
        if absolute == base or base in absolute.parents:
            relative = absolute.relative_to(base).as_posix()
            if relative != "." and not absolute.exists():
                raise PathRefused("missing", path)
            return relative
    raise PathRefused("outside", path, root=root)
