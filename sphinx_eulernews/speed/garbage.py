"""Python looks for garbage less often while a site is built.

A doctree is thousands of objects that refer to each other, and Sphinx keeps all of them until they are written.
Python's collector goes through what is alive again and again, by default after every 700 new objects: in a build it
finds next to nothing, for a twelfth of the time.
"""

from __future__ import annotations

import gc

_YOUNG = 2_000  # objects, a fifth of a post: what dies young is soon found
_MIDDLE = 20
_OLD = 100  # what has lived this long mostly lives on, and is what takes long to go through


class Sweeping:
    """The habits of the collector for the time of a build; they begin before the last build is loaded."""

    def __init__(self) -> None:
        self._before = gc.get_threshold() if gc.isenabled() else None
        if self._before is not None:
            gc.set_threshold(_YOUNG, _MIDDLE, _OLD)

    def settle(self) -> None:
        """Leave alone what lives to the end: modules, and what was loaded from the last build."""
        if self._before is not None:
            gc.freeze()

    def end(self) -> None:
        """Return to the habits of before."""
        if self._before is not None:
            gc.set_threshold(*self._before)
            gc.unfreeze()
            self._before = None
