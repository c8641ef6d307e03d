"""Dependencies hold all that the views show: where they are equal, so is what readers see."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from typing import Any, get_args

import pytest
from helpers import NOW
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinx_eulernews.domain_data import STORED
from sphinx_eulernews.model.collection import Collection
from sphinx_eulernews.model.dates import read_date
from sphinx_eulernews.model.people import Person
from sphinx_eulernews.model.post import Author, Banner, Post
from sphinx_eulernews.model.query import DirectiveSpec
from sphinx_eulernews.model.related import Relations
from sphinx_eulernews.model.site import Site
from sphinx_eulernews.model.taxonomy import AUTHOR
from sphinx_eulernews.model.term_records import TermRecords
from sphinx_eulernews.output.pages import PLAIN, GeneratedPage, GeneratedPages
from sphinx_eulernews.output.plan import TREES
from sphinx_eulernews.render import dependencies, list_views
from sphinx_eulernews.render.dependencies import NOT_IN_LISTS, PostDependencies, banner_values, entry_values
from sphinx_eulernews.render.list_views import EntryContext, card, cells, line, row
from sphinx_eulernews.render.post_views import byline, footer, hero, lead
from sphinx_eulernews.render.tree import Element, to_html
from sphinx_eulernews.render.views import Views

pytestmark = pytest.mark.slow

DATES = [None, *map(read_date, ("2023-11-25", "2023-11-26", "2023-11", "2022-01-02 08:30", "2027-01-01"))]
BANNERS = [None, Banner("a.png", 10, 20, "d1"), Banner("a.png", 10, 20, "d2"), Banner("b.png", alt="港", borrowed=True)]
COLLECTIONS = {key: Collection(key=key, language=language) for key, language in (("zh", "zh_CN"), ("en", "en"))}
names = st.lists(st.sampled_from(["容器", "C++", "c++", "内核"]), max_size=2, unique=True).map(tuple)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "title": st.sampled_from(["甲", "乙"]),
    "date": st.sampled_from(DATES),
    "updated": st.sampled_from(DATES),
    "publish": st.sampled_from(DATES),
    "expires": st.sampled_from(DATES),
    "categories": names,
    "category_paths": st.sampled_from([(), (("内核", "容器"),), (("C++", "容器"), ("内核", "C++"))]),
    "tags": names,
    "sigs": names,
    "locations": names,
    "authors": names.map(lambda found: tuple(Author(name) for name in found)),
    "summary": st.sampled_from(["", "一句话。", "甲"]),
    "summary_references": st.just(()),  # the planner has put their titles into the summary
    "teaser": st.sampled_from(["", "开头。"]),
    "banner": st.sampled_from(BANNERS),
    "other_images": st.sampled_from([(), (Banner("b.png"),)]),
    "draft": st.booleans(),
    "pinned": st.booleans(),
    "unlisted": st.booleans(),
    "language": st.sampled_from(["", "en", "zh_TW"]),
    "translation": st.sampled_from(["", "k"]),
    "external": st.sampled_from(["", "https://example.org/"]),
    "series": st.sampled_from(["", "调度"]),
    "related": st.sampled_from([(), ("zh/1",), ("/en/2",)]),
    "minutes": st.integers(1, 2),
    "has_lead": st.booleans(),
    "aliases": st.sampled_from([(), ("/old.html",)]),
    "permalinks": st.sampled_from([(), ("/old/",)]),
    "slug": st.sampled_from(["", "s"]),
    "canonical": st.sampled_from(["", "https://example.org/"]),
    "labels": st.sampled_from([(), (("容器", "Containers"), ("调度", "Scheduling"))]),
    "unseen_terms": st.sampled_from([(), (("tag", "内核"),)]),
    "is_translated": st.booleans(),
    "extra": st.sampled_from([(), (("venue", "东岸"),)]),
    "lines": st.sampled_from([(), (("aliases", 3),)]),
}
DOCNAMES = ["zh/1", "zh/2", "zh/3", "en/1", "en/2"]


@st.composite
def sites(draw: st.DrawFn) -> list[Post]:
    return [
        Post(docname=docname, collection=docname.partition("/")[0], **draw(st.fixed_dictionaries(VALUES)))
        for docname in DOCNAMES
    ]


@st.composite
def changes(draw: st.DrawFn, names: Sequence[str]) -> Callable[[list[Post]], list[Post]]:
    """Draw a change of one of these fields of one post, or of none."""
    place, name = draw(st.integers(0, len(DOCNAMES) - 1)), draw(st.sampled_from(names))
    value = draw(VALUES[name])
    return lambda posts: [replace(post, **{name: value}) if n == place else post for n, post in enumerate(posts)]


CRANE = Person(key="c", labels=(("zh", "容 器"), ("en", "Crane")), aliases=("容器",), url="https://example.org/")
PEOPLE = (
    TermRecords([CRANE]),
    TermRecords([replace(CRANE, description=(("", "写容器。"),))]),
    TermRecords([replace(CRANE, image="a.png", avatar=Banner("a.png", digest="d1"), slug="crane")]),
    TermRecords([replace(CRANE, image="a.png", links=(("x", "https://example.org/x"),))]),
    TermRecords([CRANE, Person(key="内核", role=(("", "港务长"),), aliases=("c++",))]),
)
"""What a file may say of authors, whose names are those of the other terms."""
people = st.sampled_from((None, *PEOPLE))
files_of_people = st.one_of(people.map(lambda same: (same, same)), st.tuples(people, people))
"""The files of two builds: most often the same one, or it would hide what changes of a post."""


def views_of(posts: list[Post], described: TermRecords[Person] | None = None) -> Views:
    records = {(key, AUTHOR.plural): described for key in COLLECTIONS} if described else {}
    news = Site(posts, COLLECTIONS, NOW, drafts=True, records=records)
    return Views(news, relations=Relations(news), related=2)


def html(tree: Element | None) -> str:
    return to_html(tree, PLAIN) if tree else ""


def around(views: Views, post: Post) -> list[str]:
    return [html(tree) for tree in (byline(views, post), lead(post), hero(post), footer(views, post))]


ENTRIES = {card: "cards", row: "list", line: "compact", cells: "table"}


def in_lists(views: Views, post: Post) -> list[str]:
    plain = replace(post, banner=None)
    return [html(make(views, plain, EntryContext(layout))) for make, layout in ENTRIES.items()]


Described = tuple[TermRecords[Person] | None, TermRecords[Person] | None]


def cases(posts: list[Post], changed: list[Post], described: Described) -> list[tuple[Views, Post, Views, Post]]:
    one, other = views_of(posts, described[0]), views_of(changed, described[1])
    return [(one, one.site.posts[post.docname], other, other.site.posts[post.docname]) for post in posts]


@pytest.mark.parametrize("name", VALUES)
@settings(max_examples=8, deadline=None)
@given(st.data(), sites(), files_of_people)
def test_what_readers_see_of_a_post_is_in_its_dependencies(
    name: str, data: st.DataObject, posts: list[Post], described: Described
) -> None:
    """Field by field, so that one of forty is not missed by chance."""
    change = data.draw(changes([name]))
    for one, mine, other, theirs in cases(posts, change(posts), described):
        if repr(PostDependencies(one).around(mine)) == repr(PostDependencies(other).around(theirs)):
            assert around(one, mine) == around(other, theirs)
        if repr(PostDependencies(one).entry(mine)) == repr(PostDependencies(other).entry(theirs)):
            assert in_lists(one, mine) == in_lists(other, theirs)
            if banner_values(mine.banner) == banner_values(theirs.banner):
                assert html(card(one, mine, EntryContext())) == html(card(other, theirs, EntryContext()))


@settings(max_examples=300, deadline=None)
# Two languages may write the same date.
@given(sites(), changes(sorted(VALUES.keys() - {"language"})), files_of_people)
def test_the_facts_of_a_list_hold_nothing_that_it_does_not_show(
    posts: list[Post], change: Callable[[list[Post]], list[Post]], described: Described
) -> None:
    for one, mine, other, theirs in cases(posts, change(posts), described):
        if in_lists(one, mine) == in_lists(other, theirs):
            assert repr(PostDependencies(one).entry(mine)) == repr(PostDependencies(other).entry(theirs))


@dataclass(frozen=True, slots=True, kw_only=True)
class PostWithMood(Post):
    """A post with a field that was added, and that nobody thought of where pages are compared."""

    mood: str = ""


def test_every_field_of_a_post_is_drawn_here() -> None:
    """So the two tests above know each field; a new one needs values in VALUES."""
    assert {item.name for item in fields(Post)} == {*VALUES, "docname", "collection"}


def test_a_field_that_was_added_is_compared_without_being_named() -> None:
    mine, theirs = (PostWithMood(docname="zh/1", collection="zh", mood=mood) for mood in ("glad", "sad"))
    assert entry_values(PostWithMood)(mine) != entry_values(PostWithMood)(theirs)
    around = [PostDependencies(views_of([post])).around(post) for post in (mine, theirs)]
    assert repr(around[0]) != repr(around[1])


def test_a_card_that_shows_a_field_which_is_not_compared_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The net itself is tested: with ``title`` left out of the comparison, the property above does not hold."""
    without = attrgetter(*(item.name for item in fields(Post) if item.name not in {*NOT_IN_LISTS, "title"}))
    monkeypatch.setattr(dependencies, "_entry", without)
    one, other = (Post(docname="zh/1", collection="zh", title=title) for title in ("甲", "乙"))
    mine, theirs = views_of([one]), views_of([other])
    assert repr(PostDependencies(mine).entry(one)) == repr(PostDependencies(theirs).entry(other))
    assert in_lists(mine, one) != in_lists(theirs, other)


