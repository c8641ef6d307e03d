"""The addresses of the contract, and that no page of the user's own is ever overwritten."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import unquote

import pytest
from conftest import MakeSite
from helpers import Build, Project, listed, png, post_text, titles_of
from samples import POSTS

LISTS = {
    "zh/news/index", "zh/news/page/1",
    "zh/news/tags/index", "zh/news/tags/容器", "zh/news/tags/内核", "zh/news/tags/c", "zh/news/tags/cpp",
    "zh/news/tags/csharp",
    "zh/news/categories/index", "zh/news/categories/新闻", "zh/news/categories/博客",
    "zh/news/authors/index", "zh/news/authors/王一", "zh/news/authors/李二",
    "zh/news/archive/index", "zh/news/archive/2023", "zh/news/archive/2023-11", "zh/news/archive/2020-07",
    "en/blog/index", "en/blog/tags/index", "en/blog/tags/container", "en/blog/archive/2023-05",
}  # fmt: skip
TEN = {f"news/p{n}.md": post_text(f"第{n}篇", date=f"2023-01-{n:02}", tags=["共同"]) for n in range(1, 11)}


@pytest.mark.promise("urls")
def test_html_has_every_page_of_the_contract(html: Build) -> None:
    assert {f"{name}.html" for name in LISTS | POSTS} <= html.names()


@pytest.mark.promise("urls")
def test_dirhtml_has_every_page_of_the_contract(sample: Project) -> None:
    names = sample.build("dirhtml").names()
    pages = {name if name.endswith("/index") else f"{name}/index" for name in LISTS | POSTS}
    assert {f"{name}.html" for name in pages} <= names


def test_three_languages_have_three_pages(html: Build) -> None:
    for slug, title in (("c", "C 语言"), ("csharp", "C# 语言")):
        assert listed(html.page(f"zh/news/tags/{slug}.html")) == [title]
    assert listed(html.page("zh/news/tags/cpp.html")) == ["港口平台上线", "C++ 语言"]


@pytest.mark.promise("urls")
@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_every_link_inside_the_site_leads_to_a_file(sample: Project, builder: str) -> None:
    build = sample.build(builder, name=f"links-{builder}")
    names = build.names()
    for name in names:
        if not name.endswith(".html"):
            continue
        folder = (build.outdir / name).parent
        for link in build.page(name).select("a[href], img[src], link[href], script[src]"):
            address = str(link.get("href") or link.get("src")).partition("#")[0].partition("?")[0]
            if not address or ":" in address:
                continue
            target = (folder / unquote(address)).resolve()
            target = target / "index.html" if target.is_dir() else target
            assert target.exists(), f"{name}: {address}"


def test_pages_are_linked_by_next_and_prev_from_the_newest_to_the_oldest(make_site: MakeSite) -> None:
    build = make_site(TEN, {"eulernews_page_size": 3}).build()
    seen: list[str] = []
    name, names = "news/index.html", []
    while name:
        page = build.page(name)
        names.append(name)
        seen += listed(page)
        link = page.select_one("nav a[rel=next]")
        head = page.select_one("head link[rel=next]")
        folder = (build.outdir / name).parent
        target = (folder / str(link["href"])).resolve().relative_to(build.outdir.resolve()) if link else None
        assert (head is None) is (link is None)
        if link and head:
            assert head["href"] == link["href"]
        name = str(target) if target else ""
    assert names == ["news/index.html", "news/page/2.html", "news/page/1.html"]
    assert seen == [f"第{n}篇" for n in range(10, 0, -1)]
    assert build.page("news/page/1.html").select_one("nav a[rel=prev]") is not None
    assert listed(build.page("news/tags/共同/page/1.html")) == ["第3篇", "第2篇", "第1篇"]


OWN = {
    "news/index.md": "# 自己的首页\n\n自己的话。\n",
    "news/tags/index.md": "# 自己的标签页\n\n自己的话。\n",
    "news/archive/2023.md": "# 自己的年份\n\n自己的话。\n",
    "news/tags/共同.md": "---\npost: false\n---\n# 自己的页\n\n自己的话。\n",
}


@pytest.mark.promise("own documents")
@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_a_document_of_the_users_own_is_kept_and_the_list_follows_it(make_site: MakeSite, builder: str) -> None:
    conf: dict[str, Any] = {"eulernews_collections": {"news": {}}}
    files = {**TEN, **OWN, "news/archive/2023.md": "---\npost: false\n---\n" + OWN["news/archive/2023.md"]}
    build = make_site(files, conf).build(builder)
    for name, heading, count in (
        ("news/index", "自己的首页", 10),
        ("news/tags/index", "自己的标签页", 0),
        ("news/archive/2023", "自己的年份", 10),
        ("news/tags/共同", "自己的页", 10),
    ):
        suffix = ".html" if builder == "html" or name.endswith("index") else "/index.html"
        page = build.page(name + suffix)
        assert titles_of(page) == [heading]
        assert "自己的话。" in page.text
        assert len(listed(page)) == count
        text = page.text
        if count:
            assert text.index("自己的话。") < text.index("第10篇")
    index = build.page("news/tags/index.html")
    assert [link.text for link in index.select("a[rel=tag]")] == ["共同"]


def test_a_document_with_a_list_of_its_own_gets_no_second_one(make_site: MakeSite) -> None:
    own = "# 首页\n\n```{postlist}\n:limit: 2\n:layout: compact\n```\n"
    page = make_site({**TEN, "news/index.md": own}).build().page("news/index.html")
    assert listed(page) == ["第10篇", "第9篇"]


def test_folders_inside_a_collection_keep_their_own_index_and_it_is_no_post(make_site: MakeSite) -> None:
    files = {
        **TEN,
        "news/sub/index.md": "---\norphan: true\n---\n# 子目录\n",
        "news/_index.md": "---\norphan: true\n---\n# 下划线\n",
        "news/[slug].md": "---\norphan: true\n---\n# 方括号\n",
        "news/about.md": "---\npost: false\norphan: true\n---\n# 不是文章\n",
    }
    build = make_site(files).build()
    assert build.said == ""
    assert sorted(listed(build.page("news/index.html"))) == sorted(f"第{n}篇" for n in range(1, 11))
    for name in ("news/sub/index", "news/[slug]", "news/about"):
        assert not build.page(f"{name}.html").select(".h-entry")
    assert "news/_index.html" not in build.names()
    assert titles_of(build.page("news/index.html")) == ["下划线"]


@pytest.mark.parametrize("name", ["sub/b", "x/index", "y/y"])
def test_a_link_of_a_post_in_a_folder_leads_to_the_list_above_it(make_site: MakeSite, name: str) -> None:
    links = "[a](../) [b](..) [c](../index.md) [d](../index.html#top) [e](./../)"
    build = make_site({**TEN, f"news/{name}.md": post_text("链接", links, date="2024-01-01")}).build()
    assert build.said == ""
    found = [link["href"] for link in build.page(f"news/{name}.html").select(".e-content a")]
    assert [str(url).partition("#")[0] for url in found] == ["../index.html"] * 5


def test_links_to_the_section_of_a_collection_lead_to_its_list(make_site: MakeSite) -> None:
    links = "[a](news/index.md) [b](/news/index.md) [c](news/_index.md) {doc}`d <news/index>`"
    files = {
        **TEN,
        "index.md": f"# 首页\n\n{links}\n",
        "news/_index.md": "---\ntitle: 新闻\n---\n一些话。\n",
        "news/x.md": post_text("链接", "[a](_index.md) [b](../news/_index.md)", date="2024-01-01"),
    }
    build = make_site(files).build()
    assert build.said == ""
    assert [link["href"] for link in build.page("index.html").select("h1 ~ p a")] == ["news/index.html"] * 4
    assert [link["href"] for link in build.page("news/x.html").select(".e-content a")] == ["index.html"] * 2


def test_the_section_of_a_collection_stands_above_its_list(make_site: MakeSite) -> None:
    section = '+++\ntitle = "本站 *新闻*"\nweight = 1\n+++\n\n一些话。\n'
    site = make_site({**TEN, "news/_index.md": section, "news/2023/_index.md": "---\ntitle: 年\n---\n年。\n"})
    build = site.build()
    page = build.page("news/index.html")
    assert build.said == ""
    assert titles_of(page) == ["本站 *新闻*"]
    assert page.text.index("一些话。") < page.text.index("第10篇")
    assert len(listed(page)) == 10
    assert not {"news/_index.html", "news/2023/_index.html", "news/2023/index.html"} & build.names()

    # A page of the user goes before it, whatever its date, and the generated one comes back when both are gone.
    site.write({"news/index.md": "# 自己的首页\n\n自己的话。\n"})
    os.utime(site.source / "news/index.md", (0, 0))
    assert titles_of(site.build().page("news/index.html")) == ["自己的首页"]
    site.delete("news/index.md").write({"news/_index.md": "# 新的题\n"})
    build = site.build()
    assert titles_of(build.page("news/index.html")) == ["新的题"]
    assert build.digests() == site.build(clean=True).digests()
    site.delete("news/_index.md")
    assert site.build().digests() == site.build(clean=True).digests()


def test_several_collections_have_lists_of_their_own(html: Build) -> None:
    assert set(listed(html.page("en/blog/index.html"))) == {"Again", "Hello"}
    assert "Hello" not in html.page("zh/news/index.html").text


def test_settings_of_a_collection_are_used(make_site: MakeSite) -> None:
    collection = {"title": "港口新闻", "language": "en", "page_size": 2, "description": "All about it."}
    build = make_site(TEN, {"eulernews_collections": {"news": collection}}).build()
    page = build.page("news/index.html")
    assert titles_of(page) == ["港口新闻"]
    assert "January 10, 2023" in page.text
    assert "news/page/4.html" in build.names()
    assert page.select_one('meta[name="description"]')["content"] == "All about it."  # type: ignore[index]


def test_a_pinned_post_stands_first_on_the_index_and_only_there(make_site: MakeSite) -> None:
    files = {**TEN, "news/p1.md": post_text("第1篇", date="2023-01-01", pinned="true")}
    build = make_site(files, {"eulernews_page_size": 3}).build()
    assert listed(build.page("news/index.html"))[:2] == ["第1篇", "第10篇"]
    assert "第1篇" not in listed(build.page("news/page/1.html"))


OLD = {
    "news/jekyll.md": post_text("杰", "## Y", date="2023-01-02", permalink="/2023/jekyll/"),
    "news/hugo.md": post_text("胡", "## X", date="2023-01-03", url="/关于/hugo/", redirect_from="/h.html"),
    "news/docusaurus.md": post_text("恐龙", date="2023-01-04", slug="nice-name"),
    "news/2023-01-05-hexo.md": post_text(
        "十", "[近](../../02/jekyll/) [邻](../../04/nice-name/) [号](/posts/4a17.html)", date="2023-01-05"
    ),
    "news/numbered.md": post_text("号", date="2023-01-01", abbrlink="4a17"),
    "news/draft.md": post_text("稿", date="2023-01-06", slug="secret", draft="true"),
    "news/links.md": post_text(
        "链接",
        "[a](/2023/jekyll) [b](./nice-name) [c](nice-name) [d](/%E5%85%B3%E4%BA%8E/hugo/index.html#x)\n"
        "[e](https://www.example.org/h.html) [f](/site/2023/01/05/hexo/) [g](https://example.org/site/2023/jekyll/)\n\n"
        '<p><a href="/2023/jekyll/#y">h</a> <a href="https://example.org/site/h.html">i</a> '
        '<a href="/no&amp;pe">j</a></p>'
        "\n\n[k](/news/secret)\n[l](/nowhere/)\n[m](https://example.org/site/nowhere/) [](/h.html)",
        date="2023-01-07",
    ),
}
OLD_CONF = {
    "html_baseurl": "https://example.org/site/",
    "eulernews_old_domains": ["www.example.org"],
    "eulernews_permalink": ["/:year/:month/:day/:title/", "/posts/:abbrlink.html"],
    "eulernews_extra_fields": ["abbrlink"],
}
LINKED = [
    ("a", "jekyll.html"), ("b", "docusaurus.html"), ("c", "docusaurus.html"), ("d", "hugo.html#x"),
    ("e", "hugo.html"), ("f", "2023-01-05-hexo.html"), ("g", "jekyll.html"),
    ("h", "jekyll.html#y"), ("i", "hugo.html"), ("j", "/no&pe"),
    ("m", "https://example.org/site/nowhere/"), ("胡", "hugo.html"),
]  # fmt: skip


def body_links(build: Build, name: str) -> list[tuple[str, str]]:
    return [(link.text, str(link["href"])) for link in build.page(name).select(".e-content a")]


def test_links_to_old_urls_lead_to_the_posts_and_redirects_are_written(make_site: MakeSite) -> None:
    site = make_site(OLD, OLD_CONF)
    build = site.build()
    assert body_links(build, "news/links.html") == LINKED
    assert body_links(build, "news/2023-01-05-hexo.html") == [
        ("近", "jekyll.html"), ("邻", "docusaurus.html"), ("号", "numbered.html"),
    ]  # fmt: skip
    # The draft is there, and has no page.
    assert {(place, line) for kind, place, line in build.places()} == {("news/links.md", 9), ("news/links.md", 12)}
    redirects = {
        "2023/jekyll/index.html", "关于/hugo/index.html", "h.html", "news/nice-name/index.html",
        "2023/01/05/hexo/index.html", "2023/01/03/hugo/index.html", "posts/4a17.html",
    }  # fmt: skip
    assert redirects <= build.names()
    assert "news/secret/index.html" not in build.names()

    # The post that links is not read again when the one it means moves, or comes, or the site gets another pattern.
    site.write(
        {"news/docusaurus.md": post_text("恐龙", date="2023-01-04"), "news/new.md": post_text("新", slug="no&pe")}
    )
    site.write({"news/new.md": post_text("新", date="2023-01-08", permalink="/nowhere/", slug="nice-name")})
    site.configure(eulernews_permalink=["/:year/:title/", "/:abbrlink/"])
    build = site.build()
    assert "news/links" not in build.read
    assert [link for link in body_links(build, "news/links.html") if link[0] in "bfkl"] == [
        ("b", "new.html"), ("l", "new.html"),
    ]  # fmt: skip
    assert build.digests() == site.build(clean=True).digests()


@pytest.mark.parametrize("builder", ["dirhtml", "text"])
def test_old_urls_are_resolved_by_other_builders(make_site: MakeSite, builder: str) -> None:
    site = make_site(OLD, OLD_CONF)
    build = site.build(builder)
    if builder == "dirhtml":
        assert body_links(build, "news/links/index.html")[:2] == [("a", "../jekyll/"), ("b", "../docusaurus/")]
        assert build.places() == {("eulernews.link", "news/links.md", line) for line in (9, 12)}
    else:
        assert "*a* *b* *c* *d*" in build.text("news/links.txt")


RST_LINKS = """
R
=

.. post:: 2024-02-02

`one </old/a/>`_, `two <https://example.org/docs/old/a/#sec>`__, `no </nowhere/>`_, `out <https://example.org/other/>`_

.. figure:: a.png
   :target: /old/a/

   Caption
"""


@pytest.mark.parametrize("builder", ["html", "epub", "latex", "text"])
def test_old_urls_are_resolved_in_restructuredtext(make_site: MakeSite, builder: str) -> None:
    files: dict[str, str | bytes] = {
        "news/a.md": post_text("A", "## Sec", date="2024-01-01", aliases=["/old/a/"]),
        "news/r.rst": RST_LINKS,
        "news/a.png": png(),
    }
    build = make_site(files, {"html_baseurl": "https://example.org/docs/"}).build(builder)
    assert build.of_kind("eulernews.link") == []
    if builder in {"html", "epub"}:
        suffix = "html" if builder == "html" else "xhtml"
        links = {link.text: link["href"] for link in build.page(f"news/r.{suffix}").select(".e-content p a")}
        assert links.items() >= {
            "one": f"a.{suffix}", "two": f"a.{suffix}#sec", "no": "/nowhere/", "out": "https://example.org/other/",
        }.items()  # fmt: skip
