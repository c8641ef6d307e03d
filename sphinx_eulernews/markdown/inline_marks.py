"""Inline marks: ``==marked==``, ``x^2^``, ``H~2~O``, ``++ctrl+c++``, and abbreviations, ``*[HTML]: Hypertext``.

They are those of Python-Markdown and its extensions (Pelican, Material for MkDocs), kramdown, Pandoc, Typora and
plugins of markdown-it (Hexo, VuePress). Prose and code without backquotes have the same characters for other reasons:
``a == b``, ``10~20``, ``^_^``, ``i++``. So each mark wants a neighbour or content which those do not have.
"""

from __future__ import annotations

import re

from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from sphinx_eulernews.markdown.rule_helpers import is_ascii_word, tokenize_between

SUPERSCRIPT, SUBSCRIPT, KEYS, ABBREVIATION = (
    "eulernews_superscript",
    "eulernews_subscript",
    "eulernews_keys",
    "eulernews_abbreviation",
)
"""Types of the syntax nodes; the title of the last one is what it is short for."""

_MARKED = re.compile(r"==(?![\s=])((?:[^=]|=(?!=)){1,1000}+)(?<!\s)==(?!=)")
_NOT_BEFORE_MARK, _NOT_AFTER_MARK = frozenset("\"')]}`=!<>&$+-_"), frozenset("\"'([{`_")

_CLOSING_BRACKETS = frozenset(")]")
_SUPERSCRIPT = re.compile(r"\^(?=[^^]{0,19}[0-9A-Za-z])([0-9A-Za-z+\-−()\[\],.]{1,20}+)\^")
_REFERENCE = re.compile(r"[\[(]?\d{1,4}(?:[,\-]\d{1,4}){0,9}[\])]?")
_SUBSCRIPT = re.compile(r"~(\d{1,4}[+\-]?|(?:[a-z]{1,2}|[ijkmn][+\-]\d)(?=~(?![A-Za-z])))~(?!~)")

_KEYS = re.compile(r"\+\+([a-z0-9-]{1,20}+(?:\+[a-z0-9-]{1,20}+){0,5}+)\+\+(?!\+)")
_NAMES_OF_KEYS = {
    *("alt", "altgr", "backspace", "break", "caps-lock", "cmd", "command", "control", "ctrl", "del", "delete", "down"),
    *("end", "enter", "esc", "escape", "fn", "home", "ins", "insert", "left", "menu", "meta", "num-lock", "option"),
    *("page-down", "page-up", "pause", "pg-dn", "pg-up", "print-screen", "return", "right", "shift", "space", "super"),
    *("tab", "up", "win", "windows", *(f"f{number}" for number in range(1, 25))),
}


def marked(state: StateInline, silent: bool) -> bool:
    """Parse ``==text==`` between spaces or punctuation; the text may have inline Markdown.

    Within a sentence without spaces, as Chinese is written, two operators look like it: ``用==比较地址而==比较值``.
    """
    match = None if silent else _MARKED.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    before, after = state.src[max(state.pos - 1, 0) : state.pos], state.src[match.end() : match.end() + 1]
    if before.isalnum() or before in _NOT_BEFORE_MARK or after.isalnum() or after in _NOT_AFTER_MARK:
        return False
    state.push("html_inline", "", 0).content = "<mark>"
    tokenize_between(state, *match.span(1))
    state.push("html_inline", "", 0).content = "</mark>"
    state.pos = match.end()
    return True


def superscript(state: StateInline, silent: bool) -> bool:
    """Parse ``x^2^``; after other than a letter or digit of ASCII, only the number of a reference: ``^[1]^``."""
    match, before = _after(state, _SUPERSCRIPT)
    if silent or match is None:
        return False
    follows = is_ascii_word(before) or before in _CLOSING_BRACKETS or _REFERENCE.fullmatch(match[1])
    return bool(follows) and _parse(state, SUPERSCRIPT, match)


