"""Rewrite raw HTML: URLs are replaced, and markup is added to images; every other byte is kept.

Fragments of raw HTML need not be well-formed, so no tree is built: changes are spliced into the start tags.
``repair`` handles what is wrong with a document's HTML.

What depends on the page or the builder is a placeholder until the page is written: ``rewrite_parts`` returns strings
with placeholders between them, doctrees hold these parts, and ``fill`` joins them. Placeholders are objects, so nothing
that an author types is taken for one.
"""

from __future__ import annotations

import dataclasses
import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Final, Literal, Protocol, TypeAlias

from sphinx_eulernews.character_references import unescape
from sphinx_eulernews.html.tokenizer import Attribute, Token, TokenKind, tokenize

_ATTRIBUTES = {
    "a": frozenset({"href", "xlink:href"}),
    "area": frozenset({"href"}),
    "audio": frozenset({"src"}),
    "embed": frozenset({"src"}),
    "image": frozenset({"href", "xlink:href"}),  # of SVG
    "img": frozenset({"src", "srcset", "data-src"}),
    "input": frozenset({"src"}),  # a button that is an image
    "object": frozenset({"data"}),
    "source": frozenset({"src", "srcset"}),
    "track": frozenset({"src"}),
    "video": frozenset({"src", "poster"}),
    # Old, and browsers show it.
    **dict.fromkeys(("table", "thead", "tbody", "tfoot", "tr", "th", "td"), frozenset({"background"})),
}
_BLANK = re.compile(r"[\s,]*")
_CANDIDATE = re.compile(r"\S+")
_STYLE_URL = re.compile(r"url\((\s*+(?:\"[^\"]*+\"|'[^']*+')\s*+|[^()]*+)\)", re.IGNORECASE)
# What must be percent-encoded in a URL within the value of these attributes.
_UNSAFE: Final = {"srcset": frozenset(" \t\n\f\r\v,"), "style": frozenset(" \t\n\f\r\v\"'()\\")}


@dataclass(frozen=True, slots=True)
class UrlPlaceholder:
    """A URL in the value of an attribute; ``number`` is an index into the caller's list of targets."""

    number: int
    attribute: str = ""
    quote: str = '"'
    download: bool = False  # the tag gets the attribute `download`


@dataclass(frozen=True, slots=True)
class ImagePlaceholder:
    """Markup before, inside or after the ``<img>`` that shows the target with this number."""

    number: int
    where: Literal["before", "inside", "after"]


HtmlPart: TypeAlias = str | UrlPlaceholder | ImagePlaceholder
"""A part of rewritten HTML: what is known in reading, or a placeholder."""


@dataclass(frozen=True, slots=True)
class ImgTag:
    """An ``<img>`` tag: attributes as a browser parses them; ``line`` counts from 0."""

    attributes: Mapping[str, str]
    line: int = 0


@dataclass(frozen=True, slots=True)
class ImgAdditions:
    """Additions to an ``<img>``: attributes, style declarations, HTML inside the tag and around it, or in its place."""

    attributes: Mapping[str, str] = field(default_factory=dict)
    style: str = ""
    inside: HtmlPart = ""
    before: HtmlPart = ""
    after: HtmlPart = ""
    instead: str | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A URL in a fragment; ``line`` is that of its tag, from 0."""

    tag: str
    attribute: str
    value: str  # as a browser reads it, entities decoded
    line: int


@dataclass(frozen=True, slots=True)
class _Slice:
    """A slice of an attribute's value: a URL, or the text between URLs."""

    text: str
    is_url: bool = False


class ImgHooks(Protocol):
    """Callbacks that add to the images of a fragment."""

    def see_tag(self, token: Token) -> None:
        """See every tag, in order."""

    def additions(self, image: ImgTag) -> ImgAdditions | None:
        """Return the additions to an ``<img>``, if any; its URLs have been replaced already."""


def rewrite(fragment: str, replace: Callable[[Reference], str | None], hooks: ImgHooks | None = None) -> str:
    """Return the fragment with URLs replaced; ``replace`` returns the new one, unescaped, or None to keep it.

    A fragment without replacements and additions is returned as it is.
    """
    return "".join(part for part in rewrite_parts(fragment, replace, hooks) if isinstance(part, str))


def rewrite_parts(
    fragment: str, replace: Callable[[Reference], str | UrlPlaceholder | None], hooks: ImgHooks | None = None
) -> tuple[HtmlPart, ...]:
    """Return the parts of the rewritten fragment; URLs and additions may be placeholders."""
    writer = _Writer(fragment)
    for token in tokenize(fragment):
        if hooks is not None and token.kind in (TokenKind.START, TokenKind.END):
            hooks.see_tag(token)
        if token.kind is not TokenKind.START:
            continue
        values: dict[str, list[str | UrlPlaceholder]] = {}
        for attribute in _with_urls(token):
            if (value := _replace_in(attribute, token, replace)) is not None:
                values[attribute.name] = value
        additions = hooks.additions(_image(token)) if hooks is not None and token.element == "img" else None
        if additions is None and any(
            isinstance(part, UrlPlaceholder) and part.download for part in chain(*values.values())
        ):
            additions = ImgAdditions({"download": ""})
        if additions is not None and additions.instead is not None:
            writer.replace_tag(token, additions.instead)
        elif values or additions is not None:
            writer.write_tag(token, values, additions or ImgAdditions())
    return writer.finish()


