"""Data of the domain ``news``, stored from build to build: plain picklable values, typed.

Transforms and directives add to it through ``note_...``.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Set
from dataclasses import fields
from functools import cache
from typing import Any, ClassVar, get_args

from sphinx.domains import Domain

from sphinx_eulernews.files.lookup import docnames_of, fold_name
from sphinx_eulernews.images.renditions import ImageInfo, OversizedImage
from sphinx_eulernews.model.post import Author, Banner, Moment, Post
from sphinx_eulernews.model.query import Condition, DirectiveSpec, LineFormat, Query
from sphinx_eulernews.warnings import Subtype, warn

STORED: tuple[Any, ...] = (
    Post, Author, Banner, Moment, Query, *get_args(DirectiveSpec), LineFormat, Condition, OversizedImage, ImageInfo,
)  # fmt: skip
"""The kinds of objects in the data of the domain."""


class NewsData(Domain):
    """The data of the domain: posts, directives, references and warnings of each document."""

    initial_data: ClassVar[dict[str, Any]] = {
        "posts": {},  # docname -> Post
        "directives_in": {},  # docname -> [DirectiveSpec], the directives of a document
        "missing": {},  # docname -> {path: whether a document of that name will do}, missing files
        "folders": {},  # folder -> checksums of its names, folders in which references were looked up
        "covers": {},  # docname -> path, the cover of a page bundle; empty where none of its files has such a name
        "contexts": {},  # docname -> (collection, language[, date format]), what a document was read with
        "modified": {},  # docname -> modification time of the source that was read, in nanoseconds; 0: not known
        "settings": {},  # "collections", "base" -> repr of the settings that reading depends on, of the last build
        "warnings": {},  # docname -> {(subtype, message, line): None}, warnings from reading
        "mentions": {},  # docname -> (page name, ...), what a document mentions that may be a generated page
        "virtual": {},  # page name -> title, generated pages that are documents
        "links": {},  # docname -> {docname: None}, documents that a post links to
        "fragments": {},  # docname -> {(docname, fragment): line}, places in documents that a post links to
        "anchors": {},  # docname -> {fragment: id}, what links to a document mean; no id where nothing has that
        "old_links": {},  # docname -> {reference: [line]}, links that may be old URLs; line -1: no warning
        "references": {},  # docname -> [(role, target)], what a document refers to by our roles
        "cross_references": {},  # docname -> {(target, anchor): None}, what Sphinx and MyST resolve in writing
        "outputs": {},  # output folder -> names of documents, pages and files that the last build planned there
        "oversized": {},  # docname -> [OversizedImage], images of a text that are shown by renditions
    }
    # A checksum of the fields of what is pickled: data of another version is discarded.
    data_version = zlib.crc32(
        repr(
            [sorted(initial_data), [(kind.__name__, [item.name for item in fields(kind)]) for kind in STORED]]
        ).encode()
    )

    @property
    def posts(self) -> dict[str, Post]:
        """The posts, by docname."""
        posts: dict[str, Post] = self.data["posts"]
        return posts

    @property
    def directives_in(self) -> dict[str, list[DirectiveSpec]]:
        """The list directives of each document."""
        directives_in: dict[str, list[DirectiveSpec]] = self.data["directives_in"]
        return directives_in

    @property
    def missing(self) -> dict[str, dict[str, bool]]:
        """The missing files of each document, relative to the source folder, in order; see ``waiting_for``."""
        missing: dict[str, dict[str, bool]] = self.data["missing"]
        return missing

    @property
    def folders(self) -> dict[str, bytes]:
        """The folders in which references were looked up: see ``files.listings``."""
        folders: dict[str, bytes] = self.data["folders"]
        return folders

    @property
    def links(self) -> dict[str, dict[str, None]]:
        """The documents that each post links to, in order."""
        links: dict[str, dict[str, None]] = self.data["links"]
        return links

    def note_post(self, post: Post) -> None:
        """Store a post."""
        self.posts[post.docname] = post

    def note_directive(self, docname: str, spec: DirectiveSpec) -> int:
        """Store the specification of a directive; return its number in the document."""
        directives_in = self.directives_in.setdefault(docname, [])
        directives_in.append(spec)
        return len(directives_in) - 1

    def note_missing(self, docname: str, paths: Iterable[str], *, or_document: bool = False) -> None:
        """Store missing files that the next build looks for; ``or_document``: a document of that name will do."""
        known = self.missing.setdefault(docname, {})
        for path in paths:
            known[path] = or_document or known.get(path, False)

    def waiting_for(self, docnames: Set[str]) -> set[str]:
        """Return the documents with a link that means one of ``docnames``, which was not there when it was read."""
        names = set(map(fold_name, docnames))

        @cache
        def means_one(path: str) -> bool:
            return any(fold_name(name) in names for name in docnames_of(path))

        return {
            docname
            for docname, paths in (self.missing.items() if names else ())
            if any(or_document and means_one(path) for path, or_document in paths.items())
        }

    @property
    def references(self) -> dict[str, list[tuple[str, str]]]:
        """The roles and targets of the references in each document."""
        references: dict[str, list[tuple[str, str]]] = self.data["references"]
        return references

    def note_reference(self, docname: str, role: str, target: str) -> None:
        """Store that a document refers to a post or term."""
        self.references.setdefault(docname, []).append((role, target))

    @property
    def cross_references(self) -> dict[str, dict[tuple[str, str], None]]:
        """The targets of the references in each document that Sphinx and MyST resolve, in order."""
        cross_references: dict[str, dict[tuple[str, str], None]] = self.data["cross_references"]
        return cross_references

    def note_cross_reference(self, docname: str, target: str, anchor: str) -> None:
        """Store that a document refers to a document or label by a role of Sphinx or a link of MyST."""
        self.cross_references.setdefault(docname, {})[target, anchor] = None

    @property
    def fragments(self) -> dict[str, dict[tuple[str, str], int]]:
        """The places in documents that each post links to, with the line of the first such link."""
        fragments: dict[str, dict[tuple[str, str], int]] = self.data["fragments"]
        return fragments

    @property
    def anchors(self) -> dict[str, dict[str, str]]:
        """The ids in each document that links mean; see ``read.anchors``."""
        anchors: dict[str, dict[str, str]] = self.data["anchors"]
        return anchors

    def note_link(self, docname: str, target: str, fragment: str = "", line: int = 0) -> None:
        """Store that a post links to a document, or to a place in it."""
        self.links.setdefault(docname, {})[target] = None
        if fragment:
            self.fragments.setdefault(docname, {}).setdefault((target, fragment), line)

    @property
    def old_links(self) -> dict[str, dict[str, list[int]]]:
        """The links of each post that may be old URLs, with their lines; line -1 means no warning."""
        old_links: dict[str, dict[str, list[int]]] = self.data["old_links"]
        return old_links

    def note_old_link(self, docname: str, reference: str, line: int = -1) -> None:
        """Store a link that may be the old URL of a post; it is resolved when all posts are known."""
        self.old_links.setdefault(docname, {}).setdefault(reference, []).append(line)

    @property
    def oversized(self) -> dict[str, list[OversizedImage]]:
        """The images in the text of each post that are shown by renditions."""
        oversized: dict[str, list[OversizedImage]] = self.data["oversized"]
        return oversized

    @property
    def covers(self) -> dict[str, str]:
        """The covers of page bundles whose front matter names no banner, relative to the source folder; or empty."""
        covers: dict[str, str] = self.data["covers"]
        return covers

    def note_cover(self, docname: str, path: str) -> None:
        """Store the cover of a page bundle that was looked for among its files."""
        self.covers[docname] = path

    def note_oversized(self, docname: str, image: OversizedImage) -> None:
        """Store an image to make renditions of."""
        self.oversized.setdefault(docname, []).append(image)

    @property
    def contexts(self) -> dict[str, tuple[str, ...]]:
        """The settings that each document of a collection was read with."""
        contexts: dict[str, tuple[str, ...]] = self.data["contexts"]
        return contexts

    def note_context(self, docname: str, context: tuple[str, ...]) -> None:
        """Store the settings that a document is read with."""
        self.contexts[docname] = context

    @property
    def modified(self) -> dict[str, int]:
        """The modification time that the source of each document of a collection had when it was read."""
        modified: dict[str, int] = self.data["modified"]
        return modified

    def note_modified(self, docname: str, modified: int) -> None:
        """Store the modification time of the source of a document."""
        self.modified[docname] = modified

    def note_settings(self, key: str, settings: str) -> bool:
        """Note settings that reading depends on; return whether they differ from those of the last build."""
        settings_of: dict[str, str] = self.data["settings"]
        changed = settings_of.get(key) != settings
        settings_of[key] = settings
        return changed

    @property
    def outputs(self) -> dict[str, tuple[str, ...]]:
        """The names planned for each output folder (documents, pages, files), in case its manifest is lost."""
        outputs: dict[str, tuple[str, ...]] = self.data["outputs"]
        return outputs

    @property
    def warnings(self) -> dict[str, dict[tuple[str, str, int], None]]:
        """The warnings of each document from when it was read, in order: subtype, message, line."""
        warnings: dict[str, dict[tuple[str, str, int], None]] = self.data["warnings"]
        return warnings

    def warn(self, docname: str, subtype: Subtype, message: str, line: int = 0) -> None:
        """Warn about the document that is being read, in this build and in each until it is read again.

        Once: Sphinx parses each translated message twice, and what it translates as well.
        """
        known, warned = self.warnings.setdefault(docname, {}), (subtype.value, message, line)
        if warned in known:
            return
        known[warned] = None
        warn(subtype, message, docname=docname, line=line)

    def repeat_warnings(self, read: Iterable[str]) -> None:
        """Repeat the warnings of documents that were not read in this build: ``-W`` fails until they are fixed."""
        for docname in sorted(self.warnings.keys() - set(read)):
            for subtype, message, line in self.warnings[docname]:
                warn(Subtype(subtype), message, docname=docname, line=line)

    @property
    def mentions(self) -> dict[str, tuple[str, ...]]:
        """Names in each document, but for posts, that may be those of generated pages."""
        mentions: dict[str, tuple[str, ...]] = self.data["mentions"]
        return mentions

    def note_mentions(self, docname: str, names: Iterable[str]) -> None:
        """Note the names in a document that may be those of generated pages; without any, remove the document."""
        if mentioned := tuple(names):
            self.mentions[docname] = mentioned
        else:
            self.mentions.pop(docname, None)

    @property
    def virtual(self) -> dict[str, str]:
        """The generated pages that are documents, with their titles."""
        virtual: dict[str, str] = self.data["virtual"]
        return virtual

    def note_virtual(self, titles: Mapping[str, str]) -> None:
        """Note which generated pages are documents."""
        self.virtual.clear()
        self.virtual.update(titles)

    def clear_doc(self, docname: str) -> None:
        """Remove the data of a document."""
        for by_document in (
            self.posts,
            self.directives_in,
            self.missing,
            self.contexts,
            self.modified,
            self.warnings,
            self.links,
            self.fragments,
            self.anchors,
            self.old_links,
            self.references,
            self.cross_references,
            self.oversized,
            self.covers,
        ):
            by_document.pop(docname, None)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Merge the data of documents that a worker process read."""
        self.folders.update(otherdata["folders"])
        for key in self.initial_data:
            for docname in docnames:
                if docname in otherdata[key]:
                    self.data[key][docname] = otherdata[key][docname]
