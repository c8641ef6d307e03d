"""Warnings of the extension: their subtypes, and the function that gives one."""

from __future__ import annotations

from enum import Enum
from typing import Any

from sphinx.util import logging

logger = logging.getLogger(__name__)

TYPE = "eulernews"


class Subtype(Enum):
    """The subtype of a warning; ``suppress_warnings = ["eulernews.date"]`` silences one kind."""

    CONFIG = "config"
    """An option in conf.py has a value that cannot be used; its default is used."""
    FRONT_MATTER = "front_matter"
    """The front matter of a post cannot be parsed as a whole; it was read line by line."""
    FIELD = "field"
    """A field of front matter or of `authors.yml` has a misspelt name or an invalid value; the field is ignored."""
    DATE = "date"
    """A date cannot be read, or a post has none; it is listed last."""
    TITLE = "title"
    """A post has no title; the name of its file is used."""
    BANNER = "banner"
    """A banner is missing, misspelt or not an image; the page is built without it."""
    IMAGE = "image"
    """An image or other file of a post, or an avatar, is missing or misspelt, or cannot be shown as an image."""
    LINK = "link"
    """A link target does not exist."""
    HTML = "html"
    """Raw HTML in a post would break the page; it was repaired."""
    ENCODING = "encoding"
    """A file is not UTF-8; it was decoded in the encoding that it seems to have."""
    ALIAS = "alias"
    """An old URL cannot be served."""
    DIRECTIVE = "directive"
    """A directive, role or shortcode cannot be used, or markup is nested too deeply."""
    FEED = "feed"
    """A feed cannot be written."""
    TEMPLATE = "template"
    """A template of the site cannot be used; the built-in HTML is used."""
    EVENT = "event"
    """A handler of one of our events returned a value that cannot be used; it is ignored."""


def warn(subtype: Subtype, message: str, *, docname: str = "", line: int = 0, node: Any = None, path: str = "") -> None:
    """Log a warning with type, subtype and location: a line of a document, a node, or another file."""
    location: Any = node or path or None
    if location is None and docname:
        location = (docname, line or None)
    logger.warning("%s", message, type=TYPE, subtype=subtype.value, location=location)
