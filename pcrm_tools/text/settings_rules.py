"""What pcrm.yml says of house rules: a name that can be a tag, and something to do."""

import re
from datetime import date
from typing import Any

from pcrm_tools.text.datewords import resolve
from pcrm_tools.text.settings_judge import Judge

ACTIONS = ("followup", "task", "mail", "report")
_NAME = re.compile(r"(?=.*[^\W\d_])[\w-]+\Z")
_TEMPLATE = re.compile(r"[\w-]+\Z")
_ANY_DAY = date(2000, 1, 1)


def house_rules(judge: Judge, data: dict[str, Any]) -> None:
    """Leaves out rules that cannot be carried out: without a usable name, twice of one name, or with nothing to do."""
    kept: list[dict[str, Any]] = []
    names: set[str] = set()
    rules = data.get("rules")
    for number, rule in enumerate(rules if isinstance(rules, list) else ()):
        if _usable(judge, f"rules.{number}", rule, names):
            names.add(str(rule["name"]).casefold())
            kept.append(rule)
        else:
            kept.append({})  # the others keep their numbers
    data["rules"] = kept


def _usable(judge: Judge, where: str, rule: dict[str, Any], names: set[str]) -> bool:
    name, then = str(rule.get("name") or ""), rule.get("then") or {}
    if not name or not rule.get("when"):
        return False  # what is missing is told of by the reader
    if not _NAME.match(name):
        judge.bad(
            where, name, "cannot be a tag", "不能用作标签", "write letters, digits and dashes, such as wake-up",
            "用字母、汉字、数字和短横线，如 唤醒客户", "rules.name",
        )  # fmt: skip
    elif name.casefold() in names:
        judge.bad(where, name, "names two rules", "有两条规则同名", "give each its own name", "为每条规则取不同的名称", "rules.name")
    elif not any(then.get(action) for action in ACTIONS):
        judge.bad(
            where, name, "does nothing", "没有动作", f"write one of {', '.join(ACTIONS)} under then:",
            f"在 then: 下写 {'、'.join(ACTIONS)} 之一", "rules.then",
        )  # fmt: skip
    elif then.get("mail") and not _TEMPLATE.match(then["mail"]):
        judge.bad(
            where, then["mail"], "is no template's name", "不是模板名", "write the name of a file in templates/ without .md",
            "写 templates/ 下的文件名，不带 .md", "rules.then.mail",
        )  # fmt: skip
    elif then.get("due") and resolve(str(then["due"]), _ANY_DAY) is None:
        judge.bad(where, then["due"], "is no day", "不是日期", "write +5d, fri or eom", "写 +5d、周五 或 月底", "rules.then.due")
    else:
        return True
    return False
