"""Tokenizer: a fragment of HTML as a browser reads it, with offsets, in linear time; and its tokens as XML. Pure.

Follows the tokenization section of the HTML standard, so that what is checked here is what a browser sees. Two
differences: ``</`` before anything but a letter is text, and so is a tag without an end.

The pages of a book (EPUB) are XML: ``as_xhtml`` writes a fragment that was repaired, so that its elements end where
they should, with each tag, attribute and character reference as XML wants it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from xml.parsers import expat

from sphinx_eulernews.html.elements import ENDS, FOREIGN, OPTIONAL_END, RAW_TEXT, TABLE_PARENTS, VOID

_MARKUP = re.compile(r"<(?=[A-Za-z!?]|/[A-Za-z])")
_TAG_NAME = re.compile(r"[^\t\n\f\r />]*")
_BETWEEN_ATTRIBUTES = re.compile(r"[\t\n\f\r /]*")
_ATTRIBUTE_NAME = re.compile(r"=?[^\t\n\f\r />=]*")
_EQUALS = re.compile(r"[\t\n\f\r ]*=[\t\n\f\r ]*")
_UNQUOTED = re.compile(r"[^\t\n\f\r >]*")
_COMMENT_EMPTY = re.compile(r"<!---?>")
_COMMENT_END = re.compile(r"--!?>")
_RAW_END = {name: re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE) for name in RAW_TEXT}


class TokenKind(Enum):
    """Kinds of tokens."""

    TEXT = auto()
    START = auto()
    END = auto()
    COMMENT = auto()  # also a doctype, a processing instruction, a CDATA section outside SVG
    RAW = auto()  # the content of <script>, <style> and the like
    UNCLOSED_COMMENT = auto()
    UNCLOSED_TAG = auto()


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute as written, with offsets into the text; the value's include its quotes."""

    name: str  # lower case
    value: str | None  # without quotes, entities as written; None where there is no `=`
    start: int
    end: int
    value_start: int


@dataclass(frozen=True, slots=True)
class Token:
    """A slice of the text; ``line`` counts from 0."""

    kind: TokenKind
    start: int
    end: int
    line: int
    name: str = ""  # as written
    attributes: tuple[Attribute, ...] = ()
    self_closing: bool = False

    @property
    def element(self) -> str:
        """The name in lower case."""
        return self.name.lower()


def tokenize(text: str) -> Iterator[Token]:
    """Yield tokens that cover the whole text without gaps."""
    return _Tokenizer(text).tokens()


class _Tokenizer:
    """Walks over the text once; its state keeps hostile input from being searched repeatedly."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.line = 0
        self.last_close = text.rfind(">")
        self.never_ended: set[str] = set()

    def tokens(self) -> Iterator[Token]:
        position = 0
        raw: Token | None = None
        while position < len(self.text):
            token = raw or self._next(position)
            yield token
            self.line += self.text.count("\n", position, token.end)
            position = token.end
            raw = self._raw(token) if token.kind is TokenKind.START else None

    def _next(self, start: int) -> Token:
        markup = _MARKUP.search(self.text, start)
        if markup is None:
            return self._token(TokenKind.TEXT, start, len(self.text))
        if markup.start() > start:
            return self._token(TokenKind.TEXT, start, markup.start())
        if self.text[start + 1] in "!?":
            return self._comment(start)
        return self._tag(start)

    def _comment(self, start: int) -> Token:
        if self.text.startswith("<!--", start):
            end = _COMMENT_EMPTY.match(self.text, start) or _COMMENT_END.search(self.text, start + 4)
            if end is None:
                return self._token(TokenKind.UNCLOSED_COMMENT, start, len(self.text))
            return self._token(TokenKind.COMMENT, start, end.end())
        if start > self.last_close:
            return self._token(TokenKind.TEXT, start, start + 1)
        return self._token(TokenKind.COMMENT, start, self.text.index(">", start) + 1)

    def _tag(self, start: int) -> Token:
        kind = TokenKind.END if self.text[start + 1] == "/" else TokenKind.START
        name = self._match(_TAG_NAME, start + (2 if kind is TokenKind.END else 1))
        position = name.end()
        attributes: list[Attribute] = []
        while True:
            position = self._match(_BETWEEN_ATTRIBUTES, position).end()
            if position > self.last_close:
                return self._token(TokenKind.UNCLOSED_TAG, start, len(self.text), name.group())
            if self.text[position] == ">":
                break
            attribute = self._attribute(position)
            if attribute is None:
                return self._token(TokenKind.UNCLOSED_TAG, start, len(self.text), name.group())
            attributes.append(attribute)
            position = attribute.end
        slash_in_value = bool(attributes) and attributes[-1].end == position
        self_closing = self.text[position - 1] == "/" and not slash_in_value
        return Token(kind, start, position + 1, self.line, name.group(), tuple(attributes), self_closing)

    def _attribute(self, start: int) -> Attribute | None:
        """Return the attribute that begins here; None where its quote is never closed."""
        name = self._match(_ATTRIBUTE_NAME, start)
        equals = _EQUALS.match(self.text, name.end())
        if equals is None:
            return Attribute(name.group().lower(), None, start, name.end(), name.end())
        begin = equals.end()
        quote = self.text[begin : begin + 1]
        if quote in ("'", '"'):
            end = self.text.find(quote, begin + 1)
            if end < 0:
                return None
            return Attribute(name.group().lower(), self.text[begin + 1 : end], start, end + 1, begin)
        value = self._match(_UNQUOTED, begin)
        return Attribute(name.group().lower(), value.group(), start, value.end(), begin)

    def _raw(self, tag: Token) -> Token | None:
        """Return the raw text after a start tag such as ``<script>``, if there is an end tag."""
        ending = _RAW_END.get(tag.element)
        if ending is None or tag.element in self.never_ended:
            return None
        end = ending.search(self.text, tag.end)
        if end is None:
            self.never_ended.add(tag.element)
            return None
        return self._token(TokenKind.RAW, tag.end, end.start(), tag.name)

    def _token(self, kind: TokenKind, start: int, end: int, name: str = "") -> Token:
        return Token(kind, start, end, self.line, name)

    def _match(self, pattern: re.Pattern[str], position: int) -> re.Match[str]:
        """Match a pattern that matches everywhere, if only the empty string."""
        match = pattern.match(self.text, position)
        assert match is not None  # noqa: S101  by the pattern, for the type checker
        return match


_XML_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9._:-]*")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LINKS = frozenset({"href", "src", "srcset", "poster", "data"})


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
    return _NOT_IN_XML.sub("", html.unescape(source))


def _xml_name(token: Token) -> str:
    # Names of HTML are lower case in XML, those of SVG as written: ``linearGradient``.
    return token.name if token.element in FOREIGN else token.element


def _xml_attributes(fragment: str, token: Token) -> Iterator[str]:
    seen: set[str] = set()
    as_written = token.element in FOREIGN or token.element == "svg"
    for attribute in token.attributes:
        value = _xml_text(attribute.value or "")
        leads_nowhere = attribute.name in _LINKS and not value.strip()
        if attribute.name in seen or leads_nowhere or not _XML_NAME.fullmatch(attribute.name) or ":" in attribute.name:
            continue
        seen.add(attribute.name)
        # Browsers know `viewBox` in any case, XML knows it as written only.
        name = fragment[attribute.start : attribute.start + len(attribute.name)] if as_written else attribute.name
        yield f' {name}="{html.escape(value)}"'
