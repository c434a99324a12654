"""Which new file is an old one under another name."""

from pcrm_tools.text.compare_files import renames

TEXT = "---\nname: {0}\nowner: dana\nregion: north\nindustry: food\n---\n\nThe words of {0}, which are long enough to be told apart from others.\n"


def test_the_same_text_comes_before_a_like_one():
    removed = {"a.md": TEXT.format("Harbor"), "b.md": TEXT.format("Pinewood")}
    assert renames(removed, {"x.md": TEXT.format("Pinewood"), "y.md": TEXT.format("Harbor") + "\nMore.\n"}) == {"x.md": "b.md", "y.md": "a.md"}


def test_files_that_share_little_are_two_files():
    assert renames({"a.md": TEXT.format("Harbor")}, {"b.md": "---\nname: Oak\nowner: dana\n---\n\nSomething else altogether, from the first word on.\n"}) == {}
    assert renames({"a.md": TEXT.format("Harbor")}, {}) == renames({}, {"a.md": "x"}) == {}


def test_each_file_is_taken_once():
    one = TEXT.format("Harbor")
    assert renames({"a.md": one}, {"b.md": one, "c.md": one}) == {"b.md": "a.md"}
    assert renames({"a.md": one, "b.md": one}, {"c.md": one}) == {"c.md": "a.md"}


def test_of_very_many_only_those_of_one_name_are_held_together():
    removed = {f"old/{number}.md": TEXT.format(f"N{number}") for number in range(250)}
    added = {f"new/{number}.md": TEXT.format(f"N{number}") + "\nMore.\n" for number in range(250)}
    assert renames(removed, added) == {f"new/{number}.md": f"old/{number}.md" for number in range(250)}
