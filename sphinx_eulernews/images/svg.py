"""Size of an SVG: the attributes of its root element, read without parsing the document. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

_PROLOG = re.compile(rb"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\s+svg[^\[>]*+(?:\[.*?\]\s*)?>", re.DOTALL)
_ATTRIBUTE = rb"""\s+([^\s=<>]+)\s*=\s*("[^"]*"|'[^']*')"""
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_ROOT = re.compile(rb"<(?:\w+:)?svg((?:%b)*+)\s*/?>" % _ATTRIBUTE)
_LENGTH = re.compile(rb"(\d{0,9}\.?\d{1,9})(px|pt|pc|in|cm|mm)?")
_UNITS = {
    b"px": 1.0,
    b"pt": 4 / 3,
    b"pc": 16.0,
    b"in": 96.0,
    b"cm": 96 / 2.54,
    b"mm": 9.6 / 2.54,
    None: 1.0,
}
_HEAD = 2**16


class SvgSize(NamedTuple):
    """Width and height in CSS pixels, 0 x 0 if none are stated.

    ``fluid``: width or height is missing or relative, so that browsers draw it as wide as there is room.
    """

    width: int
    height: int
    fluid: bool


def read_svg(data: bytes) -> SvgSize | None:
    """Return the size of an SVG; None for data without a root element ``<svg>``."""
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf")
    position = 0
    while prolog := _PROLOG.match(head, position):
        position = prolog.end()
    root = _ROOT.match(head, position)
    if root is None:
        return None
    return _size({name: value.strip(b"\"'\t\n\r ") for name, value in _ATTRIBUTES.findall(root[1])})


def _size(stated: dict[bytes, bytes]) -> SvgSize:
    """Compute the size as browsers do: as stated, else from the aspect ratio of the viewBox, else 0 x 0."""
    width, height = (_length(stated.get(name, b"")) for name in (b"width", b"height"))
    fluid = not (width and height)
    box = [_length(number) for number in re.split(rb"[\s,]+", stated.get(b"viewBox", b""))]
    if len(box) == 4 and box[2] and box[3] and fluid:
        ratio = box[2] / box[3]
        width, height = width or (height * ratio if height else box[2]), height or (width or box[2]) / ratio
    if not (width and height):
        return SvgSize(0, 0, fluid)
    return SvgSize(max(round(width), 1), max(round(height), 1), fluid)


def _length(text: bytes) -> float:
    """Convert a CSS length to pixels; 0 for a relative one (%, em), which states nothing."""
    found = _LENGTH.fullmatch(text)
    return float(found[1]) * _UNITS[found[2]] if found else 0.0
