"""The static index: what is put in comes out, whatever came before."""

import html
import random
import shutil
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcrm_tools.search.terms import index_terms, normal
from pcrm_tools.session import Session
from pcrm_tools.site.search_codes import decode, encode, payload, script
from pcrm_tools.site.search_documents import CALLED, DATE, FACET, Document, document_of, place_of, shard_of, terms_of
from pcrm_tools.site.search_index import Index, Search, keys, layout
from pcrm_tools.site.search_texts import tidy
from tests.site.notebooks import PLAIN, SETTINGS, build, make_notebook, texts

ROOT = Path(__file__).parents[2]


def document(name: str, text: str, kind: str = "customer") -> Document:
    return Document(f"{kind}s/{name}.html", kind, name, "", (("at-1", "Notes", text),), facets=(("type", kind),))


def fill(folder: Path, documents: list[Document]) -> Index:
    shape = layout(len(documents))
    index = Index(folder, shape, anew=True)
    numbers = keys({one.url: one.type for one in documents}, shape.slots)
    for one in documents:
        index.note(index.put(numbers[one.url], one))
    index.finish(len(documents))
    return Index(folder, shape)


def postings(folder: Path, term: str, shards: int) -> tuple[list[int], list[int]]:
    """The documents that hold a term in their text, and in their names."""
    file, called = place_of(term, shards)
    path = folder / file
    groups = payload(path.read_text("utf-8")).get(called, "").split("~") if path.exists() else [""]
    return decode(groups[0]), decode(groups[4]) if len(groups) > 4 else []


@given(st.sets(st.integers(0, 2**34)))
def test_numbers_are_written_and_read_back(numbers: set[int]) -> None:
    assert decode(encode(sorted(numbers))) == sorted(numbers)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_files_hand_over_what_they_were_given(value: object) -> None:
    text = script("pcrmShard", 7, value)
    assert payload(text) == value
    assert not set(text) & set("<>&\u2028\u2029")


def test_terms_lead_to_documents_and_names_weigh_more(tmp_path: Path) -> None:
    one, two = document("harbor", "They bottle milk 报价单"), document("milk", "Nothing else")
    index = fill(tmp_path, [one, two])
    numbers = keys({one.url: "customer", two.url: "customer"}, index.shape.slots)
    assert postings(tmp_path, "milk", index.shape.shards) == ([numbers[one.url]], [numbers[two.url]])
    assert postings(tmp_path, "报价", index.shape.shards) == ([numbers[one.url]], [])
    assert postings(tmp_path, "价单", index.shape.shards) == ([numbers[one.url]], [])
    assert postings(tmp_path, "nothing", index.shape.shards) == ([numbers[two.url]], [])


def test_a_changed_document_leaves_no_trace_of_what_it_was(tmp_path: Path) -> None:
    documents = [document(f"d{n}", f"word{n} shared 共有的词") for n in range(40)]
    index = fill(tmp_path / "one", documents)
    numbers = keys({one.url: one.type for one in documents}, index.shape.slots)
    changed = document("d7", "other shared 别的词")
    index.note(index.put(numbers[changed.url], changed))
    index.finish(40)
    assert postings(tmp_path / "one", "word7", index.shape.shards) == ([], [])
    anew = [changed if one.name == "d7" else one for one in documents]
    fill(tmp_path / "two", anew)
    files = {path.relative_to(tmp_path / "two") for path in (tmp_path / "two").rglob("*.js")}
    for name in files:
        assert (tmp_path / "one" / name).read_text("utf-8") == (tmp_path / "two" / name).read_text("utf-8"), name


def test_a_removed_document_is_not_found(tmp_path: Path) -> None:
    documents = [document(f"d{n}", "shared") for n in range(3)]
    index = fill(tmp_path, documents)
    numbers = keys({one.url: one.type for one in documents}, index.shape.slots)
    index.remove(numbers[documents[1].url])
    index.finish(2)
    assert postings(tmp_path, "shared", index.shape.shards)[0] == sorted(numbers[d.url] for d in (documents[0], documents[2]))
    assert not (tmp_path / "d" / f"{numbers[documents[1].url]}.js").exists()


