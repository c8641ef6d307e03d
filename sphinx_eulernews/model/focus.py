"""The point of an image that stays in view where it is cropped, as authors write it. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

Point = tuple[float, float]
"""Fractions of width and height: (0, 0) is left top."""

_HELP = "write a point of the image, such as top, left top, 50% 20% or 0.5 0.2"
_SEPARATOR = re.compile(r"[\s,、;/]+")
_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,6})?|\.\d{1,6})(%)?")
_ACROSS = {"left": 0.0, "center": 0.5, "centre": 0.5, "right": 1.0}
_DOWN = {"top": 0.0, "center": 0.5, "centre": 0.5, "bottom": 1.0}


def read_point(text: str) -> Point | None:
    """Read ``top``, ``left top``, ``50% 20%``, ``0.5 0.2``, also full-width; None for nothing.

    As in CSS, what comes first is across and what comes second down, unless words say otherwise; the middle is
    what is not said. Raises ValueError with what to write.
    """
    words = [word for word in _SEPARATOR.split(unicodedata.normalize("NFKC", text).casefold()) if word]
    if not words:
        return None
    if len(words) == 1:
        words = ["center", *words] if words[0] in _DOWN else [*words, "center"]
    across, down, *more = words
    if across in _DOWN and down in _ACROSS:
        across, down = down, across
    if more:
        raise ValueError(_HELP)
    return _share(across, _ACROSS), _share(down, _DOWN)


def _share(word: str, words: Mapping[str, float]) -> float:
    """Return where a word or number lies between the two ends of a side."""
    number = _NUMBER.fullmatch(word)
    share = words.get(word) if number is None else float(number[1]) / (100 if number[2] else 1)
    if share is None or share > 1:
        raise ValueError(_HELP)
    return share
