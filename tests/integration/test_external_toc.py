"""Generated pages in a toctree that no document writes, but a file of the site: as sphinx-external-toc inserts them."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from types import ModuleType

import pytest
from conftest import MakeSite
from docutils import nodes
from helpers import post_text
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms import SphinxTransform
from sphinx.util.matching import patfilter
from sphinx.util.typing import ExtensionMetadata

FILES = {
    "index.md": "# Home\n",
    "news/a.md": post_text("Berth", date="2023-01-01", tags=["quay"]),
    "news/b.md": post_text("Crane", date="2023-02-01", tags=["crane"]),
}
CONF = {"extensions": ["myst_parser", "sphinx_eulernews", "site_map"], "language": "en", "html_theme": "furo"}


@dataclass
class Item:
    """A document of the site map, with what the document of the extension has."""

    files: list[str] = field(default_factory=list)
    globs: list[str] = field(default_factory=list)

    def child_files(self) -> list[str]:
        return self.files

    def child_globs(self) -> list[str]:
        return self.globs


@pytest.fixture
def site_map(monkeypatch: pytest.MonkeyPatch) -> dict[str, Item]:
    items: dict[str, Item] = {}
    seen: dict[str, Item] = {}

    class InsertToctrees(SphinxTransform):
        default_priority = 100

        def apply(self) -> None:
            item = items.get(self.env.docname, Item())
            names = [name.removesuffix(".md") for name in item.files]
            names += [name for pattern in item.globs for name in sorted(patfilter(self.env.found_docs, pattern))]
            assert set(names) <= self.env.found_docs
            if names:
                toctree = addnodes.toctree(
                    "", parent=self.env.docname, entries=[(None, name) for name in names], includefiles=names,
                    maxdepth=-1, caption=None, rawcaption="", glob=False, hidden=False, includehidden=False,
                    numbered=0, titlesonly=False,
                )  # fmt: skip
                self.document.children[-1].extend([nodes.compound("", toctree)])  # type: ignore[attr-defined]

    def keep(_app: Sphinx, config: Config) -> None:
        config.external_site_map = items

    def changed(_app: Sphinx, *_sets: object) -> list[str]:
        names = [name for name in {*items, *seen} if items.get(name) != seen.get(name)]
        seen.clear()
        seen.update(items)
        return names

    def setup(app: Sphinx) -> ExtensionMetadata:
        app.connect("config-inited", keep)
        app.connect("env-get-outdated", changed)
        app.add_transform(InsertToctrees)
        return {"parallel_read_safe": True, "parallel_write_safe": True}

    module = ModuleType("site_map")
    module.setup = setup  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "site_map", module)
    return items


def test_generated_pages_of_a_site_map_are_documents(make_site: MakeSite, site_map: dict[str, Item]) -> None:
    site_map |= {"index": Item(["news/index.md"]), "news/index": Item(["news/archive/index", "news/tags/index"])}
    site = make_site(FILES, CONF)
    built = site.build()
    assert built.said == ""
    links = {"news/index.html", "news/archive/index.html", "news/tags/index.html"}
    assert {link["href"] for link in built.page("index.html").select(".sidebar-tree a")} == links
    again = site.build()
    assert (again.read, again.digests()) == (frozenset(), built.digests())


def test_a_pattern_of_a_site_map_finds_the_list(make_site: MakeSite, site_map: dict[str, Item]) -> None:
    site_map["index"] = Item(globs=["news/ind*"])
    built = make_site(FILES, CONF).build()
    assert [link["href"] for link in built.page("index.html").select(".sidebar-tree a")] == ["news/index.html"]


def test_any_edit_of_a_site_map_leaves_what_a_clean_build_makes(make_site: MakeSite, site_map: dict[str, Item]) -> None:
    site_map["index"] = Item(["news/index"])
    site = make_site(FILES, CONF)
    site.build()
    for edit in (
        {"index": Item(["news/index"]), "news/index": Item(["news/archive/index"])},
        {"index": Item(["news/index", "news/tags/crane"])},
        {"index": Item(["news/a"])},
        {},
    ):
        site_map.clear()
        site_map |= edit
        built = site.build()
        assert built.said == ""
        assert built.digests() == site.build(clean=True).digests()
