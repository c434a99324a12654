"""`pcrm git hook NAME`: what the hooks of a clone run. Before a commit only new findings of what is staged count."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from pcrm_tools.cli.app import App
from pcrm_tools.cli.command import argument, command
from pcrm_tools.cli.table import width
from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import PcrmError

_STOPPED = Text(
    "the commit was stopped: mend these lines and git add them (git commit --no-verify lets it through)",
    "提交已停止：请修正以上各行并 git add（git commit --no-verify 可跳过检查）",
)
_BROUGHT = Text("{what} brought errors that were not there before:", "{what}带来了新的错误：")
_WHATS = {
    "post-merge": Text("the merge", "合并"), "post-checkout": Text("the checkout", "切换版本"), "post-rewrite": Text("the rebase", "变基"),
}  # fmt: skip
_STAGED = ("diff-index", "--cached", "--ita-invisible-in-index", "--name-only")
_SHOWN = 10
_WIDTH = 72  # of a commit's first line
_SEVERAL = Text("{count} records: {names}", "{count} 份档案：{names}")


@command(
    "hook",
    Text("Run what a hook of this clone runs; git calls it.", "运行此克隆的某个钩子；由 git 调用。"),
    examples=(("pcrm git hook pre-commit", Text("For the hooks of another program.", "供其他钩子程序调用。")),),
)
@argument("name", Text("The hook's name, as git calls it.", "钩子的名称，与 git 一致。"), metavar="NAME")
@argument("words", Text("What git gives the hook.", "git 传给钩子的参数。"), nargs=-1, metavar="[WORD]...", type=click.UNPROCESSED)
def hook(app: App, name: str, words: tuple[str, ...]) -> int:
    """Exit code 1 stops a commit; hooks that run afterwards only tell, and one that is not ours does nothing."""
    act = _HOOKS.get(name)
    if act is None:
        return 0
    _absolute()
    codes = []
    for root in _notebooks(app):
        one = App(app.environ, app.out)
        one.directory, one.as_of = str(root), app.as_of
        try:
            codes.append(act(one, name, words))
        except PcrmError as problem:
            if name in _GUARDS:
                raise
            app.out.note("pcrm: {why}", why=problem.message(app.lang))
        finally:
            one.close()
    return max(codes, default=0)


def _absolute() -> None:
    """Git names its files relative to the repository's top, and we go on from the notebook's folder."""
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_COMMON_DIR"):
        if value := os.environ.get(name):
            os.environ[name] = os.path.abspath(value)  # noqa: PTH100 - a link stays one


def _notebooks(app: App) -> list[Path]:
    """The notebooks that the clone's hooks look after; else the one that the command was told of or stands in."""
    from pcrm_tools.errors import NotebookNotFound
    from pcrm_tools.store import clone_settings, git
    from pcrm_tools.store.root import MARK, find_root

    if app.start is None:
        top = (git.run(Path.cwd(), "rev-parse", "--show-toplevel") or "").rstrip("\n")
        named = [Path(top, name) for name in clone_settings.notebooks(Path.cwd())] if top else []
        if found := [root for root in named if (root / MARK).is_file()]:
            return found
    try:
        return [find_root(app.start)]
    except NotebookNotFound:
        return []


def _guard(app: App, name: str, words: tuple[str, ...]) -> int:
    """Before a commit: what is staged is checked, not the files; without anything staged of the notebook there is nothing to do."""
    from pcrm_tools.store import git
    from pcrm_tools.store.root import find_root

    root = find_root(app.start)
    if not git.run(root, *_STAGED, "HEAD", "--", ".") and git.run(root, "rev-parse", "HEAD"):
        return 0
    from pcrm_tools.cli.judged import write_judged

    findings = write_judged(app, None, True, ())
    if any(finding.severity == "error" for finding in findings):
        app.out.note(_STOPPED)
        return 1
    return 0


