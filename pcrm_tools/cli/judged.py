"""`validate --against`, `--changed` and `--staged`: the findings that are new, and how many are older."""

from typing import TYPE_CHECKING

from pcrm_tools.cli.app import App
from pcrm_tools.cli.findings import write_findings
from pcrm_tools.cli.wording import Text
from pcrm_tools.store.root import below_top

if TYPE_CHECKING:
    from pcrm_tools.model.finding import Finding

_OLDER = Text(
    "not shown: {count} that {base} had already (pcrm validate shows them)",
    "另有 {count} 个旧问题未列出，在{base}中已存在（pcrm validate 可列出）",
)
_LAST = Text("the last commit", "上次提交")
_NOTHING = Text("the empty notebook", "空笔记本")


def write_judged(app: App, against: str | None, staged: bool, paths: tuple[str, ...]) -> "tuple[Finding, ...]":
    """Writes the findings that are new since a revision parted from the last commit; gives them back."""
    from pcrm_tools.judging import judge
    from pcrm_tools.store import revisions

    session = app.session()
    revisions.check_place(session.root)
    base = revisions.last_commit(session.root)
    if against is not None:
        base = revisions.merge_base(session.root, revisions.resolve(session.root, against))
    head = revisions.index(session.root) if staged else revisions.work(session.root)
    judged = judge(session, revisions.Between(base, head), app.today, paths)
    beside = {"base": base.id if base.name else "", "older": judged.older}
    write_findings(app.out, judged.new, session.rules() if judged.new else {}, beside, below_top(session.root))
    if judged.older:
        name = (_NOTHING if not base.name else _LAST).of(app.lang) if against is None else base.name
        name = f" {name} " if app.lang == "zh" and name.isascii() else name
        app.out.note(_OLDER, count=judged.older, base=name)
    return judged.new
