"""Any bytes whatever as a record or as pcrm.yml: findings, never a traceback, never the end of the run.

The rows Y1 to Y20 are the cases that broke other tools; each stands here with the outcome that ours must have.
"""

import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pcrm_tools.cli.findings import say
from pcrm_tools.model.finding import Finding
from pcrm_tools.session import Session
from pcrm_tools.store import files
from pcrm_tools.store.load import decode_source
from pcrm_tools.text.settings import read_settings
from tests.small_notebook import SETTINGS, TODAY, context, flat, notebook

CONTEXT = context("fields: {customer: {machines: {type: items, items: {serial: {}}}}}\n")
RULES = Session.rules()
TYPES = ("customer", "project", "page")


def read(data: bytes, record_type: str = "customer"):
    """The rows of a file with these bytes, read as the store reads it."""
    found = files._not_utf8(data, 0, "x.md") if _undecodable(data) else files.Source(data.decode("utf-8-sig"), False, "digest", "")
    return decode_source("customers/x.md", record_type, found, CONTEXT)


def _undecodable(data: bytes) -> bool:
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return True
    return False


def told(data: str | bytes, record_type: str = "customer") -> list[str]:
    """What is said about a file, as `line:column rule`."""
    rows = read(data.encode() if isinstance(data, str) else data, record_type)
    return [f"{line}:{column} {rule}" for _, rule, _, line, column, _ in rows.findings]


# --- fuzz ---

PIECES = st.sampled_from([
    "---\n", "...\n", "name: X\n", "owner: dana\n", "- a\n", "  - b: c\n", "[", "]", "{", "}", "&a ", "*a ", "!!x ", "\t", "：", "“", "'", '"', "|", ">\n", "#", "# c\n",
    "### 2026-11-02 call ", "### 2026-02-30 订单 ", "2026-11-02..2026-11-01 ", "stage a → b ", "waiting:2026-11-02.. ", "amount:1,2 ", "— t\n", "@x ", "#t ", "!high ", "with:\"a ",
    "- [ ] task ", "- [x] ", "due:2026-13-01 ", "every:0d ", "| a | b |\n| - | - |\n| 1 |\n", "## Risks\n", "## 联系人\n\n| 姓名 | 生日 |\n| --- | --- |\n| 王 | 农历02-30 |\n",
    "```\n", "<!-- private -->", "<!--", "-->", "[[a#b|c]]", "](x)", "# pcrm: allow x\n", "\r", "\r\n", "\x00", "\u2028", "\x85", "\x1b[2J", "\ufeff", "\u202e", "𠮷", "e\u0301",
    "evaluation: {scores: {a: 9}}\n", "contract: {start: 2026-02-01, end: 2026-01-01}\n", "next_contact: 99999-01-01\n", "birthday: lunar 99-99\n", "cadence: 999999y\n",
    "team: [{id: 1}]\n", "pipelines: {a: {stages: {b: {days: x}}, limits: [c]}}\n", "fields: {customer: {x: {type: items, items: {y: {type: items}}}}}\n", "kinds: {call: {}}\n",
    "calendar: {exceptions: [1], days: mon}\n", "sla: [{kind: []}]\n", "lifecycle: [[], {}]\n", "tiers: x\n", "privacy: {private_fields: [a.b.c, '']}\n", "risk: 1-5\n", "currency: {}\n",
])  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=8), max_size=25).map("".join)
BYTES = TEXTS.map(str.encode) | st.binary(max_size=200) | TEXTS.map(lambda text: text.encode("gb18030", "replace")) | TEXTS.map(lambda text: text.encode("utf-16"))


@given(BYTES, st.sampled_from(TYPES))
def test_any_bytes_are_a_record_or_findings(data: bytes, record_type: str) -> None:
    rows = read(data, record_type)
    for _, rule, severity, line, column, _ in rows.findings:
        assert rule in RULES
        assert severity in ("error", "warning")
        assert line >= 1
        assert column >= 1


