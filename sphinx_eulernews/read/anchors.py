"""Fragment links within a post: ``[text](#heading)`` finds headings, ids and ``<a name>``, also misspelt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from docutils import nodes

from sphinx_eulernews.markdown.rule_helpers import LINE
from sphinx_eulernews.model.text import loosely
from sphinx_eulernews.read.source import PendingPost
from sphinx_eulernews.read.transforms import PostTransform
from sphinx_eulernews.replace_nodes import replace_node
from sphinx_eulernews.warnings import Subtype

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMED = re.compile(r"""<[^<>]*?\b(?:id|name)\s*=\s*["']?(?P<name>[^"'\s<>]+)""", re.IGNORECASE)


class FindAnchors(PostTransform):
    """Resolves fragment links that MyST would not; a dangling one becomes plain text, with a warning."""

    default_priority = 870  # MyST resolves what is left at 879

    def read_post(self, found: PendingPost) -> None:  # noqa: ARG002  front matter is not needed here
        """Resolve each link to a fragment of the same page."""
        links = [node for node in self.document.findall(nodes.reference) if node.get("id_link")]
        if not links:
            return
        ids = dict(self._anchors())
        known = {*getattr(self.document, "myst_slugs", {}), *self.document.nameids}
        for link in links:
            written = unquote(link["refuri"].removeprefix("#"))
            if written in known:
                continue
            target = ids.get(written) or ids.get(loosely(written))
            if target is not None:
                del link["id_link"]
                link["refuri"] = f"#{target}"
            else:
                message = f"the link '#{written}' matches no heading or id in the post"
                line = link.attributes.get(LINE) or link.line or 0
                self.domain.warn(self.env.docname, Subtype.LINK, message, line)
                replace_node(link, [nodes.inline("", "", *link.children)])

    def _anchors(self) -> Iterator[tuple[str, str]]:
        """Yield names of targets, as written and normalized, with their ids."""
        for raw in self.document.findall(nodes.raw):
            for match in _NAMED.finditer(raw.astext()):
                yield match["name"], match["name"]
                yield loosely(match["name"]), match["name"]
        for section in self.document.findall(nodes.section):
            if section["ids"] and section.children:
                yield loosely(section[0].astext()), section["ids"][0]
                yield from ((name, name) for name in section["ids"])
