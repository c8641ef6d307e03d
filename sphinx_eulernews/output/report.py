"""The summary in the log at the end of a build: posts, collections, images, and files that look like posts."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.locale import __
from sphinx.util.logging import getLogger

from sphinx_eulernews.build import BuildState
from sphinx_eulernews.domain import has_pages
from sphinx_eulernews.model import urls
from sphinx_eulernews.read.source import news_domain

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_eulernews.model.site import Site

logger = getLogger(__name__)

_LONGEST_LOOK = 512  # bytes of a file without an extension in which front matter would show


def report_build(app: Sphinx, site: Site) -> None:
    """Log how many posts there are, or where to put them; how many warnings there were, Sphinx logs itself."""
    if not site.posts:
        logger.info(_where_to_put_posts(app))
        return
    readers = (docnames for docnames, _name in app.env.images.values())
    images = sum(not site.posts.keys().isdisjoint(docnames) for docnames in readers)
    logger.info(
        __("news: %s in %s (%s), %s"),
        _counted(len(site.posts), "post"), _counted(len(site.sections), "collection"), _unpublished(site),
        _counted(images, "image"),
    )  # fmt: skip
    in_toctrees = {name for names in app.env.toctree_includes.values() for name in names}
    outside = [urls.listing(key) for key in site.sections if urls.listing(key) not in in_toctrees]
    if outside and has_pages(app.builder):
        logger.info(__("news: to have the news in the navigation, add to a toctree: %s"), ", ".join(outside))
    if BuildState.of(app.env).reading:
        for path in _strays(Path(app.srcdir), tuple(site.sections)):
            logger.info(__("news: %s has the front matter of a post but no extension; name it %s.md"), path, path)


def _unpublished(site: Site) -> str:
    """Say how many posts are not published, and why."""
    hidden = site.hidden()
    reasons = Counter(site.posts[docname].why_unpublished(site.now) for docname in hidden)
    why = ", ".join(f"{number} {reason}" for reason, number in sorted(reasons.items()))
    return f"{len(hidden)} not published" + (f": {why}" if why else "")


def _where_to_put_posts(app: Sphinx) -> str:
    """Say what a maintainer who has just installed us wants to know."""
    folders = ", ".join(sorted(news_domain(app.env).settings.collections))
    if folders:
        return __("news: no posts; eulernews_collections (conf.py) names %s, and no document lies below") % folders
    return __("news: no posts; put them below a folder named news or blog, or name theirs in eulernews_collections")


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _strays(srcdir: Path, folders: tuple[str, ...]) -> Iterator[str]:
    """Yield the files of collections that look like posts but for their names."""
    for key in folders:
        for folder, _folders, names in os.walk(srcdir / key):
            for name in sorted(names):
                if "." not in name and _has_header(Path(folder, name)):
                    yield Path(folder, name).relative_to(srcdir).as_posix()


def _has_header(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            start = file.read(_LONGEST_LOOK)
    except OSError:
        return False
    return start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"---", b"+++")) and b"title" in start