def test_what_lists_do_not_compare_are_fields_of_a_post() -> None:
    assert {item.name for item in fields(Post)} >= NOT_IN_LISTS


def test_every_layout_of_lists_is_drawn_here() -> None:
    assert set(list_views._LAYOUTS.values()) == set(ENTRIES)
    assert set(ENTRIES.values()) <= list_views._LAYOUTS.keys() == list_views._WRAPPERS.keys()


# Fields of a generated page that its fingerprint holds in another form, or that belong to its name.
NOT_COMPARED_AS_THEY_ARE = {"name", "kind", "section", "posts", "frame"}


@pytest.mark.parametrize(
    "name", [item.name for item in fields(GeneratedPage) if item.name not in NOT_COMPARED_AS_THEY_ARE]
)
def test_every_field_of_a_generated_page_is_in_its_fingerprint(name: str) -> None:
    """A field that was added, and that nobody compares, fails here."""
    pages = GeneratedPages(views_of([Post(docname="zh/1", collection="zh", title="甲")]))
    page = pages.by_name["zh/index"]
    changed: Any = (("zh/other", "其他"),) if name == "parents" else "compact" if name == "layout" else "changed"
    assert pages.fingerprint(replace(page, **{name: changed})) != pages.fingerprint(page)


def test_every_kind_of_directive_has_a_view_and_is_stored_by_the_domain() -> None:
    """What is stored goes into ``data_version``: data of another shape is read again."""
    assert set(TREES) == set(get_args(DirectiveSpec))
    assert set(get_args(DirectiveSpec)) <= set(STORED)


def test_the_line_of_a_banner_is_no_fact() -> None:
    assert banner_values(Banner("a.png", line=3)) == banner_values(Banner("a.png", line=4))


@pytest.mark.parametrize("changed", [Banner("a.png", digest="x"), Banner("a.png", alt="港"), Banner("b.png"), None])
def test_whatever_else_changes_of_a_banner_is_one(changed: Banner | None) -> None:
    assert banner_values(changed) != banner_values(Banner("a.png"))
