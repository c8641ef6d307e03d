"""The documentation is a site of its own: it builds without a warning, and its search finds the usual words."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish
from sphinx.util.docutils import docutils_namespace, patch_docutils

from sphinx_eulernews.config import NewsConfig

pytestmark = pytest.mark.slow

SITE = Path(__file__).parent.parent.parent / "example_site"


@pytest.fixture(scope="module")
def documentation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the documentation as HTML; the first warning fails the build."""
    root = tmp_path_factory.mktemp("documentation")
    with pytest.MonkeyPatch.context() as patch, patch_docutils(SITE), docutils_namespace():
        patch.setattr(sys, "path", list(sys.path))  # conf.py adds its folder of extensions
        # The posts of the example have dates after the moment of the other tests.
        patch.delenv("SOURCE_DATE_EPOCH", raising=False)
        app = Sphinx(SITE, SITE, root / "html", root / "doctrees", "html", status=None, exception_on_warning=True)
        app.build()
    return root / "html"


@pytest.mark.promise("4 strict")
def test_the_documentation_builds_without_a_warning(documentation: Path) -> None:
    assert (documentation / "index.html").exists()


def _search(folder: Path, query: str) -> set[str]:
    index: dict[str, Any] = json.loads((folder / "searchindex.js").read_text("utf-8")[len("Search.setIndex(") : -1])
    language = SearchEnglish({})
    found = []
    for word in re.findall(r"\w+", query):
        hits = [index[part].get(language.stem(word), []) for part in ("terms", "titleterms")]
        found.append(
            {index["docnames"][number] for hit in hits for number in (hit if isinstance(hit, list) else [hit])}
        )
    return set.intersection(*found)


@pytest.mark.parametrize(
    "query", ["front matter", "permalink", "image", "thumbnail", "front-page", "draft", "redirect"]
)
def test_search_finds_the_words_that_people_search_for(documentation: Path, query: str) -> None:
    pages = _search(documentation, query)
    assert {page for page in pages if page.startswith(("howto/", "reference/", "index"))} != set()


def test_the_reference_lists_every_option(documentation: Path) -> None:
    page = (documentation / "reference/options.html").read_text("utf-8")
    assert [name for name in NewsConfig.options() if name not in page] == []


def test_the_reference_says_which_options_of_directives_are_dates(documentation: Path) -> None:
    page = (documentation / "reference/directives.html").read_text("utf-8")
    rows = [[cell.text.strip() for cell in row.select("td")] for row in BeautifulSoup(page, "lxml").select("tr")]
    values = {row[1]: row[2] for row in rows if row}
    assert (values["after"], values["before"], values["limit"]) == ("date", "date", "number")
