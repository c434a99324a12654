"""The decoded settings as every question reads them: plain data with defaults, light enough for a warm start."""

from collections.abc import Mapping
from typing import Any

_STAGES = (
    ("contact", "接洽", "20d", 0.1), ("evaluation", "评估", "10d", 0.2), ("survey", "需求调查", "20d", 0.3),
    ("confirmed", "需求确认", "15d", 0.5), ("sample", "样品|方案|样品/方案", "25d", 0.7), ("order", "订单", "10d", 1.0),
    ("production", "生产|实施", "60d", 1.0), ("delivery", "交付", "20d", 1.0), ("after-sales", "售后", "365d", 1.0),
)
_LIFECYCLE = (
    ("lead", "线索", ""), ("prospect", "意向", "1mo"), ("active", "合作", "1q"), ("growing", "增长|发展", "1mo"),
    ("dormant", "沉睡", "1q"), ("lost", "流失", ""),
)
_TIERS = (("key", "重点", "2w"), ("potential", "潜力", "1mo"), ("general", "一般", "1q"))
STAGE_ZH = {code: tuple(zh.split("|")) for code, zh, _, _ in _STAGES}
LIFECYCLE_ZH = {code: tuple(zh.split("|")) for code, zh, _ in _LIFECYCLE}
TIER_ZH = {code: (zh,) for code, zh, _ in _TIERS}


def defaults() -> dict[str, Any]:
    """The settings of a notebook whose pcrm.yml says nothing but its format."""
    stages = {code: {"days": days, "probability": chance, "won": code == "order"} for code, _, days, chance in _STAGES}
    return {
        "format": 1, "language": "", "currency": "CNY", "timezone": "", "team": [],
        "calendar": {"country": "", "days": ["mon", "tue", "wed", "thu", "fri"], "hours": "09:00-18:00", "exceptions": {}},
        "pipelines": {"default": {"stages": stages, "limits": [{"from": "contact", "to": "order", "days": "90d"}]}},
        "lifecycle": {code: {"cadence": cadence} for code, _, cadence in _LIFECYCLE},
        "tiers": {code: {"cadence": cadence} for code, _, cadence in _TIERS},
        "sla": [], "evaluation": {"criteria": {}}, "risk": {"scale": "percent"}, "fields": {"customer": {}, "project": {}},
        "kinds": {}, "search": {"engine": "auto"}, "followups": {}, "segments": {}, "views": {}, "rules": [], "site": {}, "privacy": {},
    }


class Config:
    """Decoded settings: `data` is plain JSON (durations and dates as text, shares as numbers)."""

    __slots__ = ("data",)

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data

    @property
    def language(self) -> str:
        """`en`, `zh`, or empty where pcrm.yml does not say."""
        return str(self.data["language"] or "")

    @property
    def currency(self) -> str:
        """The currency of amounts that name none."""
        return str(self.data["currency"])

    def stages(self, pipeline: str) -> Mapping[str, Mapping[str, Any]]:
        """The stages of a pipeline in order; an unknown or empty name is the default pipeline."""
        found: Mapping[str, Any] = self.data["pipelines"].get(pipeline or "default") or self.data["pipelines"]["default"]
        stages: Mapping[str, Mapping[str, Any]] = found["stages"]
        return stages

    def team_words(self) -> dict[str, str]:
        """Every id, name and alias of the team -> id."""
        words: dict[str, str] = {}
        for member in self.data["team"]:
            for word in (member["id"], member.get("name"), *member.get("aliases", ())):
                if word:
                    words.setdefault(str(word), member["id"])
        return words

    def person(self, member_id: str) -> str:
        """A team member's name, or the id where nobody is known by it."""
        for member in self.data["team"]:
            if member["id"] == member_id:
                return str(member.get("name") or member_id)
        return member_id

    def words(self, section: str, chinese: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
        """The words of a table of choices (`lifecycle`, `tiers`): code, Chinese words, label and aliases -> code."""
        return choice_words(self.data[section], chinese)

    def stage_words(self) -> dict[str, str]:
        """The words of every pipeline's stages -> code."""
        words: dict[str, str] = {}
        for pipeline in self.data["pipelines"].values():
            for word, code in choice_words(pipeline["stages"], STAGE_ZH).items():
                words.setdefault(word, code)
        return words

    def label(self, section: str, code: str, lang: str) -> str:
        """How a lifecycle, tier or stage code is called in a language."""
        tables: Mapping[str, Mapping[str, tuple[str, ...]]] = {"lifecycle": LIFECYCLE_ZH, "tiers": TIER_ZH, "stage": STAGE_ZH}
        if section == "stage":
            known = [pipeline["stages"][code] for pipeline in self.data["pipelines"].values() if code in pipeline["stages"]]
        else:
            known = [self.data[section].get(code)]
        entry: Mapping[str, Any] = (known[0] if known else None) or {}
        if lang == "zh":
            return str(entry.get("zh") or next(iter(tables[section].get(code, ())), "") or entry.get("label") or code)
        label = str(entry.get("label") or code)
        return label if label.isascii() else code


def choice_words(table: Mapping[str, Any], chinese: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Every word of a table of choices, lower case -> code: the code itself first, then Chinese words, label, aliases."""
    words = {code.lower(): code for code in table}
    for code, entry in table.items():
        extra = entry or {}
        for word in (*chinese.get(code, ()), extra.get("label"), extra.get("zh"), *extra.get("aliases", ())):
            if word:
                words.setdefault(str(word).lower(), code)
    return words
