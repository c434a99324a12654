"""What click finds wrong with a command line, in words of both languages."""

import click

from pcrm_tools.cli.wording import Text, escape

_HINT = Text(" (try: {command} --help)", "（用法见：{command} --help）")
_UNKNOWN_OPTION = Text("no such option: {seen}", "没有这个选项：{seen}")
_NEAREST = Text("{what}; did you mean {nearest}?", "{what}；是不是 {nearest}？")
_NEEDS_VALUE = Text("{option} needs a value", "{option} 需要一个值")
_MISSING = Text("{name} is missing", "缺少 {name}")
_CHOICE = Text("{name} takes {allowed}", "{name} 只能是 {allowed}")
_BAD_VALUE = Text("{name}: {why}", "{name}：{why}")
_EXTRA = Text("more words than the command takes: {seen}", "多余的参数：{seen}")


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
