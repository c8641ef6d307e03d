"""Fonts: which characters a font file has (``cmap``). Pure."""

from __future__ import annotations

import hashlib
import struct
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from struct import unpack_from
from typing import NamedTuple

FILE_LIMIT = 128 * 2**20
"""Bytes of the largest font file that is read; the largest CJK collections have about 100 MB."""

_OUTLINES = frozenset({b"glyf", b"CFF ", b"CFF2"})
# Platform and encoding of the Unicode subtables of cmap, the largest repertoire first.
_MAPS = ((3, 10), (0, 6), (0, 4), (0, 3), (3, 1), (0, 2), (0, 1), (0, 0))

_LONGEST_SEGMENTS = 2**18  # bytes; offsets within are 16 bits

Glyph = Callable[[int], int]
"""Maps a code point to a glyph index; 0 if there is none."""


class _Range(NamedTuple):
    """A range of code points: last, first, and their glyph indexes."""

    last: int
    first: int
    glyph: Glyph


class BadFontError(ValueError):
    """A font that cannot be used. The message continues the file's name: "is damaged"."""


@dataclass(frozen=True, slots=True)
class Font:
    """A font: its file, its index there, the start of the SHA-256 of both, and its character map."""

    path: Path
    face: int
    digest: str
    glyph: Glyph = field(repr=False, compare=False)
    _known: dict[str, bool] = field(default_factory=dict, repr=False, compare=False)

    def covers(self, text: str) -> bool:
        """Return whether there is a glyph for every character; white space needs none."""
        return all(self._has(char) for char in text)

    def _has(self, char: str) -> bool:
        if char not in self._known:
            self._known[char] = char.isspace() or self.glyph(ord(char)) != 0
        return self._known[char]


def read_font(path: Path, face: int = 0) -> Font:
    """Read a font file; ``face`` is the index of the font in a collection (``.ttc``). Raises BadFontError."""
    try:
        if path.stat().st_size > FILE_LIMIT:
            raise BadFontError(f"has more than the limit of {FILE_LIMIT >> 20} MB")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise BadFontError("does not exist") from error
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        raise BadFontError(f"cannot be read: {getattr(error, 'strerror', None) or error}") from error
    try:
        glyph = _character_map(data, face)
    except (struct.error, IndexError) as error:  # an offset leads past the end
        raise BadFontError("is damaged") from error
    digest = hashlib.sha256(data)
    digest.update(bytes([face]))
    return Font(path, face, digest.hexdigest()[:16], glyph)


def _character_map(data: bytes, face: int) -> Glyph:
    """Read the Unicode subtable of ``cmap`` with the largest repertoire."""
    is_collection = data[:4] == b"ttcf"
    if face >= (unpack_from(">I", data, 8)[0] if is_collection else 1):
        raise BadFontError(f"holds no font with the index {face}")
    start = unpack_from(">I", data, 12 + 4 * face)[0] if is_collection else 0
    if data[start : start + 4] not in (b"\0\1\0\0", b"OTTO", b"true"):
        raise BadFontError("is not a TrueType or OpenType font (.ttf, .otf, .ttc)")
    (number,) = unpack_from(">H", data, start + 4)
    tables = {
        tag: offset
        for tag, _sum, offset, _length in (unpack_from(">4sIII", data, start + 12 + 16 * n) for n in range(number))
    }
    if _OUTLINES.isdisjoint(tables) or b"cmap" not in tables:
        raise BadFontError("has no outlines, or no character map")
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
    raise BadFontError("has no Unicode character map")


def _segments(data: bytes, start: int) -> Iterator[_Range]:
    """Read a subtable of format 4: 16-bit code points; glyph indexes by a delta, or listed."""
    table = data[start : start + _LONGEST_SEGMENTS]  # a copy, so that the font need not stay in memory
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
    """Look up a listed glyph index; 0 beyond the end of the list."""
    found = int.from_bytes(table[place + 2 * char : place + 2 * char + 2], "big")
    return (found + delta) & 0xFFFF if found else 0


def _groups(data: bytes, start: int) -> Iterator[_Range]:
    """Read a subtable of format 12: any code points; consecutive glyph indexes."""
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
