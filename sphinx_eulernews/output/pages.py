"""The generated pages of a site: lists, terms, archives, at the URLs of the contract.

A page is described first (name, title, posts, neighbours) and its content made only when it is written:
most builds write few of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from sphinx_eulernews.model import urls
from sphinx_eulernews.model.ordering import Page, paginate
from sphinx_eulernews.model.post import Post
from sphinx_eulernews.model.site import Section
from sphinx_eulernews.model.taxonomy import TAXONOMIES, TaxonomyDef, Term
from sphinx_eulernews.output.manifest import digest
from sphinx_eulernews.render import filter_view, index_views, list_views
from sphinx_eulernews.render.dependencies import PostDependencies, banner_values
from sphinx_eulernews.render.labels import Labels
from sphinx_eulernews.render.page_parts import ROWS, part
from sphinx_eulernews.render.tree import BannerImage, Element, Node, Part, element, to_html
from sphinx_eulernews.render.views import Views

Frame: TypeAlias = "tuple[list[Node], list[Node]]"
"""The nodes before and after the list of a page."""


@dataclass(frozen=True, slots=True)
class GeneratedPage:
    """A page that no document makes.

    ``kind`` is ``list`` or the name of a taxonomy (lists of posts), the plural of a taxonomy or ``archive`` (indexes),
    or ``year`` or ``month`` (of the archive). ``parents`` are the pages above it, as (page name, title); ``posts`` are
    those that it lists; ``newer`` and ``older`` name the pages before and after it, if it is one of several.
    """

    name: str
    kind: str
    title: str
    section: Section
    parents: tuple[tuple[str, str], ...]
    posts: tuple[Post, ...]
    frame: Callable[[], Frame]
    layout: str = "cards"
    newer: str = ""
    older: str = ""

    def tree(self, views: Views, *, titled: bool = True) -> Element:
        """Make the content, with its title unless a document has one already."""
        title = element("h1", self.title) if titled else None
        posts = self._list(views) if self.posts else self._nothing(views)
        before, after = self.frame()
        # Pagefind finds the posts themselves, not the pages that list them.
        ignored = views.pagefind(ignore="all")
        return element("section", title, before, posts, after, cls="eulernews-page", **ignored)

    def _nothing(self, views: Views) -> Element | None:
        if self.kind != "list":
            return None
        words = views.words(self.section)
        return element("p", words("No posts in %s yet.") % self.title, cls="eulernews-empty")

    def _list(self, views: Views) -> Element:
        language = self.section.collection.language
        here = {self.name, *(name for name, _title in self.parents)}
        return list_views.post_list(
            views, self.posts, self.layout, language=language, name=self.title, first=True, here=here
        )


@dataclass(frozen=True)
class GeneratedPages:
    """All generated pages of a site; they are described when the first is asked for."""

    views: Views
    _entries: dict[str, str] = field(default_factory=dict, repr=False)
    _overviews: dict[str, str] = field(default_factory=dict, repr=False)

    @cached_property
    def by_name(self) -> dict[str, GeneratedPage]:
        """Every page that there should be, by its name."""
        return {
            page.name: page
            for section in self.views.site.sections.values()
            for page in _section_pages(self.views, section)
        }

    def titles(self) -> dict[str, str]:
        """Return the titles of all pages, by name."""
        return {name: page.title for name, page in self.by_name.items()}

    def fingerprint(self, page: GeneratedPage) -> str:
        """Return a digest of a page; equal digests mean equal content."""
        before, after = page.frame()
        # The collection stands in its head; what else is there is made of what is here.
        parts = [
            page.title,
            page.newer,
            page.older,
            page.layout,
            repr(page.section.collection.shown),
            repr(page.parents),
        ]
        parts += [self._entry(post) for post in page.posts]
        parts.append(self.views.overrides.get(ROWS.get(page.layout, ""), ""))
        if page.layout in list_views.WITH_IMAGES and any(post.banner for post in page.posts):
            shown = [banner_values(post.banner) for post in page.posts]
            parts.append(
                repr((shown, self.views.shape(page.posts), self.views.cover_colours.get(page.section.collection.key)))
            )
        parts += [self._plain(node, page.section) for node in (*before, *after)]
        return digest(*parts)

    def _entry(self, post: Post) -> str:
        """Return a digest of the entry of a post in lists, without its image; cached."""
        if post.docname not in self._entries:
            whole = repr(self.views.whole(post)) if self.views.whole_posts else ""
            self._entries[post.docname] = digest(repr(PostDependencies(self.views).entry(post)), whole)
        return self._entries[post.docname]

    def _plain(self, node: Node, section: Section) -> str:
        """Serialize a node next to a list; the links on all pages of a collection are serialized once."""
        if node is not index_views.overview(self.views, section):
            return to_html(node, PLAIN)
        key = section.collection.key
        if key not in self._overviews:
            self._overviews[key] = to_html(node, PLAIN)
        return self._overviews[key]


class PlainUrls:
    """Page names as URLs, and the values of an image in place of its HTML: fingerprints are made of these."""

    def page(self, name: str) -> str | None:
        """Return the name."""
        return name

    def image(self, image: BannerImage) -> str:
        """Return the values of an image."""
        return repr((banner_values(image.banner), image.use, image.alt, image.attributes))

    def part(self, part: Part) -> str:
        """Return all that a template may show."""
        return part.shown + to_html(part.tree, self)


PLAIN = PlainUrls()


def _section_pages(views: Views, section: Section) -> Iterator[GeneratedPage]:
    key, title, timeline = section.collection.key, views.title(section), section.timeline
    home = ((urls.list_page(key), title),)
    yield from _lists(views, section, key, title, timeline.posts, (), pinned=timeline.pinned)
    for taxonomy in TAXONOMIES:
        yield from _taxonomy_pages(views, section, taxonomy, home)
    yield from _archive_pages(views, section, home)


def _taxonomy_pages(
    views: Views, section: Section, taxonomy: TaxonomyDef, home: tuple[tuple[str, str], ...]
) -> Iterator[GeneratedPage]:
    terms = section.taxonomies[taxonomy.plural]
    if taxonomy.optional and not len(terms):
        return
    title = views.taxonomy_title(section, taxonomy)
    index = urls.terms_index(section.collection.key, taxonomy.plural)

    def frame() -> Frame:
        return [
            index_views.overview(views, section),
            part(views, "term-index", index_views.term_index(terms), section=section, terms=terms.by_weight()),
        ], []

    yield GeneratedPage(index, taxonomy.plural, title, section, home, (), frame)
    for term in terms:
        yield from _term_pages(views, section, term, (*home, (index, title)))


def _term_pages(
    views: Views, section: Section, term: Term, parents: tuple[tuple[str, str], ...]
) -> Iterator[GeneratedPage]:
    folder = term.pagename
    pages = paginate(term.posts, section.collection.page_size)
    for page in pages:
        name = folder if page.number is None else urls.list_page(folder, page.number)
        above = parents if page.number is None else (*parents, (folder, term.label))
        yield _list_page(views, section, name, term.taxonomy.name, term.label, page, folder, above, pages)


def _lists(
    views: Views,
    section: Section,
    folder: str,
    title: str,
    posts: Sequence[Post],
    parents: tuple[tuple[str, str], ...],
    *,
    pinned: Sequence[Post] = (),
) -> Iterator[GeneratedPage]:
    pages = paginate(posts, section.collection.page_size, pinned=pinned)
    for page in pages:
        name = urls.list_page(folder, page.number)
        above = parents if page.number is None else (*parents, (urls.list_page(folder), title))
        yield _list_page(views, section, name, "list", title, page, folder, above, pages)


def _list_page(
    views: Views,
    section: Section,
    name: str,
    kind: str,
    title: str,
    page: Page,
    folder: str,
    parents: tuple[tuple[str, str], ...],
    pages: Sequence[Page],
) -> GeneratedPage:
    is_term = folder != section.collection.key

    def name_of(number: int | None) -> str:
        return folder if number is None and is_term else urls.list_page(folder, number)

    def span(number: int | None) -> str:
        words = views.words(section)
        if number is not None:
            return months_of(pages[len(pages) - number].posts, words)
        # The newest page has no end yet: a new month there would change the page before it.
        first = min((post.date.month for post in pages[0].posts if post.date and not post.pinned), default="")
        return f"{words.month(first)} –" if first else ""

    def frame() -> Frame:
        # The years stand on the index only: a new one would change every page of the list.
        years = None if is_term or page.number is not None else index_views.years(views, section)
        numbers = index_views.pagination(views, section, name_of, page, span)
        after = [part(views, "pagination", numbers, section=section, newer=newer, older=older), years]
        # Likewise the filter.
        bar = None if is_term or page.number is not None else filter_view.filter_bar(views, section)
        before = [index_views.overview(views, section), part(views, "filter", bar, section=section)]
        return [node for node in before if node], [node for node in after if node]

    newer = name_of(page.newer) if page.has_newer else ""
    older = name_of(page.older) if page.has_older else ""
    return GeneratedPage(name, kind, title, section, parents, page.posts, frame, newer=newer, older=older)


def _archive_pages(views: Views, section: Section, home: tuple[tuple[str, str], ...]) -> Iterator[GeneratedPage]:
    key, words, periods = section.collection.key, views.words(section), section.timeline.periods
    index, title = urls.archive(key), words("Archive")

    def frame() -> Frame:
        return [
            index_views.overview(views, section),
            part(views, "archive-index", index_views.archive(views, section), section=section),
        ], []

    def period_frame() -> Frame:
        return [index_views.overview(views, section)], []

    yield GeneratedPage(index, "archive", title, section, home, (), frame)
    for period in sorted(periods):
        is_year = len(period) == 4
        parents = (
            (*home, (index, title)) if is_year else (*home, (index, title), (urls.archive(key, period[:4]), period[:4]))
        )
        shown = period if is_year else words.month(period)
        name = urls.archive(key, period)
        kind = "year" if is_year else "month"
        yield GeneratedPage(name, kind, shown, section, parents, periods[period], period_frame, layout="list")


def months_of(posts: Sequence[Post], words: Labels) -> str:
    """Return the months that a page of a list covers, in words."""
    months = sorted({post.date.month for post in posts if post.date})
    if not months:
        return ""
    first, last = words.month(months[0]), words.month(months[-1])
    return first if first == last else f"{first} – {last}"
