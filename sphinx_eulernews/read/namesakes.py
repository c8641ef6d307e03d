"""Namesakes: files and documents that have appeared, and the documents that may prefer them to what they refer to.

A reference is looked up in several folders, and takes the first that has what it names. To note each path where there
is nothing would take more room than all else that is known of a post, so the names in these folders are noted.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Set
from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from sphinx_eulernews.domain import news_domain
from sphinx_eulernews.files.listings import checksums_of, names_in, new_names
from sphinx_eulernews.files.lookup import fold_name
from sphinx_eulernews.lazy import lazy

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

    from sphinx_eulernews.read import references
else:
    references = lazy("sphinx_eulernews.read.references")

Parts: TypeAlias = "tuple[str, ...]"  # the names in a path, folded


class _New(NamedTuple):
    """A file or folder that was not there, a file without the endings of its name."""

    place: Parts
    is_folder: bool


def documents_with_namesakes(env: BuildEnvironment, added: Set[str]) -> set[str]:
    """Return the documents that refer to a file or document, where one of its name has appeared that they may prefer.

    ``added`` are the documents that are new.
    """
    domain = news_domain(env)
    new, documents = list(_appeared(str(env.srcdir), domain.folders)), set(map(_name_of_document, added))
    if not (new or documents):
        return set()
    files, folders = ({each.place for each in new if each.is_folder is kind} for kind in (False, True))
    stems, names = {place[-1] for place in files} | documents, {place[-1] for place in folders}
    public = [(_parts(prefix), _parts(folder)) for prefix, folder in references.lookup_of(env).public]
    names_of_prefixes = {name for prefix, _folder in public for name in prefix}
    parts = cache(_parts)  # documents of one folder refer to the same files

    def has_namesake(docname: str, path: str) -> bool:
        own, (*above, name) = parts(docname), parts(path)
        stem = _stem(name)
        if stem in documents:
            return True
        is_alike = stem in stems or not names.isdisjoint((*own, *above, *names_of_prefixes))
        if not is_alike:
            return False
        heads = _heads(own, public)
        return not files.isdisjoint(_ends(heads, (*above, stem))) or not folders.isdisjoint(
            _passed(heads, tuple(above))
        )

    found = {
        docname
        for docname, paths in env.dependencies.items()
        if any(has_namesake(docname, os.fspath(path)) for path in paths)
    }
    linking = domain.links.items() if documents else ()
    return found | {name for name, targets in linking if not documents.isdisjoint(map(_name_of_document, targets))}


def _appeared(srcdir: str, known: dict[str, bytes]) -> Iterator[_New]:
    """Yield the files and folders that are new in known folders, and note them."""
    for folder, before in known.items():
        path = os.path.join(srcdir, folder)  # noqa: PTH118  thousands of folders
        names = names_in(path)
        known[folder] = now = checksums_of(names)
        for name in new_names(names, before) if now != before else ():
            folded, is_folder = fold_name(name), os.path.isdir(os.path.join(path, name))  # noqa: PTH112, PTH118  likewise
            yield _New((*_parts(folder), folded if is_folder else _stem(folded)), is_folder)


def _heads(own: Parts, public: list[tuple[Parts, Parts]]) -> set[Parts]:
    """Return the folders that a reference may be relative to, and all above them.

    ``own`` is the document, next to which and in a folder of whose name files are; ``public`` are prefixes of URLs, and
    the folders that were served there.
    """
    bases = {base[:end] for base in (own, *(folder for _prefix, folder in public)) for end in range(len(base) + 1)}
    return bases | {
        base + prefix[:end] for base in bases for prefix, _folder in public for end in range(1, len(prefix) + 1)
    }


def _ends(heads: Set[Parts], path: Parts) -> Iterator[Parts]:
    """Yield the places that the last names of a path lead to from one of ``heads``."""
    yield from (head + path[start:] for head in heads for start in range(len(path)))


def _passed(heads: Set[Parts], above: Parts) -> Iterator[Parts]:
    """Yield the folders that lead there: ``above`` are those of the path."""
    yield from heads
    spans = [(start, end) for start in range(len(above)) for end in range(start + 1, len(above) + 1)]
    yield from (head + above[start:end] for head in heads for start, end in spans)


def _parts(path: str) -> Parts:
    return PurePath(fold_name(path)).parts


def _stem(name: str) -> str:
    """Return a name up to its first dot: ``x`` of ``x.png``, ``x.de.png`` and ``x.*``."""
    return name.partition(".")[0]


def _name_of_document(docname: str) -> str:
    """Return the last name of a docname, folded; that of the folder for its index."""
    names = docname.split("/")
    return fold_name(names[-2] if len(names) > 1 and names[-1] in ("index", "README") else names[-1])
