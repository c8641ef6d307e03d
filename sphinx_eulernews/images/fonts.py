"""A title broken into lines by the rules of Chinese and Latin typesetting, as large as there is room for. Pure."""

from __future__ import annotations

import hashlib
import re
import struct
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from struct import unpack_from
from typing import NamedTuple

from sphinx_eulernews.scripts import EAST_ASIAN

FILE_LIMIT = 128 * 2**20
"""Bytes of a font file that are read at all; the largest CJK collections have about 100 MB."""

_OUTLINES = frozenset({b"glyf", b"CFF ", b"CFF2"})
# Platform and encoding of the maps from Unicode, the largest first.
_MAPS = ((3, 10), (0, 6), (0, 4), (0, 3), (3, 1), (0, 2), (0, 1), (0, 0))

_LONGEST_SEGMENTS = 2**18  # bytes; the offsets within are of two bytes

Glyph = Callable[[int], int]
"""The number of a character's glyph; 0 if there is none."""


class _Range(NamedTuple):
    """Characters in a row: the last and the first of them, and their glyphs."""

    last: int
    first: int
    glyph: Glyph


class BadFont(ValueError):  # noqa: N818 -- named as BadPicture is: what the reader of the warning has
    """No font to set a title in. The message goes on from the file's name: "is no font"."""


@dataclass(frozen=True, slots=True)
class Font:
    """A font: its file, its number there, the start of the SHA-256 of file and number, and what it covers."""

    path: Path
    face: int
    digest: str
    glyph: Glyph = field(repr=False, compare=False)
    _known: dict[str, bool] = field(default_factory=dict, repr=False, compare=False)

    def covers(self, text: str) -> bool:
        """Tell whether there is a glyph for every character; a space needs none."""
        return all(self._has(char) for char in text)

    def _has(self, char: str) -> bool:
        if char not in self._known:
            self._known[char] = char.isspace() or self.glyph(ord(char)) != 0
        return self._known[char]


def read_font(path: Path, face: int = 0) -> Font:
    """Read a font file; ``face`` is the number of the font in a collection (``.ttc``). Raises BadFont."""
    try:
        if path.stat().st_size > FILE_LIMIT:
            raise BadFont(f"has more than the limit of {FILE_LIMIT >> 20} MB")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise BadFont("is not there") from error
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        raise BadFont(f"cannot be read: {getattr(error, 'strerror', None) or error}") from error
    try:
        glyph = _character_map(data, face)
    except (struct.error, IndexError) as error:  # sent past the end
        raise BadFont("is damaged") from error
    digest = hashlib.sha256(data)
    digest.update(bytes([face]))
    return Font(path, face, digest.hexdigest()[:16], glyph)


def _character_map(data: bytes, face: int) -> Glyph:
    """Find the map from Unicode that holds most."""
    is_collection = data[:4] == b"ttcf"
    if face >= (unpack_from(">I", data, 8)[0] if is_collection else 1):
        raise BadFont(f"holds no font with the number {face}")
    start = unpack_from(">I", data, 12 + 4 * face)[0] if is_collection else 0
    if data[start : start + 4] not in (b"\0\1\0\0", b"OTTO", b"true"):
        raise BadFont("is no font of the kinds .ttf, .otf and .ttc")
    (number,) = unpack_from(">H", data, start + 4)
    tables = {
        tag: offset
        for tag, _sum, offset, _length in (unpack_from(">4sIII", data, start + 12 + 16 * n) for n in range(number))
    }
    if _OUTLINES.isdisjoint(tables) or b"cmap" not in tables:
        raise BadFont("is a font without outlines, or without a map of its characters")
    cmap = tables[b"cmap"]
    maps = {
        (platform, encoding): cmap + offset
        for platform, encoding, offset in (
            unpack_from(">HHI", data, cmap + 4 + 8 * n) for n in range(unpack_from(">H", data, cmap + 2)[0])
        )
    }
    readers = {4: _segments, 12: _groups}
    for kind in _MAPS:
        if kind in maps and (reader := readers.get(unpack_from(">H", data, maps[kind])[0])):
            return _lookup(sorted(reader(data, maps[kind]), key=lambda known: known.last))
    raise BadFont("is a font without a map from Unicode")


def _segments(data: bytes, start: int) -> Iterator[_Range]:
    """Read format 4: characters of two bytes; glyphs counted on from the first, or listed."""
    table = data[start : start + _LONGEST_SEGMENTS]  # the rest of the font need not stay in memory
    (twice,) = unpack_from(">H", table, 6)
    count = twice // 2
    ends, starts, deltas, offsets = (
        unpack_from(f">{count}H", table, place) for place in (14, 16 + twice, 16 + 2 * twice, 16 + 3 * twice)
    )
    for number in range(count):
        if offsets[number]:
            place = 16 + 3 * twice + 2 * number + offsets[number]
            glyph = partial(_listed, table, place - 2 * starts[number], deltas[number])
        else:
            glyph = partial(_counted, 0, deltas[number])
        yield _Range(ends[number], starts[number], glyph)


def _listed(table: bytes, place: int, delta: int, char: int) -> int:
    """Look a glyph up; what the list does not reach has none."""
    found = int.from_bytes(table[place + 2 * char : place + 2 * char + 2], "big")
    return (found + delta) & 0xFFFF if found else 0


def _groups(data: bytes, start: int) -> Iterator[_Range]:
    """Read format 12: any characters; glyphs counted on from the first."""
    (count,) = unpack_from(">I", data, start + 12)
    for first, last, glyph in struct.iter_unpack(">III", data[start + 16 : start + 16 + 12 * count]):
        yield _Range(last, first, partial(_counted, first, glyph))


def _counted(first: int, glyph: int, char: int) -> int:
    return (glyph + char - first) & 0xFFFF


def _lookup(ranges: list[_Range]) -> Glyph:
    lasts = [known.last for known in ranges]

    def glyph(char: int) -> int:
        place = bisect_left(lasts, char)
        return ranges[place].glyph(char) if place < len(ranges) and ranges[place].first <= char else 0

    return glyph


Measure = Callable[[str], float]
"""How wide a text is, in ems: 1 for a hanzi."""

ELLIPSIS = "..."
OPENING = "（《「『【〔〈“‘([{"
"""What no line ends with."""
CLOSING = "，。、；：？！）》」』】〕〉”’…—～·％‰℃,.;:?!)]}%"
"""What no line begins with."""
_ATOM = re.compile(
    rf"[{re.escape(OPENING)}]*(?:[{EAST_ASIAN}]|[^\s{EAST_ASIAN}{re.escape(OPENING)}]+)[{re.escape(CLOSING)}]*|\S"
)


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
