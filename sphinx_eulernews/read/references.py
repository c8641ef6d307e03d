"""References of a post: links and paths resolved to documents and files, which are registered with Sphinx."""

from __future__ import annotations

import os.path
import posixpath
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit, urlunsplit

from docutils import nodes
from sphinx import addnodes
from sphinx.util.i18n import get_image_filename_for_language

from sphinx_eulernews.build import BuildState
from sphinx_eulernews.config import base_url
from sphinx_eulernews.domain import news_domain
from sphinx_eulernews.files.lookup import (
    IMAGE_SUFFIXES,
    DocumentFound,
    Documents,
    Found,
    Lookup,
    Missing,
    Misspelling,
    as_found,
)
from sphinx_eulernews.files.reference_text import is_local, is_mail, is_on_own_disk
from sphinx_eulernews.html.sanitizer import host_of
from sphinx_eulernews.model.collection import find_collections
from sphinx_eulernews.read.source import pending_post, source_path
from sphinx_eulernews.read.virtual_documents import NewsProject
from sphinx_eulernews.render.tree import is_web_url
from sphinx_eulernews.warnings import Subtype

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

_OWN_LIST = re.compile(
    r"\A((?:\.{1,2}/)*+(?:\.{1,2}(?=\Z|[?#]))?)(?:index(?:\.(?:md|rst|html?))?)?(?:\?[^#]*)?(?:#(.*))?"
)
# Fields with the folder of the images of a post: of the theme Chirpy of Jekyll (two names), and of Typora.
_IMAGE_FOLDERS = ("media_subpath", "img_path", "typora-root-url")
_COPIES = re.compile(r"(?:\A|/)_(?:downloads|images)/", re.IGNORECASE)
SPELLING_PROBLEMS = {
    Misspelling.CASE: "differs in case from the name of the file",
    Misspelling.BACKSLASH: "is written with backslashes",
}


@dataclass(frozen=True, slots=True)
class OldLink:
    """A link that may be the old URL of a post, as it is written; ``NewsDomain.old_urls`` resolves it."""

    reference: str
    is_absolute: bool = False  # it stays as it is where no post is found


