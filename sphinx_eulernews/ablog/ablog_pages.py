"""ABlog's pages: the page that replaces each, for redirects from its URLs and references by its labels."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.errors import NoUri
from sphinx.util.nodes import make_refnode

from sphinx_eulernews.ablog.ablog_config import blog_folder, pairs
from sphinx_eulernews.builder_kinds import has_pages
from sphinx_eulernews.domain import content_of_reference, file_reference, news_domain
from sphinx_eulernews.model import urls
from sphinx_eulernews.model.taxonomy import AUTHOR, CATEGORY, LOCATION, TAG
from sphinx_eulernews.output.artifacts import output_path
from sphinx_eulernews.output.page_urls import base_url
from sphinx_eulernews.render.labels import labels

if TYPE_CHECKING:
    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from sphinx_eulernews.model.site import Section, Site

_CATALOGS = ((TAG, "tag"), (CATEGORY, "category"), (AUTHOR, "author"), (LOCATION, "location"))


@dataclass(frozen=True, slots=True)
class OldPage:
    """A page of ABlog: its label, its name, the page that it is now, and the title of that."""

    label: str
    name: str
    now: str
    title: str

    @property
    def has_feed(self) -> bool:
        """Whether ABlog writes a feed of the posts: those of a term, a year or a language."""
        return not self.label.startswith("blog-")

    @property
    def is_term(self) -> bool:
        """Whether it is the page of a term, which has a feed of its own here."""
        return self.has_feed and not self.label.startswith(("archive-", "language-"))


@dataclass(frozen=True)
class Blog:
    """The pages of ABlog on a site."""

    config: Config
    site: Site

    @cached_property
    def by_label(self) -> dict[str, OldPage]:
        """Each page by its label; the first of two terms with one label has it."""
        found: dict[str, OldPage] = {}
        for page in self.pages:
            found.setdefault(page.label, page)
        return found

    @cached_property
    def pages(self) -> list[OldPage]:
        """All pages."""
        section = self.site.sections.get(blog_folder(self.config))
        return list(_pages(self.config, section)) if section else []


def slugify(name: str) -> str:
    """Return a name as ABlog writes it in URLs and labels."""
    plain = re.sub(r"[^\w\s-]", "", unicodedata.normalize("NFKD", name)).strip().lower()
    return re.sub(r"[-\s]+", "-", plain)


def _pages(config: Config, section: Section) -> Iterator[OldPage]:
    key = section.collection.key
    words, posts = labels(section.collection.language), urls.list_page(key)
    yield OldPage("blog-posts", key, posts, words("All posts"))
    yield OldPage("blog-drafts", f"{key}/drafts", posts, words("All posts"))
    yield OldPage("blog-archives", f"{key}/archive", urls.archive(key), words("Archive"))
    for year in reversed(section.timeline.years):
        yield OldPage(f"archive-{year}", f"{key}/{year}", urls.archive(key, year), year)
    # The posts of a language are no page of ours.
    yield OldPage("blog-languages", f"{key}/language", posts, words("All posts"))
    for code, (name, _link) in pairs(config, "blog_languages").items():
        yield OldPage(f"language-{slugify(code)}", f"{key}/language/{slugify(name)}", posts, name)
    for taxonomy, folder in _CATALOGS:
        terms = section.taxonomies[taxonomy.plural]
        if len(terms):
            index = urls.terms_index(key, taxonomy.plural)
            yield OldPage(f"blog-{taxonomy.plural}", f"{key}/{folder}", index, words(taxonomy.title))
        keys = {name: code for code, (name, _link) in _described(config, folder).items()}
        for term in terms:
            label = f"{folder}-{slugify(keys.get(term.name, term.name))}"
            yield OldPage(label, f"{key}/{folder}/{slugify(term.name)}", term.pagename, term.name)


def _described(config: Config, folder: str) -> dict[str, tuple[str, str]]:
    return pairs(config, f"blog_{folder}s") if folder in ("author", "location") else {}


class OldPages:
    """Event handlers of one application that know ABlog's pages."""

    def __init__(self) -> None:
        self._blog: Blog | None = None

    def blog(self, env: BuildEnvironment) -> Blog:
        """Return the pages of ABlog, described once for each state of the site."""
        site = news_domain(env).site
        if self._blog is None or self._blog.site is not site:
            self._blog = Blog(env.config, site)
        return self._blog

    def redirects(self, app: Sphinx, site: Site) -> dict[str, str]:
        """Return where the pages and feeds of ABlog are now (``eulernews-collect-redirects``)."""
        builder, blog = app.builder, Blog(app.config, site)
        found = {output_path(builder, page.name): page.now for page in blog.pages}
        if app.config.blog_feed_archives:
            whole = "/" + urls.feed(blog_folder(app.config), urls.ATOM)
            for page in blog.pages:
                if page.has_feed:
                    found[f"{page.name}/atom.xml"] = "/" + urls.feed(page.now, urls.ATOM) if page.is_term else whole
        return found

    def resolve_reference(
        self, app: Sphinx, env: BuildEnvironment, node: pending_xref, contnode: Element
    ) -> nodes.reference | None:
        """Resolve ABlog's labels: posts by the name of their file, and ``tag-x``, ``blog-posts`` and the like.

        Sphinx asks after labels of the site were looked for (``missing-reference``).
        """
        if node.get("reftype") not in ("ref", "any"):
            return None
        target, docname = node["reftarget"], node["refdoc"]
        found = news_domain(env).resolve_xref(env, docname, app.builder, "post", target, node, contnode)
        if found is not None:
            return found
        page = self.blog(env).by_label.get(target.casefold())
        if page is None and target != "blog-feed":
            return None
        if not has_pages(app.builder):
            raise NoUri
        if page is not None:
            return make_refnode(
                app.builder, docname, page.now, "", content_of_reference(node, contnode, page.title), page.title
            )
        return self._feed(app, docname, content_of_reference(node, contnode, labels(env.config.language)("Feed")))

    def _feed(self, app: Sphinx, docname: str, content: Element) -> nodes.reference:
        """Refer to the feed, which is written where the URL of the site is known."""
        if not base_url(app):
            raise NoUri
        return file_reference(app.builder, docname, urls.feed(blog_folder(app.config), urls.ATOM), content)
