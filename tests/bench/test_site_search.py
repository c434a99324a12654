"""The bytes of a first search, counted on a small site."""

from pathlib import Path

import pytest

from tests.bench import site_search
from tests.site.notebooks import PLAIN, build, make_notebook

pytestmark = pytest.mark.browser


def test_what_is_loaded_for_a_first_search_is_counted(tmp_path: Path) -> None:
    if not site_search.browser():
        pytest.skip("no Chromium on this machine: nothing is loaded in a browser")
    root = make_notebook(tmp_path, PLAIN)
    build(root)
    public = root / "site/public"
    nothing, one = site_search.loaded(public, ("", "harbor"))
    assert one.said.startswith("2 found")
    # beyond what stands in every page: what is known of writing, the size of the index, a shard, the words of the two records
    assert one.files >= nothing.files + 5
    assert nothing.size < one.size < 100_000
