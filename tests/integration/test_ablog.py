"""A site that was written for ABlog is moved by its line of extensions alone: no post and no other line is edited."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from conftest import MakeSite
from helpers import Build, Project, listed, png

ROOT = Path(__file__).parent.parent / "roots" / "ablog"
CONF = ROOT.joinpath("conf.py").read_text("utf-8")
MOVED_EXTENSIONS = ("myst_parser", "sphinx_eulernews", "sphinx_eulernews.ablog")
MOVED = CONF.replace('"ablog"]', '"sphinx_eulernews", "sphinx_eulernews.ablog"]')


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return the site with its two images."""
    project = Project(tmp_path_factory.mktemp("ablog"))
    shutil.copytree(ROOT, project.source)
    images: dict[str, str | bytes] = {"logo.png": png(300, 100), "ship.png": png(640, 360)}
    return project.write({"conf.py": MOVED, **images})


@pytest.fixture(scope="module")
def built(site: Project) -> Build:
    return site.build()


def test_the_line_of_extensions_is_the_only_change() -> None:
    changed = [line for line in MOVED.splitlines() if line not in CONF.splitlines()]
    assert changed == ['extensions = ["myst_parser", "sphinx_eulernews", "sphinx_eulernews.ablog"]']


def test_what_has_no_counterpart_is_one_warning_for_each_option_and_nothing_else_is(built: Build) -> None:
    assert {warned.kind for warned in built.warnings} == {"eulernews.config"}
    named = [re.search(r"conf\.py: (?:html_sidebars: ')?([\w/.]+)", warned.message) for warned in built.warnings]
    assert [match and match[1] for match in named] == [
        "disqus_shortname",
        "fontawesome_included",
        "post_redirect_refresh",
        "ablog/postcard.html",
        "ablog/recentposts.html",
    ]


def test_posts_are_listed_wherever_they_lie_under_their_titles_in_lists(built: Build) -> None:
    page = built.page("blog/index.html")
    assert page.select_one("h1").text.startswith("Harbour log")  # type: ignore[union-attr]
    titles = ["The crew, in short", "Our pilot", "Tide table", "A second crane", "The harbour opens"]
    assert listed(page) == titles
    dates = [str(time["datetime"]) for time in page.select(".dt-published")]
    assert dates == ["2024-06-08", "2024-05-07", "2024-04-06", "2024-03-05", "2023-01-02"]
    assert "h-entry" not in built.text("blog/guide.html")


def test_what_has_no_date_or_a_later_one_is_held_back(built: Build) -> None:
    assert "5 posts" not in built.told
    assert "2 not published: 1 draft, 1 not yet" in built.told
    assert not built.names() & {"blog/2024/draft.html", "blog/2024/later.html"}


def test_keys_of_authors_locations_and_languages_are_shown_by_their_names(built: Build) -> None:
    byline = built.page("blog/2024/crane.html").select_one(".eulernews-byline")
    assert byline is not None
    assert [link.text for link in byline.select(".p-author")] == ["Ada Quay", "Ben Mole"]
    assert [link.text for link in byline.select(".eulernews-location")] == ["Hamburg", "Rotterdam"]
    assert [link.text for link in byline.select(".eulernews-tag")] == ["cranes", "起重机"]
    assert built.page("blog/2024/crane.html").html["lang"] == "de"  # type: ignore[index]
    # What a post does not say, conf.py does.
    byline = built.page("articles/pilot.html").select_one(".eulernews-byline")
    assert byline is not None
    assert [link.text for link in byline.select(".p-author, .eulernews-location")] == ["Ben Mole", "Rotterdam"]


def test_a_post_in_myst_is_parsed_as_any_document_of_the_site(built: Build) -> None:
    page = built.page("blog/2024/crane.html")
    assert page.select(".math")
    assert page.select("a[href='../2023/harbour-opens.html#opening']")
    assert "A comment that MyST leaves out" not in page.text
    assert len(page.select(".h-entry")) == 1


def test_excerpts_images_and_links_are_those_that_the_post_asks_for(built: Build) -> None:
    def summary(name: str) -> str:
        return str(built.page(name).select_one(".p-summary")["value"])  # type: ignore[index]

    assert summary("blog/2023/harbour-opens.html") == "The first ship is in, and everybody came."
    assert summary("notes/tide.html") == "High water is at noon. Low water is at six."
    assert summary("blog/2024/crane.html").endswith("see the first ship and A second crane.")
    assert summary("articles/crew.html") == "An excerpt that only lists show."
    crew = built.page("articles/crew.html")
    assert "An excerpt" not in crew.select_one(".e-content").text  # type: ignore[union-attr]
    assert crew.select_one("h1").text.startswith("Crew")  # type: ignore[union-attr]
    assert crew.select_one("link[rel=canonical]")["href"] == "https://crew.example.org/about"  # type: ignore[index]
    assert built.page("blog/index.html").select("a.u-url[href='https://crew.example.org/']")
    cover = built.page("blog/2023/harbour-opens.html").select_one("meta[property='og:image:width']")
    assert cover is not None
    assert cover["content"] == "640"


