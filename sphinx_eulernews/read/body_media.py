"""Media of a post: images, and references in its raw HTML, resolved when the post is read."""

from __future__ import annotations

import html
from dataclasses import replace
from glob import escape
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from docutils import nodes
from sphinx import addnodes

from sphinx_eulernews.build import BuildState
from sphinx_eulernews.files.reference_text import is_local, is_on_own_disk, lacks_host, mail_url, repair_scheme
from sphinx_eulernews.html.img_layout import LayoutHints, OpenElements, layout_hints
from sphinx_eulernews.html.rewrite import (
    HtmlPart,
    ImagePlaceholder,
    ImgAdditions,
    ImgTag,
    Reference,
    UrlPlaceholder,
    rewrite_parts,
)
from sphinx_eulernews.images.renditions import ImageInfo, OversizedImage
from sphinx_eulernews.markdown.rule_helpers import LINE
from sphinx_eulernews.nodes import MISSING, ONLY_DARK, REMOTE, NewsNode, Places, images_and_raw_html, replace_node
from sphinx_eulernews.read.image_names import generated_path
from sphinx_eulernews.read.placed_media import (
    AS_WRITTEN,
    PARTS,
    PLACED,
    TARGETS,
    DocumentTarget,
    DownloadTarget,
    FileTarget,
    OldUrlTarget,
    PlacedImage,
    Target,
)
from sphinx_eulernews.read.probed_images import display_size, image_info, is_image
from sphinx_eulernews.read.prose import ancestors
from sphinx_eulernews.read.references import Files, OldLink
from sphinx_eulernews.read.transforms import PostTransform
from sphinx_eulernews.render.tree import is_web_url
from sphinx_eulernews.warnings import Subtype

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

    from sphinx_eulernews.html.tokenizer import Token

_SHOWN = frozenset({"background", "src", "srcset", "poster", "data", "data-src", "style", "xlink:href"})
_LINK_TAGS = frozenset({"a", "area"})
_LINKS = (nodes.reference, addnodes.pending_xref, addnodes.download_reference)
_WEB = ("http:", "https:", "HTTP:", "HTTPS:")
_TOP = 600  # characters of text; what follows them is below the fold


def is_remote(url: str) -> bool:
    """Return whether a URL of an image is no path: of another site, or the image itself."""
    return (is_web_url(url) and not lacks_host(url)) or url.lower().startswith(("data:", "ftp:", "cid:"))


# What Material for MkDocs and GitHub write after an image, and the classes that themes of Sphinx have for it.
_COLOUR_SCHEMES = {
    **dict.fromkeys(("only-light", "gh-light-mode-only"), "only-light"),
    **dict.fromkeys(("only-dark", "gh-dark-mode-only"), ONLY_DARK),
}

_LONGEST_SIZE = 100  # in characters; at a number of more than 308 digits, docutils ends with an error


