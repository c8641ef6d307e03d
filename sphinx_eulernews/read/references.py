"""Resolve the references of a post, and register the files with Sphinx."""

from __future__ import annotations

import os.path
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from sphinx.util.i18n import get_image_filename_for_language

from sphinx_eulernews.build import BuildState
from sphinx_eulernews.files.lookup import (
    DocumentFound,
    Documents,
    Found,
    Lookup,
    Missing,
    Misspelling,
    as_found,
    is_on_own_disk,
)
from sphinx_eulernews.read.source import news_domain, source_path
from sphinx_eulernews.warnings import Subtype

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

SPELLING_PROBLEMS = {
    Misspelling.CASE: "differs in case from the name of the file",
    Misspelling.BACKSLASH: "is written with backslashes",
}


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

    def find(self, reference: str, written: str, line: int, subtype: Subtype, kind: str) -> str | None:
        """Return the path of the file that a reference means, relative to the source folder; None with a warning."""
        answer = self._lookup.find(self._post, reference)
        if isinstance(answer, Missing) and written != reference:
            answer = self._lookup.find(self._post, written)
        if isinstance(answer, Missing):
            news_domain(self._env).note_missing(self._docname, answer.tried)
            self._warn(subtype, line, f"the {kind} {reference!r} does not exist{self._hint(reference, answer)}")
            return None
        self._warn_of_spelling(answer, reference, line, subtype, kind)
        return self._localized(written, answer.path)

    def _localized(self, written: str, path: str) -> str:
        """Return the file that stands for an image in the language of the build, or the image itself.

        Sphinx asks ``figure_language_filename`` itself, but for images only, and after their size was taken.
        """
        for name in dict.fromkeys((written, "/" + path)):
            translated = get_image_filename_for_language(name, self._env)
            found, absolute = self._env.relfn2path(translated, self._docname)
            # Not Path.is_file, which raises for names that are too long.
            if translated != name and not found.startswith("..") and os.path.isfile(absolute):  # noqa: PTH113
                return found
            if self._has_catalogs:
                news_domain(self._env).note_missing(self._docname, (found,))
        return path

    @cached_property
    def _has_catalogs(self) -> bool:
        """Whether the site is translated into the language of the build, so that translated images may come."""
        config = self._env.config
        return any((self._env.srcdir / folder / config.language).is_dir() for folder in config.locale_dirs)

    def link(self, reference: str, line: int) -> DocumentFound | str | None:
        """Return what a link means: a document, the path of a file, or None with a warning."""
        inside = self._inside(reference)
        found = self._lookup.find_document(self._post, inside, documents_of(self._env))
        if found is not None:
            news_domain(self._env).note_link(self._docname, found.docname)
            return found
        answer = self._lookup.find(self._post, inside)
        if isinstance(answer, Found):
            return answer.path
        if inside == reference:
            sources = (f"{path.removesuffix('/')}.md" for path in answer.tried if not path.endswith(".md"))
            news_domain(self._env).note_missing(self._docname, (*answer.tried, *sources))
            self._warn(Subtype.LINK, line, f"the link {reference!r} leads to no document or file")
        return None

    def _inside(self, reference: str) -> str:
        """Return a URL of the old site as a path from its root; any other reference unchanged."""
        parts = urlsplit(reference)
        domains = {domain.removeprefix("https://").strip("/") for domain in news_domain(self._env).settings.old_domains}
        if parts.scheme not in ("http", "https") or parts.netloc not in domains:
            return reference
        return urlunsplit(("", "", parts.path or "/", parts.query, parts.fragment))

    def is_old(self, reference: str) -> bool:
        """Return whether an absolute URL is one of the old site."""
        return self._inside(reference) != reference

    def offer(self, path: str) -> str:
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
        if is_on_own_disk(reference):
            return ": it is on the author's own disk; put it next to the post"
        tried = ", ".join(missing.tried[:3])
        return f" (looked for {tried})" if tried else ""

    def show(self, path: str, *, depend: bool = False) -> None:
        """Register a file as an image of the document. ``depend``: Sphinx notes no dependency itself."""
        self._env.images.add_file(self._docname, path)
        if depend:
            self._env.note_dependency(path)


def documents_of(env: BuildEnvironment) -> Documents:
    """Return the docnames of a build, for resolving links."""
    state = BuildState.of(env)
    if state.documents is None:
        state.documents = Documents(env.found_docs)
    return state.documents


def lookup_of(env: BuildEnvironment) -> Lookup:
    """Return the lookup of a build, whose folder listings are shared by all documents."""
    state = BuildState.of(env)
    if state.lookup is None:
        settings = news_domain(env).settings
        state.lookup = Lookup(env.srcdir, settings.public_path, tuple(settings.collections))
    return state.lookup
