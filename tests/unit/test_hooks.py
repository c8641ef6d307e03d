"""Events of ours: what handlers may return and change, and what is said of the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from helpers import make_post

from sphinx_eulernews.config import NewsConfig
from sphinx_eulernews.hooks import (
    FEED_ENTRY,
    PAGE_CONTEXT,
    POST_READ,
    SITE,
    PageInfo,
    emit_mapping,
    emit_page_context,
    emit_post_read,
    emit_site,
)
from sphinx_eulernews.model.front_matter import FrontMatter, read_front_matter
from sphinx_eulernews.model.post import Author, Post
from sphinx_eulernews.output.feed_formats import Entry, Person

KEYS = NewsConfig(extra_fields={"chamber": "text"}).keys


class Events:
    """Listeners and how they are called, as Sphinx has them."""

    def __init__(self, event: str, handlers: Sequence[Callable[..., Any]]) -> None:
        self.listeners = {event: handlers}

    def emit(self, name: str, *arguments: Any) -> list[Any]:
        return [handler("app", *arguments) for handler in self.listeners.get(name, [])]


def heard(event: str, *handlers: Callable[..., Any]) -> Any:
    return Events(event, handlers)


def read(content: str, *handlers: Callable[..., Any]) -> tuple[FrontMatter, list[str]]:
    front_matter, said = read_front_matter(f"---\n{content}\n---\n", KEYS), list[str]()
    emit_post_read(heard(POST_READ, *handlers), front_matter, KEYS, "news/a", said.append)
    return front_matter, said


def test_a_handler_sees_our_fields_those_of_the_site_and_all_others() -> None:
    seen: list[Any] = []
    read("Title: A\ntags: [a, b]\nchamber: Hall\ntoc: 2\n", lambda *given: seen.append(given))
    assert seen == [("app", {"toc": 2, "chamber": "Hall", "title": "A", "tags": ["a", "b"]}, "news/a")]


def test_a_handler_sets_changes_and_removes_fields() -> None:
    def handler(_app: Any, fields: dict[str, Any], _docname: str) -> dict[str, Any]:
        del fields["tags"], fields["chamber"]
        new = {"Date": date(2024, 1, 2), "draft": True, "chambers": ["x"], "category": ("a", 7), "toc": 3}
        return {**fields, **new, "updated": datetime(2024, 1, 3, 4, tzinfo=UTC), "chamber": "Bay"}

    front_matter, said = read("title: A\ntags: [a]\nchamber: Hall\nchambe: x", handler)
    assert said == []
    assert front_matter.fields == {
        "title": "A", "date": "2024-01-02", "draft": "true", "category": ["a", "7"],
        "updated": "2024-01-03T04:00:00+00:00",
    }  # fmt: skip
    assert front_matter.extra == {"chamber": "Bay"}
    assert front_matter.rest == {"chambe": "x", "chambers": ["x"], "toc": 3, "chamber": "Bay"}


def test_what_a_handler_changes_in_place_without_returning_it_is_not_applied() -> None:
    front_matter, said = read("title: A", lambda _app, fields, _docname: fields.update(title="B"))
    assert (front_matter.fields, said) == ({"title": "A"}, [])


def test_several_handlers_each_change_their_part() -> None:
    front_matter, _said = read(
        "title: A\ntags: [a]",
        lambda _app, fields, _docname: {**fields, "title": "B"},
        lambda _app, fields, _docname: {**fields, "category": "c"},
        lambda *_: None,
    )
    assert front_matter.fields == {"title": "B", "tags": ["a"], "category": "c"}


@pytest.mark.parametrize(
    ("returned", "words"),
    [
        (7, "returned 7"), (["a"], "return a mapping"), ({7: "a"}, "strings as keys"),
        ({"title": object()}, "set the field 'title'"), ({"title": "A", "tags": {1j}}, "set the field 'tags'"),
    ],
)  # fmt: skip
def test_front_matter_of_the_wrong_shape_is_a_warning(returned: Any, words: str) -> None:
    _front_matter, said = read("title: A", lambda *_: returned)
    assert len(said) == 1
    assert words in said[0]


POSTS = {"news/a": make_post("news/a", tags=["x"], authors=["Ada"]), "news/b": make_post("news/b", title="B")}


def changed(handler: Callable[..., Any]) -> tuple[dict[str, Post], list[str]]:
    said: list[str] = []
    return dict(emit_site(heard(SITE, handler), POSTS, said.append)), said


def test_a_handler_hides_posts_adds_terms_and_sets_attributes_for_this_build_only() -> None:
    def handler(_app: Any, site: Any) -> None:
        assert list(site.posts) == ["news/a", "news/b"]
        site.hide("news/b")
        site.add("news/a", tags=["y", "x", "  "], categories="talk", authors="Lin")
        site.change("news/a", pinned=True, summary="In\nshort.", related={"news/b"})

    posts, said = changed(handler)
    assert said == []
    assert posts["news/b"].draft
    shown = posts["news/a"]
    assert (shown.tags, shown.categories, shown.pinned, shown.summary) == (("x", "y"), ("talk",), True, "In short.")
    assert shown.authors == (Author("Ada"), Author("Lin"))
    assert not POSTS["news/b"].draft
    assert changed(handler)[0] == posts


@pytest.mark.parametrize(
    ("handler", "words"),
    [
        (lambda _app, site: site.hide("news/c"), "named the post 'news/c'"),
        (lambda _app, site: site.hide(7), "named the post 7"),
        (lambda _app, site: site.change("news/a", title="X"), "'title' of 'news/a', which cannot be changed"),
        (lambda _app, site: site.change("news/a", tag=["X"]), "did you mean 'tags'"),
        (lambda _app, site: site.change("news/a", tags=[7]), "must be a list of strings"),
        (lambda _app, site: site.change("news/a", tags=7), "set 'tags'"),
        (lambda _app, site: site.change("news/a", pinned="yes"), "must be True or False"),
        (lambda _app, site: site.change("news/a", summary=None), "must be a string"),
        (lambda _app, site: site.change("news/a", authors=[None]), "must be a string"),
        (lambda _app, site: site.add("news/a", pinned=True), "add tags, categories or authors"),
        (lambda _app, site: site.add("news/a", tags=[None]), "must be a list of strings"),
        (lambda _app, site: site.add("news/c", tags=["a"]), "named the post 'news/c'"),
    ],
)
def test_a_change_that_cannot_be_made_is_a_warning(handler: Callable[..., Any], words: str) -> None:
    posts, said = changed(handler)
    assert posts == POSTS
    assert len(said) == 1
    assert words in said[0]


def test_handlers_change_the_context_of_a_page_or_return_additions() -> None:
    said: list[str] = []
    context: dict[str, Any] = {"title": "A"}
    page = PageInfo(kind="post", title="A", collection="news")
    add = lambda _app, _name, _page, context: context.update(b=1)  # noqa: E731  as the others are
    handlers = (add, lambda *_: {"c": 2}, lambda *_: 7, lambda *_: None)
    emit_page_context(heard(PAGE_CONTEXT, *handlers), "news/a", page, context, said.append)
    assert context == {"title": "A", "b": 1, "c": 2}
    assert said == [f"a handler of {PAGE_CONTEXT} returned 7; return a mapping with strings as keys, or None"]


ENTRY = Entry(id="urn:a", url="https://example.org/a", title="A", authors=(Person("Ada"),), categories=(("x", "X"),))


def test_an_entry_of_a_feed_is_changed() -> None:
    given = ENTRY.as_mapping()
    assert given["categories"] == ["X"]

    def handler(_app: Any, entry: dict[str, Any], _post: Any) -> dict[str, Any]:
        return {**entry, "title": "B", "authors": [{"name": "Lin", "url": "https://example.org"}], "categories": ["z"],
                "extra": {"seats": 7}, "published": datetime(2024, 1, 2, tzinfo=UTC)}  # fmt: skip

    result = emit_mapping(heard(FEED_ENTRY, handler), FEED_ENTRY, given, POSTS["news/a"], warn=pytest.fail)
    problems, entry = ENTRY.with_values({key: value for key, value in result.items() if value != given.get(key)})
    assert problems == []
    assert (entry.title, entry.authors) == ("B", (Person("Lin", "https://example.org"),))
    assert (entry.categories, entry.extra) == ((("z", "z"),), {"seats": 7})
    assert (entry.id, entry.published) == ("urn:a", datetime(2024, 1, 2, tzinfo=UTC))


@pytest.mark.parametrize(
    "values",
    [
        {"title": 7}, {"published": "2024-01-02"}, {"published": datetime(2024, 1, 2)},  # noqa: DTZ001  that is wrong
        {"authors": ["Ada"]}, {"authors": [{"url": "x"}]}, {"categories": [7]}, {"extra": {"a": object()}},
        {"colour": "x"},
    ],
)  # fmt: skip
def test_a_value_that_no_entry_has_is_ignored_with_a_sentence(values: dict[str, Any]) -> None:
    problems, entry = ENTRY.with_values(values)
    assert entry == ENTRY
    assert len(problems) == 1
