"""Indexes of terms and months, and the navigation on the pages of a collection. Pure."""

from __future__ import annotations

from collections.abc import Callable

from sphinx_eulernews.model import urls
from sphinx_eulernews.model.ordering import Page
from sphinx_eulernews.model.site import Section
from sphinx_eulernews.model.taxonomy import TAXONOMIES, Terms
from sphinx_eulernews.render.tree import Element, Node, element, link
from sphinx_eulernews.render.views import Views, count_of, page_link, spaced, term_item


def pagination(
    views: Views,
    section: Section,
    url: Callable[[int | None], str],
    page: Page,
    span: Callable[[int | None], str],
) -> Element | None:
    """Make the links to newer and older pages, each with the span of dates that it holds."""
    if not (page.has_newer or page.has_older):
        return None
    words = views.words(section)
    newer = page_link(url(page.newer), words("Newer posts"), "prev", span(page.newer)) if page.has_newer else None
    older = page_link(url(page.older), words("Older posts"), "next", span(page.older)) if page.has_older else None
    return element("nav", newer, older, cls="eulernews-pagination", aria_label=words("Pages"))


def years(views: Views, section: Section) -> Element | None:
    """Make the links to the archive of each year."""
    found = sorted((period for period in section.timeline.periods if len(period) == 4), reverse=True)
    if len(found) < 2:
        return None
    words = views.words(section)
    links = (link(urls.archive(section.collection.key, year), year) for year in found)
    return element("nav", spaced(links), cls="eulernews-years", aria_label=words("Years"))


def overview(views: Views, section: Section) -> Element:
    """Return the links to the indexes of a collection, made once: they stand on each of its pages."""
    key = section.collection.key
    if key not in views.overviews:
        views.overviews[key] = _overview(views, section)
    return views.overviews[key]


def _overview(views: Views, section: Section) -> Element:
    key, words = section.collection.key, views.words(section)
    links: list[Node] = [link(urls.list_page(key), words("All posts"))]
    links += [
        link(urls.terms_index(key, taxonomy.plural), words(taxonomy.title))
        for taxonomy in TAXONOMIES
        if len(section.taxonomies[taxonomy.plural])
    ]
    links.append(link(urls.archive(key), words("Archive")))
    if views.has_feeds:
        links.append(link("/" + urls.feed(key, "atom.xml"), words("Feed"), type="application/atom+xml"))
    return element("nav", spaced(links), cls="eulernews-nav", aria_label=views.title(section))


def term_index(terms: Terms, style: str = "cloud", *, counts: bool = True, limit: int = 0) -> Element:
    """Make an index of terms: ``cloud`` by name in five sizes, ``list`` by number of posts."""
    heaviest = terms.by_weight()[: limit or None]
    shown = heaviest if style == "list" else sorted(heaviest, key=lambda term: term.label.casefold())
    top = max((len(term.posts) for term in heaviest), default=1)
    items = [term_item(term, top, counts) for term in shown]
    return element("ul", items, cls=f"eulernews eulernews-terms eulernews-{style}")


def archive(views: Views, section: Section) -> Element:
    """Make the index of years and months."""
    key, words, periods = section.collection.key, views.words(section), section.timeline.periods
    blocks = []
    for year in sorted((period for period in periods if len(period) == 4), reverse=True):
        months = sorted((period for period in periods if period.startswith(year + "-")), reverse=True)
        items = [
            element("li", link(urls.archive(key, month), words.month(month)), " ", count_of(len(periods[month])))
            for month in months
        ]
        heading = element("h2", link(urls.archive(key, year), year), " ", count_of(len(periods[year])))
        blocks.append(element("section", heading, element("ul", items), cls="eulernews-year"))
    return element("div", blocks, cls="eulernews eulernews-archive")
