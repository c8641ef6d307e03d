"""Directives: ``post``, ``postlist``, ``banner``, ``taglist``, ``archivelist``, ``update``.

What depends on other posts is a placeholder node, which is resolved in the writing phase.
"""

from __future__ import annotations

from sphinx_eulernews.directives.banner_directive import BannerDirective
from sphinx_eulernews.directives.list_directives import ArchiveList, PostList, TermList
from sphinx_eulernews.directives.news_directive import NewsDirective
from sphinx_eulernews.directives.post_directives import PostDirective, UpdateDirective

DIRECTIVES: dict[str, type[NewsDirective]] = {
    "post": PostDirective,
    "postlist": PostList,
    "banner": BannerDirective,
    "taglist": TermList,
    "archivelist": ArchiveList,
    "update": UpdateDirective,
}
