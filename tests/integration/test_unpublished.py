"""Posts that are not published are nowhere; those that come due appear with the next build, and the rest goes."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime

import pytest
from conftest import MakeSite
from helpers import Build, assert_equal, listed, png, post_text, without_archive

CONF = {
    "extensions": ["myst_parser", "sphinx_eulernews", "sphinx_sitemap"],
    "html_baseurl": "https://example.org/",
    "language": "en",  # whose words are in the search index
    "eulernews_page_size": 2,
    "eulernews_feed_content": "full",
}


def secret(number: int, **fields: str) -> str:
    """Return a post whose every part has a word that nothing else has."""
    word = f"secretword{number}"
    body = f"Text of {word}.\n\n## Heading {word}\n\n```{{index}} {word}\n```\n\n![{word}](../{word}.png)\n"
    return post_text(
        f"Title {word}", body, date=f"2025-05-0{number}", tags=[f"tag{word}"], author=f"Author {word}",
        category=f"category{word}", banner=f"{word}.png", series="Parts", aliases=[f"/old/{word}.html"],
        translation="same", **fields,
    )  # fmt: skip


FILES: dict[str, str | bytes] = {
    **{f"news/open{n}.md": post_text(f"Open {n}", f"Text {n}.", date=f"2025-04-0{n}", series="Parts") for n in (1, 2)},
    "news/due/due.md": secret(1, publish="2026-06-01"),
    "news/late/late.md": secret(2, expires="2026-06-01"),
    "news/draft/draft.md": secret(3, draft="true"),
    "about.md": "---\norphan: true\n---\n# About\n\n{news:post}`news/due/due` {news:post}`read <news/late/late>`\n",
    **{f"news/secretword{n}.png": png(300 + n, 200) for n in (1, 2, 3)},
}
BEFORE, AFTER = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)
OPEN = ["Open 2", "Open 1"]


def said(build: Build, number: int) -> set[str]:
    """Return the files of the output that know of a post: by their names, or by what is in them."""
    word, found = f"secretword{number}", set()
    for name in build.names():
        data = (build.outdir / name).read_bytes()
        if name == "objects.inv":
            data = zlib.decompress(data.split(b"\n", 4)[4])
        if word in name or word.encode() in data:
            found.add(name)
    return found


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Let builds call this moment now."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(moment.timestamp())))


@pytest.mark.promise("unpublished")
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_time_brings_posts_and_takes_them(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, builder: str, jobs: int
) -> None:
    site, index = make_site(FILES, CONF), "news/index.html"
    at(monkeypatch, BEFORE)
    build = site.build(builder, jobs=jobs)
    assert build.said == ""
    assert listed(build.page(index)) == ["Title secretword2", *OPEN]
    # Of a role that names one, its text is left.
    assert said(build, 1) | said(build, 3) == set()

    at(monkeypatch, AFTER)
    build = site.build(builder, jobs=jobs)
    assert build.said == ""
    assert listed(build.page(index)) == ["Title secretword1", *OPEN]
    about = "about.html" if builder == "html" else "about/index.html"
    assert {"objects.inv", "searchindex.js", "news/atom.xml", about} <= said(build, 1)
    assert said(build, 2) | said(build, 3) == set()
    clean = site.build(builder, jobs=jobs, clean=True)
    # The site map names what one build wrote.
    (build.outdir / "sitemap.xml").write_bytes((clean.outdir / "sitemap.xml").read_bytes())
    assert_equal(build, clean)


NAMED: dict[str, str | bytes] = {
    "index.md": "# Home\n\n```{toctree}\n:glob:\n\nnews/d*/*\nabout\nother\n```\n",
    "about.md": "# About\n\n```{toctree}\nnews/late/late\n```\n",
    "other.md": "# Other\n\nText.\n",
}


@pytest.mark.promise("unpublished")
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml", "text", "epub", "latex", "man", "texinfo"])
def test_toctrees_name_a_post_while_it_is_published(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, builder: str, jobs: int
) -> None:
    site = make_site({**FILES, **NAMED}, {**CONF, "extensions": ["myst_parser", "sphinx_eulernews"]})
    at(monkeypatch, BEFORE)
    build = site.build(builder, jobs=jobs)
    assert build.said == ""
    assert said(build, 1) | said(build, 3) == set()
    assert said(build, 2)

    at(monkeypatch, AFTER)
    build = site.build(builder, jobs=jobs)
    assert build.said == ""
    clean = site.build(builder, jobs=jobs, clean=True)
    assert said(clean, 1)
    assert said(clean, 2) | said(clean, 3) == set()
    assert {name for name in said(build, 2) if not name.endswith(".png")} == set()
    assert_shows_the_same(build, clean)

    # Back in time: the environment has forgotten none of them.
    at(monkeypatch, BEFORE)
    build = site.build(builder, jobs=jobs)
    assert build.said == ""
    assert_shows_the_same(build, site.build(builder, jobs=jobs, clean=True))


def assert_shows_the_same(build: Build, clean: Build) -> None:
    """Compare two outputs, but for images in LaTeX and Texinfo, which are among files of other kinds."""
    mine, theirs = without_archive(build), without_archive(clean)
    ignored = (".png", ".jpg", ".webp") if any(name.endswith((".tex", ".texi")) for name in theirs) else ()
    assert {name for name in mine.keys() - theirs.keys() if not name.endswith(ignored)} == set()
    assert {name for name in theirs if mine.get(name) != theirs[name]} == set()


def test_a_preview_shows_them_with_a_mark(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, BEFORE)
    monkeypatch.setenv("READTHEDOCS_VERSION_TYPE", "external")
    build = make_site(FILES, CONF).build()
    for name in ("due", "draft"):
        page = build.page(f"news/{name}/{name}.html")
        assert page.select_one(".eulernews-draft")
        assert page.select_one('meta[name="robots"][content="noindex"]')
    assert "secretword3" not in build.text("news/atom.xml")
    assert not build.page("news/open1.html").select('.eulernews-draft, meta[name="robots"]')


def test_the_end_of_a_build_says_how_many_posts_are_held_back_and_why(make_site: MakeSite) -> None:
    fields = ("draft: true", "hidden: true", "publish: 2031-01-01", "expires: 2020-01-01", "draft: false")
    posts = {
        f"news/{n}.md": f"---\ntitle: T{n}\ndate: 2019-01-0{n + 1}\n{line}\n---\n\nText.\n"
        for n, line in enumerate(fields)
    }
    build = make_site({"index.md": "# Home\n", **posts}).build()
    assert "(4 not published: 2 draft, 1 expired, 1 not yet)" in build.told + build.said


@pytest.mark.parametrize("builder", ["html", "text", "gettext"])
@pytest.mark.parametrize("options", ["", ":numbered:"])
def test_sections_and_figures_are_numbered_without_them(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, options: str, builder: str
) -> None:
    figure = "```{{figure}} ../pic.png\n:name: figure-{0}\n\nCaption {0}.\n```\n"
    files: dict[str, str | bytes] = {
        "index.md": f"# Home\n\n```{{toctree}}\n{options}\n\nnews/due\nnews/open\n```\n\n{{numref}}`figure-2`\n",
        "news/due.md": post_text("Due", figure.format(1), date="2025-05-01", publish="2026-06-01"),
        "news/open.md": post_text("Open", figure.format(2), date="2025-05-02"),
        "pic.png": png(60, 40),
    }
    site = make_site(files, {"language": "en", "numfig": True, "numfig_secnum_depth": 0})
    for moment, number in ((BEFORE, 1), (AFTER, 2), (BEFORE, 1)):
        at(monkeypatch, moment)
        built = site.build(builder)
        assert built.said == ""
        if builder == "html":  # Sphinx writes no numbers in text
            assert f"Fig. {number}" in built.text("index.html")
            assert_shows_the_same(built, site.build(builder, clean=True))


HELD = {
    "a.rst": ":draft: true\n\nHeld\n====\n\n.. post:: 2024-01-01\n\nText.\n",
    "flag.rst": "Held\n====\n\n:date: 2024-01-01\n:draft:\n\nText.\n",
    "b.rst": "Held\n====\n\n:status: draft\n\n.. post:: 2024-01-01\n\nText.\n",
    "2024-01-02-c.rst": "Held\n====\n\n:status: draft\n\nText.\n",
    "d.rst": "Held\n====\n\n.. post:: 2024-01-01\n   :status: draft\n\nText.\n",
    "e.rst": "Held\n====\n\n.. post:: 2024-01-01\n   :hidden:\n\nText.\n",
}
UNCLEAR = {
    "f.rst": "Held\n====\n\n.. post:: 2024-01-01\n   :drft: true\n\nText.\n",
    "g.md": "---\ntitle: Held\ndrft: true\n---\n```{post} 2024-01-01\n```\nText.\n",
}


def test_field_lists_and_directives_hold_posts_back_as_front_matter_does(make_site: MakeSite) -> None:
    files = {
        **{f"news/{name}": text for name, text in (HELD | UNCLEAR).items()},
        "news/2024-01-03-open.rst": "Open\n====\n\n:tags: quay\n\nText.\n",
        "news/null.rst": "Null\n====\n\n:date: 2023-01-01\n:draft: null\n\nText.\n",
        "news/free.rst": "Free\n====\n\n.. post:: 2024-01-02\n   :status: published\n\nText.\n",
    }
    built = make_site(files, {"language": "en"}).build()
    assert listed(built.page("news/index.html")) == ["Open", "Free", "Null"]
    assert listed(built.page("news/tags/quay.html")) == ["Open"]
    assert {(kind, place) for kind, place, _line in built.places()} == {
        ("eulernews.field", f"news/{name}") for name in UNCLEAR
    }


def test_raw_html_links_to_no_page_of_theirs(make_site: MakeSite) -> None:
    links = "<p><a href='b.md'>x</a> <a href='b.html#y'>x</a> <a href='/news/b'>x</a></p>\n\n[x](b.md)\n"
    hidden = post_text("乙", date="2024-01-02", draft="true")
    site = make_site({"news/a.md": post_text("甲", links, date="2024-01-01"), "news/b.md": hidden})
    assert [link["href"] for link in site.build().page("news/a.html").select(".e-content a")] == ["#", "#", "#"]
    built = site.write({"news/b.md": hidden.replace("draft: true\n", "")}).build()
    hrefs = [link["href"] for link in built.page("news/a.html").select(".e-content a")]
    assert hrefs == ["b.html", "b.html#y", "b.html", "b.html"]
    assert built.digests() == site.build(clean=True).digests()


def test_a_post_with_the_name_of_a_generated_page_is_held_back_where_a_toctree_lists_it(make_site: MakeSite) -> None:
    files = {
        "index.md": "# Home\n\n```{toctree}\nnews/index\nnews/archive/2025\n```\n",
        "news/open.md": post_text("Open", date="2025-04-01"),
        "news/archive/2025.md": post_text("Review", date="2025-12-31", draft="true"),
    }
    site = make_site(files)
    built = site.build()
    assert (built.said, listed(built.page("news/archive/2025.html"))) == ("", ["Open"])
    site.write({"news/archive/2025.md": post_text("Review", date="2025-12-31")})
    built = site.build()
    assert [(warned.path, warned.line) for warned in built.warnings] == [("news/archive/2025.md", 1)]
    assert "Review" in built.page("news/archive/2025.html").select_one("h1").text  # type: ignore[union-attr]
    site.write(files)
    assert_equal(site.build(), site.build(clean=True))
