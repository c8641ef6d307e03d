"""Order of posts: timeline of a collection, neighbours, series, periods, pagination. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from sphinx_eulernews.model.post import Post


@dataclass(frozen=True)
class Timeline:
    """The posts of one collection that readers may see, newest first."""

    posts: tuple[Post, ...]
    _positions: dict[str, int] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, posts: Iterable[Post], now: datetime, *, drafts: bool = False) -> Timeline:
        """Order the posts that are published at ``now`` and not unlisted; with ``drafts``, all but the unlisted."""
        seen = (post for post in posts if not post.unlisted and (drafts or post.published(now)))
        ordered = tuple(sorted(seen, key=lambda post: post.sort_key, reverse=True))
        return cls(ordered, {post.docname: place for place, post in enumerate(ordered)})

    @property
    def pinned(self) -> tuple[Post, ...]:
        """The pinned posts, which are listed first."""
        return tuple(post for post in self.posts if post.pinned)

    def neighbours(self, docname: str) -> tuple[Post | None, Post | None]:
        """Return the next older and the next newer post."""
        place = self._positions.get(docname)
        if place is None:
            return None, None
        older = self.posts[place + 1] if place + 1 < len(self.posts) else None
        newer = self.posts[place - 1] if place else None
        return older, newer

    @cached_property
    def periods(self) -> Mapping[str, tuple[Post, ...]]:
        """The posts of each year and month that has some: ``{"2023": ..., "2023-11": ...}``, newest first."""
        periods: dict[str, list[Post]] = {}
        for post in self.posts:
            if post.date:
                periods.setdefault(post.date.year, []).append(post)
                periods.setdefault(post.date.month, []).append(post)
        return {period: tuple(posts) for period, posts in periods.items()}

    @property
    def undated(self) -> tuple[Post, ...]:
        """The posts without a date, which no period has."""
        return tuple(post for post in self.posts if post.date is None)

    @cached_property
    def years(self) -> tuple[str, ...]:
        """The years that have posts, the newest first."""
        return tuple(sorted((period for period in self.periods if len(period) == len("2023")), reverse=True))

    @cached_property
    def months(self) -> tuple[str, ...]:
        """The months that have posts, the newest first."""
        return tuple(sorted((period for period in self.periods if len(period) > len("2023")), reverse=True))

    def months_of(self, year: str) -> list[str]:
        """Return the months of a year that have posts, the newest first."""
        return [month for number in range(12, 0, -1) if (month := f"{year}-{number:02}") in self.periods]

    @cached_property
    def series(self) -> Mapping[str, tuple[Post, ...]]:
        """The posts of each series, oldest first."""
        series: dict[str, list[Post]] = {}
        for post in reversed(self.posts):
            if post.series:
                series.setdefault(post.series, []).append(post)
        return {name: tuple(posts) for name, posts in series.items()}

    @cached_property
    def _parts(self) -> Mapping[str, int]:
        """The place of each post in its series, from 0."""
        return {post.docname: place for posts in self.series.values() for place, post in enumerate(posts)}

    def parts_near(self, post: Post, limit: int) -> tuple[int, tuple[Post, ...]]:
        """Return at most ``limit`` parts of the series of a post, its neighbours, and the number of the first of them.

        Without the limit, the pages of a long series would grow with the square of its length.
        """
        parts = self.series.get(post.series, ()) if post.series else ()
        own = self._parts.get(post.docname, 0)
        start = max(min(own - limit // 2, len(parts) - limit), 0)
        return start + 1, parts[start : start + limit]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: its number, its posts, newest first, and the numbers of the pages next to it.

    A number is None for the index, which holds the newest; ``older`` is None where there is no older page.
    """

    number: int | None
    posts: tuple[Post, ...]
    newer: int | None
    older: int | None

    @property
    def has_newer(self) -> bool:
        """Whether there is a newer page, which may be the index."""
        return self.number is not None

    @property
    def has_older(self) -> bool:
        """Whether there is an older page."""
        return self.older is not None


def paginate(newest_first: Sequence[Post], size: int, *, pinned: Sequence[Post] = ()) -> list[Page]:
    """Split a list into pages of ``size`` posts, the index first.

    Page 1 holds the ``size`` oldest posts and so on; the index holds the rest: the newest ``size`` to
    ``2 * size - 1``, or all where there are fewer. Pinned posts stand first on the index, and only there.
    """
    above = {post.docname for post in pinned}
    rest = [post for post in newest_first if post.docname not in above]
    full = max(len(rest) // size - 1, 0)
    split = len(rest) - full * size
    pages = [Page(None, (*pinned, *rest[:split]), None, full or None)]
    for number in range(full, 0, -1):
        start = split + (full - number) * size
        newer = number + 1 if number < full else None
        pages.append(Page(number, tuple(rest[start : start + size]), newer, number - 1 or None))
    return pages
