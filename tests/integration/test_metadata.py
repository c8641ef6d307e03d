"""What the head of a page says to programs: on posts, lists, terms and archives."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any
from urllib.parse import unquote

import pytest
from bs4 import Tag
from conftest import MakeSite
from helpers import Build, post_text, site_in
from samples import FILES

BASE = "https://example.org/docs/"
CONF = {"html_baseurl": BASE, "eulernews_page_size": 3}
MANY = frozenset({"article:author", "article:tag", "viewport"})  # docutils and themes write a viewport each
DESCRIPTIONS = {
    "zh/news/index": "“新闻”栏目的文章",
    "zh/news/page/1": "“新闻”栏目的文章 · 2020年1月 – 2020年7月",
    "zh/news/tags/index": "“新闻”栏目文章的标签",
    "zh/news/tags/cpp": "“新闻”栏目中标签为“C++”的文章",
    "zh/news/categories/index": "“新闻”栏目文章的分类",
    "zh/news/categories/博客": "“新闻”栏目中分类为“博客”的文章",
    "zh/news/authors/index": "“新闻”栏目文章的作者",
    "zh/news/authors/王一": "“新闻”栏目中作者为王一的文章",
    "zh/news/archive/index": "“新闻”栏目的文章，按年月归档",
    "zh/news/archive/2023": "“新闻”栏目2023年的文章",
    "zh/news/archive/2023-11": "“新闻”栏目2023年11月的文章",
}


@pytest.fixture(scope="module")
def addressed(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Return the sample site, served at a known address, and with everything in its feeds."""
    conf = {**CONF, "eulernews_feed_content": "full"}
    return site_in(tmp_path_factory.mktemp("addressed"), FILES, conf).build()


def meta(page: Tag, name: str) -> str:
    """Return the content of a meta element; empty if there is none."""
    found = page.select_one(f'head meta[name="{name}"], head meta[property="{name}"]')
    return str(found["content"]) if found else ""


def data(page: Tag) -> dict[str, dict[str, Any]]:
    """Return the JSON-LD of a page by type."""
    found = [json.loads(str(script.string)) for script in page.select('head script[type="application/ld+json"]')]
    return {one["@type"]: one for one in found}


def twice(page: Tag) -> set[str]:
    """Return the names of meta elements that a page has more than once, and must not."""
    names = Counter(str(tag.get("property") or tag.get("name")) for tag in page.select("head meta[content]"))
    return {name for name, number in names.items() if number > 1 and name != "None"} - MANY


@pytest.mark.promise("metadata")
def test_lists_terms_and_archives_say_what_they_are_about(addressed: Build) -> None:
    pages = {name: addressed.page(f"{name}.html") for name in DESCRIPTIONS}
    assert {name: meta(page, "description") for name, page in pages.items()} == DESCRIPTIONS
    for name, page in pages.items():
        assert meta(page, "og:description") == DESCRIPTIONS[name]
        assert unquote(meta(page, "og:url")) == f"{BASE}{name}.html"
        assert (meta(page, "og:type"), meta(page, "og:locale")) == ("website", "zh_CN")
        assert twice(page) == set()


def test_a_list_shows_other_sites_the_first_image_that_it_has(addressed: Build) -> None:
    post = meta(addressed.page("zh/news/harbour.html"), "og:image")
    assert post.startswith(BASE)
    for name, card in (("index", "summary_large_image"), ("page/1", "summary")):
        page = addressed.page(f"zh/news/{name}.html")
        assert meta(page, "og:image") == (post if name == "index" else "")
        assert meta(page, "twitter:card") == card


def test_json_ld_of_a_list_holds_its_posts_and_the_way_to_it(addressed: Build) -> None:
    found = data(addressed.page("zh/news/tags/cpp.html"))
    items = found["CollectionPage"]["mainEntity"]["itemListElement"]
    assert [item["url"] for item in items] == [f"{BASE}zh/news/harbour.html", f"{BASE}zh/news/cpp.html"]
    assert found["CollectionPage"]["inLanguage"] == "zh-CN"
    way = [(step["position"], step["name"], step.get("item")) for step in found["BreadcrumbList"]["itemListElement"]]
    assert way == [
        (1, "港口日报", f"{BASE}index.html"),
        (2, "新闻", f"{BASE}zh/news/index.html"),
        (3, "标签", f"{BASE}zh/news/tags/index.html"),
        (4, "C++", None),
    ]


def test_json_ld_of_a_post_is_the_article_and_the_way_to_it(addressed: Build) -> None:
    found = data(addressed.page("zh/news/harbour.html"))
    article = found["NewsArticle"]
    assert article["headline"] == "港口平台上线"
    assert article["author"] == [{"@type": "Person", "name": "王一"}]
    assert (article["datePublished"], article["dateModified"]) == ("2023-11-25", "2023-11-25")
    assert article["mainEntityOfPage"] == f"{BASE}zh/news/harbour.html"
    assert [step["name"] for step in found["BreadcrumbList"]["itemListElement"]] == ["港口日报", "新闻", "港口平台上线"]


