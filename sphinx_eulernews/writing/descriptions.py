"""What a generated page is called and what it is about, for search engines and cards.

Made of what the page shows, and of nothing that a new post elsewhere would change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_eulernews.writing.pages import GeneratedPage, months_of

if TYPE_CHECKING:
    from sphinx_eulernews.views import Views


def describe(views: Views, page: GeneratedPage) -> str:
    """Return the description of a page; that of a collection is its own, if it has one."""
    words, title = views.words(page.section), views.title(page.section)
    if page.kind == "list":
        about = page.section.collection.description or words("Posts in %s") % title
    elif page.kind in ("tag", "category", "author", "year", "month"):
        message = words(
            {
                "tag": "Posts in %s tagged %s",
                "category": "Posts in %s of the category %s",
                "author": "Posts in %s by %s",
                "year": "Posts in %s from the year %s",
                "month": "Posts in %s from %s",
            }[page.kind]
        )
        about = message % (title, page.title)
    else:
        message = words(
            {
                "tags": "Tags of the posts in %s",
                "categories": "Categories of the posts in %s",
                "authors": "Authors of the posts in %s",
                "archive": "Posts in %s by year and month",
            }[page.kind]
        )
        about = message % title
    return about + _time_of(views, page)


def name(views: Views, page: GeneratedPage) -> str:
    """Return the title of a page as it tells the page from all others."""
    return page.title + _time_of(views, page)


def _time_of(views: Views, page: GeneratedPage) -> str:
    """Return the time that a page of a list covers, with a mark before it; the newest page does without."""
    months = months_of(page.posts, views.words(page.section)) if page.newer else ""
    return f" · {months}" if months else ""
