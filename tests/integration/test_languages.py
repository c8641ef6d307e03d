"""Posts in several languages: in one project, and in projects that know each other by their inventories."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import MakeSite
from helpers import Project, assert_equal, png, post_text

BASE, ENGLISH = "https://docs.example.org/zh/latest/", "https://docs.example.org/en/latest/"
FILES: dict[str, str | bytes] = {
    "zh/news/a.md": post_text("甲", date="2023-01-01", translation="release"),
    "zh/news/b.md": post_text("乙", date="2023-01-02"),
    "zh/news/c.md": post_text("丙", date="2023-01-03"),
    "en/news/first.md": post_text("First", date="2023-01-01", translation="release"),
    "en/news/b.md": post_text("Second", date="2023-01-02", draft="true"),
}
CONF: dict[str, Any] = {
    "eulernews_collections": {"zh/news": {"language": "zh_CN"}, "en/news": {"language": "en"}},
    "html_baseurl": BASE,
}
OTHER: dict[str, str | bytes] = {
    "zh/news/c.md": post_text("Third", date="2023-01-03"),
    "en/news/b.md": post_text("Second", date="2023-01-02"),
    "en/news/else.md": post_text("Else", date="2023-01-02"),
}


def links(site: Project, name: str) -> list[tuple[str, str]]:
    """Return address and text of the links in the text of a page."""
    body = site.build().page(name).select_one("div.body")
    assert body is not None
    return [(str(link["href"]), link.text) for link in body.select("p a")]


def test_a_role_may_ask_for_a_language(make_site: MakeSite) -> None:
    asked = " ".join(f"{{news:post}}`{name}`" for name in ("en:release", "zh:release", "en:zh/news/a", "zh:b"))
    text = f"---\norphan: true\n---\n# 角色\n\n{asked} {{news:post}}`读 <en:release>`\n"
    assert links(make_site({**FILES, "about.md": text}, CONF), "about.html") == [
        ("en/news/first.html", "First"),
        ("zh/news/a.html", "甲"),
        ("en/news/first.html", "First"),
        ("zh/news/b.html", "乙"),
        ("en/news/first.html", "读"),
    ]


def test_a_language_that_is_not_known_is_a_warning_and_the_post_is_in_that_of_its_collection(
    make_site: MakeSite,
) -> None:
    files = {f"zh/news/{name}.md": post_text("甲", date="2023-01-01", language=name) for name in ("Chinese", "cn")}
    built = make_site({**FILES, **files}, CONF).build()
    assert built.places() == {("eulernews.field", "zh/news/cn.md", 4)}
    assert "'cn': write the code of a language, such as en or zh_CN" in built.warnings[0].message
    for name, language in (("Chinese", "zh"), ("cn", "zh-CN")):
        page = built.page(f"zh/news/{name}.html")
        assert page.html is not None
        assert page.html["lang"] == language
        assert "2023年1月1日" in page.text


def test_a_language_that_a_post_has_not_is_a_warning_at_its_line(make_site: MakeSite) -> None:
    text = (
        "---\norphan: true\n---\n# 角色\n\n{news:post}`fr:release`\n\n{news:post}`en:zh/news/b` {news:post}`en:没有`\n"
    )
    build = make_site({**FILES, "about.md": text}, CONF).build()
    # The translation of b is a draft: it is there, and nobody is led to it.
    assert build.places() == {("eulernews.link", "about.md", 6), ("ref.post", "about.md", 8)}
    assert "'en/news/first' has no translation in 'fr'" in build.of_kind("eulernews.link")[0].message


@pytest.fixture
def other(make_site: MakeSite) -> Project:
    """Return the project that holds the English posts."""
    site = make_site(OTHER, {**CONF, "language": "en"})
    site.build()
    return site


@pytest.fixture
def site(make_site: MakeSite, other: Project) -> Project:
    """Return the project that holds the Chinese posts, and knows the other."""
    inventory = str(other.root / "build/html/objects.inv")
    conf = {
        **CONF,
        "extensions": ["myst_parser", "sphinx_eulernews", "sphinx.ext.intersphinx"],
        "intersphinx_mapping": {"docs-en": (ENGLISH, inventory)},
        "eulernews_translation_projects": {"en": "docs-en"},
    }
    text = "---\norphan: true\n---\n# 角色\n\n{news:post}`en:c` {news:post}`en:zh/news/b`\n"
    return make_site({**FILES, "about.md": text, "zh/news/d.md": post_text("丁", date="2023-01-04")}, conf)


def test_the_posts_of_another_project_are_translations(site: Project) -> None:
    build = site.build()
    assert build.said == ""
    found = {
        name: [(str(link["href"]), link.text) for link in build.page(f"zh/news/{name}.html").select("a[hreflang]")]
        for name in "abcd"
    }
    assert found == {
        "a": [("../../en/news/first.html", "English")],
        "b": [(f"{ENGLISH}en/news/b.html", "English")],
        "c": [(f"{ENGLISH}zh/news/c.html", "English")],
        "d": [],
    }
    head = [(link["hreflang"], link["href"]) for link in build.page("zh/news/b.html").select("head link[hreflang]")]
    assert head == [
        ("en", f"{ENGLISH}en/news/b.html"),
        ("zh-CN", f"{BASE}zh/news/b.html"),
        ("x-default", f"{BASE}zh/news/b.html"),
    ]


@pytest.mark.parametrize(("language", "default"), [("zh_TW", "zh/news/a.html"), ("de", "")])
def test_all_versions_of_a_post_name_the_same_default(make_site: MakeSite, language: str, default: str) -> None:
    build = make_site(FILES, {**CONF, "language": language}).build()
    pages = [build.page(name) for name in ("zh/news/a.html", "en/news/first.html")]
    defaults = [[link["href"] for link in page.select("head link[hreflang=x-default]")] for page in pages]
    assert defaults == [[f"{BASE}{default}"] if default else []] * 2


def test_a_role_finds_a_translation_in_another_project(site: Project) -> None:
    site.delete("en/news/b.md")
    assert links(site, "about.html") == [
        (f"{ENGLISH}zh/news/c.html", "Third"),
        (f"{ENGLISH}en/news/b.html", "Second"),
    ]


def test_when_the_other_project_changes_exactly_the_posts_concerned_are_written(site: Project, other: Project) -> None:
    before = site.build().stamps()
    other.delete("zh/news/c.md").write({"en/news/d.md": post_text("Fourth", date="2023-01-04")}).build()
    again = site.build()
    rewritten = {name for name, stamp in again.stamps().items() if before[name] != stamp}
    assert again.read == set()
    assert {name for name in rewritten if "news/" in name} == {"zh/news/c.html", "zh/news/d.html"}
    assert "about.html" in rewritten
    assert_equal(again, site.build(clean=True))


@pytest.mark.parametrize(
    ("conf", "said"),
    [
        ({"eulernews_translation_projects": {"en": "unknown"}}, "no 'unknown' in intersphinx_mapping"),
        ({"eulernews_translation_projects": ["en"]}, "must be a mapping"),
    ],
)
def test_a_project_that_is_not_known_is_a_warning(site: Project, conf: dict[str, Any], said: str) -> None:
    site.write({"about.md": "---\norphan: true\n---\n# 关于\n"})
    build = site.configure(**conf).build()
    assert [said in warned.message for warned in build.of_kind("eulernews.config")] == [True]


def test_an_inventory_without_absolute_urls_is_a_warning(site: Project, other: Project) -> None:
    inventory = str(other.root / "build/html/objects.inv")
    site.write({"about.md": "---\norphan: true\n---\n# 关于\n"})
    build = site.configure(intersphinx_mapping={"docs-en": ("../en", inventory)}).build()
    [warned] = build.warnings
    assert warned.kind == "eulernews.config"
    assert "not absolute" in warned.message


def test_pages_and_entries_say_their_language_and_direction(make_site: MakeSite) -> None:
    files = {
        "ar/news/a.md": post_text("مرحبا", "نص.", date="2023-01-01", tags=["وسم"]),
        "en/news/b.md": post_text("Pier", date="2023-01-02"),
        "en/news/c.md": post_text("רציף", date="2023-01-03", language="he"),
        "index.md": "# Home\n\n```{postlist}\n```\n",
    }
    collections = {"ar/news": {"title": "أخبار", "language": "ar"}, "en/news": {"language": "en"}}
    site = make_site(files, {"language": "en", "eulernews_collections": collections})
    built = site.build()
    said = {
        name: (root.get("lang"), root.get("dir"))
        for name, page in built.pages().items()
        if (root := page.html) is not None and name.startswith(("ar/", "en/", "index"))
    }
    expected = {name: ("ar", "rtl") if name.startswith("ar/") else ("en", None) for name in said}
    assert said == expected | {"en/news/c.html": ("he", "rtl")}
    home = built.page("index.html")
    entries = {str(entry.get("lang") or ""): entry.get("dir") for entry in home.select(".h-entry")}
    assert entries == {"he": "rtl", "": None, "ar": "rtl"}
    [older] = built.page("en/news/c.html").select(".eulernews-prev span[lang]")
    assert (older["lang"], older.text) == ("en", "Pier")
    # Where many posts are on one page, each says it itself.
    book = site.build("epub").page("ar/news/a.xhtml")
    assert [body["dir"] for body in book.select(".e-content")] == ["rtl"]


def test_translations_of_hugo_are_told_by_the_name_of_the_file(make_site: MakeSite) -> None:
    files: dict[str, str | bytes] = {
        "news/a.md": post_text("甲", date="2023-01-01"),
        "news/a.en.md": post_text("First", date="2023-01-01"),
        "news/2023-01-02-b/index.zh-tw.md": post_text("乙", "![](pic.png)"),
        "news/2023-01-02-b/index.en.md": post_text("Second", "![](pic.png)"),
        "news/2023-01-02-b/pic.png": png(),
        "news/c.en.md": post_text("Dritter", date="2023-01-03", language="de"),
        "news/node.js.md": post_text("Node", date="2023-01-04"),
        "news/index.en.md": "# About the news\n",
    }
    build = make_site(files, {"language": "zh_CN", "suppress_warnings": ["toc.not_included"]}).build()
    assert build.said == ""
    shown = {str(page.html["lang"]): page for page in map(build.page, ("news/a.html", "news/a.en.html")) if page.html}
    assert shown.keys() == {"zh-CN", "en"}
    assert [link["href"] for link in shown["en"].select("link[hreflang=zh-CN]")] == []  # no base URL
    assert [link["href"] for link in shown["en"].select("a.eulernews-translation")] == ["a.html"]
    bundle = build.page("news/2023-01-02-b/index.zh-tw.html")
    assert [link["href"] for link in bundle.select("a.eulernews-translation")] == ["index.en.html"]
    [published] = bundle.select("time.dt-published")
    assert published["datetime"] == "2023-01-02"
    languages = {name: str(build.page(f"news/{name}.html").html["lang"]) for name in ("c.en", "node.js")}  # type: ignore[index]
    assert languages == {"c.en": "de", "node.js": "zh-CN"}
