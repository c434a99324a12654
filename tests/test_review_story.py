"""A week of two people's work on the same customers, told in real repositories: nothing is lost, and only the true conflict is left.

The host is a clone without drivers, as hosts run none. Dana and Li each have a clone that was set up by `pcrm git install`.
"""

import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.written import pcrm
from tests.small_notebook import notebook

pytestmark = pytest.mark.skipif(os.name != "posix", reason="hooks and drivers are called through a shell")

HUAXING, HARBOR, LINE = "customers/huaxing.md", "customers/harbor.md", "projects/line.md"
RECORDS = {
    HUAXING: """
        ---
        name: 华星软件
        owner: dana
        tier: general
        region: 华东
        next_contact: 2026-11-20
        contacts:
          - {name: 王芳, role: Buyer}
          - {name: 李强, role: CTO}
        ---

        ## Tasks

        - [ ] Send the offer @dana due:2026-11-20 id:t1

        ## Log

        ### 2026-11-10 09:00 call @dana — First call
    """,
    HARBOR: """
        ---
        name: Harbor Foods
        owner: li.wei
        ---

        ## Log

        ### 2026-11-02 visit @li.wei — Walk through the plant
    """,
    LINE: """
        ---
        name: Filling line
        customer: huaxing
        owner: dana
        stage: survey
        value: 120000
        ---

        ## Log

        ### 2026-10-01 stage → survey
    """,
}


class Person:
    """Somebody with a clone: writes with pcrm, commits with git."""

    def __init__(self, root: Path, name: str) -> None:
        self.root, self.name = root, name

    def git(self, *args: str, code: int = 0) -> str:
        env = {**os.environ, "GIT_AUTHOR_NAME": self.name, "GIT_COMMITTER_NAME": self.name, "GIT_EDITOR": "true"}
        done = subprocess.run(["git", *args], cwd=self.root, capture_output=True, text=True, check=False, env=env)
        assert done.returncode == code, f"git {' '.join(args)}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def does(self, *args: str, code: int = 0) -> str:
        done = pcrm(self.root, *args)
        assert done.code == code, done.out + done.err
        return done.out + done.err

    def commits(self, message: str, *commands: Sequence[str]) -> None:
        for command in commands:
            self.does(*command)
        self.git("commit", "-qam", message)

    def text(self, path: str) -> str:
        return (self.root / path).read_text("utf-8")

    def tree(self) -> str:
        return self.git("rev-parse", "HEAD^{tree}").strip()


def clone(tmp_path: Path, name: str, drivers: bool = True) -> Person:
    person = Person(tmp_path / name, name)
    subprocess.run(["git", "clone", "-q", "origin.git", name], cwd=tmp_path, check=True, capture_output=True)
    if drivers:
        person.does("git", "install")
    return person


@pytest.fixture
def start(tmp_path: Path) -> Path:
    """A repository that everybody clones."""
    root = notebook(tmp_path / "seed", RECORDS)
    (root / ".gitignore").write_text("/.pcrm/\n", encoding="utf-8")
    attributes = "".join(f"{folder}/**/*.md merge=pcrm diff=pcrm\n" for folder in ("customers", "projects"))
    (root / ".gitattributes").write_text(attributes, encoding="utf-8")
    seed = Person(root, "seed")
    seed.git("init", "-q", "-b", "main")
    seed.git("add", "-A")
    seed.git("commit", "-qm", "start")
    subprocess.run(["git", "clone", "-q", "--bare", "seed", "origin.git"], cwd=tmp_path, check=True, capture_output=True)
    return tmp_path


def a_week(dana: Person, li: Person) -> None:
    """What both do from Monday to Friday; Li on a branch, Dana on main."""
    li.git("switch", "-qc", "li-week")
    dana.commits("call", ("log", "huaxing", "call", "Price agreed", "--at", "2026-11-16 10:00", "--next", "2026-11-27"))
    li.commits("visit", ("log", "huaxing", "visit", "Seen the line", "--at", "2026-11-16 14:00", "--with", "王芳"))
    dana.commits("key customer", ("set", "huaxing", "tier=key"))
    li.commits("south", ("set", "huaxing", "region=华南"))
    dana.commits("confirmed", ("move", "line", "confirmed", "--at", "2026-11-18"))
    li.commits("dearer", ("set", "line", "value=150000"))
    dana.commits("offer sent", ("task", "done", "huaxing#t1", "--at", "2026-11-19"))
    li.commits("sample asked for", ("task", "add", "huaxing", "Send a sample", "--owner", "li.wei", "--due", "2026-11-30"))
    li.git("mv", HARBOR, "customers/harbor-foods.md")
    li.git("commit", "-qm", "a fuller name")
    dana.commits("harbor called", ("log", "harbor", "call", "Two more plants", "--at", "2026-11-19 11:00"))
    dana.git("push", "-q", "origin", "main")
    li.git("push", "-q", "origin", "li-week")


