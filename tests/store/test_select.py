"""Queries answered from the rows of a real notebook: filters in both languages, rows, text, and what is explained instead."""

from collections.abc import Iterator
from datetime import date

import pytest

from pcrm_tools.session import Session
from pcrm_tools.store.query_fields import query_fields
from pcrm_tools.store.select import FactHits, Question, select, split
from pcrm_tools.text.query import Filter, Is, Phrase, Query, QueryError, Word, describe, parse

TODAY = date(2026, 11, 20)

FILES = {
    "pcrm.yml": """\
format: 1
team:
  - id: dana
    name: Dana Whitfield
  - id: wang.lei
    name: 王磊
    aliases: [老王]
fields:
  customer:
    machines:
      type: items
      label: 设备
      items:
        model: {type: text, label: 型号}
        hours: {type: number, label: 工时}
    colour:
      label: 颜色
      choices: [red, blue]
kinds:
  commissioning: {label: 试运行, group: project}
""",
    "customers/huaxing.md": """\
---
名称: 华星软件
别名: [华星]
负责人: wang.lei
级别: 重点
生命周期: 合作
区域: 苏州
标签: [vip, 冷启动]
首次接触: 2025-03-01
下次联系: 2026-11-25
联系周期: 2周
颜色: red
偏好:
  渠道: 微信
  喜好: [茶, 足球]
评估:
  日期: 2026-01-10
  评分: {质量: 4}
  依据: 访谈
---

## 联系人

| 姓名 | 职务 | 邮箱 | 主要 | 影响力 | 称呼 |
| --- | --- | --- | --- | --- | --- |
| 王芳 | CTO | fang@huaxing.example | 是 | 5 | 芳姐、王总 |
| 刘强 | 采购 | | | 2 | |

## 设备

| 型号 | 工时 |
| --- | --- |
| S7-1200 | 400 |
| S7-1500 | 90 |

## 记录

### 2026-11-17 投诉 id:C12 !high @wang.lei 与:王芳,刘强 原因:开票流程 解决:2026-11-19 #开票 — 发票延迟
### 2026-10-01 调查 满意度:2 — 一期验收调查
### 2026-09-01 投诉 id:C11 — 交货延迟
""",
    "customers/northlight.md": """\
---
name: Northlight
owner: dana
tier: general
tags: [private, VIP]
archived: yes
phone: "0912 555"
colour: blue
legacy_code: "42"
needs: [Portal relaunch]
---

## Contacts

| name | role | email |
| --- | --- | --- |
| Ann Lee | Buyer | ann@northlight.example |

## Log

### 2025-06-01 10:00 call @dana minutes:25 next:2025-07-01 — First talk
""",
    "projects/huaxing-erp.md": """\
---
name: Huaxing ERP
customer: huaxing
owner: dana
stage: survey
value: 12万
probability: 60%
start: 2026-03-01
due: 2026-12-31
custom: yes
agreement: A1
---

## Requirements

| id | what | priority | cost |
| --- | --- | --- | --- |
| R1 | Single sign-on | must | 3000 |
| R2 | Dark mode | could | USD 200 |

## Tasks

- [ ] Send the quote @dana due:2026-11-25 est:2d !high #promise
- [ ] Ask for a date @wang.lei
- [x] Kick-off @wang.lei done:2026-03-05

## Log

### 2026-11-15 order amount:"USD 12,000" id:O7 — phase two
### 2026-11-10 commissioning @dana — first run
### 2026-11-01 stage contact → survey
""",
    "projects/portal.md": """\
---
name: Portal
customer: northlight
owner: wang.lei
value: USD 5,000
closed: 2026-08-01
outcome: lost
---
""",
}


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    root = tmp_path_factory.mktemp("notebook")
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    found = Session.open(root)
    yield found
    found.close()


def ask(session: Session, query: str, facts: FactHits = lambda leaf: None) -> set[str] | QueryError:
    """Ids that meet a query; its words are looked for in names only, so that no engine is needed."""

    def text_hits(tree: Query) -> list[int] | None:
        names = session.db.execute("select n, lower(name) from record").fetchall()
        return None if describe(tree) == "word:%" else [n for n, name in names if found_in(name, tree)]

    tree = parse(query)
    assert not isinstance(tree, QueryError), tree
    found = select(session.db, tree, Question(query_fields(session.config), TODAY, text_hits, "CNY", facts))
    if isinstance(found, QueryError):
        return found
    ids = dict(session.db.execute("select n, id from record").fetchall())
    return {ids[n] for n in found}


