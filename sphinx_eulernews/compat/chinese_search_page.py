"""Chinese search page of Sphinx 9.0.0 to 9.1.0: load the stemmer that exists.

Upstream: ``IndexBuilder.get_js_stemmer_code`` in ``sphinx/search/__init__.py`` names the JavaScript stemmer after the
language, ``ChineseStemmer``, where ``SearchChinese`` ships ``english-stemmer.js``. The script of the search page stops
there, and no query finds anything. Sphinx 9.1.1 derives the name from the file.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import sphinx

if TYPE_CHECKING:
    from sphinx.search import IndexBuilder

_FIRST, _LAST = (9, 0, 0), (9, 1, 0)
_STEMMER = "english-stemmer.js"


def fix_chinese_stemmer(indexer: IndexBuilder) -> None:
    """Give the language of this index the whole code of its stemmer, so that Sphinx need not name it."""
    language = indexer.lang
    if not _FIRST <= sphinx.version_info[:3] <= _LAST:
        return
    if language.language_name != "Chinese" or language.js_stemmer_rawcode != _STEMMER:
        return
    scripts = files("sphinx.search") / "minified-js"
    code = [(scripts / name).read_text("utf-8") for name in ("base-stemmer.js", _STEMMER)]
    language.js_stemmer_rawcode = ""
    language.js_stemmer_code = "\n".join((*code, "window.Stemmer = EnglishStemmer;"))
