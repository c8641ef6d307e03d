"""The pictures, files and links of a post: each reference is looked up once, in the transforms below.

Pictures get a name in the output that depends on their path alone: Sphinx numbers equal names in the order
of reading, which differs between a parallel, a serial and an incremental build.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from docutils import nodes

from sphinx_eulernews.media.html import Reference, rewrite
from sphinx_eulernews.media.lookup import Found, Lookup, Missing, Misspelling, is_local, is_on_own_disk
from sphinx_eulernews.reading.lines import LINE
from sphinx_eulernews.reading.source import UnreadPost, news_domain
from sphinx_eulernews.nodes import NewsNode
from sphinx_eulernews.reading.transforms import PostTransform, ancestors, source_path
from sphinx_eulernews.warnings import Subtype, warn

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

MARK = "eulernews-media:"
"""What stands in raw HTML for the address of a file of the output, before a number."""

_SHOWN = frozenset({"src", "srcset", "poster", "data", "data-src", "style", "xlink:href"})
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_FAULTS = {
    Misspelling.CASE: "is written in another case than the file",
    Misspelling.BACKSLASH: "is written with backslashes",
}


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
        path = self.files.find(
            unquote(uri) if "%" in uri else uri, uri, line, Subtype.IMAGE, "picture"
        )
        if path is not None:
            image["uri"] = "/" + path
            self.files.show(path)
            return
        alt = image.get("alt", "")
        image.replace_self(nodes.emphasis(alt, alt, classes=["eulernews-missing"]) if alt else [])

    def _raw(self, raw: nodes.raw) -> None:
        paths: list[str] = []

        def replace(reference: Reference) -> str | None:
            shown = reference.attribute in _SHOWN or reference.tag == "image"
            value = reference.value
            if not shown or not (is_local(value) or is_on_own_disk(value)):
                return None
            line = (raw.line or 0) + reference.line
            path = self.files.find(
                value, value, line, Subtype.IMAGE, "picture" if reference.tag == "img" else "file"
            )
            if path is None:
                return None
            self.files.show(path, depend=True)
            paths.append(path)
            return f"{MARK}{len(paths) - 1}"

        html = rewrite(raw.astext(), replace)
        if paths:
            raw["eulernews_media"] = paths
            raw.children = [nodes.Text(html)]
            raw.rawsource = html


class Files:
    """Finds what the references of one document mean, and tells Sphinx of the files."""

    def __init__(self, env: BuildEnvironment, docname: str) -> None:
        self._env = env
        self._docname = docname
        self._post = source_path(env, docname)
        self._lookup = lookup_of(env)
        self._warned: set[tuple[int, str]] = set()

    def find(self, reference: str, written: str, line: int, subtype: Subtype, kind: str) -> str | None:
        """Return the path of the file that a reference means, relative to the source folder; warn if need be."""
        answer = self._lookup.find(self._post, reference)
        if isinstance(answer, Missing) and written != reference:
            answer = self._lookup.find(self._post, written)
        if isinstance(answer, Missing):
            news_domain(self._env).note_missing(self._docname, answer.tried)
            self._complain(
                subtype, line, f"the {kind} {reference!r} is not there{self._hint(reference, answer)}"
            )
            return None
        self._report_faults(answer, reference, line, subtype, kind)
        return answer.path

    def _report_faults(self, found: Found, reference: str, line: int, subtype: Subtype, kind: str) -> None:
        for fault in found.faults:
            message = f"the {kind} {reference!r} {_FAULTS[fault]}; write {PurePosixPath(found.path).name!r}"
            self._complain(subtype, line, message)
            break  # one fault of spelling, one warning

    def _complain(self, subtype: Subtype, line: int, message: str) -> None:
        warn(subtype, message, docname=self._docname, line=line)

    @staticmethod
    def _hint(reference: str, missing: Missing) -> str:
        if is_on_own_disk(reference):
            return ": it lies on the disk of its author; put it beside the post"
        places = ", ".join(missing.tried[:3])
        return f" (looked for {places})" if places else ""

    def show(self, path: str, *, depend: bool = False) -> str:
        """Have a file copied to the output; return its name there. ``depend``: Sphinx does not note it itself."""
        name = claim(self._env, self._docname, path)
        if depend:
            self._env.note_dependency(path)
        return name


def claim(env: BuildEnvironment, docname: str, path: str) -> str:
    """Give a file its name in the output before Sphinx gives it one."""
    images = env.images
    if path not in images:
        name = output_name(path)
        images[path] = ({docname}, name)
    else:
        images[path][0].add(docname)
    return images[path][1]


def claim_merged(_app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment) -> None:
    """Do the same for what another process read (``env-merge-info``, before Sphinx does its own)."""
    posts = news_domain(env).posts
    for path, (readers, _name) in other.images.items():
        for docname in sorted(readers & docnames & posts.keys()):
            claim(env, docname, path)


def output_name(path: str) -> str:
    """Return the name of a file in the output: its own, made safe for every builder, and a hash of its path."""
    pure = PurePosixPath(path)
    stem = _UNSAFE.sub("-", pure.stem).strip("-.")[:60]
    digest = hashlib.sha256(path.encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return "-".join(filter(None, (stem, digest))) + _UNSAFE.sub("", pure.suffix)


def lookup_of(env: BuildEnvironment) -> Lookup:
    """Return the lookup of a build; its listings of folders are kept for all documents."""
    domain = news_domain(env)
    if domain.lookup is None:
        domain.lookup = Lookup(env.srcdir, domain.settings.public_path, tuple(domain.settings.collections))
    return domain.lookup
