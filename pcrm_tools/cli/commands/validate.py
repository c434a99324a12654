"""`pcrm validate`: every finding in one pass."""

from pathlib import Path

from pcrm_tools.cli.app import App
from pcrm_tools.cli.command import argument, command, option
from pcrm_tools.cli.findings import FORMATS, write_findings
from pcrm_tools.cli.wording import Text
from pcrm_tools.store.root import below_top


@command(
    "validate",
    Text("Check every record and setting, and report all findings in one pass.", "检查全部档案和设置，一次报告所有问题。"),
    formats=FORMATS,
    examples=(
        ("pcrm validate", Text("The whole notebook; exit code 1 where there are errors.", "整个笔记本；有错误时退出码为 1。")),
        ("pcrm validate customers/east --strict", Text("One folder; warnings fail too.", "一个文件夹；有警告也算失败。")),
        (
            "pcrm validate --fix",
            Text("Repair dates, near-miss keys and values to quote.", "修复日期写法、拼错的键和需要引号的值。"),
        ),
        ("pcrm validate --against origin/main", Text("Only what this branch brings in.", "只报告本分支带来的问题。")),
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
@option(
    "--against",
    metavar="REV",
    text=Text(
        "Only what is new since the files parted from a branch, tag or commit; and what only a comparison can see.",
        "只报告与某分支、标签或提交分叉之后新出现的问题，以及只有比较才能看出的问题。",
    ),
)
@option("--changed", is_flag=True, text=Text("Only what is new since the last commit.", "只报告上次提交之后新出现的问题。"))
@option(
    "--staged",
    is_flag=True,
    text=Text("Check what is staged instead of the files; only what is new.", "检查暂存的内容，而不是当前文件；只报告新问题。"),
)
def run(
    app: App, paths: tuple[str, ...], strict: bool, fix: bool, dry_run: bool, against: str | None, changed: bool, staged: bool
) -> int:
    """Reports every finding, or those that are new; exit code 1 on errors (on warnings too with `--strict`)."""
    session = app.session()
    _check_options(against, changed, staged, fix)
    wanted = tuple(_inside(session.root, path) for path in paths)
    if fix:
        from pcrm_tools.cli.fixing import fix_files

        fix_files(app, wanted, dry_run)
    if against is not None or changed or staged:
        from pcrm_tools.cli.judged import write_judged

        findings = write_judged(app, against, staged, wanted)
    else:
        findings = session.findings(app.today, wanted)
        write_findings(app.out, findings, session.rules() if findings else {}, folder=below_top(session.root))
    failing = any(strict or finding.severity == "error" for finding in findings)
    return 1 if failing else 0


def _check_options(against: str | None, changed: bool, staged: bool, fix: bool) -> None:
    """Raises WrongUse for options that do not go together."""
    from pcrm_tools.errors import WrongUse

    if against is not None and changed:
        raise WrongUse("--changed is --against HEAD: give one of the two", "--changed 就是 --against HEAD：两者只用一个")
    if staged and fix:
        raise WrongUse("--fix changes the files, --staged checks what is staged: give one of the two", "--fix 改动文件，--staged 检查暂存内容：两者只用一个")


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
