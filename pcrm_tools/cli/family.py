"""Commands of one name with a second word each, such as `pcrm task add`: the group that knows its members."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from pcrm_tools.cli.app import App
from pcrm_tools.cli.command import Command, Shown
from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import WrongUse

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_WHICH = Text("say which: {all}", "请指定：{all}")
_UNKNOWN = Text("no such command: {family} {seen} (there are {all})", "没有这个命令：{family} {seen}（可用：{all}）")


class Family(Command, click.Group):
    """A command whose first argument chooses among its members."""

    def __init__(self, name: str, text: Text, members: Sequence[Command], examples: Shown = ()) -> None:
        commands = {str(member.name): member for member in members}
        super().__init__(name, text, examples, commands=commands, invoke_without_command=True, callback=self._alone)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The members' names in the order in which they were given."""
        return list(self.commands)

    def _alone(self) -> None:
        """Raises WrongUse where no word names a member."""
        if click.get_current_context().invoked_subcommand is None:
            raise WrongUse(*_WHICH, all=self._all())

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The member that the first word names; raises WrongUse with all names for another word."""
        if args[0] not in self.commands and not ctx.resilient_parsing:
            raise WrongUse(*_UNKNOWN, family=self.name, seen=args[0], all=self._all())
        return super().resolve_command(ctx, args)

    def get_help(self, ctx: click.Context) -> str:
        """The members with their lines, in the user's language."""
        from pcrm_tools.cli.help import program_help

        app: App = ctx.obj
        lines = {name: first_sentence(member.text) for name, member in self.commands.items() if isinstance(member, Command)}
        return program_help(self.text, lines, ctx, app.lang, app.out.width)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list["CompletionItem"]:
        """Names of members with their lines."""
        from click.shell_completion import CompletionItem

        lang = ctx.obj.lang
        found = [
            CompletionItem(name, help=member.text.of(lang))
            for name, member in self.commands.items()
            if name.startswith(incomplete) and isinstance(member, Command)
        ]
        return found + click.Command.shell_complete(self, ctx, incomplete)

    def _all(self) -> str:
        return ", ".join(self.commands)


def first_sentence(text: Text) -> Text:
    """The first sentence of a help text in both languages, for a list of commands."""
    english, dot, _ = text.en.partition(". ")
    chinese, stop, _ = text.zh.partition("。")
    return Text(english + dot.strip(), chinese + stop)
