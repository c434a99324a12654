"""`pcrm diff`: what changed between two states of the notebook, in business words."""

from typing import TYPE_CHECKING

from pcrm_tools.cli.app import App
from pcrm_tools.cli.command import argument, command, option
from pcrm_tools.cli.completing import records
from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import UnknownName

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_FORMATS = ("text", "json", "md")
_TWO = ("--staged compares one state with what is staged: write BASE, not {seen}", "--staged 只与一个状态比较：请写 BASE，而不是 {seen}")


@command(
    "diff",
    Text(
        "Say what changed between two states of the notebook, in business words.",
        "用业务语言说明笔记本两个状态之间改了什么。",
    ),
    formats=_FORMATS,
    examples=(
        ("pcrm diff", Text("What is not committed yet.", "尚未提交的改动。")),
        ("pcrm diff main...HEAD", Text("What this branch does.", "本分支做了什么。")),
        ("pcrm diff main...HEAD --format md", Text("The comment for a pull request.", "用作合并请求的评论。")),
        ("pcrm diff HEAD~10 华星", Text("One record, since ten commits ago.", "某份档案在最近十次提交以来的改动。")),
        ("pcrm diff --staged", Text("What the next commit will change.", "下一次提交将改动什么。")),
    ),
)
@argument(
    "words",
    Text(
        "Two states (BASE, BASE..HEAD, BASE...HEAD; default: the last commit and the files), then files, folders or records.",
        "两个状态（BASE、BASE..HEAD、BASE...HEAD；默认是上次提交与当前文件），然后是文件、文件夹或档案。",
    ),
    nargs=-1,
    metavar="[BASE[..HEAD]] [PATH|ID]...",
    shell_complete=records(),
)
@option("--staged", is_flag=True, text=Text("What is staged, instead of the files as they are.", "比较暂存的内容，而不是当前文件。"))
@option("--exit-code", is_flag=True, text=Text("Exit code 1 where anything changed.", "有改动时退出码为 1。"))
def run(app: App, words: tuple[str, ...], staged: bool, exit_code: bool) -> int:
    """Reads both states from git without checking anything out, and says what differs in meaning."""
    import gc

    from pcrm_tools.cli import review_page
    from pcrm_tools.reviewing import review
    from pcrm_tools.store import revisions
    from pcrm_tools.store.root import find_root

    root = find_root(app.start)
    _speak(app, root)
    revisions.check_place(root)
    states, names = _parted(root, words)
    between = revisions.between(root, states, staged)
    if staged and between.head.kind == revisions.COMMIT:
        from pcrm_tools.errors import WrongUse

        raise WrongUse(*_TWO, seen=states)
    gc.disable()  # reading makes many small values and no circles among them: looking for circles costs a fifth of the time
    try:
        found = review(root, between, app.today, {name: _below(root, name) for name in names})
    except UnknownName:  # a name or alias of a record that did not change is known to the cache
        found = review(root, between, app.today, {name: _below(root, name) for name in map(_ids(app), names)})
    gc.enable()
    shown = review_page.page(found, app.lang)
    app.out.paged()
    if app.out.format == "json":
        review_page.write_json(app.out, found, shown)
    elif app.out.format == "md":
        review_page.write_markdown(app.out, shown)
    else:
        review_page.write_text(app.out, shown)
    return 1 if exit_code and shown.told else 0


def _speak(app: App, root: "Path") -> None:
    """The notebook's language, at a glance: also for what is refused before its settings are read, which costs more."""
    import re

    if not app.asked_lang:
        text = (root / "pcrm.yml").read_text("utf-8-sig", "replace")
        if found := re.search(r"(?m)^(?:language|语言)[ \t]*:[ \t]*['\"]?(en|zh)\b", text):
            app.speak(found[1])


def _ids(app: App) -> "Callable[[str], str]":
    """What turns a name, alias, e-mail or number of a record into its id; raises UnknownName."""
    from pcrm_tools.store import read
    from pcrm_tools.store.lookup import find_record

    def found(word: str) -> str:
        db = app.session().db
        record = read.record(db, find_record(db, word))
        return record.id if record else word

    return found


def _parted(root: "Path", words: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The states, if the first word names any, and the other words; raises RevisionRefused for one that may be both."""
    from pcrm_tools.git_errors import RevisionRefused
    from pcrm_tools.store import files, revisions

    first = words[0] if words else ""
    if not first or ".." in first:
        return first, words[1:]
    if first.startswith("-"):
        raise RevisionRefused("option", name=first)
    if not revisions.is_revision(root, first):
        if any(sign in first for sign in "~^@"):  # no record is called so: a revision was meant
            revisions.resolve(root, first)
        return "", words
    if any(files.record_id(path) == first for path in revisions.listed(root, revisions.work(root), "customers/", "projects/")):
        raise RevisionRefused("both", name=first)
    return first, words[1:]


def _below(root: "Path", word: str) -> str:
    """A word as a path from the notebook's root; empty where it cannot be one inside of it."""
    import os
    from pathlib import Path

    absolute = Path(os.path.abspath(word))  # noqa: PTH100 - it may be gone, and a link is named, not followed
    for base in (root, root.resolve()):
        if absolute == base or base in absolute.parents:
            return absolute.relative_to(base).as_posix()
    return ""
