"""The neutral nodes that directives and transforms leave in a document.

None of them reaches a writer: ``resolving`` puts what the builder can show in their place. Each knows the
document that it was written in, since some builders join many documents into one tree.
"""

from __future__ import annotations

from collections.abc import Iterable

from docutils import nodes


class NewsNode(nodes.General, nodes.Element):
    """What all our nodes have in common: ``docname``, and what to show in its attributes."""


class post_head(NewsNode):  # noqa: N801  docutils writes node classes in lower case
    """Byline and banner of a post; stands after its title. Its only child may be the banner's image."""


class post_foot(NewsNode):  # noqa: N801
    """What follows the text of a post."""


class listing(NewsNode):  # noqa: N801
    """What a directive of ours shows; ``number`` is its place among those of the document.

    Its children, if any, are what builders show that do not write HTML.
    """


def images_and_raw_html(tree: nodes.Element) -> list[nodes.image | nodes.raw]:
    """Return the images and the raw HTML of a tree, in its order.

    Both are inline; for a class, docutils knows a short way through the tree, and for a condition it does not.
    """
    inline: Iterable[nodes.Node] = tree.findall(nodes.Inline)  # type: ignore[arg-type]  # a mixin, but of nodes only
    return [node for node in inline if isinstance(node, nodes.image | nodes.raw)]
