"""Which open elements a tag closes: what the HTML standard says of the stack of open elements."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sphinx_eulernews.html import elements

_DEEPEST = 100  # browsers give up at 512
FOREIGN_ROOTS = frozenset({"svg", "math"})
_ALSO_FOREIGN = FOREIGN_ROOTS | {"a"}  # SVG has links of its own
_LISTS = frozenset({"ol", "ul"})


@dataclass(slots=True, eq=False)
class OpenElement:
    """An open element: ``ended`` on the page, ``done`` once its own end tag was seen.

    ``implied``: it was inserted around a list item, and ends with that.
    """

    name: str
    written: str  # as in its start tag
    line: int
    group: int
    in_foreign: bool = False
    ended: bool = False
    done: bool = False
    implied: bool = False

    @property
    def end_tag(self) -> str:
        """Its end tag; empty where the end of its parent closes it."""
        if self.name in elements.OPTIONAL_END and not self.in_foreign:
            return ""
        # As written, since SVG has names in mixed case; unless the element was renamed.
        return f"</{self.written if self.written.lower() == self.name else self.name}>"


def in_foreign(stack: Sequence[OpenElement]) -> bool:
    """Return whether a tag here would be parsed as SVG or MathML."""
    return _innermost(FOREIGN_ROOTS, stack, elements.HTML_ISLANDS) is not None


def ended_by_end_tag(name: str, stack: Sequence[OpenElement]) -> int | None:
    """Return the index of the element that an end tag closes; None if there is none in scope."""
    if name in elements.TABLE_PARTS:
        return _innermost({name}, stack, {"table"})
    if name in FOREIGN_ROOTS or name in elements.HTML_ISLANDS:
        # Browsers ignore it in a table that is left open, with all that its author meant to stand outside.
        return _innermost({name}, stack)
    return _innermost({name}, stack, elements.SCOPES | _LISTS if name == "li" else elements.SCOPES)


def kept_by_start_tag(name: str, stack: Sequence[OpenElement]) -> tuple[int, bool]:
    """Return how many elements stay open at a start tag, and whether its element is allowed there."""
    stack = stack[: _kept_outside_foreign(name, stack)]
    table = _innermost({"table"}, stack, elements.HTML_ISLANDS)
    if parents := elements.TABLE_PARENTS.get(name):
        if table is None:
            return len(stack), False
        stack = stack[: (_innermost(parents, stack) or table) + 1]
    elif name == "table" and table is not None and _innermost(elements.CELLS, stack[table:]) is None:
        stack = stack[:table]
    kept = len(stack)
    if name in elements.CLOSES:
        names, barriers = elements.CLOSES[name]
        kept = kept if (closed := _innermost(names, stack, barriers)) is None else closed
    while kept and stack[kept - 1].name in elements.ENDS.get(name, ()):
        kept -= 1
    return kept, kept < _DEEPEST


def missing_list(name: str, stack: Sequence[OpenElement]) -> str:
    """Return the list that an item needs; empty where it has one, or is no item."""
    parent = elements.ITEM_PARENTS.get(name, "")
    return parent if parent and _innermost(elements.CLOSES[name][1], stack) is None else ""


def _kept_outside_foreign(name: str, stack: Sequence[OpenElement]) -> int:
    """Return how many elements stay open where an HTML tag breaks out of SVG or MathML."""
    if name not in elements.HTML or name in _ALSO_FOREIGN:
        return len(stack)
    kept = len(stack)
    while (root := _innermost(FOREIGN_ROOTS, stack[:kept], elements.HTML_ISLANDS)) is not None:
        kept = root
    return kept


def _innermost(
    names: Collection[str], stack: Sequence[OpenElement], barriers: Collection[str] = frozenset()
) -> int | None:
    """Return the index of the innermost element with one of these names, if no barrier is inside it."""
    for depth in range(len(stack) - 1, -1, -1):
        if stack[depth].name in names:
            return depth
        if stack[depth].name in barriers:
            return None
    return None
