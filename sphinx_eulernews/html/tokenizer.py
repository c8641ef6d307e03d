"""Tokenizer: a fragment of HTML as a browser reads it, with offsets, in linear time. Pure.

Follows the tokenization section of the HTML standard, so that what is checked here is what a browser sees. Two
differences: ``</`` before anything but a letter is text, and so is a tag without an end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from sphinx_eulernews.html.elements import RAW_TEXT

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

    @property
    def by_name(self) -> dict[str, Attribute]:
        """The attributes by their names; browsers use the first of two with the same name."""
        return {attribute.name: attribute for attribute in reversed(self.attributes)}

    def value_of(self, name: str) -> str:
        """Return the value of an attribute as it is written; empty if it has none, or is not there."""
        attribute = self.by_name.get(name)
        return (attribute.value or "") if attribute else ""


def tokenize(text: str, *, past_unclosed: bool = False) -> Iterator[Token]:
    """Yield tokens that cover the whole text without gaps.

    ``past_unclosed``: a comment that is not closed is its ``<!--`` alone, for those who take that out.
    """
    return _Tokenizer(text, past_unclosed=past_unclosed).tokens()


class _Tokenizer:
    """Walks over the text once; its state keeps hostile input from being searched repeatedly."""

    def __init__(self, text: str, *, past_unclosed: bool) -> None:
        self.text = text
        self.line = 0
        self.last_close = text.rfind(">")
        self.last_comment_end = max(text.rfind("-->"), text.rfind("--!>")) if past_unclosed else len(text)
        self.past_unclosed = past_unclosed
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
            end = _COMMENT_EMPTY.match(self.text, start)
            if end is None and start + 4 <= self.last_comment_end:
                end = _COMMENT_END.search(self.text, start + 4)
            if end is None:
                stop = start + 4 if self.past_unclosed else len(self.text)
                return self._token(TokenKind.UNCLOSED_COMMENT, start, stop)
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
