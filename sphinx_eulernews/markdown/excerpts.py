"""Where an author ends the excerpt of a post: ``<!-- more -->``, ``<!-- truncate -->``, ``{/* truncate */}``."""

from __future__ import annotations

import re

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_COMMENT = re.compile(r"<!--[ \t]*+(more|truncate)\b[^<>]{0,100}-->", re.IGNORECASE)
_MDX = re.compile(r"\{/\*[ \t]*+(more|truncate)[ \t]*+\*/\}", re.IGNORECASE)


def mark_excerpt(state: StateCore) -> None:
    """Replace the first such mark by a comment token, which MyST renders as a comment node (core rule)."""
    for place, token in enumerate(state.tokens):
        if token.type == "html_block" and (match := _COMMENT.match(token.content.strip())):
            state.tokens[place : place + 1] = [_comment(match[1], token)]
            return
        if token.type == "inline" and place and state.tokens[place - 1].type == "paragraph_open":
            content = token.content.strip()
            if match := _MDX.fullmatch(content):
                state.tokens[place - 1 : place + 2] = [_comment(match[1], token)]
                return
            if "<!--" in content and (match := _COMMENT.search(content)):
                # The excerpt ends with the paragraph that holds the mark.
                state.tokens.insert(place + 2, _comment(match[1], token))
                return


def _comment(name: str, token: Token) -> Token:
    comment = Token("myst_line_comment", "hr", 0, content=name.lower(), block=True)
    comment.map = list(token.map) if token.map else None
    return comment
