"""Artifacts: whatever lies in the output because of us, and which output path belongs to whom.

Pages, feeds, redirects and renditions are planned as artifacts: a path, a fingerprint of what is shown there, and how
it is made. The manifest compares fingerprints; ``OutputPaths`` keeps two artifacts, or an artifact and a file of
somebody else, from meeting at one path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Protocol, TypeVar

from sphinx_eulernews.files import atomic
from sphinx_eulernews.warnings import Subtype, warn

Made = TypeVar("Made", covariant=True)  # noqa: PLC0105  the name is that of what is made


class Artifact(Protocol[Made]):
    """Something in the output: ``path`` is below the output folder, equal fingerprints mean equal content."""

    @property
    def path(self) -> str:
        """The file, relative to the output folder, with ``/``."""

    @property
    def fingerprint(self) -> str:
        """A digest of all that the artifact shows."""

    @property
    def make(self) -> Callable[[], Made]:
        """How the artifact is made: bytes of a file, or the context of a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileArtifact:
    """A file that is written when all pages are there: a feed or a redirect.

    ``cut_from`` names the documents whose pages it quotes, so that it is made again when one of them was written;
    ``subtype``, ``docname`` and ``line`` are where a warning belongs if it cannot be written.
    """

    path: str
    fingerprint: str
    make: Callable[[], bytes] = field(compare=False)
    subtype: Subtype
    cut_from: frozenset[str] = frozenset()
    docname: str = ""
    line: int = 0

    def write(self, outdir: Path) -> None:
        """Write the file unless it is there with the same content; what the system refuses is a warning."""
        try:
            atomic.write_if_changed(outdir / self.path, self.make())
        except OSError as error:
            message = f"{self.path!r} cannot be written: {error.strerror}"
            warn(self.subtype, message, docname=self.docname, line=self.line)


@dataclass
class OutputPaths:
    """Who owns which path of the output: the first to claim one keeps it.

    A path is taken as well where it would need a folder that is a file, or would be a file where a folder is needed.
    """

    _owners: dict[str, str] = field(default_factory=dict)
    # Folders with the first owner that needs each.
    _folders: dict[str, str] = field(default_factory=dict)

    def owner(self, path: str) -> str | None:
        """Return who stands in the way of a path; None if it is free."""
        if path in self._owners:
            return self._owners[path]
        if path in self._folders:
            return self._folders[path]
        return next((self._owners[folder] for folder in _folders(path) if folder in self._owners), None)

    def claim(self, path: str, owner: str) -> str | None:
        """Take a path; return who has it already, and then nothing is taken."""
        holder = self.owner(path)
        if holder is None:
            self._owners[path] = owner
            for folder in _folders(path):
                self._folders.setdefault(folder, owner)
        return holder

    def claim_all(self, paths: Iterable[str], owner: str) -> None:
        """Take all paths that are free."""
        for path in paths:
            self.claim(path, owner)


def _folders(path: str) -> list[str]:
    return [str(parent) for parent in PurePosixPath(path).parents][:-1]
