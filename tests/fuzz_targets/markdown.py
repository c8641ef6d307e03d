"""Markdown: emphasis in CJK text, and the blocks of a post."""

from __future__ import annotations

import html
import re
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from fuzz_targets.inputs import WORD, Target
from sphinx_eulernews.markdown import cjk
from sphinx_eulernews.markdown.raw_html import RepairHtml
from sphinx_eulernews.markdown.rule_helpers import mark_lines
from sphinx_eulernews.markdown.rules import add_post_rules, limit_nesting

_CJK = (
    "*",
    "**",
    "***",
    "_",
    "~~",
    "中",
    "。",
    "，",
    "“",
    "”",
    "（",
    "）",
    "a",
    " ",
    "\n",
    "`",
    "한",
    "é",
    "!",
    ".",
    "\ufe00",
    "\u3000",
)


@cache
def _cjk_parsers() -> tuple[MarkdownIt, MarkdownIt]:
    plain, ours = (MarkdownIt("commonmark").enable("strikethrough") for _ in range(2))
    ours.inline.ruler.at("emphasis", cjk.emphasis)
    ours.inline.ruler.at("strikethrough", cjk.strikethrough)
    ours.block.ruler.at("paragraph", cjk.paragraph)
    ours.core.ruler.push("join_lines", cjk.join_lines)
    return plain, ours


def check_cjk(text: str) -> None:
    """Emphasis is all that the rules for CJK text change: the letters are those that CommonMark shows."""
    plain, ours = (_letters(md.render(text)) for md in _cjk_parsers())
    assert plain == ours


def _letters(rendered: str) -> str:
    text = html.unescape(re.sub(r"<[^>]*>", "", rendered))
    return "".join(char for char in text if not char.isspace() and char not in "*_~")


_BLOCKS = (
    "::: tip a\n", "::: \n", ":::\n", ":::: note\n", "::::\n", ":::{tip}\n", "```{note}\n", "```\n", "~~~\n", "> ",
    "- ",
    "1. ", "  ", "    ", "# ", "## ", "###x\n", "| a | b |\n", "|-|-|\n", "<div>\n\n", "</div>\n\n", "<!--", "-->",
    "[^1]", "[^1]: ", "[a](b)", "![", "](x y.png =3x)", "[a]: b\n", "{.c}", "{#i}", "{a=b}", "{role}`x`", "$", "$$\n",
    "\\", "---\n", "***\n", "* * *\n", "[TOC]\n", "https://e.org/中", "<https://e.org/，>", "<pid>", "<details>",
    "\n\n", "\n", "<!-- more -->\n", "%", "(t)=\n", "+++\n", "{{x}}", "a\tb", "&nbsp;", "==", "--", "::",
    f"\n\n{WORD}\n\n", f" {WORD} ",
)  # fmt: skip


@cache
def _post_parser() -> MarkdownIt:
    md = create_md_parser(MdParserConfig(enable_extensions={"dollarmath", "attrs_inline", "colon_fence"}), RendererHTML)
    limit_nesting(md, lambda _line, _message: None)
    add_post_rules(md, known_role=frozenset({"role"}).__contains__, known_directive={"note", "tip"}.__contains__)
    md.core.ruler.after("inline", "eulernews_lines", mark_lines)
    md.core.ruler.push("eulernews_html", RepairHtml(lambda _problem: None))
    return md


def check_containers(text: str) -> None:
    """Blocks are balanced, lines are lines of the text, and no word is lost."""
    md = _post_parser()
    tokens = md.parse(text, {})
    count, depth = len(text.split("\n")), 0
    for token in tokens:
        depth += token.nesting
        assert depth >= 0, "closed before it was opened"
        if token.map:
            assert -2 <= token.map[0] <= token.map[1] <= count, f"lines {token.map} of {count}"
        inner = 0
        for child in token.children or []:
            inner += child.nesting
        assert inner == 0 or token.type != "inline", "inline elements are not balanced"
    assert depth == 0
    if not re.search(r"<|\[|\{|\$|=\n|%|```|~~~|^:|\A---|\+\+\+", text, re.MULTILINE):
        assert "".join(map(_content, tokens)).count(WORD) >= text.count(WORD)


def _content(token: Any) -> str:
    return str(token.content) + "".join(str(value) for value in token.attrs.values())


TARGETS = {
    "cjk": Target(check_cjk, _CJK, 1),
    "containers": Target(check_containers, _BLOCKS, 1),
}
