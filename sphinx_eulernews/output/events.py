"""Event handlers of the writing phase: page context, generated pages, files, removals, manifest.

One ``OutputEvents`` belongs to one application and holds the plan of its build; worker processes inherit it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_eulernews.build import BuildState
from sphinx_eulernews.builder_kinds import has_pages, is_epub
from sphinx_eulernews.compat.llms_txt import leave_out_of_llms_txt
from sphinx_eulernews.domain import news_domain
from sphinx_eulernews.hooks import PAGE_CONTEXT, PageInfo, emit_page_context, has_listeners
from sphinx_eulernews.lazy import lazy
from sphinx_eulernews.model.post import Post
from sphinx_eulernews.output import manifest, navigation
from sphinx_eulernews.output.artifacts import extra_files, page_file
from sphinx_eulernews.output.build_summary import report_build
from sphinx_eulernews.output.other_builders import exclude_caches
from sphinx_eulernews.output.page_writing import TEMPLATE, PageWriting, remove_source
from sphinx_eulernews.output.planner import plan_build
from sphinx_eulernews.output.unpublished import hide_from_numbering, purge_unpublished, remove_written
from sphinx_eulernews.render.labels import labels
from sphinx_eulernews.translations import add_collection_messages
from sphinx_eulernews.warnings import Subtype

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from sphinx_eulernews.html import xhtml
    from sphinx_eulernews.output import head, nodes_to_docutils, redirects
    from sphinx_eulernews.output.pages import GeneratedPage
    from sphinx_eulernews.output.plan import BuildPlan
else:
    xhtml = lazy("sphinx_eulernews.html.xhtml")
    head = lazy("sphinx_eulernews.output.head")
    nodes_to_docutils = lazy("sphinx_eulernews.output.nodes_to_docutils")
    redirects = lazy("sphinx_eulernews.output.redirects")

RIGHT_TO_LEFT = "eulernews/page_rtl.html"
"""The template ``TEMPLATE`` with the direction of the page on its root element."""
STYLE = "eulernews.css"
FILTER_SCRIPT = "eulernews-filter.js"
FILTER_STYLE = "eulernews-filter.css"


class OutputEvents:
    """The handlers of one application, from the end of reading to the end of the build."""

    def __init__(self) -> None:
        self.plan: BuildPlan | None = None
        self.page_writing = PageWriting()
        self._contents: dict[str, nodes.bullet_list] = {}

    def plan_build(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Plan the output; return the documents to write besides those that were read (``env-updated``)."""
        self.plan, documents = plan_build(app, env)
        return documents

    def begin_numbering(self, _app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Hide unpublished posts from the handlers of Sphinx that number sections (``env-get-updated``)."""
        if self.plan is not None:
            self._contents = hide_from_numbering(env, self.plan.site.hidden())
        return []

    def end_numbering(self, _app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Restore what was hidden, before the environment is pickled (``env-get-updated``, after them)."""
        env.tocs.update(self._contents)
        self._contents = {}
        return []

    def begin_writing(self, app: Sphinx, builder: Builder) -> None:
        """Mark the output as unfinished if anything of ours will be written (``write-started``)."""
        add_collection_messages(builder, news_domain(app.env).settings.collections)
        plan = self.plan
        if plan is None:
            return
        leave_out_of_llms_txt(app.config, plan.virtual)
        if difference := plan.difference:
            reading = BuildState.of(app.env).reading
            if reading or difference.stale_documents or difference.stale_pages or difference.stale_files:
                manifest.begin(Path(app.outdir), plan.manifest)
                plan.describe()
            # Before any page is written: what is gone may have a folder where a page has its file now, and a page
            # that is not ours any more may be one of Sphinx (``html_additional_pages``) from now on.
            _remove_pages(app, plan, difference, plan.site.hidden())
            _remove_sources_and_files(app, plan, difference)
        hidden = plan.site.hidden()
        if not plan.has_pages:
            remove_written(app, hidden, plan.gone_pages, plan.gone_images)
        purge_unpublished(app, hidden)

    def resolve_document(self, app: Sphinx, doctree: nodes.document, docname: str) -> None:
        """Replace our nodes by their content (``doctree-resolved``)."""
        if self.plan is not None:
            self.plan.written.add(docname)
            # Sphinx has written the first document by itself, so templates are compiled, and shares out the others.
            if len(self.plan.written) == 2:
                self.page_writing.begin(app, self.plan)
            nodes_to_docutils.resolve_document(app, self.plan, doctree, docname)

    def add_context(
        self, app: Sphinx, pagename: str, _templatename: str, context: dict[str, Any], doctree: nodes.document | None
    ) -> None:
        """Add our values to the context of one of our pages (``html-page-context``, early)."""
        plan = self.plan
        if plan is not None and is_epub(app.builder) and pagename in plan.site.posts:
            context["body"] = xhtml.page_as_xhtml(context["body"])
        if plan is None or not has_pages(app.builder):
            return
        navigation.leave(app.env)
        page = plan.page_of_ours(pagename)
        has_sidebar = plan.sidebars is not None and bool(plan.sidebars.shown_on(pagename))
        if page is not None or pagename in plan.directives_in or has_sidebar:
            app.add_css_file(STYLE)
        if plan.sidebars is not None:
            html = partial(plan.sidebars.html, pagename, plan.page_urls(app.builder, pagename))
            context["eulernews_sidebar"] = html
        if plan.has_filter(pagename, page):
            app.add_css_file(FILTER_STYLE)
            app.add_js_file(FILTER_SCRIPT, loading_method="defer")
        if page is not None:
            plan.shared_urls.share_tags(app.builder, pagename, context)
            context["language"] = _language_in_theme(app, labels(plan.language_of(pagename)).tag)
            if not navigation.has_nav_entries(app):
                navigation.enter(app.env, pagename, *plan.place_of(page))
            if pagename in plan.virtual:
                remove_source(context)
            head.prepare(app, plan, pagename, page, context, doctree)

    def add_head(
        self, app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], _doctree: Any
    ) -> str | None:
        """Add the head of one of our pages, after all other handlers (``html-page-context``, late)."""
        plan = self.plan
        page = plan.page_of_ours(pagename) if plan is not None and has_pages(app.builder) else None
        if plan is None or page is None:
            return None
        if navigation.has_nav_entries(app):
            _title, above = plan.place_of(page)
            navigation.mark_active(context.get("nav", ()), app.builder.get_relative_uri(pagename, above))
        context["eulernews_head"] = head.head_of(app, plan, page, context)
        if has_listeners(app.events, PAGE_CONTEXT):
            emit_page_context(app.events, pagename, _info_of(page), context, partial(_warn_of_handler, app, pagename))
        if templatename not in ("page.html", TEMPLATE):
            return None
        return RIGHT_TO_LEFT if labels(plan.language_of(pagename)).direction == "rtl" else TEMPLATE

    def generated_pages(self, app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
        """Yield the generated pages that are new or changed (``html-collect-pages``, also of epub)."""
        plan = self.plan
        if plan is not None and is_epub(app.builder):
            exclude_caches(app, [plan.banner_images.renditions.cache, *Path(app.doctreedir).glob("eulernews-*")])
        if plan is None or plan.difference is None:
            return
        yield from self.page_writing.write_rest(app, plan)

    def finish(self, app: Sphinx, exception: Exception | None) -> None:
        """Remove files that are not shown any more, write ours, and at last the manifest (``build-finished``)."""
        plan = self.plan
        if plan is not None:
            navigation.leave(app.env)
        if exception is not None or plan is None:
            self.page_writing.abandon()
            return
        if plan.difference is not None:
            if plan.written or plan.is_changed:
                _remove_sources_and_files(app, plan, plan.difference)  # Sphinx has copied sources and images
                _write_files(app, plan, plan.difference)
            saved = manifest.without_current(plan.manifest, _unwritten(app, plan, plan.difference))
            manifest.save(Path(app.outdir), saved, renewed=plan.renewed)
        report_build(app, plan.site)


def _unwritten(app: Sphinx, plan: BuildPlan, difference: manifest.Difference) -> frozenset[str]:
    """Return the documents that are out of date in the output and were not written.

    ``sphinx-build SOURCE OUTPUT some/post.md`` writes the named documents only, whatever ``env-updated`` returned.
    """
    # By now, Sphinx has added what all handlers returned to its list of documents that were read.
    stale = difference.stale_documents.union(BuildState.of(app.env).reading)
    return (stale & plan.documents) - plan.written


def _info_of(page: Post | GeneratedPage) -> PageInfo:
    """Return what handlers are told of a page."""
    if isinstance(page, Post):
        return PageInfo(kind="post", title=page.title, collection=page.collection, post=page)
    return PageInfo(kind=page.kind, title=page.title, collection=page.section.collection.key, posts=page.posts)


def _language_in_theme(app: Sphinx, tag: str) -> str:
    """Return a language tag as the theme takes it: Immaterial imports a template of its name, and fails without one."""
    if "sphinx_immaterial" not in app.extensions:
        return tag
    environment = app.builder.templates.environment
    names = {name: f"partials/languages/{name}.html" for name in (tag, tag.partition("-")[0], "en")}
    found = environment.select_template(list(names.values())).name
    return next(name for name, path in names.items() if path == found)


def _warn_of_handler(app: Sphinx, pagename: str, message: str) -> None:
    manifest.warn_in_writing(Path(app.outdir), Subtype.EVENT, f"{pagename}: {message}")


def _write_files(app: Sphinx, plan: BuildPlan, difference: manifest.Difference) -> None:
    """Write the file artifacts that differ from those in the output, now that all pages are there."""
    outdir, renewed = Path(app.outdir), plan.documents <= plan.written
    for path, artifact in plan.files.items():
        stale = renewed or path in difference.stale_files or not artifact.cut_from.isdisjoint(plan.written)
        if stale or not (outdir / path).is_file():
            artifact.write(outdir)


def _remove_pages(app: Sphinx, plan: BuildPlan, difference: manifest.Difference, hidden: set[str]) -> None:
    """Remove the pages of documents and generated pages that are gone, and of unpublished posts."""
    outdir, builder = Path(app.outdir), app.builder
    # What is a draft now may have been a document that was no post, which the manifest does not have.
    unpublished = {name for name in hidden if page_file(builder, name).is_file()}
    gone = sorted((difference.gone_documents | difference.gone_pages | unpublished) - plan.documents)
    # With dirhtml, another name may become the same file; the address of a draft may be an old one of another post.
    present = plan.documents | plan.manifest.pages.keys() if gone else ()
    kept = {page_file(builder, name) for name in present}
    kept.update(outdir / name for name in (plan.files if unpublished else ()))
    for name in gone:
        if (path := page_file(builder, name)) not in kept:
            manifest.remove(outdir, path)


def _remove_sources_and_files(app: Sphinx, plan: BuildPlan, difference: manifest.Difference) -> None:
    """Remove the copies of sources that are gone or were never files of the user, and files that are gone."""
    outdir = Path(app.outdir)
    gone = ((difference.gone_sources | plan.site.hidden()) - plan.documents) | plan.virtual
    # A document that was written in another markup before has the copy of that source as well.
    written = (plan.written & plan.manifest.documents.keys()) - gone
    own = {name: str(app.env.doc2path(name)) for name in written}
    for name in sorted(gone | written):
        for suffix in app.config.source_suffix:
            source = outdir / f"_sources/{name}{suffix}"
            copies = (source, source.with_name(source.name + app.config.html_sourcelink_suffix))
            for copy in copies if not own.get(name, "").endswith(suffix) else ():
                if copy.exists():
                    manifest.remove(outdir, copy)
    _remove_files(app, difference.gone_files)


def _remove_files(app: Sphinx, names: frozenset[str]) -> None:
    """Remove our files that are no longer needed, but not files that others have written in their place."""
    outdir = Path(app.outdir)
    for name in sorted(names):
        if redirects.is_still_ours(outdir / name) and name not in extra_files(app):
            manifest.remove(outdir, outdir / name)