def found_in(name: str, tree: Query) -> bool:
    if isinstance(tree, (Word, Phrase)):
        return tree.text.lower() in name
    parts = [found_in(name, part) for part in getattr(tree, "parts", ())]
    kind = type(tree).__name__
    return not found_in(name, tree.part) if kind == "Not" else all(parts) if kind == "And" else any(parts)  # type: ignore[union-attr]


CASES = """
type:customer -> huaxing northlight
类型:项目 -> huaxing-erp portal
id:huaxing -> huaxing
id:HuaXing -> huaxing
id:[[portal]] -> portal
owner:dana -> northlight huaxing-erp
负责人:王磊 -> huaxing portal
负责人：老王 -> huaxing portal
owner:@dana -> northlight huaxing-erp
owner:dana,王磊 -> huaxing northlight huaxing-erp portal
owner:nobody -> -
tier:key -> huaxing
级别:重点 -> huaxing
级别:重点,一般 -> huaxing northlight
lifecycle:active -> huaxing
stage:survey -> huaxing-erp
阶段:需求调查 -> huaxing-erp
outcome:lost -> portal
结果:丢单 -> portal
name:软件 -> huaxing
name:north -> northlight
name:=northlight -> northlight
name:=north -> -
名称:華星 -> huaxing
aliases:华星 -> huaxing
region:苏 -> huaxing
phone:0912 -> northlight
tag:vip -> huaxing northlight
标签:VIP -> huaxing northlight
tags:冷启 -> -
tag:#冷启动 -> huaxing
tag:内部 -> northlight
tag:private -> northlight
颜色:red -> huaxing
colour:blue -> northlight
legacy_code:42 -> northlight
legacy_code:40..50 -> northlight
legacy_code:50.. -> -
preferences.channel:微信 -> huaxing
偏好.渠道:微信 -> huaxing
preferences:足球 -> huaxing
preferences.likes:茶 -> huaxing
evaluation.scores.质量:4.. -> huaxing
customer:huaxing -> huaxing-erp
customer:华星软件 -> huaxing-erp
客户:华星 -> huaxing-erp
customer:[[huaxing]] -> huaxing-erp
customer:HUAXING -> huaxing-erp
customer:华 -> -
value:10万.. -> huaxing-erp
value:..10万 -> portal
value:5000..120000 -> huaxing-erp portal
value:120,000 -> huaxing-erp
value:USD1.. -> portal
value:CNY1.. -> huaxing-erp
value:>120000 -> -
value:>=120000 -> huaxing-erp
value:<1万 -> portal
金额:1万..20万 -> huaxing-erp
probability:60% -> huaxing-erp
probability:0.5.. -> huaxing-erp
概率:50..70 -> huaxing-erp
cadence:14d -> huaxing
cadence:..1mo -> huaxing
cadence:3w.. -> -
due:2026 -> huaxing-erp
due:2026-12 -> huaxing-erp
due:..+7d -> -
due:..eoy -> huaxing-erp
start:2026Q1 -> huaxing-erp
next_contact:..+7d -> huaxing northlight
下次联系:2026-11-25 -> huaxing
下次联系:下周三 -> huaxing
下次联系:today -> -
next_contact:..2025 -> northlight
first_contact:<2026 -> huaxing
last_contact:..-30d -> northlight
closed:2026-08.. -> portal
custom:yes -> huaxing-erp
custom:no -> huaxing northlight portal
custom:是 -> huaxing-erp
archived:yes -> northlight
archived:no -> huaxing huaxing-erp portal
is:archived -> northlight
是:归档 -> northlight
is:closed -> portal
is:open type:project -> huaxing-erp
is:private -> northlight
has:region -> huaxing
has:区域 -> huaxing
missing:owner -> -
missing:tier type:customer -> -
missing:value -> huaxing northlight
has:preferences -> huaxing
has:contacts -> huaxing northlight
missing:contacts -> huaxing-erp portal
has:contacts.email -> huaxing northlight
missing:contacts.email -> huaxing
not:missing:contacts.email type:customer -> northlight
contacts.role:CTO -> huaxing
联系人.职务:采购 -> huaxing
contacts.role:采购 contacts.influence:5 -> -
contacts.role:cto contacts.influence:5 -> huaxing
(contacts.role:采购) (contacts.influence:5) -> huaxing
contacts.influence:3.. -> huaxing
contacts.primary:yes -> huaxing
contacts.primary:no contacts.name:王芳 -> -
contacts.primary:no contacts.name:刘强 -> huaxing
contacts.aliases:芳姐 -> huaxing
contacts:王芳 -> huaxing
machines.model:S7-1200 -> huaxing
设备.工时:100.. 设备.型号:1500 -> -
设备.工时:100.. -> huaxing
requirements.priority:must -> huaxing-erp
需求.优先级:必须 -> huaxing-erp
需求:portal -> northlight
需求:sign-on -> huaxing-erp
requirements.cost:1000.. -> huaxing-erp
requirements.cost:USD1..500 -> huaxing-erp
requirements.cost:CNY1..500 -> -
log:complaint -> huaxing
log:投诉 -> huaxing
记录:投诉 -> huaxing
log:case -> huaxing
log:试运行 -> huaxing huaxing-erp
log:order -> huaxing huaxing-erp
log:order type:project -> huaxing-erp
log:call -> northlight
log.date:2026-10.. -> huaxing huaxing-erp
log:complaint log.date:2026-10.. -> huaxing
log:complaint log.date:..2026-08 -> -
log:complaint log.date:2026-10 -> -
(log:complaint) (log.date:2026-10) -> huaxing
log:complaint missing:log.resolved -> huaxing
log:complaint missing:log.resolved log.date:2026-10.. -> -
log:complaint has:log.resolved -> huaxing
-log:complaint type:customer -> northlight
log.csat:..3 -> huaxing
记录.满意度:..1 -> -
log.cause:开票 -> huaxing
log.tag:开票 -> huaxing
log.with:刘强 -> huaxing
log.by:王磊 -> huaxing
log.priority:高 -> huaxing
log.title:延迟 -> huaxing
log.id:C12 -> huaxing
log.minutes:20..30 -> northlight
log.amount:1万.. -> huaxing huaxing-erp
log.amount:CNY1.. -> -
log.to:survey -> huaxing huaxing-erp
has:log -> huaxing northlight huaxing-erp
missing:log -> portal
task:open -> huaxing-erp
任务:未结 -> huaxing-erp
task:done -> huaxing-erp
task:cancelled -> -
task.owner:dana -> huaxing-erp
task:done task.owner:dana -> -
task:open missing:task.due -> huaxing-erp
task:open task.due:..eow -> -
task:open task.due:..+7d -> huaxing-erp
task.est:1d..1w -> huaxing-erp
task.promise:yes -> huaxing-erp
task.priority:高 -> huaxing-erp
任务.内容:quote -> huaxing-erp
northlight owner:dana -> northlight
northlight OR owner:王磊 -> northlight huaxing portal
-northlight type:customer -> huaxing
(northlight OR huaxing) owner:dana -> northlight huaxing-erp
not:(owner:dana OR tier:key) -> portal
not:customer:huaxing type:project -> portal
% owner:dana -> northlight huaxing-erp
tier:key OR (type:project -stage:survey) -> huaxing portal
"""


