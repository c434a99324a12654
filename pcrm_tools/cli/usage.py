"""What click finds wrong with a command line, in words of both languages."""

from collections.abc import Sequence

import click

from pcrm_tools.cli.wording import Text, escape
from pcrm_tools.errors import WrongUse

_HINT = Text(" (try: {command} --help)", "（用法见：{command} --help）")
_UNKNOWN_OPTION = Text("no such option: {seen}", "没有这个选项：{seen}")
_NEAREST = Text("{what}; did you mean {nearest}?", "{what}；是不是 {nearest}？")
_NEEDS_VALUE = Text("{option} needs a value", "{option} 需要一个值")
_MISSING = Text("{name} is missing", "缺少 {name}")
_CHOICE = Text("{name} takes {allowed}", "{name} 只能是 {allowed}")
_BAD_VALUE = Text("{name}: {why}", "{name}：{why}")
_EXTRA = Text("more words than the command takes: {seen}", "多余的参数：{seen}")

_NEGATION = (
    "{word} is read as an option: to leave out records with {bare}, write not:{bare}, or put the query last, behind --",
    "{word} 会被当作选项：要排除含 {bare} 的档案，请写 not:{bare}（或 非:{bare}），或把查询放在最后、写在 -- 之后",
)


def _name(error: click.BadParameter) -> str:
    param = error.param
    if param is None:
        return str(error.param_hint or "")
    if isinstance(param, click.Argument):
        shown = (param.metavar or "").strip("[].")
        return shown if shown.replace("_", "").isalpha() else str(param.name).upper()
    return max(param.opts, key=len)


def _what(error: click.UsageError, lang: str) -> str:
    if isinstance(error, click.NoSuchOption):
        what = _UNKNOWN_OPTION.of(lang, seen=error.option_name)
        return _NEAREST.of(lang, what=what, nearest=error.possibilities[0]) if error.possibilities else what
    if isinstance(error, click.BadOptionUsage):
        return _NEEDS_VALUE.of(lang, option=error.option_name)
    if isinstance(error, click.MissingParameter):
        return _MISSING.of(lang, name=_name(error))
    if isinstance(error, click.BadParameter):
        kind = error.param.type if error.param else None
        if isinstance(kind, click.Choice):
            return _CHOICE.of(lang, name=_name(error), allowed=", ".join(map(str, kind.choices)))
        return _BAD_VALUE.of(lang, name=_name(error), why=error.message)
    if error.message.startswith("Got unexpected extra argument"):
        return _EXTRA.of(lang, seen=error.message.partition("(")[2].rstrip(")."))
    return error.message


def usage_message(error: click.ClickException, lang: str) -> str:
    """What was wrong and where to read more, in one line."""
    if not isinstance(error, click.UsageError):
        return escape(error.format_message())
    command = error.ctx.command_path if error.ctx else "pcrm"
    return escape(_what(error, lang)) + _HINT.of(lang, command=command)


def refuse_negation(params: Sequence[click.Parameter], args: Sequence[str]) -> None:
    """Raise WrongUse for a word of a query that begins with `-`, before click reads `-online` as `-o nline`.

    A short option's value stands in a word of its own (`-o FILE`).
    """
    options = {name: param for param in params if isinstance(param, click.Option) for name in param.opts}
    words = iter(args)
    for word in words:
        if word == "--":
            return
        found = options.get(word)
        if found is not None and not found.is_flag and not found.count:
            next(words, "")
        elif word[:1] == "-" and word[1:2] not in ("", "-") and any(_takes_value(options.get(f"-{char}")) for char in word[1:]):
            raise WrongUse(*_NEGATION, word=word, bare=word[1:])


def _takes_value(option: click.Option | None) -> bool:
    """Is it no option that can stand together with others behind one `-`?"""
    return option is None or not (option.is_flag or option.count)
