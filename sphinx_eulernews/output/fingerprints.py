"""Fingerprints of the output: one for the site, and one for each document and page."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

import babel
from sphinx import addnodes

from sphinx_eulernews import __version__
from sphinx_eulernews.domain import news_domain
from sphinx_eulernews.hooks import EVENTS, PAGE_CONTEXT, has_listeners
from sphinx_eulernews.lazy import lazy
from sphinx_eulernews.model.hashing import digest
from sphinx_eulernews.model.taxonomy import AUTHOR, TAG
from sphinx_eulernews.output.artifacts import extra_files, has_document_at, output_path
from sphinx_eulernews.output.banners import IMAGES, BannerImages
from sphinx_eulernews.output.cross_references import CrossReferences
from sphinx_eulernews.output.manifest import Manifest
from sphinx_eulernews.output.page_urls import base_url
from sphinx_eulernews.render.tree import to_html

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_eulernews.domain import NewsDomain
    from sphinx_eulernews.model.site import Site
    from sphinx_eulernews.output import pages
    from sphinx_eulernews.output.plan import BuildPlan
    from sphinx_eulernews.render import dependencies as render_dependencies
    from sphinx_eulernews.render.sidebar_views import Sidebars
else:
    pages = lazy("sphinx_eulernews.output.pages")
    render_dependencies = lazy("sphinx_eulernews.render.dependencies")

LABEL = "label"
"""The role under which an extension notes that a document refers to one of the old pages that it redirects."""
TAG_INDEX = "news-tags"
MADE = "made"
"""A file that we put into the output."""
COPIED = "copied"
"""A file that Sphinx puts there, if the builder shows it."""


def manifest_of(app: Sphinx, plan: BuildPlan, site_digest: str) -> Manifest:
    """Return the manifest of the output that is planned."""
    banner_images, settings = plan.banner_images, news_domain(app.env).settings
    common, spec, dates = _common(app), repr(banner_images.spec), settings.date_format
    documents = _documents(app, plan, common)
    shown: dict[str, str] = {}
    own = {name: docname for docname, name in plan.page_names.items()}
    for name, page in plan.pages.by_name.items():
        # Indexes show no image and no date that is not in their title or among their links.
        has_images = page.kind == AUTHOR.name or any(post.banner for post in page.posts)
        listed = (dates, spec if has_images else "") if page.posts else ()
        fingerprint = digest(common, *listed, plan.pages.fingerprint(page))
        docname = own.get(name, "")
        if docname:
            # A document in the place of the page shows its own, and has the head of the page at least.
            documents[docname] = digest(documents.get(docname, ""), fingerprint)
        else:
            shown[name] = fingerprint
    if has_tag_index(app) and (tags := _tags(plan)):
        shown[TAG_INDEX] = digest(common, *tags)
    _note_extra_files(app, documents)
    _note_extra_files(app, shown)
    if plan.sidebars:
        _note_sidebars(plan.sidebars, documents, plan.documents)
        _note_sidebars(plan.sidebars, shown, frozenset(shown))
    return Manifest(
        documents,
        shown,
        _files(app, plan),
        banner_images.broken,
        banner_images.colours(),
        banner_images.unfit_images(),
        site_digest,
    )


def _note_sidebars(sidebars: Sidebars, fingerprints: dict[str, str], names: Iterable[str]) -> None:
    """Add what sidebars show next to pages."""
    for name in sorted(names):
        if values := sidebars.values(name, pages.PLAIN):
            fingerprints[name] = digest(fingerprints.get(name, ""), *values)


def _note_extra_files(app: Sphinx, fingerprints: dict[str, str]) -> None:
    """Add the entries of ``html_extra_path`` that overwrite pages, which are written again when these are removed."""
    covered = extra_files(app)
    for name in fingerprints if covered else ():
        if entry := covered.get(output_path(app.builder, name)):
            fingerprints[name] = digest(fingerprints[name], entry)


def _documents(app: Sphinx, plan: BuildPlan, common: str) -> dict[str, str]:
    """Return fingerprints of documents: of posts besides their text, and of our directives and roles."""
    domain, dependencies, names = (
        news_domain(app.env),
        render_dependencies.PostDependencies(plan.views),
        _image_names(app.env),
    )
    spec, dates = repr(plan.banner_images.spec), domain.settings.date_format
    documents = {
        docname: digest(
            common,
            dates,
            *_shown_around(plan, dependencies, docname, spec),
            *_linked(app, plan, domain.linked_by(docname)),
            *(domain.id_of(target, fragment) for target, fragment, _line in domain.fragments_of(docname)),
            *plan.body_images.shown_by(docname),
            *names.get(docname, ()),
        )
        for docname in sorted(plan.site.posts.keys() & plan.documents)
    }
    for docname in sorted(plan.directives_in.keys() & plan.documents):
        trees = [tree for number in range(len(plan.directives_in[docname])) for tree in plan.trees(docname, number)]
        documents[docname] = digest(
            common, spec, documents.get(docname, ""), *(to_html(tree, pages.PLAIN) for tree in trees)
        )
    for docname in sorted(domain.references.keys() & plan.documents):
        shown = domain.shown_by(docname)
        if any(role == LABEL for role, _target in domain.references[docname]):
            shown.append(repr(sorted(plan.moved.items())))
        documents[docname] = digest(common, documents.get(docname, ""), *shown)
    cross_references = CrossReferences(app.env, plan.documents)
    for docname in sorted(domain.cross_references.keys() & plan.documents):
        if shown := cross_references.shown_by(docname):
            documents[docname] = digest(common, documents.get(docname, ""), *shown)
    return documents


def has_tag_index(app: Sphinx) -> bool:
    """Return whether Sphinx may write an index of tags: conf.py may want no indices, or name those that it wants."""
    wanted = app.config.html_domain_indices
    is_wanted = wanted if isinstance(wanted, bool) else TAG_INDEX in wanted
    return is_wanted and not has_document_at(app.builder, TAG_INDEX)


def _tags(plan: BuildPlan) -> list[str]:
    """Return the entries of the index of tags."""
    return [
        repr((section.collection, term.label, term.pagename, len(term.posts)))
        for section in plan.site.sections.values()
        for term in section.taxonomies[TAG.plural]
    ]


def _files(app: Sphinx, plan: BuildPlan) -> dict[str, str]:
    """Return the files of the output besides pages, each with its fingerprint or who puts it there."""
    files = {f"{IMAGES}/{unique}": COPIED for unique in _copied(app, plan)}
    downloads = app.env.dlfiles.values()
    files |= {f"_downloads/{unique}": COPIED for docs, unique in downloads if not plan.documents.isdisjoint(docs)}
    files |= {path: artifact.fingerprint for path, artifact in plan.files.items()}
    return files | {f"{IMAGES}/{name}": MADE for name in plan.banner_images.names()}


def _image_names(env: BuildEnvironment) -> dict[str, list[str]]:
    """Return the names of the image files that each document shows, sorted."""
    names: dict[str, list[str]] = {}
    for readers, name in env.images.values():
        for docname in readers:
            names.setdefault(docname, []).append(name)
    return {docname: sorted(shown) for docname, shown in names.items()}


def _copied(app: Sphinx, plan: BuildPlan) -> list[str]:
    """Return the images that Sphinx may copy: those that a document shows which is written, not as its banner."""
    banners = {
        (post.docname, post.banner.path)
        for post in plan.site.posts.values()
        if post.banner is not None and post.banner.alone
    }
    return [
        unique
        for path, (readers, unique) in app.env.images.items()
        if any(docname in plan.documents and (docname, path) not in banners for docname in readers)
    ]


def inputs_of(
    app: Sphinx,
    domain: NewsDomain,
    site: Site,
    banner_images: BannerImages,
    moved: Mapping[str, str],
    overrides: Mapping[str, str],
) -> Iterator[str]:
    """Yield all inputs of the manifest: if they are unchanged, nothing has to be compared.

    Those of posts come one by one, since together they are as long as the archive.
    """
    env, hidden, font = app.env, site.hidden(), banner_images.renditions.font
    yield _common(app)
    yield repr(domain.settings)
    yield repr((banner_images.spec, font and font.digest))
    # As handlers of ``eulernews-site`` leave them.
    yield from map(site.digest_of, sorted(site.posts))
    yield repr(sorted(site.records.items()))
    yield repr([event for event in EVENTS if has_listeners(app.events, event)])
    yield repr([section.collection for section in site.sections.values()])
    yield repr(sorted(domain.directives_in.items()))
    for noted in (domain.links, domain.old_links, domain.references, domain.oversized):
        for item in sorted(noted.items(), key=itemgetter(0)):
            yield repr(item)
        yield ""
    cross_references = CrossReferences(env, env.found_docs - hidden)
    for docname in sorted(domain.cross_references):
        # References that show no post are forgotten in some builds only: what they lead to may be read after them.
        if shown := cross_references.shown_by(docname):
            yield repr((docname, shown))
    yield ""
    yield repr([(name, title.astext()) for name, title in sorted(env.titles.items()) if name not in domain.posts])
    yield repr(sorted((docname, sorted(ids.items())) for docname, ids in domain.anchors.items()))
    yield repr(sorted(hidden))
    yield repr(domain.external_translations)
    yield repr(overrides)
    yield repr(sorted(moved.items()))
    yield repr(sorted(extra_files(app).items()))
    yield repr(sorted(env.found_docs))
    for readers, name in sorted(env.images.values(), key=itemgetter(1)):
        # An extension may note an image for no document, which a worker process does not hand on.
        if documents := (readers & env.found_docs) - hidden:
            yield repr((name, sorted(documents)))
    yield ""
    yield repr(sorted((str(name), sorted(readers - hidden)) for readers, name in env.dlfiles.values()))


def _shown_around(
    plan: BuildPlan, dependencies: render_dependencies.PostDependencies, docname: str, spec: str
) -> tuple[str, str]:
    """Return the values that a post's page shows besides its text, in its head as well; ``spec`` is that of images."""
    post = plan.site.posts[docname]
    collection = plan.site.section_of(post).collection
    shown = (plan.views.title(plan.site.section_of(post)), collection.language, collection.schema)
    around, has_images = dependencies.around(post)
    return repr((around, shown, plan.banner_images.share_image(post))), spec if has_images else ""


