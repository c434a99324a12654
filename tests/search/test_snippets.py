"""Which line shows a hit and what of it is marked, for words as written, in other forms, and for names that sound so."""

import subprocess
import sys

import pytest

from pcrm_tools.search.snippets import shown
from pcrm_tools.search.terms import needles
from pcrm_tools.text.query import parse

RECORD = """\
---
name: 昆山瑞丰包装有限公司
aliases: [瑞丰, RF Pack]
---

# 昆山瑞丰包装

| name | role | email |
| --- | --- | --- |
| 王芳 | 采购 | fang@x.example |
| 單田方 | 总工 | d@x.example |

## Log

### 2026-11-12 call with:王芳 — 报价单
两份 invoices were sent, one invoice was paid. 网方案待定，文峰路。

### 2026-11-02 visit — 重庆
Shipping was planned.
"""


def seen(query: str, text: str = RECORD) -> tuple[int, list[str]]:
    """The number of the line that is shown, and what of it is marked."""
    found = shown(text, needles(parse(query)), 6)  # type: ignore[arg-type]
    return found.line, [found.snippet[start:end] for start, end in found.marks]


@pytest.mark.parametrize(("query", "line", "marked"), [
    ("wangfang", 10, ["王芳"]),
    ("wf", 10, ["王芳"]),
    ("wang", 10, ["王"]),
    ("wang fang", 10, ["王", "fang"]),
    ("shantianfang", 11, ["單田方"]),
    ("dtf", 11, ["單田方"]),
    ("kunshan", 6, ["昆山"]),
    ("ruifeng", 6, ["瑞丰"]),
    ("ruifengbaozhuang", 6, ["瑞丰包装"]),
    ("ksrf", 6, ["昆山瑞丰"]),
    ("rfbz", 6, ["瑞丰包装"]),
    ("wangfang 报价单", 15, ["王芳", "报价单"]),
    ("王芳", 15, ["王芳"]),
    ("kunshanruifengbaozhuangyouxian", 2, ["昆山瑞丰包装有限"]),
])  # fmt: skip
def test_a_name_that_sounds_so_is_shown_and_marked(query: str, line: int, marked: list[str]) -> None:
    assert seen(query) == (line, marked)


@pytest.mark.parametrize(("query", "line", "marked"), [
    ("fang", 10, ["fang"]),
    ('"wangfang"', 6, []),
    ("invoiced", 16, ["invoice", "invoice"]),
    ("companies", 6, []),
    ("ships", 19, ["Shipping"]),
    ("plans", 19, ["planned"]),
])  # fmt: skip
def test_what_is_written_is_shown_rather_than_what_sounds_so(query: str, line: int, marked: list[str]) -> None:
    assert seen(query) == (line, marked)


def test_marks_stand_at_what_was_typed_however_it_is_spelt() -> None:
    assert seen("suzhou", "# 恒銳（蘇州）\n") == (1, ["蘇州"])
    assert seen("wangfang", "called ½ ﬁ 王\u200b芳，王芳\n")[1] == ["王\u200b芳", "王芳"]
    assert seen("oujing", "# 欧靖 —— 欧晶、欧靖靖\n")[1] == ["欧靖", "欧晶", "欧靖"]


def test_readings_are_loaded_only_to_show_a_name_that_sounds_so() -> None:
    code = """
import sys
from pcrm_tools.search.snippets import shown
from pcrm_tools.search.terms import needles
from pcrm_tools.text.query import parse
text = "# 王芳\\ncan wangfang\\n"
for query in ("wangfang", "can", "invoice", "王芳"):
    shown(text, needles(parse(query)))
assert "pcrm_tools.text.readings" not in sys.modules
shown(text, needles(parse("wf")))
print("pcrm_tools.text.readings" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "True\n"
