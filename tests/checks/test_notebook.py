"""What only the whole notebook can answer: ids, links, people of a project's customer, balances, days after today."""

from datetime import date
from pathlib import Path

import pytest

from pcrm_tools.checks.notebook import RULES
from pcrm_tools.session import Session
from tests.small_notebook import TODAY, findings, flat, notebook, write


def customer(front: str = "", body: str = "", name: str = "X") -> str:
    return f"---\nname: {name}\nowner: dana\n{flat(front)}---\n{flat(body)}"


def project(front: str = "", body: str = "", customer_id: str = "huaxing") -> str:
    return f"---\nname: X\ncustomer: {customer_id}\nowner: dana\n{flat(front)}---\n{flat(body)}"


HUAXING = customer(
    "contacts: [{name: 王芳, aliases: [芳姐]}, {name: 刘强, left: 2026-03-31}]\n",
    "## Summary\n\n### 2026-11-02 complaint id:C1 — x\n### 2026-11-01 call — y\n- [ ] a @dana due:2026-12-01 id:t1\n",
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return notebook(tmp_path / "notebook", {"customers/huaxing.md": HUAXING})


def found(root: Path, files: dict[str, str], today: date = TODAY) -> list[str]:
    write(root, files)
    return findings(root, today)


# --- ids ---


def test_ids_are_unique(root):
    assert found(root, {"customers/east/a.md": customer(), "projects/b.md": project()}) == []
    assert found(root, {"projects/a.md": project()}) == ["customers/east/a.md:1:1 duplicate-id", "projects/a.md:1:1 duplicate-id"]


@pytest.mark.parametrize(("one", "other"), [("acme", "Acme"), ("acme", "ａcme"), ("ⅳ", "iv"), ("stra\u00dfe", "strasse")])
def test_ids_that_differ_only_by_case_or_width_are_twins(root, one, other):
    assert found(root, {f"customers/{one}.md": customer(), f"projects/{other}.md": project()}) == [
        f"customers/{one}.md:1:1 twin-id", f"projects/{other}.md:1:1 twin-id",
    ]  # fmt: skip


def test_two_forms_of_one_name_are_the_same_id(root):
    composed, parted = "caf\u00e9", "cafe\u0301"
    assert found(root, {f"customers/{composed}.md": customer(), f"projects/{parted}.md": project()}) == [
        f"customers/{composed}.md:1:1 duplicate-id", f"projects/{parted}.md:1:1 duplicate-id",
    ]  # fmt: skip


def test_traditional_and_simplified_twins_are_only_warned_of(root):
    assert found(root, {"customers/華星.md": customer(), "projects/华星.md": project()}) == [
        "customers/華星.md:1:1 similar-id", "projects/华星.md:1:1 similar-id",
    ]  # fmt: skip


def test_pages_and_records_may_share_a_name(root):
    assert found(root, {"site/pages/huaxing.md": "# Huaxing\n"}) == []


# --- links ---


def test_links_to_records_pages_anchors_and_files_that_are_there(root):
    body = """
        [[huaxing]] [[huaxing|them]] [[huaxing#C1]] [[huaxing#2026-11-01-call]] [[huaxing#t1]] [[huaxing#Summary]] [[#R1]] [[kb/print]] [[print]]
        [them](huaxing.md) [them](huaxing.md#C1) [a file](files/a%20b.pdf) [page](../site/pages/kb/print.md) [web](https://example.com)

        ### 2026-11-02 call re:huaxing#C1 id:R1 — x
        """
    files = {"customers/a.md": customer("", body), "customers/files/a b.pdf": "x", "site/pages/kb/print.md": "# Print\n\n[them](../../../customers/huaxing.md)\n"}
    assert found(root, files) == []


@pytest.mark.parametrize(
    ("line", "column", "rule"),
    [
        ("[[huaxingg]]", 1, "broken-link"), ("[[huaxing#C9]]", 1, "broken-anchor"), ("[[#C9]]", 1, "broken-anchor"), ("[x](gone.pdf)", 1, "broken-link"),
        ("![x](gone.png)", 1, "broken-link"), ("[x](/customers/huaxing.md)", 1, "broken-link"), ("[x](../../outside.md)", 1, "broken-link"),
        ("text [[gone]]", 6, "broken-link"), ("- [ ] a @dana due:2026-12-01 re:huaxing#C9", 33, "broken-anchor"),
        ("- [ ] a @dana due:2026-12-01 after:gone#t1", 36, "broken-link"),
    ],
)  # fmt: skip
def test_a_link_to_nothing_is_told_of(root, line, column, rule):
    assert found(root, {"customers/a.md": customer("", line + "\n")}) == [f"customers/a.md:5:{column} {rule}"]


def test_references_between_records_reach_entries_tasks_and_items(root):
    tower = project("", "## Milestones\n\n| id | name |\n| --- | --- |\n| M4 | live |\n")
    body = "### 2026-11-02 call re:tower#M4 — x\n### 2026-11-01 call re:[[tower#M4]] — x\n### 2026-10-31 call re:tower#M5 — x\n"
    assert found(root, {"projects/tower.md": tower, "customers/a.md": customer("", body)}) == ["customers/a.md:7:24 broken-anchor"]


@pytest.mark.parametrize("typed", ["Huaxing", "ｈuaxing", "HUAXING"])
def test_a_link_in_another_form_leads_there_with_a_warning(root, typed):
    assert found(root, {"customers/a.md": customer("", f"[[{typed}]] [[{typed}#C1]]\n")}) == [
        "customers/a.md:5:1 link-form", f"customers/a.md:5:{len(typed) + 6} link-form",
    ]  # fmt: skip


def test_a_field_joins_records_by_their_exact_ids(root):
    write(root, {"projects/tower.md": project(customer_id="Huaxing")})
    session = Session.open(root)
    (finding,) = session.findings(TODAY)
    session.close()
    assert (finding.rule, finding.severity, finding.values["want"]) == ("link-form", "error", "huaxing")


def test_links_resolve_in_either_normal_form(root):
    files = {"customers/cafe\u0301.md": customer(), "customers/a.md": customer("parent: caf\u00e9\n", "[[cafe\u0301]] [[caf\u00e9]]\n")}
    assert found(root, files) == []


def test_fields_name_records_of_the_right_type(root):
    write(root, {"projects/tower.md": project("related: [tower]\n")})
    assert found(root, {"customers/a.md": customer("parent: huaxing\nreferred_by: '[[huaxing]]'\n")}) == []
    assert found(root, {"customers/a.md": customer("parent: tower\nreferred_by: tower\n")}) == [
        "customers/a.md:4:9 wrong-record", "customers/a.md:5:14 wrong-record",
    ]  # fmt: skip
    assert found(root, {"customers/a.md": customer("parent: nobody\n", "### 2026-11-02 referral customer:nobody — x\n")}) == [
        "customers/a.md:4:9 unknown-record", "customers/a.md:6:34 unknown-record",
    ]  # fmt: skip
    write(root, {"customers/a.md": customer()})
    assert found(root, {"projects/tower.md": project("related: [huaxing]\n", customer_id="tower")}) == [
        "projects/tower.md:3:11 wrong-record", "projects/tower.md:5:10 wrong-record",
    ]  # fmt: skip


def test_links_of_a_page_are_checked_and_its_merge_markers(root):
    page = "# Page\n\n[[huaxing]] [[gone]] [x](gone.md)\n<<<<<<< ours\n"
    assert found(root, {"site/pages/kb/a.md": page}) == [
        "site/pages/kb/a.md:3:13 broken-link", "site/pages/kb/a.md:3:22 broken-link", "site/pages/kb/a.md:4:1 merge-marker",
    ]  # fmt: skip


def test_a_file_may_allow_what_only_the_notebook_can_say(root):
    files = {
        "customers/a.md": customer("", "<!-- pcrm: allow broken-link -->\n[[gone]]\n"),
        "customers/b.md": customer("", "[[gone]] <!-- pcrm: allow broken-link -->\n[[gone]]\n"),
        "site/pages/c.md": "# C\n\n<!-- pcrm: allow broken-link -->\n[[gone]]\n",
    }
    assert found(root, files) == ["customers/b.md:6:1 broken-link"]


# --- people ---


def test_people_of_a_project_are_those_of_its_customer(root):
    body = "## Stakeholders\n\n| contact |\n| --- |\n| 王芳 |\n| dana |\n\n### 2026-03-01 meeting with:芳姐,刘强,小李 — x\n"
    assert found(root, {"projects/tower.md": project("", body)}) == []


def test_strangers_and_people_who_left_are_told_of_at_their_names(root):
    body = "## Stakeholders\n\n| contact |\n| --- |\n| 李娜 |\n| 刘强 |\n\n### 2026-11-02 meeting with:王芳,马良,刘强 — x\n"
    assert found(root, {"projects/tower.md": project("", body)}) == [
        "projects/tower.md:10:3 unknown-contact", "projects/tower.md:13:32 unknown-contact", "projects/tower.md:13:35 contact-left",
    ]  # fmt: skip


def test_contacts_of_a_table_and_with_aliases_count(root):
    tabled = customer("", "## Contacts\n\n| name | aliases | left |\n| --- | --- | --- |\n| Ann Lee | Ann, AL | |\n| Bob | | 2026-05-31 |\n")
    files = {"customers/tabled.md": tabled, "projects/p.md": project("", "### 2026-05-31 call with:AL,Bob — x\n", "tabled")}
    assert found(root, files) == []
    assert found(root, {"projects/p.md": project("", "### 2026-06-01 call with:AL,Bob — x\n", "tabled")}) == ["projects/p.md:6:29 contact-left"]


# --- balances ---


def test_points_are_counted_over_the_customer_and_its_projects(root):
    own = customer("", "### 2026-01-01 opening points:100\n### 2026-03-01 redeem points:150 — gift\n")
    bought = project("", "### 2026-02-01 points points:60 — order\n", "shop")
    assert found(root, {"customers/shop.md": own, "projects/p.md": bought}) == []
    assert found(root, {"projects/p.md": project("", "### 2026-02-01 points points:40 — order\n", "shop")}) == ["customers/shop.md:6:1 points-negative"]
    assert found(root, {"projects/p.md": project("", "### 2026-04-01 points points:60 — too late\n", "shop")}) == ["customers/shop.md:6:1 points-negative"]


def test_points_below_zero_are_told_of_where_they_fall(root):
    body = "### 2026-03-03 redeem points:1 — b\n### 2026-03-02 redeem points:120 — a\n### 2026-01-01 opening points:100\n"
    assert found(root, {"customers/shop.md": customer("", body)}) == ["customers/shop.md:6:1 points-negative"]


def test_every_loyalty_entry_counts(root):
    body = """
        ### 2026-02-09 check points:75
        ### 2026-02-05 redeem points:40 — gift
        ### 2026-02-04 points points:-10 — correction
        ### 2026-02-03 referral points:20 customer:huaxing — brought
        ### 2026-02-02 reward points:5 — thanks
        ### 2026-02-01 points points:0 — none
        ### 2026-01-01 opening points:100
        """
    assert found(root, {"customers/shop.md": customer("", body)}) == []
    assert found(root, {"customers/shop.md": customer("", body.replace("check points:75", "check points:80"))}) == ["customers/shop.md:5:1 check-failed"]


def test_orders_and_receivables_are_counted_over_the_customer_and_its_projects(root):
    own = customer("", "### 2026-06-30 check orders:17万 receivable:3万\n### 2026-01-01 opening orders:10万 receivable:5万\n")
    bought = "### 2026-03-01 payment amount:6万 — paid\n### 2026-02-02 invoice amount:4万 — first\n### 2026-02-01 order amount:7万 — more\n"
    assert found(root, {"customers/shop.md": own, "projects/p.md": project("", bought, "shop")}) == []
    assert found(root, {"projects/p.md": project("", bought.replace("7万", "8万").replace("6万", "9万"), "shop")}) == [
        "customers/shop.md:5:1 check-failed", "customers/shop.md:5:1 check-failed",
    ]  # fmt: skip


def test_currencies_are_never_added(root):
    body = "### 2026-02-01 check orders:5万\n### 2026-01-02 order amount:USD100 — a\n### 2026-01-01 order amount:5万 — b\n"
    assert found(root, {"customers/shop.md": customer("", body)}) == []
    assert found(root, {"customers/shop.md": customer("", body.replace("orders:5万", "orders:USD100"))}) == []


def test_a_check_without_a_time_is_of_the_days_end_and_an_opening_of_its_beginning(root):
    body = "### 2026-01-01 check points:90\n### 2026-01-01 opening points:100\n### 2026-01-01 redeem points:10 — gift\n"
    assert found(root, {"customers/shop.md": customer("", body)}) == []
    timed = "### 2026-01-01 16:00 redeem points:10 — gift\n### 2026-01-01 9:00 check points:100\n### 2026-01-01 opening points:100\n"
    assert found(root, {"customers/shop.md": customer("", timed)}) == []


def test_a_balance_is_its_own_customers(root):
    files = {"customers/a.md": customer("", "### 2026-01-01 opening points:100\n"), "customers/b.md": customer("", "### 2026-01-02 redeem points:1 — x\n")}
    assert found(root, files) == ["customers/b.md:5:1 points-negative"]


# --- days after today ---


def test_the_log_says_what_happened(root):
    body = "### 2026-11-22 call — tomorrow\n### 2026-11-21 call — today\n"
    assert found(root, {"customers/a.md": customer("", body)}) == ["customers/a.md:5:1 future-entry"]
    assert found(root, {"customers/a.md": customer("", body)}, date(2026, 11, 22)) == []


def test_every_rule_about_the_notebook_is_shown_above():
    text = Path(__file__).read_text(encoding="utf-8")
    assert [rule.id for rule in RULES if rule.id not in text] == []
