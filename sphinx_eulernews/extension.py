"""Registration with Sphinx: every ``app.add_...`` and ``app.connect``, in the order in which a build calls them.

No work is done here; each name leads to the module that does it. Directives and transforms are registered when the
first document is read, so that a build that reads none does not import them (``lazy``).
"""

from __future__ import annotations

from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from docutils.parsers.rst import directives as registered
from sphinx.util.docutils import SphinxDirective

from sphinx_eulernews.build import note_builder
from sphinx_eulernews.builder_kinds import has_pages
from sphinx_eulernews.compat.compiled_templates import keep_compiled_templates
from sphinx_eulernews.compat.highlighting import cache_code_formatters, shorten_highlighting_failures
from sphinx_eulernews.config import NewsConfig, warn_of_unknown_options
from sphinx_eulernews.domain import NewsDomain, explain_missing_reference
from sphinx_eulernews.hooks import COLLECT_REDIRECTS, EVENTS
from sphinx_eulernews.lazy import lazy
from sphinx_eulernews.markdown.parser import PostParser, replace_parsers
from sphinx_eulernews.nodes import body_image
from sphinx_eulernews.output.cross_references import ShowDeadLinks, note_cross_references
from sphinx_eulernews.output.events import OutputEvents
from sphinx_eulernews.output.navigation import LeaveNavigation
from sphinx_eulernews.output.other_builders import LinkRemoteImages
from sphinx_eulernews.read.encodings import read_other_encodings
from sphinx_eulernews.read.kept_doctrees import release_doctree
from sphinx_eulernews.read.outdated import (
    check_default_banner,
    find_outdated,
    ignore_symlinks,
    take_reading_list,
    warn_of_missing_folders,
)
from sphinx_eulernews.read.virtual_documents import (
    VIRTUAL_SUFFIX,
    GeneratedPageParser,
    ResolveLinksToPages,
    count_virtual_documents,
    find_mentions,
    use_news_project,
)
from sphinx_eulernews.search.index_builder import improve_search

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.writers.html5 import HTML5Translator

    from sphinx_eulernews import directives, translations
    from sphinx_eulernews.output import body_html
    from sphinx_eulernews.read import (
        anchors,
        banner,
        body_media,
        other_links,
        source,
        substitutions,
        transforms,
        untrusted,
    )
else:
    directives = lazy("sphinx_eulernews.directives")
    body_html = lazy("sphinx_eulernews.output.body_html")
    anchors = lazy("sphinx_eulernews.read.anchors")
    banner = lazy("sphinx_eulernews.read.banner")
    body_media = lazy("sphinx_eulernews.read.body_media")
    other_links = lazy("sphinx_eulernews.read.other_links")
    source = lazy("sphinx_eulernews.read.source")
    substitutions = lazy("sphinx_eulernews.read.substitutions")
    transforms = lazy("sphinx_eulernews.read.transforms")
    untrusted = lazy("sphinx_eulernews.read.untrusted")
    translations = lazy("sphinx_eulernews.translations")

_PACKAGE = Path(__file__).parent
MARKDOWN_SUFFIX = ".markdown"
"""A suffix that posts may have, and that Sphinx and MyST do not know."""
DIRECTIVES = (
    "post",
    "postlist",
    "banner",
    "taglist",
    "archivelist",
    "update",
)


class ReservedDirective(SphinxDirective):
    """Placeholder for a directive of ours in the registry of docutils, until the first document is read."""


def register(app: Sphinx) -> None:
    """Register everything, phase by phase."""
    # Before it is registered: whether conf.py names it. All applications of a process share the default value.
    suffixes = app.config.source_suffix
    is_named = suffixes is not app.config.values["source_suffix"].default and MARKDOWN_SUFFIX in suffixes
    _configure(app)
    _read(app, suffix_of_posts="" if is_named else MARKDOWN_SUFFIX)
    _write(app, OutputEvents())


