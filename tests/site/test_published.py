"""Cases of the published site by their number: what goes in, what must come out."""

import re
from html import unescape
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from urllib.parse import unquote

import pytest

from pcrm_tools.cli.app import App
from pcrm_tools.cli.main import run
from pcrm_tools.site.serve import make_server
from tests.site.audit import Audit, vectors
from tests.site.chromium import Chromium
from tests.site.notebooks import PLAIN, SETTINGS, build, make_notebook, texts
from tests.site.test_safety import quoted

MERMAID = """\
---
name: Drawn
owner: dana
---

```mermaid
%%{init: {"securityLevel": "loose", "theme": "base", "themeCSS": "@import url(https://evil.example/x.css)"}}%%
graph TD
  A[<img src=https://evil.example/p.gif onerror=alert(1)>] --> B
  C@{ img: "https://evil.example/n.png", label: "x" }
  click A "javascript:alert(1)"
  click B href "https://evil.example/" _self
```
"""


def settings_of(texts: list[str]) -> str:
    """Settings with a hostile text in every place that a person could put one."""
    numbered = list(enumerate(texts))
    lines = ["format: 1", "language: en", f"site: {{name: {quoted(texts[0])}}}", "team:"]
    lines += [f"  - {{id: t{n}, name: {quoted(text)}, departments: [{quoted(text)}]}}" for n, text in numbered]
    lines += ["tiers:", *(f"  k{n}: {{label: {quoted(text)}, benefits: [{quoted(text)}]}}" for n, text in numbered)]
    lines += ["lifecycle:", *(f"  l{n}: {{label: {quoted(text)}}}" for n, text in numbered)]
    lines += ["pipelines:", "  default:", "    stages:"]
    lines += [f"      s{n}: {{label: {quoted(text)}, days: 5}}" for n, text in numbered]
    lines += ["fields:", "  customer:"]
    lines += [
        f"    f{n}: {{label: {quoted(text)}, type: choice, many: true, choices: [{quoted(text)}, b]}}"
        for n, text in numbered[::6]
    ]
    lines += ["kinds:", *(f"  kind{n}: {{label: {quoted(text)}, group: contact}}" for n, text in numbered[::6])]
    lines += ["segments:", *(f'  {quoted(text)}: "type:customer"' for _, text in numbered[::8])]
    lines += ["views:"]
    lines += [
        f'  {quoted(text)}: {{label: {quoted(text)}, query: "type:customer", columns: [name, tier]}}' for _, text in numbered[::8]
    ]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def worded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site whose settings attack: team, classes, stages, own fields, kinds, segments, views, its name."""
    found = [text for text in vectors() if "\n" not in text]
    records = {}
    for n, text in enumerate(found):
        own = f"f{n}: [{quoted(text)}]\n" if n % 6 == 0 else ""
        kind = f"\n### 2026-11-18 kind{n} @t{n} — Said\n" if n % 6 == 0 else ""
        records[f"customers/c{n}.md"] = (
            f"---\nname: C{n}\nowner: t{n}\ntier: k{n}\nlifecycle: l{n}\ntags: [{quoted(text)}]\n{own}---\n\nWords.\n{kind}"
        )
        if n % 3 == 0:
            records[f"projects/p{n}.md"] = (
                f"---\nname: P{n}\ncustomer: c{n}\nowner: t{n}\nstage: s{n}\n---\n\n### 2026-10-01 stage s{n}\n"
            )
    root = make_notebook(tmp_path_factory.mktemp("worded"), records, settings_of(found))
    build(root)
    return root / "site/public"


def test_s1_settings_that_attack_are_text(worded: Path) -> None:
    """S1: names of people, classes, stages, own fields, kinds, segments and views are data too."""
    pages = {name: text for name, text in texts(worded).items() if name.endswith(".html")}
    assert len(pages) > 250
    assert "&lt;svg onload=alert(1)&gt;" in "".join(pages.values())
    for name, text in pages.items():
        assert Audit(text).faults == [], name
    for name, text in texts(worded).items():
        if name.startswith(("search/", "lists/")):
            assert not re.search(r"[<>&\u2028\u2029]", text), name


@pytest.mark.browser
def test_s2_settings_that_attack_do_nothing_in_a_browser(looked: Chromium, worded: Path) -> None:
    """S2: nothing is called and nothing is asked of another host, also by what scripts make of a list's rows."""
    from tests.site.test_browser import FAULTS, TRAPS, quiet

    looked.before(TRAPS)
    team = (
        sorted(path.relative_to(worded).as_posix() for path in (worded / "team").glob("*.html"))[::40]
        if (worded / "team").is_dir()
        else []
    )
    marks = ["", "#columns=f0,f6,f12,f60,tags&sort=-f0", "#view=%3Cscript%3Ealert(1)%3C%2Fscript%3E"]
    for name in [
        *(f"customers/index.html{mark}" for mark in marks),
        "projects/index.html",
        "index.html",
        "followups.html",
        "pipeline.html",
        "customers/c12.html",
        *team,
    ]:
        page, _, mark = name.partition("#")
        looked.open((worded / page).as_uri() + (f"#{mark}" if mark else ""))
        if page.endswith("s/index.html"):
            looked.evaluate(
                "document.querySelector('[data-list-filter]').value = 'c'; document.querySelector('[data-list-filter]').dispatchEvent(new Event('input'))"
            )
            looked.evaluate("document.querySelector('[data-list-columns]').open = true")
            looked.wait(0.2)
        assert looked.evaluate(FAULTS) == [], name
        quiet(looked, worded)


