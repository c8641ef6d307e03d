"""Digests of strings, by which a build compares what it would show with what its output shows. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def digest(*parts: str) -> str:
    """Return the fingerprint of some strings; equal fingerprints mean equal content."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def digest_of_all(parts: Iterable[str]) -> str:
    """Return the fingerprint of many strings, as ``digest`` does; they need not be in memory at once."""
    found = hashlib.sha256()
    for part in parts:
        found.update(part.encode("utf-8", "surrogatepass"))
        found.update(b"\0")
    return found.hexdigest()[:32]
