"""Extensions that sites have beside this one: all of them at once, and each does what it is there for."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from bs4 import Tag
from conftest import MakeSite
from helpers import Build, listed, png, post_text, site_in, titles_of

pytestmark = pytest.mark.slow

BASE = "https://example.org/docs/"
CONF: dict[str, Any] = {
    # myst_nb reads markdown in the place of myst_parser.
    "extensions": [
        "myst_nb",
        "sphinx_eulernews",
        "sphinxext.opengraph",
        "sphinx_sitemap",
        "sphinx_copybutton",
        "sphinx_design",
        "notfound.extension",
        "sphinx_reredirects",
    ],
    # Sphinx writes what extensions add into its default, for all builds of a process.
    "source_suffix": {".rst": "restructuredtext"},
    "html_baseurl": BASE,
    "nb_execution_mode": "off",
    "sitemap_url_scheme": "{link}",
    "ogp_site_url": BASE,
    "ogp_image": "_static/site.png",
    "ogp_custom_meta_tags": ['<meta name="twitter:site" content="@harbour" />'],
    "redirects": {"moved": "news/code.html"},
}
POST_CELL = "# 笔记本里的文章\n\n```{post} 2023-01-15\n```\n\n一段话。"
NOTEBOOK = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {"language_info": {"name": "python", "pygments_lexer": "python"}},
    "cells": [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": POST_CELL},
        {"cell_type": "code", "id": "b", "metadata": {}, "execution_count": 1, "source": "print(1)", "outputs": []},
    ],
}
GRID = "````{grid} 2\n```{grid-item-card} 左\n一\n```\n```{grid-item-card} 右\n二\n```\n````\n"
FILES: dict[str, str | bytes] = {
    "about.md": '---\norphan: true\n---\n# 关于\n\n港口的"介绍"。\n',
    "public/harbour.png": png(500, 260),
    "news/code.md": post_text(
        "代码 <与> 平台", "一段话。\n\n```bash\nmake\n```\n", date="2023-03-01", banner="harbour.png",
        summary="我们的 <摘要> & 引号。", tags=["内核"], aliases=["/old/code.html"],
    ),
    "news/grid.md": post_text("网格", GRID, date="2023-02-01"),
    "news/notebook.ipynb": json.dumps(NOTEBOOK),
    "news/cells.md": post_text(
        "写成文本的笔记本", "一段话。\n\n```{code-cell}\nprint(1)\n```\n", date="2022-12-31", file_format="mystnb",
        kernelspec="{name: python3, display_name: Python}", language_info="{name: python, pygments_lexer: python}",
    ),
    "news/draft.md": post_text("草稿", date="2023-01-01", draft="true"),
    "blog/index.md": "---\norphan: true\n---\n# 自己的列表\n\n自己的话。\n",
    "blog/a.md": post_text("甲", date="2023-01-01"),
}  # fmt: skip
MANY = frozenset({"article:author", "article:tag", "viewport"})


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Return a site with all companions."""
    return site_in(tmp_path_factory.mktemp("companions"), FILES, CONF).build()


def meta(page: Tag, name: str) -> list[str]:
    """Return what a page says under a name, each time that it does."""
    return [str(tag["content"]) for tag in page.select(f'head meta[name="{name}"], head meta[property="{name}"]')]


def sitemap(build: Build) -> set[str]:
    """Return the pages that the site map names."""
    found = ET.fromstring(build.text("sitemap.xml")).iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")  # noqa: S314  we wrote it
    return {str(place.text).removeprefix(BASE) for place in found}


@pytest.mark.promise("4 strict")
@pytest.mark.promise("extensions")
def test_the_site_builds_without_a_warning(build: Build) -> None:
    assert build.said == ""


def test_what_we_say_of_a_post_wins_and_is_said_once(build: Build) -> None:
    page = build.page("news/code.html")
    said = {
        "og:title": "代码 <与> 平台",
        "og:type": "article",
        "og:url": f"{BASE}news/code.html",
        "og:description": "我们的 <摘要> & 引号。",
        "description": "我们的 <摘要> & 引号。",
        "og:site_name": "港口日报 · 新闻",
        "twitter:card": "summary_large_image",
        "og:image:alt": "代码 <与> 平台",
    }
    assert {name: meta(page, name) for name in said} == {name: [content] for name, content in said.items()}
    [image] = meta(page, "og:image")
    assert (build.outdir / image.removeprefix(BASE)).is_file()


def test_no_page_says_anything_twice(build: Build) -> None:
    for name, page in build.pages().items():
        tags = [tag for tag in page.select("head meta[content]") if tag.get("name") or tag.get("property")]
        names = Counter(str(tag.get("property") or tag.get("name")) for tag in tags)
        assert {each for each, number in names.items() if number > 1} <= MANY, name
        assert len(page.select('link[rel="canonical"]')) <= 1, name


