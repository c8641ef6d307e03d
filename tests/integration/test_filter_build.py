"""The filter in the output of builders: its data, when they are written, and no trace where there are no pages."""

from __future__ import annotations

import json

import pytest
from conftest import MakeSite
from helpers import Project, png, post_text, site_in

POSTS: dict[str, str | bytes] = {
    f"news/p{number}.md": post_text(f"港 {number}", date=f"2024-0{number}-01", tags=["港口"], banner="b.png")
    for number in range(1, 5)
}
FILES = {
    **POSTS,
    "news/b.png": png(),
    "index.md": "# 首页\n\n```{toctree}\nnews/index\nnews/p1\nnews/p2\n```\n",
}
CONF = {"eulernews_page_size": 2}
TRACES = ("pagefind", "filter.json", "eulernews-filter")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return site_in(tmp_path_factory.mktemp("filter"), FILES, CONF)


def test_the_list_has_a_filter_and_no_other_page_has_one(site: Project) -> None:
    build = site.build()
    assert build.warnings == ()
    having = {
        name
        for name, page in build.pages().items()
        if page.select("search.eulernews-filter, script[src*=eulernews-filter]")
    }
    assert having == {"news/index.html"}
    [script] = build.page("news/index.html").select("script[src*=eulernews-filter]")
    assert script.has_attr("defer")
    assert "_static/eulernews-filter.js" in build.names()
    assert json.loads(build.text("news/filter.json"))["page_url"] == "page/*.html"


def test_pagefind_finds_posts_and_no_lists(site: Project) -> None:
    build = site.build()
    for name in ("news/index.html", "news/page/1.html", "news/tags/index.html", "news/archive/2024.html"):
        page = build.page(name)
        assert page.select_one(".eulernews-page[data-pagefind-ignore=all]")
        assert not page.select("[data-pagefind-meta], [data-pagefind-filter]")
    post = build.page("news/p1.html")
    assert post.select_one("img[data-pagefind-meta^='image[src]']")
    # It would take all pages that are no posts out of the search.
    assert not post.select("[data-pagefind-ignore], [data-pagefind-body]")


def test_pages_are_named_as_the_builder_names_them(site: Project) -> None:
    assert json.loads(site.build("dirhtml").text("news/filter.json"))["page_url"] == "page/*/"


@pytest.mark.parametrize("builder", ["singlehtml", "epub", "text", "latex"])
def test_builders_without_pages_have_no_trace_of_it(site: Project, builder: str) -> None:
    build = site.build(builder)
    for name in build.names():
        assert "filter" not in name
        if name.endswith((".html", ".xhtml", ".txt", ".tex", ".opf")):
            text = build.text(name)
            assert [trace for trace in TRACES if trace in text] == [], name


def test_a_new_post_changes_data_and_index_and_a_removed_one_ends_the_filter(make_site: MakeSite) -> None:
    site = make_site(FILES, {**CONF, "html_file_suffix": ".htm"})
    first = site.build()
    before = first.stamps()
    assert json.loads(first.text("news/filter.json"))["page_url"] == "page/*.htm"
    assert site.build().stamps()["news/filter.json"] == before["news/filter.json"]
    more = site.write({"news/p5.md": post_text("港 5", date="2024-05-01", tags=["港口"])}).build()
    after = more.stamps()
    written = {
        name for name in ("news/filter.json", "news/index.htm", "news/page/1.htm") if after[name] != before[name]
    }
    assert written == {"news/filter.json", "news/index.htm"}
    assert more.digests() == site.build(clean=True).digests()
    for number in (3, 4, 5):
        (site.source / f"news/p{number}.md").unlink()
    fewer = site.build()
    assert "news/filter.json" not in fewer.names()
    assert "eulernews-filter" not in fewer.text("news/index.htm")
    assert fewer.digests() == site.build(clean=True).digests()


def test_a_file_of_the_user_at_the_path_of_the_data_is_kept(make_site: MakeSite) -> None:
    site = make_site({**FILES, "extra/news/filter.json": "{}"}, {**CONF, "html_extra_path": ["extra"]})
    build = site.build()
    assert [(warned.kind, "filter.json" in warned.message) for warned in build.warnings] == [("eulernews.config", True)]
    assert build.text("news/filter.json") == "{}"


@pytest.mark.parametrize(("options", "filters"), [(":layout: featured", 1), (":layout: compact", 0)])
def test_a_document_that_lists_the_collection_in_cards_has_the_filter(
    make_site: MakeSite, options: str, filters: int
) -> None:
    other = "```{postlist}\n:limit: 1\n```"
    index = f"# 首页\n\n{other}\n\n```{{postlist}}\n:paginate:\n{options}\n```\n"
    page = make_site({**FILES, "news/index.md": index}, CONF).build().page("news/index.html")
    assert len(page.select("search.eulernews-filter ~ .h-feed")) == filters
    assert len(page.select("script[src*=eulernews-filter]")) == filters
