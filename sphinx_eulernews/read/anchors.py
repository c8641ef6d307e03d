"""Anchors: the ids of a document, and the links to them on the same page; ``output.fragments`` has those to others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from docutils import nodes

from sphinx_eulernews.character_references import unescape
from sphinx_eulernews.markdown.rule_helpers import LINE
from sphinx_eulernews.model.text import fold_title
from sphinx_eulernews.model.urls import is_top, split_fragment
from sphinx_eulernews.nodes import Places, replace_node
from sphinx_eulernews.read.transforms import PostTransform
from sphinx_eulernews.warnings import Subtype

_TAG = re.compile(r"""<[a-z](?:[^<>"']|"[^"]*"|'[^']*')*""", re.IGNORECASE)
_NAMED = re.compile(r"""(?<=[\s"'/])(?:id|name)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""", re.IGNORECASE)


def anchors_of(document: nodes.document) -> dict[str, str]:
    """Return the ids of a document: by themselves, by slugs and texts of headings, by labels, and in raw HTML."""
    anchors: dict[str, str] = {}
    for name, target in _anchors(document):
        anchors.setdefault(name, target)
    return anchors


def id_in(anchors: Mapping[str, str], fragment: str) -> str:
    """Return the id that a fragment means, by what ``anchors_of`` returned; an empty string for none."""
    return anchors.get(fragment) or anchors.get(fold_title(fragment), "")


def _anchors(document: nodes.document) -> Iterator[tuple[str, str]]:
    """Yield names of targets with their ids, best first: as written, then normalized."""
    elements = list(document.findall(nodes.Element))
    for node in elements:
        yield from ((name, name) for name in node["ids"])
    in_html = [name for raw in document.findall(nodes.raw) for name in _named(raw.astext())]
    yield from ((name, name) for name in in_html)
    slugs = [(slug, heading[1]) for slug, heading in getattr(document, "myst_slugs", {}).items()]
    yield from slugs
    labels = [(name, target) for name, target in document.nameids.items() if target]
    yield from labels
    for node in elements:
        if isinstance(node, nodes.section) and node["ids"] and node.children:
            yield fold_title(node[0].astext()), node["ids"][0]
    written = (*labels, *slugs, *zip(in_html, in_html, strict=True))
    yield from ((fold_title(name), target) for name, target in written)


def _named(html: str) -> Iterator[str]:
    """Yield the ids and names of elements in raw HTML."""
    for tag in _TAG.finditer(html):
        for match in _NAMED.finditer(tag[0]):
            yield unescape(next(filter(None, match.groups()), ""))


class FindAnchors(PostTransform):
    """Resolves fragment links that MyST would not; a dangling one becomes plain text, with a warning."""

    default_priority = 870  # MyST resolves what is left at 879

    def transform_post(self) -> None:
        """Resolve each link to a fragment of the same page."""
        links = [node for node in self.document.findall(nodes.reference) if node.get("id_link")]
        if not links:
            return
        ids = anchors_of(self.document)
        labels = (name for name, target in self.document.nameids.items() if target)  # two headings have no target
        known = {*getattr(self.document, "myst_slugs", {}), *labels}
        places: Places = {}
        for link in links:
            name, rest = split_fragment(link["refuri"].removeprefix("#"))
            written = unquote(name)
            if written in known and not rest:
                continue
            target = id_in(ids, written)
            if target:
                del link["id_link"]
                link["refuri"], link["internal"] = f"#{target}{rest}", True
            elif is_top(written) or not written:
                del link["id_link"]
            else:
                message = f"the link '#{written}' matches no heading or id in the post"
                line = link.attributes.get(LINE) or link.line or 0
                self.domain.warn(self.env.docname, Subtype.LINK, message, line)
                replace_node(link, [nodes.inline("", "", *link.children)], places)
