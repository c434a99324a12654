"""Two readings of one record compared from readable texts: shared by the tests of comparing, wording and judging."""

from pcrm_tools.reports.change_summary import summary
from pcrm_tools.reports.change_values import Words
from pcrm_tools.reports.changes import SAME, Compared, lines
from pcrm_tools.text.compare import CHANGED, Change, Sheet, compare, read_sheet
from tests.small_notebook import context, flat


def sheet(text: str, record_type: str = "customer", settings: str = "") -> Sheet:
    """A record with its text."""
    return read_sheet(flat(text), "x", record_type, context(settings))


def changes(old: str, new: str, record_type: str = "customer", settings: str = "") -> tuple[Change, ...]:
    """What differs between two texts of a record."""
    return compare(sheet(old, record_type, settings), sheet(new, record_type, settings))


def told(old: str, new: str, record_type: str = "customer") -> list[str]:
    """What differs, as `part change field name: cells`."""
    found = []
    for change in changes(old, new, record_type):
        cells = ", ".join(f"{cell.change} {cell.field.rpartition('.')[2]}" for cell in change.cells)
        parts = (change.part, change.change, change.field, f"`{change.name}`" if change.name else "")
        found.append(" ".join(part for part in parts if part) + (f": {cells}" if cells else ""))
    return found


def compared(old: str, new: str, record_type: str = "customer", settings: str = "") -> Compared:
    """A record before and after."""
    before, after = sheet(old, record_type, settings), sheet(new, record_type, settings)
    found = compare(before, after)
    name = str(after.record.front.get("name") or "x")
    path = f"{record_type}s/x.md"
    return Compared("x", path, path, record_type, name, CHANGED if found else SAME, found, before.record, after.record)


def sentences(old: str, new: str, record_type: str = "customer", lang: str = "en", settings: str = "") -> list[str]:
    """Each change in words."""
    words = Words(context(settings).config, lang)
    return [line.text for line in lines(compared(old, new, record_type, settings), words)]


def in_one_line(old: str, new: str, record_type: str = "customer", lang: str = "en", settings: str = "") -> str:
    """What a manager would say of a record."""
    return summary(compared(old, new, record_type, settings), Words(context(settings).config, lang))
