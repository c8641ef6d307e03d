"""Links in reStructuredText that Pelican marks as links to files: ```tide <{filename}tide.rst>`_``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from docutils.utils import get_source_line

from sphinx_eulernews.files.reference_text import is_of_pelican
from sphinx_eulernews.nodes import replace_node
from sphinx_eulernews.read.references import Files, link_node
from sphinx_eulernews.read.transforms import PostTransform

if TYPE_CHECKING:
    from collections.abc import Iterator


class ResolveFileLinks(PostTransform):
    """Resolves such links as those in Markdown. Other URLs without a host are Sphinx's own matter."""

    default_priority = 660  # docutils gives references their URLs until 640

    def transform_post(self) -> None:
        """Replace each link by one to the document or file."""
        docname = self.env.docname
        files = Files(self.env, docname)
        for link in list(self._links()):
            written = link["refuri"]
            found = files.link(written, get_source_line(link)[1] or 1)
            inner = nodes.inline("", "", *link.children, classes=["xref"])
            replace_node(link, [link_node(found, written, docname, inner)])

    def _links(self) -> Iterator[nodes.reference]:
        for link in self.document.findall(nodes.reference):
            if is_of_pelican(link.get("refuri", "")):
                yield link
