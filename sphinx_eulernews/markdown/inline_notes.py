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

_NOTES = "eulernews_notes"  # in the env of a parse, while it may find notes: {label: Markdown}
_COUNT = "eulernews_note_count"  # likewise: how many were found
_NOTE = re.compile(r"\^\[((?:[^\[\]]|\[[^\[\]]{0,500}+\]){1,2000}+)\]")
_OPENING_BRACKETS = frozenset("([{（［【「『“‘《")
_REPETITION = frozenset("+*?{$")


def inline_note(state: StateInline, silent: bool) -> bool:
    """Parse ``^[The note.]``."""
    notes: dict[str, str] | None = state.env.get(_NOTES)
    match = None if silent else _NOTE.match(state.src, state.pos, state.posMax)
    if notes is None or match is None or not state.pos:
        return False
    before, note, after = state.src[state.pos - 1], match[1].strip(), state.src[match.end() : match.end() + 1]
    if before.isspace() or before in _OPENING_BRACKETS or after in _REPETITION:
        return False
    if not any(char == " " or is_cjk(char) for char in note):
        return False
    state.env[_COUNT] = count = state.env.get(_COUNT, 0) + 1
    label = f"inline-note-{count}"
    notes[label] = note
    state.push("footnote_ref", "", 0).meta = {"label": label}
    state.pos = match.end()
    return True


def parse_inline(state: StateCore) -> None:
    """Parse the inline content of all blocks, and append the definitions of its inline footnotes (core rule).

    There are none in each other, nor in a title, which is parsed by itself and has no place for definitions.
    """
    notes: dict[str, str] = {}
    if not state.inlineMode and "^[" in state.src:
        state.env[_NOTES] = notes
    inline(state)
    state.env.pop(_NOTES, None)
    if notes:
        defined = state.env.setdefault("footnotes", {}).setdefault("refs", {})
        defined.update((f":{label}", 0) for label in notes)
    for label, note in notes.items():
        last = state.tokens[-1].map
        children: list[Token] = []
        state.md.inline.parse(note, state.md, state.env, children)
        text = Token("inline", "", 0, content=note, children=children, map=last, block=True)
        state.tokens += [
            Token("footnote_reference_open", "", 1, meta={"label": label}, map=last, block=True),
            Token("paragraph_open", "p", 1, map=last, block=True),
            text,
            Token("paragraph_close", "p", -1, block=True),
            Token("footnote_reference_close", "", -1, block=True),
        ]
