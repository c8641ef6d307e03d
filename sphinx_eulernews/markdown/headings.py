"""Headings of a post: one ``<h1>`` with its title, no skipped levels. Works on markdown-it tokens."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sphinx_eulernews.markdown.rule_helpers import OFFSET
from sphinx_eulernews.model.text import fold, fold_title, plain_title

_SILENT_BLOCKS = frozenset({"paragraph_open", "paragraph_close", "html_block", "hr"})
_WORDLESS = frozenset({"html_inline", "image", "softbreak", "hardbreak"})
# Directives without text of their own in the place where they stand.
_SILENT = re.compile(r"\{(?:post|contents|toctree|index|meta|banner|image)\}(?:\s|\Z)")
_TEXT_TOKENS = frozenset({"text", "text_special", "code_inline", "math_inline", "math_inline_double"})


class Headings:
    """Core rule that sets the title of a post and shifts the headings of its body below it.

    The title is that of the front matter, else an H1 that opens the body, else ``fallback`` (the file name): one that
    comes after text or other headings is a part of the text, and stays where it is. After the rule ran, ``title`` holds
    it and ``source`` says where it came from; ``line`` is that of a title that was given. An H1 that repeats the title
    is removed; every other heading becomes one level deeper than its parent::

        front matter: T    # T  ## a  #### b  # c   ->   1 T   2 a   3 b   2 c
    """

    def __init__(self, title: str, fallback: str, line: int = 1) -> None:
        self.title = title
        self._line = line
        self.source = "front matter" if title else "name"
        self._fallback = fallback

    def __call__(self, state: StateCore) -> None:
        """Rewrite the tokens of a document."""
        if OFFSET in state.env:
            return  # the text of a directive
        tokens = state.tokens
        indexes = list(_top_headings(tokens))
        first = next((index for index in indexes if tokens[index].tag == "h1"), None)
        heading: Token | None = None
        dropped = None
        if first is not None:
            inline = tokens[first + 1]
            text = plain_title(heading_text(inline))
            if not self.title and text and _opens_body(tokens, first):
                self.title, self.source, heading, dropped = text, "heading", inline, first
            elif self.title and _same(text, self.title):
                dropped = first
        if dropped is None and indexes and _same(heading_text(tokens[indexes[0] + 1]), self.title):
            # Some sites write all headings one level too deep.
            dropped = indexes[0] if _opens_body(tokens, indexes[0]) else None
        self.title = self.title or self._fallback
        _move(tokens, (index for index in indexes if index != dropped))
        if dropped is not None:
            del tokens[dropped : dropped + 3]
        tokens[:0] = _title_tokens(heading or _plain(self.title, self._line))


class UniqueSlugs:
    """Slug function of MyST that returns no slug twice: ``a``, ``a-1``, ``a-2``; empty where there is none.

    MyST numbers equal slugs in the same way, but counts from one for each: a post of nothing but equal headings would
    take quadratic time.
    """

    def __init__(self, slugify: Callable[[str], str]) -> None:
        self._slugify = slugify
        self._given: set[str] = set()
        self._numbers = Counter[str]()

    def __call__(self, title: str) -> str:
        """Return the slug of the next heading with this title."""
        slug = unique = self._slugify(title)
        while unique in self._given:
            self._numbers[slug] += 1
            unique = f"{slug}-{self._numbers[slug]}"
        if unique:
            self._given.add(unique)
        return unique


def _same(one: str, other: str) -> bool:
    """Return whether two titles are the same but for punctuation; if they have nothing else, as they are."""
    return (fold_title(one) or fold(one)) == (fold_title(other) or fold(other))


def heading_text(inline: Token) -> str:
    """Return the text of a heading without markup."""
    return "".join(_texts(inline.children or ()))


def _texts(children: Iterable[Token]) -> Iterator[str]:
    for child in children:
        if child.type in _TEXT_TOKENS:
            yield child.content
        elif child.type == "myst_role":
            title, _mark, target = child.content.rpartition("<")  # {doc}`title <target>`
            yield title.strip() if title.strip() and target.endswith(">") else child.content
        elif child.type in ("softbreak", "hardbreak"):
            yield " "
        elif child.children and child.type != "image":
            yield from _texts(child.children)


def _top_headings(tokens: list[Token]) -> Iterator[int]:
    """Yield the indexes of headings that make sections; those in lists and quotes do not."""
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and token.level == 0:
            yield index


def _opens_body(tokens: list[Token], index: int) -> bool:
    """Return whether there is nothing before a heading but raw HTML, images, rules, ``[TOC]`` and the like."""
    return all(map(_is_silent, tokens[:index]))


def _is_silent(token: Token) -> bool:
    if token.type in ("fence", "colon_fence"):
        return _SILENT.match(token.info.strip()) is not None
    if token.type == "inline":
        return _is_wordless(token)
    return token.type in _SILENT_BLOCKS


def _is_wordless(inline: Token) -> bool:
    words = "".join(child.content for child in inline.children or () if child.type not in _WORDLESS).strip()
    return not words or words.casefold() == "[toc]"


def _without_html(inline: Token) -> list[Token]:
    return [child for child in inline.children or [] if child.type not in ("html_inline", "image")]


def _move(tokens: list[Token], indexes: Iterable[int]) -> None:
    above: list[tuple[int, int]] = []  # written and shown level of the headings that enclose the next one
    for index in indexes:
        written = int(tokens[index].tag[1])
        while above and above[-1][0] >= written:
            above.pop()
        shown = above[-1][1] + 1 if above else 2
        above.append((written, shown))
        for token in (tokens[index], tokens[index + 2]):
            token.tag = f"h{shown}"


def _plain(title: str, line: int) -> Token:
    text = Token("text", "", 0, content=title)
    return Token("inline", "", 0, map=[line - 1, line], level=1, content=title, children=[text], block=True)


def _title_tokens(inline: Token) -> list[Token]:
    inline.children = _without_html(inline)
    opening = Token("heading_open", "h1", 1, map=inline.map, markup="#", block=True)
    return [opening, inline, Token("heading_close", "h1", -1, markup="#", block=True)]
