"""Cached folder listings below the allowed roots; neither ``..`` nor a symbolic link leads out of them."""

from __future__ import annotations

import os
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePath


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
    folded: dict[str, list[str]] | None = None  # filled on first use: most names are spelt right

    def alike(self, name: str) -> list[str]:
        """Return the names that differ in case only, the exact one first."""
        if self.folded is None:
            self.folded = defaultdict(list)
            for entry in sorted(self.files | self.folders):
                self.folded[fold_name(entry)].append(entry)
        return sorted(self.folded.get(fold_name(name), ()), key=lambda entry: entry != name)


class Tree:
    """The source folder and the public paths, as cached listings.

    Paths are normalized POSIX paths relative to the source folder; those of ``public`` may begin with ``..``.
    """

    def __init__(self, srcdir: Path, public: Sequence[str]) -> None:
        self._srcdir = os.path.realpath(srcdir)
        self.public = tuple(PurePath(self._relative(folder)).as_posix() for folder in public)
        # Longest first, so that a path belongs to the innermost root; the source folder comes last.
        self._roots = (*sorted(set(self.public) - {"."}, key=len, reverse=True), ".")
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
        # A public path may not exist, and a folder may not be readable.
        with suppress(OSError), os.scandir(f"{self._srcdir}/{folder}") as entries:
            for entry in entries:
                self._note(entry, listing)
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
