"""Fixtures of the site's tests."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site.chromium import Chromium
from tests.site.notebooks import build

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def chromium() -> str:
    """The program of a Chromium; without one the test is skipped, and says so."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    pytest.skip("no Chromium on this machine: the site is not looked at in a browser")


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The notebook of this repository, copied; its sites are built by `sample_en` and `sample_zh`."""
    root = tmp_path_factory.mktemp("sample")
    for name in ("customers", "projects", "templates", "site/pages"):
        shutil.copytree(REPOSITORY / name, root / name)
    for name in ("pcrm.yml", "mkdocs.yml"):
        shutil.copy(REPOSITORY / name, root / name)
    return root


@pytest.fixture(scope="session")
def sample_en(sample: Path) -> Path:
    """The site of the repository's notebook in English, as of the day that its records are written for."""
    build(sample, sample / "site/english", lang="en")
    return sample / "site/english"


@pytest.fixture(scope="session")
def sample_zh(sample: Path) -> Path:
    """The same site in Chinese."""
    build(sample, sample / "site/chinese", lang="zh")
    return sample / "site/chinese"


@pytest.fixture(scope="module")
def looked(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """A browser for looking at pages, one for a file of tests."""
    found = Chromium(chromium, tmp_path_factory.mktemp("profile"))
    yield found
    found.close()
