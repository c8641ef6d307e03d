"""Kinds of builders, by their class: those of other extensions have names of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.builders._epub_base import EpubBuilder
from sphinx.builders.dirhtml import DirectoryHTMLBuilder
from sphinx.builders.singlehtml import SingleFileHTMLBuilder

if TYPE_CHECKING:
    from sphinx.builders import Builder


def is_epub(builder: Builder) -> bool:
    """Return whether a builder makes a book of XHTML."""
    return isinstance(builder, EpubBuilder)


def is_one_page(builder: Builder) -> bool:
    """Return whether a builder joins all documents in one HTML page, as sphinx-simplepdf does to print it."""
    return isinstance(builder, SingleFileHTMLBuilder)


def has_folders(builder: Builder) -> bool:
    """Return whether the page of a document ``x`` is ``x/index.html``."""
    return isinstance(builder, DirectoryHTMLBuilder)


def has_pages(builder: Builder) -> bool:
    """Return whether a builder writes the generated pages: html, dirhtml and the like; not epub or singlehtml.

    A kind that has no search page writes help files, or slides (sphinx-revealjs): nobody browses lists there.
    """
    is_joined = is_one_page(builder) or is_epub(builder)
    # Of the class: a site may switch the search of its own builder off.
    is_browsed = getattr(type(builder), "search", True) and not getattr(builder, "embedded", False)
    return builder.format == "html" and not is_joined and is_browsed
