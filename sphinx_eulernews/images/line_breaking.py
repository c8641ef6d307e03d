"""Line breaking: a title set in a box, by the rules of Chinese and Latin typesetting. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sphinx_eulernews.cjk_ranges import EAST_ASIAN

Measure = Callable[[str], float]
"""Returns the width of a string in ems: 1 for a hanzi."""

ELLIPSIS = "..."
OPENING = "（《「『【〔〈“‘([{"
"""Characters that must not end a line."""
CLOSING = "，。、；：？！）》」』】〕〉”’…—～·％‰℃,.;:?!)]}%"
"""Characters that must not start a line."""
_ATOM = re.compile(
    rf"""
    [{re.escape(OPENING)}]*                                        # stays with what follows
    (?: [{EAST_ASIAN}] | [^\s{EAST_ASIAN}{re.escape(OPENING)}]+ )  # one hanzi, or a word
    [{re.escape(CLOSING)}]*                                        # stays with what precedes
    | \S
    """,
    re.VERBOSE,
)
"""What is not broken: a line may end before and after it."""


@dataclass(frozen=True, slots=True)
class TextBox:
    """The box that a text must fit, in the unit of the font sizes; ``leading`` is the line height in ems."""

    width: float
    height: float
    leading: float
    most_lines: int


def fit(text: str, box: TextBox, sizes: Iterable[int], measure: Measure) -> tuple[int, list[str]]:
    """Return the first font size in which a text fits, and its lines; in the last size, it is truncated."""
    size, lines, most = 0, [""], 1
    for size in sizes:
        lines = wrap(text, box.width / size, measure)
        most = min(box.most_lines, int(box.height / (size * box.leading)))
        if len(lines) <= most:
            return size, balance(text, lines, box.width / size, measure)
    last = lines[most - 1]
    while last and measure(last + ELLIPSIS) > box.width / size:
        last = last[:-1]
    return size, [*lines[: most - 1], last.rstrip() + ELLIPSIS]


def wrap(text: str, width: float, measure: Measure) -> list[str]:
    """Break a text at spaces and next to hanzi, greedily; a word wider than a line is split."""
    lines, line, filled = [], "", 0.0
    for part in _parts(text, width, measure):
        added = measure(part)
        if line and filled + added > width:
            lines.append(line)
            line, filled = "", 0.0
        # No line begins with the space before a part.
        line, filled = line + part if line else part.lstrip(), filled + added
    return [*lines, line.strip()]


def balance(text: str, lines: list[str], width: float, measure: Measure) -> list[str]:
    """Make the lines of a text equally long, so that the last is not a single character."""
    low, high = width / 2, width
    while len(lines) > 1 and high - low > width / 100:
        middle = (low + high) / 2
        narrower = wrap(text, middle, measure)
        # A word that fits the width is not split for equal lines.
        if len(narrower) == len(lines) and all(measure(part) <= middle for part in _parts(text, width, measure)):
            lines, high = narrower, middle
        else:
            low = middle
    return lines


def _parts(text: str, width: float, measure: Measure) -> Iterator[str]:
    """Yield the unbreakable parts of a text, each with the space before it."""
    position = 0
    for atom in _ATOM.finditer(text):
        space = " " if 0 < position < atom.start() else ""
        position = atom.end()
        if measure(atom[0]) <= width:
            yield space + atom[0]
        else:
            yield from (space + atom[0][0], *atom[0][1:])