def test_a_documents_number_does_not_depend_on_the_others_coming_first() -> None:
    urls = {f"customers/{n}.html": ("customer", "project", "page")[n % 3] for n in range(500)}
    slots = layout(500).slots
    whole = keys(urls, slots)
    assert len(set(whole.values())) == 500
    assert keys(dict(reversed(urls.items())), slots) == whole
    fewer = {url: kind for url, kind in urls.items() if not url.endswith("7.html")}
    moved = sum(keys(fewer, slots)[url] != whole[url] for url in fewer)
    assert moved < 10
    assert all(whole[url] % 3 == ("customer", "project", "page").index(kind) for url, kind in urls.items())


def test_an_index_of_a_size_keeps_its_layout_until_that_doubles() -> None:
    assert layout(600) == layout(1000)
    assert layout(10_000).shards > layout(1000).shards
    assert layout(0).shards == 16


def test_what_a_term_stands_in_decides_its_group() -> None:
    one = Document(
        "customers/a.html", "customer", "Harbor", "shown only", (("at-1", "call", "milk harbor ann 贴标机 2026-11-10"),), ("h-1", "海港"),
        ("Ann Bay", "王芳"), ("dairy",), ("Second line",), (("owner", "dana"), ("stage", "default\nsurvey")),
    )  # fmt: skip
    terms = terms_of(one)
    wanted = {
        "harbor": 4,
        "海港": 4,
        "1": 4,
        "ann": 3,
        "王芳": 3,
        "dairy": 2,
        "second": 1,
        "milk": 0,
        "标机": 0,
        "#11-2026": 0,
        "#11-10-2026": 0,
    }
    assert {term: terms[term] for term in wanted} == wanted
    assert "shown" not in terms and "call" not in terms
    assert {"·hai", "·hai·gang", "¦hg", "·wang·fang", "¦wf"} <= terms.keys()
    assert "·gang·wang" not in terms
    assert f"{FACET}stage{FACET}default\nsurvey" in terms
    assert {f"{CALLED}h{CALLED}Harbor", f"{CALLED}h{CALLED}海港", f"{CALLED}w{CALLED}王芳"} <= terms.keys()
    assert document_of(payload(script("pcrmDocument", 3, one.value))) == one


def test_terms_are_in_the_file_that_the_page_looks_into() -> None:
    assert place_of(f"{FACET}stage{FACET}default\nbuild", 16) == ("f/stage.js", "default\nbuild")
    assert place_of(f"{CALLED}w{CALLED}王芳", 16) == ("n/w.js", "王芳")
    assert place_of("贴标", 16) == (f"s/{shard_of('贴标', 16)}.js", "贴标")
    assert shard_of("贴标", 64) == shard_of("贴", 64)
    assert shard_of("invoices", 64) == shard_of("inv", 64)


def test_any_history_of_edits_leaves_the_same_bytes(tmp_path: Path) -> None:
    dice = random.Random(5)
    words = ["报价", "王芳", "invoice", "S7-1200控制器", "milk", "Zoë"]

    def made(number: int, seed: int) -> Document:
        pick = random.Random(number * 31 + seed)
        return Document(
            f"customers/{number}.html", "customer", f"{pick.choice(words)} {number}", "", (("", "", " ".join(pick.choices(words, k=4))),),
            (str(number),), (pick.choice(words),), (), (), (("type", "customer"), ("owner", pick.choice(["dana", "li"]))),
        )  # fmt: skip

    final = {number: made(number, 2) for number in range(20)}
    first = {number: made(number, 1) for number in range(26)}
    folder, state = tmp_path / "edited/search", {}
    for documents in (first, {**first, **{n: final[n] for n in dice.sample(range(20), 9)}}, final):
        present = {f"search/{path.relative_to(folder).as_posix()}" for path in folder.rglob("*.js")}
        search = Search(folder, state, {one.url: one.type for one in documents.values()}, present)
        order = list(documents.values())
        dice.shuffle(order)
        for one in order:
            search.index.note(search.index.put(search.keys[one.url], one))
        search.finish("fields")
        state = search.state
    anew = Search(tmp_path / "anew/search", {}, {one.url: one.type for one in final.values()}, ())
    for one in final.values():
        anew.index.note(anew.index.put(anew.keys[one.url], one))
    anew.finish("fields")
    files = [
        {path.relative_to(root): path.read_bytes() for path in root.rglob("*.js")} for root in (folder, tmp_path / "anew/search")
    ]
    assert files[0] == files[1]
    assert state["shards"] == anew.state["shards"]


