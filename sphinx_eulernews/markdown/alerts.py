"""Alerts: quotes that begin with ``[!NOTE]``, as GitHub, Hugo and Obsidian have them, are admonitions.

In a Markdown that does not know them they are quotes, whose first line says so: nothing but that line differs.
"""

from __future__ import annotations

import re

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

ALERT = "eulernews_alert"
"""Type of the syntax node of an alert; ``info`` of its token is its kind in lower case."""
ALERT_TITLE = "eulernews_alert_title"
"""Key in the ``meta`` of an alert's token: its title as inline Markdown; empty if it has none of its own."""
IS_FOLDED = "eulernews_alert_is_folded"
"""Key in the ``meta`` of an alert's token: whether a reader has to unfold it, in Obsidian."""

# Obsidian: metadata after a pipe, a sign that folds the content, a title.
_MARK = re.compile(
    r"\[!(?P<kind>[A-Za-z][\w-]{0,40}+)(?:\|[^\]\n]{0,200}+)?\](?P<sign>[+-]?)(?:[ \t]++(?P<title>[^\n]*+))?(?:\n|\Z)"
)


def mark_alerts(state: StateCore) -> None:
    """Turn the tokens of quotes that begin with a mark into those of alerts (core rule, before inline parsing)."""
    if "[!" not in state.src:
        return
    tokens = state.tokens
    quotes: list[Token] = []  # that are open
    emptied: list[int] = []
    for place, token in enumerate(tokens):
        if token.type == "blockquote_open":
            quotes.append(token)
        elif token.type == "blockquote_close":
            if quotes.pop().type != "blockquote_open":
                token.type = f"{ALERT}_close"
        elif token.type == "inline" and quotes and (match := _MARK.match(token.content)):
            if tokens[place - 2] is not quotes[-1] or tokens[place - 1].type != "paragraph_open":
                continue
            _mark(quotes[-1], match)
            _drop_first_line(tokens[place - 1], token, match.end())
            emptied += [] if token.content else [place]
    for place in reversed(emptied):
        del tokens[place - 1 : place + 2]


def _mark(quote: Token, match: re.Match[str]) -> None:
    quote.type, quote.info = f"{ALERT}_open", match["kind"].lower()
    quote.meta.update({ALERT_TITLE: (match["title"] or "").strip(), IS_FOLDED: match["sign"] == "-"})


def _drop_first_line(paragraph: Token, inline: Token, end: int) -> None:
    inline.content = inline.content[end:]
    for token in (paragraph, inline):
        token.map = token.map and [token.map[0] + 1, token.map[1]]
