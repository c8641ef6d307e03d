"""The prose of a post: the paragraphs that say what it is about, and the excerpt that its author marked."""

from __future__ import annotations

from collections.abc import Iterator

from docutils import nodes

from sphinx_eulernews.markdown.rule_helpers import EXCERPT_ENDS
from sphinx_eulernews.model.text import clean, shorten
from sphinx_eulernews.nodes import MISSING, replace_node

EXCERPT = "eulernews-excerpt"
"""Class of the container that holds the content of ``.. post::``."""
ONLY_IN_LISTS = "eulernews-only-in-lists"
"""Class of such a container that the page of the post does not show."""
UPDATE = "eulernews-update"
"""Class of the note of ``.. update::``, which tells of a change."""
_UNREAD = (
    *(nodes.literal_block, nodes.raw, nodes.comment, nodes.system_message, nodes.math_block, nodes.table),
    *(nodes.footnote, nodes.citation),
)
_NOT_PROSE = (nodes.raw, nodes.comment, nodes.footnote_reference, nodes.citation_reference)


def paragraphs_of(section: nodes.Element) -> Iterator[nodes.Node]:
    """Yield the paragraphs of a post, without those in tables, footnotes and notes on changes."""
    for node in section.findall(nodes.paragraph):
        if not _is_unread(node):
            yield node


def text_of(node: nodes.Node) -> str:
    """Return the text of a node as ``astext`` does, without raw HTML, images and placeholders of missing ones."""
    if not isinstance(node, nodes.Element):
        return node.astext()
    if isinstance(node, _NOT_PROSE) or MISSING in node["classes"]:
        return ""
    return node.child_text_separator.join(map(text_of, node.children))


def take_excerpt(section: nodes.Element, longest: int) -> str:
    """Return the text of ``.. post::``, or that before ``<!-- more -->``; empty if there is neither.

    The latter has at most ``longest`` characters. An excerpt that is for lists only is removed from the section.
    """
    read: list[nodes.Node] = []
    for node in section.findall():
        if isinstance(node, nodes.container) and EXCERPT in node["classes"]:
            excerpt = clean(" ".join(map(text_of, node)))
            if ONLY_IN_LISTS in node["classes"]:
                replace_node(node, [])
            return excerpt
        if isinstance(node, nodes.comment) and node.astext().strip().lower() in EXCERPT_ENDS:
            return shorten("\n".join(map(text_of, read)), longest)
        if isinstance(node, nodes.paragraph) and not _is_unread(node):
            read.append(node)
    return ""


def ancestors(node: nodes.Node) -> Iterator[nodes.Element]:
    """Yield the ancestors of a node, innermost first."""
    while node.parent is not None:
        node = node.parent
        yield node


def _is_unread(node: nodes.Node) -> bool:
    return any(isinstance(parent, _UNREAD) or UPDATE in parent["classes"] for parent in ancestors(node))
