"""Bodies merged along their headings: sections by title, log entries by identity, what stands under each by its own rules.

What few merges need is imported where it is needed: git starts the program anew for every file.
"""

from collections import Counter
from functools import partial

from pcrm_tools.text.merge_lines import merge_lines
from pcrm_tools.text.merge_outline import Node, Outline, attribute_units
from pcrm_tools.text.merge_parts import Clash, Gap, Notes, Piece, Unit, pick, text_of
from pcrm_tools.text.merge_units import merge_units

_AGAIN = ("with", "after", "re", "waiting")


def merge_body(base: str, ours: str, theirs: str, notes: Notes | None = None) -> list[Piece]:
    """The pieces of the merged body; all three texts consist of whole lines and end with no blank one."""
    nodes = [Outline(text).root() for text in (base, ours, theirs)]
    return _merge_node(nodes[0], nodes[1], nodes[2], notes)


def _merge_node(base: Node | None, ours: Node, theirs: Node, notes: Notes | None) -> list[Piece]:
    pieces = _head(base, ours, theirs)
    content = merge_units(
        [base.content if base else (), ours.content, theirs.content], partial(_merge_block, node=ours, notes=notes), notes
    )
    pieces.append(_head_gap(base, ours, theirs))
    inner = partial(_merge_child, notes=notes)
    return [*pieces, *content, *merge_units([base.children if base else (), ours.children, theirs.children], inner, notes)]


def _head(base: Node | None, ours: Node, theirs: Node) -> list[Piece]:
    """The heading; that of an entry token by token."""
    head = pick(base.head if base else None, ours.head, theirs.head)
    if head is None and base is not None and ours.entry and theirs.entry and base.entry:
        from pcrm_tools.text.merge_tokens import heading_tokens, merge_tokens

        head = merge_tokens(base.head, ours.head, theirs.head, heading_tokens)
    return [head] if head is not None else [Clash(ours.head, base.head if base else "", theirs.head, ours.title)]


def _head_gap(base: Node | None, ours: Node, theirs: Node) -> Piece:
    known = [node.head_gap for node in (ours, theirs) if node.head_gap is not None]
    if not known:
        return Gap("\n")
    if len(known) == 1:
        return known[0]
    chosen = pick(base.head_gap if base else None, known[0], known[1])
    return max(known, key=lambda gap: (len(gap), gap)) if chosen is None else chosen


def _merge_child(base: Unit | None, ours: Unit, theirs: Unit, notes: Notes | None) -> list[Piece]:
    """A section or entry that both sides changed; an entry that both added is either the same or a clash."""
    one, other = ours.parts(), theirs.parts()
    old = base.parts() if base is not None else None
    if one.entry != other.entry or (old is None and one.entry):
        return [Clash(ours.text, base.text if base else "", theirs.text, ours.what)]
    pieces = _merge_node(old, one._replace(title=ours.what), other, notes)
    if one.entry and _says_twice(pieces, ours.text, theirs.text):
        return [Clash(ours.text, base.text if base else "", theirs.text, ours.what)]
    return pieces


def _says_twice(pieces: list[Piece], ours: str, theirs: str) -> bool:
    """Whether an entry has an attribute twice that no side has so often: one wrote it in the heading, the other below it."""
    text = text_of(pieces)
    return text is not None and any(key not in _AGAIN for key in _keys(text) - _keys(ours) - _keys(theirs))


def _keys(text: str) -> set[str]:
    """The keys that an entry holds more than once."""
    from pcrm_tools.text.merge_tokens import entry_tokens

    counts = Counter(token.key for token in entry_tokens(text))
    return {key for key, count in counts.items() if key and count > 1}


def _merge_block(base: Unit | None, ours: Unit, theirs: Unit, node: Node, notes: Notes | None) -> list[Piece]:
    """A table, list or text that both sides changed; where they are of different sorts, line by line."""
    sorts = {unit.parts for unit in (base, ours, theirs) if unit is not None}
    sort = ours.parts if len(sorts) == 1 else "text"
    old = base.text if base is not None else None
    if sort == "table":
        from pcrm_tools.text.merge_tables import merge_table

        return merge_table(old, ours.text, theirs.text, node.title, notes)
    if sort == "tasks":
        from pcrm_tools.text.merge_tasks import merge_list

        return merge_list(old, ours.text, theirs.text, notes)
    if sort == "attributes":
        units = [attribute_units(text or "") for text in (old, ours.text, theirs.text)]
        return merge_units(units, _clash, notes)
    if sort == "tokens" and old is not None:
        from pcrm_tools.text.merge_tokens import merge_tokens, paragraph_tokens

        merged = merge_tokens(old, ours.text, theirs.text, paragraph_tokens)
        if merged is not None:
            return [merged]
    return merge_lines(old or "", ours.text, theirs.text, node.title)


def _clash(base: Unit | None, ours: Unit, theirs: Unit) -> list[Piece]:
    return [Clash(ours.text, base.text if base else "", theirs.text, ours.what)]
