"""Sidebars: short navigation to the news, for ``html_sidebars`` and options of a theme; which pages show which. Pure.

They stand on many pages, so they show what changes seldom: no number of posts, and terms by name. Pages that are not
ours show them as well, so all pages with a sidebar are compared: a new post rewrites those where it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sphinx_eulernews.model import urls
from sphinx_eulernews.model.post import Post
from sphinx_eulernews.model.site import Section
from sphinx_eulernews.model.taxonomy import AUTHOR, CATEGORY, TAG, TaxonomyDef
from sphinx_eulernews.render.labels import labels
from sphinx_eulernews.render.tree import Element, Link, Node, UrlResolver, element, in_language, link, to_html
from sphinx_eulernews.render.views import Views, target_of, time_of

_FOLDER = "eulernews/"
_POSTS = 5
_TERMS = 20
_FEEDS = {urls.ATOM: "Atom", urls.RSS: "RSS", urls.JSON_FEED: "JSON Feed"}


def sidebar(views: Views, name: str, sections: Iterable[Section], language: str) -> list[Element]:
    """Make a sidebar for each of some collections that have anything to show; ``language`` is that of the page."""
    made = []
    for section in sections:
        words = views.words(section)
        if (tree := SIDEBARS[name](views, section)) is not None:
            made.append(in_language(tree, words.tag) if words.tag != language else tree)
    return made


def _sidebar(title: Node, items: Iterable[Node | Iterable[Node]]) -> Element | None:
    entries = [element("li", item) for item in items]
    return element("div", element("h3", title), element("ul", entries), cls="eulernews-sidebar") if entries else None


def _list_link(views: Views, section: Section) -> Link:
    return link(urls.list_page(section.collection.key), views.title(section))


def _recent_posts(views: Views, section: Section) -> Element | None:
    """Make the list of the newest posts, with their dates."""
    newest = sorted(section.timeline.posts, key=lambda post: post.sort_key, reverse=True)[:_POSTS]
    return _sidebar(_list_link(views, section), (_dated_link(views, post, section) for post in newest))


def _dated_link(views: Views, post: Post, section: Section) -> list[Node]:
    title = link(target_of(post), post.title, lang=views.foreign_to(post, section))
    return [title, " ", element("small", time_of(post.date, views.words(section), ""))] if post.date else [title]


def _terms(taxonomy: TaxonomyDef, views: Views, section: Section) -> Element | None:
    """Make the list of the most used terms, by name."""
    heaviest = section.taxonomies[taxonomy.plural].by_weight()[:_TERMS]
    title = link(urls.terms_index(section.collection.key, taxonomy.plural), views.taxonomy_title(section, taxonomy))
    by_name = sorted(heaviest, key=lambda term: (term.label.casefold(), term.pagename))
    return _sidebar(title, (link(term.pagename, term.label) for term in by_name))


def _archive(views: Views, section: Section) -> Element | None:
    """Make the list of years."""
    key = section.collection.key
    title = link(urls.archive(key), views.words(section)("Archive"))
    return _sidebar(title, (link(urls.archive(key, year), year) for year in section.timeline.years))


def _feeds(views: Views, section: Section) -> Element | None:
    """Make the list of feeds, where there are any."""
    if not views.has_feeds:
        return None
    key = section.collection.key
    words = views.words(section)
    title = words("Feed: %s") % views.title(section)
    return _sidebar(title, (link("/" + urls.feed(key, file), name) for file, name in _FEEDS.items()))


SIDEBARS: Mapping[str, Callable[[Views, Section], Element | None]] = {
    "recent-posts": _recent_posts,
    "sidebar-tags": partial(_terms, TAG),
    "sidebar-categories": partial(_terms, CATEGORY),
    "sidebar-authors": partial(_terms, AUTHOR),
    "sidebar-archive": _archive,
    "sidebar-feeds": _feeds,
}
"""The sidebars: the template ``eulernews/<name>.html`` shows one."""


@dataclass
class Sidebars:
    """The sidebars of one build: which pages show which, and their HTML.

    ``views`` is called where one is shown, ``language`` is that of the site; ``add_sidebars`` is Sphinx's
    ``StandaloneHTMLBuilder.add_sidebars``, which puts the templates that a page shows into a context. ``of_theme`` are
    those that options of the theme name, for pages that the theme alone knows: any page may show them.
    """

    views: Callable[[], Views]
    language: str
    add_sidebars: Callable[[str, dict[str, Any]], None]
    of_theme: tuple[str, ...] = ()
    _digests: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)

    def shown_on(self, pagename: str) -> list[str]:
        """Return the names of the sidebars that a page shows."""
        context: dict[str, Any] = {}
        self.add_sidebars(pagename, context)
        names = (path.removeprefix(_FOLDER).removesuffix(".html") for path in context.get("sidebars") or ())
        return list(dict.fromkeys([*(name for name in names if name in SIDEBARS), *self.of_theme]))

    def html(self, pagename: str, page_urls: UrlResolver, name: str) -> str:
        """Return the HTML of a sidebar: of the collection that a page lies in, elsewhere of each."""
        views = self.views()
        home = views.site.home_of(pagename)
        sections = [views.site.sections[home]] if home else list(views.site.sections.values())
        language = sections[0].collection.language if home else self.language
        return "".join(to_html(tree, page_urls) for tree in sidebar(views, name, sections, labels(language).tag))

    def values(self, pagename: str, plain: UrlResolver) -> list[str]:
        """Return the HTML of the sidebars of a page, for comparison; cached, since many pages show the same ones."""
        found: list[str] = []
        names = self.shown_on(pagename)
        home = self.views().site.home_of(pagename) if names else ""
        for name in names:
            if (name, home) not in self._digests:
                self._digests[name, home] = self.html(pagename, plain, name)
            found.append(self._digests[name, home])
        return found
