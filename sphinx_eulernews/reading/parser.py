"""The parser of markdown documents: MyST as it is, but for posts, which are read as their authors saw them.

MyST has no hook for plugins, so its parser is subclassed and takes its place for markdown. A document
that is no post goes to MyST untouched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers.mdit import create_md_parser
from myst_parser.parsers.sphinx_ import MystParser

from sphinx_eulernews.reading.headings import Headings
from sphinx_eulernews.reading.source import unread

if TYPE_CHECKING:
    from docutils import nodes

TITLE_SOURCE = "eulernews_title_source"


class PostParser(MystParser):
    """Parses markdown; posts with their title, and with the rules of the sites that they come from."""

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Parse a document into ``document``."""
        env = document.settings.env
        found = unread(env)
        if found is None:
            super().parse(inputstring, document)
            return
        # The settings may be those of all documents, in Sphinx before 9.
        document.settings = document.settings.copy()
        # The authors typed the quotes that they meant.
        document.settings.smart_quotes = False
        headings = Headings(found.post.title, env.docname.rpartition("/")[2].strip())
        parser = create_md_parser(env.myst_config, SphinxRenderer)
        parser.disable("front_matter")
        parser.core.ruler.push("eulernews_headings", headings)
        parser.options["document"] = document
        parser.render(inputstring)
        document["eulernews_title"] = headings.title
        document[TITLE_SOURCE] = headings.source
