"""House rules at the prompt: what they find, what they write, and that they do nothing twice."""

import email
import email.policy
import json
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

Ran = tuple[int, str, str]

SETTINGS = """\
    format: 1
    language: en
    team:
      - {id: dana, name: Dana Whitfield, email: dana@kestrel.example}
    mail: {from: Kestrel <office@kestrel.example>}
    rules:
      - name: wake-up
        when: "type:customer lifecycle:dormant"
        every: 2mo
        then: {task: Call and ask what has changed, due: +5d, priority: high}
      - name: thanks
        when: "type:customer log:referral log.date:-30d.."
        then: {mail: thank-you}
      - name: promises-of-the-quarter
        when: "type:customer"
        then: {report: promises}
"""
HARBOR = """\
    ---
    name: Harbor Foods
    owner: dana
    lifecycle: dormant
    contacts:
      - name: Ruth Adler
        email: ruth@harbor.example
    ---

    ## Tasks

    - [ ] Send the price list @dana due:2026-11-25

    ## Log

    ### 2026-11-02 referral customer:mingda — Ruth gave our name to Mingda
"""
MINGDA = """\
    ---
    名称: 明达机电
    负责人: dana
    生命周期: 沉睡
    ---

    ## 记录

    ### 2026-06-02 电话 — 问候
"""
TEMPLATE = """\
    Subject: Thank you, {{ contact }}

    Dear {{ contact }}, {{ name }} wrote from {{ record.owner }} on {{ today }}: <b>{{ id }}</b>
    <!-- for us alone -->
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = {
        "pcrm.yml": SETTINGS, "customers/harbor.md": HARBOR, "customers/明达.md": MINGDA, "templates/thank-you.md": TEMPLATE,
        "projects/.keep": "",
    }  # fmt: skip
    for name, text in files.items():
        path = tmp_path / "notebook" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    return tmp_path / "notebook"


@pytest.fixture
def rules(root: Path, pcrm_in: Callable[..., Ran]) -> Callable[..., Ran]:
    return lambda *args, **environ: pcrm_in(root, "rules", *args, **environ)


def states(rules: Callable[..., Ran], *args: str) -> dict[tuple[str, str], str]:
    """Rule and record -> the state of what the rule wants."""
    code, out, _ = rules("run", "--all", "--format", "json", *args)
    assert code == 0
    return {(row["rule"], row["id"]): row["state"] for row in json.loads(out)["actions"]}


def test_nothing_is_written_without_being_asked_for(rules: Callable[..., Ran], root: Path) -> None:
    before = {path: path.read_bytes() for path in root.rglob("*.md")}
    code, out, said = rules("run")
    assert code == 0 and "Call and ask what has changed" in out and "4 to do; --apply" in said
    assert {path: path.read_bytes() for path in root.rglob("*.md")} == before
    assert not (root / ".pcrm" / "mail").exists()


def test_a_task_is_written_once_in_the_words_of_its_file(rules: Callable[..., Ran], root: Path) -> None:
    assert rules("run", "wake-up", "--apply")[0] == 0
    english, chinese = ((root / "customers" / name).read_text(encoding="utf-8") for name in ("harbor.md", "明达.md"))
    assert "- [ ] Call and ask what has changed @dana due:2026-11-26 !high #wake-up\n" in english
    assert "- [ ] Call and ask what has changed @dana 截止:2026-11-26 !高 #wake-up\n" in chinese
    code, _, said = rules("run", "wake-up", "--apply")
    assert code == 0 and "0 carried out, 2 done or open before" in said
    assert (root / "customers" / "harbor.md").read_text(encoding="utf-8") == english


def test_after_its_task_is_done_a_rule_rests_for_a_while(rules: Callable[..., Ran], root: Path) -> None:
    path = root / "customers" / "harbor.md"
    text = path.read_text(encoding="utf-8").replace("due:2026-11-25", "due:2026-09-20 done:2026-09-22 #wake-up").replace("- [ ]", "- [x]")
    path.write_text(text, encoding="utf-8")
    assert states(rules)["wake-up", "harbor"] == "done"
    assert states(rules, "--as-of", "2026-11-22")["wake-up", "harbor"] == "new"


def test_an_entry_with_the_tag_counts_as_done(rules: Callable[..., Ran], root: Path) -> None:
    path = root / "customers" / "harbor.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n### 2026-11-10 email #thanks — Thanked Ruth\n", encoding="utf-8")
    assert states(rules)["thanks", "harbor"] == "done"


def test_a_draft_goes_to_the_contact_and_comes_out_the_same_again(rules: Callable[..., Ran], root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "drafts"
    assert rules("run", "thanks", "--apply", "--mail", str(folder))[0] == 0
    (path,) = folder.iterdir()
    data = path.read_bytes()
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert (str(message["To"]), str(message["Subject"])) == ("Ruth Adler <ruth@harbor.example>", "Thank you, Ruth Adler")
    assert message.get_content().strip() == "Dear Ruth Adler, Harbor Foods wrote from dana on 2026-11-21: <b>harbor</b>"
    rules("run", "thanks", "--apply", "--mail", str(folder))
    assert path.read_bytes() == data


@pytest.mark.parametrize(
    ("template", "said"),
    [
        (None, "rule thanks: there is no templates/thank-you.md"),
        ("Dear {{ who }}", "templates/thank-you.md:1: 'who' is undefined"),
        ("{{ ().__class__.__base__ }}", "templates/thank-you.md:1: "),
    ],
)
def test_a_template_that_cannot_be_used_is_told_of(rules: Callable[..., Ran], root: Path, template: str | None, said: str) -> None:
    path = root / "templates" / "thank-you.md"
    path.unlink()
    if template is not None:
        path.write_text(template, encoding="utf-8")
    code, _, messages = rules("run", "thanks", "--apply")
    assert code == 2 and said in messages and "Traceback" not in messages


def test_nobody_to_write_to(rules: Callable[..., Ran], root: Path) -> None:
    path = root / "customers" / "harbor.md"
    path.write_text(path.read_text(encoding="utf-8").replace("ruth@harbor.example", ""), encoding="utf-8")
    code, _, said = rules("run", "thanks", "--apply")
    assert code == 2 and "harbor: nobody with an e-mail address" in said


def test_a_report_is_about_the_records_that_were_found(rules: Callable[..., Ran], tmp_path: Path) -> None:
    assert rules("run", "promises-of-the-quarter", "--apply", "--mail", str(tmp_path / "out"))[0] == 0
    (path,) = (tmp_path / "out").iterdir()
    assert path.suffix == ".html" and "Promises kept" in path.read_text(encoding="utf-8")


def test_a_wrong_query_stops_only_its_rule(rules: Callable[..., Ran], root: Path) -> None:
    path = root / "pcrm.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("lifecycle:dormant", "lifecycel:dormant"), encoding="utf-8")
    code, out, said = rules("run")
    assert code == 2 and "rule wake-up: there is no field `lifecycel`" in said and "thank-you" in out


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("{name: two words, when: a, then: {task: x}}", "rules.name: `two words` cannot be a tag"),
        ("{name: idle, when: a, then: {due: +5d}}", "rules.then: `idle` does nothing"),
        ("{name: soon, when: a, then: {task: x, due: soonish}}", "rules.then.due: `soonish` is no day"),
        ("{name: path, when: a, then: {mail: ../../etc/passwd}}", "rules.then.mail: `../../etc/passwd` is no template's name"),
        ("{name: wake-up, when: a, then: {task: x}}", "rules.name: `wake-up` names two rules"),
    ],
)
def test_rules_that_cannot_be_carried_out_are_findings(root: Path, pcrm_in: Callable[..., Ran], rule: str, said: str) -> None:
    path = root / "pcrm.yml"
    path.write_text(path.read_text(encoding="utf-8") + f"  - {rule}\n", encoding="utf-8")
    code, out, messages = pcrm_in(root, "validate", "pcrm.yml")
    line = 6 + 11
    assert code == 1 and f"pcrm.yml:{line}" in out and said in out, messages


def test_an_unknown_rule_names_those_that_there_are(rules: Callable[..., Ran]) -> None:
    code, _, said = rules("run", "wake")
    assert code == 2 and "wake-up" in said


def test_the_list_in_chinese(rules: Callable[..., Ran]) -> None:
    code, out, _ = rules("list", "--lang", "zh")
    assert code == 0 and "规则" in out and "任务" in out and "待执行" in out


def test_a_follow_up_of_a_rule_is_listed_while_its_query_finds_the_record(root: Path, pcrm_in: Callable[..., Ran]) -> None:
    path = root / "pcrm.yml"
    rule = '  - {name: boss-calls, when: "type:customer log:referral", then: {followup: The management calls, owner: dana}}\n'
    path.write_text(path.read_text(encoding="utf-8") + rule, encoding="utf-8")

    def listed() -> list[tuple[str, str]]:
        items = json.loads(pcrm_in(root, "followups", "--format", "json")[1])["items"]
        return [(item["id"], item["what"]) for item in items if item["rule"] == "house"]

    assert listed() == [("harbor", "The management calls")]
    customer = root / "customers" / "harbor.md"
    customer.write_text(customer.read_text(encoding="utf-8") + "\n### 2026-11-20 call #boss-calls — Called Ruth\n", encoding="utf-8")
    assert listed() == []
