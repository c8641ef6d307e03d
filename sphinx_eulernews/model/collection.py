"""Collections: folders whose documents are posts, their settings, and which documents belong to them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sphinx_eulernews.lazy import lazy
from sphinx_eulernews.model.languages import without_language

if TYPE_CHECKING:
    from sphinx_eulernews.model import dates
else:
    dates = lazy("sphinx_eulernews.model.dates")

DEFAULT_FOLDERS = frozenset({"news", "blog"})
SECTION = "_index"
"""The name of a document that Hugo shows above the list of a folder."""
_NO_POSTS = frozenset({"index", SECTION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A folder of posts, by its docname prefix: ``zh/news``.

    ``posts`` are patterns of source files that are posts of the collection wherever they lie; None: all documents below
    its folder are. ``defaults`` are the fields of front matter that posts have unless they say otherwise.
    """

    key: str
    title: str = ""
    description: str = ""
    language: str = ""
    page_size: int = 12
    schema: str = "NewsArticle"
    colour: str = ""
    posts: tuple[str, ...] | None = None
    defaults: Mapping[str, Any] = field(default_factory=dict)

    @property
    def shown(self) -> Collection:
        """The collection with the settings that pages show; what others change, posts and pages, is compared itself."""
        return replace(self, page_size=0, posts=None, defaults={})

    @property
    def reading(self) -> str:
        """The settings that reading a post depends on, for comparison: language, selection of posts, defaults."""
        is_plain = self.posts is None and not self.defaults
        return self.language if is_plain else repr((self.language, self.posts, self.defaults))


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
    """Return whether a document has the name of a page bundle, ``x/index``, or of a translation, ``x/index.en``.

    Whether it is one, its front matter decides.
    """
    folder, slash, name = docname.rpartition("/")
    is_index = name == "index" or (name.startswith("index.") and without_language(name) == "index")
    return is_index and slash == "/" and "[" not in folder.rpartition("/")[2]


def bundle_folder(docname: str) -> str:
    """Return the folder of a page bundle, ``x`` of ``x/index``; the name of any other document."""
    return docname.rpartition("/")[0] if is_bundle(docname) else docname


def short_name(docname: str) -> str:
    """Return the last part of a docname; for a page bundle, ``x/index``, the name of its folder."""
    return bundle_folder(docname).rpartition("/")[2]


def has_dated_folder(docname: str) -> bool:
    """Return whether the folder of a page bundle has a date: ``20231127-cs/index``, ``2023/11-27-cs/index``."""
    return is_bundle(docname) and dates.is_dated(bundle_folder(docname))


def section_patterns(keys: Iterable[str]) -> list[str]:
    """Return patterns, as ``exclude_patterns`` has them, of the sections (``_index``) of collections."""
    folders = list(keys) or [prefix + name for name in sorted(DEFAULT_FOLDERS) for prefix in ("", "**/")]
    return [f"{folder}/{below}{SECTION}.*" for folder in folders for below in ("", "**/")]


def collection_of(docname: str, keys: Iterable[str]) -> str | None:
    """Return the innermost collection that contains a document, if it has the name of a post."""
    if not is_post_name(docname):
        return None
    folder = bundle_folder(docname)
    inside = [key for key in keys if folder.startswith(key + "/")]
    return max(inside, key=len, default=None)


def matches_pattern(path: str, patterns: Iterable[str]) -> bool:
    """Return whether a path matches one of some patterns, as ``glob`` has them: ``blog/**/*.md``."""
    return any(_pattern(pattern).fullmatch(path) for pattern in patterns)


_WILDCARDS = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}
_WILDCARD = re.compile(r"\*\*/|\*\*|\*|\?|\[!?[^\]/]+\]")


@lru_cache(maxsize=256)
def _pattern(pattern: str) -> re.Pattern[str]:
    """Translate a pattern; ``glob.translate`` does so from Python 3.13 on."""
    parts, end = [], 0
    for match in _WILDCARD.finditer(pattern):
        parts += [re.escape(pattern[end : match.start()]), _WILDCARDS.get(match[0]) or _character_class(match[0])]
        end = match.end()
    return re.compile("".join([*parts, re.escape(pattern[end:])]))


def _character_class(written: str) -> str:
    inside = written[1:-1].replace("\\", r"\\").replace("^", r"\^")
    return f"[^{inside[1:]}]" if inside.startswith("!") else f"[{inside}]"
