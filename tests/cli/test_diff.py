"""`pcrm diff`: what changed, in words, for people, programs and pull requests."""

import json
from pathlib import Path

import pytest

from tests.repositories import commit, edit, git, repository
from tests.small_notebook import notebook

A, P = "customers/华星.md", "projects/portal.md"
FILES = {
    A: """
        ---
        name: 华星软件
        aliases: [华星]
        owner: dana
        tier: general
        cadence: 2w
        next_contact: 2026-11-23
        contacts:
          - {name: 王芳, role: CTO}
          - {name: 刘强}
        ---

        ## Log

        ### 2026-11-18 call — Prices

        They want two phases.
        """,
    P: """
        ---
        name: Portal
        customer: 华星
        owner: dana
        stage: survey
        value: 120,000
        due: 2027-03-01
        ---

        ## Tasks

        - [ ] Send the offer @dana due:2026-11-24

        ## Log

        ### 2026-11-10 stage contact → survey
        """,
    "site/pages/kb/tips.md": "# Tips\n\nOne.\n",
    "templates/customer.md": "---\nname: x\n---\n",
}


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    return repository(tmp_path / "firm", FILES)


@pytest.fixture
def changed(firm: Path) -> Path:
    edit(firm, A, ("next_contact: 2026-11-23", "next_contact: 2026-12-02"), ("  - {name: 刘强}\n", ""),
         ("## Log\n", "## Log\n\n### 2026-11-20 visit — Seen the line\n### 2026-11-19 note — Drawings\n"))  # fmt: skip
    return firm


def answer(pcrm_in, root: Path, *args: str) -> dict:
    code, out, _ = pcrm_in(root, "diff", "--format", "json", *args)
    assert code == 0
    return json.loads(out)


def test_one_line_a_record_and_its_changes_below(changed, pcrm_in):
    assert pcrm_in(changed, "diff") == (0, (
        "华星软件: next contact moved 9 days, 2 entries added, contact removed  customers/华星.md\n"
        "    next contact: 2026-11-23 → 2026-12-02 (9 days later)  customers/华星.md:7\n"
        "    contact removed: 刘强  customers/华星.md:10\n"
        "    log entry added: 2026-11-20 visit — Seen the line  customers/华星.md:14\n"
        "    log entry added: 2026-11-19 note — Drawings  customers/华星.md:15\n"
        "\n"
        "Follow-ups that vanish\n"
        "    2026-11-23 华星软件 — the next contact was promised for 2026-11-23, last contact 2026-11-18: due in 2 days\n"
    ), f"HEAD ({git(changed, 'rev-parse', 'HEAD')[:10]}) → the files: 1 record changed\n")  # fmt: skip


def test_in_chinese(changed, pcrm_in):
    _, out, notes = pcrm_in(changed, "--lang", "zh", "diff")
    assert out.startswith("华星软件：下次联系推迟 9 天，新增 2 条记录，移除联系人 1 人  customers/华星.md\n    下次联系：2026-11-23 → 2026-12-02（推迟 9 天）")
    assert "不再出现的跟进\n    2026-11-23 华星软件——约定 2026-11-23 联系" in out and notes.endswith("→ 当前文件：1 份档案有改动\n")


def test_the_language_is_the_notebooks(firm, pcrm_in):
    edit(firm, "pcrm.yml", ("language: en", "language: zh"))
    assert pcrm_in(firm, "diff")[1] == "pcrm.yml：语言有改动  pcrm.yml\n    语言：en → zh\n"
    assert pcrm_in(firm, "--lang", "en", "diff")[1] == "pcrm.yml: language changed  pcrm.yml\n    language: en → zh\n"


def test_no_change_and_no_change_in_meaning(firm, pcrm_in):
    assert pcrm_in(firm, "diff") == (0, "", "no change\n")
    edit(firm, A, ("tier: general", "tier: general  # for now"))
    code, out, _ = pcrm_in(firm, "diff")
    assert (code, out) == (0, "华星软件: no change in meaning  customers/华星.md\n")


