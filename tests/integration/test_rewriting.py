"""An option rewrites only what shows it: for each option that a comparison decides on, what a change of it writes."""

from __future__ import annotations

from fnmatch import fnmatch
from typing import Any

import pytest
from conftest import MakeSite
from helpers import DEFAULTS, font, png, post_text

from sphinx_eulernews.config import NewsConfig
from sphinx_eulernews.options import COMPARE

FILES: dict[str, str | bytes] = {
    **{
        f"news/p{n}.md": post_text(
            f"甲{n}",
            date=f"2023-01-0{n}",
            tags=["港口"],
            **({"banner": "b.png"} if n < 3 else {"author": "王一"} if n == 4 else {}),
        )
        for n in range(1, 7)
    },
    "news/b.png": png(800, 400),
    "about.md": "---\norphan: true\n---\n# 关于\n",
    "zh/index.md": "---\norphan: true\n---\n# 空\n",
    "font.ttf": font("甲123456新闻"),
}
CONF: dict[str, Any] = {
    "eulernews_collections": {"news": {}},
    "eulernews_page_size": 3,
    "eulernews_image_cache": "../cache",
    "html_baseurl": "https://example.org/",
}
# The pages and files of each output that an option may rewrite; all else, like about.html, no option of ours does.
OUTPUT: dict[str, list[str]] = {
    "posts": ["news/p?.html"],
    "lists": [
        *("news/filter.json", "news/index.html", "news/page/*", "news/archive/*", "news-tags.html"),
        *(f"news/{plural}/*.html" for plural in ("tags", "categories", "authors")),
    ],
    "feeds": ["news/*.xml", "news/feed.json", "news/tags/*.xml"],
}
# Files that follow what is written: renditions, styles, indexes of Sphinx.
FOLLOWING = ["_*", "objects.inv", "searchindex.js", "genindex.html", "search.html", ".eulernews*", ".buildinfo"]
# Option without its prefix: a new value, and what must be written again.
CHANGES: dict[str, tuple[Any, list[str]]] = {
    "collections": ({"news": {"title": "港讯"}}, ["news/p?.html", "news/index.html", "news/atom.xml"]),
    "authors": (
        {"wang": {"name": "王 一", "aliases": ["王一"], "bio": "写船。"}},
        ["news/p4.html", "news/authors/*.html"],
    ),
    "tags": ({"港口": {"label": "Harbour"}}, ["news/p?.html", "news/tags/index.html"]),
    "declared_only": (["sigs"], []),
    "category_separator": ("", []),
    "page_size": (2, ["news/index.html"]),
    "generated_banners": (False, ["news/p6.html"]),
    "banner_font": ("font.ttf", ["news/index.html", "news/p6.html"]),
    "permalink": ("/:year/:month/:slug/", []),
    "slugs": ({"港口": "harbour"}, ["news/p?.html", "news/tags/index.html"]),
    "date_format": ("short", ["news/p?.html", "news/index.html"]),
    "image_widths": ([300], ["news/p1.html"]),
    "image_formats": (["original"], ["news/p1.html"]),
    "image_quality": (60, ["news/p1.html"]),
    "image_cache": ("../other", []),
    "related": (1, ["news/p?.html"]),
    "feed_limit": (2, ["news/atom.xml"]),
    "filter": (False, ["news/index.html"]),
    "feed_content": ("full", ["news/atom.xml"]),
    "feed_id": ("harbour", OUTPUT["feeds"]),
    "translation_projects": ({}, []),
    "show_drafts": (True, []),
    "compare_by_content": (False, []),  # True needs another extension
}
# What shows neither the changed part of an option nor anything that follows from it.
UNTOUCHED = {
    "authors": ["news/p1.html", "news/tags/index.html"],
    "generated_banners": ["news/p1.html", "news/tags/index.html"],
    "banner_font": ["news/p1.html", "news/tags/index.html"],
    "page_size": ["news/tags/index.html"],
    "date_format": ["news/tags/index.html", "news/archive/index.html"],
    "image_widths": ["news/p6.html", "news/tags/index.html"],
    "image_formats": ["news/p6.html", "news/tags/index.html"],
    "image_quality": ["news/p6.html", "news/tags/index.html"],
}


def test_the_table_names_every_option_that_a_comparison_decides_on() -> None:
    compared = {name for name, (_default, option) in NewsConfig.options().items() if option.rebuild == COMPARE}
    assert {f"eulernews_{name}" for name in CHANGES} == compared


def matches(path: str, patterns: list[str]) -> bool:
    return any(fnmatch(path, pattern) for pattern in patterns)


@pytest.mark.parametrize("name", CHANGES)
def test_an_option_rewrites_what_shows_it_and_no_more(make_site: MakeSite, name: str) -> None:
    value, written_again = CHANGES[name]
    _default, option = NewsConfig.options()[f"eulernews_{name}"]
    may = [pattern for output in option.rewrites for pattern in OUTPUT[output]] + FOLLOWING
    site = make_site(FILES, CONF)
    before = site.build().stamps()
    changed = site.configure(**{f"eulernews_{name}": value}).build()
    after = changed.stamps()
    written = {path for path, stamp in after.items() if before.get(path) != stamp}
    assert changed.warnings == ()
    assert changed.read == frozenset()
    for pattern in written_again:
        matching = {path for path in after if fnmatch(path, pattern)}
        assert matching
        assert matching <= written, pattern
    # A page that is new may be of any kind; what is there stays unless the declaration of the option names it.
    assert {path for path in written & before.keys() if not matches(path, may)} == set()
    assert {path for path in written & before.keys() if matches(path, UNTOUCHED.get(name, []))} == set()
    assert changed.digests() == site.build(clean=True).digests()


def test_a_setting_of_a_collection_that_lists_show_rewrites_lists(make_site: MakeSite) -> None:
    site = make_site(FILES, CONF)
    before = site.build().stamps()
    changed = site.configure(eulernews_collections={"news": {"description": "港口的新闻。"}}).build()
    written = {path for path, stamp in changed.stamps().items() if before.get(path) != stamp}
    assert "news/index.html" in written
    assert not {path for path in written if matches(path, OUTPUT["posts"])}
    assert changed.digests() == site.build(clean=True).digests()


def test_only_the_posts_of_a_collection_that_changes_are_read_again(make_site: MakeSite) -> None:
    files = {"zh/news/a.md": post_text("甲", date="2023-01-01"), "en/news/b.md": post_text("B", date="2023-01-01")}
    both = {"zh/news": {"language": "zh_CN"}, "en/news": {"language": "en"}}
    site = make_site(files, {**DEFAULTS, "eulernews_collections": both})
    site.build()
    changed = site.configure(eulernews_collections={**both, "en/news": {"language": "de"}}).build()
    assert changed.read == {"en/news/b"}
    left = site.configure(eulernews_collections={"zh/news": {"language": "zh_CN"}}).build()
    assert left.read == {"en/news/b"}
    assert left.digests() == site.build(clean=True).digests()
