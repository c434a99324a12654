"""Questions asked of an open notebook: segments, several facts at once, and whatever is typed or written instead of words."""

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pcrm_tools.asking import Answer, answer, ask
from pcrm_tools.session import Session
from pcrm_tools.store.query_facts import FACTS, STATES
from pcrm_tools.text.query import parse
from pcrm_tools.text.query_tree import QueryError
from tests.small_notebook import write

TODAY = date(2026, 11, 20)
ODD = ["(a+)+$", ".*", "[", "owner:dana", "AND", "NOT x", "%", "'; drop table record; --", "{0}", "\\d+", "value:>10", "segment:vip"]

FILES = {
    "pcrm.yml": """
        format: 1
        currency: CNY
        team: [{id: dana, name: Dana}]
        search: {engine: ENGINE}
        segments:
          vip: "tier:key"
          active: "segment:vip lifecycle:active"
          odd: "tier:nothing"
          labels: 标签 OR label
        fields: {customer: {细分: {type: text}}}
        """,
    "customers/a.md": "---\nname: Alpha labels\nowner: dana\ntier: key\nlifecycle: active\n细分: 食品\n---\n\n- [ ] x @dana due:2026-11-01\n",
    "customers/b.md": "---\nname: Beta\nowner: dana\ntier: key\n细分: vip\n---\n\n### 2026-11-01 call\n",
    "customers/c.md": "---\nname: 三号标签\nowner: dana\narchived: yes\n---\n",
    **{f"customers/odd{n}.md": f"---\nname: \"{text.replace(chr(92), chr(92) * 2)} odd{n}\"\nowner: dana\n---\n" for n, text in enumerate(ODD)},
}  # fmt: skip


@pytest.fixture(scope="module", params=["sqlite", "whoosh"])
def session(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Session]:
    root: Path = tmp_path_factory.mktemp("notebook")
    write(root, {**FILES, "pcrm.yml": FILES["pcrm.yml"].replace("ENGINE", request.param)})
    found = Session.open(root)
    yield found
    found.close()


def ids(session: Session, query: str) -> set[str]:
    found = ask(session.index, query, TODAY)
    assert isinstance(found, Answer), found
    known = dict(session.db.execute("select n, id from record").fetchall())
    return {known[n] for n in found.scores}


@pytest.mark.parametrize(("query", "expected"), [
    ("segment:vip", "a b"), ("segment:active", "a"), ("SEGMENT:Ｖｉｐ", "a b"), ("not:segment:active tier:key", "b"), ("segment:active,labels", "a c"),
    ("segment:labels tier:key", "a"), ("labels segment:vip", "a"), ("客群:vip silence:10d..", "b"), ("-segment:vip name:标签", "c"),
])  # fmt: skip
def test_segments(session: Session, query: str, expected: str) -> None:
    assert ids(session, query) == set(expected.split())


def test_an_own_field_that_is_called_like_segments_comes_first(session: Session) -> None:
    assert ids(session, "细分:食品") == {"a"}
    assert ids(session, "细分:vip") == {"b"}
    assert ids(session, "segment:vip") == {"a", "b"}


def test_what_is_wrong_inside_a_segment_is_told_with_its_name(session: Session) -> None:
    found = ask(session.index, "x segment:odd", TODAY)
    assert isinstance(found, QueryError)
    assert found.at == 10 and found.message().startswith("segment `odd`: tier: `nothing` is none of key")
    assert found.message("zh").startswith("细分 `odd`：tier：`nothing` 不在可选范围内")


@pytest.mark.parametrize(("query", "archived"), [
    ("owner:dana", False), ("is:archived", True), ("是:归档 OR tier:key", True), ("归档:是", True), ("archived", False), ("not:is:archived", True),
])  # fmt: skip
def test_whether_archived_records_were_asked_for(session: Session, query: str, archived: bool) -> None:
    found = ask(session.index, query, TODAY)
    assert isinstance(found, Answer) and found.archived is archived


def test_the_words_scores_are_those_of_their_records(session: Session) -> None:
    found = ask(session.index, "label segment:labels", TODAY)
    assert isinstance(found, Answer)
    assert len(found.scores) == 1 and found.needles and found.texts


def test_every_fact_and_state_can_be_asked_together(session: Session) -> None:
    for word in ("has", "missing"):
        query = " OR ".join([f"{word}:{fact.key}" for fact in FACTS] + [f"is:{state.words[-1]}" for state in STATES])
        assert len(ids(session, query)) == len(FILES) - 1
    assert ids(session, " ".join(f"not:has:{fact.key}" for fact in FACTS if fact.key != "age")) >= {"c"}