@pytest.mark.parametrize("case", CASES.strip().split("\n"))
def test_what_a_query_finds(session: Session, case: str) -> None:
    query, _, ids = case.rpartition(" -> ")
    assert ask(session, query) == set(ids.split()) - {"-"}


@pytest.mark.parametrize(("query", "error", "said"), [
    ("ownr:dana", "field-unknown", "perhaps `owner`"),
    ("参数截止:2026", "field-unknown", "put it in quotes"),
    ("x tier:vip", "choice-unknown", "key, potential, general"),
    ("颜色:green", "choice-unknown", "red, blue"),
    ("log:fight", "choice-unknown", "complaint"),
    ("due:3", "date-wanted", "`3` is no date"),
    ("due:2026-02-30", "date-wanted", "2026-02-30"),
    ("due:..sometime", "date-wanted", "sometime"),
    ("value:lots", "money-wanted", "lots"),
    ("log.csat:nan", "number-wanted", "nan"),
    ("probability:1e9", "number-wanted", "1e9"),
    ("cadence:soon", "duration-wanted", "soon"),
    ("custom:maybe", "choice-unknown", "yes, no"),
    ("owner:..dana", "order-wanted", "owner"),
    ("name:>5", "order-wanted", "name"),
    ("is:happy", "state-unknown", "archived"),
])  # fmt: skip
def test_what_is_explained_instead(session: Session, query: str, error: str, said: str) -> None:
    found = ask(session, query)
    assert isinstance(found, QueryError)
    assert found.id == error and said in found.message()
    assert found.message("zh") and found.at == query.index(query.split()[-1])


