"""The hands of a build: page context, generated pages, what is removed, the manifest at the end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_eulernews.domain import has_pages
from sphinx_eulernews.markup import to_html
from sphinx_eulernews.reading.source import news_domain
from sphinx_eulernews.writing import freshness
from sphinx_eulernews.writing.edition import Edition
from sphinx_eulernews.writing.feeds import discovery_links, write_feeds
from sphinx_eulernews.writing.metadata import page_head, post_head
from sphinx_eulernews.writing.redirects import may_remove, write_redirects

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from sphinx_eulernews.writing.pages import GeneratedPage

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
        freshness.begin(Path(app.outdir), edition.manifest)
        edition.describe()


def add_context(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], _doctree: Any) -> str | None:
    """Give a page of ours its head, its place in the site and its style (``html-page-context``)."""
    edition: Edition | None = news_domain(app.env).edition
    if edition is None or not has_pages(app.builder):
        return None
    post = edition.news.posts.get(pagename)
    generated = edition.generated(pagename)
    if post is None and generated is None:
        if pagename in edition.lists:
            app.add_css_file(STYLE)
        return None
    app.add_css_file(STYLE)
    addresses = edition.addresses(app.builder, pagename)
    if post is not None:
        section = edition.news.section_of(post)
        head = post_head(app, edition, post) + discovery_links(app, edition, section, addresses)
        parents = [(f"{section.collection.key}/index", edition.views.title(section))]
        context["pageurl"] = post.canonical or context.get("pageurl")
    else:
        assert generated is not None  # noqa: S101  for the type checker
        head, parents = page_head(app, edition, generated, addresses), list(generated.parents)
        head += discovery_links(app, edition, generated.section, addresses, generated)
    context["eulernews_head"] = head
    if pagename not in edition.documents or post is not None:
        context["parents"] = [{"link": addresses.page(name), "title": _escaped(title)} for name, title in parents]
    return TEMPLATE if templatename == "page.html" else None


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
        "title": _escaped(page.title),
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


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
