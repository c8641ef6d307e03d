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
from sphinx_eulernews.model.query import ArchiveIndexSpec, BannerSpec, DirectiveSpec, TermIndexSpec
from sphinx_eulernews.model.related import Relations
from sphinx_eulernews.model.site import Section, Site
from sphinx_eulernews.output import manifest
from sphinx_eulernews.output.banners import IMAGES, BannerImages
from sphinx_eulernews.output.body_images import BodyImages
from sphinx_eulernews.output.fingerprints import COPIED, MADE, TAG_INDEX, manifest_of, site_digest_of
from sphinx_eulernews.output.manifest import NO_DIFFERENCE, Difference, Manifest
from sphinx_eulernews.output.page_urls import PageUrls, base_url
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

    from sphinx_eulernews.output.feeds import FeedFile
    from sphinx_eulernews.output.redirects import Redirect


@dataclass
class BuildPlan:
    """Everything that writing needs to know."""

    site: Site
    banner_images: BannerImages
    body_images: BodyImages
    directives_in: Mapping[str, list[DirectiveSpec]]
    links: Mapping[str, tuple[str, ...]]
    documents: frozenset[str]
    reached: frozenset[str] | None
    views: Views
    difference: Difference | None = None
    manifest: Manifest = field(default_factory=Manifest)
    feeds: Mapping[str, FeedFile] = field(default_factory=dict)
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
        return self.site.posts.get(name) or self.generated(name)

    def describe(self) -> None:
        """Describe the pages now, so that the processes that write need not each do it anew."""
        self.pages.by_name.keys()

    def page_urls(self, builder: Builder, docname: str) -> PageUrls:
        """Return the URLs as seen from a page."""
        return PageUrls(builder, docname, self.banner_images.html, self.reached)

    def page_of_document(self, docname: str) -> GeneratedPage | None:
        """Return the page whose content a document of the user's own is to show after its text."""
        page = self.pages.by_name.get(docname)
        return page if page and docname in self.documents and docname not in self.directives_in else None

    def trees(self, docname: str, number: int) -> list[Node]:
        """Return what one of the lists of a document shows."""
        listing = self.directives_in[docname][number]
        if isinstance(listing, TermIndexSpec):
            return [
                self.views.terms(
                    section.taxonomies[listing.axis],
                    listing.style,
                    counts=listing.counts,
                    limit=listing.limit,
                )
                for section in self._sections(listing.collections)
            ]
        if isinstance(listing, BannerSpec):
            return [] if listing.banner.digest in self.banner_images.broken else [self.views.banner(listing)]
        if isinstance(listing, ArchiveIndexSpec):
            return [self.views.archive(section) for section in self._sections(listing.collections)]
        page = self.pages.by_name.get(docname) if listing.paginate else None
        if page is not None:
            _before, after = page.frame()
            return [self.views.listing(page.posts, listing.layout, name=listing.title), *after]
        posts = self.site.select(listing.query)
        if not posts:
            return [element("p", listing.empty)] if listing.empty else []
        return [self.views.listing(posts, listing.layout, name=listing.title)]

    def _sections(self, keys: tuple[str, ...]) -> list[Section]:
        return [self.site.sections[key] for key in keys or self.site.sections if key in self.site.sections]


