"""What stops a command: one class per situation, each with its exit code and its sentences in English and Chinese.

Wrong data in a record is never raised; it is a finding and the run goes on.
"""
# ruff: noqa: N818 - the classes are named after the situation

from collections.abc import Iterable, Mapping
from typing import ClassVar


class PcrmError(Exception):
    """A situation that ends the command with one line and an exit code; `values` fill the sentence's braces."""

    exit_code: ClassVar[int] = 2
    en: str = "{detail}"
    zh: str = "{detail}"

    def __init__(self, **values: object) -> None:
        self.values: dict[str, str] = {key: str(value) for key, value in values.items()}
        super().__init__(self.message())

    def message(self, lang: str = "en") -> str:
        """The sentence in a language (`en` or `zh`)."""
        return (self.zh if lang == "zh" else self.en).format_map(self.values)


class _Reasoned(PcrmError):
    """An error whose class knows several reasons, each with its own pair of sentences."""

    reasons: ClassVar[Mapping[str, tuple[str, str]]] = {}

    def __init__(self, reason: str, **values: object) -> None:
        self.reason = reason
        self.en, self.zh = self.reasons[reason]
        super().__init__(**values)


class WrongUse(PcrmError):
    """The command line asks for something that does not go together; the two sentences say what to type instead."""

    def __init__(self, en: str, zh: str, **values: object) -> None:
        self.en, self.zh = en, zh
        super().__init__(**values)


class NotebookNotFound(PcrmError):
    """No pcrm.yml in a folder nor in any folder above it."""

    en = "no notebook here: neither {directory} nor a folder above it has a pcrm.yml (run `pcrm init` to make one)"
    zh = "这里没有笔记本：{directory} 及其上级文件夹中都没有 pcrm.yml（运行 `pcrm init` 新建）"

    def __init__(self, directory: object) -> None:
        super().__init__(directory=directory)


class UnknownName(PcrmError):
    """No record, contact, view or the like has the name that was typed; `candidates` are the nearest ones."""

    def __init__(self, name: str, candidates: Iterable[str] = ()) -> None:
        self.candidates = tuple(candidates)
        self.en = "nothing here is called `{name}`" + ("; nearest: {nearest}" if self.candidates else "")
        self.zh = "没有找到 `{name}`" + ("，最接近的是：{nearest}" if self.candidates else "")
        super().__init__(name=name, nearest=", ".join(self.candidates))


class AmbiguousName(PcrmError):
    """The name that was typed fits several; `candidates` are ids that say which one is meant."""

    en = "`{name}` may be any of these: {choices} (type one of them)"
    zh = "`{name}` 可以是：{choices}（请输入其中一个）"

    def __init__(self, name: str, candidates: Iterable[str]) -> None:
        self.candidates = tuple(candidates)
        super().__init__(name=name, choices=", ".join(self.candidates))


class PathRefused(_Reasoned):
    """A name or path that could lead out of its folder or that some system cannot store."""

    reasons: ClassVar[Mapping[str, tuple[str, str]]] = {
        "empty": ("an empty name is refused", "名称不能为空"),
        "missing": ("there is no `{path}` in this notebook", "笔记本中没有 `{path}`"),
        "nul": ("`{path}` is refused: it holds a control character", "`{path}` 不被接受：含有控制字符"),
        "long": ("`{path}` is refused: longer than 255 bytes", "`{path}` 不被接受：超过 255 字节"),
        "path": ("`{path}` is refused: give a name, not a path", "`{path}` 不被接受：请给出名称，而不是路径"),
        "encoded": ("`{path}` is refused: it holds an encoded dot or slash", "`{path}` 不被接受：含有编码的点或斜杠"),
        "outside": ("`{path}` is refused: it leads out of {root}", "`{path}` 不被接受：它指向 {root} 之外"),
        "symlink": ("`{path}` is refused: {link} is a symbolic link", "`{path}` 不被接受：{link} 是符号链接"),
        "reserved": ("`{path}` is refused: some systems cannot store that name", "`{path}` 不被接受：有些系统不能保存这个名称"),
    }

    def __init__(self, reason: str, path: object, **values: object) -> None:
        super().__init__(reason, path=path, **values)


