"""Sidebars of the site: which pages show which, by ``html_sidebars``, and their HTML.

Pages of others show them as well, so all pages with one are compared: a new post rewrites those where it shows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sphinx_eulernews.render.labels import labels
from sphinx_eulernews.render.sidebar_views import SIDEBARS, sidebar
from sphinx_eulernews.render.tree import to_html

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.builders import Builder

    from sphinx_eulernews.render.tree import UrlResolver
    from sphinx_eulernews.render.views import Views

_FOLDER = "eulernews/"


@dataclass
class Sidebars:
    """The sidebars of one build; ``views`` are asked for where one is shown, ``language`` is that of the site."""

    views: Callable[[], Views]
    language: str
    builder: Builder
    _digests: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)

    def shown_on(self, pagename: str) -> list[str]:
        """Return the names of the sidebars that a page shows."""
        context: dict[str, Any] = {}
        self.builder.add_sidebars(pagename, context)  # type: ignore[attr-defined]  # of StandaloneHTMLBuilder
        names = (path.removeprefix(_FOLDER).removesuffix(".html") for path in context.get("sidebars") or ())
        return [name for name in names if name in SIDEBARS]

    def html(self, pagename: str, page_urls: UrlResolver, name: str) -> str:
        """Return the HTML of a sidebar: of the collection that a page lies in, elsewhere of each."""
        views = self.views()
        home = views.site.home_of(pagename)
        sections = [views.site.sections[home]] if home else list(views.site.sections.values())
        language = sections[0].collection.language if home else self.language
        return "".join(to_html(tree, page_urls) for tree in sidebar(views, name, sections, labels(language).tag))

    def values(self, pagename: str, plain: UrlResolver) -> list[str]:
        """Return what the sidebars of a page show, for comparison; the same ones stand on many pages."""
        found: list[str] = []
        names = self.shown_on(pagename)
        home = self.views().site.home_of(pagename) if names else ""
        for name in names:
            if (name, home) not in self._digests:
                self._digests[name, home] = self.html(pagename, plain, name)
            found.append(self._digests[name, home])
        return found
