"""Front matter typed by our fields, never by YAML's guesses: Y1 to Y5 of a customer and a project as a person writes them."""

from datetime import date
from decimal import Decimal

import pytest

from pcrm_tools.model.values import Birthday, Duration, Money, Place
from tests.small_notebook import checked, customer, places, project, sentences


def told(record):
    return places(record.findings)


# --- Y1-Y3: what YAML would turn into something else ---


def test_words_that_yaml_takes_for_truth_are_kept_as_typed():
    record = customer("region: NO\nsource: on\nindustry: Null\nsize: y\naddress: ~\ntags: [yes, off, 1.10]\n")
    assert told(record) == []
    assert record.front["region"] == "NO"
    assert record.front["source"] == "on"
    assert record.front["industry"] == "Null"
    assert record.front["size"] == "y"
    assert record.front["address"] == "~"
    assert record.front["tags"] == ("yes", "off", "1.10")


def test_numbers_that_are_names_keep_every_digit():
    record = customer("phone: 021\ncompany_no: 0123456789\nsize: 1234E56\nregion: 1.10\nsource: 12:30\nindustry: 22:22\n")
    assert record.front["phone"] == "021"
    assert record.front["company_no"] == "0123456789"
    assert record.front["size"] == "1234E56"
    assert record.front["region"] == "1.10"
    assert record.front["source"] == "12:30"
    assert record.front["industry"] == "22:22"


def test_keys_that_no_schema_knows_are_kept_as_typed_with_their_places():
    record = customer('version: 1.10\npostcode: "00123"\nopen: 12:30\nnothing:\n')
    assert told(record) == ["4:1 unknown-key", "5:1 unknown-key", "6:1 unknown-key", "7:1 unknown-key"]
    assert record.unknown == {"version": ("1.10", Place(4, 1)), "postcode": ("00123", Place(5, 1)), "open": ("12:30", Place(6, 1))}


def test_keys_that_no_schema_knows_are_kept_inside_maps_items_and_tables_too():
    record = customer(
        "preferences: {seat: window}\ncontacts:\n  - {name: Ann, hobby: golf}\n  - {name: Bob, hobby: chess}\n",
        "## Plan\n\n| what | mood |\n| --- | --- |\n| call | good |\n",
    )
    assert told(record) == ["4:15 unknown-key", "6:17 unknown-key", "7:17 unknown-key", "11:10 unknown-key"]
    assert {key: text for key, (text, _) in record.unknown.items()} == {
        "preferences.seat": "window", "contacts.hobby": "golf\nchess", "plan.mood": "good",
    }  # fmt: skip


# --- Y4, Y5: dates ---


def test_a_day_that_does_not_exist_is_told_of_and_the_rest_is_read():
    record = customer("next_contact: 2024-02-30\nnext_step: call\n")
    assert told(record) == ["4:15 bad-date"]
    assert "next_contact" not in record.front
    assert record.front["next_step"] == "call"


@pytest.mark.parametrize(("typed", "day"), [("2024/1/5", date(2024, 1, 5)), ("2024-1-5", date(2024, 1, 5)), ("2024年1月5日", date(2024, 1, 5))])
def test_a_date_in_another_form_counts_and_is_told_of(typed, day):
    record = customer(f"next_contact: {typed}\n")
    assert record.front["next_contact"] == day  # so that it is not missing from the follow-ups
    assert told(record) == ["4:15 date-form"]


@pytest.mark.parametrize("typed", ["5 Jan 2024", "明天"])
def test_a_date_that_cannot_be_read_is_an_error(typed):
    assert told(customer(f"next_contact: {typed}\n")) == ["4:15 date-form"]


# --- both languages ---


def test_chinese_keys_choices_and_values_mean_the_same():
    english = customer(
        "lifecycle: active\ntier: key\ncadence: 2w\narchived: no\nreferred_by: huaxing\nneeds: [speed]\n"
        "preferences: {channel: phone, best_time: morning}\ncontract: {start: 2026-01-01, ref: HT-1}\n"
    )
    chinese = customer(
        '生命周期: 合作\n客户等级: 重点\n联系周期: 2周\n归档: 否\n转介绍自: "[[huaxing]]"\n需求: [speed]\n'
        "偏好: {渠道: phone, 时间: morning}\n合同: {开始: 2026-01-01, 编号: HT-1}\n"
    )
    assert told(english) == told(chinese) == []
    assert english.front == chinese.front


def test_keys_may_be_typed_in_capitals_or_full_width():
    record = customer("Region: East\nＴＡＧＳ: [a]\n")
    assert told(record) == []
    assert (record.front["region"], record.front["tags"]) == ("East", ("a",))


