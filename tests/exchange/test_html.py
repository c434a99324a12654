"""The page of follow-ups: complete, safe, and readable by itself."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from pcrm_tools.exchange import html
from pcrm_tools.exchange.due_sheet import Places
from tests.exchange.rows import follow_up, sheet

ROWS = [follow_up(due="2026-11-13"), follow_up("Call", due="2026-11-20", owner="li.wei"), follow_up("Ship", due="2026-11-27")]


class Seen(HTMLParser):
    """The tags, attributes and words of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.words += data


def test_a_page_shows_groups_with_their_counts_reasons_and_sources():
    seen = Seen(html.page(sheet(ROWS)))
    for text in ("3 follow-ups, 1 overdue", "as of 2026-11-20, up to 2026-11-27", "Overdue", "Today", "Later", "7 days late",
                 "the task is open: due today", "customers/harbor.md:12", "Dana Whitfield", "李薇"):  # fmt: skip
        assert text in seen.words, text
    assert seen.words.index("Overdue") < seen.words.index("Today") < seen.words.index("Later")


def test_in_chinese():
    page = html.page(sheet(ROWS, "zh"))
    for text in ("跟进 3 条，逾期 1 条", "截至 2026-11-20，到 2026-11-27 为止", "逾期 7 天", "负责人", '<html lang="zh">'):
        assert text in page, text
    assert "Owner" not in page


def test_one_persons_page_has_no_column_of_owners():
    assert "Owner" not in html.page(sheet(ROWS[:1])) and "Owner" in html.page(sheet(ROWS))


def test_links_lead_to_the_page_and_to_the_file():
    places = Places({"customers/harbor.md": "https://notebook.example/customers/harbor.html"}, lambda path, line: f"https://git.example/{path}#L{line}")
    page = html.page(sheet(ROWS, places=places))
    assert 'href="https://notebook.example/customers/harbor.html"' in page and 'href="https://git.example/customers/harbor.md#L12"' in page
    assert "<a" not in html.page(sheet(ROWS)).replace("<article", "")


def test_nothing_due_is_said():
    assert "Nothing is due." in html.page(sheet([])) and "没有到期" in html.page(sheet([], "zh"))


def test_rows_that_a_limit_leaves_out_are_counted():
    page = html.page(sheet([follow_up(due="2026-11-13"), follow_up("b"), follow_up("c")], limit=1))
    assert "3 follow-ups, 1 overdue" in page and "2 more are not listed." in page and page.count("<h2>") == 1


def test_a_page_needs_nothing_beside_it():
    page = html.page(sheet(ROWS))
    tags = Seen(page).tags
    assert not {"script", "link", "img", "iframe", "base", "object"} & set(tags) and "url(" not in page and "@import" not in page
    assert "prefers-color-scheme: dark" in page and "@media print" in page


@given(st.text(st.characters(codec="utf-8"), max_size=60) | st.sampled_from(["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "]]>&lt;"]))
def test_what_stands_in_a_record_is_text(text):
    plain, hostile = Seen(html.page(sheet([follow_up()]))), Seen(html.page(sheet([follow_up(f"x{text}", name=f"y{text}", owner=text or "o")])))
    assert hostile.tags == plain.tags and hostile.attributes == plain.attributes
