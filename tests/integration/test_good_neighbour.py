"""What works on an ordinary document works on a post: titles of reStructuredText, bundles, images of others."""

from __future__ import annotations

import pytest
from conftest import MakeSite
from docutils import nodes
from helpers import Project, listed, png, post_text, titles_of
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

POST = ".. post:: 2024-01-01"
RST_TITLES = {
    "label": (f".. _quay:\n\nHarbour\n=======\n\n{POST}\n\nWords.\n", "Harbour"),
    "comment": (f".. a licence\n\nHarbour\n=======\n\n{POST}\n\nWords.\n", "Harbour"),
    "docinfo": (f":orphan:\n:og:image: https://example.org/x.png\n\nHarbour\n=======\n\n{POST}\n\nWords.\n", "Harbour"),
    "comment and docinfo": (f".. a\n\n:orphan:\n\nHarbour\n=======\n\n{POST}\n\nWords.\n", "Harbour"),
    "substitution": (f".. |x| replace:: y\n\nHarbour\n=======\n\n{POST}\n\nWords |x|.\n", "Harbour"),
    "raw": (f".. raw:: html\n\n   <i>raw</i>\n\nHarbour\n=======\n\n{POST}\n\nWords.\n", "Harbour"),
    "text": (f"Before.\n\nHarbour\n=======\n\n{POST}\n\nWords.\n", "Harbour"),
    "two": (f"Harbour\n=======\n\n{POST}\n\nWords.\n\nQuay\n====\n\nMore.\n", "Harbour"),
}


class thumbnail(nodes.image):  # noqa: N801  as docutils names them
    """An image of an extension: sphinxcontrib-images has one that opens in a box."""


