"""A customer's page: what it shows beyond the file's own words, and that it stays right from day to day."""

import re
from datetime import date
from pathlib import Path

import pytest

from tests.site.notebooks import build, make_notebook
from tests.site.record_notebook import FIRM, FIRM_RECORDS, FIRM_SETTINGS, JOB, part
from tests.site.test_build import same


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site of a notebook with something in every section."""
    root = make_notebook(tmp_path_factory.mktemp("firm"), FIRM_RECORDS, FIRM_SETTINGS)
    build(root)
    return root / "site/public"


@pytest.fixture(scope="module")
def shown(site: Path) -> str:
    return (site / "customers/quay.html").read_text("utf-8")


def rows(section: str) -> list[list[str]]:
    """The cells of a section's table as text."""
    found = re.findall(r"<tr[^>]*>(.*?)</tr>", section.partition("<tbody>")[2], re.DOTALL)
    return [
        [re.sub(r"<[^>]*>", "", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)] for row in found
    ]


def test_the_plan_tells_the_days_that_followups_go_by(shown: str) -> None:
    found = rows(part(shown, "plan"))
    assert [row[-2:] for row in found] == [["2026-11-18", "2026-12-18"], ["never yet", "2027-06-01"]]


def test_account_by_day_with_what_is_owed_then(shown: str) -> None:
    section = part(shown, "accounts")
    assert [row[0] for row in rows(section)][:2] == ["2026-10-20", "2026-10-01"]
    by_day = {row[0]: row[3:] for row in rows(section)}
    assert by_day["2026-10-20"] == ["−EUR 400", "EUR 600"]
    assert by_day["2026-09-15"] == ["−USD 50", ""]
    assert 'href="#at-F1"' in section
    assert "EUR 600</b> open" in section  # what is left of the invoice


def test_currencies_are_never_added_up(shown: str) -> None:
    sums = part(shown, "accounts").partition("</dl>")[0]
    assert "USD 50" in sums
    assert "EUR 1,050" not in sums


def test_points_with_their_balance(shown: str) -> None:
    assert [row[3:] for row in rows(part(shown, "points"))] == [["−20", "100"], ["+120", "120"]]


def test_satisfaction_is_drawn_from_two_surveys_on(shown: str) -> None:
    section = part(shown, "satisfaction")
    assert section.count("<svg") == 2
    assert "Autumn survey" in section


def test_cases_say_by_when_they_are_to_be_solved_and_whether_that_was_kept(shown: str) -> None:
    section = part(shown, "cases")
    opened, solved = section.split("<details", 1)
    assert "answer by" in opened
    assert "2026-11-16 14:00" in opened
    assert "2026-11-23" in opened  # five working days
    assert 'p-badge--bad">late' in solved


def test_people_are_placed_by_influence_and_attitude_and_followed(shown: str) -> None:
    section = part(shown, "people")
    assert "in favour" in section
    assert section.count("<circle") == 2
    gone = section[section.index("Cy Dunn") :] if "Cy Dunn" in section else ""
    assert 'now at</span> <a href="../customers/pier.html">Pier Foods</a>' in gone
    assert 'followed by</span> <a href="#at-Ann-Bay">Ann Bay</a>' in gone
    assert 'Was at</span> <a href="../customers/pier.html">Pier Foods</a>' in section


def test_head_links_to_the_pages_of_values_and_people(site: Path, shown: str) -> None:
    head = shown[shown.index("p-head__row") : shown.index("p-kpis")]
    for name in (
        "segments/tier-key",
        "segments/lifecycle-active",
        "segments/tag-milk",
        "segments/segment-north",
        "segments/industry-dairy",
        "team/dana",
    ):
        assert f'href="../{name}.html"' in head, name
        assert (site / f"{name}.html").is_file()


def test_contract_and_evaluation(shown: str) -> None:
    assert '<span class="p-due"><time datetime="2026-12-31">' in part(shown, "contract")
    assert "4/5" in part(shown, "evaluation")


def test_projects_with_their_path_in_miniature(shown: str) -> None:
    section = part(shown, "projects")
    assert 'aria-label="order (3/4)"' in section
    assert section.index("Cold room") < section.index("Old shed")


def test_what_is_due_says_why_without_the_distance_from_today(shown: str) -> None:
    section = part(shown, "due")
    assert "kind" not in section.lower().split("complaint")[0]
    assert "2026-10-31" in section  # the invoice's last day
    assert "payable by" in section
    assert not re.search(r"days? (?:late|overdue)|overdue by|\d+ days", section)


def test_timeline_can_be_narrowed_by_kind_own_kinds_too_and_by_project(shown: str) -> None:
    section = part(shown, "timeline") + shown[shown.index("data-sieve") :]
    assert 'data-kind="tasting" data-of="contact" hidden>Tasting <span>1</span>' in section
    assert '<option value="cold" data-place="1">Cold room</option>' in section
    assert 'data-group="project" data-kind="acceptance" data-place="1"' in section


