"""Character references of HTML, decoded: ``&amp;``, ``&#12298;``. Pure."""

from __future__ import annotations

import html
import re

_DECIMAL = re.compile(r"&#0*(\d{1,8})\d*+")


def unescape(text: str) -> str:
    """Return a text with its character references decoded.

    ``html.unescape`` ends with a ValueError at a number of more digits than Python converts. No character has eight.
    """
    return html.unescape(_DECIMAL.sub(r"&#\1", text) if "&#" in text else text)
