"""`pcrm completion SHELL`: the script that teaches a shell our commands and records."""

import click

from pcrm_tools.cli.app import App
from pcrm_tools.cli.command import argument, command
from pcrm_tools.cli.wording import Text

SHELLS = ("bash", "zsh", "fish")


@command(
    "completion",
    Text(
        "Print the script that completes commands, options and record ids in a shell.",
        "输出补全脚本：在 shell 中补全命令、选项和档案编号。",
    ),
    examples=(
        ("pcrm completion bash >> ~/.bashrc", Text("bash 4.4 or newer.", "bash 4.4 或更新。")),
        ("pcrm completion zsh > ~/.zfunc/_pcrm", Text("zsh, where ~/.zfunc is in $fpath.", "zsh，~/.zfunc 需在 $fpath 中。")),
        ("pcrm completion fish > ~/.config/fish/completions/pcrm.fish", Text("fish.", "fish。")),
    ),
)
@argument("shell", type=click.Choice(SHELLS), metavar="bash|zsh|fish", text=Text("The shell.", "shell 名称。"))
def run(app: App, shell: str) -> None:
    """Print click's script for the shell."""
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    if found is not None:
        made = found(click.Command("pcrm"), {}, "pcrm", "_PCRM_COMPLETE")
        # Not `source()`: for bash it runs the bash that is installed, which need not be the one meant.
        app.out.data(made.source_template % made.source_vars() + "\n")
