"""Everything that the extension registers with Sphinx, in the order in which a build reaches it.

Nothing is done here: each name leads to the module that does the work.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_eulernews.compat.highlighting import shorten_highlighting_failures
from sphinx_eulernews.config import NewsConfig, warn_of_unknown_options
from sphinx_eulernews.directives import DIRECTIVES
from sphinx_eulernews.domain import NewsDomain, explain_missing_reference, has_pages
from sphinx_eulernews.hooks import EVENTS
from sphinx_eulernews.markdown.parser import PostParser, take_over
from sphinx_eulernews.output.artifacts import COLLECT_REDIRECTS
from sphinx_eulernews.output.body_html import body_image, depart_body_image, visit_body_image
from sphinx_eulernews.output.events import OutputEvents
from sphinx_eulernews.output.navigation import LeaveNavigation
from sphinx_eulernews.read.banner import FindBanner, check_default
from sphinx_eulernews.read.body_media import LinkRemoteImages, ResolveMedia, note_builder
from sphinx_eulernews.read.encodings import read_other_encodings
from sphinx_eulernews.read.outdated import find_outdated, take_reading_list, warn_of_missing_folders
from sphinx_eulernews.read.source import VIRTUAL_SUFFIX, take_front_matter
from sphinx_eulernews.read.transforms import FindAnchors, KeepQuotes, KeepRules, MoveFootnotes, RegisterPost, SetTitle
from sphinx_eulernews.read.untrusted import CheckUntrusted, leave_out_symlinks
from sphinx_eulernews.read.virtual_documents import (
    GeneratedPageParser,
    ResolveLinksToPages,
    find_mentions,
    use_news_project,
)
from sphinx_eulernews.search.index_builder import improve_search
from sphinx_eulernews.translations import AddMessages

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

_PACKAGE = Path(__file__).parent


def register(app: Sphinx) -> None:
    """Register everything, phase by phase."""
    _configure(app)
    _read(app)
    _write(app, OutputEvents())


def _configure(app: Sphinx) -> None:
    """Options, translations, parser, directives, nodes, domain."""
    for name, (default, option) in NewsConfig.options().items():
        app.add_config_value(name, default, option.rebuild, option.types)
    app.add_message_catalog("eulernews", str(_PACKAGE / "locale"))
    # With myst-nb, MyST is a part of that, and sets up nothing of its own.
    if "myst_nb" not in {*app.extensions, *app.config.extensions}:
        app.setup_extension("myst_parser")
    app.add_source_suffix(".markdown", "markdown", override=True)
    app.add_source_parser(PostParser, override=True)
    app.add_source_suffix(VIRTUAL_SUFFIX, GeneratedPageParser.supported[0])
    app.add_source_parser(GeneratedPageParser)
    for name, directive in DIRECTIVES.items():
        app.add_directive(name, directive)
    app.add_domain(NewsDomain)
    app.add_node(body_image, html=(visit_body_image, depart_body_image))
    app.connect("config-inited", warn_of_unknown_options)
    app.connect("config-inited", take_over)
    app.connect("config-inited", add_paths)


def _read(app: Sphinx) -> None:
    """Connect the reading: which documents, their source, their doctree."""
    app.connect("builder-inited", use_news_project)
    app.connect("builder-inited", warn_of_missing_folders)
    app.connect("env-get-outdated", find_outdated)
    app.connect("env-before-read-docs", leave_out_symlinks)
    app.connect("env-before-read-docs", take_reading_list)
    app.connect("env-before-read-docs", find_mentions)
    app.connect("env-before-read-docs", read_other_encodings)
    app.connect("env-before-read-docs", check_default)
    app.connect("source-read", take_front_matter)
    for transform in (
        SetTitle,
        ResolveMedia,
        FindBanner,
        RegisterPost,
        MoveFootnotes,
        KeepQuotes,
        KeepRules,
        CheckUntrusted,
        FindAnchors,
        AddMessages,
    ):
        app.add_transform(transform)
    app.add_post_transform(LinkRemoteImages)
    app.connect("builder-inited", note_builder)
    app.connect("builder-inited", add_scripts)


def _write(app: Sphinx, output: OutputEvents) -> None:
    """Connect the writing: the plan, documents, generated pages, further files, the manifest."""
    app.add_event(COLLECT_REDIRECTS)
    for event in EVENTS:
        app.add_event(event)
    # Late, so that what others add in this event is in.
    app.connect("env-updated", output.plan_build, priority=900)
    app.connect("write-started", output.begin_writing, priority=400)
    app.connect("write-started", improve_search)
    app.connect("write-started", shorten_highlighting_failures)
    app.add_post_transform(LeaveNavigation)
    app.add_post_transform(ResolveLinksToPages)
    app.connect("warn-missing-reference", explain_missing_reference)
    app.connect("doctree-resolved", output.resolve_document, priority=400)
    app.connect("html-page-context", output.add_context, priority=400)
    app.connect("html-page-context", output.add_head, priority=900)
    app.connect("html-collect-pages", output.generated_pages)
    app.connect("build-finished", output.finish)


def add_scripts(app: Sphinx) -> None:
    """Add the scripts of generated pages to the static files of builders that have such pages (``builder-inited``)."""
    if has_pages(app.builder):
        app.config.html_static_path = [*app.config.html_static_path, str(_PACKAGE / "static_pages")]


def add_paths(_app: Sphinx, config: Config) -> None:
    """Add our templates and style sheet to the paths of Sphinx (``config-inited``)."""
    # New lists: the defaults belong to all builds of the process.
    config.templates_path = [*config.templates_path, str(_PACKAGE / "templates")]
    config.html_static_path = [*config.html_static_path, str(_PACKAGE / "static")]
