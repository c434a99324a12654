"""The guide's tables as Markdown in English or Chinese, made from the declarations, so that they cannot fall behind them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import TypeVar

from pcrm_tools.model.config import LIFECYCLE_ZH, STAGE_ZH, TIER_ZH
from pcrm_tools.model.fields import Field, fields_of
from pcrm_tools.model.finding import Rule
from pcrm_tools.model.log import KINDS, PRIORITY, TAG_WORDS, TOKENS

Pair = tuple[str, str]
T = TypeVar("T")


def _pairs(text: str) -> Mapping[str, Pair]:
    """English and Chinese words by code from `code English|Chinese · …`."""
    found = {}
    for part in text.split(" · "):
        code, _, words = part.partition(" ")
        en, _, zh = words.partition("|")
        found[code] = (en, zh)
    return found


KIND_NAMES = _pairs(
    "text text|文字 · date date|日期 · datetime date and time|日期时间 · money money|金额 · duration duration|时长"
    " · percent percent|百分比 · number number|数字 · bool yes or no|是/否 · choice choice|选项 · person team member|团队成员"
    " · record record|档案 · url web address|网址 · email e-mail|邮箱 · phone phone|电话 · birthday birthday|生日 · ids ids|编号"
    " · stage stage|阶段 · lifecycle choice|选项 · tier choice|选项 · pipeline pipeline|流程 · map map|映射 · items items|清单"
    " · table map by name|按名称的映射 · days days or duration|天数或时长 · any free form|任意内容"
)
# Kinds of the log tokens that are neither text nor a plain scalar.
_TOKEN_FORMS = _pairs("waiting FROM..TO|开始..结束 · every duration|时长")
GROUP_NAMES = _pairs(
    "contact contact (ends a silence)|联系（重新计算联系周期） · note note|备注 · case case|案例 · feedback feedback|反馈"
    " · money money|金额 · loyalty loyalty|忠诚度 · state state|状态 · project project|项目 · balance balance|余额"
)
# What stands for the values that a finding fills into its sentence; all others are dots.
_VALUES = _pairs(
    "near | · near_zh | · name X|X · name_zh X|X · zh X|X · line N|N · where N|N · first N|N · second N|N · number N|N"
    " · why cannot be| · why_zh |不可用"
)
_IN_SETTINGS: Mapping[str, Mapping[str, tuple[str, ...]]] = {"lifecycle": LIFECYCLE_ZH, "tier": TIER_ZH, "stage": STAGE_ZH}
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_ACTIVE = re.compile(r"`[^`]*`|<!--.*?-->|-->|\[\[[^\[\]]*\]\]")
_CODE = re.compile(r"`([^`]*)`")
_BLOCK = re.compile(r"(<!-- generated: ([\w-]+) -->\n).*?(<!-- /generated -->)", re.S)
_SAYS_ELSEWHERE: Pair = ("the finding names it", "提示中会写明")


def record_fields(struct: type, lang: str) -> str:
    """The table of a record type's fields, then one table under its own heading for each map and item list."""
    return "\n\n".join([_field_table(struct, lang), *_inner_tables(struct, lang)])


def setting_fields(struct: type, lang: str) -> str:
    """The table of the sections of pcrm.yml, then one for the keys of each section, and of sections inside it."""
    return "\n\n".join([_field_table(struct, lang), *_inner_tables(struct, lang, deep=True)])


def log_kinds(lang: str) -> str:
    """The kinds of log entries by group, with the tokens that each group is made for."""
    groups: dict[str, list[str]] = {}
    carries: dict[str, tuple[str, ...]] = {}
    for kind in KINDS.values():
        groups.setdefault(kind.group, []).append(f"`{kind.code}` {' / '.join(kind.zh)}")
        carries[kind.group] = kind.carries
    rows = [(_of(GROUP_NAMES[group], lang), " · ".join(kinds), _codes(carries[group])) for group, kinds in groups.items()]
    return table(_of((("group", "kinds", "made for"), ("组", "类型", "常用属性")), lang), rows)


def log_tokens(lang: str) -> str:
    """The `key:value` tokens of log entries and tasks."""
    rows = []
    for token in TOKENS.values():
        kind = _of(_TOKEN_FORMS.get(token.key) or KIND_NAMES[token.kind], lang)
        rows.append((f"`{token.key}`", " / ".join(token.zh), _listed(kind, token.many, lang), _meaning(token, lang)))
    return table(_of((("token", "Chinese", "type", "meaning"), ("属性", "中文", "类型", "含义")), lang), rows)


def log_signs(lang: str) -> str:
    """The priorities and the tags that mean something to the tools."""
    tags: dict[str, list[str]] = {}
    for word, code in TAG_WORDS.items():
        tags.setdefault(code, []).append(f"`#{word}`")
    rows = [(f"`!{choice.code}`", " / ".join(f"`!{word}`" for word in choice.zh)) for choice in PRIORITY]
    rows += [(words[0], " / ".join(words[1:])) for words in tags.values()]
    return table(_of((("sign", "Chinese"), ("写法", "中文")), lang), rows)


