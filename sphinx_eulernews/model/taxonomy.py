"""Terms and what they hold: tag, category and author are one class, told apart by an ``Axis``. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sphinx_eulernews.model import urls
from sphinx_eulernews.model.post import Post
from sphinx_eulernews.model.slugs import SPELLED_OUT, assign_slugs
from sphinx_eulernews.model.text import fold


@dataclass(frozen=True, slots=True)
class Axis:
    """One way to group posts: the name of the role, of the folder, and how a post gives its names."""

    name: str
    plural: str
    names: Callable[[Post], tuple[str, ...]]


def _tags(post: Post) -> tuple[str, ...]:
    return post.tags


def _categories(post: Post) -> tuple[str, ...]:
    return post.categories


def _authors(post: Post) -> tuple[str, ...]:
    return tuple(author.name for author in post.authors)


TAG = Axis("tag", "tags", _tags)
CATEGORY = Axis("category", "categories", _categories)
AUTHOR = Axis("author", "authors", _authors)
AXES = (TAG, CATEGORY, AUTHOR)


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """One tag, category or author of a collection, with its posts, newest first.

    There is one object a term, so two are equal if they are the same; comparing posts would take its time.
    """

    axis: Axis
    collection: str
    name: str
    slug: str
    posts: tuple[Post, ...]

    @property
    def pagename(self) -> str:
        """The page that lists the newest posts of the term."""
        return urls.term_page(self.collection, self.axis.plural, self.slug)


class Taxonomy:
    """The terms of one axis in one collection, found by any spelling of their name."""

    def __init__(
        self,
        axis: Axis,
        collection: str,
        newest_first: Sequence[Post],
        spelled_out: Mapping[str, str] = SPELLED_OUT,
    ) -> None:
        self.axis = axis
        # The key of each spelling that a post uses: folding takes long, and names recur.
        self._keys: dict[str, str] = {}
        posts: dict[str, list[Post]] = {}
        spellings: dict[str, Counter[str]] = {}
        for post in newest_first:
            for key, name in {self._key(name): name for name in axis.names(post)}.items():
                posts.setdefault(key, []).append(post)
                spellings.setdefault(key, Counter())[name] += 1
        # The term that was used first keeps the URL, so that newer ones do not move older ones.
        oldest_first = sorted(posts, key=lambda key: (posts[key][-1].sort_key, key))
        slugs = assign_slugs(oldest_first, spelled_out)
        self._terms = {
            key: Term(axis, collection, _usual(spellings[key]), slugs[key], tuple(posts[key])) for key in sorted(posts)
        }

    def __iter__(self) -> Iterator[Term]:
        return iter(self._terms.values())

    def __len__(self) -> int:
        return len(self._terms)

    def get(self, name: str) -> Term | None:
        """Return the term of a name, in any case and width."""
        return self._terms.get(self._keys.get(name) or fold(name))

    def _key(self, name: str) -> str:
        if name not in self._keys:
            self._keys[name] = fold(name)
        return self._keys[name]

    def of(self, post: Post) -> list[Term]:
        """Return the terms of a post, in the order that the post gives them."""
        found = (self.get(name) for name in self.axis.names(post))
        return list(dict.fromkeys(term for term in found if term))

    def by_weight(self) -> list[Term]:
        """Return the terms with the most posts first."""
        return sorted(self, key=lambda term: (-len(term.posts), fold(term.name)))


def _usual(spellings: Counter[str]) -> str:
    """Return the most frequent spelling; of equals, the one that sorts first."""
    return min(spellings, key=lambda name: (-spellings[name], name))
