"""The program `pcrm`: the table of its commands, and how a run begins and ends."""

import contextlib
import os
import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import click

from pcrm_tools.cli import boundary
from pcrm_tools.cli.app import App
from pcrm_tools.cli.command import everywhere
from pcrm_tools.cli.wording import LANGUAGES, Text

ABOUT = Text(
    "A plain-text, git-backed notebook for project customer relationship management.",
    "项目客户关系管理的纯文本笔记本，以 git 保存。",
)


class Entry(NamedTuple):
    """Where a command is: its module in `cli/commands`, imported when the command runs, and its line in the list."""

    module: str
    text: Text


COMMANDS: Mapping[str, Entry] = {
    "init": Entry("init", Text("Start a new notebook.", "新建笔记本。")),
    "new": Entry("new", Text("Make a new customer or project from its template.", "按模板新建客户或项目。")),
    "set": Entry("set", Text("Set fields of records.", "修改档案的字段。")),
    "snooze": Entry("snooze", Text("Keep a record out of the follow-ups until a day.", "在某日之前不提醒跟进某份档案。")),
    "move": Entry("move", Text("Move a project to a stage, or a customer through its lifecycle.", "推进项目阶段或客户生命周期。")),
    "validate": Entry("validate", Text("Check every record and setting.", "检查全部档案和设置。")),
    "index": Entry("index", Text("Bring cache and search index up to date.", "更新缓存和搜索索引。")),
    "search": Entry("search", Text("Find text and fields in all records.", "在全部档案中搜索文字和字段。")),
    "list": Entry("list", Text("Show records as a table.", "以表格列出档案。")),
    "show": Entry("show", Text("Show one record on one screen.", "在一屏内显示一份档案。")),
    "history": Entry("history", Text("Show who changed what in a record, and when.", "显示谁在何时改了档案的什么。")),
    "why": Entry("why", Text("Tell where a field's value comes from.", "说明字段的值从何而来。")),
    "followups": Entry("followups", Text("Show everything that is due, and why.", "列出所有到期的跟进及原因。")),
    "log": Entry("log", Text("Write down what was done.", "记下做过的事。")),
    "task": Entry("task", Text("Add, tick, drop and list tasks.", "添加、完成、取消和列出任务。")),
    "case": Entry("case", Text("Service cases: list, answer, wait, solve.", "服务案例：列出、答复、等待、解决。")),
    "report": Entry("report", Text("Make a report about a period.", "生成一段时间的报表。")),
    "diff": Entry("diff", Text("Say what changed, in business words.", "用业务语言说明改了什么。")),
    "rules": Entry("rules", Text("Carry out the notebook's own rules.", "执行笔记本自定的规则。")),
    "convert": Entry("convert", Text("Turn files of another encoding into UTF-8.", "把其他编码的文件转换为 UTF-8。")),
    "schema": Entry("schema", Text("Print the JSON Schema of a record type.", "输出某类档案的 JSON Schema。")),
    "site": Entry("site", Text("Build or serve the site.", "生成或预览网站。")),
    "git": Entry("git", Text("Merge and compare records by their meaning.", "按含义合并和比较档案。")),
    "watch": Entry("watch", Text("Check, index and rebuild what changes.", "持续检查、索引并生成有变化的内容。")),
    "doctor": Entry("doctor", Text("Check the health of notebook and installation.", "检查笔记本和安装是否正常。")),
    "completion": Entry("completion", Text("Print the completion script of a shell.", "输出 shell 的补全脚本。")),
}

_NO_COMMAND = Text("no such command: {seen} (try: pcrm --help)", "没有这个命令：{seen}（用法见：pcrm --help）")
_NEAREST = Text(
    "no such command: {seen}; did you mean {nearest}? (try: pcrm --help)",
    "没有这个命令：{seen}；是不是 {nearest}？（用法见：pcrm --help）",
)


def _without_command() -> int:
    """`pcrm` alone: the list of commands on stderr, as for any wrong use."""
    ctx = click.get_current_context()
    if ctx.invoked_subcommand is None:
        ctx.obj.out.message(ctx.get_help() + "\n")
    return boundary.WRONG


