"""Posts as they come: whatever is wrong with one, it is built, listed, and said where."""

from __future__ import annotations

import json
import zlib
from typing import Any

import pytest
from conftest import MakeSite
from helpers import Build, listed, png, post_text, site_in, titles_of

from sphinx_eulernews.output import build_summary

GOOD = post_text("正常", date="2023-01-01")
HOSTILE = "<script>alert(1)</script>"

# Source of the post, title shown, warnings (kind, line).
ODD: list[tuple[str, str | bytes, str, list[tuple[str, int]]]] = [
    ("no header", "正文。\n", "a", [("eulernews.date", 1), ("eulernews.title", 1)]),
    ("a heading only", "# 标题在正文\n\n正文。\n", "标题在正文", [("eulernews.date", 1)]),
    ("no date", "\n---\ntitle: 甲\n---\n正文。\n", "甲", [("eulernews.date", 2)]),
    ("no title", "---\ndate: 2023-11-25\n---\n正文。\n", "a", [("eulernews.title", 1)]),
    ("no body", "---\ntitle: 甲\ndate: 2023-11-25\n---\n", "甲", []),
    ("nothing", "", "a", [("eulernews.date", 1), ("eulernews.title", 1)]),
    ("a bad date", "---\ntitle: 甲\ndate: 明天\n---\n正文。\n", "甲", [("eulernews.date", 3)]),
    ("a bad flag", "---\ntitle: 甲\ndate: 2023-11-25\npinned: 也许\n---\n正文。\n", "甲", [("eulernews.field", 4)]),
    ("a misspelt key", "---\ntitle: 甲\ndate: 2023-11-25\ntages: [a]\n---\n正文。\n", "甲", [("eulernews.field", 4)]),
    ("broken YAML", "---\ntitle: 甲\nsummary: a: b: c\ndate: 2023-11-25\n---\n正文。\n", "甲", [("eulernews.front_matter", 3)]),  # noqa: E501  a row of a table
    ("broken TOML", "+++\ntitle = '甲'\ndate = 2023-11-25\nsummary = 无引号\n+++\n正文。\n", "甲", [("eulernews.front_matter", 4)]),  # noqa: E501  a row of a table
    ("an unclosed header", "---\ntitle: 甲\ndate: 2023-11-25\n\n正文。\n", "甲", [("eulernews.front_matter", 1)]),
    ("a stray end tag", post_text("甲", "一\n\n</div>\n\n二", date="2023-11-25"), "甲", [("eulernews.html", 8)]),
    ("a missing picture", post_text("甲", "一\n\n![图](没有.png)", date="2023-11-25"), "甲", [("eulernews.image", 8)]),
    ("a missing raw picture", post_text("甲", '一\n\n<img src="没有.png">', date="2023-11-25"), "甲", [("eulernews.image", 8)]),  # noqa: E501  a row of a table
    ("GB18030", post_text("港口", "正文在此。", date="2023-11-25").encode("gb18030"), "港口", [("eulernews.encoding", 1)]),  # noqa: E501  a row of a table
    ("UTF-16", post_text("港口", "正文在此。", date="2023-11-25").encode("utf-16"), "港口", [("eulernews.encoding", 1)]),  # noqa: E501  a row of a table
    ("a single bad byte", post_text("港口", "正文在此。", date="2023-11-25").encode() + b"\xff\xfe\xff.", "港口", [("eulernews.encoding", 1)]),  # noqa: E501  a row of a table
    ("a byte order mark", ("\ufeff" + post_text("港口", date="2023-11-25")), "港口", []),
    ("CRLF", post_text("港口", date="2023-11-25").replace("\n", "\r\n"), "港口", []),
    ("control characters", post_text("港\x07口", "正\x00文", date="2023-11-25"), "港口", []),
    ("TOML", "+++\ntitle = '甲'\ndate = 2023-11-25\ntags = ['a']\n+++\n正文。\n", "甲", []),
    ("MyST syntax that is prose", post_text("甲", "% 开头\n\n+++\n\n$1 和 $2，[^x] 与 install.sh", date="2023-11-25"), "甲", []),  # noqa: E501  a row of a table
]  # fmt: skip


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Return one site with every odd post in a folder of its own."""
    files: dict[str, str | bytes] = {f"news/n{place}/a.md": text for place, (_, text, _, _) in enumerate(ODD)}
    return site_in(tmp_path_factory.mktemp("odd"), {**files, "news/good.md": GOOD}, {"eulernews_page_size": 99}).build()


@pytest.mark.promise("unedited")
@pytest.mark.parametrize("place", range(len(ODD)), ids=[name for name, *_ in ODD])
def test_an_odd_post_is_built_and_listed_with_true_warnings(odd: Build, place: int) -> None:
    _, _, title, expected = ODD[place]
    path = f"news/n{place}/a"
    page = odd.page(f"{path}.html")
    assert titles_of(page) == [title]
    links = odd.page("news/index.html").select(f'.h-feed a.u-url[href="n{place}/a.html"]')
    assert [link.text for link in links] == [title]
    warned = sorted((warned.kind, warned.line) for warned in odd.warnings if warned.path == f"{path}.md")
    assert warned == expected


@pytest.mark.promise("warnings")
def test_there_are_no_other_warnings(odd: Build) -> None:
    assert {warned.path.partition("/")[0] for warned in odd.warnings} == {"news"}
    assert {warned.kind.partition(".")[0] for warned in odd.warnings} == {"eulernews"}
    assert "toctree" not in odd.said


def test_text_in_other_encodings_is_shown(odd: Build) -> None:
    for place, (name, *_) in enumerate(ODD):
        if name in {"GB18030", "UTF-16", "a single bad byte"}:
            assert "正文在此。" in odd.page(f"news/n{place}/a.html").text


def test_undated_posts_stand_last(odd: Build) -> None:
    shown = odd.page("news/index.html").select(".h-feed .h-entry")
    dated = [entry.select_one("time") is not None for entry in shown]
    assert dated == sorted(dated, reverse=True)
    assert not all(dated)


def test_prose_that_looks_like_myst_is_shown(odd: Build) -> None:
    place = len(ODD) - 1
    text = odd.page(f"news/n{place}/a.html").text
    for part in ("% 开头", "$1 和 $2", "[^x]", "install.sh"):
        assert part in text


@pytest.mark.promise("title")
@pytest.mark.parametrize(
    ("front_matter", "body", "expected"),
    [
        ("甲", "正文", ["甲"]),
        ("甲", "# 甲\n\n## 乙", ["甲", "乙"]),
        ("甲", "# 乙\n\n# 丙", ["甲", "乙", "丙"]),
        ("", "# 乙\n\n# 丙", ["乙", "丙"]),
        ("", "## 乙", ["a", "乙"]),
        ("'***甲***'", "正文", ["甲"]),
        ("C++ & <b>", "正文", ["C++ & <b>"]),
    ],
)
def test_a_page_has_one_h1_and_the_title_of_the_right_source(
    make_site: MakeSite, front_matter: str, body: str, expected: list[str]
) -> None:
    page = make_site({"news/a.md": post_text(front_matter, body, date="2023-11-25")}).build().page("news/a.html")
    article = page.select_one(".h-entry")
    assert article is not None
    headings = [heading.text.removesuffix("¶") for heading in article.find_all(["h1", "h2", "h3"])]
    assert headings == expected
    assert titles_of(page) == expected[:1]
    assert (page.title.text if page.title else "").startswith(expected[0])


RST = "标题\n====\n\n.. post:: 2023-11-25\n   :tags: 容器, 内核\n   :author: 王一\n\n   摘要一句。\n\n正文。\n"


def test_rst_documents_are_posts_by_the_post_directive(make_site: MakeSite) -> None:
    build = make_site({"news/a.rst": RST}).build()
    assert build.said == ""
    page = build.page("news/a.html")
    assert [link.text for link in page.select("a[rel=tag]")] == ["容器", "内核"]
    assert page.select_one("time.dt-published")["datetime"] == "2023-11-25"  # type: ignore[index]
    card = build.page("news/index.html").select_one(".h-entry")
    assert card is not None
    assert "摘要一句。" in card.text


EVERY_FIELD: dict[str, Any] = {
    "category": f"'{HOSTILE}'", "tags": [f"'{HOSTILE}'"], "author": f"'{HOSTILE}'", "summary": f"'{HOSTILE}'",
    "banner_alt": f"'{HOSTILE}'", "sig": f"'{HOSTILE}'", "language": f"'{HOSTILE}'", "translation": f"'{HOSTILE}'",
    "series": f"'{HOSTILE}'", "related": [f"'{HOSTILE}'"], "aliases": [f"'/{HOSTILE}'"], "archives": f"'{HOSTILE}'",
    "canonical": f"'https://example.org/\"{HOSTILE}'", "banner": "a.png", "updated": "2024-01-01",
}  # fmt: skip


@pytest.mark.promise("escaped")
@pytest.mark.parametrize("builder", ["html", "singlehtml", "epub", "xml"])
def test_no_field_becomes_markup_anywhere(make_site: MakeSite, builder: str) -> None:
    files: dict[str, str | bytes] = {
        "index.md": "# 首页\n\n```{toctree}\nnews/a\n```\n\n```{postlist}\n```\n\n```{taglist}\n```\n",
        "news/a.md": post_text(f"'甲{HOSTILE}'", date="2023-11-25", **EVERY_FIELD),
        "news/b.md": post_text(f"'乙{HOSTILE}'", date="2023-11-24", external=f"'https://example.org/\"{HOSTILE}'"),
        "news/a.png": png(300, 200),
    }
    collection = {"news": {"title": HOSTILE, "description": HOSTILE}}
    build = make_site(files, {"eulernews_collections": collection, "project": "p"}).build(builder)
    shown = [name for name in build.names() if name.endswith((".html", ".xhtml", ".xml", ".opf", ".ncx"))]
    assert shown
    for name in shown:
        assert "<script>alert(1)" not in build.text(name), name


HIDDEN = {
    "news/draft.md": post_text("草稿机密", "机密正文", date="2023-01-01", draft="true", tags=["机密标签"]),
    "news/later.md": post_text("将来机密", "机密正文", date="2023-01-01", publish="2027-01-01", tags=["机密标签"]),
    "news/gone.md": post_text("过期机密", "机密正文", date="2023-01-01", expires="2024-01-01", tags=["机密标签"]),
}


IN_TOCTREES = {
    "index.md": "# 首页\n\n```{toctree}\n:glob:\n\nnews/*\nnamed\n```\n",
    "named.md": "# 点名\n\n```{toctree}\n:caption: 目录\n\n题目 <news/later>\nnews/draft\n```\n",
}


@pytest.mark.promise("unpublished")
@pytest.mark.parametrize("others", [{}, IN_TOCTREES], ids=["listed", "in_toctrees"])
@pytest.mark.parametrize(
    "builder", ["html", "dirhtml", "singlehtml", "text", "epub", "latex", "man", "texinfo", "xml", "gettext"]
)
def test_posts_that_are_not_published_leave_no_trace(make_site: MakeSite, builder: str, others: dict[str, str]) -> None:
    build = make_site({**HIDDEN, **others, "news/a.md": post_text("公开", "公开正文", date="2023-01-01")}).build(
        builder
    )
    assert build.said == ""
    if others and builder != "epub":  # in which files are compressed
        assert any("公开正文".encode() in (build.outdir / name).read_bytes() for name in build.names())
    for name in build.names():
        assert not {"draft", "later", "gone"} & set(name.replace(".", "/").split("/")), name
        data = (build.outdir / name).read_bytes()
        if name.endswith("objects.inv"):
            data = zlib.decompress(data.split(b"\n", 4)[4])
        for secret in ("机密", "\\u673a\\u5bc6", "news/draft", "news/later", "news/gone"):
            # The source of a document is shown as it was written, with the names in its toctree.
            if name != ".eulernews.json" and not name.endswith("named.md.txt"):
                assert secret.encode() not in data, f"{name}: {secret}"


def test_a_site_can_show_what_is_not_published_with_a_mark(make_site: MakeSite) -> None:
    build = make_site(HIDDEN, {"eulernews_show_drafts": True}).build()
    for name in ("draft", "later", "gone"):
        page = build.page(f"news/{name}.html")
        assert "未发布" in page.text
        assert page.select_one('meta[name="robots"]')["content"] == "noindex"  # type: ignore[index]


def test_an_unlisted_post_is_built_and_stands_in_no_list(html: Build) -> None:
    assert "zh/news/unlisted.html" in html.names()
    assert "zh/news/tags/隐身.html" not in html.names()
    assert "不列出" not in html.page("zh/news/index.html").text


@pytest.mark.promise("metadata")
def test_the_head_of_a_post_tells_programs_what_it_is(make_site: MakeSite) -> None:
    text = post_text(
        "港口", date="2023-11-25", updated="2024-01-02", tags=["容器"], author="王一", summary="摘要。", banner="a.png"
    )
    files: dict[str, str | bytes] = {"news/a.md": text, "news/a.png": png(1200, 630)}
    page = make_site(files, {"html_baseurl": "https://example.org/docs"}).build().page("news/a.html")
    meta = {str(tag.get("property") or tag.get("name")): tag.get("content") for tag in page.find_all("meta")}
    assert meta["og:title"] == "港口"
    assert meta["og:type"] == "article"
    assert meta["og:url"] == "https://example.org/docs/news/a.html"
    assert meta["og:locale"] == "zh_CN"
    assert meta["description"] == meta["og:description"] == "摘要。"
    assert meta["article:published_time"] == "2023-11-25"
    assert meta["article:modified_time"] == "2024-01-02"
    assert meta["twitter:card"] == "summary_large_image"
    assert str(meta["og:image"]).startswith("https://example.org/docs/_images/")
    assert page.select_one('link[rel="canonical"]')["href"] == "https://example.org/docs/news/a.html"  # type: ignore[index]
    script = page.select_one('script[type="application/ld+json"]')
    assert script is not None
    data = json.loads(script.text)
    assert (data["@type"], data["headline"], data["inLanguage"]) == ("NewsArticle", "港口", "zh-CN")
    assert (data["datePublished"], data["dateModified"]) == ("2023-11-25", "2024-01-02")


def test_a_canonical_url_of_elsewhere_is_the_only_one(make_site: MakeSite) -> None:
    text = post_text("港口", date="2023-11-25", canonical="https://elsewhere.org/x")
    page = make_site({"news/a.md": text}, {"html_baseurl": "https://example.org/"}).build().page("news/a.html")
    assert [link["href"] for link in page.select('link[rel="canonical"]')] == ["https://elsewhere.org/x"]


def test_an_external_post_is_linked_at_its_own_url(make_site: MakeSite) -> None:
    for address in ("https://elsewhere.org/x", "HTTPS://elsewhere.org/x"):
        build = make_site({"news/a.md": post_text("港口", date="2023-11-25", external=address)}).build()
        link = build.page("news/index.html").select_one(".h-feed a.u-url")
        assert link is not None
        assert link["href"] == address


def test_reading_time_counts_prose_and_skips_code(make_site: MakeSite) -> None:
    code = "```python\n" + "print(one, two, three)\n" * 400 + "```\n\n" + "<pre>" + "word " * 2000 + "</pre>\n\n"
    prose = "汉" * 500 + "。\n\n- " + "word " * 300 + "\n"
    files = {"news/a.md": post_text("甲", code + "一句话。"), "news/b.md": post_text("乙", prose + code)}
    build = make_site(files).build()
    found = [build.page(f"news/{name}.html").select_one(".eulernews-minutes") for name in "ab"]
    assert [item.text for item in found if item] == ["阅读约 1 分钟", "阅读约 3 分钟"]


@pytest.mark.parametrize(
    ("name", "collections", "told"),
    [
        ("news/a", {}, "news: 1 post in 1 collection (0 not published), 0 images"),
        ("posts/a", {}, "news: no posts; put them below a folder named news or blog, or name theirs in"),
        ("posts/a", {"articles": {}}, "news: no posts; eulernews_collections (conf.py) names articles, and no"),
    ],
)
def test_a_build_ends_with_what_became_of_the_posts(
    make_site: MakeSite, name: str, collections: dict[str, Any], told: str
) -> None:
    site = make_site({f"{name}.md": post_text("甲")}, {"eulernews_collections": collections})
    assert told in site.build().told


def test_a_build_counts_the_files_that_are_no_posts_and_names_them_if_asked(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    reasons = {
        "news/_index.md": "it is the index of its folder",
        "news/b/index.md": "an index.md needs a date, or 'post: true'",
        "news/[id].md": "a name with [ ] is that of a template",
        "news/c.mdx": "no parser is registered for .mdx; add {'.mdx': 'markdown'} to source_suffix",
        "news/c.html": "no parser is registered for .html; add {'.html': 'markdown'} to source_suffix",
        "news/d.md": "it says 'post: false'",
        "news/e.md": "exclude_patterns leaves it out",
    }
    files: dict[str, str | bytes] = dict.fromkeys(reasons, "---\ntitle: 甲\npost: false\n---\n\n文\n")
    files |= {
        "news/b/index.md": "---\ntitle: 乙\norphan: true\n---\n\n文\n",
        "news/a.md": post_text("甲", date="2023-01-01"),
        "news/demo.html": "<!doctype html>\n<title>丁</title>\n",
    }
    site = make_site(files, {"exclude_patterns": ["news/e.md"]})
    told = site.build().told
    assert "news: 6 other files are not posts; sphinx-build -v says which, and why" in told
    assert "is not a post:" not in told
    named: list[tuple[str, str]] = []
    monkeypatch.setattr(build_summary.logger, "verbose", lambda _message, path, why: named.append((path, why)))
    site.build(clean=True)
    assert dict(named) == reasons


def test_a_file_without_an_extension_is_named_also_next_to_a_post_of_its_name(make_site: MakeSite) -> None:
    site = make_site({"news/a.md": post_text("甲"), "news/a": post_text("乙"), "news/b": post_text("丙")})
    told = site.build().told
    assert [name for name in ("a", "b") if f"news: news/{name} is not a post: it has the front matter" in told] == [
        "a",
        "b",
    ]


BUNDLES = {
    "a/index.rst": "Alpha\n=====\n\n.. post:: 2024-01-01\n\nText.\n",
    "b/index.md": "# Beta\n\n```{post} 2024-01-02\n```\n\nText.\n",
    "c/index.md": "---\ntitle: Gamma\npublished: 2024-01-03\n---\nText.\n",
    "d/index.md": "# Delta\n\n```{eval-rst}\n.. post :: 2024-01-04\n```\n\nText.\n",
    "f/index.md": "---\ntitle: Zeta\npublishdate: 2024-01-05\n---\nText.\n",
    "e/index.md": "---\norphan: true\n---\n# Code\n\n````md\n```{post}\n```\n````\n\n```\n.. post::\n```\n",
}


def test_a_bundle_is_a_post_by_a_date_wherever_it_stands(make_site: MakeSite) -> None:
    built = make_site({f"news/{name}": text for name, text in BUNDLES.items()}, {"language": "en"}).build()
    assert built.said == ""
    assert listed(built.page("news/index.html")) == ["Zeta", "Delta", "Gamma", "Beta", "Alpha"]


def test_a_summary_from_the_text_does_not_begin_with_the_title_again(make_site: MakeSite) -> None:
    built = make_site({
        "index.md": "# Home\n",
        "news/a.md": post_text("Version 2.0 is out", "**Version 2.0 is out!**\n\nWords.\n", date="2023-01-02"),
        "news/b.md": post_text("Version 1.0 is out", "Version 1.0 is out.\n", date="2023-01-01"),
    }).build()  # fmt: skip
    assert not built.warnings
    assert [each.text for each in built.page("news/index.html").select(".h-entry .p-summary:not(data)")] == ["Words."]
    assert built.page("news/a.html").select_one("meta[name=description][content='Words.']")
    assert built.page("news/b.html").select_one("meta[name=description][content='Version 1.0 is out.']")


CONDITIONAL = {
    "todo": "```{todo}\nHidden.\n\n![x](a.png)\n```\n\nWords.\n",
    "ifconfig": "```{ifconfig} language == 'xx'\nHidden.\n\n![x](a.png)\n```\n\nWords.\n",
    "only": "```{only} latex\nHidden.\n\n![x](a.png)\n```\n\nWords.\n",
    "excerpt": "```{todo}\nHidden.\n```\n\nWords.\n\n<!-- more -->\n\nMore.\n",
    "post": "# Post\n\n`````{post} 2023-01-01\n```{todo}\nHidden.\n```\n\nWords.\n`````\n",
}


@pytest.mark.parametrize("kind", CONDITIONAL)
def test_what_the_page_does_not_show_is_no_part_of_a_summary_and_no_cover(make_site: MakeSite, kind: str) -> None:
    text = CONDITIONAL[kind] if kind == "post" else post_text("Post", CONDITIONAL[kind], date="2023-01-01")
    extensions = ["myst_parser", "sphinx_eulernews", "sphinx.ext.todo", "sphinx.ext.ifconfig"]
    files: dict[str, str | bytes] = {"index.md": "# Home\n", "news/a.md": text, "news/a.png": png(800, 420)}
    built = make_site(files, {"extensions": extensions}).build()
    assert built.warnings == ()
    [entry] = built.page("news/index.html").select(".h-entry")
    assert [each.text for each in entry.select(".p-summary:not(data)")] == ["Words."]
    assert entry.select("img") == []
    assert not [name for name in built.names() if name.endswith((".html", ".xml")) and "Hidden." in built.text(name)]


@pytest.mark.parametrize("body", ["![x](a.png)\n", "```text\ncode\n```\n", "| a |\n|---|\n| b |\n", ""])
def test_a_post_without_prose_shows_its_summary_once(make_site: MakeSite, body: str) -> None:
    text = post_text("A", body, date="2023-01-01", summary="What it is about.")
    built = make_site({"index.md": "# Home\n", "news/a.md": text, "news/a.png": png(30, 20)}).build()
    assert built.page("news/a.html").select_one(".h-entry").text.count("What it is about.") == 1  # type: ignore[union-attr]