def _propose(app: App, name: str, words: tuple[str, ...]) -> int:
    """A first line for a message that is still empty, made of what is staged; a message that was given stays."""
    # The pre-commit framework tells in the environment where the message comes from.
    whence = words[1] if len(words) > 1 else app.environ.get("PRE_COMMIT_COMMIT_MSG_SOURCE", "")
    if whence not in ("", "template"):
        return 0
    file = Path(words[0]) if words else None
    text = file.read_text("utf-8", "surrogateescape") if file and file.is_file() else ""
    if file is None or text.split("\n")[0].strip().strip("#"):
        return 0
    said = _message(app)
    if said:
        file.write_text(said + (text if text.startswith("\n") else f"\n{text}"), "utf-8", "surrogateescape")
    return 0


def _message(app: App) -> str:
    """The summary of what is staged: of one record its own sentence, of several their names and a line each."""
    from pcrm_tools.reports.change_summary import summary
    from pcrm_tools.reports.change_values import Words
    from pcrm_tools.reviewing import review
    from pcrm_tools.store import revisions

    session = app.session()
    between = revisions.Between(revisions.last_commit(session.root), revisions.index(session.root))
    records = [one for one in review(session.root, between, app.today).records if one.type in ("customer", "project")]
    lines = [summary(one, Words(session.config, app.lang)) for one in records]
    if not lines:
        return ""
    if len(lines) == 1:
        return _wrapped(lines[0])
    names = ("、" if app.lang == "zh" else ", ").join(one.name or one.id for one in records)
    head = _SEVERAL.of(app.lang, count=len(lines), names=names)
    return _short(head) + "\n\n" + "".join(f"- {line}\n" for line in lines)


def _wrapped(line: str) -> str:
    """A sentence as the first line, the whole of it below where it is too long for one."""
    return f"{line}\n" if width(line) <= _WIDTH else f"{_short(line)}\n\n{line}\n"


def _short(line: str) -> str:
    """A line cut to what git's own lists show, between words; a Chinese character takes two columns."""
    if width(line) <= _WIDTH:
        return line
    cut = next(at for at in range(len(line), 0, -1) if width(line[:at]) < _WIDTH)
    blank = line.rfind(" ", 0, cut + 1)
    return f"{line[: blank if blank > cut // 2 else cut].rstrip(' ,，、')}…"


def _look(app: App, name: str, words: tuple[str, ...]) -> int:
    """After a merge, a checkout or a rebase: errors that the files did not have before are told, and nothing is stopped."""
    from pcrm_tools.cli.findings import in_order, say, summary
    from pcrm_tools.store import revisions

    session = app.session()
    before = _before(session.root, name, words)
    if not before:
        return 0
    from pcrm_tools.checks import comparison
    from pcrm_tools.judging import judge

    state = revisions.resolve(session.root, before)
    found = judge(session, revisions.Between(state, revisions.work(session.root)), app.today)
    # What only a comparison can see is for reviews: going back to an older commit takes entries away, and that is right.
    compared = {rule.id for rule in comparison.RULES}
    errors = [finding for finding in in_order(found.new) if finding.severity == "error" and finding.rule not in compared]
    if errors:
        app.out.note(_BROUGHT, what=_WHATS[name].of(app.lang))
        for finding in errors[:_SHOWN]:
            said = say(finding, session.rules(), app.lang)
            app.out.note("{path}:{line}:{column}: {what}", path=said.path, line=said.line, column=said.column, what=said.message)
        app.out.note(summary(errors, app.lang))
    return 0


def _before(root: Path, name: str, words: tuple[str, ...]) -> str:
    """The commit that the files were at before; empty where nothing moved."""
    if name == "post-checkout":
        if len(words) < 3 or words[2] != "1" or words[0] == words[1] or not words[0].strip("0"):
            return ""
        return words[0]
    from pcrm_tools.store import git

    if name == "post-rewrite" and words[:1] != ("rebase",):
        return ""
    return (git.run(root, "rev-parse", "--verify", "--quiet", "ORIG_HEAD^{commit}") or "").strip()


_GUARDS = ("pre-commit", "pre-merge-commit")
_HOOKS: Mapping[str, Callable[[App, str, tuple[str, ...]], int]] = {
    "pre-commit": _guard, "pre-merge-commit": _guard, "prepare-commit-msg": _propose, "post-merge": _look, "post-checkout": _look,
    "post-rewrite": _look,
}  # fmt: skip
