from datetime import date as day
from typing import NamedTuple

import pytest

from pcrm_tools.facts.contact import (
    cadence_limit,
    contacts_differ,
    is_long_overdue,
    newest_contact,
    next_contact,
    silence_ends,
    silence_limits,
    snoozed,
)

TIERS = {"key": {"cadence": "2w"}, "potential": {"cadence": "1mo"}, "general": {}}
LIFECYCLES = {"active": {"cadence": "1q"}, "lost": {"cadence": "1y"}, "lead": None}


class Logged(NamedTuple):
    date: str
    time: str
    group: str


def test_the_newest_contact_is_the_latest_entry_of_the_contact_group() -> None:
    visit, call = Logged("2026-11-02", "", "contact"), Logged("2026-11-12", "09:00", "contact")
    order = Logged("2026-11-18", "", "money")
    assert newest_contact([order, visit, call]) is call
    assert newest_contact([order]) is None


def test_contacts_of_one_day_go_by_time_then_by_the_place_in_the_file() -> None:
    upper, lower = Logged("2026-11-12", "", "contact"), Logged("2026-11-12", "", "contact")
    later = Logged("2026-11-12", "15:00", "contact")
    assert newest_contact([upper, lower]) is upper
    assert newest_contact([upper, later]) is later


def test_an_entry_after_the_day_asked_for_is_no_contact_yet() -> None:
    past, future = Logged("2026-11-12", "", "contact"), Logged("2027-11-18", "", "contact")
    assert newest_contact([future, past], "2026-11-20") is past


@pytest.mark.parametrize(
    ("promised", "said", "last", "due"),
    [
        ("2026-11-27", None, "2026-11-18", ("2026-11-27", "front")),
        (None, "2026-11-27", "2026-11-18", ("2026-11-27", "entry")),
        ("2026-11-25", "2026-11-27", "2026-11-18", ("2026-11-25", "front")),   # front matter wins
        ("2026-11-18", "2026-11-27", "2026-11-18", ("2026-11-27", "entry")),   # front matter is met by the entry of that day
        ("2026-11-10", None, "2026-11-18", None),                              # met by a later contact
        ("2026-11-27", None, None, ("2026-11-27", "front")),                   # nobody has been in touch yet
        (None, None, "2026-11-18", None),
    ],
)
def test_the_next_contact_stands_until_a_contact_is_dated_on_or_after_it(
    promised: str | None, said: str | None, last: str | None, due: tuple[str, str] | None
) -> None:
    assert next_contact(promised, said, last) == due


def test_front_matter_and_log_differ_only_where_both_name_a_day() -> None:
    assert contacts_differ("2026-11-25", "2026-11-27")
    assert not contacts_differ("2026-11-25", "2026-11-25")
    assert not contacts_differ("2026-11-25", None)


@pytest.mark.parametrize(
    ("own", "tier", "lifecycle", "cadence"),
    [
        ("3w", "key", "active", ("3w", "own")),
        (None, "key", "active", ("2w", "tier")),
        (None, "general", "active", ("1q", "lifecycle")),
        (None, None, "active", ("1q", "lifecycle")),
        (None, "key", "lost", ("1y", "lifecycle")),   # a lost customer is not chased by its tier
        ("3w", "key", "lost", ("3w", "own")),
        (None, None, "lead", None),
        (None, "platinum", "unheard", None),
    ],
)
def test_the_cadence_is_the_customers_own_else_its_tiers_else_its_lifecycles(
    own: str | None, tier: str | None, lifecycle: str | None, cadence: tuple[str, str] | None
) -> None:
    assert cadence_limit(own, tier, lifecycle, TIERS, LIFECYCLES) == cadence


def test_a_silence_ends_in_calendar_time() -> None:
    cadence = cadence_limit(None, "potential", None, TIERS, LIFECYCLES)
    assert cadence is not None
    assert str(silence_ends("2026-01-31", cadence)) == "2026-02-28"


def test_a_snoozed_record_is_left_alone_until_its_day() -> None:
    assert snoozed("2026-11-23", "2026-11-22")
    assert not snoozed("2026-11-23", "2026-11-23")
    assert not snoozed(None, "2026-11-22")


@pytest.mark.parametrize(
    ("tier", "limits"), [("key", ("3d", "1w")), ("potential", ("5d", "1w")), ("general", ("5d", "")), (None, ("5d", ""))],
)
def test_the_limits_of_a_silence_are_the_tiers_else_the_notebooks(tier: str | None, limits: tuple[str, str]) -> None:
    tiers = {"key": {"warn": "3d", "late": "1w"}, "potential": {"late": "1w"}, "general": None}
    assert silence_limits(tier, tiers, {"warn": "5d"}) == limits


@pytest.mark.parametrize(("today", "long"), [("2026-11-17", False), ("2026-11-18", True), ("2026-11-01", False)])
def test_a_silence_is_long_overdue_after_its_second_limit(today: str, long: bool) -> None:
    assert is_long_overdue(day(2026, 11, 10), "1w", day.fromisoformat(today)) == long
    assert not is_long_overdue(day(2026, 11, 10), "", day.fromisoformat(today))
