"""The parser of markdown documents: MyST as it is, but for posts, which are read as their authors saw them.

MyST has no hook for plugins, so its parser is subclassed and takes its place for markdown. A document
that is no post goes to MyST untouched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from myst_parser.parsers.sphinx_ import MystParser

from sphinx_eulernews.read.source import pending_post, source_path

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config

_MARKDOWN = frozenset({".md", ".markdown"})

TITLE = "eulernews_title"
TITLE_SOURCE = "eulernews_title_source"


class ReadsPosts(MystParser):
    """What makes a parser of markdown one for posts: their title, and the rules of the sites they come from."""

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Parse a document into ``document``."""
        env = document.settings.env
        found = pending_post(env)
        if found is None or source_path(env, env.docname).suffix not in _MARKDOWN:
            super().parse(inputstring, document)
            return
        # A build that reads nothing need not load the rules for posts.
        from sphinx_eulernews.markdown.headings import Headings  # noqa: PLC0415
        from sphinx_eulernews.markdown.renderer import render_post  # noqa: PLC0415

        # The settings may be those of all documents, in Sphinx before 9.
        document.settings = document.settings.copy()
        # The authors typed the quotes that they meant.
        document.settings.smart_quotes = False
        headings = Headings(found.post.title, env.docname.rpartition("/")[2].strip())
        render_post(inputstring, document, env.myst_config, headings)
        document[TITLE] = headings.title
        document[TITLE_SOURCE] = headings.source


class PostParser(ReadsPosts):
    """Parses markdown, in the place of MyST's own parser."""


def take_over(app: Sphinx, _config: Config) -> None:
    """Take the place of whichever parser of MyST's kind reads ``.md``: myst-nb has its own (``config-inited``)."""
    kind = app.registry.source_suffix.get(".md", "markdown")
    parser = app.registry.source_parsers.get(kind)
    if parser is not None and issubclass(parser, MystParser) and not issubclass(parser, ReadsPosts):
        app.add_source_parser(type(parser.__name__, (ReadsPosts, parser), {}), override=True)
