"""Search of Sphinx 8.2 to 9.2: index pruned in linear time, Chinese search page.

Upstream, ``sphinx/search/__init__.py``:

- ``IndexBuilder.prune`` intersects the documents of each word with ``env.all_docs``. That is a dict, so each
  intersection walks through all documents: most of what a build without changes costs in a large site.
- ``IndexBuilder.prune`` keeps words that no document has any more, so an incremental index differs from a clean one.
- ``IndexBuilder.get_js_stemmer_code`` (9.0.0 to 9.1.0) names the JavaScript stemmer after the language,
  ``ChineseStemmer``, where ``SearchChinese`` ships ``english-stemmer.js``. The script of the search page stops there,
  and no query finds anything. Sphinx 9.1.1 derives the name from the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import sphinx

if TYPE_CHECKING:
    from sphinx.search import IndexBuilder


def prune_with_sets(indexer: Any) -> None:
    """Prune the words of deleted documents in time that is linear in the index."""
    prune = indexer.prune

    def prune_linear(docnames: Iterable[str]) -> None:
        prune(frozenset(docnames))
        for mapping in (getattr(indexer, "_mapping", {}), getattr(indexer, "_title_mapping", {})):
            for word in [word for word, documents in mapping.items() if not documents]:
                del mapping[word]

    indexer.prune = prune_linear


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
