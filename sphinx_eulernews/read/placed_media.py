"""What a doctree holds of the images and the raw HTML of a post: stored in reading, shown when pages are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from docutils import nodes

PLACED = "eulernews_placed"
"""Attribute of an image (a PlacedImage) and of raw HTML (number of a target: PlacedImage)."""

PARTS = "eulernews_parts"
"""Attribute of raw HTML: its parts (``html.rewrite``), whose placeholders are filled when pages are written."""

TARGETS = "eulernews_targets"
"""Attribute of raw HTML: the targets of its URLs, by number."""

AS_WRITTEN = "eulernews_as_written"
"""Attribute of an image, for the gettext builder: its URI before it was resolved, which is its message."""


@dataclass(frozen=True, slots=True)
class PlacedImage:
    """An image in the body of a post.

    ``width`` and ``height`` are those of the file as shown, 0 where unknown. ``linked``: it stands in a link or the
    like. ``first``: it is the first image, near the top. ``own_loading``: the author wrote ``loading`` or
    ``decoding``. ``nameless``: it has no alternative text. ``sizes`` is the attribute for the renditions, empty if
    there are none.
    """

    path: str
    width: int = 0
    height: int = 0
    linked: bool = False
    first: bool = False
    own_loading: bool = False
    nameless: bool = False
    sizes: str = ""


@dataclass(frozen=True, slots=True)
class FileTarget:
    """A file that a page shows, by its path below the source folder, and the alternative text of an image."""

    path: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class DownloadTarget:
    """A file to download, by its path below the output folder."""

    path: str


@dataclass(frozen=True, slots=True)
class DocumentTarget:
    """A document, or a place in it."""

    docname: str
    fragment: str = ""


@dataclass(frozen=True, slots=True)
class OldUrlTarget:
    """A link that may be the old URL of a post; if it is none, it stays as it is written."""

    reference: str
    docname: str


Target: TypeAlias = FileTarget | DownloadTarget | DocumentTarget | OldUrlTarget


def shown_files(raw: nodes.raw) -> dict[str, str]:
    """Return the files that raw HTML shows, in order, with the first alternative text that there is of each."""
    shown: dict[str, str] = {}
    targets: list[Target] = raw.get(TARGETS, [])
    for target in targets:
        if isinstance(target, FileTarget):
            shown[target.path] = shown.get(target.path) or target.alt
    return shown
