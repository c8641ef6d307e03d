"""Context of template overrides: the documented attributes of posts, terms and collections, and no others.

Internal objects are wrapped, so that they can change without breaking templates. URLs are relative to the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from sphinx_eulernews.model import urls
from sphinx_eulernews.model.people import initials_of
from sphinx_eulernews.model.post import Author, ExtraValue, Moment, Post
from sphinx_eulernews.model.taxonomy import AUTHOR, CATEGORY, LOCATION, SIG, TAG, TaxonomyDef, Term
from sphinx_eulernews.render.author_views import BOX, avatar
from sphinx_eulernews.render.labels import Labels
from sphinx_eulernews.render.post_views import SERIES_LIMIT
from sphinx_eulernews.render.tree import BannerImage, Part, is_web_url
from sphinx_eulernews.render.views import Views, target_of, teaser_of

if TYPE_CHECKING:
    from sphinx_eulernews.model.site import Section
    from sphinx_eulernews.output.page_urls import PageUrls


class _Named:
    """Written into a template, it is its name."""

    __slots__ = ()
    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class DateContext:
    """A date: in words, as ISO 8601, and as a ``datetime``."""

    text: str
    iso: str
    when: Any

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class TermContext(_Named):
    """A term of a post: its name as readers see it, the URL of its page."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class IndexedTermContext(TermContext):
    """A term in an index, with the number of its posts: on a post, that would be stale when another one comes.

    ``description`` is that of ``tags.yml``, ``parent`` the name of the term that it is below; empty if there is none.
    """

    count: int
    description: str
    parent: str