def publish(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Settle what this build publishes; return the documents to write besides those that were read.

    Sphinx calls this (``env-updated``) at every build, before it pickles the environment.
    """
    domain, outdir = news_domain(env), Path(app.outdir)
    site = domain.settle()
    _hide(env, domain, site.hidden())
    paged = domain.terms_have_pages = has_pages(app.builder)
    shown = manifest.load(outdir) if paged else None
    banner_images = BannerImages.of(app, domain, site)
    site_digest_now = site_digest_of(app, domain, site, banner_images) if paged else ""
    unchanged = shown is not None and shown.whole == site_digest_now and _is_there(outdir, shown)
    body_images = BodyImages(app, banner_images, domain.oversized)
    if unchanged and shown is not None:
        banner_images.trust(shown.broken, shown.colours)
        if shown.broken and domain.reading:
            _warn(banner_images, body_images, domain)
    else:
        if paged:
            manifest.sweep(outdir)
        _fill(banner_images, body_images, domain, outdir if paged else None)
    if banner_images.changes_posts:
        site = domain.settle(banner_images.as_shown(domain.posts.values()))
    reached = None if paged or app.builder.name == "epub" else _reached(app, env)
    plan = BuildPlan(
        site,
        banner_images,
        body_images,
        domain.directives_in,
        domain.links,
        frozenset(env.found_docs),
        reached,
        _views(app, domain, site),
    )
    domain.plan = plan
    if not paged:
        return []
    if unchanged and shown is not None:
        plan.manifest, plan.difference = shown, NO_DIFFERENCE
    else:
        _compare(app, plan, shown or Manifest(), site_digest_now)
        assert plan.difference is not None  # noqa: S101  for the type checker
    domain.index_is_current = shown is not None and TAG_INDEX not in plan.difference.stale_pages
    if shown is None and not (outdir / ".buildinfo").exists():
        return []  # nothing was built here yet, so Sphinx writes every document anyway
    difference = plan.difference
    # A document of the user's own that takes the place of a generated page is new to the output.
    taken = (difference.gone_documents | difference.gone_pages) & plan.documents
    return sorted((difference.stale_documents | taken | _read_since(app, plan)) - set(domain.reading))


def _compare(app: Sphinx, plan: BuildPlan, shown: Manifest, site_digest_now: str) -> None:
    """Describe what the output is to hold, and how it differs from what it shows."""
    # Most builds of a site that nobody changed need no feeds and no redirects.
    from sphinx_eulernews.output.feeds import feeds_of  # noqa: PLC0415
    from sphinx_eulernews.output.redirects import redirects_of  # noqa: PLC0415

    plan.feeds, plan.redirects = feeds_of(app, plan), redirects_of(app, plan)
    plan.manifest = manifest_of(app, plan, site_digest_now)
    plan.difference = manifest.compare(shown, plan.manifest)


def _fill(banner_images: BannerImages, body_images: BodyImages, domain: NewsDomain, outdir: Path | None) -> None:
    """Make the images; what is about to be written is noted in the output first, if it has a manifest."""
    visible = _visible(domain.site)
    more = True
    while more:  # what takes the place of images that prove to be broken is planned once these are known
        banner_images.plan_all(domain, (domain.site.posts[docname] for docname in visible))
        banner_images.order(body_images.jobs(visible))
        if outdir:
            manifest.begin(outdir, Manifest(files={f"{IMAGES}/{name}": MADE for name in banner_images.names()}))
        more = banner_images.fill()
    _warn(banner_images, body_images, domain)


def _warn(banner_images: BannerImages, body_images: BodyImages, domain: NewsDomain) -> None:
    """Warn of broken images that were tried, or whose document was read, in this build."""
    visible, fresh = _visible(domain.site), banner_images.tried | set(domain.reading)
    if not banner_images.tried:
        banner_images.plan_all(domain, (domain.site.posts[docname] for docname in visible))
    banner_images.warn_at(fresh, default_path(domain.env))
    body_images.warn_at(visible, fresh)


def _visible(site: Site) -> list[str]:
    return [docname for docname in site.posts if site.visible(docname)]


def forget_hidden(app: Sphinx, _builder: Builder) -> None:
    """Take posts that are not published out of the environment in memory (``write-started``).

    The pickled one keeps them, so that they need not be read again; search, inventory and indexes are
    made from what is in memory.
    """
    env = app.env
    for docname in news_domain(env).plan.site.hidden():
        app.emit("env-purge-doc", env, docname)
        env.clear_doc(docname)


def _hide(env: BuildEnvironment, domain: NewsDomain, hidden: set[str]) -> None:
    """Keep Sphinx from writing posts that are not published."""
    env.project.docnames.difference_update(hidden)
    domain.reading[:] = [docname for docname in domain.reading if docname not in hidden]


def _read_since(app: Sphinx, plan: BuildPlan) -> set[str]:
    """Return the documents of ours that were read after they were written here: for another builder's sake.

    Sphinx compares a page with its source only, and a source does not change with its images and settings. Every
    build ends with an inventory, so what was read before the last one need not be looked at.
    """
    ended = _written(Path(app.outdir) / INVENTORY_FILENAME)
    ours = (plan.site.posts.keys() | plan.directives_in.keys()) & plan.documents
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


def _views(app: Sphinx, domain: NewsDomain, site: Site) -> Views:
    settings = domain.settings
    relations = Relations(site) if settings.related else None
    has_feeds = has_pages(app.builder) and bool(base_url(app))
    return Views(site, settings.date_format, relations, settings.related, has_feeds)


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
