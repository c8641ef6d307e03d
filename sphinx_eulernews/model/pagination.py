"""Pages numbered from the oldest, so that a full page never changes and its address stays true. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sphinx_eulernews.model.post import Post


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: its number (None: the index, which holds the newest) and its posts, newest first."""

    number: int | None
    posts: tuple[Post, ...]
    newer: int | None
    older: int | None
    has_newer: bool = False
    has_older: bool = False


def paginate(newest_first: Sequence[Post], size: int, *, pinned: Sequence[Post] = ()) -> list[Page]:
    """Split a list into pages of ``size`` posts, the index first.

    Page 1 holds the ``size`` oldest posts and so on; the index holds the rest: the newest ``size`` to
    ``2 * size - 1``, or all where there are fewer. Pinned posts stand first on the index, and only there.
    """
    held = {post.docname for post in pinned}
    rest = [post for post in newest_first if post.docname not in held]
    full = max(len(rest) // size - 1, 0)
    split = len(rest) - full * size
    pages = [Page(None, (*pinned, *rest[:split]), None, full or None, has_older=bool(full))]
    for number in range(full, 0, -1):
        start = split + (full - number) * size
        pages.append(
            Page(
                number,
                tuple(rest[start : start + size]),
                number + 1 if number < full else None,
                number - 1 or None,
                has_newer=True,
                has_older=number > 1,
            )
        )
    return pages