@dataclass(frozen=True, slots=True)
class NamedLinkContext(_Named):
    """A link of an author: name and URL."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class AuthorContext(_Named):
    """An author: name, URL of the page here that lists the posts, URL of a page of theirs, a few words.

    ``key``, ``role``, ``avatar`` (HTML, empty where there is none), ``initials`` and ``links`` (name and URL) are those
    of ``authors.yml``.
    """

    name: str
    url: str
    website: str
    bio: str
    key: str = ""
    role: str = ""
    avatar: Markup = Markup("")
    initials: str = ""
    links: tuple[NamedLinkContext, ...] = ()


@dataclass(frozen=True, slots=True)
class BannerContext:
    """A banner: its HTML in all renditions, its alternative text, its size in pixels."""

    html: Markup
    alt: str
    width: int
    height: int

    def __html__(self) -> str:
        return self.html

    def __str__(self) -> str:
        return self.html


@dataclass(frozen=True, slots=True)
class PeriodContext(_Named):
    """A year or month of the archive: its name, the URL of its page, the number of its posts, the months of a year."""

    name: str
    url: str
    count: int
    months: list[PeriodContext]


@dataclass(frozen=True, slots=True)
class CollectionContext:
    """A collection: its key, title, description, language and the URL of its list."""

    key: str
    title: str
    description: str
    language: str
    url: str


@dataclass(frozen=True, slots=True)
class Contexts:
    """Makes the contexts of one page."""

    views: Views
    page_urls: PageUrls
    extra: Mapping[str, str]

    def url(self, name: str) -> str:
        """Return the URL of a page, as seen from this one; a URL stays as it is."""
        return name if is_web_url(name) else self.page_urls.page(name) or ""

    def post(self, post: Post | None) -> PostContext | None:
        """Return a post."""
        return PostContext(post, self) if post else None

    def collection(self, section: Section) -> CollectionContext:
        """Return a collection."""
        of = section.collection
        url = self.url(urls.list_page(of.key))
        return CollectionContext(of.key, self.views.title(section), of.description, self.views.words(section).tag, url)

    def term(self, term: Term) -> TermContext:
        """Return a term."""
        return TermContext(term.label, self.url(term.pagename))

    def indexed_term(self, term: Term) -> IndexedTermContext:
        """Return a term of an index."""
        parent = term.parent.label if term.parent else ""
        return IndexedTermContext(term.label, self.url(term.pagename), len(term.posts), term.description, parent)

    def author(self, author: Author, section: Section) -> AuthorContext:
        """Return an author."""
        term = section.taxonomies[AUTHOR.plural].get(author.name)
        image = avatar(author)
        return AuthorContext(
            author.name,
            self.url(term.pagename) if term else "",
            self.url(author.url) if author.url else "",
            author.bio,
            author.key,
            author.role,
            Markup(self.page_urls.image(image) if image else ""),  # noqa: S704  written by us
            initials_of(author.name),
            tuple(NamedLinkContext(name, url) for name, url in author.links),
        )

    def date(self, moment: Moment | None, words: Labels) -> DateContext | None:
        """Return a date."""
        return DateContext(words.day(moment), moment.iso, moment.when) if moment else None

    def years(self, section: Section) -> list[PeriodContext]:
        """Return the years of the archive, each with its months, the newest first."""
        timeline, key, words = section.timeline, section.collection.key, self.views.words(section)

        def period(name: str, shown: str, months: list[PeriodContext]) -> PeriodContext:
            return PeriodContext(shown, self.url(urls.archive(key, name)), len(timeline.periods[name]), months)

        return [
            period(year, year, [period(month, words.month(month), []) for month in timeline.months_of(year)])
            for year in timeline.years
        ]

    def around(self, post: Post) -> dict[str, Any]:
        """Return what the footer of a post leads to."""
        views, timeline = self.views, self.views.site.section_of(post).timeline
        older, newer = timeline.neighbours(post.docname)
        related = views.relations.of(post, views.related) if views.relations else ()
        _first, parts = timeline.parts_near(post, SERIES_LIMIT)
        return {
            "older": self.post(older),
            "newer": self.post(newer),
            "related": [self.post(each) for each in related],
            "series": [self.post(each) for each in parts],
        }


class PostContext:
    """A post, in the words of its language."""

    def __init__(self, post: Post, contexts: Contexts) -> None:
        self._post = post
        self._contexts = contexts
        self._words = contexts.views.words_for(post)
        self.docname = post.docname
        self.title = post.title
        self.summary = teaser_of(post)
        self.minutes = post.minutes
        self.is_pinned = post.pinned
        self.is_external = bool(post.external)
        self.language = self._words.tag
        self.series = post.label(post.series)

    @property
    def url(self) -> str:
        """The URL of its page, or of the page elsewhere."""
        return self._contexts.url(target_of(self._post))

    @property
    def date(self) -> DateContext | None:
        """When it was published."""
        return self._contexts.date(self._post.date, self._words)

    @property
    def updated(self) -> DateContext | None:
        """When it was changed."""
        return self._contexts.date(self._post.updated, self._words)

    @property
    def is_published(self) -> bool:
        """Whether it is public."""
        return self._post.published(self._contexts.views.site.now)

    @property
    def tags(self) -> list[TermContext]:
        """Its tags."""
        return self._terms(TAG)

    @property
    def categories(self) -> list[TermContext]:
        """Its categories."""
        return self._terms(CATEGORY)

    @property
    def sigs(self) -> list[TermContext]:
        """Its special interest groups."""
        return self._terms(SIG)

    @property
    def locations(self) -> list[TermContext]:
        """Its locations."""
        return self._terms(LOCATION)

    def _terms(self, taxonomy: TaxonomyDef) -> list[TermContext]:
        section = self._contexts.views.site.section_of(self._post)
        return [self._contexts.term(term) for term in section.terms(taxonomy, self._post)]

    @property
    def authors(self) -> list[AuthorContext]:
        """Its authors."""
        section = self._contexts.views.site.section_of(self._post)
        return [self._contexts.author(author, section) for author in self._post.authors]

    @property
    def banner(self) -> BannerContext | None:
        """Its banner."""
        banner = self._post.banner
        if banner is None:
            return None
        alt = banner.alt or self._post.title
        html = self._contexts.page_urls.image(BannerImage(banner, "card", alt, {"class": "u-featured"}))
        return BannerContext(Markup(html), alt, banner.width, banner.height)  # noqa: S704  written by us

    @property
    def extra(self) -> dict[str, Any]:
        """The fields of the site, all that are declared; empty where the post has none."""
        found = {name: self._extra_value(value) for name, value in self._post.extra}
        return {**dict.fromkeys(self._contexts.extra, ""), **found}

    def _extra_value(self, value: ExtraValue) -> Any:
        return self._contexts.date(value, self._words) if isinstance(value, Moment) else value


def context_of(part: Part, views: Views, page_urls: PageUrls, extra: Mapping[str, str]) -> dict[str, Any]:
    """Return the context of a part."""
    contexts = Contexts(views, page_urls, extra)
    words = views.words_for(part.post) if part.post else views.words(part.section)
    context: dict[str, Any] = {
        "collection": contexts.collection(part.section),
        "pathto": lambda name, is_file=False: page_urls.file(name) if is_file else contexts.url(name),
        "_": words,
    }
    if part.post or part.name == BOX:  # a box is on the page of its author as well: None there
        context["post"] = contexts.post(part.post)
    if part.name == BOX:
        context["author"] = contexts.author(part.values["author"], part.section)
    if part.post and part.name == "post-footer":
        context |= contexts.around(part.post)
    if part.name == "pagination":
        context |= {name: page and contexts.url(page) for name, page in part.values.items()}
    if part.name == "term-index":
        context["terms"] = [contexts.indexed_term(term) for term in part.values["terms"]]
    if part.name == "archive-index":
        context["years"] = contexts.years(part.section)
    return context
