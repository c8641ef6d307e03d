"""Related posts: those that share terms. Pure.

A term that few posts have says more than one that many have. Its weight depends on nothing but the number of its
posts, and of posts that are equally close the nearest in time comes first: so a new post changes what is shown
with its neighbours, and not with every post of the archive.
"""

from __future__ import annotations

import math
import posixpath
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sphinx_eulernews.model.collection import bundle_folder
from sphinx_eulernews.model.post import Post
from sphinx_eulernews.model.site import Section, Site
from sphinx_eulernews.model.taxonomy import TAXONOMIES

_MANY = 48
"""Of a term with more posts than this, only those near in time count: the work stays linear."""
_NEAR = 8


@dataclass(frozen=True, slots=True)
class _TermIndex:
    """The posts of a collection by their positions from the newest, with the terms of each.

    ``in_common`` holds the terms of the post at each position: weight, and the positions of all posts of the term.
    """

    positions: dict[str, int]
    in_common: list[list[tuple[int, list[int]]]]

    @classmethod
    def of(cls, section: Section) -> _TermIndex:
        """Index the posts of a collection."""
        positions = {post.docname: position for position, post in enumerate(section.timeline.posts)}
        in_common: list[list[tuple[int, list[int]]]] = [[] for _ in positions]
        for taxonomy in TAXONOMIES:
            for term in section.taxonomies[taxonomy.plural] if taxonomy.relates else ():
                members = [positions[post.docname] for post in term.posts]
                weighted = (_weight(len(members)), members)
                for position in members:
                    in_common[position].append(weighted)
        return cls(positions, in_common)


@dataclass(frozen=True)
class Relations:
    """Finds related posts; made once for all posts of a site."""

    site: Site
    _term_indexes: dict[str, _TermIndex] = field(default_factory=dict, repr=False, compare=False)

    def of(self, post: Post, limit: int = 3) -> list[Post]:
        """Return the posts that the author names, all of them, then those that share terms, up to ``limit``."""
        named = self.named(post)
        return named + self._alike(post, limit - len(named), {post.docname, *(other.docname for other in named)})

    def named(self, post: Post) -> list[Post]:
        """Return the posts of the field ``related`` that readers may see."""
        found = (self._find(post, name) for name in post.related)
        return list(dict.fromkeys(other for other in found if other and self.site.visible(other.docname)))

    def unknown(self, post: Post) -> list[str]:
        """Return the names in the field ``related`` that are no posts."""
        return [name for name in post.related if self._find(post, name) is None]

    def _find(self, post: Post, name: str) -> Post | None:
        """Return the post of a docname, from the root of the site or next to a post; a folder names its bundle."""
        name, known = name.removesuffix(".md").strip("/"), self.site.posts
        above = posixpath.dirname(bundle_folder(post.docname))
        folders = dict.fromkeys(("", posixpath.dirname(post.docname), above))
        docnames = (posixpath.join(folder, each) for folder in folders for each in (name, f"{name}/index"))
        found = next((known[docname] for docname in docnames if docname in known), None)
        return None if found is None or found.docname == post.docname else found

    def _term_index(self, section: Section) -> _TermIndex:
        """Return the index of a collection, made at first use."""
        key = section.collection.key
        if key not in self._term_indexes:
            self._term_indexes[key] = _TermIndex.of(section)
        return self._term_indexes[key]

    def _alike(self, post: Post, number: int, but: Collection[str]) -> list[Post]:
        """Return the posts that share the most with a post, the nearest of them first."""
        section = self.site.section_of(post)
        term_index = self._term_index(section)
        own = term_index.positions.get(post.docname)
        if own is None:
            return []
        scores: dict[int, int] = {}
        for weight, positions in term_index.in_common[own]:
            for position in _near(positions, own):
                scores[position] = scores.get(position, 0) + weight
        posts, most = section.timeline.posts, max(number + len(but), 0)
        # Sorted as a whole: they are a few dozen, for which a heap in Python is slower. First the scores alone.
        least = min(sorted(scores.values(), reverse=True)[:most], default=0)
        nearest = sorted(
            (-score, abs(position - own), position) for position, score in scores.items() if score >= least
        )[:most]
        return [posts[position] for _score, _distance, position in nearest if posts[position].docname not in but][
            : max(number, 0)
        ]


def _weight(number: int) -> int:
    """Return the weight of a shared term by its number of posts: an integer, so that sums are exact."""
    return round(1_000_000 / math.log2(1 + number))


def _near(positions: Sequence[int], own: int) -> Sequence[int]:
    """Return the positions of a term's posts; of many only those before and after one's own."""
    if len(positions) <= _MANY:
        return positions
    middle = bisect_left(positions, own)
    return positions[max(middle - _NEAR, 0) : middle + _NEAR + 1]
