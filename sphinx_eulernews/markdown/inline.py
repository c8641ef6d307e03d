"""Helpers for markdown-it rules: types, dispatch by first character, tokens of links."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

BlockRule = Callable[[StateBlock, int, int, bool], bool]
"""``(state, start_line, end_line, silent) -> matched``; a rule that matched has moved ``state.line``."""

InlineRule = Callable[[StateInline, bool], bool]
"""``(state, silent) -> matched``; a rule that matched has moved ``state.pos``."""


def by_first_character(rules: Iterable[tuple[str, InlineRule]]) -> InlineRule:
    """Combine inline rules into one that tries those for the current character, in order.

    markdown-it calls every rule at every special character: one call for all of ours is faster.
    """
    table: dict[str, list[InlineRule]] = defaultdict(list)
    for character, rule in rules:
        table[character].append(rule)
    chosen = {character: tuple(of_character) for character, of_character in table.items()}

    def first_match(state: StateInline, silent: bool) -> bool:
        for rule in chosen.get(state.src[state.pos], ()):  # noqa: SIM110  a generator costs more than the rules
            if rule(state, silent):
                return True
        return False

    return first_match


def push_link(state: StateInline, url: str, markup: str) -> None:
    """Push the tokens of a URL that is its own link text; ``markup`` is ``autolink`` or ``linkify``."""
    opening = state.push("link_open", "a", 1)
    opening.attrs = {"href": state.md.normalizeLink(url)}
    state.push("text", "", 0).content = state.md.normalizeLinkText(url)
    closing = state.push("link_close", "a", -1)
    for token in (opening, closing):
        token.markup = markup
        token.info = "auto"


def tokenize_between(state: StateInline, start: int, end: int) -> None:
    """Tokenize part of the source, such as the text in brackets; afterwards ``state.pos`` is ``end``."""
    limit = state.posMax
    state.pos, state.posMax = start, end
    state.md.inline.tokenize(state)
    state.pos, state.posMax = end, limit
