"""Hostile and unlucky surroundings at the command line: record text, streams, locales, names, paths, permissions, networks."""

import errno
import json
import os
import shutil
import socket
import stat
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.test_terminal import environment, on_terminal, posix, shell
from tests.site.notebooks import MKDOCS
from tests.small_notebook import notebook

DAY = ("--as-of", "2026-11-21")
ESCAPES = (
    "\x1b[2J", "\x1b]0;owned\x07", "\x1b]8;;http://evil.example\x07", "\x1b]52;c;cm0=\x07", "\x1b[1A", "\x08", "\x9b31m", "\x85",
    "\u202e", "\u2066", "\u200b", "\u2028",
)  # fmt: skip
HOSTILE = "Eve" + "".join(ESCAPES) + "End"
BIDI = "Evil \u202e\u2066\u200b\u2028 name"


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    """A sound notebook of a customer and a project."""
    return notebook(
        tmp_path / "firm",
        {
            "mkdocs.yml": MKDOCS,
            "site/pages/index.md": "# Home\n",
            "customers/huaxing.md": """
                ---
                名称: 华星机械 ✓ 𠮷
                aliases: [Huaxing, 华星]
                owner: li.wei
                phone: 021-5555 0101
                email: office@huaxing.example
                company_no: 91310000MA0000001X
                next_contact: 2026-11-20
                next_step: 确认报价单
                contacts:
                  - {name: 何俊, phone: 138 0000 0001, email: he@huaxing.example}
                ---

                ## Log

                ### 2026-11-05 call — 报价单

                @li.wei with:何俊 next:2026-11-20

                要一份报价单。
                """,
            "customers/acme.md": "---\nname: Acme Ltd\nowner: dana\ntier: key\n---\n",
            "projects/line.md": """
                ---
                name: Filling line
                customer: huaxing
                owner: dana
                value: CNY 120000
                ---

                ## Tasks

                - [ ] Send the offer @dana due:2026-11-18

                ## Log

                ### 2026-10-01 stage → contact
                """,
        },
    )


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A notebook whose texts try to command the terminal wherever a record can hold text."""
    return notebook(
        tmp_path / "hostile",
        {
            "customers/eve.md": f"---\nname: {BIDI}\nowner: dana\nnext_contact: 2026-11-10\nnext_step: ask {BIDI}\n"
            f"phone: 1{BIDI}\naliases: [{BIDI}]\ntier: x{BIDI}\nx{BIDI}: 1\ncontacts:\n  - {{name: 'P {BIDI}', role: 'R {BIDI}'}}\n"
            f"---\n\n## Tasks\n\n- [ ] do {HOSTILE} @dana due:2026-11-11\n\n## Log\n\n### 2026-11-01 call — t {HOSTILE}\n\n"
            f'@dana with:"W {HOSTILE}" next:2026-11-10\n\nmarker {HOSTILE} before\rafter\n',
            "customers/front.md": f"---\nname: {HOSTILE}\nowner: dana\n---\nmarker\n",
            "projects/p.md": f'---\nname: "{HOSTILE.replace(chr(27), chr(92) + "e").replace(chr(8), "").replace(chr(7), "")}"\n'
            "customer: eve\nowner: dana\nstage: contact\n---\n\n## Log\n\n### 2026-01-01 stage → contact\n",
        },
    )


def commanding(text: str) -> list[str]:
    """The characters of a text that a terminal obeys or hides."""
    return [f"{ord(char):04x}" for char in text if unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp") and char not in "\n\t"]


# -- T1 to T4: the terminal


ASKED = [
    ("list",), ("list", "--columns", "id,name,phone,aliases,tier,next_step"), ("list", "--format", "md"), ("list", "--format", "ids"),
    ("list", "--format", "json"), ("list", "--format", "tsv"), ("show", "eve"), ("show", "eve", "--format", "json"),
    ("show", "eve", "--section", "Log"), ("show", "p"), ("search", "marker"), ("search", "marker", "--format", "vimgrep"),
    ("search", "marker", "--format", "json"), ("search", "ask", "--explain"), ("followups",), ("followups", "--explain"),
    ("followups", "--group", "customer"), ("followups", "--format", "json"), ("followups", "--format", "md"), ("validate",),
    ("validate", "--fix", "--dry-run"), ("validate", "--format", "json"), ("validate", "--format", "github"),
    ("validate", "--format", "junit"), ("validate", "--format", "sarif"), ("convert", "customers"), ("index",),
    ("new", "customer", "N", "--set", f"next_step={BIDI}", "--dry-run"),
]  # fmt: skip


@pytest.mark.parametrize("args", ASKED, ids=" ".join)
def test_t1_nothing_in_a_record_commands_the_terminal(hostile: Path, pcrm_in: Callable, args: tuple[str, ...]) -> None:
    code, out, said = pcrm_in(hostile, *args)
    assert code in (0, 1) and out + said
    assert commanding(out + said) == []


@pytest.mark.parametrize("args", [("list",), ("show", "eve"), ("search", "marker"), ("followups",), ("validate",)], ids=" ".join)
def test_t1_and_on_a_terminal_only_our_own_colours_are_obeyed(hostile: Path, pcrm_in: Callable, args: tuple[str, ...]) -> None:
    _, out, said = pcrm_in(hostile, *args, columns=200, FORCE_COLOR="1")
    shown = out + said
    for number in ("0", "1", "2", "31", "1;31", "32", "33", "34", "35", "36"):
        shown = shown.replace(f"\x1b[{number}m", "")
    assert commanding(shown) == [] and shown != out + said


def test_t1_what_was_escaped_can_be_read(hostile: Path, pcrm_in: Callable) -> None:
    assert "call" in pcrm_in(hostile, "show", "eve")[1]
    assert "Evil \\u202e\\u2066\\u200b\\u2028 name" in pcrm_in(hostile, "list")[1]
    shown = pcrm_in(hostile, "show", "eve", "--section", "Log")[1]
    assert "\\x1b]52;c;cm0=\\x07" in shown and "before\\rafter" in shown


def test_t1_escaped_json_reads_back_exactly(hostile: Path, pcrm_in: Callable) -> None:
    record = json.loads(pcrm_in(hostile, "show", "eve", "--format", "json")[1])
    assert record["name"] == BIDI and record["log"][0]["title"] == f"t {HOSTILE}"


@pytest.mark.parametrize(
    "args", [("show",), ("search", "tier:"), ("list", "--columns"), ("list", "--view"), ("followups", "--owner")]
)
def test_t1_nor_does_a_word_of_the_command_line(hostile: Path, pcrm_in: Callable, args: tuple[str, ...]) -> None:
    code, out, said = pcrm_in(hostile, *args[:-1], args[-1] + HOSTILE if args[-1] == "tier:" else args[-1], HOSTILE)
    assert code == 2 and said and commanding(out + said) == []


def test_t2_signs_of_markup_are_text(tmp_path: Path, pcrm_in: Callable) -> None:
    root = notebook(tmp_path / "nb", {"customers/b.md": "---\nname: '[bold]x[/x] {0} %s {name}'\nowner: dana\n---\n"})
    for args in (("list",), ("show", "b"), ("search", "bold")):
        assert "[bold]x[/x] {0} %s {name}" in pcrm_in(root, *args)[1]


def test_t3_columns_stay_straight_under_wide_combining_and_rtl_names(tmp_path: Path, pcrm_in: Callable) -> None:
    from wcwidth import wcswidth

    names = ["Plain", "华星机械", "ｆｕｌｌ", "cafe\u0301", "مرحبا", "𠮷野家"]
    files = {f"customers/c{i}.md": f"---\nname: {name}\nowner: dana\n---\n" for i, name in enumerate(names)}
    _, out, _ = pcrm_in(notebook(tmp_path / "nb", files), "list", "--columns", "id,name,owner")
    lines = out.splitlines()
    assert len(lines) == 7
    places = {wcswidth(unicodedata.normalize("NFC", line.rpartition(" " * 2)[0]) + "  ") for line in lines}
    assert len(places) == 1, out


@posix
@pytest.mark.parametrize("line", ["list", "show eve", "search marker", "followups", "validate", "index", "schema customer"])
def test_t4_readers_that_leave_and_closed_streams_cause_no_word(hostile: Path, line: str) -> None:
    code, _, said = shell(f"pcrm {line} | head -1 >/dev/null", hostile)
    assert code in (0, 1) and "Traceback" not in said and "Broken" not in said
    code, out, said = shell(f"pcrm {line} >&- 2>&-", hostile)
    assert (code in (0, 1), out, said) == (True, "", "")


@pytest.mark.parametrize("columns", [1, 10, 20, 40])
@pytest.mark.parametrize(
    "args", [("list",), ("show", "huaxing"), ("search", "报价单"), ("followups",), ("validate",)], ids=" ".join
)
def test_t4_a_narrow_terminal_is_no_error(firm: Path, pcrm_in: Callable, args: tuple[str, ...], columns: int) -> None:
    code, out, said = pcrm_in(firm, *args, "--no-pager", columns=columns)
    assert code == 0 and out + said
    if args[0] == "list" and columns >= 20:
        from wcwidth import wcswidth

        assert max(wcswidth(line) for line in out.splitlines()) <= columns


@posix
def test_t4_no_color_is_honoured_on_a_real_terminal(firm: Path) -> None:
    for args in (("list",), ("search", "报价单"), ("followups",), ("show", "huaxing", "--no-pager")):
        env = environment(TERM="xterm", HOME=str(firm.parent))
        assert "\x1b[" in on_terminal((*args, *DAY), 100, 50, firm, env)
        assert "\x1b" not in on_terminal((*args, *DAY), 100, 50, firm, env | {"NO_COLOR": "1"})


# -- Y18 and Y19: locales and character sets


ALL = (
    ("validate",), ("index",), ("list",), ("list", "--format", "csv"), ("show", "huaxing"), ("show", "huaxing", "--format", "json"),
    ("search", "log:call"), ("search", "log:call", "--format", "json"), ("followups",), ("schema", "customer"), ("convert", "customers"),
    ("show", "huaxing", "--section", "Log"), ("followups", "--format", "md"), ("list", "--format", "ids"),
)  # fmt: skip


def results(pcrm: Callable, root: Path, env: dict[str, str]) -> Iterator[tuple[int, bytes]]:
    """Exit code and stdout of every command in a fresh copy of a notebook, then the new record that `new` wrote."""
    for args in ALL:
        done = pcrm(*args, *DAY, "--lang", "zh", cwd=root, env=env)
        assert b"Traceback" not in done.stderr and b"Error" not in done.stderr, done.stderr.decode("utf-8", "replace")
        yield done.code, done.stdout if args[0] != "index" else b""
    done = pcrm("new", "customer", "New", "--owner", "dana", *DAY, "--lang", "zh", cwd=root, env=env)
    assert done.code == 0, done.stderr
    yield 0, (root / "customers" / "New.md").read_bytes()


@posix
def test_y18_a_c_locale_without_utf8_mode_changes_no_result(pcrm: Callable, firm: Path) -> None:
    shutil.copytree(firm, plain := firm.with_name("plain"))
    usual = list(results(pcrm, firm, {}))
    bare = {"LC_ALL": "C", "LANG": "", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    forced = list(results(pcrm, plain, bare | {"PYTHONIOENCODING": "utf-8"}))
    assert forced == usual
    (plain / "customers" / "New.md").unlink()
    for (code, out), (was, expected) in zip(results(pcrm, plain, bare), usual, strict=True):
        # Only tables are in the reader's character set; every character it lacks is written out.
        assert code == was and (out == expected or out.decode("ascii"))


@posix
@pytest.mark.parametrize("args", [("show", "华星"), ("search", "报价单"), ("new", "customer", "新客户")], ids=ascii)
def test_y18_nor_what_a_word_of_the_command_line_means(pcrm: Callable, firm: Path, args: tuple[str, ...]) -> None:
    bare = {"LC_ALL": "C", "LANG": "", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "utf-8"}
    usual = pcrm(*args, *DAY, "--dry-run" if args[0] == "new" else "--no-pager", cwd=firm)
    done = pcrm(*args, *DAY, "--dry-run" if args[0] == "new" else "--no-pager", cwd=firm, env=bare)
    assert usual.code == 0 and done[:2] == usual[:2]


@posix
@pytest.mark.parametrize(
    "args",
    [
        ("show", "{}"), ("list", "{}"), ("list", "--columns", "{}"), ("list", "--sort", "{}"), ("followups", "--owner", "{}"), ("validate", "{}"),
        ("convert", "{}"), ("new", "customer", "{}"), ("new", "customer", "N", "--name", "{}"), ("new", "customer", "N", "--owner", "{}"),
        ("new", "customer", "N", "--set", "next_step={}"), ("new", "customer", "N", "--folder", "{}"), ("new", "project", "N", "--customer", "{}"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_y17_a_word_that_is_no_utf8_is_no_bug(pcrm: Callable, firm: Path, args: tuple[str, ...]) -> None:
    before = tree(firm)
    done = pcrm(*(os.fsdecode(word.encode().replace(b"{}", b"\xff\xfe")) for word in args), *DAY, cwd=firm)
    assert done.code in (0, 1, 2) and (done.code == 2 or args == ("list", "{}")), done.stderr.decode()
    assert tree(firm) == before


def test_y19_a_gbk_stream_takes_every_answer(pcrm: Callable, firm: Path) -> None:
    shutil.copytree(firm, copy := firm.with_name("gbk"))
    usual = list(results(pcrm, firm, {}))
    for args, (code, out), (was, expected) in zip(
        (*ALL, ("new",)), results(pcrm, copy, {"PYTHONIOENCODING": "gbk"}), usual, strict=True
    ):
        assert code == was, args
        for_programs = {"json", "csv", "md", "ids", "schema", "new"} & set(args)
        shown = expected.decode() if for_programs else expected.decode().replace("✓", "\\u2713").replace("𠮷", "\\U00020bb7")
        text = out.decode("utf-8" if for_programs else "gbk")
        assert text.split() == shown.split(), args


# -- P1 to P5: names and paths


PATHS = [
    "../x", "/etc/x", "C:\\x", "C:/x", "..\\x", "a\\..\\b", "~/x", "%2e%2e%2fx", "..%5cx", "%252e%252e/x", "a\x00b", "a\nb", "", " ",
    ".", "..", "./x", "a/../b", "．．/x", "x" * 300,
]  # fmt: skip


def tree(root: Path) -> set[str]:
    """Every file below a folder but the caches."""
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file() and ".pcrm" not in path.parts}


@pytest.mark.parametrize("given", PATHS, ids=ascii)
def test_p1_path_like_names_are_refused_before_a_file_is_touched(firm: Path, pcrm_in: Callable, given: str) -> None:
    before = tree(firm.parent)
    code, out, said = pcrm_in(firm, "new", "customer", given)
    assert (code, out) == (2, "") and said.startswith("pcrm: ") and said.count("\n") == 1
    code, out, said = pcrm_in(firm, "show", given)
    assert (code, out) == (2, "") and "Traceback" not in said
    assert tree(firm.parent) == before


@pytest.mark.parametrize("given", ["../x", "/etc", "C:\\x", "~/x", "a/../../x", "%2e%2e/x", "..", "a\x00b", "x" * 300], ids=ascii)
def test_p1_so_are_path_like_folders(firm: Path, pcrm_in: Callable, given: str) -> None:
    before = tree(firm.parent)
    code, out, said = pcrm_in(firm, "new", "customer", "fine", "--folder", given)
    assert (code, out) == (2, "") and said.startswith("pcrm: ")
    assert tree(firm.parent) == before


@pytest.mark.parametrize("command", ["validate", "convert"])
@pytest.mark.parametrize(
    "given", ["../firm2", "/etc/passwd", "C:\\x", "%2e%2e%2fx", "", "customers/../../x", "a\x00b", "x" * 300], ids=ascii
)
def test_p1_paths_outside_the_notebook_are_refused(firm: Path, pcrm_in: Callable, command: str, given: str) -> None:
    other = firm.parent / "firm2" / "customers"
    other.mkdir(parents=True)
    (other / "gb.md").write_bytes("名称: 不许动".encode("gb18030"))
    code, out, said = pcrm_in(firm, command, given, *(("--apply",) if command == "convert" else ()))
    if given == "" and code == 0:
        return  # the empty path is the current folder, the notebook itself
    assert code == 2 and said.startswith("pcrm: ") and said.count("\n") == 1, (out, said)
    assert (other / "gb.md").read_bytes() == "名称: 不许动".encode("gb18030")


@posix
def test_p2_links_to_other_places_are_named_and_not_read(firm: Path, pcrm_in: Callable) -> None:
    secret = firm.parent / "secret.md"
    secret.write_text("---\nname: TOPSECRET\nowner: dana\n---\nTOPSECRET\n")
    folder = firm.parent / "elsewhere"
    folder.mkdir()
    (folder / "inside.md").write_bytes(secret.read_bytes())
    (firm / "customers" / "evil.md").symlink_to(secret)
    (firm / "customers" / "far").symlink_to(folder)
    (firm / "customers" / "loop.md").symlink_to("loop.md")
    (firm / "customers" / "round").symlink_to(firm / "customers")
    code, out, _ = pcrm_in(firm, "validate")
    assert code == 1
    for name in ("evil.md", "far", "loop.md", "round"):
        assert f"customers/{name}" in out
    for args in (("list",), ("search", "TOPSECRET"), ("list", "--format", "json"), ("index",)):
        code, shown, said = pcrm_in(firm, *args)
        assert code in (0, 1) and "TOPSECRET" not in shown and "secret" not in shown
    assert pcrm_in(firm, "search", "TOPSECRET")[0] == 1
    code, shown, said = pcrm_in(firm, "convert", "customers/evil.md", "--apply")
    assert code == 2 and "TOPSECRET" not in shown + said
    assert (firm / "customers" / "evil.md").is_symlink()


def test_p3_a_sibling_that_shares_the_prefix_is_outside(firm: Path, pcrm_in: Callable) -> None:
    sibling = firm.with_name("firm_secret")
    (sibling / "customers").mkdir(parents=True)
    (sibling / "customers" / "x.md").write_text("---\nname: X\n---\n")
    assert pcrm_in(firm, "validate", str(sibling / "customers"))[0] == 2
    assert pcrm_in(firm, "convert", "../firm_secret/customers/x.md")[0] == 2


@pytest.mark.parametrize(
    ("name", "record_id"),
    [
        ("CON", "record-con"), ("aux.md", "record-aux"), ("a:b", "a-b"), ("a?", "a"), ("Dot.", "dot"), (" blank ", "blank"),
        ("-rf", "rf"), (".git", "git"), (".GIT", "git"), ("阿里巴巴/杭州", "阿里巴巴-杭州"), ("🙂", "record"), ("--upload-pack=x", "upload-pack-x"),
        ("名" * 85, "名" * 60), ("null", "null"), ("a: b # c", "a-b-c"), ("'quoted\" [x]", "quoted-x"),
    ],
)  # fmt: skip
def test_p4_awkward_names_get_a_safe_file_and_stay_in_it_as_typed(
    firm: Path, pcrm_in: Callable, name: str, record_id: str
) -> None:
    code, out, said = pcrm_in(firm, "new", "customer", "--owner", "dana", "--format", "json", "--", name)
    assert code == 0, said
    made = json.loads(out)
    assert made == {"version": 1, "path": f"customers/{record_id}.md", "id": record_id}
    assert (firm / made["path"]).is_file()
    shown = json.loads(pcrm_in(firm, "show", record_id, "--format", "json")[1])
    assert shown["name"].strip() == name.strip()
    assert pcrm_in(firm, "validate", made["path"])[0] == 0


@pytest.mark.parametrize(
    "extra", [("--name", "a\nb"), ("--name", "a\x1bb"), ("--owner", "a\nb: c"), ("--set", "next_step=a\x1b[2Jb")], ids=ascii
)
def test_p4_no_control_character_gets_into_a_new_record(firm: Path, pcrm_in: Callable, extra: tuple[str, str]) -> None:
    before = tree(firm)
    code, out, said = pcrm_in(firm, "new", "customer", "N", *extra)
    assert (code, out) == (2, "") and "control character" in said and commanding(said) == []
    assert tree(firm) == before


def test_new_says_what_is_still_missing(firm: Path, pcrm_in: Callable) -> None:
    code, out, said = pcrm_in(firm, "new", "customer", "New")
    assert (code, out) == (0, "customers/New.md\n") and "customers/New.md:" in said and "[required]" in said


@pytest.mark.parametrize("taken", ["huaxing", "HUAXING", "ｈｕａｘｉｎｇ", "Huaxing.md"])
def test_p4_a_twin_of_a_record_is_not_made(firm: Path, pcrm_in: Callable, taken: str) -> None:
    code, out, said = pcrm_in(firm, "new", "customer", taken)
    assert (code, out) == (2, "") and "customers/huaxing.md" in said


def test_p5_one_name_in_other_letters_finds_the_record(tmp_path: Path, pcrm_in: Callable) -> None:
    files = {
        "customers/café.md": "---\nname: Café Bólido ＡＢＣ\nowner: dana\naliases: [华东院]\n---\n",
        "customers/link.md": "---\nname: L\nowner: dana\n---\n\nsee [[cafe\u0301]]\n",
    }
    root = notebook(tmp_path / "nb", files)
    for name in ("café", "cafe\u0301", "CAFÉ", "café bólido abc", "ＣＡＦÉ", "[[café]]", "华东院"):
        code, out, said = pcrm_in(root, "show", name)
        assert code == 0 and "customers/café.md" in out, (name, said)
    for query in ("bolido", "BÓLIDO", "ａｂｃ", "華東院"):
        assert pcrm_in(root, "search", query, "--format", "ids")[1] == "café\n", query
    assert "broken-link" not in pcrm_in(root, "validate")[1]


def test_p5_twins_are_errors(tmp_path: Path, pcrm_in: Callable) -> None:
    record = "---\nname: X\nowner: dana\n---\n"
    root = notebook(tmp_path / "nb", {"customers/a/acme.md": record, "customers/b/Ａcme.md": record})
    code, out, _ = pcrm_in(root, "validate")
    assert code == 1 and "customers/a/acme.md" in out and "customers/b/Ａcme.md" in out


# -- D3 to D5: what stays private


SECRET = "13912345678"


@pytest.mark.parametrize(
    ("target", "args"),
    [
        ("pcrm_tools.store.read.record", ("show", "huaxing")),
        ("pcrm_tools.store.listing.rows", ("list",)),
        ("pcrm_tools.store.hits.hits", ("search", "报价单")),
        ("pcrm_tools.store.due.followups", ("followups",)),
        ("pcrm_tools.store.create.plan", ("new", "customer", "N")),
        ("pcrm_tools.text.record.read_record", ("new", "customer", "N")),
    ],
)
def test_d3_a_crash_report_holds_no_record_content(
    firm: Path, pcrm_in: Callable, monkeypatch: pytest.MonkeyPatch, target: str, args: tuple[str, ...], tmp_path: Path
) -> None:
    assert pcrm_in(firm, "index")[0] == 0
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def fail(*given: object, **named: object) -> None:
        raise LookupError(f"phone {SECRET} of 华星机械", given)

    module, _, name = target.rpartition(".")
    __import__(module)
    for holder in [part for key, part in sys.modules.items() if key.startswith("pcrm_tools.") and hasattr(part, name)]:
        monkeypatch.setattr(holder, name, fail)
    code, out, said = pcrm_in(firm, *args, "-v")
    assert code == 70 and "LookupError" in said, said
    report = Path(said.rpartition(" ")[2].strip())
    text = report.read_text()
    for private in (SECRET, "华星", "huaxing", "office@", "何俊", str(firm)):
        assert private not in text and private not in out + said.replace(str(report), "")
    assert stat.S_IMODE(report.stat().st_mode) == 0o600


EVERYTHING = (
    ("validate",), ("index", "--rebuild"), ("search", "报价单"), ("list",), ("show", "huaxing"), ("followups",), ("schema", "project"),
    ("new", "customer", "Net"), ("convert", "customers"), ("doctor",), ("site", "build"),
)  # fmt: skip


@pytest.mark.parametrize("args", EVERYTHING, ids=" ".join)
def test_d4_no_command_opens_a_connection(
    firm: Path, pcrm_in: Callable, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...]
) -> None:
    def refuse(*given: object, **named: object) -> None:
        raise AssertionError("a command used the network")

    for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)
    code, _, said = pcrm_in(firm, *args)
    assert code in (0, 1) and "network" not in said and "bug" not in said, said


@posix
def test_d4_commands_work_without_a_network(pcrm: Callable, firm: Path) -> None:
    unshare = shutil.which("unshare")
    if not unshare or subprocess.run([unshare, "-rn", "true"], capture_output=True, check=False).returncode:
        pytest.skip("no unshare here that may take the network away")
    for args in EVERYTHING:
        done = subprocess.run(
            [unshare, "-rn", sys.executable, "-m", "pcrm_tools", *args, *DAY],
            cwd=firm,
            env=environment(HOME=str(firm.parent)),
            capture_output=True,
            timeout=120,
            check=False,
        )
        assert done.returncode in (0, 1) and b"Traceback" not in done.stderr, done.stderr.decode()


@posix
def test_d5_everything_made_is_private_and_git_sees_none_of_it(tmp_path: Path, pcrm: Callable) -> None:
    root = tmp_path / "nb"
    umask = os.umask(0o022)
    try:
        assert pcrm("init", str(root), "--sample", "--as-of", "2026-11-20").code == 0
        git = ("git", "-c", "user.name=T", "-c", "user.email=t@firm.example")
        for args in (("init", "-q"), ("add", "."), ("commit", "-qm", "start")):
            subprocess.run([*git, *args], cwd=root, check=True, capture_output=True)
        for command in (
            ("validate",),
            ("index",),
            ("search", "labels"),
            ("list",),
            ("followups",),
            ("show", "harbor-foods"),
            ("site", "build"),
        ):
            done = pcrm(*command, "--as-of", "2026-11-20", cwd=root)
            assert done.code in (0, 1), done.stderr.decode()
            status = subprocess.run([*git, "status", "--porcelain"], cwd=root, check=True, capture_output=True, text=True).stdout
            assert status == "", (command, status)
        for command in ("list", "followups", "validate"):
            assert pcrm(command, "--format", "json", "-o", str(tmp_path / command), cwd=root).code in (0, 1)
    finally:
        os.umask(umask)
    made = list((root / ".pcrm").rglob("*"))
    assert made and (root / ".pcrm").is_dir()
    for path in [root / ".pcrm", *made, *(tmp_path / name for name in ("list", "followups", "validate"))]:
        mode = stat.S_IMODE(path.stat().st_mode)
        # Below .pcrm, which nobody else may enter, the pages of the site are copies with the modes of files to publish.
        assert mode == (0o700 if path.is_dir() else 0o600) or ".pcrm/site" in path.as_posix(), path


# -- W2: places that cannot be written


def tool_names_folder(said: str) -> bool:
    return said.startswith("pcrm: ") and said.count("\n") == 1 and "Traceback" not in said


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere")
def test_w2_new_in_a_read_only_folder_is_one_line(firm: Path, pcrm_in: Callable) -> None:
    assert pcrm_in(firm, "index")[0] == 0
    before = tree(firm)
    (firm / "customers").chmod(0o500)
    try:
        code, out, said = pcrm_in(firm, "new", "customer", "New")
    finally:
        (firm / "customers").chmod(0o700)
    assert (code, out) == (2, "") and tool_names_folder(said)
    assert tree(firm) == before


@pytest.mark.parametrize("reason", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EDQUOT])
@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_w2_a_disk_that_refuses_leaves_no_file_and_no_trace(
    firm: Path, pcrm_in: Callable, monkeypatch: pytest.MonkeyPatch, call: str, reason: int
) -> None:
    assert pcrm_in(firm, "index")[0] == 0
    before = tree(firm)
    seen: list[str] = []

    def refuse(*given: object, **named: object) -> None:
        seen.append(call)
        raise OSError(reason, os.strerror(reason), "customers/new.md")

    monkeypatch.setattr(os, call, refuse)
    code, out, said = pcrm_in(firm, "new", "customer", "New")
    monkeypatch.undo()
    assert seen and (code, out) == (2, "") and tool_names_folder(said), said
    assert tree(firm) == before


# -- exit codes


CODES = [
    (0, ("validate",)), (0, ("validate", "--strict")), (0, ("list",)), (1, ("list", "nosuchword")), (0, ("search", "报价单")),
    (1, ("search", "nosuchword")), (0, ("followups",)), (0, ("followups", "nosuchword")), (1, ("followups", "--fail-on", "overdue")),
    (1, ("followups", "--fail-on", "due")), (0, ("followups", "--owner", "mike", "--fail-on", "due")), (2, ("show", "nobody")),
    (2, ("search", "teir:key")), (2, ("list", "tier:kye")), (2, ("followups", '"open')), (2, ("list", "(a")), (2, ("list", "--sort", "foo")),
    (2, ("list", "--columns", "foo")), (2, ("list", "--view", "foo")), (2, ("list", "--limit", "-1")), (2, ("followups", "--limit", "-1")),
    (2, ("followups", "--within", "soon")), (2, ("followups", "--owner", "nobody-here")), (2, ("new", "project", "X")),
    (2, ("new", "project", "X", "--customer", "nobody")), (2, ("new", "customer", "X", "--set", "teir=key")),
    (2, ("new", "customer", "X", "--set", "tier")), (2, ("schema", "invoice")), (2, ("validate", "nofile")), (2, ("list", "--as-of", "7")),
    (2, ("list", "--format", "xml")), (0, ("convert", "customers")), (2, ("convert", "nofile")),
]  # fmt: skip


@pytest.mark.parametrize(("expected", "args"), CODES, ids=lambda part: part if isinstance(part, int) else " ".join(part))
def test_exit_codes(firm: Path, pcrm_in: Callable, expected: int, args: tuple[str, ...]) -> None:
    code, out, said = pcrm_in(firm, *args)
    assert code == expected, (out, said)
    if code == 2:
        assert out == "" and "pcrm: " in said


def test_validate_fails_on_errors_and_with_strict_on_warnings(firm: Path, pcrm_in: Callable) -> None:
    (firm / "customers" / "warned.md").write_text("---\nname: W\nowner: dana\nfavourite: x\n---\n")
    assert pcrm_in(firm, "validate")[0] == 0
    assert pcrm_in(firm, "validate", "--strict")[0] == 1
    (firm / "customers" / "wrong.md").write_text("---\nname: W\nowner: dana\nnext_contact: 2026-02-30\n---\n")
    assert pcrm_in(firm, "validate")[0] == 1
    assert pcrm_in(firm, "validate", "customers/warned.md")[0] == 0
    assert pcrm_in(firm, "list")[0] == 0


def test_an_ambiguous_name_lists_its_candidates(firm: Path, pcrm_in: Callable) -> None:
    (firm / "customers" / "acme-two.md").write_text("---\nname: Acme Inc\nowner: dana\n---\n")
    code, out, said = pcrm_in(firm, "show", "acm")
    assert (code, out) == (2, "") and "acme" in said and "acme-two" in said


NAMES = ["huaxing", "HuaXing", "华星机械 ✓ 𠮷", "华星", "office@huaxing.example", "021-5555 0101", "02155550101", "91310000ma0000001x",
         "何俊", "13800000001", "he@huaxing.example"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_record_is_named_in_many_ways(firm: Path, pcrm_in: Callable, name: str) -> None:
    code, out, said = pcrm_in(firm, "show", name)
    assert code == 0 and "customers/huaxing.md" in out, said


# -- the keys of JSON answers


KEYS = [
    (("validate",), {"findings", "counts"}, "findings", {"rule", "severity", "path", "line", "column", "message", "hint", "value", "allowed"}),
    (("index",), {"records", "changed", "removed", "seconds", "engine"}, "", set()),
    (("search", "报价单"), {"query", "total", "hits"}, "hits", {"id", "type", "name", "path", "line", "kind", "date", "score", "snippet"}),
    (("list",), {"total", "rows"}, "rows", {"id", "type", "name", "owner", "last_contact", "next_contact"}),
    (("list", "--columns", "id,阶段"), {"total", "rows"}, "rows", {"id", "stage"}),
    (("followups",), {"as_of", "items"}, "items", {"id", "path", "line", "due", "days_late", "owner", "rule", "what", "why", "evidence", "score"}),
    (("new", "customer", "New"), {"path", "id"}, "", set()),
    (("show", "huaxing"), {"id", "type", "path", "name", "stage", "stage_since", "lifecycle", "last_contact", "fields", "items", "log",
                           "tasks", "links", "backlinks"}, "log", {"line", "date", "time", "kind", "title", "by", "with", "tags",
                           "priority", "anchor", "before", "after", "next"}),
    (("site", "build"), {"pages", "changed", "seconds", "path"}, "", set()),
]  # fmt: skip


@pytest.mark.parametrize(
    ("args", "keys", "rows", "row_keys"), KEYS, ids=lambda part: " ".join(part) if isinstance(part, tuple) else ""
)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_json_has_the_keys_of_the_contract(
    firm: Path, pcrm_in: Callable, args: tuple[str, ...], keys: set[str], rows: str, row_keys: set[str], lang: str
) -> None:
    if args == ("validate",):
        (firm / "customers" / "wrong.md").write_text("---\nname: W\nowner: nobody\n---\n")
    code, out, said = pcrm_in(firm, *args, "--format", "json", "--lang", lang)
    assert code == (1 if args == ("validate",) else 0), said
    answer = json.loads(out)
    assert next(iter(answer)) == "version" and answer.pop("version") == 1
    assert set(answer) == keys
    if rows:
        assert answer[rows] and {frozenset(row) for row in answer[rows]} == {frozenset(row_keys)}


@pytest.mark.parametrize(
    "args", [("search", "nosuchword", "--exact"), ("list", "nosuchword"), ("followups", "nosuchword"), ("validate",)], ids=" ".join
)
def test_json_of_nothing_has_the_same_keys(firm: Path, pcrm_in: Callable, args: tuple[str, ...]) -> None:
    answer = json.loads(pcrm_in(firm, *args, "--format", "json")[1])
    expected = next(keys for other, keys, _, _ in KEYS if other[0] == args[0])
    assert set(answer) == expected | {"version"}
    assert [value for value in answer.values() if isinstance(value, list)] == [[]]
