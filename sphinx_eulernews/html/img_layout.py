"""The place that an image takes in the text: held while it loads, and of the size that its author gave it.

Pure arithmetic on what stands in an ``<img>`` and on the size of its file. Whatever is added, the image is
shown as large as without it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sphinx_eulernews.html.elements import VOID
from sphinx_eulernews.html.tokenizer import Kind, Token
from sphinx_eulernews.images.probe import ImageInfo

COLUMN = 50
"""Width of a column of text in rem, as wide as themes make it."""

_PIXELS_OF_COLUMN = COLUMN * 16
_LENGTH = re.compile(r"\s*(\d{1,5}(?:\.\d{1,9})?)\s*(%|px)?\s*")
_FLEXIBLE = re.compile(r"\bdisplay\s*:\s*(?:inline-)?(?:flex|grid)")
# With these, a width that is stated would not be the one that the browser finds by itself.
_SHAPING = ("width", "height", "min-", "max-height", "padding", "border", "aspect-ratio", "inline-size", "block-size")
_CLICKABLE = ("a", "button", "summary")


@dataclass(frozen=True, slots=True)
class Image:
    """An ``<img>`` as its author wrote it: attributes as a browser reads them; ``line`` counts from 0."""

    attributes: Mapping[str, str]
    line: int = 0


@dataclass(frozen=True, slots=True)
class OversizedImage:
    """An image of the text whose file is larger than it need be: its path below the source folder, and its line."""

    path: str
    line: int
    facts: ImageInfo


@dataclass(frozen=True, slots=True)
class ImgAdditions:
    """What is added to an ``<img>``: attributes, declarations after its style, HTML within the tag and around it."""

    attributes: Mapping[str, str] = field(default_factory=dict)
    style: str = ""
    inside: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class LayoutHints:
    """How the place of an image is held, and its ``sizes``: how wide it is shown, empty where none may say."""

    attributes: Mapping[str, str] = field(default_factory=dict)
    style: str = ""
    sizes: str = ""


def layout_hints(image: Image, width: int, height: int) -> LayoutHints:
    """Find what holds the place of an image of this size, in pixels.

    An image without a size of its author's gets that of its file. Any other gets the shape of its file,
    which counts only while it is not there.
    """
    style = _declarations(image.attributes.get("style", ""))
    written = image.attributes.keys() & {"width", "height", "srcset"}
    if not written and not any(name.startswith(_SHAPING) for name in style):
        # With a height that is stated, an image in a narrow column would lose its shape.
        return LayoutHints({"width": str(width), "height": str(height)}, "height:auto", _sizes(str(width)))
    stated = style.get("width") or image.attributes.get("width", "")
    shape = "" if "aspect-ratio" in style else f"aspect-ratio:auto {width}/{height}"
    return LayoutHints({}, shape, "" if "srcset" in written else _sizes(stated))


def _sizes(stated: str) -> str:
    """Return what tells a browser how wide an image will be, before it knows the page."""
    length = _LENGTH.fullmatch(stated)
    if length is None:
        return ""
    number = float(length[1])
    if length[2] == "%":
        share = min(number, 100) / 100
        return f"(max-width: {COLUMN}rem) {share * 100:g}vw, {share * COLUMN:g}rem"
    if number < _PIXELS_OF_COLUMN:
        return f"(max-width: {number:g}px) 100vw, {number:g}px"
    return f"(max-width: {COLUMN}rem) 100vw, {COLUMN}rem"


def _declarations(style: str) -> dict[str, str]:
    """Read a simple style; ``auto`` says as much as no declaration."""
    pairs = (declaration.partition(":") for declaration in style.split(";"))
    read = {name.strip().lower(): value.replace("!important", "").strip().lower() for name, _colon, value in pairs}
    return {name: value for name, value in read.items() if name and value != "auto"}


class OpenElements:
    """What is open of the raw HTML of a document where an image stands; told of every tag, in their order."""

    def __init__(self) -> None:
        self._open: list[tuple[str, bool]] = []
        self._count: Counter[str] = Counter()

    def see_tag(self, token: Token) -> None:
        """Take note of a tag."""
        name = token.element
        if token.kind is Kind.START and name not in VOID and not token.self_closing:
            styles = [attribute.value or "" for attribute in token.attributes if attribute.name == "style"]
            self._open.append((name, any(map(_FLEXIBLE.search, styles))))
            self._count[name] += 1
        elif token.kind is Kind.END and self._count[name]:
            while self._pop() != name:
                pass

    def _pop(self) -> str:
        name, _flexible = self._open.pop()
        self._count[name] -= 1
        return name

    @property
    def in_link(self) -> bool:
        """Whether a click on the image does something already."""
        return any(self._count[name] for name in _CLICKABLE)

    @property
    def in_picture(self) -> bool:
        """Whether the author chose among several files."""
        return bool(self._count["picture"])

    @property
    def is_laid_out(self) -> bool:
        """Whether the element around lays out its children one by one, so that none may be wrapped."""
        return bool(self._open) and self._open[-1][1]
