"""The JSON Schema that editors use: valid, in both languages, true to what the reader accepts and refuses."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import jsonschema
import pytest
import yaml

from pcrm_tools.model.config import Config
from pcrm_tools.text.frontmatter import split
from pcrm_tools.text.schema import json_schema
from pcrm_tools.text.settings import read_settings
from tests.small_notebook import context, customer, places, project

REPOSITORY = Path(__file__).parents[2]


class Editor(yaml.SafeLoader):
    """YAML 1.2 as editors read it: true and false, numbers and nothing, all else text."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, re.Pattern[str]]]]] = {}


Editor.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
Editor.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9]+$"), list("-+0123456789"))
Editor.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"^[-+]?[0-9]+\.[0-9]+$"), list("-+0123456789"))
Editor.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""])
# 021 is the number 17 of YAML 1.1; what editors make of it is a number all the same.
Editor.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(loader.construct_scalar(node)))
Editor.add_constructor("tag:yaml.org,2002:float", lambda loader, node: float(loader.construct_scalar(node)))


def sample() -> Config:
    return read_settings((REPOSITORY / "pcrm.yml").read_text(encoding="utf-8"))[0]


def schema(what: str, config: Config | None = None, lang: str = "en"):
    made = json_schema(what, config or context().config, lang)
    return jsonschema.Draft202012Validator(json.loads(json.dumps(made)))


def faults(validator, text: str) -> list[str]:
    return [".".join(map(str, error.absolute_path)) for error in validator.iter_errors(yaml.load(text, Editor))]


def front_matters(folder: str) -> Iterator[tuple[str, str]]:
    for file in sorted((REPOSITORY / folder).rglob("*.md")):
        text = file.read_text(encoding="utf-8")
        found = split(text)
        yield file.name, text[found.front_start : found.front_end]


@pytest.mark.parametrize("what", ["customer", "project", "settings"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_is_a_valid_schema(what, lang):
    jsonschema.Draft202012Validator.check_schema(json_schema(what, sample(), lang))


@pytest.mark.parametrize(("what", "folder"), [("customer", "customers"), ("project", "projects")])
def test_it_accepts_every_record_of_the_sample_notebook(what, folder):
    validator = schema(what, sample())
    assert {name: found for name, text in front_matters(folder) if (found := faults(validator, text))} == {}


def test_it_accepts_the_settings_of_the_sample_notebook():
    assert faults(schema("settings", sample()), (REPOSITORY / "pcrm.yml").read_text(encoding="utf-8")) == []


CUSTOMER = "name: X\nowner: dana\n"
PROJECT = "name: X\ncustomer: huaxing\nowner: dana\n"


@pytest.mark.parametrize(
    "front",
    [
        "next_contact: 2026-12-01", "下次联系: 2026-12-01", "cadence: 2w", "联系周期: 1个月", "lifecycle: active", "生命周期: 合作", "tier: 重点", "archived: true",
        "归档: 是", "tags: east", "tags: [east, 2026]", "phone: 021", "email: a@b.co", "website: https://example.com", "referred_by: '[[huaxing]]'",
        "contacts:\n  - {name: 王芳, 生日: 农历05-18, influence: 5, primary: yes}", "evaluation: {scores: {fit: 4}, verdict: go}", "unknown: {a: 1}", "tier:",
    ],
)  # fmt: skip
def test_what_the_reader_takes_the_schema_takes(front):
    assert [rule for rule in places(customer(front + "\n").findings) if "unknown-key" not in rule] == []
    assert faults(schema("customer"), CUSTOMER + front) == []


@pytest.mark.parametrize(
    "front",
    [
        "next_contact: 2026/12/1", "cadence: often", "lifecycle: aktive", "archived: perhaps", "email: a at b", "website: example.com", "contacts: Ann",
        "contacts:\n  - {name: Ann, birthday: May 5}", "preferences: phone", "region: [East]",
    ],
)  # fmt: skip
def test_what_the_reader_refuses_the_schema_refuses(front):
    assert customer(front + "\n").findings != ()
    assert faults(schema("customer"), CUSTOMER + front) != []


@pytest.mark.parametrize(
    "front", ["value: 120000", "value: USD 12,000", "金额: 12万", "probability: 60%", "probability: 0.6", "stage: 需求确认", "custom: 否", "risks:\n  - {what: x, 概率: 40%, effect: 5万}"]
)
def test_forms_of_a_project(front):
    assert places(project(front + "\n").findings) == []
    assert faults(schema("project"), PROJECT + front) == []


def test_what_is_required_may_be_written_in_either_language():
    assert faults(schema("customer"), "名称: X\n负责人: dana\n") == []
    assert faults(schema("customer"), "name: X\n") != []


def test_every_template_is_accepted_where_it_was_not_filled_in():
    empty = "".join(f"{key}:\n" for key in json_schema("project", context().config, "en")["properties"] if key not in ("name", "customer", "owner"))
    assert faults(schema("project"), PROJECT + empty) == []


def test_risks_follow_the_scale_of_the_settings():
    scaled = schema("project", context("risk: {scale: 1-5}\n").config)
    assert faults(scaled, PROJECT + "risks:\n  - {what: x, probability: 4}\n") == []


def test_stages_and_lifecycles_of_the_settings_may_be_plain_names():
    assert faults(schema("settings"), "format: 1\nlifecycle: [lead, active]\npipelines: {p: {stages: [a, b]}}\ntiers: {key: 重点, other: }\n") == []


def test_own_fields_are_part_of_it():
    own = context("fields: {customer: {grade: {label: 等级, type: choice, choices: [A, B]}}}\n").config
    assert faults(schema("customer", own), CUSTOMER + "等级: A\n") == []
    assert faults(schema("customer", own), CUSTOMER + "grade: C\n") == ["grade"]


def test_titles_and_help_speak_the_language_asked_for():
    english, chinese = (json_schema("customer", context().config, lang)["properties"]["owner"] for lang in ("en", "zh"))
    assert (english["title"], english["description"]) == ("Owner", "The team member responsible")
    assert (chinese["title"], chinese["description"]) == ("负责人", "负责的团队成员")


def test_team_members_are_offered():
    assert json_schema("customer", context().config, "en")["properties"]["owner"]["anyOf"][0] == {"enum": ["li.wei", "dana", "mike"]}
