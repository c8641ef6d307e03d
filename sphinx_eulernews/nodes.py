"""Nodes: the placeholders that directives and transforms insert, and the replacement of nodes.

No placeholder reaches a writer: ``output.nodes_to_docutils`` replaces it by content that the builder can show.
Each stores the name of its document, since some builders join many documents into one tree.

Nodes are replaced by ``replace_node`` only, which loses nothing of what they carry: ``Element.replace_self`` of
docutils asserts when a node with ids or classes is replaced by text or by nothing, gives ids to raw nodes, which no
writer shows, and leaves ``document.ids`` as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from docutils import nodes
from sphinx import addnodes

REMOTE = "eulernews_remote"
"""Attribute of an image of a post that is on another site."""
ONLY_DARK = "only-dark"
"""Class of an image that is for the dark colour scheme of a theme."""
MISSING = "eulernews-missing"
"""Class of the text in the place of an image that does not exist."""


class NewsNode(nodes.General, nodes.Element):
    """Base class of our nodes; ``docname`` is the document that it was written in."""


class post_head(NewsNode):  # noqa: N801  docutils writes node classes in lower case
    """Placeholder for byline and banner, after the title of a post. Its only child may be the banner's image."""


class post_foot(NewsNode):  # noqa: N801  likewise
    """Placeholder for the footer, after the text of a post."""


class directive_placeholder(NewsNode):  # noqa: N801  likewise
    """Placeholder for the content of a directive; ``number`` is its index among our directives in the document.

    Its children, if any, are what builders show that do not write HTML.
    """


class plain_message(addnodes.translatable, nodes.Invisible, nodes.Element):  # noqa: N801  likewise
    """A message that is not in the text of a document; in the doctrees of the gettext builder only.

    It is translated when it is read, and never by Sphinx's transform ``Locale``.
    """

    def preserve_original_messages(self) -> None:
        """Do nothing: the message is the attribute ``message``."""

    def apply_translated_message(self, original_message: str, translated_message: str) -> None:
        """Do nothing."""

    def extract_original_messages(self) -> list[str]:
        """Return the message."""
        return [self["message"]]


class body_image(nodes.image):  # noqa: N801  docutils writes node classes in lower case
    """An image of the text, for HTML: written by the translator as any image, with attributes added."""


def images_and_raw_html(tree: nodes.Element) -> list[nodes.image | nodes.raw]:
    """Return the images and the raw HTML of a tree, in its order.

    ``findall`` with a class is several times as fast as with a condition; ``nodes.Inline`` is the base of both.
    """
    inline: Iterable[nodes.Node] = tree.findall(nodes.Inline)  # type: ignore[arg-type]  # a mixin, but of nodes only
    return [node for node in inline if isinstance(node, nodes.image | nodes.raw)]


_NO_TEXT = (nodes.raw, nodes.image, nodes.Invisible)
_INLINE: Any = nodes.Inline  # a mixin, but of elements only


Places = dict[nodes.Element, int]
"""The position of the child of each node that ``replace_node`` has replaced last, in a loop in document order."""


def replace_node(node: nodes.Element, new: Iterable[nodes.Node], places: Places | None = None) -> None:
    """Replace a node by others; ids, names and classes move to them, links to its ids stay valid.

    Inline nodes in the place of an image or a block are put into a paragraph: writers assert that there is one. A
    paragraph may hold thousands of nodes to replace: ``places`` are kept by a loop over them.
    """
    children = list(new)
    parent = node.parent
    children[:0] = _move_attributes(node, children)
    # A loop over the parent's children would be a hundred times slower.
    index = _index(parent, node, places or {})
    parent[index : index + 1] = children
    if places is not None:
        places[parent] = index
    if any(isinstance(child, nodes.Text | nodes.Inline) and not isinstance(child, _NO_TEXT) for child in children):
        _wrap_in_paragraph(children)


def _index(parent: nodes.Element, node: nodes.Element, places: Places) -> int:
    try:
        return parent.children.index(node, places.get(parent, 0))
    except ValueError:  # before the last one
        return parent.children.index(node)


