"""Files that are whole whenever they are there: written beside their place, and put there in one step. Pure.

Builds that die leave half of a file under a name that says so, and two builds that write one file at once do
not see each other's halves.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

SCRATCH = ".eulernews-"
"""What the name of a file begins with that is being written."""


def write(path: Path, data: bytes) -> None:
    """Write a file."""
    with _beside(path) as scratch:
        scratch.write_bytes(data)


def write_if_changed(path: Path, data: bytes) -> bool:
    """Write a file unless it holds these bytes already; return whether it was written."""
    try:
        if path.read_bytes() == data:
            return False
    except OSError:
        pass
    write(path, data)
    return True


def copy(source: Path, target: Path) -> None:
    """Copy a file."""
    with _beside(target) as scratch:
        shutil.copyfile(source, scratch)


def sweep(folder: Path) -> None:
    """Remove what was left half written anywhere below a folder."""
    for path in list(folder.rglob(f"{SCRATCH}*")):
        path.unlink(missing_ok=True)


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """Give a name beside a file to write to; afterwards that is the file, or if writing failed, nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Without the name of the file, which may be as long as a name can be.
    scratch = path.with_name(f"{SCRATCH}{uuid4().hex}")
    try:
        yield scratch
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)
