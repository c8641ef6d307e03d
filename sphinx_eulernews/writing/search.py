"""A mend for Chinese search: Sphinx 9.0.0 to 9.1.0 ship a page of it that names a stemmer which is not there.

Python 3.11 cannot install a newer Sphinx than those, so the mend is needed for as long as it is supported.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import sphinx

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

_BROKEN = ((9, 0, 0), (9, 1, 0))


def mend_chinese_search(app: Sphinx, config: Config) -> None:
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
