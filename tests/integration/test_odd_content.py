"""Directives with content that leaves no node: where bare Sphinx and MyST build a document, it builds as a post."""

from __future__ import annotations

import importlib
import io
from collections.abc import Callable, Iterator
from contextlib import chdir
from itertools import product
from typing import Any

import pytest
from conftest import MakeSite
from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Directive, directives
from docutils.parsers.rst.languages import en
from docutils.utils import new_document
from helpers import Project, png, post_text, site_in
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

pytestmark = pytest.mark.slow

CONTENTS = {
    "comment": ("<!-- a note -->", ".. a note"),
    "contents": ("[TOC]", "|gone|"),
    "image": ("![](gone.png){.wide #x}", ".. image:: gone.png\n   :class: wide"),
    "container": ("::: tip", ".. container::"),
    "nothing": ("", ""),
}
ARGUMENTS = {"raw": "html", "role": "x", "highlight": "text", "meta": ""}
# They change how the rest of a document is read, or stop the build by design.
LEFT_OUT = frozenset({"eval-rst", "restructuredtext-test-directive", "default-role"})


def all_directives(app: Sphinx) -> dict[str, type[Directive]]:
    """Return the directives of docutils, Sphinx and sphinx-design, by name."""
    found: dict[str, Any] = {}
    registry: Any = directives
    for name, (module, kind) in registry._directive_registry.items():
        spelt = next((key for key, value in en.directives.items() if value == name), name)
        found[spelt] = getattr(importlib.import_module(f"docutils.parsers.rst.directives.{module}"), kind)
    found |= registry._directives
    for domain in app.env.domains.sorted():
        found |= {f"{domain.name}:{name}": kind for name, kind in domain.directives.items()}
    return {name: kind for name, kind in found.items() if name not in LEFT_OUT}


def documents(app: Sphinx) -> Iterator[tuple[str, str]]:
    """Yield a post for each directive and content, in Markdown and in reStructuredText."""
    for (name, kind), (label, (markdown, rst)) in product(all_directives(app).items(), CONTENTS.items()):
        wanted = getattr(kind, "required_arguments", 0) or (kind.optional_arguments and not name.startswith("post"))
        argument = ARGUMENTS.get(name, "gone.png" if name in {"image", "figure"} else "x") if wanted else ""
        stem = f"news/{name.replace(':', '-')}-{label}"
        fence = f"````{{{name}}} {argument}\n\n{markdown}\n````\n"
        yield f"{stem}-md.md", post_text("Odd", f"{fence}\nThe end.", date="2024-01-01")
        body = rst.replace("\n", "\n   ")
        yield f"{stem}-rst.rst", f"Odd\n===\n\n.. {name}:: {argument}\n\n   {body}\n\nThe end.\n"


def failures(site: Project) -> dict[str, str]:
    """Build a site as HTML; return the documents that raise an error while they are read or written."""
    failed: dict[str, str] = {}

    def guard(call: Callable[..., Any], instead: Callable[[], Any]) -> Callable[..., Any]:
        def guarded(docname: str, *values: Any, **options: Any) -> Any:
            try:
                return call(docname, *values, **options)
            except Exception as error:  # noqa: BLE001  whatever it is, it ends a build
                failed[docname] = f"{type(error).__name__}: {error}"
                return instead()

        return guarded

    def guard_writing(_app: Sphinx, builder: Any) -> None:
        # Not before: the environment has been pickled by now.
        builder.env.get_and_resolve_doctree = guard(builder.env.get_and_resolve_doctree, empty_document)
        builder.write_doc = guard(builder.write_doc, lambda: None)

    with chdir(site.root), patch_docutils(site.source), docutils_namespace():
        out = site.root / "html"
        app = Sphinx(site.source, site.source, out, out / "trees", "html", status=None, warning=io.StringIO())
        builder: Any = app.builder
        read = guard(builder.read_doc, lambda: None)

        def read_doc(docname: str, **options: Any) -> None:
            read(docname, **options)
            if docname in failed:
                builder.write_doctree(docname, empty_document())

        builder.read_doc = read_doc
        app.connect("write-started", guard_writing)
        app.build()
    return failed


