"""A process that reads for another one sends back what it has read, and not the whole table of contents of the site.

With ``-j``, Sphinx starts a process for every few dozen documents and has each send its environment back. That holds
what all documents look like in a table of contents, as trees, which take longest to send, and is taken from it for the
few only that were read there.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from sphinx.environment import BuildEnvironment

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

    from sphinx_eulernews.speed.loans import Loans

State: TypeAlias = "dict[str, Any]"

_TREES = ("tocs", "titles", "longtitles")
"""What maps the name of a document to a tree. Sphinx merges each for the documents that were read."""


class Sending:
    """Knows what a process has read that is not the one which began the build."""

    def __init__(self, loans: Loans) -> None:
        self._first = os.getpid()
        self._read: set[str] = set()
        loans.replace(BuildEnvironment, "__getstate__", self._reduced)

    def note(self, app: Sphinx, _doctree: nodes.document) -> None:
        """Note a document that was read (``doctree-read``)."""
        if os.getpid() != self._first:
            self._read.add(app.env.docname)

    def _reduced(self, get_state: Callable[[BuildEnvironment], State]) -> Callable[[BuildEnvironment], State]:
        def reduced_state(env: BuildEnvironment) -> State:
            state = get_state(env)
            if os.getpid() != self._first:
                for name in _TREES:
                    state[name] = {docname: tree for docname, tree in state[name].items() if docname in self._read}
            return state

        return reduced_state
