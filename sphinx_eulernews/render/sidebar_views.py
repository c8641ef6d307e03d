"""Sidebars: short navigation to the news for ``html_sidebars`` of a theme. Pure.

They stand on many pages, so they show what changes seldom: no number of posts, and terms by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from sphinx_eulernews.model import urls
from sphinx_eulernews.model.post import Post
from sphinx_eulernews.model.site import Section
from sphinx_eulernews.model.taxonomy import AUTHOR, CATEGORY, TAG, TaxonomyDef
from sphinx_eulernews.render.tree import Element, Link, Node, element, in_language, link
from sphinx_eulernews.render.views import Views, target_of, time_of

_POSTS = 5
_TERMS = 20
_FEEDS = {"atom.xml": "Atom", "rss.xml": "RSS", "feed.json": "JSON Feed"}


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
    return _sidebar(
        _list_link(views, section), (link("/" + urls.feed(key, file), name) for file, name in _FEEDS.items())
    )


SIDEBARS: Mapping[str, Callable[[Views, Section], Element | None]] = {
    "recent-posts": _recent_posts,
    "sidebar-tags": partial(_terms, TAG),
    "sidebar-categories": partial(_terms, CATEGORY),
    "sidebar-authors": partial(_terms, AUTHOR),
    "sidebar-archive": _archive,
    "sidebar-feeds": _feeds,
}
"""The sidebars: the template ``eulernews/<name>.html`` shows one."""
