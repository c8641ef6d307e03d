"""A collection: a folder whose documents are posts, and the settings it may have. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

DEFAULT_FOLDERS = frozenset({"news", "blog"})
_NO_POSTS = frozenset({"index", "_index"})
_STARTS_WITH_DATE = re.compile(r"(?:19|20)\d\d(?:[-._]?(?:0[1-9]|1[0-2])[-._]?(?:0[1-9]|[12]\d|3[01]))(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A folder of posts, by its docname prefix: ``zh/news``."""

    key: str
    title: str = ""
    description: str = ""
    language: str = ""
    page_size: int = 12
    schema: str = "NewsArticle"
    colour: str = ""

    @property
    def shown(self) -> Collection:
        """The settings that pages show; another page size moves posts between pages, which tell by themselves."""
        return replace(self, page_size=0)

    @property
    def root(self) -> PurePosixPath:
        """The folder, relative to the source folder."""
        return PurePosixPath(self.key)


def find_collections(docnames: Iterable[str]) -> list[str]:
    """Return the outermost folders named ``news`` or ``blog`` that hold a post, sorted."""
    found: set[str] = set()
    for docname in docnames:
        if not is_post_name(docname):
            continue
        folders = docname.split("/")[: -2 if is_bundle(docname) else -1]
        for depth, folder in enumerate(folders, 1):
            if folder in DEFAULT_FOLDERS:
                found.add("/".join(folders[:depth]))
                break
    return sorted(found)


def is_post_name(docname: str) -> bool:
    """Return whether a document's name is that of a post or a page bundle: not ``_index`` or ``[slug]``."""
    name = docname.rpartition("/")[2]
    return (name not in _NO_POSTS and "[" not in name) or is_bundle(docname)


def is_bundle(docname: str) -> bool:
    """Return whether a document has the name of a page bundle, ``x/index``: its front matter decides."""
    return docname.endswith("/index") and "[" not in docname.rpartition("/")[0].rpartition("/")[2]


def short_name(docname: str) -> str:
    """Return the last part of a docname; for a page bundle, ``x/index``, the name of its folder."""
    return (docname.removesuffix("/index") if is_bundle(docname) else docname).rpartition("/")[2]


def has_dated_folder(docname: str) -> bool:
    """Return whether the folder of a page bundle begins with a date: ``20231127-cs/index``."""
    return _STARTS_WITH_DATE.match(docname.split("/")[-2]) is not None if is_bundle(docname) else False


def section_patterns(keys: Iterable[str]) -> list[str]:
    """Return patterns, as ``exclude_patterns`` has them, of the sections (``_index``) of collections."""
    folders = list(keys) or [prefix + name for name in sorted(DEFAULT_FOLDERS) for prefix in ("", "**/")]
    return [f"{folder}/{below}_index.*" for folder in folders for below in ("", "**/")]


def collection_of(docname: str, keys: Iterable[str]) -> str | None:
    """Return the innermost collection that a document lies in, if its name is that of a post."""
    if not is_post_name(docname):
        return None
    folder = docname.removesuffix("/index") if is_bundle(docname) else docname
    inside = [key for key in keys if folder.startswith(key + "/")]
    return max(inside, key=len, default=None)
