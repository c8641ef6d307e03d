"""All the news of a site as of one moment: what every list, page and feed is made from. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sphinx_eulernews.model.collection import Collection
from sphinx_eulernews.model.post import Post
from sphinx_eulernews.model.query import Query
from sphinx_eulernews.model.slugs import SPELLED_OUT
from sphinx_eulernews.model.taxonomy import AXES, Axis, Taxonomy, Term
from sphinx_eulernews.model.timeline import Timeline


@dataclass(frozen=True)
class Section:
    """A collection with its posts in order and their terms."""

    collection: Collection
    timeline: Timeline
    taxonomies: Mapping[str, Taxonomy]

    def terms(self, axis: Axis, post: Post) -> list[Term]:
        """Return the terms of a post on one axis."""
        return self.taxonomies[axis.plural].of(post)


class News:
    """Every collection of a site. Built once a build, after reading; never pickled."""

    def __init__(
        self,
        posts: Iterable[Post],
        collections: Mapping[str, Collection],
        now: datetime,
        *,
        drafts: bool = False,
        spelled_out: Mapping[str, str] = SPELLED_OUT,
    ) -> None:
        self.posts = {post.docname: post for post in posts}
        self.now = now
        self.drafts = drafts
        grouped: dict[str, list[Post]] = {key: [] for key in collections}
        for post in self.posts.values():
            grouped[post.collection].append(post)
        self.sections: dict[str, Section] = {}
        for key in sorted(grouped):
            timeline = Timeline.of(grouped[key], now, drafts=drafts)
            taxonomies = {axis.plural: Taxonomy(axis, key, timeline.posts, spelled_out) for axis in AXES}
            self.sections[key] = Section(collections[key], timeline, taxonomies)

    def visible(self, docname: str) -> bool:
        """Return whether a document is to be written: all are, but posts that are not published."""
        post = self.posts.get(docname)
        return post is None or self.drafts or post.published(self.now)

    def hidden(self) -> set[str]:
        """Return the posts that are not to be written."""
        return {docname for docname in self.posts if not self.visible(docname)}

    def section_of(self, post: Post) -> Section:
        """Return the section that a post stands in."""
        return self.sections[post.collection]

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
        languages.
        """
        found = self._translations.get(self._translation_key(post), ())
        mine = self.language_of(post)
        others = {self.language_of(other): other for other in found if self.language_of(other) != mine}
        return [others[language] for language in sorted(others)]

    def _translation_key(self, post: Post) -> tuple[str, str]:
        if post.translation:
            return "key", post.translation
        return "path", post.docname.removeprefix(post.collection + "/")

    @cached_property
    def _translations(self) -> Mapping[tuple[str, str], list[Post]]:
        groups: dict[tuple[str, str], list[Post]] = {}
        for docname in sorted(self.posts):
            if self.visible(docname):
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
        return query.select(source, self.language_of)

    def find_terms(self, axis: Axis, name: str, collection: str = "") -> Iterator[Term]:
        """Yield the terms of a name, in one collection or in all."""
        for key, section in self.sections.items():
            if collection in ("", key) and (term := section.taxonomies[axis.plural].get(name)):
                yield term
