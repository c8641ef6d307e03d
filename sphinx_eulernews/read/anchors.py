"""Anchors: the ids of a document, and the links to them on the same page; ``output.fragments`` has those to others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from docutils import nodes

from sphinx_eulernews.markdown.rule_helpers import LINE
from sphinx_eulernews.model.text import fold_title
from sphinx_eulernews.model.urls import is_top
from sphinx_eulernews.nodes import replace_node
from sphinx_eulernews.read.transforms import PostTransform
from sphinx_eulernews.warnings import Subtype

_NAMED = re.compile(r"""<[^<>]*?\b(?:id|name)\s*=\s*["']?(?P<name>[^"'\s<>]+)""", re.IGNORECASE)


def anchors_of(document: nodes.document) -> dict[str, str]:
    """Return the ids of a document: by themselves, by slugs and texts of headings, and in raw HTML."""
    return dict(_anchors(document))


def _anchors(document: nodes.document) -> Iterator[tuple[str, str]]:
    """Yield names of targets, as written and normalized, with their ids."""
    yield from ((slug, heading[1]) for slug, heading in getattr(document, "myst_slugs", {}).items())
    for raw in document.findall(nodes.raw):
        for match in _NAMED.finditer(raw.astext()):
            yield match["name"], match["name"]
            yield fold_title(match["name"]), match["name"]
    for node in document.findall(nodes.Element):
        if isinstance(node, nodes.section) and node["ids"] and node.children:
            yield fold_title(node[0].astext()), node["ids"][0]
        yield from ((name, name) for name in node["ids"])


class FindAnchors(PostTransform):
    """Resolves fragment links that MyST would not; a dangling one becomes plain text, with a warning."""

    default_priority = 870  # MyST resolves what is left at 879

    def transform_post(self) -> None:
        """Resolve each link to a fragment of the same page."""
        links = [node for node in self.document.findall(nodes.reference) if node.get("id_link")]
        if not links:
            return
        ids = anchors_of(self.document)
        known = {*getattr(self.document, "myst_slugs", {}), *self.document.nameids}
        for link in links:
            written = unquote(link["refuri"].removeprefix("#"))
            if written in known:
                continue
            target = ids.get(written) or ids.get(fold_title(written))
            if target is not None:
                del link["id_link"]
                link["refuri"] = f"#{target}"
            elif is_top(written):
                del link["id_link"]
            else:
                message = f"the link '#{written}' matches no heading or id in the post"
                line = link.attributes.get(LINE) or link.line or 0
                self.domain.warn(self.env.docname, Subtype.LINK, message, line)
                replace_node(link, [nodes.inline("", "", *link.children)])
