"""Where the pages of values and of people live: one for each segment, tier, lifecycle stage, tag, industry, region and source."""

from collections.abc import Container
from html import escape
from urllib.parse import quote

from pcrm_tools.site.addresses import page_stem

KINDS = ("segment", "tier", "lifecycle", "tag", "industry", "region", "source")


def value_file(kind: str, value: str) -> str:
    """The page of a value, below the site's root; `kind` is one of KINDS."""
    stem = page_stem(f"{kind}-{value}")
    return f"segments/{stem}.html"


def person_file(member: str) -> str:
    """The page of a member of the team, below the site's root."""
    return f"team/{page_stem(member)}.html"


def value_href(kind: str, value: str) -> str:
    """The address of a value's page, from the site's root."""
    return quote(value_file(kind, value))


def person_href(member: str) -> str:
    """The address of a team member's page, from the site's root."""
    return quote(person_file(member))


def linked(shown: str, file: str, made: Container[str], up: str = "../") -> str:
    """What is shown (HTML), as a link where the site has the page; `up` leads to the site's root."""
    return f'<a href="{up}{escape(quote(file))}">{shown}</a>' if file in made else shown
