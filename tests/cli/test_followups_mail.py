"""Mails about follow-ups: drafts for everybody, sending through a real server, and what is said when that fails."""

import email
import email.policy
import io
import json
import os
import re
import stat
import sys
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from pcrm_tools.cli.app import App
from pcrm_tools.cli.main import run
from pcrm_tools.cli.output import Output
from tests.cli.conftest import Stream
from tests.cli.test_followups import DOCK, HARBOR, MINGDA, SETTINGS, Ran
from tests.exchange.servers import certificate, free_port, mail_server, tls

DAY = ("--as-of", "2026-11-20")
FROM = "mail: {from: The notebook <notebook@kestrel.example>}\n"


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    root = tmp_path / "notebook"
    for name, text in {"pcrm.yml": SETTINGS + FROM, "customers/harbor.md": HARBOR, "customers/明达.md": MINGDA, "projects/dock.md": DOCK}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def followups(notebook: Path) -> Callable[..., Ran]:
    def call(*args: str, day: tuple[str, ...] = DAY, **environ: str) -> Ran:
        data, messages = io.BytesIO(), io.StringIO()
        environ = {"LANG": "C.UTF-8", **environ}
        code = run(["-C", str(notebook), "followups", *day, *args], App(environ, Output(Stream(data, encoding="utf-8"), messages, environ)))
        return Ran(code, data.getvalue().decode(), messages.getvalue())

    return call


def letters(folder: Path) -> dict[str, EmailMessage]:
    """The drafts of a folder by their names."""
    found = {}
    for path in sorted(folder.iterdir()):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        found[path.name] = message
    return found


def results(ran: Ran) -> dict[str, str]:
    return {mail["owner"]: mail["result"] for mail in json.loads(ran.out)["mails"]}


def open_server(port: int, **more: str) -> dict[str, str]:
    return {"PCRM_SMTP_HOST": "127.0.0.1", "PCRM_SMTP_PORT": str(port), "PCRM_SMTP_SECURITY": "none", **more}


# -- drafts


def test_a_draft_for_each_owner_in_our_own_folder(followups: Callable[..., Ran], notebook: Path) -> None:
    done = followups("--mail")
    drafts = letters(notebook / ".pcrm" / "mail")
    assert done.code == 0 and list(drafts) == ["followups-2026-11-20-dana.eml", "followups-2026-11-20-li.wei.eml"]
    message = drafts["followups-2026-11-20-li.wei.eml"]
    assert str(message["To"]) == "李薇 <li.wei@kestrel.example>" and str(message["From"]) == "The notebook <notebook@kestrel.example>"
    assert message["Subject"] == "2 follow-ups, 1 overdue — 2026-11-20"
    body = message.get_body(("plain",))
    assert body is not None and "整理一套脱敏的验证文件样本" in body.get_content() and "Send the price list" not in body.get_content()
    assert re.search(r"dana +dana@kestrel.example +3 +1 +draft +\S+dana\.eml\n", done.out)


def test_who_gets_no_mail_is_named(followups: Callable[..., Ran], notebook: Path) -> None:
    text = (notebook / "pcrm.yml").read_text().replace("email: dana@kestrel.example, ", "")
    (notebook / "pcrm.yml").write_text(text)
    (notebook / "customers/x.md").write_text("---\nname: X\nowner: ghost\n---\n\n- [ ] Haunt due:2026-11-20\n")
    said = followups("--mail").err
    for told in ("1 follow-ups have no owner", "mike left on 2026-07-31", "dana has no e-mail in pcrm.yml: no mail about 3 follow-ups"):
        assert told in said, told
    said = followups("--mail", "--lang", "zh").err
    for told in ("1 条跟进无人负责", "mike 已于 2026-07-31 离职", "dana 在 pcrm.yml 中没有邮箱：3 条跟进没有邮件"):
        assert told in said, told
    assert list(letters(notebook / ".pcrm" / "mail")) == ["followups-2026-11-20-li.wei.eml"]


