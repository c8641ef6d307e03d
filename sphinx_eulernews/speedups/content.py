"""Builds by content: documents are read and written again where bytes differ, whatever the time of a file says.

Git gives every file the time of the checkout, so Sphinx, which compares times, reads and writes all documents of a
fresh checkout again, also where a cache has restored its doctrees and output. Two tables say instead what each holds:

- ``DOCTREES``, next to the doctrees: the digest of each document and its dependencies from before it was read.
- ``page_table.PAGES``, in the output folder: the digests of the documents as the pages of this output show them. html
  and dirhtml can share doctrees, and each has an output of its own.

A document that was warned of is in neither, so that the next build warns again: ``-W`` fails until it is fixed.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.logging import NAMESPACE, get_node_location, is_suppressed_warning

from sphinx_eulernews.build import BuildState
from sphinx_eulernews.builder_kinds import has_pages
from sphinx_eulernews.domain import news_domain
from sphinx_eulernews.files import atomic
from sphinx_eulernews.speedups.digests import FileDigests, digest, reading_settings
from sphinx_eulernews.speedups.page_table import PAGES, Pages
from sphinx_eulernews.speedups.speedup import SPHINX, Speedup

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

DOCTREES = "eulernews-content.json"

Noted: TypeAlias = tuple[int, str]
"""When a document was read, as the environment has it, and the digest of what was read."""


def compare_by_content(app: Sphinx, stack: ExitStack) -> None:
    """Compare documents and pages by content for this build, if ``eulernews_compare_by_content`` says so."""
    pages = Path(app.outdir) / PAGES
    if "eulernews_compare_by_content" not in app.config or not news_domain(app.env).settings.compare_by_content:
        pages.unlink(missing_ok=True)  # or it would say what the pages were before this build
        return
    warned = WarnedDocuments(app)
    logging.getLogger(NAMESPACE).addHandler(warned)
    stack.callback(logging.getLogger(NAMESPACE).removeHandler, warned)
    doctrees = Doctrees(app)
    listeners = [
        # Before all others, who add to what has changed.
        app.connect("env-get-outdated", doctrees.find_outdated, priority=100),
        app.connect("env-before-read-docs", doctrees.begin_reading, priority=999),
        app.connect("env-updated", doctrees.note_read, priority=998),
    ]
    output = Pages(app, doctrees.digest_of) if _compares_times(app.builder) else None
    if output is not None:
        output.patch(stack)
        listeners += [
            app.connect("env-get-outdated", output.note_before, priority=101),
            app.connect("env-before-read-docs", output.begin_reading, priority=999),
            app.connect("env-updated", output.find_outdated, priority=999),
            app.connect("write-started", output.begin_writing, priority=100),
            app.connect("doctree-resolved", output.note_written, priority=100),
        ]

    def save(_app: Sphinx, exception: Exception | None) -> None:
        if exception is None:
            unsound = warned.documents()
            doctrees.save(unsound)
            if output is not None:
                output.save(unsound)

    listeners.append(app.connect("build-finished", save, priority=999))
    for listener in listeners:
        stack.callback(app.disconnect, listener)


def _compares_times(builder: Any) -> bool:
    """Return whether a builder finds the pages to write by comparing times, as those of HTML do."""
    stock = StandaloneHTMLBuilder.get_outdated_docs
    return has_pages(builder) and getattr(type(builder), "get_outdated_docs", None) is stock


class Doctrees:
    """The digests of the documents that the environment holds, and which documents are to be read again."""

    def __init__(self, app: Sphinx) -> None:
        self._env, self._path = app.env, Path(app.doctreedir) / DOCTREES
        BuildState.of(app.env).compares_sources = True
        self._settings = reading_settings(app)
        self._reading: dict[str, bytes | None] = {}
        self._catalogs: dict[str, frozenset[str]] = {}
        self.noted = self._load()

    def _load(self) -> dict[str, Noted]:
        """Return the digests of documents that nobody has read since they were taken."""
        try:
            stored = atomic.read_json(self._path)
        except (OSError, atomic.DamagedFileError):
            return {}
        if stored.get("settings") != self._settings:
            return {}
        times = self._env.all_docs
        return {
            docname: (read, content)
            for docname, (read, content) in stored["documents"].items()
            if times.get(docname) == read
        }

    def digest_of(self, docname: str) -> str | None:
        """Return the digest of what the environment holds of a document; None if it is not known."""
        _read, content = self.noted.get(docname, (0, None))
        return content

    def find_outdated(
        self, _app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], _removed: set[str]
    ) -> set[str]:
        """Take out of ``changed`` what is older by time only; return what differs besides (``env-get-outdated``)."""
        files, compared = FileDigests(), env.found_docs - added
        unchanged = {docname for docname in compared if self._is_unchanged(docname, files)}
        # Sphinx had another reason for these than the time.
        unchanged -= {docname for docname in changed & unchanged if self._must_be_read(docname)}
        changed -= unchanged
        self.noted = {docname: self.noted[docname] for docname in unchanged}
        return compared - unchanged - changed

    def _is_unchanged(self, docname: str, files: FileDigests) -> bool:
        content = self.digest_of(docname)
        return content is not None and content == self._digest(docname, files.digest(self._source(docname)), files)

    def _must_be_read(self, docname: str) -> bool:
        doctree = Path(self._env.doctreedir) / f"{docname}.doctree"
        return docname in self._env.reread_always or not doctree.is_file()

    def begin_reading(self, _app: Sphinx, _env: BuildEnvironment, docnames: list[str]) -> None:
        """Take the digests of the sources that are about to be read (``env-before-read-docs``)."""
        files = FileDigests()
        self._reading = {docname: files.digest(self._source(docname)) for docname in docnames}
        # Sphinx notes the catalog of each document before it compares, and drops it from those that it reads.
        self._catalogs = {docname: frozenset(filter(_is_catalog, self._dependencies(docname))) for docname in docnames}
        for docname in docnames:
            self.noted.pop(docname, None)

    def note_read(self, _app: Sphinx, env: BuildEnvironment) -> None:
        """Take the digests of the documents that were read, now that their dependencies are known (``env-updated``)."""
        files = FileDigests()
        for docname, read in env.all_docs.items():
            known, _content = self.noted.get(docname, (0, ""))
            if known == read:
                continue
            # Generated pages that are documents are not in Sphinx's list.
            source = self._reading.get(docname) or files.digest(self._source(docname))
            if any(files.changed(path) > read * 1_000 for path in self._dependencies(docname)):
                continue
            content = self._digest(docname, source, files)
            if content is not None:
                self.noted[docname] = read, content

    def save(self, unsound: Collection[str]) -> None:
        """Store the digests, but for those of documents that were warned of."""
        documents = {docname: noted for docname, noted in sorted(self.noted.items()) if docname not in unsound}
        atomic.write_json(self._path, {"settings": self._settings, "documents": documents})

    def _digest(self, docname: str, source: bytes | None, files: FileDigests) -> str | None:
        name = str(self._env.doc2path(docname, base=False))
        return digest(name, source, *(files.digest(path) for path in self._dependencies(docname)))

    def _source(self, docname: str) -> str:
        return str(self._env.doc2path(docname))

    def _dependencies(self, docname: str) -> list[str]:
        return sorted({*dependencies_of(self._env, docname), *self._catalogs.get(docname, ())})


def dependencies_of(env: BuildEnvironment, docname: str) -> Iterator[str]:
    """Yield the files that a document depends on; before Sphinx 9.0, some are relative to the source folder."""
    return (str(env.srcdir / path) for path in env.dependencies.get(docname, ()))


def _is_catalog(path: str) -> bool:
    return path.endswith(".mo") and Path(path).is_file()


_READING = "eulernews_docname"


class WarnedDocuments(logging.Handler):
    """The documents that a build warned of, by any logger of Sphinx.

    Our own warnings are stored with the posts, and repeated in builds that do not read them.
    """

    def __init__(self, app: Sphinx) -> None:
        super().__init__(logging.WARNING)
        self._app = app
        self._locations: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        """Note the location of a warning that is not suppressed, and the document that is being read."""
        kind, subtype = getattr(record, "type", None) or "", getattr(record, "subtype", None) or ""
        if kind == "eulernews" or is_suppressed_warning(kind, subtype, self._app.config.suppress_warnings):
            return
        location = getattr(record, "location", None)
        if isinstance(location, nodes.Node):
            location = get_node_location(location)
        elif isinstance(location, tuple):
            location = location[0]
        # Worker processes send the record to this one, which does not know what they were reading.
        vars(record).setdefault(_READING, self._docname())
        self._locations.update(str(place) for place in (location, getattr(record, _READING)) if place)

    def _docname(self) -> str:
        try:
            return self._app.env.docname
        except (KeyError, AttributeError):
            return ""

    def documents(self) -> frozenset[str]:
        """Return the documents that were warned of: by name, by file, or by a file that they include."""
        env, places = self._app.env, {place for location in self._locations for place in _without_line(location)}
        named = {env.path2doc(place) or place for place in places} | places
        every = env.dependencies if places else ()
        including = {docname for docname in every if not places.isdisjoint(dependencies_of(env, docname))}
        return frozenset(named | including)


def _without_line(location: str) -> Iterator[str]:
    """Yield a location, and what is left of it without ``:12``, ``:<translated>:1`` or ``:docstring of f:3``."""
    while location:
        yield location
        location = location.rpartition(":")[0]


BY_CONTENT = Speedup(
    name="by content",
    what="with `eulernews_compare_by_content`, files are compared by content and not by time",
    versions=SPHINX,
    upstream=(
        "sphinx/environment/__init__.py: BuildEnvironment.get_outdated_files; "
        "sphinx/builders/html/__init__.py: StandaloneHTMLBuilder.get_outdated_docs"
    ),
    gain="most of a build on a fresh checkout whose doctrees and output were restored",
    activate=compare_by_content,
)
