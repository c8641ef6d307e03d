"""Resolve references of posts to files and documents.

One resolver for every kind of reference: banners, Markdown images, raw HTML, links. Pure: it lists each folder
once, and imports no Sphinx.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote

from sphinx_eulernews.files.source_tree import Tree, fold_name, same_name

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_OWN_DISK = re.compile(r"[A-Za-z]:[\\/]|file:", re.IGNORECASE)
_BACKSLASH = re.compile(r"\\|%5c", re.IGNORECASE)
_DOCUMENT_SUFFIX = re.compile(r"\.(?:md|markdown|html?|rst|ipynb)$", re.IGNORECASE)
_LONGEST = 4096  # PATH_MAX; anything longer is an inline image or an attack


class Misspelling(Enum):
    """How a reference differs from the name of the file that it means."""

    CASE = "case"
    BACKSLASH = "backslash"


@dataclass(frozen=True, slots=True)
class Found:
    """A file that exists: POSIX path relative to the source folder (``../`` for a public path outside).

    ``tried`` holds the candidates with precedence over it: a file that appears there changes the result.
    """

    path: str
    problems: tuple[Misspelling, ...] = ()
    tried: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """No file. ``tried`` holds the candidates: a file that appears at one of them is the result."""

    tried: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentFound:
    """A document that exists, and the fragment (decoded, without ``#``; empty for none)."""

    docname: str
    fragment: str = ""
    problems: tuple[Misspelling, ...] = ()


class Documents:
    """The docnames of a site, exact and case-folded."""

    def __init__(self, docnames: Iterable[str]) -> None:
        self._names = frozenset(docnames)
        self._folded: dict[str, list[str]] = defaultdict(list)
        for name in sorted(self._names):
            self._folded[fold_name(name)].append(name)

    def named(self, name: str, *, exact: bool) -> str | None:
        """Return the docname of that name; unless ``exact``, also one that differs in case only."""
        if name in self._names:
            return name
        return None if exact else next(iter(self._folded.get(fold_name(name), ())), None)


class _Form(NamedTuple):
    """One reading of a reference."""

    text: str
    was_repaired: bool  # a backslash was read as a slash
    fragment: str


def is_local(reference: str) -> bool:
    """Return whether a reference can mean a file of the site: no scheme, host, drive or bare ``#fragment``."""
    bare = reference.strip()
    if not bare or len(bare) > _LONGEST or "\0" in bare:
        return False
    return not (bare.startswith(("//", "#", "?")) or _SCHEME.match(bare) or _OWN_DISK.match(unquote(bare)))


def is_on_own_disk(reference: str) -> bool:
    r"""Return whether a reference points to the author's own disk: ``D:\x.png``, ``file:///x.png``."""
    return _OWN_DISK.match(unquote(reference.strip())) is not None


def as_found(reference: str, path: str) -> str:
    """Return the correct spelling of a reference: with slashes, and each name in the case of the file's path."""
    words, names = _BACKSLASH.sub("/", reference.strip()).split("/"), path.split("/")
    for place in range(1, min(len(words), len(names)) + 1):
        if fold_name(unquote(words[-place]).partition("?")[0]) != fold_name(names[-place]):
            break
        if not same_name(unquote(words[-place]), names[-place]):
            words[-place] = names[-place]
    return "/".join(words)


class Lookup:
    """Resolves the references of posts, within the source folder and the public paths.

    ``public`` are the folders that the old site served at ``/``, relative to the source folder;
    ``collections`` are docname prefixes. Folder listings are cached for the life of the instance: one a build.
    """

    def __init__(self, srcdir: Path, public: Sequence[str], collections: Sequence[str]) -> None:
        self._tree = Tree(srcdir, public)
        self._public = self._tree.public
        # The innermost collection comes first.
        self._collections = sorted((name.strip("/") for name in collections), key=len, reverse=True)

    def find(self, post: PurePosixPath, reference: str) -> Found | Missing:
        """Return the file that a reference in a post means; ``post`` is relative to the source folder."""
        if not is_local(reference):
            return Missing()
        candidates = self._candidates(post, reference)
        tried: dict[str, None] = {}
        for form, place in candidates:
            if self._tree.holds(place):
                return Found(place, _problems(form), tuple(tried))
            if self._tree.allows(place) and "\\" not in place:  # not a name that anyone meant
                tried[place] = None
        for form, place in candidates:
            if path := self._tree.file_like(place):
                return Found(path, _problems(form, misspelt=not same_name(path, place)), tuple(tried))
        return Missing(tuple(tried))

    def find_document(self, post: PurePosixPath, reference: str, documents: Documents) -> DocumentFound | None:
        """Return the document that a link means, by the name of its source or the URL of its page."""
        if not is_local(reference):
            return self._own_fragment(post, reference, documents)
        candidates = self._candidates(post, reference)
        for exact in (True, False):
            for form, place in candidates:
                for name in _docnames(place):
                    if found := documents.named(name, exact=exact):
                        problems = _problems(form, misspelt=not same_name(found, name))
                        return DocumentFound(found, form.fragment, problems)
        return None

    def _own_fragment(self, post: PurePosixPath, reference: str, documents: Documents) -> DocumentFound | None:
        before, mark, fragment = reference.strip().partition("#")
        own = documents.named(str(post.with_suffix("")), exact=True)
        return DocumentFound(own, unquote(fragment)) if own and mark and not before else None

    def _candidates(self, post: PurePosixPath, reference: str) -> list[tuple[_Form, str]]:
        """List the paths that a reference may mean: each reading in each folder, the likeliest first."""
        return [(form, place) for form in _forms(reference) for place in self._places(post, form.text)]

    def _places(self, post: PurePosixPath, name: str) -> Iterator[str]:
        """Yield the paths that a name may have, best first, normalized and relative to the source folder."""
        # `post/x/` is the URL that the old site gave the page of `post/x.md`.
        near = (str(post.parent), str(post.with_suffix("")))
        if name.startswith("/"):
            folders = (*self._public, ".", *near, *self._roots(post))
        else:
            folders = (*near, *self._public, *self._roots(post), ".")
        for folder in dict.fromkeys(folders):
            yield posixpath.normpath(f"{folder}/{name}")

    def _roots(self, post: PurePosixPath) -> Iterator[str]:
        """Yield the root of the post's collection and the root of its language, such as ``zh``."""
        path = str(post)
        yield from (name for name in self._collections if path.startswith(f"{name}/"))
        yield from post.parts[:-1][:1]


def _forms(reference: str) -> list[_Form]:
    """List the readings of a reference, literal ones first: a file name may contain ``#``, ``?``, ``%20``."""
    whole = reference.strip()
    url, _, fragment = whole.partition("#")
    readings = ((whole, ""), (url.partition("?")[0], unquote(fragment)), (reference, ""))
    forms: dict[str, _Form] = {}
    for text, rest in readings:
        for spelling in (text, unquote(text)):
            if spelling and "\0" not in spelling:
                forms.setdefault(spelling, _Form(spelling, was_repaired=False, fragment=rest))
    for form in list(forms.values()):
        slashed = form.text.replace("\\", "/")
        forms.setdefault(slashed, _Form(slashed, was_repaired=True, fragment=form.fragment))
    return list(forms.values())


def _problems(form: _Form, *, misspelt: bool = False) -> tuple[Misspelling, ...]:
    problems = ((Misspelling.CASE, misspelt), (Misspelling.BACKSLASH, form.was_repaired))
    return tuple(problem for problem, holds in problems if holds)


def _docnames(place: str) -> Iterator[str]:
    """Yield the documents that a URL may name: ``x``, ``x.md``, ``x.html``, ``x/index.html``."""
    for name in dict.fromkeys((_DOCUMENT_SUFFIX.sub("", place), place)):
        folder = "" if name == "." else f"{name}/"
        yield from (name, f"{folder}index", f"{folder}README")
        if name.endswith("/index"):
            yield name.removesuffix("/index")
