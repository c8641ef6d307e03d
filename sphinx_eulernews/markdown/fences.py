"""Code fences: directives, and the Pygments lexer for the language name."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from pygments.lexers import get_all_lexers  # type: ignore[import-untyped]  # no types of its own

PLAIN = "text"

# Names that blog platforms, Prism (VuePress) and Chroma (Hugo) know and Pygments does not.
_ALIASES = {
    "cc": "cpp",
    "cjs": "js",
    "cmd": "batch",
    "dos": "batch",
    "gradle": "groovy",
    "h": "c",
    "hbs": "handlebars",
    "hpp": "cpp",
    "html5": "html",
    "jinja2": "jinja",
    "jsonc": "json5",
    "kt": "kotlin",
    "linux": "shell",
    "mjs": "js",
    "mk": "make",
    "mssql": "tsql",
    "node": "js",
    "nodejs": "js",
    "oracle": "sql",
    "patch": "diff",
    "pgsql": "postgresql",
    "plsql": "plpgsql",
    "rpmspec": "spec",
    "svg": "xml",
    "vb": "vbnet",
    "viml": "vim",
}
_NAME = re.compile(r"[^\s{}\[\]()<>:,;=\"']+")  # js{1,3}, js:line-numbers, js [main.js]
_IN_BRACES = re.compile(r"\{[\s.]*([A-Za-z][\w+#-]*)(?=[\s,}])")
_DIRECTIVE = re.compile(r"\{([^\s{}]+)\}(?=\s|\Z)")


def check_fences(known_directive: Callable[[str], bool]) -> Callable[[StateCore], None]:
    """Return a core rule that keeps registered directives and gives each other fence a lexer that exists."""

    def rule(state: StateCore) -> None:
        for token in state.tokens:
            if token.type == "fence" and token.info:
                _check(token, known_directive)

    return rule


def _check(fence: Token, known_directive: Callable[[str], bool]) -> None:
    info = fence.info.strip()
    directive = _DIRECTIVE.match(info)
    if directive and (directive[1] == "eval-rst" or known_directive(directive[1])):
        return
    if info.split(maxsplit=1)[:1] == ["mermaid"] and known_directive("mermaid"):
        fence.info = "{mermaid}"
        return
    fence.info = lexer_name(info)


@lru_cache(maxsize=1024)
def lexer_name(info: str) -> str:
    """Return the Pygments lexer for the info string of a fence; ``text`` if there is none.

    ``"C{.line-num}"`` gives ``"c"``, ``"{.python .numberLines}"`` gives ``"python"``, ``"Plain Text"`` gives
    ``"text"``. An empty string stays empty: the language of the site applies.
    """
    info = info.strip().casefold()
    if not info:
        return ""
    braced = _IN_BRACES.match(info)
    names = [braced[1]] if braced else _NAME.findall(info)[:1]
    for name in names:
        lexer = _ALIASES.get(name, name)
        if lexer in _lexers(plugins=False) or lexer in _lexers(plugins=True):
            return lexer
    return PLAIN


@lru_cache(maxsize=2)
def _lexers(*, plugins: bool) -> frozenset[str]:
    """Return the names of lexers without importing their modules; ``plugins`` imports those of plugins."""
    return frozenset(alias for _, aliases, *_ in get_all_lexers(plugins=plugins) for alias in aliases)
