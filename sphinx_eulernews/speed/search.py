"""The search index: a word is stemmed once, and an index is pruned by a set."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from sphinx_eulernews.reading.source import news_domain

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.search import IndexBuilder


def hasten_search(app: Sphinx, _doctree: nodes.document | None = None, _docname: str = "") -> None:
    """Give the search index of this build a memory (``doctree-resolved`` and ``html-collect-pages``).

    Sphinx makes the index after ``write-started``, so this is the first chance; later calls find it done.
    """
    indexer: IndexBuilder | None = getattr(app.builder, "indexer", None)
    if indexer is None or hasattr(indexer, "eulernews_hastened"):
        return
    indexer.eulernews_hastened = True  # type: ignore[attr-defined]
    _prune_with_sets(indexer)
    if news_domain(app.env).settings.speedups:
        # Sphinx stems each word anew in each document, in pure Python: a fifth of a build.
        indexer.lang.stem = cache(indexer.lang.stem)  # type: ignore[method-assign]


def _prune_with_sets(indexer: Any) -> None:
    """Prune by a set where Sphinx hands over a dict, and drop words that no document has any more.

    Intersecting each word's documents with a dict walks through all documents for every word: quadratic,
    and most of what a build without changes costs in a large site. Words that are left without a document
    would stay in the index for good, and make it differ from that of a clean build.
    """
    prune = indexer.prune

    def prune_quickly(docnames: Iterable[str]) -> None:
        prune(frozenset(docnames))
        for mapping in (getattr(indexer, "_mapping", {}), getattr(indexer, "_title_mapping", {})):
            for word in [word for word, documents in mapping.items() if not documents]:
                del mapping[word]

    indexer.prune = prune_quickly
