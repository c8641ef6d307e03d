"""Links to a place in another document: found as on the same page, and a warning where there is none."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from conftest import MakeSite
from helpers import post_text, without_archive

QUAY = post_text("码头", '## 背景 说明\n\n一\n\n## Getting Started\n\n<a name="Depth"></a>二', date="2023-01-01")
FILES: dict[str, str | bytes] = {
    "news/quay.md": QUAY,
    "news/links.md": post_text(
        "链接",
        "[1](quay.md#背景-说明) [2](/news/quay.html#depth) [3](quay.md#getting-started) [4](quay.md#nowhere)\n"
        "[5](../guide.md#设置) [6](../guide.md#none) [7](quay.md#top) [8](links.md#none) [9](index.md#x)\n\n"
        '<a href="quay.html#Getting Started">10</a> <a href="quay.html#lost">11</a>',
        date="2023-01-02",
    ),
    "guide.md": "---\norphan: true\n---\n# 指南\n\n## 设置\n\n(port)=\n\n三\n",
}
CONF = {"myst_heading_anchors": 2}


def test_a_link_leads_to_a_heading_or_id_of_another_document(make_site: MakeSite) -> None:
    site = make_site(FILES, CONF)
    build = site.build()
    body = build.page("news/links.html").select_one(".e-content")
    assert body is not None
    found = {link.text: str(link["href"]) for link in body.select("a[href]")}
    ids = {number: href.partition("#")[2] for number, href in found.items()}
    for number in ("1", "2", "3", "5", "10"):
        page = "guide.html" if number == "5" else "news/quay.html"
        assert build.page(page).select_one(f'[id="{ids[number]}"], [name="{ids[number]}"]'), number
    lines = {(6, "#nowhere"), (7, "#none"), (9, "#lost")}
    warned = build.of_kind("eulernews.link")
    assert {(warning.line, warning.message.partition("'")[2].partition("'")[0]) for warning in warned} >= lines
    assert len(warned) == 4
    again = site.build()
    assert again.read == set()
    assert again.warnings == build.warnings


@pytest.mark.promise("2 incremental")
@pytest.mark.parametrize("jobs", [1, 2])
def test_the_link_follows_when_the_other_document_changes(make_site: MakeSite, jobs: int) -> None:
    site = make_site(FILES, CONF)
    site.build(jobs=jobs)
    for old, new in (
        ("## Getting Started", "## 新 nowhere"),
        ("## 背景 说明", "## 前\n\n## 背景 说明"),
        ("## 前", "## Nowhere"),
    ):
        text = (site.source / "news/quay.md").read_text("utf-8")
        build = site.write({"news/quay.md": text.replace(old, new)}).build(jobs=jobs)
        clean = site.build(clean=True)
        assert build.digests() == clean.digests()
        assert build.places() == clean.places()
    assert "#nowhere" not in build.said


@pytest.mark.parametrize("builder", ["dirhtml", "singlehtml", "epub", "latex", "text"])
def test_other_builders_resolve_and_warn_alike(make_site: MakeSite, builder: str) -> None:
    site = make_site(FILES, CONF)
    site.build(builder)
    build = site.write({"news/quay.md": QUAY.replace("## Getting", "## 前\n\n## Getting")}).build(builder)
    assert {place for place in build.places() if place[0] == "eulernews.link"} == {
        ("eulernews.link", "news/links.md", line) for line in (6, 7, 9)
    }
    assert without_archive(build) == without_archive(site.build(builder, clean=True))


@pytest.mark.parametrize(
    ("fragment", "found"),
    [
        ("bg", "bg"),  # the first of that text
        ("My_Label", "my-label"),
        ("my_label", "my-label"),
        ("one", "one"),
        ("two", "two"),
        ("three", "three"),
        ("a&b", "a&b"),
        ("bg:~:text=x", "bg:~:text=x"),
        (":~:text=x", ":~:text=x"),
    ],
)
def test_a_fragment_means_the_same_on_the_page_and_on_another(make_site: MakeSite, fragment: str, found: str) -> None:
    text = (
        "## bg\n\n## 背景 {#my_label}\n\n"
        '<a id="one" name="two"></a><p title="a > b" id="three"></p><p id="a&amp;b"></p>\n\n### bg'
    )
    site = make_site(
        {
            "news/quay.md": post_text("码头", f"{text}\n\n[本页](<#{fragment}>)", date="2023-01-01"),
            "news/links.md": post_text("链接", f"[他页](<quay.md#{fragment}>)", date="2023-01-02"),
        }
    )
    build = site.build()
    assert not build.warnings
    for page in ("quay", "links"):
        link = build.page(f"news/{page}.html").select_one(".e-content p > a[href*='#']:not(.headerlink)")
        assert link is not None
        assert unquote(str(link["href"])).partition("#")[2] == found


def test_a_link_by_the_text_of_two_equal_headings_leads_to_the_first(make_site: MakeSite) -> None:
    text = post_text("甲", "[链](#二、安装)\n\n## 二、安装\n\n## 二、安装", date="2024-01-01")
    build = make_site({"news/a.md": text}).build()
    assert not build.warnings
    page = build.page("news/a.html")
    link, heading = page.select_one(".e-content p a"), page.select_one(".e-content h2")
    assert link is not None
    assert heading is not None
    assert heading.parent is not None
    # With docutils 0.21, the section alone has ids.
    ids = [place.get("id") for place in (heading.parent, *heading.parent.select("[id]"))]
    assert unquote(str(link["href"]))[1:] in ids
    assert "external" not in link["class"]


@pytest.mark.parametrize("heading", ["## 背景 {#bg}", "## 背景\n{: #bg}", "> ## 背景 {#bg}"])
def test_headings_of_two_posts_may_have_the_same_id(make_site: MakeSite, heading: str) -> None:
    text = f"{heading}\n\n## bg\n\n[本页](#bg) [](#bg)"
    build = make_site(
        {
            "news/quay.md": post_text("码头", text, date="2023-01-01"),
            "news/pier.md": post_text("栈桥", f"{text} [他页](quay.md#bg)", date="2023-01-02"),
        }
    ).build()
    assert not build.warnings
    links = build.page("news/pier.html").select(".e-content p > a[href$='#bg']:not(.headerlink)")
    assert [(link["href"], link.text) for link in links] == [("#bg", "本页"), ("#bg", "背景"), ("quay.html#bg", "他页")]
    title = build.page("news/pier.html").select_one("#bg")
    assert title is not None
    assert title.text.strip().startswith("背景")


def test_a_fragment_may_be_the_name_of_a_label(make_site: MakeSite) -> None:
    files: dict[str, str | bytes] = {
        "guide.md": "---\norphan: true\n---\n# 指南\n\n(my_label)=\n\n三\n",
        "news/links.md": post_text("链接", "[他页](../guide.md#my_label)", date="2023-01-02"),
    }
    build = make_site(files).build()
    assert not build.warnings
    assert build.page("news/links.html").select_one("a[href='../guide.html#my-label']") is not None


def test_text_for_browsers_stays_in_raw_html(make_site: MakeSite) -> None:
    text = '<a href="quay.md#getting-started:~:text=a,b&amp;text=c">文</a>'
    files: dict[str, str | bytes] = {
        "news/quay.md": QUAY,
        "news/links.md": post_text("链接", text, date="2023-01-02"),
    }
    link = make_site(files).build().page("news/links.html").select_one("a[href*='text=']")
    assert link is not None
    assert str(link["href"]) == "quay.html#getting-started:~:text=a,b&text=c"


@pytest.mark.parametrize("link", ["archive/2020.md", "archive/2020.md#x", "/news/archive/2020.html#x"])
def test_a_link_to_a_generated_page_that_is_not_there_is_a_warning_wherever_else_it_is_named(
    make_site: MakeSite, link: str
) -> None:
    # Another document names the page, so it is assumed to be there while posts are read.
    files: dict[str, str | bytes] = {
        "guide.md": "---\norphan: true\n---\n# 指南\n\n{doc}`/news/archive/2020`\n",
        "news/links.md": post_text("链接", f"[他页]({link})", date="2023-01-02"),
    }
    site = make_site(files)
    warned = [("eulernews.link", "news/links.md", 6), ("ref.doc", "guide.md", 6)]
    assert sorted(site.build().places()) == warned
    assert ("eulernews.link", "news/links.md", 6) in site.build().places()
    site.write({"news/quay.md": post_text("码头", date="2020-01-02")})
    assert not {place for place in site.build().places() if place[0] != "eulernews.link"}
    assert site.delete("news/quay.md").build().places() >= {warned[0]}


def test_a_place_in_a_document_that_takes_that_of_a_generated_page_is_looked_for(make_site: MakeSite) -> None:
    files: dict[str, str | bytes] = {
        "guide.md": "---\norphan: true\n---\n# 指南\n\n{doc}`/news/index`\n",
        "news/links.md": post_text("链接", "[他页](index.md#none)", date="2023-01-02"),
    }
    site = make_site(files)
    assert not site.build().warnings
    site.write({"news/index.md": "---\norphan: true\n---\n# 新闻\n\n正文。\n"})
    assert site.build().places() == site.build(clean=True).places() == {("eulernews.link", "news/links.md", 6)}
