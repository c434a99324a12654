"""Git repositories with a notebook, made in a test's own folder, with or without the merge driver switched on."""

import shlex
import subprocess
import sys
from pathlib import Path

from pcrm_tools.store.git_drivers import ATTRIBUTES, DRIVER_ARGUMENTS
from tests.small_notebook import notebook

CUSTOMER, PROJECT = "customers/harbor.md", "projects/labels.md"
RECORDS = {
    CUSTOMER: "---\nname: Harbor Foods\nowner: dana\nregion: NO\nsize: '40'\ntags: [cold]\n---\n\n# Harbor\n\n## Log\n\n"
    "### 2026-11-02 call @dana — prices\n\nThey ship at night.\n",
    PROJECT: "---\nname: Labels\ncustomer: harbor\nowner: dana\nstage: survey\n---\n\n## Log\n\n### 2026-11-01 stage evaluation → survey\n",
    "pcrm.yml": "format: 1\nlanguage: en\nteam:\n  - id: dana\n    name: Dana\n",
}  # fmt: skip
DRIVER = f"{shlex.quote(sys.executable)} -P -m pcrm_tools git merge-driver {DRIVER_ARGUMENTS}"


class Repository:
    """A repository at a folder; `git` raises where git fails, `attempt` says its exit code and words."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def attempt(self, *args: str) -> tuple[int, str]:
        done = subprocess.run(["git", "-c", "core.quotepath=false", *args], cwd=self.root, capture_output=True, check=False)
        return done.returncode, (done.stdout + done.stderr).decode()

    def git(self, *args: str) -> str:
        code, said = self.attempt(*args)
        assert code == 0, f"git {' '.join(args)}: {said}"
        return said

    def read(self, path: str) -> str:
        return (self.root / path).read_bytes().decode()

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_bytes(text.encode())

    def edit(self, path: str, old: str, new: str) -> None:
        text = self.read(path)
        assert old in text
        self.write(path, text.replace(old, new))

    def commit(self, message: str = "change") -> str:
        self.git("add", "-A")
        self.git("commit", "-qm", message)
        return self.git("rev-parse", "HEAD").strip()

    def branch(self, name: str, start: str = "main") -> None:
        self.git("switch", "-qc", name, start)

    def switch(self, name: str) -> None:
        self.git("switch", "-q", name)

    def status(self) -> str:
        return self.git("status", "--porcelain")


def repository(folder: Path, driver: bool = False, attributes: bool = True, below: str = "") -> Repository:
    """A notebook with one commit on `main`; `below` puts it into a folder of the repository."""
    root = folder / "firm"
    notebook(root / below if below else root, RECORDS)
    made = Repository(root)
    made.git("init", "-q", "-b", "main")
    made.write(".gitignore", ".pcrm/\n")
    if attributes:
        made.write(f"{below}/.gitattributes" if below else ".gitattributes", "\n".join(ATTRIBUTES) + "\n")
    if driver:
        made.git("config", "merge.pcrm.driver", DRIVER)
        made.git("config", "merge.pcrm.recursive", "binary")
    made.commit("start")
    return made
