"""The floor of a build of the site: Hugo with the smallest theme that there can be, over the same records."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

NAME = "Hugo"
MEANING = "`hugo` over copies of the same records, a theme of two templates of one line each"
_PAGE = '<!doctype html><meta charset="utf-8"><title>{{ .Title }}</title><main>{{ .Content }}</main>\n'
_LIST = '<!doctype html><meta charset="utf-8"><ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>\n'
_SETTINGS = 'baseURL = "https://notebook.example/"\ntitle = "Notebook"\ndisableKinds = ["taxonomy", "term", "RSS", "sitemap"]\n'


@contextmanager
def site(notebook: Path) -> Iterator[list[str]]:
    """A command that builds the records from nothing; an empty one where Hugo is not installed."""
    program = shutil.which("hugo")
    if program is None:
        yield []
        return
    with TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "layouts/_default").mkdir(parents=True)
        (folder / "layouts/_default/single.html").write_text(_PAGE, "utf-8")
        (folder / "layouts/_default/list.html").write_text(_LIST, "utf-8")
        (folder / "config.toml").write_text(_SETTINGS, "utf-8")
        for place in ("customers", "projects"):
            shutil.copytree(notebook / place, folder / "content" / place)
        yield [program, "--quiet", "--source", made, "--destination", str(folder / "public"), "--cleanDestinationDir"]
