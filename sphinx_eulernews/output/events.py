"""The hands of a build: page context, generated pages, what is removed, the manifest at the end."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_eulernews.domain import has_pages
from sphinx_eulernews.output import manifest
from sphinx_eulernews.output.page_urls import extra_path_of
from sphinx_eulernews.output.plan import BuildPlan
from sphinx_eulernews.read.source import news_domain
from sphinx_eulernews.render.tree import to_html

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from sphinx_eulernews.output.pages import GeneratedPage

TEMPLATE = "eulernews/page.html"
STYLE = "eulernews.css"


def begin_writing(app: Sphinx, _builder: Any) -> None:
    """Mark the output as unfinished if anything of ours will be written (``write-started``)."""
    domain = news_domain(app.env)
    plan: BuildPlan = domain.plan
    if plan.difference is None:
        return
    difference = plan.difference
    if domain.reading or difference.stale_documents or difference.stale_pages or difference.stale_files:
        manifest.begin(Path(app.outdir), plan.manifest)
        plan.describe()


def add_context(app: Sphinx, pagename: str, _templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Give a page of ours its style and its place in the site, and others our values (``html-page-context``)."""
    plan: BuildPlan | None = news_domain(app.env).plan
    if plan is None or not has_pages(app.builder):
        return
    page = plan.page_of_ours(pagename)
    if page is not None or pagename in plan.directives_in:
        app.add_css_file(STYLE)
    if page is not None:
        # Loaded when a page of ours is written; most builds of a site that nobody changed write none.
        from sphinx_eulernews.output.head import prepare  # noqa: PLC0415

        prepare(app, plan, page, context, doctree)


def add_head(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], _doctree: Any) -> str | None:
    """Give a page of ours its head (``html-page-context``), when others have said all."""
    plan: BuildPlan | None = news_domain(app.env).plan
    page = plan.page_of_ours(pagename) if plan is not None and has_pages(app.builder) else None
    if plan is None or page is None:
        return None
    from sphinx_eulernews.output.head import head_of  # noqa: PLC0415  as above

    context["eulernews_head"] = head_of(app, plan, page, context)
    return TEMPLATE if templatename == "page.html" else None


def generated_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the generated pages that are new or changed (``html-collect-pages``)."""
    plan: BuildPlan | None = news_domain(app.env).plan
    if plan is None or plan.difference is None:
        return
    builder: StandaloneHTMLBuilder = app.builder  # type: ignore[assignment]
    newest = builder.templates.newest_template_mtime()
    try:
        outdated = (Path(app.outdir) / manifest.MANIFEST).stat().st_mtime < newest
    except OSError:
        outdated = True
    # Whoever has all documents written again means these pages too.
    plan.renewed = outdated or plan.documents <= plan.written
    for name in plan.manifest.pages:
        if not (plan.renewed or name in plan.difference.stale_pages or not _output_path(builder, name).exists()):
            continue
        if page := plan.pages.by_name.get(name):
            yield name, _context(plan, page, app), TEMPLATE


def _context(plan: BuildPlan, page: GeneratedPage, app: Sphinx) -> dict[str, Any]:
    page_urls = plan.page_urls(app.builder, page.name)
    return {
        "title": escape(page.title, quote=False),
        "body": to_html(page.tree(plan.views), page_urls),
        "metatags": "",
        "meta": {},
        "toc": "",
        "display_toc": False,
        "prev": None,
        "next": None,
        "sourcename": "",
        "page_source_suffix": "",
    }


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Remove what is not shown any more, and say in the manifest what is (``build-finished``)."""
    if exception is not None or not hasattr(app.env, "domaindata"):
        return
    plan: BuildPlan | None = news_domain(app.env).plan
    if plan is None or plan.difference is None:
        return
    if plan.written or plan.difference is not manifest.NO_DIFFERENCE:
        _bring_up_to_date(app, plan, plan.difference)
    manifest.save(Path(app.outdir), plan.manifest, renewed=plan.renewed)


def _bring_up_to_date(app: Sphinx, plan: BuildPlan, difference: manifest.Difference) -> None:
    # Nothing of this is needed where nothing was written.
    from sphinx_eulernews.output.feeds import write_feeds  # noqa: PLC0415
    from sphinx_eulernews.output.redirects import may_remove, write_redirects  # noqa: PLC0415

    outdir = Path(app.outdir)
    builder: StandaloneHTMLBuilder = app.builder  # type: ignore[assignment]
    for name in sorted((difference.gone_documents | difference.gone_pages) - plan.documents):
        manifest.remove(outdir, _output_path(builder, name))
    for name in sorted(difference.gone_sources - plan.documents):
        for suffix in app.config.source_suffix:
            source = f"_sources/{name}{suffix}"
            manifest.remove(outdir, outdir / source)
            manifest.remove(outdir, outdir / (source + app.config.html_sourcelink_suffix))
    for name in sorted(difference.gone_files):
        if may_remove(outdir / name) and not extra_path_of(app, name):
            manifest.remove(outdir, outdir / name)
    write_feeds(app, plan)
    write_redirects(app, plan)


def _output_path(builder: StandaloneHTMLBuilder, name: str) -> Path:
    return Path(builder.get_outfilename(name))
