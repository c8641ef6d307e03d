"""Attributes of other modules that are replaced for the time of a build, and go back when it ends."""

from __future__ import annotations

from typing import Any

_BEFORE = "eulernews_before"


class TemporaryPatches:
    """Remembers what was there, so that nothing of ours outlives the build."""

    def __init__(self) -> None:
        self._lent: list[tuple[Any, str, Any, Any]] = []

    def replace(self, owner: Any, name: str, make: Any) -> None:
        """Replace ``owner.name`` by ``make(what is there)``; an owner that has no such name is left as it is."""
        original = getattr(owner, name, None)
        if original is None:
            return
        ours = make(original)
        setattr(owner, name, ours)
        self._lent.append((owner, name, original, ours))

    def restore(self) -> None:
        """Put everything back, the last first; what somebody else has replaced since then stays theirs.

        Builds in one process need not end in the order in which they began: what another build has replaced since
        then is told what was there before us.
        """
        while self._lent:
            owner, name, original, ours = self._lent.pop()
            if getattr(owner, name, None) is ours:
                while (before := getattr(original, _BEFORE, None)) is not None:
                    original = before
                setattr(owner, name, original)
            elif hasattr(ours, "__dict__"):
                setattr(ours, _BEFORE, original)
