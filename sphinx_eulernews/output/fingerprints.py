"""What the output of a build will show, as fingerprints: one for everything, or one for each document and page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import babel
from sphinx import addnodes

from sphinx_eulernews import __version__
from sphinx_eulernews.output.banners import IMAGES, Gallery
from sphinx_eulernews.output.manifest import Manifest, digest
from sphinx_eulernews.output.page_urls import base_address
from sphinx_eulernews.output.pages import PLAIN
from sphinx_eulernews.read.source import news_domain
from sphinx_eulernews.render.dependencies import PostFacts
from sphinx_eulernews.render.tree import to_html

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_eulernews.domain import NewsDomain
    from sphinx_eulernews.model.site import News
    from sphinx_eulernews.output.plan import Edition

TAG_INDEX = "news-tags"
MADE = "made"
"""A file that we put into the output."""
COPIED = "copied"
"""A file that Sphinx puts there, if the builder shows it."""


def manifest_of(app: Sphinx, edition: Edition, whole: str) -> Manifest:
    """Describe what the output will show."""
    common, facts = digest(_common(app), repr(edition.gallery.ladder)), PostFacts(edition.views)
    documents = {
        docname: digest(
            common,
            _shown_around(edition, facts, docname),
            *_linked(app, edition, docname),
            *edition.insets.shown_by(docname),
        )
        for docname in sorted(edition.news.posts.keys() & edition.documents)
    }
    for docname in sorted(edition.lists.keys() & edition.documents):
        trees = [tree for number in range(len(edition.lists[docname])) for tree in edition.trees(docname, number)]
        documents[docname] = digest(common, documents.get(docname, ""), *(to_html(tree, PLAIN) for tree in trees))
    domain = news_domain(app.env)
    for docname in sorted(domain.references.keys() & edition.documents):
        documents[docname] = digest(common, documents.get(docname, ""), *domain.shown_by(docname))
    pages: dict[str, str] = {}
    for name, page in edition.pages.by_name.items():
        fingerprint = digest(common, edition.pages.fingerprint(page))
        if name in edition.documents:
            # A document in the place of the page shows its own, and has the head of the page at least.
            documents[name] = digest(documents.get(name, ""), fingerprint)
        else:
            pages[name] = fingerprint
    tags = [
        repr((section.collection, term.name, term.pagename, len(term.posts)))
        for section in edition.news.sections.values()
        for term in section.taxonomies["tags"]
    ]
    if tags:
        pages[TAG_INDEX] = digest(common, *tags)
    files = {f"{IMAGES}/{unique}": COPIED for unique in _copied(app, edition)}
    downloads = app.env.dlfiles.values()
    files |= {f"_downloads/{unique}": COPIED for docs, unique in downloads if not edition.documents.isdisjoint(docs)}
    files |= {path: plan.fingerprint for path, plan in edition.feeds.items()}
    files |= {path: redirect.fingerprint for path, redirect in edition.redirects.items()}
    files |= {f"{IMAGES}/{name}": MADE for name in edition.gallery.names()}
    gallery = edition.gallery
    return Manifest(documents, pages, files, gallery.broken, gallery.colours(), whole)


def _copied(app: Sphinx, edition: Edition) -> list[str]:
    """Return the pictures that Sphinx may copy: those that a document shows which is written, not as its banner."""
    banners = {
        (post.docname, post.banner.path)
        for post in edition.news.posts.values()
        if post.banner is not None and post.banner.alone
    }
    return [
        unique
        for path, (readers, unique) in app.env.images.items()
        if any(docname in edition.documents and (docname, path) not in banners for docname in readers)
    ]


def whole_digest(app: Sphinx, domain: NewsDomain, news: News, gallery: Gallery) -> str:
    """Return a digest of all that the manifest is made from: where it is the same, nothing need be compared."""
    env, hidden = app.env, news.hidden()
    return digest(
        _common(app),
        repr(domain.settings),
        repr((gallery.ladder, gallery.workshop.font and gallery.workshop.font.digest)),
        repr(sorted(domain.posts.values(), key=lambda post: post.docname)),
        repr(sorted(domain.lists.items())),
        repr(sorted(domain.links.items())),
        repr(sorted(domain.references.items())),
        repr(sorted((docname, repr(pictures)) for docname, pictures in domain.heavy.items())),
        repr([(name, title.astext()) for name, title in sorted(env.titles.items()) if name not in domain.posts]),
        repr(sorted(hidden)),
        repr(domain.elsewhere),
        repr(sorted(env.found_docs)),
        repr(sorted((unique, sorted(docs - hidden)) for docs, unique in env.images.values())),
        repr(sorted((str(unique), sorted(docs - hidden)) for docs, unique in env.dlfiles.values())),
    )


def _shown_around(edition: Edition, facts: PostFacts, docname: str) -> str:
    """Return what a post's page shows besides its text, in its head as well."""
    post, covers = edition.news.posts[docname], edition.gallery.covers is not None
    return repr((facts.around(post), edition.news.section_of(post).collection, covers))


def _linked(app: Sphinx, edition: Edition, docname: str) -> list[str]:
    """Return what a post's page says of the documents that it links to."""
    titles, links = app.env.titles, edition.links.get(docname, ())
    return [repr((name, name in edition.documents, name in titles and titles[name].astext())) for name in links]


def _common(app: Sphinx) -> str:
    """Return a digest of what every page of the site depends on: settings, and the navigation of the site."""
    info, config = getattr(app.builder, "build_info", None), app.config
    hashes = (info.config_hash, info.tags_hash, base_address(app)) if info else ()
    # Sphinx reads documents again when these change; generated pages are no documents.
    named = (config.project, config.author, config.version, config.release, config.root_doc, config.language)
    return digest(__version__, babel.__version__, repr(hashes), repr(named), repr(_navigation(app.env)))


def _navigation(env: BuildEnvironment) -> list[object]:
    """Return what themes show beside every page: the toctrees, and the titles of what is in them."""
    parents = sorted(env.toctree_includes)
    trees = [
        [(name, toctree.get(name)) for name in ("caption", "entries", "maxdepth", "hidden", "numbered", "titlesonly")]
        for parent in parents
        for toctree in env.tocs[parent].findall(addnodes.toctree)
    ]
    named = {docname for parent in parents for docname in (parent, *env.toctree_includes[parent])}
    return [trees, [(docname, env.titles[docname].astext()) for docname in sorted(named) if docname in env.titles]]
