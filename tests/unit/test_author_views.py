"""Boxes of authors: what readers, programs and templates are told, whatever a file says."""

from __future__ import annotations

import time
from typing import Any, cast

import pytest
from bs4 import BeautifulSoup
from helpers import NOW, StubAddresses, make_post

from sphinx_eulernews.model.collection import Collection
from sphinx_eulernews.model.people import Person
from sphinx_eulernews.model.post import Banner, Post
from sphinx_eulernews.model.site import Site
from sphinx_eulernews.model.taxonomy import AUTHOR
from sphinx_eulernews.model.term_records import TermRecords
from sphinx_eulernews.output.template_context import context_of
from sphinx_eulernews.render import author_views, post_views
from sphinx_eulernews.render.tree import Node, Part, to_html
from sphinx_eulernews.render.views import Views

HOSTILE = "<script>alert('x')</script> & \"q\""
ADA = Person(
    key="ada", labels=(("", "Ada Quay"),), description=(("", HOSTILE),), role=(("", HOSTILE),), url="/team/ada.html",
    image="ada.png", avatar=Banner("ada.png", 10, 10, "d"), links=((HOSTILE, "https://example.org/?a=\"&b='"),),
)  # fmt: skip
POST = make_post("news/a", "2024-01-01", authors=["ada", "Ben"])


def views_of(*posts: Post, people: tuple[Person, ...] = (ADA,), **options: Any) -> Views:
    records = {("news", AUTHOR.plural): TermRecords(people)}
    return Views(Site(posts, {"news": Collection(key="news", language="en")}, NOW, records=records), **options)


def soup(*trees: Node | None) -> BeautifulSoup:
    return BeautifulSoup("".join(to_html(tree, StubAddresses()) for tree in trees if tree), "lxml")


def test_what_a_file_says_is_escaped_wherever_it_stands() -> None:
    views = views_of(POST)
    post = views.site.posts["news/a"]
    page = soup(*author_views.boxes(views, post))
    assert not page.select("script")
    assert page.select_one(".p-note").text == page.select_one(".p-job-title").text == HOSTILE  # type: ignore[union-attr]
    assert [link["href"] for link in page.select("a")] == [
        "/news/authors/ada.html", "//team/ada.html.html", "https://example.org/?a=\"&b='",
    ]  # fmt: skip


def test_the_byline_leaves_the_card_to_the_box_unless_a_template_writes_that() -> None:
    for overrides, cards in (({}, ["Ben"]), ({"author-box": "1"}, ["Ada Quay", "Ben"])):
        views = views_of(POST, overrides=overrides)
        byline = soup(post_views.byline(views, views.site.posts["news/a"]))
        assert [link.text for link in byline.select(".eulernews-authors a")] == ["Ada Quay", "Ben"]
        assert [link.text for link in byline.select(".p-author")] == cards


def test_a_template_of_the_box_is_told_of_the_author() -> None:
    views = views_of(POST, overrides={"author-box": "1"})
    [part] = author_views.boxes(views, views.site.posts["news/a"])
    assert isinstance(part, Part)
    author = context_of(part, views, cast("Any", StubAddresses()), {})["author"]
    assert (str(author), author.key, author.initials, author.url) == ("Ada Quay", "ada", "AQ", "/news/authors/ada.html")
    assert (author.role, author.bio, [link.name for link in author.links]) == (HOSTILE, HOSTILE, [HOSTILE])
    assert author.avatar.startswith("<img")


def test_on_the_page_of_an_author_a_template_has_no_post() -> None:
    views = views_of(POST, overrides={"author-box": "1"})
    section = views.site.sections["news"]
    term = section.taxonomies[AUTHOR.plural].get("ada")
    assert term is not None
    part = author_views.box_of_page(views, section, term)
    assert isinstance(part, Part)
    context = context_of(part, views, cast("Any", StubAddresses()), {})
    assert context["post"] is None
    assert context["author"].name == "Ada Quay"


@pytest.mark.parametrize("number", [3000])
def test_many_authors_of_one_post_take_time_in_proportion(number: int) -> None:
    people = tuple(Person(key=f"k{n}", description=(("", "x"),)) for n in range(number))
    views = views_of(make_post("news/a", authors=[f"k{n}" for n in range(number)]), people=people)
    begun = time.process_time()
    post = views.site.posts["news/a"]
    byline = soup(post_views.byline(views, post))
    assert not byline.select(".p-author")
    assert len(author_views.boxes(views, post)) == number
    assert time.process_time() - begun < 5
