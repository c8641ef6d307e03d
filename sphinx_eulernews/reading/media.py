"""The pictures, files and links of a post: each reference is looked up once, in the transform below."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from docutils import nodes
from sphinx import addnodes

from sphinx_eulernews.media.html import Reference, rewrite
from sphinx_eulernews.media.lookup import is_local, is_on_own_disk
from sphinx_eulernews.media.places import Dress, Heavy, Held, Image, Surroundings, hold
from sphinx_eulernews.nodes import NewsNode, pictures_and_html
from sphinx_eulernews.reading.files import Files
from sphinx_eulernews.reading.lines import LINE
from sphinx_eulernews.reading.pictures import Placed, is_picture, look_at, size_of
from sphinx_eulernews.reading.source import UnreadPost
from sphinx_eulernews.reading.transforms import PostTransform, ancestors
from sphinx_eulernews.warnings import Subtype, warn

if TYPE_CHECKING:
    from sphinx_eulernews.media.probe import PictureFacts
    from sphinx_eulernews.media.tokens import Token

MARK = "eulernews-media:"
"""What stands in raw HTML for an address in the output, before a number."""

INSIDE, BEFORE, AFTER = "eulernews-inside:", "eulernews-before:", "eulernews-after:"
"""What stands in a picture's tag, before it and behind it, before the same number, until pages are written."""

PLACED = "eulernews_placed"
"""Attribute of an image (one Placed) and of raw HTML (number: Placed)."""

DOCUMENT = "document:"
"""What stands before the name of a document among the files of raw HTML."""

_SHOWN = frozenset({"src", "srcset", "poster", "data", "data-src", "style", "xlink:href"})
_LINKS = (nodes.reference, addnodes.pending_xref, addnodes.download_reference)
_TOP = 600  # characters of text; what follows behind them is not seen when a page is opened


class ResolveMedia(PostTransform):
    """Points every reference of a post to the file that it means, and warns where there is none."""

    default_priority = 350

    def read_post(self, found: UnreadPost) -> None:  # noqa: ARG002  the header has no part in this
        """Look at pictures and raw HTML, in the order of the text."""
        self.files = Files(self.env, self.env.docname)
        self.surroundings = Surroundings()
        self.seen = False
        for node in pictures_and_html(self.document):
            if isinstance(node, nodes.image):
                self._image(node)
            elif "html" in node.get("format", "").split():
                self._raw(node)

    def _image(self, image: nodes.image) -> None:
        uri, line = image["uri"], image.attributes.pop(LINE, image.line or 0)
        if not (is_local(uri) or is_on_own_disk(uri)) or any(isinstance(up, NewsNode) for up in ancestors(image)):
            return  # what a directive of ours left has been looked up
        path = self.files.find(unquote(uri) if "%" in uri else uri, uri, line, Subtype.IMAGE, "picture")
        if path is not None:
            image["uri"] = "/" + path
            self.files.show(path)
            linked = self.surroundings.in_link or any(isinstance(up, _LINKS) for up in ancestors(image))
            image[PLACED], _held = self.place(image, path, line, _as_written(image), linked=linked)
            return
        alt = image.get("alt", "")
        image.replace_self(nodes.emphasis(alt, alt, classes=["eulernews-missing"]) if alt else [])

    def place(self, node: nodes.Element, path: str, line: int, image: Image, *, linked: bool) -> tuple[Placed, Held]:
        """Look at a picture that is shown in the text; a bad one is a warning, a heavy one is remembered."""
        first, self.seen = not self.seen and self._stands_near_top(node), True
        nameless = not image.attributes.get("alt", "").strip()
        placed, held = Placed(path, linked=linked, first=first, nameless=nameless), Held()
        if not is_picture(self.env, path):
            return placed, held
        facts = look_at(self.env, path)
        if isinstance(facts, str):
            message = f"the picture {path!r} {facts}; the page shows it as it is"
            warn(Subtype.IMAGE, message, docname=self.env.docname, line=line)
            return placed, held
        width, height = size_of(self.env, path)
        if width and not self.surroundings.in_picture:
            placed, held = replace(placed, width=width, height=height), hold(image, width, height)
        if held.sizes and self._is_heavy(facts):
            self.domain.note_heavy(self.env.docname, Heavy(path, line, facts))
            placed = replace(placed, sizes=held.sizes)
        return placed, held

    def _is_heavy(self, facts: PictureFacts) -> bool:
        limit = self.domain.settings.picture_limit * 1024
        return 0 < limit < facts.size and facts.format != "svg" and not facts.animated

    def _stands_near_top(self, node: nodes.Element) -> bool:
        """Return whether little stands before the first picture of a post."""
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
    """Return the ``<img>`` that docutils will write, as far as it counts here."""
    return Image({name: str(image[name]) for name in ("width", "height", "alt") if name in image})


class _Fragment:
    """One piece of raw HTML: what its references mean, and what its pictures are dressed with."""

    def __init__(self, transform: ResolveMedia, raw: nodes.raw) -> None:
        self._transform = transform
        self._files = transform.files
        self._raw = raw
        self._shown: int | None = None  # the number of what the ``src`` of the tag at hand shows
        self.paths: list[str] = []
        self.placed: dict[int, Placed] = {}

    def replace(self, reference: Reference) -> str | None:
        """Return the mark of what a reference means."""
        shown = reference.attribute in _SHOWN or reference.tag == "image"
        value, line = reference.value, (self._raw.line or 0) + reference.line
        if reference.tag == "a" and value and not value.startswith("#"):
            return self._link(value, line)
        if not shown or not (is_local(value) or is_on_own_disk(value)):
            return None
        path = self._files.find(value, value, line, Subtype.IMAGE, "picture" if reference.tag == "img" else "file")
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

    def passes(self, token: Token) -> None:
        """Hear of a tag."""
        self._shown = None
        self._transform.surroundings.passes(token)

    def dress(self, image: Image) -> Dress | None:
        """Return what is added to a picture: its place, and marks for what is decided when pages are written."""
        if self._shown is None:
            return None
        number, around = self._shown, self._transform.surroundings
        placed, held = self._transform.place(
            self._raw,
            self.paths[number],
            (self._raw.line or 0) + image.line,
            image,
            linked=around.in_link or around.is_laid_out,
        )
        own_loading = not image.attributes.keys().isdisjoint({"loading", "decoding"})
        self.placed[number] = replace(placed, own_loading=own_loading)
        before, after = (f"{BEFORE}{number}", f"{AFTER}{number}") if placed.sizes else ("", "")
        return Dress(held.attributes, held.style, f" {INSIDE}{number}", before, after)
