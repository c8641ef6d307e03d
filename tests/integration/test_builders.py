"""Every builder, intersphinx, and the ways in which a maintainer silences or asks."""

from __future__ import annotations

import posixpath
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from conftest import MakeSite
from helpers import Build, Project, assert_equal, png, post_text, site_in, without_archive
from samples import FILES
from sphinx.application import Sphinx
from sphinx.builders.dirhtml import DirectoryHTMLBuilder
from sphinx.builders.epub3 import Epub3Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.builders.singlehtml import SingleFileHTMLBuilder
from sphinx.util.inventory import InventoryFile
from sphinx.util.typing import ExtensionMetadata

import sphinx_eulernews

BUILDERS = ["dirhtml", "singlehtml", "epub", "latex", "text", "man", "texinfo", "xml", "json", "pickle", "gettext", "dummy", "linkcheck"]  # fmt: skip  # noqa: E501
RICH = {
    **FILES,
    "zh/news/rich.md": post_text(
        "丰富的文章",
        "开头。\n\n---\n\n<center><img src='img/banners/harbour.png'></center>\n\n"
        "![图](/img/banners/harbour.png)\n\n<video src='x.mp4' controls></video>\n\n"
        "```{banner} /img/banners/harbour.png\n:caption: 说明\n```\n\n"
        "```{postlist}\n:layout: table\n```\n\n```{taglist}\n```\n\n```{archivelist}\n```\n\n"
        "```{update} 2024-01-01\n改了。\n```\n\n| 表 |\n|---|\n| 格 |\n",
        date="2024-01-01",
        banner="img/banners/harbour.png",
    ),
    "zh/news/x.mp4": b"no film",
}


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a site with everything that a post may hold."""
    return site_in(tmp_path_factory.mktemp("rich"), RICH, {"linkcheck_ignore": [".*"]})


@pytest.mark.promise("builders")
@pytest.mark.parametrize("builder", BUILDERS)
def test_every_builder_builds_with_no_warning_but_the_true_ones(rich: Project, builder: str) -> None:
    build = rich.build(builder)
    # Sphinx knows no media type of films for epub.
    places = {warned.place for warned in build.warnings if warned.kind != "epub.unknown_project_files"}
    assert places == {("eulernews.date", "zh/news/undated.md", 1)}
    assert builder == "dummy" or build.names()


@pytest.mark.parametrize("builder", ["singlehtml", "epub", "xml", "text", "latex"])
def test_no_mark_of_ours_is_left_in_any_output(rich: Project, builder: str) -> None:
    build = rich.build(builder, name=f"marks-{builder}")
    for name in build.names():
        if name.endswith((".html", ".xhtml", ".xml", ".txt", ".tex")):
            text = build.text(name)
            for mark in ("eulernews-media:", "<directive_placeholder", "post_head", "post_foot"):
                assert mark not in text, name


# Sphinx writes the name of the builder into a script, and the checksum of that into pages.
_VERSION_OF_FILE = re.compile(r"\?v=[0-9a-f]{8}")


class PrintBuilder(SingleFileHTMLBuilder):
    name = "print"


class BookBuilder(Epub3Builder):
    name = "book"


class FolderBuilder(DirectoryHTMLBuilder):
    name = "folders"


class SlidesBuilder(StandaloneHTMLBuilder):
    """A builder whose templates need a document, as that of sphinx-revealjs does, and which has no search page."""

    name = "slides"
    search = False

    def handle_page(self, pagename: str, *args: Any, **kwargs: Any) -> None:
        assert pagename in self.env.found_docs or pagename == "genindex"
        super().handle_page(pagename, *args, **kwargs)


def add_builders(app: Sphinx) -> ExtensionMetadata:
    for builder in (PrintBuilder, BookBuilder, FolderBuilder, SlidesBuilder):
        app.add_builder(builder)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


@pytest.fixture
def with_builders(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A site with builders of another extension."""
    module = ModuleType("builders_of_others")
    module.setup = add_builders  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "builders_of_others", module)
    return make_site(RICH, {"extensions": ["myst_parser", "sphinx_eulernews", "builders_of_others"]})


@pytest.mark.parametrize(("derived", "builder"), [("print", "singlehtml"), ("book", "epub"), ("folders", "dirhtml")])
def test_a_builder_of_another_extension_writes_what_that_of_sphinx_writes(
    with_builders: Project, derived: str, builder: str
) -> None:
    built, expected = (with_builders.build(name) for name in (derived, builder))
    names = sorted(name for name in built.names() if not name.startswith("."))
    assert names == sorted(name for name in expected.names() if not name.startswith("."))
    for name in names:
        if name.endswith("html"):
            written = [
                [str(element) for element in BeautifulSoup(build.text(name), "lxml").select(".eulernews, head")]
                for build in (built, expected)
            ]
            assert _VERSION_OF_FILE.sub("", str(written[0])) == _VERSION_OF_FILE.sub("", str(written[1]))


