"""Worker processes: each sends back the tables of contents of what it read, not those of the whole site.

With ``-j``, Sphinx starts a process for every few dozen documents, and each sends its environment back. That holds the
title and the table of contents of every document as doctrees, the slowest part to pickle; the main process takes those
of the documents that were read there, and drops the rest.
"""

from __future__ import annotations

import os
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from sphinx_eulernews.speedups.speedup import SPHINX, Speedup, patch_attribute

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

_TREES = ("tocs", "titles", "longtitles")
"""Attributes of the environment that map a docname to a doctree; merged for the documents that were read."""
_PICKLED = "__getstate__"


def send_only_what_was_read(app: Sphinx, stack: ExitStack) -> None:
    """Give the environment of this build a ``__getstate__`` that leaves trees out in worker processes."""
    env, main, read = app.env, os.getpid(), set[str]()

    def note(_app: Sphinx, _doctree: nodes.document) -> None:
        if os.getpid() != main:
            read.add(env.docname)

    def getstate() -> dict[str, Any]:
        state = type(env).__getstate__(env)
        state.pop(_PICKLED, None)
        if os.getpid() != main:
            for name in _TREES:
                state[name] = {docname: tree for docname, tree in state[name].items() if docname in read}
        return state

    patch_attribute(stack, env, _PICKLED, getstate)
    stack.callback(app.disconnect, app.connect("doctree-read", note))


WORKER_ENVIRONMENTS = Speedup(
    name="worker environments",
    what="with -j, worker processes send back what they read, not the tables of contents of the whole site",
    versions=SPHINX,
    upstream="sphinx/builders/__init__.py: Builder._read_parallel",
    gain="what a worker process sends does not grow with the site; nothing with one process",
    activate=send_only_what_was_read,
)
