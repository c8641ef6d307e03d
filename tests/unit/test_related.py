"""Posts that belong together."""

from __future__ import annotations

import time

from helpers import make_news, make_post
from hypothesis import given
from hypothesis import strategies as st

from sphinx_eulernews.model.post import Post
from sphinx_eulernews.model.related import Relations
from sphinx_eulernews.model.site import Finder


def related(name: str, *posts: Post, limit: int = 3) -> list[str]:
    news = make_news(*posts)
    return [post.docname.removeprefix("news/") for post in Relations(news).of(news.posts[f"news/{name}"], limit)]


COMMON = [make_post(f"news/common-{n}", f"2023-01-{n:02d}", tags=("新闻",)) for n in range(1, 21)]


def test_a_rare_term_weighs_more_than_a_common_one() -> None:
    me = make_post("news/me", "2023-01-10", tags=("新闻", "稀有"))
    far = make_post("news/far", "2001-01-01", tags=("稀有",))
    assert related("me", me, far, *COMMON)[0] == "far"


def test_terms_add_up_and_are_compared_without_regard_to_case() -> None:
    me = make_post("news/me", "2023-01-10", tags=("A", "B"), categories=("C",))
    one = make_post("news/one", "2023-01-10", tags=("a",))
    two = make_post("news/two", "2020-01-10", tags=("b",), categories=("c",))
    assert related("me", me, one, two) == ["two", "one"]


def test_of_equals_the_nearest_in_time_comes_first_and_of_these_the_newer() -> None:
    posts = [make_post(f"news/{name}", f"2023-01-0{day}", tags=("x",)) for day, name in enumerate("abcde", 1)]
    assert related("c", *posts, limit=4) == ["d", "b", "e", "a"]


def test_what_shares_nothing_is_not_related() -> None:
    assert related("me", make_post("news/me", tags=("x",)), make_post("news/other", tags=("y",))) == []


def test_authors_name_posts_themselves_and_none_of_these_is_left_out() -> None:
    named = ("/news/one", "two", "two.md", "news/me", "draft", "nowhere")
    me = make_post("news/me", tags=("x",), related=named)
    others = [make_post(f"news/{name}", tags=("x",) if name == "alike" else ()) for name in ("one", "two", "alike")]
    draft = make_post("news/draft", draft=True)
    assert related("me", me, draft, *others) == ["one", "two", "alike"]
    assert related("me", me, draft, *others, limit=1) == ["one", "two"]
    assert Relations(make_news(me, draft, *others)).unknown(me) == ["news/me", "nowhere"]


def test_a_page_bundle_is_named_by_its_folder() -> None:
    bundles = [make_post(f"news/{name}/index") for name in ("opening", "crane")]
    plain = make_post("news/plain", related=("opening", "/news/crane/", "crane/index.md"))
    me = make_post("news/me/index", related=("opening", "news/crane", "plain", "me"))
    assert related("plain", plain, *bundles) == ["opening/index", "crane/index"]
    assert related("me/index", me, plain, *bundles) == ["opening/index", "crane/index", "plain"]
    assert Relations(make_news(me, plain, *bundles)).unknown(me) == ["me"]


def test_a_reference_finds_a_page_bundle_by_its_folder() -> None:
    finder = Finder(make_news(make_post("news/opening/index"), make_post("news/2024/crane/index")))
    opening, crane = finder.site.posts["news/opening/index"], finder.site.posts["news/2024/crane/index"]
    assert [finder.post(name, "news/a") for name in ("opening", "news/opening", "news/opening/index")] == [opening] * 3
    assert [finder.post(name, "news/a") for name in ("crane", "2024/crane", "/news/2024/crane")] == [crane] * 3
    assert [finder.post(name, "news/a") for name in ("index", "2024")] == [None, None]


def test_a_reference_may_be_relative_to_its_document() -> None:
    finder = Finder(make_news(make_post("news/2024/crane"), make_post("news/2023/crane"), make_post("blog/pier")))
    crane, pier = finder.site.posts["news/2024/crane"], finder.site.posts["blog/pier"]
    assert [finder.post(name, "news/2024/a") for name in ("crane", "./crane", "../2024/crane")] == [crane] * 3
    assert [finder.post(name, "news/2024/a") for name in ("../../blog/pier", "/blog/pier")] == [pier] * 2
    assert finder.post("./blog/pier", "index") == pier
    assert finder.post("../../../blog/pier", "news/2024/a") is None


def test_drafts_and_unlisted_posts_are_not_offered() -> None:
    me = make_post("news/me", "2023-01-10", tags=("x",))
    hidden = [make_post("news/draft", tags=("x",), draft=True), make_post("news/quiet", tags=("x",), unlisted=True)]
    assert related("me", me, *hidden) == []
    assert related("quiet", me, *hidden) == []


MANY = [make_post(f"news/{n}", f"2023-0{1 + n % 3}-01", tags=(f"t{n % 2}", f"u{n % 3}")) for n in range(9)]


@given(st.permutations(MANY))
def test_the_order_of_reading_does_not_matter(posts: list[Post]) -> None:
    assert related("4", *posts) == related("4", *MANY)


def test_a_new_post_elsewhere_in_time_changes_nothing() -> None:
    posts = [make_post(f"news/p{n}", f"20{n:02d}-01-01", tags=("x",)) for n in range(10, 22)]
    assert related("p15", *posts) == related("p15", *posts, make_post("news/new", "2025-01-01", tags=("x",)))


def test_ten_thousand_posts_are_no_trouble() -> None:
    posts = [
        make_post(
            f"news/{n}",
            f"20{n % 20:02d}-{1 + n % 12:02d}",
            tags=("all", f"t{n % 300}", f"u{n % 2000}"),
            categories=("news",),
        )
        for n in range(10_000)
    ]
    relations = Relations(make_news(*posts))
    start = time.perf_counter()
    assert all(len(relations.of(post)) == 3 for post in posts)
    assert time.perf_counter() - start < 8