def test_a_builder_without_a_search_page_has_documents_alone(with_builders: Project) -> None:
    with_builders.configure(html_domain_indices=False)
    for build in (with_builders.build("slides"), with_builders.write({"page.md": "# New\n"}).build("slides")):
        page = build.page("zh/news/rich.html")
        assert page.select(".eulernews-byline time")
        assert not [link for link in page.select(".eulernews a[href]") if "/tags/" in str(link["href"])]
        assert "zh/news/tags/index.html" not in build.names()
    assert_equal(build, with_builders.build("slides", clean=True))


def test_text_of_a_post_has_its_byline(rich: Project) -> None:
    text = rich.build("text", name="byline").text("zh/news/harbour.txt")
    for part in ("港口平台上线", "2023年11月25日", "王一", "容器", "C++"):
        assert part in text


def test_the_inventory_names_posts_and_terms_with_urls_that_exist(html: Build) -> None:
    with (html.outdir / "objects.inv").open("rb") as file:
        loaded: Any = InventoryFile.load(file, "", posixpath.join)
    inventory = getattr(loaded, "data", loaded)  # an object of its own since Sphinx 9.1
    assert "zh/news/harbour" in inventory["news:post"]
    assert {"C", "C++", "容器", "zh/news:C++"} <= inventory["news:tag"].keys()
    assert "王一" in inventory["news:author"]
    assert "新闻" in inventory["news:category"]
    for kind in ("post", "tag", "author", "category"):
        for item in inventory[f"news:{kind}"].values():
            assert (html.outdir / unquote(item.uri.partition("#")[0])).exists()


@pytest.mark.promise("roles")
def test_another_project_links_to_posts_and_tags(html: Build, make_site: MakeSite) -> None:
    page = "# 别处\n\n{news:post}`zh/news/harbour` {external+news:news:tag}`C++` {news:tag}`容器`\n"
    conf = {
        "extensions": ["myst_parser", "sphinx_eulernews", "sphinx.ext.intersphinx"],
        "intersphinx_mapping": {"news": ("https://example.org/docs/", str(html.outdir / "objects.inv"))},
    }
    build = make_site({"index.md": page}, conf).build()
    assert build.said == ""
    links = [str(link["href"]) for link in build.page("index.html").select("a.external")]
    assert links[:2] == [
        "https://example.org/docs/zh/news/harbour.html",
        "https://example.org/docs/zh/news/tags/cpp.html",
    ]
    assert len([link for link in links if link.startswith("https://example.org/docs/")]) == 3


def test_a_wrong_option_is_a_warning_and_the_site_is_built(make_site: MakeSite) -> None:
    build = make_site(FILES, {"eulernews_page_size": "viele"}).build()
    [warned] = build.of_kind("eulernews.config")
    assert "eulernews_page_size" in warned.message
    assert "zh/news/index.html" in build.names()


@pytest.mark.parametrize("suppressed", ["eulernews.date", "eulernews"])
def test_each_warning_can_be_silenced(make_site: MakeSite, suppressed: str) -> None:
    assert make_site(FILES, {"suppress_warnings": [suppressed]}).build().said == ""


@pytest.mark.promise("7 neighbour")
def test_a_site_without_posts_is_built_as_if_we_were_not_there(make_site: MakeSite) -> None:
    build = make_site({"about.md": "---\norphan: true\n---\n# 关于\n"}).build()
    assert build.said == ""
    assert {name for name in build.names() if name.endswith(".html")} == {
        "index.html", "about.html", "genindex.html", "search.html",
    }  # fmt: skip


