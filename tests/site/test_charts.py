"""Drawings: their numbers in words, their links, what is unknown, and that nothing is drawn outside the picture."""

import math
import re
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from pcrm_tools.site import charts
from pcrm_tools.site.charts import Bar, FunnelStage, GanttRow, Part, Stack
from pcrm_tools.site.draw import short, units
from pcrm_tools.site.draw_frame import Caption, Grid, figure

TODAY = date(2026, 11, 20)
HOSTILE = "<script>alert(1)</script>\"'&"
SVG = "{http://www.w3.org/2000/svg}"


def drawn(markup: Markup) -> ElementTree.Element:
    """The drawing as a tree: it has to be well-formed."""
    text = re.search(r"<svg.*</svg>", markup, re.DOTALL)
    assert text, markup
    return ElementTree.fromstring(text[0].replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def said(markup: Markup) -> str:
    """What is read out in place of a drawing."""
    tree = drawn(markup)
    image = tree if tree.get("role") == "img" else tree.find(f"{SVG}g[@role='img']")
    assert image is not None
    return " / ".join((image.findtext(f"{SVG}title") or "", image.findtext(f"{SVG}desc") or ""))


def links(markup: Markup) -> list[tuple[str, str]]:
    """Where a drawing leads, and what its links say."""
    return [(link.get("href") or "", link.findtext(f"{SVG}title") or "") for link in drawn(markup).iter(f"{SVG}a")]


def outside(markup: Markup) -> list[str]:
    """Every mark that leaves the picture; letters are counted as half as wide as high, Chinese ones as wide."""
    tree = drawn(markup)
    left, top, width, height = map(float, (tree.get("viewBox") or "").split())
    found = []
    for mark in tree.iter():
        name, at = (
            mark.tag.removeprefix(SVG),
            {key: float(mark.get(key) or 0) for key in ("x", "y", "width", "height", "cx", "cy", "r")},
        )
        if name == "rect":
            box = (at["x"], at["y"], at["x"] + at["width"], at["y"] + at["height"])
        elif name == "circle":
            box = (at["cx"] - at["r"], at["cy"] - at["r"], at["cx"] + at["r"], at["cy"] + at["r"])
        elif name == "line":
            xs, ys = ([float(mark.get(f"{axis}{end}") or 0) for end in (1, 2)] for axis in "xy")
            box = (min(xs), min(ys), max(xs), max(ys))
        elif name == "text" and not mark.get("transform"):
            size = float(mark.get("font-size") or 0)
            long = units(mark.text or "") * size / 2
            start = at["x"] - {"end": long, "middle": long / 2}.get(mark.get("text-anchor") or "", 0)
            box = (start, at["y"] - size, start + long, at["y"])
        else:
            continue
        if box[0] < left - 1 or box[1] < top - 1 or box[2] > left + width + 1 or box[3] > top + height + 1:
            found.append(f"{name} {box} in {width} x {height}: {mark.text or ''}")
    return found


def smallest(markup: Markup) -> float:
    """The smallest letters on a phone of 390 px, whose column is 336 px wide; what is wider scrolls."""
    tree = drawn(markup)
    width = float((tree.get("viewBox") or "").split()[2])
    scale = 336 / width if width <= 336 else 1
    return min(float(text.get("font-size") or 0) for text in tree.iter(f"{SVG}text")) * scale


SCHEDULE = (
    GanttRow("s1", "Survey", "stage", "2026-09-01", "", "2026-10-15", "", (), "", ""),
    GanttRow("M1", "Drawings", "milestone", "", "2026-10-01", "2026-10-15", "2026-10-20", (), "", "#M1"),
    GanttRow("t1", "Order steel", "task", "2026-10-21", "", "2026-11-10", "", ("M1",), "", "#t1"),
    GanttRow("M2", "Pouring", "milestone", "", "2026-11-30", "2026-12-20", "", ("t1", "nobody"), "", ""),
    GanttRow("M3", "Some day", "milestone", "", "", "", "", ("M3",), "", ""),
)
MONTHS = (("2026-09", 3.0, 3), ("2026-10", None, 0), ("2026-11", 7.5, 8))
RISKS = (
    {"id": "K1", "what": "Frost", "kind": "threat", "probability": 0.4, "impact": 0.6, "response": "mitigate", "status": "open"},
    {"id": "K2", "what": "Grant", "kind": "chance", "probability": 1.0, "impact": 1, "status": "closed"},
    {"id": "K3", "what": "Nobody knows", "probability": "often", "impact": 0.2},
)


def test_a_schedule_says_its_days_and_leads_to_its_rows() -> None:
    made = charts.gantt(SCHEDULE, TODAY, "en", "Schedule")
    assert "Drawings: planned 2026-10-01, due 2026-10-15, done 2026-10-20" in said(made)
    assert "Order steel: from 2026-10-21, due 2026-11-10, late" in said(made)
    assert "today 2026-11-20" in said(made)
    assert [href for href, _ in links(made)] == ["#M1", "#t1"]
    assert "Without a date, not drawn: 1" in made
    assert outside(made) == []
    assert smallest(made) >= 11


def test_a_schedule_connects_what_waits_with_what_it_waits_for() -> None:
    made = charts.gantt(SCHEDULE, TODAY, "en", "Schedule")
    assert made.count('class="c-after"') == 2
    assert made.count('class="c-arrow"') == 2


@pytest.mark.parametrize(
    ("first", "last", "mark"),
    [("2026-11-01", "2026-11-20", "2026-11"), ("2026-01-01", "2027-12-31", "2026 Q3"), ("2020-01-01", "2030-12-31", "2024")],
)
def test_the_axis_of_a_schedule_goes_by_months_quarters_or_years(first: str, last: str, mark: str) -> None:
    row = GanttRow("t", "Long", "task", first, "", last, "", (), "", "")
    marks = [text.text for text in drawn(charts.gantt([row], None, "en", "x")).iter(f"{SVG}text")]
    assert mark in marks
    assert len(marks) < 14


@pytest.mark.parametrize("today", [date(2026, 9, 1), date(2026, 11, 14), date(2026, 11, 22), date(2026, 11, 30)])
def test_the_word_for_today_stays_in_the_picture(today: date) -> None:
    row = GanttRow("t", "Long", "task", "2026-09-01", "", "2026-11-28", "", (), "", "")
    made = charts.gantt([row], today, "zh", "x")
    assert f"今天 {today}" in made
    assert outside(made) == []


def test_a_schedule_without_a_day_is_nothing() -> None:
    assert charts.gantt(SCHEDULE[4:], TODAY, "en", "Schedule") == ""
    assert charts.milestones([{"name": "x", "due": "soon"}], "en") == ""
    assert "M1" not in charts.milestones([{"name": "Only one", "due": "2026-11-20"}], "en")


def test_a_long_schedule_says_how_much_it_leaves_out() -> None:
    rows = [GanttRow(str(n), f"Task {n}", "task", "2026-10-01", "", "2026-11-01", "", (), "", "") for n in range(75)]
    assert "More, not drawn: 15" in charts.gantt(rows, TODAY, "en", "x")


def test_a_trend_names_its_last_value_and_leaves_a_gap_where_nothing_is_known() -> None:
    made = charts.trend(MONTHS, "en", "Contacts", href="contacts.html")
    assert "2026-09: 3 (n = 3); 2026-10: no value (n = 0); 2026-11: 7.5 (n = 8)" in said(made)
    assert "2026-11: 7.5 (n = 8)" in [text.text for text in drawn(made).iter(f"{SVG}text")]
    assert len(list(drawn(made).iter(f"{SVG}circle"))) == 2
    assert 'class="c-run"' not in made, "two values with a gap between them are not joined"
    assert links(made)[0][0] == "contacts.html"


def test_columns_are_none_where_nothing_is_known() -> None:
    made = charts.trend(MONTHS, "zh", "联系", columns=True)
    assert made.count('class="c-tone') == 2
    assert "2026-10：无数据" in said(made)


def test_all_equal_and_single_values_are_drawn() -> None:
    assert outside(charts.trend([("a", 5.0, 1)] * 3, "en", "x")) == []
    assert outside(charts.trend([("a", 0.0, 0)], "en", "x")) == []
    assert charts.trend([("a", None, 0)], "en", "x") == charts.trend([], "en", "x") == ""
    assert charts.sparkline([("a", 5.0, 1)], "en", "x") == ""
    assert said(charts.sparkline([("a", 5.0, 1), ("b", 6.0, 2)], "en", "Contacts")) == "Contacts / a: 5 (n = 1); b: 6 (n = 2)"


def test_what_is_spent_beyond_the_plan_is_said_and_marked() -> None:
    made = charts.budget([("Labour", 120000, 90000), ("Material", 80000, 131000)], "CNY", "en", "Budget")
    assert "Labour: actual CNY 90k, planned CNY 120k; Material: actual CNY 131k, planned CNY 80k, over CNY 51k" in said(made)
    assert made.count("c-tone--bad") == 1
    assert "超出 CNY 5.1万" in said(charts.budget([("材料", 80000, 131000)], "CNY", "zh", "预算"))


def test_bars_are_links_and_unknown_ones_say_so() -> None:
    made = charts.bars([Bar("Dana", 12, "12 h", "team/dana.html", ""), Bar("Li", None, "", "", "bad")], "en", "Hours")
    assert said(made) == "Hours / Dana: 12 h; Li: unknown"
    assert links(made) == [("team/dana.html", "Dana: 12 h")]
    assert "c-tone--bad" not in made


def test_stacked_bars_name_their_parts() -> None:
    made = charts.stacked([Stack("Dana", (Part("open", 4, ""), Part("late", 2, "bad")), "6", "")], "en", "Tasks")
    assert said(made) == "Tasks / Dana: 6 (open 4, late 2)"
    assert "late" in [text.text for text in drawn(made).iter(f"{SVG}text")]


def test_a_funnel_says_who_went_on() -> None:
    made = charts.funnel(
        [FunnelStage("Contact", 5, "CNY 1M", False, "list.html", "62% (n = 13)"), FunnelStage("Order", 0, "", True, "x.html")],
        "P",
    )
    assert said(made) == "P / Contact: 5 · CNY 1M → 62% (n = 13); Order: 0"
    assert links(made) == [("list.html", "Contact: 5 · CNY 1M")], "an empty stage leads nowhere"


def test_a_risk_stands_in_the_cell_of_its_scale() -> None:
    made = charts.risk_matrix(RISKS, False, "en", "#risks")
    assert "K1 Frost (threat): Probability 40%, Impact 60%" in said(made)
    assert "K2 Grant (chance): Probability 100%, Impact 100%, closed" in said(made)
    assert "Nobody" not in made
    assert "c-risk--answered" in made
    assert "c-risk--closed" in made
    assert {href for href, _ in links(made)} == {"#risks"}
    marked = charts.risk_matrix([{"id": "A", "probability": 5, "impact": 1}], True, "zh")
    assert "概率 5, 影响 1" in said(marked)
    assert "100%" not in marked


def test_many_risks_of_one_cell_are_counted() -> None:
    many = [{"id": f"R{n}", "probability": 0.9, "impact": 0.9} for n in range(7)]
    made = charts.risk_matrix(many, False, "en")
    assert "+4" in [text.text for text in drawn(made).iter(f"{SVG}text")]
    assert outside(made) == []


def test_nothing_to_draw_is_nothing() -> None:
    assert charts.bars([], "en", "x") == charts.budget([], "CNY", "en", "x") == charts.stacked([], "en", "x") == ""
    assert charts.funnel([], "x") == charts.risk_matrix([], False, "en") == charts.ageing([], "en", "x") == ""
    assert figure(Markup(""), Caption("x"), None, "en") == ""


def every(label: str, href: str) -> list[Markup]:
    """One drawing of each kind with this label and address."""
    return [
        charts.gantt([GanttRow("k", label, "task", "2026-01-01", "", "2026-02-01", "", (), "", href)], TODAY, "en", label),
        charts.gantt([GanttRow("k", label, "stage", "2026-01-01", "", "2026-02-01", "", (), "", href)], TODAY, "en", label),
        charts.trend([(label, 1.0, 1)], "en", label, href=href),
        charts.bars([Bar(label, 1, label, href, "")], "en", label),
        charts.stacked([Stack(label, (Part(label, 1, label),), label, href)], "en", label),
        charts.budget([(label, 1, 2)], "CNY", "en", label),
        charts.funnel([FunnelStage(label, 1, label, False, href, label)], label),
        charts.risk_matrix([{"id": label, "what": label, "probability": 0.5, "impact": 0.5}], False, "en", href),
        figure(
            charts.bars([Bar(label, 1, label, href, "")], "en", label),
            Caption(label, label, 1, label, href, label),
            Grid((label,), ((label,),)),
            "en",
        ),
    ]


def test_text_of_records_is_text_in_every_drawing() -> None:
    for made in every(HOSTILE, "a.html?x=1&y=<2>\"'"):
        assert "<script" not in made
        assert "style=" not in made
        drawn(made)
        assert outside(made) == []
        assert smallest(made) >= 11


def test_a_drawing_leads_to_pages_alone() -> None:
    for made in every("x", "javascript:alert(1)")[:8]:
        assert "javascript" not in made


def test_a_figure_has_its_definition_n_window_rows_and_table() -> None:
    drawing = charts.bars([Bar("Dana", 12, "12", "", "")], "en", "Hours")
    made = figure(
        drawing,
        Caption("Hours", "hours logged", 1200, "2026-10-01 – 2026-11-20", "team.html"),
        Grid(("Who", "Hours"), (("Dana", "12"),)),
        "en",
    )
    text = re.sub(r"<svg.*</svg>", "", made)
    for part in (
        "Hours",
        "hours logged",
        "n&nbsp;=&nbsp;1,200",
        "2026-10-01 – 2026-11-20",
        '<a href="team.html">',
        '<th scope="row">Dana</th><td>12</td>',
    ):
        assert part in text
    assert "以表格显示" in figure(drawing, Caption("工时"), Grid(("谁",), (("Dana",),)), "zh")


NUMBERS = st.one_of(
    st.none(), st.floats(), st.floats(allow_nan=False, allow_infinity=False), st.integers(-(10**20), 10**20).map(float)
)
LABELS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=40)
DAYS = st.one_of(st.just(""), st.dates().map(date.isoformat), LABELS)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(LABELS, NUMBERS, st.integers(0, 10**9)), max_size=60), st.booleans(), NUMBERS, NUMBERS)
def test_any_course_is_drawn_inside_its_picture(
    points: list[tuple[str, float | None, int]], columns: bool, low: float | None, high: float | None
) -> None:
    for made in (charts.trend(points, "en", "t", "%", low, high, columns=columns), charts.sparkline(points, "zh", "t")):
        if made:
            assert outside(made) == []
            assert not re.search(r'="[^"]*(?:nan|inf)[^"]*"', made, re.IGNORECASE)
        elif any(value is not None and math.isfinite(value) for _, value, _ in points):
            assert made == charts.sparkline(points, "zh", "t")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(LABELS, NUMBERS, NUMBERS), max_size=8))
