"""Which names a folder has, as checksums: four bytes for each file or folder in it. Pure."""

from __future__ import annotations

import os
import zlib
from array import array
from collections.abc import Iterable


def checksums_of(names: Iterable[str]) -> bytes:
    """Return the CRC-32 of each name, sorted."""
    return array("I", sorted(map(_checksum, names))).tobytes()


def new_names(names: Iterable[str], before: bytes) -> list[str]:
    """Return the names that are not among those that ``checksums_of`` was given before."""
    known = frozenset(array("I", before))
    return [name for name in names if _checksum(name) not in known]


def names_in(folder: str) -> list[str]:
    """Return the names in a folder; none where there is no folder that may be read."""
    try:
        return os.listdir(folder)  # noqa: PTH208  thousands of folders, for their names alone
    except (OSError, ValueError):
        return []


def _checksum(name: str) -> int:
    return zlib.crc32(os.fsencode(name))


def modified(path: str) -> int:
    """Return the modification time of a file in nanoseconds; 0 if there is none."""
    try:
        return os.stat(path).st_mtime_ns  # noqa: PTH116  speed
    except OSError:
        return 0
