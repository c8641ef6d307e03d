"""Helpers for markdown-it rules: their types, code fences, nested inline parsing, the source lines of inline tokens."""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

LINE_BEGINNING = r"[ \t>]{0,99}+(?:(?:[-*+]|\d{1,9}[.)])[ \t]++)?"
"""Pattern of what stands before a block on its first line: indentation, marks of quotes, a mark of a list item."""

CODE_FENCE_LINE = re.compile(rf"{LINE_BEGINNING}(`{{3,}}|~{{3,}})(.*)")
"""A line that may open or close a code fence: its mark, and what follows; see ``fence_after``."""

LIST_ITEM = re.compile(r"[ \t]{0,99}+(?:[-*+]|\d{1,9}[.)])[ \t]")
"""The beginning of a line that may begin an item of a list."""

TILDES = "~" * 8
"""The mark of a code fence that is written in the place of other tags: longer than those in posts."""

EXCERPT_ENDS = frozenset({"more", "truncate", "teaser_end", "pelican_end_summary"})
"""Comments that end the excerpt of a post, in lower case.

``<!-- more -->``, in MDX ``{/* truncate */}``, in Nikola ``.. TEASER_END``.
"""


def fence_after(fence: str, mark: str, rest: str) -> str:
    """Return the mark of the code fence that is open after a line with a mark; empty if none is.

    ``fence`` is that of the fence that was open before, ``rest`` what follows the mark on its line.
    """
    if fence:
        return "" if mark.startswith(fence) and not rest.strip() else fence
    return mark if "`" not in rest else ""


def is_ascii_word(char: str) -> bool:
    """Return whether a character is a letter, digit or underscore of ASCII; an empty string is none."""
    return char.isascii() and (char.isalnum() or char == "_")


BlockRule = Callable[[StateBlock, int, int, bool], bool]
"""``(state, start_line, end_line, silent) -> matched``; a rule that matched has moved ``state.line``."""

InlineRule = Callable[[StateInline, bool], bool]
"""``(state, silent) -> matched``; a rule that matched has moved ``state.pos``."""


def push_paragraph(state: StateBlock, text: str, lines: tuple[int, int]) -> None:
    """Push a paragraph of inline Markdown; ``lines`` are its first line and that after it. ``state.line`` stays."""
    state.push("paragraph_open", "p", 1).map = [*lines]
    inline = state.push("inline", "", 0)
    inline.content, inline.map, inline.children = text, [*lines], []
    state.push("paragraph_close", "p", -1)


def tokenize_between(state: StateInline, start: int, end: int) -> None:
    """Tokenize part of the source, such as the text in brackets; afterwards ``state.pos`` is ``end``."""
    limit = state.posMax
    state.pos, state.posMax = start, end
    state.md.inline.tokenize(state)
    state.pos, state.posMax = end, limit


LINE = "eulernews_line"
"""Key in a token's ``meta``: its line in the source, from 1."""

IS_PART = "eulernews_is_part"
"""Key in the environment of a nested parse: whether its text is in the post itself, not an included file."""

OFFSET = "eulernews_offset"
"""Key in the environment of a nested parse: the number of source lines before its text."""


_OPENINGS = {"image": "![", "link_open": "[", "autolink": "<", "linkify": ":"}


def mark_lines(state: StateCore) -> None:
    """Record the line of inline tokens that a warning may be about (core rule, right after ``inline``)."""
    row, before = 0, state.env.get(OFFSET, 0) + 1
    for token in state.tokens:
        if token.type == "tr_open" and token.map:
            row = token.map[0] + before
        if token.type != "inline":
            continue
        # The cells of a table have no lines of their own.
        line = token.map[0] + before if token.map else row
        if "\n" in token.content:
            _mark(token.children or [], token.content, line)
        else:
            for child in token.children or []:
                child.meta[LINE] = line


def _mark(children: list[Token], raw: str, first: int) -> None:
    """Walk over the children and their source in parallel."""
    place, counted, line = 0, 0, first
    missing: set[str] = set()  # not found once, never found later
    for child in children:
        if child.type in ("softbreak", "hardbreak"):
            place = _after(raw, "\n", place)
        elif child.type == "code_inline":
            place = _after(raw, child.markup, _after(raw, child.markup, place))
        elif child.type in ("image", "html_inline", "link_open"):
            opening = _OPENINGS.get(child.markup) or _OPENINGS.get(child.type) or child.content
            found = -1 if opening in missing else raw.find(opening, place)
            if found < 0:
                missing.add(opening)
            start = place if found < 0 else found
            line += raw.count("\n", counted, start)
            counted = max(counted, start)
            child.meta[LINE] = line
            place = start + (len(opening) if found >= 0 else 0)


def _after(raw: str, text: str, place: int) -> int:
    found = raw.find(text, place) if text else -1
    return place if found < 0 else found + len(text)
