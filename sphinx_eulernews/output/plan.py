"""What one build publishes: the news as of its moment, the pages, and how they differ from the output.

Made once, between reading and writing, in the main process; the processes that write inherit it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.builders.html import INVENTORY_FILENAME

from sphinx_eulernews.domain import NewsDomain, has_pages
from sphinx_eulernews.model.post import Post
from sphinx_eulernews.model.query import ArchiveListing, BannerListing, Listing, TermListing
from sphinx_eulernews.model.related import Relations
from sphinx_eulernews.model.site import News, Section
from sphinx_eulernews.output import manifest
from sphinx_eulernews.output.banners import IMAGES, Gallery
from sphinx_eulernews.output.body_images import Insets
from sphinx_eulernews.output.fingerprints import COPIED, MADE, TAG_INDEX, manifest_of, whole_digest
from sphinx_eulernews.output.manifest import NO_DIFFERENCE, Difference, Manifest
from sphinx_eulernews.output.page_urls import PageAddresses, base_address
from sphinx_eulernews.output.pages import GeneratedPage, Pages
from sphinx_eulernews.read.banner import default_path
from sphinx_eulernews.read.source import news_domain
from sphinx_eulernews.render.tree import Node, element
from sphinx_eulernews.render.views import Views

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from sphinx_eulernews.output.feeds import FeedPlan
    from sphinx_eulernews.output.redirects import Redirect


@dataclass
class Edition:
    """Everything that writing needs to know."""

    news: News
    gallery: Gallery
    insets: Insets
    lists: Mapping[str, list[Listing]]
    links: Mapping[str, tuple[str, ...]]
    documents: frozenset[str]
    reached: frozenset[str] | None
    views: Views
    difference: Difference | None = None
    manifest: Manifest = field(default_factory=Manifest)
    feeds: Mapping[str, FeedPlan] = field(default_factory=dict)
    redirects: Mapping[str, Redirect] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    # Whether all generated pages are written, for a reason that no comparison knows.
    renewed: bool = False

    @cached_property
    def pages(self) -> Pages:
        """The generated pages; described only when something is compared or written."""
        return Pages.of(self.views)

    def generated(self, name: str) -> GeneratedPage | None:
        """Return the page of a name that we generate, if the output has one."""
        known = name in self.manifest.pages or name in self.manifest.documents
        return self.pages.by_name.get(name) if known else None

    def page_of_ours(self, name: str) -> Post | GeneratedPage | None:
        """Return the post or the generated page of a name; None for pages that are not ours."""
        return self.news.posts.get(name) or self.generated(name)

    def describe(self) -> None:
        """Describe the pages now, so that the processes that write need not each do it anew."""
        self.pages.by_name.keys()

    def addresses(self, builder: Builder, docname: str) -> PageAddresses:
        """Return the addresses as seen from a page."""
        return PageAddresses(builder, docname, self.gallery.html, self.reached)

    def page_of_document(self, docname: str) -> GeneratedPage | None:
        """Return the page whose content a document of the user's own is to show after its text."""
        page = self.pages.by_name.get(docname)
        return page if page and docname in self.documents and docname not in self.lists else None

    def trees(self, docname: str, number: int) -> list[Node]:
        """Return what one of the lists of a document shows."""
        listing = self.lists[docname][number]
        if isinstance(listing, TermListing):
            return [
                self.views.terms(
                    section.taxonomies[listing.axis],
                    listing.style,
                    counts=listing.counts,
                    limit=listing.limit,
                )
                for section in self._sections(listing.collections)
            ]
        if isinstance(listing, BannerListing):
            return [] if listing.banner.digest in self.gallery.broken else [self.views.banner(listing)]
        if isinstance(listing, ArchiveListing):
            return [self.views.archive(section) for section in self._sections(listing.collections)]
        page = self.pages.by_name.get(docname) if listing.paginate else None
        if page is not None:
            _before, after = page.frame()
            return [self.views.listing(page.posts, listing.layout, name=listing.title), *after]
        posts = self.news.select(listing.query)
        if not posts:
            return [element("p", listing.empty)] if listing.empty else []
        return [self.views.listing(posts, listing.layout, name=listing.title)]

    def _sections(self, keys: tuple[str, ...]) -> list[Section]:
        return [self.news.sections[key] for key in keys or self.news.sections if key in self.news.sections]


