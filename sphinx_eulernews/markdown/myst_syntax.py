"""MyST syntax that posts do not mean: disabled rules, unknown roles, undefined footnotes, dollar math.

Posts from other systems contain ``100 %``, ``[^x]``, ``{platform}`code``` and ``$PATH`` as text. Rules that they never
use are disabled; a role is parsed if it is registered, a footnote if it is defined. Text
between dollars counts as a formula if it has a LaTeX command, a power or an index, or nothing but short names, numbers
and operators.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from sphinx_eulernews.markdown.rule_helpers import IS_PART, BlockRule, InlineRule, is_ascii_word
from sphinx_eulernews.model.front_matter_syntax import split_field

NOT_IN_POSTS = (
    *("myst_line_comment", "myst_block_break", "myst_target"),
    *("substitution_inline", "substitution_block"),
    "colon_fence",  # containers.container takes its place
    *("span", "attr"),  # foreign_syntax.span and foreign_syntax.attributes
    # links.bare_url replaces them: it ends a URL where Chinese text begins.
    *("linkify", "gfm_autolink_www", "gfm_autolink_protocol", "gfm_autolink_email"),
)

_ROLE = re.compile(r"\{([A-Za-z0-9_+:-]+)\}(?=`)")
_FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,200}+)\]")


def front_matter_of_fields(front_matter: BlockRule) -> BlockRule:
    """Return MyST's block rule for front matter, which an included file may have, for fields alone.

    MyST parses the content of each directive as a document of its own, and drops front matter: rules at the start of
    a box would take the text between them away, also where it looks like fields.
    """

    def rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        if start_line or end_line < 2 or state.env.get(IS_PART):
            return False
        first = state.src[state.bMarks[1] : state.eMarks[1]]
        return split_field(first) is not None and front_matter(state, start_line, end_line, silent)

    return rule


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


_FORMULA = re.compile(r"(\${1,2})((?:[^$\\]|\\.)++)\1", re.DOTALL)
_EVIDENCE = re.compile(
    r"""\\[A-Za-z]{2}                                # \alpha, \frac
    |\\[,;!{}|\\]                                    # \, \{ \\
    |[\w)}\]]\^[\w{\\(*+-]                           # x^2, e^{x}
    |(?<![A-Za-z0-9_])[A-Za-z]'?_[A-Za-z0-9{\\]      # x_i, but not DB_NAME
    |[)}]_[\w{\\]                                    # {AB}_1
    """,
    re.VERBOSE,
)
_WORDS = re.compile(r"\\(?:text|textbf|textit|mbox|mathrm|operatorname|tag|label)\{[^{}]*+\}")
_WORD = "1"  # in the place of each: it stands for something, also where it is alone on its line
_NOT_LATEX = re.compile(r"[\"`\u2e80-\uffef“”‘’]|https?:|&&|\n[ \t]*\n")
_SHORT_NAMES = re.compile(
    r"(?:log|ln|lg|exp|sin|cos|tan|max|min|mod|lim|gcd|det|dim|Pr|arg"
    r"|(?<![A-Za-z])[A-Za-z]{1,2}(?![A-Za-z])|[^A-Za-z])++\Z"
)
_OF_SHELL = re.compile(r"[#@?;:$~&]|\A[./{*_]|[-./_=,|]\Z|--")
_STATEMENT = re.compile(r";[ \t]*(?:\n|\Z)")


def is_formula(text: str, before: str = "", after: str = "") -> bool:
    """Return whether ``text`` between two single dollars is a formula.

    ``before`` and ``after`` are the characters outside the dollars, "" at the edge: a word character there means
    an amount (``US$5``) or another variable (``$PATH:$HOME``).
    """
    if not text or text[0].isspace() or text[-1].isspace() or is_ascii_word(before) or is_ascii_word(after):
        return False
    bare = _WORDS.sub(_WORD, text)
    if after == "{" or _NOT_LATEX.search(bare):
        return False
    return bool(_EVIDENCE.search(bare)) or not (_OF_SHELL.search(bare) or not _SHORT_NAMES.match(bare))


def is_displayed(text: str) -> bool:
    """Return whether ``text`` between double dollars is a formula; PL/SQL quotes function bodies the same way."""
    bare = _WORDS.sub(_WORD, text.strip())
    if not text.strip() or _NOT_LATEX.search(bare) or _STATEMENT.search(bare):
        return False
    return "=" in bare or bool(_EVIDENCE.search(bare) or _SHORT_NAMES.match(bare))


def formula(state: StateInline, silent: bool) -> bool:
    """Parse a formula between dollars; replaces MyST's ``math_inline``."""
    match = _FORMULA.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    double = match[1] == "$$"
    before = state.src[state.pos - 1] if state.pos else ""
    after = state.src[match.end() : match.end() + 1]
    if not (is_displayed(match[2]) if double else is_formula(match[2], before, after)):
        return False
    if not silent:
        token = state.push("math_inline_double" if double else "math_inline", "math", 0)
        token.content = match[2]
        token.markup = match[1]
    state.pos = match.end()
    return True


# The backslashes are doubled, since Markdown makes one of two, and what is left is what MathJax sees.
_BRACKETED_FORMULA = re.compile(
    r"""
    \\\\ (?: \( (?P<inline> (?: [^\\] | \\ (?! \\ [()\[\]] ) )++ ) \\\\ \)
          | \[ (?P<displayed> (?: [^\\] | \\ (?! \\ [()\[\]] ) )++ ) \\\\ \] )
    """,
    re.VERBOSE,
)
_ESCAPED = re.compile(r"\\([\\_*{}|#])")


def bracketed_formula(state: StateInline, silent: bool) -> bool:
    r"""Parse ``\\(x\\)``, a formula, and ``\\[x\\]``, a displayed one, as sites of Jekyll with MathJax have them."""
    match = _BRACKETED_FORMULA.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    content = _ESCAPED.sub(r"\1", (match["inline"] or match["displayed"]).strip())
    if not (is_formula(content) if match["inline"] else is_displayed(content)):
        return False
    if not silent:
        token = state.push("math_inline" if match["inline"] else "math_inline_double", "math", 0)
        token.content, token.markup = content, "$" if match["inline"] else "$$"
    state.pos = match.end()
    return True


_EQUATION_ID = re.compile(r"[ \t]{0,9}+\{#[\w:.-]{1,99}+\}[ \t]*+(?=\n|\Z)")


def displayed_formula(math_block: BlockRule) -> BlockRule:
    """Return MyST's rule for ``$$`` blocks, skipped for the dollars of PL/SQL and shell.

    The id that Quarto has after one, ``$$...$$ {#eq-x}``, is not shown.
    """

    def rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        start = state.bMarks[start_line] + state.tShift[start_line]
        if not state.src.startswith("$$", start):
            return False
        end = state.src.find("$$", start + 2)
        if end < 0 or not is_displayed(state.src[start + 2 : end]):
            return False
        last = start_line + state.src.count("\n", start, end)
        if last >= end_line or _EQUATION_ID.match(state.src, end + 2) is None:
            return math_block(state, start_line, end_line, silent)
        written, state.eMarks[last] = state.eMarks[last], end + 2
        found = math_block(state, start_line, end_line, silent)
        state.eMarks[last] = written
        return found

    return rule
