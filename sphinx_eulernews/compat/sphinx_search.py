"""The search index: a word is stemmed once, and an index is pruned by a set."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import sphinx

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.search import IndexBuilder

_BROKEN = ((9, 0, 0), (9, 1, 0))


def fix_chinese_search_page(app: Sphinx, config: Config) -> None:
    """Give the Chinese search page the stemmer that it is made with, the English one (``config-inited``)."""
    language = str(config.html_search_language or config.language)
    if not _BROKEN[0] <= sphinx.version_info[:3] <= _BROKEN[1] or language.partition("_")[0] != "zh":
        return
    from sphinx.search.zh import SearchChinese  # noqa: PLC0415  jieba, if it is there, takes a second to import

    base: Any = SearchChinese
    scripts = files("sphinx.search") / "minified-js"
    code = [(scripts / name).read_text("utf-8") for name in ("base-stemmer.js", "english-stemmer.js")]
    attributes = {
        "js_stemmer_rawcode": "",
        "js_stemmer_code": "\n".join((*code, "window.Stemmer = EnglishStemmer;")),
    }
    app.add_search_language(type("SearchChinese", (base,), attributes))


def patch_index_builder_once(app: Sphinx, _doctree: nodes.document | None = None, _docname: str = "") -> None:
    """Give the search index of this build a memory (``doctree-resolved`` and ``html-collect-pages``).

    Sphinx makes the index after ``write-started``, so this is the first chance; later calls find it done.
    """
    indexer: IndexBuilder | None = getattr(app.builder, "indexer", None)
    if indexer is None or hasattr(indexer, "eulernews_patched"):
        return
    indexer.eulernews_patched = True  # type: ignore[attr-defined]
    _prune_with_sets(indexer)
    # Sphinx stems each word anew in each document, in pure Python: a fifth of a build.
    indexer.lang.stem = cache(indexer.lang.stem)  # type: ignore[method-assign]


def patch_index_builder(app: Sphinx) -> list[tuple[str, dict[str, object], str]]:
    """Do the same in a build that writes no document (``html-collect-pages``); adds no page."""
    patch_index_builder_once(app)
    return []


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
