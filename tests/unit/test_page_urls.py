"""URLs of pages: those that pages of one folder share are the same as those that each finds for itself."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from sphinx.util.osutil import relative_uri

from sphinx_eulernews.output.page_urls import PageUrls

NAMES = (
    "index", "news/index", "news/a", "news/b", "news/page/1", "news/tags/index", "news/tags/kernel",
    "news/tags/kernel/page/1", "news/新闻 稿", "/news/atom.xml",
)  # fmt: skip
TARGETS: dict[str, Callable[[str], str]] = {
    "html": lambda name: f"{name}.html",
    "dirhtml": lambda name: name.removesuffix("index") if name.endswith("index") else f"{name}/",
}


def builder_of(kind: str, asked: list[str]) -> Any:
    def target(name: str, _kind: str = "") -> str:
        return TARGETS[kind](name)

    def relative(base: str, name: str) -> str:
        asked.append(name)
        return relative_uri(target(base), target(name))

    return SimpleNamespace(
        name=kind, format="html", env=SimpleNamespace(found_docs=set(NAMES)), get_target_uri=target,
        get_relative_uri=relative,
    )  # fmt: skip


@pytest.mark.parametrize("kind", TARGETS)
def test_shared_urls_are_those_that_each_page_finds_for_itself(kind: str) -> None:
    builder, known = builder_of(kind, []), dict[str, dict[str, str | None]]()

    def urls(shared: dict[str, dict[str, str | None]] | None) -> dict[tuple[str, str], str | None]:
        pages = {page: PageUrls(builder, page, lambda _image, _folder: "", None, None, shared) for page in NAMES[:-1]}
        return {(page, name): found.page(name) for page, found in pages.items() for name in NAMES}

    own = urls(None)
    assert urls(known) == own
    assert urls(known) == own
    assert own["news/a", "news/a"]


def test_pages_in_a_folder_ask_the_builder_once() -> None:
    asked: list[str] = []
    builder, known = builder_of("html", asked), dict[str, dict[str, str | None]]()
    for page in ("news/tags/kernel", "news/tags/driver", "news/tags/boot"):
        PageUrls(builder, page, lambda _image, _folder: "", None, None, known).page("news/a")
    assert asked == ["news/a"]
