import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pcrm_tools.errors import PathRefused
from pcrm_tools.store.names import folder, inside, slug


@pytest.mark.parametrize(
    "name",
    [
        *("../x", "/etc/x", "C:\\x", "C:", "c:/x", "%2e%2e%2f", "..%5c", "%252e", "a\0b", "a\nb", "", "  ", ".", "..", "a/../b"),
        *("a/./b", "~/x", "~root", "a\\b", "\\\\host\\share", "．．／x", "a" * 300, "华" * 86, "a\ud800"),
    ],
)  # fmt: skip
def test_what_looks_like_a_path_is_refused(name):
    with pytest.raises(PathRefused):
        slug(name)


@pytest.mark.parametrize(
    ("name", "want"),
    [
        ("huaxing", "huaxing"),
        ("Huaxing", "Huaxing"),
        ("华星软件", "华星软件"),
        ("tidewater-portal.v2", "tidewater-portal.v2"),
        ("CON", "record-con"),
        ("aux.md", "record-aux"),
        ("nul.tar.gz", "record-nul.tar.gz"),
        ("LPT9", "record-lpt9"),
        ("README", "record-readme"),
        ("index.md", "record-index"),
        ("a:b", "a-b"),
        ("a?", "a"),
        ("x.", "x"),
        ("x ", "x"),
        ("-rf", "rf"),
        ("--upload-pack=x", "upload-pack-x"),
        (".git", "git"),
        (".GIT", "git"),
        ("_draft", "draft"),
        ("阿里巴巴/杭州", "阿里巴巴-杭州"),
        ("华星（上海）软件", "华星-上海-软件"),
        ("St. Mary's #2 | [x]", "st-mary-s-2-x"),
        ("Ａｃｍｅ１", "acme1"),
        ("cafe\u0301", "caf\u00e9"),
        ("😀", "record"),
        ("🚀 Acme", "acme"),
        ("evil\u202egnp", "evilgnp"),
        ("a..b", "a.b"),
        ("customers/x", "customers-x"),
        ("x.md", "x"),
    ],
)
def test_other_names_become_safe_slugs(name, want):
    made = slug(name)
    assert made == (want, name != want)


def test_a_name_of_255_bytes_becomes_a_file_name_that_fits():
    for name in ("x" * 255, "华" * 85):
        made = slug(name)
        assert made.changed and len(f"{made.id}.md".encode()) < 255


@given(st.text(max_size=40) | st.text(st.sampled_from(list('aB华 ./-_:*?"<>|#[]%~&\u202e\u0301\u200d😀．／＼')), max_size=12))
@example("\u0301")
@example("..")
@example("ǅ")
def test_every_slug_is_a_safe_id(name):
    try:
        made = slug(name).id
    except PathRefused:
        return
    assert made and made[0] not in "-_." and made[-1] not in "-_." and len(f"{made}.md".encode()) < 255
    assert unicodedata.normalize("NFC", made) == made
    assert not set(made) & set('/\\:*?"<>|#[]%~ \0') and made.isprintable()
    assert slug(made).id == made


@pytest.mark.parametrize(
    ("given_folder", "want"), [("", ""), ("/", ""), ("east", "east/"), ("east/上海/", "east/上海/"), ("A b", "a-b/")]
)
def test_folders_become_prefixes(given_folder, want):
    assert folder(given_folder) == want


@pytest.mark.parametrize("given_folder", ["../x", "/etc", "a/../../b", "C:\\x", "~", "a//../b", "%2e%2e"])
def test_folders_cannot_climb(given_folder):
    with pytest.raises(PathRefused):
        folder(given_folder)


@pytest.mark.parametrize(
    "target", ["../x", "customers/../../x", "/etc/passwd", "C:\\x", "a\\b", "~/x", "%2e%2e/x", "a\0", "", "x" * 300, "\ud800"]
)
def test_targets_outside_are_refused(tmp_path, target):
    with pytest.raises(PathRefused):
        inside(tmp_path, target)


def test_targets_inside_are_found_whether_or_not_they_exist(tmp_path):
    assert inside(tmp_path, "customers/files/报价 1.pdf") == tmp_path / "customers" / "files" / "报价 1.pdf"


def test_a_sibling_with_the_same_beginning_is_outside(tmp_path):
    root = tmp_path / "customers"
    root.mkdir()
    (tmp_path / "customers_secret").mkdir()
    (root / "link").symlink_to(tmp_path / "customers_secret")
    with pytest.raises(PathRefused):
        inside(root, "link/x.md")


def test_a_loop_of_links_is_refused(tmp_path):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(PathRefused):
        inside(tmp_path, "loop/x")