def test_opengraph_keeps_its_own_pages_and_adds_to_ours_what_it_alone_knows(build: Build) -> None:
    about = build.page("about.html")
    assert meta(about, "og:title") == ["关于"]
    assert meta(about, "og:type") == ["website"]
    assert meta(about, "og:description") == ['港口的"介绍"。']
    # A post without an image has that of the site, and every document the tags of conf.py.
    assert meta(build.page("news/grid.html"), "og:image") == [f"{BASE}_static/site.png"]
    assert meta(build.page("news/grid.html"), "twitter:site") == ["@harbour"]


def test_lists_say_what_they_are_with_and_without_a_document(build: Build) -> None:
    assert meta(build.page("news/index.html"), "og:title") == ["新闻"]
    assert meta(build.page("blog/index.html"), "og:title") == ["博客"]
    assert meta(build.page("blog/index.html"), "description") == ["“博客”栏目的文章"]


def test_the_site_map_holds_posts_and_lists_and_no_draft(build: Build) -> None:
    pages = sitemap(build)
    assert {"news/code.html", "news/notebook.html", "news/index.html", "news/archive/2023.html"} <= pages
    assert not {page for page in pages if "draft" in page or page.startswith("old/")}


def test_code_has_a_button_and_a_grid_is_one(build: Build) -> None:
    code = build.page("news/code.html")
    assert code.select("div.highlight pre")
    assert code.select('script[src*="copybutton.js"]')
    assert len(build.page("news/grid.html").select("div.sd-container-fluid div.sd-card")) == 2


def test_a_notebook_is_a_post(build: Build) -> None:
    page = build.page("news/notebook.html")
    assert page.select("div.cell_input")
    assert meta(page, "article:published_time") == ["2023-01-15"]
    assert listed(build.page("news/index.html")) == ["代码 <与> 平台", "网格", "笔记本里的文章", "写成文本的笔记本"]


@pytest.mark.promise("unpublished")
def test_the_first_cell_of_a_notebook_may_be_front_matter(make_site: MakeSite) -> None:
    def notebook(kind: str, source: str | list[str]) -> str:
        cell = {"cell_type": kind, "id": "z", "metadata": {}, "source": source}
        return json.dumps({**NOTEBOOK, "cells": [cell, {**NOTEBOOK["cells"][0], "source": "一段话。\n\n## 一节"}]})  # type: ignore[index]

    files: dict[str, str | bytes] = {
        "index.md": "# 首页\n",
        "news/raw.ipynb": notebook("raw", ["---\n", "title: 甲\n", "date: 2024-01-02\n", "tags: [t]\n", "---"]),
        "news/held.ipynb": notebook("raw", "---\ntitle: 乙\ndate: 2024-01-02\ndraft: true\n---"),
        "news/cell.ipynb": notebook(
            "markdown", "+++\ntitle = '丙'\ndate = 2024-01-01\nsig = 3\n+++\n\n# 丙\n\n第一段。"
        ),
        "news/plain.ipynb": notebook("markdown", "# 丁\n\ntitle: 不是\n"),
    }
    conf = {"extensions": ["myst_nb", "sphinx_eulernews"], "source_suffix": CONF["source_suffix"]}
    built = make_site(files, {**conf, "nb_execution_mode": "off"}).build()
    assert listed(built.page("news/index.html")) == ["甲", "丙", "丁"]
    assert not (built.outdir / "news/held.html").exists()
    assert titles_of(built.page("news/raw.html")) == ["甲"]
    assert "date" not in built.page("news/raw.html").select_one(".e-content").text  # type: ignore[union-attr]
    assert "第一段" in built.page("news/cell.html").select_one(".e-content").text  # type: ignore[union-attr]
    assert built.page("news/raw.html").select_one(".p-category").text == "t"  # type: ignore[union-attr]
    assert {warned.path for warned in built.warnings} == {"news/plain.ipynb"}  # it has no date


def test_a_notebook_written_as_markdown_is_a_post_as_well(build: Build) -> None:
    page = build.page("news/cells.html")
    assert titles_of(page) == ["写成文本的笔记本"]
    assert page.select("div.cell_input")
    assert meta(page, "article:published_time") == ["2022-12-31"]


def test_lost_pages_and_moved_ones_are_served(build: Build) -> None:
    lost = build.page("404.html")
    assert lost.select('a[href^="/"], link[href^="/"]')
    assert "news/code.html" in build.text("moved.html")
    assert "../news/code.html" in build.text("old/code.html")


def test_a_page_that_is_written_again_says_the_same(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sphinx_eulernews.output.page_writing._WORTH_PROCESSES", 5)
    site = make_site(FILES, CONF)
    first = site.build()
    before, pages = first.digests(), sitemap(first)
    (first.outdir / "news/code.html").unlink()
    after = site.build().digests()
    # The site map names what one build wrote, of whatever kind it is: that is how sphinx-sitemap works.
    assert {name for name in before if before[name] != after.get(name)} <= {"sitemap.xml"}
    parallel = site.build(jobs=2, clean=True)
    assert parallel.said == ""
    assert sitemap(parallel) == pages
    assert {name for name, digest in parallel.digests().items() if before[name] != digest} <= {"sitemap.xml"}
