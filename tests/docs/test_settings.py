"""The full example of pcrm.yml on the settings page: it says everything that can be said, and nothing is wrong with it."""

from collections.abc import Iterator

import pytest

from pcrm_tools.model.fields import fields_of
from pcrm_tools.model.settings import Settings
from pcrm_tools.text import frontmatter, nodes
from pcrm_tools.text.settings import read_settings
from tests.docs.pages import code_blocks

PAGES = ("settings.md", "settings.zh.md")


def full_file(page: str) -> str:
    """The one YAML block of a settings page."""
    (text,) = code_blocks(page, "yaml")
    return text


def written_keys(node: nodes.Node) -> Iterator[str]:
    """Every key of a YAML text."""
    if isinstance(node, nodes.Mapping):
        for key, value in node.pairs:
            yield key.value
            yield from written_keys(value)
    elif isinstance(node, nodes.Sequence):
        for item in node.items:
            yield from written_keys(item)


def declared_keys(struct: type) -> Iterator[str]:
    """Every key that a section, or a section in it, may hold."""
    for key, spec in fields_of(struct).items():
        yield key
        if spec.struct is not None:
            yield from declared_keys(spec.struct)


@pytest.mark.parametrize("page", PAGES)
def test_the_example_reads_without_findings(page: str) -> None:
    _, findings = read_settings(full_file(page))
    assert [(finding.line, finding.rule, dict(finding.values)) for finding in findings] == []


@pytest.mark.parametrize("page", PAGES)
def test_the_example_shows_every_section_and_every_key(page: str) -> None:
    text = full_file(page)
    root = frontmatter.compose(text, 0, len(text)).root
    assert root is not None
    assert sorted(set(declared_keys(Settings)) - set(written_keys(root))) == []


def test_both_languages_show_the_same_sections() -> None:
    english, chinese = (read_settings(full_file(page))[0].data for page in PAGES)
    assert [key for key in english if bool(english[key]) != bool(chinese[key])] == []


def test_what_the_example_says_arrives() -> None:
    config, _ = read_settings(full_file("settings.md"))
    assert [member["id"] for member in config.data["team"]][:2] == ["dana", "tomas"]
    assert config.data["pipelines"]["software"]["limits"] == [{"from": "lead", "to": "build", "days": "90d"}]
    assert config.data["views"]["this-week"]["sort"] == "next_contact"