# What provokes a warning: files, settings, kind, file, line.
PROVOKED: dict[str, tuple[dict[str, str | bytes], dict[str, object], str, int]] = {
    "config": ({}, {"eulernews_timezone": "Mars"}, "", 0),
    "front_matter": ({"news/a.md": "---\ntitle: a\nx: b: c\ndate: 2023-01-01\n---\n"}, {}, "news/a.md", 3),
    "field": ({"news/a.md": post_text("甲", date="2023-01-01", pinned="也许")}, {}, "news/a.md", 4),
    "date": ({"news/a.md": post_text("甲", date="昨天")}, {}, "news/a.md", 3),
    "title": ({"news/a.md": post_text(date="2023-01-01")}, {}, "news/a.md", 1),
    "banner": ({"news/a.md": post_text("甲", date="2023-01-01", banner="没有.png")}, {}, "news/a.md", 4),
    "image": ({"news/a.md": post_text("甲", "![](没有.png)", date="2023-01-01")}, {}, "news/a.md", 6),
    "html": ({"news/a.md": post_text("甲", "</div>", date="2023-01-01")}, {}, "news/a.md", 6),
    "encoding": ({"news/a.md": post_text("甲", date="2023-01-01").encode("utf-16")}, {}, "news/a.md", 1),
    "directive": ({"about.md": "---\norphan: true\n---\n# 关于\n\n```{post}\n```\n"}, {}, "about.md", 6),
    "alias": ({"news/a.md": post_text("甲", date="2023-01-01", aliases=["../../etc/x.html"])}, {}, "news/a.md", 4),
    "feed": (
        {"news/a.md": post_text("甲", date="2023-01-01"), "extra/news/atom.xml": "x"},
        {"html_extra_path": ["extra"], "html_baseurl": "https://example.org/"},
        "",
        0,
    ),
    "link": ({"news/a.md": post_text("甲", "[丢失](没有.md)", date="2023-01-01")}, {}, "news/a.md", 6),
    "template": (
        {"news/a.md": post_text("甲", date="2023-01-01"), "_templates/eulernews/card.html": "\n{{ 1 // 0 }}"},
        {"templates_path": ["_templates"]},
        "_templates/eulernews/card.html",
        2,
    ),
}


@pytest.mark.promise("warnings")
def test_every_kind_of_warning_that_the_package_gives_is_provoked_here() -> None:
    package = Path(sphinx_eulernews.__file__).parent
    sources = [path.read_text("utf-8") for path in package.rglob("*.py") if path.name != "warnings.py"]
    given = {name.lower() for text in sources for name in re.findall(r"\bSubtype\.([A-Z]+)\b", text)}
    # Handlers of events are no settings: their warnings are provoked in test_customize.py.
    assert given - {"event"} | {"front_matter", "field", "date"} == PROVOKED.keys()


@pytest.mark.promise("warnings")
@pytest.mark.parametrize("kind", PROVOKED)
def test_each_kind_of_warning_names_file_and_line_and_can_be_silenced(make_site: MakeSite, kind: str) -> None:
    files, conf, path, line = PROVOKED[kind]
    site = make_site(files, conf)
    build = site.build()
    assert build.places() == {(f"eulernews.{kind}", path, line)}
    # What is wrong stays so until it is fixed, and nothing need be read again to know it.
    again = site.build()
    assert again.read == frozenset()
    assert again.warnings == build.warnings
    assert make_site(files, {**conf, "suppress_warnings": [f"eulernews.{kind}"]}).build().said == ""


BANNERS: list[tuple[str, str, bool, list[str]]] = [
    ("beside the post", "near.png", True, []),
    ("below a public path", "img/far.png", True, []),
    ("with a slash", "/img/far.png", True, []),
    ("with a query", "'img/far.png?t=2019'", True, []),
    ("percent-encoded", "img/%E6%B8%AF%20%E5%8F%A3.png", True, []),
    ("with a space and hanzi", "img/港 口.png", True, []),
    ("in the wrong case", "img/FAR.png", True, ["banner"]),
    ("with backslashes", "'img\\far.png'", True, ["banner"]),
    ("missing", "img/none.png", False, ["banner"]),
    ("no picture", "img/text.png", False, ["banner"]),
    ("truncated", "img/cut.png", False, ["banner"]),
    ("outside the site", "../../../../../../etc/passwd", False, ["banner"]),
    ("on the author's own disk", "'D:\\x.png'", False, ["banner"]),
    ("a URL after a slash", "/https://pictures.example/x.png", False, ["banner"]),
]  # fmt: skip


