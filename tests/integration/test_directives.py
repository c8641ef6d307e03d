"""Directives and roles: one tree from reStructuredText and MyST, and something true in every builder."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from conftest import MakeSite
from helpers import Build, Project, listed, png, post_text, site_in
from myst_parser import __version__ as myst_version
from samples import FILES
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

# Name, argument, options, content.
WRITTEN: list[tuple[str, str, dict[str, str], str]] = [
    ("postlist", "", {}, ""),
    ("postlist", "", {
        "collection": "news", "tags": "容器, C++", "category": "新闻", "author": "王一", "after": "2023-01-01",
        "before": "2023-12", "language": "zh", "pinned": "false", "limit": "3", "sort": "title", "layout": "table",
        "paginate": "", "title": "标题", "empty": "没有",
    }, ""),
    ("taglist", "", {"of": "authors", "style": "list", "counts": "false", "limit": "3", "collection": "news"}, ""),
    ("archivelist", "", {"collection": "news"}, ""),
    ("banner", "/a.png", {"alt": "图", "caption": "说明", "credit": "王一"}, ""),
    ("update", "2024-01-05", {}, "下载地址变了。"),
    ("post", "2023-11-25", {"tags": "容器", "title": "标题"}, "摘要。"),
]  # fmt: skip


def rst(name: str, argument: str, options: dict[str, str], content: str) -> str:
    lines = [f".. {name}:: {argument}".rstrip(), *(f"   :{key}: {value}".rstrip() for key, value in options.items())]
    return "\n".join([*lines, "", f"   {content}" if content else "", ""])


def myst(name: str, argument: str, options: dict[str, str], content: str) -> str:
    lines = [f"```{{{name}}} {argument}".rstrip(), *(f":{key}: {value}".rstrip() for key, value in options.items())]
    return "\n".join([*lines, *([content] if content else []), "```", ""])


@pytest.mark.promise("directives")
@pytest.mark.parametrize("written", WRITTEN, ids=[f"{name}-{len(options)}" for name, _, options, _ in WRITTEN])
def test_both_languages_give_one_tree(make_site: MakeSite, written: tuple[str, str, dict[str, str], str]) -> None:
    trees = []
    for suffix, text in (("rst", "标题\n====\n\n" + rst(*written)), ("md", "# 标题\n\n" + myst(*written))):
        site = make_site({f"news/a.{suffix}": text, "a.png": png(300, 200)})
        with patch_docutils(site.source), docutils_namespace():
            app = Sphinx(site.source, site.source, site.root / "o", site.root / "d", "dummy", status=None, warning=None)
            app.build()
            tree = app.env.get_doctree("news/a").pformat()
        tree = re.sub(r' (source|ids|names|backrefs|slug|myst_line|eulernews_\w+)="[^"]*"', "", tree)
        trees.append(re.sub(r"\.(rst|md)\b", "", tree))
    assert trees[0] == trees[1]
    if written[0] not in {"update", "post"}:
        assert "<directive_placeholder" in trees[0]


LISTS = {
    "": ["港口平台上线", "C 语言", "C++ 语言", "Again", "Hello", "C# 语言", "月报", "旧闻", "更旧的新闻", "没有日期的文章"],  # noqa: E501  a row of a table
    ":collection: en/blog": ["Again", "Hello"],
    ":tags: C++": ["港口平台上线", "C++ 语言"],
    ":tags: c++, 内核": ["港口平台上线", "C 语言", "C++ 语言", "旧闻"],
    ":category: 新闻": ["港口平台上线"],
    ":author: 李二": ["C 语言", "C++ 语言"],
    ":author: 李二\n:tags: C++": ["C++ 语言"],
    ":after: 2023-10-02": ["港口平台上线", "C 语言"],
    ":before: 2020-07": ["旧闻", "更旧的新闻"],
    ":language: en": ["Again", "Hello"],
    ":pinned:": [],
    ":limit: 2": ["港口平台上线", "C 语言"],
    ":limit: 1\n:sort: oldest\n:after: 2020-01-01": ["更旧的新闻"],
    ":collection: en/blog\n:sort: title": ["Again", "Hello"],
}  # fmt: skip


@pytest.mark.promise("directives")
def test_every_filter_of_a_list_chooses(make_site: MakeSite) -> None:
    pages = {
        f"l{place}.md": f"---\norphan: true\n---\n# 列表\n\n```{{postlist}}\n{options}\n```\n"
        for place, options in enumerate(LISTS)
    }
    build = make_site({**FILES, **pages}).build()
    for place, (options, expected) in enumerate(LISTS.items()):
        assert listed(build.page(f"l{place}.html")) == expected, options


@pytest.mark.parametrize("layout", ["cards", "list", "table", "compact"])
def test_every_layout_lists_every_post_in_every_kind_of_builder(make_site: MakeSite, layout: str) -> None:
    page = f"# 列表\n\n```{{postlist}}\n:layout: {layout}\n:collection: en/blog\n```\n"
    site = make_site({**FILES, "lists.md": page})
    assert listed(site.build("html").page("lists.html")) == ["Again", "Hello"]
    text = site.build("text").text("lists.txt")
    assert text.index("Again") < text.index("Hello")


def test_an_empty_list_says_what_its_author_wants(make_site: MakeSite) -> None:
    page = "# 列表\n\n```{postlist}\n:tags: 没有\n:empty: 还没有文章。\n```\n"
    site = make_site({**FILES, "lists.md": page})
    assert "还没有文章。" in site.build().page("lists.html").text
    assert "还没有文章。" in site.build("text").text("lists.txt")


def test_a_list_on_the_index_of_a_collection_is_split_into_pages(make_site: MakeSite) -> None:
    posts = {f"news/p{n}.md": post_text(f"第{n}篇", date=f"2023-01-0{n}") for n in range(1, 8)}
    index = "# 首页\n\n```{postlist}\n:paginate:\n:layout: compact\n```\n"
    site = make_site({**posts, "news/index.md": index}, {"eulernews_page_size": 2})
    page = site.build().page("news/index.html")
    assert listed(page) == ["第7篇", "第6篇", "第5篇"]
    assert page.select_one("nav a[rel=next]")["href"] == "page/2.html"  # type: ignore[index]
    # A builder without pages lists all of them.
    text = site.build("text").text("news/index.txt")
    assert [n for n in range(1, 8) if f"第{n}篇" not in text] == []


PAGINATED = {
    ":collection: news": (["第7篇", "第6篇", "第5篇"], "news/page/2.html", ""),
    ":collection: news\n:tags: 岸": (["第7篇", "第5篇"], "news/tags/岸/page/1.html", ""),
    ":collection: news\n:tags: 岸\n:after: 2023-01-03": (["第7篇", "第5篇", "第3篇"], "", "leave out 'after'"),
    ":collection: news\n:limit: 4\n:sort: oldest": ([f"第{n}篇" for n in range(1, 5)], "", "'limit', 'sort'"),
    ":collection: news\n:tags: 岸, 海": ([f"第{n}篇" for n in range(7, 0, -1)], "", "one of these only"),
    ":tags: 岸": (["第7篇", "第5篇", "第3篇", "第1篇"], "", "name one collection"),
}  # fmt: skip


def test_a_list_with_filters_has_the_numbered_pages_of_its_term_or_a_warning(make_site: MakeSite) -> None:
    posts = {
        f"news/p{n}.md": post_text(f"第{n}篇", date=f"2023-01-0{n}", tags=["岸" if n % 2 else "海"])
        for n in range(1, 8)
    }
    lists = {
        f"l{place}.md": f"---\norphan: true\n---\n# 列表\n\n```{{postlist}}\n:paginate:\n{options}\n```\n"
        for place, options in enumerate(PAGINATED)
    }
    other = {"blog/a.md": post_text("别处", date="2022-01-01")}
    build = make_site({**posts, **lists, **other}, {"eulernews_page_size": 2}).build()
    warned = {Path(each.path).stem: each for each in build.warnings}
    for place, (options, (titles, older, warning)) in enumerate(PAGINATED.items()):
        page = build.page(f"l{place}.html")
        assert listed(page) == titles, options
        assert [unquote(str(link["href"])) for link in page.select(".eulernews-pagination a[rel=next]")] == [older][
            : bool(older)
        ]
        assert not page.select("search.eulernews-filter, script[src*=eulernews-filter]")
        assert (f"l{place}" in warned) == bool(warning)
        if warning:
            found = warned[f"l{place}"]
            assert (found.kind, found.line) == ("eulernews.directive", 6)
            assert warning in found.message


@pytest.mark.parametrize("builder", ["html", "text", "latex"])
def test_indexes_of_terms_and_months_name_them(make_site: MakeSite, builder: str) -> None:
    page = "# 目录\n\n```{taglist}\n```\n\n```{taglist}\n:of: authors\n```\n\n```{archivelist}\n```\n"
    build = make_site({**FILES, "lists.md": page}).build(builder)
    [name] = [
        name for name in build.names() if name.endswith((".tex", "lists.txt", "/lists.html")) or name == "lists.html"
    ]
    shown = build.page(name).text if builder == "html" else build.text(name)
    for word in ("容器", "王一", "2023年11月", "2020"):
        assert word in shown


ROLES = (
    "# 角色\n\n{news:post}`zh/news/harbour` {news:post}`这篇 <zh/news/harbour>` {news:post}`cpp` "
    "{news:tag}`容器` {news:tag}`C++` {news:category}`新闻` {news:author}`王一`\n"
)


@pytest.fixture(scope="module")
def roles(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a site with every role on one page."""
    return site_in(tmp_path_factory.mktemp("roles"), {**FILES, "lists.md": ROLES})


