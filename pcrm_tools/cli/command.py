"""Commands, options and arguments whose help speaks both languages, and the options that every command takes."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from pcrm_tools.cli.app import App
from pcrm_tools.cli.usage import refuse_negation
from pcrm_tools.cli.wording import LANGUAGES, Text

_PARAMS = "__pcrm_params__"
Target = TypeVar("Target", bound=Callable[..., Any])
Shown = Sequence[tuple[str, Text]]  # examples: a command line and what it does


class Option(click.Option):
    """An option with its help in both languages."""

    def __init__(self, *args: Any, text: Text, everywhere: bool = False, **attrs: Any) -> None:
        super().__init__(*args, **attrs)
        self.help = text.en
        self.text = text
        self.everywhere = everywhere


class Argument(click.Argument):
    """An argument with its help in both languages."""

    def __init__(self, *args: Any, text: Text, **attrs: Any) -> None:
        super().__init__(*args, **attrs)
        self.text = text


class Command(click.Command):
    """A command with its help and examples in both languages; it takes the options of every command."""

    def __init__(self, name: str, text: Text, examples: Shown = (), **attrs: Any) -> None:
        super().__init__(name, add_help_option=False, help=text.en, **attrs)
        self.text = text
        self.examples = examples
        self.params += everywhere()

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words behind the command's name; an error knows which command it is about."""
        if not ctx.resilient_parsing and any(param.name == "query" for param in self.params):
            refuse_negation(self.params, args)
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def get_help(self, ctx: click.Context) -> str:
        """The help page in the user's language."""
        from pcrm_tools.cli.help import command_help

        app: App = ctx.obj
        return command_help(self, ctx, app.lang, app.out.width)


def option(*names: str, text: Text, **attrs: Any) -> Callable[[Target], Target]:
    """A decorator that adds an option to a command or to the function that becomes one; `attrs` are click's."""
    return _adding(Option(names, text=text, **attrs))


def argument(name: str, text: Text, **attrs: Any) -> Callable[[Target], Target]:
    """A decorator that adds an argument to a command or to the function that becomes one; `attrs` are click's."""
    return _adding(Argument([name], text=text, **attrs))


def _adding(param: click.Parameter) -> Callable[[Target], Target]:
    def add(target: Target) -> Target:
        command: object = target
        params = command.params if isinstance(command, click.Command) else vars(target).setdefault(_PARAMS, [])
        # Decorators run from the last to the first, help and parsing go from the first to the last.
        params.insert(0, param)
        return target

    return add


def command(
    name: str, text: Text, *, formats: Sequence[str] = (), examples: Shown = ()
) -> Callable[[Callable[..., int | None]], Command]:
    """A decorator that makes a function `(app, **parameters) -> exit code or None` a command.

    With `formats` the command takes `--format` (the first is the default) and `-o`; both are told to `app.out`.
    """

    def decorate(function: Callable[..., int | None]) -> Command:
        def run(**parameters: Any) -> int | None:
            return function(click.get_current_context().obj, **parameters)

        params: list[click.Parameter] = list(vars(function).get(_PARAMS, ()))
        if formats:
            params += _formats(formats)
        return Command(name, text, examples, callback=run, params=params)

    return decorate


def _app(ctx: click.Context) -> App:
    app: App = ctx.obj
    return app


def _formats(names: Sequence[str]) -> list[click.Parameter]:
    def choose(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
        _app(ctx).out.format = value or names[0]

    def send(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
        if value:
            _app(ctx).out.write_to(value)

    return [
        Option(
            ["--format"],
            type=click.Choice(list(names)),
            default=None,
            metavar="|".join(names),
            expose_value=False,
            callback=choose,
            text=Text(f"How the answer is written (default: {names[0]}).", f"输出格式（默认 {names[0]}）。"),
        ),
        Option(
            ["-o", "--output"],
            metavar="FILE",
            expose_value=False,
            callback=send,
            text=Text("Write the answer to a file that only you can read.", "把结果写入文件（仅自己可读）。"),
        ),
    ]


def _when_given(act: Callable[[App, Any], None]) -> Callable[[click.Context, click.Parameter, Any], None]:
    def callback(ctx: click.Context, _: click.Parameter, value: Any) -> None:
        if value and not ctx.resilient_parsing:
            act(_app(ctx), value)

    return callback


def _notebook(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    # Also while completing on the command line: record names come from this notebook.
    if value:
        _app(ctx).directory = value


def _as_of(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value and not ctx.resilient_parsing:
        from pcrm_tools.cli.dates import day

        app = _app(ctx)
        app.as_of = day(value, app.today)


def _help(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        _app(ctx).out.text(ctx.get_help())
        ctx.exit()


def _version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from pcrm_tools import __version__

        _app(ctx).out.line(f"pcrm {__version__}")
        ctx.exit()


def _more(app: App, count: int) -> None:
    app.out.verbose += count


def everywhere() -> list[click.Parameter]:
    """The options that stand before or after the name of a command."""

    def add(*names: str, en: str, zh: str, **attrs: Any) -> Option:
        return Option(names, text=Text(en, zh), everywhere=True, expose_value=False, **attrs)

    return [
        add(
            "-C", "notebook", metavar="DIR", callback=_notebook, is_eager=True,
            en="The notebook's folder (else PCRM_NOTEBOOK, else the nearest pcrm.yml above).",
            zh="笔记本目录（否则取 PCRM_NOTEBOOK，再否则向上找最近的 pcrm.yml）。",
        ),
        add(
            "--as-of", metavar="DATE", callback=_as_of, is_eager=True,
            en="The day to count from: 2026-11-20 or a word such as -2w.", zh="以哪一天为今天：2026-11-20，或 -2w、周五 等。",
        ),
        add(
            "--lang", type=click.Choice(LANGUAGES), metavar="en|zh", callback=_when_given(App.speak), is_eager=True,
            en="Language of messages (else pcrm.yml, else the locale).", zh="界面语言（否则按 pcrm.yml，再否则按系统区域）。",
        ),
        add(
            "--no-color", is_flag=True, callback=_when_given(lambda app, _: app.out.no_colour()), is_eager=True,
            en="No colour (so does NO_COLOR; FORCE_COLOR is the opposite).", zh="不用颜色（同 NO_COLOR；FORCE_COLOR 相反）。",
        ),
        add(
            "--no-pager", is_flag=True, callback=_when_given(lambda app, _: app.out.no_pager()),
            en="Write long answers without stopping at each screen.", zh="长结果不分页。",
        ),
        add("-v", "--verbose", count=True, callback=_when_given(_more), en="Say more on stderr.", zh="在 stderr 上说得更详细。"),
        add("--version", is_flag=True, callback=_version, is_eager=True, en="Show the version.", zh="显示版本。"),
        add("-h", "--help", is_flag=True, callback=_help, is_eager=True, en="Show this help.", zh="显示帮助。"),
    ]  # fmt: skip
