"""Sphinx reads a document: source text, markdown rules, transforms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_eulernews.reading.anchors import FindAnchors
from sphinx_eulernews.reading.banner import FindBanner
from sphinx_eulernews.reading.changes import find_appeared, take_reading_list
from sphinx_eulernews.reading.default_banner import check_default
from sphinx_eulernews.reading.encoding import find_foreign, register_codec
from sphinx_eulernews.reading.files import claim_merged
from sphinx_eulernews.reading.media import ResolveMedia
from sphinx_eulernews.reading.parser import PostParser, take_over
from sphinx_eulernews.reading.source import take_header
from sphinx_eulernews.reading.transforms import KeepRules, RegisterPost, SetTitle

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def connect(app: Sphinx) -> None:
    """Register parser, transforms and events of reading."""
    register_codec()
    # With myst-nb, MyST is a part of that, and sets up nothing of its own.
    if "myst_nb" not in {*app.extensions, *app.config.extensions}:
        app.setup_extension("myst_parser")
    app.add_source_suffix(".markdown", "markdown", override=True)
    app.add_source_parser(PostParser, override=True)
    app.connect("config-inited", take_over)
    app.add_transform(SetTitle)
    app.add_transform(ResolveMedia)
    app.add_transform(FindBanner)
    app.add_transform(RegisterPost)
    app.add_transform(KeepRules)
    app.add_transform(FindAnchors)
    app.connect("env-get-outdated", find_appeared)
    app.connect("env-before-read-docs", take_reading_list)
    app.connect("env-before-read-docs", find_foreign)
    app.connect("env-before-read-docs", check_default)
    app.connect("env-merge-info", claim_merged, priority=400)
    app.connect("source-read", take_header)
