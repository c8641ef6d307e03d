"""URLs of pages: those that pages of one folder share are the same as those that each finds for itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

import pytest
from sphinx.util.osutil import relative_uri

from sphinx_eulernews.output.page_urls import PageUrls
from sphinx_eulernews.output.shared_urls import SharedUrls

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


def urls_of(builder: Any, pages: Iterable[str], shared: SharedUrls | None) -> dict[tuple[str, str], str | None]:
    """Return the URLs of all names as seen from some pages."""
    found: dict[tuple[str, str], str | None] = {}
    for page in pages:
        known = shared.seen_from(builder, page) if shared else None
        urls = PageUrls(builder, page, lambda _image, _folder: "", None, None, known)
        found |= {(page, name): urls.page(name) for name in NAMES}
    return found


@pytest.mark.parametrize("kind", TARGETS)
def test_shared_urls_are_those_that_each_page_finds_for_itself(kind: str) -> None:
    builder, shared = builder_of(kind, []), SharedUrls()
    own = urls_of(builder, NAMES[:-1], None)
    assert urls_of(builder, NAMES[:-1], shared) == own
    assert urls_of(builder, NAMES[:-1], shared) == own
    assert own["news/a", "news/a"]


def test_pages_in_a_folder_ask_the_builder_once() -> None:
    asked: list[str] = []
    urls_of(builder_of("html", asked), ("news/tags/kernel", "news/tags/driver", "news/tags/boot"), SharedUrls())
    assert asked.count("news/a") == 1


def test_the_urls_of_few_folders_are_kept() -> None:
    builder, shared = builder_of("html", []), SharedUrls()
    first = shared.seen_from(builder, "0/index")
    assert shared.seen_from(builder, "0/page") is first
    for number in range(1, 100):
        shared.seen_from(builder, f"{number}/index")
    assert shared.seen_from(builder, "99/page") is shared.seen_from(builder, "99/index")
    assert shared.seen_from(builder, "0/page") is not first


def test_tags_that_a_theme_writes_are_asked_for_on_each_page() -> None:
    def css_tag(file: str) -> str:
        asked.append(file)
        return f"<link href={file}>"

    builder, shared, asked = builder_of("html", []), SharedUrls(), list[str]()
    for _page in range(2):
        context: dict[str, Any] = {"css_tag": css_tag}
        shared.share_tags(builder, "news/a", context)
        context["css_tag"]("a.css")
    assert asked == ["a.css", "a.css"]
    css_tag.__qualname__ = "StandaloneHTMLBuilder.handle_page.<locals>.css_tag"
    for page in ("news/a", "news/b", "index"):
        context = {"css_tag": css_tag}
        shared.share_tags(builder, page, context)
        assert context["css_tag"]("b.css") == "<link href=b.css>"
    assert asked[2:] == ["b.css", "b.css"]
