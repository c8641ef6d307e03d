"""Python looks less often for garbage among what is old while a site is built, and not at all when the process ends.

A doctree is thousands of objects that refer to each other, and Sphinx keeps all of them until they are written.
Python's collector goes through all that is alive again and again: in a build it finds next to nothing there, for a
twelfth of the time. What is young is swept as ever, so memory stays as it is. When a process ends, Python goes
through everything several times more, and the system takes the memory back anyway.
"""

from __future__ import annotations

import gc

_OLD = 100
"""How often the middle-aged are looked at before the old are: ten times as often as Python does."""

_FEW = 1000
"""Python 3.12 begins with some 400 objects of its own put aside; whoever puts objects aside does so with all."""


class CollectorSettings:
    """The habits of the collector for the time of a build; they begin before the last build is loaded."""

    def __init__(self) -> None:
        self._before = gc.get_threshold() if gc.isenabled() else None
        # What others have put aside stays there, and there is no telling it from what we would.
        self._puts_aside = self._before is not None and gc.get_freeze_count() < _FEW
        if self._before is not None:
            gc.set_threshold(*self._before[:2], _OLD)

    def pause(self) -> None:
        """Return to the habits of before until the build begins: an application may be made and never build."""
        if self._before is not None:
            gc.set_threshold(*self._before)
        if self._puts_aside:
            # What was loaded counts as looked at, else the first thing that Python does is to go through all of it.
            gc.freeze()
            gc.unfreeze()

    def settle(self) -> None:
        """Begin again, and leave alone what lives to the end: modules, and what was loaded from the last build."""
        if self._before is not None:
            gc.set_threshold(*self._before[:2], _OLD)
        if self._puts_aside:
            gc.freeze()

    def end(self) -> None:
        """Return to the habits of before; a process that is there for the build will end sooner."""
        if self._before is not None:
            gc.set_threshold(*self._before)
        if self._puts_aside:
            gc.unfreeze()
        self._before, self._puts_aside = None, False
