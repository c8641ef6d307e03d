"""Relative URLs that pages in one folder share: of pages, and of style sheets and scripts.

They are relative to the folder, so the page of a tag has those of the tag next to it. Sphinx splits and quotes both
paths for each link of each page, and asks the system where each style sheet and script is (``handle_page`` in
``sphinx/builders/html/__init__.py``, 8.2 to 9.2): a tenth of what a generated page costs.
"""

from __future__ import annotations

import posixpath
from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING, Any

from sphinx_eulernews.builder_kinds import has_folders, has_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from sphinx.builders import Builder

# Posts may each be in a folder of its own, and pages are written folder by folder.
_MOST_FOLDERS = 32
_TAGS = ("css_tag", "js_tag")


class SharedUrls:
    """The URLs that pages of a build share, by the folder that they are relative to; of the folders used last."""

    def __init__(self) -> None:
        self._folders: OrderedDict[str, dict[Hashable, Any]] = OrderedDict()

    def seen_from(self, builder: Builder, pagename: str) -> dict[Hashable, Any] | None:
        """Return the URLs as seen from a page, to be added to; None where each page has a folder of its own."""
        if has_folders(builder) or not has_pages(builder):
            return None
        folder = posixpath.dirname(builder.get_target_uri(pagename))
        found = self._folders.setdefault(folder, {})
        self._folders.move_to_end(folder)
        if len(self._folders) > _MOST_FOLDERS:
            self._folders.popitem(last=False)
        return found

    def share_tags(self, builder: Builder, pagename: str, context: dict[str, Any]) -> None:
        """Have the functions of a context that write the tags of style sheets and scripts write each once a folder."""
        shared = self.seen_from(builder, pagename)
        if shared is None:
            return
        for name in _TAGS:
            write: Any = context.get(name)
            # One of a theme may write other tags on each page.
            if getattr(write, "__qualname__", "") == f"StandaloneHTMLBuilder.handle_page.<locals>.{name}":
                context[name] = partial(_written_once, write, name, shared)


def _written_once(write: Callable[[Any], str], name: str, shared: dict[Hashable, Any], file: Hashable) -> str:
    key = (name, file)
    if key not in shared:
        shared[key] = write(file)
    return str(shared[key])
