"""The site of ``test_any_edits``: what its posts, pages, images, options and templates may be, and the files of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from helpers import DEFAULTS, INDEX, font, png, post_text

TITLES = ("港口平台上线", "C++ & <C>", "Harbour", "")
BODIES = (
    "正文一段。\n\n## 背景\n\n说明。",
    "另一段正文。\n\n```{index} 船坞\n```\n",
    '正文。\n\n<img src="/img/two.png" alt="二">\n\n结束。',
    "看图：\n\n![图](/img/one.png)\n",
    "# 文中的标题\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n## 背景\n\n[内](#背景)",
)
TAGS: tuple[tuple[str, ...], ...] = ((), ("容器",), ("容器", "C++"), ("C",), ("c", "内核"))
DATES = ("2023-11-25", "2023-10-02", "2022-11", "2020-01-02 08:30 +0800", "", "2024-02-03")
BANNERS = ("", "img/one.png", "/img/two.png", "img/none.png")
LINKS = ("", "b.md", "[](../../en/blog/x.md)", "/zh/news/n1.md", "b.md#背景", "[](2020/d.md)")
OTHERS: tuple[dict[str, Any], ...] = (
    {},
    {"pinned": "true"},
    {"unlisted": "true"},
    {"category": "公告", "author": "王一"},
    {"summary": "摘要。", "author": ["李二", "王一"]},
    {"post": "false", "orphan": "true"},
    {"series": "系列"},
    {"translation": "t1"},
    {"related": "[zh/news/b]"},
    {"updated": "2024-05-01", "language": "en"},
    {"aliases": "[/old/one.html]"},
    {"publish": "2030-01-01"},
    {"banner_focus": "left top"},
    {"venue": "东岸", "event_date": "2024-05-06"},
    {"categories": "[[公告, 港口], [船]]"},
    {"category": "船/帆船"},
    {"category": "[船/轮船, 港口]"},
)
NAMES = ("zh/news/a", "zh/news/b", "zh/news/2020/d", "en/blog/x", "zh/news/n1", "en/blog/n2", "zh/news/2020/n3")
FONT = font("港口平台上线Harbou新闻")  # not all titles can be set in it
IMAGES: tuple[bytes | None, ...] = (png(700, 500), png(48, 40, (200, 10, 10)), None, b"no picture")
PAGES: dict[str, tuple[str, ...]] = {
    "zh/news/index.md": ("---\norphan: true\n---\n# 新闻首页\n\n欢迎。\n", "", "---\norphan: true\n---\n# 首页二\n\n```{postlist}\n:paginate:\n```\n"),  # noqa: E501  a row of a table
    "zh/news/tags/index.md": ("", "---\norphan: true\npost: false\n---\n# 自己的标签页\n"),
    "zh/news/page/1.md": ("", "---\norphan: true\npost: false\n---\n# 最旧的\n"),
    "zh/news/tags/C.md": ("", "---\norphan: true\npost: false\n---\n# C\n"),
    "lists.md": (
        "# 列表\n\n```{postlist}\n:tags: 容器\n:limit: 3\n```\n\n```{taglist}\n:style: cloud\n```\n",
        "# 目录\n\n```{archivelist}\n```\n\n```{postlist}\n:layout: table\n:collection: en/blog\n```\n",
    ),
    "about.md": ("# 关于\n\n见 {news:post}`zh/news/a` 和 {news:tag}`容器`。\n", "# 关于我们\n\n没有链接。\n"),
    "zh/news/authors.yml": (
        "",
        "王一:\n  name: {en: Wang Yi, zh: 王 一}\n  bio: 写船。\n  avatar: /img/one.png\n",
        "w:\n  name: 王 一\n  aliases: [王一, 李二]\n  slug: b\n  avatar: img/two.png\n  bio: 写港口。\n",
        "王一: [\n",
    ),
    "tags.yml": (
        "",
        "容器:\n  label: {en: Containers, zh: 容器技术}\n  description: 隔离。\n  aliases: [C]\n内核: {hidden: true}\n",
        "容器: {parent: 内核}\n内核: {slug: b}\nC: {hidden: true, parent: 无}\n",
    ),
}  # fmt: skip
CONFS: dict[str, tuple[Any, ...]] = {
    "eulernews_page_size": (2, 1, 3),
    "eulernews_collections": (
        {},
        {"zh/news": {"title": "港口新闻"}, "en/blog": {}},
        {"zh/news": {"page_size": 1, "colour": "#fc0"}},
    ),
    "eulernews_show_drafts": (False, True),
    "eulernews_image_limit": (1, 400),  # the larger one of the images has 6 kB
    "eulernews_slugs": ({}, {"容器": "container"}),
    "eulernews_date_format": ("long", "short"),
    "html_baseurl": ("", "https://news.example/"),
    "html_title": ("港口", "港口与船"),
    "eulernews_banner_font": ("", "boxes.ttf", "none.ttf"),
    "eulernews_generated_banners": (True, False),
}

# Templates that override parts, one that they include, two with errors; and handlers of all events.
TEMPLATES: dict[str, tuple[str, ...]] = {
    "card": ("{{ post.extra.venue }}{% include 'eulernews/terms.html' %}{{ default }}", "", "{{ post.banner }}"),
    "terms": ("{{ post.categories | join }}", "{% for tag in post.tags %}{{ tag }} {{ tag.url }}{% endfor %}"),
    "byline": ("", "{{ post.title }}{{ post.extra.event_date }}{{ default }}", "{{ post.title }}\n{% if %}"),
    "post-footer": (
        "{{ newer.title }}{{ older.banner if older }}{{ default }}", "{% if newer %}{{ newer.summary }}{% endif %}",
    ),
    "list-row": ("", "<li>{{ post.title }}{{ post.banner }}{{ post.authors | join }}</li>"),
    "term-index": ("{% for term in terms %}{{ term }} {{ term.count }} {% endfor %}", ""),
    "table-row": ("<tr><td>{{ post.url }} {{ post.series }}</td></tr>", "", "{{ post.nothing }}"),
    "author-box": ("", "{{ author.avatar }}{{ author.bio }}{{ post.title if post }}{{ default }}"),
}  # fmt: skip
CUSTOM_CONF = """
templates_path = ["_templates"]
html_sidebars = {
    "about": ["eulernews/recent-posts.html", "eulernews/sidebar-tags.html"],
    "zh/**": ["eulernews/sidebar-authors.html", "eulernews/sidebar-archive.html", "eulernews/sidebar-feeds.html"],
}
eulernews_extra_fields = {"venue": "text", "event_date": "date"}

