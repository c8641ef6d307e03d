"""Pages numbered from the oldest: full pages stay as they are for good."""

from __future__ import annotations

from itertools import pairwise

import pytest
from helpers import make_post
from hypothesis import given
from hypothesis import strategies as st

from sphinx_eulernews.model.ordering import paginate
from sphinx_eulernews.model.post import Post

SIZES = st.integers(1, 7)
COUNTS = st.integers(0, 40)


def newest_first(count: int) -> list[Post]:
    return [make_post(f"news/{number:03}") for number in reversed(range(count))]


@pytest.mark.parametrize(
    ("count", "size", "lengths"),
    [
        (0, 3, {None: 0}),
        (2, 3, {None: 2}),
        (5, 3, {None: 5}),
        (6, 3, {None: 3, 1: 3}),
        (8, 3, {None: 5, 1: 3}),
        (9, 3, {None: 3, 2: 3, 1: 3}),
        (3, 1, {None: 1, 2: 1, 1: 1}),
    ],
)
def test_the_index_holds_the_newest_and_page_one_the_oldest(
    count: int, size: int, lengths: dict[int | None, int]
) -> None:
    pages = paginate(newest_first(count), size)
    assert {page.number: len(page.posts) for page in pages} == lengths


@given(COUNTS, SIZES)
def test_every_post_stands_on_one_page_and_the_order_is_kept(count: int, size: int) -> None:
    posts = newest_first(count)
    assert [post for page in paginate(posts, size) for post in page.posts] == posts


@given(COUNTS, SIZES)
def test_numbered_pages_are_full_and_the_index_holds_less_than_two_pages(count: int, size: int) -> None:
    index, *rest = paginate(newest_first(count), size)
    assert all(len(page.posts) == size for page in rest)
    assert min(size, count) <= len(index.posts) < 2 * size


@pytest.mark.promise("pagination")
@given(COUNTS, SIZES, st.integers(1, 10))
def test_full_pages_never_change_when_newer_posts_are_added(count: int, size: int, more: int) -> None:
    before = {page.number: page.posts for page in paginate(newest_first(count), size) if page.number}
    after = {page.number: page.posts for page in paginate(newest_first(count + more), size)}
    assert {number: after[number] for number in before} == before


@given(COUNTS, SIZES)
def test_pages_are_linked_in_a_chain_from_the_index_to_page_one(count: int, size: int) -> None:
    pages = paginate(newest_first(count), size)
    for newer, older in pairwise(pages):
        assert (newer.has_older, newer.older) == (True, older.number)
        assert (older.has_newer, older.newer) == (True, newer.number)
    assert not pages[0].has_newer
    assert not pages[-1].has_older


@given(COUNTS, SIZES, st.sets(st.integers(0, 39)))
def test_pinned_posts_stand_first_on_the_index_and_only_there(count: int, size: int, places: set[int]) -> None:
    posts = newest_first(count)
    pinned = [post for place, post in enumerate(posts) if place in places]
    index, *rest = paginate(posts, size, pinned=pinned)
    assert list(index.posts[: len(pinned)]) == pinned
    everything = [post for page in (index, *rest) for post in page.posts]
    assert sorted(post.docname for post in everything) == sorted(post.docname for post in posts)
