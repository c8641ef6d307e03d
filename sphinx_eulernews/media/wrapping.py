"""A title broken into lines by the rules of Chinese and Latin typesetting, as large as there is room for. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

Measure = Callable[[str], float]
"""How wide a text is, in ems: 1 for a hanzi."""

ELLIPSIS = "..."
OPENING = "（《「『【〔〈“‘([{"
"""What no line ends with."""
CLOSING = "，。、；：？！）》」』】〕〉”’…—～·％‰℃,.;:?!)]}%"
"""What no line begins with."""
_WIDE = (
    "\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
)
_ATOM = re.compile(rf"[{re.escape(OPENING)}]*(?:[{_WIDE}]|[^\s{_WIDE}{re.escape(OPENING)}]+)[{re.escape(CLOSING)}]*|\S")


@dataclass(frozen=True, slots=True)
class Room:
    """The room for a text, in the unit of its sizes; ``leading`` is the height of a line in ems."""

    width: float
    height: float
    leading: float
    most_lines: int


def fit(text: str, room: Room, sizes: Iterable[int], measure: Measure) -> tuple[int, list[str]]:
    """Return the first of the sizes in which a text fits, and its lines; in the last, what is too much is cut off."""
    size, lines, most = 0, [""], 1
    for size in sizes:
        lines = wrap(text, room.width / size, measure)
        most = min(room.most_lines, int(room.height / (size * room.leading)))
        if len(lines) <= most:
            return size, balance(text, lines, room.width / size, measure)
    last = lines[most - 1]
    while last and measure(last + ELLIPSIS) > room.width / size:
        last = last[:-1]
    return size, [*lines[: most - 1], last.rstrip() + ELLIPSIS]


def wrap(text: str, width: float, measure: Measure) -> list[str]:
    """Break a text at spaces and beside hanzi, each line as full as can be; a word wider than a line is cut."""
    lines, line, filled = [], "", 0.0
    for piece in _pieces(text, width, measure):
        added = measure(piece)
        if line and filled + added > width:
            lines.append(line)
            line, filled = "", 0.0
            piece = piece.lstrip()  # noqa: PLW2901 -- the space stays with neither line
        line, filled = line + piece, filled + added
    return [*lines, line.strip()]


def balance(text: str, lines: list[str], width: float, measure: Measure) -> list[str]:
    """Make lines of a text as long as each other, so that the last is no leftover of one character."""
    low, high = width / 2, width
    while len(lines) > 1 and high - low > width / 100:
        middle = (low + high) / 2
        narrower = wrap(text, middle, measure)
        # A word that fits the width is not cut for the sake of evenness.
        if len(narrower) == len(lines) and all(measure(piece) <= middle for piece in _pieces(text, width, measure)):
            lines, high = narrower, middle
        else:
            low = middle
    return lines


def _pieces(text: str, width: float, measure: Measure) -> Iterator[str]:
    """Yield what is not to be broken, each with the space before it."""
    position = 0
    for atom in _ATOM.finditer(text):
        space = " " if 0 < position < atom.start() else ""
        position = atom.end()
        if measure(atom[0]) <= width:
            yield space + atom[0]
        else:
            yield from (space + atom[0][0], *atom[0][1:])
