"""Raw HTML of posts as the builder at hand can show it (``doctree-resolved``).

HTML builders get it with the gaps filled that reading left (``html.parts``), all others the images that it shows.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from docutils import nodes

from sphinx_eulernews.html.parts import ImagePart, fill
from sphinx_eulernews.html.xhtml import as_xhtml
from sphinx_eulernews.read.body_media import PARTS, PLACED, TARGETS, DocumentTarget, DownloadTarget, shown_files
from sphinx_eulernews.replace_nodes import replace_node

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_eulernews.output.body_images import BodyImages, ImageMarkup
    from sphinx_eulernews.output.page_urls import PageUrls
    from sphinx_eulernews.read.body_media import PlacedImage, Target

_IMAGE_SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp")


def write_body_html(
    app: Sphinx, body_images: BodyImages, raw: nodes.raw, page_urls: PageUrls, *, has_hero: bool
) -> None:
    """Fill the gaps of raw HTML, and have Sphinx copy its files."""
    targets: list[Target] = raw[TARGETS]
    placed: dict[int, PlacedImage] = raw.get(PLACED, {})
    markup: dict[int, ImageMarkup] = {}
    for number, image in placed.items():
        shown = replace(image, first=image.first and not has_hero)
        url = _url(app, targets[number], page_urls)
        markup[number] = body_images.show(shown, url, page_urls.file("_images/"))

    def url_of(number: int) -> str:
        return markup[number].source if number in markup else _url(app, targets[number], page_urls)

    def markup_of(part: ImagePart) -> str:
        return str(getattr(markup[part.number], part.where))

    _set_html(raw, fill(raw[PARTS], url_of, markup_of))
    if app.builder.name == "epub":
        write_as_xhtml(raw)


def write_as_xhtml(raw: nodes.raw) -> None:
    """Write raw HTML of a post as XML, for the pages of a book."""
    if "html" in raw.get("format", "").split():
        _set_html(raw, as_xhtml(raw.astext()))


def _set_html(raw: nodes.raw, html: str) -> None:
    raw.children = []
    raw += nodes.Text(html)


def _url(app: Sphinx, target: Target, page_urls: PageUrls) -> str:
    """Return the URL of a target as seen from the page."""
    if isinstance(target, DocumentTarget):
        url = page_urls.page(target.docname) or "#"
        return f"{url}#{quote(target.fragment)}" if target.fragment else url
    if app.builder.name == "epub" and not target.path.lower().endswith(_IMAGE_SUFFIXES):
        return ""  # a book holds no attachments
    if isinstance(target, DownloadTarget) or target.path not in app.env.images:
        return page_urls.file(target.path)
    name = app.env.images[target.path][1]
    app.builder.images[target.path] = name
    return page_urls.file(f"_images/{name}")


def replace_by_images(app: Sphinx, raw: nodes.raw) -> None:
    """Replace raw HTML by the images that it shows, for builders that do not write HTML."""
    images = [
        nodes.image("", uri=path, candidates={"*": path}, alt="")
        for path in shown_files(raw)
        if path.lower().endswith(_IMAGE_SUFFIXES) and path in app.env.images
    ]
    replace_node(raw, images)