@pytest.mark.parametrize("value", ["' or 1=1 --", '") or ("', "%", "_", "*", "\\", "$.x", "\x00", "？", '"'])
def test_hostile_values_are_only_values(session: Session, value: str) -> None:
    for field in ("name", "owner", "contacts.role", "log.cause", "log.by", "tags", "customer", "id", "legacy_code", "task.text"):
        question = Question(query_fields(session.config), TODAY, lambda query: (), "CNY")
        assert select(session.db, Filter(field, ":", (f"zz{value}zz",)), question) == []


def test_later_facts_join_without_change(session: Session) -> None:
    numbers = {key: n for n, key in session.db.execute("select n, id from record")}

    def facts(leaf: object) -> list[int] | None:
        known = leaf == Is("overdue", 0) or getattr(leaf, "field", "") == "health"
        return [numbers["portal"]] if known else None

    assert ask(session, "is:overdue", facts) == {"portal"}
    assert ask(session, "health:..50", facts) == {"portal"}
    assert ask(session, "not:health:..50 type:project", facts) == {"huaxing-erp"}
    assert ask(session, "has:health owner:王磊", facts) == {"portal"}
    assert isinstance(ask(session, "wealth:1", facts), QueryError)


@pytest.mark.parametrize(("query", "filters", "text"), [
    ("报价 tier:key invoice", "(and tier:key)", "(and word:报价 word:invoice)"),
    ("报价", "None", "word:报价"),
    ("-报价 tier:key", "(and tier:key)", "(not word:报价)"),
    ("tier:key", "tier:key", "None"),
    ("a OR tier:key", "(or word:a tier:key)", "None"),
    ("a (b OR tier:key)", "(and (or word:b tier:key))", "word:a"),
    ("not:(a tier:key)", "(not (and word:a tier:key))", "None"),
    ("", "None", "None"),
])  # fmt: skip
def test_filters_and_text_of_a_query_apart(query: str, filters: str, text: str) -> None:
    tree = parse(query)
    assert not isinstance(tree, QueryError)
    assert [describe(part) if part else "None" for part in split(tree)] == [filters, text]


def test_the_empty_query_finds_every_record(session: Session) -> None:
    found = ask(session, "")
    assert found == {"huaxing", "northlight", "huaxing-erp", "portal"}


def test_words_for_kinds_are_those_of_the_log() -> None:
    from pcrm_tools.model.config import Config, defaults
    from pcrm_tools.model.log import KIND_WORDS, TOKENS
    from pcrm_tools.store.query_fields import kind_words

    config = Config(defaults())
    assert kind_words(config) == {word.lower(): code for word, code in KIND_WORDS.items()}
    known = query_fields(config)
    assert all(f"log.{word}" in known for token in TOKENS.values() for word in (token.key, *token.zh))


def test_a_large_query_is_answered(session: Session) -> None:
    many = " OR ".join(f"(log:complaint contacts.role:r{n})" for n in range(90))
    assert ask(session, f"{many} OR tier:key") == {"huaxing"}


def test_undecodable_bytes_of_a_terminal_are_only_text(session: Session) -> None:
    assert ask(session, "name:\udcff") == set()
