"""Keys, kinds, tokens and choices as a record writes them: all English, or all Chinese."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from pcrm_tools.model import config, customer, project
from pcrm_tools.model.fields import fields_of
from pcrm_tools.model.log import KINDS, PRIORITY, TOKENS

_STRUCTS = {
    "customer": customer.Customer, "preferences": customer.Preferences, "evaluation": customer.Evaluation,
    "contract": customer.Contract, "contacts": customer.Contact, "plan": customer.Plan,
    "project": project.Project, "scope": project.Scope, "budget": project.Budget, "goals": project.Goal,
    "requirements": project.Requirement, "deliverables": project.Deliverable, "milestones": project.Milestone,
    "payments": project.Payment, "resources": project.Resource, "risks": project.Risk, "stakeholders": project.Stakeholder,
}  # fmt: skip
_SPECIAL = "[]{},，、&*!|>'\"%@`#"


class Form:
    """The words of one language for everything that the format names; free text is none of its business."""

    def __init__(self, zh: bool) -> None:
        self.zh = zh
        self.keys: dict[str, dict[str, str]] = {}
        self.choices: dict[tuple[str, str], dict[str, str]] = {}
        for name, struct in _STRUCTS.items():
            for key, spec in fields_of(struct).items():
                self.keys.setdefault(name, {})[key] = spec.zh[0] if zh else key
                self.choices[name, key] = {choice.code: choice.zh[0] if zh else choice.code for choice in spec.choices}
        self.kinds = {code: kind.zh[0] if zh else code for code, kind in KINDS.items()}
        self.tokens = {key: token.zh[0] if zh else key for key, token in TOKENS.items()}
        chosen = [(key, choice) for key, token in TOKENS.items() for choice in token.choices]
        self.values = {(key, choice.code): choice.zh[0] if zh else choice.code for key, choice in chosen}
        self.priorities = {choice.code: choice.zh[0] if zh else choice.code for choice in PRIORITY}
        self.states = {code: words[0] for code, words in (*config.LIFECYCLE_ZH.items(), *config.TIER_ZH.items())} if zh else {}
        self.stages = {code: words[0] for code, words in config.STAGE_ZH.items()} if zh else {}

    def key(self, struct: str, key: str) -> str:
        return self.keys[struct][key]

    def choice(self, struct: str, key: str, code: str) -> str:
        return self.choices[struct, key][code]

    def state(self, code: str) -> str:
        """A lifecycle or tier."""
        return self.states.get(code, code)

    def stage(self, code: str) -> str:
        """A stage; those of own pipelines have no other word."""
        return self.stages.get(code, code)

    def yes(self, value: bool) -> str:
        return ("是" if value else "否") if self.zh else ("yes" if value else "no")

    def token(self, key: str, value: object) -> str:
        """`key:value`, a choice in its word; quoted where it holds a blank."""
        text = self.values.get((key, str(value)), str(value))
        return f'{self.tokens[key]}:"{text}"' if " " in text else f"{self.tokens[key]}:{text}"

    def people(self, names: Sequence[str]) -> str:
        """The `with` token over contacts."""
        quoted = [f'"{name}"' if " " in name else name for name in names]
        return f"{self.tokens['with']}:{('、' if self.zh else ',').join(quoted)}"

    def tag(self, name: str) -> str:
        return "#" + ({"promise": "承诺", "private": "内部"}.get(name, name) if self.zh else name)

    def table(self, struct: str, rows: Sequence[Mapping[str, object]], record: str) -> list[str]:
        """An item list as a table under its heading, with the columns that any row fills."""
        columns = [key for key in self.keys[struct] if any(key in row for row in rows)]
        heading = self.key(record, struct) if self.zh else struct.capitalize()
        lines = [f"## {heading}", "", _row([self.key(struct, key) for key in columns]), _row(["---"] * len(columns))]
        return [*lines, *[_row([cell(row.get(key)) for key in columns]) for row in rows], ""]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def cell(value: object) -> str:
    """A value as a table's cell holds it."""
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    return str(value)


def yaml(value: object, flow: bool = False) -> str:
    """A value as front matter writes it on one line, quoted where YAML would read it as something else."""
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join([yaml(part, True) for part in value]) + "]"
    if isinstance(value, (date, int, Decimal)):
        return str(value)
    text = str(value)
    risky = text[:1] in _SPECIAL or ": " in text or " #" in text or text.startswith(("- ", "? ")) or text.endswith(":")
    return f'"{text}"' if risky or (flow and any(sign in text for sign in _SPECIAL)) else text


ENGLISH, CHINESE = Form(False), Form(True)
