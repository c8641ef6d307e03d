"""CJK ranges of Unicode, written as in character classes of regular expressions: hanzi, kana, Hangul. Pure."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable
from typing import Final

HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
KANA: Final = "\u3040-\u30ff"
HANGUL: Final = (
    "\u1100-\u11ff\u302e\u302f\u3131-\u318e\u3200-\u321e\u3260-\u327e\ua960-\ua97c\uac00-\ud7fb\uffa0-\uffdc"
)

# East Asian Width W, F or H without the characters shown as emoji, and the script Hangul: Unicode 17,
# computed from its data; unassigned code points are included where both neighbours belong here.
EAST_ASIAN: Final = (
    "\u1100-\u11ff\u20a9\u2329\u232a\u2630-\u2637\u268a-\u268f\u2e80-\u303e\u3041-\u3247\u3250-\ua4c6"
    "\ua960-\ua97c\uac00-\ud7fb\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uffee"
    "\U00016fe0-\U00018d20\U00018d80-\U000191d2\U0001aff0-\U0001b2fb\U0001d300-\U0001d376\U0001f200"
    "\U0001f202-\U0001f219\U0001f21b-\U0001f22e\U0001f230\U0001f231\U0001f237\U0001f23b-\U0001f248"
    "\U0001f260-\U0001f265\U00020000-\U0003fffd"
)


def is_in(ranges: str) -> Callable[[str], bool]:
    """Return a test of single characters, which need no pattern: to compile one of these ranges takes milliseconds."""
    bounds: list[str] = []
    for start, end in re.findall("(.)(?:-(.))?", ranges):
        bounds += [start, chr(ord(end or start) + 1)]
    return lambda char: bool(bisect(bounds, char) % 2)


is_han = is_in(HAN)
"""Return whether a character is an ideograph; an empty string is none."""
