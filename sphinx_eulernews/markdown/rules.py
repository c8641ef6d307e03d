"""markdown-it rules for posts, added to a parser that MyST has created.

The parser of every other document stays as conf.py configures it. No Sphinx, no docutils. Block tokens keep their
source lines.
"""

from __future__ import annotations

from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_inline import StateInline

from sphinx_eulernews.markdown import cjk, fences, foreign_syntax, links, myst_syntax, raw_html
from sphinx_eulernews.markdown.rule_helpers import by_first_character

_INTERRUPTS: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list", "footnote_def"]}


def read_as_written(
    md: MarkdownIt, *, known_role: Callable[[str], bool], known_directive: Callable[[str], bool]
) -> None:
    """Configure a parser from MyST's ``create_md_parser`` for one post.

    ``known_role`` and ``known_directive`` return whether a name is registered; syntax with another name is
    shown as text or code, without a warning.
    """
    md.disable(myst_syntax.NOT_IN_POSTS, ignoreInvalid=True)
    active = md.get_active_rules()
    _read_characters(md, "math_inline" in active["inline"], known_role)
    _read_delimiters(md)
    _read_blocks(md, "math_block" in active["block"], known_directive)
    if "footnote_ref" in active["inline"]:
        md.inline.ruler.before("footnote_ref", "eulernews_footnote", myst_syntax.undefined_footnote)
    md.core.ruler.push("eulernews_definitions", myst_syntax.check_definitions)
    md.core.ruler.push("eulernews_join_lines", cjk.join_lines)


def _read_characters(md: MarkdownIt, with_math: bool, known_role: Callable[[str], bool]) -> None:
    """Add the inline rules that start at one character, before MyST's own."""
    rules = [
        ("{", foreign_syntax.attributes),
        ("{", myst_syntax.unknown_role(known_role)),
        ("[", links.unclosed_bracket),
        ("[", foreign_syntax.span),
        ("[", links.loose_destination),
        ("!", links.unclosed_image),
        ("!", links.loose_destination),
        (":", links.bare_url),
        ("<", links.unclosed_comment),
        ("<", links.bracketed_url),
    ]
    if with_math:
        md.disable("math_inline")
        rules.append(("$", myst_syntax.formula))
    md.inline.ruler.after("newline", "eulernews_characters", by_first_character(rules))


def _read_delimiters(md: MarkdownIt) -> None:
    """Replace the rules for ``*``, ``_`` and ``~~`` by those for CJK text."""
    md.inline.ruler.at("emphasis", cjk.emphasis)
    md.inline.ruler.at("strikethrough", cjk.strikethrough)
    md.enable("strikethrough")
    md.inline.ruler2.after("strikethrough", "eulernews_deleted", _deleted)
    md.inline.ruler2.after("emphasis", "eulernews_strong", foreign_syntax.repair_strong)


def _read_blocks(md: MarkdownIt, with_math: bool, known_directive: Callable[[str], bool]) -> None:
    """Add block rules, and core rules that see all blocks before inline parsing."""
    ruler = md.block.ruler
    if with_math:
        math_block = next(rule.fn for rule in ruler.__rules__ if rule.name == "math_block")
        ruler.at("math_block", myst_syntax.displayed_formula(math_block))
    ruler.before("fence", "eulernews_container", fences.container(known_directive), _INTERRUPTS)
    ruler.after("heading", "eulernews_tight_heading", foreign_syntax.tight_heading, _INTERRUPTS)
    ruler.before("html_block", "eulernews_html_block", raw_html.markdown_in_html)
    ruler.at("paragraph", cjk.paragraph)
    md.core.ruler.before("block", "eulernews_pairs", fences.pair_containers)
    md.core.ruler.after("block", "eulernews_excerpt", foreign_syntax.mark_excerpt)
    md.core.ruler.after("block", "eulernews_leftovers", foreign_syntax.tidy_blocks)
    md.core.ruler.after("block", "eulernews_fences", fences.check_fences(known_directive))


def _deleted(state: StateInline) -> None:
    """Turn strikethrough tokens into ``<del>``: MyST warns about those of markdown-it."""
    if "~~" not in state.src:
        return
    for token in state.tokens:
        if token.type in ("s_open", "s_close"):
            token.content = "</del>" if token.nesting < 0 else "<del>"
            token.type, token.tag, token.nesting = "html_inline", "", 0
