"""Comparing by content: digests of documents, the tables that keep them, and whom a warning is about."""

from __future__ import annotations

import logging
import pickle
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from docutils import nodes

from sphinx_eulernews.files import atomic
from sphinx_eulernews.speedups.content import WarnedDocuments
from sphinx_eulernews.speedups.digests import FileDigests, digest, page_settings, reading_settings
from sphinx_eulernews.speedups.page_table import _load, _static_files


def test_a_digest_depends_on_the_name_and_on_each_file() -> None:
    digests = {
        digest("a.md", b"1" * 16, b"2" * 16),
        digest("a.rst", b"1" * 16, b"2" * 16),
        digest("a.md", b"1" * 16, b"3" * 16),
        digest("a.md", b"2" * 16, b"1" * 16),
        digest("a.md", b"1" * 16),
    }
    assert len(digests) == 5
    assert digest("a.md", b"1" * 16, b"2" * 16) in digests


def test_a_document_without_one_of_its_files_has_no_digest() -> None:
    assert digest("a.md", b"1" * 16, None) is None


def test_a_file_is_read_once(tmp_path: Path) -> None:
    path, files = tmp_path / "a", FileDigests()
    path.write_bytes(b"1")
    first = files.digest(str(path))
    path.write_bytes(b"2")
    assert files.digest(str(path)) == first
    assert FileDigests().digest(str(path)) not in (first, None)
    assert files.digest(str(tmp_path)) is None
    assert files.digest(str(tmp_path / "none")) is None


def test_a_table_that_is_damaged_is_none(tmp_path: Path) -> None:
    path = tmp_path / "table.json"
    nothing = _load(path)
    atomic.write_json(path, {"settings": "x", "documents": {"a": "1"}, "static": []})
    assert _load(path)["documents"] == {"a": "1"}
    path.write_bytes(path.read_bytes().replace(b'"1"', b'"2"'))
    assert _load(path) == nothing == {"settings": "", "documents": {}, "static": []}


