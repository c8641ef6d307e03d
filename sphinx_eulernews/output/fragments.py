"""Links of posts to places in other documents: which id each means, and those that are not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_eulernews.lazy import lazy
from sphinx_eulernews.model.text import fold_title
from sphinx_eulernews.model.urls import is_top
from sphinx_eulernews.warnings import Subtype, warn

if TYPE_CHECKING:
    from sphinx_eulernews.domain import NewsDomain
    from sphinx_eulernews.read import anchors
else:
    anchors = lazy("sphinx_eulernews.read.anchors")

_FOR_BROWSERS = ":~:"  # begins text that a browser looks for


def resolve_fragments(domain: NewsDomain) -> None:
    """Find the ids that links of posts to other documents mean, and warn of those that are not there.

    The doctree of such a document is loaded once: what is found is kept until the document is read again.
    """
    documents = domain.env.found_docs - domain.virtual.keys()
    links = [(docname, *link) for docname in domain.posts for link in domain.fragments_of(docname)]
    asked: dict[str, set[str]] = {}
    for _docname, target, fragment, _line in links:
        if target in documents:
            asked.setdefault(target, set()).add(fragment)
    for target, fragments in asked.items():
        known = domain.anchors.setdefault(target, {})
        if new := fragments - known.keys():
            ids = anchors.anchors_of(domain.env.get_doctree(target))
            known.update((fragment, ids.get(fragment) or ids.get(fold_title(fragment), "")) for fragment in new)
    for docname, target, fragment, line in links:
        is_there = domain.anchors.get(target, {}).get(fragment, fragment) or is_top(fragment)
        if not is_there and line > 0 and not fragment.startswith(_FOR_BROWSERS):
            message = f"'#{fragment}' matches no heading or id in the document {target!r}, to which the post links"
            warn(Subtype.LINK, message, docname=docname, line=line)
