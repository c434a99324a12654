"""`validate --fix`: the safe answers written into the files, by span edits under the notebook's lock."""

from collections.abc import Callable

from pcrm_tools.cli.app import App
from pcrm_tools.cli.wording import Text

_FIXED = Text("{path}: {count} repaired", "{path}：已修复 {count} 处")
_WOULD = Text("{path}: {count} would be repaired", "{path}：将修复 {count} 处")


def fix_files(app: App, paths: tuple[str, ...], dry_run: bool) -> int:
    """Repairs what it can in the named files (all where none is named); returns how many places."""
    from pcrm_tools.errors import WriteRefused
    from pcrm_tools.model.finding import Finding
    from pcrm_tools.store import files
    from pcrm_tools.store.writing import Writer
    from pcrm_tools.text.fixes import fixed

    session = app.session()
    by_path: dict[str, list[Finding]] = {}
    for finding in session.findings(app.today, paths):
        by_path.setdefault(finding.path, []).append(finding)
    total = 0
    for path, findings in sorted(by_path.items()):
        source = files.read_text(session.root / path, path)
        if isinstance(source, Finding):
            continue
        text, count = fixed(source.text, findings, _judge(app, path))
        if not count:
            continue
        total += count
        app.out.note(_WOULD if dry_run else _FIXED, path=path, count=count)
        if dry_run:
            show_diff(app, path, source.text, text)
            continue
        try:
            with Writer(session.root) as writer:
                writer.write(path, files.encode(text, source.bom), source.digest)
        except WriteRefused as refused:
            app.out.error(refused.message(app.lang))
    if total and not dry_run:
        session.refresh()
    return total


def _judge(app: App, path: str) -> Callable[[str], int]:
    """How many findings a text would have in a file's place."""
    from pcrm_tools.checks.registry import local_findings
    from pcrm_tools.store.files import record_id
    from pcrm_tools.text.context import make_context
    from pcrm_tools.text.record import read_record
    from pcrm_tools.text.settings import read_settings

    if path == "pcrm.yml":
        return lambda text: len(read_settings(text)[1])
    context = make_context(app.session().config)
    record_type = "project" if path.startswith("projects/") else "customer"
    return lambda text: len(local_findings(read_record(text, record_id(path), record_type, context), context))


def show_diff(app: App, path: str, old: str, new: str) -> None:
    """The change as a unified diff."""
    import difflib

    before, after = (text.removesuffix("\n").split("\n") for text in (old, new))
    for line in difflib.unified_diff(before, after, path, path, lineterm="", n=1):
        app.out.line(line)
