"""Situations in which git is not there, does not know, or refuses: one class each, with what to do about it."""

from collections.abc import Mapping
from typing import ClassVar

from pcrm_tools.errors import Reasoned


class GitRefused(Reasoned):
    """A commit that git did not make; the files themselves are written and stay so."""

    reasons: ClassVar[Mapping[str, tuple[str, str]]] = {
        "missing": ("written, not committed: git is not installed", "已写入，未提交：没有安装 git"),
        "repository": (
            "written, not committed: this notebook is in no git repository (git init makes one)",
            "已写入，未提交：笔记本不在 git 仓库中（可用 git init 建立）",
        ),
        "broken": (
            "written, not committed: git cannot read this repository: it is damaged (git fsck says where)",
            "已写入，未提交：git 无法读取这个仓库：仓库已损坏（git fsck 可指出位置）",
        ),
        "owner": (
            "written, not committed: git reads nothing here, the repository belongs to another user "
            "(if you trust it: git config --global --add safe.directory FOLDER)",
            "已写入，未提交：git 不读取这个仓库：它属于其他用户（若信任它：git config --global --add safe.directory 文件夹）",
        ),
        "detached": (
            "written, not committed: no branch is checked out, so the commit would be lost (git switch BRANCH)",
            "已写入，未提交：当前不在任何分支上，提交会丢失（请运行 git switch 分支名）",
        ),
        "unfinished": (
            "written, not committed: a {detail} is unfinished (finish or abort it first)",
            "已写入，未提交：有未完成的 {detail}（请先完成或放弃）",
        ),
        "identity": (
            "written, not committed: git does not know who you are (git config user.name NAME; git config user.email MAIL)",
            "已写入，未提交：git 不知道你是谁（git config user.name 姓名；git config user.email 邮箱）",
        ),
        "ignored": ("written, not committed: git ignores {path} (see .gitignore)", "已写入，未提交：git 忽略了 {path}（见 .gitignore）"),
        "nothing": (
            "nothing to commit: {path} is as in the last commit", "没有可提交的内容：{path} 与上次提交相同",
        ),
        "locked": (
            "written, not committed: another git is at work here ({detail}; delete it if none is)",
            "已写入，未提交：另一个 git 正在运行（{detail}；若没有，请删除该文件）",
        ),
        "failed": ("written, not committed: git says: {detail}", "已写入，未提交：git 提示：{detail}"),
    }  # fmt: skip


class RevisionRefused(Reasoned):
    """A revision that git cannot give here, with the command that fetches it where one does."""

    reasons: ClassVar[Mapping[str, tuple[str, str]]] = {
        "missing": ("git was not found: comparing needs it", "没有找到 git：比较改动需要它"),
        "repository": (
            "the notebook is in no git repository, so no earlier version of it is known (git init makes one)",
            "笔记本不在 git 仓库中，没有以前的版本可查（可用 git init 建立）",
        ),
        "broken": (
            "git cannot read this repository: it is damaged (git fsck says where)",
            "git 无法读取这个仓库：仓库已损坏（git fsck 可指出位置）",
        ),
        "owner": (
            "git reads nothing here, the repository belongs to another user "
            "(if you trust it: git config --global --add safe.directory FOLDER)",
            "git 不读取这个仓库：它属于其他用户（若信任它：git config --global --add safe.directory 文件夹）",
        ),
        "option": ("`{name}` is no revision: those do not begin with `-`", "`{name}` 不是版本：版本名不以 `-` 开头"),
        "unknown": (
            "`{name}` is no branch, tag or commit here (if it is on the server: git fetch origin)",
            "这里没有分支、标签或提交 `{name}`（如果它在服务器上：git fetch origin）",
        ),
        "shallow": (
            "`{name}` is not in this shallow clone: run git fetch --unshallow, or git fetch --deepen=200 origin BRANCH",
            "浅克隆中没有 `{name}`：请运行 git fetch --unshallow，或 git fetch --deepen=200 origin 分支名",
        ),
        "shallow-base": (
            "where {name} parted from {head} is not in this shallow clone: run git fetch --deepen=200 (or git fetch --unshallow)",
            "浅克隆中没有 {name} 与 {head} 的分叉点：请运行 git fetch --deepen=200（或 git fetch --unshallow）",
        ),
        "unrelated": ("{name} and {head} have no common ancestor", "{name} 和 {head} 没有共同的祖先提交"),
        "not-then": ("{name} was not there at {revision}", "{name} 在 {revision} 时还不存在"),
        "unreadable": (
            "{name} cannot be read at {revision}: it is no text, or too long",
            "{name} 在 {revision} 时无法读取：不是文本，或文件过大",
        ),
        "absent": (
            "git lacks files of {name}: it was cloned in part (git fetch --refetch brings the rest)",
            "git 缺少 {name} 的文件：这是部分克隆（git fetch --refetch 可取回其余部分）",
        ),
        "failed": ("git could not compare {name} with {head}", "git 无法比较 {name} 和 {head}"),
        "several": ("`{name}` names more than two revisions: write BASE..HEAD", "`{name}` 中的版本超过两个：请写 BASE..HEAD"),
        "both": (
            "`{name}` is a revision and a record: write heads/{name} for the branch, or the record's path",
            "`{name}` 既是版本又是档案：指分支请写 heads/{name}，指档案请写路径",
        ),
    }  # fmt: skip


