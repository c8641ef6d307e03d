"""HTML with placeholders that are filled when a page is written: URLs of files, and markup around images.

Placeholders are objects between strings, so nothing that an author types is taken for one. Parts are picklable, since
doctrees hold them.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

# What must be percent-encoded in a URL within the value of these attributes.
_UNSAFE: Final = {"srcset": frozenset(" \t\n\f\r\v,"), "style": frozenset(" \t\n\f\r\v\"'()\\")}


@dataclass(frozen=True, slots=True)
class UrlPart:
    """A URL in the value of an attribute; ``number`` is an index into the caller's list of targets."""

    number: int
    attribute: str = ""
    quote: str = '"'
    download: bool = False  # the tag gets the attribute `download`


@dataclass(frozen=True, slots=True)
class ImagePart:
    """Markup before, inside or after the ``<img>`` that shows the target with this number."""

    number: int
    where: Literal["before", "inside", "after"]


Part: TypeAlias = str | UrlPart | ImagePart


def encode_url(url: str, attribute: str) -> str:
    """Percent-encode the characters that end a URL in ``srcset`` or ``style``."""
    unsafe = _UNSAFE.get(attribute)
    return "".join(f"%{ord(char):02X}" if char in unsafe else char for char in url) if unsafe else url


def escape_value(value: str, quote: str) -> str:
    """Escape part of an attribute value for these quotes."""
    escaped = html.escape(value, quote=False)
    return escaped.replace("'", "&#39;") if quote == "'" else escaped.replace('"', "&quot;")


def quote_value(value: Iterable[str | UrlPart], quote: str) -> list[Part]:
    """Return an attribute value in its quotes: single ones if it had those, else double ones."""
    quote = "'" if quote == "'" else '"'
    parts: list[Part] = [quote]
    for part in value:
        if isinstance(part, UrlPart):
            parts.append(UrlPart(part.number, part.attribute, quote, part.download))
        else:
            parts.append(escape_value(part, quote))
    return [*parts, quote]


def merge_strings(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Join adjacent strings and drop empty ones."""
    merged: list[Part] = []
    waiting: list[str] = []
    for part in parts:
        if isinstance(part, str):
            waiting.append(part)
            continue
        merged += filter(None, ["".join(waiting)])
        merged.append(part)
        waiting = []
    return (*merged, *filter(None, ["".join(waiting)]))


def fill(parts: Iterable[Part], url_of: Callable[[int], str], markup_of: Callable[[ImagePart], str]) -> str:
    """Return HTML: ``url_of`` gives the URL of a target, ``markup_of`` the markup of an image."""
    return "".join(
        part
        if isinstance(part, str)
        else escape_value(encode_url(url_of(part.number), part.attribute), part.quote)
        if isinstance(part, UrlPart)
        else markup_of(part)
        for part in parts
    )
