"""Source parser for Markdown: MyST's, with our rules for posts.

MyST has no hook for markdown-it plugins, so its parser is subclassed and registered for Markdown. A document that is
no post goes to MyST unchanged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from myst_parser.parsers.sphinx_ import MystParser

from sphinx_eulernews.model.collection import short_name
from sphinx_eulernews.read.source import MARKDOWN, TITLE, TITLE_SOURCE, file_level_config, pending_post, source_path

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config


class ReadsPosts(MystParser):
    """Mixin for subclasses of MyST's parser: the title and the Markdown rules of posts."""

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Parse a document into ``document``."""
        env = document.settings.env
        found = pending_post(env)
        # Sphinx parses each translated message by itself: a fragment, not the post (`_publish_msgstr`).
        translated = str(document["source"]).endswith(":<translated>")
        if found is None or translated or source_path(env, env.docname).suffix not in MARKDOWN:
            super().parse(inputstring, document)
            return
        from sphinx_eulernews.read.untrusted import is_untrusted, restricted  # noqa: PLC0415

        if found.is_selected and not is_untrusted(document):
            super().parse(inputstring, document)  # a document of the site, written for MyST
            return
        # A build that reads nothing need not load the rules for posts.
        from sphinx_eulernews.markdown.headings import Headings  # noqa: PLC0415
        from sphinx_eulernews.markdown.renderer import render_post  # noqa: PLC0415

        # The settings may be those of all documents, in Sphinx before 9.
        document.settings = document.settings.copy()
        # Authors of CJK text type the quotes that they mean.
        document.settings.smart_quotes = False
        headings = Headings(found.post.title, short_name(env.docname).strip())
        if is_untrusted(document):
            # Without file-level settings of MyST: substitutions are Jinja templates, which can run any code.
            with restricted(document):
                render_post(inputstring, document, env.myst_config, headings)
        else:
            render_post(
                inputstring, document, file_level_config(env.myst_config, found.front_matter, document), headings
            )
        document[TITLE] = headings.title
        document[TITLE_SOURCE] = headings.source


class PostParser(ReadsPosts):
    """Parses Markdown; replaces MyST's own parser."""


def take_over(app: Sphinx, config: Config) -> None:
    """Replace the parser that is registered for ``.md``, MyST's or myst-nb's (``config-inited``)."""
    kind = app.registry.source_suffix.get(".md", "markdown")
    parser = app.registry.source_parsers.get(kind)
    if parser is not None and issubclass(parser, MystParser) and not issubclass(parser, ReadsPosts):
        app.add_source_parser(type(parser.__name__, (ReadsPosts, parser), {}), override=True)
    if config.eulernews_untrusted is False or config.eulernews_untrusted == []:
        return
    from sphinx_eulernews.read.untrusted import RestrictsPosts  # noqa: PLC0415  for these sites only

    for kind, parser in list(app.registry.source_parsers.items()):
        if not issubclass(parser, ReadsPosts | RestrictsPosts):
            restricted_parser = type(parser.__name__, (RestrictsPosts, parser), {"__module__": parser.__module__})
            app.registry.source_parsers[kind] = restricted_parser