def _replace_in(
    attribute: Attribute, token: Token, replace: Callable[[Reference], str | UrlPlaceholder | None]
) -> list[str | UrlPlaceholder] | None:
    """Return the value of an attribute with its URLs replaced; None if all of them are kept."""
    value: list[str | UrlPlaceholder] = []
    changed = False
    for part in _split(attribute):
        new = replace(Reference(token.element, attribute.name, part.text, token.line)) if part.is_url else None
        changed = changed or new is not None
        if isinstance(new, UrlPlaceholder):
            value.append(dataclasses.replace(new, attribute=attribute.name))
        else:
            value.append(part.text if new is None else _encode_url(new, attribute.name))
    return value if changed else None


def _image(token: Token) -> ImgTag:
    written = {name: unescape(attribute.value or "") for name, attribute in token.by_name.items()}
    return ImgTag(written, token.line)


class _Writer:
    """Splices changes into a fragment."""

    def __init__(self, fragment: str) -> None:
        self._fragment = fragment
        self._parts: list[HtmlPart] = []
        self._position = 0

    def write_tag(self, token: Token, values: dict[str, list[str | UrlPlaceholder]], additions: ImgAdditions) -> None:
        """Write a start tag with new attribute values and the additions."""
        first = token.by_name
        added: dict[str, list[str | UrlPlaceholder]] = {
            name: [value] for name, value in additions.attributes.items() if name not in first
        }
        if additions.style:
            written = unescape(first["style"].value or "") if "style" in first else ""
            style = _joined(values.get("style", [written]), additions.style)
            (values if "style" in first else added)["style"] = style
        self._put(token.start, token.start, additions.before)
        after_name = token.start + 1 + len(token.name)
        for name, value in added.items():
            self._put(after_name, after_name, f" {name}=", *_quote_value(value, ""))
        self._put(after_name, after_name, additions.inside)
        for attribute in sorted((first[name] for name in values), key=lambda attribute: attribute.start):
            quoted = _quote_value(values[attribute.name], self._fragment[attribute.value_start])
            self._put(attribute.value_start, attribute.end, "" if attribute.value is not None else "=", *quoted)
        self._put(token.end, token.end, additions.after)

    def replace_tag(self, token: Token, new: str) -> None:
        """Write HTML in the place of a tag."""
        self._put(token.start, token.end, new)

    def _put(self, start: int, end: int, *new: HtmlPart) -> None:
        self._parts += [self._fragment[self._position : start], *new]
        self._position = end

    def finish(self) -> tuple[HtmlPart, ...]:
        """Return the rewritten fragment."""
        return _merge_strings([*self._parts, self._fragment[self._position :]])


def _joined(style: list[str | UrlPlaceholder], more: str) -> list[str | UrlPlaceholder]:
    *before, last = style
    if not isinstance(last, str):
        return [*style, f";{more}"]
    last = last.rstrip().rstrip(";")
    return [*before, f"{last};{more}"] if before or last else [more]


def _with_urls(token: Token) -> Iterator[Attribute]:
    """Yield the attributes that hold URLs, in order."""
    names = _ATTRIBUTES.get(token.element, frozenset()) | {"style"}
    found = (attribute for name, attribute in token.by_name.items() if name in names and attribute.value)
    yield from sorted(found, key=lambda attribute: attribute.start)


def _split(attribute: Attribute) -> list[_Slice]:
    value = unescape(attribute.value or "")
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


def _encode_url(url: str, attribute: str) -> str:
    """Percent-encode the characters that end a URL in ``srcset`` or ``style``."""
    unsafe = _UNSAFE.get(attribute)
    return "".join(f"%{ord(char):02X}" if char in unsafe else char for char in url) if unsafe else url


def _escape_value(value: str, quote: str) -> str:
    """Escape part of an attribute value for these quotes."""
    escaped = html.escape(value, quote=False)
    return escaped.replace("'", "&#39;") if quote == "'" else escaped.replace('"', "&quot;")


def _quote_value(value: Iterable[str | UrlPlaceholder], quote: str) -> list[HtmlPart]:
    """Return an attribute value in its quotes: single ones if it had those, else double ones."""
    quote = "'" if quote == "'" else '"'
    parts: list[HtmlPart] = [quote]
    for part in value:
        if isinstance(part, UrlPlaceholder):
            parts.append(UrlPlaceholder(part.number, part.attribute, quote, part.download))
        else:
            parts.append(_escape_value(part, quote))
    return [*parts, quote]


def _merge_strings(parts: Iterable[HtmlPart]) -> tuple[HtmlPart, ...]:
    """Join adjacent strings and drop empty ones."""
    merged: list[HtmlPart] = []
    waiting: list[str] = []
    for part in parts:
        if isinstance(part, str):
            waiting.append(part)
            continue
        merged += filter(None, ["".join(waiting)])
        merged.append(part)
        waiting = []
    return (*merged, *filter(None, ["".join(waiting)]))


def fill(parts: Iterable[HtmlPart], url_of: Callable[[int], str], markup_of: Callable[[ImagePlaceholder], str]) -> str:
    """Fill the placeholders: ``url_of`` returns the URL of a target, ``markup_of`` the markup of an image."""
    return "".join(
        part
        if isinstance(part, str)
        else _escape_value(_encode_url(url_of(part.number), part.attribute), part.quote)
        if isinstance(part, UrlPlaceholder)
        else markup_of(part)
        for part in parts
    )
