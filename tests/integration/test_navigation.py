"""Generated pages stand in toctrees and are linked like documents; posts have a place below their list."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from conftest import MakeSite
from docutils import nodes
from helpers import DEFAULTS, Project, assert_equal, listed, png, post_text, titles_of
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from sphinx_eulernews.build import BuildState
from sphinx_eulernews.output import navigation
from sphinx_eulernews.output.navigation import documents_in_toctrees

TREE = """\
# 首页

```{toctree}
guide
news/index
news/tags/index
关于内核 <news/tags/内核>
news/archive/2023
```

[全部](news/index.md) 和 {doc}`归档 <news/archive/index>`。
"""
GUIDE = "# 手册\n\n见 {doc}`/news/index`。\n"
ORPHAN = "---\norphan: true\n---\n# 手册\n"
FILES = {
    "index.md": TREE,
    "guide.md": GUIDE,
    "news/a.md": post_text("甲", date="2023-01-01", tags=["内核"]),
    "news/b.md": post_text("乙", date="2023-02-01", tags=["容器"]),
}
CONF = {"eulernews_collections": {"news": {"title": "港口新闻"}}, "html_baseurl": "https://example.org/"}
BUILDERS = ["html", "dirhtml", "singlehtml", "epub", "latex", "text", "man", "texinfo", "xml", "gettext", "dummy"]


def site_of(make_site: MakeSite, **conf: object) -> Project:
    return make_site(FILES, {**CONF, **conf})


@pytest.mark.parametrize("builder", BUILDERS)
def test_generated_pages_in_a_toctree_are_no_error_in_any_builder(make_site: MakeSite, builder: str) -> None:
    site = site_of(make_site)
    assert site.build(builder).said == ""
    again = site.build(builder)
    assert again.said == ""
    assert again.read == frozenset()


def test_they_have_their_titles_and_stand_where_they_are_put(make_site: MakeSite) -> None:
    build = site_of(make_site).build()
    links = [(link.text, link["href"]) for link in build.page("index.html").select(".toctree-wrapper a")]
    assert links == [
        ("手册", "guide.html"),
        ("港口新闻", "news/index.html"),
        ("标签", "news/tags/index.html"),
        ("关于内核", "news/tags/%E5%86%85%E6%A0%B8.html"),
        ("2023", "news/archive/2023.html"),
    ]


@pytest.mark.promise("navigation")
def test_they_are_linked_like_documents(make_site: MakeSite) -> None:
    build = site_of(make_site).build()
    body = build.page("index.html").select(".body p a")
    assert [(link.text, link["href"]) for link in body] == [
        ("全部", "news/index.html"),
        ("归档", "news/archive/index.html"),
    ]
    assert build.page("guide.html").select_one(".body p a")["href"] == "news/index.html"  # type: ignore[index]


def test_the_folder_of_a_collection_may_have_a_space(make_site: MakeSite) -> None:
    index = "# Home\n\n```{toctree}\nour docs/news/index\nTags <our docs/news/tags/index>\n```\n\n"
    links = "[all](<our docs/news/archive/index.md>) [year](our%20docs/news/archive/2023.md)\n"
    build = make_site({"index.md": index + links, "our docs/news/a.md": FILES["news/a.md"]}).build()
    assert build.warnings == ()
    linked = {str(link["href"]) for link in build.page("index.html").select("[role=main] a.internal")}
    pages = ("index", "tags/index", "archive/index", "archive/2023")
    assert linked == {f"our%20docs/news/{page}.html" for page in pages}


def test_a_list_that_is_a_document_shows_what_the_generated_page_would(make_site: MakeSite) -> None:
    page = site_of(make_site).build().page("news/index.html")
    assert titles_of(page) == ["港口新闻"]
    assert listed(page) == ["乙", "甲"]
    assert page.select("link[type='application/atom+xml']")
    assert not [link for link in page.select("a") if "_sources" in str(link.get("href"))]


@pytest.mark.parametrize(
    ("name", "up"),
    [
        ("news/a.html", "index.html"),
        ("news/archive/index.html", "../index.html"),
        ("news/tags/index.html", "../index.html"),
    ],
)
def test_posts_and_indexes_lead_back_to_the_list(make_site: MakeSite, name: str, up: str) -> None:
    page = site_of(make_site).build().page(name)
    assert [link["href"] for link in page.select("link[rel=up]")] == [up]


def test_the_list_is_current_in_the_navigation_of_its_posts_and_only_there(make_site: MakeSite) -> None:
    build = site_of(make_site).build()
    for name in ("news/a.html", "news/archive/2023-02.html", "news/tags/容器.html", "news/index.html"):
        current = build.page(name).select(".sphinxsidebar li.current > a, .sphinxsidebar li.current > p > a")
        assert "港口新闻" in [link.text for link in current], name
    assert not build.page("guide.html").select(".sphinxsidebar a[href='news/a.html']")


def test_a_list_whose_document_has_a_toctree_is_current_as_well(make_site: MakeSite) -> None:
    listing = "# 新闻\n\n## 更早\n\n```{toctree}\narchive/index\n```\n"
    build = make_site({**FILES, "news/index.md": listing}, {**CONF, "html_theme": "furo"}).build()
    assert build.said == ""
    for name, above, archive in (("news/a", "", "archive/"), ("news/archive/2023-01", "../", "")):
        tree = build.page(f"{name}.html").select_one(".sidebar-tree")
        assert tree is not None
        links = [link["href"] for link in tree.select(".current-page > a, .current > a")]
        assert links == [f"{above}index.html", "#"]
        assert len(tree.select(f'li.current a[href="{archive}index.html"]')) == 1


def test_a_list_in_another_builder_is_a_list_of_all_its_posts(make_site: MakeSite) -> None:
    text = site_of(make_site, eulernews_page_size=1).build("text").text("news/index.txt")
    assert "港口新闻" in text
    assert "甲" in text
    assert "乙" in text


def test_a_page_that_is_not_there_is_the_warning_of_sphinx(make_site: MakeSite) -> None:
    site = site_of(make_site).write({"guide.md": "# 手册\n\n```{toctree}\n/news/tags/nothing\n```\n"})
    for _ in range(2):
        [warned] = site.build().warnings
        assert warned.place == ("toc.not_readable", "guide.md", 3)
    assert not (site.build().outdir / "news/tags/nothing.html").exists()


EDITS: dict[str, Callable[[Project], object]] = {
    "nothing": lambda _site: None,
    "a post that is new": lambda site: site.write({"news/c.md": post_text("丙", date="2024-01-01")}),
    "the last post of a tag": lambda site: site.write({"news/a.md": post_text("甲", date="2023-01-01")}),
    "another title": lambda site: site.configure(eulernews_collections={"news": {"title": "新鲜事"}}),
    "a file for the list": lambda site: site.write({"news/index.md": "# 自己的\n\n文字。\n"}),
    "no mention any more": lambda site: site.write({"index.md": "# 首页\n", "guide.md": "# 手册\n"}),
    "what mentions it is a post now": lambda site: site.write({"index.md": "# 首页\n"}).configure(
        eulernews_collections={"news": {}, "": {"posts": ["guide"]}}
    ),
    "a page that comes to be": lambda site: site.write(
        {"guide.md": "# 手册\n\n```{toctree}\n/news/tags/新\n```\n", "news/b.md": post_text("乙", tags=["新"])}
    ),
}


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_any_edit_leaves_what_a_clean_build_makes(make_site: MakeSite, builder: str, edit: str) -> None:
    site = site_of(make_site)
    site.build(builder)
    EDITS[edit](site)
    assert site.build(builder).digests() == site.build(builder, clean=True).digests()


def test_a_list_that_nothing_mentions_any_more_is_no_document(make_site: MakeSite) -> None:
    site = site_of(make_site)
    site.build()
    site.write({"index.md": "# 首页\n"}).delete("guide.md")
    left = {"guide.html", "_sources/guide.md.txt"}  # Sphinx removes no page of a document
    built = {name: digest for name, digest in site.build().digests().items() if name not in left}
    assert built == site.build(clean=True).digests()


def test_a_link_in_a_post_to_a_list_that_becomes_a_document_is_resolved(make_site: MakeSite) -> None:
    link = post_text("丙", "[全部](/news/)、[一页](/news/index.html)", date="2022-01-01")
    site = site_of(make_site).write({"index.md": "# 首页\n", "guide.md": ORPHAN, "news/c.md": link})
    assert site.build().said == ""
    built = site.write({"index.md": "# 首页\n\n```{toctree}\nnews/index\n```\n"}).build()
    assert built.said == ""
    assert built.digests() == site.build(clean=True).digests()


LISTED = {  # how posts write it: the page that it leads to
    "[](index.md)": "index.html", "[x](./index.html#top)": "index.html#top", "[x](./)": "index.html",
    "[x](index.html?from=a#top)": "index.html#top",
    "[x](/news/)": "index.html", "[x](../news/index.md)": "index.html", "<a href='./'>x</a>": "index.html",
    "<a href='/news/index.html'>x</a>": "index.html", "[x](tags/index.md)": "tags/index.html",
    "[x](/news/tags/t/)": "tags/t.html", "<a href='tags/t.html'>x</a>": "tags/t.html",
    "[x](archive/2022.md)": "archive/2022.html", "[x](/news/archive/2022-01.html)": "archive/2022-01.html",
    "[x](/news/archive)": "archive/index.html", "[x](https://example.org/docs/news/authors/)": "authors/index.html",
}  # fmt: skip


def test_posts_link_to_generated_pages_that_are_no_documents(make_site: MakeSite) -> None:
    post = post_text("丙", "\n\n".join(LISTED), date="2022-01-01", tags=["t"])
    conf = {"html_baseurl": "https://example.org/docs/"}
    site = make_site({"index.md": "# 首页\n", "news/c.md": post, "news/d.md": post_text("丁", date="2022-01-02")}, conf)
    built = site.build()
    assert built.said == ""
    assert [link["href"] for link in built.page("news/c.html").select(".e-content a")] == [*LISTED.values()]
    assert site.build("text").said == site.build("epub").said == ""
    built = site.write({"news/c.md": post.replace("- t\n", "").replace("tags: [t]\n", "")}).build()
    assert {warned.kind for warned in built.warnings} == {"eulernews.link"}
    assert built.digests() == site.build(clean=True).digests()


ROLES = {  # of a post in Markdown: what it shows, where it leads
    "{doc}`index`": ("港口", "index.html"), "{doc}`全部 </news/index>`": ("全部", "index.html"),
    "{doc}`tags/t`": ("t", "tags/t.html"), "{doc}`/news/archive/2022`": ("news/archive/2022", "archive/2022.html"),
}  # fmt: skip


def test_the_role_doc_of_posts_leads_to_generated_pages_that_are_no_documents(make_site: MakeSite) -> None:
    text = post_text("丙", "\n\n".join(ROLES), date="2022-01-01", tags=["t"])
    rst = ":date: 2022-01-02\n\n丁\n==\n\n:doc:`index` :doc:`gone` :doc:`tags/gone`\n"
    conf = {"eulernews_collections": {"news": {"title": "港口"}}}
    site = make_site({"index.md": "# 首页\n", "news/c.md": text, "news/d.rst": rst}, conf)
    built = site.build()
    links = built.page("news/c.html").select(".e-content a")
    assert [(link.text, link["href"]) for link in links] == [*ROLES.values()]
    assert [link["href"] for link in built.page("news/d.html").select(".e-content a")] == ["index.html"]
    warned = {("ref.doc", "news/d.rst", 6), ("eulernews.link", "news/d.rst", 6)}
    assert built.places() == warned
    for builder in ("text", "epub"):
        assert {kind for kind, _path, _line in site.build(builder).places()} == {"ref.doc", "eulernews.link"}
    assert "港口" in site.build("text").text("news/c.txt")
    built = site.write({"news/c.md": text.replace("- t\n", "").replace("tags: [t]\n", "")}).build()
    # Sphinx says what it does not find when a page is written, which d.rst is not.
    assert {(kind, path) for kind, path, _line in built.places()} == {
        ("eulernews.link", "news/c.md"), ("eulernews.link", "news/d.rst"),
    }  # fmt: skip
    assert built.digests() == site.build(clean=True).digests()


def test_a_link_to_a_folder_is_no_reason_to_read_a_post_again(make_site: MakeSite) -> None:
    site = site_of(make_site).write({"news/c.md": post_text("丙", "[图](photos/)"), "news/photos/x.png": png(20, 20)})
    site.build()
    assert site.build().read == frozenset()
    built = site.write({"news/photos/index.md": post_text("图集", date="2022-01-01")}).build()
    assert built.read >= {"news/c", "news/photos/index"}
    assert built.digests() == site.build(clean=True).digests()


def test_a_file_for_the_list_that_is_deleted_again_leaves_the_generated_page(make_site: MakeSite) -> None:
    site = site_of(make_site).write({"news/index.md": "# 自己的\n\n文字。\n"})
    assert titles_of(site.build().page("news/index.html")) == ["自己的"]
    build = site.delete("news/index.md").build()
    assert titles_of(build.page("news/index.html")) == ["港口新闻"]
    assert build.digests() == site.build(clean=True).digests()


def test_two_processes_write_what_one_writes(make_site: MakeSite) -> None:
    site = site_of(make_site).write({f"news/p{n}.md": post_text(f"丙{n}", date="2022-01-01") for n in range(30)})
    assert site.build(jobs=2).digests() == site.build(clean=True).digests()


def test_extensions_that_open_all_documents_when_a_build_begins_find_none_without_a_file(make_site: MakeSite) -> None:
    site = make_site(FILES, {"extensions": ["myst_parser", "sphinx_eulernews", "sphinx.ext.autosummary"]})
    clean = site.build().digests()
    again = site.build()
    assert (again.read, again.digests()) == (frozenset(), clean)


def test_extensions_that_look_for_a_document_in_the_source_folder_find_generated_pages_there(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    places: dict[str, str] = {}

    def note_place(app: Sphinx, doctree: nodes.document) -> None:
        places[app.env.docname] = Path(doctree["source"]).relative_to(app.srcdir).with_suffix("").as_posix()

    def connect(app: Sphinx) -> None:
        app.connect("doctree-read", note_place)

    module = ModuleType("places")
    module.setup = connect  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "places", module)
    site_of(make_site, extensions=["myst_parser", "sphinx_eulernews", "places"]).build()
    assert "news/tags/index" in places
    assert [name for name, place in places.items() if name != place] == []


@pytest.mark.parametrize(("conf", "title"), [(CONF, "港口新闻"), ({}, "新闻")])
def test_a_glob_finds_the_list(make_site: MakeSite, conf: dict[str, object], title: str) -> None:
    files = {
        **FILES,
        "index.md": "# 首页\n\n```{toctree}\n:glob:\n\nnews/ind*\n```\n",
        "guide.md": ORPHAN,
    }
    build = make_site(files, {**DEFAULTS, **conf}).build()
    assert build.said == ""
    assert [link.text for link in build.page("index.html").select(".toctree-wrapper a")] == [title]


def test_a_glob_finds_the_list_of_the_first_post_of_a_collection(make_site: MakeSite) -> None:
    page = "---\npost: false\norphan: true\n---\n# 甲\n"
    files: dict[str, str | bytes] = {
        "index.md": "# 首页\n\n```{toctree}\nguide\n```\n",
        "guide.md": "# 指南\n\n```{toctree}\n:glob:\n\nnews/*\n```\n",
        "news/a.md": page,
    }
    site = make_site(files)
    site.build()
    # No file is new, so Sphinx does not look for what the glob matches.
    site.write({"news/a.md": post_text("甲", date="2023-01-01")})
    assert_equal(site.build(), site.build(clean=True))
    assert_equal(site.write({"news/a.md": page}).build(), site.build(clean=True))


def test_without_a_mention_nothing_becomes_a_document(make_site: MakeSite) -> None:
    build = make_site({**FILES, "index.md": "# 首页\n", "guide.md": ORPHAN}, CONF).build()
    assert build.read == {"index", "guide", "news/a", "news/b"}
    assert listed(build.page("news/index.html")) == ["乙", "甲"]


def test_the_summary_says_how_the_news_get_into_the_navigation(make_site: MakeSite) -> None:
    said = "add to a toctree: news/index"
    assert said not in site_of(make_site).build().told
    assert said in make_site({**FILES, "index.md": "# 首页\n", "guide.md": ORPHAN}).build().told


def test_the_quick_start_of_the_readme_works_as_it_is_written(make_site: MakeSite) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    [settings] = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    [toctree] = re.findall(r"````markdown\n(.*?)````", readme, re.DOTALL)
    conf = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in ast.parse(settings).body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    build = make_site(
        {"index.md": f"# Home\n\n{toctree}", "news/a.md": post_text("A", date="2023-01-01")}, conf
    ).build()
    assert build.said == ""
    assert [link["href"] for link in build.page("index.html").select(".toctree-wrapper a")] == ["news/index.html"]


def test_toctrees_are_walked_once_for_all_posts_and_not_at_all_if_the_list_is_in_none(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    walks = list[BuildEnvironment]()

    def count(env: BuildEnvironment) -> frozenset[str]:
        if BuildState.of(env).in_toctrees is None:
            walks.append(env)
        return documents_in_toctrees(env)

    monkeypatch.setattr(navigation, "documents_in_toctrees", count)
    posts = {f"news/p{number}.md": post_text(f"第{number}篇", date=f"2023-01-0{number}") for number in range(1, 5)}
    make_site(posts).build()
    assert walks == []
    build = make_site({**posts, "index.md": "# 首页\n\n```{toctree}\nnews/index\n```\n"}).build()
    assert len(walks) == 1
    for number in range(1, 5):
        current = build.page(f"news/p{number}.html").select(".sphinxsidebar li.current > a")
        assert [link.text for link in current] == ["新闻", f"第{number}篇"]


def test_a_generated_page_may_leave_the_toctree_when_all_documents_are_read_again(make_site: MakeSite) -> None:
    toctree = "# I\n\n```{{toctree}}\nnews/index\n{}```\n"
    files: dict[str, str | bytes] = {"news/a.md": post_text("A", date="2024-01-01", tags=["t"])}
    site = make_site({**files, "index.md": toctree.format("news/tags/index\n")})
    site.build()
    site.reset({**files, "index.md": toctree.format("")}, {"myst_heading_anchors": 2})
    assert site.build().digests() == site.build(clean=True).digests()
