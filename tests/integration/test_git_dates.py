"""Extensions that date pages by their commits, such as sphinx-last-updated-by-git: not all pages have a source file."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest
from conftest import MakeSite
from helpers import post_text
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

MOMENT = 1_700_000_000
FILES = {
    "index.md": "# Home\n\n```{toctree}\nnews/index\nnews/tags/quay\n```\n",
    "news/a.md": post_text("Berth", date="2023-01-01", tags=["quay"]),
    "news/b.md": post_text("Crane", date="2023-02-01", tags=["crane"]),
}
CONF = {"extensions": ["myst_parser", "sphinx_eulernews", "dates"], "html_theme": "basic", "language": "en"}


def dates_of(app: Sphinx) -> dict[str, tuple[int | None, bool] | None]:
    vars(app.env).setdefault("git_last_updated", {})
    return app.env.git_last_updated  # type: ignore[attr-defined, no-any-return]


def note(app: Sphinx, docname: str, _content: list[str]) -> None:
    dates_of(app)[docname] = None


def date(app: Sphinx, _env: object) -> None:
    dates_of(app).update(dict.fromkeys([name for name, date in dates_of(app).items() if date is None], (MOMENT, True)))


def show(app: Sphinx, pagename: str, _templatename: str, context: dict[str, Any], _doctree: object) -> None:
    # As sphinx-sitemap does, and then as sphinx-last-updated-by-git.
    if pagename in dates_of(app):
        _timestamp, _is_linked = dates_of(app)[pagename]  # type: ignore[misc]
    if "sourcename" not in context:
        return
    timestamp, _is_linked = dates_of(app)[pagename]  # type: ignore[misc]
    if timestamp:
        context["metatags"] += f'<meta name="moment" content="{timestamp}">'


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("source-read", note)
    app.connect("env-purge-doc", lambda app, _env, docname: dates_of(app).pop(docname, None))
    app.connect("env-updated", date)
    app.connect("html-page-context", show)
    return {}


@pytest.fixture(autouse=True)
def extension(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("dates")
    module.setup = setup  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "dates", module)


@pytest.mark.parametrize("builder", ["html", "epub"])
def test_generated_pages_have_no_date_whether_or_not_they_are_documents(make_site: MakeSite, builder: str) -> None:
    site = make_site(FILES, CONF)
    built = site.build(builder)
    assert built.said == ""
    if builder == "html":
        dated = {name for name, page in built.pages().items() if page.select("meta[name=moment]")}
        assert dated == {"index.html", "news/a.html", "news/b.html"}
    assert site.build(builder).read == frozenset()


def test_a_page_keeps_its_date_when_a_generated_page_in_its_toctree_is_gone(make_site: MakeSite) -> None:
    site = make_site(FILES, CONF)
    site.build()
    built = site.write({"news/a.md": post_text("Berth", date="2023-01-01", tags=["pier"])}).build()
    assert {(warned.kind, warned.path) for warned in built.warnings} == {("toc.not_readable", "index.md")}
    assert built.page("index.html").select("meta[name=moment]")
    assert "news/tags/quay" not in built.text("index.html")
