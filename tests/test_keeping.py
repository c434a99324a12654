"""A notebook kept up to date: what each update comes to, and what the site waits for."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pcrm_tools.errors import BrokenSurroundings
from pcrm_tools.keeping import Keeper
from pcrm_tools.session import Session
from pcrm_tools.site.build import Built
from tests.site.notebooks import HARBOR, PLAIN, make_notebook

NOTE = "customers/harbor.md"
BAD = HARBOR.replace("next_contact: 2026-11-25", "next_contact: 2026-02-30")


class Kept:
    """A notebook, its keeper, the day it is, and how often its site was built."""

    def __init__(self, root: Path) -> None:
        self.root = make_notebook(root, PLAIN)
        self.session = Session.open(self.root)
        self.today = date(2026, 11, 20)
        self.builds = 0
        self.problem: Exception | None = None
        self.keeper = Keeper(lambda: self.session, lambda: self.today, self.build)

    def build(self, session: Session) -> Built:
        self.builds += 1
        if self.problem:
            raise self.problem
        return Built(1, 1, 0.0, "site/public", (), ())

    def write(self, text: str, path: str = NOTE) -> None:
        (self.root / path).write_text(text)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    made = Kept(tmp_path / "book")
    assert made.keeper.begin().site
    yield made
    made.session.close()


def test_a_changed_record_is_taken_in_and_built(kept: Kept) -> None:
    kept.write(HARBOR + "\nWith walnut.\n")
    update = kept.keeper.update([NOTE], [], False)
    assert update and update.taken and update.site and not update.new
    assert len(kept.session.ask("walnut", kept.today).scores) == 1


def test_what_only_looks_changed_comes_to_nothing(kept: Kept) -> None:
    kept.write(HARBOR)
    update = kept.keeper.update([NOTE], [], False)
    assert update and not update.taken and not update.site and kept.builds == 1


def test_what_another_run_took_in_first_is_still_an_update(kept: Kept) -> None:
    kept.write(BAD)
    Session.open(kept.root).close()
    update = kept.keeper.update([NOTE], [], True)
    assert update and update.taken and [finding.rule for finding in update.new] == ["bad-date"]


def test_an_error_is_told_when_it_is_sure_and_then_once(kept: Kept) -> None:
    kept.write(BAD)
    assert kept.keeper.update([NOTE], [], False) is None
    update = kept.keeper.update([NOTE], [], True)
    assert update and [finding.rule for finding in update.new] == ["bad-date"]
    kept.write("\n".join([*BAD.split("\n")[:1], "# it moves a line down", *BAD.split("\n")[1:]]))
    update = kept.keeper.update([NOTE], [], False)
    assert update and not update.new and not update.solved and len(update.left) == 1
    kept.write(HARBOR)
    update = kept.keeper.update([NOTE], [], False)
    assert update and [finding.rule for finding in update.solved] == ["bad-date"] and not update.left


def test_a_deleted_record_is_missed_where_it_was_named(kept: Kept) -> None:
    (kept.root / NOTE).unlink()
    update = kept.keeper.update([], [NOTE], True)
    assert update and {finding.path for finding in update.new} == {"projects/dock.md"}


def test_the_site_waits_for_a_record_that_can_no_longer_be_read(kept: Kept) -> None:
    kept.write("---\nname: [[[\n---\n")
    update = kept.keeper.update([NOTE], [], True)
    assert update and update.held == (NOTE,) and kept.builds == 1
    kept.write(PLAIN["projects/dock.md"] + "\nMore.\n", "projects/dock.md")
    update = kept.keeper.update(["projects/dock.md"], [], True)
    assert update and update.held == (NOTE,) and kept.builds == 1
    kept.write(HARBOR)
    update = kept.keeper.update([NOTE], [], True)
    assert update and update.site and kept.builds == 2


def test_a_record_that_never_could_be_read_keeps_nothing(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "book")
    kept.write("---\nname: [[[\n---\n")
    kept.session.refresh()
    assert kept.keeper.begin().site
    kept.session.close()


@pytest.mark.parametrize("problem", [BrokenSurroundings(what="mkdocs", why="no"), ZeroDivisionError("in a template")])
def test_a_site_that_cannot_be_built_is_tried_again(kept: Kept, problem: Exception) -> None:
    kept.problem = problem
    kept.write(HARBOR + "\nMore.\n")
    update = kept.keeper.update([NOTE], [], True)
    assert update and update.problem and not update.site
    kept.problem = None
    update = kept.keeper.update(["mkdocs.yml"], [], True)
    assert update and update.site and not update.problem


def test_a_new_day_is_an_update_without_files(kept: Kept) -> None:
    assert not kept.keeper.day_changed()
    kept.today = date(2026, 11, 21)
    assert kept.keeper.day_changed()
    update = kept.keeper.update([], [], True)
    assert update and update.today == kept.today and update.site and kept.builds == 2
    assert not kept.keeper.day_changed()


def test_a_cache_made_anew_counts_as_another(kept: Kept) -> None:
    kept.session.close()
    for path in (kept.root / ".pcrm").glob("cache.db*"):
        path.unlink()
    kept.session = Session.open(kept.root)
    kept.write(HARBOR + "\nMore.\n")
    update = kept.keeper.update([NOTE], [], True)
    assert update and update.taken
