"""Is it mathematics, what stands between two dollars? In posts it is as often shell, money or SQL.

A formula must show that it is one: by a LaTeX command, a power, an index, or by holding nothing but short
names, numbers and operators. Everything else is text. Pure functions of the text.
"""

from __future__ import annotations

import re

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


def is_formula(text: str, before: str = "", behind: str = "") -> bool:
    """Return whether ``text`` between two single dollars is mathematics.

    ``before`` and ``after`` are the characters outside the dollars, "" at the edge: a word that goes on
    there means an amount (``US$5``) or another variable (``$PATH:$HOME``).
    """
    if not text or text[0].isspace() or text[-1].isspace() or _is_word(before) or _is_word(behind):
        return False
    bare = _WORDS.sub("", text)
    if behind == "{" or _NOT_LATEX.search(bare):
        return False
    return bool(_EVIDENCE.search(bare)) or not (_OF_SHELL.search(bare) or not _SHORT_NAMES.match(bare))


def is_displayed(text: str) -> bool:
    """Return whether ``text`` between two double dollars is mathematics; PL/SQL quotes its bodies so."""
    bare = _WORDS.sub("", text.strip())
    if not text.strip() or _NOT_LATEX.search(bare) or _STATEMENT.search(bare):
        return False
    return "=" in bare or bool(_EVIDENCE.search(bare) or _SHORT_NAMES.match(bare))


def _is_word(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char == "_")