def test_one_field_in_both_languages_is_a_duplicate():
    assert told(customer("region: East\n区域: West\n")) == ["5:1 duplicate-key"]


# --- shapes ---


def test_a_single_value_is_a_list_of_one():
    record = customer("tags: east\naliases: Hua\n")
    assert record.front["tags"] == ("east",)
    assert record.front["aliases"] == ("Hua",)


@pytest.mark.parametrize("nothing", ["", '""', "''", '"  "', "# later"])
def test_nothing_is_absent_with_or_without_quotes(nothing):
    record = customer(f"tier: {nothing}\nnext_contact: {nothing}\nregion: {nothing}\ntags: [{nothing if nothing != '# later' else ''}]\n")
    assert told(record) == []
    assert record.front.keys() == {"name", "owner", "tags"}
    assert record.front["tags"] == ()


@pytest.mark.parametrize(
    ("typed", "at", "sentence"),
    [
        ("region: {city: Suzhou}", "4:9", 'region: a map stands where a single value is wanted / if it is text, put it in quotes: "{city: Suzhou}"'),
        ("region:\n  - East", "5:3", "region: a list stands where a single value is wanted / write one value, on the line of its key"),
        ("preferences: phone", "4:14", "preferences: a single value stands where a map is wanted / write `key: value` lines below it"),
        ("needs:\n  - 付款: 分两期", "5:5", 'needs: a map stands where a single value is wanted / if it is text, put it in quotes: "付款: 分两期"'),
        ("contacts: Ann", "4:11", "contacts: a single value stands where a list of items is wanted / write `- key: value` blocks below it, or a table in the body"),
        ("contacts:\n  - Ann", "5:5", "contacts: a single value stands where an item is wanted / write `- name: …`"),
    ],
)  # fmt: skip
def test_a_value_of_the_wrong_shape_says_what_to_write(typed, at, sentence):
    text = f"---\nname: X\nowner: dana\n{typed}\n---\n"
    assert checked(text) == [f"{at} wrong-shape"]
    assert sentences(text) == [f"wrong-shape: {sentence}"]


def test_what_a_comma_cut_off_inside_braces_is_told_of_once():
    assert checked("---\nname: X\nowner: dana\ncontract: {service_scope: 8,000 hours}\n---\n") == ["4:27 value-cut"]


# --- every type in its place ---


def test_a_whole_project_is_typed():
    record = project(
        """
        pipeline: default
        阶段: 需求确认
        value: USD 12,000
        probability: 60%
        expected_close: 2026-12-01
        custom: 是
        agreement: HT-2026-1
        scope: {in: [portal], out: [app]}
        budget: {total: 12万, direct: 8万}
        evaluation: {date: 2026-01-05, scores: {fit: 4, price: 4.5}, evidence: two visits, verdict: 继续}
        related: ["[[tower]]", bridge]
        """
    )
    assert told(record) == []
    front = record.front
    assert (front["pipeline"], front["stage"]) == ("default", "confirmed")
    assert front["value"] == Money(Decimal(12000), "USD")
    assert front["probability"] == Decimal("0.6")
    assert front["expected_close"] == date(2026, 12, 1)
    assert front["custom"] is True
    assert front["scope"] == {"in": ("portal",), "out": ("app",)}
    assert front["budget"]["total"] == Money(Decimal(120000), "CNY")
    assert front["evaluation"]["scores"] == {"fit": 4, "price": Decimal("4.5")}
    assert front["evaluation"]["verdict"] == "go"
    assert front["related"] == ("tower", "bridge")


def test_a_score_outside_one_to_five_is_told_of_by_its_criterion():
    (said,) = sentences("---\nname: X\nowner: dana\nevaluation:\n  evidence: a visit\n  scores: {fit: 9}\n---\n")
    assert said == "out-of-range: scores.fit: `9` is outside 1..5 / write a value from 1..5"


def test_contacts_are_typed():
    record = customer(
        """
        contacts:
          - {name: 王芳, 称呼: [芳姐], 角色: 决策人, influence: 5, email: wf@example.com, phone: 021, wechat: wf01, 生日: 农历05-18, primary: yes}
          - {name: 刘强, left: 2026-03-31, was: Acme, uid: x-1}
        """
    )
    assert told(record) == []
    first, second = (item.cells for item in record.items["contacts"])
    assert first["birthday"] == Birthday(0, 5, 18, True)
    assert (first["stakeholder"], first["primary"], first["influence"], first["phone"]) == ("decision-maker", True, 5, "021")
    assert (second["left"], second["was"], second["uid"]) == (date(2026, 3, 31), "Acme", "x-1")


