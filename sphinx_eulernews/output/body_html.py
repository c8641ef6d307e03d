"""Bodies of posts for the current builder: raw HTML, and renditions of oversized images.

HTML builders get raw HTML with its placeholders (``html.rewrite``) filled, all others the images that it shows
(``doctree-resolved``). Images of Markdown get their markup from the HTML translator, those in raw HTML from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

from docutils import nodes

from sphinx_eulernews.builder_kinds import is_epub
from sphinx_eulernews.domain import news_domain
from sphinx_eulernews.files.reference_text import is_local
from sphinx_eulernews.html.img_layout import PIXELS_OF_COLUMN, LayoutHints, layout_hints
from sphinx_eulernews.html.rewrite import ImagePlaceholder, ImgAdditions, ImgTag, Reference, fill, rewrite
from sphinx_eulernews.html.xhtml import as_xhtml
from sphinx_eulernews.images.cache import RenditionJob
from sphinx_eulernews.images.renditions import OversizedImage, RenditionSpec, original_format, plan_renditions
from sphinx_eulernews.nodes import Places, body_image, replace_node
from sphinx_eulernews.output.banner_html import by_format, source_tags, srcset
from sphinx_eulernews.read.placed_media import (
    PARTS,
    PLACED,
    TARGETS,
    DocumentTarget,
    DownloadTarget,
    FileTarget,
    OldUrlTarget,
    shown_files,
)
from sphinx_eulernews.render.tree import write_attributes
from sphinx_eulernews.warnings import Subtype, warn

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

    from sphinx_eulernews.html.tokenizer import Token
    from sphinx_eulernews.images.renditions import Rendition
    from sphinx_eulernews.output.banners import BannerImages
    from sphinx_eulernews.output.page_urls import PageUrls
    from sphinx_eulernews.read.placed_media import PlacedImage, Target

_IMAGE_SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp")
_IN_FRAGMENTS = "/?:@!$&'()*+,;="  # what a fragment may hold, RFC 3986; so ``:~:text=words`` stays


def write_body_html(
    app: Sphinx, body_images: BodyImages, raw: nodes.raw, page_urls: PageUrls, *, has_hero: bool
) -> None:
    """Fill the placeholders of raw HTML, and have Sphinx copy its files."""
    targets: list[Target] = raw[TARGETS]
    placed: dict[int, PlacedImage] = raw.get(PLACED, {})
    markup: dict[int, ImageMarkup] = {}
    for number, image in placed.items():
        shown = replace(image, first=image.first and not has_hero)
        url = _url(app, targets[number], page_urls)
        markup[number] = body_images.show(shown, url, page_urls.file("_images/"))

    def url_of(number: int) -> str:
        return markup[number].source if number in markup else _url(app, targets[number], page_urls)

    def markup_of(part: ImagePlaceholder) -> str:
        return str(getattr(markup[part.number], part.where))

    _set_html(raw, fill(raw[PARTS], url_of, markup_of))
    if is_epub(app.builder):
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
    domain = news_domain(app.env)
    if isinstance(target, OldUrlTarget):
        old = domain.old_urls.find(target.reference, target.docname)
        if old is None or not domain.is_page(app.builder, old[0]):
            is_lost = is_epub(app.builder) and is_local(target.reference)
            return "" if is_lost else target.reference
        target = DocumentTarget(*old)
    if isinstance(target, DocumentTarget):
        url = page_urls.page(target.docname) if domain.is_page(app.builder, target.docname) else None
        if url is None:  # the list in a book, a post that is not published
            return "" if is_epub(app.builder) else "#"
        fragment = domain.id_of(target.docname, target.fragment)
        return f"{url}#{quote(fragment, safe=_IN_FRAGMENTS)}" if fragment else url
    is_shown = isinstance(target, FileTarget) and target.path.lower().endswith(_IMAGE_SUFFIXES)
    if is_epub(app.builder) and not is_shown:
        return ""  # a book holds no attachments, and no image for download
    if isinstance(target, DownloadTarget) or target.path not in app.env.images:
        return page_urls.file(target.path)
    name = app.env.images[target.path][1]
    app.builder.images[target.path] = name
    return page_urls.file(f"_images/{name}")


def replace_by_images(app: Sphinx, raw: nodes.raw) -> None:
    """Replace raw HTML by the images that it shows, for builders that do not write HTML."""
    images = [
        nodes.image("", uri=path, candidates={"*": path}, alt=alt)
        for path, alt in shown_files(raw).items()
        if path.lower().endswith(_IMAGE_SUFFIXES) and path in app.env.images
    ]
    replace_node(raw, images)


_WIDEST = 1600
"""Pixels of the widest rendition: a column of text, on a screen of two dots a pixel."""
_LOADING = ' loading="lazy" decoding="async"'
_LOADING_NOW = ' decoding="async"'


@dataclass(frozen=True, slots=True)
class ImageMarkup:
    """The HTML of an image: around its tag and within it, and the URL that it loads."""

    before: str
    after: str
    inside: str
    source: str


def spec_of_body_images(banners: RenditionSpec) -> RenditionSpec:
    """Return the specification for oversized images: that of banners, up to the width of a column of text."""
    widths = tuple(width for width in banners.widths if width <= _WIDEST)
    return replace(banners, widths=widths or (min(banners.widths),))


def job_of(srcdir: Path, image: OversizedImage, banners: RenditionSpec) -> RenditionJob | None:
    """Return the job for the renditions of an oversized image, if there are any.

    One file in the original format is enough: it is there for the few browsers that read none of the others. Where
    the source itself will do for that, Sphinx has copied it already.
    """
    spec = spec_of_body_images(banners)
    planned, original = plan_renditions(image.info, spec), original_format(image.info)
    better = tuple(file for file in planned if file.format != original and not file.passthrough)
    last = tuple(file for file in planned if file.format == original and not file.passthrough)
    renditions = (*better, *last[len(last) // 2 :][:1]) if better else last
    return RenditionJob(srcdir / image.path, image.info, spec, renditions) if renditions else None


class BodyImages:
    """Renditions of the images in the text of posts."""

    def __init__(
        self, app: Sphinx, banner_images: BannerImages, oversized: Mapping[str, Sequence[OversizedImage]]
    ) -> None:
        self._srcdir = Path(app.srcdir)
        self._banner_images = banner_images
        self._oversized = oversized
        # A book is read elsewhere: no script loads its images late, and a link to a file is none to a page.
        self.is_page = app.builder.format == "html" and not is_epub(app.builder)

    def jobs(self, docnames: Iterable[str]) -> list[RenditionJob]:
        """Return the jobs for the renditions of documents."""
        images = [image for docname in docnames for image in self._oversized.get(docname, ())] if self.is_page else []
        return [job for image in images if (job := self._job(image)) is not None]

    def _job(self, image: OversizedImage) -> RenditionJob | None:
        return job_of(self._srcdir, image, self._banner_images.spec)

    def warn_of_broken(self, docnames: Iterable[str]) -> None:
        """Warn of images that cannot be decoded, at their lines."""
        for docname in docnames:
            for image in self._oversized.get(docname, ()) if self.is_page else ():
                digest = image.info.digest
                if digest in self._banner_images.broken:
                    message = (
                        f"the image {image.path!r} {self._banner_images.broken[digest]}; the page shows it as it is"
                    )
                    warn(Subtype.IMAGE, message, docname=docname, line=image.line)

    def shown_by(self, docname: str) -> list[str]:
        """Return the renditions that a document shows, for comparison."""
        return [
            repr(
                (
                    image.path,
                    image.info.digest in self._banner_images.broken,
                    job and [file.name for file in job.renditions],
                )
            )
            for image in self._oversized.get(docname, ())
            for job in [self._job(image)]
        ]

    @cached_property
    def _by_path(self) -> dict[str, RenditionJob | None]:
        return {image.path: self._job(image) for images in self._oversized.values() for image in images}

    def show(self, placed: PlacedImage, original: str, folder: str) -> ImageMarkup:
        """Return the HTML of an image; ``original`` is the URL of the file, ``folder`` that of all images."""
        if not self.is_page:
            return ImageMarkup("", "", "", original)
        loading = "" if placed.own_loading else _LOADING if not placed.first else _LOADING_NOW
        job = self._by_path.get(placed.path) if placed.sizes else None
        if job is not None and job.info.digest in self._banner_images.broken:
            return ImageMarkup("", "", loading, original)
        before, after = _link_to_file(placed, original) if job or placed.width > PIXELS_OF_COLUMN else ("", "")
        if job is None:
            return ImageMarkup(before, after, loading, original)
        formats = by_format(job.renditions)
        last: list[Rendition] = []
        if job.renditions[-1].format == original_format(job.info):
            last = formats.pop(job.renditions[-1].mime)
        sources = source_tags(formats.items(), folder, placed.sizes)
        if len(last) > 1:
            loading += write_attributes({"srcset": srcset(last, folder), "sizes": placed.sizes})
        source = folder + last[len(last) // 2].name if last else original
        return ImageMarkup(f"{before}<picture>{sources}", f"</picture>{after}", loading, source)


def _link_to_file(placed: PlacedImage, url: str) -> tuple[str, str]:
    """Return the tags of the link that opens an image in its full size; a link needs a name.

    An SVG has none: opened as a document, it may run scripts.
    """
    if placed.linked or PurePosixPath(placed.path).suffix.casefold() in (".svg", ".svgz"):
        return "", ""
    name = {"aria-label": PurePosixPath(placed.path).name} if placed.nameless else {}
    return f"<a{write_attributes({'class': 'eulernews-original', 'href': url, **name})}>", "</a>"


BODY_IMAGES = "eulernews_body_images"
"""Attribute of an image on its way into HTML: the renditions of this build."""


def place_image(app: Sphinx, body_images: BodyImages, image: nodes.image, places: Places, *, has_hero: bool) -> None:
    """Replace an image by a ``body_image`` in HTML; for other builders it stays."""
    placed: PlacedImage = image.attributes.pop(PLACED)
    if app.builder.format == "html":
        ours = body_image(image.rawsource, **image.attributes)
        ours["alt"] = _alternative_text(image)
        ours[BODY_IMAGES] = body_images
        ours[PLACED] = replace(placed, first=placed.first and not has_hero)
        ours.source, ours.line = image.source, image.line
        replace_node(image, [ours], places)


def _alternative_text(image: nodes.image) -> str:
    """Return what stands for an image: the text that the author wrote, else its title, else the caption of its figure.

    Without any it is decorative; docutils would use the name of the file, which screen readers read aloud.
    """
    figure = next((up for up in (image.parent, image.parent.parent) if isinstance(up, nodes.figure)), None)
    captions = (child.astext() for child in figure or () if isinstance(child, nodes.caption))
    return str(image.get("alt", "").strip() or image.get("title", "") or next(captions, ""))


def visit_body_image(self: HTML5Translator, node: body_image) -> None:
    """Write an image of the text."""
    self.visit_image(node)
    body_images: BodyImages = node[BODY_IMAGES]
    placed: PlacedImage = node[PLACED]
    if isinstance(node.parent, nodes.reference):
        placed = replace(placed, linked=True)  # Sphinx links images that are scaled
    hooks = _BodyImageHooks(placed, body_images.show(placed, node["uri"], f"{self.builder.imgpath}/"))
    self.body[-1] = rewrite(self.body[-1], hooks.replace, hooks)


@dataclass(frozen=True, slots=True)
class _BodyImageHooks:
    """Adds our attributes to the one tag that a translator has written."""

    placed: PlacedImage
    markup: ImageMarkup

    def see_tag(self, token: Token) -> None:
        """Note the tag; there is only one."""

    def replace(self, reference: Reference) -> str | None:
        """Return the URL of the image."""
        return self.markup.source if (reference.tag, reference.attribute) == ("img", "src") else None

    def additions(self, image: ImgTag) -> ImgAdditions:
        """Return the additions to the tag."""
        hints = layout_hints(image, self.placed.width, self.placed.height) if self.placed.width else LayoutHints()
        return ImgAdditions(hints.attributes, hints.style, self.markup.inside, self.markup.before, self.markup.after)
