"""A value as typed at the prompt, held against its field and put into the words of the place where it will stand."""

import re
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from pcrm_tools.model.config import STAGE_ZH
from pcrm_tools.model.fields import Field
from pcrm_tools.model.finding import Rule
from pcrm_tools.text import scalars
from pcrm_tools.text.context import Context
from pcrm_tools.text.datewords import resolve
from pcrm_tools.text.forms import has_date_form, parse_duration, parse_money
from pcrm_tools.text.scalars import Complaint, Words
from pcrm_tools.text.tokens import split_list

NO_DAY = Rule(
    "edit-date", "error", "{name}: `{seen}` is no date", "{name_zh}：`{seen}` 不是日期",
    "write 2026-11-20, or a word such as today, +3d, -2w, fri, eom", "写成 2026-11-20，或 今天、明天、+3d、-2w、下周三、月底 等",
)  # fmt: skip
RULES: tuple[Rule, ...] = (NO_DAY,)

CHINESE = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_OPTIONS = ("choice", "lifecycle", "tier", "stage", "pipeline")
_TRUTHS = (("true", "false"), ("是", "否"), ("yes", "no"))


class Setting(NamedTuple):
    """Where a value will stand: the language of its surroundings, what stands there now, and the project's pipeline."""

    context: Context
    words: Words
    lang: str
    now: str
    pipeline: str
    today: date

    @property
    def chinese(self) -> bool:
        """Whether the value should be written in Chinese: as the one that it replaces, else as its surroundings."""
        return bool(CHINESE.search(self.now)) if self.now else self.lang == "zh"


def written(spec: Field, typed: str, setting: Setting) -> str | Complaint:
    """A single value as it is written into the file, or what is wrong with it."""
    if spec.kind == "date":
        return _date(spec, typed, setting)
    if spec.kind == "person":
        return _person(spec, typed, setting.words)
    value, complaint = scalars.decode(spec, typed, setting.words)
    if complaint is not None:
        return complaint
    if spec.kind in (*_OPTIONS, "bool") and setting.now and scalars.decode(spec, setting.now, setting.words) == (value, None):
        return setting.now
    if spec.kind in _OPTIONS:
        return option_word(spec, str(value), setting)
    if spec.kind == "bool":
        pair = _TRUTHS[0] if setting.now.lower() in _TRUTHS[0] else _TRUTHS[1 if setting.chinese else 2]
        return pair[0 if value else 1]
    if spec.kind == "record":
        return f"[[{value}]]" if setting.now.startswith("[[") else str(value)
    return typed if setting.chinese or not CHINESE.search(typed) else _english(spec, typed, value, setting.words)


def parts_of(spec: Field, typed: str) -> tuple[str, ...]:
    """The values in a list as typed: parted by commas, each in quotes where it holds one."""
    return scalars.split_ids(typed) if spec.kind == "ids" else tuple(part for part in split_list(typed) if part)


def option_word(spec: Field, code: str, setting: Setting) -> str:
    """The word for a choice in the language of its surroundings; the code where there is no other."""
    if not setting.chinese:
        return code
    known: Mapping[str, str]
    if spec.choices:
        return next((choice.zh[0] for choice in spec.choices if choice.code == code and choice.zh), code)
    if spec.kind == "stage":
        return stage_word(code, setting.context, setting.pipeline)
    known = {"lifecycle": setting.words.lifecycle, "tier": setting.words.tier}.get(spec.kind, {})
    return next((word for word, meant in known.items() if meant == code and CHINESE.search(word)), code)


def stage_word(code: str, context: Context, pipeline: str) -> str:
    """The Chinese word for a stage: what the pipeline calls it, else the usual one."""
    entry = context.config.stages(pipeline).get(code) or {}
    named = [str(word) for word in (entry.get("zh"), entry.get("label")) if word and CHINESE.search(str(word))]
    return next(iter((*named, *STAGE_ZH.get(code, ()))), code)


def _date(spec: Field, typed: str, setting: Setting) -> str | Complaint:
    day = resolve(typed, setting.today)
    if day is not None:
        return day.isoformat()
    if has_date_form(typed):
        complaint = scalars.decode(spec, typed, setting.words)[1]
        if complaint is not None:
            return complaint
    return Complaint(NO_DAY, {**scalars.named(spec), "seen": typed})


def _person(spec: Field, typed: str, words: Words) -> str | Complaint:
    """The id of a member of the team, whose name and aliases may be typed."""
    bare = typed.lstrip("@＠").strip()
    folded = {word.casefold(): member for word, member in words.team.items()}
    found = words.team.get(bare) or folded.get(bare.casefold())
    if found:
        return found
    complaint = scalars.decode(spec, typed, words)[1]
    return complaint if complaint is not None else bare


def _english(spec: Field, typed: str, value: object, words: Words) -> str:
    """An amount or length of time that was typed with Chinese words, without them; other values stay as typed."""
    if spec.kind == "money":
        money = parse_money(typed, words.currency)
        if money is not None:
            return f"{money.amount:,f}" if money.currency == words.currency else str(money)
    if spec.kind in ("duration", "days"):
        length = parse_duration(typed)
        return str(length) if length is not None else typed
    return str(value) if spec.kind == "birthday" else typed
