"""Builds the site: the shell by mkdocs where it must be, then every page whose inputs changed, then what searching needs."""

import gc
import hashlib
import json
import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from pcrm_tools import __version__
from pcrm_tools.errors import BrokenSurroundings
from pcrm_tools.session import Session
from pcrm_tools.site import shell
from pcrm_tools.site.book import INTERNAL, Audience, Book
from pcrm_tools.site.publish import Publisher
from pcrm_tools.site.render import Resolve
from pcrm_tools.site.turn import Turn
from pcrm_tools.site.values import language
from pcrm_tools.store import site_rows

Notice = Callable[[str, int, int], None]


class Built(NamedTuple):
    """What a build did: how many pages the site has and how many were written, in how long, where; what was wrong."""

    pages: int
    changed: int
    seconds: float
    path: str
    broken: tuple[str, ...]
    warnings: tuple[str, ...]


class Run:
    """One build: an open notebook, for whom, as of when, and the folders in use."""

    def __init__(
        self, session: Session, today: date, audience: str, public: Path | None, notice: Notice, lang: str = ""
    ) -> None:
        self.session, self.root, self.today, self.notice = session, session.root, today, notice
        self.config = session.config
        self.audience = audience_of(self.config.data.get("privacy") or {}, audience)
        self.public = public or self.root / "site" / ("public" if self.audience.internal else f"public-{audience}")
        guard(self.root, self.public)
        self.state = session.folder / "site" / self.audience.name
        self.stage, self.pages_file = self.state / "stage", self.state / "pages.json"
        self.state.parent.mkdir(exist_ok=True, mode=0o700)
        self.state.mkdir(exist_ok=True, mode=0o700)
        self.lang = lang or language(self.config)
        site = self.config.data.get("site") or {}
        self.name, self.url = str(site.get("name") or ""), str(site.get("url") or "")
        self.warnings: list[str] = []
        self.watched: list[str] = []
        self.turn: Turn | None = None  # held where mkdocs runs by itself, with the notebook that it opened
        self.book = Book(session.db, self.root, self.config, self.lang, self.audience)

    def resolver(self, page: str) -> Resolve:
        """What resolves the wiki links of a hand-written page (its file below the site)."""
        return self.book.resolver(f"site/pages/{page}", "../" * page.count("/"))

    def close(self) -> None:
        """Lets go of the notebook if this build opened it."""
        if self.turn:
            self.session.close()
            self.turn.release()


def guard(root: Path, public: Path) -> None:
    """Refuses a folder for the site that holds something else: what is not of the site is removed from it."""
    full, sources = (
        public.resolve(),
        [root / name for name in ("pcrm.yml", "customers", "projects", "templates", "site/pages", "site/theme")],
    )
    if any(source.resolve() == full or full in source.resolve().parents for source in sources):
        raise BrokenSurroundings(
            what=str(public), why="the notebook itself lies in it: write `site_dir: site/public` in mkdocs.yml"
        )
    if any(full == source.resolve() or source.resolve() in full.parents for source in sources):
        raise BrokenSurroundings(
            what=str(public), why="it lies in the notebook's own files: write `site_dir: site/public` in mkdocs.yml"
        )
    if (
        public.is_dir()
        and not (public / "index.html").exists()
        and any(not path.name.startswith(".") for path in public.iterdir())
    ):
        raise BrokenSurroundings(what=str(public), why="it holds other files, which a build would remove: name an empty folder")


def audience_of(privacy: Any, name: str) -> Audience:
    """The audience of a name; one that pcrm.yml does not list is refused."""
    known = privacy.get("audiences") or []
    names = {INTERNAL, *(known if isinstance(known, (list, dict)) else [])}
    if name not in names:
        raise BrokenSurroundings(what=f"audience {name}", why=f"privacy.audiences of pcrm.yml names {', '.join(sorted(names))}")
    fields = privacy.get("private_fields") or privacy.get("fields") or []
    return Audience(name, frozenset(str(field) for field in fields))


def today_of(environ: Any) -> date:
    """The day that a build is of where nobody says: SOURCE_DATE_EPOCH, else today."""
    epoch = environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC).date() if epoch.isdecimal() else date.today()


def build_site(
    session: Session,
    today: date | None = None,
    audience: str = INTERNAL,
    public: Path | None = None,
    notice: Notice | None = None,
    lang: str = "",
) -> Built:
    """Brings the built site up to date with an open notebook; `lang` (`en` or `zh`) goes before the notebook's own."""
    notice = notice or session.notice
    with Turn(session.folder, notice) as turn:
        if turn.waited:
            session.refresh()
        with _without_circles():
            return _built(Run(session, today or today_of(os.environ), audience, public, notice, lang))


