"""Key figures for the site's home and for one record: each with its definition, n, window and the places it comes from."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from math import fsum, sqrt
from typing import NamedTuple

from pcrm_tools.model.config import Config
from pcrm_tools.model.durations import add_duration
from pcrm_tools.model.figure_rows import Answer, CaseSeen, CustomerSeen, ProjectSeen
from pcrm_tools.reports.followups import FollowUp


class Definition(NamedTuple):
    """What a figure means: its id, name and meaning in English and Chinese."""

    id: str
    en: str
    zh: str
    help_en: str
    help_zh: str


class Figure(NamedTuple):
    """A figure of one definition; `key` names the part it counts (a tier, `pipeline/stage`), empty for a whole.

    `value` is None where nothing can be said ("n/a"); `unit` is empty, `%` or a currency; `n` is how many things it rests on;
    `window` is a day, or `FIRST..LAST` with both days included; `band` is half the width of the 95 % band; `sources` are
    `path` or `path:line`.
    """

    definition: str
    key: str
    label_en: str
    label_zh: str
    value: float | int | None
    unit: str
    n: int
    window: str
    sources: tuple[str, ...]
    band: float | None = None


class Window(NamedTuple):
    """A period of days: `start` belongs to it, `end` does not any more (both ISO)."""

    start: str
    end: str
    text: str


LIFECYCLE = Definition("customers-by-lifecycle", "Customers", "客户", "customers that are not archived", "未归档的客户数")
TIER = Definition("customers-by-tier", "Customers", "客户", "customers that are not archived", "未归档的客户数")
PROJECTS = Definition("open-projects", "Open projects", "进行中项目", "projects without end or outcome", "没有结项和结果的项目数")
VALUE = Definition("open-project-value", "Value", "金额", "sum of values, each currency alone", "项目金额之和，按币种分别计算")
CASES = Definition("open-cases", "Open cases", "未结案例", "cases without `resolved`", "没有“解决”的案例数")
OVERDUE = Definition("overdue-followups", "Overdue follow-ups", "逾期跟进", "follow-ups due before today", "今天之前到期的跟进数")
CSAT = Definition("csat", "CSAT", "满意度", "share of answers of 4 or 5 of 5", "5 分制中 4 分和 5 分的占比")
NPS = Definition("nps", "NPS", "净推荐值", "share of 9-10 less share of 0-6, of 0-10", "9-10 分占比减 0-6 分占比")
DEFINITIONS = (LIFECYCLE, TIER, PROJECTS, VALUE, CASES, OVERDUE, CSAT, NPS)

LEAST_ANSWERS = 5
_NONE = ("none", "无")


def customer_figures(rows: Iterable[CustomerSeen], config: Config, today: date) -> tuple[Figure, ...]:
    """How many customers there are in each lifecycle stage and tier, in the settings' order; those without one come last."""
    seen = tuple(rows)
    by_lifecycle = _parted((row.lifecycle or "", row.path) for row in seen)
    by_tier = _parted((row.tier or "", row.path) for row in seen)
    return (
        *_counts(LIFECYCLE, "lifecycle", by_lifecycle, config, today, len(seen)),
        *_counts(TIER, "tiers", by_tier, config, today, len(seen)),
    )


def project_figures(rows: Iterable[ProjectSeen], config: Config, today: date) -> tuple[Figure, ...]:
    """Open projects by stage, in the order of the pipelines, each followed by its sums of value, one a currency."""
    parts: dict[str, list[ProjectSeen]] = {}
    for row in rows:
        parts.setdefault(f"{row.pipeline}/{row.stage or ''}", []).append(row)
    order = [f"{name}/{stage}" for name, pipeline in config.data["pipelines"].items() for stage in pipeline.get("stages") or ()]
    found: list[Figure] = []
    for key in (*order, *sorted(parts.keys() - set(order))):
        if key not in parts:
            continue
        stage = key.partition("/")[2]
        labels = _labels(config, "stage", stage)
        paths = tuple(row.path for row in parts[key])
        found.append(_figure(PROJECTS, key, labels, len(paths), "", len(paths), today.isoformat(), paths))
        found.extend(_values(key, labels, parts[key], today))
    return tuple(found)


