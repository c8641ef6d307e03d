"""Limits of nesting: deeper content is shown as text, with a warning, and never ends in a RecursionError.

Rendering, writing and pickling recurse into a document, and Python allows 1,000 calls. A nested parse (a directive or
container) costs about a dozen of them, a block or inline element two or three.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from sphinx_eulernews.markdown.rule_helpers import OFFSET, InlineRule

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

    md.options["maxNesting"] = 2 * MAX_BLOCKS  # beyond it, markdown-it drops text
    blocks = md.block.ruler.get_all_rules()
    md.block.ruler.before(blocks[0], "eulernews_nesting", _deep_block(warn_once))
    md.core.ruler.after("inline", "eulernews_nesting", _deep_inline(warn_once))
    image = next(rule.fn for rule in md.inline.ruler.__rules__ if rule.name == "image")
    md.inline.ruler.at("image", _image_in_image(image))


def _deep_block(warn_at: Callable[[int, str], None]) -> Callable[[StateBlock, int, int, bool], bool]:
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
        state.push("paragraph_open", "p", 1).map = [start_line, last]
        inline = state.push("inline", "", 0)
        inline.content = state.getLines(start_line, last, state.blkIndent, False).strip()
        inline.map, inline.children = [start_line, last], []
        state.push("paragraph_close", "p", -1)
        state.line = last
        return True

    return rule


def _deep_inline(warn_at: Callable[[int, str], None]) -> Callable[[StateCore], None]:
    def rule(state: StateCore) -> None:
        for token in state.tokens:
            children = token.children or []
            if token.type == "inline" and len(children) > MAX_INLINE and _flatten(children):
                line = (token.map[0] if token.map else 0) + 1 + state.env.get(OFFSET, 0)
                warn_at(line, f"emphasis or links are nested more than {MAX_INLINE} levels deep")

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
