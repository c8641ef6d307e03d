"""Themes that sites use: one h1 a page, the head in its place, lists that programs can read."""

from __future__ import annotations

import json
import posixpath
from typing import Any

import mf2py  # type: ignore[import-untyped]
import pytest
from conftest import MakeSite
from helpers import Build, post_text, site_in, titles_of
from samples import FILES

pytestmark = pytest.mark.slow

THEMES: dict[str, dict[str, Any]] = {
    "alabaster": {},
    "furo": {},
    "pydata_sphinx_theme": {},
    "sphinx_book_theme": {},
    "sphinx_rtd_theme": {},
    "shibuya": {},
    # Asks Google for its font unless told not to, and knows zh, zh-Hans and zh-TW, but not zh-CN.
    "sphinx_immaterial": {
        "extensions": ["myst_parser", "sphinx_eulernews", "sphinx_immaterial"],
        "html_theme_options": {"font": False},
        "language": "zh",
    },
}
PAGES = {
    "zh/news/harbour.html": "港口平台上线",
    "zh/news/undated.html": "没有日期的文章",
    "zh/news/index.html": "新闻",
    "zh/news/page/1.html": "新闻 · 第 1 页",
    "zh/news/tags/index.html": "标签",
    "zh/news/tags/cpp.html": "标签：C++",
    "zh/news/archive/index.html": "归档",
    "zh/news/archive/2023-11.html": "归档：2023年11月",
    "lists.html": "列表",
}


