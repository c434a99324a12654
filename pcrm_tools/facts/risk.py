"""Risks scored: probability times impact, as a share of the greatest score that there is."""


def risk_share(probability: object, impact: object, scale: str) -> float | None:
    """The score as a share: of 100 % x 100 %, or of 5 x 5 where `scale` is `1-5`; None where a part is missing."""
    if not isinstance(probability, (int, float)) or not isinstance(impact, (int, float)):
        return None
    share = float(probability) * float(impact)
    return round(share / 25 if scale == "1-5" else share, 6)


def is_high(share: float | None, limit: str) -> bool:
    """Whether a score reaches the limit, a share as text such as `0.25`."""
    try:
        return share is not None and share >= float(limit)
    except ValueError:
        return False
