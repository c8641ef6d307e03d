"""Authors that a file describes: one page each, boxes, feeds, JSON-LD; a change of the file rewrites what shows it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import mf2py  # type: ignore[import-untyped]
import pytest
from helpers import Build, Project, png, post_text, site_in

AUTHORS = """\
mei:
  name: {default: Mei Lin, zh_CN: 林梅}
  aliases: [M. Lin]
  avatar: faces/mei.png
  role: Harbour master
  bio: Keeps <b>the tide tables</b> & the lights.
  url: https://example.org/mei
  socials:
    gitee: meilin
    email: mei@example.org
jo:
  name: Jo Ferry
  bio: Pilots ships.
sam:
  name: Sam Lock
bad:
  name: Bad One
  avatar: faces/none.png
  slug: a/b
  url: javascript:alert(1)
  avtar: x
"""
FILES: Mapping[str, str | bytes] = {
    "index.md": "# Home\n\n```{postlist}\n:author: M. Lin\n:layout: compact\n```\n\n{news:author}`Jo Ferry`\n",
    "news/authors.yml": AUTHORS,
    "news/faces/mei.png": png(400, 300),
    "news/a.md": post_text("Alpha", date="2024-01-01", authors=["mei", "jo"]),
    "news/b.md": post_text("Beta", date="2024-01-02", author="'Mei Lin, M. Lin'"),
    "news/c.md": post_text("Gamma", date="2024-01-03", author="林梅", language="zh_CN"),
    "news/d.md": post_text("Delta", date="2024-01-04", author="Sam Lock"),
    "news/e.md": post_text("Epsilon", date="2024-01-05", author="Bad One"),
    "news/f.md": post_text("Zeta", date="2024-01-06", author="Somebody Else"),
}
CONF: dict[str, Any] = {
    "language": "en",
    "html_baseurl": "https://news.example/",
    "eulernews_image_cache": "../cache",
    "eulernews_filter": False,
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return site_in(tmp_path_factory.mktemp("authors"), FILES, CONF)


@pytest.fixture(scope="module")
def built(project: Project) -> Build:
    return project.build()


def entry(built: Build, page: str) -> dict[str, Any]:
    found = mf2py.parse(built.text(page), url="https://news.example/" + page)
    return next(item["properties"] for item in found["items"] if item["type"] == ["h-entry"])


def jsonld(built: Build, page: str) -> list[dict[str, Any]]:
    return [json.loads(script.text) for script in built.page(page).select('script[type="application/ld+json"]')]


def test_problems_of_the_file_are_warnings_at_their_lines(built: Build) -> None:
    places = [("eulernews.field", "news/authors.yml", line) for line in (19, 20, 21)]
    assert built.places() == {*places, ("eulernews.image", "news/authors.yml", 18)}


def test_a_person_has_one_page_and_other_spellings_lead_there(built: Build) -> None:
    assert {name for name in built.names() if name.startswith("news/authors/") and name.endswith(".html")} == {
        f"news/authors/{name}.html"
        for name in ("index", "mei", "jo", "sam", "bad", "somebody-else",  # the pages
                     "mei-lin", "m-lin", "林梅", "jo-ferry", "sam-lock", "bad-one")  # redirects
    }  # fmt: skip
    assert 'content="0; url=mei.html"' in built.text("news/authors/林梅.html")
    assert built.text("news/authors/m-lin/atom.xml") == built.text("news/authors/mei/atom.xml")
    index = built.page("news/authors/index.html").select(".eulernews-terms li")
    assert sorted(" ".join(item.text.split()) for item in index) == [
        "Bad One (1)", "Jo Ferry (1)", "Mei Lin (3)", "Sam Lock (1)", "Somebody Else (1)",
    ]  # fmt: skip


def test_a_post_names_its_authors_in_its_own_language(built: Build) -> None:
    names = {
        name: [link.text for link in built.page(f"news/{name}.html").select(".eulernews-authors a")] for name in "abc"
    }
    assert names == {"a": ["Mei Lin", "Jo Ferry"], "b": ["Mei Lin"], "c": ["林梅"]}
    assert [link.text for link in built.page("index.html").select(".eulernews-compact .p-name")] == [
        "Gamma",
        "Beta",
        "Alpha",
    ]
    assert built.page("index.html").select_one('a[href="news/authors/jo.html"]')


def test_the_box_of_a_post_is_the_card_of_its_author(built: Build) -> None:
    mei, jo = entry(built, "news/a.html")["author"]
    assert mei["type"] == jo["type"] == ["h-card"]
    assert mei["properties"]["name"] == ["Mei Lin"]
    assert mei["properties"]["note"] == ["Keeps <b>the tide tables</b> & the lights."]
    assert mei["properties"]["job-title"] == ["Harbour master"]
    assert mei["properties"]["url"] == [
        "https://news.example/news/authors/mei.html", "https://example.org/mei", "https://gitee.com/meilin",
    ]  # fmt: skip
    assert mei["properties"]["photo"][0]["value"].startswith("https://news.example/_images/")
    box, other = built.page("news/a.html").select(".eulernews-footer .eulernews-author")
    image = box.select_one("img")
    assert image is not None
    assert (image["width"], image["height"], image["alt"]) == ("192", "192", "")
    assert other.select_one(".eulernews-monogram")["data-initials"] == "JF"  # type: ignore[index]
    assert not box.select("[rel~=me]")


def test_who_is_not_described_stands_in_the_byline_alone(built: Build) -> None:
    for page, name in (("d", "Sam Lock"), ("f", "Somebody Else")):
        assert [author["properties"]["name"] for author in entry(built, f"news/{page}.html")["author"]] == [[name]]
        assert not built.page(f"news/{page}.html").select(".eulernews-author")
    assert [len(entry(built, f"news/{name}.html")["author"]) for name in "abce"] == [2, 1, 1, 1]


def test_the_page_of_an_author_has_the_box_with_links_of_the_same_person(built: Build) -> None:
    page = built.page("news/authors/mei.html")
    assert [(link.text, link["href"]) for link in page.select(".eulernews-author a[rel=me]")] == [
        ("example.org/mei", "https://example.org/mei"), ("Gitee", "https://gitee.com/meilin"),
        ("mei@example.org", "mailto:mei@example.org"),
    ]  # fmt: skip
    assert "javascript" not in built.text("news/authors/bad.html")
    assert built.page("news/authors/bad.html").select_one(".eulernews-author .eulernews-monogram")
    assert not built.page("news/authors/sam.html").select(".eulernews-author")


def test_programs_are_told_who_the_author_is(built: Build) -> None:
    article = jsonld(built, "news/b.html")[0]["author"][0]
    image = article.pop("image")
    assert article == {
        "@type": "Person", "name": "Mei Lin", "url": "https://example.org/mei", "jobTitle": "Harbour master",
        "sameAs": ["https://gitee.com/meilin"],
    }  # fmt: skip
    assert (built.outdir / image.removeprefix("https://news.example/")).exists()
    assert jsonld(built, "news/authors/mei.html")[0]["about"]["name"] == "Mei Lin"
    assert built.page("news/b.html").select_one('link[rel=author][href="authors/mei.html"]')
    assert not built.page("news/f.html").select("link[rel=author]")
    item = next(item for item in json.loads(built.text("news/feed.json"))["items"] if item["title"] == "Beta")
    assert item["authors"] == [{"name": "Mei Lin", "url": "https://example.org/mei", "avatar": image}]
    atom = " ".join(built.text("news/atom.xml").split())
    assert "<author> <name>林梅</name> <uri>https://example.org/mei</uri> </author>" in atom
    assert "<author> <name>Somebody Else</name> </author>" in atom


def test_other_builders_name_authors_in_nodes_of_their_own(project: Project) -> None:
    text = project.build("text").text("news/a.txt")
    assert "Mei Lin" in text
    assert "Keeps <b>the tide tables</b> & the lights." in text
    project.write({"news/authors.yml": AUTHORS.replace("Pilots", "Piloted")})
    assert "Piloted ships." in project.build("text").text("news/a.txt")
    project.write({"news/authors.yml": AUTHORS})


def damaged(image: bytes) -> bytes:
    """Return an image that is complete but cannot be decoded."""
    return (
        image[: len(image) // 2]
        + bytes(byte ^ 255 for byte in image[len(image) // 2 :][:9])
        + image[len(image) // 2 + 9 :]
    )


ELSEWHERE = "mei:\n  name: M. L.\n  image_url: https://x.example/m.png\n"
# What an edit is called, the files that it writes or deletes, and all pages of ours that it rewrites, where few.
EDITS: tuple[tuple[str, dict[str, str | bytes | None], set[str]], ...] = (
    ("nothing", {}, set()),
    ("bio", {"news/authors.yml": AUTHORS.replace("Pilots", "Piloted")}, {"news/a", "news/authors/jo"}),
    ("avatar", {"news/faces/mei.png": png(300, 300, (9, 9, 9))}, {f"news/{n}" for n in ("a", "b", "c", "authors/mei")}),
    ("broken", {"news/faces/mei.png": damaged(png(300, 300))}, {f"news/{n}" for n in ("a", "b", "c", "authors/mei")}),
    ("alias", {"news/authors.yml": AUTHORS.replace("name: Sam Lock", "aliases: [Somebody Else]")}, set()),
    ("syntax", {"news/authors.yml": "mei: [\n"}, set()),
    ("another file", {"news/authors.yml": None, "authors.yml": ELSEWHERE}, set()),
    ("no file", {"authors.yml": None}, set()),
)


def ours(build: Build) -> set[tuple[str, str, int]]:
    """Return the places of our warnings: Sphinx repeats none of a document that is not written again."""
    return {place for place in build.places() if place[0].startswith("eulernews.")}


@pytest.mark.slow
def test_after_edits_of_the_file_the_output_is_that_of_a_clean_build(project: Project, built: Build) -> None:
    assert built.warnings
    for number, (name, files, rewritten) in enumerate(EDITS):
        before = built.stamps()
        project.write({path: content for path, content in files.items() if content is not None})
        project.delete(*(path for path, content in files.items() if content is None))
        edited = project.build(jobs=1 + number % 2)
        assert not edited.read, name
        written = {
            path
            for path, stamp in edited.stamps().items()
            if before.get(path) != stamp and path.startswith("news/") and path.endswith(".html")
        }
        if rewritten or not files:
            assert written == {f"{page}.html" for page in rewritten}, name
        clean = project.build(clean=True)
        assert edited.digests() == clean.digests(), name
        assert ours(edited) == ours(clean) == ours(project.build()), name
        assert ('src="https://x.example/m.png"' in clean.text("news/authors/mei.html")) == (name == "another file")