def case_figure(rows: Iterable[CaseSeen], today: date) -> Figure:
    """How many service cases are open."""
    places = tuple(f"{row.path}:{row.line}" for row in rows)
    return _figure(CASES, "", ("", ""), len(places), "", len(places), today.isoformat(), places)


def overdue_figure(rows: Iterable[FollowUp], today: date) -> Figure:
    """How many of the follow-ups are overdue; n counts all that were given."""
    given = tuple(rows)
    places = tuple(f"{row.path}:{row.line}" for row in given if row.days_late > 0)
    return _figure(OVERDUE, "", ("", ""), len(places), "", len(given), today.isoformat(), places)


def answer_figures(rows: Iterable[Answer], window: Window, least: int = LEAST_ANSWERS) -> tuple[Figure, Figure]:
    """CSAT and NPS of the answers in a window; NPS only from `least` answers on, with its 95 % band."""
    inside = [row for row in rows if window.start <= row.date < window.end]
    rated = [row for row in inside if row.csat is not None and 1 <= row.csat <= 5]
    satisfied = sum(row.csat >= 4 for row in rated if row.csat is not None)
    csat = round(satisfied / len(rated) * 100, 1) if rated else None
    named = [row for row in inside if row.nps is not None and 0 <= row.nps <= 10]
    nps, band = net_promoters([row.nps for row in named if row.nps is not None]) if len(named) >= max(least, 1) else (None, None)
    return (
        _figure(CSAT, "", ("", ""), csat, "%", len(rated), window.text, _places(rated)),
        _figure(NPS, "", ("", ""), nps, "", len(named), window.text, _places(named), band),
    )


def net_promoters(answers: list[float]) -> tuple[float, float]:
    """NPS of some answers (at least one) and half the width of its 95 % band, both in points."""
    n = len(answers)
    promoters = sum(answer >= 9 for answer in answers) / n
    detractors = sum(answer <= 6 for answer in answers) / n
    score = promoters - detractors
    return round(score * 100, 1), round(196 * sqrt((promoters + detractors - score**2) / n), 1)


def last_year(today: date) -> Window:
    """The last 12 months up to and including today."""
    end = today + timedelta(days=1)
    start = add_duration(end, -12, "mo")
    return Window(start.isoformat(), end.isoformat(), f"{start.isoformat()}..{today.isoformat()}")


def _counts(
    definition: Definition, section: str, parts: Mapping[str, tuple[str, ...]], config: Config, today: date, n: int
) -> Iterable[Figure]:
    known = tuple(config.data[section])
    rest = sorted(parts.keys() - {*known, ""})
    for code in (*known, *rest, *([""] if "" in parts else ())):
        paths = parts.get(code, ())
        yield _figure(definition, code, _labels(config, section, code), len(paths), "", n, today.isoformat(), paths)


def _values(key: str, labels: tuple[str, str], rows: Iterable[ProjectSeen], today: date) -> Iterable[Figure]:
    currencies: dict[str, list[ProjectSeen]] = {}
    for row in rows:
        if row.value is not None:
            currencies.setdefault(row.currency or "", []).append(row)
    for currency, priced in sorted(currencies.items()):
        amount = round(fsum(row.value for row in priced if row.value is not None), 2)
        yield _figure(VALUE, key, labels, amount, currency, len(priced), today.isoformat(), tuple(row.path for row in priced))


def _figure(
    definition: Definition, key: str, labels: tuple[str, str], value: float | int | None, unit: str, n: int, window: str,
    sources: tuple[str, ...], band: float | None = None,
) -> Figure:
    en = f"{definition.en}: {labels[0]}" if labels[0] else definition.en
    zh = f"{definition.zh}：{labels[1]}" if labels[1] else definition.zh
    return Figure(definition.id, key, en, zh, value, unit, n, window, sources, band)


def _labels(config: Config, section: str, code: str) -> tuple[str, str]:
    return (config.label(section, code, "en"), config.label(section, code, "zh")) if code else _NONE


def _parted(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    parts: dict[str, list[str]] = {}
    for key, path in pairs:
        parts.setdefault(key, []).append(path)
    return {key: tuple(paths) for key, paths in parts.items()}


def _places(rows: Iterable[Answer]) -> tuple[str, ...]:
    return tuple(f"{row.path}:{row.line}" for row in rows)
