"""An edit of a site with something odd in it leaves what a clean build makes."""

from __future__ import annotations

import pytest
from conftest import MakeSite
from edits import CONF, NAMED, Edit, change
from helpers import assert_equal, png, post_text
from samples import FILES

NO_POST = post_text("文件", date="2023-05-05").replace("title", "post: false\norphan: true\ntitle", 1)
INDEX_OF_THEIR_OWN = "---\norphan: true\n---\n# 新闻首页\n\n"
ODD_SITES: dict[str, tuple[dict[str, str | bytes], Edit]] = {
    "an index with a role": (
        {"zh/news/index.md": INDEX_OF_THEIR_OWN + "{news:post}`zh/news/2020/old`\n"},
        change("zh/news/2020/old.md", "title: 旧闻", "title: 更旧的旧闻"),
    ),
    "an index with a list of its own": (
        {"zh/news/index.md": INDEX_OF_THEIR_OWN + "```{postlist}\n:tags: 内核\n```\n"},
        lambda site: site.write({"zh/news/new.md": post_text("新", date="2024-01-01")}),
    ),
    "a post in the place of an archive": (
        {"zh/news/archive/2023.md": post_text("占位", date="2023-10-03")},
        change("zh/news/c.md", "title: C 语言", "title: C 的语言"),
    ),
    "a caption in the table of contents": (
        {"index.md": "# 首页\n\n```{toctree}\n:caption: 甲\nabout\nlists\n```\n"},
        change("index.md", "甲", "乙"),
    ),
    "a post with a file that is hidden": (
        {"zh/news/f.md": post_text("文件", "[下载](f.zip)", date="2023-05-05"), "zh/news/f.zip": b"PK"},
        change("zh/news/f.md", "date: 2023-05-05", "date: 2023-05-05\ndraft: true"),
    ),
    "a document that becomes a draft": (
        {"zh/news/f.md": NO_POST},
        change("zh/news/f.md", "post: false\norphan: true", "draft: true"),
    ),
    "a document that becomes a draft, at an old address": (
        {
            "zh/news/f.md": NO_POST,
            "zh/news/g.md": post_text("甲", date="2023-05-06").replace("title", "aliases: [/zh/news/f.html]\ntitle", 1),
        },
        change("zh/news/f.md", "post: false\norphan: true", "draft: true"),
    ),
    "a link to a heading of another post": (
        {
            "zh/news/g.md": post_text("甲", "## 码头\n", date="2023-05-05"),
            "zh/news/h.md": post_text("乙", "[码头](g.md#码头)", date="2023-05-05"),
        },
        change("zh/news/h.md", "[码头](g.md#码头)", "码头"),
    ),
    "a post that is written in another markup": (
        {"zh/news/g.md": post_text("甲", date="2023-05-05")},
        lambda site: site.delete("zh/news/g.md").write({"zh/news/g.rst": "甲\n==\n\n.. post:: 2023-05-05\n"}),
    ),
    "a picture that a draft shows as well": (
        {
            "zh/news/p.md": post_text("图", "![](s.png)", date="2023-05-05", summary="图", banner=NAMED),
            "zh/news/q.md": post_text("图", "![](s.png)", date="2023-05-05", draft="true"),
            "zh/news/s.png": png(30, 20),
        },
        change("zh/news/p.md", "![](s.png)", "无图"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("files", "edit"), ODD_SITES.values(), ids=ODD_SITES)
def test_an_edit_of_an_odd_site_leaves_what_a_clean_build_makes(
    make_site: MakeSite, files: dict[str, str | bytes], edit: Edit
) -> None:
    site = make_site({**FILES, **files}, {**CONF, "html_baseurl": "https://news.example/"})
    site.build()
    edit(site)
    assert_equal(site.build(), site.build(clean=True))
