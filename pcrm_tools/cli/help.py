"""Help pages in English and Chinese, with columns that stay straight for both."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from pcrm_tools.cli.table import pad, width, wrap
from pcrm_tools.cli.wording import Text

if TYPE_CHECKING:
    from pcrm_tools.cli.command import Command

_USAGE = Text("Usage: ", "用法：")
_ARGUMENTS = Text("Arguments:", "参数：")
_OPTIONS = Text("Options:", "选项：")
_EVERYWHERE = Text("Everywhere:", "通用选项：")
_COMMANDS = Text("Commands:", "命令：")
_EXAMPLES = Text("Examples:", "示例：")
_REQUIRED = Text("(required)", "（必填）")
_OPTION_WORD = Text("[OPTIONS]", "[选项]")
_COMMAND_WORD = Text("COMMAND [ARGUMENTS]...", "命令 [参数]...")
_MORE = Text("`pcrm COMMAND --help` tells more about a command.", "`pcrm 命令 --help` 查看某个命令的说明。")
_WIDEST = 100  # columns of a paragraph: longer lines read badly
_TERM = 28  # columns: a longer term stands on a line of its own

Rows = Sequence[tuple[str, str]]


def _lines(rows: Rows, columns: int) -> Iterable[str]:
    """Terms on the left, their texts wrapped on the right."""
    left = max((width(term) for term, _ in rows if width(term) <= _TERM), default=_TERM)
    if columns < left + 24:
        left = 4
    for term, text in rows:
        wrapped = wrap(text, max(columns - left - 4, 12))
        if width(term) <= left:
            yield f"  {pad(term, left)}  {wrapped[0]}".rstrip()
            wrapped = wrapped[1:]
        else:
            yield f"  {term}"
        for line in wrapped:
            yield " " * (left + 4) + line


def _section(title: Text, rows: Rows, lang: str, columns: int) -> list[str]:
    return ["", title.of(lang), *_lines(rows, columns)] if rows else []


def _term(param: click.Parameter, ctx: click.Context) -> str:
    if isinstance(param, click.Argument):
        return param.make_metavar(ctx)
    names = ", ".join((*param.opts, *param.secondary_opts))
    takes_value = isinstance(param, click.Option) and not param.is_flag and not param.count
    return f"{names} {param.make_metavar(ctx)}" if takes_value else names


def _row(param: click.Parameter, ctx: click.Context, lang: str) -> tuple[str, str]:
    text: Text | None = getattr(param, "text", None)
    shown = text.of(lang) if text else ""
    if param.required and isinstance(param, click.Option):
        shown = f"{shown} {_REQUIRED.of(lang)}"
    return _term(param, ctx), shown


def _usage(ctx: click.Context, pieces: Sequence[str], lang: str) -> str:
    return _USAGE.of(lang) + " ".join((ctx.command_path, _OPTION_WORD.of(lang), *pieces))


def command_help(command: "Command", ctx: click.Context, lang: str, columns: int | None) -> str:
    """The page of one command; `columns` is the terminal's width, None where there is none."""
    limit = min(columns or _WIDEST, _WIDEST)
    arguments = [param for param in command.params if isinstance(param, click.Argument)]
    options = [p for p in command.params if isinstance(p, click.Option) and not p.hidden]
    own, shared = [p for p in options if not _shared(p)], [p for p in options if _shared(p)]
    lines = [_usage(ctx, [param.make_metavar(ctx) for param in arguments], lang), ""]
    lines += ["  " + line for line in wrap(command.text.of(lang), limit - 2)]
    lines += _section(_ARGUMENTS, [_row(p, ctx, lang) for p in arguments], lang, limit)
    lines += _section(_OPTIONS, [_row(p, ctx, lang) for p in own], lang, limit)
    if command.examples:
        lines += ["", _EXAMPLES.of(lang)]
        for example, what in command.examples:
            lines += [f"  {example}", *(f"      {line}" for line in wrap(what.of(lang), limit - 6))]
    lines += _section(_EVERYWHERE, [_row(p, ctx, lang) for p in shared], lang, limit)
    return "\n".join(lines)


def _shared(param: click.Parameter) -> bool:
    return bool(getattr(param, "everywhere", False))


def program_help(about: Text, commands: Mapping[str, Text], ctx: click.Context, lang: str, columns: int | None) -> str:
    """The page of the program: its commands, each with its line, and the options that all of them take."""
    limit = min(columns or _WIDEST, _WIDEST)
    lines = [_usage(ctx, [_COMMAND_WORD.of(lang)], lang), ""]
    lines += ["  " + line for line in wrap(about.of(lang), limit - 2)]
    lines += _section(_COMMANDS, [(name, text.of(lang)) for name, text in commands.items()], lang, limit)
    lines += _section(_OPTIONS, [_row(p, ctx, lang) for p in ctx.command.params], lang, limit)
    return "\n".join([*lines, "", *wrap(_MORE.of(lang), limit)])
