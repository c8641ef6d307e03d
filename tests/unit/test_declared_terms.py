"""Declared terms: labels, slugs, other spellings, parents and hidden terms, and what posts and pages show of them."""

from __future__ import annotations

from typing import Any

import pytest
from helpers import NOW, make_post

from sphinx_eulernews.model.collection import Collection
from sphinx_eulernews.model.declared_terms import DeclaredTerm, parents_of, read_term
from sphinx_eulernews.model.front_matter_syntax import parse_yaml
from sphinx_eulernews.model.post import Post
from sphinx_eulernews.model.query import Query
from sphinx_eulernews.model.site import Site
from sphinx_eulernews.model.taxonomy import BYLINE, TAXONOMIES
from sphinx_eulernews.model.term_records import TermRecords, read_records
from sphinx_eulernews.model.term_tree import MAX_LEVELS
from sphinx_eulernews.output.metadata import describe
from sphinx_eulernews.output.pages import PLAIN, GeneratedPages
from sphinx_eulernews.render.tree import to_html
from sphinx_eulernews.render.views import Views


def declare(text: str) -> tuple[TermRecords[DeclaredTerm], list[tuple[int, str]]]:
    """Return the terms of a file, and the lines and messages of its problems."""
    terms, problems = read_records(parse_yaml(text), read_term, keys_alone=True)
    records = TermRecords(terms)
    problems += [*records.problems, *parents_of(records)[1]]
    return records, [(problem.line, problem.message) for problem in problems]


def site_of(*posts: Post, language: str = "en", **files: str) -> Site:
    """Return a site whose terms files declare: ``tags="..."``."""
    records: dict[tuple[str, str], Any] = {("news", plural): declare(text)[0] for plural, text in files.items()}
    return Site(posts, {"news": Collection(key="news", language=language)}, NOW, records=records)


def terms_of(site: Site, plural: str = "tags") -> dict[str, str]:
    """Return the slugs of terms with their labels."""
    return {term.slug: term.label for term in site.sections["news"].taxonomies[plural]}


CRANE = """\
crane:
  label: {en: Crane, zh: 起重机}
  description: {en: What lifts the load., zh: 吊起货物。}
  slug: cranes
  aliases: [lifting gear, Hoist]
"""


def test_a_label_is_shown_in_the_language_of_the_collection() -> None:
    posts = [
        make_post("news/a", "2024-01-02", tags=("HOIST", "quay")),
        make_post("news/b", "2024-01-01", tags=("crane",)),
    ]
    for language, label in (("en", "Crane"), ("zh_CN", "起重机")):
        site = site_of(*posts, language=language, tags=CRANE)
        assert terms_of(site) == {"cranes": label, "quay": "quay"}
        assert [post.tags for post in site.posts.values()] == [(label, "quay"), (label,)]


def test_a_post_in_another_language_has_labels_of_its_own_and_the_same_term() -> None:
    posts = [
        make_post("news/a", "2024-01-02", tags=("crane",), language="zh"),
        make_post("news/b", "2024-01-01", tags=("hoist",)),
    ]
    site = site_of(*posts, tags=CRANE)
    assert [post.tags for post in site.posts.values()] == [("起重机",), ("Crane",)]
    [term] = site.sections["news"].taxonomies["tags"]
    assert (len(term.posts), term.pagename) == (2, "news/tags/cranes")


@pytest.mark.parametrize("name", ["crane", "Crane", "起重机", "Lifting Gear", "HOIST"])
def test_a_term_is_found_by_every_spelling(name: str) -> None:
    post = make_post("news/a", "2024-01-01", tags=("hoist",))
    site = site_of(post, tags=CRANE)
    assert [term.slug for term in site.find_terms(TAXONOMIES[0], name)] == ["cranes"]
    assert [post.docname for post in site.select(Query(terms={"tag": (name,)}))] == ["news/a"]


def test_a_post_that_spells_a_term_twice_has_it_once() -> None:
    site = site_of(make_post("news/a", "2024-01-01", tags=("crane", "hoist")), tags=CRANE)
    assert site.posts["news/a"].tags == ("Crane",)


def test_a_hidden_term_is_shown_nowhere_and_lists_filter_by_it() -> None:
    post = make_post("news/a", "2024-01-01", tags=("front page", "quay"))
    site = site_of(post, tags="front-page: {hidden: true, aliases: [front page]}\n")
    assert terms_of(site) == {"quay": "quay"}
    shown = site.posts["news/a"]
    assert [taxonomy.labels(shown) for taxonomy in BYLINE if taxonomy.names(shown)] == [("quay",)]
    assert site.select(Query(terms={"tag": ("front-page",)})) == [shown]


def test_a_term_below_another_gives_it_its_posts() -> None:
    posts = [make_post("news/a", "2024-01-02", tags=("crane",)), make_post("news/b", "2024-01-01", tags=("quay",))]
    site = site_of(
        *posts, tags="crane: {parent: Harbour works}\nharbour: {label: Harbour works}\nquay: {parent: harbour}\n"
    )
    harbour = site.sections["news"].taxonomies["tags"].get("harbour")
    assert harbour is not None
    assert (harbour.label, harbour.slug, len(harbour.posts)) == ("Harbour works", "harbour", 2)
    assert len(site.select(Query(terms={"tag": ("harbour",)}))) == 2
    html = page_html(site, "news/tags/crane")
    assert '<a href="news/tags/harbour">Harbour works</a>' in html
    assert 'href="news/tags/crane">crane</a>' in page_html(site, "news/tags/harbour")