@pytest.mark.promise("roles")
def test_roles_link_to_posts_and_terms(roles: Project) -> None:
    build = roles.build()
    assert {warned.kind for warned in build.warnings} == {"eulernews.date"}
    body = build.page("lists.html").select_one("div.body")
    assert body is not None
    assert [(link["href"], link.text) for link in body.select("p a")] == [
        ("zh/news/harbour.html", "港口平台上线"),
        ("zh/news/harbour.html", "这篇"),
        ("zh/news/cpp.html", "C++ 语言"),
        ("zh/news/tags/%E5%AE%B9%E5%99%A8.html", "容器"),
        ("zh/news/tags/cpp.html", "C++"),
        ("zh/news/categories/%E6%96%B0%E9%97%BB.html", "新闻"),
        ("zh/news/authors/%E7%8E%8B%E4%B8%80.html", "王一"),
    ]
    assert body.select("p a code") == []


def test_the_role_any_means_a_post_without_ambiguity(make_site: MakeSite) -> None:
    build = make_site({**FILES, "lists.md": "# 角色\n\n{any}`zh/news/c` 与 {any}`about`\n"}).build()
    assert build.of_kind("ref.any") == []
    assert build.page("lists.html").select_one('p a[href="zh/news/c.html"]') is not None


@pytest.mark.promise("builders")
@pytest.mark.parametrize("builder", ["latex", "text", "singlehtml", "epub", "man", "texinfo"])
def test_no_link_dangles_where_there_are_no_pages_of_terms(roles: Project, builder: str) -> None:
    build = roles.build(builder)
    assert {warned.kind for warned in build.warnings} <= {"eulernews.date"}
    for name in build.names():
        if name.endswith((".html", ".xhtml")):
            for link in build.page(name).select("a[href]"):
                address = str(link["href"])
                assert "/tags/" not in address, name
                assert "/authors/" not in address, name


