"""`pcrm set` at the prompt: what is written, what is refused, what is said."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.small_notebook import notebook

TIDEWATER = """
    ---
    name: Tidewater Clinics   # the group
    owner: dana
    lifecycle: active
    tier: "key"
    tags: [pilot, 'health care']
    needs:
      - a portal  # first
      - reports
    contract: {start: 2026-01-01, ref: T-1}
    contacts:
      - name: Owen Hart
        role: CIO
        phone: 555 0100
      - name: Mara Lind
        aliases: [Ms Lind]
    ---

    ## Log

    ### 2026-11-05 call — first call
    """
HUAXING = """
    ---
    名称: 华星软件
    负责人: li.wei
    级别: 重点
    联系人:
      - 姓名: 王芳
        角色: 使用者
    标签: [试点]
    ---

    ## 沟通计划

    | 内容 | 渠道 | 频率 | 负责人 | 对象 |
    | --- | --- | --- | --- | --- |
    | 月度回访 | 电话 | 1个月 | li.wei | 王芳 |
    """
PORTAL = """
    ---
    name: Portal
    customer: tidewater
    owner: dana
    stage: survey
    budget:
      total: 80,000
    ---

    ## Risks

    | id | what | probability | impact | owner | status |
    | --- | --- | --- | --- | --- | --- |
    | K1 | feed costs | 20% | 80% | dana | open |
    | K2 | SSO \\| UAT | 40% | 60% | dana | open |

    ## Milestones

    | id | name | due | after |
    | --- | --- | --- | --- |
    | M1 | Scope | 2026-11-25 |
    | M2 | Live | 2026-12-18 | M1 |
    | M3 | End |

    ## Log

    ### 2026-10-01 stage evaluation → survey
    """


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    return notebook(
        tmp_path / "firm",
        {"customers/tidewater.md": TIDEWATER, "customers/华星.md": HUAXING, "projects/portal.md": PORTAL},
    )


def lines_changed(root: Path, path: str, pcrm_in: Callable, *args: str) -> list[str]:
    """The lines that a command takes out of a file and puts into it, after it has succeeded."""
    before = (root / path).read_text(encoding="utf-8").split("\n")
    code, _, messages = pcrm_in(root, *args)
    assert code == 0, messages
    after = (root / path).read_text(encoding="utf-8").split("\n")
    gone = [f"-{line}" for line in before if line not in after]
    return gone + [f"+{line}" for line in after if line not in before]


@pytest.mark.parametrize(
    ("assignment", "changed"),
    [
        ("tier=potential", ['-tier: "key"', '+tier: "potential"']),
        ("tier=潜力", ['-tier: "key"', '+tier: "potential"']),
        ("客户等级=general", ['-tier: "key"', '+tier: "general"']),
        ("级别＝一般", ['-tier: "key"', '+tier: "general"']),
        ("name=Tidewater", ["-name: Tidewater Clinics   # the group", "+name: Tidewater   # the group"]),
        ("owner=小李", ["-owner: dana", "+owner: li.wei"]),
        ("owner=dana whitfield", []),
        ("tags=a,b", ["-tags: [pilot, 'health care']", "+tags: [a, 'b']"]),
        ("tags+=key account", ["-tags: [pilot, 'health care']", "+tags: [pilot, 'health care', key account]"]),
        ("tags-=pilot", ["-tags: [pilot, 'health care']", "+tags: ['health care']"]),
        ('tags+="a, b"', ["-tags: [pilot, 'health care']", "+tags: [pilot, 'health care', \"a, b\"]"]),
        ("needs-=reports", ["-  - reports"]),
        ("needs+=an app", ["+  - an app"]),
        ("tags=", ["-tags: [pilot, 'health care']"]),
        ("next_contact=+3d", ["+next_contact: 2026-11-24"]),
        ("下次联系=下周三", ["+next_contact: 2026-11-25"]),
        ("next_contact=2026/12/1", ["+next_contact: 2026-12-01"]),
        ("cadence=2周", ["+cadence: 2w"]),
        ("contract.end=2027-01-31", [
            "-contract: {start: 2026-01-01, ref: T-1}", "+contract: {start: 2026-01-01, end: 2027-01-31, ref: T-1}",
        ]),
        ("contract.ref=", ["-contract: {start: 2026-01-01, ref: T-1}", "+contract: {start: 2026-01-01}"]),
        ("evaluation.scores.fit=4", ["+evaluation:", "+  scores:", "+    fit: 4"]),
        ("archived=是", ["+archived: yes"]),
        ("contacts.Owen Hart.phone=555 0199", ["-    phone: 555 0100", "+    phone: 555 0199"]),
        ("contacts.owenhart.role=", ["-    role: CIO"]),
        ("contacts.Ms Lind.email=mara@t.example", ["+    email: mara@t.example"]),
        ("contacts.Mara Lind.stakeholder=决策人", ["+    stakeholder: decision-maker"]),
    ],
)  # fmt: skip
def test_a_field_of_an_english_customer(firm, pcrm_in, assignment, changed):
    assert lines_changed(firm, "customers/tidewater.md", pcrm_in, "set", "tidewater", assignment) == changed


@pytest.mark.parametrize(
    ("assignment", "changed"),
    [
        ("tier=potential", ["-级别: 重点", "+级别: 潜力"]),
        ("tier=key", []),
        ("lifecycle=active", ["+生命周期: 合作"]),
        ("archived=yes", ["+归档: 是"]),
        ("联系人.王芳.电话=138 0000 0001", ["+    电话: 138 0000 0001"]),
        ("contacts.王芳.stakeholder=champion", ["-    角色: 使用者", "+    角色: 支持者"]),
        ("plan.月度回访.every=2w", ["-| 月度回访 | 电话 | 1个月 | li.wei | 王芳 |", "+| 月度回访 | 电话 | 2w | li.wei | 王芳 |"]),
        ("plan.月度回访.with+=何俊", ["-| 月度回访 | 电话 | 1个月 | li.wei | 王芳 |", "+| 月度回访 | 电话 | 1个月 | li.wei | 王芳、何俊 |"]),
        ("plan.月度回访.owner=", ["-| 月度回访 | 电话 | 1个月 | li.wei | 王芳 |", "+| 月度回访 | 电话 | 1个月 |  | 王芳 |"]),
        ("contract.end=+1y", ["+合同:", "+  结束: 2027-11-21"]),
    ],
)
def test_a_field_of_a_chinese_customer(firm, pcrm_in, assignment, changed):
    assert lines_changed(firm, "customers/华星.md", pcrm_in, "set", "华星软件", assignment) == changed


@pytest.mark.parametrize(
    ("assignment", "changed"),
    [
        ("budget.total=12万", ["-  total: 80,000", "+  total: 120,000"]),
        ("budget.total=USD 9,000", ["-  total: 80,000", "+  total: USD 9,000"]),
        ("value=12万元", ["+value: 120,000"]),
        ("customer=华星软件", ["-customer: tidewater", "+customer: 华星"]),
        ("risks.K2.status=关闭", ["-| K2 | SSO \\| UAT | 40% | 60% | dana | open |", "+| K2 | SSO \\| UAT | 40% | 60% | dana | closed |"]),
        ("risks.feed costs.what=a|b", [
            "-| K1 | feed costs | 20% | 80% | dana | open |", "+| K1 | a\\|b | 20% | 80% | dana | open |",
        ]),
        ("milestones.M3.after=M1,M2", ["-| M3 | End |", "+| M3 | End | | M1, M2 |"]),
        ("里程碑.m2.截止=月底", ["-| M2 | Live | 2026-12-18 | M1 |", "+| M2 | Live | 2026-11-30 | M1 |"]),
    ],
)  # fmt: skip
def test_a_field_or_an_item_of_a_project(firm, pcrm_in, assignment, changed):
    assert lines_changed(firm, "projects/portal.md", pcrm_in, "set", "portal", assignment) == changed


@pytest.mark.parametrize(
    ("name", "assignment", "said"),
    [
        ("tidewater", "teir=key", "customer has no field `teir` (perhaps tier)"),
        ("tidewater", "tier=gold", "tier: `gold` is none of its choices; write one of key, potential, general"),
        ("tidewater", "owner=bob", "owner: `bob` is nobody in the team"),
        ("tidewater", "owner=", "`owner` is missing"),
        ("tidewater", "contract=x", "contract holds several values; write one of contract.start, contract.end"),
        ("tidewater", "contract.end=soon", "end: `soon` is no date; write 2026-11-20, or a word"),
        ("tidewater", "contract.end=2026-02-30", "`2026-02-30` is not a date in the calendar"),
        ("tidewater", "contract.foo=1", "`contract` has no `foo`; it has start, end, ref, service_scope"),
        ("tidewater", "name.x=1", "`name` holds a single value"),
        ("tidewater", "name+=x", "name holds one value, so nothing is added to it"),
        ("tidewater", "contacts=x", "`contacts` is a list of items: write contacts.ITEM.name=…"),
        ("tidewater", "contacts.Nobody.phone=5550", "contacts: there is no `Nobody`; write one of Owen Hart, Mara Lind"),
        ("tidewater", "contacts.Owen Hart.phone=x", "phone: `x` is no phone number"),
        ("tidewater", "evaluation.scores.fit=6", "`6` is outside 1..5"),
        ("tidewater", "parent=nobody", "nothing here is called `nobody`"),
        ("tidewater", "name=a\x1bb", "the control character U+001B stands here"),
        ("portal", "risks.K9.status=open", "risks: there is no `K9`; write one of K1, K2"),
        ("portal", "risks.K2.plan=x", "the table of risks has no column plan; add the column in an editor"),
        ("portal", "risks.K2.probability=40", "the sign `%` is missing; write 40%"),
        ("portal", "stage=contcat", "`contcat` is none of its choices"),
        ("portal", "closed=today outcome=done", "closed as done without a retrospective"),
        ("portal", "milestones.M1.after=M2", "`after` runs in a circle"),
        ("portal", "custom=yes", "custom work without an agreement"),
        ("portal", "name=<!-- x\ny", ""),
        ("portal", "risks.K2.what=a\nb", "edit it in an editor"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_in_one_line_and_nothing_is_written(firm, pcrm_in, name, assignment, said):
    path = firm / ("projects/portal.md" if name == "portal" else "customers/tidewater.md")
    before = path.read_bytes()
    words = assignment.split(" ") if "closed" in assignment else [assignment]
    code, out, messages = pcrm_in(firm, "set", name, *words)
    if said:
        assert (code, out, messages.count("\n")) == (2, "", 1)
        assert said in messages
        assert path.read_bytes() == before
    else:
        assert (code, '"<!-- x\\ny"' in path.read_text(encoding="utf-8")) == (0, True)


def test_a_refusal_is_said_in_chinese_with_the_choices(firm, pcrm_in):
    code, _, messages = pcrm_in(firm, "--lang", "zh", "set", "华星", "级别=金牌")
    assert (code, messages) == (2, "pcrm: customers/华星.md:4：没有改动：级别：`金牌` 不在可选范围内；可选：重点、潜力、一般\n")
    assert "客户没有字段 `级另`（也许是 级别）" in pcrm_in(firm, "--lang", "zh", "set", "华星", "级另=x")[2]


def test_the_answer_is_a_place(firm, pcrm_in):
    assert pcrm_in(firm, "set", "tidewater", "tier=general", "size=40")[:2] == (0, "customers/tidewater.md:3\n")
    answer = json.loads(pcrm_in(firm, "set", "portal", "risks.K1.status=closed", "--format", "json")[1])
    assert answer == {"version": 1, "path": "projects/portal.md", "line": 14}


def test_a_value_it_has_already_changes_nothing(firm, pcrm_in):
    path = firm / "customers/tidewater.md"
    before = path.stat().st_mtime_ns
    code, out, messages = pcrm_in(firm, "set", "tidewater", "tier=key", "tags+=pilot", "tags-=none", "size=")
    assert (code, out, messages) == (0, "", "customers/tidewater.md: nothing to change\n")
    assert path.stat().st_mtime_ns == before
    assert [entry.name for entry in (firm / "customers").iterdir() if entry.name.startswith(".")] == []


def test_several_records_are_changed_all_or_none(firm, pcrm_in):
    assert pcrm_in(firm, "set", "tidewater", "华星", "region=East")[1] == "customers/tidewater.md:3\ncustomers/华星.md:3\n"
    before = [(firm / path).read_bytes() for path in ("customers/tidewater.md", "customers/华星.md")]
    code, _, messages = pcrm_in(firm, "set", "tidewater", "华星", "contacts.王芳.phone=555 0100")
    assert (code, "there is no `王芳`" in messages) == (2, True)
    assert [(firm / path).read_bytes() for path in ("customers/tidewater.md", "customers/华星.md")] == before


def test_a_query_names_the_records(firm, pcrm_in):
    code, out, _ = pcrm_in(firm, "set", "--query", "owner:dana type:customer", "tags+=dana", "--dry-run")
    assert (code, out.count("\n+tags"), out.count("+++")) == (0, 1, 1)
    assert pcrm_in(firm, "set", "--query", "owner:dana type:customer", "tags+=dana")[1] == "customers/tidewater.md:6\n"
    assert pcrm_in(firm, "set", "--query", "name:zzzz", "tags+=x") == (1, "", "no record matches\n")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("tier=key",), "which record?"),
        (("tidewater",), "what is to change?"),
        (("tidewater", "tier=key", "portal"), "write KEY=VALUE, not `portal`"),
        (("tidewater", "=key"), "what is to change?"),
        (("--query", "x", "tidewater", "tier=key"), "name records or give --query, not both"),
        (("tidewater", "tier=key", "-m", "why"), "-m goes with --commit"),
        (("tier:key", "a=b"), "nothing here is called `tier:key`"),
    ],
)
def test_wrong_use_is_explained(firm, pcrm_in, args, said):
    code, _, messages = pcrm_in(firm, "set", *args)
    assert (code, said in messages) == (2, True)


def test_an_id_may_hold_an_equals_sign(firm, pcrm_in):
    (firm / "customers/a=b.md").write_text("---\nname: A\nowner: dana\n---\n", encoding="utf-8")
    assert pcrm_in(firm, "set", "a=b", "size=1")[:2] == (0, "customers/a=b.md:3\n")


def test_a_state_that_the_log_does_not_tell_of_is_said(firm, pcrm_in):
    code, out, messages = pcrm_in(firm, "set", "portal", "stage=order", "owner=li.wei")
    assert (code, out) == (0, "projects/portal.md:4\n")
    assert "projects/portal.md: the log does not tell of stage: survey → order (--log writes that entry too)\n" in messages
    assert "projects/portal.md: the log does not tell of owner: Dana Whitfield → 李薇" in messages
    assert "projects/portal.md:5: stage: order, but the last stage entry (line 27) says survey [stage-mismatch]" in messages
    assert "记录里没有写负责人：李薇 → Dana Whitfield" in pcrm_in(firm, "--lang", "zh", "set", "portal", "owner=dana")[2]


def test_the_entries_of_changed_states_are_written_on_demand(firm, pcrm_in):
    code, _, messages = pcrm_in(firm, "set", "portal", "stage=order", "owner=li.wei", "tags=x", "--log")
    assert (code, messages) == (0, "")
    text = (firm / "projects/portal.md").read_text(encoding="utf-8")
    assert "### 2026-11-21 handover dana → li.wei\n\n### 2026-11-21 stage survey → order\n\n### 2026-10-01 stage" in text
    pcrm_in(firm, "set", "华星", "负责人=dana", "级别=一般", "--log")
    assert (firm / "customers/华星.md").read_text(encoding="utf-8").endswith("## 记录\n\n### 2026-11-21 交接 li.wei → dana\n")
    before = (firm / "projects/portal.md").read_bytes()
    code, _, messages = pcrm_in(firm, "--as-of", "2026-01-01", "set", "portal", "stage=survey", "--log")
    assert (code, (firm / "projects/portal.md").read_bytes()) == (2, before)
    assert "which is later" in messages


def test_errors_that_were_there_before_do_not_stop_a_change_and_are_said(firm, pcrm_in):
    (firm / "customers/old.md").write_text("---\nname: Old\ntier: gold\n---\n", encoding="utf-8")
    code, out, messages = pcrm_in(firm, "set", "old", "size=9")
    assert (code, out) == (0, "customers/old.md:3\n")
    assert "customers/old.md:2: `owner` is missing [required]" in messages
    assert "`gold` is none of its choices [wrong-choice]" in messages


def test_a_dry_run_shows_a_diff_and_writes_nothing(firm, pcrm_in):
    before = (firm / "customers/tidewater.md").read_bytes()
    code, out, _ = pcrm_in(firm, "set", "tidewater", "tier=general", "--dry-run")
    assert (code, (firm / "customers/tidewater.md").read_bytes()) == (0, before)
    assert out.startswith("--- a/customers/tidewater.md\n+++ b/customers/tidewater.md\n@@ -2,7 +2,7 @@\n name: Tidewater")
    assert '\n-tier: "key"\n+tier: "general"\n' in out
    shown = json.loads(pcrm_in(firm, "set", "tidewater", "tier=general", "--dry-run", "--format", "json")[1])
    assert (shown["dry_run"], shown["line"], shown["diff"]) == (True, 5, out.rstrip("\n"))
    coloured = pcrm_in(firm, "set", "tidewater", "tier=general", "--dry-run", columns=80)[1]
    assert '\x1b[31m-tier: "key"\x1b[0m' in coloured and '\x1b[32m+tier: "general"\x1b[0m' in coloured


def test_a_diff_shows_control_characters_and_knows_every_line_end(firm, pcrm_in):
    (firm / "customers/x.md").write_bytes(b"---\r\nname: X\r\nowner: dana\r\n---\r\nbell \x07\rend")
    out = pcrm_in(firm, "set", "x", "size=1", "--dry-run")[1]
    assert out.split("\n")[3:-1] == [" ---", " name: X", "+size: 1", " owner: dana", " ---", " bell \\x07"]
    assert pcrm_in(firm, "set", "x", "size=1")[1] == "customers/x.md:3\n"
    assert (firm / "customers/x.md").read_bytes() == b"---\r\nname: X\r\nsize: 1\r\nowner: dana\r\n---\r\nbell \x07\rend"


def test_another_encoding_is_refused_with_the_way_out(firm, pcrm_in):
    (firm / "customers/gbk.md").write_bytes("---\nname: 华兴\nowner: dana\n---\n".encode("gb18030"))
    code, _, messages = pcrm_in(firm, "set", "gbk", "size=1")
    assert (code, messages) == (
        2, "pcrm: customers/gbk.md:2: not changed: the file is not UTF-8; it looks like GB18030; run `pcrm convert` on it\n",
    )  # fmt: skip


def test_a_page_of_the_site_is_no_record(firm, pcrm_in):
    (firm / "site/pages").mkdir(parents=True)
    (firm / "site/pages/about.md").write_text("# About\n", encoding="utf-8")
    code, _, messages = pcrm_in(firm, "set", "about", "name=x")
    assert (code, messages) == (2, "pcrm: site/pages/about.md is a page of the site, not a record\n")


def test_words_that_are_no_utf8_are_refused(firm, pcrm):
    path = firm / "customers/tidewater.md"
    before = path.read_bytes()
    done = pcrm("set", "tidewater", os.fsdecode(b"name=\xff"), cwd=firm)
    assert (done.code, path.read_bytes()) == (2, before)
    assert b"control character U+DCFF" in done.stderr
