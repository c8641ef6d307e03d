"""The hands of a build: generated pages, what is removed, the manifest at the end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_eulernews.markup import to_html
from sphinx_eulernews.reading.source import news_domain
from sphinx_eulernews.writing import freshness
from sphinx_eulernews.writing.edition import Edition
from sphinx_eulernews.writing.feeds import write_feeds
from sphinx_eulernews.writing.head import TEMPLATE, escaped
from sphinx_eulernews.writing.redirects import may_remove, write_redirects

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from sphinx_eulernews.writing.pages import GeneratedPage


def begin_writing(app: Sphinx, _builder: Any) -> None:
    """Mark the output as unfinished if anything of ours will be written (``write-started``)."""
    domain = news_domain(app.env)
    edition: Edition = domain.edition
    if edition.difference is None:
        return
    difference = edition.difference
    if domain.reading or difference.stale_documents or difference.stale_pages or difference.stale_files:
        freshness.begin(Path(app.outdir), edition.manifest)
        edition.describe()


def generated_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the generated pages that are new or changed (``html-collect-pages``)."""
    edition: Edition | None = news_domain(app.env).edition
    if edition is None or edition.difference is None:
        return
    builder: StandaloneHTMLBuilder = app.builder  # type: ignore[assignment]
    newest = builder.templates.newest_template_mtime()
    try:
        outdated = (Path(app.outdir) / freshness.MANIFEST).stat().st_mtime < newest
    except OSError:
        outdated = True
    for name in edition.manifest.pages:
        if not (outdated or name in edition.difference.stale_pages or not _output_path(builder, name).exists()):
            continue
        if page := edition.pages.by_name.get(name):
            yield name, _context(edition, page, app), TEMPLATE


def _context(edition: Edition, page: GeneratedPage, app: Sphinx) -> dict[str, Any]:
    addresses = edition.addresses(app.builder, page.name)
    return {
        "title": escaped(page.title),
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
    outdir, difference = Path(app.outdir), edition.difference
    builder: StandaloneHTMLBuilder = app.builder  # type: ignore[assignment]
    for name in sorted((difference.gone_documents | difference.gone_pages) - edition.documents):
        freshness.remove(outdir, _output_path(builder, name))
    for name in sorted(difference.gone_sources - edition.documents):
        for suffix in app.config.source_suffix:
            source = f"_sources/{name}{suffix}"
            freshness.remove(outdir, outdir / source)
            freshness.remove(outdir, outdir / (source + app.config.html_sourcelink_suffix))
    for name in sorted(difference.gone_files):
        if may_remove(outdir / name):
            freshness.remove(outdir, outdir / name)
    write_feeds(app, edition)
    write_redirects(app, edition)
    freshness.save(outdir, edition.manifest)


def _output_path(builder: StandaloneHTMLBuilder, name: str) -> Path:
    return Path(builder.get_outfilename(name))
