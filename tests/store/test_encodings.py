import pytest

from pcrm_tools.errors import PcrmError
from pcrm_tools.store.encodings import BIG5, BINARY, GB18030, UTF16, guess, plan_conversion

SIMPLIFIED = "---\nname: 华星软件有限公司\nowner: 李威\n---\n\n# 华星\n\n客户希望分两期付款，下周二再谈。\n"
TRADITIONAL = "---\nname: 華星軟體股份有限公司\nowner: 李威\n---\n\n# 華星\n\n客戶希望分兩期付款，下週二再談。\n"


@pytest.mark.parametrize(
    ("data", "want"),
    [
        (SIMPLIFIED.encode("gb18030"), GB18030),
        (SIMPLIFIED.encode("gbk"), GB18030),
        (("# " + SIMPLIFIED * 3000).encode("gb18030"), GB18030),
        ("name: 李".encode("gbk"), GB18030),
        (TRADITIONAL.encode("big5"), BIG5),
        (TRADITIONAL.encode("utf-16"), UTF16),
        ("name: Oakfield\n".encode("utf-16-le"), UTF16),
        ("name: Oakfield\n".encode("utf-16-be"), UTF16),
        (b"\xff\xfe\x00\x00", UTF16),
        (b"PK\x03\x04\x14\x00\xff", BINARY),
        (b"%PDF-1.7\n\xe2\xe3", BINARY),
        (bytes(range(256)) * 10, BINARY),
        (SIMPLIFIED.encode() + b"\xff\n", ""),
        (SIMPLIFIED.encode()[:-2] + b"\n", ""),
        (b"name: Caf\xe9\n", ""),
    ],
)
def test_the_encoding_is_named(data, want):
    assert guess(data) == want


@pytest.mark.parametrize(
    ("text", "codec", "named"),
    [
        (SIMPLIFIED, "gb18030", "GB18030"),
        (SIMPLIFIED.replace("\n", "\r\n") + "😀𠮷", "gb18030", "GB18030"),
        (TRADITIONAL, "big5", "Big5"),
        (TRADITIONAL, "utf-16", "UTF-16"),
        ("Oakfield 华星\n" * 9, "utf-16-be", "UTF-16"),
    ],
)
def test_a_converted_file_says_the_same_and_can_go_back(tmp_path, text, codec, named):
    (tmp_path / "a.md").write_bytes(text.encode(codec))
    plan = plan_conversion(tmp_path, "a.md")
    assert (plan.encoding, plan.text) == (named, text)
    assert (tmp_path / "a.md").read_bytes() == text.encode(codec)
    plan.write()
    assert (tmp_path / "a.md").read_bytes() == text.encode()
    assert plan_conversion(tmp_path, "a.md") is None


@pytest.mark.parametrize("data", [SIMPLIFIED.encode() + b"\xff", b"PK\x03\x04\xff", b"Caf\xe9", bytes(range(256))])
def test_what_fits_no_encoding_is_left_alone(tmp_path, data):
    (tmp_path / "a.md").write_bytes(data)
    plan = plan_conversion(tmp_path, "a.md")
    assert plan.text is None
    plan.write()
    assert (tmp_path / "a.md").read_bytes() == data


def test_an_encoding_may_be_named(tmp_path):
    (tmp_path / "a.md").write_bytes(b"Caf\xe9")
    assert plan_conversion(tmp_path, "a.md", "latin-1").text == "Café"
    assert plan_conversion(tmp_path, "a.md", "big5").text is None
    for name in ("klingon", "a\0b"):
        with pytest.raises(PcrmError):
            plan_conversion(tmp_path, "a.md", name)
    with pytest.raises(PcrmError):
        plan_conversion(tmp_path, "none.md")
