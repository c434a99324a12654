"""Drafts as a mail program reads them: headers, both parts, the same bytes, and no way into a header."""

import email
import email.policy
from datetime import UTC, date, datetime, timedelta, timezone
from email.headerregistry import Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcrm_tools.exchange import mail
from pcrm_tools.exchange.due_sheet import Places
from tests.exchange.rows import follow_up, sheet

TO, FROM = Address("李薇", addr_spec="li.wei@kestrel.example"), Address("Dana Whitfield", addr_spec="dana@kestrel.example")
SHANGHAI = timezone(timedelta(hours=8))
ROWS = [follow_up(due="2026-11-13"), follow_up("Call", due="2026-11-20"), follow_up("Ship", due="2026-11-27")]


def drafted(rows=ROWS, lang="en", to=TO, **more):
    """A draft's bytes, and what a mail program reads of them."""
    data = mail.draft(sheet(rows, lang, **more), to, FROM, SHANGHAI).as_bytes()
    return data, email.message_from_bytes(data, policy=email.policy.default)


def test_who_writes_what_to_whom_and_when():
    _, message = drafted()
    assert message["To"].addresses == (TO,) and message["From"].addresses == (FROM,)
    assert message["Subject"] == "3 follow-ups, 1 overdue — 2026-11-20"
    assert message["Date"].datetime == datetime(2026, 11, 20, tzinfo=SHANGHAI)
    assert message["Message-ID"].startswith("<followups.2026-11-20.") and message["Message-ID"].endswith("@kestrel.example>")
    assert (message["X-Unsent"], message["Content-Language"]) == ("1", "en")


def test_in_chinese():
    _, message = drafted(lang="zh")
    assert message["Subject"] == "跟进 3 条，逾期 1 条 — 2026-11-20"
    text = message.get_body(("plain",)).get_content()
    for told in ("逾期（1）", "今天（1）", "以后（1）", "任务未完成：今天到期"):
        assert told in text, told
    assert "逾期 7 天" in message.get_body(("html",)).get_content()


def test_text_and_page_say_the_same():
    page = "https://notebook.example/customers/harbor.html"
    _, message = drafted(places=Places({"customers/harbor.md": page}))
    text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert message.get_content_type() == "multipart/alternative"
    for told in ("Overdue", "2026-11-13", "Harbor Foods", "Send the offer", "7 days late", "customers/harbor.md:12", page):
        assert told in text and told in html, told


def test_a_subject_counts_right():
    for rows, subject in ((ROWS[:1], "1 follow-up, 1 overdue — 2026-11-20"), (ROWS[1:], "2 follow-ups — 2026-11-20")):
        assert drafted(rows)[1]["Subject"] == subject


def test_a_long_list_is_cut_and_says_so():
    _, message = drafted([follow_up(due="2026-11-13"), *(follow_up(str(number)) for number in range(9))], limit=4)
    text = message.get_body(("plain",)).get_content()
    assert message["Subject"] == "10 follow-ups, 1 overdue — 2026-11-20" and text.rstrip().endswith("6 more are not listed.")


def test_the_same_follow_ups_are_the_same_bytes_and_others_another_message():
    assert drafted()[0] == drafted()[0]
    assert drafted()[1]["Message-ID"] != drafted(ROWS[:2])[1]["Message-ID"]


def test_a_draft_is_ascii_with_short_lines():
    data, _ = drafted([follow_up("长" * 4000, name="𠮷" * 300), follow_up("x" * 4000)], lang="zh")
    assert data.isascii() and max(map(len, data.split(b"\r\n"))) <= 998
    assert b"\n" not in data.replace(b"\r\n", b"")


HOSTILE = st.text(st.characters(codec="utf-8"), max_size=60) | st.sampled_from(
    ["=??Q?=0D0", "a\r\nBcc: thief@evil.example", "x\n\n<script>", "=?utf-8?q?a=0d=0aBcc:_b?=", "\x00", "\u2028Bcc: x"]
)


@given(HOSTILE, HOSTILE, HOSTILE)
def test_record_text_reaches_no_header(name, what, member):
    to = mail.mailbox(member, "li.wei@kestrel.example")
    _, message = drafted([follow_up(what, name=name)], to=to)
    assert list(message.keys()) == list(drafted()[1].keys())
    assert message["To"].addresses[0].addr_spec == "li.wei@kestrel.example" and len(message["To"].addresses) == 1
    assert message["Subject"] == "1 follow-up — 2026-11-20"


@given(st.text(max_size=40) | st.sampled_from(["a@b.c\r\nBcc: x@y.z", "a@b.c, d@e.f", "<a@b.c>", "a b@c.d", "@", "a@", "@b", "a@@b", "a@b\x00c", "=?utf-8?q?a=0d=0aBcc:_b?=@c.d", '"a=?utf-8?q?=0d=0aX:_y?="@c.d']))
def test_an_address_is_one_address_or_none(text):
    found = mail.mailbox("Dana", text)
    if found is not None:
        _, message = drafted(to=found)
        assert [one.addr_spec for one in message["To"].addresses] == [found.addr_spec]
        assert list(message.keys()) == list(drafted()[1].keys())


def test_names_of_hosts_in_any_script_and_of_people_in_ascii_only():
    assert mail.mailbox("李薇", "li.wei@例子.example").addr_spec == "li.wei@xn--fsqu00a.example"
    assert mail.mailbox("李薇", "李薇@kestrel.example") is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("notebook@kestrel.example", "notebook@kestrel.example"),
        ("The notebook <notebook@kestrel.example>", "The notebook <notebook@kestrel.example>"),
        ("笔记本 <notebook@kestrel.example>", "笔记本 <notebook@kestrel.example>"),
        ("nobody", "None"),
        ("", "None"),
        ("a@b.example\r\nBcc: c@d.example", "None"),
    ],
)
def test_a_sender_is_an_address_with_or_without_a_name(text, shown):
    assert str(mail.sender(text)) == shown


@pytest.mark.parametrize("text", ["=?utf-8?q?a=0d=0aBcc:_b@c.example?=", "=?utf-8?b?YQ0KQmNjOiB4QHkueg==?=", "a\r\nBcc: b@c.example", "=??Q?=0D0", "= =??="])
def test_a_text_in_a_header_stays_one_line(text):
    message = mail.EmailMessage(policy=mail.SMTP)
    message["Subject"] = mail.header_text(text)
    message.set_content("")
    assert list(email.message_from_bytes(message.as_bytes()).keys()) == list(message.keys())


def test_what_goes_out_is_no_draft_any_more():
    message = mail.draft(sheet(ROWS), TO, FROM, SHANGHAI)
    sent = mail.outgoing(message, datetime(2026, 11, 20, 7, 30, tzinfo=UTC))
    assert "X-Unsent" not in sent and sent["Auto-Submitted"] == "auto-generated"
    assert sent["Date"].datetime == datetime(2026, 11, 20, 7, 30, tzinfo=UTC)


def test_a_day_begins_in_the_notebooks_time_zone():
    assert mail.offset(date(2026, 11, 20), "Asia/Shanghai") == SHANGHAI
    for zone in ("", "Nowhere/Such", "../etc/passwd"):
        assert mail.offset(date(2026, 11, 20), zone) == timezone(timedelta(0))
    assert mail.offset(date.min, "Asia/Shanghai").utcoffset(None) is not None