class WriteRefused(_Reasoned):
    """A file that was not written; what it held before is still there."""

    reasons: ClassVar[Mapping[str, tuple[str, str]]] = {
        "changed": (
            "{path} was not written: another program changed it meanwhile (run the command again)",
            "{path} 没有写入：它刚被别的程序改动（请重新运行命令）",
        ),
        "exists": ("{path} was not written: it exists already", "{path} 没有写入：文件已存在"),
        "missing": ("{path} was not written: it is no longer there", "{path} 没有写入：文件已不存在"),
        "symlink": (
            "{path} was not written: it is a symbolic link (edit the file it points to)",
            "{path} 没有写入：它是符号链接（请编辑它指向的文件）",
        ),
        "hardlink": (
            "{path} was not written: it has {links} names (hard links), and writing would part them",
            "{path} 没有写入：它有 {links} 个硬链接名称，写入会使它们分离",
        ),
        "unreadable": ("{path} was not written: it cannot be read as text", "{path} 没有写入：无法作为文本读取"),
        "special": ("{path} was not written: it is no ordinary file", "{path} 没有写入：它不是普通文件"),
        "locked": (
            "{path} was not written: another pcrm has held the lock for {seconds} seconds",
            "{path} 没有写入：另一个 pcrm 已占用锁 {seconds} 秒",
        ),
        "readonly": ("{path} was not written: no permission to write there", "{path} 没有写入：没有写权限"),
        "full": ("{path} was not written: the disk or quota is full", "{path} 没有写入：磁盘或配额已满"),
        "failed": ("{path} was not written: {detail}", "{path} 没有写入：{detail}"),
    }

    def __init__(self, reason: str, path: object, **values: object) -> None:
        super().__init__(reason, path=path, **values)


class EditRefused(PcrmError):
    """A change that was not made, with the finding that says why; nothing of the whole run was written.

    `detail` and `detail_zh` are the finding's sentences, filled in by who knows the rules.
    """

    en = "{path}:{line}: not changed: {detail}"
    zh = "{path}:{line}：没有改动：{detail_zh}"

    def __init__(self, path: object, finding: object, **values: object) -> None:
        self.path, self.finding = str(path), finding
        super().__init__(path=path, **values)


class GitRefused(_Reasoned):
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


class RevisionRefused(_Reasoned):
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


class MergeRefused(_Reasoned):
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


class SyncRefused(_Reasoned):
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


class BrokenSurroundings(PcrmError):
    """Something that the command needs (a folder, git, a package) is missing or does not work."""

    en = "{what} cannot be used: {why}"
    zh = "{what} 无法使用：{why}"


class CacheRefused(_Reasoned, BrokenSurroundings):
    """A cache that is not opened since it may not be this user's own, or that cannot be had just now."""

    reasons: ClassVar[Mapping[str, tuple[str, str]]] = {
        "symlink": (
            "{path} is not used: it is a symbolic link (remove it: it would only lead to a cache)",
            "{path} 不予使用：它是符号链接（请删除它，它指向的只是缓存）",
        ),
        "kind": ("{path} is not used: it is no folder (remove it)", "{path} 不予使用：它不是文件夹（请删除）"),
        "owner": (
            "{path} is not opened: it belongs to another user (remove it, it is only a cache)",
            "{path} 不予打开：它属于另一个用户（请删除，它只是缓存）",
        ),
        "writable": (
            "{path} is not opened: others can write into it (remove it, it is only a cache: rm -r .pcrm)",
            "{path} 不予打开：其他人可以写入（请删除，它只是缓存：rm -r .pcrm）",
        ),
        "tracked": (
            "{path} is not opened: it is in git, and a cache is believed only where it was made"
            " (git rm -r --cached .pcrm, put /.pcrm/ into .gitignore, then rm -r .pcrm)",
            "{path} 不予打开：它在 git 中，而缓存只在生成它的地方可信"
            "（git rm -r --cached .pcrm，在 .gitignore 中加入 /.pcrm/，然后 rm -r .pcrm）",
        ),
        "busy": (
            "{path} is being written by another pcrm (process {holder}) and was not free in time: run the command again",
            "{path} 正被另一个 pcrm（进程 {holder}）写入，等待超时：请稍后重新运行命令",
        ),
    }

    def __init__(self, reason: str, path: object, **values: object) -> None:
        super().__init__(reason, path=path, **values)