def change(app, site):
    for docname, post in site.posts.items():
        if post.extra_value("venue"):
            site.add(docname, tags=["东岸"])
        if post.pinned and post.tags:
            site.hide(docname)

def context(app, pagename, page, context):
    return {"metatags": context["metatags"] + "".join(f"<!-- {post.series} -->" for post in page.posts)}

def setup(app):
    app.connect("eulernews-post-read", lambda app, fields, docname: {**fields, "sig": fields.get("author", "")})
    app.connect("eulernews-site", change)
    app.connect("eulernews-page-context", context)
    app.connect("eulernews-feed-entry", lambda app, entry, post: {**entry, "title": f"{post.series} {post.title}"})
"""


@dataclass(frozen=True)
class Draft:
    """What the file of a post says: places in the lists above."""

    title: int = 0
    body: int = 0
    tags: int = 0
    date: int = 0
    banner: int = 0
    link: int = 0
    other: int = 0
    draft: int = 0

    def text(self) -> str:
        """Write the file."""
        fields: dict[str, Any] = {"date": DATES[self.date], "banner": BANNERS[self.banner], **OTHERS[self.other]}
        if self.draft:
            fields["draft"] = "true"
        kept = {name: value for name, value in fields.items() if value}
        if TAGS[self.tags]:
            kept["tags"] = [f"'{tag}'" for tag in TAGS[self.tags]]
        title, link = TITLES[self.title], LINKS[self.link]
        body = BODIES[self.body] + (f"\n\n{link if link.startswith('[') else f'[链接]({link})'}\n" if link else "")
        return post_text(f"'{title}'" if title else "", body, **kept)


@dataclass(frozen=True)
class Sources:
    """A whole site: posts by docname, images, further pages and settings by place in the lists above."""

    posts: dict[str, Draft]
    pictures: dict[str, int] = field(default_factory=lambda: {"one": 0, "two": 1})
    pages: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PAGES, 0))
    conf: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CONFS, 0))
    templates: dict[str, int] = field(default_factory=dict)

    def files(self) -> dict[str, bytes]:
        """Write every file."""
        files = {"index.md": INDEX + "\n```{toctree}\nlists\nabout\n```\n"}
        files |= {f"{docname}.md": draft.text() for docname, draft in self.posts.items()}
        files |= {name: text for name, place in self.pages.items() if (text := PAGES[name][place])}
        conf = {**DEFAULTS, "html_theme": "basic", **{name: CONFS[name][place] for name, place in self.conf.items()}}
        files["conf.py"] = "".join(f"{name} = {value!r}\n" for name, value in conf.items())
        if self.templates:
            files["conf.py"] += CUSTOM_CONF
        chosen = {name: TEMPLATES[name][place] for name, place in self.templates.items()}
        files |= {f"_templates/eulernews/{name}.html": text for name, text in chosen.items() if text}
        pictures = {f"public/img/{name}.png": IMAGES[place] for name, place in self.pictures.items()}
        return (
            {"boxes.ttf": FONT}
            | {name: text.encode() for name, text in files.items()}
            | {name: data for name, data in pictures.items() if data is not None}
        )


START = Sources(
    {
        "zh/news/a": Draft(tags=2, banner=1, link=1),
        "zh/news/b": Draft(title=1, tags=3, date=1, body=4, banner=2),
        "zh/news/2020/d": Draft(title=2, tags=1, date=3, body=2, other=3),
        "zh/news/e": Draft(title=3, tags=4, date=2, body=3, link=4),
        "en/blog/x": Draft(title=2, tags=1, date=5, other=9),
        "en/blog/y": Draft(title=1, date=0, link=3),
        "en/blog/z": Draft(title=0, tags=2, date=4, draft=1),
    }
)
