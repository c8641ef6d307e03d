"""Speedups for whole sites, loaded by name: ``extensions = [..., "sphinx_eulernews.speedups"]``.

Work that Sphinx, docutils and MyST-Parser repeat for each document is done once; the output is the same.
``SPEEDUPS`` names for each what it does, the versions it is for, the place upstream and the gain. All are
active within ``Sphinx.build()``, one of them since the environment of the last build is loaded, and are undone in
whatever way that ends; one is for the exit of ``sphinx-build``.
"""

from __future__ import annotations

import weakref
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from sphinx.util.logging import getLogger

from sphinx_eulernews.speedups.content import BY_CONTENT
from sphinx_eulernews.speedups.patches import (
    ASSET_CHECKSUMS,
    DOCUTILS_SETTINGS,
    EXIT,
    GC_THRESHOLD,
    INVENTORY,
    WORKER_ENVIRONMENTS,
)
from sphinx_eulernews.speedups.tree_walks import TREE_WALKS

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from sphinx_eulernews.speedups.speedup import Speedup

logger = getLogger(__name__)

SPEEDUPS = (
    GC_THRESHOLD, TREE_WALKS, DOCUTILS_SETTINGS, ASSET_CHECKSUMS,
    INVENTORY, WORKER_ENVIRONMENTS, BY_CONTENT, EXIT,
)  # fmt: skip


def setup(app: Sphinx) -> ExtensionMetadata:
    """Wrap ``build`` of this application: the one place that every build passes and that always ends."""
    active = [speedup for speedup in SPEEDUPS if _is_supported(speedup)]
    # Closed when a build ends; where none begins, as after an error in conf.py, when the application goes.
    stack = ExitStack()
    weakref.finalize(app, stack.close)
    for speedup in active:
        if speedup.prepare:
            speedup.prepare(app, stack)
    build = app.build

    def build_with_speedups(*arguments: Any, **options: Any) -> None:
        with stack:
            for speedup in active:
                speedup.activate(app, stack)
            build(*arguments, **options)

    app.build = build_with_speedups  # type: ignore[method-assign]  # of this application alone
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _is_supported(speedup: Speedup) -> bool:
    unknown = speedup.unknown_versions()
    if unknown:
        logger.info("speedups: %s is off: it was not tried with %s", speedup.name, ", ".join(unknown))
    return not unknown