BOMBS = [
    "x" * 1_000_000, "(" * 10_000, "(" * 30 + "x" + ")" * 30, "not:" * 31 + "is:overdue", "not:(has:order_value " * 16 + "is:won" + ")" * 16,
    "(has:stage_over OR " * 31 + "log:call" + ")" * 31, "-(tier:key -(log:call OR " * 15 + "order_value:1.." + "))" * 15, "a* " * 200, "* " * 2_000, "？" * 4_000, "标" * 4_000,
    "标签 " * 200, " OR ".join(["label"] * 200), " ".join(["has:overdue"] * 200), " OR ".join(["log:call log.date:2026 contacts.role:x"] * 60),
    " ".join(["segment:labels"] * 200), " OR ".join(["segment:vip"] * 200), "segment:" + ",".join(["active"] * 190), " ".join(["not:segment:vip"] * 200),
    "name:" + "a" * 4_000, "x" * 4_000 + ":1", "负" * 4_000 + "：1", "has:" + "长" * 4_000, "is:" + "y" * 4_000, "tier:" + "z" * 4_000, "due:" + "9" * 4_000,
    "value:" + "9" * 4_000, "value:" + "1," * 2_000 + "1..2", "silence:" + "9" * 4_000, "value:USD" + "9" * 300 + "..", "log.csat:" + "9" * 400,
    "due:999999999999d..", "due:+999999y", "probability:1e309", "name:=" + "\"" * 2, "name:\x00", "name:\ud800", "\u202e\u2066", "owner:@", "id:[[", "tags:#",
    "log:", ":", "a:b:c", "-" * 4_000, "AND", "OR OR", "NOT", "^9e99", "()", ")(", "owner:dana)", "**", "\"", "name:\"", "has:", "is:", "..", ">=", "(*)", "'", "\\",
]  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS, ids=lambda bomb: ascii(bomb[:14]))
def test_q1_and_q3_a_bomb_is_answered_or_explained_in_time(session: Session, bomb: str) -> None:
    session.index.engine()
    start = time.process_time()
    found = ask(session.index, bomb, TODAY)
    assert time.process_time() - start < 2
    if isinstance(found, QueryError):
        assert 0 <= found.at <= len(bomb)
        for lang in ("en", "zh"):
            assert "\n" not in found.message(lang)


@pytest.mark.parametrize(("n", "text"), list(enumerate(ODD)))
def test_q4_text_that_looks_like_a_query_or_a_pattern_is_text(session: Session, n: int, text: str) -> None:
    assert ids(session, f'name:"{text} odd{n}"') == {f"odd{n}"}
    assert ids(session, f'"{text} odd{n}"') == {f"odd{n}"}
    assert ids(session, 'name:"a+"') == {"odd0"}


PIECES = st.sampled_from([
    "segment:vip", "segment:x", "not:", "-", "(", ")", '"', " OR ", " 或 ", " ", "is:overdue", "is:won", "has:silence", "missing:csat", "silence:1d..",
    "value:1..", "value:USD1..2", "order_value:..9", "tier:key..", "stage:..order", "log.priority:high..", "due:..月底", "label", "标签", "owner:", ",",
    "log:call", "task:open", "contacts.role:x", "legacy:1", "name:*", "\x00",
])  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.lists(PIECES, max_size=12).map("".join), st.text(max_size=40)))
def test_whatever_is_typed_is_answered_or_explained(session: Session, typed: str) -> None:
    found = ask(session.index, typed, TODAY)
    if isinstance(found, QueryError):
        assert 0 <= found.at <= len(typed)
        assert found.message() and found.message("zh") and found.caret(typed)
        return
    assert found.scores.keys() <= {n for (n,) in session.db.execute("select n from record")}


@pytest.mark.parametrize("levels", range(1, 16))
def test_a_negation_of_a_negation_holds_however_deep_it_lies(session: Session, levels: int) -> None:
    deep = "not:(type:customer " * levels + "tier:key" + ")" * levels
    assert ids(session, f"type:customer {deep}") == (ids(session, "tier:key") if levels % 2 == 0 else ids(session, "not:tier:key"))


def test_a_tree_gives_the_same_answer_as_its_text(session: Session) -> None:
    tree = parse("segment:vip label")
    assert not isinstance(tree, QueryError)
    by_tree, by_text = answer(session.index, tree, TODAY), ask(session.index, "segment:vip label", TODAY)
    assert isinstance(by_tree, Answer) and isinstance(by_text, Answer)
    assert by_tree.scores == by_text.scores


def test_me_is_whoever_git_says_in_filters_on_people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pcrm_tools.store import git

    files = {
        "pcrm.yml": "format: 1\nteam:\n  - {id: dana, name: Dana, email: dana@kestrel.example}\n  - {id: mike, name: Mike}\n",
        "customers/a.md": "---\nname: A me\nowner: dana\n---\n\n- [ ] call @mike due:2026-11-30\n",
        "customers/b.md": "---\nname: B\nowner: mike\n---\n\n- [ ] write @dana due:2026-11-30\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(git, "identity", lambda root: ("Somebody", "Dana@Kestrel.example"))
    session = Session.open(tmp_path)

    def found(query: str) -> list[str]:
        answer = session.ask(query, date(2026, 11, 20))
        assert not isinstance(answer, QueryError), answer
        return sorted(row[0] for row in session.db.execute("select id, n from record") if row[1] in answer.scores)

    assert [found(query) for query in ("owner:me", "task.owner:@me", "owner:我", "not:owner:me", "me")] == [["a"], ["b"], ["a"], ["b"], ["a"]]
    monkeypatch.setattr(git, "identity", lambda root: ("Nobody", ""))
    wrong = session.ask("type:customer owner:me", date(2026, 11, 20))
    assert isinstance(wrong, QueryError) and (wrong.id, wrong.at) == ("me-unknown", 14)
