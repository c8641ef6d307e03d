"""What a speedup is: a temporary patch of other packages, and the versions that it was tried with."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from sphinx.application import Sphinx

Minor: TypeAlias = tuple[int, int]

SPHINX = {"sphinx": ((8, 2), (9, 2))}


@dataclass(frozen=True, kw_only=True)
class Speedup:
    """A change of other packages for the time of one build.

    ``versions`` maps a package to the first and the last minor release that it was tried with. ``gain`` is a share
    of the CPU time of a whole build, measured on 120 posts. ``activate`` is called when a build begins, ``prepare``
    when the extension is set up, for what comes before.
    """

    name: str
    what: str
    versions: Mapping[str, tuple[Minor, Minor]]
    upstream: str
    gain: str
    activate: Callable[[Sphinx, ExitStack], None]
    prepare: Callable[[Sphinx, ExitStack], None] | None = None

    def unknown_versions(self) -> list[str]:
        """Return the packages that are installed in a version that it is not for."""
        return [
            f"{package} {installed}"
            for package, (first, last) in self.versions.items()
            if not first <= _minor(installed := _installed(package)) <= last
        ]


def patch_attribute(stack: ExitStack, owner: Any, name: str, replacement: Any) -> None:
    """Replace ``owner.name`` until ``stack`` is closed; a later replacement by others stays."""
    original = getattr(owner, name)
    is_own = name in vars(owner)

    def restore() -> None:
        if vars(owner).get(name) is not replacement:
            return
        if is_own:
            setattr(owner, name, original)
        else:
            delattr(owner, name)  # an instance: the method of its class is there again

    setattr(owner, name, replacement)
    stack.callback(restore)


@cache
def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "0.0 (not installed)"


def _minor(text: str) -> Minor:
    found = re.match(r"(\d+)(?:\.(\d+))?", text)
    return (int(found[1]), int(found[2] or 0)) if found else (0, 0)
