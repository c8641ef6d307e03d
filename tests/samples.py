"""A small site with what real ones have: two collections, terms, banners, pages of the user's own."""

from __future__ import annotations

from helpers import png, post_text

FILES: dict[str, str | bytes] = {
    "index.md": "# 首页\n\n```{toctree}\nabout\nlists\n```\n",
    "about.md": "# 关于\n\n见 {news:post}`zh/news/harbour` 和 {news:tag}`容器`。\n",
    "lists.md": "# 列表\n\n```{postlist}\n:collection: zh/news\n:tags: 容器\n:layout: compact\n```\n",
    "public/img/banners/harbour.png": png(500, 260),
    "zh/news/harbour.md": post_text(
        "港口平台上线",
        "港口平台今天上线。\n\n## 背景\n\n说明。",
        date="2023-11-25",
        category="新闻",
        tags=["容器", "C++"],
        author="王一",
        banner="img/banners/harbour.png",
        summary="一句话的摘要。",
    ),
    "zh/news/c.md": post_text("C 语言", date="2023-10-02", tags=["C", "内核"], author="李二"),
    "zh/news/cpp.md": post_text("C++ 语言", date="2023-09-07", tags=["C++"], author=["王一", "李二"]),
    "zh/news/csharp.md": post_text("C# 语言", date="2022-12-31", tags=["C#"], category="博客"),
    "zh/news/month.md": post_text("月报", date="2022-11", tags=["容器"]),
    "zh/news/2020/old.md": post_text("旧闻", date="2020.07.09", tags=["容器", "内核"]),
    "zh/news/2020/older.md": post_text("更旧的新闻", date="2020-01-02 08:30 +0800", tags=["容器"]),
    "zh/news/undated.md": post_text("没有日期的文章", tags=["容器"]),
    "zh/news/unlisted.md": post_text("不列出", date="2023-01-01", unlisted="true", tags=["隐身"]),
    "zh/news/draft.md": post_text("草稿机密", date="2023-01-01", draft="true", tags=["机密"]),
    "en/blog/hello.md": post_text("Hello", "A post.", date="2023-05-06", tags=["container"], language="en"),
    "en/blog/again.md": post_text("Again", "Another post.", date="2023-05-07", language="en"),
}
POSTS = frozenset(name.removesuffix(".md") for name in FILES if name.startswith(("zh/news/", "en/blog/"))) - {
    "zh/news/draft"
}
