import sqlite3

import pytest

from pcrm_tools.model import rows
from pcrm_tools.store import read
from tests.notebook_rows import NotebookRows


@pytest.fixture
def book() -> NotebookRows:
    return NotebookRows()


@pytest.mark.parametrize(
    ("table", "row", "renamed"),
    [
        ("record", rows.RecordRow, {}),
        ("field", rows.FieldRow, {}),
        ("item", rows.ItemRow, {}),
        ("task", rows.TaskRow, {}),
        ("link", rows.LinkRow, {}),
        ("entry", rows.EntryRow, {"grp": "group"}),
    ],
)
def test_rows_have_the_columns_of_their_table_in_order(
    book: NotebookRows, table: str, row: type[tuple[object, ...]], renamed: dict[str, str]
) -> None:
    columns = [column[1] for column in book.db.execute(f"pragma table_info({table})")]
    assert [renamed.get(column, column) for column in columns] == list(row._fields)  # type: ignore[attr-defined]


def test_a_record_is_found_by_number_and_id(book: NotebookRows) -> None:
    n = book.customer("华兴", name="华兴软件")
    found = read.record(book.db, "华兴")
    assert found is not None
    assert (found.n, found.name, found.path) == (n, "华兴软件", "customers/华兴.md")
    assert read.record(book.db, n) == found
    assert read.record(book.db, "nobody") is None
    assert read.record(book.db, 99) is None


def test_of_twins_the_first_path_is_taken_and_a_page_is_no_record(book: NotebookRows) -> None:
    book.customer("twin", path="customers/west/twin.md")
    book.customer("twin", path="customers/east/twin.md")
    page = book.customer("kb/print", type="page", path="site/pages/kb/print.md")
    found = read.record(book.db, "twin")
    assert found is not None and found.path == "customers/east/twin.md"
    assert read.record(book.db, "kb/print") is None
    assert read.record(book.db, page) is not None


def test_records_of_a_type_and_projects_of_a_customer_come_by_id(book: NotebookRows) -> None:
    for name in ("b", "a"):
        book.customer(name)
    for name in ("y", "x"):
        book.project(name, "a")
    book.project("z", "b", archived=1)
    assert [row.id for row in read.records(book.db, "customer")] == ["a", "b"]
    assert [row.id for row in read.records(book.db, "project")] == ["x", "y", "z"]
    assert [row.id for row in read.projects(book.db, "a")] == ["x", "y"]
    assert [row.id for row in read.projects(book.db, "b")] == ["z"]


def test_a_log_is_read_newest_first_and_may_take_in_projects(book: NotebookRows) -> None:
    n = book.customer("a")
    project = book.project("p", "a")
    book.entry(n, "2026-11-10", "call", "first in the file")
    book.entry(n, "2026-11-10", "call", "second in the file")
    book.entry(n, "2026-11-10", "call", "in the afternoon", time="14:00")
    book.entry(n, "2026-11-12", "visit", "newest", **{"with": ["王芳"]})
    book.entry(project, "2026-11-11", "meeting", "of the project")
    own = ["newest", "in the afternoon", "first in the file", "second in the file"]
    assert [row.title for row in read.entries(book.db, n)] == own
    assert [row.title for row in read.entries(book.db, n, include_projects=True)] == [own[0], "of the project", *own[1:]]
    newest = read.entries(book.db, n)[0]
    assert (newest.group, newest.attrs) == ("contact", '{"with":["王芳"]}')


def test_tasks_items_and_fields_come_in_the_order_of_the_file(book: NotebookRows) -> None:
    n = book.project("p", "a")
    for text in ("z", "a"):
        book.task(n, text, "2026-11-20")
        book.item(n, "risks", text, None)
    book.item(n, "milestones", "m", "2026-11-20")
    book.field(n, "tags", "second", ord=1, line=7)
    book.field(n, "tags", "first", ord=0, line=7)
    book.field(n, "owner", "dana", line=3)
    assert [row.text for row in read.tasks(book.db, n)] == ["z", "a"]
    assert [row.label for row in read.items(book.db, n, "risks")] == ["z", "a"]
    assert [row.label for row in read.items(book.db, n)] == ["m", "z", "a"]
    assert [row.value for row in read.fields(book.db, n)] == ["dana", "first", "second"]


def test_backlinks_name_every_place_that_refers_to_a_record(book: NotebookRows) -> None:
    n = book.customer("华兴")
    project = book.project("portal", "华兴")
    page = book.customer("kb/print", type="page", path="site/pages/kb/print.md")
    field = book.link(project, "华兴", kind="field", source="customer")
    wiki = book.link(project, "华兴", anchor="C12")
    relative = book.link(page, "../../../customers/华兴.md", kind="md", anchor="C12")
    encoded = book.link(page, "../../../customers/%E5%8D%8E%E5%85%B4.md#C12", kind="md")
    book.link(page, "../../../projects/华兴.md", kind="md")
    book.link(page, "https://华兴.example/100%", kind="md")
    book.link(project, "华兴", kind="with", source="2026-11-20")
    book.link(n, "华兴", anchor="C12")
    found = read.backlinks(book.db, "华兴")
    assert [(link.id, link.type, link.line) for link in found] == [
        ("portal", "project", field),
        ("portal", "project", wiki),
        ("kb/print", "page", relative),
        ("kb/print", "page", encoded),
    ]
    assert read.backlinks(book.db, "nobody") == []
    assert [link.target for link in read.links(book.db, project)] == ["华兴", "华兴", "华兴"]


def test_reading_needs_no_more_than_a_database(book: NotebookRows) -> None:
    n = book.customer("a")
    copy = sqlite3.connect(":memory:")
    book.db.commit()
    book.db.backup(copy)
    assert read.record(copy, n) == read.record(book.db, n)
