"""pcrm.yml: the defaults, every section, both languages, and what is said about values that cannot be used."""

import pytest

from pcrm_tools.cli.findings import say
from pcrm_tools.model.config import defaults
from pcrm_tools.session import Session
from pcrm_tools.text.settings import read_settings
from tests.small_notebook import flat, places

TEAM = "format: 1\nteam:\n  - {id: li.wei, name: 李薇}\n"


def read(text):
    config, findings = read_settings(TEAM + flat(text))
    assert places(findings) == []
    return config.data


def told(text):
    return places(read_settings(TEAM + flat(text))[1])


def sentences(text, lang="en"):
    rules = Session.rules()
    said = [say(finding, rules, lang) for finding in read_settings(TEAM + flat(text))[1]]
    return [f"{one.message} / {one.hint}" for one in said]


@pytest.mark.parametrize("text", ["", "format: 1\n", "# nothing\n", "﻿".strip("﻿")])
def test_a_notebook_that_says_nothing_has_the_defaults(text):
    config, findings = read_settings(text)
    assert findings == ()
    assert config.data == defaults()
    assert list(config.stages("")) == ["contact", "evaluation", "survey", "confirmed", "sample", "order", "production", "delivery", "after-sales"]


def test_a_whole_settings_file():
    data = read(
        """
        language: zh
        currency: USD
        timezone: Asia/Shanghai
        calendar:
          country: CN
          days: [mon, 周二]
          hours: "08:30-17:30"
          exceptions: {2026-02-12: off, 2026-10-10: 班}
        pipelines:
          software:
            stages:
              lead: {label: 线索, days: 14, probability: 10%}
              live: {days: 3w, won: yes}
            limits:
              - lead -> live: 90d
              - lead..live: 90
        lifecycle: {lead: {label: 线索}, dormant: {cadence: 1季度}}
        tiers: {key: {cadence: 2w, late: 3d, benefits: [named engineer], amount: 100万}}
        sla:
          - {kind: 投诉, priority: 紧急, tier: 重点, respond: 30min, resolve: 2d, owner: li.wei}
        evaluation: {criteria: {fit: {label: 匹配度, weight: 2}}, go: 3.5}
        risk: {scale: 1-5}
        search: {engine: whoosh}
        segments: {keys: "tier:key"}
        views: {week: {query: "due:..+7d", columns: [name, due], sort: due}}
        privacy: {private_fields: [contacts.phone, 联系人.微信, budget], audiences: [internal, customer]}
        """
    )
    assert (data["language"], data["currency"], data["timezone"]) == ("zh", "USD", "Asia/Shanghai")
    assert data["calendar"]["days"] == ["mon", "tue"]
    assert data["calendar"]["exceptions"] == {"2026-02-12": "off", "2026-10-10": "work"}
    assert list(data["pipelines"]) == ["default", "software"]
    assert data["pipelines"]["software"]["stages"]["lead"] == {"label": "线索", "days": "14d", "probability": 0.1}
    assert data["pipelines"]["software"]["limits"] == [{"from": "lead", "to": "live", "days": "90d"}] * 2
    assert data["lifecycle"] == {"lead": {"label": "线索"}, "dormant": {"cadence": "1q"}}
    assert data["tiers"]["key"]["amount"] == "USD 1000000"
    assert data["sla"] == [{"kind": "complaint", "priority": "urgent", "tier": "key", "respond": "30min", "resolve": "2d", "owner": "li.wei"}]
    assert data["risk"] == {"scale": "1-5"}
    assert data["privacy"]["private_fields"] == ["contacts.phone", "contacts.wechat", "budget"]


def test_chinese_keys_mean_the_same():
    english = read("language: zh\ntiers:\n  key: {label: 重点, cadence: 2w}\nsearch: {engine: auto}\n")
    chinese = read("语言: 中文\n级别:\n  key: {标签: 重点, 联系周期: 2周}\n搜索: {引擎: auto}\n")
    assert english == chinese


def test_lists_in_the_place_of_tables():
    data = read("pipelines:\n  short:\n    stages: [open, done]\nlifecycle:\n  - lead\n  - active: {cadence: 1q}\n")
    assert data["pipelines"]["short"]["stages"] == {"open": {}, "done": {}}
    assert data["lifecycle"] == {"lead": {}, "active": {"cadence": "1q"}}


