"""The directive ``banner``: an image with the renditions of the banner of a post, anywhere in a document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from sphinx_eulernews.directives.directive_options import Options, point
from sphinx_eulernews.directives.news_directive import NewsDirective
from sphinx_eulernews.model.query import BannerSpec
from sphinx_eulernews.model.text import clean
from sphinx_eulernews.read.banner import read_banner
from sphinx_eulernews.read.references import Files
from sphinx_eulernews.translations import translate
from sphinx_eulernews.warnings import Subtype

if TYPE_CHECKING:
    from docutils.nodes import Node


class BannerDirective(NewsDirective):
    """A banner anywhere in a document, with caption and credit::

    .. banner:: img/banners/release.jpg
       :caption: The release team

    <directive_placeholder docname="index" number="0">
        <figure>
            <image alt="..." uri="/public/img/banners/release.jpg">
            <caption>
                The release team
    """

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = Options(
        {
            "alt": directives.unchanged,
            "caption": directives.unchanged,
            "credit": directives.unchanged,
            "focus": point,
        }
    )

    def run(self) -> list[Node]:
        """Find the image."""
        given, written = self.valid_options(), self.arguments[0]
        files = Files(self.env, self.env.docname)
        path = files.find(written, written, self.lineno, Subtype.BANNER, "banner")
        banner = read_banner(self.env, path, self.lineno) if path else None
        if path is None or banner is None:
            return [nodes.comment()]  # a figure relies on a node in it
        files.register_image(path, depend=True)
        alt, caption, credit = (
            translate(self.env, clean(given.get(key, "")), self.lineno) for key in ("alt", "caption", "credit")
        )
        banner = replace(banner, alt=alt or caption, line=self.lineno, focus=given.get("focus"))
        node = self.note(BannerSpec(banner=banner, caption=caption, credit=credit))
        image = nodes.image("", uri="/" + path, alt=banner.alt)
        text = " ".join(filter(None, (caption, credit)))
        figure = nodes.figure("", image, *([nodes.caption(text, text)] if text else []))
        node += figure
        return [node]