def test_places_point_at_values():
    record = customer("cadence: 2w\npreferences:\n  channel: phone\n")
    assert record.front["cadence"] == Duration(2, "w")
    assert record.places["name"] == Place(2, 7)
    assert record.places["cadence"] == Place(4, 10)
    assert record.places["preferences.channel"] == Place(6, 12)


# --- own fields ---

OWN = """
    fields:
      customer:
        certificates: {label: 资质认证, type: choice, many: true, choices: [ISO 9001, GMP]}
        founded: {type: date, aliases: [since]}
        twin: {type: record, label: Twin}
        machines:
          label: 装机清单
          type: items
          items:
            serial: {label: 序列号, required: yes}
            installed: {label: 安装日期, type: date}
            spare: {type: bool, required: false}
            used_by: {type: record}
"""


def test_own_fields_are_typed_by_their_declarations():
    record = customer("资质认证: [gmp, ISO 9001]\nsince: 2001-05-01\ntwin: '[[huaxing]]'\n", settings=OWN)
    assert told(record) == []
    assert record.front["certificates"] == ("GMP", "ISO 9001")
    assert record.front["founded"] == date(2001, 5, 1)
    assert record.front["twin"] == "huaxing"
    assert [(link.target, link.source) for link in record.links] == [("huaxing", "twin")]


def test_a_wrong_value_of_an_own_field_is_told_of():
    assert told(customer("certificates: ISO 9002\nfounded: long ago\n", settings=OWN)) == ["4:15 wrong-choice", "5:10 date-form"]


def test_an_own_register_is_a_list_or_a_table():
    listed = customer("装机清单:\n  - {序列号: A-1, 安装日期: 2026-01-05, spare: no, used_by: tower}\n", settings=OWN)
    tabled = customer(
        "", "## 装机清单\n\n| 序列号 | installed | spare | used_by |\n| --- | --- | --- | --- |\n| A-1 | 2026-01-05 | 否 | [[tower]] |\n",
        settings=OWN,
    )  # fmt: skip
    assert told(listed) == told(tabled) == []
    (one,), (other,) = listed.items["machines"], tabled.items["machines"]
    assert one.cells == other.cells == {"serial": "A-1", "installed": date(2026, 1, 5), "spare": False, "used_by": "tower"}
    assert {link.target for link in listed.links} == {link.target for link in tabled.links} == {"tower"}


def test_required_columns_of_an_own_register_are_required_and_others_are_not():
    assert checked("---\nname: X\nowner: dana\nmachines:\n  - {installed: 2026-01-05}\n---\n", settings=OWN) == ["5:5 required"]


# --- the scale of risks ---

RISKS = "## Risks\n\n| what | probability | impact |\n| --- | --- | --- |\n| strike | {probability} | {impact} |\n"


def test_risks_are_percent_by_default():
    record = project("", RISKS.format(probability="40%", impact="0.2"))
    assert told(record) == []
    assert record.items["risks"][0].cells["probability"] == Decimal("0.4")
    assert told(project("", RISKS.format(probability="4", impact="120%"))) == ["10:12 wrong-type", "10:16 out-of-range"]


def test_risks_are_marks_where_the_settings_say_so():
    scaled = "risk: {scale: 1-5}\n"
    record = project("", RISKS.format(probability="4", impact="5"), scaled)
    assert told(record) == []
    assert (record.items["risks"][0].cells["probability"], record.items["risks"][0].cells["impact"]) == (4, 5)
    assert told(project("", RISKS.format(probability="40%", impact="6"), scaled)) == ["10:12 wrong-type", "10:18 out-of-range"]


# --- stages of several pipelines ---

TWO_PIPELINES = """
    pipelines:
      software:
        stages:
          proposal: {label: 方案}
          live: {label: 上线, won: true}
"""


@pytest.mark.parametrize("order", [("pipeline: software\n", "stage: 方案\n"), ("stage: 方案\n", "pipeline: software\n")])
def test_a_word_that_two_pipelines_use_means_the_stage_of_the_projects_own(order):
    record = project("".join(order), "## Log\n\n### 2026-05-01 stage → 方案\n", TWO_PIPELINES)
    assert told(record) == []
    assert record.front["stage"] == record.entries[0].after == "proposal"


def test_without_a_pipeline_the_default_ones_stage_is_meant():
    assert project("stage: 方案\n", "", TWO_PIPELINES).front["stage"] == "sample"
