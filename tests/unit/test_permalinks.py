"""Old URLs: what patterns give, and which post a link to one means."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from helpers import make_post

from sphinx_eulernews.model.permalink_patterns import STYLES, check_pattern, expand
from sphinx_eulernews.model.permalinks import OldUrls, key_of, old_urls
from sphinx_eulernews.model.post import ExtraValue, Moment

POST = make_post(
    "zh/posts/2023/2023-05-07-Harbour Opens", "2023-05-07T08:09:10+08:00", title="What's new: the *Harbour* & C++ 11?",
    categories=("News", "Big Ships"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("pattern", "url"),
    [
        ("/:year/:month/:day/", "/2023/05/07/"),
        ("/:short_year-:i_month-:i_day/", "/23-5-7/"),
        ("/:y_day/:w_year-W:week-:w_day", "/127/2023-W18-7"),
        ("/:long_month/:short_month/", "/May/May/"),
        ("/:short_day/:long_day/", "/Sun/Sunday/"),
        ("/:yearday/:monthname/:weekdayname/:weekday/", "/127/may/sunday/0/"),
        ("/:hour:minute:second/", "/080910/"),
        ("/:categories/:slugified_categories/:category/", "/news/big-ships/news/big-ships/News/Big-Ships/"),
        ("/:name:output_ext", "/2023-05-07-Harbour-Opens.html"),
        ("/:section/x", "/2023/x"),
        ("/:post_title/", "/Whats-new-the-Harbour-C++-11/"),
    ],
)
def test_a_token_stands_for_what_hugo_jekyll_or_hexo_put_there(pattern: str, url: str) -> None:
    assert expand(check_pattern(pattern), POST) == [url]


@pytest.mark.parametrize(
    ("reference", "docname"),
    [
        ("./quay", "zh/news/2023/quay"),  # that of the same collection
        ("quay.md#top", "zh/news/2023/quay"),
        ("./pier", "en/news/2022-01-02-pier"),  # the only one, and without its date
        ("2022-01-02-pier.md", "en/news/2022-01-02-pier"),
        ("./ship", ""),  # two have it
        ("pier", ""),  # not how Hugo or Hexo refer
        ("old/pier.md", ""),
        ("pier.zip", ""),
    ],
)
def test_a_name_alone_means_the_post_that_has_it(reference: str, docname: str) -> None:
    names = ("zh/news/2023/quay", "en/news/quay", "en/news/2022-01-02-pier", "zh/news/a/ship", "zh/news/b/ship")
    posts = [replace(make_post(name), collection=name[:7]) for name in (*names, "zh/news/x")]
    found = OldUrls(posts).find(reference, "zh/news/x")
    assert (found or ("",))[0] == docname


@pytest.mark.parametrize("name", ["title", "slug"])
def test_a_title_is_that_of_the_file_or_of_the_post_unless_a_slug_is_given(name: str) -> None:
    assert expand(f"/:{name}/", POST) == ["/Harbour-Opens/", "/whats-new-the-harbour-c++-11/"]
    assert expand(f"/:{name}/", make_post("news/a", slug="/harbour/")) == ["/harbour/"]
    assert expand(f"/:{name}/", make_post("news/2021/11-21-harbour/index", title="Harbour")) == ["/harbour/"]


@pytest.mark.parametrize("name", ["slugorfilename", "slugorcontentbasename"])
def test_hugo_keeps_the_date_of_a_file_s_name_unless_it_reads_it(name: str) -> None:
    assert expand(f"/:{name}/", POST)[:2] == ["/2023-05-07-Harbour-Opens/", "/Harbour-Opens/"]
    assert expand(f"/:{name}/", make_post("news/harbour", title="Ships")) == ["/harbour/"]
    assert expand(f"/:{name}/", make_post("news/a", slug="/harbour/")) == ["/harbour/"]


@pytest.mark.parametrize(
    "pattern",
    [
        "/:section/:slug/", "/x/:filename/", "/:sections/:slugorfilename/", "/:monthname/:slug/", "/:weekday/:slug/",
        "/:weekdayname/:slug/", "/:yearday/:slug/",
    ],
)  # fmt: skip
def test_hugo_writes_urls_in_lower_case(pattern: str) -> None:
    post = make_post("Posts/Harbour", "2024-01-02", title="Ships", slug="Big-Ships")
    urls = expand(pattern, post)
    assert len(urls) == 2
    assert urls[1] == urls[0].lower() != urls[0]
    assert expand("/:year/:title/", make_post("posts/Harbour", "2024-01-02", slug="Big-Ships")) == ["/2024/Big-Ships/"]


@pytest.mark.parametrize("part", [":sections[1:]", ":sections[last]", ":sections["])
def test_a_part_of_a_token_is_an_error(part: str) -> None:
    with pytest.raises(ValueError, match="is a part of a token, which is not read"):
        check_pattern(f"/{part}/:slug/")


def test_a_post_without_a_category_has_no_folder_for_it() -> None:
    assert expand("date", make_post("news/a", "2023-05-07", title="A", slug="a")) == ["/2023/05/07/a.html"]


def test_categories_with_spaces_are_one_or_several() -> None:
    assert expand("/:categories/", make_post("news/a", categories=("Big Ships",))) == ["/big-ships/", "/big/ships/"]


def test_sections_are_the_folders_below_the_content() -> None:
    inside = make_post("x", title="t")
    for docname, collection, sections in (
        ("posts/a", "posts", "posts"),
        ("en/posts/2023/a", "en/posts", "posts/2023"),
        ("posts/2023/a/index", "posts", "posts/2023"),
    ):
        post = make_post(docname, title="A")
        post = type(inside)(docname=post.docname, collection=collection, title="A")
        assert expand("/:sections/:slug/", post) == [f"/{sections}/a/"]


def test_no_url_follows_from_a_pattern_with_a_date_that_a_post_lacks() -> None:
    assert expand("/:year/:title/", make_post("news/a")) == []


@pytest.mark.parametrize(
    ("value", "urls"),
    [
        ("4a17b156", ["/posts/4a17b156.html"]),
        (1200, ["/posts/1200.html"]),
        (Moment("2024-01-02"), ["/posts/2024-01-02.html"]),
        (("quay", "crane"), ["/posts/quay-crane.html"]),
        ("起重机 Quay", ["/posts/起重机-Quay.html"]),
        ("../../etc/x", ["/posts/etcx.html"]),
        ("%2e%2e%2fx?y#z", ["/posts/2e2e2fxyz.html"]),
        ("//evil.example", ["/posts/evil.example.html"]),
        ("..", []),
        ("?", []),
        ("x" * 3000, []),
    ],
)
def test_an_extra_field_is_a_token_that_cannot_leave_its_folder(value: ExtraValue, urls: list[str]) -> None:
    pattern = check_pattern("/posts/:abbrlink.html", ["abbrlink"])
    assert expand(pattern, make_post("news/a", extra=(("abbrlink", value),))) == urls
    assert expand(pattern, make_post("news/a")) == []


def test_a_token_that_hugo_and_hexo_have_is_theirs_whatever_fields_a_site_declares() -> None:
    post = make_post("news/a", slug="quay", extra=(("slug", "other"),))
    assert expand(check_pattern("/:slug/", ["slug"]), post) == ["/quay/"]


def test_a_token_that_nobody_declares_is_an_error_that_names_the_option() -> None:
    with pytest.raises(ValueError, match=r"'\{date:%Y\}' is not read; .* such as ':slug' or ':year'"):
        check_pattern("/:section/{date:%Y}/{slug}/")
    with pytest.raises(ValueError, match=r"it has no token, such as ':slug', and is none of date, pretty"):
        check_pattern("dates")
    with pytest.raises(ValueError, match=r"there is no ':moon', only :year, .*:venue, and .*eulernews_extra_fields"):
        check_pattern("/:moon/", ["venue"])


def test_styles_of_jekyll_are_patterns() -> None:
    assert expand(check_pattern("date"), make_post("news/a", "2023-05-07", title="A", categories=("X",))) == [
        "/x/2023/05/07/a.html"
    ]
    assert all(check_pattern(style) == pattern for style, pattern in STYLES.items())


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/a/b/", "a/b"), ("a/b", "a/b"), ("/a/b.html", "a/b"), ("/a/b/index.html", "a/b"), ("/a//./b", "a/b"),
        ("/a/x/../b", "a/b"), ("/../a", "a"), ("/%E6%B8%AF", "港"), ("/", ""), ("/index.htm", ""), ("/v1.0", "v1.0"),
    ],
)  # fmt: skip
def test_paths_are_compared_without_what_servers_add(path: str, key: str) -> None:
    assert key_of(path) == key


POSTS = (
    make_post("news/harbour", "2023-05-07", title="Harbour", aliases=("/old/harbour.html", "https://old.example/h/")),
    make_post("news/crane", "2023-06-07", title="Crane", permalinks=("/2023/起重机/",), slug="great-crane"),
    make_post("news/both", "2023-06-08", title="Both", aliases=("/old/harbour.html",)),
)
URLS = OldUrls(POSTS, ["/:year/:month/:title/"], ["https://example.org/site/", "https://old.example/"])


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        ("/old/harbour.html", ("news/harbour", "")),
        ("/old/harbour/#part%20one", ("news/harbour", "part one")),
        ("/OLD/Harbour", ("news/harbour", "")),
        ("/h", ("news/harbour", "")),
        ("https://old.example/old/harbour/index.html?x=1", ("news/harbour", "")),
        ("https://example.org/site/2023/%E8%B5%B7%E9%87%8D%E6%9C%BA/", ("news/crane", "")),
        ("/site/2023/起重机", ("news/crane", "")),
        ("2023/起重机", ("news/crane", "")),
        ("./great-crane", ("news/crane", "")),
        ("great-crane", ("news/crane", "")),
        ("/news/great-crane/", ("news/crane", "")),
        ("link://slug/great-crane#top", ("news/crane", "top")),
        ("link://filename/posts/2023/both.rst", ("news/both", "")),
        ("link://slug/", None),
        ("link://tag/crane", None),
        ("/2023/06/both", ("news/both", "")),
        ("../../06/great-crane/", ("news/crane", "")),
        ("https://example.org/site/news/crane.html", ("news/crane", "")),
        ("https://else.example/2023/06/both/", None),
        ("/2023/07/both/", None),
        ("#part", None),
        ("", None),
        ("/", None),
        ("http://[", None),
    ],
)
def test_a_link_means_the_post_that_had_the_url(reference: str, found: Any) -> None:
    assert URLS.find(reference, "news/harbour") == found


def test_a_page_that_stands_at_an_old_url_keeps_it() -> None:
    urls = OldUrls([make_post("news/a", "2023-01-01", slug="b"), make_post("news/b", "2023-01-02")])
    assert urls.find("/news/b", "news/c") == ("news/b", "")


@pytest.mark.promise("5 linear")
def test_many_old_urls_and_long_ones_cost_what_they_are_long() -> None:
    aliases = tuple(f"/old/{number}/" for number in range(5_000))
    urls = OldUrls([make_post("news/a", "2023-01-01", aliases=aliases), make_post("news/b", "2023-01-02")])
    assert urls.find("../4999/", "news/a") == ("news/a", "")
    assert len(list(urls._candidates("x", "news/a"))) < 30
    long = make_post("news/a", slug="a" * 100_000, permalinks=("/:slug" * 10_000,))
    assert sum(len(old.url) for old in old_urls(long, ["/:slug/:slug/"])) < 200_000
