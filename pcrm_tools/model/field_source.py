"""Writes `field_table.py`: the declarations as plain literals, so that a warm start needs no dataclasses.

`python -m pcrm_tools.model.field_source > pcrm_tools/model/field_table.py`; a test fails when the table is behind.
"""

from collections.abc import Iterator

from pcrm_tools.model.customer import Customer
from pcrm_tools.model.fields import Field, fields_of
from pcrm_tools.model.log import KINDS, TOKENS
from pcrm_tools.model.project import Project

_HEAD = '''"""The declared fields as plain literals; made by field_source.py, not by hand.

Each row: key (dotted for maps and items), kind, many (0/1), English label, Chinese words, choices (code and its Chinese words).
CUSTOMER_DETAILS and PROJECT_DETAILS have, for keys that have any: help in both languages (empty: the label), required (0/1), span, aliases, the map's name.
"""

# fmt: off
# ruff: noqa
Row = tuple[str, str, int, str, tuple[str, ...], dict[str, tuple[str, ...]]]
Details = tuple[str, str, int, tuple[int | None, int | None] | None, tuple[str, ...], str]
'''


def render() -> str:
    """The text of field_table.py."""
    parts = [_HEAD]
    for name, struct in (("CUSTOMER", Customer), ("PROJECT", Project)):
        rows = "".join(f"    {row!r},\n" for row in _rows(struct, ""))
        parts.append(f"{name}: tuple[Row, ...] = (\n{rows})\n")
    for name, struct in (("CUSTOMER", Customer), ("PROJECT", Project)):
        known = "".join(f"    {key!r}: {found!r},\n" for key, found in _details(struct, "") if found != _PLAIN)
        parts.append(f"{name}_DETAILS: dict[str, Details] = {{\n{known}}}\n")
    kinds = "".join(f"    {kind.code!r}: {kind.zh!r},\n" for kind in KINDS.values())
    parts.append(f"KINDS: dict[str, tuple[str, ...]] = {{\n{kinds}}}\n")
    rows = "".join(f"    {_row(spec, spec.key)!r},\n" for spec in TOKENS.values())
    parts.append(f"TOKENS: tuple[Row, ...] = (\n{rows})\n")
    return "".join(parts)


def _rows(struct: type, prefix: str) -> Iterator[tuple[object, ...]]:
    for key, spec in fields_of(struct).items():
        yield _row(spec, prefix + key)
        if spec.struct is not None:
            yield from _rows(spec.struct, f"{prefix}{key}.")


_PLAIN = ("", "", 0, None, (), "")


def _details(struct: type, prefix: str) -> Iterator[tuple[str, tuple[object, ...]]]:
    for key, spec in fields_of(struct).items():
        known = (spec.help if spec.help != spec.label else "", spec.help_zh if spec.help_zh != spec.label_zh else "")
        name = spec.struct.__name__.lower() if spec.struct is not None else ""
        yield prefix + key, (*known, int(spec.required), spec.span, spec.aliases, name)
        if spec.struct is not None:
            yield from _details(spec.struct, f"{prefix}{key}.")


def _row(spec: Field, key: str) -> tuple[object, ...]:
    return key, spec.kind, int(spec.many), spec.label, spec.zh, {choice.code: choice.zh for choice in spec.choices}


if __name__ == "__main__":
    print(render(), end="")
