"""Math between dollar signs: which text is a formula, and the markdown-it rules that parse it.

In posts a dollar is as often shell, money or SQL. Text counts as a formula if it has a LaTeX command, a power or an
index, or nothing but short names, numbers and operators.
"""

from __future__ import annotations

import re

from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from sphinx_eulernews.markdown.inline import BlockRule

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
    if not text or text[0].isspace() or text[-1].isspace() or _is_word(before) or _is_word(after):
        return False
    bare = _WORDS.sub("", text)
    if after == "{" or _NOT_LATEX.search(bare):
        return False
    return bool(_EVIDENCE.search(bare)) or not (_OF_SHELL.search(bare) or not _SHORT_NAMES.match(bare))


def is_displayed(text: str) -> bool:
    """Return whether ``text`` between double dollars is a formula; PL/SQL quotes function bodies the same way."""
    bare = _WORDS.sub("", text.strip())
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


def displayed_formula(math_block: BlockRule) -> BlockRule:
    """Return MyST's rule for ``$$`` blocks, skipped for the dollars of PL/SQL and shell."""

    def rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        start = state.bMarks[start_line] + state.tShift[start_line]
        if not state.src.startswith("$$", start):
            return False
        end = state.src.find("$$", start + 2)
        if end < 0 or not is_displayed(state.src[start + 2 : end]):
            return False
        return math_block(state, start_line, end_line, silent)

    return rule


def _is_word(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char == "_")
