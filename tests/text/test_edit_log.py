"""An entry put into a record: it says what was meant, and the record says all else as before."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pcrm_tools.errors import WrongUse
from pcrm_tools.text.compose_entry import control_in, one_line, text_block
from pcrm_tools.text.edit_fields import Around
from pcrm_tools.text.edit_log import ENTRY, FRONT, log, next_home, spoken
from pcrm_tools.text.entry_draft import Draft, DraftTask
from pcrm_tools.text.entry_ids import free_id, series_of, series_of_id
from pcrm_tools.text.record import read_record
from pcrm_tools.text.token_types import DEFAULT_WORDS
from tests.small_notebook import context
from tests.text.scanned import scan
from tests.text.test_compose_entry import BITS, plain

CONTEXT = context()
AROUND = Around(CONTEXT, "customer", date(2026, 11, 20), "en")
EN = """---
# a comment
name:   X
owner: dana   # behind a value
next_step: 'quoted'
---

# X

## Tasks

- [ ] do it @dana due:2026-12-01 id:t4

| a | b |
| --- | --- |
| C8 | `c |

## Log

Intro.

### 2026-11-18 10:00 call @dana with:"Rosa Lind" — old  \n\ntext\t
<!-- private -->
### 2026-11-17 complaint id:C3 — hidden
<!-- /private -->

### 2026-11-10 survey csat:4 — older

```
### 2026-11-09 call
```

## After

end"""
ZH = "---\n名称: X\n负责人: dana\n下次联系: 2026-11-24\n---\n\n## 记录\n\n### 2026-11-18 电话 — 旧\n"
piece = st.sampled_from(BITS) | st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=8)
line = st.lists(piece, max_size=6).map("".join)
names = st.lists(st.sampled_from(("王芳", "Rosa Lind", "O'Neil", "a,b", "何俊（设备）", "x:y", "#3", "Li  Wei", "e@f", "--", "[x]")), max_size=3, unique=True)
tokens = st.fixed_dictionaries(
    {},
    optional={
        "minutes": st.integers(0, 500).map(str),
        "via": st.sampled_from(("wechat", "phone", "whatsapp", "in person")),
        "direction": st.sampled_from(("in", "out")),
        "id": st.sampled_from(("auto", "C9", "Ünï-1")),
        "cause": line.map(one_line).filter(bool),
        "re": st.just(("C3", "t4")),
        "lesson": st.sampled_from(("[[kb/x]]", "ask first", "先问：温度")),
    },
)
signs = st.lists(st.sampled_from((("@", "dana"), ("@", "li.wei"), ("!", "high"), ("#", "private"), ("#", "sso"), ("#", "三期"))), max_size=3, unique=True)


@given(
    st.sampled_from((EN, EN.replace("\n", "\r\n"), ZH)), line, st.lists(line, max_size=4).map("\n".join), names, tokens, signs,
    st.sampled_from(("call", "note", "complaint", "survey")), st.sampled_from(("2026-11-20", "2026-11-18", "2026-11-01")),
    st.sampled_from(("", "09:30", "14:00")),
)  # fmt: skip
def test_what_was_typed_is_what_the_record_says(text, title, words, people, tokens, signs, kind, day, time):
    title, words, people = one_line(title), text_block(words), tuple(one_line(name) for name in people)
    assume(not control_in(title + words + str(tokens)))
    pairs = [*tokens.items(), *signs, *((("with", people),) if people else ())]
    try:
        edited = log(text, Draft(day, time, kind, kind, title, pairs, words, [DraftTask("send it", (("@", "dana"),))]), "", AROUND)
    except WrongUse:
        # Comments hide, quotes of all kinds cannot be quoted: everything else can be written.
        assert "<!--" in title or "  " in title or title != title.strip() or "cause" in tokens
        return
    assert edited.refusal is None
    before, after = (read_record(one, "x", "customer", CONTEXT) for one in (text, edited.text))
    old = [entry._replace(line=0, end_line=0, anchor="") for entry in before.entries]
    (entry,) = [entry for entry in after.entries if entry._replace(line=0, end_line=0, anchor="") not in old]
    assert (entry.date.isoformat(), entry.time, entry.kind, entry.title) == (day, time, kind, title)
    assert entry.by == tuple(value for key, value in signs if key == "@") and entry.priority == ("high" if ("!", "high") in signs else "")
    assert entry.tags == tuple(value for key, value in signs if key == "#") and entry.private == (("#", "private") in signs)
    assert entry.attrs.get("with", ()) == people
    wanted = {key: value for key, value in tokens.items() if key not in ("id", "minutes")}
    assert {key: value for key, value in entry.attrs.items() if key not in ("with", "minutes")} == wanted
    assert str(entry.attrs.get("minutes", "")) == tokens.get("minutes", "")
    assert entry.id == {"": "", "auto": entry.id, "C9": "C9", "Ünï-1": "Ünï-1"}[tokens.get("id", "")]
    assert [e._replace(line=0, end_line=0, anchor="") for e in after.entries if e is not entry] == old
    assert after.front == before.front and (after.items == before.items or "|" in words)
    assert_only_added(text, edited.text, words)


def assert_only_added(old, new, words):
    """The new text is the old one with one stretch put in, which holds the words."""
    head = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    tail = len(old) - head
    assert tail == 0 or old[head:] == new[-tail:] or any(old[:at] == new[:at] and old[at:] == new[len(new) - len(old) + at :] for at in range(head))
    block = new[max(head - 300, 0) : len(new) - max(tail - 300, 0)].replace("\r\n", "\n")
    if words:
        first = words.split("\n")[0]
        assert any(plain(line, first) for line in block.split("\n")) or first in block or "\\" in block or "&lt;" in block


@pytest.mark.parametrize(
    ("text", "kind", "day", "where"),
    [
        (EN, "call", "2026-11-20", ENTRY),
        (EN, "call", "2026-11-18", FRONT),  # at ten there was a call
        (EN, "call", "2026-11-01", FRONT),
        (EN, "note", "2026-11-20", FRONT),
        (EN.replace("next_step", "next_contact"), "call", "2026-11-20", FRONT),
        (EN.replace("next_step: 'quoted'", "next_contact:"), "call", "2026-11-20", FRONT),
        (ZH, "call", "2026-11-20", FRONT),
        (EN.replace("'quoted'", "'open"), "call", "2026-11-20", FRONT),
    ],
    ids=("newest", "earlier that day", "older", "note", "set", "empty", "chinese", "unreadable"),
)
def test_where_the_next_contact_counts(text, kind, day, where):
    assert next_home(text, spoken(text, AROUND).body, Draft(day, "", kind, kind, "", ()), AROUND) == where


def test_the_next_contact_is_what_follow_ups_go_by():
    def said(text, kind, day):
        edited = log(text, Draft(day, "", kind, kind, "t", ()), "2026-12-01", AROUND)
        assert edited.refusal is None
        record = read_record(edited.text, "x", "customer", CONTEXT)
        return str(record.front.get("next_contact")), [str(entry.attrs["next"]) for entry in record.entries if "next" in entry.attrs]

    assert said(EN, "call", "2026-11-20") == ("None", ["2026-12-01"])
    assert said(EN, "note", "2026-11-20") == ("2026-12-01", [])
    assert said(ZH, "call", "2026-11-20") == ("2026-12-01", [])


def test_front_matter_that_cannot_be_read_takes_no_next_contact():
    edited = log(EN.replace("'quoted'", "'open"), Draft("2026-11-20", "", "call", "call", "", ()), "2026-12-01", AROUND)
    assert edited.refusal is not None and not edited.changed


def test_the_language_is_that_of_the_log_then_of_the_front_matter_then_of_the_notebook():
    assert spoken(ZH, AROUND).lang == "zh" and spoken(EN, AROUND).lang == "en"
    assert spoken("---\n名称: X\n负责人: y\n---\n", AROUND).lang == "zh"
    assert spoken("---\nname: X\nowner: y\n---\n", AROUND._replace(lang="zh")).lang == "en"
    assert spoken("---\n---\n", AROUND._replace(lang="zh")).lang == "zh"


def test_ids_go_on_where_the_record_is():
    body = scan(EN)
    assert free_id(body, "C") == "C9" and free_id(body, "t") == "t5" and free_id(body, "Q") == "Q1"
    assert series_of(body, DEFAULT_WORDS, "complaint") == "C" and series_of(body, DEFAULT_WORDS, "order") == "O"
    assert series_of(scan("### 2026-11-01 complaint id:BE-7\n"), DEFAULT_WORDS, "complaint") == "BE-"
    assert series_of_id("t12") == "t" and series_of_id("whatever") == "t" and series_of_id("AB-3") == "AB-"
