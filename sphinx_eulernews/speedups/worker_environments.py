"""A process that reads for another one sends back what it has read, and not the whole table of contents of the site.

With ``-j``, Sphinx starts a process for every few dozen documents and has each send its environment back. That holds
what all documents look like in a table of contents, as trees, which take longest to send, and is taken from it for the
few only that were read there.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_TREES = ("tocs", "titles", "longtitles")
"""What maps the name of a document to a tree. Sphinx merges each for the documents that were read."""
_PICKLED = "__getstate__"


class WorkerEnvironment:
    """What one environment tells of itself when it is pickled in a process that is not the one of its build."""

    def __init__(self, env: BuildEnvironment) -> None:
        self._env = env
        self._first = os.getpid()
        self._read: set[str] = set()
        # For this environment alone: a build within the build, or after it, has its own.
        setattr(env, _PICKLED, self._state)

    def note(self, app: Sphinx, _doctree: nodes.document) -> None:
        """Note a document that was read (``doctree-read``)."""
        if os.getpid() != self._first:
            self._read.add(app.env.docname)

    def end(self) -> None:
        """Let the environment tell of itself as ever."""
        vars(self._env).pop(_PICKLED, None)

    def _state(self) -> dict[str, Any]:
        state = type(self._env).__getstate__(self._env)
        state.pop(_PICKLED, None)
        if os.getpid() != self._first:
            for name in _TREES:
                state[name] = {docname: tree for docname, tree in state[name].items() if docname in self._read}
        return state
