"""Fixtures of the site's tests."""

import shutil

import pytest


@pytest.fixture(scope="session")
def chromium() -> str:
    """The program of a Chromium; without one the test is skipped, and says so."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    pytest.skip("no Chromium on this machine: the site is not looked at in a browser")
