"""Navigation on the pages of a collection: tabs, breadcrumbs, page numbers, years, the line below the title. Pure.

A full page of a list never changes, so nothing here that counts posts or pages is shown on one: ``page_numbers`` and
``years`` are for the index alone, and ``pagination`` knows no more than the newest, the oldest and the neighbours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sphinx_eulernews.model import urls
from sphinx_eulernews.model.ordering import Page
from sphinx_eulernews.model.site import Section
from sphinx_eulernews.model.taxonomy import TAXONOMIES, Term
from sphinx_eulernews.render.labels import Labels
from sphinx_eulernews.render.tree import Element, Link, Node, element, link
from sphinx_eulernews.render.views import Views, count_of, joined, spaced

ALL_POSTS = "list"
ARCHIVE = "archive"
"""The tabs of a collection besides the plurals of its taxonomies."""
_NUMBERS = 7
"""Page numbers that the index shows at once; of more pages it shows some, and all of them where the reader asks."""
_FIRST_NUMBERS = 4


def tabs(views: Views, section: Section, current: str, *, here: bool) -> Element:
    """Return the links to the indexes of a collection; made once for each tab, since they stand on each of its pages.

    ``current`` is the tab that the page belongs to; with ``here``, the page is the one that the tab leads to.
    """
    key = (section.collection.key, current, here)
    if key not in views.tabs:
        views.tabs[key] = _tabs(views, section, current, here=here)
    return views.tabs[key]


def _tabs(views: Views, section: Section, current: str, *, here: bool) -> Element:
    key, words = section.collection.key, views.words(section)
    shown = [taxonomy for taxonomy in TAXONOMIES if len(section.taxonomies[taxonomy.plural])]
    targets = [
        (ALL_POSTS, urls.list_page(key), words("All posts")),
        *((each.plural, urls.terms_index(key, each.plural), words(each.title)) for each in shown),
        (ARCHIVE, urls.archive(key), words("Archive")),
    ]
    links: list[Node] = []
    for name, target, label in targets:
        if name != current:
            links.append(link(target, label))
        elif here:
            links.append(element("span", label, aria_current="page"))
        else:
            links.append(link(target, label, aria_current="true"))
    return element("nav", spaced(links), cls="eulernews-nav", aria_label=views.title(section))


def breadcrumbs(views: Views, section: Section, term: Term) -> Element | None:
    """Make the links to the terms above a term, from the index down; a term at the top needs none."""
    if term.parent is None:
        return None
    title = views.taxonomy_title(section, term.taxonomy)
    index = link(urls.terms_index(section.collection.key, term.taxonomy.plural), title)
    above = (link(each.pagename, each.label_below) for each in term.ancestors)
    here = element("span", term.label_below, aria_current="page")
    mark = element("span", " › ", aria_hidden="true")
    return element("nav", joined([index, *above, here], mark), cls="eulernews-breadcrumbs", aria_label=title)


def about_line(items: Iterable[Node]) -> Element | None:
    """Make the line below the title that says what a page is: number of posts, span of dates, feed."""
    shown = joined(items, " · ")
    return element("p", shown, cls="eulernews-about") if shown else None


def feed_link(views: Views, folder: str, name: str, words: Labels) -> Link | None:
    """Make the link to the feed of a collection or term, with its name."""
    if not views.has_feeds:
        return None
    feed = "/" + urls.feed(folder, urls.ATOM)
    return link(feed, words("Feed: %s") % name, cls="eulernews-feed", type="application/atom+xml")


def pagination(
    words: Labels, url: Callable[[int | None], str], page: Page, span: Callable[[int | None], str]
) -> Element | None:
    """Make the links to the next newer and older pages, with the span of dates of each, and to newest and oldest."""
    if not (page.has_newer or page.has_older):
        return None
    newer = page_link(url(page.newer), words("Newer posts"), "prev", span(page.newer)) if page.has_newer else None
    older = page_link(url(page.older), words("Older posts"), "next", span(page.older)) if page.has_older else None
    numbers = _ends(words, url, page.number) if page.number else _page_numbers(words, url, page.older or 0)
    return element("nav", newer, older, *numbers, cls="eulernews-pagination", aria_label=words("Pages"))


def neighbouring_periods(
    words: Labels, url: Callable[[str], str], periods: Sequence[str], period: str
) -> Element | None:
    """Make the links to the next newer and older year or month; ``periods`` are sorted, the newest first."""
    place = periods.index(period)
    newer, older = periods[:place][-1:], periods[place + 1 :][:1]
    if not (newer or older):
        return None
    links = [
        *(page_link(url(each), period_name(words, each), "prev", "") for each in newer),
        *(page_link(url(each), period_name(words, each), "next", "") for each in older),
    ]
    return element("nav", links, cls="eulernews-pagination", aria_label=words("Archive"))


def period_name(words: Labels, period: str) -> str:
    """Return a year or a month in words."""
    return period if len(period) == 4 else words.month(period)


def page_link(to: str, label: str, rel: str, dates: str) -> Link:
    """Make a link to a page of a list, with the span of dates that it holds."""
    small = element("small", dates) if dates else None
    return link(to, element("span", label), " " if small else None, small, rel=rel, cls=f"eulernews-{rel}")


def years(views: Views, section: Section) -> Element | None:
    """Make the links to the archive of each year."""
    periods, found = section.timeline.periods, section.timeline.years
    if len(found) < 2:
        return None
    key, words = section.collection.key, views.words(section)
    links = (element("span", link(urls.archive(key, year), year), " ", count_of(len(periods[year]))) for year in found)
    return element("nav", spaced(links), cls="eulernews-years", aria_label=words("Years"))


def _ends(words: Labels, url: Callable[[int | None], str], number: int) -> list[Node]:
    """Make the line of a numbered page: the newest page, its own number, the oldest page."""
    here = element("span", words("Page %d") % number, aria_current="page")
    oldest = link(url(1), words("Oldest")) if number > 1 else None
    ends = [node for node in (link(url(None), words("Newest")), here, oldest) if node]
    return [element("p", spaced(ends), cls="eulernews-numbers")]


def _page_numbers(words: Labels, url: Callable[[int | None], str], last: int) -> list[Node]:
    """Make the page numbers of the index: it is the newest page, and number 1 the oldest."""

    def numbered(numbers: Iterable[int]) -> list[Node]:
        return [link(url(number), str(number)) for number in numbers]

    newest = element("span", words("Newest"), aria_current="page")
    if last <= _NUMBERS:
        return [element("p", spaced([newest, *numbered(range(last, 0, -1))]), cls="eulernews-numbers")]
    first = [newest, *numbered(range(last, last - _FIRST_NUMBERS, -1)), "…", *numbered([1])]
    rest = element("p", spaced(numbered(range(last, 0, -1))), cls="eulernews-numbers")
    jump = element("details", element("summary", words("All pages")), rest, cls="eulernews-fold eulernews-jump")
    return [element("p", spaced(first), cls="eulernews-numbers"), jump]
