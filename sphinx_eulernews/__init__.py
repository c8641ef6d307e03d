"""A news section for Sphinx sites: existing markdown posts build, unedited."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register everything; the work is done where the names point."""
    # Importing the package for its version should not import Sphinx.
    from sphinx_eulernews import config, directives, domain, reading, resolving, speed, writing  # noqa: PLC0415

    config.add_options(app)
    app.add_domain(domain.NewsDomain)
    directives.add_directives(app)
    reading.connect(app)
    writing.connect(app)
    speed.connect(app)
    app.connect("warn-missing-reference", domain.explain_missing)
    app.connect("doctree-resolved", resolving.resolve_documents, priority=400)
    app.add_message_catalog("eulernews", str(Path(__file__).parent / "locale"))
    return {
        "version": __version__,
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
