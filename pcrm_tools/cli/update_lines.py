"""What an update of a watched notebook is said to be: a line or a few for a reader, an object for an editor or a script."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from pcrm_tools.cli.findings import Said, counts, in_order, say, summary
from pcrm_tools.cli.output import Output, Styled
from pcrm_tools.cli.table import Part
from pcrm_tools.cli.wording import Text, bounded, escape

if TYPE_CHECKING:
    from pcrm_tools.keeping import Update
    from pcrm_tools.model.finding import Finding, Rule

MOST_SAID = 20
"""So many findings of one update are written out for a reader."""
_MOST_NAMED = 1000

_ONE = Text("1 file ({name})", "1 个文件（{name}）")
_MANY = Text("{count} files ({name}, …)", "{count} 个文件（{name} 等）")
_LOST = Text(", {count} of them gone", "，其中 {count} 个已删除")
_GONE = Text("1 file gone ({name})", "已删除 1 个文件（{name}）")
_DAY = Text("a new day: {day}", "新的一天：{day}")
_TOOK = Text(", {seconds} s", "，{seconds} 秒")
_SITE = Text("; site: {changed} of {pages} pages, {seconds} s", "；网站：更新 {changed} 页（共 {pages} 页），{seconds} 秒")
_HELD = Text("the site stays as it was until {path} can be read again", "在 {path} 恢复可读之前，网站保持原样")
_KEPT = Text("the site stays as it was: {why}", "网站保持原样：{why}")
_SOLVED = Text("solved", "已解决")
_MORE = Text("… and {count} more (pcrm validate)", "……另有 {count} 个（pcrm validate）")
_CLEAN = Text("all clean", "已全部解决")
_LEFT = Text("left: {summary}", "还有：{summary}")


def of_nothing(update: "Update") -> bool:
    """Whether an update came to nothing that anybody would want to hear of."""
    return not (update.taken or update.site or update.held or update.problem)


def write_text(out: Output, update: "Update", rules: Mapping[str, "Rule"], at: datetime) -> None:
    """One line for the update, one for each finding that is new or solved, and how it stands where one is."""
    out.line(Styled(f"{at:%H:%M:%S}", "dim"), " ", _headline(update, out.lang))
    for finding in in_order(update.solved)[:MOST_SAID]:
        out.line(*_finding_line(say(finding, rules, out.lang), Styled(_SOLVED.of(out.lang), "good")))
    for finding in in_order(update.new)[:MOST_SAID]:
        said = say(finding, rules, out.lang)
        out.line(*_finding_line(said, Styled(said.severity, said.severity)))
    over = sum(max(0, len(found) - MOST_SAID) for found in (update.solved, update.new))
    if over:
        out.line("  ", _MORE.of(out.lang, count=f"{over:,}"))
    if update.held:
        out.line("  ", _HELD.of(out.lang, path=update.held[0]))
    if update.problem:
        out.line("  ", Styled(_KEPT.of(out.lang, why=" ".join(update.problem.message(out.lang).split())), "error"))
    if update.new or update.solved:
        left = _LEFT.of(out.lang, summary=summary(update.left, out.lang)) if update.left else _CLEAN.of(out.lang)
        out.line("  ", left if update.left else Styled(left, "good"))


def _headline(update: "Update", lang: str) -> str:
    number, gone = len(update.changed) + len(update.gone), len(update.gone)
    name = bounded(escape(next(iter((*update.changed, *update.gone)), "")), 200)
    if not number:
        what = _DAY.of(lang, day=update.today.isoformat())
    elif number == 1:
        what = (_GONE if gone else _ONE).of(lang, name=name)
    else:
        what = _MANY.of(lang, count=f"{number:,}", name=name) + (_LOST.of(lang, count=f"{gone:,}") if gone else "")
    what += _TOOK.of(lang, seconds=f"{update.seconds:.2f}")
    if update.site:
        changed, pages = f"{update.site.changed:,}", f"{update.site.pages:,}"
        what += _SITE.of(lang, changed=changed, pages=pages, seconds=f"{update.site.seconds:.2f}")
    return what


def _finding_line(said: Said, state: Part) -> list[Part]:
    place: list[Part] = ["  ", Styled(said.path, "path"), f":{said.line}:{said.column}: "]
    return [*place, state, f": {said.message} ", Styled(f"[{said.rule}]", "dim")]


def write_object(out: Output, event: str, update: "Update", rules: Mapping[str, "Rule"], at: datetime) -> None:
    """One object on one line: `event` is `start` or `update`."""
    from pcrm_tools.cli.formats import json_text

    value = {
        "version": 1,
        "event": event,
        "at": at.isoformat(timespec="seconds"),
        "as_of": update.today.isoformat(),
        "files": list(update.changed[:_MOST_NAMED]),
        "gone": list(update.gone[:_MOST_NAMED]),
        "new": _objects(update.new, rules, out.lang),
        "solved": _objects(update.solved, rules, out.lang),
        "counts": counts(update.left),
        "seconds": update.seconds,
        "site": _site(update),
    }
    out.bytes(json_text(value).encode() + b"\n")


def _objects(findings: Sequence["Finding"], rules: Mapping[str, "Rule"], lang: str) -> list[dict[str, object]]:
    return [{**say(finding, rules, lang)._asdict(), "path": finding.path} for finding in in_order(findings)[:_MOST_NAMED]]


def _site(update: "Update") -> dict[str, object] | None:
    if update.problem:
        return {"problem": update.problem.message()}
    if update.held:
        return {"waits_for": list(update.held)}
    if update.site is None:
        return None
    site = update.site
    return {"pages": site.pages, "changed": site.changed, "seconds": site.seconds, "path": site.path}
