"""Small tools for inline rules of markdown-it: choosing a rule, and the tokens that several of them make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from markdown_it.rules_inline import StateInline

InlineRule = Callable[[StateInline, bool], bool]
"""``(state, silent) -> matched``; a rule that matched has moved ``state.pos``."""


def by_first_character(rules: Iterable[tuple[str, InlineRule]]) -> InlineRule:
    """Return one rule that tries, in order, those for the character at hand.

    markdown-it calls every rule at every place that is not plain text; so all of ours cost one call.
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


def push_link(state: StateInline, address: str, markup: str) -> None:
    """Add the tokens of a link that is its own text; the markup is ``autolink`` or ``linkify``."""
    opening = state.push("link_open", "a", 1)
    opening.attrs = {"href": state.md.normalizeLink(address)}
    state.push("text", "", 0).content = state.md.normalizeLinkText(address)
    closing = state.push("link_close", "a", -1)
    for token in (opening, closing):
        token.markup = markup
        token.info = "auto"


def tokenize_between(state: StateInline, start: int, end: int) -> None:
    """Read a part of the text, such as what stands in brackets; afterwards ``state.pos`` is its end."""
    limit = state.posMax
    state.pos, state.posMax = start, end
    state.md.inline.tokenize(state)
    state.pos, state.posMax = end, limit
