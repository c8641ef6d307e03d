"""What comes out: pages, metadata, feeds, pictures, and what must be rewritten."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_eulernews.writing.edition import forget_hidden, publish
from sphinx_eulernews.writing.insets import depart_placed_image, placed_image, visit_placed_image
from sphinx_eulernews.writing.output import add_context, add_head, begin_writing, finish, generated_pages
from sphinx_eulernews.writing.search import mend_chinese_search
from sphinx_eulernews.writing.summary import listen

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

_PACKAGE = Path(__file__).parent.parent


def connect(app: Sphinx) -> None:
    """Register the events of writing, and how the pictures of the text become HTML."""
    app.add_node(placed_image, html=(visit_placed_image, depart_placed_image))
    app.connect("config-inited", add_paths)
    app.connect("config-inited", mend_chinese_search)
    app.connect("builder-inited", listen)
    # Late, so that what others add to the news in this event is in.
    app.connect("env-updated", publish, priority=900)
    app.connect("write-started", begin_writing, priority=400)
    app.connect("write-started", forget_hidden)
    app.connect("html-page-context", add_context, priority=400)
    app.connect("html-page-context", add_head, priority=900)
    app.connect("html-collect-pages", generated_pages)
    app.connect("build-finished", finish)


def add_paths(_app: Sphinx, config: Config) -> None:
    """Tell Sphinx of our templates and style sheet."""
    # New lists: the defaults belong to all builds of the process.
    config.templates_path = [*config.templates_path, str(_PACKAGE / "templates")]
    config.html_static_path = [*config.html_static_path, str(_PACKAGE / "static")]
