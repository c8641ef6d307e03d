"""Links of posts to places in other documents: which id each means, and those that are not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_eulernews.lazy import lazy
from sphinx_eulernews.model.urls import is_top, split_fragment
from sphinx_eulernews.read.virtual_documents import NewsProject
from sphinx_eulernews.warnings import Subtype, warn

if TYPE_CHECKING:
    from sphinx_eulernews.domain import NewsDomain
    from sphinx_eulernews.read import anchors
else:
    anchors = lazy("sphinx_eulernews.read.anchors")


def resolve_fragments(domain: NewsDomain) -> None:
    """Find the ids that links of posts to other documents mean, and warn of those that are not there.

    The doctree of such a document is loaded once: what is found is kept until the document is read again, or no post
    has such a link any more. The manifest has a digest of it, which must not depend on links of earlier builds.
    """
    linking = sorted((domain.fragments.keys() | domain.old_links.keys()) & domain.posts.keys())
    links = [(docname, *link) for docname in linking for link in domain.fragments_of(docname)]
    # Those that are assumed, whether there are such pages or not: they have no text yet, and some have no doctree.
    virtual = NewsProject.of(domain.env).virtual
    asked: dict[str, set[str]] = {}
    for _docname, target, fragment, _line in links:
        name, _rest = split_fragment(fragment)
        if name and target in domain.env.found_docs and target not in virtual:
            asked.setdefault(target, set()).add(name)
    for target in domain.anchors.keys() - asked.keys():
        del domain.anchors[target]
    for target, fragments in asked.items():
        known = domain.anchors.get(target, {})
        if new := fragments - known.keys():
            ids = anchors.anchors_of(domain.env.get_doctree(target))
            known |= {fragment: anchors.id_in(ids, fragment) for fragment in new}
        domain.anchors[target] = {fragment: known[fragment] for fragment in fragments}
    for docname, target, fragment, line in links:
        name, _rest = split_fragment(fragment)
        is_there = domain.anchors.get(target, {}).get(name, True) or is_top(name)
        if not is_there and line > 0:
            message = f"'#{name}' matches no heading or id in the document {target!r}, to which the post links"
            warn(Subtype.LINK, message, docname=docname, line=line)