class Files:
    """Resolves the references of one document, and registers the files with Sphinx."""

    def __init__(self, env: BuildEnvironment, docname: str) -> None:
        self._env = env
        self._docname = docname
        self._lookup = lookup_of(env)
        self._warned: set[tuple[int, str]] = set()

    @cached_property
    def _post(self) -> PurePosixPath:
        # Most links lead to other sites, and need no path.
        return source_path(self._env, self._docname)

    def find(
        self, reference: str, written: str, line: int, subtype: Subtype, kind: str, *, folder: str = ""
    ) -> str | None:
        """Return the path of the file that a reference means, relative to the source folder; None with a warning.

        ``folder``: where a name alone is looked up as well.
        """
        inside = f"{folder}/{written}" if folder and "/" not in written else written
        below = (posixpath.join(name, written.lstrip("/")) for name in self._image_folders)
        missing: list[Missing] = []
        for text in dict.fromkeys((reference, written, inside, *below)):
            answer = self._lookup.find(self._post, text)
            if isinstance(answer, Found):
                break
            missing.append(answer)
        else:
            tried = Missing(tuple(dict.fromkeys(path for answer in missing for path in answer.tried)))
            news_domain(self._env).note_missing(self._docname, tried.tried)
            self._warn(subtype, line, f"the {kind} {reference!r} does not exist{self._hint(reference, tried)}")
            return None
        self._warn_of_spelling(answer, reference, line, subtype, kind)
        return self._localized(written, answer.path)

    @cached_property
    def _image_folders(self) -> list[str]:
        """The folders that the front matter of the post names for its images."""
        post = pending_post(self._env)
        named = map(post.front_matter.rest.get, _IMAGE_FOLDERS) if post else ()
        return [name.replace("\\", "/") for name in named if name and isinstance(name, str)]

    def _localized(self, written: str, path: str) -> str:
        """Return the version of an image in the language of the build, or the image itself.

        Sphinx asks ``figure_language_filename`` itself, but for images only, and after their size was taken.
        """
        for name in dict.fromkeys((written, "/" + path)):
            translated = get_image_filename_for_language(name, self._env)
            if translated == name:
                continue
            # Most sites have none, and to resolve a path asks the system for each of its folders. Not Path.is_file,
            # which raises for names that are too long.
            below = posixpath.join(self._post.parent, translated).lstrip("/")
            if os.path.isfile(os.path.join(self._env.srcdir, below)):  # noqa: PTH113, PTH118  as said
                found, _absolute = self._env.relfn2path(translated, self._docname)
                if not found.startswith(".."):
                    return found
            if self._has_catalogs:
                news_domain(self._env).note_missing(self._docname, (posixpath.normpath(below),))
        return path

    @cached_property
    def _has_catalogs(self) -> bool:
        """Whether the site is translated into the language of the build, so that translated images may come."""
        config = self._env.config
        return any((self._env.srcdir / folder / config.language).is_dir() for folder in config.locale_dirs)

    def find_formats(self, reference: str, line: int) -> tuple[str, list[str]] | None:
        """Return the path of ``x.*`` without its ending, and the files that it means; None with a warning.

        A file in another format that appears may be the one that the builder prefers.
        """
        answer = self._lookup.find_formats(self._post, reference.removesuffix(".*"))
        if isinstance(answer, Missing):
            news_domain(self._env).note_missing(self._docname, answer.tried)
            self._warn(Subtype.IMAGE, line, f"the image {reference!r} does not exist{self._hint(reference, answer)}")
            return None
        stem, paths = answer
        missing = (path for suffix in IMAGE_SUFFIXES if (path := f"{stem}{suffix}") not in paths)
        news_domain(self._env).note_missing(self._docname, missing)
        return answer

    def link(self, reference: str, line: int) -> DocumentFound | OldLink | str:
        """Resolve a link: to a document, to the path of a file, or else to a possible old URL of a post.

        The old URLs of all posts are known after reading: ``output.report`` warns of a link that leads nowhere.
        """
        domain, inside = news_domain(self._env), self._inside(reference)
        found = self.own_list(reference) or self._lookup.find_document(self._post, inside, documents_of(self._env))
        if found is not None:
            domain.note_link(self._docname, found.docname, found.fragment, line)
            return found
        answer = self._lookup.find(self._post, inside)
        if isinstance(answer, Found):
            return answer.path
        domain.note_missing(self._docname, answer.tried, or_document=True)
        is_absolute = inside != reference
        domain.note_old_link(self._docname, reference, -1 if is_absolute else line)
        return OldLink(reference, is_absolute)

    def is_mail(self, reference: str) -> bool:
        """Return whether a link is a mail address, and no document or file of that name."""
        if not is_mail(reference) or self._lookup.find_document(self._post, reference, documents_of(self._env)):
            return False
        answer = self._lookup.find(self._post, reference)
        if isinstance(answer, Missing):
            news_domain(self._env).note_missing(self._docname, answer.tried, or_document=True)
            return True
        return False

    def own_list(self, reference: str) -> DocumentFound | None:
        """Return the list of the collection that a link means by its folder or index, next to or above the post."""
        match = _OWN_LIST.fullmatch(reference)
        if match is None or reference[:1] in ("", "?", "#"):
            return None
        folder = posixpath.normpath(posixpath.join(self._docname.rpartition("/")[0], match[1]))
        key = news_domain(self._env).settings.collection_key(self._docname)
        return DocumentFound(f"{key}/index", unquote(match[2] or "")) if folder == key else None

    def _inside(self, reference: str) -> str:
        """Return a URL of the old site or of this one as a path from the root; any other reference unchanged."""
        try:
            parts = urlsplit(reference)
        except ValueError:
            return reference
        if parts.scheme in ("http", "https"):
            rest = parts.netloc.lower() + reference.partition("://")[2][len(parts.netloc) :]
            for base in self._bases:
                if f"{rest}/".startswith(base):
                    path = parts.path[len(base.partition("/")[2]) :].lstrip("/")
                    return urlunsplit(("", "", f"/{path}", parts.query, parts.fragment))
        return reference

    @cached_property
    def _bases(self) -> list[str]:
        settings = news_domain(self._env).settings
        return [url.partition("://")[2] for url in (*settings.old_bases, base_url(self._env.config)) if url]

    def is_on_site(self, reference: str) -> bool:
        """Return whether an absolute URL is one of this site or of the old one."""
        return self._inside(reference) != reference

    def is_copy(self, reference: str) -> bool:
        """Return whether a URL is that of a copy that Sphinx makes of an image or a download."""
        path = unquote(reference).replace("\\", "/")
        if _COPIES.search(path) is None:
            return False
        host = host_of(reference)
        return host in self._own_hosts if host else is_local(reference)

    @cached_property
    def _own_hosts(self) -> frozenset[str]:
        return own_hosts(self._env)

    def register_download(self, path: str) -> str:
        """Register a file for download; return its path below the output folder."""
        self._env.note_dependency(path)
        return f"_downloads/{self._env.dlfiles.add_file(self._docname, path)}"

    def _warn_of_spelling(self, found: Found, reference: str, line: int, subtype: Subtype, kind: str) -> None:
        for problem in found.problems:
            message = (
                f"the {kind} {reference!r} {SPELLING_PROBLEMS[problem]}; write {as_found(reference, found.path)!r}"
            )
            self._warn(subtype, line, message)
            break  # one warning a reference

    def _warn(self, subtype: Subtype, line: int, message: str) -> None:
        # Docutils copies an image for each use of a substitution.
        if (line, message) in self._warned:
            return
        self._warned.add((line, message))
        news_domain(self._env).warn(self._docname, subtype, message, line)

    @staticmethod
    def _hint(reference: str, missing: Missing) -> str:
        if not reference.strip():
            return ": no file is named; write its path"
        if is_on_own_disk(reference):
            return ": it is on the author's own disk; put it next to the post"
        if is_web_url(url := reference.strip().lstrip("/")) and url != reference.strip():
            return f": write {url!r}, without a slash before it"
        tried = ", ".join(missing.tried[:3])
        return f" (looked for {tried})" if tried else ""

    def register_image(self, path: str, *, depend: bool = False) -> None:
        """Register a file as an image of the document. ``depend``: Sphinx notes no dependency itself."""
        self._env.images.add_file(self._docname, path)
        if depend:
            self._env.note_dependency(path)