@given(TEXTS | st.text(max_size=100))
def test_any_text_is_a_settings_file_or_findings(text: str) -> None:
    config, found = read_settings(text)
    assert set(config.data) >= {"team", "pipelines", "lifecycle", "tiers"}
    assert "default" in config.data["pipelines"]
    for finding in found:
        assert say(finding, RULES, "en").message
        assert say(finding, RULES, "zh").message


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(BYTES, min_size=3, max_size=3), BYTES)
def test_a_notebook_of_any_bytes_can_be_opened_and_judged(tmp_path: Path, contents: list[bytes], config: bytes) -> None:
    root = tmp_path / f"n{time.monotonic_ns()}"
    notebook(root, dict(zip(("customers/a.md", "projects/b.md", "site/pages/c.md"), contents, strict=True)) | {"pcrm.yml": config})
    session = Session.open(root)
    try:
        for finding in session.findings(TODAY):
            assert say(finding, RULES, "en").message
            assert say(finding, RULES, "zh").message
    finally:
        session.close()


# --- Y1 to Y20 ---

HEAD = "---\nname: X\nowner: dana\n"
BOMB = "".join(f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9) if level else 'x'}]\n" for level in range(9))


def front(text: str) -> str:
    return f"{HEAD}{text}---\n"


@pytest.mark.parametrize(
    ("case", "text", "outcome"),
    [
        ("Y1 words of truth", front("region: NO\nsource: on\nindustry: Null\nsize: y\n"), []),
        ("Y2 digits of names", front("phone: 021\ncompany_no: 00123\nsize: 1234E56\nregion: 1.10\n"), []),
        ("Y2 a phone with its plus", front("phone: +8613800000000\n"), []),
        ("Y3 times", front("source: 12:30\nregion: 22:22\n"), []),
        ("Y4 no such day", front("next_contact: 2024-02-30\n"), ["4:15 bad-date"]),
        ("Y5 slashes", front("next_contact: 2024/1/5\n"), ["4:15 date-form"]),
        ("Y5 short", front("next_contact: 2024-1-5\n"), ["4:15 date-form"]),
        ("Y5 English", front("next_contact: 5 Jan 2024\n"), ["4:15 date-form"]),
        ("Y5 Chinese", front("next_contact: 2024年1月5日\n"), ["4:15 date-form"]),
        ("Y5 tomorrow", front("next_contact: 明天\n"), ["4:15 date-form"]),
        ("Y6 one key twice", front("region: a\nregion: b\n"), ["5:1 duplicate-key"]),
        ("Y7 alias bomb", front(BOMB), ["4:5 yaml-anchor"]),
        ("Y7 merge bomb", front("a: &a {x: 1}\nb: {<<: [*a, *a]}\n"), ["4:4 yaml-anchor"]),
        ("Y7 an alias of itself", front("needs: &n [*n]\n"), ["4:8 yaml-anchor"]),
        ("Y8 brackets", front(f"needs: {'[' * 5000}\n"), ["4:39 yaml-depth"]),
        ("Y8 levels", front("".join(f"{' ' * level}a:\n" for level in range(500))), ["36:33 yaml-depth"]),
        ("Y8 more levels", front("".join(f"{' ' * level}a:\n" for level in range(1500))), ["2:1 yaml-size"]),
        ("Y8 dashes", front(f"needs:\n{'- ' * 30000}x\n"), ["5:63 yaml-depth"]),
        ("Y8 digits", front(f"tier_reason: {'9' * 5000}\ncadence: {'9' * 5000}d\n"), ["5:10 wrong-type"]),
        ("Y8 a long line", front(f"address: {'x' * 10_000_000}\n"), ["2:1 yaml-size"]),
        ("Y9 a Python object", front("source: !!python/object/apply:os.system [ls]\n"), ["4:9 yaml-tag"]),
        ("Y9 a Ruby hash", front("source: !ruby/hash:X {}\n"), ["4:9 yaml-tag"]),
        ("Y9 JavaScript front matter", "---js\nname: X\n---\n", ["1:1 front-matter-fence"]),
        ("Y9 JSON front matter", '---json\n{"name": "X"}\n---\n', ["1:1 front-matter-fence"]),
        ("Y10 tab indent", front("preferences:\n\tchannel: phone\n"), ["5:1 yaml-tab"]),
        ("Y10 tab after the colon", front("region:\tEast\n"), ["4:8 yaml-tab"]),
        ("Y10 no blank after the colon", front("region:East\n"), ["4:7 yaml-colon"]),
        ("Y10 full-width colon", front("区域：华东\n"), ["4:3 yaml-colon"]),
        ("Y10 full-width fence", "－－－\nname: X\n－－－\n", ["1:1 front-matter-fence"]),
        ("Y11 BOM", "\ufeff" + front(""), []),
        ("Y11 CRLF", front("phone: x\n").replace("\n", "\r\n"), ["4:8 wrong-type"]),
        ("Y11 CR", front("phone: x\n").replace("\n", "\r"), ["4:8 wrong-type"]),
        ("Y11 mixed", "---\r\nname: X\rowner: dana\nphone: x\r\n---\r", ["4:8 wrong-type"]),
        ("Y11 no last line end", front("phone: x\n").rstrip("\n"), ["4:8 wrong-type"]),
        ("Y13 blanks behind the fence", "---  \nname: X\nowner: dana\n--- \n### 2026-11-02 call — x\n", []),
        ("Y13 dots", "---\nname: X\nowner: dana\n...\n", []),
        ("Y13 dashes in the body", front("") + "a\n---\nb\n\n---\n", []),
        ("Y13 front matter in a code block", "```\n" + front("") + "```\n", ["1:1 no-front-matter"]),
        ("Y13 unclosed fence", "---\nname: X\nowner: dana\n", ["1:1 front-matter-open"]),
        ("Y13 a blank line first", "\n" + front(""), ["1:1 front-matter-fence"]),
        ("Y14 a merge in the front matter", front("<<<<<<< HEAD\nregion: a\n=======\nregion: b\n>>>>>>> x\n"), ["4:1 merge-marker"]),
        ("Y14 a merge in the body", front("") + "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n", ["5:1 merge-marker"]),
        ("Y14 a heading underlined", front("") + "Title\n=======\n", []),
        ("Y15 nothing", "", ["1:1 no-front-matter"]),
        ("Y15 fences alone", "---\n---\n", ["1:1 required", "1:1 required"]),
        ("Y15 only comments", "---\n# a\n# b\n---\n", ["1:1 required", "1:1 required"]),
        ("Y15 a list", "---\n- name\n---\n", ["2:1 not-a-map"]),
        ("Y15 a scalar", "---\nname\n---\n", ["2:1 not-a-map"]),
        ("Y16 NEL and U+2028 end no line", front("region: a\u0085b\u2028c\nphone: x\n"), ["5:8 wrong-type"]),
        ("Y16 vertical tab", front("region: a\x0bb\n"), ["4:10 control-char"]),
        ("Y12 ESC in front", front("region: a\x1b[2J\n"), ["4:10 control-char"]),
        ("Y12 ESC in the body", front("") + "a\x1b[2J\n", ["5:2 control-char"]),
        ("Y12 NUL in the body", front("") + "a\0b\n", ["5:2 control-char"]),
        ("Y20 a hash", front("region: C# 平台 #2期\n"), ["4:15 value-cut"]),
        ("Y20 a hash behind nothing", front("region: #2\n"), ["4:9 value-cut"]),
        ("Y20 thousands", front("tags: [1,200]\n"), ["4:8 value-cut"]),
        ("Y20 thousands in braces", front("budget_note: x\ncontract: {ref: 8,000}\n"), ["4:1 unknown-key", "5:17 value-cut"]),
        ("Y20 a colon in a list", front("needs:\n  - 付款: 分两期\n"), ["5:5 wrong-shape"]),
        ("Y20 Chinese commas", front("needs: [快，省]\ntags: [a、b]\n"), ["4:9 value-cut", "5:8 value-cut"]),
        ("Y20 stars", front("region: *East*\n"), ["4:9 yaml-quote"]),
        ("Y20 at", front("region: @East\n"), ["4:9 yaml-quote"]),
        ("Y20 per cent", front("region: %East\n"), ["4:9 yaml-quote"]),
        ("Y20 backtick", front("region: `East`\n"), ["4:9 yaml-quote"]),
        ("Y20 exclamation", front("region: !East\n"), ["4:9 yaml-quote"]),
        ("Y20 ampersand", front("region: &East\n"), ["4:9 yaml-quote"]),
    ],
    ids=lambda value: value if isinstance(value, str) and value[:1] == "Y" and len(value) < 60 else "",
)  # fmt: skip
def test_case(case: str, text: str, outcome: list[str]) -> None:
    assert told(text) == outcome