@pytest.mark.parametrize(
    ("role", "target"),
    [("post", "没有"), ("tag", "没有"), ("category", "没有"), ("author", "没有"), ("post", "/zh/news/没有")],
)
def test_a_role_that_means_nothing_is_a_warning_at_its_line(make_site: MakeSite, role: str, target: str) -> None:
    page = f"# 角色\n\n一行。\n\n{{news:{role}}}`{target}`\n"
    build = make_site({**FILES, "about.md": page}).build()
    [warned] = [warned for warned in build.warnings if warned.path == "about.md"]
    assert warned.line == 5
    assert target in warned.message


def test_the_index_of_tags_leads_to_their_pages(html: Build) -> None:
    index = html.page("news-tags.html")
    links = {link.text: link["href"] for link in index.select(".indextable a")}
    assert (html.outdir / str(links["C++"]).partition("#")[0]).is_file()
    assert "2 篇" in index.text
    assert "机密" not in index.text
    assert index.select_one(".body h1").text == "按标签浏览新闻"  # type: ignore[union-attr]


def test_where_tags_have_no_pages_their_posts_stand_below_them(sample: Project) -> None:
    text = sample.build("epub").text("news-tags.xhtml")
    assert text.index("C++") < text.index("C++ 语言")
    assert "机密" not in text


@pytest.mark.parametrize("date", [" 昨天", ""])
def test_the_author_of_an_update_is_told_of_a_bad_date(make_site: MakeSite, date: str) -> None:
    page = post_text("甲", f"一\n\n```{{update}}{date}\n说明。\n```", date="2023-01-01")
    other = f"B\n=\n\n.. post:: 2023-01-01\n\n.. update::{date}\n\n   It moved.\n"
    build = make_site({"news/a.md": page, "news/b.rst": other}).build()
    assert build.places() == {("eulernews.directive", "news/a.md", 8), ("eulernews.directive", "news/b.rst", 6)}
    assert "说明。" in build.page("news/a.html").text
    assert "It moved." in build.page("news/b.html").text