def test_exit_code_1_only_where_it_is_asked_for(changed, pcrm_in):
    assert pcrm_in(changed, "diff", "--exit-code")[0] == 1
    commit(changed)
    assert pcrm_in(changed, "diff", "--exit-code")[0] == 0
    assert pcrm_in(changed, "diff", "HEAD~1..HEAD", "--exit-code")[0] == 1


def test_json_has_canonical_values_and_sentences(changed, pcrm_in):
    found = answer(pcrm_in, changed)
    head = git(changed, "rev-parse", "HEAD").strip()
    assert found["version"] == 1 and found["base"] == {"kind": "commit", "name": "HEAD", "commit": head}
    assert found["head"] == {"kind": "work", "name": "work", "commit": ""}
    assert found["changes"][0] == {
        "id": "华星", "path": A, "type": "customer", "change": "changed", "field": "next_contact", "item": "", "old": "2026-11-23",
        "new": "2026-12-02", "text": "next contact: 2026-11-23 → 2026-12-02 (9 days later)", "line": 7,
    }  # fmt: skip
    assert [(one["field"], one["change"], one["item"]) for one in found["changes"][1:]] == [
        ("contacts", "removed", "刘强"), ("log", "added", "2026-11-20 Seen the line"), ("log", "added", "2026-11-19 Drawings"),
    ]  # fmt: skip
    assert found["summary"][0]["text"].startswith("华星软件: next contact moved 9 days")
    assert found["findings"] == {"new": [], "solved": []}
    assert [row["rule"] for row in found["consequences"]["followups_gone"]] == ["next-contact"]


def test_any_two_states_can_be_compared(changed, pcrm_in):
    git(changed, "switch", "-qc", "side")
    first = commit(changed)
    edit(changed, P, ("value: 120,000", "value: 150,000"))
    git(changed, "add", P)
    fields = lambda *args: [one["field"] for one in answer(pcrm_in, changed, *args)["changes"]]  # noqa: E731
    assert fields() == fields("--staged") == fields(first) == ["value"]
    assert fields("main...side") == ["next_contact", "contacts", "log", "log"]
    assert len(fields("main")) == len(fields("--staged", "main")) == 5
    assert fields("side..main") == ["next_contact", "contacts", "log", "log"]
    back = answer(pcrm_in, changed, "side..main")["changes"]
    assert [one["change"] for one in back] == ["changed", "added", "removed", "removed"]


def test_paths_ids_names_and_aliases_narrow_it(changed, pcrm_in):
    edit(changed, P, ("value: 120,000", "value: 150,000"))
    ids = lambda *args: [one["id"] for one in answer(pcrm_in, changed, *args)["summary"]]  # noqa: E731
    assert ids() == ["华星", "portal"]
    assert ids("portal") == ids("projects") == ids("HEAD", P) == ids("Portal") == ["portal"]
    assert ids("华星") == ids("华星软件") == ids("customers", "nosuch/../customers") == ["华星"]
    assert pcrm_in(changed, "diff", "portall")[::2] == (2, "pcrm: nothing here is called `portall`; nearest: portal\n")
    assert ids("site/pages/kb/tips.md") == []


def test_a_branch_called_as_a_record_has_to_be_named_clearly(changed, pcrm_in):
    git(changed, "branch", "portal")
    code, _, said = pcrm_in(changed, "diff", "portal")
    assert code == 2 and "is a revision and a record: write heads/portal" in said
    assert answer(pcrm_in, changed, "heads/portal")["summary"][0]["id"] == "华星"


def test_new_gone_and_renamed_records(firm, pcrm_in):
    (firm / A).rename(firm / "customers/huaxing.md")
    (firm / P).unlink()
    (firm / "customers/oak.md").write_text("---\nname: Oak\nowner: dana\ntier: key\n---\n", encoding="utf-8")
    _, out, _ = pcrm_in(firm, "diff")
    assert [line for line in out.split("\n")[:7] if not line.startswith(" ")] == [
        "华星软件: renamed from 华星  customers/huaxing.md", "Oak: new customer, tier key, owner Dana Whitfield  customers/oak.md",
        "Portal: project REMOVED  projects/portal.md", "",
    ]  # fmt: skip
    assert "    renamed: customers/华星.md → customers/huaxing.md\n" in out


