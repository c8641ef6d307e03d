"""Links in posts besides those of Markdown: Pelican's, Nikola's and old URLs in reStructuredText, the role ``doc``."""

from __future__ import annotations

import re

from docutils import nodes
from docutils.utils import get_source_line
from sphinx import addnodes
from sphinx.util import docname_join

from sphinx_eulernews.files.lookup import DocumentFound
from sphinx_eulernews.files.reference_text import is_of_generator
from sphinx_eulernews.nodes import Places, replace_node
from sphinx_eulernews.read.references import Files, OldLink, link_node
from sphinx_eulernews.read.transforms import PostTransform
from sphinx_eulernews.read.virtual_documents import NewsProject

_FROM_ROOT = re.compile(r"/(?!/)")


class ResolveFileLinks(PostTransform):
    """Resolves links of Pelican and Nikola as those in Markdown, and URLs of the site that posts had.

    Other URLs are left to Sphinx, relative ones among them.
    """

    default_priority = 660  # docutils gives references their URLs until 640

    def transform_post(self) -> None:
        """Replace each link by one to the document or file."""
        docname = self.env.docname
        files = Files(self.env, docname)
        places: Places = {}
        for link in list(self.document.findall(nodes.reference)):
            written = link.get("refuri", "")
            found: DocumentFound | OldLink | str
            if is_of_generator(written):
                found = files.link(written, get_source_line(link)[1] or 1)
            elif _is_text(link) and (_FROM_ROOT.match(written) or files.is_on_site(written)):
                self.domain.note_old_link(docname, written)
                found = OldLink(written, is_absolute=True)
            else:
                continue
            inner = nodes.inline("", "", *link.children, classes=["xref"])
            replace_node(link, [link_node(found, written, docname, inner)], places)


def _is_text(link: nodes.reference) -> bool:
    """Return whether a link is around text only, and not resolved later: in Markdown, it stands in a cross-reference.

    A figure may hold its image in a reference, and in nothing else.
    """
    return link.next_node(nodes.image) is None and not isinstance(link.parent, addnodes.pending_xref)


class ResolvePageRoles(PostTransform):
    """Has the role ``doc`` find generated pages, which are no documents unless something else mentions them."""

    default_priority = 660

    def transform_post(self) -> None:
        """Make links to old URLs of them, which are resolved when all posts are known."""
        docname, settings, virtual = self.env.docname, self.domain.settings, NewsProject.of(self.env).virtual
        for role in self.document.findall(addnodes.pending_xref):
            if (role.get("refdomain"), role.get("reftype")) != ("std", "doc"):
                continue
            name = docname_join(docname, role["reftarget"])
            if not settings.may_generate(name):
                continue
            # A generated page may be a document, while another page mentions it; then it is linked in the same way.
            if name in self.env.found_docs and name not in virtual:
                self.domain.note_link(docname, name)
                continue
            self.domain.note_missing(docname, [f"{name}.md"], or_document=True)
            url = f"/{name}.html"
            self.domain.note_old_link(docname, url, get_source_line(role)[1] or 1)
            role.attributes |= {"refdomain": "news", "reftype": "old_url", "reftarget": url}
            if not role.get("refexplicit") and isinstance(text := role.next_node(nodes.inline), nodes.inline):
                text.children = []  # the title of the page is its text
