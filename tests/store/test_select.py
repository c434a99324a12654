"""Queries answered from the rows of a real notebook: filters in both languages, rows, text, and what is explained instead."""

from collections.abc import Iterator
from datetime import date

import pytest

from pcrm_tools.session import Session
from pcrm_tools.store.computed import Frame
from pcrm_tools.store.query_fields import query_fields
from pcrm_tools.store.select import Question, TextHits, select
from pcrm_tools.text.query import Filter, Phrase, Query, QueryError, Word, describe, parse

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
house: {style: blue}
喜好色: 深蓝
偏好:
  渠道: 微信
  mood: calm
  喜好: [茶, 足球]
评估:
  日期: 2026-01-10
  评分: {质量: 4}
  依据: 访谈
---

## 联系人

| 姓名 | 职务 | 邮箱 | 主要 | 影响力 | 称呼 | 角色 |
| --- | --- | --- | --- | --- | --- | --- |
| 王芳 | CTO | fang@huaxing.example | 是 | 5 | 芳姐、王总 | 决策人 |
| 刘强 | 采购 | | | 2 | | 使用者 |

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


def question(session: Session, text_hits: TextHits = lambda tree: ()) -> Question:
    return Question(Frame(session.db, session.config, TODAY), text_hits)


def ask(session: Session, query: str) -> set[str] | QueryError:
    """Ids that meet a query; its words are looked for in names only, so that no engine is needed."""

    def text_hits(tree: Query) -> list[int] | None:
        names = session.db.execute("select n, lower(name) from record").fetchall()
        return None if describe(tree) == "word:%" else [n for n, name in names if found_in(name, tree)]

    tree = parse(query)
    assert not isinstance(tree, QueryError), tree
    found = select(tree, question(session, text_hits))
    if isinstance(found, QueryError):
        return found
    ids = dict(session.db.execute("select n, id from record").fetchall())
    return {ids[n] for n in found.numbers}


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
lifecycle:prospect..growing -> huaxing
lifecycle:..prospect -> -
生命周期:意向.. -> huaxing
tier:potential.. -> huaxing
tier:>potential -> huaxing
tier:..potential -> northlight
tier:key..general -> huaxing northlight
级别:潜力..重点 -> huaxing
颜色:blue.. -> northlight
颜色:..blue -> huaxing northlight
stage:survey -> huaxing-erp
stage:survey.. -> huaxing-erp
stage:confirmed.. -> -
stage:..confirmed -> huaxing-erp
阶段:接洽..需求确认 -> huaxing-erp
stage:confirmed..contact -> huaxing-erp
stage:>contact -> huaxing-erp
stage:>=survey -> huaxing-erp
stage:<survey -> -
not:stage:order.. type:project -> huaxing-erp portal
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
LEGACY_CODE:42 -> northlight
has:legacy_code -> northlight
missing:legacy_code type:customer -> huaxing
house:blue -> huaxing
喜好色:深蓝 -> huaxing
preferences.mood:calm -> huaxing
machines.hours:80..100 -> huaxing
machines.model:1200 machines.hours:300.. -> huaxing
has:设备.工时 -> huaxing
级别：重点　负责人：王磊 -> huaxing
（northlight 或 huaxing） 负责人：dana -> northlight huaxing-erp
northlight 或 erp -> northlight huaxing-erp
非 northlight 且 type:customer -> huaxing
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
value:..10万 -> -
value:..USD10万 -> portal
value:5000..120000 -> huaxing-erp
value:5万..120,000 -> huaxing-erp
value:100,000..1,200,000 -> huaxing-erp
value:USD1,000..9,000 -> portal
value:USD1..9千 -> portal
value:..USD9k -> portal
value:¥12万 -> huaxing-erp
value:10万元.. -> huaxing-erp
value:USD5000,120000 -> huaxing-erp portal
value:120,000 -> huaxing-erp
value:USD1.. -> portal
value:CNY1.. -> huaxing-erp
value:>120000 -> -
value:>=120000 -> huaxing-erp
value:<1万 -> -
value:<1万 OR value:<USD1万 -> portal
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
due:年底 -> huaxing-erp
截止:本季度 -> huaxing-erp
due:this-month -> -
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
contacts.stakeholder:..influencer -> huaxing
contacts.stakeholder:..influencer contacts.name:刘强 -> -
联系人.角色:使用者..支持者 联系人.姓名:刘强 -> huaxing
contacts.stakeholder:>champion -> -
machines.model:S7-1200 -> huaxing
设备.工时:100.. 设备.型号:1500 -> -
设备.工时:100.. -> huaxing
requirements.priority:must -> huaxing-erp
需求.优先级:必须 -> huaxing-erp
需求:portal -> northlight
需求:sign-on -> huaxing-erp
requirements.priority:should.. -> huaxing-erp
requirements.priority:should.. requirements.id:R2 -> -
requirements.priority:..could requirements.id:R2 -> huaxing-erp
requirements.cost:1000.. -> huaxing-erp
requirements.cost:..500 -> -
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
log.date:2026-10 -> huaxing
log.date:近两周 -> huaxing huaxing-erp
log.date:两周内 log:call -> -
log.date:last-month -> huaxing
next_contact:两周内 -> huaxing
下次联系:..下周五 type:customer -> huaxing northlight
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
log:complaint log.priority:high.. log.id:C12 -> huaxing
log:complaint log.priority:high.. log.id:C11 -> -
log:complaint log.priority:normal log.id:C11 -> huaxing
log.priority:..low -> -
log.title:延迟 -> huaxing
log.id:C12 -> huaxing
log.minutes:20..30 -> northlight
log.amount:1万.. -> -
log.amount:USD1万.. -> huaxing huaxing-erp
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
task.priority:urgent.. -> -
任务.优先级:高.. 任务:未结 -> huaxing-erp
task:open task.priority:normal missing:task.due -> huaxing-erp
missing:task.priority task.due:2026-11 -> -
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


