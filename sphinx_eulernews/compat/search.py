"""Search of Sphinx 8.2 to 9.2: index pruned in linear time, Chinese search page.

Upstream, ``sphinx/search/__init__.py``:

- ``IndexBuilder.prune`` intersects the documents of each word with ``env.all_docs``. That is a dict, so each
  intersection walks through all documents: most of what a build without changes costs in a large site.
- ``IndexBuilder.prune`` keeps words that no document has any more, so an incremental index differs from a clean one:
  ``search.word_index`` leaves them out.
- ``IndexBuilder.load`` leaves out the entries of ``index`` directives, so the search page of an incremental build finds
  those of the documents alone that it has written.
- ``IndexBuilder.get_js_stemmer_code`` (9.0.0 to 9.1.0) names the JavaScript stemmer after the language,
  ``ChineseStemmer``, where ``SearchChinese`` ships ``english-stemmer.js``. The script of the search page stops there,
  and no query finds anything. Sphinx 9.1.1 derives the name from the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import sphinx

if TYPE_CHECKING:
    from sphinx.search import IndexBuilder


def prune_with_sets(indexer: Any) -> None:
    """Prune the words of deleted documents in time that is linear in the index."""
    prune = indexer.prune
    indexer.prune = lambda docnames: prune(frozenset(docnames))


class ChangedFormat:
    """A format of search indexes, with a function through which all that is loaded passes."""

    def __init__(self, indexer: Any, stock: Any, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        self._stock = indexer.formats[stock] if isinstance(stock, str) else stock
        self._change = change

    def load(self, stream: Any) -> Any:
        """Load an index; one that is damaged is for Sphinx to refuse."""
        frozen = self._stock.load(stream)
        return self._change(frozen) if isinstance(frozen, dict) else frozen

    def __getattr__(self, name: str) -> Any:
        """Return what else the format has: sphinx-immaterial dumps what it loads."""
        return getattr(self._stock, name)


def keep_index_entries(indexer: Any) -> None:
    """Keep the entries of ``index`` directives of documents that are not fed again, in the order of a clean build."""
    load, prune = indexer.load, indexer.prune

    def load_entries(stream: Any, format: Any) -> None:  # noqa: A002  the name is Sphinx's
        listed: dict[str, list[tuple[int, str, bool]]] = {}

        def note(frozen: dict[str, Any]) -> dict[str, Any]:
            listed.update(frozen.get("indexentries", {}))
            return frozen

        load(stream, ChangedFormat(indexer, format, note))
        docnames = [*indexer._titles]  # noqa: SLF001  there is no public way to the index
        entries: dict[str, list[tuple[str, str, str]]] = {docname: [] for docname in docnames}
        for entry, found in listed.items():
            for number, target, is_main in found:
                entries[docnames[number]].append((entry, target, "main" if is_main else ""))
        indexer._index_entries = entries  # noqa: SLF001  likewise

    def prune_entries(docnames: Iterable[str]) -> None:
        prune(docnames)
        entries = indexer._index_entries  # noqa: SLF001  likewise
        kept = sorted(set(docnames) & entries.keys())
        indexer._index_entries = {docname: entries[docname] for docname in kept}  # noqa: SLF001  likewise

    indexer.load, indexer.prune = load_entries, prune_entries


_FIRST, _LAST = (9, 0, 0), (9, 1, 0)
_STEMMER = "english-stemmer.js"


def fix_chinese_stemmer(indexer: IndexBuilder) -> None:
    """Give the language of this index the full code of its stemmer, so that Sphinx need not name it."""
    language = indexer.lang
    if not _FIRST <= sphinx.version_info[:3] <= _LAST:
        return
    if language.language_name != "Chinese" or language.js_stemmer_rawcode != _STEMMER:
        return
    scripts = files("sphinx.search") / "minified-js"
    code = [(scripts / name).read_text("utf-8") for name in ("base-stemmer.js", _STEMMER)]
    language.js_stemmer_rawcode = ""
    language.js_stemmer_code = "\n".join((*code, "window.Stemmer = EnglishStemmer;"))
