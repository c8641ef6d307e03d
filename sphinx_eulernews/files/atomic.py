"""Atomic writes: to a temporary file next to the target, then ``os.replace``; JSON with a checksum. Pure.

A build that is killed leaves no partial file under the final name, and two builds that write one file at once do
not see each other's partial files. JSON files that a later build reads hold a checksum, so that damage is noticed.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

SCRATCH = ".eulernews-"
"""Prefix of the names of temporary files."""


def write(path: Path, data: bytes) -> None:
    """Write a file atomically."""
    with _temporary(path) as scratch:
        scratch.write_bytes(data)


def write_if_changed(path: Path, data: bytes) -> bool:
    """Write a file unless it has this content already; return whether it was written."""
    try:
        if path.read_bytes() == data:
            return False
    except OSError:
        pass
    write(path, data)
    return True


def copy(source: Path, target: Path) -> None:
    """Copy a file atomically."""
    with _temporary(target) as scratch:
        shutil.copyfile(source, scratch)


def remove_temporary(folder: Path) -> None:
    """Remove the temporary files that killed builds left below a folder."""
    for path in list(folder.rglob(f"{SCRATCH}*")):
        path.unlink(missing_ok=True)


@contextmanager
def _temporary(path: Path) -> Iterator[Path]:
    """Yield a temporary path next to the target; replace the target with it, or remove it after an error."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # The prefix does not contain the file name, which may have the maximum length already.
    scratch = path.with_name(f"{SCRATCH}{uuid4().hex}")
    try:
        yield scratch
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)


_CHECKSUM = "checksum"


class DamagedFileError(ValueError):
    """A file whose checksum does not match; it has to be generated again."""


def write_json(path: Path, data: Mapping[str, Any]) -> None:
    """Write a mapping atomically, unless the file has this content already."""
    # Without ``indent``, with which ``json`` encodes in Python instead of C.
    text = json.dumps({_CHECKSUM: _checksum(data), **data}, ensure_ascii=False)
    write_if_changed(path, f"{text}\n".encode("utf-8", "surrogatepass"))


def read_json(path: Path) -> dict[str, Any]:
    """Return the mapping that was written; raise ``DamagedFileError`` if anything was changed, and ``OSError``."""
    try:
        data = json.loads(path.read_bytes().decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as error:
        raise DamagedFileError(str(path)) from error
    if not isinstance(data, dict) or data.pop(_CHECKSUM, None) != _checksum(data):
        raise DamagedFileError(str(path))
    return data


def _checksum(data: Mapping[str, Any]) -> str:
    try:
        text = json.dumps(data, ensure_ascii=False)
    except (ValueError, RecursionError):
        return ""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
