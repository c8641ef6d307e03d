"""What lists repeat of a post has a limit: it is cut, and the cut is named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from helpers import make_post

from sphinx_eulernews.model.post import Author, Banner, shortened
from sphinx_eulernews.model.taxonomy import AUTHOR, BY_PLURAL, TAXONOMIES

LONG_NAMES = [taxonomy.plural for taxonomy in TAXONOMIES if taxonomy is not AUTHOR]


@pytest.mark.parametrize(("key", "limit"), [("title", 500), ("summary", 2000), ("series", 200)])
def test_a_value_that_lists_repeat_is_cut_and_named(key: str, limit: int) -> None:
    fits = make_post("news/a", **{key: "字" * limit})
    assert shortened(fits, BY_PLURAL) == (fits, [])
    post, [(found, message)] = shortened(make_post("news/a", **{key: "字" * (limit + 1)}), BY_PLURAL)
    assert getattr(post, key) == "字" * (limit - 1) + "…"
    assert found == key
    assert f"{limit + 1:,} characters; {limit:,}" in message


@pytest.mark.parametrize("key", LONG_NAMES)
def test_a_name_that_lists_repeat_is_cut_once_and_named(key: str) -> None:
    names: dict[str, Any] = {key: ("短", "长" * 300, "长" * 400)}
    post, problems = shortened(make_post("news/a", **names), BY_PLURAL)
    assert getattr(post, key) == ("短", "长" * 199 + "…")
    assert [(found, "300" in message, "400" in message) for found, message in problems] == [
        (key, True, False),
        (key, False, True),
    ]


def test_the_name_of_an_author_is_cut_and_the_rest_of_the_author_stays() -> None:
    author = Author("N" * 300, url="https://example.org/n")
    post, [(key, _)] = shortened(replace(make_post("news/a"), authors=(author,)), BY_PLURAL)
    assert key == "authors"
    assert post.authors == (Author("N" * 199 + "…", url="https://example.org/n"),)


def test_a_url_that_no_browser_would_take_is_ignored() -> None:
    url = "https://example.org/" + "x" * 2000
    post, problems = shortened(make_post("news/a", external=url, banner=Banner(url)), BY_PLURAL)
    assert (post.external, post.banner) == ("", None)
    assert [(key, message.rpartition(", ")[2]) for key, message in problems] == [
        ("external", "and is ignored"), ("banner", "and is ignored"),
    ]  # fmt: skip


def test_the_description_of_a_banner_is_cut() -> None:
    post, problems = shortened(make_post("news/a", banner=Banner("x.png", alt="词" * 600)), BY_PLURAL)
    assert post.banner == Banner("x.png", alt="词" * 499 + "…")
    assert [key for key, _ in problems] == ["banner_alt"]
