"""Edits of a site, and the settings that the sites of the tests of incremental builds share."""

from __future__ import annotations

from collections.abc import Callable

from helpers import Project

CONF = {"eulernews_page_size": 3, "eulernews_image_cache": "../cache", "html_baseurl": "https://example.org/"}
NAMED = "img/banners/harbour.png"

Edit = Callable[[Project], object]


def change(name: str, old: str, new: str) -> Edit:
    """Return an edit that replaces a text in a file."""

    def edit(site: Project) -> None:
        text = (site.source / name).read_text("utf-8")
        assert old in text
        site.write({name: text.replace(old, new)})

    return edit
