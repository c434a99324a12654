"""What a warm command imports, by name: importing is most of what a search or a list costs, and it grows unseen.

Who needs another module for every search adds it here; who needs it seldom imports it where it is needed.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.searched_notebook import SearchedNotebook, environment

# Our own modules, without `pcrm_tools.`
EVERY = """
    cli cli.app cli.boundary cli.command cli.commands cli.main cli.messages cli.output cli.streams cli.table cli.usage cli.wording
    errors model model.config model.finding session store store.cache store.cache_folder store.files store.freshness store.look store.root
    store.schema
"""
QUERIES = """
    asking cli.querying indexing model.catalogue model.field_table store.computed store.conditions store.evidence store.measures store.query_facts
    store.identity store.left_out store.listing store.query_fields store.query_rows store.query_shape store.select store.wheres text text.fold text.query text.query_tree
    text.query_values text.segments
"""
LIST = f"{EVERY} {QUERIES} cli.commands.list"
SEARCH = f"""
    {EVERY} {QUERIES} cli.commands.search cli.hit_lines search search.engine search.inflection search.normal
    search.snippets search.terms store.hits text.han text.pinyin cli.completing
"""
SQLITE = f"{SEARCH} search.sqlite_engine"
WHOOSH = f"{SEARCH} search.lean_whoosh search.whoosh_engine search.whoosh_folder search.whoosh_layout search.whoosh_overlay search.whoosh_postings"

# (click imports inspect and whatever that needs itself.)
HEAVY = (
    "asyncio", "dataclasses", "email", "frontmatter", "hashlib", "holidays", "http", "importlib.metadata", "jinja2", "logging", "markdown",
    "mkdocs", "multiprocessing", "pcrm_tools.model.customer", "pcrm_tools.model.project", "pcrm_tools.model.settings",
    "pcrm_tools.store.git", "pcrm_tools.store.load", "rich", "ssl", "subprocess", "unittest", "urllib.request", "watchdog", "yaml",
)  # fmt: skip
OF_WHOOSH = ("hashlib",)

_MODULES = """
import json, os, sys
before = set(sys.modules)
from pcrm_tools.cli.app import App
from pcrm_tools.cli.main import run
code = run(sys.argv[1:], App())
print(json.dumps([code, sorted(set(sys.modules) - before)]), file=sys.stderr)
"""


def imported(book: SearchedNotebook, *words: str) -> set[str]:
    """The modules that a run of the program imports, those of a bare Python left out."""
    done = subprocess.run([sys.executable, "-c", _MODULES, *words], cwd=book.root, env=environment(), capture_output=True, text=True)
    code, names = json.loads(done.stderr.splitlines()[-1])
    assert code == 0, done.stderr
    return set(names)


@pytest.mark.parametrize(
    ("engine", "words", "ours", "others"),
    [("sqlite", ("list", "owner:dana"), LIST, ("click",)), ("sqlite", ("search", "crane"), SQLITE, ("click",)),
     ("whoosh", ("search", "crane"), WHOOSH, ("click", "whoosh"))],
    ids=["list", "search, sqlite", "search, whoosh"],
)  # fmt: skip
def test_a_warm_command_imports_nothing_new(
    tmp_path: Path, engine: str, words: tuple[str, ...], ours: str, others: tuple[str, ...]
) -> None:
    book = SearchedNotebook.made(tmp_path / "notebook", engine, ("crane 吊車", "offer"))
    book.here("index")
    found = imported(book, *words)
    own = {name.removeprefix("pcrm_tools.") for name in found if name.startswith("pcrm_tools.")}
    assert sorted(own - set(ours.split())) == [], "new"
    assert sorted(set(ours.split()) - own) == [], "no longer imported: take it off the list"
    foreign = {name.partition(".")[0] for name in found} - sys.stdlib_module_names - {"pcrm_tools"}
    assert sorted(name for name in foreign if not name.startswith("_sysconfigdata")) == sorted(others)
    heavy = [name for name in HEAVY if engine != "whoosh" or name not in OF_WHOOSH]
    assert [name for name in heavy if name in found] == []