def _linked(app: Sphinx, plan: BuildPlan, links: list[str]) -> list[str]:
    """Return the titles of the documents that a post links to, and whether they are written."""
    titles = app.env.titles
    return [repr((name, name in plan.documents, name in titles and titles[name].astext())) for name in links]


def _common(app: Sphinx) -> str:
    """Return a digest of the settings and navigation that every page of the site depends on."""
    info, config = getattr(app.builder, "build_info", None), app.config
    hashes = (info.config_hash, info.tags_hash, base_url(app)) if info else ()
    # Sphinx reads documents again when these change; generated pages are no documents.
    named = (config.project, config.author, config.version, config.release, config.root_doc, config.language)
    listening = str(has_listeners(app.events, PAGE_CONTEXT))
    return digest(__version__, babel.__version__, repr(hashes), repr(named), repr(_navigation(app.env)), listening)


def _navigation(env: BuildEnvironment) -> list[object]:
    """Return the toctrees and titles that themes show next to every page."""
    parents = sorted(env.toctree_includes)
    trees = [
        [(name, toctree.get(name)) for name in ("caption", "entries", "maxdepth", "hidden", "numbered", "titlesonly")]
        for parent in parents
        for toctree in env.tocs[parent].findall(addnodes.toctree)
    ]
    named = {docname for parent in parents for docname in (parent, *env.toctree_includes[parent])}
    return [trees, [(docname, env.titles[docname].astext()) for docname in sorted(named) if docname in env.titles]]