def test_our_folder_holds_the_last_run_and_another_one_keeps_what_is_there(followups: Callable[..., Ran], notebook: Path, tmp_path: Path) -> None:
    other = tmp_path / "mine"
    other.mkdir()
    (other / "followups-2020-01-01-dana.eml").write_text("old")
    followups("--mail")
    followups("--owner", "dana", "--mail", day=("--as-of", "2026-11-21"))
    assert list(letters(notebook / ".pcrm" / "mail")) == ["followups-2026-11-21-dana.eml"]
    assert followups("--owner", "dana", "--mail", str(other)).code == 0
    assert list(letters(other)) == ["followups-2020-01-01-dana.eml", "followups-2026-11-20-dana.eml"]


@pytest.mark.skipif(os.name != "posix", reason="modes")
def test_drafts_are_private_and_the_same_bytes_every_time(followups: Callable[..., Ran], notebook: Path) -> None:
    folder = notebook / ".pcrm" / "mail"
    followups("--mail")
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    followups("--mail")
    assert first == {path.name: path.read_bytes() for path in folder.iterdir()}
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600} and stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_sender_is_gits_where_the_notebook_names_none(followups: Callable[..., Ran], notebook: Path) -> None:
    (notebook / "pcrm.yml").write_text(SETTINGS)
    done = followups("--mail")
    assert done.code == 2 and "nobody is named as sender" in done.err and done.err.count("\n") == 1
    assert followups("--mail", PCRM_SMTP_FROM="Dana <dana@kestrel.example>").code == 0
    done = followups("--mail", PCRM_SMTP_FROM="dana")
    assert (done.code, done.err) == (2, "pcrm: `dana` cannot be a sender: write name@example.com\n")


def test_nothing_due_is_no_mail(followups: Callable[..., Ran], notebook: Path) -> None:
    done = followups("--mail", day=("--as-of", "2020-01-01"))
    assert (done.code, done.out) == (0, "") and "no mail: nothing is due" in done.err


def test_groups_and_language_as_asked(followups: Callable[..., Ran], notebook: Path) -> None:
    followups("--owner", "dana", "--group", "day", "--lang", "zh", "--mail")
    (message,) = letters(notebook / ".pcrm" / "mail").values()
    body = message.get_body(("plain",))
    assert message["Subject"] == "跟进 3 条，逾期 1 条 — 2026-11-20" and body is not None and "2026-11-25（1）" in body.get_content()


# -- sending


def test_nothing_is_sent_without_being_asked(followups: Callable[..., Ran]) -> None:
    with mail_server() as (inbox, port):
        assert followups("--mail", **open_server(port)).code == 0
        assert followups("--mail", "--send", "--dry-run", **open_server(port)).code == 0
    assert inbox.envelopes == []


def test_a_dry_run_says_what_would_be_done_and_does_nothing(followups: Callable[..., Ran], notebook: Path) -> None:
    done = followups("--mail", "--send", "--dry-run", "--format", "json", **open_server(1, PCRM_SMTP_USER="u"))
    assert results(done) == {"dana": "planned", "li.wei": "planned"}
    assert not (notebook / ".pcrm" / "mail").exists()


def test_sending_to_everybody(followups: Callable[..., Ran], notebook: Path) -> None:
    with mail_server() as (inbox, port):
        done = followups("--mail", "--send", "--format", "json", **open_server(port))
    assert done.code == 0 and results(done) == {"dana": "sent", "li.wei": "sent"}
    assert [envelope.rcpt_tos for envelope in inbox.envelopes] == [["dana@kestrel.example"], ["li.wei@kestrel.example"]]
    assert inbox.envelopes[0].mail_from == "notebook@kestrel.example"
    message = email.message_from_bytes(inbox.envelopes[1].content, policy=email.policy.default)
    assert "X-Unsent" not in message and message["Date"].startswith("Fri, 20 Nov 2026 00:00:00")
    assert len(letters(notebook / ".pcrm" / "mail")) == 2


def test_a_mail_sent_today_has_the_time_of_sending(followups: Callable[..., Ran]) -> None:
    from datetime import UTC, datetime

    with mail_server() as (inbox, port):
        assert followups("--owner", "li.wei", "--within", "999y", "--mail", "--send", day=(), **open_server(port)).code == 0
    message = email.message_from_bytes(inbox.envelopes[0].content, policy=email.policy.default)
    assert abs((message["Date"].datetime - datetime.now(UTC)).total_seconds()) < 300