def test_any_lengths_are_drawn_inside_their_picture(rows: list[tuple[str, float | None, float | None]]) -> None:
    numbers = [(label, one if one is not None else 0.0, two if two is not None else 0.0) for label, one, two in rows]
    for made in (
        charts.bars(
            [
                Bar(label, one, short(one, "zh") if one is not None and math.isfinite(one) else "", "x.html", "warn")
                for label, one, _ in rows
            ],
            "zh",
            "t",
        ),
        charts.budget(numbers, "CNY", "en", "t"),
        charts.stacked(
            [Stack(label, (Part("a", one, ""), Part("b", two, "bad")), "x", "") for label, one, two in numbers], "en", "t"
        ),
    ):
        if made:
            assert outside(made) == []
            assert not re.search(r'="[^"]*(?:nan|inf)[^"]*"', made, re.IGNORECASE)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.builds(
            GanttRow,
            LABELS,
            LABELS,
            st.sampled_from(("milestone", "task", "stage")),
            DAYS,
            DAYS,
            DAYS,
            DAYS,
            st.lists(LABELS, max_size=2).map(tuple),
            st.just(""),
            st.just("x.html"),
        ),
        max_size=8,
    ),
    st.dates(),
)
def test_any_schedule_is_drawn_inside_its_picture(rows: list[GanttRow], today: date) -> None:
    made = charts.gantt(rows, today, "zh", "t")
    if made:
        assert outside(made) == []


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (0, "0", "0"),
        (999.4, "999.4", "999.4"),
        (999_999, "1M", "100万"),
        (-12_000, "-12k", "-1.2万"),
        (1.5e9, "1.5B", "15亿"),
        (1e300, "1.00e+300", "1.00e+300"),
    ],
)
def test_numbers_for_a_small_place(value: float, english: str, chinese: str) -> None:
    assert (short(value, "en"), short(value, "zh")) == (english, chinese)
