"""Building: what is written and when, that nothing stale stays, and that two builds agree to the byte."""

import filecmp
import logging
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from pcrm_tools.errors import BrokenSurroundings
from pcrm_tools.site import build as site_build
from pcrm_tools.site.menu import COMPUTED
from tests.site.notebooks import DOCK, HARBOR, PLAIN, SETTINGS, build, make_notebook, texts


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small notebook."""
    return make_notebook(tmp_path / "notebook", PLAIN, pages={"kb/print.md": "# Printing\n\nFor [[harbor]] and [[nobody]].\n"})


def page(root: Path, name: str) -> str:
    return (root / "site/public" / name).read_text("utf-8")


def same(one: Path, other: Path) -> list[str]:
    """The files in which two folders differ."""
    names = {path.relative_to(folder).as_posix() for folder in (one, other) for path in folder.rglob("*") if path.is_file()}
    return sorted(name for name in names if not (one / name).is_file() or not (other / name).is_file()
                  or not filecmp.cmp(one / name, other / name, shallow=False))  # fmt: skip


def test_pages_of_a_notebook(root: Path) -> None:
    built = build(root)
    public = root / "site/public"
    assert built.path == str(public)
    assert built.broken == ()
    pages = {name for name in texts(public) if name.endswith(".html")}
    poured = {name for name in pages if name.startswith(("team/", "segments/"))}
    assert {"team/index.html", "team/dana.html", "segments/index.html", "segments/tier-key.html"} <= poured
    records = {"customers/harbor.html", "projects/dock.html"}
    assert pages - poured == {"404.html", "index.html", "kb/print.html", *records, *({page.file for page in COMPUTED} - poured)}
    assert built.pages == built.changed == len(pages)


def test_a_customers_page(root: Path) -> None:
    build(root)
    shown = page(root, "customers/harbor.html")
    for text in ("Harbor Foods", "Ann Bay", "decision maker", "Second line asked for", "<strong>two</strong>", "CNY 120,000", "Late delivery",
                 "Walked the quay", "Dock project", "Dana Whitfield", "2 weeks", "customers/harbor.md", "No longer there"):  # fmt: skip
        assert text in shown, text
    assert 'href="../projects/dock.html"' in shown
    assert 'id="at-K1"' in shown
    assert "minutes:25" not in shown
    log = shown[shown.index('id="timeline"') :]
    assert log.index("2026-11-18") < log.index("Walked the quay") < log.index("First line")


def test_a_projects_page(root: Path) -> None:
    build(root)
    shown = page(root, "projects/dock.html")
    for text in (
        "Dock project",
        "CNY 500,000",
        "Drawings",
        "Frost",
        "Order steel",
        "Ask for prices",
        "2026-10-01",
        "<svg",
        "survey",
    ):
        assert text in shown, text
    assert 'href="../customers/harbor.html#at-C2"' in shown
    assert 'aria-current="step"' in shown


def test_the_home_page_and_hand_written_pages(root: Path) -> None:
    build(root)
    home = page(root, "index.html")
    assert 'href="customers/harbor.html' in home
    assert "Second line asked for" in home
    assert "<!-- pcrm:" not in home
    kb = page(root, "kb/print.html")
    assert '<a href="../customers/harbor.html">Harbor Foods</a>' in kb
    assert 'title="nobody"' in kb


def test_chinese_labels(tmp_path: Path) -> None:
    root = make_notebook(tmp_path, PLAIN, SETTINGS.replace("language: en", "language: zh"))
    build(root)
    shown = page(root, "customers/harbor.html")
    for text in ("时间线", "联系人", "决策人", "合作", "重点", "电话", "2 周", "客户", 'lang="zh"'):
        assert text in shown, text
    assert "Timeline" not in shown


def test_a_second_build_writes_nothing(root: Path) -> None:
    build(root)
    before = {path: path.stat().st_mtime_ns for path in (root / "site/public").rglob("*") if path.is_file()}
    assert build(root).changed == 0
    assert {path: path.stat().st_mtime_ns for path in (root / "site/public").rglob("*") if path.is_file()} == before


def test_one_changed_record_is_written_with_the_pages_that_show_it(root: Path) -> None:
    build(root)
    (root / "customers/other.md").write_text("---\nname: Other\nowner: dana\n---\n")
    build(root)
    (root / "projects/dock.md").write_text(DOCK.replace("Walked the quay", "Measured the quay"))
    before = (root / "site/public/customers/other.html").stat().st_mtime_ns
    build(root)
    assert "Measured the quay" in page(root, "projects/dock.html")
    assert "Measured the quay" in page(root, "customers/harbor.html")
    assert (root / "site/public/customers/other.html").stat().st_mtime_ns == before


def test_mkdocs_runs_only_where_the_shell_may_have_changed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(root)
    runs: list[str] = []
    render = site_build.render_shell
    monkeypatch.setattr(site_build, "render_shell", lambda run: (runs.append("x"), render(run)))
    (root / "projects/dock.md").write_text(DOCK.replace("Frost", "Flood"))
    build(root)
    assert runs == []
    (root / "site/pages/kb/print.md").write_text("# Printing anew\n")
    build(root)
    assert runs == ["x"]
    assert "Printing anew" in page(root, "kb/print.html")
    (root / "customers/harbor.md").write_text(HARBOR.replace("name: Harbor Foods", "name: Harbor Dairy"))
    (root / "site/pages/kb/print.md").write_text("# Printing for [[harbor]]\n")
    build(root)
    (root / "customers/harbor.md").write_text(HARBOR.replace("name: Harbor Foods", "name: Harbor Cheese"))
    build(root)
    assert "Harbor Cheese" in page(root, "kb/print.html")


def test_a_new_name_reaches_every_page_that_shows_it(root: Path) -> None:
    build(root)
    (root / "customers/harbor.md").write_text(HARBOR.replace("name: Harbor Foods", "name: Harbor Dairy"))
    build(root)
    public = root / "site/public"
    assert [name for name, text in texts(public).items() if "Harbor Foods" in text and not name.startswith("search/")] == [
        "customers/harbor.html"
    ]
    assert "Harbor Dairy" in page(root, "projects/dock.html")


def test_nothing_stale_stays(root: Path) -> None:
    (root / "projects/old.md").write_text("---\nname: Old\ncustomer: harbor\nowner: dana\n---\n\n[plan](plan.pdf) zebrafish\n")
    (root / "projects/plan.pdf").write_bytes(b"%PDF")
    build(root)
    public = root / "site/public"
    assert (public / "files/projects/plan.pdf").exists()
    assert any("zebrafish" in text for text in texts(public).values())
    (public / "left-over.html").write_text("old")
    (public / ".git").write_text("kept")
    (root / "projects/old.md").unlink()
    build(root)
    assert not any("zebrafish" in text or "Old" in text.split() for text in texts(public).values())
    assert not (public / "files").exists()
    assert not (public / "left-over.html").exists()
    assert (public / ".git").exists()


def test_two_builds_agree_to_the_byte(root: Path, tmp_path: Path) -> None:
    build(root, tmp_path / "one")
    time.sleep(1.1)
    build(root, tmp_path / "two")
    assert same(tmp_path / "one", tmp_path / "two") == []


def test_many_small_builds_agree_with_one_from_nothing(root: Path, tmp_path: Path) -> None:
    build(root)
    for number in range(30):
        (root / f"customers/c{number}.md").write_text(
            f"---\nname: 客户{number}\nowner: dana\n---\n\n报价 word{number} [[harbor]]\n"
        )
        if number % 5 == 0:
            build(root)
    (root / "customers/c3.md").unlink()
    (root / "customers/c7.md").rename(root / "customers/seven.md")
    (root / "projects/dock.md").write_text(DOCK.replace("Frost", "Flood"))
    build(root)
    build(root, tmp_path / "anew")
    assert same(root / "site/public", tmp_path / "anew") == []


def test_a_damaged_site_is_mended(root: Path, tmp_path: Path) -> None:
    build(root, tmp_path / "good")
    build(root)
    public = root / "site/public"
    for name in ("customers/harbor.html", "search/meta.js", "search/fold.js", "lists/customers.js", "assets/pcrm/pcrm.css"):
        (public / name).unlink()
    build(root)
    assert same(public, tmp_path / "good") == []
    (root / ".pcrm/site/internal/manifest.json").write_text("{nonsense")
    (root / ".pcrm/site/internal/shell.json").write_text("[]")
    build(root)
    assert same(public, tmp_path / "good") == []


def test_what_a_killed_build_leaves_behind_is_cleared_away(root: Path) -> None:
    build(root)
    left = root / "site/public/customers/.pcrm-tmp-4711"
    left.write_text("half a page")
    build(root)
    assert not left.exists()


def test_pages_hold_days_and_no_distance_from_today(root: Path) -> None:
    build(root)
    one = {name: text for name, text in texts(root / "site/public").items() if name.startswith(("customers/h", "projects/d"))}
    build(root, today=date(2026, 11, 21))
    for name, text in one.items():
        assert page(root, name) == text
    assert "2026-11-21" in page(root, "followups.html")


def test_broken_records_have_a_page_that_says_why(root: Path) -> None:
    (root / "customers/bad.md").write_text("---\nname: Bad Firm\n\towner: <b>dana</b>\n---\n\nWords.\n")
    (root / "customers/latin.md").write_bytes(b"---\nname: caf\xe9\n---\n")
    built = build(root)
    assert built.broken == ("customers/bad.md", "customers/latin.md")
    shown = page(root, "customers/bad.html")
    assert "customers/bad.md:3:" in shown
    assert "&lt;b&gt;dana&lt;/b&gt;" in shown
    assert 'class="is-here"' in shown
    assert "customers/latin.md:" in page(root, "customers/latin.html")
    quality = page(root, "quality.html")
    assert 'href="customers/bad.html"' in quality
    assert "Harbor Foods" in page(root, "customers/harbor.html")
    (root / "customers/bad.md").write_text("---\nname: Good Firm\nowner: dana\n---\n")
    assert build(root).broken == ("customers/latin.md",)
    assert "Good Firm" in page(root, "customers/bad.html")


@pytest.mark.parametrize("stem", [
    "华星 软件", "a b", "what?", "50%", "50%25", "x&y=z;w", "a+b", "(x)", "it's", 'say "hi"', "semi;colon", "star*", "pipe", "CON", "aux.x",
    "dot.", "é", "e\u0301", "😀", "n" * 80, "长" * 80, "a\\b", "javascript:x", "<i>",
])  # fmt: skip
def test_odd_ids_have_pages_that_links_reach(tmp_path: Path, stem: str) -> None:
    records = {
        f"customers/{stem}.md": "---\nname: Odd One\nowner: dana\n---\n",
        "projects/p.md": f"---\nname: P\nowner: dana\n---\n\nSee [[{stem}]].\n",
    }
    root = make_notebook(tmp_path, records)
    build(root)
    import re
    from html import unescape
    from urllib.parse import unquote

    href = re.search(r'<a href="(\.\./customers/[^"]*)">Odd One</a>', page(root, "projects/p.html"))
    assert href is not None
    assert re.fullmatch(r"\.\./customers/[A-Za-z0-9%._~-]+\.html", href[1])
    path = root / "site/public/projects" / unquote(unescape(href[1]))
    assert path.is_file()
    assert not set(path.name) & set('?%#*:"<>|\\&;')
    assert "Odd One" in path.read_text("utf-8")


def test_records_of_one_id_have_a_page_each(root: Path) -> None:
    (root / "customers/east").mkdir()
    (root / "customers/east/harbor.md").write_text("---\nname: Other Harbor\nowner: dana\n---\n")
    build(root)
    pages = sorted(path.name for path in (root / "site/public/customers").glob("harbor*.html"))
    assert len(pages) == 2
    assert {"Harbor Foods", "Other Harbor"} == {
        name
        for name in ("Harbor Foods", "Other Harbor")
        if any(f"<h1>{name}</h1>" in page(root, f"customers/{p}") for p in pages)
    }


def test_mkdocs_alone_makes_the_same_site(root: Path, tmp_path: Path) -> None:
    build(root, tmp_path / "ours")
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1795132800"}
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q"], cwd=root, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert same(root / "site/public", tmp_path / "ours") == []


def test_the_themes_notice_and_mkdocs_words_stay_out_of_our_output(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (root / "site/pages/kb/print.md").write_text("# Printing\n\n[gone](gone.md)\n")
    built = build(root)
    assert capfd.readouterr() == ("", "")
    assert any("gone.md" in warning for warning in built.warnings)
    assert logging.getLogger("mkdocs").propagate


def test_no_file_asks_another_host(root: Path) -> None:
    build(root)
    import re

    for name, text in texts(root / "site/public").items():
        if name.endswith(".html"):
            assert not re.search(r'(?:src|href)="(?:https?:)?//', text), name
        if name.endswith(".css"):
            assert not re.search(r"url\(['\"]?(?:https?:)?//", text), name


@pytest.mark.parametrize(("text", "said"), [
    ("site_name: x\ntheme: {name: material}\nplugins: []\ndocs_dir: site/pages\n", "- pcrm"),
    ("site_name: x\ntheme: {name: mkdocs}\nplugins: [pcrm]\ndocs_dir: site/pages\nsite_dir: site/public\n", "material"),
    ("site_name: [\n", "mkdocs"),
    ("site_name: x\ntheme: {name: material}\nplugins: [pcrm]\ndocs_dir: nowhere\n", "nowhere"),
])  # fmt: skip
def test_a_wrong_mkdocs_yml_is_said_in_words(root: Path, text: str, said: str) -> None:
    (root / "mkdocs.yml").write_text(text)
    with pytest.raises(BrokenSurroundings) as problem:
        build(root)
    assert said in problem.value.message()


def test_a_missing_mkdocs_yml_is_said_in_words(root: Path) -> None:
    (root / "mkdocs.yml").unlink()
    with pytest.raises(BrokenSurroundings, match=r"mkdocs\.yml"):
        build(root)


def test_a_failed_build_leaves_the_last_site(root: Path) -> None:
    build(root)
    before = texts(root / "site/public")
    (root / "mkdocs.yml").write_text("site_name: [\n")
    with pytest.raises(BrokenSurroundings):
        build(root)
    assert texts(root / "site/public") == before


@pytest.mark.parametrize("folder", [".", "site", "site/pages", "site/pages/built", "customers", "customers/built"])
def test_a_site_is_never_built_over_the_notebook(root: Path, folder: str) -> None:
    before = texts(root) | {str(path): path.read_text() for path in root.rglob("*.md")}
    with pytest.raises(BrokenSurroundings, match="site_dir"):
        build(root, root / folder)
    (root / "mkdocs.yml").write_text((root / "mkdocs.yml").read_text().replace("site_dir: site/public", f"site_dir: {folder}"))
    done = subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q"], cwd=root, capture_output=True, text=True, timeout=120)
    assert done.returncode != 0
    assert texts(root) | {str(path): path.read_text() for path in root.rglob("*.md")} == before


def test_a_folder_with_other_files_is_left_alone(root: Path, tmp_path: Path) -> None:
    letters = tmp_path / "letters"
    letters.mkdir()
    (letters / "dear.txt").write_text("Dear Ann")
    with pytest.raises(BrokenSurroundings, match="other files"):
        build(root, letters)
    assert (letters / "dear.txt").read_text() == "Dear Ann"


def test_the_notebooks_own_look_comes_on_top(root: Path) -> None:
    theme = root / "site/theme"
    for name, text in {
        "css/notebook.css": "/* ours */",
        "js/pcrm.js": "/* instead */",
        "overrides/partials/copyright.html": "<p>Our firm</p>",
    }.items():
        (theme / name).parent.mkdir(parents=True, exist_ok=True)
        (theme / name).write_text(text)
    build(root)
    assets = root / "site/public/assets/pcrm"
    assert (assets / "notebook.css").read_text() == "/* ours */"
    assert (assets / "pcrm.js").read_text() == "/* instead */"
    shown = page(root, "customers/harbor.html")
    assert shown.index("assets/pcrm/pcrm.css") < shown.index("assets/pcrm/notebook.css")
    assert "<p>Our firm</p>" in shown


def test_a_home_page_without_slots_shows_the_overview_below_its_words(root: Path) -> None:
    (root / "site/pages/index.md").write_text("# Our own words\n")
    build(root)
    home = page(root, "index.html")
    assert home.index("Our own words") < home.index("p-kpis--home") < home.index("Second line asked for")