class Thumbnail(SphinxDirective):
    """An image, with a preview from elsewhere that is noted for no document, as sphinxcontrib-youtube does."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        self.env.images.add_file("", "preview.jpg")
        return [thumbnail(uri=self.arguments[0])]


def _visit_thumbnail(self: HTML5Translator, node: thumbnail) -> None:
    self.body.append(f'<a class="box" href="{node["uri"]}">')


def _depart_thumbnail(self: HTML5Translator, _node: thumbnail) -> None:
    self.body.append("</a>")


def setup(app: Sphinx) -> ExtensionMetadata:
    """An extension with images of its own."""
    app.add_node(thumbnail, html=(_visit_thumbnail, _depart_thumbnail))
    app.add_directive("thumbnail", Thumbnail)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def test_the_first_section_title_is_the_title_whatever_stands_before_it(make_site: MakeSite) -> None:
    files = {f"news/p{number}.rst": text for number, (text, _title) in enumerate(RST_TITLES.values())}
    built = make_site(files, {"language": "en"}).build()
    assert built.warnings == ()
    for number, (name, (_text, title)) in enumerate(RST_TITLES.items()):
        page = built.page(f"news/p{number}.html")
        assert titles_of(page) == [title], name
        shown = page.select_one(".h-entry")
        assert shown is not None
        assert "og:image" not in shown.text
        assert "orphan" not in shown.text
        assert "Words" in shown.text
        assert ("Before." in shown.text) is (name == "text")
    assert [h2.text[:4] for h2 in built.page("news/p7.html").select(".e-content h2")] == ["Quay"]


def test_a_folder_with_a_dated_index_is_a_post(make_site: MakeSite) -> None:
    files: dict[str, str | bytes] = {
        "news/a/index.md": post_text("Dated", "![](pic.png)", date="2024-01-03"),
        "news/20240102-b/index.md": post_text("By its folder"),
        "news/c/index.md": post_text("By its wish", date="2024-01-01", post="true"),
        "news/d/index.md": "# A page\n",
        "news/a/pic.png": png(40, 30),
        "news/_index.md": post_text("Section"),
        "news/a/_index.md": post_text("Section"),
        "index.md": "# Home\n\n```{toctree}\nnews/d/index\n```\n",
    }
    built = make_site(files, {"language": "en"}).build()
    assert [warned for warned in built.warnings if warned.kind != "eulernews.date"] == []
    assert set(listed(built.page("news/index.html"))) == {"Dated", "By its folder", "By its wish"}
    assert len(built.page("news/a/index.html").select(".e-content img")) == 1
    assert not built.page("news/d/index.html").select(".h-entry")
    assert not (built.outdir / "news/_index.html").exists()


@pytest.fixture
def images(make_site: MakeSite) -> Project:
    body = f"Harbour\n=======\n\n{POST}\n\n.. image:: pic.*\n   :alt: any\n\n.. image:: https://example.org/far.png\n"
    public = "\n.. image:: /img/crane.*\n   :alt: crane\n"
    files: dict[str, str | bytes] = {
        "news/a.rst": body + "   :alt: far\n" + public,
        "public/img/crane.png": png(40, 30),
        "news/pic.png": png(40, 30),
        "news/pic.svg": b"<svg/>",
    }
    files["index.md"] = "# Home\n\n```{toctree}\nnews/a\n```\n"
    return make_site(files, {"language": "en"})


def test_the_builder_chooses_the_format_and_remote_images_are_shown(images: Project) -> None:
    built = images.build()
    assert built.warnings == ()
    any_format, far, crane = built.page("news/a.html").select(".e-content img")
    assert str(crane["src"]).startswith("../_images/crane")
    assert str(any_format["src"]).endswith(".svg")
    assert far["src"] == "https://example.org/far.png"


@pytest.fixture
def thumbnails(make_site: MakeSite) -> Project:
    text = "Words.\n\n```{thumbnail} pic.png\n```\n"
    files: dict[str, str | bytes] = {f"news/{name}.md": post_text(name, text, date="2024-01-01") for name in "abcdef"}
    conf = {"language": "en", "extensions": ["myst_parser", "sphinx_eulernews", "test_good_neighbour"]}
    return make_site({**files, "public/pic.png": png(40, 30)}, conf)


def test_an_image_of_another_extension_has_the_markup_of_that(thumbnails: Project) -> None:
    built = thumbnails.build()
    [box] = built.page("news/a.html").select(".e-content a.box")
    assert box["href"] == "public/pic.png"
    assert any(name.startswith("_images/pic") for name in built.names())


@pytest.mark.promise("1 parallel")
def test_an_image_that_is_noted_for_no_document_changes_nothing_in_parallel(thumbnails: Project) -> None:
    serial, parallel = thumbnails.build(), thumbnails.build(name="parallel", jobs=2)
    assert parallel.digests() == serial.digests()


@pytest.mark.parametrize("builder", ["latex", "epub", "texinfo"])
def test_remote_images_are_links_where_they_would_be_downloaded(images: Project, builder: str) -> None:
    built = images.build(builder)
    assert "example.org" not in built.said
    name = next(name for name in sorted(built.names()) if name.endswith((".tex", "news/a.xhtml", ".texi")))
    assert "https://example.org/far.png" in built.text(name)


def test_a_pattern_that_matches_nothing_is_one_warning_until_a_file_appears(make_site: MakeSite) -> None:
    files = {"news/a.rst": f"Harbour\n=======\n\n{POST}\n\n.. image:: none.*\n   :alt: any\n"}
    site = make_site(files, {"language": "en"})
    assert site.build().places() == {("eulernews.image", "news/a.rst", 6)}
    built = site.write({"public/none.png": png(40, 30)}).build()
    assert built.warnings == ()
    assert len(built.page("news/a.html").select(".e-content img")) == 1


def test_a_pattern_that_matches_nothing_in_a_link_leaves_a_link_that_can_be_followed(make_site: MakeSite) -> None:
    link = "https://example.org/"
    files = {
        "news/a.rst": f"Harbour\n=======\n\n{POST}\n\n.. figure:: none.*\n   :target: {link}\n\n   Caption\n",
        "news/b.md": post_text("Quay", f"[![](none.*)]({link})\n", date="2024-01-02"),
    }
    built = make_site(files, {"language": "en"}).build()
    assert {place[:2] for place in built.places()} == {("eulernews.image", name) for name in files}
    for name in ("a", "b"):
        assert [found.text for found in built.page(f"news/{name}.html").select(f"a[href='{link}']")] == ["none.*"]


def test_a_pattern_shows_a_format_that_appears_later(make_site: MakeSite) -> None:
    files: dict[str, str | bytes] = {
        "news/a.rst": f"Harbour\n=======\n\n{POST}\n\n.. image:: pic.*\n   :alt: any\n",
        "news/pic.png": png(40, 30),
    }
    site = make_site(files, {"language": "en"})
    assert ".png" in str(site.build().page("news/a.html").select(".e-content img"))
    built = site.write({"news/pic.svg": "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='30'/>"}).build()
    assert ".svg" in str(built.page("news/a.html").select(".e-content img"))
    assert built.text("news/a.html") == site.build(clean=True).text("news/a.html")


def test_a_post_shows_its_figures_in_the_language_of_the_site(make_site: MakeSite) -> None:
    body = "![](pic.png)\n\n<img src='/img/crane.png' alt=''>\n"
    files: dict[str, str | bytes] = {
        "news/a.md": post_text("Quay", body, date="2024-01-01"),
        "news/pic.png": png(40, 30), "news/pic.de.png": png(50, 30),
        "public/img/crane.png": png(60, 30), "public/img/crane.de.png": png(70, 30),
        "locales/de/LC_MESSAGES/news.po": "",  # where a site has catalogs, images of its language may still come
    }  # fmt: skip
    site = make_site(files, {"language": "de"})
    built = site.build()
    assert built.warnings == ()
    images = built.page("news/a.html").select(".e-content img")
    assert [image["width"] for image in images] == ["50", "70"]
    assert all(".de" in str(image["src"]) for image in images)
    site.delete("news/pic.de.png")
    assert [image["width"] for image in site.build().page("news/a.html").select(".e-content img")] == ["40", "70"]
    site.write({"news/pic.de.png": png(50, 30)})
    assert site.build().digests() == site.build(clean=True).digests()


METADATA = {
    "no-search": "true",
    "hide-toc": "true",
    "tocdepth": "1",
    "abstract": "Not for the page",
    '"og:description"': "Mine",
    "myst": "{enable_extensions: [deflist, substitution], html_meta: {keywords: kw1}, substitutions: {berth: Pier}}",
}


@pytest.mark.promise("foreign keys")
@pytest.mark.parametrize("fence", ["---", "+++"])
def test_front_matter_that_is_not_ours_reaches_myst_and_sphinx(make_site: MakeSite, fence: str) -> None:
    body = "Term\n: Definition unusualword {{ berth }}\n\n![](gone.png)\n"
    text = post_text("Meta", body, date="2024-01-01", **METADATA)
    if fence == "+++":
        rest = 'no-search = true\nhide-toc = true\ntocdepth = 1\nabstract = "Not for the page"\n'
        myst = '[myst]\nenable_extensions = ["deflist", "substitution"]\nhtml_meta = {keywords = "kw1"}\n'
        more = 'substitutions = {berth = "Pier"}\n'
        text = f'+++\ntitle = "Meta"\ndate = "2024-01-01"\n{rest}{myst}{more}+++\n\n{body}'
    conf = {"language": "en", "html_theme": "furo", "html_baseurl": "https://example.org/"}
    built = make_site({"news/a.md": text}, conf).build()
    line = text[: text.index("![]")].count("\n") + 1
    assert built.places() == {("eulernews.image", "news/a.md", line)}
    page = built.page("news/a.html")
    assert "unusualword" not in built.text("searchindex.js")
    assert page.select_one(".toc-tree") is None
    assert page.select_one("meta[name=keywords][content=kw1]") is not None
    definition = page.select_one(".e-content dl dd")
    assert definition is not None
    assert "Pier" in definition.text
    assert "Not for the page" not in page.text


def test_a_translated_message_is_a_fragment_of_the_post(make_site: MakeSite) -> None:
    catalog = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "The quay."\nmsgstr "Der Kai."\n'
    files = {"news/a.md": post_text("Quay", "The quay.", date="2024-01-01"), "locale/de/LC_MESSAGES/news/a.po": catalog}
    conf = {"language": "de", "locale_dirs": ["locale"], "gettext_compact": False, "exclude_patterns": ["locale"]}
    built = make_site(files, conf).build()
    assert built.warnings == ()
    page = built.page("news/a.html")
    assert [text.text for text in page.select(".e-content p")] == ["Der Kai."]
    assert titles_of(page) == ["Quay"]


SUFFIXES = {".md": "markdown", ".markdown": "markdown"}


@pytest.mark.promise("7 neighbour")
@pytest.mark.parametrize(
    ("conf", "is_page"),
    [
        ({}, False),
        ({"eulernews_collections": {"news": {}}}, False),
        ({"eulernews_collections": {"news": {"posts": "**/2*"}}}, True),
        ({"source_suffix": SUFFIXES}, True),
    ],
)
def test_a_file_of_a_suffix_for_posts_is_no_document_elsewhere(
    make_site: MakeSite, conf: dict[str, object], is_page: bool
) -> None:
    files = {
        "guide/README.markdown": "---\norphan: true\n---\n\n# Guide\n",
        "guide/start.md": "---\norphan: true\n---\n\n# Start\n",
        "news/2024-01-02-a.markdown": post_text("甲", date="2024-01-02"),
    }
    site = make_site(files, conf)
    build = site.build()
    assert build.said == ""
    assert ("guide/README.html" in build.names()) is is_page
    assert "news/2024-01-02-a.html" in build.names()
    assert site.build().read == set()


def test_a_document_next_to_a_file_of_a_suffix_for_posts_is_that_of_sphinx(make_site: MakeSite) -> None:
    page = "---\norphan: true\n---\n\n# From %s\n"
    build = make_site({"guide.md": page % "md", "guide.markdown": page % "markdown"}).build()
    assert "From md" in build.text("guide.html")
