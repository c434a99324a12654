"""Scores of risks."""

import pytest

from pcrm_tools.facts.risk import is_high, risk_share


@pytest.mark.parametrize(
    ("probability", "impact", "scale", "share"),
    [(0.5, 0.5, "percent", 0.25), (0.7, 0.6, "", 0.42), (3, 3, "1-5", 0.36), (5, 5, "1-5", 1.0), (None, 0.5, "", None), ("x", 1, "", None)],
)
def test_a_score_is_a_share_of_the_greatest(probability: object, impact: object, scale: str, share: float | None) -> None:
    assert risk_share(probability, impact, scale) == share


@pytest.mark.parametrize(
    ("share", "limit", "high"), [(0.25, "0.25", True), (0.2499, "0.25", False), (None, "0", False), (1.0, "much", False)],
)
def test_a_score_is_high_from_its_limit_on(share: float | None, limit: str, high: bool) -> None:
    assert is_high(share, limit) == high
