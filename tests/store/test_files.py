import os

import pytest

from pcrm_tools.model.finding import Finding
from pcrm_tools.store import files
from pcrm_tools.store.files import Source, encode, leftovers, read_text, record_id, walk

posix_only = pytest.mark.skipif(os.name != "posix", reason="symbolic links, modes and odd names")


@pytest.fixture
def notebook(tmp_path):
    root = tmp_path / "book"
    for path in (
        "customers/east/huaxing.md",
        "customers/华星软件.md",
        "projects/portal.md",
        "site/pages/kb/sso.md",
        "site/pages/index.md",
    ):
        put(root, path)
    return root


def put(root, path, data=b"---\nname: x\n---\n"):
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    return place


def paths(root):
    return [found.path for found in walk(root).files]


def rules(root):
    return [(finding.rule, finding.path) for finding in walk(root).findings]


# --- which files there are ---


def test_records_and_pages_come_in_the_order_of_their_paths(notebook):
    assert [(found.path, found.type) for found in walk(notebook).files] == [
        ("customers/east/huaxing.md", "customer"),
        ("customers/华星软件.md", "customer"),
        ("projects/portal.md", "project"),
        ("site/pages/index.md", "page"),
        ("site/pages/kb/sso.md", "page"),
    ]
    assert rules(notebook) == []


@pytest.mark.parametrize(
    "path",
    [
        *("customers/README.md", "projects/a/index.md", "customers/_draft.md", "customers/_old/x.md", "projects/.hidden.md"),
        *("customers/.git/x.md", "customers/notes.txt", "customers/x.md.bak", "templates/customer.md", "site/theme/x.md"),
        *("customers_secret/x.md", "customers/.pcrm-tmp-12-ab", "x.md"),
    ],
)  # fmt: skip
def test_what_is_no_record_is_passed_over_without_a_word(notebook, path):
    before = paths(notebook)
    put(notebook, path)
    assert (paths(notebook), rules(notebook)) == (before, [])


def test_an_empty_notebook_has_no_files(tmp_path):
    assert walk(tmp_path) == ([], ())


def test_a_stamp_changes_with_the_file(notebook):
    before = walk(notebook)
    assert walk(notebook) == before
    put(notebook, "projects/portal.md", b"---\nname: xy\n---\n")
    after = walk(notebook)
    assert [a.path for a, b in zip(before.files, after.files, strict=True) if a.stamp != b.stamp] == ["projects/portal.md"]


@posix_only
def test_links_are_reported_by_name_and_never_followed(notebook, tmp_path):
    before = paths(notebook)
    secret = put(tmp_path, "secret/evil.md", b"---\nname: secret\n---\n")
    (notebook / "customers/evil.md").symlink_to(secret)
    (notebook / "customers/inside.md").symlink_to(notebook / "projects/portal.md")
    (notebook / "customers/folder").symlink_to(secret.parent)
    (notebook / "projects/loop").symlink_to(notebook / "projects/loop")
    (notebook / "projects/up").symlink_to(notebook)
    (notebook / "projects/broken.md").symlink_to(tmp_path / "nothing")
    (notebook / "projects/photo.png").symlink_to(tmp_path / "photo.png")
    assert paths(notebook) == before
    assert rules(notebook) == [
        ("symlink", f"{place}")
        for place in (
            *("customers/evil.md", "customers/folder", "customers/inside.md"),
            *("projects/broken.md", "projects/loop", "projects/up"),
        )
    ]


@posix_only
def test_a_place_that_is_itself_a_link_is_reported(tmp_path):
    put(tmp_path, "real/a.md")
    put(tmp_path, "book/pcrm.yml")
    (tmp_path / "book/customers").symlink_to(tmp_path / "real")
    assert (paths(tmp_path / "book"), rules(tmp_path / "book")) == ([], [("symlink", "customers")])


@posix_only
def test_odd_names_and_kinds_are_reported(notebook):
    before = paths(notebook)
    os.mkfifo(notebook / "customers/pipe.md")
    put(notebook, "customers/两\n行.md")
    with open(os.fsencode(notebook) + b"/customers/\xff\xfe.md", "wb") as made:  # noqa: PTH123 - a name that no str holds
        made.write(b"x")
    assert paths(notebook) == before
    assert sorted(rules(notebook)) == [
        ("file-kind", "customers/pipe.md"),
        ("file-name", "customers/\\udcff\\udcfe.md"),
        ("file-name", "customers/两\\u000a行.md"),
    ]