def test_static_files_have_the_names_that_sphinx_gives_them(tmp_path: Path) -> None:
    for name in ("_static/css/a.css", "_static/b.js_t", "_static/c.svg.jinja", "extra/CNAME", "logo.svg", "one.js"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    config = SimpleNamespace(
        html_static_path=["_static", "one.js", "none"],
        html_extra_path=["extra"],
        html_logo="logo.svg",
        html_favicon="https://example.org/favicon.ico",
    )
    app: Any = SimpleNamespace(confdir=tmp_path, config=config)
    assert sorted(_static_files(app)) == [
        "CNAME", "_static/b.js", "_static/c.svg", "_static/css/a.css", "_static/logo.svg", "_static/one.js",
    ]  # fmt: skip


def reading(root: Path, **files: str) -> str:
    """Return the digest of the settings of a site with a local extension, a single file, and a local package."""
    for name, text in {
        "conf_py": "",
        "_ext/one_py": "",
        "pack/__init___py": "",
        "pack/deep/more_py": "",
        **files,
    }.items():
        path = root / name.replace("_py", ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    modules = [SimpleNamespace(__file__=str(root / name)) for name in ("_ext/one.py", "pack/__init__.py")]
    extensions = {str(number): SimpleNamespace(module=module) for number, module in enumerate((*modules, pytest))}
    app: Any = SimpleNamespace(confdir=root, config=SimpleNamespace(overrides={}), extensions=extensions)
    return reading_settings(app)


@pytest.mark.parametrize("name", ["conf_py", "_ext/one_py", "pack/__init___py", "pack/deep/more_py"])
def test_documents_are_read_again_when_conf_py_or_a_local_extension_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setitem(sys.modules, "one", SimpleNamespace(__file__=str(tmp_path / "_ext/one.py")))
    assert reading(tmp_path) == reading(tmp_path)
    assert reading(tmp_path) != reading(tmp_path, **{name: "pass\n"})


def test_documents_are_read_again_when_a_package_is_installed_in_another_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = reading(tmp_path)
    monkeypatch.syspath_prepend(tmp_path / "more")
    assert reading(tmp_path) == before
    (tmp_path / "more/quay-2.0.dist-info").mkdir(parents=True)
    assert reading(tmp_path) != before


def pages(root: Path, inventory: Any = None) -> str:
    """Return the digest of the settings of pages."""
    builder = SimpleNamespace(
        build_info=SimpleNamespace(config_hash="c", tags_hash="t"),
        templates=SimpleNamespace(pathchain=[root / "theme"]),
    )
    env, config = (
        SimpleNamespace(intersphinx_inventory=inventory or {}),
        SimpleNamespace(html_static_path=["own", "x.js"]),
    )
    app: Any = SimpleNamespace(confdir=root, builder=builder, env=env, config=config)
    return page_settings(app)


@pytest.mark.parametrize("name", ["theme/layout.html", "theme/static/a.css_t", "own/b/c.js", "x.js"])
def test_pages_are_written_again_when_what_they_name_changes(tmp_path: Path, name: str) -> None:
    for folder in ("theme/static", "own/b"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "own/video.webm").touch()
    before = pages(tmp_path)
    (tmp_path / "own/video.webm").write_text("more")
    assert pages(tmp_path) == before
    (tmp_path / name).write_text("x")
    assert pages(tmp_path) != before


def test_pages_are_written_again_when_an_inventory_changes(tmp_path: Path) -> None:
    assert pages(tmp_path, {"py:class": {"A": "1"}}) != pages(tmp_path, {"py:class": {"A": "2"}})


def located(place: str) -> nodes.Node:
    node = nodes.paragraph()
    node.source, node.line = place, 3
    return node


@pytest.fixture
def app() -> Any:
    def path2doc(path: str) -> str | None:
        return path.removeprefix("/site/").removesuffix(".md") if path.endswith(".md") else None

    env = SimpleNamespace(
        docname="", path2doc=path2doc, srcdir=Path("/site"), dependencies={"b": {"inc.txt"}, "c": {"x.png"}}
    )
    return SimpleNamespace(env=env, config=SimpleNamespace(suppress_warnings=["toc.not_readable"]))


@pytest.mark.parametrize(
    "location",
    ["a", "a:7", ("a", 7), "/site/a.md", "/site/a.md:7", "/site/a.md:<translated>:1", located("/site/a.md")],
)
def test_a_warning_is_about_the_document_at_its_location(app: Any, location: Any) -> None:
    warned = WarnedDocuments(app)
    warned.handle(logging.makeLogRecord({"levelno": logging.WARNING, "location": location}))
    assert "a" in warned.documents()
    assert not {"b", "c"} & warned.documents()


def test_a_warning_about_an_included_file_is_about_the_documents_that_include_it(app: Any) -> None:
    warned = WarnedDocuments(app)
    warned.handle(logging.makeLogRecord({"levelno": logging.WARNING, "location": "/site/inc.txt:docstring of f:3"}))
    assert {"a", "b", "c"} & warned.documents() == {"b"}


def test_a_warning_without_a_location_is_about_the_document_that_is_read_also_in_another_process(app: Any) -> None:
    app.env.docname = "c"
    record = logging.makeLogRecord({"levelno": logging.WARNING, "location": "<unknown>:1"})
    WarnedDocuments(app).handle(record)
    app.env.docname = ""
    warned = WarnedDocuments(app)
    warned.handle(pickle.loads(pickle.dumps(record)))  # noqa: S301  our own
    assert {"a", "b", "c"} & warned.documents() == {"c"}


@pytest.mark.parametrize(
    "fields",
    [
        {"location": None},
        {"location": (None, None)},
        {"location": "a", "type": "eulernews", "subtype": "image"},  # repeated without reading the document
        {"location": "a", "type": "toc", "subtype": "not_readable"},  # suppressed
    ],
)
def test_a_warning_that_makes_no_document_outdated(app: Any, fields: dict[str, Any]) -> None:
    warned = WarnedDocuments(app)
    warned.handle(logging.makeLogRecord({"levelno": logging.WARNING, **fields}))
    assert warned.documents() == frozenset()
