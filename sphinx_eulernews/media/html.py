"""References inside raw HTML: find them, replace them, leave every other byte alone.

Raw HTML comes in fragments that need not be whole, so no tree is built: the tags are cut out one by one and
what is new is spliced in. What is wrong with a document's HTML is the business of `mending`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sphinx_eulernews.media.tokens import Attribute, Kind, Token, tokenise

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
    """An address in a fragment: ``line`` is that of its tag, ``index`` its place among all; both from 0."""

    tag: str
    attribute: str
    value: str  # as a browser reads it, entities decoded
    line: int
    index: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of an attribute's value; ``unsafe`` matches what must not stand in an address there."""

    text: str
    is_address: bool = False
    unsafe: re.Pattern[str] | None = None

    def with_address(self, address: str) -> _Piece:
        if self.unsafe is not None:
            address = self.unsafe.sub(lambda match: f"%{ord(match[0]):02X}", address)
        return _Piece(address, is_address=True, unsafe=self.unsafe)


def references(fragment: str) -> list[Reference]:
    """List the references of a fragment: pictures, media, links; those in comments do not count."""
    found: list[Reference] = []

    def note(reference: Reference) -> None:
        found.append(reference)

    rewrite(fragment, note)
    return found


def rewrite(fragment: str, replace: Callable[[Reference], str | None]) -> str:
    """Return the fragment with other addresses; ``replace`` gives a plain one, unescaped, or None to keep."""
    pieces: list[str] = []
    position = index = 0
    for tag, attribute in _attributes(fragment):
        parts = _split(attribute)
        changed = False
        for number, part in enumerate(parts):
            if part.is_address:
                address = replace(Reference(tag.element, attribute.name, part.text, tag.line, index))
                index += 1
                if address is not None:
                    parts[number] = part.with_address(address)
                    changed = True
        if changed:
            value = _quoted("".join(part.text for part in parts), fragment[attribute.value_start])
            pieces += [fragment[position : attribute.value_start], value]
            position = attribute.end
    return "".join(pieces) + fragment[position:]


def _attributes(fragment: str) -> Iterator[tuple[Token, Attribute]]:
    """Yield the attributes that hold addresses. Of two with the same name a browser sees the first."""
    for token in tokenise(fragment):
        if token.kind is not Kind.START:
            continue
        names = _ATTRIBUTES.get(token.element, frozenset()) | {"style"}
        seen: set[str] = set()
        for attribute in token.attributes:
            if attribute.name in names and attribute.name not in seen and attribute.value:
                yield token, attribute
            seen.add(attribute.name)


def _split(attribute: Attribute) -> list[_Piece]:
    value = html.unescape(attribute.value or "")
    if attribute.name == "srcset":
        return list(_split_srcset(value))
    if attribute.name == "style":
        return list(_split_style(value))
    return [_Piece(value, is_address=bool(value.strip()))]


def _split_srcset(value: str) -> Iterator[_Piece]:
    """Cut out the addresses of ``x.png 2x, y.png 640w``; a comma within an address belongs to it."""
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
    """Cut out the addresses of simple ``url(x)``, with or without quotes."""
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
