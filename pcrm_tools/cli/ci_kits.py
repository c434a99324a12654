"""Kits for build servers: the file that checks a notebook at a code host, fitted to where the notebook is in its repository."""

import re
from pathlib import Path
from typing import NamedTuple

from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import WrongUse
from pcrm_tools.store.root import below_top, top_of

HOSTS = ("github", "gitlab", "gitea")
_KITS = Path(__file__).parent / "starter" / "ci"
_PLACES = {"github": ".github/workflows/pcrm.yml", "gitlab": ".gitlab-ci.yml", "gitea": ".gitea/workflows/pcrm.yml"}
_GITLAB_BESIDE = ".gitlab/pcrm.yml"  # where the repository has a pipeline of its own

_ODD = re.compile(r"[^\w ./+-]| #|: ")
_ODD_FOLDER = Text(
    "a build server could not name the folder {seen}: letters, digits, blanks and . - _ + only",
    "构建服务器无法使用文件夹名 {seen}：只能含文字、数字、空格和 . - _ +",
)
_CONFLICT = Text(
    "the host cannot merge this branch; run in your clone: pcrm git sync $BASE, then push",
    "代码仓库无法合并此分支；请在本地运行 pcrm git sync $BASE，然后推送",
)
# Words for a shell's ${NAME:?words}: no quotes, no braces.
_WHENCE = Text("say in PCRM_PACKAGE where pcrm is installed from", "请在 PCRM_PACKAGE 中写明从哪里安装 pcrm")
_HINT = Text(
    "Where pcrm is installed from: a wheel in this repository, an index of your own, or git+https://… of where you keep it.",
    "pcrm 的安装来源：仓库中的 wheel 文件、自己的软件源，或存放处的 git+https://… 地址。",
)


class Kit(NamedTuple):
    """A kit's file: the repository's top folder, the path below it, its bytes, and whether it stands beside a pipeline that is there."""

    top: Path
    path: str
    data: bytes
    beside: bool


def kit(host: str, notebook: Path, lang: str) -> Kit:
    """The file of a host; a notebook in a folder of a repository has its kit at the repository's top, where hosts look.

    Raises WrongUse for a folder whose name would end a text of the kit.
    """
    top, folder = top_of(notebook), below_top(notebook)
    prefix = f"{folder}/" if folder else ""
    if _ODD.search(prefix):
        raise WrongUse(*_ODD_FOLDER, seen=prefix)
    about = (_KITS / f"{host}.{lang}.txt").read_text(encoding="utf-8").rstrip("\n")
    text = (_KITS / f"{host}.yml").read_text(encoding="utf-8")
    for mark, value in (
        ("@ABOUT@", about), ("@CONFLICT@", _CONFLICT.of(lang)), ("@WHENCE@", _WHENCE.of(lang)), ("@WHENCE_HINT@", _HINT.of(lang)),
        ("@PACKAGE@", package()), ("@NOTEBOOK@", prefix),
    ):  # fmt: skip
        text = text.replace(mark, value)
    path = _PLACES[host]
    beside = host == "gitlab" and (top / path).exists() and not _ours(top / path)
    return Kit(top, _GITLAB_BESIDE if beside else path, text.encode(), beside)


def _ours(path: Path) -> bool:
    try:
        return "pcrm init --ci" in path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False


def package() -> str:
    """Where this program was installed from, if that is an address that a build server reaches too; else empty.

    Never a bare name: whoever owns that name at a public index would run code beside the notebook.
    """
    import json
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        found = json.loads(distribution("pcrm").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        return ""
    url, version = str(found.get("url") or ""), found.get("vcs_info") or {}
    if not url.startswith("https://") or not version.get("commit_id"):
        return ""
    return f"pcrm @ {version.get('vcs', 'git')}+{url}@{version['commit_id']}"
