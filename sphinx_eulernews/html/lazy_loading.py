"""Images and frames that a script of the old site loads lazily: the URL in ``data-src`` becomes that in ``src``. Pure.

Without that script, a browser shows the placeholder in ``src``, or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from sphinx_eulernews.html.elements import names
from sphinx_eulernews.html.tokenizer import Attribute, Token, TokenKind, tokenize

_ELEMENTS = names("audio embed iframe img source video")
# attribute -> the names that scripts read it from; where a tag has several, the first is what they show
_DEFERRED = {
    "src": ("data-src", "data-lazy-src", "data-lazyload", "data-lazy", "data-actualsrc", "data-original",
            "data-original-src", "data-echo"),
    "srcset": ("data-srcset", "data-lazy-srcset"),
}  # fmt: skip
_MAY_BE_LAZY = re.compile(r"\bdata-(?:src|lazy|actualsrc|original|echo)", re.IGNORECASE)
_URL = re.compile(r"\A[^\n./]*+[./]")
_PLACEHOLDERS = names("blank grey gray lazy lazyload loading pixel placeholder spacer transparent 1x1")
_SUFFIXES = names("gif png svg jpg jpeg webp")
_NEAR = 99  # characters in which another tag follows
_LONGEST_NOSCRIPT = 4_000


def load_at_once(fragments: list[str]) -> list[str]:
    """Return fragments of HTML in order, whose lazily loaded images and frames have their URLs in ``src``.

    One that ``<noscript>`` follows stays: what that holds is shown. So does one after a ``<noscript>`` that has the
    same image, as Zhihu and Autoptimize write it.
    """
    if not any(map(_MAY_BE_LAZY.search, fragments)):
        return fragments
    following = [*fragments[1:], ""]
    return [
        "".join(_rewrite(text, after)) if _MAY_BE_LAZY.search(text) else text
        for text, after in zip(fragments, following, strict=True)
    ]


def _rewrite(text: str, after: str) -> Iterator[str]:
    tokens = list(tokenize(text, past_unclosed=True))
    end = Token(TokenKind.TEXT, len(text), len(text), 0)
    for token, following in pairwise([*tokens, end]):
        is_lazy = token.kind is TokenKind.START and token.element in _ELEMENTS
        rest = text[following.start : following.start + _NEAR] + after[:_NEAR] if is_lazy else ""
        if is_lazy and not (rest.lstrip().lower().startswith("<noscript") or _is_in_noscript(text, token)):
            yield from _tag(text, token)
        else:
            yield text[token.start : token.end]


def _is_in_noscript(text: str, tag: Token) -> bool:
    """Return whether the ``<noscript>`` right before a tag has the image that the tag defers."""
    before = text[max(tag.start - _LONGEST_NOSCRIPT, 0) : tag.start].rstrip().lower()
    if not before.endswith("</noscript>"):
        return False
    inside = before[max(before.rfind("<noscript"), 0) :]
    deferred = (tag.by_name[name].value or "" for name in _DEFERRED["src"] if name in tag.by_name)
    return any(url.lower() in inside for url in deferred if _URL.match(url))


def _tag(text: str, tag: Token) -> Iterator[str]:
    """Yield the parts of a tag, with the deferred attributes renamed and the placeholders left out."""
    first = tag.by_name
    renamed: dict[Attribute, str] = {}
    for name, deferred in _DEFERRED.items():
        is_shown = name in first and not _is_placeholder(first[name].value or "")
        found = next((first[each] for each in deferred if each in first and _URL.match(first[each].value or "")), None)
        if found is not None and not is_shown:
            renamed[found] = name
    position = tag.start
    for attribute in tag.attributes:
        yield text[position : attribute.start]
        position = attribute.end
        if attribute in renamed:
            yield renamed[attribute] + text[attribute.start + len(attribute.name) : position]
        elif attribute.name in renamed.values():
            yield "\n" * text.count("\n", attribute.start, position)  # lines below keep their numbers
        else:
            yield text[attribute.start : position]
    yield text[position : tag.end]


def _is_placeholder(value: str) -> bool:
    url = value.strip().lower()
    if url in ("", "#", "about:blank") or url.startswith("data:"):
        return True
    stem, _dot, suffix = re.split(r"[?#]", url, maxsplit=1)[0].rpartition("/")[2].rpartition(".")
    return suffix in _SUFFIXES and not _PLACEHOLDERS.isdisjoint(re.split(r"[_.-]", stem))
