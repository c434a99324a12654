"""Sections of a body by their titles, for `show --section`."""

from pcrm_tools.text.body import Section, scan_body
from pcrm_tools.text.frontmatter import split
from pcrm_tools.text.lines import Lines
from pcrm_tools.text.tokens import DEFAULT_WORDS

_TWINS = (
    ("log", "记录"), ("tasks", "任务"), ("retrospective", "复盘"), ("summary", "总结"), ("pain points", "痛点"), ("goals", "目标"),
    ("scope statement", "范围说明"), ("customer description", "客户描述"), ("customer traits", "客户特点"), ("assumptions", "假设"),
    ("constraints", "限制"), ("related projects", "相关项目"), ("functional requirements", "功能要求"), ("technical requirements", "技术要求"),
)  # fmt: skip


def _sections(text: str) -> tuple[Section, ...]:
    opened = split(text)
    return scan_body(text, opened.body_start if opened.opened else 0, DEFAULT_WORDS, Lines(text)).sections


def titles(text: str) -> list[str]:
    """The titles of all sections, in the order of the file."""
    return [section.title for section in _sections(text) if section.level <= 2]


def find_section(text: str, title: str) -> str | None:
    """A section's text with its heading and all that is below it; the title may be given in the other language."""
    wanted = title.strip().lower()
    words = next((pair for pair in _TWINS if wanted in pair), (wanted,))
    sections = _sections(text)
    for place, section in enumerate(sections):
        if section.title.strip().lower() in words:
            end = next((later.start for later in sections[place + 1 :] if later.level <= section.level), len(text))
            return text[section.start : end].rstrip()
    return None