@pytest.mark.parametrize(("query", "error", "pointed", "said"), [
    ("ownr:dana", "field-unknown", "ownr", "perhaps `owner`"),
    ("x 负责:王磊", "field-unknown", "负责", "perhaps `负责人`"),
    ("silense:3d", "field-unknown", "silense", "perhaps `silence`"),
    ("segmnt:vip", "field-unknown", "segmnt", "perhaps `segment`"),
    ("x has:emial", "field-unknown", "emial", "perhaps `email`"),
    ("missing:phone,emial", "field-unknown", "emial", "perhaps `email`"),
    ("参数截止:2026", "field-unknown", "参数截止", "put it in quotes"),
    ("x tier:vip", "choice-unknown", "vip", "key, potential, general"),
    ("tier:key,genral", "choice-unknown", "genral", "perhaps `general`"),
    ("颜色:green", "choice-unknown", "green", "red, blue"),
    ("log:fight", "choice-unknown", "fight", "complaint"),
    ("stage:..ordr", "choice-unknown", "ordr", "perhaps `order`"),
    ("due:3", "date-bare", "3", "a bare number does not say which day"),
    ("due:2026-02-30", "date-wanted", "2026-02-30", "2026-02-30"),
    ("due:..sometime", "date-wanted", "sometime", "sometime"),
    ("due:today..7", "date-bare", "7", "write +7d"),
    ("due:2027..2026", "range-reversed", "2027", "the smaller end comes first"),
    ("value:lots", "money-wanted", "lots", "lots"),
    ("value:20万..10万", "range-reversed", "20万", "ends before it begins"),
    ("value:USD1..EUR5", "currency-mixed", "USD1", "USD and EUR"),
    ("log.csat:nan", "number-wanted", "nan", "nan"),
    ("probability:1e9", "number-wanted", "1e9", "1e9"),
    ("cadence:soon", "duration-wanted", "soon", "soon"),
    ("silence:long", "duration-wanted", "long", "3d"),
    ("custom:maybe", "choice-unknown", "maybe", "yes, no"),
    ("owner:..dana", "order-wanted", "owner", "owner"),
    ("name:>5", "order-wanted", "name", "name"),
    ("log:call..visit", "order-wanted", "log", "has no order"),
    ("is:happy", "state-unknown", "happy", "open, closed, won, lost, overdue, due, archived, private"),
    ("x 是:逾其", "state-unknown", "逾其", "perhaps `逾期`"),
])  # fmt: skip
def test_what_is_explained_instead(session: Session, query: str, error: str, pointed: str, said: str) -> None:
    found = ask(session, query)
    assert isinstance(found, QueryError)
    assert found.id == error and said in found.message()
    assert found.message("zh") and query[found.at :].startswith(pointed)


@pytest.mark.parametrize(("query", "said"), [
    ("级别:重要", "级别：`重要` 不在可选范围内：重点、潜力、一般（也许是 `重点`）"),
    ("是:高兴", "没有状态 `高兴`；可用：未结、结项、赢单、丢单、逾期、到期、归档、内部"),
    ("截止:3", "截止：只写一个数字看不出是哪一天；可写 3天后、3天前、2026-11 或 2026-11-20"),
])  # fmt: skip
def test_choices_are_named_in_the_readers_language(session: Session, query: str, said: str) -> None:
    found = ask(session, query)
    assert isinstance(found, QueryError) and found.message("zh") == said


@pytest.mark.parametrize("value", ["' or 1=1 --", '") or ("', "%", "_", "*", "\\", "$.x", "\x00", "？", '"'])
def test_hostile_values_are_only_values(session: Session, value: str) -> None:
    for field in ("name", "owner", "contacts.role", "log.cause", "log.by", "tags", "customer", "id", "legacy_code", "task.text"):
        found = select(Filter(field, ":", (f"zz{value}zz",)), question(session))
        assert not isinstance(found, QueryError) and found.numbers == []


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


def test_a_query_that_takes_too_long_is_given_up_and_says_so(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pcrm_tools.store.select._STEPS", 1)
    tree = parse("log:complaint")
    assert not isinstance(tree, QueryError)
    asked = question(session)
    asked.frame.patience = -1.0
    found = select(tree, asked)
    assert isinstance(found, QueryError) and found.id == "query-too-slow"
    assert not isinstance(select(tree, question(session)), QueryError), "the next question has time again"


def test_a_term_that_is_said_again_is_asked_once(session: Session) -> None:
    asked: list[Query] = []

    def text_hits(tree: Query) -> list[int]:
        asked.append(tree)
        return []

    for typed in ("x OR y OR x OR tier:key OR tier:key", "x y x tier:key"):
        tree = parse(typed)
        assert not isinstance(tree, QueryError)
        select(tree, question(session, text_hits))
    assert [describe(tree) for tree in asked] == ["(or word:x word:y)", "(and word:x word:y)"]