class Program(click.Group):
    """The group of all commands: knows their names, and imports one when it is asked for."""

    def __init__(self) -> None:
        super().__init__(
            "pcrm", add_help_option=False, params=everywhere(), invoke_without_command=True, callback=_without_command
        )

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the table's order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, imported now."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        from importlib import import_module

        module = import_module(f"pcrm_tools.cli.commands.{entry.module}")
        return next(found for found in vars(module).values() if isinstance(found, click.Command) and found.name == cmd_name)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names; raises WrongUse with the nearest name for an unknown one."""
        if args[0] not in COMMANDS and not ctx.resilient_parsing:
            from difflib import get_close_matches

            from pcrm_tools.errors import WrongUse

            near = get_close_matches(args[0], COMMANDS, 1)
            raise WrongUse(*_NEAREST, seen=args[0], nearest=near[0]) if near else WrongUse(*_NO_COMMAND, seen=args[0])
        return super().resolve_command(ctx, args)

    def get_help(self, ctx: click.Context) -> str:
        """The list of commands and of the options that all of them take."""
        from pcrm_tools.cli.help import program_help

        app: App = ctx.obj
        lines = {name: entry.text for name, entry in COMMANDS.items()}
        return program_help(ABOUT, lines, ctx, app.lang, app.out.width)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list["click.shell_completion.CompletionItem"]:
        """Names of commands with their lines; no command is imported for it."""
        from click.shell_completion import CompletionItem

        lang = ctx.obj.lang
        found = [CompletionItem(n, help=e.text.of(lang)) for n, e in COMMANDS.items() if n.startswith(incomplete)]
        return found + click.Command.shell_complete(self, ctx, incomplete)


def asked_language(args: Sequence[str]) -> str:
    """The language that a command line asks for, also where the rest of it is wrong; empty where it names none."""
    words = [*args, "--"]
    words = words[: words.index("--") + 1]
    for word, behind in pairwise(words):
        value = behind if word == "--lang" else word.partition("--lang=")[2]
        if value in LANGUAGES:
            return value
    return ""


def run(args: Sequence[str], app: App) -> int:
    """One run of the program with the words after its name; returns the exit code, and never raises."""
    try:
        if lang := asked_language(args):
            app.speak(lang)
        try:
            code = _run_command(list(args), app)
        except Exception as error:
            if not app.heal(error):
                raise
            code = _run_command(list(args), app)
        app.out.finish()
    except BaseException as error:
        if isinstance(error, SystemExit):
            raise
        return boundary.exit_code_of(error, app)
    finally:
        app.close()
    return code


def _run_command(args: list[str], app: App) -> int:
    program = Program()
    if os.environ.get("_PCRM_COMPLETE"):
        return _complete(program, app)
    try:
        with program.make_context("pcrm", args, obj=app) as ctx:
            return program.invoke(ctx) or 0
    except click.exceptions.Exit as done:
        return done.exit_code


def _complete(program: Program, app: App) -> int:
    """Answer the shell's question for completions; never a word about an error in the middle of a command line."""
    app.out.mute()
    with contextlib.suppress(Exception):
        program.main([], prog_name="pcrm", standalone_mode=False, obj=app)
    return 0


def _speak_utf8() -> None:
    """Begins again in Python's UTF-8 mode where the locale would misread file names and words of the command line."""
    if os.name == "posix" and sys.getfilesystemencoding().lower() not in ("utf-8", "utf8") and os.environ.get("PYTHONUTF8") != "1":
        os.environ["PYTHONUTF8"] = "1"
        os.execv(sys.executable, sys.orig_argv)


def main() -> None:
    """Run the program with the words of the command line and end the process with its exit code."""
    _speak_utf8()
    _open_standard_streams()
    sys.exit(run(sys.argv[1:], App()))


def _open_standard_streams() -> None:
    """A closed stdin, stdout or stderr is the null device: else a notebook's file would get its number."""
    if sys.stdin is None or sys.stdout is None or sys.stderr is None:
        while os.open(os.devnull, os.O_RDWR) < 2:
            pass
