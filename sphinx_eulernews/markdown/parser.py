"""Source parser for Markdown: a subclass of MyST's, with the rules for posts.

MyST has no hook for markdown-it plugins, so its parser is subclassed and registered for Markdown. A document that is
not a post goes to MyST unchanged.
"""

from __future__ import annotations

import re
from contextlib import nullcontext
from typing import TYPE_CHECKING

from docutils import nodes
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers.mdit import create_md_parser
from myst_parser.parsers.sphinx_ import MystParser

from sphinx_eulernews.domain import news_domain
from sphinx_eulernews.lazy import lazy
from sphinx_eulernews.model.collection import short_name

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from myst_parser.config.main import MdParserConfig
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from sphinx_eulernews.markdown import headings, post_text
    from sphinx_eulernews.read import foreign_fields, notebook_cells, source, untrusted
    from sphinx_eulernews.read.source import PendingPost
else:
    headings = lazy("sphinx_eulernews.markdown.headings")
    post_text = lazy("sphinx_eulernews.markdown.post_text")
    foreign_fields = lazy("sphinx_eulernews.read.foreign_fields")
    notebook_cells = lazy("sphinx_eulernews.read.notebook_cells")
    source = lazy("sphinx_eulernews.read.source")
    untrusted = lazy("sphinx_eulernews.read.untrusted")

# The source of a message: path, line of the original, and this mark.
_TRANSLATED = re.compile(r":(\d+)?(?:None)?:<translated>\Z")


class ReadsPosts(MystParser):
    """Mixin for subclasses of MyST's parser: the title and the Markdown rules of posts."""

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Parse a document, or a translated message of one, into ``document``."""
        env = document.settings.env
        found = source.pending_post(env)
        if found is None or not _reads_as_post(found, document):
            self._parse_other(inputstring, document)
            return
        # Sphinx parses each translated message by itself: a fragment, not the post (`_publish_msgstr`).
        message = _TRANSLATED.search(str(document["source"]))
        if source.is_markdown(env.config, source.source_path(env, env.docname)):
            if message:
                self._parse_message(inputstring, document, int(message[1] or 0))
            elif self._is_notebook(found, env):
                super().parse(foreign_fields.notebook_source(inputstring, found.post, found.front_matter), document)
            else:
                self._parse_post(inputstring, document, found)
        elif message:
            MystParser.parse(self, inputstring, document)  # myst-nb would read it as a notebook
        else:
            self._parse_notebook(inputstring, document)

    def _parse_other(self, inputstring: str, document: nodes.document) -> None:
        """Parse a document that is not read as a post; one among untrusted posts is restricted as they are."""
        env = document.settings.env
        if not untrusted.is_untrusted(document):
            super().parse(inputstring, document)
        elif source.is_markdown(env.config, source.source_path(env, env.docname)):
            _parse_among_posts(inputstring, document)
        else:
            self._parse_notebook(inputstring, document)

    def _parse_notebook(self, inputstring: str, document: nodes.document) -> None:
        """Parse a post that is no Markdown by the parser that this one is mixed into: myst-nb's."""
        if not untrusted.is_untrusted(document):
            super().parse(inputstring, document)
            return
        document.settings = document.settings.copy()
        with untrusted.restricted(document):
            super().parse(notebook_cells.without_settings(inputstring), document)
        untrusted.clean_raw(document)

    def _is_notebook(self, found: PendingPost, env: BuildEnvironment) -> bool:
        """Return whether myst-nb reads a Markdown post as a notebook, and may run it."""
        if "myst-nb" not in self.supported or not foreign_fields.is_notebook(found.front_matter):
            return False
        return not news_domain(env).settings.is_untrusted(found.post.docname)

    def _parse_post(self, inputstring: str, document: nodes.document, found: PendingPost) -> None:
        env = document.settings.env
        # Before Sphinx 9, all documents may share their settings.
        document.settings = document.settings.copy()
        # In CJK text, authors type the quotation marks that they want.
        document.settings.smart_quotes = False
        line = found.front_matter.line_of("title") if found.post.title else 1
        heading = headings.Headings(found.post.title, short_name(env.docname).strip(), line)
        with _limits(document):
            post_text.render_post(inputstring, document, _config_of(document, found), heading)
        title = next(document.findall(nodes.title), None)
        if heading.source != "heading" and title is not None:
            # A plain string; Sphinx would parse its translation.
            title["translatable"] = False
        document[source.TITLE] = heading.title
        document[source.TITLE_SOURCE] = heading.source

    @staticmethod
    def _parse_message(text: str, document: nodes.document, line: int) -> None:
        with _limits(document):
            post_text.render_message(text, document, line)


def _parse_among_posts(text: str, document: nodes.document) -> None:
    """Parse a document among untrusted posts that is none, as MyST does, but for the settings of its front matter."""
    document.settings = document.settings.copy()
    with untrusted.restricted(document):
        parser = create_md_parser(document.settings.env.myst_config, SphinxRenderer)
        parser.options["document"] = document
        try:
            parser.render(text)
        except RecursionError:
            parser.render("")  # see `render_post`
            source.show_source(text, document)
    untrusted.clean_raw(document)


def _reads_as_post(found: PendingPost, document: nodes.document) -> bool:
    """Return whether a document is parsed by the rules for posts, and not as plain MyST."""
    return not found.is_selected or news_domain(document.settings.env).settings.is_untrusted(found.post.docname)


def _config_of(document: nodes.document, found: PendingPost) -> MdParserConfig:
    """Return the MyST configuration for a post, with the settings of its front matter unless it is untrusted.

    Substitutions are Jinja templates, which can run any code.
    """
    config: MdParserConfig = document.settings.env.myst_config
    is_untrusted = news_domain(document.settings.env).settings.is_untrusted(document.settings.env.docname)
    return config if is_untrusted else foreign_fields.file_level_config(config, found.front_matter, document)


def _limits(document: nodes.document) -> AbstractContextManager[None]:
    """Return the limits under which a post is parsed."""
    return untrusted.restricted(document) if untrusted.is_untrusted(document) else nullcontext()


class PostParser(ReadsPosts):
    """Parses Markdown; replaces MyST's own parser."""


def replace_parsers(app: Sphinx, config: Config) -> None:
    """Replace the parser of ``.md``, which is MyST's or myst-nb's (``config-inited``).

    Where posts are untrusted, the parsers of other markup are restricted as well.
    """
    kind = app.registry.source_suffix.get(".md", "markdown")
    parser = app.registry.source_parsers.get(kind)
    if parser is not None and issubclass(parser, MystParser) and not issubclass(parser, ReadsPosts):
        app.add_source_parser(type(parser.__name__, (ReadsPosts, parser), {}), override=True)
    if config.eulernews_untrusted is False or config.eulernews_untrusted == []:
        return
    for kind, parser in list(app.registry.source_parsers.items()):
        if not issubclass(parser, ReadsPosts | untrusted.RestrictsPosts):
            restricted_parser = type(
                parser.__name__, (untrusted.RestrictsPosts, parser), {"__module__": parser.__module__}
            )
            app.registry.source_parsers[kind] = restricted_parser
