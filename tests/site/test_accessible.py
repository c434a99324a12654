"""Every kind of page for people who cannot see it, or not well, or have no mouse, or only a phone."""

import json
from pathlib import Path

import pytest

from tests.site.accessible import faults
from tests.site.chromium import Chromium

pytestmark = pytest.mark.browser

MODES = {"light": {}, "dark": {"dark": True}, "phone": {"phone": True}}
KINDS = (
    "index", "customers/index", "projects/index", "followups", "pipeline", "quality", "customers/瑞丰包装", "customers/tidewater",
    "projects/tidewater-portal", "projects/瑞丰-贴标线二期", "guide/index", "guide/writing", "kb/reply-playbook",
)  # fmt: skip
BAD = """<!doctype html><html><head><meta name="viewport" content="width=device-width, user-scalable=no"></head>
<body><h1>Here</h1><h3 id="a">There</h3><p id="a" style="color:#999;background:#fff">faint</p><button></button><img src="x.png">
<input><div tabindex="3" role="flower" aria-colour="red">x</div><table><tr><td>1</td></tr></table><ul><p>x</p></ul>
<div style="overflow-x:auto;width:50px"><p style="width:900px">wide</p></div><article style="width:900px">x</article></body></html>"""
EXPECTED = {
    "lang", "title", "zoom", "skip-link", "one-main", "banner", "contentinfo", "heading-order", "id-twice", "contrast", "name", "alt",
    "tabindex", "role", "aria-unknown", "list-child",
}  # fmt: skip


def computed_pages(public: Path) -> list[str]:
    """The pages made from the whole notebook that are not in KINDS, one of each folder."""
    found = [path.stem for path in sorted(public.glob("*.html")) if path.stem not in (*KINDS, "404", "index")]
    for folder in sorted(
        path for path in public.iterdir() if path.is_dir() and path.name not in ("guide", "kb", "customers", "projects")
    ):
        found += [f"{folder.name}/{path.stem}" for path in sorted(folder.glob("*.html"))[:2]]
    return found


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", KINDS)
def test_a_kind_of_page(looked: Chromium, sample_en: Path, name: str, mode: str) -> None:
    assert faults(looked, (sample_en / f"{name}.html").as_uri(), **MODES[mode]) == []


@pytest.mark.parametrize("mode", MODES)
def test_all_computed_pages(looked: Chromium, sample_en: Path, mode: str) -> None:
    found = {name: faults(looked, (sample_en / f"{name}.html").as_uri(), **MODES[mode]) for name in computed_pages(sample_en)}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize("name", ["index", "customers/index", "customers/瑞丰包装", "followups"])
def test_the_chinese_site(looked: Chromium, sample_zh: Path, name: str) -> None:
    assert faults(looked, (sample_zh / f"{name}.html").as_uri(), phone=True) == []
    assert looked.evaluate("document.documentElement.lang").startswith("zh")


def test_the_look_finds_what_is_wrong(looked: Chromium, tmp_path: Path) -> None:
    (tmp_path / "bad.html").write_text(BAD, "utf-8")
    found = {line.partition(":")[0] for line in faults(looked, (tmp_path / "bad.html").as_uri())}
    assert found >= EXPECTED
    assert "too-wide" in {line.partition(":")[0] for line in faults(looked, (tmp_path / "bad.html").as_uri(), phone=True)}


def test_all_controls_are_reached_by_the_tab_key(looked: Chromium, sample_en: Path) -> None:
    looked.screen(1400, 900)
    looked.open((sample_en / "customers/index.html").as_uri())
    seen: list[str] = []
    for _ in range(60):
        looked.press("Tab")
        if looked.evaluate("document.activeElement === document.body"):
            break  # past the last one
        seen.append(
            looked.evaluate(
                "document.activeElement.className + '|' + (document.activeElement.textContent || '').trim().slice(0, 20)"
            )
        )
        ring = looked.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement), b = getComputedStyle(document.activeElement.closest('.p-search__box') || document.activeElement); return s.outlineStyle !== 'none' || b.boxShadow !== 'none' })()"
        )
        assert ring, seen[-1]
    assert seen[0].startswith("md-skip")
    for wanted in ("p-search__input", "|CSV", "|Columns", "|Lifecycle"):
        assert any(wanted in place for place in seen), (wanted, seen)


def test_the_menu_of_a_phone_is_opened_by_a_key(looked: Chromium, sample_en: Path) -> None:
    looked.screen(390, 844, phone=True)
    looked.open((sample_en / "index.html").as_uri())
    reach = "(() => { const a = document.querySelector('.md-nav--primary a[href*=followups]'); return a.checkVisibility({visibilityProperty: true}) && a.getBoundingClientRect().left >= 0 })()"
    assert not looked.evaluate(reach)
    looked.evaluate("document.querySelector('.md-header label[for=__drawer]').focus()")
    looked.press("Enter")
    looked.until(reach)


def test_nothing_moves_for_those_who_asked_for_it(looked: Chromium, sample_en: Path) -> None:
    looked.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-reduced-motion", "value": "reduce"}])
    looked.open((sample_en / "index.html").as_uri())
    longest = "Math.max(...Array.from(document.querySelectorAll('*')).map((e) => parseFloat(getComputedStyle(e).transitionDuration) || 0))"
    assert looked.evaluate(longest) < 0.001
    looked.screen(1400, 900)


def test_counts_are_told_when_they_change(looked: Chromium, sample_en: Path) -> None:
    looked.open((sample_en / "customers/index.html").as_uri())
    looked.evaluate(
        "const i = document.querySelector('[data-list-filter]'); i.value = 'dental'; i.dispatchEvent(new Event('input'))"
    )
    said = looked.until(
        "document.querySelector('[role=status][data-count]').textContent.startsWith('1 ') && document.querySelector('[data-count]').textContent"
    )
    assert said == "1 record"


def test_charts_have_words(looked: Chromium, sample_en: Path) -> None:
    looked.open((sample_en / "projects/tidewater-portal.html").as_uri())
    names = looked.evaluate(
        "Array.from(document.querySelectorAll('svg[role=img]')).map((s) => s.getAttribute('aria-label') || s.querySelector('title').textContent)"
    )
    assert names, json.dumps(names)
    assert all(len(name) > 3 for name in names)
