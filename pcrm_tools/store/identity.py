"""Who of the team sits at the keyboard, as git knows it."""

from pathlib import Path

from pcrm_tools.model.config import Config

ME = frozenset(("me", "我"))
"""What people write for themselves."""


def member(root: Path, config: Config) -> tuple[str, str, str]:
    """The team id of whoever git says we are (empty where nobody in the team is that), with git's name and e-mail."""
    from pcrm_tools.store import git  # every question asks whether it means this one, few do

    name, email = git.identity(root)
    for one in config.data["team"]:
        if email and str(one.get("email") or "").casefold() == email.casefold():
            return str(one["id"]), name, email
    return config.team_words().get(name, ""), name, email
