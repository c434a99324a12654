"""What `pcrm git sync` says: what was merged, what both sides changed differently, what the notebook complains of since."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pcrm_tools.cli.app import App
from pcrm_tools.cli.findings import say
from pcrm_tools.cli.output import Styled
from pcrm_tools.cli.wording import Text
from pcrm_tools.git_errors import SyncRefused
from pcrm_tools.model.finding import Finding
from pcrm_tools.store import git, git_merge
from pcrm_tools.store.file_merging import FileMerge, file_merges, known_merges
from pcrm_tools.store.git_merge import CONFLICTS, FORWARD, MERGED, UP_TO_DATE, Base

if TYPE_CHECKING:
    from pcrm_tools.session import Session

_DONE = {
    UP_TO_DATE: Text("{branch} has all of {base} already", "{branch} 已包含 {base} 的全部内容"),
    FORWARD: Text("{branch} moved forward to {base}", "{branch} 已快进到 {base}"),
    MERGED: Text("merged {base} into {branch}", "已将 {base} 合并到 {branch}"),
    CONFLICTS: Text(
        "merged {base} into {branch}, not committed; conflicts: {count}", "已将 {base} 合并到 {branch}，尚未提交；冲突 {count} 处"
    ),
}
_WOULD = {
    UP_TO_DATE: _DONE[UP_TO_DATE],
    FORWARD: Text("{branch} would move forward to {base}", "{branch} 将快进到 {base}"),
    MERGED: Text("{base} would merge into {branch} without conflicts", "{base} 可以合并到 {branch}，没有冲突"),
    CONFLICTS: Text("{base} would merge into {branch} with conflicts: {count}", "{base} 合并到 {branch} 时将有冲突 {count} 处"),
}
_WHAT_NEXT = Text(
    "edit the marked lines, then: git add FILE, pcrm validate, git commit (git merge --abort goes back)",
    "请编辑带标记的行，然后运行：git add 文件、pcrm validate、git commit（git merge --abort 可退回）",
)
_ERRORS_NEXT = Text(
    "not committed: the merge brings {count} new errors; repair them, then: git add FILE, git commit (git merge --abort goes back)",
    "尚未提交：合并带来 {count} 个新错误；请修正后运行：git add 文件、git commit（git merge --abort 可退回）",
)
_OLD = Text("{base} was last fetched {days} days ago (git fetch)", "{base} 上次获取已是 {days} 天前（可运行 git fetch）")
_FOUND = Text("found since the merge:", "合并后新发现：")
_SIDES = {"ours": Text("ours", "我方"), "theirs": Text("theirs", "对方"), "both": Text("both", "双方")}
_MERGED_PART = Text("{what} ({side})", "{what}（{side}）")
_CLASH = Text("both sides changed {what}", "双方都改动了 {what}")
_KINDS = {
    "deleted-theirs": Text("changed here, deleted on the other side", "我方有改动，对方已删除"),
    "deleted-ours": Text("deleted here, changed on the other side", "我方已删除，对方有改动"),
    "text": Text("both sides changed these lines", "双方都改动了这些行"),
    "names": Text("both sides moved or made files in different ways", "双方以不同方式移动或新建了文件"),
    "marked": Text("not merged: one side holds conflict markers; ours stands", "没有合并：有一方含冲突标记；保留我方"),
    "broken": Text(
        "not merged: the front matter of one side cannot be read; ours stands",
        "没有合并：有一方的前置信息无法读取；保留我方",
    ),
}
_MOST = 12


class Report(NamedTuple):
    """All that a run tells."""

    branch: str
    base: Base
    result: str
    files: Sequence[FileMerge]
    findings: Sequence[Finding] = ()
    dry_run: bool = False

    @property
    def places(self) -> int:
        """How many places are left to decide."""
        return sum(max(len(one.conflicts), bool(one.kind)) for one in self.files)


def sync(app: App, name: str, dry_run: bool) -> int:
    """Merge the base; 0: done and committed (or nothing to do), 1: something is left to resolve."""
    from pcrm_tools.store.writing import Writer

    session = app.session()
    root = session.root
    git_merge.check_ready(root)
    base, branch = git_merge.find_base(root, name), git_merge.branch_of(root)
    _say_age(app, base)
    if dry_run:
        return _tell(app, _tried(root, branch, base))
    git_merge.check_clean(root)
    known = session.findings(app.today) if base.common != base.commit else ()
    with Writer(root):
        both = git_merge.both_changed(root, base)
        merges = known_merges(root, both)
        result = git_merge.merge(root, base, merges)
    unmerged, prefix = git_merge.unmerged(root), git_merge.prefix_of(root)
    files = file_merges(root, both, unmerged, merges) if result in (MERGED, CONFLICTS) else ()
    found = list(_new_findings(app, session, known)) if result != UP_TO_DATE else []
    if unmerged:  # what cannot be read yet makes other records complain; that is told when it is resolved
        touched = git_merge.changed_by(root, base) - set(unmerged) if f"{prefix}pcrm.yml" not in unmerged else set()
        found = [finding for finding in found if prefix + finding.path in touched]
    report = Report(branch, base, result, files, found)
    errors = sum(finding.severity == "error" for finding in report.findings)
    if result == MERGED and not errors:
        done = git.conclude(root)
        if done.code:
            _tell(app, report)
            raise SyncRefused("hook", detail=done.said)
    code = _tell(app, report)
    if result == MERGED and errors:
        app.out.note(_ERRORS_NEXT, count=errors)
        return 1
    return code


def _say_age(app: App, base: Base) -> None:
    from datetime import datetime

    if base.asked:
        days = (app.today - datetime.fromtimestamp(base.asked).date()).days
        if days > 0:
            app.out.note(_OLD, base=base.name, days=days)


def _tried(root: Path, branch: str, base: Base) -> Report:
    """What the merge would give."""
    head = (git.run(root, "rev-parse", "HEAD") or "").strip()
    if base.common in (base.commit, head):
        return Report(branch, base, UP_TO_DATE if base.common == base.commit else FORWARD, (), dry_run=True)
    both = git_merge.both_changed(root, base)
    merges = known_merges(root, both)
    trial = git_merge.try_merge(root, base, merges)
    files = file_merges(root, both, trial.unmerged, merges, trial.tree)
    return Report(branch, base, CONFLICTS if trial.unmerged else MERGED, files, dry_run=True)


def _new_findings(app: App, session: "Session", known: Sequence[Finding]) -> Sequence[Finding]:
    """What the notebook complains of now and did not before; lines move in a merge and do not count."""
    from pcrm_tools.reviewing import differing_findings

    session.refresh()
    return differing_findings(known, session.findings(app.today), {})[0]


def _tell(app: App, report: Report) -> int:
    if app.out.format == "json":
        app.out.json(_as_json(app, report))
    else:
        _tell_lines(app, report)
    places = report.places
    words = (_WOULD if report.dry_run else _DONE)[CONFLICTS if places else report.result]
    app.out.note(words, branch=report.branch, base=report.base.name, count=places)
    if report.result == CONFLICTS and not report.dry_run:
        app.out.note(_WHAT_NEXT)
    return 1 if report.result == CONFLICTS else 0


def _tell_lines(app: App, report: Report) -> None:
    for one in report.files:
        if one.notes:
            parts = [_MERGED_PART.of(app.lang, what=note.what, side=_SIDES[note.side].of(app.lang)) for note in one.notes[:_MOST]]
            more = f" … +{len(one.notes) - _MOST}" if len(one.notes) > _MOST else ""
            app.out.line(Styled(one.path, "path"), ": ", ("、" if app.lang == "zh" else ", ").join(parts) + more)
        for conflict in one.conflicts:
            said = _CLASH.of(app.lang, what=conflict.what) if conflict.what else _KINDS["text"].of(app.lang)
            app.out.line(Styled(one.path, "path"), f":{conflict.line}: ", Styled(said, "error"))
        if one.kind:
            app.out.line(Styled(one.path, "path"), ": ", Styled(_KINDS[one.kind].of(app.lang), "error"))
    if report.findings:
        app.out.note(_FOUND)
        rules = app.session().rules()
        for finding in report.findings:
            told = say(finding, rules, app.lang)
            place = (Styled(told.path, "path"), f":{told.line}:{told.column}: ", Styled(told.severity, told.severity))
            app.out.line(*place, f": {told.message} ", Styled(f"[{told.rule}]", "dim"))


def _as_json(app: App, report: Report) -> dict[str, object]:
    rules = app.session().rules() if report.findings else {}
    return {
        "branch": report.branch,
        "base": report.base.name,
        "commit": report.base.commit,
        "result": report.result,
        "dry_run": report.dry_run,
        "files": [
            {
                "path": one.path,
                "merged": [note._asdict() for note in one.notes],
                "conflicts": [conflict._asdict() for conflict in one.conflicts],
                "problem": one.kind,
            }
            for one in report.files
        ],
        "findings": [say(finding, rules, app.lang)._asdict() for finding in report.findings],
    }
