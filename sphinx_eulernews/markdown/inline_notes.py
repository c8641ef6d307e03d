"""Inline footnotes: ``text^[The note.]``, as Pandoc, Quarto, Obsidian and a plugin of markdown-it have them.

Each becomes a reference and a definition at the end, whose tokens are those of MyST's own footnotes. A regular
expression in prose, ``^[a-z ]+$``, is none: it follows a space, or a sign of repetition follows it.
"""

from __future__ import annotations

import re

from markdown_it.rules_core import StateCore, inline
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from sphinx_eulernews.markdown.cjk import is_cjk
from sphinx_eulernews.markdown.rule_helpers import OFFSET

_MAY_BEGIN = "eulernews_notes"  # in the env of a parse: whether an inline footnote may begin
_CONTENT = "eulernews_note"  # in the meta of a reference: the Markdown of its footnote
_NOTE = re.compile(r"\^\[((?:[^\[\]]|\[[^\[\]]{0,500}+\]){1,2000}+)\]")
_OPENING_BRACKETS = frozenset("([{（［【「『“‘《")
_REPETITION = frozenset("+*?{$")


def inline_note(state: StateInline, silent: bool) -> bool:
    """Parse ``^[The note.]``."""
    match = None if silent else _NOTE.match(state.src, state.pos, state.posMax)
    if match is None or not state.pos or not state.env.get(_MAY_BEGIN):
        return False
    before, note, after = state.src[state.pos - 1], match[1].strip(), state.src[match.end() : match.end() + 1]
    if before.isspace() or before in _OPENING_BRACKETS or after in _REPETITION:
        return False
    if not any(char == " " or is_cjk(char) for char in note):
        return False
    state.push("footnote_ref", "", 0).meta = {"label": "", _CONTENT: note}
    state.pos = match.end()
    return True


def parse_inline(state: StateCore) -> None:
    """Parse the inline content of all blocks, and append the definitions of its inline footnotes (core rule).

    There are none in each other, nor in a title, which is parsed by itself and has no place for definitions.
    """
    may_have_notes = not state.inlineMode and "^[" in state.src
    state.env[_MAY_BEGIN] = may_have_notes
    inline(state)
    state.env[_MAY_BEGIN] = False
    if not may_have_notes:
        return
    defined = state.env.setdefault("footnotes", {}).setdefault("refs", {})
    lines, before = [0, 1], state.env.get(OFFSET, 0) + 1
    for token in state.tokens[:]:
        lines = token.map or lines
        notes = [child for child in token.children or () if _CONTENT in child.meta]
        for number, note in enumerate(notes):
            # Named by its line: the translation of a block names those of the block.
            label = f"inline-note-{lines[0] + before}" + (f"-{number + 1}" if number else "")
            note.meta["label"] = label
            defined[f":{label}"] = 0
            state.tokens += _definition(state, label, note.meta[_CONTENT], lines)


def _definition(state: StateCore, label: str, note: str, lines: list[int]) -> list[Token]:
    """Return the tokens of a definition, as those of ``[^label]: note``."""
    children: list[Token] = []
    state.md.inline.parse(note, state.md, state.env, children)
    return [
        Token("footnote_reference_open", "", 1, meta={"label": label}, map=lines, block=True),
        Token("paragraph_open", "p", 1, map=lines, block=True),
        Token("inline", "", 0, content=note, children=children, map=lines, block=True),
        Token("paragraph_close", "p", -1, block=True),
        Token("footnote_reference_close", "", -1, block=True),
    ]