@pytest.mark.promise("metadata")
def test_no_page_says_anything_twice(addressed: Build) -> None:
    pages = {name: page for name, page in addressed.pages().items() if not name.startswith("_static/")}
    assert {name: twice(page) for name, page in pages.items() if twice(page)} == {}
    assert {name for name, page in pages.items() if len(page.select('link[rel="canonical"]')) != 1} == set()


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_every_absolute_url_of_the_site_leads_to_a_file(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, builder: str
) -> None:
    monkeypatch.setenv("READTHEDOCS_CANONICAL_URL", BASE)
    build = make_site(FILES, {"eulernews_page_size": 3, "eulernews_feed_content": "full"}).build(builder)
    found = set()
    for name in build.names():
        if name.endswith((".html", ".xml", ".json")):
            found |= {address.partition("#")[0] for address in _whole_addresses(build.text(name))}
    assert len(found) > 40
    for address in found:
        path = build.outdir / unquote(address.removeprefix(BASE))
        assert (path / "index.html" if path.is_dir() else path).is_file(), address


def _whole_addresses(text: str) -> set[str]:
    """Return what begins with the address of the site, up to a character that ends an address."""
    return {BASE + rest.partition('"')[0].partition("<")[0].partition("&quot;")[0] for rest in text.split(BASE)[1:]}


def test_without_a_url_nothing_claims_to_be_whole(make_site: MakeSite) -> None:
    build = make_site(FILES).build()
    for name in ("zh/news/harbour.html", "zh/news/index.html"):
        page = build.page(name)
        assert (meta(page, "og:url"), meta(page, "og:image")) == ("", "")
        assert "BreadcrumbList" not in data(page)
        assert not page.select('link[rel="canonical"]')
        assert meta(page, "description")
    assert "mainEntity" not in data(build.page("zh/news/index.html"))["CollectionPage"]


@pytest.mark.parametrize("companions", [[], ["sphinxext.opengraph"]])
def test_what_a_post_is_about_wins_over_what_the_site_is_about(make_site: MakeSite, companions: list[str]) -> None:
    conf = {
        **CONF,
        "extensions": ["myst_parser", "sphinx_eulernews", *companions],
        "myst_html_meta": {"description": "整个站点", "property=og:locale": "en_US", "keywords": "港口"},
    }
    own = "---\norphan: true\nmyst:\n  html_meta:\n    description: 自己的话\n---\n# 列表\n"
    build = make_site({**FILES, "zh/news/index.md": own}, conf).build()
    post, listing = build.page("zh/news/harbour.html"), build.page("zh/news/index.html")
    said = {name: meta(post, name) for name in ("description", "og:locale", "keywords")}
    assert said == {"description": "一句话的摘要。", "og:locale": "zh_CN", "keywords": "港口"}
    # A list that is a document of the user's own is described by that document.
    assert meta(listing, "description") == "自己的话"
    assert twice(post) | twice(listing) == set()


def test_a_draft_that_is_shown_is_kept_out_of_search_engines(make_site: MakeSite) -> None:
    build = make_site(FILES, {**CONF, "eulernews_show_drafts": True}).build()
    assert meta(build.page("zh/news/draft.html"), "robots") == "noindex"
    assert meta(build.page("zh/news/harbour.html"), "robots") == ""


def test_an_image_elsewhere_is_shared_and_authors_have_their_pages(make_site: MakeSite) -> None:
    picture, person = "https://pictures.example.com/a.jpg", "https://people.example.com/"
    text = post_text("一", date="2023-01-01", banner=picture, author=f"'[王一]({person})'")
    build = make_site({"news/a.md": text}, CONF).build()
    article = data(build.page("news/a.html"))["NewsArticle"]
    assert article["image"] == [meta(build.page("news/a.html"), "og:image")] == [picture]
    assert article["author"] == [{"@type": "Person", "name": "王一", "url": person}]


@pytest.mark.promise("escaped")
def test_what_a_title_holds_never_leaves_the_data(make_site: MakeSite) -> None:
    title = "</script><script>alert(1)</script> & <!-- \u2028"
    build = make_site(
        {"news/a.md": post_text(json.dumps(title), date="2023-01-01", tags=["'</script>'"])}, CONF
    ).build()
    for name in ("news/a.html", "news/index.html", "news/tags/script.html"):
        assert "<script>alert" not in build.text(name)
        assert set(data(build.page(name))) & {"NewsArticle", "CollectionPage"}


def test_a_url_that_runs_code_is_not_handed_to_the_theme(make_site: MakeSite) -> None:
    fields = {"github_url": '"java\\tscript:go()"', "subtitle": '"JavaScript: The Good Parts"'}
    conf = {"html_theme": "sphinx_rtd_theme", "html_context": {"display_github": True}}
    build = make_site({"news/a.md": post_text("T", date="2020-01-01", **fields)}, conf).build()
    assert not build.page("news/a.html").select("[href*=go]")
    assert build.places() == {("eulernews.field", "news/a.md", 4)}


def test_a_description_of_the_page_holds_no_control_character(make_site: MakeSite) -> None:
    post = post_text("T", date="2020-01-01", myst='{html_meta: {keywords: "a\\x01b\\u202Ec"}}')
    build = make_site({"news/a.md": post}).build("xml")
    assert 'content="abc"' in build.text("news/a.xml")
