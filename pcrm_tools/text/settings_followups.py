"""What `followups:` and the tiers' two limits must be besides their types: care days that come every year, known tiers, real lengths."""

from typing import Any

from pcrm_tools.model.config import TIER_ZH, choice_words
from pcrm_tools.model.fields import Field
from pcrm_tools.text import scalars
from pcrm_tools.text.settings_judge import Judge

Data = dict[str, Any]
_DAY = Field("days", "birthday", ("日子",), "Days", "", "")
_WORDS = scalars.Words("CNY", {}, {}, {}, {}, {})


def followups(judge: Judge, data: Data) -> None:
    """Complains about care days and tiers that nobody knows, and leaves them out."""
    given = data.get("followups") or {}
    data["followups"] = given
    care = given.get("care") or {}
    days = {}
    for text, label in (care.get("days") or {}).items():
        day, complaint = scalars.decode(_DAY, str(text), _WORDS)
        if complaint is not None or day is None or isinstance(label, (dict, list)):
            judge.bad(
                f"followups.care.days.{text}", text, "is no day of the year", "不是每年的某一天",
                "write `12-25: Christmas` or `lunar 08-15: Mid-Autumn`", "写成 `12-25: 圣诞` 或 `农历08-15: 中秋`", "followups.care.days",
            )  # fmt: skip
        else:
            days[f"{'lunar ' if day.lunar else ''}{day.month:02}-{day.day:02}"] = label
    known = choice_words(data["tiers"], TIER_ZH)
    tiers = []
    for tier in care.get("tiers") or ():
        if tier.lower() in known:
            tiers.append(known[tier.lower()])
        else:
            allowed = ", ".join(dict.fromkeys(known.values()))
            judge.bad(
                "followups.care.tiers", tier, "is no tier", "不是级别", f"write one of {allowed}", f"可选：{allowed}",
            )  # fmt: skip
    if care:
        given["care"] = {**care, "days": days, "tiers": tiers}
