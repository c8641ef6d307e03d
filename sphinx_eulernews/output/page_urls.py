"""URLs of pages and images: relative to the page that is written, and absolute."""

from __future__ import annotations

import posixpath
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sphinx.errors import NoUri
from sphinx.util.osutil import relative_uri

from sphinx_eulernews import config
from sphinx_eulernews.builder_kinds import has_pages, is_epub
from sphinx_eulernews.render.tree import is_web_url, to_html

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from sphinx_eulernews.render.tree import BannerImage, Part


class PageUrls:
    """Relative URLs from one page; a page that the builder does not make has none.

    ``known`` are those that pages in one folder share, which are all but that of the page itself: see ``shared_urls``.
    """

    def __init__(
        self,
        builder: Builder,
        docname: str,
        image: Callable[[BannerImage, str], str],
        reached: frozenset[str] | None,
        render: Callable[[Part, str, PageUrls], str] | None = None,
        known: dict[Hashable, Any] | None = None,
    ) -> None:
        self._builder = builder
        self._docname = docname
        self._image = image
        # Where many documents become one, only those can be linked to; None: every document has a page.
        self._reached = reached
        self._pages: dict[Hashable, str | None] = {} if known is None else known
        # Renders the parts that templates of the site override.
        self._render = render
        self.has_svg = not is_epub(builder)

    def page(self, name: str) -> str | None:
        """Return the URL of a document or generated page, or of ``/file`` below the output."""
        if name == self._docname:
            return self._url_of(name)
        # Entries of a list share their terms, and Sphinx quotes the path each time.
        if name not in self._pages:
            self._pages[name] = self._url_of(name)
        return self._pages[name]

    def _url_of(self, name: str) -> str | None:
        if name.startswith("/"):
            return self.file(name[1:]) if has_pages(self._builder) else None
        is_document = name in self._builder.env.found_docs
        if self._reached is not None and name not in self._reached:
            return None
        if not is_document and not has_pages(self._builder):
            return None
        try:
            uri = self._builder.get_relative_uri(self._docname, name)
        except NoUri:
            return None
        return uri or posixpath.basename(self._builder.get_target_uri(name)) or "./"

    def image(self, image: BannerImage) -> str:
        """Return the HTML of an image."""
        return self._image(image, self._images)

    @cached_property
    def _images(self) -> str:
        return self.file("_images/")

    def part(self, part: Part) -> str:
        """Return the HTML of a part as its template writes it."""
        default = to_html(part.tree, self)
        return self._render(part, default, self) if self._render else default

    def file(self, path: str) -> str:
        """Return the URL of a file of the output, by its path below it."""
        base = self._builder.get_target_uri(self._docname).partition("#")[0]
        return relative_uri(base, quote(path))


def absolute_url(app: Sphinx, pagename: str) -> str:
    """Return the absolute URL of a page; relative to the site where no base URL is known."""
    return posixpath.join(base_url(app), app.builder.get_target_uri(pagename))


def absolute_file_url(app: Sphinx, path: str) -> str:
    """Return the absolute URL of a file of the output; one that is absolute stays as it is."""
    return path if is_web_url(path) else posixpath.join(base_url(app), path)


def known_absolute_file_url(app: Sphinx, path: str) -> str:
    """Return the absolute URL of a file of the output, or of the web; empty where no base URL is known."""
    return absolute_file_url(app, path.lstrip("/")) if path and (base_url(app) or is_web_url(path)) else ""


def known_absolute_url(app: Sphinx, pagename: str) -> str:
    """Return the absolute URL of a page; empty where no base URL is known."""
    return absolute_url(app, pagename) if base_url(app) else ""


def base_url(app: Sphinx) -> str:
    """Return the URL that the site is served at, with a slash at its end; empty if unknown."""
    return config.base_url(app.config)
