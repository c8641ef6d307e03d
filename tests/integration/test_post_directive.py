"""The directive ``post``: what front matter says, its options say as well."""

from __future__ import annotations

import pytest
from conftest import MakeSite
from helpers import listed

HELD_BACK = {
    "published: false": 0, "status: draft": 0, "hidden:": 0, "visible: no": 0, "is_draft: yes": 0, "draft: maybe": 1,
    "drfat:": 1, "publsh: 2031-01-01": 1, "statsu: draft": 1, "passwrod: x": 1,
}  # fmt: skip


@pytest.mark.promise("unpublished")
def test_an_option_holds_a_post_back_in_every_way_that_front_matter_does(make_site: MakeSite) -> None:
    posts = {f"news/p{place}": option for place, option in enumerate(HELD_BACK)}
    rst = {f"{name}.rst": f"Secret\n======\n\n.. post:: 2024-01-02\n   :{posts[name]}\n" for name in posts}
    own = {
        "news/own.md": "---\ntitle: Secret\ndrfat: true\n---\n\n```{post} 2024-01-02\n```\n",
        "news/open.md": "---\ntitle: Open\ndate: 2024-01-01\n---\n",
    }
    built = make_site({**rst, **own, "news/md.md": "# Secret\n\n```{post} 2024-01-02\n:published: no\n```\n"}).build()
    assert listed(built.page("news/index.html")) == ["Open"]
    assert not [name for name in built.names() if name.startswith("news/p") and name.endswith(".html")]
    lines = [(f"{name}.rst", 4) for name in posts if HELD_BACK[posts[name]]]
    assert sorted((warned.path, warned.line) for warned in built.warnings) == [("news/own.md", 3), *sorted(lines)]
    assert all("the post is held back" in warned.message for warned in built.warnings)


def test_the_directive_post_reads_the_names_of_other_systems_and_keeps_the_front_matter(make_site: MakeSite) -> None:
    head = "---\ntitle: A\nno-search: true\n---\n\n"
    options = ":authors: Ann; Bob\n:categories: Ports\n:lastmod: 2024-02-02\n:tgas: x\n:excerpt: 2\n:image: 1\n"
    built = make_site({"news/a.md": f"{head}```{{post}} 2024-01-02\n{options}```\n\nUnfoundword.\n"}).build()
    page = built.page("news/a.html")
    assert [author.text for author in page.select(".p-author")] == ["Ann", "Bob"]
    assert [term.text for term in page.select(".p-category")] == ["Ports", "x"]
    assert [time["datetime"] for time in page.select(".dt-updated")] == ["2024-02-02"]
    assert "unfoundword" not in built.text("searchindex.js")
    # The numbers are ABlog's, of paragraphs and images of the text.
    assert not any(summary.text == "2" for summary in built.page("news/index.html").select(".p-summary"))
    assert [(warned.kind, warned.line) for warned in built.warnings] == [("eulernews.directive", 6)] * 3


@pytest.mark.promise("unedited")
@pytest.mark.parametrize(
    "text",
    [
        "标题\n====\n\n.. post:: 2024-01-01\n   :tags: null\n   :author: ~\n   :summary: ~\n   :draft: null\n",
        ":date: 2024-01-01\n:tags: null\n:summary: ~\n:banner: Null\n:updated: ~\n\n标题\n====\n",
    ],
)  # fmt: skip
def test_null_means_nothing_in_options_and_field_lists(make_site: MakeSite, text: str) -> None:
    built = make_site({"index.md": "# 首页\n", "news/a.rst": f"{text}\n正文。\n"}).build()
    assert not built.warnings
    page = built.page("news/a.html")
    assert not page.select(".p-category, .p-author, .dt-updated")
    assert page.select_one("meta[name=description][content='正文。']")


@pytest.mark.promise("directives")
def test_an_option_block_may_hold_lists(make_site: MakeSite) -> None:
    built = make_site({
        "index.md": "# 首页\n\n```{postlist}\n---\ntags: [甲, '乙']\n---\n```\n\n"
                    "```{postlist}\n---\nauthor:\n  - 王一\n  - 李二\n---\n```\n",
        "news/a.md": "# A\n\n```{post} 2024-01-01\n---\ntags: [甲, \"x y\"]\nauthor:\n  - 王一\n  - 张三\n---\n```\n",
        "news/b.md": "# B\n\n```{post} 2024-01-02\n:tags: 乙\n:author: '[李二](https://example.org)'\n```\n",
    }).build()  # fmt: skip
    assert not built.warnings
    assert [entry.text for entry in built.page("index.html").select(".h-feed .p-name")] == ["B", "A", "B", "A"]
    assert [tag.text for tag in built.page("news/a.html").select(".eulernews-byline .p-category")] == ["甲", "x y"]
    assert [name.text for name in built.page("news/a.html").select(".eulernews-byline .p-author")] == ["王一", "张三"]


def test_the_date_of_the_directive_wins_over_a_name_of_another_system(make_site: MakeSite) -> None:
    built = make_site({"news/a.rst": "A\n=\n\n.. post:: 2024-01-02\n   :time: 08:30\n\nText.\n"}).build()
    assert [time["datetime"] for time in built.page("news/a.html").select(".dt-published")] == ["2024-01-02"]
    assert [warned.place for warned in built.warnings] == [("eulernews.directive", "news/a.rst", 4)]


def test_an_empty_option_takes_nothing_away(make_site: MakeSite) -> None:
    options = ":date:\n:author:\n:Authors: [Ann, Bob]\n:tags: null\n:keywords: x"
    built = make_site({"news/a.md": f"# A\n\n```{{post}} 2024-01-02\n{options}\n```\n\nText.\n"}).build()
    page = built.page("news/a.html")
    assert built.said == ""
    assert [time["datetime"] for time in page.select(".dt-published")] == ["2024-01-02"]
    assert [author.text for author in page.select(".p-author")] == ["Ann", "Bob"]
    assert [term.text for term in page.select(".p-category")] == ["x"]


def test_a_field_list_says_whether_a_document_is_a_post(make_site: MakeSite) -> None:
    files = {
        "index.md": "# Home\n\n```{toctree}\nnews/above\nnews/below\n```\n",
        "news/above.rst": ":post: false\n\nAbove\n=====\n\nText.\n",
        "news/below.rst": "Below\n=====\n\n:post: no\n\nText.\n",
        "news/bundle/index.rst": ":post: true\n\nBundle\n======\n\nText.\n",
    }
    built = make_site(files).build()
    assert listed(built.page("news/index.html")) == ["Bundle"]
    assert [(warned.kind, warned.path) for warned in built.warnings] == [("eulernews.date", "news/bundle/index.rst")]