def test_with_encryption_and_a_password_from_a_command(
    followups: Callable[..., Ran], notebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    keyring = {"PCRM_SMTP_PASSWORD_COMMAND": f"'{sys.executable}' -c \"print('s3cret')\""}
    with mail_server(tls(file), starttls=True, login=True) as (inbox, port):
        settings = f"mail: {{host: localhost, port: {port}, user: notebook, from: notebook@kestrel.example}}\n"
        (notebook / "pcrm.yml").write_text(SETTINGS + settings)
        done = followups("--mail", "--send", **keyring)
        wrong = followups("--mail", "--send", PCRM_SMTP_PASSWORD="wr0ng")
    assert done.code == 0 and done.out.count(" sent ") == 2 and len(inbox.envelopes) == 2
    assert wrong.code == 2 and "refused the login of `notebook`" in wrong.err and wrong.out.count("not sent") == 2
    assert "s3cret" not in done.out + done.err and "wr0ng" not in wrong.out + wrong.err
    none = followups("--mail", "--send")
    assert none.code == 2 and "PCRM_SMTP_PASSWORD" in none.err.splitlines()[-1]


def test_one_refused_mail_does_not_keep_the_others(followups: Callable[..., Ran], notebook: Path) -> None:
    (notebook / "pcrm.yml").write_text((SETTINGS + FROM).replace("dana@kestrel.example", "no.dana@kestrel.example"))
    with mail_server() as (inbox, port):
        done = followups("--mail", "--send", **open_server(port))
        told = followups("--mail", "--send", "--format", "json", **open_server(port))
    assert done.code == 2 and "refused: 550 5.1.1 no such user" in done.out and "\x1b" not in done.out and " sent " in done.out
    assert done.err.splitlines()[-1] == f"pcrm: 1 of 2 mails were not sent; the drafts are in {notebook / '.pcrm' / 'mail'}"
    assert results(told) == {"dana": "refused", "li.wei": "sent"} and len(inbox.envelopes) == 2
    assert len(letters(notebook / ".pcrm" / "mail")) == 2


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_unreachable_server_is_one_line_and_the_drafts_stay(followups: Callable[..., Ran], notebook: Path, lang: str) -> None:
    done = followups("--mail", "--send", "--lang", lang, **open_server(free_port()))
    assert done.code == 2 and done.out.count("未发送" if lang == "zh" else "not sent") == 2
    assert done.err.splitlines()[-1].startswith("pcrm: 无法连接邮件服务器" if lang == "zh" else "pcrm: the mail server 127.0.0.1:")
    assert len(letters(notebook / ".pcrm" / "mail")) == 2


def test_without_a_server_nothing_is_begun(followups: Callable[..., Ran], notebook: Path) -> None:
    done = followups("--mail", "--send")
    assert done.code == 2 and done.err.count("\n") == 1 and "PCRM_SMTP_HOST" in done.err and not (notebook / ".pcrm" / "mail").exists()


def test_fail_on_counts_when_all_went_well(followups: Callable[..., Ran]) -> None:
    assert followups("--mail", "--fail-on", "overdue").code == 1
    assert followups("--mail", "--send", "--fail-on", "overdue", **open_server(free_port())).code == 2


def test_validate_reports_a_password_and_does_not_show_it(notebook: Path) -> None:
    from pcrm_tools.session import Session

    (notebook / "pcrm.yml").write_text(SETTINGS + "mail:\n  host: smtp.kestrel.example\n  password: hunter2\n")
    data = io.BytesIO()
    environ = {"LANG": "C.UTF-8"}
    code = run(["-C", str(notebook), "validate", *DAY], App(environ, Output(Stream(data, encoding="utf-8"), io.StringIO(), environ)))
    said = data.getvalue().decode()
    assert code == 1 and "mail.password: `•••` is a secret" in said and "hunter2" not in said
    assert Session.rules()["settings-value"].severity == "error"
