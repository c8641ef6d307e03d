"""What the builder computes once: compiled templates from build to build, Pygments formatters within one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sphinx.builders.html
from conftest import MakeSite
from helpers import Build, post_text
from pygments.formatters import HtmlFormatter
from samples import FILES
from sphinx.application import Sphinx
from sphinx.highlighting import PygmentsBridge
from sphinx.util.typing import ExtensionMetadata

CODE = "# Code\n\n```python\nprint(1)\n```\n\n```c\nint a;\n```\n\n```{code-block} c\n:linenos:\n\nint b;\n```\n"
SAID = ["one"]


def setup(app: Sphinx) -> ExtensionMetadata:
    """An extension with an overlay of the environment, or a filter that depends on more than its code."""
    app.connect("html-page-context", _render_in_overlay if "overlay" in app.config.html_context else _add_filter)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _add_filter(app: Sphinx, *_: Any) -> None:
    app.builder.templates.environment.filters["shown"] = lambda text: text + SAID[0]


def _render_in_overlay(app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: Any) -> None:
    if pagename == "page":
        environment = app.builder.templates.environment
        overlay = environment.overlay(autoescape=True)
        for each in (environment, overlay):
            context["body"] += each.get_template("box.html").render(text="<i>")
        context["body"] += overlay.from_string("<b>{{ text }}</b>").render(text="<i>")


def stamps(build: Build) -> dict[Path, int]:
    folder = build.outdir.with_name("html-doctrees") / "eulernews-templates"
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*.cache")}


def test_compiled_templates_are_kept_from_build_to_build(make_site: MakeSite) -> None:
    site = make_site(FILES)
    first = site.build()
    before = stamps(first)
    compiled = b"".join(path.read_bytes() for path in before)
    assert b"page.html" in compiled
    assert b"search.html" in compiled
    second = site.build(force=True)
    assert stamps(second) == before
    assert second.digests() == first.digests()


def test_a_template_that_changes_is_compiled_again(make_site: MakeSite) -> None:
    site = make_site({**FILES, "page.md": "# Page\n"}, {"templates_path": ["_templates"]})
    template = '{%% extends "!page.html" %%}{%% block body %%}<p>%s</p>{{ super() }}{%% endblock %%}'
    for text in ("one", "another"):
        site.write({"_templates/page.html": template % text})
        assert f"<p>{text}</p>" in site.build(force=True).text("page.html")


def test_a_constant_that_a_filter_changes_is_computed_again(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = '{% extends "!page.html" %}{% block body %}<p>{{ "said: "|shown }}</p>{% endblock %}'
    files = {**FILES, "page.md": "# Page\n", "_templates/page.html": template}
    extensions = ["myst_parser", "sphinx_eulernews", "test_builder_caches"]
    site = make_site(files, {"templates_path": ["_templates"], "extensions": extensions})
    assert "<p>said: one</p>" in site.build(force=True).text("page.html")
    monkeypatch.setattr("test_builder_caches.SAID", ["another"])
    assert "<p>said: another</p>" in site.build(force=True).text("page.html")


def test_an_overlay_of_the_environment_keeps_its_own_options(make_site: MakeSite) -> None:
    files = {**FILES, "page.md": "# Page\n", "_templates/box.html": "<p>{{ text }}</p>"}
    extensions = ["myst_parser", "sphinx_eulernews", "test_builder_caches"]
    conf = {"templates_path": ["_templates"], "extensions": extensions, "html_context": {"overlay": True}}
    site = make_site(files, conf)
    for _build in range(2):
        assert "<p><i></p><p>&lt;i&gt;</p><b>&lt;i&gt;</b>" in site.build(force=True).text("page.html")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The options of the formatters that are made."""
    options: list[dict[str, Any]] = []
    make = PygmentsBridge.get_formatter

    def get_formatter(self: PygmentsBridge, **kwargs: Any) -> Any:
        options.append({name: value for name, value in kwargs.items() if name == "linenos" and value})
        return make(self, **kwargs)

    monkeypatch.setattr(PygmentsBridge, "get_formatter", get_formatter)
    return options


def test_a_formatter_is_made_once_for_each_set_of_options(make_site: MakeSite, made: list[dict[str, Any]]) -> None:
    build = make_site({**FILES, "zh/news/code.md": CODE, "page.md": CODE}).build()
    assert build.text("page.html").count('<div class="highlight">') == 3
    assert made.count({"linenos": "inline"}) == 1
    assert 1 <= len([options for options in made if not options]) <= 3  # of blocks, of style sheets


def test_a_formatter_of_somebody_else_is_made_for_each_block(
    make_site: MakeSite, made: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Counting(HtmlFormatter):  # type: ignore[type-arg]
        """A formatter of an extension."""

    monkeypatch.setattr(PygmentsBridge, "html_formatter", Counting)
    make_site({**FILES, "zh/news/code.md": CODE, "page.md": CODE}).build()
    assert made.count({"linenos": "inline"}) == 2


def test_pages_in_one_folder_write_the_tag_of_a_style_sheet_once(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    checksum = sphinx.builders.html._file_checksum  # type: ignore[attr-defined]

    def file_checksum(outdir: Path, filename: Any) -> Any:
        asked.append(str(filename))
        return checksum(outdir, filename)

    monkeypatch.setattr("sphinx.builders.html._file_checksum", file_checksum)
    posts = {f"news/{number}.md": post_text(f"第{number}篇", date="2024-01-01") for number in range(1, 31)}
    build = make_site({**posts, "page.md": "# Page\n"}).build()
    pages = [page for name, page in build.pages().items() if name.startswith("news/")]
    sheets = {
        str(sheet["href"]).rpartition("/")[2].partition("?")[0]
        for page in pages
        for sheet in page.select("link[rel=stylesheet]")
    }
    folders = {name.rpartition("/")[0] for name in build.names() if name.endswith(".html")}
    assert len(pages) > 2 * len(folders)
    for sheet in sheets:
        assert len([name for name in asked if name.endswith(f"/{sheet}")]) <= len(folders) + 5  # pages of Sphinx
