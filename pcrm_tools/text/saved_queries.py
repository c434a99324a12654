"""The queries that pcrm.yml keeps: its segments, views, rules and approvals, what each is called, and where each stands."""

import unicodedata
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from pcrm_tools.errors import UnknownName
from pcrm_tools.model.config import Config

if TYPE_CHECKING:
    from pcrm_tools.model.values import Place
    from pcrm_tools.text.lines import Lines
    from pcrm_tools.text.nodes import Mapping as Node
    from pcrm_tools.text.nodes import Scalar

_LISTS = ("rules", "approvals")
_WORDS = {
    "segments": ("segments", "细分"), "views": ("views", "视图"), "rules": ("rules", "规则"), "approvals": ("approvals", "审批"),
    "site": ("site", "网站"),
}
_VIEW_WORDS = {"查询": "query", "列": "columns", "排序": "sort", "类型": "type"}
_SITE_WORDS = {"看板": "boards", "项目看板": "pipeline", "客户看板": "customers", "卡片": "cards"}


class View(NamedTuple):
    """A query with the columns and the order in which to show what it finds; empty where pcrm.yml says nothing."""

    query: str
    columns: tuple[str, ...]
    sort: str
    type: str


class Saved(NamedTuple):
    """A query of pcrm.yml: the dotted name of its place (`views.mine.query`), what to call it, and its text."""

    where: str
    name: str
    query: str


def view_entry(config: Config, name: str) -> Mapping[str, Any]:
    """What pcrm.yml says of a view; raises UnknownName with the nearest ones, or with all."""
    views: Mapping[str, Mapping[str, Any] | None] = config.data["views"]
    wanted = _folded(name)
    found = next((known for known in views if _folded(known) == wanted), None)
    if found is None:
        from pcrm_tools.text.forms import near

        close = near(name, tuple(views))
        raise UnknownName(name, [close] if close else sorted(views))
    return views[found] or {}


def view(config: Config, name: str) -> View:
    """The view of that name; raises UnknownName."""
    entry = view_entry(config, name)
    columns = tuple(str(column) for column in entry.get("columns") or ())
    return View(str(entry.get("query") or "").strip(), columns, str(entry.get("sort") or ""), str(entry.get("type") or ""))


def view_query(config: Config, name: str, text: str = "") -> str:
    """The query of a view, in brackets of its own where another one stands beside it; raises UnknownName."""
    query = view(config, name).query
    return f"({query}) {text}" if query and text.strip() else query or text


def saved_queries(data: Mapping[str, Any]) -> Iterator[Saved]:
    """Every query that the settings keep."""
    for name, query in (data.get("segments") or {}).items():
        yield Saved(f"segments.{name}", f"segments.{name}", query)
    for name, entry in (data.get("views") or {}).items():
        if (entry or {}).get("query"):
            yield Saved(f"views.{name}.query", f"views.{name}", entry["query"])
    for section in _LISTS:
        rows = data.get(section)
        for number, row in enumerate(rows if isinstance(rows, list) else ()):
            if isinstance(row, dict) and row.get("when"):
                yield Saved(f"{section}.{number}.when", f"{section}.{row.get('name') or number}", row["when"])


def nodes_of(root: "Node | None") -> dict[str, "Scalar"]:
    """The texts of saved queries, of the columns and orders of views, and of boards, by the dotted names of their places."""
    from pcrm_tools.text.nodes import Mapping as Node
    from pcrm_tools.text.nodes import Scalar, Sequence

    found: dict[str, Scalar] = {}

    def add(where: str, node: object) -> None:
        if isinstance(node, Scalar):
            found[where] = node
        elif isinstance(node, Sequence):
            for number, element in enumerate(node.items):
                add(f"{where}.{number}", element)
        elif isinstance(node, Node):
            for key, child in node.pairs:
                words = _VIEW_WORDS if where[:6] == "views." else _SITE_WORDS if where[:4] == "site" else {}
                add(f"{where}.{words.get(key.value, key.value)}", child)

    for key, node in root.pairs if root else ():
        section = next((name for name, words in _WORDS.items() if key.value.lower() in words), "")
        if section:
            add(section, node)
    return found


def node_of(nodes: "Mapping[str, Scalar]", where: str, text: str) -> "Scalar | None":
    """The node that a saved query was read from; of a list that entries were taken out of, the one with the same text."""
    node = nodes.get(where)
    if node is not None and node.value.strip() == text.strip():
        return node
    section = where.partition(".")[0]
    return next((node for name, node in nodes.items() if name.startswith(f"{section}.") and node.value.strip() == text.strip()), node)


def place(lines: "Lines", text: str, node: "Scalar", at: int = 0) -> "Place":
    """Where a character of a saved query stands in pcrm.yml; its beginning, where YAML writes it in another way."""
    start = node.start + (node.style in ("'", '"'))
    same = text.startswith(node.value, start) and "\n" not in node.value
    return lines.place(min(start + at, start + len(node.value)) if same else node.start)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().casefold()
