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
    """A change that could not be made without touching more than was asked; wraps the finding's sentence."""

    en = "{path}:{line}: not changed: {detail}"
    zh = "{path}:{line}：没有改动：{detail_zh}"


class BrokenSurroundings(PcrmError):
    """Something that the command needs (a folder, git, a package) is missing or does not work."""

    en = "{what} cannot be used: {why}"
    zh = "{what} 无法使用：{why}"