def test_an_update_sets_the_date_of_the_last_change(make_site: MakeSite) -> None:
    page = post_text("甲", "```{update} 2024-01-05\n新。\n```\n\n```{update} 2023-12-01\n旧。\n```", date="2023-01-01")
    found = make_site({"news/a.md": page}).build().page("news/a.html")
    assert found.select_one("time.dt-updated")["datetime"] == "2024-01-05"  # type: ignore[index]
    assert "2024年1月5日 更新" in found.text


def test_an_update_at_the_top_is_not_the_summary(make_site: MakeSite) -> None:
    page = post_text("甲", "```{update} 2024-01-05\n下载已移走。\n```\n\n平台上线。", date="2023-01-01")
    build = make_site({"news/a.md": page}).build()
    assert [summary.text for summary in build.page("news/index.html").select(".p-summary")] == ["平台上线。"]


def test_a_date_of_an_option_is_read_as_those_of_posts_are(make_site: MakeSite) -> None:
    lists = "# L\n\n```{postlist}\n:after: 01/02/2024\n```\n\n```{postlist}\n:before: soon\n```\n"
    files = {f"news/{day}.md": post_text(f"第{day}天", date=f"{day:02}/02/2024") for day in (1, 2)}
    files["news/0.md"] = post_text("以前", date="31/01/2024")
    build = make_site({**files, "index.md": lists}, {"eulernews_date_input": "%d/%m/%Y"}).build()
    chosen, every = build.page("index.html").select(".h-feed")
    assert listed(chosen) == ["第2天", "第1天"]
    assert listed(every) == ["第2天", "第1天", "以前"]
    [warned] = build.of_kind("eulernews.directive")
    assert warned.place == ("eulernews.directive", "index.md", 7)
    assert "the option 'before' = 'soon' is ignored: it is not a date" in warned.message


def test_special_interest_groups_are_a_taxonomy_like_any_other(make_site: MakeSite) -> None:
    site = make_site({
        "index.md": "# Home\n\n{news:sig}`Kernel`\n\n```{postlist}\n:sig: Kernel\n:layout: compact\n```\n",
        "news/a.md": "---\ntitle: Alpha\ndate: 2023-01-01\nsig: Kernel\n---\n\nText.\n",
        "news/b.md": "---\ntitle: Beta\ndate: 2023-01-02\n---\n\nText.\n",
        "blog/c.md": "---\ntitle: Gamma\ndate: 2023-01-03\n---\n\nText.\n",
    }, {"html_baseurl": "https://example.org/"})  # fmt: skip
    built = site.build()
    assert not built.warnings
    assert [link.text for link in built.page("news/a.html").select(".eulernews-byline .eulernews-sigs a")] == ["Kernel"]
    assert built.page("index.html").select_one("a[href='news/sigs/kernel.html']")
    assert [entry.text for entry in built.page("index.html").select(".h-feed .p-name")] == ["Alpha"]
    assert (built.outdir / "news/sigs/kernel/atom.xml").exists()
    assert [link.text for link in built.page("news/sigs/index.html").select(".eulernews-terms a")] == ["Kernel"]
    assert not (built.outdir / "blog/sigs").exists()
    assert not built.page("blog/index.html").select("a[href*=sigs]")


@pytest.mark.parametrize("directive", ["banner:: gone.png", "post:: 2024-01-03", "post::"])
def test_a_figure_may_hold_a_directive_that_shows_nothing(make_site: MakeSite, directive: str) -> None:
    figure = f".. figure:: pic.png\n\n   .. {directive}\n\nThe end.\n"
    head = "" if directive == "post:: 2024-01-03" else ".. post:: 2024-01-02\n\n"
    built = make_site({"news/a.rst": f"Alpha\n=====\n\n{head}{figure}", "news/pic.png": png(40, 30)}).build()
    assert "The end." in built.page("news/a.html").select_one(".e-content").text  # type: ignore[union-attr]
    assert [(warned.kind, warned.path) for warned in built.warnings if "docutils" not in warned.kind] == (
        [("eulernews.banner", "news/a.rst")] if "banner" in directive else
        [("eulernews.directive", "news/a.rst")] if head else []
    )  # fmt: skip


