"""Blog posts for Sphinx: existing Markdown posts become a news section of a docs site, unedited."""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Set up the extension; what is registered, and when in a build it is called, is in ``extension``."""
    from sphinx_eulernews.extension import register  # noqa: PLC0415  who asks for the version need not import Sphinx

    register(app)
    return {
        "version": __version__,
        "env_version": 5,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