def test_pages_templates_and_settings_are_told_too(firm, pcrm_in):
    edit(firm, "site/pages/kb/tips.md", ("One.", "One.\n\nTwo."))
    edit(firm, "templates/customer.md", ("name: x", "name: y"))
    edit(firm, "pcrm.yml", ("currency: CNY", "currency: USD\ntiers: {key: {cadence: 1w}}"))
    _, out, notes = pcrm_in(firm, "diff")
    assert [line.strip() for line in out.split("\n")[:7]] == [
        "pcrm.yml: currency and tiers changed  pcrm.yml", "currency: CNY → USD", "tiers changed",
        "Tips: text changed +2 −0  site/pages/kb/tips.md", "page changed +2 −0",
        "templates/customer.md: text changed +1 −1  templates/customer.md", "template changed +1 −1",
    ]  # fmt: skip
    assert notes.endswith("3 other files changed\n")


def test_each_side_is_read_with_its_own_settings(firm, pcrm_in):
    edit(firm, "pcrm.yml", ("currency: CNY", "currency: USD"))
    edit(firm, P, ("due: 2027-03-01\n", ""))
    value = next(one for one in answer(pcrm_in, firm)["changes"] if one["id"] == "portal")
    assert (value["field"], value["old"]) == ("value", "CNY 120000")


def test_findings_that_are_new_and_solved(firm, pcrm_in):
    edit(firm, P, ("due: 2027-03-01", "due: 2027-02-30"))
    commit(firm)
    edit(firm, P, ("due: 2027-02-30", "due: 2027-02-28"), ("stage: survey", "stage: order"), ("## Tasks\n", "## Tasks\n\nSome\nmore\nlines\n"))
    found = answer(pcrm_in, firm)["findings"]
    assert [one["rule"] for one in found["new"]] == ["stage-mismatch"]
    assert [one["rule"] for one in found["solved"]] == ["bad-date"]


def test_a_link_to_a_record_that_is_gone_is_found_in_files_that_nobody_touched(firm, pcrm_in):
    edit(firm, "site/pages/kb/tips.md", ("One.", "See [[华星]] and [[portal]]."))
    edit(firm, A, ("They want", "See [[nix]]. They want"))
    commit(firm)
    (firm / A).rename(firm / "customers/huaxing.md")
    found = answer(pcrm_in, firm)["findings"]
    assert [f"{one['path']} {one['rule']}" for one in found["new"]] == [f"{P} unknown-record", "site/pages/kb/tips.md broken-link"]
    assert found["solved"] == []
    git(firm, "add", "-A")
    assert len(answer(pcrm_in, firm, "--staged")["findings"]["new"]) == 2
    commit(firm)
    assert len(answer(pcrm_in, firm, "HEAD~1..HEAD")["findings"]["new"]) == 2
    edit(firm, P, ("customer: 华星", "customer: huaxing"), ("## Tasks", "## Tasks\n\n[[portall]]\n"))
    found = answer(pcrm_in, firm)["findings"]
    assert [[one["rule"] for one in found[side]] for side in ("new", "solved")] == [["broken-link"], ["unknown-record"]]


def test_sums_of_open_projects_before_and_after(firm, pcrm_in):
    edit(firm, P, ("value: 120,000", "value: 150,000"))
    sums = answer(pcrm_in, firm)["consequences"]["sums"]
    assert [one["text"] for one in sums] == ["Value: survey: CNY 120,000 → CNY 150,000 (+30,000)"]


def test_a_rewritten_and_a_removed_entry_are_said_loudly(firm, pcrm_in):
    edit(firm, A, ("two phases", "three phases"))
    edit(firm, P, ("### 2026-11-10 stage contact → survey\n", ""))
    _, out, notes = pcrm_in(firm, "diff")
    assert "1 entry REWRITTEN" in out and "log entry REWRITTEN: 2026-11-18 call — Prices: text +1 −1" in out
    assert "1 entry REMOVED" in out and "log entry REMOVED: 2026-11-10 stage contact → survey" in out
    assert notes.endswith("2 records changed, 2 log entries REWRITTEN or REMOVED\n")
    _, out, _ = pcrm_in(firm, "diff", "--format", "md")
    assert "⚠️ **log entry REWRITTEN: 2026-11-18 call — Prices: text +1 −1**" in out


