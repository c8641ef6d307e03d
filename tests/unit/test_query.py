"""What a list asks for."""

from __future__ import annotations

from typing import Any

import pytest
from helpers import make_news, make_post

from sphinx_eulernews.model.post import Moment
from sphinx_eulernews.model.query import LAYOUTS, SORTS, Query

NEWS = make_news(
    make_post("zh/a", "2023-11-25", title="港口", tags=("容器", "C++"), authors=["王一"], categories=("新闻",)),
    make_post("zh/b", "2023-11-02", title="海", tags=("C",), authors=["李二"], pinned=True, updated="2024-02-01"),
    make_post("zh/c", "2023-11", title="Bay", tags=("容器",), categories=("博客",)),
    make_post("en/d", "2022-05-06", title="anchor", tags=("C++",), language="en", authors=["王一", "李二"]),
    make_post("en/e", title="Undated", language="en-GB"),
    make_post("zh/f", "2025-01-01", title="藏", unlisted=True, tags=("容器",)),
)


def chosen(**query: Any) -> str:
    return "".join(post.docname[-1] for post in NEWS.select(Query(**query)))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, "abcde"),
        ({"collections": ("zh",)}, "abc"),
        ({"collections": ("en", "zh")}, "abcde"),
        ({"collections": ("没有",)}, ""),
        ({"terms": {"tag": ("容器",)}}, "ac"),
        ({"terms": {"tag": ("c++",)}}, "ad"),
        ({"terms": {"tag": ("C", "容器")}}, "abc"),
        ({"terms": {"tag": ("没有",)}}, ""),
        ({"terms": {"category": ("新闻",)}}, "a"),
        ({"terms": {"author": ("李二",)}}, "bd"),
        ({"terms": {"tag": ("C++",), "author": ("李二",)}}, "d"),
        ({"after": Moment("2023-11-25")}, "a"),
        ({"after": Moment("2023-11-01")}, "abc"),
        ({"after": Moment("2023-11-02")}, "ab"),
        ({"after": Moment("2023-11")}, "abc"),
        ({"before": Moment("2023-11-02")}, "bcd"),
        ({"before": Moment("2023-11-01")}, "cd"),
        ({"before": Moment("2023-10-31")}, "d"),
        ({"before": Moment("2023-11")}, "abcd"),
        ({"after": Moment("2023-11-01"), "before": Moment("2023-11-01")}, "c"),
        ({"before": Moment("2022-12-31")}, "d"),
        ({"after": Moment("2022-01"), "before": Moment("2022-12")}, "d"),
        ({"language": "zh"}, "abc"),
        ({"language": "zh-CN"}, "abc"),
        ({"language": "en"}, "de"),
        ({"language": "en_gb"}, "e"),
        ({"pinned": True}, "b"),
        ({"pinned": False}, "acde"),
        ({"limit": 2}, "ab"),
        ({"limit": 99}, "abcde"),
        ({"sort": "oldest"}, "edcba"),
        ({"sort": "oldest", "limit": 2}, "ed"),
        ({"sort": "title"}, "dceba"),
        ({"sort": "updated"}, "bacde"),
    ],
)
def test_a_query_chooses_and_orders(query: dict[str, Any], expected: str) -> None:
    assert chosen(**query) == expected


@pytest.mark.parametrize("sort", SORTS)
def test_every_order_keeps_every_post(sort: str) -> None:
    assert sorted(chosen(sort=sort)) == list("abcde")


def test_there_are_the_layouts_of_the_contract() -> None:
    assert set(LAYOUTS) >= {"cards", "list", "table", "compact"}


@pytest.mark.parametrize(
    ("docname", "query", "page"),
    [
        ("zh/index", {}, "zh/index"),
        ("index", {}, None),
        ("index", {"collections": ("zh",)}, "zh/index"),
        ("zh/index", {"collections": ("en",)}, "en/index"),
        ("index", {"collections": ("zh", "en")}, None),
        ("index", {"collections": ("zh",), "terms": {"tag": ("c",), "category": ()}}, "zh/tags/c"),
        ("index", {"terms": {"tag": ("c",)}}, None),
        ("zh/index", {"terms": {"author": ("王一", "王一 ")}}, "zh/authors/王一"),
        ("zh/index", {"terms": {"tag": ("C", "C++")}}, None),
        ("zh/index", {"terms": {"tag": ("C",), "author": ("李二",)}}, None),
        ("zh/index", {"terms": {"tag": ("没有",)}}, None),
        ("zh/index", {"limit": 2}, None),
        ("zh/index", {"sort": "title"}, None),
        ("zh/index", {"pinned": False}, None),
    ],
)
def test_a_collection_or_one_term_of_it_has_numbered_pages(
    docname: str, query: dict[str, Any], page: str | None
) -> None:
    assert NEWS.find_numbered(Query(**query), docname) == page
