"""Templates of new records, reports and messages: Jinja2 in a sandbox, with a filter that makes any text safe in YAML."""

from collections.abc import Mapping

from pcrm_tools.model.finding import Finding, Rule

TEMPLATE = Rule(
    "template", "error", "the template cannot be used: {detail}", "模板无法使用：{detail}",
    "correct it, or delete it to use the built-in one", "请更正模板，或删除它以使用内置模板",
)
RULES = (TEMPLATE,)


def yaml_text(value: object) -> str:
    """A value as one YAML scalar that reads back as the same text: quoted only where it has to be."""
    from pcrm_tools.text.edit import quote_scalar

    return quote_scalar(str(value), "", False) if value else ""


def render(template: str, values: Mapping[str, object]) -> str | Finding:
    """The template's text with its places filled; an error in the template is a finding."""
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)
    environment.filters["yaml"] = yaml_text
    try:
        return environment.from_string(template).render(dict(values))
    except TemplateError as problem:
        return TEMPLATE.at(getattr(problem, "lineno", None) or 1, detail=str(problem).split("\n")[0])
    except Exception as problem:  # whatever a template's own expressions raise is the template's fault
        return TEMPLATE.at(1, detail=f"{type(problem).__name__}: {problem}")
