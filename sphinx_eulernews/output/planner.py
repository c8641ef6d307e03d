"""The planner: posts become a site, pages, feeds, redirects and images, and are compared with the output.

Called at ``env-updated``, which Sphinx emits at every build before it pickles the environment.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.builders.html import INVENTORY_FILENAME

from sphinx_eulernews.build import BuildState, warn_in_planning
from sphinx_eulernews.builder_kinds import has_pages, is_one_page
from sphinx_eulernews.domain import NewsDomain, news_domain
from sphinx_eulernews.hooks import COLLECT_REDIRECTS, PAGE_CONTEXT, emit_site, has_listeners
from sphinx_eulernews.lazy import lazy
from sphinx_eulernews.model.hashing import digest_of_all
from sphinx_eulernews.model.people import without_avatars
from sphinx_eulernews.output import manifest
from sphinx_eulernews.output.artifacts import has_document_at, own_documents, page_file, reserved_paths
from sphinx_eulernews.output.banners import IMAGES, BannerImages, Covers
from sphinx_eulernews.output.cross_references import forget_others
from sphinx_eulernews.output.fingerprints import COPIED, MADE, TAG_INDEX, inputs_of, manifest_of
from sphinx_eulernews.output.manifest import NO_DIFFERENCE, Manifest
from sphinx_eulernews.output.other_builders import documents_showing_others, gone_from
from sphinx_eulernews.output.page_urls import base_url
from sphinx_eulernews.output.plan import BuildPlan
from sphinx_eulernews.output.report import check_site
from sphinx_eulernews.output.summary_titles import with_titles
from sphinx_eulernews.output.unpublished import documents_if_toctrees_changed, keep_unwritten
from sphinx_eulernews.read.image_names import assign_image_names
from sphinx_eulernews.read.term_files import load_records, warn_of_broken_avatars
from sphinx_eulernews.read.virtual_documents import update_virtual_documents, warn_of_blocked
from sphinx_eulernews.render.tree import ROWS
from sphinx_eulernews.warnings import Subtype

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_eulernews.model import related
    from sphinx_eulernews.model.post import Post
    from sphinx_eulernews.model.site import Records, Site
    from sphinx_eulernews.output import body_html, feeds, filter_data, pages, part_templates, redirects
    from sphinx_eulernews.output.artifacts import FileArtifact
    from sphinx_eulernews.output.body_html import BodyImages
    from sphinx_eulernews.output.pages import GeneratedPages
    from sphinx_eulernews.output.part_templates import PartTemplates
    from sphinx_eulernews.read import banner
    from sphinx_eulernews.render import sidebar_views, views
    from sphinx_eulernews.render.sidebar_views import Sidebars
else:
    pages = lazy("sphinx_eulernews.output.pages")
    views = lazy("sphinx_eulernews.render.views")
    related = lazy("sphinx_eulernews.model.related")
    body_html = lazy("sphinx_eulernews.output.body_html")
    feeds = lazy("sphinx_eulernews.output.feeds")
    filter_data = lazy("sphinx_eulernews.output.filter_data")
    redirects = lazy("sphinx_eulernews.output.redirects")
    banner = lazy("sphinx_eulernews.read.banner")
    part_templates = lazy("sphinx_eulernews.output.part_templates")
    sidebar_views = lazy("sphinx_eulernews.render.sidebar_views")

_PACKAGE = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class _Before:
    """The output as the last build left it.

    ``shown`` is its manifest, None if there is none; ``site_digest`` is a digest of all inputs of the next one.
    ``is_unchanged``: they are those of the last build, so nothing has to be compared.
    """

    shown: Manifest | None = None
    site_digest: str = ""
    is_unchanged: bool = False


def plan_build(app: Sphinx, env: BuildEnvironment) -> tuple[BuildPlan, list[str]]:
    """Plan this build; also return the documents to write besides those that were read."""
    domain, state = news_domain(env), BuildState.of(env)
    domain.repeat_warnings(state.reading)
    warn_of_blocked(env)
    renamed = assign_image_names(env, domain.posts.keys())
    posts, records = _posts_and_records(app, domain)
    site = domain.collect(posts, records)
    check_site(domain, site)
    forget_others(env, state.reading)
    hidden = site.hidden()
    keep_unwritten(env, hidden)
    paged = state.terms_have_pages = has_pages(app.builder)
    state.tag_index_is_taken = app.builder.format == "html" and has_document_at(app.builder, TAG_INDEX)
    templates = _part_templates(app) if paged else None
    overrides = templates.versions if templates else {}
    plan_pages = cache(partial(_plan_pages, app, domain, site, overrides))
    read_now = update_virtual_documents(app, hidden, lambda: plan_pages().titles())
    banner_images = BannerImages.of(app, domain, site)
    plan_body_images = partial(_plan_body_images, app, domain, banner_images)
    moved = _collect_redirects(app, site) if paged else {}
    inputs = inputs_of(app, domain, site, banner_images, moved, overrides)  # computed as they are asked for
    before = _compare_inputs(app, domain, inputs) if paged else _Before()
    if before.is_unchanged and before.shown:
        banner_images.trust(before.shown.broken, before.shown.colours, before.shown.unfit)
    else:
        _make_images(banner_images, plan_body_images(), domain, Path(app.outdir) if paged else None)
    if banner_images.changes_posts:
        sound = {key: without_avatars(people, banner_images.broken) for key, people in records.items()}
        site = domain.collect(banner_images.as_shown(posts), sound)
        plan_pages = cache(partial(_plan_pages, app, domain, site, overrides))
    plan = BuildPlan(
        language=env.config.language,
        site=site,
        plan_pages=plan_pages,
        banner_images=banner_images,
        plan_body_images=plan_body_images,
        directives_in=domain.directives_in,
        documents=frozenset(env.found_docs),
        virtual=frozenset(domain.virtual),
        moved=moved,
        templates=templates,
        plan_own_documents=lambda names: own_documents(app.builder, names, frozenset(site.posts)),
        plan_files=partial(_plan_files, app, domain, banner_images, moved),
        has_pages=paged,
        reached=_reached(env, hidden) if is_one_page(app.builder) else None,
    )
    stale = _compare(app, plan, before, hidden)
    return plan, sorted({*read_now, *stale, *(renamed & env.found_docs - set(state.reading))})


def _compare(app: Sphinx, plan: BuildPlan, before: _Before, hidden: set[str]) -> list[str]:
    """Compare the plan with what the output shows; return the documents to write again."""
    key = _output_key(app)
    if plan.has_pages:
        plan.sidebars = _plan_sidebars(app, plan)
        stale = _documents_to_write(app, plan, before)
    else:
        stale = documents_showing_others(app, plan, key)
        plan.gone_pages, plan.gone_images = gone_from(app, plan, key)
    return stale + documents_if_toctrees_changed(app.env, news_domain(app.env), hidden, key)


def _posts_and_records(app: Sphinx, domain: NewsDomain) -> tuple[list[Post], Records]:
    """Return the posts as handlers of the extension have them, and what the site says of authors and other terms."""
    posts = emit_site(app.events, with_titles(domain), partial(warn_in_planning, domain.env, Subtype.EVENT))
    return list(posts.values()), load_records(domain.env, domain.collection_keys(posts.values()))


def _compare_inputs(app: Sphinx, domain: NewsDomain, inputs: Iterable[str]) -> _Before:
    """Load the manifest of the output, and compare the inputs of the plan with those that it was made of."""
    shown, site_digest = _load_manifest(app, domain), digest_of_all(inputs)
    # The digest does not know of a template that cannot be read.
    is_same = shown is not None and shown.site_digest == site_digest and not BuildState.of(app.env).unsound
    is_unchanged = is_same and shown is not None and _is_complete(Path(app.outdir), shown)
    return _Before(shown, site_digest, is_unchanged)


def _load_manifest(app: Sphinx, domain: NewsDomain) -> Manifest | None:
    """Load the manifest; of one that is damaged, the environment still knows the names."""
    outdir = Path(app.outdir)
    shown = manifest.load(outdir)
    if shown is None and (outdir / ".buildinfo").exists():
        planned = domain.outputs.get(_output_key(app), ("", "", ""))
        documents, pages, files = (dict.fromkeys(filter(None, names.split("\n")), "") for names in planned)
        shown = Manifest(documents, pages, files)
    return shown


def _output_key(app: Sphinx) -> str:
    return os.path.relpath(app.outdir, app.doctreedir)


def _documents_to_write(app: Sphinx, plan: BuildPlan, before: _Before) -> list[str]:
    """Compare the plan with the output; return the documents that show something new."""
    state, outdir, shown = BuildState.of(app.env), Path(app.outdir), before.shown
    state.is_unchanged = before.is_unchanged
    if before.is_unchanged and shown:
        plan.manifest, difference = shown, NO_DIFFERENCE
    else:
        plan.manifest = manifest_of(app, plan, before.site_digest)
        if state.unsound or plan.banner_images.broken:
            # Then the next build plans again what this one warned of, and warns again.
            plan.manifest = replace(plan.manifest, site_digest="")
        difference = manifest.compare(shown or Manifest(), plan.manifest)
    plan.difference = difference
    names = (plan.manifest.documents, plan.manifest.pages, plan.manifest.files)
    news_domain(app.env).outputs[_output_key(app)] = tuple("\n".join(kind) for kind in names)
    is_there = page_file(app.builder, TAG_INDEX).is_file()
    state.tag_index_is_current = shown is not None and is_there and TAG_INDEX not in difference.stale_pages
    if shown is None and not (outdir / ".buildinfo").exists():
        return []  # nothing was built here yet, so Sphinx writes every document anyway
    # A document of the user that takes the place of a generated page is new to the output.
    taken = (difference.gone_documents | difference.gone_pages) & plan.documents
    return sorted((difference.stale_documents | taken | _read_since(app, plan)) - set(state.reading))


def _plan_sidebars(app: Sphinx, plan: BuildPlan) -> Sidebars | None:
    """Return the sidebars, if ``html_sidebars`` or an option of the theme (``secondary_sidebar_items``) names one."""
    # Themes have lists of templates, and lists by patterns of pages.
    options = repr(app.config.html_theme_options)
    named = any("eulernews/" in str(path) for paths in app.config.html_sidebars.values() for path in paths)
    if not named and "eulernews/" not in options:
        return None
    of_theme = tuple(name for name in sidebar_views.SIDEBARS if f"eulernews/{name}" in options)
    add_sidebars = app.builder.add_sidebars  # type: ignore[attr-defined]  # of StandaloneHTMLBuilder
    return sidebar_views.Sidebars(lambda: plan.views, plan.language, add_sidebars, of_theme)


def _part_templates(app: Sphinx) -> PartTemplates | None:
    """Return the templates that override parts of pages; most sites have none."""
    folders = (Path(app.confdir) / path / "eulernews" for path in app.config.templates_path)
    if not any(folder.is_dir() for folder in folders if not folder.is_relative_to(_PACKAGE)):
        return None
    return part_templates.PartTemplates.of(app)


def _collect_redirects(app: Sphinx, site: Site) -> dict[str, str]:
    """Return the redirects that extensions want; most sites have no extension that does."""
    if not has_listeners(app.events, COLLECT_REDIRECTS):
        return {}
    return redirects.collect_redirects(app, site)


def _plan_files(
    app: Sphinx, domain: NewsDomain, banner_images: BannerImages, moved: dict[str, str], pages: GeneratedPages
) -> dict[str, FileArtifact]:
    """Plan feeds, the data of filters, then redirects, by path; who comes first keeps a path."""
    paths, views = reserved_paths(app, pages.by_name), pages.views
    files = {feed.path: feed for feed in feeds.plan_feeds(app, domain.settings, views, banner_images, paths)}
    files |= {data.path: data for data in filter_data.plan_filters(app, views, paths)}
    files |= {page.path: page for page in redirects.plan_redirect_pages(app, views, paths)}
    moved = {**redirects.other_spellings(app.builder, views.site, domain.settings.spelled_out), **moved}
    return files | {page.path: page for page in redirects.plan_collected(app, pages, paths, moved, files)}


def _make_images(banner_images: BannerImages, body_images: BodyImages, domain: NewsDomain, outdir: Path | None) -> None:
    """Make the images; their names are stored in the output first, if it has a manifest."""
    visible = _visible(domain.site)
    if outdir:
        manifest.remove_leftovers(outdir)
    more = True
    while more:  # what takes the place of images that prove to be broken is planned once these are known
        banner_images.plan_all(domain, (domain.site.posts[docname] for docname in visible))
        banner_images.order(body_images.jobs(visible))
        if outdir:
            manifest.begin(outdir, Manifest(files={f"{IMAGES}/{name}": MADE for name in banner_images.names()}))
        more = banner_images.fill()
    _warn_of_broken_images(banner_images, body_images, domain)
    warn_of_broken_avatars(domain.env, domain.site.records, banner_images.broken)


def _warn_of_broken_images(banner_images: BannerImages, body_images: BodyImages, domain: NewsDomain) -> None:
    """Warn of images that cannot be decoded, where they are named or shown."""
    visible = _visible(domain.site)
    banner_images.warn_of_broken(banner.default_path(domain.env))
    body_images.warn_of_broken(visible)


def _visible(site: Site) -> list[str]:
    return [docname for docname in site.posts if site.visible(docname)]


def _read_since(app: Sphinx, plan: BuildPlan) -> set[str]:
    """Return the documents of ours that were read after they were written here: for another builder's sake.

    Sphinx compares a page with its source only, and a source does not change with its images and settings. Every
    build ends with an inventory, so what was read before the last one need not be looked at.
    """
    if BuildState.of(app.env).compares_content:
        return set()
    ended = _modified(Path(app.outdir) / INVENTORY_FILENAME)
    ours = (plan.site.posts.keys() | plan.directives_in.keys()) & plan.documents
    read = ((docname, app.env.all_docs[docname]) for docname in ours if app.env.all_docs[docname] > ended)
    # A page that is not there is seen by Sphinx.
    return {docname for docname, moment in read if 0 < _modified(page_file(app.builder, docname)) < moment}


def _modified(path: Path) -> int:
    """Return when a file was written, in microseconds as Sphinx counts them; 0 if it is not there."""
    try:
        return path.stat().st_mtime_ns // 1_000
    except OSError:
        return 0


def _plan_pages(app: Sphinx, domain: NewsDomain, site: Site, overrides: Mapping[str, str]) -> GeneratedPages:
    settings = domain.settings
    return pages.GeneratedPages(
        views.Views(
            site,
            date_format=settings.date_format,
            relations=related.Relations(site) if settings.related else None,
            related=settings.related,
            has_feeds=has_pages(app.builder) and bool(base_url(app)),
            has_filter=has_pages(app.builder) and settings.filter,
            for_pagefind=has_pages(app.builder),
            cover_colours=Covers.colours(site) if settings.generated_banners and has_pages(app.builder) else {},
            whole_posts=has_listeners(app.events, PAGE_CONTEXT) or not overrides.keys().isdisjoint(ROWS.values()),
            overrides=overrides,
        )
    )


def _plan_body_images(app: Sphinx, domain: NewsDomain, banner_images: BannerImages) -> BodyImages:
    return body_html.BodyImages(app, banner_images, domain.oversized)


def _is_complete(outdir: Path, shown: Manifest) -> bool:
    return manifest.holds(outdir, (path for path, kind in shown.files.items() if kind != COPIED))


def _reached(env: BuildEnvironment, hidden: set[str]) -> frozenset[str]:
    """Return the documents that a builder of one page joins."""
    reached, waiting = set(), [str(env.config.root_doc)]
    while waiting:
        docname = waiting.pop()
        if docname not in reached and docname not in hidden:
            reached.add(docname)
            waiting.extend(env.toctree_includes.get(docname, ()))
    return frozenset(reached)