def page_html(site: Site, name: str) -> str:
    views = Views(site)
    return to_html(GeneratedPages(views).by_name[name].tree(views), PLAIN)


def test_the_description_stands_on_the_page_and_describes_it() -> None:
    site = site_of(make_post("news/a", "2024-01-01", tags=("crane",)), tags=CRANE)
    assert '<p class="eulernews-description">What lifts the load.</p>' in page_html(site, "news/tags/cranes")
    views = Views(site)
    assert describe(views, GeneratedPages(views).by_name["news/tags/cranes"]) == "What lifts the load."


def test_a_description_that_changes_changes_the_page() -> None:
    def fingerprints(text: str) -> dict[str, str]:
        posts = [make_post("news/a", "2024-01-02", tags=("crane",)), make_post("news/b", "2024-01-01", tags=("quay",))]
        pages = GeneratedPages(Views(site_of(*posts, tags=text)))
        return {name: pages.fingerprint(page) for name, page in pages.by_name.items()}

    before, after = fingerprints(CRANE), fingerprints(CRANE.replace("lifts", "hoists"))
    assert {name for name in before if before[name] != after[name]} == {"news/tags/cranes"}


@pytest.mark.parametrize("plural", ["tags", "categories", "sigs", "locations"])
def test_every_taxonomy_of_names_can_be_declared(plural: str) -> None:
    post = make_post("news/a", "2024-01-01", **{plural: ("hoist",)})
    assert terms_of(site_of(post, **{plural: CRANE}), plural) == {"cranes": "Crane"}


def test_names_of_paths_are_declared_as_well() -> None:
    post = make_post("news/a", "2024-01-01", categories=("Ports", "hoist"), category_paths=(("Ports", "hoist"),))
    assert terms_of(site_of(post, categories=CRANE), "categories") == {"ports": "Ports", "cranes": "Crane"}
    [ports, crane] = site_of(post, categories=CRANE).sections["news"].taxonomies["categories"]
    assert crane.parent is not None
    assert (crane.parent.label, ports.label) == ("Ports", "Ports")


def test_the_file_of_docusaurus_is_read_as_it_is() -> None:
    records, problems = declare(
        "crane:\n  label: Crane\n  permalink: /lifting\n  description: Lifts.\nquay:\n  label: Quay\n"
    )
    assert not problems
    assert [(term.name, term.slug) for term in records] == [("Crane", "lifting"), ("Quay", "")]


@pytest.mark.parametrize("text", ["crane:\nquay:\n", "- crane\n- quay\n", "crane: {}\nquay: ~\n"])
def test_a_key_alone_declares_a_term(text: str) -> None:
    records, problems = declare(text)
    assert (problems, [term.key for term in records]) == ([], ["crane", "quay"])


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("crane:\n  hidden: maybe\n", 2, "'hidden' is 'maybe'; write true or false"),
        ("crane:\n  parent: quey\nquay:\n", 2, "parent 'quey' is not declared here; did you mean 'quay'?"),
        ("crane:\n  parent: [a]\n", 2, "'parent' is a list; write one string"),
        ("crane: {parent: crane}\n", 1, "is below it already"),
        ("a: {parent: b}\nb: {parent: c}\nc:\n  parent: a\n", 4, "is below it already"),
        ("crane:\n  permalink: '?'\n", 2, "is no single part of a URL"),
        ("crane:\n  label: [a]\n", 2, "is a list"),
        ("crane:\n  aliases: [quay]\nquay:\n", 1, "'quay' means 'quay' already"),
        ("- [a]\n", 1, "not a mapping"),
        ("crane: [a]\n", 1, "write a name, or fields below it"),
        ("crane:\n  paremt: quay\nquay:\n", 2, "did you mean 'parent'?"),
    ],
)
def test_what_cannot_be_used_is_a_problem_at_its_line(text: str, line: int, message: str) -> None:
    [(found, said)] = declare(text)[1]
    assert (found, message in said) == (line, True), said


def test_a_circle_is_cut_where_it_closes() -> None:
    records, _problems = declare("a: {parent: b}\nb: {parent: c}\nc: {parent: a}\n")
    assert parents_of(records)[0] == {"a": "b", "b": "c"}


@pytest.mark.parametrize("number", [MAX_LEVELS + 3, 5000])
def test_a_tree_has_a_limit_of_levels_also_in_circles(number: int) -> None:
    for last in ("", "t0"):
        chain = [DeclaredTerm(key=f"t{n}", parent=f"t{n + 1}") for n in range(number - 1)]
        links, problems = parents_of(TermRecords([*chain, DeclaredTerm(key=f"t{number - 1}", parent=last)]))
        assert len(problems) == (number - MAX_LEVELS if not last else number)
        assert len(links) == number - 1 - len(problems) if not last else not links


def test_a_label_that_is_the_key_of_another_term_does_not_move_posts() -> None:
    post = make_post("news/a", "2024-01-01", tags=("db",))
    site = site_of(post, tags="db: {label: Data}\ndata: {label: Figures}\n")
    assert terms_of(site) == {"db": "Data"}
    [term] = site.sections["news"].taxonomies["tags"]
    assert term.record is not None
    assert term.record.key == "db"


def test_labels_of_catalogs_stay_where_the_file_has_none() -> None:
    post = make_post("news/a", "2024-01-01", tags=("hoist",), labels=(("hoist", "Heber"),))
    assert terms_of(site_of(post, tags="crane: {aliases: [hoist]}\n")) == {"crane": "Heber"}