def test_headings_of_the_file_lead_to_the_right_place(shown: str) -> None:
    assert 'href="../customers/quay.html#at-Records"' in shown
    assert '<span id="at-Records"></span>Timeline' in shown
    assert '<span id="at-Plan"></span>' in part(shown, "plan")


def test_ways_to_the_git_host(shown: str) -> None:
    for way in ("blob/main/customers/quay.md", "edit/main/customers/quay.md", "commits/main/customers/quay.md"):
        assert f'href="https://git.harbor.example/team/notebook/{way}"' in shown, way
    line = FIRM.split("\n").index('### 2026-11-05 tasting with:"Ann Bay" — Four cheeses') + 1
    assert f'blob/main/customers/quay.md#L{line}"' in shown


def test_nothing_empty_is_shown(site: Path) -> None:
    shown = (site / "customers/pier.html").read_text("utf-8")
    for key in ("accounts", "points", "satisfaction", "cases", "plan", "contract", "notes"):
        assert f'id="{key}"' not in shown, key
        assert f'href="#{key}"' not in shown, key


def test_a_long_timeline_folds_what_is_old(tmp_path: Path) -> None:
    log = "".join(f"### {2026 - n // 120}-{12 - n // 10 % 12:02}-{28 - n % 10:02} note id:n{n} — Word {n}\n" for n in range(300))
    root = make_notebook(tmp_path, {"customers/long.md": f"---\nname: Long\nowner: dana\n---\n\n## Log\n\n{log}"})
    build(root)
    shown = (root / "site/public/customers/long.html").read_text("utf-8")
    opened, _, folded = shown[shown.index("p-timeline") :].partition("<details")
    assert opened.count("<article") == 60
    assert f"{opened}{folded}".count("<article") == 300
    assert 'id="at-n299"' in folded


def test_a_projects_edit_reaches_its_customers_page(tmp_path: Path) -> None:
    root = make_notebook(tmp_path / "notebook", FIRM_RECORDS, FIRM_SETTINGS)
    build(root)
    (root / "projects/cold.md").write_text(JOB.replace('amount:"EUR 20000" re:F7', 'amount:"EUR 15000" re:F7'))
    build(root)
    assert "EUR 5,600</dd>" in part((root / "site/public/customers/quay.html").read_text("utf-8"), "accounts")
    build(root, tmp_path / "anew")
    assert same(root / "site/public", tmp_path / "anew") == []


def test_a_day_that_passes_renders_the_pages_alone_on_which_something_became_due(tmp_path: Path) -> None:
    root = make_notebook(tmp_path / "notebook", FIRM_RECORDS, FIRM_SETTINGS)
    public = root / "site/public"
    build(root, today=date(2026, 11, 20))
    names = ("customers/quay.html", "customers/pier.html", "projects/cold.html", "projects/shed.html")

    def moments() -> dict[str, int]:
        return {name: (public / name).stat().st_mtime_ns for name in names}

    before = moments()
    build(root, today=date(2026, 11, 21))
    assert moments() == before
    build(root, today=date(2026, 12, 2))  # the steel was to be ordered
    changed = {name for name, moment in moments().items() if moment != before[name]}
    assert changed == {"customers/quay.html", "projects/cold.html"}
    build(root, tmp_path / "anew", today=date(2026, 12, 2))
    assert same(public, tmp_path / "anew") == []


def test_a_person_who_moves_changes_the_page_of_where_they_were(tmp_path: Path) -> None:
    root = make_notebook(tmp_path / "notebook", FIRM_RECORDS, FIRM_SETTINGS)
    build(root)
    text = FIRM_RECORDS["customers/pier.md"]
    (root / "customers/pier.md").write_text(text.replace("| Cy Dunn |", "| Di Elm |"))
    build(root)
    incremental = (root / "site/public/customers/quay.html").read_text("utf-8")
    assert "now at" not in incremental
    build(root, tmp_path / "anew")
    assert (tmp_path / "anew/customers/quay.html").read_text("utf-8") == incremental


def test_chinese(tmp_path: Path) -> None:
    root = make_notebook(tmp_path, FIRM_RECORDS, FIRM_SETTINGS.replace("language: en", "language: zh"))
    build(root)
    shown = (root / "site/public/customers/quay.html").read_text("utf-8")
    for text in ("到期事项", "订单与余额", "沟通计划", "影响力与态度", "答复期限", "品鉴", "尚未进行"):
        assert text in shown, text
    for text in ("What is due", "Orders and balance", "answer by", "in favour"):
        assert text not in shown, text
