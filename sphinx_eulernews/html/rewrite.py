"""Find and replace the URLs in raw HTML; every other byte is kept.

Fragments of raw HTML need not be well-formed, so no tree is built: changes are spliced into the start tags.
``repair`` handles what is wrong with a document's HTML.
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
_STYLE_URL = re.compile(r"url\(([^()]*)\)", re.IGNORECASE)
_UNSAFE_IN_SRCSET = re.compile(r"[\s,]")
_UNSAFE_IN_STYLE = re.compile(r"""[\s"'()\\]""")


@dataclass(frozen=True, slots=True)
class Reference:
    """A URL in a fragment: ``line`` is that of its tag, ``index`` counts references; both from 0."""

    tag: str
    attribute: str
    value: str  # as a browser reads it, entities decoded
    line: int
    index: int


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of an attribute's value; ``unsafe`` matches what must not stand in a URL there."""

    text: str
    is_url: bool = False
    unsafe: re.Pattern[str] | None = None

    def with_url(self, url: str) -> _Part:
        if self.unsafe is not None:
            url = self.unsafe.sub(lambda match: f"%{ord(match[0]):02X}", url)
        return _Part(url, is_url=True, unsafe=self.unsafe)


def references(fragment: str) -> list[Reference]:
    """Return the references of a fragment: images, media, links; not those in comments."""
    found: list[Reference] = []

    def note(reference: Reference) -> None:
        found.append(reference)

    rewrite(fragment, note)
    return found


class ImgHooks(Protocol):
    """Callbacks that add to the images of a fragment."""

    def see_tag(self, token: Token) -> None:
        """See every tag, in order."""

    def additions(self, image: Image) -> ImgAdditions | None:
        """Return the additions to an ``<img>``, if any; its URLs have been replaced already."""


def rewrite(fragment: str, replace: Callable[[Reference], str | None], hooks: ImgHooks | None = None) -> str:
    """Return the fragment with URLs replaced; ``replace`` returns the new one, unescaped, or None to keep it.

    A fragment without replacements and additions is returned as it is.
    """
    writer = _Writer(fragment)
    index = 0
    for token in tokenize(fragment):
        if hooks is not None and token.kind in (Kind.START, Kind.END):
            hooks.see_tag(token)
        if token.kind is not Kind.START:
            continue
        values: dict[str, str] = {}
        for attribute in _with_urls(token):
            parts = _split(attribute)
            for number, part in enumerate(parts):
                if part.is_url:
                    url = replace(Reference(token.element, attribute.name, part.text, token.line, index))
                    index += 1
                    if url is not None:
                        parts[number] = part.with_url(url)
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
    """Splices changes into a fragment."""

    def __init__(self, fragment: str) -> None:
        self._fragment = fragment
        self._pieces: list[str] = []
        self._position = 0

    def write_tag(self, token: Token, values: dict[str, str], additions: ImgAdditions) -> None:
        """Write a start tag with new attribute values and the additions."""
        # Browsers use the first of two attributes with the same name.
        first = {attribute.name: attribute for attribute in reversed(token.attributes)}
        added = {name: value for name, value in additions.attributes.items() if name not in first}
        if additions.style:
            before = values.get("style", html.unescape(first["style"].value or "") if "style" in first else "")
            (values if "style" in first else added)["style"] = _joined(before, additions.style)
        self._put(token.start, token.start, additions.before)
        after_name = token.start + 1 + len(token.name)
        attributes = "".join(f" {name}={_quoted(value, '')}" for name, value in added.items())
        self._put(after_name, after_name, attributes + additions.inside)
        for attribute in sorted((first[name] for name in values), key=lambda attribute: attribute.start):
            quoted = _quoted(values[attribute.name], self._fragment[attribute.value_start])
            self._put(attribute.value_start, attribute.end, quoted if attribute.value is not None else f"={quoted}")
        self._put(token.end, token.end, additions.after)

    def _put(self, start: int, end: int, new: str) -> None:
        self._pieces += [self._fragment[self._position : start], new]
        self._position = end

    def finish(self) -> str:
        """Return the whole fragment."""
        return "".join(self._pieces) + self._fragment[self._position :]


def _joined(style: str, more: str) -> str:
    return f"{style.rstrip().rstrip(';')};{more}" if style.strip() else more


def _with_urls(token: Token) -> Iterator[Attribute]:
    """Yield the attributes that hold URLs. Browsers use the first of two with the same name."""
    names = _ATTRIBUTES.get(token.element, frozenset()) | {"style"}
    seen: set[str] = set()
    for attribute in token.attributes:
        if attribute.name in names and attribute.name not in seen and attribute.value:
            yield attribute
        seen.add(attribute.name)


def _split(attribute: Attribute) -> list[_Part]:
    value = html.unescape(attribute.value or "")
    if attribute.name == "srcset":
        return list(_split_srcset(value))
    if attribute.name == "style":
        return list(_split_style(value))
    return [_Part(value, is_url=bool(value.strip()))]


def _split_srcset(value: str) -> Iterator[_Part]:
    """Split ``x.png 2x, y.png 640w`` at its URLs; a comma within a URL belongs to it."""
    position = 0
    while True:
        blank = _BLANK.match(value, position)
        start = blank.end() if blank else position
        candidate = _CANDIDATE.match(value, start)
        if candidate is None:
            yield _Part(value[position:])
            return
        url = candidate.group().rstrip(",")
        end = start + len(url)
        yield _Part(value[position:start])
        yield _Part(url, is_url=True, unsafe=_UNSAFE_IN_SRCSET)
        comma = value.find(",", end)
        position = len(value) if comma < 0 else comma
        yield _Part(value[end:position])


def _split_style(value: str) -> Iterator[_Part]:
    """Split a style at the URLs of ``url(x)``, with or without quotes."""
    position = 0
    for match in _STYLE_URL.finditer(value):
        inner = match[1].strip()
        url = inner.strip("'\"")
        start = value.index(url, match.start(1))
        if url:
            yield _Part(value[position:start])
            yield _Part(url, is_url=True, unsafe=_UNSAFE_IN_STYLE)
            position = start + len(url)
    yield _Part(value[position:])


def _quoted(value: str, quote: str) -> str:
    """Escape a value in single quotes if it had those, else in double quotes."""
    escaped = html.escape(value, quote=False)
    if quote == "'":
        return "'" + escaped.replace("'", "&#39;") + "'"
    return '"' + escaped.replace('"', "&quot;") + '"'
