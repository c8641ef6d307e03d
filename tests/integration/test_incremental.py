"""Any series of edits, built one after the other, leaves what a clean build makes; and nothing for nothing."""

from __future__ import annotations

import pytest
from conftest import MakeSite
from edits import CONF, NAMED, Edit, change
from helpers import DEFAULTS, Build, Project, assert_equal, png, post_text, site_in, without_archive
from samples import FILES
from sphinx.config import Config

POST = "zh/news/harbour.md"
BESIDE = "zh/news/cpp.md"
BANNER = f"public/{NAMED}"
EDITS: dict[str, Edit] = {
    "add the newest post": lambda site: site.write({"zh/news/new.md": post_text("新", date="2024-01-01", tags=["容器"])}),  # noqa: E501  a row of a table
    "add the oldest post": lambda site: site.write({"zh/news/new.md": post_text("老", date="2019-01-01", tags=["C"])}),
    "add a post of a new tag": lambda site: site.write({"zh/news/n.md": post_text("新", date="2024-01-01", tags=["全新"])}),  # noqa: E501  a row of a table
    "change a title": change(POST, "title: 港口平台上线", "title: 海港平台上线"),
    "change the body": change(POST, "说明。", "改过的说明。"),
    "change a tag": change(POST, "C++", "C#"),
    "take the last post from a tag": change("zh/news/csharp.md", "tags: [C#]", "tags: [C]"),
    "change a category": change(POST, "category: 新闻", "category: 公告"),
    "change an author": change(POST, "author: 王一", "author: 张三"),
    "change a date": change(POST, "date: 2023-11-25", "date: 2021-02-03"),
    "change a summary": change(POST, "summary: 一句话的摘要。", "summary: 另一句话。"),
    "pin a post": change("zh/news/2020/old.md", "title: 旧闻", "title: 旧闻\npinned: true"),
    "unlist a post": change(POST, "date: 2023-11-25", "date: 2023-11-25\nunlisted: true"),
    "change the bytes of a banner": lambda site: site.write({BANNER: png(1000, 500, (200, 10, 10))}),
    "delete a banner": lambda site: site.delete(BANNER),
    "make a banner no picture": lambda site: site.write({BANNER: b"no picture"}),
    "make a post a draft": change(POST, "date: 2023-11-25", "date: 2023-11-25\ndraft: true"),
    "publish a draft": change("zh/news/draft.md", "draft: true", "draft: false"),
    "opt a post out": change(POST, "date: 2023-11-25", "date: 2023-11-25\npost: false\norphan: true"),
    "rename a post": lambda site: site.rename("zh/news/c.md", "zh/news/2020/c.md"),
    "rename a post that another page links to": lambda site: site.rename(POST, "zh/news/haven.md"),
    "move a post to the place of another": lambda site: site.rename(BESIDE, POST),  # an older file than what was read
    "delete a post": lambda site: site.delete("zh/news/2020/old.md"),
    "delete all posts of a collection": lambda site: site.delete("en/blog/hello.md", "en/blog/again.md"),
    "change page_size": lambda site: site.configure(eulernews_page_size=2),
    "change the title of a collection": lambda site: site.configure(
        eulernews_collections={"zh/news": {"title": "港口新闻"}, "en/blog": {}}
    ),
    "describe a collection": lambda site: site.configure(
        eulernews_collections={"zh/news": {"description": "港口的新闻。"}, "en/blog": {}}
    ),
    "change the name of the project": lambda site: site.configure(project="海港日报", html_title="文档"),
    "take a collection away": lambda site: site.configure(eulernews_collections={"zh/news": {}}),
    "change the slugs": lambda site: site.configure(eulernews_slugs={"容器": "container"}),
    "show drafts": lambda site: site.configure(eulernews_show_drafts=True),
    "take the domain indices away": lambda site: site.configure(html_domain_indices=False),
    "want other domain indices": lambda site: site.configure(html_domain_indices=["py-modindex"]),
    "change date_format": lambda site: site.configure(eulernews_date_format="short"),
    "change picture_quality": lambda site: site.configure(eulernews_image_quality=40),
    "change picture_widths": lambda site: site.configure(eulernews_image_widths=[300]),
    "give the list a page of the user's own": lambda site: site.write({"zh/news/index.md": "---\norphan: true\n---\n# 自己的\n"}),  # noqa: E501  a row of a table
    "give a tag a page of the user's own": lambda site: site.write({"zh/news/tags/c.md": "---\npost: false\norphan: true\n---\n# C\n"}),  # noqa: E501  a row of a table
    "change a page with a list": change("lists.md", ":layout: compact", ":layout: table"),
    "change the title of another page": change("about.md", "# 关于", "# 关于我们"),
}  # fmt: skip


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a site that is edited by one test after the other: each begins with taking back what the last did."""
    site = site_in(tmp_path_factory.mktemp("edited"), FILES, CONF)
    site.build()
    return site


@pytest.mark.promise("2 incremental")
@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edit_leaves_what_a_clean_build_makes(edited: Project, edit: Edit) -> None:
    edited.reset(FILES, CONF)
    edit(edited)
    assert_equal(edited.build(), edited.build(clean=True))


def test_a_banner_that_moves_down_its_front_matter_rewrites_no_list(make_site: MakeSite) -> None:
    site = make_site({**FILES, "page.md": "---\norphan: true\n---\n# 页\n\n```{postlist}\n```\n"})
    before = site.build().stamps()
    change(POST, "banner: ", "# 说明\nbanner: ")(site)
    after = site.build().stamps()
    pages = {name for name in after if before.get(name) != after[name] and name.endswith(".html")}
    assert pages == {"zh/news/harbour.html", "genindex.html", "search.html"}


def test_a_file_of_the_user_s_own_stays_where_a_feed_was(make_site: MakeSite) -> None:
    site = make_site(FILES, {"html_baseurl": "https://news.example/"})
    site.build()
    site.write({"extra/zh/news/atom.xml": "mine"}).configure(html_extra_path=["extra"])
    assert site.build().text("zh/news/atom.xml") == "mine"


def test_feeds_follow_the_ending_of_pages(make_site: MakeSite) -> None:
    site = make_site(FILES, {"html_baseurl": "https://news.example/"})
    assert "/zh/news/harbour.html" in site.build().text("zh/news/atom.xml")
    assert "/zh/news/harbour.htm<" in site.configure(html_link_suffix=".htm").build().text("zh/news/rss.xml")


def test_all_pages_are_written_again_if_all_documents_are(make_site: MakeSite) -> None:
    site = make_site(FILES, {"html_baseurl": "https://news.example/"})
    first = site.build()
    digests = first.digests()
    for name in ("zh/news/tags/index.html", "zh/news/atom.xml"):
        (first.outdir / name).write_text("spoilt", "utf-8")
    assert site.build(force=True).digests() == digests


def test_a_series_of_edits_there_and_back_leaves_the_first_output(make_site: MakeSite) -> None:
    site = make_site(FILES, {"eulernews_page_size": 3})
    first = site.build().digests()
    for name in ("change a title", "change a date", "delete a post", "change the bytes of a banner"):
        EDITS[name](site)
        site.build()
    assert_equal(site.build(), site.build(clean=True))
    site.write(FILES)
    again = site.build().digests()
    assert {name for name in first if first[name] != again.get(name)} == set()
    assert again.keys() == first.keys()


@pytest.mark.promise("3 no change")
@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_a_build_without_changes_reads_nothing_and_rewrites_no_page(make_site: MakeSite, builder: str) -> None:
    site = make_site(FILES, {"eulernews_page_size": 3})
    first = site.build(builder)
    before = first.stamps()
    again = site.build(builder)
    assert again.read == set()
    assert again.warnings == first.warnings
    rewritten = {name for name, stamp in again.stamps().items() if before.get(name) != stamp}
    # What Sphinx writes at every build.
    ours = {name for name in rewritten if name.startswith(("zh/", "en/", "_images/", "news-tags", ".eulernews"))}
    assert ours == set()
    assert {name for name in rewritten if name.endswith(".html")} <= {
        "genindex.html", "search.html", "genindex/index.html", "search/index.html",
    }  # fmt: skip


ONE_FILE: dict[str, tuple[Edit, str]] = {
    "the title of a neighbour": (change("zh/news/c.md", "title: C 语言", "title: C 的语言"), "zh/news/c.md"),
    "another document that is read": (change(BESIDE, "正文一段。", "改过。"), POST),
    "an image of another document": (lambda site: site.write({BANNER: png(1000, 500, (200, 10, 10))}), BESIDE),
    "a list that comes into the toctree": (change("index.md", "about\n", "about\nzh/news/index\n"), "index.md"),
}


@pytest.mark.promise("2 incremental")
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(("edit", "only"), ONE_FILE.values(), ids=ONE_FILE)
def test_what_a_build_of_one_file_leaves_stale_is_written_by_the_next(
    make_site: MakeSite, edit: Edit, only: str, jobs: int
) -> None:
    site = make_site(FILES, CONF)
    site.build()
    edit(site)
    site.build(only=[only], jobs=jobs)
    assert_equal(site.build(), site.build(clean=True))
    untouched = "zh/news/csharp.html"
    assert site.build().stamps()[untouched] == site.build().stamps()[untouched]


def test_html_and_dirhtml_share_doctrees_and_each_is_whole(make_site: MakeSite) -> None:
    site = make_site(FILES)
    site.build("html")
    share_image = site.root / "build"
    (share_image / "html-doctrees").rename(share_image / "dirhtml-doctrees")
    assert_equal(site.build("dirhtml"), site.build("dirhtml", clean=True))
    change(POST, "title: 港口平台上线", "title: 海港")(site)
    site.build("dirhtml")
    (share_image / "dirhtml-doctrees").rename(share_image / "html-doctrees")
    assert_equal(site.build("html"), site.build("html", clean=True))


@pytest.mark.promise("pagination")
def test_a_new_post_rewrites_the_index_and_its_own_terms_but_no_full_page(make_site: MakeSite) -> None:
    files = {f"news/p{n:02}.md": post_text(f"第{n}篇", date=f"2023-01-{n:02}", tags=[f"标签{n}"]) for n in range(1, 11)}
    site = make_site(files, {"eulernews_page_size": 3})
    before = site.build().stamps()
    # In a new month: the span of the newest page is open, so the page before it need not know.
    site.write({"news/p11.md": post_text("第11篇", date="2023-02-11", tags=["标签11"])})
    rewritten = {name for name, stamp in site.build().stamps().items() if before.get(name) != stamp}
    assert {"news/index.html", "news/p11.html", "news/p10.html", "news/tags/index.html"} <= rewritten
    assert "news/tags/标签11.html" in rewritten
    kept = {"news/page/1.html", "news/page/2.html", "news/p01.html", "news/p05.html", "news/tags/标签1.html"}
    assert kept & rewritten == set()


@pytest.mark.parametrize("page", ["index", "news/c"])
def test_the_pages_of_a_toctree_are_linked_around_a_post_that_is_gone_from_it(make_site: MakeSite, page: str) -> None:
    toctree = "\n\n```{toctree}\nnews/a\nnews/b\nabout\n```\n".replace("news/", "/news/").replace("about", "/about")
    files = {f"news/{name}.md": post_text(name, date="2023-01-01") for name in "abc"} | {"about.md": "# About\n"}
    files["index.md"] = "# Home\n\n```{toctree}\nnews/c\n```\n"
    files[f"{page}.md"] += toctree
    site = make_site(files)
    site.build()
    site.delete("news/b.md")
    again = site.build()
    assert again.read == {page}
    assert again.page("news/a.html").find("link", rel="next")["href"] == "../about.html"  # type: ignore[index]
    assert_equal(again, site.build(clean=True))
    site.write({"news/b.md": files["news/b.md"]})
    assert_equal(site.build(), site.build(clean=True))


def test_a_build_that_dies_is_made_good_by_the_next(make_site: MakeSite) -> None:
    site = make_site(FILES)
    build = site.build()
    (build.outdir / ".eulernews.unfinished").touch()
    (build.outdir / "zh/news/index.html").write_text("half", "utf-8")
    assert_equal(site.build(), site.build(clean=True))


@pytest.mark.parametrize("page", ["zh/news/archive/2023.html", "news-tags.html"])
def test_a_page_that_someone_deleted_comes_back(make_site: MakeSite, page: str) -> None:
    site = make_site(FILES)
    (site.build().outdir / page).unlink()
    assert_equal(site.build(), site.build(clean=True))


def test_a_reference_to_a_generated_page_leaves_no_trace_of_when_it_was_read(make_site: MakeSite) -> None:
    page = "---\norphan: true\n---\n# 关于\n\n{doc}`/zh/news/index`\n"
    site = make_site({**FILES, "about.md": page})
    site.build()
    site.write({"about.md": f"{page}\n更多。\n"})
    assert_equal(site.build(), site.build(clean=True))


@pytest.mark.promise("1 repeatable")
def test_two_clean_builds_are_identical(sample: Project, html: Build) -> None:
    assert html.digests() == sample.build(clean=True).digests()


@pytest.mark.promise("1 parallel")
@pytest.mark.parametrize("builder", ["html", "epub"])
@pytest.mark.parametrize("worth", [1, 1_000_000])
def test_a_parallel_build_gives_what_a_serial_one_gives(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, builder: str, worth: int
) -> None:
    monkeypatch.setattr("sphinx_eulernews.output.page_writing._WORTH_PROCESSES", worth)
    more: dict[str, str | bytes] = {
        f"zh/news/{n}/same.md": post_text(f"第{n}篇", "![图](same.png)", date=f"2021-01-{n + 1:02}", tags=["容器"])
        for n in range(12)
    }
    more |= {f"zh/news/{n}/same.png": png(300 + n, 200) for n in range(12)}
    site = make_site({**FILES, **more})
    serial, parallel = site.build(builder), site.build(builder, jobs=2, clean=True)
    assert sorted(parallel.said.splitlines()) == sorted(serial.said.splitlines())
    assert {name for name in parallel.names() if name.endswith((".epub", ".opf"))} <= serial.names()
    assert without_archive(parallel) == without_archive(serial)


SHOWN_ELSEWHERE: dict[str, str | bytes] = {
    **FILES,
    "index.md": "# 首页\n\n```{postlist}\n```\n\n```{taglist}\n```\n\n```{toctree}\nabout\nlists\nzh/news/index\n```\n",
    "en/blog/index.md": "---\norphan: true\n---\n# Blog\n\nOur own page.\n",
    "zh/news/linking.md": post_text("链接", "见 [](harbour.md) 和 [](/about.md)。", date="2019-02-03"),
}
EDITS_ELSEWHERE = {
    **{
        name: EDITS[name]
        for name in (
            "add the newest post", "add a post of a new tag", "change a title", "change a date", "change a tag",
            "make a post a draft", "publish a draft", "delete a post", "change the title of a collection",
            "change date_format", "change the title of another page",
        )
    },
    "remove what others link to": lambda site: site.delete(POST),
    "give a list and a tag pages of the user's own": lambda site: site.write({
        "zh/news/_index.md": "# 新闻\n", "zh/news/tags/c.md": "---\npost: false\norphan: true\n---\n# C\n",
    }),
    "take a list of the user's own away": lambda site: site.delete("en/blog/index.md"),
    "remove all posts below a page of the user's own": EDITS["delete all posts of a collection"],
}  # fmt: skip


@pytest.mark.promise("2 incremental")
@pytest.mark.parametrize("builder", ["text", "epub", "xml"])
@pytest.mark.parametrize("edit", EDITS_ELSEWHERE.values(), ids=EDITS_ELSEWHERE)
def test_builders_without_pages_write_again_what_shows_a_post(make_site: MakeSite, builder: str, edit: Edit) -> None:
    site = make_site(SHOWN_ELSEWHERE, {"eulernews_collections": {"zh/news": {}, "en/blog": {}}})
    site.build(builder)
    edit(site)
    again, clean = site.build(builder), site.build(builder, clean=True)
    # Sphinx deletes no file of a document that is gone, and packs it into the EPUB.
    left = {*(again.names() - clean.names()), "content.opf"} if again.names() - clean.names() else set()
    assert {
        name
        for name, digest in without_archive(clean).items()
        if again.digests().get(name) != digest and name not in left
    } == set()


@pytest.mark.promise("3 no change")
def test_builders_without_pages_write_nothing_if_no_post_changed(make_site: MakeSite) -> None:
    site = make_site(SHOWN_ELSEWHERE)
    site.build("text")
    written = site.build("text").stamps()
    assert site.build("text").stamps() == written


@pytest.mark.promise("7 neighbour")
def test_a_build_leaves_the_defaults_of_sphinx_as_they_are(make_site: MakeSite) -> None:
    site = make_site(FILES)
    for name in ("templates_path", "html_static_path"):
        del site.conf[name]
    site.configure()
    share_image = Config.config_values["templates_path"].default
    before = list(share_image)
    try:
        site.build()
        assert share_image == before
    finally:
        share_image[:] = before
    assert DEFAULTS["templates_path"] == []


def test_the_search_index_is_written_again_only_where_a_document_was_written_or_is_gone(make_site: MakeSite) -> None:
    other = "---\norphan: true\n---\n# 港\n\nbreakwater\n"
    site = make_site({"index.md": "# 首页\n", "other.md": other, "zh/news/a.md": post_text("一", date="2024-01-01")})
    built = site.build()
    assert "breakwat" in built.text("searchindex.js")
    written = built.stamps()["searchindex.js"]
    assert site.build().stamps()["searchindex.js"] == written
    site.delete("other.md")
    assert "breakwat" not in site.build().text("searchindex.js")
