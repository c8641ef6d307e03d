"""Resolve references of posts to files and documents.

One resolver for every kind of reference: banners, Markdown images, raw HTML, links. Each folder below the allowed
roots is listed once; neither ``..`` nor a symbolic link leads out of them. Pure.
"""

from __future__ import annotations

import os
import posixpath
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path, PurePath, PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote

from sphinx_eulernews.files.listings import checksums_of
from sphinx_eulernews.files.reference_text import PELICAN, is_local


def fold_name(name: str) -> str:
    """Return the form in which names are compared without regard to case."""
    return unicodedata.normalize("NFC", name).casefold()


def same_name(one: str, other: str) -> bool:
    """Return whether two names are equal after Unicode normalization, which differs between file systems."""
    return one == other or unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)


@dataclass(slots=True)
class _Listing:
    """Files and folders in a folder."""

    files: set[str] = field(default_factory=set)
    folders: set[str] = field(default_factory=set)
    folded: dict[str, list[str]] | None = None  # filled at first use: most names are spelled correctly

    def alike(self, name: str) -> list[str]:
        """Return the names that differ in case only, the exact one first."""
        if self.folded is None:
            self.folded = defaultdict(list)
            for entry in sorted(self.files | self.folders):
                self.folded[fold_name(entry)].append(entry)
        return sorted(self.folded.get(fold_name(name), ()), key=lambda entry: entry != name)


class FolderTree:
    """The source folder and the public paths, as cached listings.

    Paths are normalized POSIX paths relative to the source folder; those of ``public`` may begin with ``..``. Of each
    folder that is listed, ``listed`` gets the checksums of its names. Folders of ``followed`` may be symbolic links
    out of the source folder.
    """

    def __init__(
        self, srcdir: Path, public: Sequence[str], listed: MutableMapping[str, bytes], followed: Iterable[str] = ()
    ) -> None:
        self._listed = listed
        self._srcdir = os.path.realpath(srcdir)
        self.public = tuple(PurePath(self._relative(folder)).as_posix() for folder in public)
        # Longest first, so that a path belongs to the innermost root; the source folder comes last.
        self._roots = (*sorted({*self.public, *followed} - {"."}, key=len, reverse=True), ".")
        self._allowed = tuple({self._real(root).rstrip(os.sep) + os.sep for root in self._roots})
        self._listings: dict[str, _Listing] = {}

    def allows(self, path: str) -> bool:
        """Return whether a path lies below a root, by its name alone."""
        return self._split(path) is not None

    def holds(self, path: str) -> bool:
        """Return whether a file of exactly that name exists."""
        split = self._split(path)
        if split is None:
            return False
        folder, (*folders, name) = split
        for part in folders:
            if part not in self._list(folder).folders:
                return False
            folder = f"{folder}/{part}"
        return name in self._list(folder).files

    def formats(self, path: str) -> list[str]:
        """Return the files of a folder whose name is that of a path and an ending more."""
        folder, _slash, name = path.rpartition("/")
        entries = self._list(folder or ".").files if self.allows(path) else set[str]()
        found = [entry for entry in sorted(entries) if entry.startswith(f"{name}.")]
        return [f"{folder}/{entry}" if folder else entry for entry in found]

    def file_like(self, path: str) -> str | None:
        """Return the file whose name differs in case or Unicode normalization at most."""
        split = self._split(path)
        if split is None:
            return None
        root, (*parts, name) = split
        folders = [root]
        for part in parts:
            folders = [
                f"{folder}/{entry}"
                for folder in folders
                for entry in self._list(folder).alike(part)
                if entry in self._list(folder).folders
            ]
        files = (
            f"{folder}/{entry}".removeprefix("./")
            for folder in folders
            for entry in self._list(folder).alike(name)
            if entry in self._list(folder).files
        )
        return next(files, None)

    def _relative(self, folder: str) -> str:
        """Return a public path, relative or absolute, relative to the source folder."""
        return os.path.relpath(Path(self._srcdir, folder), self._srcdir)

    def _split(self, path: str) -> tuple[str, list[str]] | None:
        """Return the root that a path lies below, and the path segments below it."""
        for root in self._roots:
            if root == ".":
                inside = path not in (".", "..") and not path.startswith("../")
                return (root, path.split("/")) if inside else None
            if path.startswith(f"{root}/"):
                return root, path[len(root) + 1 :].split("/")
        return None

    def _list(self, folder: str) -> _Listing:
        listing = self._listings.get(folder)
        if listing is None:
            listing = self._listings[folder] = self._read(folder)
        return listing

    def _read(self, folder: str) -> _Listing:
        listing = _Listing()
        if not self._is_inside(self._real(folder)):
            return listing
        names = []
        # A public path may not exist, and a folder may not be readable.
        with suppress(OSError), os.scandir(f"{self._srcdir}/{folder}") as entries:
            for entry in entries:
                names.append(entry.name)
                self._note(entry, listing)
        self._listed[folder.removeprefix("./")] = checksums_of(names)
        return listing

    def _note(self, entry: os.DirEntry[str], listing: _Listing) -> None:
        if entry.is_symlink() and not self._is_inside(os.path.realpath(entry.path)):
            return
        with suppress(OSError):  # a symbolic link loop
            if entry.is_dir():
                listing.folders.add(entry.name)
            elif entry.is_file():
                listing.files.add(entry.name)

    def _real(self, folder: str) -> str:
        return os.path.realpath(f"{self._srcdir}/{folder}")

    def _is_inside(self, real: str) -> bool:
        return f"{real}{os.sep}".startswith(self._allowed)