@pytest.fixture(scope="module")
def banners(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Return a site with a post for each way to name a banner."""
    files: dict[str, str | bytes] = {
        "public/img/far.png": png(300, 200), "public/img/港 口.png": png(310, 200), "news/near.png": png(320, 200),
        "public/img/text.png": b"text", "public/img/cut.png": png(330, 200)[:60],
    }  # fmt: skip
    bad = "/https://pictures.example/x.png"
    files["news/slash.md"] = post_text("甲", f'![图]({bad})\n\n<img alt="图" src="{bad}">', date="2023-01-01")
    for place, (name, written, _, _) in enumerate(BANNERS):
        files[f"news/b{place}.md"] = post_text(name, date=f"2023-01-{place + 1:02}", banner=written)
    return site_in(tmp_path_factory.mktemp("banners"), files).build()


@pytest.mark.promise("images")
@pytest.mark.parametrize("place", range(len(BANNERS)), ids=[name for name, *_ in BANNERS])
def test_a_banner_is_found_or_missed_with_a_warning_at_its_line(banners: Build, place: int) -> None:
    _, _, found, kinds = BANNERS[place]
    page = banners.page(f"news/b{place}.html")
    pictures = page.select(".eulernews-banner img")
    assert len(pictures) == int(found)
    for picture in pictures:
        assert (int(str(picture["width"])) > 0, int(str(picture["height"])) > 0) == (True, True)
        assert (banners.outdir / "news" / str(picture["src"])).exists()
    places = [(warned.kind, warned.line) for warned in banners.warnings if warned.path == f"news/b{place}.md"]
    assert places == [(f"eulernews.{kind}", 4) for kind in kinds]


def test_an_absolute_url_after_a_slash_is_a_warning_that_says_what_to_write(banners: Build) -> None:
    warned = [warned for warned in banners.warnings if "/https:" in warned.message]
    assert [each.kind.partition(".")[2] for each in warned] == ["banner", "image", "image"]
    assert all("write 'https://pictures.example/x.png'" in each.message for each in warned)


@pytest.mark.parametrize(
    ("body", "conf", "shown"),
    [
        ("![图](near.png)", {}, True),
        ("<img src='near.png'>", {}, True),
        ("![标](icon.png)", {}, False),
        ("正文", {"eulernews_default_banner": "img/far.png"}, True),
        ("正文", {}, False),
    ],
)
def test_a_post_without_banner_borrows_one_for_its_card(
    make_site: MakeSite, body: str, conf: dict[str, object], shown: bool
) -> None:
    files: dict[str, str | bytes] = {
        "news/a.md": post_text("甲", body, date="2023-01-01"), "news/near.png": png(320, 200),
        "news/b.md": post_text("乙", body, date="2023-01-02", cover="false"),
        "news/icon.png": png(32, 32), "public/img/far.png": png(300, 200),
    }  # fmt: skip
    build = make_site(files, conf).build()
    assert build.said == ""
    shown_on = [len(card.select("img.u-featured")) for card in build.page("news/index.html").select(".h-entry")]
    assert shown_on == [0, int(shown)]
    assert not build.page("news/a.html").select(".eulernews-banner img")


@pytest.mark.promise("2 incremental")
@pytest.mark.parametrize("builder", ["epub", "singlehtml", "text", "man", "latex"])
def test_a_deleted_post_leaves_no_page_in_the_output_of_any_builder(make_site: MakeSite, builder: str) -> None:
    files = {f"news/{n}.md": post_text(f"第{n}篇", date=f"2024-01-0{n}", tags=["港"] if n == 1 else []) for n in (1, 2)}
    site = make_site(files)
    site.build(builder)
    built = site.delete("news/1.md").build(builder)
    assert without_archive(built) == without_archive(site.build(builder, clean=True))


@pytest.mark.promise("2 incremental")
@pytest.mark.parametrize("builder", ["html", "dirhtml", "epub", "singlehtml", "latex"])
def test_an_image_that_no_post_shows_any_more_leaves_the_output_of_every_builder(
    make_site: MakeSite, builder: str
) -> None:
    images = {f"news/{name}.png": png(40, 30, (index, 0, 0)) for index, name in enumerate(("kept", "edited", "gone"))}
    posts = {
        "news/1.md": post_text("一", "![](kept.png)\n\n![](edited.png)", date="2024-01-01"),
        "news/2.md": post_text("二", "![](gone.png)", date="2024-01-02"),
    }
    # Builders of one file write what is in a toctree.
    site = make_site({"index.md": "# Index\n\n```{toctree}\n:glob:\nnews/*\n```\n", **images, **posts})

    def shown(*, clean: bool = False) -> set[str]:
        names = (Path(name).name for name in site.build(builder, clean=clean).names())
        return {name for name in names if name.startswith(("kept", "edited", "gone"))}

    assert {name.partition(".")[0].partition("-")[0] for name in shown()} == {"kept", "edited", "gone"}
    site.write({"news/1.md": post_text("一", "![](kept.png)", date="2024-01-01")}).delete("news/2.md")
    assert shown() == shown(clean=True)


def test_a_page_of_the_user_stays_where_an_epub_would_have_the_index_of_tags(make_site: MakeSite) -> None:
    own = "---\norphan: true\n---\n# 自己的\n"
    site = make_site({"news-tags.md": own, "news/1.md": post_text("一", date="2024-01-01", tags=["港"])})
    assert "自己的" in site.build("epub").text("news-tags.xhtml")
    assert "自己的" in site.delete("news/1.md").build("epub").text("news-tags.xhtml")