def _configure(app: Sphinx) -> None:
    """Options, translations, parser, directives, nodes, domain."""
    for name, (default, option) in NewsConfig.options().items():
        app.add_config_value(name, default, option.rebuild, option.types)
    app.add_message_catalog("eulernews", str(_PACKAGE / "locale"))
    # myst-nb sets up MyST itself.
    if "myst_nb" not in {*app.extensions, *app.config.extensions}:
        app.setup_extension("myst_parser")
    app.add_source_suffix(MARKDOWN_SUFFIX, "markdown", override=True)
    app.add_source_parser(PostParser, override=True)
    app.add_source_suffix(VIRTUAL_SUFFIX, GeneratedPageParser.supported[0])
    app.add_source_parser(GeneratedPageParser)
    for name in DIRECTIVES:
        app.add_directive(name, ReservedDirective)
    app.add_domain(NewsDomain)
    app.add_node(body_image, html=(_visit_body_image, _depart_body_image))
    app.connect("config-inited", warn_of_unknown_options)
    app.connect("config-inited", replace_parsers)
    app.connect("config-inited", add_paths)


def _read(app: Sphinx, *, suffix_of_posts: str) -> None:
    """Connect the reading: which documents, their source, their doctree."""
    app.connect("builder-inited", partial(use_news_project, suffix_of_posts=suffix_of_posts), priority=100)
    app.connect("builder-inited", count_virtual_documents, priority=900)
    app.connect("builder-inited", warn_of_missing_folders)
    app.connect("env-get-outdated", find_outdated)
    app.connect("env-before-read-docs", ignore_symlinks)
    app.connect("env-before-read-docs", take_reading_list)
    app.connect("env-before-read-docs", find_mentions)
    app.connect("env-before-read-docs", read_other_encodings)
    app.connect("env-before-read-docs", check_default_banner)

    def begin_reading(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        if docname in env.found_docs:  # it is read, not removed
            app.disconnect(listener)
            _read_content(app)

    # The last event before the parser of the first document is created.
    listener = app.connect("env-purge-doc", begin_reading)
    app.connect("env-purge-doc", release_doctree)
    app.connect("source-read", _take_front_matter)
    app.connect("doctree-read", note_cross_references)
    app.connect("builder-inited", note_builder)
    app.connect("builder-inited", add_scripts)


def _read_content(app: Sphinx) -> None:
    """Register what works on the content of documents."""
    for name, directive in directives.DIRECTIVES.items():
        # A directive that another extension or conf.py registered under this name is kept.
        if registered._directives.get(name) is ReservedDirective:  # type: ignore[attr-defined]  # noqa: SLF001  no other way to it
            app.add_directive(name, directive, override=True)
    for transform in (
        transforms.SetTitle,
        body_media.ResolveMedia,
        banner.FindBanner,
        transforms.RegisterPost,
        transforms.MoveFootnotes,
        substitutions.LimitSubstitutions,
        other_links.ResolveFileLinks,
        other_links.ResolvePageRoles,
        transforms.KeepFootnoteReferences,
        transforms.KeepQuotes,
        transforms.KeepRules,
        untrusted.CheckUntrusted,
        anchors.FindAnchors,
        translations.AddMessages,
    ):
        app.add_transform(transform)
    if app.parallel > 1:
        # Sphinx forks a process for every few documents, and each would import the rules of Markdown again.
        import_module("sphinx_eulernews.markdown.post_text")


def _write(app: Sphinx, output: OutputEvents) -> None:
    """Connect the writing: the plan, documents, generated pages, further files, the manifest."""
    for event in (*EVENTS, COLLECT_REDIRECTS):
        app.add_event(event)
    # Late, after the handlers of other extensions.
    app.connect("env-updated", output.plan_build, priority=900)
    app.connect("env-get-updated", output.begin_numbering, priority=400)
    app.connect("env-get-updated", output.end_numbering, priority=600)
    app.connect("write-started", output.begin_writing, priority=400)
    app.connect("write-started", improve_search)
    app.connect("write-started", keep_compiled_templates)
    app.connect("write-started", cache_code_formatters)
    app.connect("write-started", shorten_highlighting_failures)
    app.add_post_transform(LeaveNavigation)
    app.add_post_transform(LinkRemoteImages)
    app.add_post_transform(ResolveLinksToPages)
    app.add_post_transform(ShowDeadLinks)
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
    # New lists: the default values are shared by all builds of the process.
    config.templates_path = [*config.templates_path, str(_PACKAGE / "templates")]
    config.html_static_path = [*config.html_static_path, str(_PACKAGE / "static")]


def _take_front_matter(app: Sphinx, docname: str, content: list[str]) -> None:
    source.take_front_matter(app, docname, content)


def _visit_body_image(self: HTML5Translator, node: body_image) -> None:
    body_html.visit_body_image(self, node)


def _depart_body_image(self: HTML5Translator, node: body_image) -> None:
    self.depart_image(node)
