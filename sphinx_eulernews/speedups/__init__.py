"""Speedups for whole sites, loaded by name: ``extensions = [..., "sphinx_eulernews.speedups"]``.

Work that Sphinx, docutils and MyST repeat for each document is done once; the output is the same. Each module says
what it patches, for which versions, and what that gains. Whatever is patched is restored when the build ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_eulernews.speedups.docutils_settings import cache_default_settings
from sphinx_eulernews.speedups.garbage_collector import CollectorSettings
from sphinx_eulernews.speedups.templates import cache_templates_and_formatters
from sphinx_eulernews.speedups.temporary_patches import TemporaryPatches
from sphinx_eulernews.speedups.worker_environments import WorkerEnvironment

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata


def begin(app: Sphinx, _config: Config) -> None:
    """Prepare the patches of this build (``config-inited``, before the environment is loaded)."""
    patches, collector, worker_environments = TemporaryPatches(), CollectorSettings(), list[WorkerEnvironment]()

    def settle(app: Sphinx, env: BuildEnvironment, _docnames: list[str]) -> None:
        collector.settle()
        cache_default_settings(patches)
        cache_templates_and_formatters(app)
        worker_environments.append(WorkerEnvironment(env))
        app.connect("doctree-read", worker_environments[-1].note)

    def end(_app: Sphinx, _exception: Exception | None) -> None:
        while worker_environments:
            worker_environments.pop().end()
        collector.end()
        patches.restore()

    app.connect("builder-inited", lambda _app: collector.pause())
    # Not before a build has begun, which then has an end: an application may be made and never build.
    app.connect("env-before-read-docs", settle)
    # Last: what other extensions do at the end of a build is a part of it.
    app.connect("build-finished", end, priority=10_000)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the patches."""
    app.connect("config-inited", begin)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
