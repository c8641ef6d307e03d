"""markdown-it rules for posts, added to a parser that MyST has created, and limits of nesting.

The parser of every other document stays as conf.py configures it. No Sphinx, no docutils. Block tokens keep their
source lines.

Rendering, writing and pickling recurse into a document, and Python allows 1,000 calls. A nested parse (a directive or
container) costs about a dozen of them, a block or inline element two or three. Deeper content is shown as text, with a
warning, and never ends in a RecursionError.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType, Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin

from sphinx_eulernews.markdown import (
    alerts,
    cjk,
    components,
    containers,
    embeds,
    fences,
    foreign_syntax,
    inline_marks,
    inline_notes,
    links,
    markdown_in_html,
    myst_syntax,
    raw_html,
    tables,
)
from sphinx_eulernews.markdown.rule_helpers import OFFSET, BlockRule, InlineRule, push_paragraph

RuleT = TypeVar("RuleT", BlockRule, InlineRule)

_INTERRUPTS: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list", "footnote_def"]}
_OF_HTML: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote"]}
_OF_TABLES: RuleOptionsType = {"alt": ["paragraph", "reference"]}


def add_post_rules(
    md: MarkdownIt,
    *,
    known_role: Callable[[str], bool],
    known_directive: Callable[[str], bool],
    known_lexer: Callable[[str], bool] = frozenset[str]().__contains__,
) -> None:
    """Add the rules for posts to a parser from MyST's ``create_md_parser``.

    ``known_role``, ``known_directive`` and ``known_lexer`` (of other lexers than Pygments has) return whether a name is
    registered; syntax with another name is shown as text or code, without a warning.
    """
    md.disable(myst_syntax.NOT_IN_POSTS, ignoreInvalid=True)
    active = md.get_active_rules()
    _add_character_rules(md, "math_inline" in active["inline"], known_role)
    _replace_delimiter_rules(md)
    _add_block_rules(md, "math_block" in active["block"], known_directive, known_lexer)
    if "footnote_ref" in active["inline"]:
        md.core.ruler.at("inline", inline_notes.parse_inline)
        md.inline.ruler.before("footnote_ref", "eulernews_footnote", myst_syntax.undefined_footnote)
    md.core.ruler.push("eulernews_definitions", myst_syntax.check_definitions)
    md.core.ruler.push("eulernews_join_lines", cjk.join_lines)
    md.core.ruler.push("eulernews_abbreviations", inline_marks.explain_abbreviations)
    md.core.ruler.push("eulernews_excerpt_in_line", foreign_syntax.mark_excerpt_in_line)


def _add_character_rules(md: MarkdownIt, with_math: bool, known_role: Callable[[str], bool]) -> None:
    """Add the inline rules that start at one character, before MyST's own."""
    rules = [
        ("{", foreign_syntax.attributes),
        ("{", myst_syntax.unknown_role(known_role)),
        ("[", links.unclosed_bracket),
        ("[", foreign_syntax.span),
        ("[", links.loose_destination),
        ("!", embeds.embedded_image),
        ("!", links.unclosed_image),
        ("!", embeds.aligned_image),
        ("%", embeds.page_of_hashnode),
        ("!", links.loose_destination),
        ("!", links.unloaded_image),
        ("!", embeds.embedded_page),
        ("@", embeds.embedded_page),
        (":", links.bare_url),
        ("<", links.unclosed_comment),
        ("<", links.bracketed_url),
        ("<", raw_html.code_element),
        ("<", raw_html.img_tag),
        ("<", components.link),
        ("<", components.closed_link),
        ("<", components.vue_tag),
        ("<", components.dotted_tag),
        ("=", inline_marks.marked),
        ("^", inline_marks.superscript),
        ("^", inline_notes.inline_note),
        ("~", inline_marks.subscript),
        ("+", inline_marks.keys),
    ]
    if with_math:
        md.disable("math_inline")
        rules += [("$", myst_syntax.formula), ("\\", myst_syntax.bracketed_formula)]
    md.inline.ruler.after("newline", "eulernews_characters", _by_first_character(rules))


