"""What is published as of a moment, in which order, next to what. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from sphinx_eulernews.model.post import Post


@dataclass(frozen=True)
class Timeline:
    """The posts of one collection that readers may see, newest first."""

    posts: tuple[Post, ...]
    _places: dict[str, int] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, posts: Iterable[Post], now: datetime, *, drafts: bool = False) -> Timeline:
        """Order the posts that are published at ``now`` and not unlisted; with ``drafts``, all but the unlisted."""
        seen = (post for post in posts if not post.unlisted and (drafts or post.published(now)))
        ordered = tuple(sorted(seen, key=lambda post: post.sort_key, reverse=True))
        return cls(ordered, {post.docname: place for place, post in enumerate(ordered)})

    @property
    def pinned(self) -> tuple[Post, ...]:
        """The posts that stand first."""
        return tuple(post for post in self.posts if post.pinned)

    def neighbours(self, docname: str) -> tuple[Post | None, Post | None]:
        """Return the next older and the next newer post."""
        place = self._places.get(docname)
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

    @cached_property
    def series(self) -> Mapping[str, tuple[Post, ...]]:
        """The posts of each series, oldest first."""
        series: dict[str, list[Post]] = {}
        for post in reversed(self.posts):
            if post.series:
                series.setdefault(post.series, []).append(post)
        return {name: tuple(posts) for name, posts in series.items()}