def test_sections_without_anything_below_them_keep_their_defaults():
    data = read("calendar:\npipelines:\nlifecycle:\ntiers: {}\nsla:\nfields:\nkinds:\nevaluation:\nprivacy:\n")
    assert data["lifecycle"] == defaults()["lifecycle"]
    assert data["tiers"] == defaults()["tiers"]
    assert data["pipelines"] == defaults()["pipelines"]


@pytest.mark.parametrize(
    ("text", "at", "sentence"),
    [
        ("currency: renminbi\n", "4:11", "currency: `renminbi` is no currency code / write a code such as CNY"),
        ("language: de\n", "4:11", "language: `de` is none of its choices / write one of en, zh"),
        ("calendar: {hours: nine}\n", "4:19", 'calendar.hours: `nine` is no span of hours / write "09:00-18:00"'),
        ("calendar: {exceptions: {2026-02-30: off}}\n", "4:25", "calendar.exceptions: `2026-02-30` is not a date in the calendar / write a day such as 2026-10-10"),
        ("calendar: {exceptions: {2026-02-12: closed}}\n", "4:37", "exceptions: `closed` is none of its choices / write one of off, work"),
        ("pipelines: {p: {label: P}}\n", "4:13", "pipelines.p: `p` has no stages / list them under stages:"),
        ("pipelines:\n  p:\n    stages: {a: {won: yes}, b: {won: yes}}\n", "6:38", "pipelines.p.stages.b.won: `b` is marked won, and so is a / mark one stage `won: true`"),
        ("pipelines:\n  p:\n    stages: [a, b]\n    limits:\n      - a -> b: 9d\n      - a -> c: 9d\n", "9:9", "pipelines.p.limits: `a -> c: 9d` is no limit between two of its stages / write `a -> b: 90d`"),
        ("sla:\n  - {kind: complaint, respond: 1h}\n  - {kind: complain, respond: 1h}\n", "6:5", "sla.kind: `complain` is no kind / write one of question, support, repair, request, complaint"),
        ("sla: [{tier: gold, respond: 1h}]\n", "4:7", "sla.tier: `gold` is no tier / write one of key, potential, general"),
        ("sla: [{owner: bob}]\n", "4:15", "owner: `bob` is nobody in the team of pcrm.yml / write a team id, or add the person under team: in pcrm.yml"),
        ("fields: {customer: {grade: {type: choice}}}\n", "4:21", "fields.customer.grade: `grade` is a choice of nothing / list its values under choices:"),
        ("fields: {customer: {tools: {type: items}}}\n", "4:21", "fields.customer.tools: `tools` is a list of items without columns / list them under items:"),
        ("fields: {customer: {tools: {type: items, items: {size: {type: choice}}}}}\n", "4:50", "fields.customer.tools.items.size: `size` is a choice of nothing / list its values under choices:"),
        ("fields: {customer: {mobile: {label: 电话}}}\n", "4:21", "fields.customer.mobile: `电话` already means phone / use another word"),
        ("fields: {project: {a: {zh: 甲}, b: {label: 甲}}}\n", "4:32", "fields.project.b: `甲` already means a / use another word"),
        ("kinds: {ring: {label: 电话}}\n", "4:9", "kinds.ring: `电话` already means call / use another word"),
        ("kinds: {ring: {group: contacts}}\n", "4:23", "group: `contacts` is none of its choices / write one of contact, note, case, feedback, money, loyalty, state, project, balance (perhaps contact)"),
        ("privacy: {private_fields: [contacts.phones]}\n", "4:27", "privacy.private_fields: `contacts.phones` is no field, so it would keep nothing private / write a field such as contacts.phone"),
        ("views: {v: {sort: name, colums: [a]}}\n", "4:25", "`colums` is no field of views / write columns, or remove it: nothing reads it"),
        ("mail: {host: smtp.example.com, password: secret}\n", "4:32", "mail.password: `•••` is a secret, and everybody who has the notebook can read it / take it out, change it, and set PCRM_SMTP_PASSWORD or PCRM_SMTP_PASSWORD_COMMAND where mails are sent"),
        ("mail: {host: smtp.example.com, from: nobody}\n", "4:38", "mail.from: `nobody` is no address to send from / write name@example.com or `Name <name@example.com>`"),
        ("segments: {keys: 'tier:'}\n", "4:19", "segments.keys: `tier:` is no query / nothing stands after tier: (write tier:10.. or tier:..10, or quote < and >, which a shell takes away)"),
        ("views: {v: {query: '(a'}}\n", "4:21", "views.v: `(a` is no query / this bracket is never closed"),
        ("rules: [{name: a, when: '\"a', then: {task: x}}]\n", "4:26", "rules.a: `\"a` is no query / this quote is never closed"),
        ("segments: {a: 'x segment:b', b: tier:key, c: 细分:a、q}\n", "4:51", "segments.c: `细分:a、q` is no query / there is no segment `q`; segments are named under segments: in pcrm.yml"),
        ("segments: {a: 'x segment:a', b: segment:a}\n", "4:26", "segments.a: `x segment:a` is no query / a segment cannot use itself: a → a"),
        ("segments: {a: [x, y]}\n", "4:12", "segments.a: `a` is no query / write one line of text"),
        ("views: {v: {query: segment:vpi}}\nsegments: {vip: tier:key}\n", "4:28", "views.v: `segment:vpi` is no query / there is no segment `vpi` (perhaps `vip`); segments are named under segments: in pcrm.yml"),
        ("approvals:\n  - when: 'value:'\n    by: [li.wei]\n", "5:12", "approvals.0: `value:` is no query / nothing stands after value: (write value:10.. or value:..10, or quote < and >, which a shell takes away)"),
        ("curency: CNY\n", "4:1", "`curency` is no field of settings / write currency, or remove it: nothing reads it"),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_used_is_told_of(text, at, sentence):
    assert sentences(text) == [sentence]
    assert [place.split()[0] for place in told(text)] == [at]


@pytest.mark.parametrize(
    ("team", "sentence"),
    [
        ("[{id: a, name: A}, {id: a, name: B}]", "team: `a` stands twice / give everybody an id of their own"),
        ("[{name: A}]", "team: `A` has no id / write `id:`"),
        ("[{id: li wei, name: A}]", "team: `li wei` cannot be written as @li wei / write an id without blanks, such as li.wei"),
        ("[{id: a, name: A, email: x}]", "email: `x` is no e-mail address / write an address such as name@example.com"),
        ("li.wei", "team: a single value stands where a list of items is wanted / write `- key: value` blocks below it, or a table in the body"),
    ],
)
def test_members_of_the_team(team, sentence):
    rules = Session.rules()
    config, findings = read_settings(f"format: 1\nteam: {team}\n")
    said = [say(finding, rules, "en") for finding in findings]
    assert [f"{one.message} / {one.hint}" for one in said] == [sentence]
    assert len({member["id"] for member in config.data["team"]}) == len(config.data["team"])


def test_another_format_is_told_of_and_read_as_ours():
    config, findings = read_settings("format: 2\n")
    assert places(findings) == ["1:9 settings-format"]
    assert config.data["format"] == 1


def test_after_a_fault_of_the_yaml_the_defaults_count():
    config, findings = read_settings("format: 1\ncurrency: [USD\nlanguage: zh\n")
    assert places(findings) == ["2:11 yaml-open"]
    assert config.data == defaults()


def test_a_value_that_cannot_be_used_leaves_its_default():
    config, _ = read_settings("currency: renminbi\ncalendar: {hours: nine}\nrisk: {scale: 1-9}\nsearch: {engine: lucene}\n")
    assert config.data == defaults()


def test_settings_may_allow_a_rule_too():
    assert told("# pcrm: allow unknown-key\nhouse_style: blue\n") == []
    assert told("house_style: blue  # pcrm: allow unknown-key\nfoo: 1\n") == ["5:1 unknown-key"]


def test_settings_are_plain_data():
    import json

    data = read("tiers: {key: {cadence: 2w}}\ncalendar: {exceptions: {2026-02-12: off}}\n")
    assert json.loads(json.dumps(data)) == data
