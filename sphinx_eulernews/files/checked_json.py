"""JSON files of ours that a later build reads: mappings with a checksum, so that damage is always noticed. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sphinx_eulernews.files import atomic

_CHECKSUM = "checksum"


class DamagedFileError(ValueError):
    """A file that is not what was written; its content must be made anew."""


def write(path: Path, data: Mapping[str, Any]) -> None:
    """Write a mapping atomically, unless the file has this content already."""
    text = json.dumps({_CHECKSUM: _checksum(data), **data}, ensure_ascii=False, indent=0)
    atomic.write_if_changed(path, f"{text}\n".encode("utf-8", "surrogatepass"))


def read(path: Path) -> dict[str, Any]:
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
