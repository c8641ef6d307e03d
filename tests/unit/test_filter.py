"""The filter of a list: what its data say, how small they are, and what its form holds before a script takes over."""

from __future__ import annotations

import gzip
import json
from importlib.resources import files
from typing import Any

from bs4 import BeautifulSoup
from helpers import StubAddresses, make_news, make_post

from sphinx_eulernews.model.site import Site
from sphinx_eulernews.output.filter_data import SUMMARY_LIMIT, write_data
from sphinx_eulernews.render import post_views
from sphinx_eulernews.render.filter_view import filter_bar
from sphinx_eulernews.render.tree import to_html
from sphinx_eulernews.render.views import Views

POSTS = [
    make_post(
        f"news/p{number:02}", f"2024-{number:02}-03", title=f"航道 {number}", summary="疏浚" * 100,
        tags=("C++", "航道") if number % 2 else ("航道",), authors=["Ada"], pinned=number == 4,
    )
    for number in range(1, 12)
]  # fmt: skip


def data(news: Site) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(write_data(news.sections["news"], "港口", "page/*.html"))
    return loaded


def bar(news: Site, **settings: Any) -> BeautifulSoup | None:
    views = Views(news, has_filter=True, **settings)
    tree = filter_bar(views, news.sections["news"])
    return BeautifulSoup(to_html(tree, StubAddresses()), "lxml") if tree else None


def test_the_data_are_columns_in_the_order_of_the_list() -> None:
    found = data(make_news(*POSTS, page_size=3))
    # Pinned first, then the newest; two pages are full, and the others stand on the index.
    assert found["titles"][:3] == ["航道 4", "航道 11", "航道 10"]
    assert found["dates"][0] == "2024-04-03"
    assert (found["page_size"], found["pages"], found["on_index"]) == (3, 2, 5)
    assert (found["project"], found["page_url"]) == ("港口", "page/*.html")
    tags = found["terms"]["tag"]
    assert dict(zip(tags["slugs"], tags["labels"], strict=True)) == {"cpp": "C++", "航道": "航道"}
    named = [[tags["labels"][number] for number in numbers] for numbers in tags["posts"]]
    assert named[:2] == [["航道"], ["C++", "航道"]]
    assert found["terms"].keys() == {"author", "tag"}


def test_a_long_summary_is_cut_at_a_character() -> None:
    [summary, *_] = data(make_news(*POSTS, page_size=3))["summaries"]
    assert summary == "疏浚" * (SUMMARY_LIMIT // 6)


def test_a_post_without_a_date_and_terms_is_among_the_data() -> None:
    found = data(make_news(make_post("news/a", title="无"), *POSTS, page_size=3))
    assert (found["titles"][-1], found["dates"][-1], found["terms"]["tag"]["posts"][-1]) == ("无", "", [])


def test_a_post_takes_at_most_150_bytes() -> None:
    # Text that repeats itself no more than a real one does: 2,500 different hanzi.
    def text(start: int, length: int) -> str:
        return "".join(chr(0x4E00 + (start * 7919 + at * 104729) % 2500) for at in range(length))

    posts = [
        make_post(
            f"news/p{number}", f"20{10 + number % 15}-{1 + number % 12:02}-01", title=text(number, 18),
            summary=text(number + 5000, 30) + " Linux kernel 6.6, " + text(number, 40),
            tags=(f"标签{number % 40}", "Linux"), authors=[f"Author {number % 90}"],
        )
        for number in range(1000)
    ]  # fmt: skip
    written = write_data(make_news(*posts).sections["news"], "港口", "page/*.html").encode()
    assert len(gzip.compress(written)) <= 150 * len(posts)


def test_the_script_takes_at_most_eight_kilobytes() -> None:
    script = files("sphinx_eulernews") / "static_pages" / "eulernews-filter.js"
    assert len(gzip.compress(script.read_bytes())) <= 8 * 1024


def test_the_form_offers_what_posts_have_and_names_no_term_of_them() -> None:
    found = bar(make_news(*POSTS, page_size=5))
    assert found is not None
    assert [control["name"] for control in found.select("input, select")] == [
        "q", "month", "author", "tag", "sort", "size",
    ]  # fmt: skip
    assert [option["value"] for option in found.select("[name=tag] option, [name=month] option")] == ["", ""]
    assert [option["value"] for option in found.select("[name=size] option")] == ["5", "12", "24", "36", "48"]
    assert [option["value"] for option in found.select("option[selected]")] == ["5"]
    assert [option["value"] for option in found.select("[name=sort] option")] == ["", "oldest", "title"]


def test_without_a_script_the_filter_is_links_to_the_indexes() -> None:
    found = bar(make_news(*POSTS, page_size=5))
    assert found is not None
    assert found.select_one("form[hidden]")
    assert [link["href"] for link in found.select("details > p:not([hidden]) > a")] == [
        "/news/archive/index.html", "/news/authors/index.html", "/news/tags/index.html",
    ]  # fmt: skip


def test_a_list_of_one_page_has_no_filter() -> None:
    assert bar(make_news(*POSTS, page_size=11)) is None
    assert bar(make_news(*POSTS, page_size=10)) is not None


def test_a_post_says_to_pagefind_what_it_is() -> None:
    post, views = POSTS[0], Views(make_news(*POSTS), for_pagefind=True)
    found = BeautifulSoup(to_html(post_views.byline(views, post), StubAddresses()), "lxml")
    assert found.select_one("[data-pagefind-meta='title[value]']")["value"] == post.title  # type: ignore[index]
    [date] = found.select("time[data-pagefind-meta='date[datetime]'][data-pagefind-sort='date[datetime]']")
    assert date["datetime"] == "2024-01-03"
    assert [tag.text for tag in found.select("a[data-pagefind-filter=tag]")] == ["C++", "航道"]
    assert [author.text for author in found.select("[data-pagefind-meta=author]")] == ["Ada"]
    assert [author.text for author in found.select("a[data-pagefind-filter=author]")] == ["Ada"]


def test_other_output_than_pages_says_nothing_to_pagefind() -> None:
    views = Views(make_news(*POSTS))
    assert "pagefind" not in to_html(post_views.byline(views, POSTS[0]), StubAddresses())
