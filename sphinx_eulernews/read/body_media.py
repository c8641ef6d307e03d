"""Resolve the images of a post, and the references in its raw HTML: each is looked up once."""

from __future__ import annotations

import mimetypes
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from docutils import nodes
from sphinx import addnodes

from sphinx_eulernews.build import BuildState
from sphinx_eulernews.files.lookup import is_local, is_on_own_disk
from sphinx_eulernews.html.img_layout import (
    Image,
    ImgAdditions,
    LayoutHints,
    OpenElements,
    OversizedImage,
    layout_hints,
)
from sphinx_eulernews.html.rewrite import Reference, rewrite
from sphinx_eulernews.images.probe import BadImage, ImageInfo, probe
from sphinx_eulernews.markdown.source_lines import LINE
from sphinx_eulernews.nodes import NewsNode, images_and_raw_html
from sphinx_eulernews.read.references import Files
from sphinx_eulernews.read.source import PendingPost
from sphinx_eulernews.read.transforms import PostTransform, ancestors
from sphinx_eulernews.warnings import Subtype, warn

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

    from sphinx_eulernews.html.tokenizer import Token
    from sphinx_eulernews.images.probe import ImageInfo

# Icons, cursors, XML in UTF-16: browsers show them, the probe does not know them.
_SHOWN_ANYWAY = re.compile(rb"\0\0[\1\2]\0|\xff\xfe<\0|\xfe\xff\0<")


@dataclass(frozen=True, slots=True)
class PlacedImage:
    """An image in the body of a post.

    ``width`` and ``height`` are those of the file as shown, 0 where unknown. ``linked``: it stands in a link or the
    like. ``first``: it is the first image, near the top. ``own_loading``: the author wrote ``loading`` or
    ``decoding``. ``nameless``: it has no alternative text. ``sizes`` is the attribute for the renditions, empty if
    there are none.
    """

    path: str
    width: int = 0
    height: int = 0
    linked: bool = False
    first: bool = False
    own_loading: bool = False
    nameless: bool = False
    sizes: str = ""


def image_info(env: BuildEnvironment, path: str) -> ImageInfo | str:
    """Probe a file, relative to the source folder, once a build; a string is the reason why it cannot be shown."""
    probed = BuildState.of(env).probed
    if path not in probed:
        try:
            probed[path] = probe(Path(env.srcdir) / path)
        except BadImage as error:
            probed[path] = str(error)
    return probed[path]


def is_image(env: BuildEnvironment, path: str) -> bool:
    """Return whether problems of a file as an image are warned of: not a video, no format that the probe lacks."""
    kind = mimetypes.guess_type(path)[0]
    if kind and not kind.startswith("image/"):
        return False
    return isinstance(image_info(env, path), ImageInfo) or not _SHOWN_ANYWAY.match(_head(env, path))


def display_size(env: BuildEnvironment, path: str) -> tuple[int, int]:
    """Return the intrinsic size of an image; 0 x 0 if it has none."""
    info = image_info(env, path)
    # A fluid SVG is as wide as there is room.
    return (0, 0) if isinstance(info, str) or info.fluid else (info.width, info.height)


def _head(env: BuildEnvironment, path: str) -> bytes:
    try:
        with (Path(env.srcdir) / path).open("rb") as file:
            return file.read(2**16)
    except OSError:
        return b""


MARK = "eulernews-media:"
"""What stands in raw HTML for a URL in the output, before a number."""

INSIDE, BEFORE, AFTER = "eulernews-inside:", "eulernews-before:", "eulernews-after:"
"""What stands in a picture's tag, before it and after it, before the same number, until pages are written."""

PLACED = "eulernews_placed"
"""Attribute of an image (one Placed) and of raw HTML (number: Placed)."""

DOCUMENT = "document:"
"""What stands before the name of a document among the files of raw HTML."""

_SHOWN = frozenset({"src", "srcset", "poster", "data", "data-src", "style", "xlink:href"})
_LINKS = (nodes.reference, addnodes.pending_xref, addnodes.download_reference)
_TOP = 600  # characters of text; what follows them is below the fold


