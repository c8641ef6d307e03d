"""HTML as XML, which the pages of a book (EPUB) are. Pure.

A fragment that was repaired is written so that its elements end where they should, with each tag, attribute and
character reference as XML wants it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from xml.parsers import expat

from sphinx_eulernews.character_references import unescape
from sphinx_eulernews.html.elements import ENDS, FOREIGN, OPTIONAL_END, TABLE_PARENTS, VOID
from sphinx_eulernews.html.tokenizer import Token, TokenKind, tokenize

_XML_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9._:-]*")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LINKS = frozenset({"background", "href", "src", "srcset", "poster", "data"})
# What ``<a>`` may not have without ``href``.
_OF_LINKS = frozenset({"download", "hreflang", "ping", "referrerpolicy", "rel", "target", "type"})


def without_forbidden(text: str) -> str:
    """Return a text without the characters that XML forbids, lone surrogates among them."""
    return _NOT_IN_XML.sub("", text)


def as_xhtml(fragment: str) -> str:
    """Return a fragment as well-formed XML; attributes that lead nowhere are left out, comments as well."""
    return "".join(_as_xml(fragment, is_whole=False))


def page_as_xhtml(body: str) -> str:
    """Return the body of a page as well-formed XML; one that is so already stays as it is.

    A fragment may open ``<p>`` or ``<li>`` and leave its end to what follows on the page, as HTML allows.
    """
    try:
        expat.ParserCreate().Parse(f"<body>{body}</body>", True)
    except expat.ExpatError:
        return "".join(_as_xml(body, is_whole=True))
    return body


def _as_xml(fragment: str, *, is_whole: bool) -> Iterator[str]:
    opened: list[str] = []  # here: what an earlier fragment has opened ends where its end tag stands
    for token in tokenize(fragment):
        source, element = fragment[token.start : token.end], token.element
        if token.kind is TokenKind.START:
            while opened and _is_ended_by(element, opened[-1]):
                yield f"</{opened.pop()}>"
            empty = element in VOID or token.self_closing
            if not empty:
                opened.append(_xml_name(token))
            yield f"<{_xml_name(token)}{''.join(_xml_attributes(fragment, token))}{' />' if empty else '>'}"
        elif token.kind is TokenKind.END:
            yield from _end_tags(token, opened, is_whole=is_whole)
        elif token.kind in (TokenKind.TEXT, TokenKind.RAW, TokenKind.UNCLOSED_TAG):
            yield html.escape(_xml_text(source), quote=False)


def _end_tags(token: Token, opened: list[str], *, is_whole: bool) -> Iterator[str]:
    """Yield an end tag, after those of the elements in its own that HTML lets authors leave open."""
    element = token.element
    if is_whole and not any(name.lower() == element for name in opened):
        return  # ended already by what followed it
    while opened and opened[-1] in OPTIONAL_END and opened[-1] != element:
        yield f"</{opened.pop()}>"
    if opened and opened[-1].lower() == element:
        opened.pop()
    if element not in VOID:
        yield f"</{_xml_name(token)}>"


def _is_ended_by(element: str, opened: str) -> bool:
    """Return whether a start tag ends the current element, whose end tag HTML lets authors omit."""
    parents = TABLE_PARENTS.get(element)
    if parents is not None:
        return opened in OPTIONAL_END and opened not in parents
    return opened in OPTIONAL_END and opened in ENDS.get(element, ())


def _xml_text(source: str) -> str:
    return without_forbidden(unescape(source))


def _xml_name(token: Token) -> str:
    # Names of HTML are lower case in XML, those of SVG as written: ``linearGradient``.
    return token.name if token.element in FOREIGN else token.element


def _xml_attributes(fragment: str, token: Token) -> Iterator[str]:
    seen: set[str] = set()
    as_written = token.element in FOREIGN or token.element == "svg"
    is_no_link = token.element == "a" and not any(
        attribute.name == "href" and (attribute.value or "").strip() for attribute in token.attributes
    )
    for attribute in token.attributes:
        value = _xml_text(attribute.value or "")
        leads_nowhere = (attribute.name in _LINKS and not value.strip()) or (is_no_link and attribute.name in _OF_LINKS)
        if attribute.name in seen or leads_nowhere or not _XML_NAME.fullmatch(attribute.name) or ":" in attribute.name:
            continue
        seen.add(attribute.name)
        # Browsers know `viewBox` in any case, XML knows it as written only.
        name = fragment[attribute.start : attribute.start + len(attribute.name)] if as_written else attribute.name
        yield f' {name}="{html.escape(value)}"'