class MergeRefused(Reasoned):
    """A file that the merge driver left as it is on our side: git shows it as in conflict, without markers."""

    reasons: ClassVar[Mapping[str, tuple[str, str]]] = {
        "marked": (
            "{path} was not merged: {version} holds the markers of an unfinished merge (finish that one first)",
            "{path} 没有合并：{version}含有未完成合并的冲突标记（请先完成那次合并）",
        ),
        "broken": (
            "{path} was not merged: the front matter of {version} cannot be read (repair it there, then merge again)",
            "{path} 没有合并：{version}的前置信息无法读取（请先在那里修复，再合并）",
        ),
        "unreadable": (
            "{path} was not merged: {version} cannot be read: {detail}", "{path} 没有合并：无法读取{version}：{detail}",
        ),
    }  # fmt: skip

    def __init__(self, reason: str, path: object, **values: object) -> None:
        super().__init__(reason, path=path, **values)


class SyncRefused(Reasoned):
    """A merge of the base branch that was not begun, or not finished; says in which state the work tree is."""

    reasons: ClassVar[Mapping[str, tuple[str, str]]] = {
        "missing": ("nothing was merged: git is not installed", "没有合并：没有安装 git"),
        "repository": (
            "nothing was merged: this notebook is in no git repository (git init makes one)",
            "没有合并：笔记本不在 git 仓库中（可用 git init 建立）",
        ),
        "broken": (
            "nothing was merged: git cannot read this repository: it is damaged (git fsck says where)",
            "没有合并：git 无法读取这个仓库：仓库已损坏（git fsck 可指出位置）",
        ),
        "owner": (
            "nothing was merged: git reads nothing here, the repository belongs to another user "
            "(if you trust it: git config --global --add safe.directory FOLDER)",
            "没有合并：git 不读取这个仓库：它属于其他用户（若信任它：git config --global --add safe.directory 文件夹）",
        ),
        "empty": ("nothing was merged: there is no commit yet", "没有合并：还没有任何提交"),
        "detached": (
            "nothing was merged: no branch is checked out (git switch BRANCH)", "没有合并：当前不在任何分支上（请运行 git switch 分支名）",
        ),
        "unfinished": (
            "nothing was merged: a {detail} is unfinished (finish it, or git {detail} --abort)",
            "没有合并：有未完成的 {detail}（请先完成，或运行 git {detail} --abort）",
        ),
        "dirty": (
            "nothing was merged: {count} tracked files have changes that are not committed, {path} first (commit them, or git stash)",
            "没有合并：{count} 个已跟踪文件有未提交的改动（首个：{path}；请先提交，或 git stash）",
        ),
        "locked": (
            "nothing was merged: another git is at work here ({detail}; delete it if none is)",
            "没有合并：另一个 git 正在运行（{detail}；若没有，请删除该文件）",
        ),
        "filters": (
            "nothing was merged: this repository's own settings name a program, {detail}, that pcrm does not run"
            " (pcrm git install, then git merge)",
            "没有合并：仓库自己的配置指定了程序 {detail}，pcrm 不运行它（请先 pcrm git install，再 git merge）",
        ),
        "no-base": (
            "nothing was merged: there is no origin/HEAD, main or master to merge from (name it: pcrm git sync BRANCH)",
            "没有合并：找不到 origin/HEAD、main 或 master（请指明：pcrm git sync 分支名）",
        ),
        "unknown": (
            "nothing was merged: there is no branch or commit `{base}` here (git fetch brings what others pushed)",
            "没有合并：这里没有分支或提交 `{base}`（git fetch 可取来他人推送的内容）",
        ),
        "shallow": (
            "nothing was merged: this clone is too shallow to know what {base} and this branch have in common (git fetch --unshallow)",
            "没有合并：此克隆的历史不完整，无法得知 {base} 与当前分支的共同提交（请运行 git fetch --unshallow）",
        ),
        "unrelated": (
            "nothing was merged: {base} and this branch have no commit in common", "没有合并：{base} 与当前分支没有共同的提交",
        ),
        "identity": (
            "nothing was merged: git does not know who you are (git config user.name NAME; git config user.email MAIL)",
            "没有合并：git 不知道你是谁（git config user.name 姓名；git config user.email 邮箱）",
        ),
        "failed": ("nothing was merged: git says: {detail}", "没有合并：git 提示：{detail}"),
        "hook": (
            "merged, not committed: git says: {detail} (repair it and run git commit, or git merge --abort)",
            "已合并，未提交：git 提示：{detail}（请处理后运行 git commit，或 git merge --abort）",
        ),
    }  # fmt: skip