class ResolveMedia(PostTransform):
    """Resolves every reference of a post, and warns of what does not exist."""

    default_priority = 350

    def read_post(self, found: PendingPost) -> None:  # noqa: ARG002  the header has no part in this
        """Resolve images and raw HTML, in document order."""
        self.files = Files(self.env, self.env.docname)
        self.open_elements = OpenElements()
        self.seen = False
        for node in images_and_raw_html(self.document):
            if isinstance(node, nodes.image):
                self._image(node)
            elif "html" in node.get("format", "").split():
                self._raw(node)

    def _image(self, image: nodes.image) -> None:
        uri, line = image["uri"], image.attributes.pop(LINE, image.line or 0)
        if not (is_local(uri) or is_on_own_disk(uri)) or any(isinstance(up, NewsNode) for up in ancestors(image)):
            return  # images of our directives are resolved already
        path = self.files.find(unquote(uri) if "%" in uri else uri, uri, line, Subtype.IMAGE, "image")
        if path is not None:
            image["uri"] = "/" + path
            self.files.show(path)
            linked = self.open_elements.in_link or any(isinstance(up, _LINKS) for up in ancestors(image))
            image[PLACED], _held = self.place(image, path, line, _as_written(image), linked=linked)
            return
        alt = image.get("alt", "")
        image.replace_self(nodes.emphasis(alt, alt, classes=["eulernews-missing"]) if alt else [])

    def place(
        self, node: nodes.Element, path: str, line: int, image: Image, *, linked: bool
    ) -> tuple[PlacedImage, LayoutHints]:
        """Probe an image of the body: warn if it is broken, note it for renditions if it is oversized."""
        first, self.seen = not self.seen and self._stands_near_top(node), True
        nameless = not image.attributes.get("alt", "").strip()
        placed, hints = PlacedImage(path, linked=linked, first=first, nameless=nameless), LayoutHints()
        if not is_image(self.env, path):
            return placed, hints
        info = image_info(self.env, path)
        if isinstance(info, str):
            message = f"the image {path!r} {info}; the page shows it as it is"
            warn(Subtype.IMAGE, message, docname=self.env.docname, line=line)
            return placed, hints
        width, height = display_size(self.env, path)
        if width and not self.open_elements.in_picture:
            placed, hints = replace(placed, width=width, height=height), layout_hints(image, width, height)
        if hints.sizes and self._is_oversized(info):
            self.domain.note_oversized(self.env.docname, OversizedImage(path, line, info))
            placed = replace(placed, sizes=hints.sizes)
        return placed, hints

    def _is_oversized(self, info: ImageInfo) -> bool:
        limit = self.domain.settings.image_limit * 1024
        return 0 < limit < info.size and info.format != "svg" and not info.animated

    def _stands_near_top(self, node: nodes.Element) -> bool:
        """Return whether little text stands before a node."""
        length = 0
        for other in self.document.findall():
            if other is node or length > _TOP:
                break
            if isinstance(other, nodes.Text):
                length += len(other)
        return length <= _TOP

    def _raw(self, raw: nodes.raw) -> None:
        fragment = _Fragment(self, raw)
        html = rewrite(raw.astext(), fragment.replace, fragment)
        if fragment.paths:
            raw["eulernews_media"] = fragment.paths
            raw.children = []
            raw += nodes.Text(html)
            raw.rawsource = html
        if fragment.placed:
            raw[PLACED] = fragment.placed


def _as_written(image: nodes.image) -> Image:
    """Return the ``<img>`` that docutils will write, as far as layout depends on it."""
    return Image({name: str(image[name]) for name in ("width", "height", "alt") if name in image})


class _Fragment:
    """One piece of raw HTML: what its references mean, and what its images are dressed with."""

    def __init__(self, transform: ResolveMedia, raw: nodes.raw) -> None:
        self._transform = transform
        self._files = transform.files
        self._raw = raw
        self._shown: int | None = None  # the number of what the ``src`` of the tag at hand shows
        self.paths: list[str] = []
        self.placed: dict[int, PlacedImage] = {}

    def replace(self, reference: Reference) -> str | None:
        """Return the mark of what a reference means."""
        shown = reference.attribute in _SHOWN or reference.tag == "image"
        value, line = reference.value, (self._raw.line or 0) + reference.line
        if reference.tag == "a" and value and not value.startswith("#"):
            return self._link(value, line)
        if not shown or not (is_local(value) or is_on_own_disk(value)):
            return None
        path = self._files.find(value, value, line, Subtype.IMAGE, "image" if reference.tag == "img" else "file")
        if path is None:
            return None
        self._files.show(path, depend=True)
        if (reference.tag, reference.attribute) == ("img", "src"):
            self._shown = len(self.paths)
        return self._mark(path)

    def _link(self, value: str, line: int) -> str | None:
        if not (is_local(value) or self._files.is_old(value)):
            return None
        found = self._files.link(value, line)
        if found is None:
            return None
        if isinstance(found, str):
            return self._mark(self._files.offer(found))
        return self._mark(DOCUMENT + found.docname) + (f"#{quote(found.fragment)}" if found.fragment else "")

    def _mark(self, path: str) -> str:
        self.paths.append(path)
        return f"{MARK}{len(self.paths) - 1}"

    def see_tag(self, token: Token) -> None:
        """Hear of a tag."""
        self._shown = None
        self._transform.open_elements.see_tag(token)

    def additions(self, image: Image) -> ImgAdditions | None:
        """Return what is added to an image: its place, and marks for what is decided when pages are written."""
        if self._shown is None:
            return None
        number, around = self._shown, self._transform.open_elements
        placed, hints = self._transform.place(
            self._raw,
            self.paths[number],
            (self._raw.line or 0) + image.line,
            image,
            linked=around.in_link or around.is_laid_out,
        )
        own_loading = not image.attributes.keys().isdisjoint({"loading", "decoding"})
        self.placed[number] = replace(placed, own_loading=own_loading)
        before, after = (f"{BEFORE}{number}", f"{AFTER}{number}") if placed.sizes else ("", "")
        return ImgAdditions(hints.attributes, hints.style, f" {INSIDE}{number}", before, after)
