"""References inside raw HTML: find them, replace them, leave every other byte alone.

Raw HTML comes in fragments that need not be whole, so no tree is built: the tags are cut out one by one and
what is new is spliced in. What is wrong with a document's HTML is the business of `repairing`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from sphinx_eulernews.html.img_layout import Image, ImgAdditions
from sphinx_eulernews.html.tokenizer import Attribute, Kind, Token, tokenize

_ATTRIBUTES = {
    "a": frozenset({"href"}),
    "area": frozenset({"href"}),
    "audio": frozenset({"src"}),
    "embed": frozenset({"src"}),
    "image": frozenset({"href", "xlink:href"}),  # of SVG
    "img": frozenset({"src", "srcset", "data-src"}),
    "object": frozenset({"data"}),
    "source": frozenset({"src", "srcset"}),
    "track": frozenset({"src"}),
    "video": frozenset({"src", "poster"}),
}
_BLANK = re.compile(r"[\s,]*")
_CANDIDATE = re.compile(r"\S+")
_STYLE_ADDRESS = re.compile(r"url\(([^()]*)\)", re.IGNORECASE)
_UNSAFE_IN_SRCSET = re.compile(r"[\s,]")
_UNSAFE_IN_STYLE = re.compile(r"""[\s"'()\\]""")


@dataclass(frozen=True, slots=True)
class Reference:
    """A URL in a fragment: ``line`` is that of its tag, ``index`` its place among all; both from 0."""

    tag: str
    attribute: str
    value: str  # as a browser reads it, entities decoded
    line: int
    index: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of an attribute's value; ``unsafe`` matches what must not stand in a URL there."""

    text: str
    is_address: bool = False
    unsafe: re.Pattern[str] | None = None

    def with_address(self, address: str) -> _Piece:
        if self.unsafe is not None:
            address = self.unsafe.sub(lambda match: f"%{ord(match[0]):02X}", address)
        return _Piece(address, is_address=True, unsafe=self.unsafe)


def references(fragment: str) -> list[Reference]:
    """List the references of a fragment: images, media, links; those in comments do not count."""
    found: list[Reference] = []

    def note(reference: Reference) -> None:
        found.append(reference)

    rewrite(fragment, note)
    return found


class ImgHooks(Protocol):
    """Says what is added to the images of a fragment."""

    def see_tag(self, token: Token) -> None:
        """Hear of every tag, in their order."""

    def additions(self, image: Image) -> ImgAdditions | None:
        """Return what is added to an ``<img>``, whose URLs have been replaced already; or None."""


def rewrite(fragment: str, replace: Callable[[Reference], str | None], hooks: ImgHooks | None = None) -> str:
    """Return the fragment with other URLs; ``replace`` gives a plain one, unescaped, or None to keep.

    Where nothing is replaced and nothing added, every byte stays.
    """
    writer = _Writer(fragment)
    index = 0
    for token in tokenize(fragment):
        if hooks is not None and token.kind in (Kind.START, Kind.END):
            hooks.see_tag(token)
        if token.kind is not Kind.START:
            continue
        values: dict[str, str] = {}
        for attribute in _with_addresses(token):
            parts = _split(attribute)
            for number, part in enumerate(parts):
                if part.is_address:
                    address = replace(Reference(token.element, attribute.name, part.text, token.line, index))
                    index += 1
                    if address is not None:
                        parts[number] = part.with_address(address)
                        values[attribute.name] = ""
            if attribute.name in values:
                values[attribute.name] = "".join(part.text for part in parts)
        additions = hooks.additions(_image(token)) if hooks is not None and token.element == "img" else None
        if values or additions is not None:
            writer.write_tag(token, values, additions or ImgAdditions())
    return writer.finish()


def _image(token: Token) -> Image:
    written = {attribute.name: html.unescape(attribute.value or "") for attribute in reversed(token.attributes)}
    return Image(written, token.line)