@given(st.text(alphabet="ab贴标 1|#*_`[]()<>\\-:·\n~é", max_size=60))
def test_what_is_shown_has_the_words_of_what_is_written(text: str) -> None:
    assert normal(tidy(text)) == normal(text)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The notebook of this repository with its site, without the guide."""
    root = tmp_path_factory.mktemp("sample")
    for name in ("customers", "projects", "site/pages/kb"):
        shutil.copytree(ROOT / name, root / name)
    for name in ("pcrm.yml", "site/pages/index.md"):
        shutil.copy(ROOT / name, root / name)
    (root / "mkdocs.yml").write_text((ROOT / "mkdocs.yml").read_text("utf-8").partition("nav:")[0], "utf-8")
    build(root, today=date(2026, 11, 20))
    return root


def test_documents_hold_the_words_that_the_terminal_searches(sample: Path) -> None:
    found = {}
    for path in (sample / "site/public/search/d").glob("*.js"):
        one = document_of(payload(path.read_text("utf-8")))
        beside = (FACET, CALLED, DATE, "·", "¦")
        found[one.type, one.names[0]] = {term for term in terms_of(one) if not term.startswith(beside)}
    session = Session.open(sample)
    numbers = [n for (n,) in session.db.execute("select n from record")]
    session.index.fill_texts(numbers)
    rows = session.db.execute("select type, id, folded from record join body using(n)").fetchall()
    session.close()
    assert len(rows) == len(found) > 45
    for kind, name, text in rows:
        names, people, tags, titles, _, rest = text.split("\n")
        wanted = {term for part in (names, people, tags, titles, rest) for term in index_terms(part)}
        assert found[kind, name] == wanted, (name, found[kind, name] ^ wanted)


def test_every_hit_leads_to_a_place_that_is_there(sample: Path) -> None:
    public = sample / "site/public"
    lost = []
    for path in (public / "search/d").glob("*.js"):
        one = document_of(payload(path.read_text("utf-8")))
        page = html.unescape((public / unquote(one.url)).read_text("utf-8"))
        lost += [
            f"{one.url}#{anchor}" for anchor in {chunk[0] for chunk in one.chunks} if anchor and f'id="{anchor}"' not in page
        ]
    assert lost == []


def test_another_audience_finds_nothing_that_it_may_not_see(tmp_path: Path) -> None:
    settings = SETTINGS + "privacy:\n  private_fields: [tier, owner, contacts.email]\n  audiences: [internal, partner]\n"
    hidden = "---\nname: Secretfirm\nowner: dana\ntags: [private]\n---\n\nZephyrine words.\n"
    records = {**PLAIN, "customers/secretfirm.md": hidden}
    records["customers/harbor.md"] += "\n### 2026-11-02 note #private — Quinquereme\n\nSee [[secretfirm]].\n"
    root = make_notebook(tmp_path, records, settings)
    build(root, tmp_path / "out", "partner")
    files = {name: text for name, text in texts(tmp_path / "out").items() if name.startswith("search/")}
    together = "\n".join(files.values()).lower()
    assert "bottle" in together
    for word in ("zephyrine", "secretfirm", "quinquereme", "ann@harbor"):
        assert word not in together, [name for name, text in files.items() if word in text.lower()]
    assert not {"search/f/owner.js", "search/f/tier.js"} & files.keys()