APPROVALS = "approvals: [{name: large, when: 'type:project value:130000..', by: [li.wei, dana]}, {name: tiers, when: 'has:tier', by: [dana]}]\n"


def test_who_must_agree_is_listed_and_who_has(tmp_path, pcrm_in):
    firm = repository(tmp_path / "firm", FILES, APPROVALS)
    edit(firm, A, ("owner: dana", "owner: li.wei"))
    edit(firm, P, ("stage: survey", "probability: 40%\nstage: survey"))
    assert answer(pcrm_in, firm)["approvals"] == []
    edit(firm, A, ("tier: general", "tier: key"))
    edit(firm, P, ("value: 120,000", "value: 150,000"))
    texts = [one["text"] for one in answer(pcrm_in, firm)["approvals"]]
    assert texts == ["tier of 华星软件 changed: Dana Whitfield must agree", "value of Portal changed: 李薇 or Dana Whitfield must agree"]
    edit(firm, P, ("## Log\n", "## Log\n\n### 2026-11-20 decision @li.wei — Go\n"))
    one = answer(pcrm_in, firm)["approvals"][1]
    assert (one["agreed"], one["text"]) == ({"by": "li.wei", "date": "2026-11-20"}, "value of Portal changed: 李薇 agreed on 2026-11-20")


def test_terminal_signs_of_a_record_are_written_out(firm, pcrm_in):
    edit(firm, A, ("name: 华星软件", 'name: "x\x1b[2J‮"'))
    out = pcrm_in(firm, "diff")[1]
    assert "\x1b" not in out and "\u202e" not in out


def test_where_there_is_no_git_it_is_said_in_a_line(tmp_path, pcrm_in):
    (tmp_path / "pcrm.yml").write_text("format: 1\nlanguage: en\n", encoding="utf-8")
    assert pcrm_in(tmp_path, "diff") == (2, "", (
        "pcrm: the notebook is in no git repository, so no earlier version of it is known (git init makes one)\n"
    ))  # fmt: skip


def test_wrong_use_is_said_in_a_line(firm, pcrm_in):
    assert pcrm_in(firm, "diff", "--staged", "HEAD..HEAD")[::2] == (2, "pcrm: --staged compares one state with what is staged: write BASE, not HEAD..HEAD\n")
    assert "is no branch, tag or commit here" in pcrm_in(firm, "diff", "nix..HEAD")[2]
    assert "is no revision" in pcrm_in(firm, "diff", "--", "--output=x..HEAD")[2]


def test_before_the_first_commit_everything_is_new(tmp_path, pcrm_in):
    root = notebook(tmp_path / "firm", FILES)
    git(root, "init", "-q")
    found = answer(pcrm_in, root)
    assert found["base"] == {"kind": "commit", "name": "", "commit": ""} and found["findings"]["solved"] == []
    assert [(one["id"], one["change"]) for one in found["summary"]] == [
        ("华星", "added"), ("pcrm.yml", "added"), ("portal", "added"), ("kb/tips", "added"), ("templates/customer.md", "added"),
    ]  # fmt: skip
    assert pcrm_in(root, "diff")[2].startswith("nothing → the files: 2 records changed, 3 other files changed")


def test_a_damaged_record_is_a_line_and_the_others_are_compared(changed, pcrm_in):
    (changed / P).write_bytes(b"---\nname: \xff\n")
    found = answer(pcrm_in, changed)
    assert [one["text"] for one in found["summary"]][1:] == ["portal: cannot be read any more"]
    assert [one["rule"] for one in found["findings"]["new"]] == ["encoding-byte"]
    (changed / P).write_text("---\nname: [\n---\n", encoding="utf-8")
    assert "cannot be read any more" in pcrm_in(changed, "diff")[1]


def test_nothing_is_written(changed, pcrm_in):
    before = git(changed, "status", "--porcelain")
    pcrm_in(changed, "diff")
    assert git(changed, "status", "--porcelain") == before and not (changed / ".pcrm").exists()
