"""`pcrm git install|status|uninstall`: hooks and drivers of this clone."""

from typing import TYPE_CHECKING

from pcrm_tools.cli.app import App
from pcrm_tools.cli.command import command, option
from pcrm_tools.cli.table import Styled
from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import BrokenSurroundings

if TYPE_CHECKING:
    from pcrm_tools.store.hooks import Place

_STATES = {
    "ours": Text("installed", "已安装"), "old": Text("of another version: install again", "版本不同：请重新安装"),
    "absent": Text("not installed", "未安装"), "other": Text("somebody else's; install keeps it and runs it first", "他人的钩子；安装时会保留并先运行它"),
    "managed": Text("looked after by another program", "由其他程序管理"),
}  # fmt: skip
_KEPT = Text(", runs yours first", "，会先运行你原有的钩子")
_ADDED_HOOK = Text("added the hook {name}", "已添加钩子 {name}")
_ADDED_SETTING = Text("added the setting {name}", "已添加设置 {name}")
_WOULD_HOOK = Text("would add the hook {name}", "将添加钩子 {name}")
_WOULD_SETTING = Text("would add the setting {name}", "将添加设置 {name}")
_REMOVED_HOOK = Text("removed the hook {name}", "已移除钩子 {name}")
_REMOVED_SETTING = Text("removed the setting {name}", "已移除设置 {name}")
_READY = Text(
    "this clone is set up: records merge by meaning (pcrm git status shows what is installed, pcrm git uninstall takes it out)",
    "此克隆已设置好：档案按含义合并（pcrm git status 查看，pcrm git uninstall 移除）",
)
_INCOMPLETE = Text("something is missing: pcrm git install puts it in", "有缺少的内容：请运行 pcrm git install")
_NOTHING = Text("nothing to do: everything is installed", "无需改动：全部已安装")
_NOT_THERE = Text("nothing of pcrm is installed in this clone", "此克隆中没有安装 pcrm 的内容")
_OTHERS = Text("the drivers stay: other notebooks of this repository use them", "合并驱动保留：仓库中的其他笔记本还在使用")
_ATTRIBUTES = Text("add to .gitattributes: {line}", "请在 .gitattributes 中加入：{line}")
_MANAGED = {
    "pre-commit": Text(
        "the pre-commit framework looks after the hooks: add the hook pcrm-validate to .pre-commit-config.yaml (the guide's page on hooks shows how)",
        "钩子由 pre-commit 管理：请在 .pre-commit-config.yaml 中加入 pcrm-validate（见指南“本地与托管平台上的检查”一页）",
    ),
    "husky": Text(
        "husky looks after the hooks: put `pcrm git hook pre-commit` into .husky/pre-commit",
        "钩子由 husky 管理：请在 .husky/pre-commit 中加入 pcrm git hook pre-commit",
    ),
    "lefthook": Text(
        "lefthook looks after the hooks: let its pre-commit run `pcrm git hook pre-commit`",
        "钩子由 lefthook 管理：请让其 pre-commit 运行 pcrm git hook pre-commit",
    ),
    "core.hooksPath": Text(
        "core.hooksPath leads to {folder}: let the hooks there run `pcrm git hook NAME` (pre-commit, post-merge …)",
        "core.hooksPath 指向 {folder}：请让那里的钩子运行 pcrm git hook 名称（pre-commit、post-merge 等）",
    ),
}
_NO_REPOSITORY = {
    "repository": Text("it is in no git repository (git init makes one)", "不在 git 仓库中（可用 git init 建立）"),
    "missing": Text("git was not found", "没有找到 git"),
    "broken": Text(
        "git cannot read this repository: it is damaged (git fsck says where)",
        "git 无法读取这个仓库：仓库已损坏（git fsck 可指出位置）",
    ),
    "owner": Text(
        "git reads nothing here, the repository belongs to another user "
        "(if you trust it: git config --global --add safe.directory FOLDER)",
        "git 不读取这个仓库：它属于其他用户（若信任它：git config --global --add safe.directory 文件夹）",
    ),
}


def _place(app: App) -> "Place":
    from pcrm_tools.store import git, hooks

    root = app.session().root
    found = hooks.place(root)
    if found is None:
        raise BrokenSurroundings(what=str(root), why=_NO_REPOSITORY[git.why_not(root)].of(app.lang))
    return found


def _tell_managed(app: App, where: "Place") -> None:
    from pcrm_tools.store import hooks

    manager = hooks.manager_of(where)
    if manager:
        app.out.note(_MANAGED[manager], folder=str(where.folder))


def _tell_attributes(app: App) -> bool:
    """Say which lines .gitattributes lacks; whether it lacks any."""
    from pcrm_tools.store import clone_settings
    from pcrm_tools.store.git_drivers import ATTRIBUTES, PATTERNS

    missing = clone_settings.unmarked(app.session().root)
    for pattern, line in zip(PATTERNS, ATTRIBUTES, strict=True):
        if pattern in missing:
            app.out.note(_ATTRIBUTES, line=line)
    return bool(missing)