class _Writer:
    """Puts what is new into a fragment, and copies what stands between."""

    def __init__(self, fragment: str) -> None:
        self._fragment = fragment
        self._pieces: list[str] = []
        self._position = 0

    def write_tag(self, token: Token, values: dict[str, str], additions: ImgAdditions) -> None:
        """Write a start tag with new values for its attributes, dressed."""
        # Of two attributes with the same name a browser sees the first.
        first = {attribute.name: attribute for attribute in reversed(token.attributes)}
        added = {name: value for name, value in additions.attributes.items() if name not in first}
        if additions.style:
            before = values.get("style", html.unescape(first["style"].value or "") if "style" in first else "")
            (values if "style" in first else added)["style"] = _joined(before, additions.style)
        self._put(token.start, token.start, additions.before)
        behind_name = token.start + 1 + len(token.name)
        attributes = "".join(f" {name}={_quoted(value, '')}" for name, value in added.items())
        self._put(behind_name, behind_name, attributes + additions.inside)
        for attribute in sorted((first[name] for name in values), key=lambda attribute: attribute.start):
            quoted = _quoted(values[attribute.name], self._fragment[attribute.value_start])
            self._put(attribute.value_start, attribute.end, quoted if attribute.value is not None else f"={quoted}")
        self._put(token.end, token.end, additions.after)

    def _put(self, start: int, end: int, new: str) -> None:
        self._pieces += [self._fragment[self._position : start], new]
        self._position = end

    def finish(self) -> str:
        """Return the whole."""
        return "".join(self._pieces) + self._fragment[self._position :]


def _joined(style: str, more: str) -> str:
    return f"{style.rstrip().rstrip(';')};{more}" if style.strip() else more


def _with_addresses(token: Token) -> Iterator[Attribute]:
    """Yield the attributes that hold URLs. Of two with the same name a browser sees the first."""
    names = _ATTRIBUTES.get(token.element, frozenset()) | {"style"}
    seen: set[str] = set()
    for attribute in token.attributes:
        if attribute.name in names and attribute.name not in seen and attribute.value:
            yield attribute
        seen.add(attribute.name)


def _split(attribute: Attribute) -> list[_Piece]:
    value = html.unescape(attribute.value or "")
    if attribute.name == "srcset":
        return list(_split_srcset(value))
    if attribute.name == "style":
        return list(_split_style(value))
    return [_Piece(value, is_address=bool(value.strip()))]


def _split_srcset(value: str) -> Iterator[_Piece]:
    """Cut out the URLs of ``x.png 2x, y.png 640w``; a comma within a URL belongs to it."""
    position = 0
    while True:
        blank = _BLANK.match(value, position)
        start = blank.end() if blank else position
        candidate = _CANDIDATE.match(value, start)
        if candidate is None:
            yield _Piece(value[position:])
            return
        address = candidate.group().rstrip(",")
        end = start + len(address)
        yield _Piece(value[position:start])
        yield _Piece(address, is_address=True, unsafe=_UNSAFE_IN_SRCSET)
        comma = value.find(",", end)
        position = len(value) if comma < 0 else comma
        yield _Piece(value[end:position])


def _split_style(value: str) -> Iterator[_Piece]:
    """Cut out the URLs of simple ``url(x)``, with or without quotes."""
    position = 0
    for match in _STYLE_ADDRESS.finditer(value):
        inner = match[1].strip()
        address = inner.strip("'\"")
        start = value.index(address, match.start(1))
        if address:
            yield _Piece(value[position:start])
            yield _Piece(address, is_address=True, unsafe=_UNSAFE_IN_STYLE)
            position = start + len(address)
    yield _Piece(value[position:])


def _quoted(value: str, quote: str) -> str:
    """Escape a value, in the quotes that it had or else in double ones."""
    escaped = html.escape(value, quote=False)
    if quote == "'":
        return "'" + escaped.replace("'", "&#39;") + "'"
    return '"' + escaped.replace('"', "&quot;") + '"'
