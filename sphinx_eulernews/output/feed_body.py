"""The text of a post for feeds: cut out of its page, every URL whole. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import urljoin

from sphinx_eulernews.html.rewrite import Reference, rewrite
from sphinx_eulernews.html.tokenizer import Kind, Token, tokenize

_CONTENT = re.compile(r'<div class="e-content"[^>]*>')
# What `rewrite` leaves alone, since no file of the site is meant by it; in a feed it needs its domain.
_MORE_ADDRESSES = frozenset({"src", "href", "poster", "cite"})


def content_of(page: str, url: str) -> str:
    """Return what stands in the ``e-content`` of a page, for readers elsewhere; empty if there is none."""
    found = _CONTENT.search(page)
    if found is None:
        return ""
    kept = "".join(_pieces(page[found.end() :]))
    return _absolute_others(rewrite(kept, lambda reference: _join(url, reference)), url).strip()


def _pieces(text: str) -> Iterator[str]:
    """Yield the text up to the end of the ``div`` that it stands in, without scripts, comments and permalinks."""
    depth, within = 1, ""
    for token in tokenize(text):
        name = token.element
        if within:
            # Neither a permalink nor a script holds another one.
            within = "" if token.kind is Kind.END and name == within else within
            continue
        if name == "div" and token.kind in (Kind.START, Kind.END):
            depth += 1 if token.kind is Kind.START else -1
            if not depth:
                return
        if token.kind is Kind.START and (name == "script" or _is_headerlink(token)):
            within = name
        elif token.kind is not Kind.COMMENT:
            yield text[token.start : token.end]


def _is_headerlink(token: Token) -> bool:
    return token.element == "a" and any(
        attribute.name == "class" and "headerlink" in (attribute.value or "").split() for attribute in token.attributes
    )


def _join(url: str, reference: Reference) -> str | None:
    return _whole(url, reference.value)


def _whole(url: str, address: str) -> str | None:
    """Return a URL as seen from anywhere; None where it is none."""
    try:
        return urljoin(url, address.strip())
    except ValueError:
        return None


def _absolute_others(text: str, url: str) -> str:
    """Make whole the URLs of elements such as ``iframe``."""
    pieces, position = [], 0
    for token in tokenize(text):
        for attribute in token.attributes if token.kind is Kind.START else ():
            if attribute.name not in _MORE_ADDRESSES or not attribute.value:
                continue
            address = html.unescape(attribute.value)
            whole = _whole(url, address)
            if whole not in (None, address):
                pieces += [text[position : attribute.value_start], f'"{html.escape(whole)}"']
                position = attribute.end
    return "".join(pieces) + text[position:]
