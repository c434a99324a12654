"""The mail password: from the environment, or from a command that asks a keyring. Never from the notebook."""

import shlex
import subprocess
from collections.abc import Mapping

from pcrm_tools.errors import MailRefused

VARIABLE, COMMAND = "PCRM_SMTP_PASSWORD", "PCRM_SMTP_PASSWORD_COMMAND"
_SECONDS = 120  # somebody may have to unlock the keyring


def password(environ: Mapping[str, str]) -> str:
    """PCRM_SMTP_PASSWORD, else the first line that the command in PCRM_SMTP_PASSWORD_COMMAND prints; raises MailRefused.

    The command is run without a shell; what it has to say goes to the terminal.
    """
    if VARIABLE in environ:
        return environ[VARIABLE]
    if COMMAND not in environ:
        raise MailRefused("no-password")
    try:
        words = shlex.split(environ[COMMAND])
        done = subprocess.run(words, stdout=subprocess.PIPE, timeout=_SECONDS, check=False)
    except (OSError, ValueError, IndexError, subprocess.TimeoutExpired) as problem:
        raise MailRefused("command", said=getattr(problem, "strerror", None) or type(problem).__name__) from problem
    found = done.stdout.decode("utf-8", "replace").split("\n")[0].rstrip("\r")
    if done.returncode:
        raise MailRefused("command-failed", said=done.returncode)
    if not found:
        raise MailRefused("command-silent")
    return found
