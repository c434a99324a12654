"""Queries asked by commands: parsed, answered by the session, and wrong ones explained with a caret."""

from datetime import date
from typing import TYPE_CHECKING

from pcrm_tools.errors import WrongUse

if TYPE_CHECKING:
    from pcrm_tools.cli.app import App
    from pcrm_tools.session import Answer, Session
