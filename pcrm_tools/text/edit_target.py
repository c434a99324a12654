"""What a key at the prompt names: a field, one inside a map (`budget.total`), or one of an item (`risks.K2.status`)."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from pcrm_tools.errors import WrongUse
from pcrm_tools.model.fields import Field
from pcrm_tools.text.edit_path import Key
from pcrm_tools.text.forms import near, plain
from pcrm_tools.text.keys import Keys, make_keys, struct_keys

_ASSIGNMENT = re.compile(r"([^=＝]+?)\s*([+\-＋－]?)[=＝](.*)", re.S)
_SIGNS = {"＋": "+", "－": "-"}
_MOST_NAMES = 40
_TYPES = {"customer": "客户", "project": "项目"}


class Assignment(NamedTuple):
    """`key=value` as typed; `sign` is `+` or `-` where a list is added to or taken from, `value` empty where it is removed."""

    key: str
    sign: str
    value: str


class Target(NamedTuple):
    """The fields from the outermost to the value's own, each with the keys around it; `item` names an element of a list."""

    fields: tuple[Field, ...]
    around: tuple[Keys, ...]
    item: str

    @property
    def spec(self) -> Field:
        """The field whose value is set."""
        return self.fields[-1]

    def keys(self, lang: str) -> tuple[Key, ...]:
        """The way to the value through keys, those of a language written where they are new."""
        found = zip(self.fields, self.around, strict=True)
        return tuple(
            Key(words_of(spec, lang), [words_of(other, lang) for other in around.fields.values()]) for spec, around in found
        )


def words_of(spec: Field, lang: str) -> tuple[str, ...]:
    """Every word of a field, the one that a language writes first."""
    words = (*spec.zh, spec.key, *spec.aliases) if lang == "zh" else (spec.key, *spec.aliases, *spec.zh)
    return tuple(dict.fromkeys(words))


def read_assignment(typed: str) -> Assignment | None:
    """`key=value`, `key+=value`, `key-=value` or `key=`, full-width signs too; None for anything else."""
    found = _ASSIGNMENT.fullmatch(typed)
    if found is None or not found[1].strip():
        return None
    return Assignment(found[1].strip(), _SIGNS.get(found[2], found[2]), found[3].strip())


def target(keys: Keys, typed: str, record_type: str) -> Target:
    """The target that a dotted key names; raises WrongUse with the nearest key, or with what the field consists of."""
    outer, *rest = typed.split(".")
    spec = _field(keys, outer)
    if spec is None:
        raise _unknown(keys, outer, record_type)
    if spec.kind == "items":
        return _in_item(keys, spec, rest)
    fields, around = [spec], [keys]
    while rest and fields[-1].kind == "map":
        inner = _inner_keys(fields[-1], rest)
        found = _field(inner, rest[0] if fields[-1].struct is not None else ".".join(rest))
        if found is None:
            raise _not_inside(fields[-1], inner, rest[0])
        fields.append(found)
        around.append(inner)
        rest = rest[1:] if fields[-2].struct is not None else []
    if rest:
        raise WrongUse("`{key}` holds a single value: write {key}=…", "`{key}` 只有一个值：写 {key}=…", key=fields[-1].key)
    return Target(tuple(fields), tuple(around), "")


def _field(keys: Keys, word: str) -> Field | None:
    return keys.by_word.get(plain(word).strip().lower())


def _inner_keys(spec: Field, rest: Sequence[str]) -> Keys:
    """The keys of a map; of one whose keys are free (scores by criterion) just the one that is named."""
    if spec.struct is not None:
        return struct_keys(spec)
    name = ".".join(rest).strip()
    score = Field(name, "number", (), name, name, name, span=(1, 5))
    return make_keys(spec.key, {name: score} if name else {})


def _in_item(keys: Keys, spec: Field, rest: Sequence[str]) -> Target:
    inner = struct_keys(spec)
    if len(rest) < 2:
        first = next(iter(inner.fields))
        raise WrongUse(
            "`{key}` is a list of items: write {key}.ITEM.{first}=… (an item is named by its id or name)",
            "`{key}` 是清单：写 {key}.项.{first}=…（项用编号或名称）",
            key=spec.key, first=first,
        )  # fmt: skip
    column = _field(inner, rest[-1])
    if column is None:
        raise _not_inside(spec, inner, rest[-1])
    return Target((spec, column), (keys, inner), ".".join(rest[:-1]).strip())


def _unknown(keys: Keys, word: str, record_type: str) -> WrongUse:
    close = near(word.lower(), tuple(keys.by_word))
    return WrongUse(
        "{type} has no field `{word}`" + (" (perhaps {near})" if close else ""),
        "{type_zh}没有字段 `{word}`" + ("（也许是 {near}）" if close else ""),
        type=record_type, type_zh=_TYPES.get(record_type, record_type), word=word, near=close,
    )  # fmt: skip


def _not_inside(spec: Field, inner: Keys, word: str) -> WrongUse:
    names = list(inner.fields)[:_MOST_NAMES]
    return WrongUse(
        "`{key}` has no `{word}`; it has {names}", "`{key}` 中没有 `{word}`；可用：{names_zh}",
        key=spec.key, word=word, names=", ".join(names), names_zh="、".join(inner.fields[name].label_zh for name in names),
    )  # fmt: skip
