"""The static index: what is put in comes out, whatever came before."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pcrm_tools.site.search_index import Document, Index, decode, encode, keys, layout, payload, script, shard_of


def document(name: str, text: str, kind: str = "customer") -> Document:
    return Document(f"{kind}s/{name}.html", kind, name, "", (("at-1", "Notes", text),))


def fill(folder: Path, documents: list[Document]) -> Index:
    shape = layout(len(documents))
    index = Index(folder, shape, anew=True)
    numbers = keys({one.url: one.type for one in documents}, shape.slots)
    for one in documents:
        index.note(index.put(numbers[one.url], one))
    index.finish(len(documents))
    return Index(folder, shape)


def postings(folder: Path, term: str, shards: int) -> tuple[list[int], list[int]]:
    path = folder / "s" / f"{shard_of(term, shards)}.js"
    body, _, title = payload(path.read_text("utf-8")).get(term, "").partition("~") if path.exists() else ("", "", "")
    return decode(body), decode(title)


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


def test_terms_lead_to_documents_and_titles_weigh_more(tmp_path: Path) -> None:
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