def heads(said: str) -> list[str]:
    """The first line of each record of a comparison, as a manager reads them."""
    return [line.partition("  ")[0] for line in said.split("\n") if re.match(r"\S.*  (customers|projects)/", line)]


def everything_is_there(person: Person) -> None:
    """Each change of both, once."""
    huaxing, line, harbor = person.text(HUAXING), person.text(LINE), person.text("customers/harbor-foods.md")
    assert "tier: key\nregion: 华南\n" in huaxing and "next_contact: 2026-11-27\n" in huaxing
    titles = re.findall(r"^### .* — (.*)$", huaxing, re.MULTILINE)
    assert titles == ["Seen the line", "Price agreed", "First call"]
    assert "- [x] Send the offer" in huaxing and huaxing.count("Send a sample") == 1
    assert "stage: confirmed\nvalue: 150000\n" in line.replace("CNY ", "") and line.count("→ confirmed") == 1
    assert harbor.count("Two more plants") == 1 and not (person.root / HARBOR).exists()
    assert person.does("validate").count("error") == 0


def test_a_week_of_two_people(start: Path) -> None:
    dana, li, host = (clone(start, name, name != "host") for name in ("dana", "li", "host"))
    a_week(dana, li)
    host.git("fetch", "-q")
    host.git("reset", "-q", "--hard", "origin/main")
    refused = host.git("merge", "--no-edit", "origin/li-week", code=1)
    assert "CONFLICT" in refused
    host.git("merge", "--abort")

    # Merged both ways, rebased and picked one by one: always the same files.
    li.git("fetch", "-q")
    dana.git("fetch", "-q")
    dana.git("switch", "-qc", "taken-in")
    dana.git("merge", "-q", "--no-edit", "origin/li-week")
    everything_is_there(dana)
    li.git("switch", "-qc", "other-way")
    li.git("merge", "-q", "--no-edit", "origin/main")
    assert li.tree() == dana.tree()
    li.git("switch", "-qc", "rebased", "li-week")
    li.git("rebase", "-q", "origin/main")
    assert li.tree() == dana.tree()
    li.git("switch", "-qc", "picked", "origin/main")
    before = li.tree()
    picked = li.git("log", "--format=%H", "--reverse", "main..li-week").split()
    li.git("cherry-pick", *picked)
    assert li.tree() == dana.tree()
    li.git("revert", "--no-edit", *reversed(li.git("log", "--format=%H", "--reverse", "origin/main..HEAD").split()))
    assert li.tree() == before

    # What the reviewer reads.
    assert heads(li.does("diff", "main...li-week")) == [
        "Harbor Foods: renamed from harbor", "华星软件: region changed, 1 entry added, 1 task added",
        "Filling line: value CNY 120,000 → CNY 150,000",
    ]  # fmt: skip
    assert heads(li.does("diff", "main..origin/main")) == [
        "Harbor Foods: 1 entry added", "华星软件: tier general → key, next contact moved 7 days, 1 entry added, 1 task done",
        "Filling line: stage survey → confirmed, 1 entry added",
    ]  # fmt: skip

    # Locally merged with the drivers, pushed, and the host merges without any.
    li.git("switch", "-q", "li-week")
    assert "origin/main" in li.does("git", "sync", "origin/main")
    everything_is_there(li)
    li.git("push", "-q", "origin", "li-week")
    host.git("fetch", "-q")
    host.git("merge", "-q", "--no-edit", "origin/li-week")
    everything_is_there(host)


def test_only_the_true_conflict_is_left(start: Path) -> None:
    dana, li, host = (clone(start, name, name != "host") for name in ("dana", "li", "host"))
    a_week(dana, li)
    dana.commits("theirs", ("set", "huaxing", "next_step=Sign on Friday"))
    dana.git("push", "-q", "origin", "main")
    li.commits("ours", ("set", "huaxing", "next_step=Send the sample first"))
    li.git("fetch", "-q")
    said = li.does("git", "sync", "origin/main", code=1)
    assert f"{HUAXING}:" in said and "next_step" in said
    text = li.text(HUAXING)
    assert text.count("<<<<<<<") == 1
    clash = text[text.index("<<<<<<<") : text.index(">>>>>>>")]
    assert "Send the sample first" in clash and "Sign on Friday" in clash and len(clash.splitlines()) == 4
    assert li.does("validate", code=1).count("unfinished") >= 1
    resolved = re.sub(r"<<<<<<<[^\n]*\n(.*?)=======\n.*?>>>>>>>[^\n]*\n", r"\1", text, flags=re.DOTALL)
    (li.root / HUAXING).write_text(resolved, encoding="utf-8")
    li.git("add", "-A")
    li.git("commit", "-q", "--no-edit")
    everything_is_there(li)
    assert "next_step: Send the sample first\n" in li.text(HUAXING)
    li.git("push", "-q", "origin", "li-week")
    host.git("fetch", "-q")
    host.git("reset", "-q", "--hard", "origin/main")
    host.git("merge", "-q", "--no-edit", "origin/li-week")
    everything_is_there(host)
