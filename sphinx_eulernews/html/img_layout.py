"""Layout of images: attributes that prevent layout shift, and ``sizes``.

They are computed from the attributes of the tag and the size of the file, and never change the displayed size.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sphinx_eulernews.html.elements import VOID
from sphinx_eulernews.html.rewrite import ImgTag
from sphinx_eulernews.html.tokenizer import Token, TokenKind

COLUMN = 50
"""Width of a column of text in rem; themes have about this."""

PIXELS_OF_COLUMN = COLUMN * 16
"""A wider image is shown smaller than it is."""
_LENGTH = re.compile(r"\s*(\d{1,5}(?:\.\d{1,9})?)\s*(%|px)?\s*")
_FLEXIBLE = re.compile(r"\bdisplay\s*:\s*(?:inline-)?(?:flex|grid)")
# With one of these in the style, `width` would change the size of the image.
_SIZE_PROPERTIES = (
    "width",
    "height",
    "min-",
    "max-height",
    "padding",
    "border",
    "aspect-ratio",
    "inline-size",
    "block-size",
)
_CLICKABLE = ("a", "button", "summary")


@dataclass(frozen=True, slots=True)
class LayoutHints:
    """Attributes and style against layout shift, and ``sizes``: empty where the shown width is unknown."""

    attributes: Mapping[str, str] = field(default_factory=dict)
    style: str = ""
    sizes: str = ""


def layout_hints(image: ImgTag, width: int, height: int) -> LayoutHints:
    """Return the attributes and style that prevent layout shift for an image file of this size, in pixels.

    An image without a size gets that of its file. Any other gets the aspect ratio of its file, which browsers use
    only until the image has loaded.
    """
    style = _declarations(image.attributes.get("style", ""))
    written = image.attributes.keys() & {"width", "height", "srcset"}
    if not written and not any(name.startswith(_SIZE_PROPERTIES) for name in style):
        # Without `height:auto`, an image in a narrow column would be distorted.
        return LayoutHints({"width": str(width), "height": str(height)}, "height:auto", _sizes(str(width)))
    given = style.get("width") or image.attributes.get("width", "")
    shape = "" if "aspect-ratio" in style else f"aspect-ratio:auto {width}/{height}"
    return LayoutHints({}, shape, "" if "srcset" in written else _sizes(given))


def _sizes(given: str) -> str:
    """Return ``sizes`` for an image of this CSS width; empty if that is no length."""
    length = _LENGTH.fullmatch(given)
    if length is None:
        return ""
    number = float(length[1])
    if length[2] == "%":
        share = min(number, 100) / 100
        return f"(max-width: {COLUMN}rem) {share * 100:g}vw, {share * COLUMN:g}rem"
    if number < PIXELS_OF_COLUMN:
        return f"(max-width: {number:g}px) 100vw, {number:g}px"
    return f"(max-width: {COLUMN}rem) 100vw, {COLUMN}rem"


def _declarations(style: str) -> dict[str, str]:
    """Parse a simple style; ``auto`` is the same as no declaration."""
    pairs = (declaration.partition(":") for declaration in style.split(";"))
    read = {name.strip().lower(): value.replace("!important", "").strip().lower() for name, _colon, value in pairs}
    return {name: value for name, value in read.items() if name and value != "auto"}


class OpenElements:
    """The open elements of a document's raw HTML, updated with every tag in order."""

    def __init__(self) -> None:
        self._open: list[tuple[str, bool]] = []
        self._count: Counter[str] = Counter()

    def see_tag(self, token: Token) -> None:
        """Update for a tag."""
        name = token.element
        if token.kind is TokenKind.START and name not in VOID and not token.self_closing:
            styles = [attribute.value or "" for attribute in token.attributes if attribute.name == "style"]
            self._open.append((name, any(map(_FLEXIBLE.search, styles))))
            self._count[name] += 1
        elif token.kind is TokenKind.END and self._count[name]:
            while self._pop() != name:
                pass

    def _pop(self) -> str:
        name, _flexible = self._open.pop()
        self._count[name] -= 1
        return name

    @property
    def in_link(self) -> bool:
        """Whether an image here is clickable already."""
        return any(self._count[name] for name in _CLICKABLE)

    @property
    def in_picture(self) -> bool:
        """Whether an image here is the fallback of a ``<picture>``."""
        return bool(self._count["picture"])

    @property
    def is_laid_out(self) -> bool:
        """Whether the parent is a flex or grid container, whose children must not be wrapped."""
        return bool(self._open) and self._open[-1][1]
