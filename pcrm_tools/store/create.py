"""A new record: its template filled, fields set, checked by reading it back; nothing is overwritten."""

import sqlite3
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from pcrm_tools.checks.registry import local_findings
from pcrm_tools.errors import PathRefused, WrongUse
from pcrm_tools.model.config import Config
from pcrm_tools.model.finding import Finding
from pcrm_tools.store import files, names
from pcrm_tools.text.context import make_context
from pcrm_tools.text.record import read_record
from pcrm_tools.text.spans import Edited
from pcrm_tools.text.template import render

FOLDERS: Mapping[str, str] = {"customer": "customers", "project": "projects"}
_BUILT_IN_LINES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("customer", "en"): ("name: {{ name | yaml }}", "owner: {{ owner | yaml }}", "lifecycle: lead", "first_contact: {{ today | yaml }}"),
    ("project", "en"): ("name: {{ name | yaml }}", "customer: {{ customer | yaml }}", "owner: {{ owner | yaml }}", "start: {{ today | yaml }}"),
    ("customer", "zh"): ("名称: {{ name | yaml }}", "负责人: {{ owner | yaml }}", "生命周期: 线索", "首次接触: {{ today | yaml }}"),
    ("project", "zh"): ("名称: {{ name | yaml }}", "客户: {{ customer | yaml }}", "负责人: {{ owner | yaml }}", "开始: {{ today | yaml }}"),
}  # fmt: skip
_HEADINGS = {"en": ("Tasks", "Log"), "zh": ("任务", "记录")}


def built_in(record_type: str, lang: str) -> str:
    """The template of a notebook that has none of its own."""
    front = "\n".join(_BUILT_IN_LINES[record_type, lang])
    tasks, log = _HEADINGS[lang]
    return f"---\n{front}\n---\n\n# {{{{ name }}}}\n\n## {tasks}\n\n## {log}\n"


class Planned(NamedTuple):
    """A record that can be written: its path, id and text, and what validate will say of it."""

    path: str
    id: str
    text: str
    findings: tuple[Finding, ...]


def plan(
    root: Path,
    connection: sqlite3.Connection,
    config: Config,
    record_type: str,
    given: str,
    name: str,
    folder: str,
    values: Mapping[str, str],
    edit: Callable[[str], Edited],
    lang: str,
) -> Planned | Finding:
    """What a new record would be, or why `edit`, which sets its fields, cannot do so.

    Raises PathRefused for an unsafe name, WrongUse for an id that is taken or a bad template.
    """
    for text in (name, *values.values()):
        _refuse_controls(text)
    record_id = names.slug(given).id
    taken = connection.execute("select path from record where twin = ? and type != 'page'", (files_twin(record_id),)).fetchone()
    path = f"{FOLDERS[record_type]}/{names.folder(folder)}{record_id}.md"
    if taken or (root / path).exists():
        raise WrongUse(
            "there is a record {id} already: {path}; give another name",
            "档案 {id} 已存在：{path}，请换一个名称",
            id=record_id,
            path=taken[0] if taken else path,
        )
    template, source = _template(root, record_type, lang)
    filled = render(template, {**values, "name": name or given, "id": record_id})
    if isinstance(filled, Finding):
        raise WrongUse(
            "{path}:{line}: {detail}", "{path}:{line}：{detail}", path=source, line=filled.line, detail=filled.values["detail"]
        )
    text, _, refusal = edit(filled)
    if refusal is not None:
        return refusal
    context = make_context(config)
    record = read_record(text, record_id, record_type, context)
    return Planned(path, record_id, text, local_findings(record, context, text))


def _refuse_controls(text: str) -> None:
    """Raises PathRefused where a value holds a line end, another control character or half a character."""
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in text):
        raise PathRefused("nul", text)


def files_twin(record_id: str) -> str:
    """What twins of an id share."""
    from pcrm_tools.store.decoded import twin_key

    return twin_key(record_id)


def _template(root: Path, record_type: str, lang: str) -> tuple[str, str]:
    """The notebook's template in the language, else in any, else the built-in one, and where it came from."""
    for name in (f"{record_type}.{lang}.md", f"{record_type}.md"):
        source = files.read_text(root / "templates" / name, f"templates/{name}")
        if isinstance(source, files.Source):
            return source.text, f"templates/{name}"
    return built_in(record_type, lang), "built-in template"


def starting_values(config: Config, email: str, owner: str, customer: str, today: date) -> dict[str, str]:
    """What templates may name: owner (as given, else who git says we are, else the only member), customer, today, currency."""
    team = [member for member in config.data["team"] if not member.get("left")]
    words = config.team_words()
    if owner:
        found = words.get(owner, owner)
    else:
        found = next((m["id"] for m in team if email and m.get("email") == email), team[0]["id"] if len(team) == 1 else "")
    return {"owner": found, "customer": customer, "today": today.isoformat(), "currency": config.currency}