def subscript(state: StateInline, silent: bool) -> bool:
    """Parse ``H~2~O``: a number or index after a letter or bracket."""
    match, before = _after(state, _SUBSCRIPT)
    if silent or match is None:
        return False
    return ((before.isascii() and before.isalpha()) or before in _CLOSING_BRACKETS) and _parse(state, SUBSCRIPT, match)


def _after(state: StateInline, pattern: re.Pattern[str]) -> tuple[re.Match[str] | None, str]:
    """Return the match at the current position, and the character before it; empty at the start."""
    return pattern.match(state.src, state.pos, state.posMax), state.src[max(state.pos - 1, 0) : state.pos]


def _parse(state: StateInline, kind: str, match: re.Match[str]) -> bool:
    _push(state, kind, match[1])
    state.pos = match.end()
    return True


def keys(state: StateInline, silent: bool) -> bool:
    """Parse ``++ctrl+c++``: keys of a keyboard, at least one of them by its name."""
    match = None if silent else _KEYS.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    pressed = match[1].split("+")
    if _NAMES_OF_KEYS.isdisjoint(pressed) or any(len(key) > 1 and key not in _NAMES_OF_KEYS for key in pressed):
        return False
    for number, key in enumerate(pressed):
        if number:
            state.push("text", "", 0).content = "+"
        _push(state, KEYS, key.replace("-", " ").title())
    state.pos = match.end()
    return True


def _push(state: StateInline, kind: str, text: str) -> None:
    state.push(f"{kind}_open", "", 1)
    state.push("text", "", 0).content = text
    state.push(f"{kind}_close", "", -1)


_DEFINITIONS = "eulernews_abbreviations"  # in the env of a parse: {abbreviation: what it is short for}
_MAX_DEFINITIONS = 200  # each is looked for at every character
_DEFINITION = re.compile(r"\*\[([^\[\]\n]{1,100}+)\]:[ \t]*+(.*)")


def abbreviation_definition(state: StateBlock, start_line: int, _end_line: int, silent: bool) -> bool:
    """Note a line ``*[HTML]: Hypertext Markup Language``, which is not shown; one that defines nothing is text."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith("*[", start) or state.is_code_block(start_line):
        return False
    match = _DEFINITION.fullmatch(state.src, start, state.eMarks[start_line])
    definitions: dict[str, str] = state.env.setdefault(_DEFINITIONS, {})
    if match is None or not match[2].strip() or len(definitions) >= _MAX_DEFINITIONS:
        return False
    if not silent:
        definitions.setdefault(match[1], match[2].strip())
        state.line = start_line + 1
    return True


def explain_abbreviations(state: StateCore) -> None:
    """Put the abbreviations that the post defines between tokens with their explanations (after ``inline``)."""
    definitions: dict[str, str] = state.env.get(_DEFINITIONS, {})
    if not definitions:
        return
    longest_first = "|".join(map(re.escape, sorted(definitions, key=len, reverse=True)))
    pattern = re.compile(rf"(?<![A-Za-z0-9_])({longest_first})(?![A-Za-z0-9_])")
    for token in state.tokens:
        if token.type == "inline" and token.children and pattern.search(token.content):
            token.children = [part for child in token.children for part in _explained(child, pattern, definitions)]


def _explained(child: Token, pattern: re.Pattern[str], definitions: dict[str, str]) -> list[Token]:
    pieces = pattern.split(child.content) if child.type == "text" else []
    if len(pieces) < 2:
        return [child]
    found: list[Token] = []
    for number, piece in enumerate(pieces):
        text = Token("text", "", 0, content=piece, level=child.level)
        if number % 2:
            opening = Token(f"{ABBREVIATION}_open", "", 1, attrs={"title": definitions[piece]}, level=child.level)
            found += [opening, text, Token(f"{ABBREVIATION}_close", "", -1, level=child.level)]
        elif piece:
            found.append(text)
    return found
