"""The fields that a query may name: the declared ones of the catalogue, and those of records, log entries and tasks."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from pcrm_tools.model import field_table
from pcrm_tools.model.catalogue import catalogue
from pcrm_tools.model.config import Config
from pcrm_tools.store.computed import facts
from pcrm_tools.store.query_facts import Fact


class Asked(NamedTuple):
    """A field as a query sees it: canonical key, kind, its choices' words (lower case) -> code, and how it is computed, if so."""

    key: str
    kind: str
    choices: Mapping[str, str]
    fact: Fact | None = None


Fields = Mapping[str, tuple[Asked, ...]]
"""Every word of every field, lower case -> the fields it names: a word may mean one thing of a customer, another of a project."""

# One field a line: key, kind, Chinese words, then ` = ` and the choices with their words
_RECORD = """
id id 编号
type choice 类型 = customer 客户 · project 项目 · page 页面
path text 文件|路径
tags tag tag|标签 = private 内部
"""
_LOG = """
date date 日期
until date 至
time text 时间
title text 标题
by person 经手人|由
before text 变更前
to text 变更后
private bool 内部
tags tag tag|标签 = promise 承诺 · private 内部
priority choice 优先级 = urgent 紧急 · high 高 · normal 中 · low 低
"""
_TASK = """
state choice 状态 = open 未结|待办|未完成 · done 完成|已完成 · cancelled 取消|已取消
text text 内容
owner person 负责人
due date 截止|到期
start date 开始
done date 完成
cancelled date 取消
id text 编号
after ids 前置
re ids 关于
est duration 预计
every text 每|周期
promise bool 承诺
private bool 内部
section text 章节
tags tag tag|标签 = promise 承诺 · private 内部
priority choice 优先级 = urgent 紧急 · high 高 · normal 中 · low 低
"""
_LOG_WORDS = ("log", "记录", "日志")
_TASK_WORDS = ("task", "tasks", "任务")
# Of a fact `no` is an answer, where a field of the front matter merely says nothing.
_KINDS = {"count": "number", "bool": "choice"}
_YES_NO = {"yes": "yes", "true": "yes", "是": "yes", "no": "no", "false": "no", "否": "no"}


@lru_cache(maxsize=4)
def query_fields(config: Config) -> dict[str, tuple[Asked, ...]]:
    """Every field that a query of this notebook may name."""
    found: dict[str, tuple[Asked, ...]] = {}
    people = {word.lower(): code for word, code in config.team_words().items()}
    _add_rows(found, "", ("",), _RECORD, people)
    for record_type in ("customer", "project"):
        for word, known in catalogue(config, (record_type,)).items():
            if known.key != "tags":
                _add(found, (word,), Asked(known.key, known.kind, known.choices))
    _add(found, _LOG_WORDS, Asked("log", "log", kind_words(config)))
    _add_rows(found, "log.", [f"{word}." for word in _LOG_WORDS], _LOG, people)
    for key, kind, _, _, zh, choices in field_table.TOKENS:
        words = _YES_NO if kind == "bool" else {word: code for code, others in choices.items() for word in (code, *others)}
        _add(found, [f"{before}.{word}" for before in _LOG_WORDS for word in (key, *zh)], Asked(f"log.{key}", kind, words))
    _add_rows(found, "task.", [f"{word}." for word in _TASK_WORDS], _TASK, people)
    _add(found, _TASK_WORDS, found["task.state"][0]._replace(key="task"))
    for word, fact in facts(config).items():
        found[word] = (Asked(fact.key, _KINDS.get(fact.kind, fact.kind), fact_choices(fact), fact),)
    return found


def fact_choices(fact: Fact) -> Mapping[str, str]:
    """Every word of a fact's choices -> code."""
    return _YES_NO if fact.kind == "bool" else _choices(fact.choices)


def kind_words(config: Config) -> dict[str, str]:
    """Every word of every log kind, lower case -> code; the notebook's own kinds included."""
    words = {word: code for code, zh in field_table.KINDS.items() for word in (code, *zh)}
    for code, entry in (config.data["kinds"] or {}).items():
        extra = entry or {}
        for word in (code, extra.get("zh"), extra.get("label"), *(extra.get("aliases") or ())):
            if word:
                words.setdefault(str(word).lower(), str(code))
    return words


def _add(found: dict[str, tuple[Asked, ...]], words: Iterable[str], asked: Asked) -> None:
    for word in words:
        others = found.get(word, ())
        if all(other.key != asked.key for other in others):
            found[word] = (*others, asked)


def _add_rows(
    found: dict[str, tuple[Asked, ...]], prefix: str, parents: Iterable[str], table: str, people: Mapping[str, str]
) -> None:
    for line in table.strip().split("\n"):
        head, _, choices = line.partition(" = ")
        key, kind, zh = head.split()
        asked = Asked(f"{prefix}{key}", kind, {"person": people, "bool": _YES_NO}.get(kind) or _choices(choices))
        _add(found, [f"{parent}{word}" for parent in parents for word in (key, *zh.split("|"))], asked)


def _choices(text: str) -> dict[str, str]:
    """Words -> codes from `code zh|zh · code zh`."""
    found = {}
    for part in text.split(" · ") if text else ():
        code, _, words = part.partition(" ")
        found.update(dict.fromkeys((code, *words.split("|")), code))
    return found