def test_an_option_that_cannot_be_used_costs_itself_alone(make_site: MakeSite) -> None:
    site = make_site({
        "index.md": "# Home\n\n```{postlist}\n:layuot: table\n:limit: many\n:tags: a\n:layout: list\n:after:\n"
        ":language: cn\n```\n",
        "news/a.rst": "Alpha\n=====\n\n.. post:: Jan 2, 2024\n   :tags: a\n   :mood: good\n\nText.\n",
        "news/b.rst": "Beta\n====\n\n.. post:: 2024-01-03\n   :draft:\n\nText.\n",
        "news/c.rst": "Gamma\n=====\n\n.. post:: 2024-01-04\n\n.. update:: 2024-01-05\n   :mood: good\n\n   New.\n",
    })  # fmt: skip
    built = site.build()
    assert [entry.text for entry in built.page("index.html").select(".eulernews-list .p-name")] == ["Alpha"]
    assert [(warned.kind, warned.path) for warned in built.warnings] == [
        *[("eulernews.directive", "index.md")] * 4,
        ("eulernews.directive", "news/a.rst"), ("eulernews.directive", "news/c.rst"),
    ]  # fmt: skip
    assert "did you mean 'layout'" in built.warnings[0].message
    assert "'many' is ignored: write a number, 1 or more" in " ".join(warned.message for warned in built.warnings)
    assert "'cn' is ignored: write the code of a language" in " ".join(warned.message for warned in built.warnings)
    assert "'after' = '' is ignored: write a date" in " ".join(warned.message for warned in built.warnings)
    assert not (built.outdir / "news/b.html").exists()


def test_unknown_names_are_warnings_at_every_build_until_they_are_right(make_site: MakeSite) -> None:
    site = make_site({
        "index.md": "# Home\n\n```{postlist}\n:tags: kernle\n```\n\n```{taglist}\n:collection: nwes\n```\n",
        "news/a.md": "---\ntitle: A\ndate: 2023-01-01\ntags: kernel\nrelated: [b, c]\n---\n\nText.\n",
        "news/b.md": "---\ntitle: B\ndate: 2031-01-01\n---\n\nText.\n",
    })  # fmt: skip
    expected = {
        ("eulernews.directive", "index.md", 3), ("eulernews.directive", "index.md", 7),
        ("eulernews.field", "news/a.md", 5), ("eulernews.date", "news/b.md", 3),
    }  # fmt: skip
    first = site.build()
    assert first.places() == expected
    assert "did you mean 'kernel'" in " ".join(warned.message for warned in first.warnings)
    assert "没有与“kernle”相关的文章。" in first.page("index.html").text
    assert site.build().places() == expected
    site.write({
        "index.md": "# Home\n\n```{postlist}\n:tags: kernel\n```\n",
        "news/a.md": "---\ntitle: A\ndate: 2023-01-01\ntags: kernel\nrelated: b\n---\n\nText.\n",
    }).configure(eulernews_future="hide")  # fmt: skip
    assert site.build().places() == set()


# The text of a post, and where the warning is.
UNREAD = [
    ("T\n=\n\n.. post:: 2023-11-25\n   :tags: a\n   :tags: b\n   :draft:\n\n   News.\n", 4),
    ("T\n=\n\n.. post:: 2023-11-25\n   :draft:\n   tags: a\n", 4),
    ("T\n=\n\n.. post:: 2023-11-25\n   :draft\n   :tags: a\n", 4),
    # Before MyST 5.2, a directive does not know what options MyST could not read.
    *([("# T\n\n```{post} 2023-11-25\n:draft:\n:tags a\n```\n", 3)] if not myst_version.startswith("5.0") else []),
]


@pytest.mark.promise("unpublished")
@pytest.mark.parametrize(("text", "line"), UNREAD)
def test_a_post_whose_directive_cannot_be_read_is_held_back(make_site: MakeSite, text: str, line: int) -> None:
    name = "news/a.md" if text.startswith("#") else "news/a.rst"
    built = make_site({**FILES, name: text}).build()
    assert ("eulernews.directive", name, line) in built.places()
    assert "news/a.html" not in built.names()


@pytest.mark.parametrize(
    "text",
    [
        "T\n=\n\n.. post:: 2023-11-25\n\n   :doc:`/index` has news.\n",
        "T\n=\n\n.. post:: 25 November\n   2023\n   :tags: a\n",
        "# T\n\n:::{post}\n:::\n",
        "# T\n\n:::{post} 2023-11-25\n:tags: a\n:::\n",
        "# T\n\n```{post} 2023-11-25\n\n{doc}`/index` has news.\n```\n",
    ],
)
def test_a_post_whose_directive_can_be_read_is_shown(make_site: MakeSite, text: str) -> None:
    name = "news/a.md" if text.startswith("#") else "news/a.rst"
    built = make_site({**FILES, name: text}).build()
    assert not built.of_kind("eulernews.directive")
    assert "news/a.html" in built.names()