def test_updates_set_the_date_of_the_last_change(built: Build) -> None:
    page = built.page("blog/2023/harbour-opens.html")
    assert page.select_one(".dt-updated")["datetime"] == "2023-02-03"  # type: ignore[index]
    assert page.select(".eulernews-update.tide")


def test_postlist_writes_what_its_format_says(built: Build) -> None:
    newest, matching = built.page("index.html").select(".h-feed")
    lines = [entry.text for entry in newest.select("li")]
    assert lines == ["08 Jun - The crew, in short (external)", "07 May - Our pilot"]  # the mark is for screen readers
    line, summary, more = matching.select("li > p")
    assert line.text == "The harbour opens (2023), Ada Quay, Quay side, Hamburg"
    assert summary.text == "The first ship is in, and everybody came."
    assert [(more.text, link["href"]) for link in more.select("a")] == [("Read on", "blog/2023/harbour-opens.html")]
    assert matching.ul["style"] == "list-style-type: circle"  # type: ignore[index]


def test_every_label_leads_to_its_page(built: Build) -> None:
    paragraph = built.page("index.html").select("section > p")[-1]
    assert [(link.text, link["href"]) for link in paragraph.select("a")] == [
        ("A second crane", "blog/2024/crane.html"),
        ("the first ship", "blog/2023/harbour-opens.html"),
        ("cranes", "blog/tags/cranes.html"),
        ("Quay side", "blog/categories/quay-side.html"),
        ("Ada Quay", "blog/authors/ada.html"),
        ("Hamburg", "blog/locations/hamburg.html"),
        ("2023", "blog/archive/2023.html"),
        ("All posts", "blog/index.html"),
        ("Tags", "blog/tags/index.html"),
        ("Authors", "blog/authors/index.html"),
        ("Categories", "blog/categories/index.html"),
        ("Locations", "blog/locations/index.html"),
        ("All posts", "blog/index.html"),
        ("Deutsch", "blog/index.html"),
        ("Archive", "blog/archive/index.html"),
        ("All posts", "blog/index.html"),
        ("Feed", "blog/atom.xml"),
    ]


@pytest.mark.parametrize(
    ("old", "now"),
    [
        ("blog.html", "blog/index.html"),
        ("blog/drafts.html", "index.html"),
        ("blog/archive.html", "archive/index.html"),
        ("blog/2024.html", "archive/2024.html"),
        ("blog/tag.html", "tags/index.html"),
        ("blog/tag/ships.html", "../tags/ships.html"),
        ("blog/tag/起重机.html", "../tags/%E8%B5%B7%E9%87%8D%E6%9C%BA.html"),
        ("blog/category/quay-side.html", "../categories/quay-side.html"),
        ("blog/author/ada-quay.html", "../authors/ada.html"),
        ("blog/location/hamburg.html", "../locations/hamburg.html"),
        ("blog/language/deutsch.html", "../index.html"),
        ("2023/harbour.html", "../blog/2023/harbour-opens.html"),
        ("old/harbour.html", "../blog/2023/harbour-opens.html"),
        ("articles/lotse.html", "pilot.html"),
    ],
)
def test_an_old_url_leads_to_what_takes_its_place(built: Build, old: str, now: str) -> None:
    refresh = built.page(old).select_one("meta[http-equiv=refresh]")
    assert refresh is not None
    assert refresh["content"] == f"0; url={now}"


def test_feeds_are_where_they_were(built: Build) -> None:
    for old, now in (("tag/ships", "tags/ships"), ("author/ada-quay", "authors/ada")):
        assert built.text(f"blog/{old}/atom.xml") == built.text(f"blog/{now}/atom.xml")
    assert built.text("blog/2023/atom.xml") == built.text("blog/atom.xml")
    assert "Ships, cranes and tides" in built.text("blog/atom.xml")
    assert "Nothing else happens." in built.text("blog/atom.xml")
    assert "blog/tag/atom.xml" not in built.names()