def rule_table(rules: Iterable[Rule], lang: str) -> str:
    """The rules of `validate`: id, severity, what is said and what to write; values that a finding fills in are dots."""
    zh = lang == "zh"
    rows = [
        (f"`{rule.id}`", rule.severity, _shown(rule.zh if zh else rule.en, zh), _shown(rule.hint_zh if zh else rule.hint_en, zh))
        for rule in rules
    ]
    head = ("规则", "级别", "看到了什么", "应该怎么写") if zh else ("rule", "severity", "what was seen", "what to write")
    return table(head, rows)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table whose cells may hold pipes."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(text: str) -> str:
    """A cell's text; renderers disagree about an escaped pipe in code, so that one is written as HTML."""
    if "|" not in text:
        return text
    return _CODE.sub(lambda match: f"<code>{escape(match[1], quote=False)}</code>", text).replace("|", "&#124;")


def with_blocks(page: str, blocks: Mapping[str, str]) -> str:
    """The page with the text between each `<!-- generated: NAME -->` and `<!-- /generated -->` made anew.

    Raises KeyError for a block that nobody makes.
    """
    return _BLOCK.sub(lambda match: f"{match[1]}\n{blocks[match[2]]}\n\n{match[3]}", page)


def block_names(page: str) -> tuple[str, ...]:
    """The names of a page's generated blocks, in order."""
    return tuple(match[2] for match in _BLOCK.finditer(page))


def _inner_tables(struct: type, lang: str, deep: bool = False) -> Iterator[str]:
    """A table for each map and item list; what several places share stands once, under all their names."""
    places: dict[type, list[str]] = {}
    for name, inner in _places(struct, "", deep):
        places.setdefault(inner, []).append(f"`{name}`")
    for inner, names in places.items():
        yield f"### {', '.join(names)}\n\n{_field_table(inner, lang)}"


def _places(struct: type, prefix: str, deep: bool) -> Iterator[tuple[str, type]]:
    for key, spec in fields_of(struct).items():
        if spec.struct is not None:
            name = prefix + key + (".NAME" if spec.kind == "table" else "")
            yield name, spec.struct
            if deep:
                yield from _places(spec.struct, f"{name}.", deep)


def _field_table(struct: type, lang: str) -> str:
    rows = []
    for key, spec in fields_of(struct).items():
        words = " / ".join(dict.fromkeys((*spec.zh, *(f"`{alias}`" for alias in spec.aliases))))
        needed = _of((" (required)", "（必填）"), lang) if spec.required else ""
        rows.append((f"`{key}`{needed}", words, _listed(_of(KIND_NAMES[spec.kind], lang), spec.many, lang), _meaning(spec, lang)))
    return table(_of((("key", "Chinese", "type", "meaning"), ("键", "中文", "类型", "含义")), lang), rows)


def _meaning(spec: Field, lang: str) -> str:
    """Help and choices of a field; a help that only repeats the key is left out."""
    text = _literal(spec.help_zh if lang == "zh" else spec.help)
    if text in spec.zh or text.lower() == spec.key.replace("_", " "):
        text = ""
    choices = _choices(spec)
    if not choices:
        return text
    listed = " · ".join(f"`{code}`{' ' + '/'.join(zh) if zh else ''}" for code, zh in choices)
    own = _of(("; pcrm.yml may list others", "；可在 pcrm.yml 中另行定义"), lang) if spec.kind in _IN_SETTINGS else ""
    return f"{text}{_of((': ', '：'), lang) if text else ''}{listed}{own}"


def _choices(spec: Field) -> list[tuple[str, tuple[str, ...]]]:
    if spec.kind in _IN_SETTINGS:
        return [(code, tuple(word for word in zh if "/" not in word)) for code, zh in _IN_SETTINGS[spec.kind].items()]
    return [(choice.code, choice.zh) for choice in spec.choices]


def _listed(kind: str, many: bool, lang: str) -> str:
    return _of((f"{kind}, several", f"{kind}，可多个"), lang) if many else kind


def _codes(words: Iterable[str]) -> str:
    return " ".join(f"`{word}`" for word in words)


def _shown(sentence: str, zh: bool, values: Mapping[str, Pair] = _VALUES) -> str:
    """A sentence with its values as a reader of the table needs them."""
    said = _PLACEHOLDER.sub(lambda match: values[match[1]][zh] if match[1] in values else "…", sentence)
    return _literal(said) if said.strip("…` ") else _SAYS_ELSEWHERE[zh]


def _literal(text: str) -> str:
    """Comments and wiki links of a sentence as code: on a page they would be obeyed."""
    return _ACTIVE.sub(lambda match: match[0] if match[0][0] == "`" else f"`{match[0]}`", text)


def _of(pair: tuple[T, T], lang: str) -> T:
    return pair[lang == "zh"]
