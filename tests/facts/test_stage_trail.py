"""Log and git as two witnesses of a stage."""

from pcrm_tools.facts.stage_trail import LATE, ONLY_SAID, UNSAID, Move, doubts


def move(day: str, before: str, after: str, where: str = "x") -> Move:
    return Move(day, before, after, where)


def kinds(committed: list[Move], said: list[Move], since: str = "") -> list[tuple[str, str, int]]:
    return [(doubt.kind, doubt.after, doubt.days) for doubt in doubts(committed, said, since)]


def test_witnesses_that_agree_say_nothing() -> None:
    committed = [move("2026-03-02", "", "contact"), move("2026-05-04", "contact", "survey")]
    assert kinds(committed, [move("2026-03-02", "", "contact"), move("2026-05-01", "contact", "survey")]) == []
    assert kinds([], []) == []


def test_a_move_that_was_committed_much_later() -> None:
    found = kinds([move("2026-05-20", "contact", "survey")], [move("2026-05-01", "contact", "survey")])
    assert found == [(LATE, "survey", 19)]


def test_a_state_that_was_entered_before_the_file_was_made() -> None:
    assert kinds([move("2026-05-20", "", "survey")], [move("2026-01-01", "", "contact"), move("2026-02-01", "contact", "survey")]) == []


def test_a_move_without_an_entry() -> None:
    assert kinds([move("2026-05-20", "contact", "survey", "abc")], []) == [(UNSAID, "survey", 0)]
    assert kinds([move("2026-05-20", "", "survey")], []) == []


def test_an_entry_that_the_field_never_followed() -> None:
    committed = [move("2026-01-05", "", "contact")]
    assert kinds(committed, [move("2026-02-01", "contact", "survey")]) == [(ONLY_SAID, "survey", 0)]
    # Before git tells anything, it cannot miss anything.
    assert kinds(committed, [move("2025-12-01", "", "survey")]) == []


def test_each_commit_answers_for_one_entry() -> None:
    committed = [move("2026-01-05", "x", "survey"), move("2026-06-01", "y", "survey")]
    said = [move("2026-01-05", "x", "survey"), move("2026-06-02", "y", "survey")]
    assert kinds(committed, said) == []
    assert kinds(committed, said[:1]) == [(UNSAID, "survey", 0)]
