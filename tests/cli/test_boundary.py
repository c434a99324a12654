"""Whatever happens, the user sees one line and the shell an exit code."""

import re
import stat
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import click
import pytest

from pcrm_tools.cli import main
from pcrm_tools.cli.app import App
from pcrm_tools.cli.command import argument, command, option
from pcrm_tools.cli.dates import DAY
from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import BrokenSurroundings, NotebookNotFound

SECRET = "13800000000"


@pytest.fixture
def run(caught: Callable, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable:
    """Run a command whose work is the given function; gives exit code, stdout and stderr."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)

    def go(work: Callable[[App], int | None], *args: str, lang: str = "en") -> tuple[int, str, str]:
        @argument("word", Text("A word.", "词。"), required=False)
        @option("--day", type=DAY, text=Text("A day.", "日期。"))
        @option("--kind", type=click.Choice(["a", "b"]), text=Text("A kind.", "类型。"))
        @command("list", Text("Test.", "测试。"), formats=("table", "json"))
        def made(app: App, word: str | None, day: date | None, kind: str | None) -> int | None:
            app.word, app.day = word, day  # type: ignore[attr-defined]
            return work(app)

        monkeypatch.setattr(main.Program, "get_command", lambda self, ctx, name: made)
        caught_run = caught(lang=lang)
        app = App({"LANG": "zh_CN.UTF-8" if lang == "zh" else "C"}, caught_run.out)
        code = main.run(["list", *args], app)
        return code, caught_run.stdout.getvalue().decode(), caught_run.messages()

    return go


def raising(error: BaseException) -> Callable[[App], int | None]:
    def work(app: App) -> int | None:
        app.out.line("before")
        raise error

    return work


@pytest.mark.parametrize("code", [0, 1, 2])
def test_the_code_of_the_command_is_the_code_of_the_run(run: Callable, code: int) -> None:
    assert run(lambda app: code) == (code, "", "")


def test_nothing_returned_is_success(run: Callable) -> None:
    assert run(lambda app: None)[0] == 0


def test_a_known_error_is_one_line_and_its_code(run: Callable) -> None:
    error = BrokenSurroundings(what="git", why="gone\nforever")
    assert run(raising(error)) == (2, "before\n", "pcrm: git cannot be used: gone forever\n")
    code, _, said = run(raising(NotebookNotFound("/x\x1b[2J")), lang="zh")
    assert code == 2 and said.startswith("pcrm: 这里没有笔记本：/x\\x1b[2J") and said.count("\n") == 1


def test_a_system_error_names_the_file(run: Callable) -> None:
    assert run(raising(PermissionError(13, "Permission denied", "a.md")))[::2] == (2, "pcrm: a.md: Permission denied\n")


def test_an_interrupt_is_130_and_one_line(run: Callable) -> None:
    assert run(raising(KeyboardInterrupt())) == (130, "before\n", "pcrm: interrupted\n")


def test_a_bug_is_70_and_names_a_private_report_without_record_content(run: Callable) -> None:
    def work(app: App) -> int:
        customer = {"phone": SECRET}
        try:
            return int(customer["name of " + SECRET])
        except KeyError as error:
            raise ValueError(f"bad record {SECRET}") from error

    code, _, said = run(work)
    found = re.fullmatch(r"pcrm: a bug: ValueError at (cli/command.py:\d+) run; please report it with (\S+)\n", said)
    assert code == 70 and found, said
    report = Path(found[2])
    text = report.read_text()
    assert SECRET not in text and SECRET not in said
    assert "builtins.ValueError" in text and "builtins.KeyError" in text and "cli/main.py" in text and "PyYAML" in text
    assert str(Path.home()) not in text
    assert stat.S_IMODE(report.stat().st_mode) == 0o600 and stat.S_IMODE(report.parent.stat().st_mode) == 0o700


def fail_in_worker(text: str) -> None:
    raise ValueError(text)


def test_a_bug_in_a_worker_process_is_located_too(run: Callable) -> None:
    def work(app: App) -> int:
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            return pool.submit(fail_in_worker, f'x\n  File "x", line 1, in {SECRET}').result()

    code, _, said = run(work)
    report = Path(said.rpartition(" ")[2].strip()).read_text()
    assert code == 70 and "(test_boundary.py):" in report and "fail_in_worker" in report and SECRET not in report


def test_a_reader_who_has_gone_is_no_error(run: Callable) -> None:
    assert run(raising(BrokenPipeError(32, "Broken pipe")))[::2] == (0, "")


def test_wrong_use_is_one_line_with_a_hint(run: Callable) -> None:
    work = lambda app: None  # noqa: E731
    hint = " (try: pcrm list --help)\n"
    assert run(work, "--kidn", "a") == (2, "", "pcrm: no such option: --kidn; did you mean --kind?" + hint)
    assert run(work, "--kind", "c") == (2, "", "pcrm: --kind takes a, b" + hint)
    assert run(work, "--kind") == (2, "", "pcrm: --kind needs a value" + hint)
    assert run(work, "a", "b\x1b[2J") == (2, "", "pcrm: more words than the command takes: b\\x1b[2J" + hint)
    assert run(work, "--format", "xml", lang="zh") == (2, "", "pcrm: --format 只能是 table, json（用法见：pcrm list --help）\n")


def test_unknown_commands_name_the_nearest(pcrm: Callable) -> None:
    done = pcrm("serach", "x")
    assert (done.code, done.stdout) == (2, b"")
    assert done.stderr == b"pcrm: no such command: serach; did you mean search? (try: pcrm --help)\n"
    assert "没有这个命令" in pcrm("qqqq", "--lang", "zh").stderr.decode()


def test_options_of_all_commands_stand_before_or_after(run: Callable) -> None:
    seen = []
    work = lambda app: seen.append((app.lang, app.as_of, app.directory, app.out.verbose))  # noqa: E731
    assert run(work, "--lang", "zh", "--as-of", "2026-11-20", "-C", "/x", "-v")[0] == 0
    assert seen == [("zh", date(2026, 11, 20), "/x", 1)]


def test_days_at_the_prompt(run: Callable) -> None:
    seen = []
    work = lambda app: seen.append(app.day)  # noqa: E731
    assert run(work, "--day", "2026-11-05")[0] == 0 and seen == [date(2026, 11, 5)]
    assert run(work, "--day", "-2w", "--as-of", "2026-11-20")[0] == 0 and seen[-1] == date(2026, 11, 6)
    assert run(work, "--as-of", "2026-11-20", "--day", "明天")[0] == 0 and seen[-1] == date(2026, 11, 21)
    code, _, said = run(work, "--day", "2026-02-30")
    assert (code, said) == (2, "pcrm: 2026-02-30 is not a date in the calendar\n")


def test_the_language_falls_back_to_the_locale() -> None:
    assert App({"LANG": "zh_CN.UTF-8"}).lang == "zh"
    assert App({"LC_ALL": "C", "LANG": "zh_CN"}).lang == "en"
    assert App({"LC_ALL": "", "LANG": "zh_TW"}).lang == "zh"
    assert App({}).lang == "en"
