"""Trees of documents are searched without a generator for each node.

Some sixty transforms and events look through each document for nodes of their kind. docutils does so by recursion, with
a generator on top of a generator for every level, and most of them find nothing: a sixth of a build. Here one generator
walks with a stack of iterators over the same lists of children, in the same order, and sees the same changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import MethodType
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_eulernews.reading.source import news_domain

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_FIRST = -10_000  # before all transforms


def findall(
    self: nodes.Element,
    condition: type | Callable[[nodes.Node], bool] | None = None,
    include_self: bool = True,
    descend: bool = True,
    siblings: bool = False,
    ascend: bool = False,
) -> Iterator[Any]:
    """Do what ``Node.findall`` does."""
    if siblings or ascend or not descend:
        return type(self).findall(self, condition, include_self, descend, siblings, ascend)
    if isinstance(condition, type):
        return _of_kind(self, condition, include_self)
    return _that(self, condition or _any_node, include_self)


def _of_kind(root: nodes.Element, kind: type, include_self: bool) -> Iterator[Any]:
    if include_self and isinstance(root, kind):
        yield root
    waiting = [iter(root.children)]
    while waiting:
        for child in waiting[-1]:
            if isinstance(child, kind):
                yield child
            # Asked for after the yield, since whoever took the child may have changed it.
            if child.children:
                waiting.append(iter(child.children))
                break
        else:
            waiting.pop()


# A loop of its own, since a call for each node would cost most of what is gained above.
def _that(root: nodes.Element, condition: Callable[[nodes.Node], Any], include_self: bool) -> Iterator[Any]:
    if include_self and condition(root):
        yield root
    waiting = [iter(root.children)]
    while waiting:
        for child in waiting[-1]:
            if condition(child):
                yield child
            if child.children:
                waiting.append(iter(child.children))
                break
        else:
            waiting.pop()


def _any_node(_node: nodes.Node) -> bool:
    return True


def hasten_tree(document: nodes.document) -> None:
    """Have one document searched the quick way."""
    document.findall = MethodType(findall, document)  # type: ignore[method-assign]


def restore_tree(_app: Sphinx, document: nodes.document) -> None:
    """Take that back before the document is pickled (``doctree-read``)."""
    vars(document).pop("findall", None)


class HastenReading(SphinxTransform):
    """Hastens the transforms of a document that was read."""

    default_priority = _FIRST

    def apply(self, **_: Any) -> None:
        """Begin."""
        if news_domain(self.env).settings.speedups:
            hasten_tree(self.document)


class HastenResolving(SphinxPostTransform):
    """Hastens what is done to a document before it is written."""

    default_priority = _FIRST

    def run(self, **_: Any) -> None:
        """Begin."""
        if news_domain(self.env).settings.speedups:
            hasten_tree(self.document)
