"""A site declares its tags and has a tree of categories. Three builds show it: a first one, an edit, a clean one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from helpers import Build, Project, listed, post_text, site_in

CONF: dict[str, Any] = {
    "html_baseurl": "https://example.org/",
    "language": "en",
    "eulernews_collections": {"news": {}},
    "eulernews_page_size": 2,
    "eulernews_declared_only": ["tags"],
    "eulernews_generated_banners": False,
}
TAGS = """\
crane:
  label: {en: Cranes, zh: 起重机}
  description: What lifts the load.
  aliases: [hoist, lifting gear]
  parent: works
works: {label: Harbour works, slug: harbour-works}
front: {hidden: true}
quay: {parent: key}
"""
FILES = {
    "tags.yml": TAGS,
    "news/a.md": post_text("Alpha", date="2024-01-01", tags=["hoist", "front"], categories="[[Ports, Staff], [Life]]"),
    "news/b.md": post_text("Beta", date="2024-01-02", tags=["crane"], categories="[[Ships, Staff]]"),
    "news/c.md": post_text("Gamma", date="2024-01-03", tags=["lifting gear", "works"], category="Ports"),
    "news/d.md": post_text("Delta", date="2024-01-04", tags=["quays"], category="Engines/Diesel"),
    "news/e.md": post_text("Epsilon", date="2024-01-05", tags=["quay"], category="Engines/Steam"),
    "index.rst": "Home\n====\n\n.. postlist::\n   :tags: front\n\n"
    ".. postlist::\n   :category: Engines\n   :layout: list\n\n"
    ":news:tag:`hoist` :news:category:`Ships/Staff` :news:category:`staff`\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = site_in(tmp_path_factory.mktemp("declared"), FILES, CONF)
    return made.delete("index.md")


@pytest.fixture(scope="module")
def built(project: Project) -> Build:
    return project.build()


@pytest.fixture(scope="module")
def edited(project: Project, built: Build) -> tuple[Build, set[str]]:
    """Edit the file of tags; return the build and the pages that it wrote."""
    before = built.stamps()
    project.write({"tags.yml": TAGS.replace("en: Cranes", "en: Lifts")})
    again = project.build()
    return again, {name for name, stamp in again.stamps().items() if before.get(name) != stamp}


def test_one_tag_has_the_posts_of_all_its_spellings(built: Build) -> None:
    page = built.page("news/tags/crane.html")
    assert listed(page) == ["Gamma", "Beta", "Alpha"]
    assert [link.text for link in page.select(".eulernews-breadcrumbs a")] == ["Tags", "Harbour works"]
    assert page.select_one("meta[name=description]")["content"] == "What lifts the load."  # type: ignore[index]
    assert [link.text for link in built.page("news/a.html").select("a.eulernews-tag")] == ["Cranes"]


def test_a_tag_above_has_the_posts_of_those_below(built: Build) -> None:
    page = built.page("news/tags/harbour-works.html")
    assert "3 posts" in page.select_one(".eulernews-about").text  # type: ignore[union-attr]
    assert [str(link["href"]) for link in page.select(".eulernews-tree a")] == ["crane.html"]


def test_the_pages_of_other_spellings_redirect(built: Build) -> None:
    for name in ("hoist", "lifting-gear", "cranes"):
        assert 'content="0; url=crane.html"' in built.text(f"news/tags/{name}.html")
    assert not (built.outdir / "news/tags/front.html").exists()


def test_what_cannot_be_used_and_what_is_not_declared_is_a_warning_at_its_line(built: Build) -> None:
    assert [warned.place for warned in built.warnings] == [
        ("eulernews.field", "tags.yml", 8), ("eulernews.field", "news/d.md", 4),
    ]  # fmt: skip
    assert "did you mean 'quay'?" in built.warnings[1].message


def test_the_summary_names_tags_that_may_mean_the_same(built: Build) -> None:
    assert "write into tags.yml in the source folder:\n  quay: aliases: [quays]" in built.told


def test_lists_and_roles_know_hidden_tags_spellings_and_paths(built: Build) -> None:
    page = built.page("index.html")
    assert [link.text for link in page.select(".eulernews-cards .p-name")] == ["Alpha"]
    assert [link.text for link in page.select(".eulernews-list .p-name")] == ["Epsilon", "Delta"]
    assert {str(link["href"]): link.text for link in page.select("p > a.internal")} == {
        "news/tags/crane.html": "Cranes",
        "news/categories/ships-staff.html": "Staff",
        "news/categories/staff.html": "Staff",
    }


def test_categories_are_a_tree(built: Build) -> None:
    tree = built.page("news/categories/index.html").select(".eulernews-tree a")
    assert {(link.text, str(link["href"])) for link in tree} == {
        ("Engines", "engines.html"), ("Diesel", "engines-diesel.html"), ("Steam", "engines-steam.html"),
        ("Ports", "ports.html"), ("Staff", "staff.html"), ("Ships", "ships.html"), ("Staff", "ships-staff.html"),
    }  # fmt: skip
    page = built.page("news/categories/ships-staff.html")
    assert listed(page) == ["Beta"]
    assert [link.text for link in page.select(".eulernews-breadcrumbs a")] == ["Categories", "Ships"]
    assert [link.text for link in page.select(".related a, .relations a")][-1] == "Ships"


def test_feeds_and_the_filter_have_the_labels(built: Build) -> None:
    tags = {item["title"]: item.get("tags") for item in json.loads(built.text("news/feed.json"))["items"]}
    assert tags["Alpha"] == ["Ports", "Staff", "Life", "Cranes"]
    assert "<subtitle>What lifts the load.</subtitle>" in built.text("news/tags/crane/atom.xml")
    assert json.loads(built.text("news/filter.json"))["terms"]["tag"]["labels"] == [
        "Cranes", "quay", "quays", "Harbour works",
    ]  # fmt: skip


def test_an_edit_of_the_file_reads_nothing_and_rewrites_what_shows_it(edited: tuple[Build, set[str]]) -> None:
    build, rewritten = edited
    assert build.read == frozenset()
    pages = {name for name in rewritten if name.startswith("news/") and name.endswith(".html")}
    assert {"news/a.html", "news/b.html", "news/c.html", "news/tags/crane.html", "news/tags/index.html"} <= pages
    assert pages.isdisjoint({"news/d.html", "news/e.html", "news/tags/quay.html", "news/categories/engines.html"})


def test_an_edit_of_the_file_leaves_what_a_clean_build_makes(edited: tuple[Build, set[str]], project: Project) -> None:
    assert edited[0].digests() == project.build(clean=True, jobs=2).digests()
