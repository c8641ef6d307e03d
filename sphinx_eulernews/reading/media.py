"""The pictures, files and links of a post: each reference is looked up once, in the transform below."""

from __future__ import annotations

from urllib.parse import quote, unquote

from docutils import nodes

from sphinx_eulernews.media.html import Reference, rewrite
from sphinx_eulernews.media.lookup import is_local, is_on_own_disk
from sphinx_eulernews.nodes import NewsNode
from sphinx_eulernews.reading.files import Files
from sphinx_eulernews.reading.lines import LINE
from sphinx_eulernews.reading.source import UnreadPost
from sphinx_eulernews.reading.transforms import PostTransform, ancestors
from sphinx_eulernews.warnings import Subtype

MARK = "eulernews-media:"
"""What stands in raw HTML for an address in the output, before a number."""

DOCUMENT = "document:"
"""What stands before the name of a document among the files of raw HTML."""

_SHOWN = frozenset({"src", "srcset", "poster", "data", "data-src", "style", "xlink:href"})


class ResolveMedia(PostTransform):
    """Points every reference of a post to the file that it means, and warns where there is none."""

    default_priority = 350

    def read_post(self, found: UnreadPost) -> None:  # noqa: ARG002  the header has no part in this
        """Look at pictures, then at raw HTML."""
        self.files = Files(self.env, self.env.docname)
        for image in list(self.document.findall(nodes.image)):
            self._image(image)
        for raw in list(self.document.findall(nodes.raw)):
            if "html" in raw.get("format", "").split():
                self._raw(raw)

    def _image(self, image: nodes.image) -> None:
        uri, line = image["uri"], image.attributes.pop(LINE, image.line or 0)
        if not (is_local(uri) or is_on_own_disk(uri)) or any(isinstance(up, NewsNode) for up in ancestors(image)):
            return  # what a directive of ours left has been looked up
        path = self.files.find(unquote(uri) if "%" in uri else uri, uri, line, Subtype.IMAGE, "picture")
        if path is not None:
            image["uri"] = "/" + path
            self.files.show(path)
            return
        alt = image.get("alt", "")
        image.replace_self(nodes.emphasis(alt, alt, classes=["eulernews-missing"]) if alt else [])

    def _raw(self, raw: nodes.raw) -> None:
        paths: list[str] = []

        def link(value: str, line: int) -> str | None:
            if not (is_local(value) or self.files.is_old(value)):
                return None
            found = self.files.link(value, line)
            if found is None:
                return None
            if isinstance(found, str):
                paths.append(self.files.offer(found))
                return f"{MARK}{len(paths) - 1}"
            paths.append(DOCUMENT + found.docname)
            return f"{MARK}{len(paths) - 1}" + (f"#{quote(found.fragment)}" if found.fragment else "")

        def replace(reference: Reference) -> str | None:
            shown = reference.attribute in _SHOWN or reference.tag == "image"
            value = reference.value
            if reference.tag == "a" and value and not value.startswith("#"):
                return link(value, (raw.line or 0) + reference.line)
            if not shown or not (is_local(value) or is_on_own_disk(value)):
                return None
            line = (raw.line or 0) + reference.line
            path = self.files.find(value, value, line, Subtype.IMAGE, "picture" if reference.tag == "img" else "file")
            if path is None:
                return None
            self.files.show(path, depend=True)
            paths.append(path)
            return f"{MARK}{len(paths) - 1}"

        html = rewrite(raw.astext(), replace)
        if paths:
            raw["eulernews_media"] = paths
            raw.children = []
            raw += nodes.Text(html)
            raw.rawsource = html
