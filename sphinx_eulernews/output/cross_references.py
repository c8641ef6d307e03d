"""Cross-references to posts by the roles of Sphinx and the links of MyST: what they show, for comparison.

Sphinx resolves ``doc``, ``ref``, ``numref`` and ``any`` when it writes a document, but does not write it again when
their target gets another title, is removed, or is a post that is not published any more or is from now on. MyST decides
in reading whether a link leads to a file.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import docname_join

from sphinx_eulernews.domain import news_domain
from sphinx_eulernews.lazy import lazy
from sphinx_eulernews.model.post import Post
from sphinx_eulernews.nodes import Places, replace_node

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.domains.std import StandardDomain
    from sphinx.environment import BuildEnvironment

    from sphinx_eulernews.compat import myst_references
else:
    myst_references = lazy("sphinx_eulernews.compat.myst_references")

# Roles by domain; none for those that look in all domains. MyST has a domain of its own for links to files.
_ROLES = {
    **dict.fromkeys([("std", role) for role in ("doc", "ref", "numref")], ""),
    **dict.fromkeys([("", role) for role in ("any", "myst")], ""),
    ("doc", "myst"): "/",
}
_NO_FILE = ("", "myst")


def note_cross_references(app: Sphinx, doctree: nodes.document) -> None:
    """Note what a document refers to by roles of Sphinx and links of MyST (``doctree-read``)."""
    domain, docname = news_domain(app.env), app.env.docname
    for node in doctree.findall(addnodes.pending_xref):
        role = node.get("refdomain") or "", node.get("reftype", "")
        if role in _ROLES:
            target = _ROLES[role] + node["reftarget"]
            domain.note_cross_reference(docname, target, node.get("reftargetid") or "")
            file, _mark, _fragment = target.partition("#")
            if role == _NO_FILE and file.endswith(tuple(app.config.source_suffix)):
                path = posixpath.normpath(posixpath.join(posixpath.dirname(f"/{docname}"), file))
                domain.note_missing(docname, [path.lstrip("/")], or_document=True)


def forget_others(env: BuildEnvironment, docnames: Iterable[str]) -> None:
    """Remove the references that no post has part in: from a document that is no post to another one.

    ``docnames`` are the documents that were read. A reference that leads nowhere is kept: it may mean a post to come.
    """
    domain, found = news_domain(env), CrossReferences(env, env.found_docs)
    for docname in domain.cross_references.keys() & set(docnames) - domain.posts.keys():
        references = domain.cross_references.pop(docname)
        if kept := {place: None for place in references if found.may_mean_post(docname, *place)}:
            domain.cross_references[docname] = kept


class ShowDeadLinks(SphinxPostTransform):
    """Shows the text of links in posts that lead nowhere; ``output.report`` warns of them."""

    default_priority = 8  # MyST's own resolver has 9

    def run(self, **_: Any) -> None:
        """Replace each link that may be a label, and is none."""
        links, targets = news_domain(self.env).old_links, None
        places: Places = {}
        for node in list(self.document.findall(addnodes.pending_xref)):
            if (node.get("refdomain") or "", node.get("reftype")) != _NO_FILE:
                continue
            docname, target = node.get("refdoc", self.env.docname), node["reftarget"]
            if target not in links.get(docname, ()):
                continue
            targets = targets or myst_references.LinkTargets(self.document)
            if not targets.finds(docname, target):
                shown = node.children if node.astext() or node.next_node(nodes.image) else [nodes.inline("", target)]
                replace_node(node, shown, places)


@dataclass
class CrossReferences:
    """What the cross-references of documents show; ``documents`` are those that are written."""

    env: BuildEnvironment
    documents: Set[str]

    def shown_by(self, docname: str) -> list[str]:
        """Return what a document shows of the posts that it refers to; of all documents, if it is a post itself."""
        domain = news_domain(self.env)
        targets = domain.cross_references.get(docname, ())
        found = (each for target, anchor in targets for each in self._found(docname, target, anchor))
        return [
            repr(shown)
            for shown in found
            if docname in domain.posts or shown[0] in domain.posts or shown[0].startswith("/")
        ]

    def may_mean_post(self, docname: str, target: str, anchor: str) -> bool:
        """Return whether a reference leads to a document or feed of a collection, or to none."""
        domain = news_domain(self.env)
        found = [name for name, _is_written, _title in self._found(docname, target, anchor)]
        return not found or any(
            name in domain.posts or name.startswith("/") or domain.settings.collection_key(name) for name in found
        )

    def _found(self, docname: str, target: str, anchor: str) -> Iterator[tuple[str, bool, object]]:
        """Yield the documents that a target may mean, with whether each is written and the titles that are shown.

        A feed (``/news/atom.xml``) is one of them.
        """
        name = docname_join(docname, target)
        if name in self.env.titles:
            titles = (self.env.titles[name].astext(), self._parts(name) if anchor else "")
            yield name, name in self.documents, titles
        labels = self._standard.labels, self._standard.anonlabels
        for label in {target: None, target.lower(): None}:
            for place in filter(None, (known.get(label) for known in labels)):
                yield place[0], place[0] in self.documents, place
        if isinstance(post := news_domain(self.env).finder.post(target, docname), Post):
            yield post.docname, post.docname in self.documents, post.title
        if feed := news_domain(self.env).feed(target, docname):
            yield feed, True, ""

    @property
    def _standard(self) -> StandardDomain:
        return self.env.domains.standard_domain

    def _parts(self, docname: str) -> str:
        """Return the titles in a document that a link to a part of it may show; not their lines."""
        headings = self.env.metadata[docname].get("myst_slugs", {})
        return repr(([(slug, *found[1:]) for slug, found in headings.items()], self._labels_in.get(docname)))

    @cached_property
    def _labels_in(self) -> dict[str, list[tuple[str, ...]]]:
        found: dict[str, list[tuple[str, ...]]] = {}
        for known in (self._standard.labels, self._standard.anonlabels):
            for label, place in known.items():
                found.setdefault(place[0], []).append((label, *place))
        return {docname: sorted(labels) for docname, labels in found.items()}
