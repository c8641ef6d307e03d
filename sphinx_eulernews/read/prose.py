"""The prose of a post: the paragraphs that say what it is about, and the excerpt that its author marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from docutils import nodes
from sphinx import addnodes

from sphinx_eulernews.markdown.rule_helpers import EXCERPT_ENDS
from sphinx_eulernews.model.post import SummaryReference
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
# What Sphinx, sphinx.ext.ifconfig and sphinx.ext.todo may take out of a page after reading. By name, since only sites
# that use the latter two import their classes.
_CONDITIONAL = frozenset({"only", "ifconfig", "todo_node"})
_NOTE_MARKS = (nodes.footnote_reference, nodes.citation_reference)
_NOT_PROSE = (nodes.raw, nodes.comment, *_NOTE_MARKS)
_END = "\x03"  # where an excerpt ends within a paragraph: "end of text"
# Around what a reference without a text shows, with its number: noncharacters, and characters for private use.
_OPENING, _CLOSING, _FIRST_NUMBER = "\ufdd0", "\ufdd1", 0xE000
_REFERENCE = re.compile(f"{_OPENING}([\ue000-\uf8ff]?)([^{_OPENING}{_CLOSING}]*+){_CLOSING}?")
_MOST_REFERENCES = 100  # that a summary may show

References: TypeAlias = "list[addnodes.pending_xref]"
"""The references without a text that were met in reading a summary, by their numbers in it."""


def paragraphs_of(section: nodes.Element) -> Iterator[nodes.Node]:
    """Yield the paragraphs of a post, without those in tables, footnotes, notes on changes and conditional content."""
    for node in section.findall(nodes.paragraph):
        if not _is_unread(node):
            yield node


def text_of(node: nodes.Node, references: References | None = None) -> str:
    """Return the text of a node as ``astext`` does, without raw HTML, conditional content, images and placeholders.

    References without a text are added to ``references``, and marked: ``take_references`` finds them in a summary.
    """
    if not isinstance(node, nodes.Element):
        return node.astext()
    if isinstance(node, _NOT_PROSE) or MISSING in node["classes"] or node.tagname in _CONDITIONAL:
        return ""
    texts: list[str] = []
    for child in node.children:
        if texts and isinstance(child, _NOTE_MARKS):
            texts[-1] = texts[-1].rstrip()  # the space that reStructuredText needs before the mark of a note
        texts.append(text_of(child, references))
    text = node.child_text_separator.join(texts)
    if references is None or not isinstance(node, addnodes.pending_xref) or len(references) == _MOST_REFERENCES:
        return text
    if node.get("refexplicit") and text.strip():
        return text
    references.append(node)
    return f"{_OPENING}{chr(_FIRST_NUMBER + len(references) - 1)}{text}{_CLOSING}"


def without_marks(text: str) -> str:
    """Return a text without the marks of references."""
    return _REFERENCE.sub(r"\2", text) if _OPENING in text else text


def take_references(summary: str, references: References) -> tuple[str, tuple[SummaryReference, ...]]:
    """Return a summary without the marks of references, and what it shows of each."""
    parts: list[str] = []
    found: list[SummaryReference] = []
    end = length = 0
    for match in _REFERENCE.finditer(summary) if references else ():
        number = ord(match[1]) - _FIRST_NUMBER if match[1] else len(references)  # cut
        parts += [summary[end : match.start()], match[2]]
        start = length + len(parts[-2])
        end, length = match.end(), start + len(match[2])
        if number < len(references) and match[0].endswith(_CLOSING):
            node = references[number]
            role = node.get("refdomain") or "", node.get("reftype", "")
            found.append(SummaryReference(start, match[2], role, node["reftarget"], node.get("reftargetid") or ""))
    return "".join((*parts, summary[end:])), tuple(found)


def take_excerpt(section: nodes.Element, longest: int, references: References) -> str:
    """Return the text of ``.. post::``, or that before ``<!-- more -->``; empty if there is neither.

    The latter has at most ``longest`` characters. References are marked as in ``text_of``. An excerpt that is for lists
    only is removed from the section.
    """
    read: list[nodes.Node] = []
    for node in section.findall():
        if isinstance(node, nodes.container) and EXCERPT in node["classes"]:
            excerpt = clean(" ".join(text_of(child, references) for child in node))
            if ONLY_IN_LISTS in node["classes"]:
                replace_node(node, [])
            return excerpt
        if isinstance(node, nodes.comment) and node.astext().strip().lower() in EXCERPT_ENDS:
            return shorten(_text_before(node, read, references), longest)
        if isinstance(node, nodes.paragraph) and not _is_unread(node):
            read.append(node)
    return ""


def _text_before(mark: nodes.comment, paragraphs: list[nodes.Node], references: References) -> str:
    """Return the text before the end of the excerpt, and take a mark out of its paragraph."""
    if not isinstance(mark.parent, nodes.TextElement):
        return "\n".join(text_of(paragraph, references) for paragraph in paragraphs)
    end = nodes.inline("", _END)
    replace_node(mark, [end])
    text = "\n".join(text_of(paragraph, references) for paragraph in paragraphs).partition(_END)[0]
    replace_node(end, [])
    return text


def ancestors(node: nodes.Node) -> Iterator[nodes.Element]:
    """Yield the ancestors of a node, innermost first."""
    while node.parent is not None:
        node = node.parent
        yield node


def is_conditional(node: nodes.Node) -> bool:
    """Return whether a node may be taken out of the page after reading, with what it stands in."""
    return any(parent.tagname in _CONDITIONAL for parent in ancestors(node))


def _is_unread(node: nodes.Node) -> bool:
    return any(
        isinstance(parent, _UNREAD) or UPDATE in parent["classes"] or parent.tagname in _CONDITIONAL
        for parent in ancestors(node)
    )
