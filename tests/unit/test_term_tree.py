"""The tree of terms: which term is below which, and which posts each has."""

from __future__ import annotations

from typing import Any

import pytest
from helpers import make_news, make_post

from sphinx_eulernews.model.field_readers import Context
from sphinx_eulernews.model.fields import KEYS, read_post
from sphinx_eulernews.model.front_matter import read_front_matter
from sphinx_eulernews.model.post import Post, shortened
from sphinx_eulernews.model.query import Query
from sphinx_eulernews.model.taxonomy import CATEGORY, TAG, Terms
from sphinx_eulernews.model.term_tree import MAX_LEVELS
from sphinx_eulernews.output.filter_data import write_data
from sphinx_eulernews.output.pages import PLAIN, GeneratedPages
from sphinx_eulernews.render.tree import to_html
from sphinx_eulernews.render.views import Views


def read(categories: str) -> Post:
    front_matter = read_front_matter(f"---\ncategories: {categories}\n---\n", KEYS)
    post, problems = read_post(front_matter, "news/a", "news", Context())
    assert not problems
    return post


def written(*categories: str) -> list[Post]:
    """Return posts, the newest first, each with the categories that its front matter writes."""
    days = range(len(categories), 0, -1)
    return [
        make_post(
            f"news/{day}", f"2024-01-{day:02}", categories=read(text).categories,
            category_paths=read(text).category_paths,
        )
        for day, text in zip(days, categories, strict=True)
    ]  # fmt: skip


def paths(*categories: str, **settings: Any) -> dict[str, str]:
    """Return the paths of all terms with the numbers of the posts of each."""
    terms = Terms(CATEGORY, "news", written(*categories), **settings)
    return {term.path: "".join(post.docname[-1] for post in term.posts) for term in terms}


@pytest.mark.parametrize(
    ("text", "names", "below"),
    [
        ("[[Ports, Cranes], [Ships]]", "Ports Cranes Ships", [("Ports", "Cranes")]),
        ("[Ports, [Ships, Tugs, Pilots]]", "Ports Ships Tugs Pilots", [("Ships", "Tugs", "Pilots")]),
        ("[Ports, Cranes]", "Ports Cranes", []),
        ("Ports/Cranes", "Ports/Cranes", []),
        ("[[Ports], [{label: Ships}, {label: Tugs}]]", "Ports Ships Tugs", [("Ships", "Tugs")]),
        ("", "", []),
    ],
)
def test_a_list_within_a_list_is_a_path(text: str, names: str, below: list[tuple[str, ...]]) -> None:
    post = read(text)
    assert (" ".join(post.categories), list(post.category_paths)) == (names, below)


def test_a_term_has_the_posts_of_those_below_it_each_once() -> None:
    found = paths("[[Ports, Cranes], [Ports, Locks]]", "Ports", "[[Ports, Cranes]]")
    assert found == {"Ports": "321", "Ports/Cranes": "31", "Ports/Locks": "3"}


def test_names_below_different_ones_are_different_terms_with_urls_of_their_own() -> None:
    terms = Terms(CATEGORY, "news", written("[[Ships, Staff]]", "[[Ports, Staff]]"))
    assert {term.path: term.slug for term in terms} == {
        "Ports": "ports", "Ports/Staff": "staff", "Ships": "ships", "Ships/Staff": "ships-staff",
    }  # fmt: skip
    found = {name: term.path for name in ("staff", "ships/staff", "Ports") if (term := terms.get(name))}
    assert found == {"staff": "Ports/Staff", "ships/staff": "Ships/Staff", "Ports": "Ports"}


def test_a_name_alone_means_the_only_path_that_ends_with_it() -> None:
    assert paths("Cranes", "[[Ports, Cranes]]") == {"Ports": "21", "Ports/Cranes": "21"}
    several = paths("Cranes", "[[Ports, Cranes]]", "[[Ships, Cranes]]")
    assert several == {"Cranes": "3", "Ports": "2", "Ports/Cranes": "2", "Ships": "1", "Ships/Cranes": "1"}


@pytest.mark.parametrize(
    "categories",
    [
        ["C/C++", "I/O", "AI/ML"],
        ["C/C++", "C"],
        ["TCP/IP", "TCP"],
        ["HTTP/2", "HTTP/3", "HTTP"],
        ["2024/11", "2024/12"],
        ["https://a/b", "https://a/c"],
        ["/ports/cranes", "/ports/locks"],
    ],
)
def test_names_that_hold_a_slash_by_accident_stay_whole(categories: list[str]) -> None:
    terms = Terms(CATEGORY, "news", written(*categories))
    assert {term.name: (len(term.posts), term.parent) for term in terms} == dict.fromkeys(categories, (1, None))


@pytest.mark.parametrize(
    ("categories", "expected"),
    [
        (["Ports/Cranes", "Ports/Locks"], {"Ports": "21", "Ports/Cranes": "2", "Ports/Locks": "1"}),
        (["Ports/Cranes", "Ports"], {"Ports": "21", "Ports/Cranes": "2"}),
        (["港口/起重机", "港口"], {"港口": "21", "港口/起重机": "2"}),
        (["Ports／Cranes", "Ports / Locks"], {"Ports": "21", "Ports／Cranes": "2", "Ports / Locks": "1"}),
        (["P/A/R", "P/A/S", "P/B"], {"P": "321", "P/A": "32", "P/A/R": "3", "P/A/S": "2", "P/B": "1"}),
    ],
)
def test_names_are_paths_where_several_begin_alike(categories: list[str], expected: dict[str, str]) -> None:
    terms = Terms(CATEGORY, "news", written(*categories))
    assert {term.name: "".join(post.docname[-1] for post in term.posts) for term in terms} == expected


