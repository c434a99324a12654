import pytest

from pcrm_tools.store.encodings import BIG5, BINARY, GB18030, UTF16, guess

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