class ResolveMedia(PostTransform):
    """Resolves the images and raw HTML of a post, and warns of files that do not exist."""

    default_priority = 350

    def transform_post(self) -> None:
        """Resolve images and raw HTML, in document order."""
        self.files = Files(self.env, self.env.docname)
        self.open_elements = OpenElements()
        self.seen = False
        self.places: Places = {}
        for node in images_and_raw_html(self.document):
            if isinstance(node, nodes.image):
                self._image(node)
            elif "html" in node.get("format", "").split():
                self._raw(node)
        places: Places = {}
        for link in list(self.document.findall(nodes.reference)):
            if (url := link.get("refuri", "")).startswith(_WEB) and self.files.is_copy(url):
                # Sphinx writes `download` for these.
                download = addnodes.download_reference(link.rawsource, "", *link.children, reftarget=url, refdomain="")
                replace_node(link, [download], places)

    def _image(self, image: nodes.image) -> None:
        if BuildState.of(self.env).makes_catalogs:
            image[AS_WRITTEN] = image["uri"]
        uri = image["uri"] = repair_scheme(image["uri"])
        line = image.attributes.pop(LINE, 0) or _line_of(image)
        self._leave_out_sizes(image, line)
        if is_web_url(uri):
            image[REMOTE] = True
        if scheme := _COLOUR_SCHEMES.get(uri.rpartition("#")[2]):
            image["classes"].append(scheme)
        if is_remote(uri) or any(isinstance(up, NewsNode) for up in ancestors(image)):
            return  # images of our directives are resolved already
        if is_generated(self.env, image):
            return
        linked = self.open_elements.in_link or any(isinstance(up, _LINKS) for up in ancestors(image))
        if uri.endswith(".*"):
            self._any_format(image, line, linked=linked)
            return
        path = self.files.find(unquote(uri) if "%" in uri else uri, uri, line, Subtype.IMAGE, "image")
        if path is None:
            self._replace_missing(image, linked=linked)
            return
        image["uri"] = "/" + path
        self.files.register_image(path)
        if type(image) is nodes.image:  # a class of another extension has markup of its own
            image[PLACED], _held = self.place(image, path, line, _as_written(image), linked=linked)

    def _leave_out_sizes(self, image: nodes.image, line: int) -> None:
        """Leave out a width or height that is no size."""
        for side in ("width", "height"):
            size = str(image.get(side, ""))
            if len(size) > _LONGEST_SIZE or size.startswith("inf"):
                del image[side]
                message = f"the {side} of the image is no size: {size:.40}; it is ignored"
                self.domain.warn(self.env.docname, Subtype.IMAGE, message, line)

    def _any_format(self, image: nodes.image, line: int, *, linked: bool) -> None:
        """Leave the choice between the files of ``x.*`` to Sphinx, which knows the formats of the builder."""
        found = self.files.find_formats(image["uri"], line)
        if found is None:
            self._replace_missing(image, linked=linked)
            return
        stem, paths = found
        for path in paths:
            self.files.register_image(path)
        image["uri"] = f"/{stem}.*"

    def _replace_missing(self, image: nodes.image, *, linked: bool) -> None:
        alt = _text_of_missing(image.get("alt", ""), image["uri"], linked=linked)
        replace_node(image, [nodes.emphasis(alt, alt, classes=[MISSING])] if alt else [], self.places)

    def place(
        self, node: nodes.Element, path: str, line: int, image: ImgTag, *, linked: bool
    ) -> tuple[PlacedImage, LayoutHints]:
        """Probe an image of the body: warn if it is broken, note it for renditions if it is oversized."""
        first, self.seen = not self.seen and self._is_near_top(node), True
        nameless = not image.attributes.get("alt", "").strip()
        placed, hints = PlacedImage(path, linked=linked, first=first, nameless=nameless), LayoutHints()
        if not is_image(self.env, path):
            return placed, hints
        info = image_info(self.env, path)
        if isinstance(info, str):
            message = f"the image {path!r} {info}; the page shows it as it is"
            self.domain.warn(self.env.docname, Subtype.IMAGE, message, line)
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

    def _is_near_top(self, node: nodes.Element) -> bool:
        """Return whether a node is near the top of the page, with little text before it."""
        length = 0
        for other in self.document.findall():
            if other is node or length > _TOP:
                break
            if isinstance(other, nodes.Text):
                length += len(other)
        return length <= _TOP

    def _raw(self, raw: nodes.raw) -> None:
        rewriter = _RawHtml(self, raw)
        parts = rewrite_parts(raw.astext(), rewriter.replace, rewriter)
        if rewriter.targets:
            raw[PARTS], raw[TARGETS] = parts, rewriter.targets
        elif parts != (raw.astext(),):
            raw.children = []
            raw += nodes.Text("".join(part for part in parts if isinstance(part, str)))
        if rewriter.placed:
            raw[PLACED] = rewriter.placed


def is_generated(env: BuildEnvironment, image: nodes.image) -> bool:
    """Return whether another extension made the file of an image in this build: it is shown as on any page."""
    relative, absolute = env.relfn2path(image["uri"])
    if not generated_path(env, relative):
        return False
    path = Path(absolute)
    return any(path.parent.glob(f"{escape(path.stem)}.*")) if path.suffix == ".*" else path.is_file()


def _missing_html(image: ImgTag, text: str) -> str:
    """Return the text in the place of an image, with its id and classes; empty if there is neither text nor id."""
    if not text and not image.attributes.get("id"):
        return ""
    names = " ".join((MISSING, *image.attributes.get("class", "").split()))
    attributes = {"id": image.attributes.get("id", ""), "class": names}
    written = "".join(f' {name}="{html.escape(value)}"' for name, value in attributes.items() if value)
    return f"<em{written}>{html.escape(text, quote=False)}</em>"


def _text_of_missing(alt: str, uri: str, *, linked: bool) -> str:
    # A link without text cannot be followed, so the name of the file is shown.
    return alt or (PurePosixPath(uri).name if linked else "")


def _line_of(image: nodes.image) -> int:
    """Return the line of an image, or of the directive or paragraph around it; 0 if none is known."""
    return next((up.line for up in (image, *ancestors(image)) if up.line), 0)


