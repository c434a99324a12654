"""Every command explains itself in both languages, at the prompt and in the guide."""

import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import click
import pytest

from pcrm_tools.cli.command import Command
from pcrm_tools.cli.main import COMMANDS, Program, asked_language
from pcrm_tools.cli.table import width

GUIDE = Path(__file__).parents[2] / "site" / "pages" / "guide"
CHINESE = re.compile("[\u4e00-\u9fff]")


def made(name: str) -> Command:
    module = import_module(f"pcrm_tools.cli.commands.{COMMANDS[name].module}")
    return next(found for found in vars(module).values() if isinstance(found, Command) and found.name == name)


def members(command: Command) -> list[Command]:
    """The command, and those that its second word chooses among."""
    return [command, *getattr(command, "commands", {}).values()]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_option_and_argument_has_help_in_both_languages(name: str) -> None:
    command = made(name)
    texts = [COMMANDS[name].text]
    for member in members(command):
        texts += [member.text, *(what for _, what in member.examples)]
        texts += [param.text for param in member.params]  # type: ignore[attr-defined]
    for text in texts:
        assert text.en and not CHINESE.search(re.sub(r"\(.*?\)|`.*?`", "", text.en)), text
        assert text.zh and (CHINESE.search(text.zh) or text.zh == text.en or text.zh.rstrip("。").isascii()), text
    assert CHINESE.search(command.text.zh) and CHINESE.search(COMMANDS[name].text.zh)


@pytest.mark.parametrize("name", COMMANDS)
def test_examples_call_the_command_with_options_that_it_has(name: str) -> None:
    command = made(name)
    for member in members(command):
        options = [param for param in member.params if isinstance(param, click.Option)]
        known = {name for param in options for name in (*param.opts, *param.secondary_opts)}
        for example, _ in member.examples:
            _, found, words = example.partition(f"pcrm {name}" if member is command else f"pcrm {name} {member.name}")
            assert found, example
            assert set(re.findall(r"(?<!\S)--[a-z-]+", words)) <= known, example


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", COMMANDS)
def test_the_guide_has_a_section_for_every_command_that_names_its_options(name: str, lang: str) -> None:
    text = (GUIDE / ("commands.md" if lang == "en" else "commands.zh.md")).read_text(encoding="utf-8")
    section = re.search(rf"^## `pcrm {name}`\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert section, f"no section `## `pcrm {name}`` in the guide"
    options = [param for member in members(made(name)) for param in member.params if isinstance(param, click.Option)]
    for param in options:
        if not getattr(param, "everywhere", False) and "--output" not in param.opts:
            assert max(param.opts, key=len) in section[1], param.opts
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", section[1]))
    assert named <= {name for param in options for name in (*param.opts, *param.secondary_opts)}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_guide_names_the_options_of_all_commands(lang: str) -> None:
    text = (GUIDE / ("commands.md" if lang == "en" else "commands.zh.md")).read_text(encoding="utf-8")
    for param in Program().params:
        assert max(param.opts, key=len) in text or param.opts[0] in text, param.opts


def test_help_is_the_same_before_and_behind_the_command(pcrm: Callable) -> None:
    one = pcrm("--lang", "zh", "doctor", "--help")
    other = pcrm("doctor", "--help", "--lang", "zh")
    assert one.code == 0 and one.stdout == other.stdout and "选项：" in one.stdout.decode()


def test_the_locale_chooses_the_language_of_help(pcrm: Callable) -> None:
    assert "命令：" in pcrm("--help", env={"LANG": "zh_CN.UTF-8"}).stdout.decode()
    assert "Commands:" in pcrm("--help", env={"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}).stdout.decode()


def test_no_command_is_wrong_use_and_shows_the_list(pcrm: Callable) -> None:
    for args in ((), ("--lang", "en")):
        done = pcrm(*args)
        assert (done.code, done.stdout) == (2, b"") and b"Commands:" in done.stderr


def test_version(pcrm: Callable) -> None:
    for args in (("--version",), ("doctor", "--version")):
        assert re.fullmatch(r"pcrm \d+\.\d+\.\d+\S*\n", pcrm(*args).stdout.decode())


def test_help_columns_are_straight_in_chinese(pcrm: Callable) -> None:
    lines = pcrm("--help", "--lang", "zh").stdout.decode().split("\n")
    rows = [line for line in lines if re.match(r"  [a-z-]+ {2,}\S", line)]
    starts = {width(re.match(r"  [a-z-]+ +", line)[0]) for line in rows if line.split()[0] in COMMANDS}  # type: ignore[index]
    assert len(rows) >= len(COMMANDS) and len(starts) == 1


def test_the_language_is_known_even_where_the_rest_is_wrong() -> None:
    assert asked_language(["x", "--lang", "zh"]) == "zh"
    assert asked_language(["--lang=en", "--nosuch"]) == "en"
    assert asked_language(["search", "--", "--lang", "zh"]) == ""
    assert asked_language(["--lang"]) == asked_language([]) == asked_language(["--lang", "fr"]) == ""
