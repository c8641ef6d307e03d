"""Terms: one class for tags, categories and authors."""

from __future__ import annotations

import pytest
from helpers import make_post

from sphinx_eulernews.model.post import Post
from sphinx_eulernews.model.taxonomy import AUTHOR, CATEGORY, SIG, TAG, TAXONOMIES, TaxonomyDef, Terms

NEWEST_FIRST = [
    make_post(
        "news/d", "2023-04-01", tags=("openeuler", "C++"), categories=("新闻",), authors=["王一"], sigs=("Kernel",)
    ),
    make_post("news/c", "2023-03-01", tags=("openEuler", "C"), categories=("博客",), authors=["王一", "李二"]),
    make_post("news/b", "2023-02-01", tags=("openEuler", "C#"), categories=("新闻",)),
    make_post("news/a", "2023-01-01", tags=("ｏｐｅｎＥｕｌｅｒ",), sigs=("Kernel",)),
]


def terms(taxonomy: TaxonomyDef, posts: list[Post] | None = None) -> Terms:
    return Terms(taxonomy, "news", NEWEST_FIRST if posts is None else posts)


@pytest.mark.parametrize(
    ("taxonomy", "counts"),
    [
        (TAG, {"openEuler": 4, "C++": 1, "C": 1, "C#": 1}),
        (CATEGORY, {"新闻": 2, "博客": 1}),
        (AUTHOR, {"王一": 2, "李二": 1}),
        (SIG, {"Kernel": 2}),
    ],
)
def test_each_taxonomy_groups_posts_by_its_names(taxonomy: TaxonomyDef, counts: dict[str, int]) -> None:
    assert {term.name: len(term.posts) for term in terms(taxonomy)} == counts


@pytest.mark.parametrize("spelling", ["openEuler", "OPENEULER", "ｏｐｅｎＥｕｌｅｒ"])
def test_a_term_is_found_by_any_spelling(spelling: str) -> None:
    term = terms(TAG).get(spelling)
    assert term is not None
    assert [post.docname for post in term.posts] == ["news/d", "news/c", "news/b", "news/a"]
    assert term.name == "openEuler"


def test_a_name_that_no_post_has_is_no_term() -> None:
    assert terms(TAG).get("没有") is None


@pytest.mark.parametrize("taxonomy", TAXONOMIES, ids=lambda taxonomy: taxonomy.name)
def test_pages_of_terms_lie_below_the_plural_of_their_taxonomy(taxonomy: TaxonomyDef) -> None:
    for term in terms(taxonomy):
        assert term.pagename == f"news/{taxonomy.plural}/{term.slug}"


def test_the_terms_of_a_post_stand_in_its_own_order_each_once() -> None:
    post = make_post("news/x", "2023-05-01", tags=("C", "openEuler", "c", "OPENEULER"))
    assert [term.name for term in terms(TAG, [post, *NEWEST_FIRST]).of(post)] == ["C", "openEuler"]


def test_a_post_counts_once_for_a_tag_it_spells_twice() -> None:
    [term] = terms(TAG, [make_post("news/x", "2023-05-01", tags=("AI", "ai"))])
    assert len(term.posts) == 1


def test_terms_by_weight_begin_with_the_most_posts() -> None:
    assert [term.name for term in terms(TAG).by_weight()] == ["openEuler", "C", "C#", "C++"]


def test_a_newer_post_never_moves_an_older_term() -> None:
    older = [make_post("news/a", "2023-01-01", tags=("a b", "index", "🚀"))]
    newer = make_post("news/z", "2024-01-01", tags=("a-b", "a+b", "Index", "🎉"))
    before = {term.name: term.slug for term in terms(TAG, older)}
    after = {term.name: term.slug for term in terms(TAG, [newer, *older])}
    assert {name: after.get(name) for name in ("a b", "🚀")} == {name: before[name] for name in ("a b", "🚀")}
