"""Manifest of an output: fingerprints of its pages and files, compared with those of the plan.

The manifest lies in the output folder, since that is what it describes: html and dirhtml of one project
share their doctrees, and each has an output of its own.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sphinx_eulernews.files import atomic
from sphinx_eulernews.images.cache import is_colour
from sphinx_eulernews.warnings import Subtype, warn

MANIFEST = ".eulernews.json"
UNFINISHED = ".eulernews.unfinished"
UNSOUND = ".eulernews.unsound"
"""Created when a page gave a warning: the next build writes, and warns, again."""
_VERSION = 1
_LONGEST_PATH, _LONGEST_NAME = 4000, 255  # bytes; what is longer is an OSError of any file system


@dataclass(frozen=True, slots=True)
class Manifest:
    """Fingerprints of an output.

    ``documents`` and ``pages`` map names to fingerprints: of what a document shows besides its own text, and
    of a generated page. ``files`` maps further files, relative to the output, to a fingerprint or to who puts
    them there. ``broken`` maps the digest of an image that cannot be shown to the reason, ``colours`` the key of
    one that is made to the colour of its placeholder; ``unfit`` names the images of texts that make no good cover, by
    the keys of their renditions; ``site_digest`` is a digest of all that the others are made from.
    """

    documents: Mapping[str, str] = field(default_factory=dict)
    pages: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    broken: Mapping[str, str] = field(default_factory=dict)
    colours: Mapping[str, str] = field(default_factory=dict)
    unfit: Sequence[str] = field(default_factory=list)
    site_digest: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """The difference of two manifests: names to write again, and names to remove."""

    stale_documents: frozenset[str]
    stale_pages: frozenset[str]
    stale_files: frozenset[str]
    gone_documents: frozenset[str]
    gone_pages: frozenset[str]
    gone_files: frozenset[str]
    gone_sources: frozenset[str]


NO_DIFFERENCE = Difference(*(frozenset[str]() for _ in range(7)))


def compare(shown: Manifest, wanted: Manifest) -> Difference:
    """Return the difference of the manifest of an output and that of the plan."""
    return Difference(
        _changed(shown.documents, wanted.documents),
        _changed(shown.pages, wanted.pages),
        _changed(shown.files, wanted.files),
        # A page that changes its kind is overwritten, not removed.
        frozenset(shown.documents.keys() - wanted.documents.keys() - wanted.pages.keys()),
        frozenset(shown.pages.keys() - wanted.pages.keys() - wanted.documents.keys()),
        frozenset(shown.files.keys() - wanted.files.keys()),
        # Of a document that became a generated page, the copy of its source is left.
        frozenset(shown.documents.keys() - wanted.documents.keys()),
    )


def _changed(shown: Mapping[str, str], wanted: Mapping[str, str]) -> frozenset[str]:
    return frozenset(name for name, fingerprint in wanted.items() if shown.get(name) != fingerprint)


def load(outdir: Path) -> Manifest | None:
    """Return the manifest of an output; None where there is none.

    After a build that was killed, it has the names of all files that may be in the output, with empty fingerprints.
    """
    shown, begun = _read(outdir / MANIFEST), _read(outdir / UNFINISHED)
    return shown if begun is None else names_of(shown or Manifest(), begun)


def save(outdir: Path, manifest: Manifest, *, renewed: bool = False) -> None:
    """Write the manifest atomically, if it changed; the output is complete from here on.

    ``renewed``: all pages were written again for a reason that is not in the manifest, so its date says when.
    """
    if (outdir / UNSOUND).exists():
        manifest = names_of(manifest)
        _make_way(outdir / UNSOUND)
        (outdir / UNSOUND).unlink(missing_ok=True)
    _write(outdir / MANIFEST, manifest)
    if renewed:
        (outdir / MANIFEST).touch()
    _make_way(outdir / UNFINISHED)
    (outdir / UNFINISHED).unlink(missing_ok=True)


def note_unsound(outdir: Path) -> None:
    """Note that this build gave a warning which the next one has to repeat; callable from worker processes."""
    (outdir / UNSOUND).touch()


def warn_in_writing(outdir: Path, subtype: Subtype, message: str, *, docname: str = "", line: int = 0) -> None:
    """Warn of a problem in the writing phase; each build warns again until it is fixed.

    See ``build.warn_in_planning`` for the planning phase.
    """
    warn(subtype, message, docname=docname, line=line)
    note_unsound(outdir)


def begin(outdir: Path, manifest: Manifest) -> None:
    """Store the names that are about to be written, besides those of a build that was killed."""
    _write(outdir / UNFINISHED, names_of(_read(outdir / UNFINISHED) or Manifest(), manifest))


def without_current(manifest: Manifest, docnames: Collection[str]) -> Manifest:
    """Return a manifest that says of these documents that they are out of date, so that the next build writes them.

    Also of those that it has no fingerprint of: what it names, and the next plan does not, is written as well.
    """
    if not docnames:
        return manifest
    return replace(manifest, documents={**manifest.documents, **dict.fromkeys(docnames, "")}, site_digest="")


def names_of(*manifests: Manifest) -> Manifest:
    """Return all that manifests name, without a fingerprint."""
    return Manifest(
        {name: "" for manifest in manifests for name in manifest.documents},
        {name: "" for manifest in manifests for name in manifest.pages},
        {name: "" for manifest in manifests for name in manifest.files},
    )


def _read(path: Path) -> Manifest | None:
    try:
        data = atomic.read_json(path)
        return _checked(data) if data.pop("version", None) == _VERSION else None
    except FileNotFoundError:
        return None
    except (OSError, atomic.DamagedFileError):
        return Manifest() if path.name == UNFINISHED else None


_PATHS = ("documents", "pages", "files")
_MAPPINGS = (*_PATHS, "broken", "colours")
_KEYS = {*_MAPPINGS, "unfit", "site_digest"}


def _checked(data: dict[str, Any]) -> Manifest:
    """Return the manifest in data whose checksum is right; raise ``DamagedFileError`` where a type or a path is not."""
    is_sound = (
        data.keys() == _KEYS
        and all(isinstance(data[name], dict) for name in _MAPPINGS)
        and isinstance(data["unfit"], list)
        and _are_strings([data["site_digest"], *data["unfit"]])
        and all(_are_strings(data[name].values()) for name in _MAPPINGS)
        and all(_is_path(name) for kind in _PATHS for name in data[kind])
        and all(is_colour(colour) for colour in data["colours"].values())
    )
    if not is_sound:
        raise atomic.DamagedFileError(MANIFEST)
    return Manifest(**data)


def _are_strings(values: Iterable[Any]) -> bool:
    return all(isinstance(value, str) for value in values)


def _is_path(name: str) -> bool:
    """Return whether the functions of ``os`` take a name: they raise ValueError for a NUL or a lone surrogate."""
    try:
        encoded = os.fsencode(name)
    except UnicodeEncodeError:
        return False
    is_short = len(encoded) <= _LONGEST_PATH and all(len(part) <= _LONGEST_NAME for part in encoded.split(b"/"))
    return is_short and b"\0" not in encoded


def _write(path: Path, manifest: Manifest) -> None:
    data = {
        "version": _VERSION,
        "documents": dict(sorted(manifest.documents.items())),
        "pages": dict(sorted(manifest.pages.items())),
        "files": dict(sorted(manifest.files.items())),
        "broken": dict(sorted(manifest.broken.items())),
        "colours": dict(sorted(manifest.colours.items())),
        "unfit": sorted(manifest.unfit),
        "site_digest": manifest.site_digest,
    }
    _make_way(path)
    atomic.write_json(path, data)


def _make_way(path: Path) -> None:
    """Remove a folder that stands where a file of ours belongs."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)


def holds(outdir: Path, files: Iterable[str]) -> bool:
    """Return whether all these files of ours are in the output; each folder is listed once."""
    listings: dict[str, frozenset[str]] = {}
    for path in files:
        folder, _slash, name = path.rpartition("/")
        if folder not in listings:
            try:
                listings[folder] = frozenset(entry.name for entry in (outdir / folder).iterdir())
            except OSError:
                return False
        if name not in listings[folder]:
            return False
    return True


def remove_leftovers(outdir: Path) -> None:
    """Remove the temporary files of a build that was killed."""
    if (outdir / UNFINISHED).exists():
        atomic.remove_temporary(outdir)


def remove(outdir: Path, path: Path) -> None:
    """Remove a file of the output and the folders that it leaves empty; never anything outside."""
    root, path = outdir.resolve(), path.parent.resolve() / path.name
    if not path.is_relative_to(root):
        return
    if path.is_dir() and not path.is_symlink():
        return
    with suppress(FileNotFoundError, NotADirectoryError):
        path.unlink()
    for folder in path.parents:
        if folder == root:
            break
        try:
            folder.rmdir()
        except OSError:
            break