_BACKSLASH = re.compile(r"\\|%5c", re.IGNORECASE)
_DOCUMENT_SUFFIX = re.compile(r"\.(?:mdx?|markdown|html?|rst|ipynb)$", re.IGNORECASE)
# Names of the root in other systems: Docusaurus' @site/static/a.png and pathname:///a.zip, VuePress' @/a.png, webpack's
# ~@/a.png, __GHOST_URL__/content/a.png of an export from Ghost.
_FOLDER = re.compile(r"\A\s*(?:@site/static|@site|pathname://|__GHOST_URL__|~@|@|~)(?=/)")
_CLIMB = re.compile(r"\A(?:\.\./)++")
IMAGE_SUFFIXES = (".svg", ".png", ".gif", ".jpg", ".jpeg", ".webp", ".avif", ".pdf")
"""What ``x.*`` may mean, in the order in which HTML prefers it."""


class Misspelling(Enum):
    """How a reference differs from the name of the file that it means."""

    CASE = "case"
    BACKSLASH = "backslash"


@dataclass(frozen=True, slots=True)
class Found:
    """A file that exists: POSIX path relative to the source folder (``../`` for a public path outside)."""

    path: str
    problems: tuple[Misspelling, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """No file. ``tried`` holds the candidates: a file that appears at one of them is the result."""

    tried: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentFound:
    """A document that exists, and the fragment (decoded, without ``#``; empty for none)."""

    docname: str
    fragment: str = ""


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


def as_found(reference: str, path: str) -> str:
    """Return the correct spelling of a reference: with slashes, and each name in the case of the file's path."""
    parts, names = _BACKSLASH.sub("/", reference.strip()).split("/"), path.split("/")
    for place in range(1, min(len(parts), len(names)) + 1):
        if fold_name(unquote(parts[-place]).partition("?")[0]) != fold_name(names[-place]):
            break
        if not same_name(unquote(parts[-place]), names[-place]):
            parts[-place] = names[-place]
    return "/".join(parts)


class Lookup:
    """Resolves the references of posts, within the source folder and the public paths.

    ``public`` are the folders that the old site served at ``/``, relative to the source folder, or a mapping of URL
    prefixes to the folders that it served there; ``collections`` are docname prefixes. Folder listings are cached for
    the life of the instance: one a build. ``listed`` gets the checksums of the names in each of these folders.
    ``followed`` are folders that may be symbolic links to posts outside of the source folder.
    """

    def __init__(
        self,
        srcdir: Path,
        public: Sequence[str] | Mapping[str, str],
        collections: Sequence[str],
        listed: MutableMapping[str, bytes] | None = None,
        followed: Iterable[str] = (),
    ) -> None:
        prefixes = public if isinstance(public, Mapping) else {}
        folders = list(prefixes.values()) if prefixes else list(public)
        self._tree = FolderTree(srcdir, folders, {} if listed is None else listed, followed)
        # The longest prefix comes first; folders without one are served at the root, in their order.
        names = [posixpath.normpath(f"/{prefix}").strip("/") for prefix in prefixes] or [""] * len(self._tree.public)
        #: The prefixes of URLs, and the folder that was served there.
        self.public = sorted(zip(names, self._tree.public, strict=True), key=lambda pair: -len(pair[0]))
        # The innermost collection comes first.
        self._collections = sorted((name.strip("/") for name in collections), key=len, reverse=True)

    def find(self, post: PurePosixPath, reference: str) -> Found | Missing:
        """Return the file that a reference in a post means; ``post`` is relative to the source folder."""
        reference = _FOLDER.sub("", reference, count=1)
        if not is_local(reference):
            return Missing()
        candidates = self._candidates(post, reference)
        tried: dict[str, None] = {}
        for form, place in candidates:
            if self._tree.holds(place):
                return Found(place, _problems(form))
            if self._tree.allows(place) and "\\" not in place:  # not a valid name
                tried[place] = None
        for form, place in candidates:
            if path := self._tree.file_like(place):
                return Found(path, _problems(form, misspelt=not same_name(path, place)))
        return Missing(tuple(tried))

    def find_formats(self, post: PurePosixPath, stem: str) -> tuple[str, list[str]] | Missing:
        """Return the path of ``stem.*`` without its ending, and the files, in the first folder that has any."""
        places = [place for place in self._places(post, stem) if self._tree.allows(place)] if is_local(stem) else []
        for place in places:
            if found := self._tree.formats(place):
                return place, found
        return Missing(tuple(f"{place}{suffix}" for place in places for suffix in IMAGE_SUFFIXES))

    def find_document(self, post: PurePosixPath, reference: str, documents: Documents) -> DocumentFound | None:
        """Return the document that a link means, by the name of its source or the URL of its page."""
        reference = _FOLDER.sub("", reference, count=1)
        if not is_local(reference):
            return self._own_fragment(post, reference, documents)
        candidates = self._candidates(post, reference)
        for exact in (True, False):
            for form, name in ((form, name) for form, place in candidates for name in docnames_of(place)):
                if found := documents.named(name, exact=exact):
                    return DocumentFound(found, form.fragment)
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
        near = [f"{folder}/{name}" for folder in (post.parent, post.with_suffix(""))]
        roots = [f"{folder}/{name}" for folder in self._roots(post)]
        if name.startswith("/"):
            places = (*self._served(name), f"./{name}", *near, *roots)
        else:
            # A URL does not climb above the root of the site, which is where `../assets/` often ends.
            climb = _CLIMB.match(posixpath.normpath(name)) if "../" in name else None
            climbed = self._served(climb.string[climb.end() :]) if climb else ()
            places = (*near, *self._served(name), *roots, f"./{name}", *climbed)
        yield from dict.fromkeys(map(posixpath.normpath, places))

    def _served(self, name: str) -> Iterator[str]:
        """Yield the paths of what the old site served under a name."""
        for prefix, folder in self.public:
            if not prefix:
                yield f"{folder}/{name}"
            elif (served := posixpath.normpath(f"/{name}").lstrip("/")).startswith(f"{prefix}/"):
                yield f"{folder}/{served[len(prefix) + 1 :]}"

    def _roots(self, post: PurePosixPath) -> Iterator[str]:
        """Yield the root of the post's collection and the root of its language, such as ``zh``."""
        path = str(post)
        yield from (name for name in self._collections if path.startswith(f"{name}/"))
        yield from post.parts[:-1][:1]


def _forms(reference: str) -> list[_Form]:
    """List the readings of a reference, literal ones first: a file name may contain ``#``, ``?``, ``%20``."""
    stripped = reference.strip()
    url, _, fragment = stripped.partition("#")
    path = url.partition("?")[0]
    readings = [(stripped, ""), (path, unquote(fragment)), (reference, "")]
    if marked := PELICAN.match(path):
        readings.append((path[marked.end() :], unquote(fragment)))
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


def docnames_of(place: str) -> Iterator[str]:
    """Yield the documents that a URL may name: ``x``, ``x.md``, ``x.html``, ``x/index.html``, ``x/_index.md``."""
    for name in dict.fromkeys((_DOCUMENT_SUFFIX.sub("", place), place)):
        folder = "" if name == "." else f"{name}/"
        yield from (name, f"{folder}index", f"{folder}README")
        if name.endswith("/index"):
            yield name.removesuffix("/index")
        if name.endswith("/_index"):
            yield f"{name.removesuffix('_index')}index"
