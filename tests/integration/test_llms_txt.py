"""Extensions that read the copies of sources in the output, as sphinx-llms-txt does: generated pages have none."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest
from conftest import MakeSite
from helpers import post_text
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

FILES = {
    "index.md": "# Home\n\n```{toctree}\nguide\nnews/index\nnews/archive/index\n```\n",
    "guide.md": "# Guide\n",
    "news/a.md": post_text("Berth", date="2023-01-01"),
    "news/held.md": post_text("Held", date="2023-01-02", draft="true"),
}


def combine(app: Sphinx, _exception: Exception | None) -> None:
    names = sorted(app.env.all_docs.keys() - set(app.config.llms_txt_exclude))
    for name in names:
        if not (app.outdir / "_sources" / f"{name}.md.txt").exists():
            logging.getLogger(__name__).warning("no source: %s", name)
    (app.outdir / "llms.txt").write_text("\n".join(names), "utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_config_value("llms_txt_exclude", [], "env")
    app.connect("build-finished", combine)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def test_documents_without_a_source_are_left_out_and_nothing_is_read_again(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = ModuleType("llms_txt")
    module.setup = setup  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "llms_txt", module)
    extensions = ["llms_txt", "myst_parser", "sphinx_eulernews"]
    site = make_site(FILES, {"extensions": extensions, "llms_txt_exclude": ["guide"], "language": "en"})
    for read in ({"index", "guide", "news/a", "news/held"}, set[str]()):
        built = site.build()
        assert built.said == ""
        assert built.read == read
        assert built.text("llms.txt").split("\n") == ["index", "news/a"]
