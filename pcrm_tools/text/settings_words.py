"""What pcrm.yml declares itself: own fields, kinds and service times by words that nothing else uses, private fields that exist."""

from collections.abc import Iterable, Mapping
from typing import Any

from pcrm_tools.model.config import TIER_ZH, choice_words
from pcrm_tools.model.fields import Field
from pcrm_tools.model.log import CASE_KINDS, KINDS, PRIORITY_WORDS
from pcrm_tools.text.context import RECORD_TYPES, fields, own_kind
from pcrm_tools.text.keys import declared, make_keys, struct_keys
from pcrm_tools.text.settings_judge import Judge

Data = dict[str, Any]


def own_fields(judge: Judge, data: Data) -> None:
    """Own fields that hide a declared one, and such as no value could be right for, are left out."""
    for record_type, own in data["fields"].items():
        taken = {word: key for key, spec in declared(record_type).items() for word in (key, *spec.aliases, *spec.zh)}
        for key, entry in list((own or {}).items()):
            where = f"fields.{record_type}.{key}"
            spec = fields(record_type, {key: entry}).get(key)
            if _clash(judge, where, (key, *_own_words(entry)), taken) or (spec and not _usable(judge, where, spec)):
                del own[key]
            else:
                taken.update({word.lower(): key for word in (key, *_own_words(entry))})


def _own_words(entry: Data) -> tuple[str, ...]:
    label = entry.get("label") or ""
    return tuple(word for word in (entry.get("zh"), label if not label.isascii() else "", *(entry.get("aliases") or ())) if word)


def _clash(judge: Judge, where: str, words: Iterable[str], taken: Mapping[str, str]) -> bool:
    """Whether one of the words stands for something else already."""
    for word in words:
        if word.lower() in taken:
            judge.bad(
                where, word, f"already means {taken[word.lower()]}", f"已经表示 {taken[word.lower()]}", "use another word", "换一个词",
            )  # fmt: skip
            return True
    return False


def _usable(judge: Judge, where: str, spec: Field) -> bool:
    if spec.kind == "choice" and not spec.choices:
        judge.bad(where, spec.key, "is a choice of nothing", "是选项，但没有可选值", "list its values under choices:", "在 choices: 下列出可选值")
        return False
    if spec.kind == "items":
        inner = struct_keys(spec).fields
        if not inner:
            judge.bad(where, spec.key, "is a list of items without columns", "是清单，但没有列", "list them under items:", "在 items: 下列出各列")
        usable = [_usable(judge, f"{where}.items.{column.key}", column) for column in inner.values()]
        return bool(usable) and all(usable)
    return True


def own_kinds(judge: Judge, kinds: Data) -> None:
    """Own log kinds whose words mean another kind are left out."""
    taken = {word.lower(): kind.code for kind in KINDS.values() for word in (kind.code, *kind.zh)}
    for code, entry in list(kinds.items()):
        others = {word: meant for word, meant in taken.items() if meant != code}
        words = [word for word in (code, *own_kind(code, entry or {}).zh) if word]
        if _clash(judge, f"kinds.{code}", words, others):
            del kinds[code]
        else:
            taken.update({word.lower(): code for word in words})


def sla(judge: Judge, data: Data) -> None:
    """Kinds, priorities and tiers by their codes; a line that names an unknown one would never fit a case."""
    cases = {word.lower(): code for code in CASE_KINDS for word in (code, *KINDS[code].zh)}
    for code, entry in data["kinds"].items():
        if (entry or {}).get("group") == "case":
            cases.update({word.lower(): code for word in (code, *own_kind(code, entry).zh)})
    known = {"kind": cases, "priority": dict(PRIORITY_WORDS), "tier": choice_words(data["tiers"], TIER_ZH)}
    lines = []
    for number, line in enumerate(data["sla"]):
        for key, words in known.items():
            if line.get(key) and line[key].lower() not in words:
                allowed = ", ".join(dict.fromkeys(words.values()))
                judge.bad(
                    f"sla.{number}", line[key], f"is no {key}", f"不是{'类型' if key == 'kind' else '优先级' if key == 'priority' else '级别'}",
                    f"write one of {allowed}", f"可选：{allowed}", f"sla.{key}",
                )  # fmt: skip
                break
            if line.get(key):
                line[key] = words[line[key].lower()]
        else:
            lines.append(line)
    data["sla"] = lines


def private(judge: Judge, data: Data) -> None:
    """Private fields by their canonical dotted keys: one that is misspelt would be published."""
    names = []
    for name in data["privacy"].get("private_fields") or ():
        found = _dotted(data, name)
        if found is None:
            judge.bad(
                "privacy.private_fields", name, "is no field, so it would keep nothing private", "不是字段，因此不会隐藏任何内容",
                "write a field such as contacts.phone", "写一个字段，如 contacts.phone",
            )  # fmt: skip
        names.append(found or name)
    if names:
        data["privacy"]["private_fields"] = names


def _dotted(data: Data, name: str) -> str | None:
    for record_type in RECORD_TYPES:
        keys = make_keys(record_type, fields(record_type, data["fields"].get(record_type) or {}))
        path: list[str] = []
        for part in name.split("."):
            spec = keys.by_word.get(part.strip().lower())
            if spec is None:
                break
            path.append(spec.key)
            keys = struct_keys(spec) if spec.struct is not None else make_keys("", {})
        else:
            return ".".join(path)
    return None