def replace_children(parent: nodes.Element, new: Mapping[nodes.Node, nodes.Node]) -> None:
    """Replace children of a node, each by one block, as ``replace_node`` does; in one pass: there may be thousands."""
    children: list[nodes.Node] = []
    for child in parent.children:
        block = new.get(child)
        if block is not None and isinstance(child, nodes.Element):
            children += [*_move_attributes(child, [block]), block]
        else:
            children.append(child)
    parent[0 : len(parent)] = children


# What may hold any body element.
_CONTAINERS = (
    nodes.document, nodes.section, nodes.block_quote, nodes.list_item, nodes.definition, nodes.field_body, nodes.entry,
    nodes.Admonition, nodes.container, nodes.compound, nodes.description, nodes.footnote, nodes.sidebar, nodes.topic,
)  # fmt: skip


MAX_RST_LEVELS = 40
"""Depth of nesting that reStructuredText may have; parsers, pickle and writers recurse."""


def flatten(tree: nodes.Element, limit: int = MAX_RST_LEVELS) -> nodes.Element | None:
    """Replace content nested deeper than ``limit`` below a node by plain text; return the place of the first."""
    level = [tree]
    for _ in range(limit):
        level = [child for node in level for child in node.children if isinstance(child, nodes.Element)]
    first = None
    for container in dict.fromkeys(map(_container_of, level)):
        for child in list(container.children):
            if isinstance(child, nodes.Element) and any(isinstance(inner, nodes.Element) for inner in child.children):
                first = first or container
                replace_node(child, [nodes.literal_block("", child.astext(), language="text")])
    return first


def _container_of(node: nodes.Element) -> nodes.Element:
    """Return the closest node, itself or above, that may hold any body element."""
    while not isinstance(node, _CONTAINERS) and node.parent is not None:
        node = node.parent
    return node


def _move_attributes(node: nodes.Element, children: list[nodes.Node]) -> list[nodes.Node]:
    """Move ids, names and classes; return the target that is needed where none of the new nodes can show ids."""
    first = next((child for child in children if isinstance(child, nodes.Element)), None)
    if first is not None:
        first["classes"] = [*first["classes"], *(name for name in node["classes"] if name not in first["classes"])]
    if not node["ids"] and not node["names"] and not node["dupnames"]:
        return []
    added: list[nodes.Node] = []
    carrier = _titled(node) or first
    if carrier is None or isinstance(carrier, nodes.raw):
        carrier = nodes.target()
        added.append(carrier)
    for key in ("ids", "names", "dupnames"):
        carrier[key] = [*carrier[key], *(value for value in node[key] if value not in carrier[key])]
    document = node.document
    if document is not None:
        for registry, keys in ((document.ids, node["ids"]), (elements_by_name(document), node["names"])):
            registry.update((key, carrier) for key in keys if registry.get(key) is node)
    return added


def _titled(node: nodes.Element) -> nodes.Element | None:
    """Return the section of a node in a title: Sphinx copies titles into toctrees, where ids would be duplicates."""
    above: nodes.Node | None = node
    while above is not None and not isinstance(above, nodes.title):
        above = above.parent
    return above.parent if above is not None else None


def _wrap_in_paragraph(children: list[nodes.Node]) -> None:
    """Put inline nodes, or the link around them, into a paragraph unless they are in text already."""
    parent: nodes.Element = children[0].parent
    while isinstance(parent, _INLINE):
        children, parent = [parent], parent.parent
    if isinstance(parent, nodes.TextElement):
        return
    start = next(number for number, child in enumerate(parent) if child is children[0])
    paragraph = nodes.paragraph("", "", *children)
    parent[start : start + len(children)] = [paragraph]


def registries_of_names(document: nodes.document) -> tuple[dict[str, Any], ...]:
    """Return the registries of a document that have names for keys."""
    return document.nameids, document.nametypes, elements_by_name(document)


def elements_by_name(document: nodes.document) -> dict[str, Any]:
    """Return the elements of a document by their names; docutils registers them from 0.23 on."""
    registered: dict[str, Any] = getattr(document, "names", {})
    return registered
