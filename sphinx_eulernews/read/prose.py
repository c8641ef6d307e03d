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
_NOTE_MARKS = (nodes.footnote_reference, nodes.citation_reference)
_NOT_PROSE = (nodes.raw, nodes.comment, *_NOTE_MARKS)
_END = "\x03"  # where an excerpt ends within a paragraph: "end of text"


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
    texts: list[str] = []
    for child in node.children:
        if texts and isinstance(child, _NOTE_MARKS):
            texts[-1] = texts[-1].rstrip()  # the space that reStructuredText needs before the mark of a note
        texts.append(text_of(child))
    return node.child_text_separator.join(texts)


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
            return shorten(_text_before(node, read), longest)
        if isinstance(node, nodes.paragraph) and not _is_unread(node):
            read.append(node)
    return ""


def _text_before(mark: nodes.comment, paragraphs: list[nodes.Node]) -> str:
    """Return the text before the end of the excerpt, and take a mark out of its paragraph."""
    if not isinstance(mark.parent, nodes.TextElement):
        return "\n".join(map(text_of, paragraphs))
    end = nodes.Text(_END)
    replace_node(mark, [end])
    text = "\n".join(map(text_of, paragraphs)).partition(_END)[0]
    end.parent.remove(end)
    return text


def ancestors(node: nodes.Node) -> Iterator[nodes.Element]:
    """Yield the ancestors of a node, innermost first."""
    while node.parent is not None:
        node = node.parent
        yield node


def _is_unread(node: nodes.Node) -> bool:
    return any(isinstance(parent, _UNREAD) or UPDATE in parent["classes"] for parent in ancestors(node))