@pytest.fixture(scope="module", params=THEMES)
def themed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Return the sample site in a theme."""
    theme: str = request.param
    conf = {"html_theme": theme, "eulernews_page_size": 3, "html_baseurl": "https://example.org/", **THEMES[theme]}
    arabic = post_text("مرحبا", "نص.", date="2019-01-01", language="ar", unlisted="true")
    index = "# 首页\n\n```{toctree}\nabout\nlists\nzh/news/index\n```\n"
    mainland = post_text("港口", "文字。", date="2019-01-01", language="zh_CN", unlisted="true")
    files = {**FILES, "index.md": index, "ar/news/a.md": arabic, "cn/news/a.md": mainland}
    return site_in(tmp_path_factory.mktemp(theme), files, conf).build()


@pytest.mark.promise("themes")
def test_only_true_warnings_are_given(themed: Build) -> None:
    assert themed.places() == {("eulernews.date", "zh/news/undated.md", 1)}


@pytest.mark.promise("one h1")
def test_every_page_has_one_h1(themed: Build) -> None:
    assert {name: titles_of(themed.page(name)) for name in PAGES} == {name: [title] for name, title in PAGES.items()}


def test_every_page_has_its_head_and_our_style(themed: Build) -> None:
    for name, title in PAGES.items():
        page = themed.page(name)
        assert page.select_one('head link[rel="stylesheet"][href*="eulernews.css"]'), name
        if name == "lists.html":
            continue
        for selector in ('meta[property="og:title"]', 'meta[property="og:url"]', 'meta[name="twitter:card"]'):
            assert len(page.select(f"head {selector}")) == 1, f"{name}: {selector}"
        assert len(page.select('head link[rel="canonical"]')) == 1, name
        assert page.title is not None
        assert page.title.text.strip().startswith(title)


@pytest.mark.promise("languages")
def test_every_page_says_its_language_and_direction(themed: Build) -> None:
    roots = {name: themed.page(name).html for name in (*PAGES, "ar/news/a.html", "cn/news/a.html")}
    said = {name: (root.get("lang"), root.get("dir")) for name, root in roots.items() if root is not None}
    assert said.pop("ar/news/a.html") == ("ar", "rtl")
    assert {direction for _language, direction in said.values()} == {None}
    assert {str(language)[:2] for language, _direction in said.values()} == {"zh"}


@pytest.mark.parametrize("name", ["zh/news/harbour.html", "zh/news/tags/cpp.html", "zh/news/archive/2023-11.html"])
def test_a_page_leads_back_to_its_list_which_is_current_in_the_navigation(themed: Build, name: str) -> None:
    page, up = themed.page(name), posixpath.relpath("zh/news/index.html", posixpath.dirname(name))
    assert [link["href"] for link in page.select('head link[rel="up"]')]
    assert page.select(f'.eulernews-up a[href="{up}"], a.eulernews-up[href="{up}"], .eulernews-nav a[href="{up}"]')
    current = page.select("li.current > a, li.current > p > a, .md-nav__item--active > .md-nav__link")
    assert any(link.get("href") == up for link in current)


@pytest.mark.parametrize("theme", THEMES)
def test_the_url_may_come_from_read_the_docs(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, theme: str) -> None:
    base = "https://docs.example.org/zh/latest/"
    monkeypatch.setenv("READTHEDOCS_CANONICAL_URL", base)
    conf = {"html_theme": theme, **THEMES[theme]}
    build = make_site({"news/a.md": post_text("一", date="2023-01-01")}, conf).build("dirhtml")
    for name, file in (("news/a/", "news/a/index.html"), ("news/", "news/index.html")):
        links = build.page(file).select('link[rel="canonical"]')
        assert [link["href"] for link in links] == [base + name]


@pytest.mark.promise("microformats")
def test_a_list_is_a_feed_of_entries(themed: Build) -> None:
    found = mf2py.parse(doc=themed.text("zh/news/index.html"), url="https://example.org/zh/news/")
    [feed] = [item for item in found["items"] if item["type"] == ["h-feed"]]
    names = [entry["properties"]["name"][0] for entry in feed["children"]]
    assert names == ["港口平台上线", "C 语言", "C++ 语言", "C# 语言", "月报"]
    assert all(entry["properties"]["url"][0].endswith(".html") for entry in feed["children"])


@pytest.mark.promise("microformats")
def test_a_post_is_one_entry_with_its_content(themed: Build) -> None:
    found = mf2py.parse(doc=themed.text("zh/news/harbour.html"), url="https://example.org/zh/news/harbour.html")
    [entry] = [item for item in found["items"] if item["type"] == ["h-entry"]]
    assert entry["properties"]["name"] == ["港口平台上线"]
    assert entry["properties"]["published"] == ["2023-11-25"]
    assert "港口平台今天上线。" in entry["properties"]["content"][0]["value"]
    assert "featured" in entry["properties"]
    assert set(entry["properties"]["category"]) == {"新闻", "容器", "C++"}


def test_no_page_is_an_error_page(themed: Build) -> None:
    for name, page in themed.pages().items():
        if name.startswith("_static/"):
            continue  # themes keep templates there
        assert page.find("body") is not None, name
        assert "contact the theme" not in page.text.casefold(), name
        assert page.find("main") or page.select_one("[role=main]"), name


def test_the_theme_of_a_site_may_override_nothing_and_still_hold_a_page_of_the_users(make_site: MakeSite) -> None:
    build = make_site(
        {**FILES, "zh/news/index.md": "---\norphan: true\n---\n# 自己的\n\n话。\n"}, {"html_theme": "furo"}
    ).build()
    assert titles_of(build.page("zh/news/index.html")) == ["自己的"]


def test_the_search_index_of_immaterial_is_completed_as_others_are(make_site: MakeSite) -> None:
    """Its format names pages, not documents, and what it loads is dumped and loaded again."""
    site = make_site(FILES, {"html_theme": "sphinx_immaterial", **THEMES["sphinx_immaterial"]})
    site.build()
    site.write({"zh/news/dock.md": post_text("船坞", "一条旧船。", date="2019-01-01")}).delete("zh/news/month.md")
    assert site.build().text("searchindex.js") == site.build(clean=True).text("searchindex.js")


@pytest.mark.parametrize("theme", THEMES)
def test_no_theme_makes_markup_of_front_matter(make_site: MakeSite, theme: str) -> None:
    """Templates of Sphinx escape nothing by themselves, and some themes write titles and metadata as they are."""
    value = json.dumps("https://a.example/\"'></title></style></script><hostile onclick='go()'>")
    fields = dict.fromkeys(("title", "tags", "author", "canonical", "content_max_width", "github_url"), value)
    post = post_text(date="2020-01-01", layout="simple", myst=f"{{html_meta: {{keywords: {value}}}}}", **fields)
    files = {"zh/news/a.md": post, "zh/news/b.md": post_text("T", date="2019-01-01")}
    conf = {"html_theme": theme, "html_context": {"display_github": True}, **THEMES[theme]}
    pages = make_site(files, conf).build().pages()
    assert not [name for name, page in pages.items() if page.select("hostile, [onclick^=go]")]


@pytest.mark.parametrize("layout", ["post", "../page", "../../../zh/news/x", "2", "[a, b]"])
def test_a_layout_of_another_generator_is_none_of_shibuya(make_site: MakeSite, layout: str) -> None:
    post = post_text("T", date="2020-01-01", layout=layout)
    files = {"zh/news/a.md": post, "zh/news/x.html": "{{ 6 * 7 }}"}
    assert titles_of(make_site(files, {"html_theme": "shibuya"}).build().page("zh/news/a.html")) == ["T"]
