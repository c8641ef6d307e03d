"""File artifacts, which are written after all pages, and the owners of output paths.

Feeds, redirects and the data of filters are planned as ``FileArtifact``: a path, a fingerprint of what is shown there,
and how it is made. The manifest compares fingerprints; ``OutputPaths`` detects two artifacts, or an artifact and a page
or another file, with the same path. Pages are compared by their output file, since with dirhtml ``news.md`` and
``news/index.md`` are the same page.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.matching import Matcher

from sphinx_eulernews.build import BuildState, warn_in_planning
from sphinx_eulernews.builder_kinds import has_folders, has_pages
from sphinx_eulernews.files import atomic
from sphinx_eulernews.output import manifest
from sphinx_eulernews.warnings import Subtype

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder


@dataclass(frozen=True, slots=True, kw_only=True)
class FileArtifact:
    """A file that is written after all pages: a feed, a redirect, the data of a filter.

    ``cut_from`` names the documents whose pages it quotes, so that it is written again after one of them;
    ``subtype``, ``docname`` and ``line`` are for the warning if it cannot be written.
    """

    path: str
    fingerprint: str
    make: Callable[[], bytes] = field(compare=False)
    subtype: Subtype
    cut_from: frozenset[str] = frozenset()
    docname: str = ""
    line: int = 0

    def write(self, outdir: Path) -> None:
        """Write the file unless it is there with the same content; an OSError becomes a warning."""
        try:
            atomic.write_if_changed(outdir / self.path, self.make())
        except OSError as error:
            message = f"{self.path!r} cannot be written: {error.strerror}"
            manifest.warn_in_writing(outdir, self.subtype, message, docname=self.docname, line=self.line)


@dataclass
class OutputPaths:
    """The owners of output paths: the first to claim a path keeps it.

    A path is taken as well where it would need a folder that is a file, or would be a file where a folder is needed.
    ``folds_case``: the file system knows one file under names that differ in case.
    """

    folds_case: bool = False
    _owners: dict[str, str] = field(default_factory=dict)
    # Folders with the first owner that needs each.
    _folders: dict[str, str] = field(default_factory=dict)

    def owner(self, path: str) -> str | None:
        """Return the owner of a path, or of one that it conflicts with; None if it is free."""
        path = self._key(path)
        if path in self._owners:
            return self._owners[path]
        if path in self._folders:
            return self._folders[path]
        return next((self._owners[folder] for folder in _folders(path) if folder in self._owners), None)

    def claim(self, path: str, owner: str) -> str | None:
        """Claim a path if it is free; else return its owner."""
        holder = self.owner(path)
        if holder is None:
            path = self._key(path)
            self._owners[path] = owner
            for folder in _folders(path):
                self._folders.setdefault(folder, owner)
        return holder

    def _key(self, path: str) -> str:
        return path.casefold() if self.folds_case else path

    def claim_all(self, paths: Iterable[str], owner: str) -> None:
        """Claim all paths that are free."""
        for path in paths:
            self.claim(path, owner)


def _folders(path: str) -> list[str]:
    """Return the folders that a file lies in, the innermost first: ``a/b`` and ``a`` for ``a/b/c.html``."""
    names = path.split("/")
    return ["/".join(names[:depth]) for depth in range(len(names) - 1, 0, -1)]


# Files that Sphinx and other extensions write next to the pages.
_SPHINX_FILES = ("searchindex.js", "objects.inv", "sitemap.xml", "robots.txt", "opensearch.xml")
_SPHINX_PAGES = ("genindex", "search", "py-modindex", "news-tags", "404")


def page_file(builder: Builder, name: str) -> Path:
    """Return the file that a page becomes."""
    return Path(builder.get_outfilename(name))  # type: ignore[attr-defined]  # of all builders that write pages


def output_path(builder: Builder, name: str) -> str:
    """Return the file that a page becomes, relative to the output, with ``/``."""
    if type(builder) is StandaloneHTMLBuilder:
        # As ``get_outfilename`` has it: that makes several paths, and this is asked for each page at each build.
        return f"{name}{builder.out_suffix}"
    return str(page_file(builder, name)).removeprefix(f"{builder.outdir}{os.sep}").replace(os.sep, "/")


def has_document_at(builder: Builder, name: str) -> bool:
    """Return whether a document of the user becomes the file that a page would."""
    candidates = builder.env.found_docs.intersection((name, f"{name}/index"))
    return any(output_path(builder, docname) == output_path(builder, name) for docname in candidates)


def own_documents(builder: Builder, names: Collection[str], posts: frozenset[str]) -> Mapping[str, str]:
    """Return the documents of the user that become the file of a generated page of ``names``: docname to page name.

    A post among them keeps its page; the generated one is not written, which is a warning if the builder writes such.
    """
    found = _documents_at(builder, names)
    for docname in sorted(posts & found.keys()) if has_pages(builder) else ():
        message = (
            f"the post has the URL of the generated page {found[docname]!r}, which is not written; rename the post, or "
            "say 'post: false' if it is the text for that page"
        )
        warn_in_planning(builder.env, Subtype.CONFIG, message, docname=docname, line=1)
    return found


def _documents_at(builder: Builder, names: Collection[str]) -> Mapping[str, str]:
    documents = builder.env.found_docs
    if not has_folders(builder):
        return {name: name for name in documents.intersection(names)}
    by_path = {output_path(builder, name): name for name in names}
    pages = ((docname, by_path.get(output_path(builder, docname))) for docname in sorted(documents))
    return {docname: name for docname, name in pages if name}


def reserved_paths(app: Sphinx, pages: Iterable[str]) -> OutputPaths:
    """Return the paths that are taken before any feed or redirect is planned; ``pages`` names the generated pages."""
    builder, paths = app.builder, OutputPaths(_folds_case(Path(app.outdir)))
    for docname in sorted(builder.env.found_docs):
        paths.claim(output_path(builder, docname), f"the document {docname!r}")
    paths.claim_all(_pages_of(builder, (*_SPHINX_PAGES, *app.config.html_additional_pages)), "a page of Sphinx")
    paths.claim_all(_pages_of(builder, pages), "a generated page")
    paths.claim_all(_SPHINX_FILES, "a file of Sphinx")
    for path, entry in extra_files(app).items():
        paths.claim(path, f"{entry!r} in html_extra_path")
    return paths


def _folds_case(folder: Path) -> bool:
    """Return whether the file system of a folder is case-insensitive, as on macOS and Windows."""
    other = folder.with_name(folder.name.swapcase())
    return other != folder and other.exists() and other.samefile(folder)


def extra_files(app: Sphinx) -> Mapping[str, str]:
    """Return the files that Sphinx copies for ``html_extra_path`` over all others: path in the output -> entry."""
    state = BuildState.of(app.env)
    if state.extra_files is None:
        excluded = Matcher(app.config.exclude_patterns)
        entries = [str(entry) for entry in app.config.html_extra_path]
        state.extra_files = {
            path: entry for entry in entries for path in _files_below(Path(app.confdir) / entry, excluded)
        }
    return state.extra_files


def _pages_of(builder: Builder, names: Iterable[str]) -> Iterator[str]:
    return (output_path(builder, name) for name in names)


def _files_below(entry: Path, excluded: Matcher) -> Iterator[str]:
    """Yield the output paths of an entry of ``html_extra_path``, as in ``sphinx.util.fileutil.copy_asset``."""
    if entry.is_file():
        yield entry.name
        return
    for folder, folders, names in os.walk(entry, followlinks=True):
        below = Path(folder).relative_to(entry).as_posix()
        folders[:] = [name for name in folders if not excluded(posixpath.join(below, name))]
        yield from (posixpath.normpath(path) for name in names if not excluded(path := posixpath.join(below, name)))
