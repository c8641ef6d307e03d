"""Small archives in the form of other systems, for the how-to guides on moving them."""

# ruff: noqa: E501  whole files in a line

from __future__ import annotations

from dataclasses import dataclass, field

from helpers import png


@dataclass(frozen=True)
class Archive:
    """The files of an old site, and what the how-to guide makes of them: titles with dates, newest first.

    ``redirects`` maps files at old URLs to what they lead to; ``others`` is the number of files that are no posts.
    """

    files: dict[str, str | bytes]
    posts: list[tuple[str, str]]
    images: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    warnings: frozenset[str] = frozenset()
    redirects: dict[str, str] = field(default_factory=dict)
    others: int = 0


ARCHIVES: dict[str, Archive] = {
    "jekyll": Archive(
        {
            "_posts/2024-01-02-harbour-opens.md": (
                "---\nlayout: post\ntitle: The harbour opens\ncategories: news\ntags: [ships, cranes]\n"
                "image: /assets/harbour.png\nredirect_from: /2024/harbour/\n---\n\nThe first ship is in.\n"
            ),
            "_posts/2024-02-03-crane.md": (
                "---\nlayout: post\ntitle: A second crane\ndate: 2024-02-04 08:30:00 +0100\n---\n\n"
                "![A crane](/assets/harbour.png) See [the harbour](/news/2024/01/02/harbour-opens.html).\n"
            ),
            "_posts/2024-03-04-secret.md": "---\ntitle: Not yet\npublished: false\n---\n\nLater.\n",
            "assets/harbour.png": png(),
        },
        [("A second crane", "2024-02-04"), ("The harbour opens", "2024-01-02")],
        images=("harbour",),
        terms=("ships", "cranes"),
        missing=("Not yet",),
        redirects={
            "2024/harbour/index.html": "../../blog/2024-01-02-harbour-opens.html",
            "news/2024/01/02/harbour-opens.html": "../../../../blog/2024-01-02-harbour-opens.html",
            "2024/02/04/crane.html": "../../../blog/2024-02-03-crane.html",
        },
    ),
    "hexo": Archive(
        {
            "source/_posts/harbour.md": (
                "title: 港口开放\ndate: 2024-01-02 10:00:00\ncategories: 新闻\ntags:\n  - 船\n  - 起重机\ncover: /images/harbour.png\n"
                "---\n\n第一艘船已经进港。\n\n<!-- more -->\n\n更多内容。\n"
            ),
            "source/_posts/crane.md": "---\ntitle: 第二台起重机\ndate: 2024-02-04\nsticky: 1\n---\n\n[港口](/2024/01/02/harbour/)\n\n![图](/images/harbour.png)\n",
            "source/images/harbour.png": png(),
        },
        [("第二台起重机", "2024-02-04"), ("港口开放", "2024-01-02")],
        images=("harbour",),
        terms=("船", "起重机"),
        warnings=frozenset({"eulernews.front_matter"}),
        redirects={"2024/01/02/harbour/index.html": "../../../../blog/harbour.html"},
    ),
    "docusaurus": Archive(
        {
            "blog/_cranes.mdx": "A part of several posts.\n",
            "blog/2024-01-02-harbour.md": (
                "---\ntitle: The harbour opens\nauthors:\n  - name: Ada Quay\n    title: Pilot\ntags: [ships]\n"
                "image: /img/harbour.png\n---\n\nThe first ship is in.\n\n<!-- truncate -->\n\nMore.\n"
            ),
            "blog/2024-03-05-crane/crane.md": "---\ntitle: A second crane\n---\n\n![A crane](./crane.png)\n\n:::note\nMind.\n:::\n",
            "blog/2024-03-05-crane/crane.png": png(640, 360),
            "blog/authors.yml": "ben:\n  name: Ben Mole\n  url: https://ben.example.org\n",
            "blog/2024-04-06-tide/index.md": "---\ntitle: High tide\nslug: tide\nauthors: [ben]\n---\n\n![Tide](./tide.png)\n\n[The crane](/blog/2024/03/05/crane/)\n",
            "blog/2024-04-06-tide/tide.png": png(640, 360, (0, 90, 90)),
            "blog/2024-05-07-pilots.mdx": "---\ntitle: Pilots\n---\n\nSee [the tide](./2024-04-06-tide/index.md).\n\n:::tip\n\nMind.\n\n:::\n\n{/* truncate */}\n\nMore.\n",
            "static/img/harbour.png": png(),
        },
        [
            ("Pilots", "2024-05-07"),
            ("High tide", "2024-04-06"),
            ("A second crane", "2024-03-05"),
            ("The harbour opens", "2024-01-02"),
        ],
        images=("crane", "tide"),
        others=1,
        terms=("ships", "Ada Quay", "Ben Mole"),
        redirects={
            "blog/tide/index.html": "../2024-04-06-tide/index.html",
            "blog/2024/01/02/harbour/index.html": "../../../../2024-01-02-harbour.html",
        },
    ),
    "material": Archive(
        {
            "docs/blog/.authors.yml": "authors:\n  ada:\n    name: Ada Quay\n    description: Pilot\n",
            "docs/blog/posts/harbour.md": (
                "---\ndate:\n  created: 2024-01-02\n  updated: 2024-01-09\nauthors: [ada]\nlinks:\n  - crane.md\ncategories:\n  - News\ntags:\n  - ships\n---\n\n"
                '# The harbour opens\n\nThe first ship is in.\n\n<!-- more -->\n\n!!! note "Mind"\n\n    See [the crane](crane.md).\n'
            ),
            "docs/blog/index.md": "# Blog\n",
            "docs/blog/posts/crane.md": "---\ndate: 2024-03-05\npin: true\n---\n\n# A second crane\n\n![A crane](../../assets/crane.png) [all](../index.md)\n",
            "docs/blog/posts/later.md": "---\ndate: 2024-04-05\ndraft: true\n---\n\n# Later\n\nNot yet.\n",
            "docs/assets/crane.png": png(640, 360),
        },
        [("A second crane", "2024-03-05"), ("The harbour opens", "2024-01-02")],
        images=("crane",),
        terms=("ships", "News", "Ada Quay"),
        missing=("Later",),
        redirects={"blog/2024/01/02/the-harbour-opens/index.html": "../../../../posts/harbour.html"},
    ),
    "pelican": Archive(
        {
            "content/articles/harbour.md": (
                "Title: The harbour opens\nDate: 2024-01-02 10:20\nModified: 2024-01-09\nCategory: News\nTags: ships, cranes\n"
                "Authors: Ada Quay, Ben Mole\nSummary: A ship.\n\nThe first ship is in.\n"
            ),
            "content/articles/crane.md": "Title: A second crane\nDate: 2024-03-05\nSlug: crane-two\n\n![A crane]({static}/images/crane.png) [Tide]({filename}tide.rst)\n",
            "content/articles/tide.rst": "High tide\n#########\n\n:date: 2024-04-06 10:20\n:tags: tides\n:authors: Ben Mole\n\nWater.\n",
            "content/articles/later.md": "Title: Later\nDate: 2024-04-05\nStatus: draft\n\nNot yet.\n",
            "content/images/crane.png": png(640, 360),
        },
        [
            ("High tide", "2024-04-06"),
            ("A second crane", "2024-03-05"),
            ("The harbour opens", "2024-01-02"),
        ],
        images=("crane",),
        terms=("ships", "Ben Mole", "tides"),
        redirects={"crane-two.html": "blog/crane.html", "high-tide.html": "blog/tide.html"},
        warnings=frozenset({"eulernews.front_matter"}),
        missing=("Later",),
    ),
    "ablog": Archive(
        {
            "blog/harbour.rst": (
                "The harbour opens\n=================\n\n.. post:: Jan 2, 2024\n   :tags: ships, cranes\n   :author: Ada Quay\n"
                "   :category: News\n\nThe first ship is in.\n"
            ),
            "blog/crane.md": (
                "---\nblogpost: true\ndate: Mar 5, 2024\nauthor: Ada Quay\ntags: cranes\n---\n\n# A second crane\n\nIt stands.\n"
            ),
        },
        [("A second crane", "2024-03-05"), ("The harbour opens", "2024-01-02")],
        terms=("ships", "cranes", "Ada Quay"),
    ),
    "hugo": Archive(
        {
            "content/zh/post/scheduler.md": (
                '+++\ntitle = "调度器三讲"\ndate = "2024-11-05"\ntags = ["内核", "性能"]\nimg = "/img/cover.png"\n+++\n\n正文。\n'
            ),
            "content/zh/post/mirror.md": '+++\ntitle = "镜像站"\ndate = "2024-9-7"\nlastmod = "2024-10-01"\n+++\n\n正文。\n',
            "content/zh/post/_index.md": "---\ntitle: 所有文章\n---\n",
            "content/zh/post/tide/index.md": "---\ntitle: 潮汐\ndate: 2024-12-01T08:00:00+08:00\ndraft: false\n---\n\n![潮](tide.png)\n\n[镜像站](/zh/post/mirror/)\n",
            "content/zh/post/tide/tide.png": png(640, 360),
            "static/img/cover.png": png(),
        },
        [("潮汐", "2024-12-01"), ("调度器三讲", "2024-11-05"), ("镜像站", "2024-09-07")],
        images=("tide",),
        terms=("内核", "性能"),
    ),
    "vuepress": Archive(
        {
            "app/zh/news/20240102-harbour/20240102-harbour.md": (
                "---\ntitle: '港口开放'\ndate: '2024-01-02'\ncategory: news\ntags:\n  - 船\nbanner: 'img/harbour.png'\n"
                "author: '王一'\nsummary: '第一艘船。'\n---\n\n<img src=\"./media/image1.png\" width=\"800\" >\n"
            ),
            "app/zh/news/20240102-harbour/media/image1.png": png(640, 360),
            "public/img/harbour.png": png(),
        },
        [("港口开放", "2024-01-02")],
        images=("image1",),
        terms=("船", "王一"),
    ),
}