class MailRefused(_Reasoned):
    """A mail that was not handed over: no server, one that cannot be reached or trusted, a login or an address refused."""

    reasons: ClassVar[Mapping[str, tuple[str, str]]] = {
        "no-host": (
            "no mail server is named: write `host:` under `mail:` in pcrm.yml, or set PCRM_SMTP_HOST",
            "没有指定邮件服务器：在 pcrm.yml 的 `mail:` 下写 `host:`，或设置 PCRM_SMTP_HOST",
        ),
        "port": ("the mail server's port is a number such as 587, not `{seen}`", "邮件服务器端口应为数字，如 587，不是 `{seen}`"),
        "security": (
            "the mail server's security is starttls, ssl or none, not `{seen}`",
            "邮件服务器的加密方式为 starttls、ssl 或 none，不是 `{seen}`",
        ),
        "no-sender": (
            "nobody is named as sender: write `from:` under `mail:` in pcrm.yml, set PCRM_SMTP_FROM, or tell git your e-mail",
            "没有发件人：在 pcrm.yml 的 `mail:` 下写 `from:`，或设置 PCRM_SMTP_FROM，或在 git 中设置邮箱",
        ),
        "sender": ("`{seen}` cannot be a sender: write name@example.com", "`{seen}` 不能作为发件人：请写 name@example.com"),
        "no-password": (
            "a password is needed: set PCRM_SMTP_PASSWORD, or PCRM_SMTP_PASSWORD_COMMAND to a command that prints it",
            "需要密码：设置 PCRM_SMTP_PASSWORD，或把 PCRM_SMTP_PASSWORD_COMMAND 设为能输出密码的命令",
        ),
        "command": ("PCRM_SMTP_PASSWORD_COMMAND cannot be run: {said}", "PCRM_SMTP_PASSWORD_COMMAND 无法运行：{said}"),
        "command-failed": (
            "PCRM_SMTP_PASSWORD_COMMAND ended with exit code {said}", "PCRM_SMTP_PASSWORD_COMMAND 的退出码为 {said}",
        ),
        "command-silent": ("PCRM_SMTP_PASSWORD_COMMAND printed nothing", "PCRM_SMTP_PASSWORD_COMMAND 没有输出"),
        "open": (
            "nothing was sent: {server} is not encrypted, and a password is never sent openly (security: starttls or ssl)",
            "没有发送：{server} 未加密，密码不会明文发送（请用 security: starttls 或 ssl）",
        ),
        "unreachable": ("the mail server {server} cannot be reached: {said}", "无法连接邮件服务器 {server}：{said}"),
        "timeout": ("the mail server {server} does not answer", "邮件服务器 {server} 没有响应"),
        "closed": ("the mail server {server} closed the connection", "邮件服务器 {server} 断开了连接"),
        "no-starttls": (
            "nothing was sent: the mail server {server} offers no encryption (STARTTLS)",
            "没有发送：邮件服务器 {server} 不支持加密（STARTTLS）",
        ),
        "no-tls": ("no encrypted connection to the mail server {server}: {said}", "无法与邮件服务器 {server} 建立加密连接：{said}"),
        "certificate": (
            "the certificate of the mail server {server} is not trusted: {said}", "邮件服务器 {server} 的证书不受信任：{said}",
        ),
        "no-login": ("the mail server {server} offers no login: leave `user:` out", "邮件服务器 {server} 不支持登录：请去掉 `user:`"),
        "login": (
            "the mail server {server} refused the login of `{user}`: {said}", "邮件服务器 {server} 拒绝 `{user}` 登录：{said}",
        ),
        "login-text": (
            "user and password may only hold ASCII characters for the mail server {server}", "邮件服务器 {server} 的用户名和密码只能含 ASCII 字符",
        ),
        "refused": ("refused by {server}: {said}", "被 {server} 拒绝：{said}"),
    }  # fmt: skip