def test_a_path_in_one_string_keeps_its_url_and_label() -> None:
    terms = Terms(CATEGORY, "news", written("Ports/Cranes", "Ports/Locks"))
    term = terms.get("Ports/Cranes")
    assert term is not None
    assert (term.slug, term.label, term.label_below) == ("ports-cranes", "Ports/Cranes", "Cranes")


def test_the_separator_of_paths_is_an_option() -> None:
    categories = ("Ports > Cranes", "Ports > Locks", "Ships/Tugs", "Ships/Sails")
    found = ["Ports", "Ports > Cranes", "Ports > Locks", "Ships/Sails", "Ships/Tugs"]
    assert list(paths(*categories, separator=">")) == found
    assert len(paths(*categories, separator="")) == 4


def test_tags_are_no_paths() -> None:
    posts = [make_post("news/a", "2024-01-01", tags=("Ports/Cranes", "Ports/Locks", "Ports"))]
    assert not Terms(TAG, "news", posts).is_tree


def test_more_levels_than_a_tree_has_begin_at_the_top_again() -> None:
    names = [f"n{number}" for number in range(MAX_LEVELS + 2)]
    terms = Terms(CATEGORY, "news", written(f"[[{', '.join(names)}]]"))
    assert [len(term.ancestors) for name in names if (term := terms.get(name))] == [*range(MAX_LEVELS), 0, 0]


def test_a_category_that_a_handler_takes_away_is_in_no_path() -> None:
    post = make_post("news/a", "2024-01-01", categories=("Cranes",), category_paths=(("Ports", "Cranes"),))
    assert [term.path for term in Terms(CATEGORY, "news", [post])] == ["Cranes"]


def test_long_names_are_shortened_in_paths_as_well() -> None:
    post = make_post("news/a", categories=("Ports", "x" * 900), category_paths=(("Ports", "x" * 900),))
    cut, _problems = shortened(post, {"categories"})
    assert cut.category_paths == (cut.categories,)


def test_a_list_of_a_category_has_the_posts_of_those_below_it() -> None:
    site = make_news(*written("Ports/Cranes", "Ports/Locks", "[[Ships, Tugs]]", "Ships"))

    def select(name: str) -> str:
        return "".join(post.docname[-1] for post in site.select(Query(terms={"category": (name,)})))

    assert {name: select(name) for name in ("ports", "Ports/Locks", "ships/tugs", "Ships", "none")} == {
        "ports": "43", "Ports/Locks": "3", "ships/tugs": "2", "Ships": "21", "none": "",
    }  # fmt: skip


def html_of(name: str, *categories: str, **settings: Any) -> str:
    views = Views(make_news(*written(*categories), language="en", **settings))
    return to_html(GeneratedPages(views).by_name[name].tree(views), PLAIN)


def test_the_page_of_a_term_leads_to_those_above_and_below() -> None:
    html = html_of("news/categories/ports-cranes", "Ports/Cranes/Paint", "Ports/Cranes", "Ports/Locks")
    crumbs = '<nav class="eulernews-breadcrumbs" aria-label="Categories"><a href="news/categories/index">Categories</a>'
    assert crumbs in html
    assert '<a href="news/categories/ports">Ports</a>' in html
    assert '<span aria-current="page">Cranes</span></nav>' in html
    assert 'href="news/categories/ports-cranes-paint">Paint</a>' in html


def test_full_pages_do_not_count_the_posts_of_terms_below() -> None:
    categories = ["[[Ports, Cranes]]"] * 9
    assert "eulernews-tree" in html_of("news/categories/ports", *categories, page_size=2)
    assert "eulernews-tree" not in html_of("news/categories/ports/page/1", *categories, page_size=2)
    assert "eulernews-breadcrumbs" in html_of("news/categories/cranes/page/1", *categories, page_size=2)


def test_the_pages_above_are_told_to_themes() -> None:
    views = Views(make_news(*written("[[Ports, Cranes]]"), language="en"))
    page = GeneratedPages(views).by_name["news/categories/cranes"]
    assert [title for _name, title in page.parents] == ["News", "Categories", "Ports"]


def test_the_index_shows_the_tree() -> None:
    html = html_of("news/categories/index", "Ports/Cranes", "Ports/Locks", "Ships")
    assert (
        '<a rel="tag" href="news/categories/ports">Ports</a> <span class="eulernews-count">(2)</span><ul><li>' in html
    )


def test_the_filter_finds_the_posts_of_terms_below() -> None:
    [section] = make_news(*written("Ports/Cranes", "Ports/Locks")).sections.values()
    data = write_data(section, "", "")
    assert '"labels":["Ports","Ports/Cranes","Ports/Locks"],"posts":[[0,1],[0,2]]' in data


def test_the_tree_takes_time_in_proportion_to_its_posts() -> None:
    def terms(number: int) -> Terms:
        texts = [f"[[a{n % 7}, b{n}, c{n}], [d/e{n}]]" for n in range(number)]
        return Terms(CATEGORY, "news", written(*texts[:28]))

    assert len(terms(28)) == 7 + 28 * 2 + 28 + 1
