"""Code fences: the lexer for their language, the title of their code, and the lines to emphasize in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from pygments.lexers import get_all_lexers

from sphinx_eulernews.markdown.code_comments import take_marks

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
_IN_BRACES = re.compile(r"\{(?:\s*+#[^\s{}]++)?[\s.]*([A-Za-z][\w+#-]*)(?=[\s,}])")
_DIRECTIVE = re.compile(r"\{([^\s{}]+)\}(?=\s|\Z)")
# js title="main.js", js:title=main.js, js filename="a.js", js {1,3-5}, py hl_lines="1 3-5", go {hl_lines=[8,"15-17"]}
_TITLE = re.compile(
    r"""
    (?<![\w-]) (?: title | filename ) [ \t]*+=[ \t]*+
    (?: "([^"]++)" | '([^']++)' | ([^\s"'{}\[\]]++) (?= [\s{] | \Z ) )
    """,
    re.VERBOSE,
)
_LABEL = re.compile(r"\s\[(?! *\])([^\[\]=]++)\](?=\s|\Z)")  # of a code group of VitePress: js [main.js]
_MARKED = re.compile(r"""\{([\d,\s-]++)\} | (?<![\w-]) hl_lines [ \t]*+=[ \t]*+ [\["']*+ ([\d,\s"'-]++)""", re.VERBOSE)
_VERSION = re.compile(r"v?\d++\.(?:\d|x\Z)", re.IGNORECASE)
_LINES = re.compile(r"(\d{1,5}+)(?:-(\d{1,5}+))?")

# Of Zenn and Qiita: js:src/main.js, diff js:src/main.js; a name may have any form, as in bash:ターミナル. It is not an
# option of VuePress (js:line-numbers), a URL, a path of Windows or a version.
_NAMED = re.compile(
    r"""
    (?: diff[ \t]++ )?+ [A-Za-z][\w+#.-]*+ :
    (?! (?:no-)? (?:line-numbers|collapsed-lines|v-pre|whitespace|twoslash) | // | \\ | \d++ (?:\.\d++)*+ (?:\s|\Z) )
    ([^\s:"'={}\[\]] [^:"'={}\[\]]*+) (?: \Z | \{ )
    """,
    re.VERBOSE,
)
_DIFF = re.compile(r"diff_(?=[a-z])")  # of Zenn and Qiita: diff_js

_DIAGRAM = re.compile(r'mermaid diagram="([^"]++)"')  # of {% mermaid graph TD %}: the first line of the diagram
_CELL = re.compile(r"\{[A-Za-z][\w-]*+(?:[ ,][^{}]*+)?\}\Z")  # of Quarto and knitr: {python}, {r name, echo=FALSE}
_CELL_OPTIONS = re.compile(r"\A(?:(?:#|//|--|%%)\|[^\n]*+\n)++\n*+(?!\Z)")
_RAW_HTML = "{=html}"  # of Pandoc and Quarto: HTML to be shown; Pandoc writes an empty comment in one between lists

TITLE = "eulernews_title"
"""The key of ``Token.meta`` for the title of code."""


def check_fences(
    known_directive: Callable[[str], bool], known_lexer: Callable[[str], bool]
) -> Callable[[StateCore], None]:
    """Return a core rule that keeps fences of registered directives and lexers, and gives all others a lexer."""

    def rule(state: StateCore) -> None:
        for token in state.tokens:
            if token.type == "code_block":
                _read_language(token)
            if token.type == "fence" and token.info.strip() == _RAW_HTML:
                token.type, token.tag, token.info = "html_block", "", ""
                token.map = token.map and [token.map[0] + 1, token.map[1]]
            elif token.type == "fence" and token.info:
                _check(token, known_directive, known_lexer)

    return rule


_LANGUAGE_LINE = re.compile(r"(?::::|#!)(([A-Za-z][\w+#.-]*)(?:[ \t]+hl_lines=[^\n]*)?)[ \t]*\n(?!\Z)")


def _read_language(code: Token) -> None:
    """Turn indented code whose first line names its language into a fence: ``:::python`` of Python-Markdown."""
    match = _LANGUAGE_LINE.match(code.content)
    if match and lexer_name(match[2]) != PLAIN:
        code.type, code.tag, code.markup, code.info = "fence", "code", "```", match[1]
        code.content = code.content[match.end() :]


def _check(fence: Token, known_directive: Callable[[str], bool], known_lexer: Callable[[str], bool]) -> None:
    info = fence.info.strip()
    directive = _DIRECTIVE.match(info)
    if directive and (directive[1] == "eval-rst" or known_directive(directive[1])):
        return
    if diagram := _DIAGRAM.fullmatch(info):
        fence.content = f"{diagram[1]}\n{fence.content}"
    if info.split(maxsplit=1)[:1] == ["mermaid"] and known_directive("mermaid"):
        fence.info = "{mermaid}"
        return
    if info == "math" and known_directive("math"):  # as GitHub, Qiita and Zenn have formulas
        fence.info = "{math}"
        return
    if _CELL.match(info) and (options := _CELL_OPTIONS.match(fence.content)):
        fence.content = fence.content[options.end() :]
    _describe(fence, info)
    written = _NAME.match(info)
    fence.info = written[0] if written and known_lexer(written[0]) else lexer_name(info)


def _describe(fence: Token, info: str) -> None:
    """Note the title of code, and the lines to emphasize where all are in it, as MyST has them."""
    if title := _TITLE.search(info) or _LABEL.search(info) or _NAMED.match(info):
        fence.meta[TITLE] = next(filter(None, title.groups())).strip()
    elif name := _file_name(info):
        fence.meta[TITLE] = name
    fence.content, marked_lines = take_marks(fence.content)
    ranges = [(line, line) for line in marked_lines]
    if marked := _MARKED.search(info):
        ranges += [(int(first), int(last or first)) for first, last in _LINES.findall(marked[1] or marked[2])]
    count = fence.content.count("\n")
    if ranges and all(0 < first <= last <= count for first, last in ranges):
        fence.attrs["emphasize-lines"] = ",".join(f"{first}-{last}" for first, last in _distinct(ranges))


def _distinct(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return ranges of lines without those that lie in others: Sphinx makes a list of all lines of each."""
    kept: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        reached = kept[-1][1] if kept else 0
        if last > reached:
            kept.append((max(first, reached + 1), last))
    return kept


def _file_name(info: str) -> str:
    """Return the name of a file that follows the language, as Hexo has it: ``ruby lib/a.rb``; empty if none does."""
    # In braces, as Pandoc has them, it is a class: {.python .numberLines startFrom="1"}, { .sql }
    name = info.split(maxsplit=2)[1] if " " in info and not info.startswith("{") else ""
    suffix = name.rpartition(".")[2] if "." in name and not _VERSION.match(name) else ""
    return name if suffix.isalnum() and suffix[0].isalpha() and not set(name) & set("\"'=:{}[]") else ""


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
    names = [braced[1]] if braced else _NAME.findall(_DIFF.sub("diff ", info))[:1]
    for name in names:
        lexer = _ALIASES.get(name, name)
        if lexer in _lexers(plugins=False) or lexer in _lexers(plugins=True):
            return lexer
    return PLAIN


@lru_cache(maxsize=2)
def _lexers(*, plugins: bool) -> frozenset[str]:
    """Return the names of lexers without importing their modules; ``plugins`` imports those of plugins."""
    return frozenset(alias for _, aliases, *_ in get_all_lexers(plugins=plugins) for alias in aliases)
