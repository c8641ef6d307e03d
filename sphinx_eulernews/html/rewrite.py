"""Find and replace the URLs in raw HTML; every other byte is kept.

Fragments of raw HTML need not be well-formed, so no tree is built: changes are spliced into the start tags.
``repair`` handles what is wrong with a document's HTML.
"""

from __future__ import annotations

import dataclasses
import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

from sphinx_eulernews.html.img_layout import Image, ImgAdditions
from sphinx_eulernews.html.parts import Part, UrlPart, encode_url, merge_strings, quote_value
from sphinx_eulernews.html.tokenizer import Attribute, Kind, Token, tokenize

_ATTRIBUTES = {
    "a": frozenset({"href", "xlink:href"}),
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


@dataclass(frozen=True, slots=True)
class Reference:
    """A URL in a fragment: ``line`` is that of its tag, ``index`` counts references; both from 0."""

    tag: str
    attribute: str
    value: str  # as a browser reads it, entities decoded
    line: int
    index: int


@dataclass(frozen=True, slots=True)
class _Slice:
    """A slice of an attribute's value: a URL, or the text between URLs."""

    text: str
    is_url: bool = False


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
    return "".join(part for part in rewrite_parts(fragment, replace, hooks) if isinstance(part, str))


def rewrite_parts(
    fragment: str, replace: Callable[[Reference], str | UrlPart | None], hooks: ImgHooks | None = None
) -> tuple[Part, ...]:
    """Rewrite a fragment likewise, where URLs and additions may be gaps to be filled later."""
    writer = _Writer(fragment)
    index = 0
    for token in tokenize(fragment):
        if hooks is not None and token.kind in (Kind.START, Kind.END):
            hooks.see_tag(token)
        if token.kind is not Kind.START:
            continue
        values: dict[str, list[str | UrlPart]] = {}
        for attribute in _with_urls(token):
            value, found, changed = _replace_in(attribute, token, index, replace)
            index += found
            if changed:
                values[attribute.name] = value
        additions = hooks.additions(_image(token)) if hooks is not None and token.element == "img" else None
        if additions is None and any(isinstance(part, UrlPart) and part.download for part in chain(*values.values())):
            additions = ImgAdditions({"download": ""})
        if values or additions is not None:
            writer.write_tag(token, values, additions or ImgAdditions())
    return writer.finish()


def _replace_in(
    attribute: Attribute, token: Token, index: int, replace: Callable[[Reference], str | UrlPart | None]
) -> tuple[list[str | UrlPart], int, bool]:
    """Return the value of an attribute with its URLs replaced, how many it has, and whether it changed."""
    value: list[str | UrlPart] = []
    found, changed = 0, False
    for part in _split(attribute):
        new: str | UrlPart | None = None
        if part.is_url:
            new = replace(Reference(token.element, attribute.name, part.text, token.line, index + found))
            found += 1
        changed = changed or new is not None
        if isinstance(new, UrlPart):
            value.append(dataclasses.replace(new, attribute=attribute.name))
        else:
            value.append(part.text if new is None else encode_url(new, attribute.name))
    return value, found, changed


def _image(token: Token) -> Image:
    written = {attribute.name: html.unescape(attribute.value or "") for attribute in reversed(token.attributes)}
    return Image(written, token.line)


class _Writer:
    """Splices changes into a fragment."""

    def __init__(self, fragment: str) -> None:
        self._fragment = fragment
        self._parts: list[Part] = []
        self._position = 0

    def write_tag(self, token: Token, values: dict[str, list[str | UrlPart]], additions: ImgAdditions) -> None:
        """Write a start tag with new attribute values and the additions."""
        # Browsers use the first of two attributes with the same name.
        first = {attribute.name: attribute for attribute in reversed(token.attributes)}
        added: dict[str, list[str | UrlPart]] = {
            name: [value] for name, value in additions.attributes.items() if name not in first
        }
        if additions.style:
            written = html.unescape(first["style"].value or "") if "style" in first else ""
            style = _joined(values.get("style", [written]), additions.style)
            (values if "style" in first else added)["style"] = style
        self._put(token.start, token.start, additions.before)
        after_name = token.start + 1 + len(token.name)
        for name, value in added.items():
            self._put(after_name, after_name, f" {name}=", *quote_value(value, ""))
        self._put(after_name, after_name, additions.inside)
        for attribute in sorted((first[name] for name in values), key=lambda attribute: attribute.start):
            quoted = quote_value(values[attribute.name], self._fragment[attribute.value_start])
            self._put(attribute.value_start, attribute.end, "" if attribute.value is not None else "=", *quoted)
        self._put(token.end, token.end, additions.after)

    def _put(self, start: int, end: int, *new: Part) -> None:
        self._parts += [self._fragment[self._position : start], *new]
        self._position = end

    def finish(self) -> tuple[Part, ...]:
        """Return the rewritten fragment."""
        return merge_strings([*self._parts, self._fragment[self._position :]])


def _joined(style: list[str | UrlPart], more: str) -> list[str | UrlPart]:
    *before, last = style
    if not isinstance(last, str):
        return [*style, f";{more}"]
    last = last.rstrip().rstrip(";")
    return [*before, f"{last};{more}"] if before or last else [more]


def _with_urls(token: Token) -> Iterator[Attribute]:
    """Yield the attributes that hold URLs. Browsers use the first of two with the same name."""
    names = _ATTRIBUTES.get(token.element, frozenset()) | {"style"}
    seen: set[str] = set()
    for attribute in token.attributes:
        if attribute.name in names and attribute.name not in seen and attribute.value:
            yield attribute
        seen.add(attribute.name)


def _split(attribute: Attribute) -> list[_Slice]:
    value = html.unescape(attribute.value or "")
    if attribute.name == "srcset":
        return list(_split_srcset(value))
    if attribute.name == "style":
        return list(_split_style(value))
    return [_Slice(value, is_url=bool(value.strip()))]


def _split_srcset(value: str) -> Iterator[_Slice]:
    """Split ``x.png 2x, y.png 640w`` at its URLs; a comma within a URL belongs to it."""
    position = 0
    while True:
        blank = _BLANK.match(value, position)
        start = blank.end() if blank else position
        candidate = _CANDIDATE.match(value, start)
        if candidate is None:
            yield _Slice(value[position:])
            return
        url = candidate.group().rstrip(",")
        end = start + len(url)
        yield _Slice(value[position:start])
        yield _Slice(url, is_url=True)
        comma = value.find(",", end)
        position = len(value) if comma < 0 else comma
        yield _Slice(value[end:position])


def _split_style(value: str) -> Iterator[_Slice]:
    """Split a style at the URLs of ``url(x)``, with or without quotes."""
    position = 0
    for match in _STYLE_URL.finditer(value):
        inner = match[1].strip()
        url = inner.strip("'\"")
        start = value.index(url, match.start(1))
        if url:
            yield _Slice(value[position:start])
            yield _Slice(url, is_url=True)
            position = start + len(url)
    yield _Slice(value[position:])
