"""The site at one moment: collections, timelines and terms, from which all pages and feeds are made. Pure."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import TypeAlias

from sphinx_eulernews.model import urls
from sphinx_eulernews.model.collection import Collection, short_name
from sphinx_eulernews.model.declared_terms import with_terms
from sphinx_eulernews.model.hashing import digest
from sphinx_eulernews.model.languages import matches_language, normalize_language, without_language
from sphinx_eulernews.model.ordering import Timeline
from sphinx_eulernews.model.people import with_people
from sphinx_eulernews.model.post import Post
from sphinx_eulernews.model.query import Query
from sphinx_eulernews.model.taxonomy import AUTHOR, BY_NAME, NO_RECORDS, TAXONOMIES, TaxonomyDef, Term, Terms
from sphinx_eulernews.model.term_records import TermRecord, TermRecords
from sphinx_eulernews.model.term_tree import SEPARATOR
from sphinx_eulernews.model.text import fold

ExternalPosts: TypeAlias = "Mapping[str, tuple[str, str]]"
"""The posts of another project: docname to absolute URL and title."""
_NO_PROJECTS: Mapping[str, ExternalPosts] = MappingProxyType({})
Records: TypeAlias = "Mapping[tuple[str, str], TermRecords[TermRecord]]"
"""The records of terms, by collection and plural of the taxonomy."""
_NOTHING_DECLARED: Records = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ExternalPost:
    """A post that another project holds: its language, its absolute URL, its title."""

    language: str
    url: str
    title: str


@dataclass(frozen=True)
class Section:
    """A collection with its posts in order and their terms."""

    collection: Collection
    timeline: Timeline
    taxonomies: Mapping[str, Terms]  # by the plural of each taxonomy

    @cached_property
    def shown(self) -> str:
        """The settings of the collection that pages show, for comparison; each page and feed asks for them."""
        return repr(self.collection.shown)

    def terms(self, taxonomy: TaxonomyDef, post: Post) -> tuple[Term, ...]:
        """Return the terms of a post in one taxonomy."""
        return self.taxonomies[taxonomy.plural].of(post)


def follow_translations(
    collections: dict[str, Collection], posts: list[Post], language: str
) -> tuple[dict[str, Collection], list[Post]]:
    """Return collections and posts in the languages that readers meet where gettext translates into ``language``.

    A collection takes the language of the build where most of its posts are translated into it, whatever conf.py says
    that they were written in; its other posts keep that.
    """
    all_posts = Counter(post.collection for post in posts)
    translated = Counter(post.collection for post in posts if post.is_translated)
    # The collections that take the language of the build, with that which their posts were written in.
    following = {
        key: collections[key].language
        for key, number in translated.items()
        if 2 * number > all_posts[key] and normalize_language(collections[key].language) != normalize_language(language)
    }
    if not following:
        return collections, posts
    return (
        {key: replace(each, language=language) if key in following else each for key, each in collections.items()},
        [replace(post, language=post.language or following.get(post.collection, "")) for post in posts],
    )


class Site:
    """Every collection of a site. Built once a build, after reading; never pickled."""

    def __init__(
        self,
        posts: Iterable[Post],
        collections: Mapping[str, Collection],
        now: datetime,
        *,
        drafts: bool = False,
        spelled_out: Mapping[str, str] = urls.SPELLED_OUT,
        external_translations: Mapping[str, ExternalPosts] = _NO_PROJECTS,
        records: Records = _NOTHING_DECLARED,
        category_separator: str = SEPARATOR,
    ) -> None:
        self.records = records
        # The posts of the projects that hold the translations, by language.
        self._external_posts = external_translations
        self.posts = {
            post.docname: self._as_declared(post, collections[post.collection].language) if records else post
            for post in posts
        }
        self._digests: dict[str, str] = {}
        self.now = now
        self.drafts = drafts
        grouped: dict[str, list[Post]] = {key: [] for key in collections}
        for post in self.posts.values():
            grouped[post.collection].append(post)
        self.sections: dict[str, Section] = {}
        for key in sorted(grouped):
            timeline, language = Timeline.of(grouped[key], now, drafts=drafts), collections[key].language
            taxonomies = {
                each.plural: Terms(
                    each, key, timeline.posts, spelled_out, records.get((key, each.plural), NO_RECORDS), language,
                    category_separator,
                )
                for each in TAXONOMIES
            }  # fmt: skip
            self.sections[key] = Section(collections[key], timeline, taxonomies)

    def _as_declared(self, post: Post, language: str) -> Post:
        """Return a post with the names of authors and terms that files declare; ``language`` is that of others."""
        for taxonomy in TAXONOMIES:
            found = self.records.get((post.collection, taxonomy.plural))
            if found and taxonomy is AUTHOR:
                post = with_people(post, found, post.language or language)
            elif found and taxonomy.names(post):
                post = with_terms(post, taxonomy.plural, taxonomy.name, found, post.language or language)
        return post

    def digest_of(self, docname: str) -> str:
        """Return a digest of all values of a post; cached, since it is compared more than once in a build."""
        if docname not in self._digests:
            self._digests[docname] = digest(repr(self.posts[docname]))
        return self._digests[docname]

    def visible(self, docname: str) -> bool:
        """Return whether a document is written: every document is, except unpublished posts."""
        post = self.posts.get(docname)
        return post is None or self.drafts or post.published(self.now)

    def hidden(self) -> set[str]:
        """Return the unpublished posts, which are not written."""
        return {docname for docname in self.posts if not self.visible(docname)}

    def section_of(self, post: Post) -> Section:
        """Return the section that a post stands in."""
        return self.sections[post.collection]

    def home_of(self, docname: str) -> str:
        """Return the key of the innermost collection that contains a document; empty if there is none."""
        return max((key for key in self.sections if docname.startswith(key + "/")), key=len, default="")

    def language_of(self, post: Post) -> str:
        """Return the language of a post: its own, else that of its collection."""
        return post.language or self.sections[post.collection].collection.language

    @cached_property
    def newest_first(self) -> list[Post]:
        """All listed posts of all collections."""
        posts = (post for section in self.sections.values() for post in section.timeline.posts)
        return sorted(posts, key=lambda post: post.sort_key, reverse=True)

    def translations(self, post: Post) -> list[Post]:
        """Return the translations of a post that readers may see, by language.

        They share a ``translation`` key; without one, they have the same path below collections of different
        languages, but for a language at the end of the name.
        """
        versions = self._versions(post)
        if len(versions) < 2:
            return []
        found = [other for other in versions if self.visible(other.docname)]
        others = {normalize_language(self.language_of(other)): other for other in found}
        others.pop(normalize_language(self.language_of(post)), None)
        return [others[language] for language in sorted(others)]

    def external_translations(self, post: Post) -> list[ExternalPost]:
        """Return the translations of a post that other projects hold, in languages that this one has none in.

        They have the name of the post there, or the same path below the collection of their language.
        """
        if not self._external_posts:
            return []
        here = {self.language_of(each) for each in (post, *self.translations(post))}
        path = post.docname.removeprefix(post.collection + "/")
        found = []
        for language, posts in sorted(self._external_posts.items()):
            if any(matches_language(mine, language) or matches_language(language, mine) for mine in here):
                continue
            collections = (section.collection for section in self.sections.values())
            names = [f"{each.key}/{path}" for each in collections if matches_language(each.language, language)]
            docname = next((name for name in (post.docname, *names) if name in posts), None)
            if docname is not None:
                found.append(ExternalPost(language, *posts[docname]))
        return found

    def version(self, post: Post, language: str) -> Post | ExternalPost | None:
        """Return a post in a language: itself, a translation of it, published or not, or one elsewhere."""
        here = (each for each in (post, *self._versions(post)) if matches_language(self.language_of(each), language))
        there = (each for each in self.external_translations(post) if matches_language(each.language, language))
        return next(here, None) or next(there, None)

    def posts_named(self, name: str) -> list[Post]:
        """Return the posts whose docnames have this last part."""
        return self._by_short_name.get(name, [])

    @cached_property
    def _by_short_name(self) -> Mapping[str, list[Post]]:
        found: dict[str, list[Post]] = {}
        for docname, post in self.posts.items():
            found.setdefault(short_name(docname), []).append(post)
        return found

    def keyed(self, key: str) -> Post | None:
        """Return a post with a key of translations."""
        return next(iter(self._translations.get(("key", key), ())), None)

    def _versions(self, post: Post) -> list[Post]:
        return self._translations.get(self._translation_key(post), [])

    def _translation_key(self, post: Post) -> tuple[str, str]:
        if post.translation:
            return "key", post.translation
        return "path", without_language(post.docname.removeprefix(post.collection + "/"))

    @cached_property
    def _translations(self) -> Mapping[tuple[str, str], list[Post]]:
        groups: dict[tuple[str, str], list[Post]] = {}
        for docname in sorted(self.posts):
            post = self.posts[docname]
            groups.setdefault(self._translation_key(post), []).append(post)
        return groups

    def select(self, query: Query) -> list[Post]:
        """Return the posts that a query asks for; of one collection without a walk through all."""
        if len(query.collections) == 1:
            section = self.sections.get(query.collections[0])
            source: Iterable[Post] = section.timeline.posts if section else ()
        else:
            source = self.newest_first
        return query.select(source, self.language_of, self._has_term)

    @cached_property
    def linked_pages(self) -> frozenset[str]:
        """The generated pages that posts may link to: those that stay while there are posts, so no numbered pages."""
        return frozenset(self._linked_pages())

    def _linked_pages(self) -> Iterator[str]:
        for key, section in self.sections.items():
            yield urls.list_page(key)
            yield from (urls.archive(key), *(urls.archive(key, period) for period in section.timeline.periods))
            for taxonomy in TAXONOMIES:
                terms = section.taxonomies[taxonomy.plural]
                if len(terms) or not taxonomy.optional:
                    yield urls.terms_index(key, taxonomy.plural)
                yield from (term.pagename for term in terms)

    @cached_property
    def feeds(self) -> list[str]:
        """The feeds, as files below the output: ``/news/atom.xml``."""
        terms = (term for each in self.sections.values() for terms in each.taxonomies.values() for term in terms)
        of_terms = (urls.feed(term.pagename, urls.ATOM) for term in terms)
        return [
            f"/{path}" for path in (*(urls.feed(key, name) for key in self.sections for name in urls.FEEDS), *of_terms)
        ]

    def find_numbered(self, query: Query, docname: str) -> str | None:
        """Return the page name of the list with numbered pages that a query describes; None if there is none.

        Numbered pages are those of a collection, or of one term in it. A query without a collection means that of the
        document, or the only one of the site.
        """
        home = self.home_of(docname)
        keys = query.collections or ((home,) if home else tuple(self.sections))
        named = [(BY_NAME[taxonomy], names) for taxonomy, names in query.terms.items() if names]
        if query.narrowing or len(keys) != 1 or keys[0] not in self.sections or len(named) > 1:
            return None
        if not named:
            return urls.list_page(keys[0])
        [(taxonomy, names)] = named
        found = {term.pagename for name in names for term in self.find_terms(taxonomy, name, keys[0])}
        return found.pop() if len(found) == 1 else None

    def _has_term(self, taxonomy: TaxonomyDef, names: tuple[str, ...]) -> Callable[[Post], bool]:
        """Return a test of posts: whether one has a term of one of these names, or a term below such a one."""
        wanted = frozenset[str]().union(*(self.spellings(taxonomy.name, name) for name in names))
        terms = {term for name in names for term in self.find_terms(taxonomy, name)}

        def test(post: Post) -> bool:
            unseen = [name for of, name in post.unseen_terms if of == taxonomy.name]
            return not wanted.isdisjoint(map(fold, (*taxonomy.names(post), *unseen))) or not terms.isdisjoint(
                self.section_of(post).taxonomies[taxonomy.plural].around(post)
            )

        return test

    def spellings(self, taxonomy: str, name: str) -> frozenset[str]:
        """Return the folded names that mean the same term of a taxonomy as this one, in any collection."""
        plural = BY_NAME[taxonomy].plural
        known = (records for (_key, of), records in self.records.items() if of == plural)
        return frozenset({fold(name), *(fold(each) for records in known for each in records.spellings(name))})

    def find_terms(self, taxonomy: TaxonomyDef, name: str, collection: str = "") -> Iterator[Term]:
        """Yield the terms of a name, in one collection or in all."""
        for key, section in self.sections.items():
            if collection in ("", key) and (term := section.taxonomies[taxonomy.plural].get(name)):
                yield term


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds the post or term that a reference means."""

    site: Site

    def post(self, name: str, fromdocname: str = "") -> Post | ExternalPost | None:
        """Return the post of a name; ``language:name`` asks for it in a language."""
        found = self._named(name, fromdocname)
        if found is not None:
            return found
        asked = self.asked(name, fromdocname)
        return self.site.version(*asked) if asked else None

    def asked(self, name: str, fromdocname: str = "") -> tuple[Post, str] | None:
        """Return the post and the language of ``language:name``; the name may be a key of translations as well."""
        language, mark, plain = name.partition(":")
        if not (mark and language):
            return None
        post = self._named(plain, fromdocname, language) or self.site.keyed(plain)
        return (post, language) if post else None

    def term(self, role: str, name: str, fromdocname: str = "") -> Term | None:
        """Return the term of a name, or of ``collection:name``; that of the document's own collection first."""
        collection, mark, plain = name.rpartition(":")
        if not mark or collection not in self.site.sections:
            collection, plain = "", name
        taxonomy = BY_NAME.get(role)
        if taxonomy is None:
            return None
        home = self.site.find_terms(taxonomy, plain, collection or self.site.home_of(fromdocname))
        return next(home, None) or next(self.site.find_terms(taxonomy, plain, collection), None)

    def _named(self, name: str, fromdocname: str, language: str = "") -> Post | None:
        """Return the post of a docname: absolute, relative to a document, or its last part if that is unique.

        With a language, it need be unique among the posts of that language only. A folder names its page bundle.
        """
        candidates = (name.lstrip("/"), posixpath.normpath(posixpath.join(posixpath.dirname(fromdocname), name)))
        for docname in candidates if not name.startswith("/") else candidates[:1]:
            if found := self.site.posts.get(docname) or self.site.posts.get(f"{docname}/index"):
                return found
        named = self.site.posts_named(name)
        if language and len(named) > 1:
            named = [post for post in named if matches_language(self.site.language_of(post), language)]
        return named[0] if len(named) == 1 else None
