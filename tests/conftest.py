"""What every test stands on: no home folder, no settings of the user, one locale, one time zone."""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Machines differ too much in speed for a deadline; where every push runs the tests, the same examples are drawn each time.
settings.register_profile("local", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("local"), max_examples=40, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")

_UNSET = (
    "PCRM_NOTEBOOK", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "LINES", "PAGER", "EDITOR", "VISUAL",
    "SOURCE_DATE_EPOCH", "LANGUAGE", "LC_MESSAGES", "LC_CTYPE", "LC_TIME", "LC_NUMERIC", "LC_COLLATE", "XDG_CONFIG_HOME",
    "XDG_DATA_HOME", "XDG_STATE_HOME", "EMAIL", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_EDITOR",
)  # fmt: skip


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty folder that stands in for the user's home, with the environment that goes with it."""
    folder = tmp_path_factory.mktemp("home")
    author = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in
              (("NAME", "Tester"), ("EMAIL", "tester@pcrm.example"))}  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        for name in _UNSET:
            patch.delenv(name, raising=False)
        values = {
            "HOME": str(folder), "USERPROFILE": str(folder), "XDG_CACHE_HOME": str(tmp_path_factory.mktemp("cache")),
            "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC", "TERM": "dumb", "PYTHONUTF8": "1",
            "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0", **author,
        }  # fmt: skip
        for name, value in values.items():
            patch.setenv(name, value)
        time.tzset()
        yield folder
    time.tzset()


@pytest.fixture(autouse=True)
def home_is_left_alone(home: Path, request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test after which something stands in the home folder; a browser may keep its settings there."""
    yield
    left = sorted(entry.name for entry in os.scandir(home))
    for name in left:
        entry = home / name
        shutil.rmtree(entry, ignore_errors=True) if entry.is_dir() else entry.unlink()
    if left and request.node.get_closest_marker("browser") is None:
        pytest.fail(f"written into the home folder: {', '.join(left)}")
