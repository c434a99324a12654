"""The site's own words in English and Chinese; the names of fields, kinds and choices come from their declarations."""

from pcrm_tools.site import words_boards, words_browse, words_record, words_search, words_site, words_tables

# A page with many words of its own has a table of its own (`words_NAME.py`).
TABLES = (words_site.TABLE, words_boards.TABLE, words_browse.TABLE, words_record.TABLE, words_tables.TABLE, words_search.TABLE)


def _table() -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for line in (line for table in TABLES for line in table.strip().split("\n")):
        key, english, chinese = (part.strip() for part in line.split(" | "))
        found[key] = (english, chinese)
    return found


WORDS = _table()


def word(key: str, lang: str) -> str:
    """One of the site's own words in a language (`zh`, else English)."""
    return WORDS[key][1 if lang == "zh" else 0]


def counted(key: str, number: int, lang: str) -> str:
    """A number with its noun, the word KEY_one where it is one, else KEY_many (`{n}` stands for the number)."""
    return word(f"{key}_{'one' if number == 1 else 'many'}", lang).format(n=f"{number:,}")


def section_words(section: str, lang: str) -> dict[str, str]:
    """All words of a section by their short keys, for a script of ours."""
    return {key.partition(".")[2]: word(key, lang) for key in WORDS if key.startswith(f"{section}.")}


def theme_words(lang: str) -> dict[str, dict[str, str]]:
    """What the theme's templates show of our words."""
    return {
        "search": section_words("search", lang),
        "relative": section_words("relative", lang),
        "list": section_words("list", lang),
        "table": section_words("table", lang),
        "due": section_words("due", lang),
    }
