"""The URLs of generated pages, as page names without a suffix. Pure.

This is the one place that knows them; PRODUCT.md promises them to readers and other programs.
"""

from __future__ import annotations

_FOLDERS = frozenset({"archive", "page"})


def is_generated(name: str, term_folders: frozenset[str]) -> bool:
    """Return whether a page name has the form of one below: ``news/index``, ``news/tags/x``, ``news/archive/2023``."""
    parts = name.split("/")
    return len(parts) > 1 and (parts[-1] == "index" or not (_FOLDERS | term_folders).isdisjoint(parts[1:-1]))


def listing(folder: str, number: int | None = None) -> str:
    """Return the page of a list: its index, or page ``number`` (from 1, the oldest)."""
    return f"{folder}/index" if number is None else f"{folder}/page/{number}"


def term_page(collection: str, plural: str, slug: str, number: int | None = None) -> str:
    """Return the page of a term, such as a tag."""
    base = f"{collection}/{plural}/{slug}"
    return base if number is None else f"{base}/page/{number}"


def terms_index(collection: str, plural: str) -> str:
    """Return the index of the terms of a taxonomy."""
    return f"{collection}/{plural}/index"


def archive(collection: str, period: str = "index") -> str:
    """Return the archive's index, or the page of a year (``2023``) or month (``2023-11``)."""
    return f"{collection}/archive/{period}"


def feed(collection: str, name: str) -> str:
    """Return the file of a feed, with its suffix."""
    return f"{collection}/{name}"
