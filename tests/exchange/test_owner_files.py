"""Names of people's files."""

from hypothesis import given
from hypothesis import strategies as st

from pcrm_tools.exchange.owner_files import file_stems


def test_an_id_is_its_own_file_name():
    assert file_stems(["dana", "li.wei", "王磊", ""]) == {"": "nobody", "dana": "dana", "li.wei": "li.wei", "王磊": "王磊"}


def test_what_no_file_may_be_called_gets_a_digest():
    for name in ("a/b", "../x", "con", "nul.txt", ".git", "-rf", "all", "nobody", "a b", "x" * 300, "售后/部"):
        stem = file_stems([name])[name]
        assert stem != name and "~" in stem and "/" not in stem and not stem.startswith((".", "-")) and len(stem.encode()) < 120


@given(st.lists(st.text(max_size=20), max_size=8))
def test_no_two_names_share_a_file_on_any_system(names):
    stems = file_stems(names)
    assert set(stems) == {*names, ""}
    assert len({stem.casefold() for stem in stems.values()}) == len(stems)
    assert all(stem and "/" not in stem and "\0" not in stem and "\\" not in stem for stem in stems.values())
