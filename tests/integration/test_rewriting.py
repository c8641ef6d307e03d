"""An option rewrites only what shows it: for each option that a comparison decides on, what a change of it writes."""

from __future__ import annotations

from fnmatch import fnmatch
from typing import Any

import pytest
from conftest import MakeSite
from helpers import DEFAULTS, font, png, post_text

from sphinx_eulernews.config import COMPARE, NewsConfig

FILES: dict[str, str | bytes] = {
    **{
        f"news/p{n}.md": post_text(
            f"甲{n}", date=f"2023-01-0{n}", tags=["港口"], **({"banner": "b.png"} if n < 3 else {})
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
POSTS, PAGES = "news/p?.html", ["news/index.html", "news/page/*", "news/tags/*.html", "news/archive/*"]
FEEDS = ["news/*.xml", "news/feed.json", "news/tags/*.xml"]
ALL_OF_OURS = [POSTS, *PAGES, *FEEDS]
# Option without its prefix: a new value, what is written again of pages and feeds, and what is not.
CHANGES: dict[str, tuple[Any, list[str], list[str]]] = {
    "collections": ({"news": {"description": "港口的新闻。"}}, ["news/index.html"], [POSTS]),
    "page_size": (2, ["news/index.html"], [POSTS, "news/tags/index.html", *FEEDS]),
    "generated_banners": (False, ["news/p6.html"], ["news/p1.html", "news/tags/index.html"]),
    "banner_font": ("font.ttf", ["news/index.html", "news/p6.html"], ["news/p1.html", "news/tags/index.html"]),
    "slugs": ({"港口": "harbour"}, [POSTS, "news/tags/index.html"], []),
    "date_format": ("short", [POSTS, "news/index.html"], []),
    "image_widths": ([300], ["news/p1.html"], []),
    "image_formats": (["original"], ["news/p1.html"], []),
    "image_quality": (60, ["news/p1.html"], []),
    "image_cache": ("../other", [], ALL_OF_OURS),
    "related": (1, [POSTS], [*PAGES, *FEEDS]),
    "feed_limit": (2, ["news/atom.xml"], [POSTS, *PAGES]),
    "feed_content": ("full", ["news/atom.xml"], [POSTS, *PAGES]),
    "translation_projects": ({}, [], ALL_OF_OURS),
    "show_drafts": (True, [], ALL_OF_OURS),
}


def test_the_table_names_every_option_that_a_comparison_decides_on() -> None:
    compared = {name for name, (_default, option) in NewsConfig.options().items() if option.rebuild == COMPARE}
    assert {f"eulernews_{name}" for name in CHANGES} == compared


@pytest.mark.parametrize("name", CHANGES)
def test_an_option_rewrites_what_shows_it_and_no_more(make_site: MakeSite, name: str) -> None:
    value, written_again, untouched = CHANGES[name]
    site = make_site(FILES, CONF)
    before = site.build().stamps()
    changed = site.configure(**{f"eulernews_{name}": value}).build()
    after = changed.stamps()
    written = {path for path, stamp in after.items() if before.get(path) != stamp}
    assert changed.warnings == ()
    assert changed.read == frozenset()
    assert "about.html" not in written
    for pattern in written_again:
        matching = {path for path in after if fnmatch(path, pattern)}
        assert matching
        assert matching <= written, pattern
    assert not [path for path in written for pattern in untouched if fnmatch(path, pattern) and path in before]
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