@contextmanager
def _without_circles() -> Iterator[None]:
    """Nobody looks for circles among values meanwhile: that takes a fifth of a build's time, and there are few to be found."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _built(run: Run) -> Built:
    begun = time.monotonic()
    known = _read_json(run.state / "shell.json")
    if known.get("inputs") != shell_inputs(run, known.get("watched", [])) or not run.pages_file.exists():
        (run.state / "shell.json").unlink(missing_ok=True)
        render_shell(run)
        note_shell(run)
    return publish(run, begun)


def note_shell(run: Run) -> None:
    """Remembers what the shell that now stands was made from."""
    known = {"watched": run.watched, "inputs": shell_inputs(run, run.watched)}
    (run.state / "shell.json").write_text(json.dumps(known), "utf-8")


def start(root: Path, audience: str, public: Path) -> Run:
    """A build that mkdocs runs by itself."""
    session = Session.open(root)
    turn = Turn(session.folder, session.notice)
    if turn.waited:
        session.refresh()
    run = Run(session, today_of(os.environ), audience, public, session.notice)
    run.turn = turn
    return run


def publish(run: Run, begun: float | None = None) -> Built:
    """Pours and writes what changed; the theme's part stands in the stage."""
    started = time.monotonic() if begun is None else begun
    publisher = Publisher(run.book, run.today, run.stage, run.public, run.state, run.session, run.notice)
    result = publisher.publish(json.loads(run.pages_file.read_text("utf-8")))
    seconds = round(time.monotonic() - started, 3)
    return Built(result.pages, result.changed, seconds, str(run.public), result.broken, (*run.warnings, *result.warnings))


def shell_inputs(run: Run, watched: list[str]) -> str:
    """A digest of all that the theme renders: its settings, hand-written pages, look, and the names that they link to."""
    import importlib.metadata

    versions = [importlib.metadata.version(name) for name in ("mkdocs", "mkdocs-material")]
    digest = hashlib.sha256("\n".join((__version__, run.lang, run.name, run.url, str(run.public), *versions)).encode())
    folders = [run.root / "site/pages", run.root / "site/theme", shell.PACKAGED_THEME, *map(Path, watched)]
    names = [path for folder in dict.fromkeys(folders) for path in _files_below(folder)]
    for path in (run.root / "mkdocs.yml", *names):
        try:
            digest.update(f"{path}\0".encode(errors="surrogatepass") + path.read_bytes() + b"\0")
        except OSError:
            continue
    targets, _ = site_rows.neighbours(run.session.db)
    for page in run.book.pages.values():
        for target in targets.get(page.n, ()):
            record = run.book.find(target)
            digest.update(f"{target}={run.book.face(record) if record else ''}\0".encode())
    return digest.hexdigest()


def _files_below(folder: Path) -> list[Path]:
    if folder.is_file():
        return [folder]
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__pycache__")))
        found += [Path(place, name) for name in sorted(names) if not name.startswith(".")]
    return found


def render_shell(run: Run) -> None:
    """Runs mkdocs in this process into the stage; what it has to say goes into the run's warnings."""
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    settings = run.root / "mkdocs.yml"
    if not settings.is_file():
        raise BrokenSurroundings(what="mkdocs.yml", why="the site needs it: `pcrm init` in an empty folder shows one")
    logger = logging.getLogger("mkdocs")
    collected, propagate, level = shell.Collected(), logger.propagate, logger.level
    logger.addHandler(collected)
    logger.propagate = False
    logger.setLevel(logging.WARNING)
    try:
        config = load_config(str(settings), site_dir=str(run.public))
        plugin: Any = config.plugins.get("pcrm")
        if plugin is None:
            raise BrokenSurroundings(what="mkdocs.yml", why="write `- pcrm` under `plugins:`")
        plugin.run, plugin.orchestrated = run, True
        build(config)
    except (MkDocsException, SystemExit) as problem:
        said = "; ".join([*collected.messages, str(problem)] if str(problem) else collected.messages)
        raise BrokenSurroundings(what="mkdocs", why=said or "the build was given up") from problem
    finally:
        logger.removeHandler(collected)
        logger.propagate = propagate
        logger.setLevel(level)
        run.warnings += collected.messages


def _read_json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
        return found if isinstance(found, dict) else {}
    except (OSError, ValueError):
        return {}
