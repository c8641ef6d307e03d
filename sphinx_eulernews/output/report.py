"""What a maintainer hears at the end of a build: what was read, what is shown, which problems there were."""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.locale import __
from sphinx.util.logging import getLogger

from sphinx_eulernews.build import BuildState
from sphinx_eulernews.read.source import news_domain
from sphinx_eulernews.warnings import TYPE

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_eulernews.model.site import Site

logger = getLogger(__name__)

_LONGEST_LOOK = 512  # bytes of a file without an extension in which front matter would show


class WarningCounter(logging.Handler):
    """Counts our warnings by kind; Sphinx hands those of other processes to the loggers of this one."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.kinds: Counter[str] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        """Count a warning, once: Sphinx holds warnings back and hands them out a second time."""
        if getattr(record, "type", "") == TYPE and getattr(record, "eulernews_counted", 0) != os.getpid():
            record.eulernews_counted = os.getpid()
            self.kinds[str(getattr(record, "subtype", ""))] += 1

    def begin(self) -> None:
        """Listen to the warnings of this process."""
        logging.getLogger("sphinx").addHandler(self)

    def end(self) -> None:
        """Stop listening."""
        logging.getLogger("sphinx").removeHandler(self)


def report_build(app: Sphinx, site: Site, kinds: Counter[str]) -> None:
    """Say how many posts there are and how many warnings of each kind; without posts, where to put them."""
    if not site.posts:
        logger.info(_where_to_put_posts(app))
        return
    readers = (docnames for docnames, _name in app.env.images.values())
    images = sum(not site.posts.keys().isdisjoint(docnames) for docnames in readers)
    problems = ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items())) or __("none")
    logger.info(
        __("news: %s in %s (%d not published), %s; problems in this build: %s"),
        _counted(len(site.posts), "post"), _counted(len(site.sections), "collection"), len(site.hidden()),
        _counted(images, "image"), problems,
    )  # fmt: skip
    if BuildState.of(app.env).reading:
        for path in _strays(Path(app.srcdir), tuple(site.sections)):
            logger.info(__("news: %s has the front matter of a post but no extension; name it %s.md"), path, path)


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
