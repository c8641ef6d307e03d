"""Documents to read again beyond those that Sphinx finds changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_eulernews.build import BuildState
from sphinx_eulernews.read.source import news_domain

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def find_appeared(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Return the documents that refer to a file which exists now, or link to a document that was removed.

    A missing file is not noted as a dependency, since Sphinx would read its document again at every build
    (``env-get-outdated``).
    """
    settled, domain = added | changed | removed, news_domain(env)
    appeared = {
        docname for docname, paths in domain.missing.items() if any((app.srcdir / path).exists() for path in paths)
    }
    dangling = {docname for docname, targets in domain.links.items() if not removed.isdisjoint(targets)}
    return sorted((appeared | dangling) - settled)


def take_reading_list(_app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Keep the list of documents that are read, which Sphinx writes afterwards (``env-before-read-docs``)."""
    BuildState.of(env).reading = docnames
