"""Keys of front matter: what other systems call a field, and what a typing error may have meant."""

from __future__ import annotations

import pytest

from sphinx_eulernews.model.fields import KEYS
from sphinx_eulernews.model.keys import one_edit_apart


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        ("publishDate", "publish"),
        ("publish_date", "publish"),
        ("Banner-Alt", "banner_alt"),
        ("LastMod", "updated"),
        ("updatedDate", "updated"),
        ("datePublished", "date"),
        ("header-img", "banner"),
        ("cover-img", "banner"),
        ("index_img", "banner"),
        ("headimg", "banner"),
        ("featuredImagePreview", "banner"),
        ("featured_img", "banner"),
        ("hero", "banner"),
        ("pubDatetime", "date"),
        ("publishedDate", "date"),
        ("date created", "date"),
        ("createTime", "date"),
        ("post_date", "date"),
        ("updateTime", "updated"),
        ("keyword", "tags"),
        ("desc", "summary"),
        ("image-alt", "banner_alt"),
        ("heroImageAlt", "banner_alt"),
        ("feature_image_alt", "banner_alt"),
        ("custom_excerpt", "summary"),
        ("modDatetime", "updated"),
    ],
)
def test_case_and_hyphens_of_keys_do_not_count(written: str, ours: str) -> None:
    assert KEYS.ours(written) == ours


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("authr", "author"), ("tagss", "tags"), ("catgory", "category"), ("pined", "pinned"), ("drfat", "draft"),
        ("publsh", "publish"), ("langauge", "language"), ("descripton", "summary"), ("uthor", "author"),
    ],
)  # fmt: skip
def test_a_typing_error_is_answered_with_the_key_that_was_meant(written: str, meant: str) -> None:
    assert KEYS.close(written) == meant


@pytest.mark.parametrize(
    "written",
    ["layout", "comments", "mood", "archives", "archive", "times", "data", "tabs", "publisher", "type", "toc", "weight",
     "menu", "color", "name", "sign", "title2", "x" * 100_000],
)  # fmt: skip
def test_other_keys_are_left_alone(written: str) -> None:
    assert KEYS.close(written) == ""


@pytest.mark.parametrize(("written", "meant"), [("date", "date"), ("late", "date"), ("dates", "dta"), ("", "tag")])
def test_words_that_differ_in_more_than_one_letter_or_the_first_are_other_words(written: str, meant: str) -> None:
    assert not one_edit_apart(written, meant)
