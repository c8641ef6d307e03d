"""Which open elements a tag ends, by the rules of HTML. Questions about a stack; nothing is changed here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sphinx_eulernews.media import elements

_DEEPEST = 100  # browsers give up at 512
_FOREIGN_ROOTS = frozenset({"svg", "math"})
_ALSO_FOREIGN = _FOREIGN_ROOTS | {"a"}  # SVG has links of its own
_LISTS = frozenset({"ol", "ul"})


@dataclass(slots=True, eq=False)
class Open:
    """An element that was opened: ``ended`` on the page, and ``done`` once its own end tag has come."""

    name: str
    written: str  # as in its start tag
    line: int
    group: int
    ended: bool = False
    done: bool = False

    @property
    def end_tag(self) -> str:
        """What closes it; nothing where the end of what is around it does."""
        if self.name in elements.OPTIONAL_END:
            return ""
        # SVG has names in mixed case; a renamed element has no use for what was written.
        return f"</{self.written if self.written.lower() == self.name else self.name}>"


def in_foreign(stack: Sequence[Open]) -> bool:
    """Tell whether a tag would stand in SVG or MathML."""
    return _innermost(_FOREIGN_ROOTS, stack, elements.HTML_ISLANDS) is not None


def ended_by_end_tag(name: str, stack: Sequence[Open]) -> int | None:
    """Return where the element stands that an end tag ends; None where there is none within reach."""
    if name in elements.TABLE_PARTS:
        return _innermost({name}, stack, {"table"})
    return _innermost({name}, stack, elements.SCOPES | _LISTS if name == "li" else elements.SCOPES)


def kept_by_start_tag(name: str, stack: Sequence[Open]) -> tuple[int, bool]:
    """Return how many elements stay open at a start tag, and whether its element may stand there at all."""
    stack = stack[: _kept_outside_foreign(name, stack)]
    table = _innermost({"table"}, stack, elements.HTML_ISLANDS)
    if parents := elements.TABLE_PARENTS.get(name):
        if table is None:
            return len(stack), False
        stack = stack[: (_innermost(parents, stack) or table) + 1]
    elif name == "table" and table is not None and _innermost(elements.CELLS, stack[table:]) is None:
        stack = stack[:table]
    kept = len(stack)
    while kept and stack[kept - 1].name in elements.ENDS.get(name, ()):
        kept -= 1
    return kept, kept < _DEEPEST


def _kept_outside_foreign(name: str, stack: Sequence[Open]) -> int:
    """Return how many elements stay open where HTML breaks out of SVG or MathML."""
    if name not in elements.HTML or name in _ALSO_FOREIGN:
        return len(stack)
    kept = len(stack)
    while (root := _innermost(_FOREIGN_ROOTS, stack[:kept], elements.HTML_ISLANDS)) is not None:
        kept = root
    return kept


def _innermost(names: Collection[str], stack: Sequence[Open], barriers: Collection[str] = frozenset()) -> int | None:
    """Return where the innermost element of these names stands, if within the barriers."""
    for depth in range(len(stack) - 1, -1, -1):
        if stack[depth].name in names:
            return depth
        if stack[depth].name in barriers:
            return None
    return None