@posix_only
@pytest.mark.skipif(hasattr(os, "getuid") and os.getuid() == 0, reason="root reads everything")
def test_a_folder_without_permission_is_reported(notebook):
    (notebook / "customers/east").chmod(0)
    assert rules(notebook) == [("unreadable", "customers/east")]
    (notebook / "customers/east").chmod(0o700)


@pytest.mark.parametrize(
    ("path", "kind", "want"),
    [
        ("customers/east/huaxing.md", "customer", "huaxing"),
        ("customers/cafe\u0301.md", "customer", "caf\u00e9"),
        ("projects/a.b.md", "project", "a.b"),
        ("site/pages/kb/sso.md", "page", "kb/sso"),
    ],
)
def test_ids_are_stems_in_nfc(path, kind, want):
    assert record_id(path, kind) == want


def test_leftovers_of_a_crash_are_found_for_the_doctor(notebook):
    put(notebook, "customers/east/.pcrm-tmp-99-0a0b0c0d")
    assert leftovers(notebook) == ["customers/east/.pcrm-tmp-99-0a0b0c0d"]


# --- what is in them ---


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_text_comes_without_bom_and_goes_back_to_the_same_bytes(tmp_path, bom, end):
    data = bom + "---\nname: 华星\n---\n😀\u2028\n".replace("\n", end).encode()
    source = read_text(put(tmp_path, "a.md", data), "a.md")
    assert isinstance(source, Source)
    assert source.text.startswith("---" + end) and source.bom == bool(bom)
    assert encode(source.text, source.bom) == data


def test_a_lone_nul_is_text_for_the_reader_above(tmp_path):
    assert read_text(put(tmp_path, "a.md", b"---\nname: x\0y\n---\n"), "a.md").text[11] == "\0"


def test_digests_tell_contents_apart(tmp_path):
    digests = {read_text(put(tmp_path, "a.md", data), "a.md").digest for data in (b"a", b"b", b"\xef\xbb\xbfa", b"")}
    assert len(digests) == 4


@pytest.mark.parametrize(
    ("data", "rule", "line", "seen"),
    [
        ("---\nname: 华星软件\n---\n".encode("gb18030"), "encoding", 2, "GB18030"),
        ("---\nname: 華星軟體股份有限公司\n---\n".encode("big5"), "encoding", 2, "Big5"),
        ("---\nname: 华星\n---\n".encode("utf-16"), "encoding", 1, "UTF-16"),
        ("---\nname: Oakfield\n---\n".encode("utf-16-le"), "encoding", 1, "UTF-16"),
        ("---\r\nname: 华星\r\n---\r\n正文".encode() + b"\xff\r\n", "encoding-byte", 4, "0xFF"),
        (b"---\rname: x\r---\rCaf\xe9\r", "encoding-byte", 4, "0xE9"),
        (b"PK\x03\x04\xff\xfe", "not-text", 1, None),
    ],
)
def test_what_is_not_utf8_is_named_at_its_line(tmp_path, data, rule, line, seen):
    found = read_text(put(tmp_path, "a.md", data), "customers/a.md")
    assert isinstance(found, Finding)
    assert (found.rule, found.path, found.line, found.values.get("seen")) == (rule, "customers/a.md", line, seen)


def test_a_stray_byte_has_its_column(tmp_path):
    assert read_text(put(tmp_path, "a.md", "x\n华星 ".encode() + b"\xffy"), "a.md").column == 4


def test_a_file_over_ten_megabytes_is_not_read(tmp_path):
    place = put(tmp_path, "a.md", b"")
    os.truncate(place, files.MAX_BYTES)
    assert isinstance(read_text(place, "a.md"), Source)
    os.truncate(place, files.MAX_BYTES + 1)
    assert read_text(place, "a.md").rule == "file-size"


def test_a_file_that_vanished_is_told_apart(tmp_path):
    assert read_text(tmp_path / "none.md", "none.md").rule == files.GONE


@posix_only
def test_links_pipes_and_folders_are_never_opened_for_reading(tmp_path):
    target = put(tmp_path, "target.md")
    (tmp_path / "link.md").symlink_to(target)
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "folder.md").mkdir()
    found = [read_text(tmp_path / name, name).rule for name in ("link.md", "pipe.md", "folder.md")]
    assert found == ["symlink", "file-kind", "file-kind"]


def test_every_finding_formats_in_both_languages(tmp_path):
    for data in ("名称".encode("gb18030"), b"\xff", b"%PDF\xff", b"x" * (files.MAX_BYTES + 1)):
        found = read_text(put(tmp_path, "a.md", data), "a.md")
        rule = next(rule for rule in files.RULES if rule.id == found.rule)
        assert [template.format(**found.values) for template in (rule.en, rule.zh, rule.hint_en, rule.hint_zh)]