def _by_first_character(rules: Iterable[tuple[str, InlineRule]]) -> InlineRule:
    """Combine inline rules into one that tries those for the current character, in order.

    markdown-it calls every rule at every special character: one call for all of ours is faster.
    """
    table: dict[str, list[InlineRule]] = defaultdict(list)
    for character, rule in rules:
        table[character].append(rule)
    chosen = {character: tuple(of_character) for character, of_character in table.items()}

    def first_match(state: StateInline, silent: bool) -> bool:
        for rule in chosen.get(state.src[state.pos], ()):  # noqa: SIM110  a generator costs more than the rules
            if rule(state, silent):
                return True
        return False

    return first_match


def _replace_delimiter_rules(md: MarkdownIt) -> None:
    """Replace the rules for ``*``, ``_`` and ``~~`` by those for CJK text."""
    md.inline.ruler.at("emphasis", cjk.emphasis)
    md.inline.ruler.at("strikethrough", cjk.strikethrough)
    md.enable("strikethrough")
    md.inline.ruler2.after("strikethrough", "eulernews_deleted", _deleted)
    md.inline.ruler2.after("emphasis", "eulernews_strong", foreign_syntax.repair_strong)


def _add_block_rules(
    md: MarkdownIt, with_math: bool, known_directive: Callable[[str], bool], known_lexer: Callable[[str], bool]
) -> None:
    """Add block rules, and core rules that see all blocks before inline parsing."""
    ruler = md.block.ruler
    if "deflist" not in md.get_active_rules()["block"]:  # else as conf.py has it
        deflist_plugin(md)
        _wrap(ruler, "deflist", foreign_syntax.colon_definitions, _OF_HTML)
    _wrap(ruler, "front_matter", myst_syntax.front_matter_of_fields)
    if with_math:
        _wrap(ruler, "math_block", myst_syntax.displayed_formula)
    ruler.before("fence", "eulernews_container", containers.container(known_directive), _INTERRUPTS)
    ruler.before("fence", "eulernews_indented", containers.indented_container(known_directive), _INTERRUPTS)
    ruler.before("fence", "eulernews_attributes", foreign_syntax.attribute_line, {"alt": ["blockquote"]})
    ruler.before("reference", "eulernews_abbreviation", inline_marks.abbreviation_definition, _OF_TABLES)
    ruler.after("heading", "eulernews_tight_heading", foreign_syntax.tight_heading, _INTERRUPTS)
    ruler.before("html_block", "eulernews_link", components.link_at_start)
    ruler.before("html_block", "eulernews_component", components.component, _INTERRUPTS)
    ruler.before("html_block", "eulernews_component_line", components.component_line)
    ruler.before("html_block", "eulernews_html_block", markdown_in_html.markdown_in_html)
    ruler.before("html_block", "eulernews_unclosed", raw_html.unclosed_comment)
    _wrap(ruler, "html_block", raw_html.whole_code, _OF_HTML)
    ruler.at("paragraph", cjk.paragraph)
    _wrap(ruler, "reference", links.link_definition)
    _wrap(ruler, "table", tables.whole_rows, _OF_TABLES)
    md.core.ruler.before("block", "eulernews_pairs", containers.pair_containers)
    md.core.ruler.before("block", "eulernews_components", components.pair_components)
    md.core.ruler.after("block", "eulernews_excerpt", foreign_syntax.mark_excerpt)
    md.core.ruler.after("block", "eulernews_alerts", alerts.mark_alerts)
    md.core.ruler.after("block", "eulernews_leftovers", foreign_syntax.tidy_blocks)
    md.core.ruler.after("block", "eulernews_rows", tables.drop_separator_rows)
    md.core.ruler.after("block", "eulernews_fences", fences.check_fences(known_directive, known_lexer))


def _wrap(
    ruler: Ruler[RuleT], name: str, wrapped: Callable[[RuleT], RuleT], options: RuleOptionsType | None = None
) -> None:
    """Replace a rule of a parser by one that calls it; a parser of CommonMark lacks some."""
    for rule in [rule for rule in ruler.__rules__ if rule.name == name]:
        ruler.at(name, wrapped(rule.fn), options)


