"""A collection: a folder whose documents are posts, and the settings it may have. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

DEFAULT_FOLDERS = frozenset({"news", "blog"})
_NO_POSTS = frozenset({"index", "_index"})


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
        folders = docname.split("/")[:-1]
        for depth, folder in enumerate(folders, 1):
            if folder in DEFAULT_FOLDERS:
                found.add("/".join(folders[:depth]))
                break
    return sorted(found)


def is_post_name(docname: str) -> bool:
    """Return whether a document's name is that of a post: not ``index``, ``_index`` or ``[slug]``."""
    name = docname.rpartition("/")[2]
    return name not in _NO_POSTS and "[" not in name


def collection_of(docname: str, keys: Iterable[str]) -> str | None:
    """Return the innermost collection that a document lies in, if its name is that of a post."""
    if not is_post_name(docname):
        return None
    inside = [key for key in keys if docname.startswith(key + "/")]
    return max(inside, key=len, default=None)
