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


class Reasoned(PcrmError):
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


class PathRefused(Reasoned):
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


class WriteRefused(Reasoned):
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


class BrokenSurroundings(PcrmError):
    """Something that the command needs (a folder, git, a package) is missing or does not work."""

    en = "{what} cannot be used: {why}"
    zh = "{what} 无法使用：{why}"


class CacheRefused(Reasoned, BrokenSurroundings):
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


class MailRefused(Reasoned):
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
