"""The fields made from the table of literals are those that the dataclasses declare."""

import pytest

from pcrm_tools.model.customer import Customer
from pcrm_tools.model.fields import Field, fields_of
from pcrm_tools.model.project import Project
from pcrm_tools.text.keys import declared, struct_keys


def plain(spec: Field) -> tuple[object, ...]:
    """A field with those of its map or items, however they are kept."""
    if spec.struct is None:
        return spec
    keys = struct_keys(spec)
    return spec._replace(struct=(keys.name, [plain(inner) for inner in keys.fields.values()]))


@pytest.mark.parametrize(("record_type", "struct"), [("customer", Customer), ("project", Project)])
def test_the_table_says_what_the_declarations_say(record_type: str, struct: type) -> None:
    expected = {key: plain(spec) for key, spec in fields_of(struct).items()}
    found = {key: plain(spec) for key, spec in declared(record_type).items()}
    assert found == expected and list(found) == list(expected)