def _as_written(image: nodes.image) -> ImgTag:
    """Return the ``<img>`` that docutils will write, as far as layout depends on it."""
    return ImgTag({name: str(image[name]) for name in ("width", "height", "alt") if name in image})


class _RawHtml:
    """Rewrites one node of raw HTML: the targets of its references, and the additions to its images."""

    def __init__(self, transform: ResolveMedia, raw: nodes.raw) -> None:
        self._transform = transform
        self._files = transform.files
        self._raw = raw
        self._shown: int | None = None  # number of the target of the current tag's `src`
        self._missing = ""  # the `src` of the current tag, if there is no such file
        self.targets: list[Target] = []
        self.placed: dict[int, PlacedImage] = {}

    def replace(self, reference: Reference) -> str | UrlPlaceholder | None:
        """Return a placeholder for the URL of a reference to something of this site."""
        value, line = repair_scheme(reference.value), (self._raw.line or 0) + reference.line
        if reference.tag in _LINK_TAGS and reference.attribute != "style":
            if not value or value.startswith("#"):
                return None
            if self._files.is_mail(value.strip()):
                return mail_url(value.strip())
            return self._link(value, line) or (value if value != reference.value else None)
        shown = reference.attribute in _SHOWN or reference.tag == "image"
        is_path = is_local(value) or is_on_own_disk(value)
        if not shown or not (is_path or (reference.tag == "img" and not is_remote(value) and value[0] not in "#?")):
            return value if value != reference.value else None
        path = self._files.find(value, value, line, Subtype.IMAGE, "image" if reference.tag == "img" else "file")
        if path is None:
            if (reference.tag, reference.attribute) == ("img", "src"):
                self._missing = value
            # As it is written; a book leaves it out.
            return self._placeholder(OldUrlTarget(value, self._transform.env.docname))
        self._files.register_image(path, depend=True)
        if (reference.tag, reference.attribute) == ("img", "src"):
            self._shown = len(self.targets)
        return self._placeholder(FileTarget(path))

    def _link(self, value: str, line: int) -> UrlPlaceholder | None:
        if self._files.is_copy(value):
            return self._placeholder(OldUrlTarget(value, self._transform.env.docname), download=True)
        if not (is_local(value) or lacks_host(value) or self._files.is_on_site(value)):
            return None
        found = self._files.link(value, line)
        if isinstance(found, OldLink):
            return self._placeholder(OldUrlTarget(value, self._transform.env.docname))
        if isinstance(found, str):
            return self._placeholder(DownloadTarget(self._files.register_download(found)))
        return self._placeholder(DocumentTarget(found.docname, found.fragment))

    def _placeholder(self, target: Target, *, download: bool = False) -> UrlPlaceholder:
        self.targets.append(target)
        # A file opened in a tab runs its scripts in the origin of the site.
        return UrlPlaceholder(len(self.targets) - 1, download=download or isinstance(target, DownloadTarget))

    def see_tag(self, token: Token) -> None:
        """Update for a tag."""
        self._shown, self._missing = None, ""
        self._transform.open_elements.see_tag(token)

    def additions(self, image: ImgTag) -> ImgAdditions | None:
        """Return the additions to an image: its layout hints, and placeholders for what depends on the page."""
        named = {} if "alt" in image.attributes else {"alt": image.attributes.get("title", "")}
        around, alt = self._transform.open_elements, image.attributes.get("alt", "").strip()
        if self._missing and "srcset" not in image.attributes and not around.in_picture:
            return ImgAdditions(
                instead=_missing_html(image, _text_of_missing(alt, self._missing, linked=around.in_link))
            )
        if self._shown is None:
            return ImgAdditions(named) if named else None
        number = self._shown
        target = self.targets[number]
        assert isinstance(target, FileTarget)  # noqa: S101  for the type checker; see `replace`
        self.targets[number] = replace(target, alt=alt)
        placed, hints = self._transform.place(
            self._raw,
            target.path,
            (self._raw.line or 0) + image.line,
            image,
            linked=around.in_link or around.is_laid_out,
        )
        own_loading = not image.attributes.keys().isdisjoint({"loading", "decoding"})
        self.placed[number] = replace(placed, own_loading=own_loading)
        before: HtmlPart = ImagePlaceholder(number, "before") if placed.sizes else ""
        after: HtmlPart = ImagePlaceholder(number, "after") if placed.sizes else ""
        return ImgAdditions(
            {**hints.attributes, **named}, hints.style, ImagePlaceholder(number, "inside"), before, after
        )
