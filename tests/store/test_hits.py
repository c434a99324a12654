"""The line that a hit shows: that of the entry, task, item or field that a filter speaks of."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pcrm_tools.search.snippets import shown
from pcrm_tools.session import Session
from pcrm_tools.store.hits import Hit, hits
from pcrm_tools.text.query_tree import QueryError
from tests.small_notebook import write

TODAY = date(2026, 11, 20)

FILES = {
    "pcrm.yml": """
        format: 1
        team: [{id: dana, name: Dana}, {id: wang.lei, name: 王磊}]
        search: {engine: sqlite}
        """,
    "customers/north.md": """
        ---
        name: North Labels
        owner: dana
        tier: key
        source: 展会
        ---

        ## Contacts

        | name | role |
        | --- | --- |
        | Ann | Buyer |
        | Bo | CTO |

        ## Tasks

        - [x] Labels sent @dana done:2026-11-01
        - [ ] Ask for the date @wang.lei
        - [ ] Offer for labels @dana due:2026-11-10

        ## Log

        ### 2026-11-02 call — about the price
        ### 2026-10-06 complaint — Late again

        The boxes came late, the labels curl.

        - [ ] Send new ones @dana #promise

        ### 2026-09-01 complaint id:C1 resolved:2026-09-03 — Wrong labels
        ### 2026-08-01 survey csat:2
        """,
    "customers/south.md": """
        ---
        name: South
        owner: wang.lei
        contacts:
          - name: Cy
            role: Buyer
          - name: Di
            role: CTO
        ---
        """,
    "projects/line.md": """
        ---
        name: Line
        customer: south
        owner: wang.lei
        stage: sample
        due: 2026-12-01
        ---

        ### 2026-11-03 order amount:12万 — Labels for line 2
        ### 2026-10-01 stage survey → sample
        """,
}  # fmt: skip


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    root = tmp_path_factory.mktemp("notebook")
    write(root, FILES)
    found = Session.open(root)
    yield found
    found.close()


def found(session: Session, query: str) -> dict[str, Hit]:
    answer = session.ask(query, TODAY)
    assert not isinstance(answer, QueryError), answer
    _, rows = hits(
        session.db, session.root, answer.scores, answer.needles, "", "path", 0, shown, answer.kinds, answer.evidence
    )
    return {hit.id: hit for hit in rows}


def line_of(session: Session, hit: Hit) -> str:
    return (session.root / hit.path).read_text(encoding="utf-8").split("\n")[hit.line - 1]


CASES = """
log:complaint => north: ### 2026-10-06 complaint — Late again
log:complaint log.date:..2026-09 => north: ### 2026-09-01 complaint
log:complaint has:log.resolved => north: ### 2026-09-01 complaint
(log:complaint) (log.csat:..3) => north: ### 2026-10-06 complaint
log:case => north: ### 2026-10-06 complaint
log:survey OR log:order => north: ### 2026-08-01 survey
task:open => north: - [ ] Ask for the date
task:open has:task.due => north: - [ ] Offer for labels
task.promise:yes => north: - [ ] Send new ones
task:done => north: - [x] Labels sent
contacts.role:CTO => north: | Bo | CTO |
contacts.role:CTO => south:   - name: Di
has:contacts => north: | Ann | Buyer |
contacts.name:Bo contacts.role:CTO => north: | Bo | CTO |
来源:展会 => north: source: 展会
tier:key => north: tier: key
tier:key log:call => north: ### 2026-11-02 call
owner:dana => north: owner: dana
due:2026-12 => line: due: 2026-12-01
stage:sample => line: ### 2026-10-01 stage survey → sample
silence:10d.. => north: ### 2026-11-02 call
is:overdue => north: - [ ] Offer for labels
silence:90d.. OR is:overdue => north: - [ ] Offer for labels
has:open_cases => north: name: North Labels
not:log:survey type:customer => south: name: South
labels log:complaint => north: ### 2026-09-01 complaint id:C1
boxes log:complaint => north: The boxes came late, the labels curl.
price log:complaint => north: ### 2026-11-02 call — about the price
labels task:open => north: - [ ] Offer for labels
labels => north: ### 2026-09-01 complaint id:C1
labels tier:key => north: ### 2026-09-01 complaint id:C1
"""


@pytest.mark.parametrize("case", CASES.strip().split("\n"))
def test_a_hit_shows_the_row_that_a_filter_speaks_of(session: Session, case: str) -> None:
    query, _, expected = case.partition(" => ")
    record, _, line = expected.partition(": ")
    hit = found(session, query)[record]
    assert line_of(session, hit).startswith(line)
    assert hit.snippet and line_of(session, hit).strip().startswith(hit.snippet.rstrip("…")[:20])


def test_kind_and_date_are_those_of_the_entry(session: Session) -> None:
    hit = found(session, "log:complaint log.date:..2026-09")["north"]
    assert (hit.kind, hit.date) == ("complaint", "2026-09-01")
    hit = found(session, "task.promise:yes")["north"]
    assert (hit.kind, hit.date) == ("complaint", "2026-10-06")
    hit = found(session, "task:done")["north"]
    assert (hit.kind, hit.date) == ("", "")


def test_a_customer_found_by_an_entry_of_its_project_shows_that_entry(session: Session) -> None:
    both = found(session, "log:order")
    assert set(both) == {"south", "line"}
    hit = both["south"]
    assert (hit.type, hit.path, hit.kind, hit.date) == ("customer", "projects/line.md", "order", "2026-11-03")
    assert line_of(session, hit).startswith("### 2026-11-03 order")


def test_only_the_hits_on_the_page_are_looked_up(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    from pcrm_tools.store import hits as module

    looked: list[int] = []
    original = module.proofs
    monkeypatch.setattr(module, "proofs", lambda db, n, evidence: looked.append(n) or original(db, n, evidence))
    answer = session.ask("has:owner", TODAY)
    assert not isinstance(answer, QueryError)
    total, rows = hits(session.db, session.root, answer.scores, (), "", "path", 1, shown, (), answer.evidence)
    assert (total, len(rows), len(looked)) == (3, 1, 1)


def test_a_file_that_changed_meanwhile_shows_what_there_is(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    session = Session.open(tmp_path)
    answer = session.ask("log:survey labels", TODAY)
    assert not isinstance(answer, QueryError)
    (tmp_path / "customers" / "north.md").write_text("short\n")
    _, rows = hits(session.db, session.root, answer.scores, answer.needles, "", "path", 0, shown, (), answer.evidence)
    assert rows[0].line == 1 or not rows[0].snippet
    session.close()
