"""The hands of a build: page context, generated pages, what is removed, the manifest at the end."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_eulernews.domain import has_pages
from sphinx_eulernews.output import manifest
from sphinx_eulernews.output.page_urls import extra_path_of
from sphinx_eulernews.output.plan import Edition
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
    edition: Edition = domain.edition
    if edition.difference is None:
        return
    difference = edition.difference
    if domain.reading or difference.stale_documents or difference.stale_pages or difference.stale_files:
        manifest.begin(Path(app.outdir), edition.manifest)
        edition.describe()


def add_context(app: Sphinx, pagename: str, _templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Give a page of ours its style and its place in the site, and others our values (``html-page-context``)."""
    edition: Edition | None = news_domain(app.env).edition
    if edition is None or not has_pages(app.builder):
        return
    page = edition.page_of_ours(pagename)
    if page is not None or pagename in edition.lists:
        app.add_css_file(STYLE)
    if page is not None:
        # Loaded when a page of ours is written; most builds of a site that nobody changed write none.
        from sphinx_eulernews.output.head import prepare  # noqa: PLC0415

        prepare(app, edition, page, context, doctree)


def add_head(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], _doctree: Any) -> str | None:
    """Give a page of ours its head (``html-page-context``), when others have said all."""
    edition: Edition | None = news_domain(app.env).edition
    page = edition.page_of_ours(pagename) if edition is not None and has_pages(app.builder) else None
    if edition is None or page is None:
        return None
    from sphinx_eulernews.output.head import head_of  # noqa: PLC0415  as above

    context["eulernews_head"] = head_of(app, edition, page, context)
    return TEMPLATE if templatename == "page.html" else None


def generated_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the generated pages that are new or changed (``html-collect-pages``)."""
    edition: Edition | None = news_domain(app.env).edition
    if edition is None or edition.difference is None:
        return
    builder: StandaloneHTMLBuilder = app.builder  # type: ignore[assignment]
    newest = builder.templates.newest_template_mtime()
    try:
        outdated = (Path(app.outdir) / manifest.MANIFEST).stat().st_mtime < newest
    except OSError:
        outdated = True
    # Whoever has all documents written again means these pages too.
    edition.renewed = outdated or edition.documents <= edition.written
    for name in edition.manifest.pages:
        if not (edition.renewed or name in edition.difference.stale_pages or not _output_path(builder, name).exists()):
            continue
        if page := edition.pages.by_name.get(name):
            yield name, _context(edition, page, app), TEMPLATE


def _context(edition: Edition, page: GeneratedPage, app: Sphinx) -> dict[str, Any]:
    addresses = edition.addresses(app.builder, page.name)
    return {
        "title": escape(page.title, quote=False),
        "body": to_html(page.tree(edition.views), addresses),
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
    edition: Edition | None = news_domain(app.env).edition
    if edition is None or edition.difference is None:
        return
    if edition.written or edition.difference is not manifest.NO_DIFFERENCE:
        _bring_up_to_date(app, edition, edition.difference)
    manifest.save(Path(app.outdir), edition.manifest, renewed=edition.renewed)


def _bring_up_to_date(app: Sphinx, edition: Edition, difference: manifest.Difference) -> None:
    # Nothing of this is needed where nothing was written.
    from sphinx_eulernews.output.feeds import write_feeds  # noqa: PLC0415
    from sphinx_eulernews.output.redirects import may_remove, write_redirects  # noqa: PLC0415

    outdir = Path(app.outdir)
    builder: StandaloneHTMLBuilder = app.builder  # type: ignore[assignment]
    for name in sorted((difference.gone_documents | difference.gone_pages) - edition.documents):
        manifest.remove(outdir, _output_path(builder, name))
    for name in sorted(difference.gone_sources - edition.documents):
        for suffix in app.config.source_suffix:
            source = f"_sources/{name}{suffix}"
            manifest.remove(outdir, outdir / source)
            manifest.remove(outdir, outdir / (source + app.config.html_sourcelink_suffix))
    for name in sorted(difference.gone_files):
        if may_remove(outdir / name) and not extra_path_of(app, name):
            manifest.remove(outdir, outdir / name)
    write_feeds(app, edition)
    write_redirects(app, edition)


def _output_path(builder: StandaloneHTMLBuilder, name: str) -> Path:
    return Path(builder.get_outfilename(name))
