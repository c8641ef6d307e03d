"""The generated pages of a site: lists, terms, archives.

Pages are described first (name, title, posts, neighbours); content is rendered only for those that are written, which
are few in most builds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TypeAlias

from sphinx_eulernews.model import urls
from sphinx_eulernews.model.hashing import digest
from sphinx_eulernews.model.ordering import Page, paginate
from sphinx_eulernews.model.post import Post
from sphinx_eulernews.model.site import Section
from sphinx_eulernews.model.taxonomy import AUTHOR, BY_NAME, TAXONOMIES, TaxonomyDef, Term
from sphinx_eulernews.render import author_views, filter_view, index_views, list_views, navigation_views
from sphinx_eulernews.render.dependencies import PostDependencies, banner_values
from sphinx_eulernews.render.labels import Labels
from sphinx_eulernews.render.tree import ROWS, BannerImage, Element, Node, Part, element, to_html
from sphinx_eulernews.render.views import Views

Parents: TypeAlias = "tuple[tuple[str, str], ...]"
"""The pages above a page, as (page name, title)."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The content of a page around its list.

    ``about`` describes the page, ``top`` follows the tabs, and is all there is on a page without posts, ``after`` has
    the links to other pages.
    """

    about: tuple[Node, ...] = ()
    top: Element | Part | None = None
    after: tuple[Element | Part, ...] = ()


@dataclass(frozen=True, slots=True)
class GeneratedPage:
    """A page that no document makes.

    ``kind`` is ``list`` or the name of a taxonomy (lists of posts), the plural of a taxonomy or ``archive`` (indexes),
    or ``year`` or ``month`` (of the archive). ``title`` names what it is about; ``prefixed`` says what that is
    (``Tag: Kernel``), and ``suffix`` which page of several it is. ``posts`` are those that it lists; ``newer`` and
    ``older`` name the pages before and after it.
    """

    name: str
    kind: str
    title: str
    section: Section
    parents: Parents
    posts: tuple[Post, ...]
    frame: Callable[[], Frame]
    prefixed: str = ""
    suffix: str = ""
    layout: str = "cards"
    newer: str = ""
    older: str = ""
    description: str = ""

    @property
    def heading(self) -> str:
        """The title on the page itself."""
        return (self.prefixed or self.title) + self.suffix

    @property
    def entry(self) -> str:
        """The title in toctrees, below that of the page above."""
        return self.title + self.suffix

    def tree(self, views: Views, *, titled: bool = True) -> Element:
        """Make the content, with its title unless a document has one already."""
        frame = self.frame()
        title = element("h1", self.heading) if titled else None
        # A document has a title of its own, which need not say so.
        about = frame.about if titled or not self.prefixed else (self.prefixed, *frame.about)
        posts = self._list(views) if self.posts else self._nothing(views)
        return element(
            "section" if titled else "div",
            title,
            navigation_views.about_line(about),
            self.tabs(views),
            frame.top,
            posts,
            frame.after,
            cls="eulernews-page",
            # Pagefind finds the posts themselves, not the pages that list them.
            **views.pagefind(ignore="all"),
        )

    def tabs(self, views: Views) -> Element:
        """Make the tabs, with the one marked that the page belongs to."""
        taxonomy = BY_NAME.get(self.kind)
        current = taxonomy.plural if taxonomy else navigation_views.ARCHIVE if self.kind in _PERIODS else self.kind
        return navigation_views.tabs(views, self.section, current, here=current == self.kind and not self.newer)

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


_PERIODS = frozenset({"year", "month"})


@dataclass(frozen=True)
class GeneratedPages:
    """All generated pages of a site; they are described when the first is asked for."""

    views: Views
    _entries: dict[str, str] = field(default_factory=dict, repr=False)
    _banners: dict[str, str] = field(default_factory=dict, repr=False)
    _tabs: dict[int, str] = field(default_factory=dict, repr=False)

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
        return {name: page.entry for name, page in self.by_name.items()}

    def fingerprint(self, page: GeneratedPage) -> str:
        """Return a digest of a page; equal digests mean equal content."""
        frame = page.frame()
        # The collection stands in its head; what else is there is made of what is here.
        parts = [
            page.title,
            page.prefixed,
            page.suffix,
            page.newer,
            page.older,
            page.layout,
            page.description,
            page.section.shown,
            repr(page.parents),
            self._tabs_of(page),
        ]
        parts += [self._entry(post) for post in page.posts]
        parts.append(self.views.overrides.get(ROWS.get(page.layout, ""), ""))
        if page.layout in list_views.WITH_IMAGES and any(post.banner for post in page.posts):
            parts += [self._banner(post) for post in page.posts]
            parts.append(
                repr((self.views.shape(page.posts), self.views.cover_colours.get(page.section.collection.key)))
            )
        shown = (*frame.about, *((frame.top,) if frame.top else ()), *frame.after)
        return digest(*parts, *(to_html(node, PLAIN) for node in shown))

    def _entry(self, post: Post) -> str:
        """Return a digest of the entry of a post in lists, without its image; cached."""
        if post.docname not in self._entries:
            whole = repr(self.views.whole(post)) if self.views.whole_posts else ""
            self._entries[post.docname] = digest(repr(PostDependencies(self.views).entry(post)), whole)
        return self._entries[post.docname]

    def _banner(self, post: Post) -> str:
        """Return the values of the image of a post in lists; cached."""
        if post.docname not in self._banners:
            self._banners[post.docname] = repr(banner_values(post.banner))
        return self._banners[post.docname]

    def _tabs_of(self, page: GeneratedPage) -> str:
        """Serialize the tabs of a page; each tree of them is serialized once."""
        tree = page.tabs(self.views)
        # The views keep the trees, so an identity stands for one tree only.
        if id(tree) not in self._tabs:
            self._tabs[id(tree)] = to_html(tree, PLAIN)
        return self._tabs[id(tree)]


class PlainUrls:
    """Page names as URLs, and the values of an image in place of its HTML: fingerprints are made of these."""

    has_svg = True

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
    pages = paginate(timeline.posts, section.collection.page_size, pinned=timeline.pinned)
    yield from _PagedList(views=views, section=section, folder=key, kind="list", title=title, pages=pages).generated()
    home = ((urls.list_page(key), title),)
    for taxonomy in TAXONOMIES:
        yield from _taxonomy_pages(views, section, taxonomy, home)
    yield from _archive_pages(views, section, home)


def _taxonomy_pages(views: Views, section: Section, taxonomy: TaxonomyDef, home: Parents) -> Iterator[GeneratedPage]:
    terms = section.taxonomies[taxonomy.plural]
    if taxonomy.optional and not len(terms):
        return
    title, words = views.taxonomy_title(section, taxonomy), views.words(section)
    index = urls.terms_index(section.collection.key, taxonomy.plural)

    def frame() -> Frame:
        index = index_views.term_groups(terms, words)
        return Frame(_feed(views, section), views.part("term-index", index, section=section, terms=terms.by_weight()))

    yield GeneratedPage(index, taxonomy.plural, title, section, home, (), frame)
    for term in terms:
        yield from _PagedList(
            views=views,
            section=section,
            folder=term.pagename,
            kind=taxonomy.name,
            title=term.label,
            heading=words(taxonomy.heading) % term.label,
            parents=(*home, (index, title), *((above.pagename, above.label_below) for above in term.ancestors)),
            pages=paginate(term.posts, section.collection.page_size),
            box=partial(author_views.box_of_page, views, section, term) if taxonomy is AUTHOR else None,
            term=term,
        ).generated()


@dataclass(frozen=True, slots=True, kw_only=True)
class _PagedList:
    """A list of posts on several pages: of a collection, or of one of its terms.

    ``box`` makes what stands above the newest page of a term: a page that is full never changes.
    """

    views: Views
    section: Section
    folder: str
    kind: str
    title: str
    heading: str = ""
    parents: Parents = ()
    pages: Sequence[Page]
    box: Callable[[], Element | Part | None] | None = None
    term: Term | None = None

    def generated(self) -> Iterator[GeneratedPage]:
        """Yield the pages, the newest first."""
        words = self.views.words(self.section)
        for page in self.pages:
            newer, older = self._names_around(page)
            yield GeneratedPage(
                self._name_of(page.number),
                self.kind,
                self.title,
                self.section,
                (*self.parents, (self._name_of(None), self.title)) if page.number else self.parents,
                page.posts,
                partial(self._frame, page),
                prefixed=self.heading,
                suffix=" · " + words("Page %d") % page.number if page.number else "",
                newer=newer,
                older=older,
                description=self.term.description if self.term else "",
            )

    @property
    def _is_term(self) -> bool:
        return self.term is not None

    def _name_of(self, number: int | None) -> str:
        return self.folder if number is None and self._is_term else urls.list_page(self.folder, number)

    def _names_around(self, page: Page) -> tuple[str, str]:
        """Return the names of the next newer and the next older page; empty where there is none."""
        newer = self._name_of(page.newer) if page.has_newer else ""
        return newer, self._name_of(page.older) if page.has_older else ""

    def _span(self, number: int | None) -> str:
        """Return the months that a page covers, in words."""
        words = self.views.words(self.section)
        if number is not None:
            return months_of(self.pages[len(self.pages) - number].posts, words)
        # The newest page has no end yet: a new month there would change the page before it.
        first = min((post.date.month for post in self.pages[0].posts if post.date and not post.pinned), default="")
        return f"{words.month(first)} –" if first else ""

    def _about_term(self, number: int | None) -> Element | Part | None:
        """Render the box above the posts of a term: its ancestors, its description, its children.

        The latter are on the newest page only: they have numbers of posts, and a full page never changes.
        """
        if self.term is None:
            return None
        if self.box:
            return self.box() if number is None else None
        above = navigation_views.breadcrumbs(self.views, self.section, self.term)
        text, below = self.term.description, None
        if number is None:
            below = index_views.terms_below(self.section.taxonomies[self.term.taxonomy.plural], self.term)
        about = element("p", text, cls="eulernews-description") if text and number is None else None
        return element("div", above, about, below, cls="eulernews-about-term") if above or about or below else None

    def _frame(self, page: Page) -> Frame:
        views, section, words = self.views, self.section, self.views.words(self.section)
        if page.number is None:
            about = words.posts(sum(len(each.posts) for each in self.pages))
        else:
            about = self._span(page.number)
        # Years and filter stand on the index only: a new one would change every page of the list.
        is_index = not self._is_term and page.number is None
        bar = filter_view.filter_bar(views, section) if is_index else None
        top = views.part("filter", bar, section=section) or self._about_term(page.number)
        years = navigation_views.years(views, section) if is_index else None
        newer, older = self._names_around(page)
        numbers = navigation_views.pagination(words, self._name_of, page, self._span)
        after = (views.part("pagination", numbers, section=section, newer=newer, older=older), years)
        return Frame(
            (*([about] if about else []), *_feed(views, section, self.folder, self.title)),
            top,
            tuple(node for node in after if node),
        )


def _archive_pages(views: Views, section: Section, home: Parents) -> Iterator[GeneratedPage]:
    key, words, periods = section.collection.key, views.words(section), section.timeline.periods
    index, title = urls.archive(key), words("Archive")
    of_kind = {"year": section.timeline.years, "month": section.timeline.months}

    def frame() -> Frame:
        about = words.posts(len(section.timeline.posts))
        archive = index_views.archive_with_titles(views, section)
        return Frame((about, *_feed(views, section)), views.part("archive-index", archive, section=section))

    def period_frame(kind: str, period: str) -> Frame:
        months = index_views.months_of_year(views, section, period) if kind == "year" else None
        around = navigation_views.neighbouring_periods(words, partial(urls.archive, key), of_kind[kind], period)
        about = (words.posts(len(periods[period])), *_feed(views, section))
        return Frame(about, months, (around,) if around else ())

    yield GeneratedPage(index, "archive", title, section, home, (), frame)
    for kind, found in of_kind.items():
        for period in found:
            above = ((urls.archive(key, period[:4]), period[:4]),) if kind == "month" else ()
            name = navigation_views.period_name(words, period)
            yield GeneratedPage(
                urls.archive(key, period),
                kind,
                name,
                section,
                (*home, (index, title), *above),
                periods[period],
                partial(period_frame, kind, period),
                prefixed=words("Archive: %s") % name,
                layout="list",
            )


def _feed(views: Views, section: Section, folder: str = "", name: str = "") -> tuple[Node, ...]:
    """Return the link to the feed of a collection, or of one of its terms."""
    folder, name = folder or section.collection.key, name or views.title(section)
    found = navigation_views.feed_link(views, folder, name, views.words(section))
    return (found,) if found else ()


def months_of(posts: Sequence[Post], words: Labels) -> str:
    """Return the months that a page of a list covers, in words."""
    months = sorted({post.date.month for post in posts if post.date})
    if not months:
        return ""
    first, last = words.month(months[0]), words.month(months[-1])
    return first if first == last else f"{first} – {last}"
