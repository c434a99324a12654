"""Record text is data: hostile text in every place of a record, and what the built site makes of it."""

import json
import re
import unicodedata
from pathlib import Path

import pytest

from pcrm_tools.site.search_codes import payload
from tests.site.audit import Audit, shell_of, vectors
from tests.site.notebooks import PLAIN, SETTINGS, build, make_notebook, texts

OWN_FIELDS = """\
fields:
  customer:
    motto: {label: Motto, type: text}
    portal: {label: Portal, type: url}
    machines:
      label: Machines
      type: items
      fields:
        serial: {label: Serial, type: text}
"""


def quoted(text: str) -> str:
    """A text as a YAML scalar that holds it whole."""
    return json.dumps("".join(char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs")))


def hostile_customer(text: str) -> str:
    """A customer with the text wherever a person could put it."""
    line, cell, value = text.replace("\n", " "), text.replace("\n", " ").replace("|", "\\|"), quoted(text)
    keys = ("name", "aliases", "company_no", "parent", "website", "phone", "email", "address", "region", "industry", "size", "team", "notify",
            "tier_reason", "source", "referred_by", "needs", "pain_points", "next_step", "tags", "motto", "portal", "nosuchkey")  # fmt: skip
    front = "\n".join(f"{key}: {value}" for key in keys)
    return f"""---
{front}
owner: dana
preferences:
  channel: {value}
  likes: {value}
contract:
  ref: {value}
---

# {line}

{text}

{line} | **{line}** | *{line}* | [[harbor|{line}]] | [{line}]({line}) | ![{line}]({line}) | [x]: {line}

## Contacts

| name | role | email | phone | wechat | stakeholder | influence | was | left |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
| {cell} | {cell} | {cell} | {cell} | {cell} | champion | 5 | {cell} | |
| {cell} 2 | {cell} | | | | blocker | 1 | harbor | |
| {cell} 3 | former {cell} | | | | {cell} | 1 | | 2026-01-31 |

## Plan

| what | channel | every | with | aim |
| --- | --- | --- | --- | --- |
| {cell} | {cell} | 1mo | {cell} | {cell} |

## Machines

| serial |
| --- |
| {cell} |

## {line}

- {line}
> {line}

## Tasks

- [ ] {line}
- [x] {line} done:2026-11-01

## Log

### 2026-11-18 call id:K1 with:"{line.replace('"', "")}" — {line}

@dana #pricing

{text}

### 2026-11-17 note cause:"{line.replace('"', "")}" lesson:{line}
### 2026-11-16 complaint — {line}
### 2026-11-15 order id:O1 amount:"CNY 5" — {line}
### 2026-11-14 invoice id:F1 amount:"CNY 9" due:2026-11-15 — {line}
### 2026-11-13 survey csat:4 nps:5 — {line}
### 2026-11-12 survey csat:3 nps:6 — {line}
### 2026-11-11 points points:5 — {line}
"""


def hostile_project(text: str, customer: str) -> str:
    """A project with the text wherever a person could put it."""
    line, cell, value = text.replace("\n", " "), text.replace("\n", " ").replace("|", "\\|"), quoted(text)
    return f"""---
name: {value}
customer: {quoted(customer)}
owner: {value}
stage: {value}
outcome: lost
lost_reason: {value}
custom: true
agreement: {value}
scope:
  in: {value}
  out: {value}
budget:
  total: CNY 5
---

{text}

## Milestones

| id | name | planned | due |
| --- | --- | --- | --- |
| M1 | {cell} | 2026-10-01 | 2026-11-01 |
| M2 | {cell} | 2026-11-01 | 2026-12-01 |

## Risks

| id | what | probability | impact | plan |
| --- | --- | --- | --- | --- |
| {cell} | {cell} | 40% | 60% | {cell} |

## Goals

| what | measure | baseline | target | actual |
| --- | --- | --- | --- | --- |
| {cell} | {cell} | 1 {cell} | 5 {cell} | 3 {cell} |

## Payments

| what | share | invoice |
| --- | --- | --- |
| {cell} | 40% | {cell} |

## Tasks

- [ ] {line} due:2026-11-30

## Retrospective

{text}

## Log

### 2026-11-18 visit — {line}
### 2026-11-17 cost amount:"CNY 3" category:"{line.replace('"', "")}" phase:"{line.replace('"', "")}" — {line}
### 2026-11-16 change impact:"{line.replace('"', "")}" cost:"{line.replace('"', "")}" — {line}
### 2026-11-15 decision with:"{line.replace('"', "")}" lesson:"{line.replace('"', "")}" — {line}
### 2026-11-14 stage "{line.replace('"', "")}" → survey
"""


def file_name(number: int, text: str) -> str:
    """The text as a record's file name, as far as a file system takes it."""
    name = re.sub(r"[\x00-\x1f/#|\[\]]", "", text)
    return f"v{number:03} {name}"[:60].strip().encode()[:180].decode(errors="ignore") + ".md"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site of a notebook in which every record attacks."""
    records = dict(PLAIN)
    for number, vector in enumerate(vectors()):
        name = file_name(number, vector)
        records[f"customers/{name}"] = hostile_customer(vector)
        records[f"projects/p{number:03}.md"] = hostile_project(vector, name.removesuffix(".md"))
    pages = {"kb/answers.md": "# Answers\n\nSee [[harbor]].\n"}
    root = make_notebook(tmp_path_factory.mktemp("hostile"), records, SETTINGS + OWN_FIELDS, pages)
    build(root)
    return root / "site/public"


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[object]]:
    """The tags that only the shell may have, of a notebook without any record, by folder of the page."""
    root = make_notebook(tmp_path_factory.mktemp("empty"), {})
    build(root)
    public = root / "site/public"
    return {name: list(shell_of((public / name / "index.html").read_text("utf-8"))) for name in ("customers", "projects")}


def test_there_are_enough_vectors() -> None:
    assert len(vectors()) >= 60


def test_every_record_has_its_page(hostile: Path) -> None:
    assert len(list((hostile / "customers").glob("*.html"))) == len(vectors()) + 2
    assert len(list((hostile / "projects").glob("*.html"))) == len(vectors()) + 2


def test_no_page_has_anything_that_runs_or_loads(hostile: Path) -> None:
    for name, text in texts(hostile).items():
        if name.endswith(".html"):
            assert Audit(text).faults == [], name


def test_record_pages_have_the_tags_of_the_shell_and_no_others(hostile: Path, shell: dict[str, list[object]]) -> None:
    for folder, expected in shell.items():
        for path in (hostile / folder).glob("*.html"):
            assert shell_of(path.read_text("utf-8")) == expected, path.name


def test_inline_scripts_are_those_of_the_policy(hostile: Path) -> None:
    from pcrm_tools.site.shell import policy

    for name, text in texts(hostile).items():
        if name.endswith(".html"):
            said = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
            assert said is not None, name
            assert said[1] == policy(text), name
            assert "unsafe" not in said[1]
            assert text.index("Content-Security-Policy") < text.index("<script")


def test_scripts_with_record_text_hold_no_markup(hostile: Path) -> None:
    found = {name: text for name, text in texts(hostile).items() if name.startswith(("search/", "lists/"))}
    assert len(found) > len(vectors())
    for name, text in found.items():
        assert not re.search(r"[<>&\u2028\u2029]", text), name
        assert re.fullmatch(r"pcrm[A-Z][a-z]+\(.*\);\n", text, re.DOTALL), name
        payload(text)


def test_template_and_include_syntax_is_text(hostile: Path) -> None:
    pages = {name: text for name, text in texts(hostile).items() if name.startswith("customers/")}
    for literal in (
        "{{ config }}",
        "{{ 7*7 }}",
        "{% include &#34;/etc/passwd&#34; %}",
        "--8&lt;-- &#34;/etc/passwd&#34;",
        "!!python/name:os.system",
    ):
        assert any(literal in text or literal.replace("&#34;", "&quot;") in text for text in pages.values()), literal
    assert not any("root:x:0" in text or ">49<" in text for text in pages.values())


def test_slots_in_record_text_are_not_filled(hostile: Path) -> None:
    for name, text in texts(hostile).items():
        if name.startswith(("customers/", "projects/")):
            assert "p-kpis--home" not in text, name


@pytest.mark.parametrize("key", ["template", "icon", "status", "hide", "search", "redirect", "title", "description", "pcrm"])
def test_front_matter_that_means_something_to_a_theme_is_data(tmp_path: Path, key: str) -> None:
    record = f"---\nname: Quiet Firm\nowner: dana\n{key}: ../../x.html\n---\n\nWords of its own.\n"
    root = make_notebook(tmp_path, {"customers/quiet.md": record})
    build(root)
    page = (root / "site/public/customers/quiet.html").read_text("utf-8")
    assert "Words of its own." in page
    assert f"<dt>{key}</dt><dd>../../x.html</dd>" in page
    assert "<title>Quiet Firm - Notebook</title>" in page


def test_attachments_that_could_run_are_not_published(tmp_path: Path) -> None:
    record = "---\nname: A\nowner: dana\n---\n\n" + " ".join(
        f"[x](files/{name})" for name in ("a.html", "a.svg", "a.js", "a.pdf", "../../../etc/passwd")
    )
    root = make_notebook(tmp_path, {"customers/a.md": record})
    for name in ("a.html", "a.svg", "a.js", "a.pdf"):
        path = root / "customers/files" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("<script>alert(1)</script>")
    build(root)
    public = root / "site/public"
    assert [path.name for path in (public / "files").rglob("*") if path.is_file()] == ["a.pdf"]
    page = (public / "customers/a.html").read_text("utf-8")
    assert 'href="../files/customers/files/a.pdf"' in page
    assert page.count('class="nowhere"') == 4


def test_links_out_of_the_notebook_are_neither_read_nor_published(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    record = "---\nname: A\nowner: dana\n---\n\n[x](notes.txt) ![y](pixel.png)\n"
    root = make_notebook(tmp_path / "notebook", {"customers/a.md": record}, pages={"kb/a.md": "# A\n"})
    for name in ("customers/notes.txt", "customers/pixel.png", "site/pages/kb/linked.md", "customers/linked.md"):
        (root / name).symlink_to(secret)
    built = build(root)
    assert not any("the secret" in text for text in texts(root / "site/public").values())
    assert not (root / "site/public/files").exists()
    assert any("linked.md" in warning for warning in built.warnings)


def test_the_audit_sees_what_hostile_text_would_do_if_it_were_let_through() -> None:
    caught = [vector for vector in vectors() if (found := Audit(f"<p>{vector}</p>")).faults or found.shell]
    assert len(caught) >= 50
