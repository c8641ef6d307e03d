"""What readers see of posts and terms: cards, lists, bylines, indexes, as neutral trees.

One markup for directives and generated pages. Microformats: a post is an ``h-entry``, a list an ``h-feed``.
Pure: knows neither Sphinx nor docutils.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sphinx_eulernews.model import urls
from sphinx_eulernews.model.ordering import Page
from sphinx_eulernews.model.post import Post
from sphinx_eulernews.model.query import BannerSpec
from sphinx_eulernews.model.related import Relations
from sphinx_eulernews.model.site import Section, Site
from sphinx_eulernews.model.taxonomy import AUTHOR, AXES, CATEGORY, TAG, Axis, Taxonomy
from sphinx_eulernews.render.components import (
    category_link,
    count_of,
    item,
    joined,
    neighbour_link,
    page_link,
    spaced,
    summary_of,
    tag_link,
    target_of,
    term_item,
    time_of,
)
from sphinx_eulernews.render.labels import Labels, labels
from sphinx_eulernews.render.tree import BannerImage, Element, Link, Node, element, link


@dataclass(frozen=True, slots=True)
class Views:
    """Makes the trees of one site."""

    site: Site
    date_format: str = "long"
    relations: Relations | None = None
    related: int = 0
    has_feeds: bool = False
    _overviews: dict[str, Element] = field(default_factory=dict, repr=False, compare=False)

    def words(self, section: Section) -> Labels:
        """Return the labels in the language of a collection."""
        return labels(section.collection.language, self.date_format)

    def words_for(self, post: Post) -> Labels:
        """Return the labels in the language of a post."""
        return labels(self.site.language_of(post), self.date_format)

    # --- a post ---------------------------------------------------------------------------------------------

    def byline(self, post: Post) -> Element:
        """Make the line below the title of a post: date, authors, category, tags, and what programs read."""
        words, section = self.words_for(post), self.site.section_of(post)
        items: list[Node] = [self._permalink(post, words)]
        if post.updated:
            items.append(item(words("Updated"), " ", time_of(post.updated, words, "dt-updated")))
        if people := self._people(post, section):
            items.append(element("span", people, cls="eulernews-authors"))
        if categories := section.terms(CATEGORY, post):
            items.append(element("span", spaced(map(category_link, categories)), cls="eulernews-categories"))
        if tags := section.terms(TAG, post):
            items.append(element("span", spaced(map(tag_link, tags)), cls="eulernews-tags"))
        items += self._switch(post, words)
        items.append(item(words.minutes(post.minutes), cls="eulernews-minutes"))
        if not post.published(self.site.now):
            items.append(element("strong", words("Not published"), cls="eulernews-draft"))
        return element(
            "div",
            element("data", cls="p-name", value=post.title),
            element("data", cls="p-summary", value=post.summary) if post.summary else None,
            spaced(items),
            cls="eulernews-byline",
        )

    def _switch(self, post: Post, words: Labels) -> list[Node]:
        """Make the links to the translations of a post, here and in other projects."""
        versions = [(other.docname, self.site.language_of(other)) for other in self.site.translations(post)]
        versions += [(other.url, other.language) for other in self.site.external_translations(post)]
        cls = "eulernews-translation"
        return [
            link(to, words.name_of(language), cls=cls, rel="alternate", hreflang=labels(language).tag)
            for to, language in versions
        ]

    def hero(self, post: Post) -> Element | None:
        """Make the banner at the head of a post."""
        if post.banner is None or post.banner.borrowed:
            return None
        picture = BannerImage(post.banner, "hero", post.banner.alt or post.title, {"class": "u-featured"})
        return element("div", picture, cls="eulernews-banner")

    @staticmethod
    def banner(listing: BannerSpec) -> Element:
        """Make a banner that stands in the text of a document."""
        parts = [element("span", text, cls=cls) for text, cls in
                 ((listing.caption, "eulernews-caption"), (listing.credit, "eulernews-credit")) if text]  # fmt: skip
        caption = element("figcaption", joined(parts, " ")) if parts else None
        return element(
            "figure",
            BannerImage(listing.banner, "hero", listing.banner.alt),
            caption,
            cls="eulernews eulernews-banner",
        )

    def footer(self, post: Post) -> Element | None:
        """Make what follows the text of a post: its series, the next older and newer post."""
        older, newer = self.site.section_of(post).timeline.neighbours(post.docname)
        words = self.words_for(post)
        neighbours = None
        if older or newer:
            neighbours = element(
                "nav",
                neighbour_link(newer, words("Newer"), "prev"),
                neighbour_link(older, words("Older"), "next"),
                cls="eulernews-neighbours",
                aria_label=words("More posts"),
            )
        parts = [part for part in (self._series(post, words), self._related(post, words), neighbours) if part]
        return element("footer", parts, cls="eulernews-footer") if parts else None

    def _related(self, post: Post, words: Labels) -> Element | None:
        """Make the list of what to read next."""
        posts = self.relations.of(post, self.related) if self.relations else []
        if not posts:
            return None
        items = [element("li", link(target_of(other), other.title)) for other in posts]
        title = element("p", words("Related posts"), cls="eulernews-related-title")
        return element("nav", title, element("ul", items), cls="eulernews-related", aria_label=words("Related posts"))

    def _series(self, post: Post, words: Labels) -> Element | None:
        """Make the box that names the parts of a series, and which of them this is."""
        parts = self.site.section_of(post).timeline.series.get(post.series, ())
        if len(parts) < 2:
            return None
        items = [
            element(
                "li",
                element("strong", part.title) if part.docname == post.docname else link(target_of(part), part.title),
            )
            for part in parts
        ]
        title = element("p", words("Series: %s") % post.series, cls="eulernews-series-title")
        return element("nav", title, element("ol", items), cls="eulernews-series", aria_label=post.series)

    def _permalink(self, post: Post, words: Labels) -> Node:
        if post.date is None:
            return link(post.docname, post.title, cls="u-url", hidden="hidden")
        return link(post.docname, time_of(post.date, words, "dt-published"), cls="u-url eulernews-date")

    def _people(self, post: Post, section: Section) -> list[Node]:
        terms = section.taxonomies[AUTHOR.plural]
        people = []
        for author in post.authors:
            term = terms.get(author.name)
            people.append(
                link(term.pagename, author.name, cls="p-author h-card", rel="author")
                if term
                else element("span", author.name, cls="p-author h-card")
            )
        return joined(people, ", ")

    # --- lists ----------------------------------------------------------------------------------------------

    def listing(self, posts: Sequence[Post], layout: str, *, name: str = "", first: bool = False) -> Element:
        """Make a list of posts; ``first`` says that it stands at the top of a page, so images load at once."""
        entry = _LAYOUTS[layout]
        entries = [entry(self, post, first and place < 2) for place, post in enumerate(posts)]
        return element(
            "div",
            element("data", cls="p-name", value=name) if name else None,
            _WRAPPERS[layout](entries),
            cls=f"eulernews h-feed eulernews-{layout}",
        )

    def card(self, post: Post, eager: bool = False) -> Element:
        """Make the card of a post."""
        words = self.words_for(post)
        picture = None
        if post.banner is not None:
            extra = {"class": "u-featured", **({"loading": "eager"} if eager else {})}
            image = BannerImage(post.banner, "card", post.banner.alt or "", extra)
            picture = link(target_of(post), image, cls="eulernews-card-picture", tabindex="-1", aria_hidden="true")
        return element(
            "article",
            picture,
            element(
                "div",
                element("h2", self._title(post), cls="eulernews-title"),
                self._facts(post, words),
                summary_of(post),
                self._card_tags(post),
                cls="eulernews-card-text",
            ),
            cls="h-entry eulernews-card" + (" eulernews-pinned" if post.pinned else ""),
        )

    def row(self, post: Post, _: bool = False) -> Element:
        """Make the entry of a plain list: date, title, summary."""
        words = self.words_for(post)
        return element(
            "li", element("h2", self._title(post), cls="eulernews-title"), self._facts(post, words), summary_of(post),
            self._card_tags(post), cls="h-entry",
        )  # fmt: skip

    def line(self, post: Post, _: bool = False) -> Element:
        """Make the entry of a compact list: title and date in one line."""
        words = self.words_for(post)
        date = time_of(post.date, words, "dt-published") if post.date else None
        return element("li", self._title(post), " " if date else None, date, cls="h-entry")

    def cells(self, post: Post, _: bool = False) -> Element:
        """Make the row of a table: date, title, authors, tags."""
        words, section = self.words_for(post), self.site.section_of(post)
        date = time_of(post.date, words, "dt-published") if post.date else ""
        tags = spaced(map(tag_link, section.terms(TAG, post)))
        return element(
            "tr",
            element("td", date),
            element("td", self._title(post)),
            element("td", self._people(post, section)),
            element("td", tags),
            cls="h-entry",
        )

    def _title(self, post: Post) -> Link:
        return link(target_of(post), post.title, cls="u-url p-name")

    def _facts(self, post: Post, words: Labels) -> Element:
        items: list[Node] = []
        if post.date:
            items.append(time_of(post.date, words, "dt-published"))
        if people := self._people(post, self.site.section_of(post)):
            items.append(element("span", people, cls="eulernews-authors"))
        if post.pinned:
            items.append(element("span", words("Pinned"), cls="eulernews-mark"))
        if not post.published(self.site.now):
            items.append(element("strong", words("Not published"), cls="eulernews-draft"))
        return element("p", joined(items, " · "), cls="eulernews-facts")

    def _card_tags(self, post: Post) -> Element | None:
        tags = self.site.section_of(post).terms(TAG, post)
        return element("p", spaced(map(tag_link, tags)), cls="eulernews-tags") if tags else None

    # --- around a list --------------------------------------------------------------------------------------

    def pagination(
        self,
        section: Section,
        address: Callable[[int | None], str],
        page: Page,
        span: Callable[[int | None], str],
    ) -> Element | None:
        """Make the links to newer and older pages, each with the span of dates that it holds."""
        if not (page.has_newer or page.has_older):
            return None
        words = self.words(section)
        newer = (
            page_link(address(page.newer), words("Newer posts"), "prev", span(page.newer)) if page.has_newer else None
        )
        older = (
            page_link(address(page.older), words("Older posts"), "next", span(page.older)) if page.has_older else None
        )
        return element(
            "nav",
            newer,
            older,
            cls="eulernews-pagination",
            aria_label=words("Pages"),
        )

    def years(self, section: Section) -> Element | None:
        """Make the jump to the archive of each year."""
        years = sorted((period for period in section.timeline.periods if len(period) == 4), reverse=True)
        if len(years) < 2:
            return None
        links = (link(urls.archive(section.collection.key, year), year) for year in years)
        words = self.words(section)
        return element("nav", spaced(links), cls="eulernews-years", aria_label=words("Years"))

    def overview(self, section: Section) -> Element:
        """Return the links to the indexes of a collection, which stand on each of its pages: made once."""
        key = section.collection.key
        if key not in self._overviews:
            self._overviews[key] = self._overview(section)
        return self._overviews[key]

    def _overview(self, section: Section) -> Element:
        key, words = section.collection.key, self.words(section)
        links: list[Node] = [link(urls.listing(key), words("All posts"))]
        links += [
            link(urls.terms_index(key, axis.plural), self.axis_title(section, axis))
            for axis in AXES
            if len(section.taxonomies[axis.plural])
        ]
        links.append(link(urls.archive(key), words("Archive")))
        if self.has_feeds:
            links.append(link("/" + urls.feed(key, "atom.xml"), words("Feed"), type="application/atom+xml"))
        return element("nav", spaced(links), cls="eulernews-nav", aria_label=self.title(section))

    def title(self, section: Section) -> str:
        """Return the title of a collection: its own, else a word for news."""
        return section.collection.title or self.words(section)(
            "Blog" if section.collection.key.rpartition("/")[2] == "blog" else "News"
        )

    def axis_title(self, section: Section, axis: Axis) -> str:
        """Return the title of an index: tags, categories, authors."""
        return self.words(section)({TAG: "Tags", CATEGORY: "Categories", AUTHOR: "Authors"}[axis])

    def terms(self, taxonomy: Taxonomy, style: str = "cloud", *, counts: bool = True, limit: int = 0) -> Element:
        """Make the index of the terms of an axis: ``cloud`` by name in five sizes, ``list`` by weight."""
        heaviest = taxonomy.by_weight()[: limit or None]
        shown = heaviest if style == "list" else sorted(heaviest, key=lambda term: term.name.casefold())
        top = max((len(term.posts) for term in heaviest), default=1)
        items = [term_item(term, top, counts) for term in shown]
        return element("ul", items, cls=f"eulernews eulernews-terms eulernews-{style}")

    def archive(self, section: Section) -> Element:
        """Make the index of years and months."""
        key, words, periods = section.collection.key, self.words(section), section.timeline.periods
        blocks = []
        for year in sorted((period for period in periods if len(period) == 4), reverse=True):
            months = sorted((period for period in periods if period.startswith(year + "-")), reverse=True)
            items = [
                element(
                    "li",
                    link(urls.archive(key, month), words.month(month)),
                    " ",
                    count_of(len(periods[month])),
                )
                for month in months
            ]
            heading = element("h2", link(urls.archive(key, year), year), " ", count_of(len(periods[year])))
            blocks.append(element("section", heading, element("ul", items), cls="eulernews-year"))
        return element("div", blocks, cls="eulernews eulernews-archive")


_LAYOUTS: dict[str, Callable[[Views, Post, bool], Element]] = {
    "cards": Views.card,
    "list": Views.row,
    "compact": Views.line,
    "table": Views.cells,
}
_WRAPPERS: dict[str, Callable[[list[Element]], Node | list[Element]]] = {
    "cards": lambda entries: element("div", entries, cls="eulernews-grid"),
    "list": lambda entries: element("ul", entries),
    "compact": lambda entries: element("ul", entries),
    "table": lambda entries: element("table", element("tbody", entries), cls="docutils"),
}