@pytest.mark.parametrize(
    ("name", "data", "rule"),
    [
        ("UTF-16", front("").encode("utf-16"), "encoding"), ("UTF-16 without BOM", front("").encode("utf-16-le"), "encoding"),
        ("GB18030", front("region: 华东地区客户\n").encode("gb18030"), "encoding"), ("Big5", front("region: 華東地區客戶\n").encode("big5"), "encoding"),
        ("one stray byte", front("").encode() + b"a\xffb\n", "encoding-byte"), ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\r", "not-text"),
        ("a zip", b"PK\x03\x04\xff\xfe", "not-text"), ("surrogates", b"\xed\xa0\x80", "encoding-byte"),
    ],
)  # fmt: skip
def test_y12_bytes_that_are_no_utf_8_are_named_for_what_they_look_like(tmp_path: Path, name: str, data: bytes, rule: str) -> None:
    root = notebook(tmp_path / "n", {"customers/bad.md": data, "customers/good.md": front("phone: x\n")})
    session = Session.open(root)
    found = [(finding.path, finding.rule) for finding in session.findings(TODAY)]
    session.close()
    assert found == [("customers/bad.md", rule), ("customers/good.md", "wrong-type")]
    assert (root / "customers/bad.md").read_bytes() == data


def test_y7_y8_bombs_cost_neither_time_nor_memory() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    for text in (BOMB, f"needs: {'[' * 100_000}\n", f"needs: {'- ' * 100_000}\n", f"region: '{'x' * 200_000}\n", "a: " * 60_000):
        assert len(told(front(text))) == 1
    assert time.process_time() - start < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