@command(
    "install",
    Text(
        "Set this clone up: merge and diff drivers for records, and hooks that check what is committed and what was merged. "
        "A hook that stands there is kept and runs first.",
        "设置此克隆：档案的合并与比较驱动，以及检查提交和合并结果的钩子。已有的钩子会保留并先运行。",
    ),
    formats=("text", "json"),
    examples=(("pcrm git install", Text("Once in each clone.", "每个克隆运行一次。")),),
)
@option("--no-hooks", is_flag=True, text=Text("Only the drivers.", "只设置驱动。"))
@option("--dry-run", is_flag=True, text=Text("Only say what would be done.", "只说明将做什么。"))
def install(app: App, no_hooks: bool, dry_run: bool) -> int:
    """Writes what is missing and says so; exit code 0."""
    from pcrm_tools.store import clone_settings, hooks

    where, root = _place(app), app.session().root
    rows = clone_settings.settings(root)
    found = () if no_hooks else hooks.look(root, where)
    names = [row.name for row in rows if row.found != row.wanted]
    wanted = [hook.name for hook in found if hook.state not in ("ours", "managed")]
    if not dry_run:
        if not clone_settings.write(root, rows):
            raise BrokenSurroundings(what="git config", why=_UNWRITABLE.of(app.lang))
        hooks.install(where, found)
    if app.out.format == "json":
        app.out.json({"settings": names, "hooks": wanted, "done": not dry_run})
    else:
        for name in names:
            app.out.line((_WOULD_SETTING if dry_run else _ADDED_SETTING).of(app.lang, name=name))
        for name in wanted:
            app.out.line((_WOULD_HOOK if dry_run else _ADDED_HOOK).of(app.lang, name=name))
        if not names and not wanted:
            app.out.note(_NOTHING)
    if not no_hooks:
        _tell_managed(app, where)
    if not _tell_attributes(app) and (names or wanted) and not dry_run:
        app.out.note(_READY)
    return 0


_UNWRITABLE = Text("the repository's configuration cannot be written", "无法写入仓库配置")


@command(
    "status",
    Text("Tell what is installed in this clone: drivers, hooks, attributes.", "说明此克隆中安装了什么：驱动、钩子、属性。"),
    formats=("text", "json"),
)
def status(app: App) -> int:
    """Shows every setting and hook; exit code 1 where something is missing."""
    from pcrm_tools.store import clone_settings, hooks

    where, root = _place(app), app.session().root
    rows = clone_settings.settings(root)
    found = hooks.look(root, where)
    missing = clone_settings.unmarked(root)
    whole = all(row.found == row.wanted for row in rows) and not missing and all(hook.state in ("ours", "managed") for hook in found)
    if app.out.format == "json":
        app.out.json({
            "settings": [{"name": row.name, "installed": row.found == row.wanted, "value": row.found} for row in rows],
            "hooks": [hook._asdict() for hook in found], "manager": hooks.manager_of(where) or None, "folder": str(where.folder),
            "unmarked": list(missing), "installed": whole,
        })  # fmt: skip
        return 0 if whole else 1
    for row in rows:
        state = "ours" if row.found == row.wanted else "old" if row.found else "absent"
        _line(app, row.name, state, "")
    for hook in found:
        _line(app, hook.name, hook.state, _KEPT.of(app.lang) if hook.kept else "")
    _tell_managed(app, where)
    if not _tell_attributes(app) and not whole:
        app.out.note(_INCOMPLETE)
    return 0 if whole else 1


def _line(app: App, name: str, state: str, more: str) -> None:
    style = "good" if state == "ours" else "dim" if state == "managed" else "warning"
    app.out.line(f"{name:<24} ", Styled(_STATES[state].of(app.lang), style), more)


@command(
    "uninstall",
    Text(
        "Take out of this clone what `pcrm git install` put in; hooks that stood there before come back.",
        "移除 pcrm git install 写入此克隆的内容；原有的钩子会恢复。",
    ),
    formats=("text", "json"),
)
def uninstall(app: App) -> int:
    """Removes hooks and settings and says which; exit code 0."""
    from pcrm_tools.store import clone_settings, hooks

    where, root = _place(app), app.session().root
    there = [row.name for row in clone_settings.settings(root) if row.found]
    left = clone_settings.forget(root)
    removed: tuple[str, ...] = () if left else hooks.uninstall(where, hooks.look(root, where))
    names = [] if left else there
    if app.out.format == "json":
        app.out.json({"settings": names, "hooks": removed})
        return 0
    for name in names:
        app.out.line(_REMOVED_SETTING.of(app.lang, name=name))
    for name in removed:
        app.out.line(_REMOVED_HOOK.of(app.lang, name=name))
    if left:
        app.out.note(_OTHERS)
    elif not names and not removed:
        app.out.note(_NOT_THERE)
    return 0
