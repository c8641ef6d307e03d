"""Lazy imports: modules that are imported at their first use.

A build without changes reads no document and writes no page. Importing the modules for that would be a tenth of its
time, so those that every build needs import the others as ``lazy`` modules. Type checkers, and the test of the layers,
see an ordinary import::

    if TYPE_CHECKING:
        from sphinx_eulernews.output import feeds
    else:
        feeds = lazy("sphinx_eulernews.output.feeds")

Asking ``feeds`` for a name imports it. So this is done in functions, never at the top of a module.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


class lazy:  # noqa: N801  it is called as a function, and stands for a module
    """A module, imported when the first of its names is asked for."""

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._module), name)
