"""Write a fragment of HTML as XML, which the pages of a book (EPUB) are. Pure.

The fragment was repaired, so its elements end where they should; here each tag, attribute and character reference is
written as XML wants it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from sphinx_eulernews.html.elements import FOREIGN, VOID
from sphinx_eulernews.html.tokenizer import Kind, Token, tokenize

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9._:-]*")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LINKS = frozenset({"href", "src", "srcset", "poster", "data"})


def as_xhtml(fragment: str) -> str:
    """Return a fragment as well-formed XML; attributes that lead nowhere are left out, comments as well."""
    return "".join(_written(fragment))


def _written(fragment: str) -> Iterator[str]:
    for token in tokenize(fragment):
        source = fragment[token.start : token.end]
        if token.kind is Kind.START:
            empty = token.element in VOID or token.self_closing
            yield f"<{_name(token)}{''.join(_attributes(token))}{' />' if empty else '>'}"
        elif token.kind is Kind.END:
            if token.element not in VOID:
                yield f"</{_name(token)}>"
        elif token.kind in (Kind.TEXT, Kind.RAW, Kind.UNCLOSED_TAG):
            yield html.escape(_plain(source), quote=False)


def _plain(source: str) -> str:
    return _NOT_IN_XML.sub("", html.unescape(source))


def _name(token: Token) -> str:
    # Names of HTML are lower case in XML, those of SVG as written: ``linearGradient``.
    return token.name if token.element in FOREIGN else token.element


def _attributes(token: Token) -> Iterator[str]:
    seen: set[str] = set()
    for attribute in token.attributes:
        value = _plain(attribute.value or "")
        leads_nowhere = attribute.name in _LINKS and not value.strip()
        if attribute.name in seen or leads_nowhere or not _NAME.fullmatch(attribute.name) or ":" in attribute.name:
            continue
        seen.add(attribute.name)
        yield f' {attribute.name}="{html.escape(value)}"'
