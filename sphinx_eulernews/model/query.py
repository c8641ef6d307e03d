"""Queries for posts, and the specifications that directives store. Pure."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sphinx_eulernews.model.languages import matches_language
from sphinx_eulernews.model.post import Banner, ExtraValue, Moment, Post
from sphinx_eulernews.model.taxonomy import BY_NAME, TAG, TAXONOMIES, TaxonomyDef
from sphinx_eulernews.model.text import fold, fold_title

HasTerm: TypeAlias = "Callable[[TaxonomyDef, tuple[str, ...]], Callable[[Post], bool]]"
"""Makes a test of posts: whether one has a term of one of some names."""

LAYOUTS = ("cards", "featured", "list", "table", "compact")
SORTS = ("newest", "oldest", "title", "updated")


_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {"=": operator.eq, ">=": operator.ge, "<=": operator.le}


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A condition on an extra field: ``operator`` is ``=``, ``>=`` or ``<=``."""

    name: str
    operator: str
    wanted: ExtraValue

    def holds(self, post: Post) -> bool:
        """Return whether a post meets the condition; one without the field does not."""
        value = post.extra_value(self.name)
        if value is None:
            return False
        if isinstance(value, tuple):
            return any(fold(item) == self.wanted for item in value)
        if isinstance(value, str):
            return fold(value) == self.wanted
        if isinstance(value, Moment) and isinstance(self.wanted, Moment):
            text = value.iso if self.operator == "=" else value.comparable
            return _OPERATORS[self.operator](text[: len(self.wanted.iso)], self.wanted.iso)
        if isinstance(value, int | float) and isinstance(self.wanted, int | float):
            return _OPERATORS[self.operator](value, self.wanted)
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Filters, order and number of a list of posts.

    An empty filter lets all posts through; several values of one filter are alternatives, several
    filters must all hold. ``terms`` maps the name of a taxonomy to names of its terms; with ``every_term``, a post has
    all of them. ``after`` and ``before`` include the day they name; ``without`` is a post that is left out; ``where``
    are conditions on fields of the site, by which ``sort`` may order as well (``-name`` from the last value).
    """

    collections: tuple[str, ...] = ()
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    every_term: bool = False
    without: str = ""
    after: Moment | None = None
    before: Moment | None = None
    language: str = ""
    pinned: bool | None = None
    where: tuple[Condition, ...] = ()
    sort: str = "newest"
    limit: int = 0

    @property
    def narrowing(self) -> list[str]:
        """The options that filter or sort posts as no list with numbered pages does."""
        names = ("after", "before", "language", "pinned", "where", "limit", "sort")
        return [name for name in names if getattr(self, name) != getattr(_EVERYTHING, name)]

    def select(
        self, newest_first: Iterable[Post], language_of: Callable[[Post], str], has_term: HasTerm | None = None
    ) -> list[Post]:
        """Return the posts that the query asks for, in its order; ``has_term`` makes the tests of terms."""
        tests = self._tests(language_of, has_term or _has_term)
        found = [post for post in newest_first if all(test(post) for test in tests)]
        found = _ORDERS[self.sort](found) if self.sort in _ORDERS else _sort_by(found, self.sort)
        return found[: self.limit] if self.limit else found

    def _tests(self, language_of: Callable[[Post], str], has_term: HasTerm) -> list[Callable[[Post], bool]]:
        tests: list[Callable[[Post], bool]] = []
        if self.collections:
            tests.append(lambda post: post.collection in self.collections)
        tests += [
            has_term(BY_NAME[taxonomy], alternatives)
            for taxonomy, names in self.terms.items()
            for alternatives in ([(name,) for name in names] if self.every_term else [names] if names else [])
        ]
        if self.without:
            tests.append(lambda post: post.docname != self.without)
        if after := self.after:
            tests.append(lambda post: post.date is not None and post.date.comparable >= after.iso)
        if before := self.before:  # as a string, a month is before each of its days anyway
            tests.append(lambda post: post.date is not None and post.date.iso[: len(before.iso)] <= before.iso)
        if self.language:
            tests.append(lambda post: matches_language(language_of(post), self.language))
        if self.pinned is not None:
            tests.append(lambda post: post.pinned is self.pinned)
        tests += [each.holds for each in self.where]
        return tests


_EVERYTHING = Query()


def _has_term(taxonomy: TaxonomyDef, names: tuple[str, ...]) -> Callable[[Post], bool]:
    wanted = frozenset(map(fold, names))
    return lambda post: not wanted.isdisjoint(map(fold, taxonomy.names(post)))


_ORDERS: dict[str, Callable[[list[Post]], list[Post]]] = {
    "newest": lambda posts: posts,
    "oldest": lambda posts: posts[::-1],
    "title": lambda posts: sorted(posts, key=lambda post: (fold_title(post.title), post.docname)),
    "updated": lambda posts: sorted(
        posts, key=lambda post: (post.updated or post.date or Moment("0001-01")).when, reverse=True
    ),
}


def _sort_by(posts: list[Post], name: str) -> list[Post]:
    """Sort posts by an extra field, those with ``-`` before its name from the last value; without a value last."""
    reverse, name = name.startswith("-"), name.removeprefix("-")
    keyed = [(_sort_key(value), post) for post in posts if (value := post.extra_value(name)) is not None]
    keyed.sort(key=lambda pair: pair[0], reverse=reverse)
    return [*(post for _key, post in keyed), *(post for post in posts if post.extra_value(name) is None)]


def _sort_key(value: ExtraValue) -> tuple[float, str]:
    """Return the sort key of a value: all values of a field are of one type, and dates sort in UTC."""
    if isinstance(value, Moment):
        return value.when.timestamp(), value.iso
    if isinstance(value, int | float):
        return value, ""
    return 0, fold(value if isinstance(value, str) else "\n".join(value))


LINE_KEYS = frozenset({"date", "title", "language", *(taxonomy.option for taxonomy in TAXONOMIES)})
"""The keys that a line of a list may name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFormat:
    """How a list writes a post in one line, such as ``{date} - {title}``.

    ``parts`` are pairs of a text and what follows it, one of ``LINE_KEYS`` or nothing. ``date`` is a format of
    ``strftime``, empty for the words of the language; ``style`` the mark of an entry, as CSS has it; ``summary`` shows
    the summary below the line, and ``more`` is the text of a link to the post after that.
    """

    parts: tuple[tuple[str, str], ...]
    date: str = ""
    style: str = "none"
    summary: bool = False
    more: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostListSpec:
    """A list of posts: query, layout, and the line of the directive."""

    query: Query = field(default_factory=Query)
    layout: str = "cards"
    title: str = ""
    empty: str = ""
    paginate: bool = False
    line: int = 0
    line_format: LineFormat | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TermIndexSpec:
    """An index of the terms of a taxonomy, named by its plural."""

    taxonomy: str = TAG.plural
    collections: tuple[str, ...] = ()
    style: str = "cloud"
    counts: bool = True
    limit: int = 0
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveIndexSpec:
    """An index of years and months."""

    collections: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratedPageSpec:
    """The content of a generated page, in a virtual document of the same name."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BannerSpec:
    """A banner in the text of a document, with its caption."""

    banner: Banner
    caption: str = ""
    credit: str = ""


DirectiveSpec = PostListSpec | TermIndexSpec | ArchiveIndexSpec | BannerSpec | GeneratedPageSpec
