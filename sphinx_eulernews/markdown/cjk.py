"""CJK rules for Markdown: emphasis next to full-width punctuation, soft line breaks without a space.

CommonMark decides by spaces and punctuation whether ``**`` may open or close emphasis, and CJK scripts write no
spaces. The rules follow the specification at https://github.com/tats-u/markdown-cjk-friendly; text without CJK
characters is parsed as CommonMark says.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple
from unicodedata import category, east_asian_width

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block import paragraph as commonmark_paragraph
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

from sphinx_eulernews.cjk_ranges import EAST_ASIAN, HANGUL, is_in

_is_east_asian, _is_hangul = is_in(EAST_ASIAN), is_in(HANGUL)
_IDEOGRAPHIC_INDENT = re.compile(r"\u3000[\u3000 \t]*(?=[^\u3000\s])")

_SPACE, _PUNCTUATION, _IS_CJK = 1, 2, 4
_OUTSIDE_PUNCTUATION = _SPACE | _PUNCTUATION | _IS_CJK  # what flanking punctuation needs on its other side

_CURLY_QUOTES = "“”‘’"
_RUN = re.compile(r"\*+|_+|~+")
_INLINE_TAG = re.compile(r"</?(?:a|b|del|em|font|i|mark|s|small|span|strong|sub|sup|u)\b", re.IGNORECASE)


def is_cjk(char: str) -> bool:
    """Return whether a character is an ideograph, kana, Hangul or their full-width punctuation."""
    return char >= "\u1100" and _is_east_asian(char)


class _Run(NamedTuple):
    """A delimiter run: its length, and whether it may open or close emphasis."""

    length: int
    opens: bool
    closes: bool


def emphasis(state: StateInline, silent: bool) -> bool:
    """Parse a run of ``*`` or ``_``: CommonMark's inline rule with flanking as in CJK text."""
    marker = state.src[state.pos]
    if silent or marker not in "*_":
        return False
    run = _scan(state, splits_words=marker == "*")
    for _ in range(run.length):
        _push_delimiter(state, marker, run, run.length)
    state.pos += run.length
    return True


def strikethrough(state: StateInline, silent: bool) -> bool:
    """Parse a run of ``~~`` with flanking as in CJK text; an unpaired tilde is text."""
    if silent or not state.src.startswith("~~", state.pos):
        return False
    run = _scan(state, splits_words=True)
    if run.length % 2:
        state.push("text", "", 0).content = "~"
    for _ in range(run.length // 2):
        _push_delimiter(state, "~~", run, 0)
    state.pos += run.length
    return True


def _push_delimiter(state: StateInline, text: str, run: _Run, length: int) -> None:
    state.push("text", "", 0).content = text
    position = len(state.tokens) - 1
    state.delimiters.append(Delimiter(ord(text[0]), length, position, -1, run.opens, run.closes))


def _scan(state: StateInline, *, splits_words: bool) -> _Run:
    """Return the delimiter run at the current position."""
    match = _RUN.match(state.src, state.pos, state.posMax)
    end = match.end() if match else state.pos + 1
    before = _before(state.src, state.pos)
    after = _traits(state.src[end]) if end < state.posMax else _SPACE
    left = not after & _SPACE and (after != _PUNCTUATION or bool(before & _OUTSIDE_PUNCTUATION))
    right = not before & _SPACE and (before != _PUNCTUATION or bool(after & _OUTSIDE_PUNCTUATION))
    opens = left and (splits_words or not right or bool(before & _PUNCTUATION))
    closes = right and (splits_words or not left or bool(after & _PUNCTUATION))
    return _Run(end - state.pos, opens, closes)


def _before(text: str, position: int) -> int:
    """Return the traits of the character before a position; a variation selector counts as part of it."""
    if not position:
        return _SPACE
    char = text[position - 1]
    if "\ufe00" <= char <= "\ufe0e" and position > 1:
        base = text[position - 2]
        if char == "\ufe01" and base in _CURLY_QUOTES:
            return _PUNCTUATION | _IS_CJK
        return _traits(base) & ~_SPACE  # after a space the selector is the character that is seen
    if "\U000e0100" <= char <= "\U000e01ef":  # stands after ideographs only
        return _IS_CJK
    return _traits(char)


@lru_cache(maxsize=4096)
def _traits(char: str) -> int:
    if char in _CURLY_QUOTES:  # shared by both scripts, and as often without a space before a Latin word
        return _PUNCTUATION | _IS_CJK
    code = ord(char)
    space = _SPACE if isWhiteSpace(code) else 0
    punctuation = _PUNCTUATION if isMdAsciiPunct(code) or isPunctChar(char) else 0
    return space | punctuation | (_IS_CJK if is_cjk(char) else 0)


def paragraph(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Parse a paragraph and keep its ideographic indent, which CommonMark trims as white space."""
    position = state.bMarks[start_line] + state.tShift[start_line]
    indent = _IDEOGRAPHIC_INDENT.match(state.src, position, state.eMarks[start_line])
    done = commonmark_paragraph(state, start_line, end_line, silent)
    if indent and done and not silent:
        state.tokens[-2].content = indent[0] + state.tokens[-2].content
    return done


def join_lines(state: StateCore) -> None:
    """Remove soft breaks that a browser would show as a space inside CJK text (core rule).

    As CSS Text 3 and 4 define segment break transformation, curved quotes and dashes included. The text on both
    sides becomes one token, so that search finds the word.
    """
    for token in state.tokens:
        if token.type == "inline" and token.children and "\n" in token.content:
            token.children = _joined(token.children)


def _joined(children: list[Token]) -> list[Token]:
    for child in children:
        if child.type == "image" and child.children:
            child.children = _joined(child.children)
    breaks = [position for position, child in enumerate(children) if child.type == "softbreak"]
    superfluous = {position for position in breaks if _needs_no_space(children, position)}
    if not superfluous:
        return children
    kept = [child for position, child in enumerate(children) if position not in superfluous]
    joined: list[Token] = []
    for is_text, group in groupby(kept, lambda child: child.type == "text"):
        run = list(group)
        if is_text:
            run[0].content = "".join(child.content for child in run)
            del run[1:]
        joined += run
    return joined


def _needs_no_space(children: list[Token], position: int) -> bool:
    before = _visible(children, position, -1)
    after = _visible(children, position, 1)
    if not before or after in _BULLETS:
        return False
    wide_before, wide_after = (_is_east_asian(char) and not _is_hangul(char) for char in (before, after))
    if wide_before and wide_after:
        return True
    return (wide_before and _is_shared_punctuation(after)) or (wide_after and _is_shared_punctuation(before))


# A line that one of these begins is an item of a list; nothing visible stands there where it is empty.
_BULLETS = ("", *"\u2022\u25cf\u25cb\u25a0\u25a1\u25c6\u25c7\u25aa\u2605\u2606")


def _visible(children: list[Token], position: int, step: int) -> str:
    """Return the nearest visible character next to a soft break; "" if something else stands there."""
    position += step
    while 0 <= position < len(children):
        child = children[position]
        if child.type in ("text", "code_inline"):
            if child.content:
                return child.content[0 if step > 0 else -1]
        elif not child.nesting and not (child.type == "html_inline" and _INLINE_TAG.match(child.content)):
            return ""
        position += step
    return ""


@lru_cache(maxsize=4096)
def _is_shared_punctuation(char: str) -> bool:
    return east_asian_width(char) == "A" and category(char)[0] in "PS"
