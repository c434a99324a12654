"""Reports at the prompt: figures worked out by hand, windows, formats, and what a customer may read."""

import csv
import email
import email.policy
import io
import json
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

Ran = tuple[int, str, str]

SETTINGS = """\
    format: 1
    language: en
    team:
      - {id: dana, name: Dana Whitfield, email: dana@kestrel.example}
      - {id: li.wei, name: 李薇}
    mail: {from: Kestrel <office@kestrel.example>}
    calendar: {days: [mon, tue, wed, thu, fri], hours: "09:00-17:00"}
    sla:
      - {kind: complaint, respond: 4h, resolve: 3d}
      - {kind: question, respond: 1d}
"""
HARBOR = """\
    ---
    name: Harbor Foods
    owner: dana
    lifecycle: active
    tier: key
    contacts:
      - name: Ruth Adler
        email: ruth@harbor.example
    plan:
      - {what: Status call, channel: call, every: 2w, owner: dana, with: Ruth Adler}
      - {what: Yearly visit, channel: visit, every: 1y}
    ---

    ## Tasks

    - [x] Send the quote due:2026-11-06 done:2026-11-06 #promise
    - [x] Name a deputy due:2026-11-10 done:2026-11-12 #promise
    - [ ] Answer the audit questions @li.wei due:2026-11-13 #promise
    - [ ] Training plan due:2026-12-04 #promise
    - [-] Dropped due:2026-11-09 cancelled:2026-11-08 #promise
    - [ ] What do we do if Ruth leaves? due:2026-11-30
    - [ ] Discount that we could give due:2026-11-30 #promise #private

    ## Log

    ### 2026-11-18 09:00 complaint id:C2 @dana — Wrong labels
    ### 2026-11-10 call with:"Ruth Adler" — Status
    ### 2026-11-09 09:00 complaint id:C1 responded:10:30 resolved:"2026-11-10 17:00" first:yes cause:"old template" — Late invoice
    ### 2026-11-05 10:00 question id:C3 responded:"2026-11-09 12:00" resolved:2026-11-09 — How to export
"""
DOCK = """\
    ---
    name: Dock booking
    customer: harbor
    owner: dana
    stage: production
    milestones:
      - {id: M1, name: Design, planned: 2026-11-02, due: 2026-11-10, done: 2026-11-10}
      - {id: M2, name: First ship, planned: 2026-11-16, due: 2026-11-16}
      - {id: M3, name: Go-live, planned: 2027-01-15, due: 2027-01-29}
    ---

    ## Log

    ### 2026-11-12 decision — Tablets stay on the quay
    ### 2026-11-11 decision #private — We keep the margin quiet
    ### 2026-10-01 stage order → production
"""
CHANCE = """\
    ---
    name: Second dock (our hope)
    customer: harbor
    owner: dana
    stage: evaluation
    ---
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = {"pcrm.yml": SETTINGS, "customers/harbor.md": HARBOR, "projects/dock.md": DOCK, "projects/second-dock.md": CHANCE}
    for name, text in files.items():
        path = tmp_path / "notebook" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    return tmp_path / "notebook"


@pytest.fixture
def report(root: Path, pcrm_in: Callable[..., Ran]) -> Callable[..., Ran]:
    return lambda *args, **environ: pcrm_in(root, "report", *args, **environ)


def made(report: Callable[..., Ran], *args: str) -> dict[str, Any]:
    code, out, said = report(*args, "--from", "2026-11-01", "--format", "json")
    assert code == 0, said
    found: dict[str, Any] = json.loads(out)
    return found


def figures(found: dict[str, Any]) -> dict[str, tuple[float | None, int]]:
    return {one["definition"]: (one["value"], one["n"]) for one in found["figures"]}


def test_promises(report: Callable[..., Ran]) -> None:
    found = made(report, "promises")
    assert figures(found) == {"promises-kept": (33.3, 3), "promises-late": (1, 3), "promises-open": (1, 3)}
    assert [(row["promise"], row["state"]) for row in found["rows"]] == [("Name a deputy", "kept late"), ("Answer the audit questions", "overdue")]
    assert [(row["owner"], row["due"], row["share"]) for row in found["tables"]["by-owner"]] == [("dana", 2, 50.0), ("li.wei", 1, 0.0)]


def test_promises_as_of_an_earlier_day_know_nothing_of_what_came_later(report: Callable[..., Ran]) -> None:
    found = made(report, "promises", "--as-of", "2026-11-11")
    assert figures(found) == {"promises-kept": (50.0, 2), "promises-late": (0, 2), "promises-open": (1, 2)}


def test_service_counts_in_working_time(report: Callable[..., Ran]) -> None:
    # C1 answered after 90 minutes and solved at the end of the next day (16 h); C2 was due at 13:00 on the 18th; C3 came on a
    # Thursday and was answered on Monday at 12:00: 7 + 8 + 3 hours, a day and its limit being 8.
    found = made(report, "service")
    assert figures(found) == {
        "sla-answer": (33.3, 3), "sla-solution": (50.0, 2), "first-response": (585.0, 2), "resolution": (1170.0, 2),
        "first-contact-resolution": (50.0, 2),
    }  # fmt: skip
    assert {(row["case"], row["missed"]) for row in found["tables"]["missed"]} == {("Wrong labels", "answer"), ("Wrong labels", "solution"), ("How to export", "answer")}


def test_an_open_case_whose_limit_is_still_to_come_is_not_judged(report: Callable[..., Ran]) -> None:
    assert figures(made(report, "service", "--as-of", "2026-11-17"))["sla-solution"] == (100.0, 1)


def test_the_plan(report: Callable[..., Ran]) -> None:
    found = made(report, "plan")
    assert figures(found)["plan-kept"] == (50.0, 2)
    assert [(row["what"], row["made"], row["state"]) for row in found["rows"]] == [("Yearly visit", 0, "never yet"), ("Status call", 1, "in time")]


def test_what_nobody_keeps_up(report: Callable[..., Ran]) -> None:
    found = made(report, "stale")
    assert figures(found)["freshness"] == (100.0, 1)
    assert [row["id"] for row in found["tables"]["untouched"]] == ["second-dock"]
    assert {row["id"]: row["missing"] for row in found["tables"]["gaps"]}["harbor"] == "industry, region, source, needs"


def test_the_week_of_each_person(report: Callable[..., Ran]) -> None:
    found = made(report, "work")
    assert figures(found)["work-done"] == (2, 2)
    people = {row["owner"]: row for row in found["rows"]}
    assert people["李薇"]["overdue"] == 1 and people["Dana Whitfield"]["done"] == 2
    assert any(row["what"] == "Answer the audit questions" for row in found["tables"]["todo-li.wei"])


def test_a_customer_reads_what_concerns_it_and_nothing_else(report: Callable[..., Ran]) -> None:
    code, out, _ = report("progress", "id:harbor", "--from", "2026-11-01", "--format", "md")
    assert code == 0
    for word in ("Dock booking", "Design", "First ship", "Wrong labels", "old template", "Tablets stay on the quay", "Training plan"):
        assert word in out, word
    for word in ("our hope", "if Ruth leaves", "Discount", "margin", "Dropped"):
        assert word not in out, word


def test_progress_figures(report: Callable[..., Ran]) -> None:
    found = figures(made(report, "progress", "id:dock"))
    assert found["milestones-on-time"] == (0.0, 2)
    assert found["progress-done"] == (3, 3)


def test_progress_by_mail(report: Callable[..., Ran], tmp_path: Path) -> None:
    code, out, _ = report("progress", "id:harbor", "--mail", str(tmp_path / "drafts"))
    message = email.message_from_bytes(Path(out.strip()).read_bytes(), policy=email.policy.default)
    assert code == 0 and str(message["To"]) == "Ruth Adler <ruth@harbor.example>" and message["X-Unsent"] == "1"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_progress_needs_one_customer(report: Callable[..., Ran]) -> None:
    code, _, said = report("progress")
    assert code == 2 and "about one customer, and no record was found" in said


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("promisses",), "promises"),
        (("promises", "--from", "2026-12-01", "--to", "2026-11-01"), "--from 2026-12-01 is after --to 2026-11-01"),
        (("promises", "--mail", "x"), "--mail is for `progress`"),
        (("promises", "ownr:dana"), "there is no field `ownr`"),
        (("promises", "--from", "2026-02-30"), "not a date in the calendar"),
    ],
)
def test_wrong_use(report: Callable[..., Ran], args: tuple[str, ...], said: str) -> None:
    code, _, messages = report(*args)
    assert code == 2 and said in messages and "Traceback" not in messages


def test_text_of_records_is_text_in_every_format(report: Callable[..., Ran], root: Path) -> None:
    evil = "<script>alert(1)</script> | @dana #12 **x** \u202e"
    path = root / "customers" / "harbor.md"
    path.write_text(path.read_text(encoding="utf-8").replace("Name a deputy", evil), encoding="utf-8")
    page, markdown, table = (report("promises", "--from", "2026-11-01", "--format", form)[1] for form in ("html", "md", "table"))
    assert "<script>" not in page and "&lt;script&gt;" in page and "default-src 'none'" in page
    assert "<script>" not in markdown and "@dana" not in markdown and "\\*\\*x" in markdown
    assert "\u202e" not in page + markdown + table


def test_csv_holds_the_first_table_for_programs(report: Callable[..., Ran]) -> None:
    rows = list(csv.DictReader(io.StringIO(report("promises", "--from", "2026-11-01", "--format", "csv", "--lang", "zh")[1].removeprefix("\ufeff"))))
    assert [row["state"] for row in rows] == ["kept late", "overdue"]


def test_every_report_speaks_both_languages_and_says_what_its_figures_mean(report: Callable[..., Ran]) -> None:
    code, out, _ = report("--format", "json")
    names = [row["name"] for row in json.loads(out)["reports"]]
    assert code == 0 and len(names) == 6
    for name in names:
        query = ("id:harbor",) if name == "progress" else ()
        english, chinese = report(name, *query), report(name, *query, "--lang", "zh")
        assert english[0] == chinese[0] == 0 and "n=" in english[2] and "（n=" in chinese[2]
        assert not any("\u4e00" <= char <= "\u9fff" for char in english[1].replace("李薇", "")), name