def link_node(found: DocumentFound | OldLink | str, written: str, docname: str, inner: nodes.inline) -> nodes.Element:
    """Return the node of a link in a document, around its text, from what ``Files.link`` found."""
    if isinstance(found, str):
        return addnodes.download_reference("", "", inner, reftarget="/" + found, refdoc=docname, refdomain="")
    if isinstance(found, OldLink):
        shown = nodes.reference("", "", inner, refuri=written, internal=False) if found.is_absolute else inner
        return addnodes.pending_xref(
            "", shown, refdomain="news", reftype="old_url", reftarget=written, refdoc=docname, refexplicit=True
        )
    return addnodes.pending_xref(
        "", inner, refdomain="news", reftype="document", reftarget=found.docname, refdoc=docname,
        reffragment=found.fragment, refexplicit=True,
    )  # fmt: skip


def own_hosts(env: BuildEnvironment) -> frozenset[str]:
    """Return the hosts that the site is served from; those of the old site where no base URL is known."""
    base = base_url(env.config)
    return frozenset(filter(None, map(host_of, [base] if base else news_domain(env).settings.old_bases)))


def documents_of(env: BuildEnvironment) -> Documents:
    """Return the docnames of a build, for resolving links.

    Without those of generated pages, which are assumed while documents are read: a link there is resolved, or warned
    of, when it is known which pages there are.
    """
    state = BuildState.of(env)
    if state.documents is None:
        state.documents = Documents(env.found_docs - NewsProject.of(env).virtual)
    return state.documents


def lookup_of(env: BuildEnvironment) -> Lookup:
    """Return the lookup of a build, whose folder listings are shared by all documents."""
    state = BuildState.of(env)
    if state.lookup is None:
        domain = news_domain(env)
        settings = domain.settings
        collections = tuple(settings.collections)
        # A collection may be a link to the folder of another repository; strangers must not make such a link.
        followed = () if settings.untrusted else collections or find_collections(env.found_docs)
        state.lookup = Lookup(env.srcdir, settings.public_path, collections, domain.folders, followed)
    return state.lookup
