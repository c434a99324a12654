"""`pcrm init`: a new notebook, made of the files under cli/starter."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import click

from pcrm_tools.cli.app import App
from pcrm_tools.cli.ci_kits import HOSTS, Kit, kit, package
from pcrm_tools.cli.command import argument, command, option
from pcrm_tools.cli.wording import Text

_STARTER = Path(__file__).parents[1] / "starter"
_COMMON = (
    ("gitignore.txt", ".gitignore"),
    ("gitattributes.txt", ".gitattributes"),
    ("editorconfig.txt", ".editorconfig"),
    ("prettierignore.txt", ".prettierignore"),
    ("markdownlint.txt", ".markdownlint.json"),
)
_OWN = (
    ("pcrm.yml", "pcrm.yml"),
    ("mkdocs.yml", "mkdocs.yml"),
    ("customers-readme.md", "customers/README.md"),
    ("projects-readme.md", "projects/README.md"),
    ("index.md", "site/pages/index.md"),
)
# The sample's story ends on this day; its dates are moved so that it ends today.
_STORY_DAY = date(2026, 11, 20)

_MADE = Text("made {path}", "新建 {path}")
_KEPT = Text("kept {path}: it was there already", "保留 {path}：文件已存在")
_DONE = Text("The notebook is ready ({folder}). Next:", "笔记本已建好（{folder}）。接下来：")
_JOINED = Text(
    "Added to the notebook that is there ({folder}). Next: pcrm validate, then git add and git commit what was made",
    "已补进原有的笔记本（{folder}）。接下来：pcrm validate，然后用 git add 和 git commit 提交新建的文件",
)
_NOTHING = Text("Nothing to do ({folder}): it is all there.", "无需改动（{folder}）：已全部具备。")
_STEPS = (
    Text("edit pcrm.yml (team, currency)", "编辑 pcrm.yml（团队、币种）"),
    Text('pcrm new customer "Name"', 'pcrm new 客户 "名称"'),
    Text("pcrm validate", "pcrm validate"),
    Text('git init && git add . && git commit -m "A new notebook"', 'git init && git add . && git commit -m "新建笔记本"'),
    Text("pcrm git install", "pcrm git install"),
)


_BESIDE = Text(
    "your pipeline stays as it is; add a line to it: include: /{path}",
    "原有流水线保持不变；请在其中加一行：include: /{path}",
)
_WHENCE = Text(
    "before the first run, set PCRM_PACKAGE: where your build server installs pcrm from",
    "首次运行前请设置 PCRM_PACKAGE：构建服务器从哪里安装 pcrm",
)


class Planned(NamedTuple):
    """A file of the new notebook: its path below the root and its bytes."""

    path: str
    data: bytes


def starter_files(lang: str, sample: bool, today: date) -> Iterator[Planned]:
    """The files of a new notebook in a language; the sample's dates are moved so that its story ends today."""
    for source, path in _COMMON:
        yield Planned(path, (_STARTER / "common" / source).read_bytes())
    for source, path in _OWN:
        yield Planned(path, (_STARTER / lang / source).read_bytes())
    for file in sorted((_STARTER / lang / "templates").glob("*.md")):
        yield Planned(f"templates/{file.name}", file.read_bytes())
    if sample:
        folder = _STARTER / lang / "sample"
        for file in sorted(folder.glob("*/*.md")):
            text = _moved(file.read_text(encoding="utf-8"), today - _STORY_DAY)
            yield Planned(file.relative_to(folder).as_posix(), text.encode("utf-8"))


def _moved(text: str, by: timedelta) -> str:
    return re.sub(r"(?<!\d)20\d\d-\d\d-\d\d(?!\d)", lambda match: str(date.fromisoformat(match[0]) + by), text)


@command(
    "init",
    Text(
        "Start a new notebook in a folder: settings, folders, templates, the site's configuration, ignore and attribute files. "
        "Nothing that is there is overwritten, and git is not run.",
        "在文件夹中新建笔记本：设置、目录、模板、网站配置、忽略与属性文件。不会覆盖已有文件，也不会运行 git。",
    ),
    formats=("text", "json"),
    examples=(
        ("pcrm init notebook --sample", Text("With two customers and a project to look at.", "带两个客户和一个项目的示例。")),
        ("pcrm init . --ci github", Text("Checks of every pull request, at GitHub.", "在 GitHub 上检查每个合并请求。")),
        ("pcrm init . --lang zh", Text("In this folder, in Chinese.", "在当前文件夹新建中文笔记本。")),
    ),
)
@argument("folder", Text("The notebook's folder; it is made if need be.", "笔记本的文件夹，不存在则新建。"), metavar="DIR")
@option("--sample", is_flag=True, text=Text("Put in a small sample, its dates around today.", "放入一个小示例，日期以今天为准。"))
@option(
    "--ci",
    type=click.Choice(HOSTS),
    metavar="HOST",
    text=Text(
        f"Write the checks for a code host too: {', '.join(HOSTS)}.", f"同时写入代码仓库的自动检查：{'、'.join(HOSTS)}。"
    ),
)
def run(app: App, folder: str, sample: bool, ci: str | None) -> None:
    """Write what is missing, say what was there, and name the next commands."""
    from pcrm_tools.store.writing import Writer

    root = Path(folder)
    root.mkdir(parents=True, exist_ok=True)
    made: list[str] = []
    kept: list[str] = []
    planned_kit = kit(ci, root, app.lang) if ci else None
    with Writer(root) as writer:
        for planned in starter_files(app.lang, sample, app.today):
            if (root / planned.path).exists() or (root / planned.path).is_symlink():
                kept.append(planned.path)
            else:
                writer.write(planned.path, planned.data, None)
                made.append(planned.path)
    if planned_kit:
        (made if _write_kit(planned_kit) else kept).append(planned_kit.path)
    if app.out.format == "json":
        app.out.json({"path": folder, "made": made, "kept": kept})
        return
    _tell(app, folder, made, kept)
    if planned_kit and planned_kit.path in made:
        if planned_kit.beside:
            app.out.note(_BESIDE, path=planned_kit.path)
        if not package():
            app.out.note(_WHENCE)


def _write_kit(planned: Kit) -> bool:
    """Write a kit where no file stands; whether it was written."""
    from pcrm_tools.store.writing import write_atomic

    target = planned.top / planned.path
    if target.exists() or target.is_symlink():
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(planned.top, planned.path, planned.data, None)
    return True


def _tell(app: App, folder: str, made: list[str], kept: list[str]) -> None:
    for path in made:
        app.out.line(_MADE.of(app.lang, path=path))
    for path in kept:
        app.out.note(_KEPT, path=path)
    if not made:
        app.out.note(_NOTHING, folder=folder)
        return
    if "pcrm.yml" in kept:
        app.out.note(_JOINED, folder=folder)
        return
    app.out.note(_DONE, folder=folder)
    if Path(folder).resolve() != Path.cwd():
        import shlex

        app.out.note("  cd {folder}", folder=shlex.quote(folder))
    for step in _STEPS:
        app.out.note("  {step}", step=step.of(app.lang))