def test_a_page_that_lists_the_posts_of_its_folder_may_match_their_pattern(make_site: MakeSite) -> None:
    files = {
        "posts/index.rst": "My posts\n========\n\n.. postlist::\n",
        "posts/2023/index.rst": "Of 2023\n=======\n",
        "posts/2023/ship.rst": ":date: 2023-01-02\n\nA ship\n======\n",
        "posts/2024/index.rst": ":date: 2024-01-02\n\nA year\n======\n",
        "index.md": "# Home\n\n```{toctree}\nposts/index\nposts/2023/index\n```\n",
    }
    conf = {"extensions": [*MOVED_EXTENSIONS], "blog_path": "posts", "blog_post_pattern": "posts/**"}
    built = make_site(files, conf).build()
    assert built.said == ""
    page = built.page("posts/index.html")
    assert page.select_one("h1").text.startswith("My posts")  # type: ignore[union-attr]
    assert [link.text for link in page.select(".h-feed a")] == ["A year", "A ship"]
    assert "h-entry" not in built.text("posts/2023/index.html")


def test_a_field_list_in_myst_is_front_matter_as_in_restructuredtext(make_site: MakeSite) -> None:
    text = ":blogpost: true\n:date: Jan 2, 2024\n:tags: ships, cranes\n\n(crane)=\n# A crane\n\nText, {ref}`crane`.\n"
    conf = {"extensions": [*MOVED_EXTENSIONS], "myst_enable_extensions": ["fieldlist"]}
    site = make_site({"notes/a.md": text, "index.md": "# Home\n"}, conf)
    built = site.build()
    assert (built.said, listed(built.page("blog/tags/cranes.html"))) == ("", ["A crane"])
    assert "Jan 2" not in built.text("notes/a.html")
    # Without the extension of MyST, it is text.
    plain = make_site({"notes/a.md": text, "index.md": "# Home\n"}, {"extensions": [*MOVED_EXTENSIONS]}).build()
    assert "Jan 2" in plain.text("notes/a.html")


def test_in_parallel_and_after_any_edit_the_site_is_that_of_a_clean_build(site: Project, built: Build) -> None:
    assert site.build(jobs=2, clean=True).digests() == built.digests()
    edited = {
        "articles/pilot.md": "---\ndate: 07.05.2024\ntags: [tides, C++]\n---\n\n# The new pilot\n\nShe is new.\n",
        "blog/guide.rst": "Guide\n=====\n\n.. post:: 09.06.2024\n\nNow it is a post, see :ref:`pilot`.\n",
        "notes/tide.rst": "Tide table\n==========\n\nNo post any more.\n",
        # With these, what the first page refers to by labels is gone.
        "blog/2024/crane.md": "---\nblogpost: true\ndate: 05.03.2024\n---\n\n# A third crane\n\n```{postlist} 9\n```\n",
        "blog/2023/harbour-opens.rst": ".. _opening:\n\nThe harbour opens\n=================\n\n.. post:: 02.01.2022\n",
    }
    again = site.write(edited).build()
    assert listed(again.page("blog/index.html"))[:3] == ["Guide", "The crew, in short", "The new pilot"]
    assert not again.names() & {"articles/lotse.html", "blog/author/carla-reed.html", "blog/authors/carla-reed.html"}
    assert "A third crane" not in [entry.text for entry in again.page("blog/2024/crane.html").select(".h-feed .p-name")]
    assert {"tag-cranes", "location-hh", "archive-2023"} <= set(re.findall(r"undefined label: '([^']+)'", again.said))
    assert again.digests() == site.build(clean=True).digests()


def test_notebooks_have_their_front_matter_in_metadata_or_in_the_first_cell(make_site: MakeSite) -> None:
    def notebook(source: str, **metadata: object) -> str:
        cells = [{"cell_type": "markdown", "id": "a", "metadata": {}, "source": source}]
        return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})

    files = {
        "posts/a.ipynb": notebook("# A crane\n\nText.", date="2024-01-02", tags=["ships"], redirect="old-crane"),
        "posts/b.ipynb": notebook("---\ndate: 2024-01-03\ntags: ships\n---\n# A ship\n\nText."),
        "index.md": "# Home\n",
    }
    extensions = ["myst_nb", "sphinx_eulernews", "sphinx_eulernews.ablog"]
    built = make_site(files, {"extensions": extensions, "blog_post_pattern": "posts/*"}).build()
    assert (built.said, listed(built.page("blog/tags/ships.html"))) == ("", ["A ship", "A crane"])
    assert built.page("posts/b.html").select_one("h1").text.startswith("A ship")  # type: ignore[union-attr]
    assert "old-crane.html" in built.names()
