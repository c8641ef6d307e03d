"""What is published, in which order, next to what."""

from __future__ import annotations

from helpers import NOW, make_news, make_post
from hypothesis import given
from hypothesis import strategies as st

from sphinx_eulernews.model.ordering import Timeline

POSTS = [
    make_post("news/b", "2023-11-25", series="港口"),
    make_post("news/a", "2023-11-25", pinned=True, series="港口"),
    make_post("news/month", "2023-11"),
    make_post("news/evening", "2023-11-25 20:00 +0800"),
    make_post("news/old", "2020-07-09", series="旧"),
    make_post("news/undated"),
    make_post("news/unlisted", "2023-01-01", unlisted=True),
    make_post("news/draft", "2023-01-02", draft=True),
    make_post("news/future", "2027-01-01"),
    make_post("news/later", "2023-01-03", publish="2027-01-01"),
    make_post("news/gone", "2023-01-04", expires="2024-01-01"),
]
TIMELINE = Timeline.of(POSTS, NOW)


def names(posts: object) -> list[str]:
    assert isinstance(posts, tuple)
    return [post.docname.removeprefix("news/") for post in posts]


def test_posts_stand_newest_first_and_those_without_date_last() -> None:
    assert names(TIMELINE.posts) == ["future", "evening", "b", "a", "month", "old", "undated"]


def test_drafts_are_shown_where_the_site_asks_for_them_but_unlisted_posts_never() -> None:
    shown = names(Timeline.of(POSTS, NOW, drafts=True).posts)
    assert {"draft", "later", "gone"} <= set(shown)
    assert "unlisted" not in shown


def test_neighbours_are_the_next_older_and_the_next_newer_post() -> None:
    def around(name: str) -> tuple[str, ...]:
        return tuple(post.docname if post else "" for post in TIMELINE.neighbours(f"news/{name}"))

    assert around("b") == ("news/a", "news/evening")
    assert around("future") == ("news/evening", "")
    assert around("undated") == ("", "news/old")
    assert around("unlisted") == ("", "")


def test_periods_are_the_years_and_months_that_have_posts() -> None:
    assert {period: names(posts) for period, posts in TIMELINE.periods.items()} == {
        "2027": ["future"],
        "2027-01": ["future"],
        "2023": ["evening", "b", "a", "month"],
        "2023-11": ["evening", "b", "a", "month"],
        "2020": ["old"],
        "2020-07": ["old"],
    }
    assert names(TIMELINE.undated) == ["undated"]


def test_a_series_is_read_from_its_oldest_part() -> None:
    assert {name: names(posts) for name, posts in TIMELINE.series.items()} == {"港口": ["a", "b"], "旧": ["old"]}


def test_pinned_posts_are_known() -> None:
    assert names(TIMELINE.pinned) == ["a"]


@given(st.permutations(POSTS))
def test_the_order_does_not_depend_on_that_of_reading(posts: list[object]) -> None:
    assert Timeline.of(posts, NOW).posts == TIMELINE.posts  # type: ignore[arg-type]


def test_news_hide_what_is_not_published_and_keep_unlisted_posts_visible() -> None:
    news = make_news(*POSTS)
    assert news.hidden() == {"news/draft", "news/later", "news/gone"}
    assert news.visible("news/unlisted")
    assert news.visible("about")