def _deleted(state: StateInline) -> None:
    """Turn strikethrough tokens into ``<del>``: MyST warns about those of markdown-it."""
    if "~~" not in state.src:
        return
    for token in state.tokens:
        if token.type in ("s_open", "s_close"):
            token.content = "</del>" if token.nesting < 0 else "<del>"
            token.type, token.tag, token.nesting = "html_inline", "", 0


MAX_DIRECTIVES: Final = 20
"""Directives and containers inside each other."""
MAX_BLOCKS: Final = 40
"""Quotes and lists inside each other, as markdown-it counts: a list and its item are two levels."""
MAX_INLINE: Final = 20
"""Emphasis and links inside each other."""
MAX_ANCESTORS: Final = 80
"""Elements around the content of a directive."""
_MAX_IMAGES = 5  # images in the alternative text of each other

_IMAGES = "eulernews_images"  # in the env of a parse: images whose alternative text is being parsed


def limit_nesting(md: MarkdownIt, warn_at: Callable[[int, str], None]) -> None:
    """Add the limits to a parser; ``warn_at`` gets the line and a message, once for each kind."""
    seen: set[str] = set()

    def warn_once(line: int, message: str) -> None:
        if message not in seen:
            seen.add(message)
            warn_at(line, message)

    def warn_of_cells(line: int) -> None:
        warn_once(line, f"tables have more than {tables.MAX_EMPTY_CELLS:,} empty cells")

    def warn_of_links(line: int) -> None:
        warn_once(line, f"links have URLs of more than {links.MAX_REFERENCED:,} characters by references")

    md.options["maxNesting"] = 2 * MAX_BLOCKS  # beyond it, markdown-it drops text
    blocks = md.block.ruler.get_all_rules()
    md.block.ruler.before(blocks[0], "eulernews_nesting", _deep_block(warn_once))
    md.core.ruler.after("inline", "eulernews_nesting", _deep_inline(warn_once))
    md.core.ruler.after("inline", "eulernews_references", links.limit_references(warn_of_links))
    links.bound_labels(md)
    _wrap(md.block.ruler, "table", lambda table: tables.limit_empty_cells(table, warn_of_cells), _OF_TABLES)
    _wrap(md.inline.ruler, "image", _image_in_image)


def _deep_block(warn_at: Callable[[int, str], None]) -> BlockRule:
    def rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        if state.level < MAX_BLOCKS or silent:
            return False
        last = start_line
        while last < end_line and (state.isEmpty(last) or state.sCount[last] >= state.blkIndent):
            last += 1
        warn_at(
            start_line + 1 + state.env.get(OFFSET, 0),
            f"lists or quotes are nested more than {MAX_BLOCKS // 2} levels deep",
        )
        text = state.getLines(start_line, last, state.blkIndent, False).strip()
        push_paragraph(state, text, (start_line, last))
        state.line = last
        return True

    return rule


def _deep_inline(warn_at: Callable[[int, str], None]) -> Callable[[StateCore], None]:
    def rule(state: StateCore) -> None:
        for token in state.tokens:
            children = token.children or []
            if token.type != "inline":
                continue
            line = (token.map[0] if token.map else 0) + 1 + state.env.get(OFFSET, 0)
            if len(children) > MAX_INLINE and _flatten(children):
                warn_at(line, f"emphasis or links are nested more than {MAX_INLINE} levels deep")
            if "[" in token.content and links.has_unread_labels(token.content, state.env):
                warn_at(line, "a paragraph has too many brackets that nothing closes")

    return rule


def _flatten(children: list[Token]) -> bool:
    """Empty the tokens that open or close an element too deep; return whether there were any."""
    depth, found = 0, False
    for child in children:
        depth += max(child.nesting, 0)
        level, depth = depth, depth + min(child.nesting, 0)
        if child.nesting and level > MAX_INLINE:
            child.type, child.tag, child.nesting, child.content, child.attrs = "text", "", 0, "", {}
            found = True
    return found


def _image_in_image(image: InlineRule) -> InlineRule:
    def rule(state: StateInline, silent: bool) -> bool:
        depth = state.env.get(_IMAGES, 0)
        if depth >= _MAX_IMAGES:
            return False
        state.env[_IMAGES] = depth + 1
        try:
            return image(state, silent)
        finally:
            state.env[_IMAGES] = depth

    return rule