def empty_document() -> nodes.document:
    return new_document("empty", get_default_settings())


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    site = site_in(tmp_path_factory.mktemp("names"), {}, {"extensions": ["myst_parser", "sphinx_design"]})
    with chdir(site.root), patch_docutils(site.source), docutils_namespace():
        out = site.root / "dummy"
        app = Sphinx(site.source, site.source, out, out / "trees", "dummy", status=None, warning=io.StringIO())
        return dict(documents(app))


def test_what_builds_as_a_document_builds_as_a_post(files: dict[str, str], make_site: MakeSite) -> None:
    bare = make_site(files, {"extensions": ["myst_parser", "sphinx_design"]})
    ours = make_site(files, {"extensions": ["myst_parser", "sphinx_design", "sphinx_eulernews"]})
    assert len(files) > 1000
    anyway = failures(bare)
    assert {name: error for name, error in failures(ours).items() if name not in anyway} == {}


@pytest.mark.promise("5 bad input")
@pytest.mark.parametrize("reference", ["[#]_", "[*]_"])
def test_a_footnote_in_embedded_restructuredtext_costs_a_warning(make_site: MakeSite, reference: str) -> None:
    block = f"```{{eval-rst}}\nWords {reference}\n\n.. {reference[:-1]} Note.\n```\n\nMore[^1].\n\n[^1]: Another.\n"
    built = make_site({"index.md": "# Home\n", "news/a.md": post_text("A", date="2023-01-01") + block}).build()
    assert built.places() == {("eulernews.link", "news/a.md", 8)}
    assert [link.text for link in built.page("news/a.html").select("a.footnote-reference")] == ["[1]"]
    assert f"Words {reference}" in built.page("news/a.html").text


@pytest.mark.promise("5 bad input")
@pytest.mark.parametrize("blank", ["\n", "\n\n", "   \n\n  \n\n"])
def test_a_figure_with_blank_lines_only_is_a_figure(make_site: MakeSite, blank: str) -> None:
    text = f"```{{figure}} a.png\n{blank}```\n\n- ```{{figure}} a.png\n  :alt: x\n{blank}  ```\n\nThe end.\n"
    text = post_text("A", text, date="2023-01-01")
    built = make_site({"index.md": "# Home\n", "news/a.md": text, "news/a.png": png(30, 20)}).build()
    assert not built.warnings
    assert len(built.page("news/a.html").select(".e-content figure img")) == 2


@pytest.mark.parametrize("opening", ["::: tip", "::: tip 题", '??? tip "题"', "```{note}\n"])
def test_lines_that_look_like_front_matter_in_a_box_are_shown(make_site: MakeSite, opening: str) -> None:
    inside = "---\nkey: 值\n---\n\n文"
    if opening.startswith("?"):
        inside = inside.replace("\n", "\n    ").join(("    ", ""))
    closing = {":": ":::", "`": "```"}.get(opening[0], "")
    files: dict[str, str | bytes] = {
        "news/a.md": post_text(
            "甲", f"{opening}\n{inside}\n{closing}\n\n```{{include}} part.txt\n```", date="2024-01-01"
        ),
        "news/part.txt": "---\nhidden: x\n---\n\n一部分。\n",
    }
    build = make_site(files).build()
    assert not build.warnings
    text = build.page("news/a.html").select_one(".e-content").text  # type: ignore[union-attr]
    assert "key: 值" in text
    assert "一部分。" in text
    assert "hidden" not in text


@pytest.mark.parametrize("body", ["![](a.png){{width={}px}}", "```{{image}} a.png\n:height: {}\n```"])
def test_the_size_of_an_image_that_is_no_number_costs_a_warning(make_site: MakeSite, body: str) -> None:
    text = f"---\ntitle: T\ndate: 2024-01-01\n---\n{body.format('9' * 400)}\n"
    build = make_site({"news/a.md": text, "news/a.png": png()}).build()
    assert [(each.path, each.line, each.kind) for each in build.warnings] == [("news/a.md", 5, "eulernews.image")]
    (image,) = build.page("news/a.html").select(".e-content img")
    assert "9999" not in str(image)