def publish(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Settle what this build publishes; return the documents to write besides those that were read.

    Sphinx calls this (``env-updated``) at every build, before it pickles the environment.
    """
    domain, outdir = news_domain(env), Path(app.outdir)
    news = domain.settle()
    _hide(env, domain, news.hidden())
    paged = domain.terms_have_pages = has_pages(app.builder)
    shown = manifest.load(outdir) if paged else None
    gallery = Gallery.of(app, domain, news)
    whole = whole_digest(app, domain, news, gallery) if paged else ""
    unchanged = shown is not None and shown.whole == whole and _is_there(outdir, shown)
    insets = Insets(app, gallery, domain.heavy)
    if unchanged and shown is not None:
        gallery.trust(shown.broken, shown.colours)
        if shown.broken and domain.reading:
            _complain(gallery, insets, domain)
    else:
        if paged:
            manifest.sweep(outdir)
        _fill(gallery, insets, domain, outdir if paged else None)
    if gallery.changes_posts:
        news = domain.settle(gallery.as_shown(domain.posts.values()))
    reached = None if paged or app.builder.name == "epub" else _reached(app, env)
    edition = Edition(
        news,
        gallery,
        insets,
        domain.lists,
        domain.links,
        frozenset(env.found_docs),
        reached,
        _views(app, domain, news),
    )
    domain.edition = edition
    if not paged:
        return []
    if unchanged and shown is not None:
        edition.manifest, edition.difference = shown, NO_DIFFERENCE
    else:
        _compare(app, edition, shown or Manifest(), whole)
        assert edition.difference is not None  # noqa: S101  for the type checker
    domain.index_is_current = shown is not None and TAG_INDEX not in edition.difference.stale_pages
    if shown is None and not (outdir / ".buildinfo").exists():
        return []  # nothing was built here yet, so Sphinx writes every document anyway
    difference = edition.difference
    # A document of the user's own that takes the place of a generated page is new to the output.
    taken = (difference.gone_documents | difference.gone_pages) & edition.documents
    return sorted((difference.stale_documents | taken | _read_since(app, edition)) - set(domain.reading))


def _compare(app: Sphinx, edition: Edition, shown: Manifest, whole: str) -> None:
    """Describe what the output is to hold, and how it differs from what it shows."""
    # Most builds of a site that nobody changed need no feeds and no redirects.
    from sphinx_eulernews.output.feeds import feeds_of  # noqa: PLC0415
    from sphinx_eulernews.output.redirects import redirects_of  # noqa: PLC0415

    edition.feeds, edition.redirects = feeds_of(app, edition), redirects_of(app, edition)
    edition.manifest = manifest_of(app, edition, whole)
    edition.difference = manifest.compare(shown, edition.manifest)


def _fill(gallery: Gallery, insets: Insets, domain: NewsDomain, outdir: Path | None) -> None:
    """Make the pictures; what is about to be written is noted in the output first, if it has a manifest."""
    visible = _visible(domain.news)
    more = True
    while more:  # what takes the place of pictures that prove to be broken is planned once these are known
        gallery.plan(domain, (domain.news.posts[docname] for docname in visible))
        gallery.order(insets.jobs(visible))
        if outdir:
            manifest.begin(outdir, Manifest(files={f"{IMAGES}/{name}": MADE for name in gallery.names()}))
        more = gallery.fill()
    _complain(gallery, insets, domain)


def _complain(gallery: Gallery, insets: Insets, domain: NewsDomain) -> None:
    """Warn of broken pictures that were tried, or whose document was read, in this build."""
    visible, fresh = _visible(domain.news), gallery.tried | set(domain.reading)
    if not gallery.tried:
        gallery.plan(domain, (domain.news.posts[docname] for docname in visible))
    gallery.complain(fresh, default_path(domain.env))
    insets.complain(visible, fresh)


def _visible(news: News) -> list[str]:
    return [docname for docname in news.posts if news.visible(docname)]


def forget_hidden(app: Sphinx, _builder: Builder) -> None:
    """Take posts that are not published out of the environment in memory (``write-started``).

    The pickled one keeps them, so that they need not be read again; search, inventory and indexes are
    made from what is in memory.
    """
    env = app.env
    for docname in news_domain(env).edition.news.hidden():
        app.emit("env-purge-doc", env, docname)
        env.clear_doc(docname)


def _hide(env: BuildEnvironment, domain: NewsDomain, hidden: set[str]) -> None:
    """Keep Sphinx from writing posts that are not published."""
    env.project.docnames.difference_update(hidden)
    domain.reading[:] = [docname for docname in domain.reading if docname not in hidden]


def _read_since(app: Sphinx, edition: Edition) -> set[str]:
    """Return the documents of ours that were read after they were written here: for another builder's sake.

    Sphinx compares a page with its source only, and a source does not change with its pictures and settings. Every
    build ends with an inventory, so what was read before the last one need not be looked at.
    """
    ended = _written(Path(app.outdir) / INVENTORY_FILENAME)
    ours = (edition.news.posts.keys() | edition.lists.keys()) & edition.documents
    read = ((docname, app.env.all_docs[docname]) for docname in ours if app.env.all_docs[docname] > ended)
    # A page that is not there is seen by Sphinx.
    return {docname for docname, moment in read if 0 < _written(_page_file(app.builder, docname)) < moment}


def _page_file(builder: Builder, docname: str) -> Path:
    return Path(builder.get_outfilename(docname))  # type: ignore[attr-defined]


def _written(path: Path) -> int:
    """Return when a file was written, in microseconds as Sphinx counts them; 0 if it is not there."""
    try:
        return path.stat().st_mtime_ns // 1_000
    except OSError:
        return 0


def _views(app: Sphinx, domain: NewsDomain, news: News) -> Views:
    settings = domain.settings
    relations = Relations(news) if settings.related else None
    has_feeds = has_pages(app.builder) and bool(base_address(app))
    return Views(news, settings.date_format, relations, settings.related, has_feeds)


def _is_there(outdir: Path, shown: Manifest) -> bool:
    return manifest.holds(outdir, (path for path, kind in shown.files.items() if kind != COPIED))


def _reached(app: Sphinx, env: BuildEnvironment) -> frozenset[str] | None:
    """Return the documents that a builder of one document joins; None for builders that write each by itself."""
    if app.builder.name != "singlehtml":
        return None
    reached, waiting = set(), [str(env.config.root_doc)]
    while waiting:
        docname = waiting.pop()
        if docname not in reached:
            reached.add(docname)
            waiting.extend(env.toctree_includes.get(docname, ()))
    return frozenset(reached)