def test_y9_nothing_in_a_record_is_run(tmp_path: Path) -> None:
    trap = tmp_path / "run"
    told(front(f"source: !!python/object/apply:os.system ['touch {trap}']\n"))
    told(f"---js\nrequire('fs').writeFileSync('{trap}', '')\n---\n")
    assert not trap.exists()


_JUDGE = """
import sys
from datetime import date
from pathlib import Path
from pcrm_tools.session import Session
session = Session.open(Path(sys.argv[1]))
for finding in session.findings(date(2026, 11, 21)):
    print(ascii((finding.path, finding.rule, finding.line, finding.column, dict(finding.values))))
"""


def test_y18_the_locale_changes_nothing(tmp_path: Path) -> None:
    root = notebook(tmp_path / "n", {"customers/c.md": "---\n名称: 华星\n负责人: 王\n---\n### 2026-11-02 微信 与:王芳 — 你好\n"})

    def judged(**env: str) -> str:
        path = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[1])}
        done = subprocess.run([sys.executable, "-c", _JUDGE, str(root)], env=path | env, capture_output=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
        return done.stdout.decode("ascii")

    plain = judged(LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert plain == judged(LC_ALL="C.UTF-8")
    assert "unknown-person" in plain


def test_one_bad_file_is_one_line_of_the_report(tmp_path: Path) -> None:
    contents = {f"customers/c{number}.md": front("") for number in range(5)}
    root = notebook(tmp_path / "n", contents | {"customers/bad.md": "---\nname: [\n---\n"})
    session = Session.open(root)
    found = session.findings(TODAY)
    session.close()
    assert [finding.path for finding in found] == ["customers/bad.md"]
    assert isinstance(found[0], Finding)


def test_the_settings_of_these_tests_are_sound() -> None:
    assert read_settings(flat(SETTINGS))[1] == ()
