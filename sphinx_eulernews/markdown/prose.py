"""Text of a post that MyST would take for its own syntax.

Authors who never heard of MyST write ``$PATH``, ``100 %``, ``[^x]`` and ``{platform}`code```. Syntax that no
post means is switched off; where both are possible (mathematics, roles, footnotes) the text decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from sphinx_eulernews.markdown.inline import InlineRule
from sphinx_eulernews.markdown.math import is_displayed, is_formula

NOT_IN_POSTS = (
    *("myst_line_comment", "myst_block_break", "myst_target"),
    *("substitution_inline", "substitution_block"),
    "colon_fence",  # containers.container takes its place
    *("span", "attr"),  # residue.span and residue.attributes
    # links.bare_address takes their place: it knows where Chinese text begins.
    *("linkify", "gfm_autolink_www", "gfm_autolink_protocol", "gfm_autolink_email"),
)

BlockRule = Callable[[StateBlock, int, int, bool], bool]

_ROLE = re.compile(r"\{([A-Za-z0-9_+:-]+)\}(?=`)")
_FORMULA = re.compile(r"(\${1,2})((?:[^$\\]|\\.)++)\1", re.DOTALL)
_FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,200}+)\]")


def unknown_role(known: Callable[[str], bool]) -> InlineRule:
    """Return the rule by which a role that nobody registered is text, followed by code."""

    def rule(state: StateInline, silent: bool) -> bool:
        match = _ROLE.match(state.src, state.pos, state.posMax)
        if match is None or known(match[1]):
            return False
        if not silent:
            state.pending += match[0]
        state.pos = match.end()
        return True

    return rule


def formula(state: StateInline, silent: bool) -> bool:
    """Read mathematics between dollars, where it is mathematics; stands in for MyST's ``math_inline``."""
    match = _FORMULA.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    double = match[1] == "$$"
    before = state.src[state.pos - 1] if state.pos else ""
    behind = state.src[match.end() : match.end() + 1]
    if not (is_displayed(match[2]) if double else is_formula(match[2], before, behind)):
        return False
    if not silent:
        token = state.push("math_inline_double" if double else "math_inline", "math", 0)
        token.content = match[2]
        token.markup = match[1]
    state.pos = match.end()
    return True


def displayed_formula(math_block: BlockRule) -> BlockRule:
    """Return MyST's rule for ``$$`` blocks, kept from the dollars of PL/SQL and shell."""

    def rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        start = state.bMarks[start_line] + state.tShift[start_line]
        if not state.src.startswith("$$", start):
            return False
        end = state.src.find("$$", start + 2)
        if end < 0 or not is_displayed(state.src[start + 2 : end]):
            return False
        return math_block(state, start_line, end_line, silent)

    return rule


def undefined_footnote(state: StateInline, silent: bool) -> bool:
    """Take ``[^x]`` as text where no footnote is called so."""
    if not state.src.startswith("[^", state.pos):
        return False
    match = _FOOTNOTE.match(state.src, state.pos, state.posMax)
    if match and f":{match[1]}" in state.env.get("footnotes", {}).get("refs", {}):
        return False
    if not silent:
        state.pending += "["
    state.pos += 1
    return True


def settle_definitions(state: StateCore) -> None:
    """Show a footnote that nothing refers to, or the second of a name, as text; forget doubled link names.

    All this is faultless markdown that Sphinx and MyST would warn about.
    """
    state.env.pop("duplicate_refs", None)
    if not state.env.get("footnotes", {}).get("refs"):
        return
    kept: list[Token] = []
    seen: set[str] = set()
    dropped: list[bool] = []  # of each definition that is open, whether it becomes text
    for place, token in enumerate(state.tokens):
        if token.type == "footnote_reference_open":
            label = token.meta["label"]
            dropped.append(label in seen or not _is_referred_to(state, label))
            seen.add(label)
            if dropped[-1]:
                _show_label(state.tokens[place + 1 : place + 3], label)
                continue
        elif token.type == "footnote_reference_close" and dropped.pop():
            continue
        kept.append(token)
    state.tokens = kept


def _is_referred_to(state: StateCore, label: str) -> bool:
    """Return whether the text, or that of a container, which is parsed later, refers to a footnote."""
    if state.env["footnotes"]["refs"].get(f":{label}", -1) >= 0:
        return True
    return any(token.type.endswith("fence") and f"[^{label}]" in token.content for token in state.tokens)


def _show_label(tokens: list[Token], label: str) -> None:
    if tokens[0].type == "paragraph_open":
        tokens[1].children = [Token("text", "", 0, content=f"[{label}] "), *(tokens[1].children or ())]
