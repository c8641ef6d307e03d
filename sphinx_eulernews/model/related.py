"""Posts that belong together, by the terms that they share. Pure.

A term that few posts have says more than one that many have. Its weight depends on nothing but the number of its
posts, and of posts that are equally close the nearest in time comes first: so a new post changes what is shown
with its neighbours, and not with every post of the archive.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sphinx_eulernews.model.news import News, Section
from sphinx_eulernews.model.post import Post
from sphinx_eulernews.model.taxonomy import CATEGORY, TAG

_AXES = (TAG, CATEGORY)
_MANY = 64
"""Of a term with more posts than this, only those near in time count: the work stays linear."""
_NEAR = 8


@dataclass(frozen=True)
class Relations:
    """Finds what to read next; made once for all posts of a site."""

    news: News
    _places: dict[str, dict[str, int]] = field(default_factory=dict, repr=False, compare=False)

    def of(self, post: Post, limit: int = 3) -> list[Post]:
        """Return the posts that the author names, all of them, then those that share terms, up to ``limit``."""
        named = self.named(post)
        free = limit - len(named)
        return named + (
            self._alike(post, {post.docname, *(other.docname for other in named)})[:free] if free > 0 else []
        )

    def named(self, post: Post) -> list[Post]:
        """Return the posts of the field ``related`` that readers may see."""
        found = (self._find(post, name) for name in post.related)
        return list(dict.fromkeys(other for other in found if other and self.news.visible(other.docname)))

    def unknown(self, post: Post) -> list[str]:
        """Return what the field ``related`` names and no post is."""
        return [name for name in post.related if self._find(post, name) is None]

    def _find(self, post: Post, name: str) -> Post | None:
        """Return the post of a docname: from the root of the site, or from the folder of a post."""
        name, folder = name.removesuffix(".md"), post.docname.rpartition("/")[0]
        known = self.news.posts
        found = known.get(name.removeprefix("/")) or known.get(f"{folder}/{name}".removeprefix("/"))
        return None if found is None or found.docname == post.docname else found

    def _alike(self, post: Post, but: set[str]) -> list[Post]:
        section = self.news.section_of(post)
        places = self._places_in(section)
        own = places.get(post.docname)
        if own is None:
            return []
        scores = Counter[str]()
        for axis in _AXES:
            for term in section.terms(axis, post):
                weight = _weight(len(term.posts))
                for other in _near(term.posts, own, places):
                    scores[other.docname] += weight
        ranked = sorted(
            (docname for docname in scores if docname not in but),
            key=lambda docname: (-scores[docname], abs(places[docname] - own), places[docname]),
        )
        return [self.news.posts[docname] for docname in ranked]

    def _places_in(self, section: Section) -> dict[str, int]:
        """Return how far from the newest each post of a collection stands."""
        key = section.collection.key
        if key not in self._places:
            self._places[key] = {post.docname: place for place, post in enumerate(section.timeline.posts)}
        return self._places[key]


def _weight(number: int) -> int:
    """Return what it says to share a term of so many posts; whole numbers, since sums of others depend on their order."""
    return round(1_000_000 / math.log2(1 + number))


def _near(posts: Sequence[Post], own: int, places: dict[str, int]) -> Sequence[Post]:
    """Return the posts of a term, newest first; of many only those before and after one's own place."""
    if len(posts) <= _MANY:
        return posts
    middle = bisect_left(posts, own, key=lambda post: places[post.docname])
    return posts[max(middle - _NEAR, 0) : middle + _NEAR + 1]
