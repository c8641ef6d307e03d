"""Build a site that was written for ABlog, unedited: ``extensions = [..., "sphinx_eulernews.ablog"]``.

Front matter, directives, options of conf.py, labels and URLs of ABlog become those of ``sphinx_eulernews``, which does
all the work. What has no counterpart is a warning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_eulernews.ablog.ablog_config import OPTIONS, ignore_sidebars, read_options
from sphinx_eulernews.ablog.ablog_markup import AblogPost, AblogPostList, ReadAblogPost, name_language, note_references
from sphinx_eulernews.ablog.ablog_pages import OldPages

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register everything, in the order in which a build reaches it."""
    app.setup_extension("sphinx_eulernews")
    for name, option in OPTIONS.items():
        app.add_config_value(name, option.default, "env", option.types)
    app.connect("config-inited", read_options, priority=200)
    app.connect("config-inited", ignore_sidebars, priority=200)
    app.add_directive("post", AblogPost, override=True)
    app.add_directive("postlist", AblogPostList, override=True)
    app.add_transform(ReadAblogPost)
    app.connect("eulernews-post-read", name_language)
    app.connect("doctree-read", note_references)
    old_pages = OldPages()
    app.connect("missing-reference", old_pages.resolve_reference)
    app.connect("eulernews-collect-redirects", old_pages.redirects)
    return {"env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