@pytest.mark.browser
def test_ids_of_records_hide_nothing_of_ours(looked: Chromium, tmp_path: Path) -> None:
    """Headings and ids named after our scripts' own names stand in a page, and the scripts work."""
    names = ("pcrmPage", "pcrmTables", "pcrmSearch", "pcrmList", "__config", "location", "document", "querySelector")
    body = "\n\n".join(f"## {name}\n\nWords of [{name}](#{name})." for name in names)
    log = "\n\n".join(f"### 2026-11-{n + 1:02} call id:{name} — Said" for n, name in enumerate(names))
    root = make_notebook(tmp_path, {"customers/a.md": f"---\nname: A\nowner: dana\n---\n\n{body}\n\n## Log\n\n{log}\n"})
    build(root)
    looked.screen(1400, 900)
    looked.open((root / "site/public/customers/a.html").as_uri())
    assert looked.evaluate("typeof pcrmPage.make + typeof pcrmTables.compare + typeof location.href") == "functionfunctionstring"
    assert looked.complaints() == []


def test_s5_one_broken_record_among_many_costs_one_page(tmp_path: Path) -> None:
    """S5: the other pages are there, the broken one has a page and stands in the list of data quality; exit 1 only with --strict."""
    records = {f"customers/c{n:03}.md": f"---\nname: Firm {n}\nowner: dana\n---\n" for n in range(299)}
    records["customers/broken.md"] = "---\nname: [unclosed\n---\n"
    root = make_notebook(tmp_path, records)
    built = build(root)
    assert built.broken == ("customers/broken.md",)
    assert len(list((root / "site/public/customers").glob("c*.html"))) == 299
    assert "could not be read" in (root / "site/public/customers/broken.html").read_text("utf-8")
    assert "customers/broken.html" in (root / "site/public/quality.html").read_text("utf-8")
    for options, code in (([], 0), (["--strict"], 1)):
        assert run(["-C", str(root), "site", "build", *options], App({})) == code


@pytest.mark.browser
def test_s6_mermaid_is_text(looked: Chromium, tmp_path: Path) -> None:
    """S6: a drawing with links, pictures and settings of its own is shown as typed, and nothing is asked for."""
    root = make_notebook(tmp_path, {"customers/drawn.md": MERMAID})
    build(root)
    page = root / "site/public/customers/drawn.html"
    assert "<pre><code>%%{init" in page.read_text("utf-8")
    assert 'click A "javascript' in unescape(page.read_text("utf-8"))
    looked.open(page.as_uri(), settle=1.0)
    assert [url for url in looked.requests() if "evil" in url] == []
    assert looked.evaluate("document.querySelectorAll('article .mermaid, article svg[id^=mermaid]').length") == 0


ODD = ("a b", "a[b]", "华星 软件", "a%23b", "a？b", "c+d&e", "o'neil", "(x)")


def test_s8_renamed_records_leave_no_page_and_odd_names_are_reached(tmp_path: Path) -> None:
    """S8: no stale page after a rename and a removal; links with blanks, brackets, Chinese and signs lead to files."""
    records = {f"customers/{name}.md": f"---\nname: {quoted(name)}\nowner: dana\n---\n" for name in ODD}
    records["customers/all.md"] = "---\nname: All\nowner: dana\n---\n\n" + " ".join(
        f"[[{name}]]" for name in ODD if "[" not in name
    )
    records["customers/old.md"] = "---\nname: Old name\nowner: dana\n---\n"
    root = make_notebook(tmp_path, records)
    build(root)
    public = root / "site/public"
    (root / "customers/old.md").rename(root / "customers/new.md")
    (root / "customers/(x).md").unlink()
    build(root)
    assert not (public / "customers/old.html").exists()
    assert (public / "customers/new.html").exists()
    for page in (path for path in public.rglob("*.html") if path.name != "404.html"):  # that one is a server's
        for href in re.findall(r'<a[^>]*? href="([^"#:]+)(?:#[^"]*)?"', page.read_text("utf-8")):
            assert (page.parent / unquote(href)).exists(), (page.name, href)


@pytest.mark.parametrize(
    "path",
    ["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/%252e%252e/secret.txt", "/..\\secret.txt", "/./../secret.txt"],
)
def test_s9_the_server_is_of_this_machine_and_of_this_folder(tmp_path: Path, path: str) -> None:
    """S9: bound to the loopback address; ways out of the folder, encoded or not, are not found."""
    (tmp_path / "public").mkdir()
    (tmp_path / "public/index.html").write_text("<p>in</p>")
    (tmp_path / "secret.txt").write_text("the secret")
    server = make_server(tmp_path / "public", 0)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        assert server.server_address[0] == "127.0.0.1"
        asked = HTTPConnection("127.0.0.1", int(server.server_address[1]), timeout=10)
        asked.request("GET", path)
        answer = asked.getresponse()
        said = answer.read()
        asked.close()
        assert answer.status == 404
        assert b"the secret" not in said
    finally:
        server.shutdown()
        server.server_close()


def test_s10_two_builds_of_one_day_are_the_same_bytes(tmp_path: Path) -> None:
    """S10: the same records, settings and day make the same files, byte for byte, wherever they are built."""
    made = []
    for name in ("one", "two"):
        root = make_notebook(tmp_path / name / "notebook", PLAIN, SETTINGS)
        build(root)
        public = root / "site/public"
        made.append(
            {path.relative_to(public).as_posix(): path.read_bytes() for path in sorted(public.rglob("*")) if path.is_file()}
        )
    assert made[0].keys() == made[1].keys()
    assert [name for name in made[0] if made[0][name] != made[1][name]] == []
