"""MyST syntax in text that was not written for MyST: disabled rules, unknown roles, undefined footnotes.

Posts from other systems contain ``100 %``, ``[^x]`` and ``{platform}`code``` as text. Rules that no post means are
disabled; roles and footnotes are parsed where the role is registered and the footnote is defined.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from sphinx_eulernews.markdown.inline import InlineRule

NOT_IN_POSTS = (
    *("myst_line_comment", "myst_block_break", "myst_target"),
    *("substitution_inline", "substitution_block"),
    "colon_fence",  # containers.container takes its place
    *("span", "attr"),  # leftovers.span and leftovers.attributes
    # links.bare_url replaces them: it ends a URL where Chinese text begins.
    *("linkify", "gfm_autolink_www", "gfm_autolink_protocol", "gfm_autolink_email"),
)

_ROLE = re.compile(r"\{([A-Za-z0-9_+:-]+)\}(?=`)")
_FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,200}+)\]")


def unknown_role(known: Callable[[str], bool]) -> InlineRule:
    """Return an inline rule that shows a role that is not registered as text, followed by code."""

    def rule(state: StateInline, silent: bool) -> bool:
        match = _ROLE.match(state.src, state.pos, state.posMax)
        if match is None or known(match[1]):
            return False
        if not silent:
            state.pending += match[0]
        state.pos = match.end()
        return True

    return rule


def undefined_footnote(state: StateInline, silent: bool) -> bool:
    """Show ``[^x]`` as text where the footnote is not defined."""
    if not state.src.startswith("[^", state.pos):
        return False
    match = _FOOTNOTE.match(state.src, state.pos, state.posMax)
    if match and f":{match[1]}" in state.env.get("footnotes", {}).get("refs", {}):
        return False
    if not silent:
        state.pending += "["
    state.pos += 1
    return True


def check_definitions(state: StateCore) -> None:
    """Show an unreferenced or duplicate footnote as text, and drop duplicate link definitions (core rule).

    All of it is valid Markdown that Sphinx and MyST would warn about.
    """
    state.env.pop("duplicate_refs", None)
    if not state.env.get("footnotes", {}).get("refs"):
        return
    kept: list[Token] = []
    referenced = _referenced(state)
    seen: set[str] = set()
    dropped: list[bool] = []  # of each definition that is open, whether it becomes text
    for place, token in enumerate(state.tokens):
        if token.type == "footnote_reference_open":
            label = token.meta["label"]
            dropped.append(label in seen or label not in referenced)
            seen.add(label)
            if dropped[-1]:
                _show_label(state.tokens[place + 1 : place + 3], label)
                continue
        elif token.type == "footnote_reference_close" and dropped.pop():
            continue
        kept.append(token)
    state.tokens = kept


def _referenced(state: StateCore) -> set[str]:
    """Return the labels of footnotes that are referenced, also from a container, whose text is parsed later."""
    labels = {label[1:] for label, number in state.env["footnotes"]["refs"].items() if number >= 0}
    for token in state.tokens:
        if token.type.endswith("fence"):
            labels.update(_FOOTNOTE.findall(token.content))
    return labels


def _show_label(tokens: list[Token], label: str) -> None:
    if tokens[0].type == "paragraph_open":
        tokens[1].children = [Token("text", "", 0, content=f"[{label}] "), *(tokens[1].children or ())]
