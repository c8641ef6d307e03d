"""Term tree: the hierarchy of the terms of a taxonomy, and the keys of the terms of a post. Pure.

A term is below another where a file of terms says so (``parent``), where posts write it in a list below another
(``categories: [[A, B]]``, as Hexo has it), or in one string (``A/B``) that is proved to be a path: several names begin
with ``A/``, or ``A`` is a name itself and no abbreviation. So ``C/C++`` and ``I/O`` stay what they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TypeAlias

from sphinx_eulernews.model.post import Post

MAX_LEVELS = 8
"""Levels of a tree: each page of a term names all terms above it."""
_HAS_LETTER = re.compile(r"[^\W\d_]")
_ABBREVIATION = 3
SEPARATOR = "/"
"""Between the levels of a path, in keys and in references."""

Names: TypeAlias = "Callable[[Post], tuple[str, ...]]"
Paths: TypeAlias = "Callable[[Post], tuple[tuple[str, ...], ...]]"

_NO_LINKS: Mapping[str, str] = MappingProxyType({})


def category_paths(post: Post) -> tuple[tuple[str, ...], ...]:
    """Return the categories that a post writes below each other; those that were taken from it are not among them."""
    return tuple(path for path in post.category_paths if not set(path) - set(post.categories))


class TermTree:
    """The tree of the terms that some posts have.

    ``key_of`` returns the key of a name; that of a path is the keys of its names with ``/`` between. ``parents`` are
    the links that are declared, and ``separator`` is that of paths in one string, empty where there are none.
    ``names`` holds names of terms that no post names itself.
    """

    def __init__(
        self,
        names: Names,
        paths: Paths | None,
        key_of: Callable[[str], str],
        posts: Iterable[Post],
        *,
        parents: Mapping[str, str] = _NO_LINKS,
        separator: str = "",
    ) -> None:
        self._names, self._paths, self._key_of, self._declared = names, paths, key_of, parents
        self.parents: dict[str, str] = dict(parents)
        self.names: dict[str, str] = {}
        # The last names of paths: a post that writes such a name alone means the path, if it is the only one.
        self._paths_by_last: dict[str, dict[str, None]] = {}
        if paths is None:
            return
        posts = list(posts)
        for post in posts:
            for path in paths(post):
                self._note_path(path)
        if separator:
            self._note_separated({key: name for post in posts for key, name in self.keys_of(post).items()}, separator)

    def keys_of(self, post: Post) -> dict[str, str]:
        """Return the keys of the terms that a post names, each with its name, in the order of the post."""
        names = self._names(post)
        if not names:
            return {}
        if not self._paths_by_last:
            return {self._key_of(name): name for name in names}
        within: dict[str, list[str]] = {}
        for path in self._paths(post) if self._paths else ():
            for name, key in self._levels(path):
                within.setdefault(name, []).append(key)
        return {key: name for name in names for key in within.get(name) or [self.find(name)]}

    def find(self, name: str) -> str:
        """Return the key of a name that stands alone: of the path that ends with it, if it is the only one."""
        key = self._key_of(name)
        found = self._paths_by_last.get(key, ())
        return next(iter(found)) if len(found) == 1 else key

    def first(self, name: str) -> str:
        """Return the first path that ends with a name, for references that do not say which."""
        return min(self._paths_by_last.get(self._key_of(name), ()), default="")

    @cached_property
    def last_keys(self) -> Mapping[str, str]:
        """The key of the last name of each path: its URL is made of that, as long as no other term has it."""
        return {path: last for last, paths in self._paths_by_last.items() for path in paths if path != last}

    def ancestors(self, key: str) -> Iterator[str]:
        """Yield the keys above a key, the nearest first."""
        for _level in range(MAX_LEVELS - 1):
            if (above := self.parents.get(key)) is None:
                return
            yield above
            key = above

    def with_ancestors(self, keys: Iterable[str]) -> dict[str, None]:
        """Return keys and all that are above one of them, each once."""
        return {found: None for key in keys for found in (key, *self.ancestors(key))}

    def _levels(self, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        """Yield the names of a path with their keys; a term whose parent is declared has its own key anywhere."""
        above = ""
        for name in path[:MAX_LEVELS]:
            key = self._key_of(name)
            above = f"{above}{SEPARATOR}{key}" if above and key not in self._declared else key
            yield name, above

    def _note_path(self, path: tuple[str, ...]) -> None:
        above = ""
        for name, key in self._levels(path):
            if above:
                self._link(key, above)
                self._paths_by_last.setdefault(self._key_of(name), {})[key] = None
            else:
                # It stands at the top, so alone it means itself.
                self._paths_by_last.setdefault(key, {}).update({key: None})
            above = key

    def _link(self, key: str, above: str) -> None:
        """Put a key below another, unless it has a place already, or is above that."""
        if key not in self.parents and key != above and key not in self.ancestors(above):
            self.parents[key] = above

    def _note_separated(self, names: Mapping[str, str], separator: str) -> None:
        """Find the paths that are written as one string; ``names`` maps the keys of all posts to names."""
        split = {key: parts for key in sorted(names) if (parts := _split(names[key], separator))}
        after: dict[str, set[str]] = {}
        spelled: dict[str, str] = {}
        for parts in split.values():
            for level in range(1, min(len(parts), MAX_LEVELS)):
                prefix = separator.join(parts[:level])
                key = self._key_of(prefix)
                spelled.setdefault(key, prefix)
                after.setdefault(key, set()).add(self._key_of(parts[level]))
        levels = {
            key for key, parts in after.items() if len(parts) > 1 or (key in names and not _is_short(spelled[key]))
        }
        self.names |= {key: spelled[key] for key in sorted(levels - names.keys())}
        split |= {key: parts for key in self.names if (parts := _split(spelled[key], separator))}
        for key, parts in split.items():
            prefixes = (self._key_of(separator.join(parts[:level])) for level in range(len(parts) - 1, 0, -1))
            if above := next((prefix for prefix in prefixes if prefix in levels), ""):
                self._link(key, above)


def _split(name: str, separator: str) -> list[str]:
    """Return the parts of a path; nothing where a name is none, or has too many levels.

    Each part has a letter: HTTP/2 and 2024/11 are no paths.
    """
    parts = [part.strip() for part in unicodedata.normalize("NFKC", name).split(separator)]
    return parts if 1 < len(parts) <= MAX_LEVELS and all(map(_HAS_LETTER.search, parts)) else []


def _is_short(name: str) -> bool:
    """Return whether a name is as short as an abbreviation: a site with C and C/C++ does not mean C++ below C."""
    return name.isascii() and len(name) <= _ABBREVIATION
