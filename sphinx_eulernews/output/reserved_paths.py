"""Reserved paths: what of the output belongs to Sphinx, to the site's documents and to its own files.

Judged by the file that a page becomes, since with dirhtml ``news.md`` and ``news/index.md`` are the same page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_eulernews.build import warn_in_planning
from sphinx_eulernews.output.artifacts import OutputPaths
from sphinx_eulernews.output.pages import GeneratedPages
from sphinx_eulernews.warnings import Subtype

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.builders import Builder

# Files that Sphinx and its companions put beside the pages.
_FILES = ("searchindex.js", "objects.inv", "sitemap.xml", "robots.txt", "opensearch.xml")
_PAGES = ("genindex", "search", "py-modindex", "news-tags", "404")


def output_path(builder: Builder, name: str) -> str:
    """Return the file that a page becomes, relative to the output, with ``/``."""
    whole = Path(builder.get_outfilename(name))  # type: ignore[attr-defined]
    return whole.relative_to(builder.outdir).as_posix()


def own_documents(builder: Builder, pages: GeneratedPages, posts: frozenset[str]) -> Mapping[str, str]:
    """Return the documents of the user that become the file of a generated page: docname to page name.

    A post among them keeps its page; the generated one is not written, which is a warning.
    """
    documents = builder.env.found_docs
    if builder.name != "dirhtml":
        return {name: name for name in pages.by_name.keys() & documents}
    by_path = {output_path(builder, name): name for name in pages.by_name}
    found = {}
    for docname in sorted(documents):
        if name := by_path.get(output_path(builder, docname)):
            found[docname] = name
            if docname in posts:
                message = f"the post has the URL of the generated page {name!r}, which is not written; rename the post"
                warn_in_planning(builder.env, Subtype.CONFIG, message, docname=docname, line=1)
    return found


def reserved_paths(app: Sphinx, pages: GeneratedPages) -> OutputPaths:
    """Return the paths that are taken before any feed or redirect is planned."""
    builder, paths = app.builder, OutputPaths()
    paths.claim_all(_pages_of(builder, sorted(builder.env.found_docs)), "a document of this site")
    paths.claim_all(_pages_of(builder, (*_PAGES, *app.config.html_additional_pages)), "a page of Sphinx")
    paths.claim_all(_pages_of(builder, pages.by_name), "a generated page")
    paths.claim_all(_FILES, "a file of Sphinx")
    for entry in app.config.html_extra_path:
        paths.claim_all(_files_below(Path(app.confdir) / entry), f"{entry!r} in html_extra_path")
    return paths


def _pages_of(builder: Builder, names: Iterable[str]) -> Iterator[str]:
    return (output_path(builder, name) for name in names)


def _files_below(entry: Path) -> Iterator[str]:
    """Yield where the files of an entry of ``html_extra_path`` come to lie."""
    if entry.is_file():
        yield entry.name
    for path in entry.rglob("*") if entry.is_dir() else ():
        if path.is_file():
            yield path.relative_to(entry).as_posix()
