"""A missing image costs one warning, in whatever form and builder; what stands around it stays."""

from __future__ import annotations

import pytest
from conftest import MakeSite
from helpers import Project, png, post_text

MARKDOWN = """
![The quay](gone-1.png){.wide}

- ![](gone-2.png){.a}

| a | b |
|---|---|
| ![](gone-3.png) | ![in a cell](gone-4.png) |

[![](gone-5.png)](https://example.org) and [![alt](gone-6.png)](https://example.org)

## ![In a heading](gone-7.png)

```{figure} gone-8.png
:target: https://example.org
:class: a
:figclass: b
:name: eight

The caption stays.
```

```{image} gone-9.png
:target: https://example.org
:name: nine
```

```{list-table}
* - ![](gone-10.png){.x}
```

```{image} gone-12.png
:class: wide
```

````{grid} 2
```{grid-item-card} Card
:img-top: gone-11.png

Words.
```
````

See {ref}`eight`.
"""
RST = """
Words
=====

.. post:: 2024-01-01

   The *quay*

   .. Not said.

   .. image:: gone-5.png
      :alt: Nothing seen

   - one
   - two

.. |quay| image:: gone-1.png
   :align: top

Twice: |quay| and |quay|.

.. _label:

.. image:: gone-2.png
   :class: wide

.. rst-class:: special

.. image:: gone-3.png
   :alt: Something

.. figure:: gone-4.png

   Caption

   Legend

See :ref:`there <label>`.
"""


@pytest.fixture
def site(make_site: MakeSite) -> Project:
    extensions = ["myst_parser", "sphinx_eulernews", "sphinx_design"]
    conf = {
        "extensions": extensions, "language": "en", "numfig": True,
        "myst_enable_extensions": ["attrs_inline"], "html_theme": "basic",
    }  # fmt: skip
    files = {"news/a.md": post_text("Words", MARKDOWN, date="2024-01-02"), "news/b.rst": RST}
    return make_site(files, conf)


@pytest.mark.parametrize("builder", ["html", "singlehtml", "epub", "latex", "text", "man", "texinfo", "xml"])
def test_each_missing_image_is_one_warning_in_every_builder(site: Project, builder: str) -> None:
    built = site.build(builder)
    images = [warned for warned in built.of_kind("eulernews.image") if "gone-" in warned.message]
    for path, count in (("news/a.md", 12), ("news/b.rst", 5)):
        names = [warned.message.split("'")[1] for warned in images if warned.path == path]
        assert sorted(names) == sorted(f"gone-{number}.png" for number in range(1, count + 1))
    assert all(warned.line for warned in images)
    others = [warned for warned in built.warnings if warned not in images]
    assert [warned for warned in others if warned.kind not in {"epub.unknown_project_files", "app.add_node"}] == []


def test_the_warning_of_a_missing_image_is_at_its_line(site: Project) -> None:
    lines = (site.source / "news/a.md").read_text("utf-8").splitlines()
    missing = [warned for warned in site.build().of_kind("eulernews.image") if warned.path == "news/a.md"]
    named = {name: lines[warned.line - 1] for warned in missing if (name := warned.message.split("'")[1])}
    del named["gone-11.png"]  # an option of a directive
    assert [name for name, line in named.items() if name not in line] == []


def test_what_carries_ids_and_captions_is_still_there(site: Project) -> None:
    built = site.build()
    page, other = built.page("news/a.html"), built.page("news/b.html")
    assert page.select_one("figure#eight.b figcaption") is not None
    for name in ("eight", "nine"):
        assert len(page.select(f"[id='{name}']")) == 1, name
    assert [em.text for em in page.select(".eulernews-missing")][:2] == ["The quay", "in a cell"]
    assert all(link.text for link in page.select(".e-content a[href='https://example.org']"))
    assert other.select_one("#label") is not None
    assert other.select_one("figure .legend") is not None
    assert built.page("news/index.html").select("p.p-summary")[1].text.strip() == "The quay one two"


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("![图]()", ""), ("![图](<>)", ""), ("![图](https://)", "https://"), ("![图](http:)", "http:"),
        ("![图](data:image/svg+xml,%3Csvg width='1px'%3E%3Cg transform='translate(1, 2)'%3E%3C/g%3E%3C/svg%3E)", ""),
    ],
)  # fmt: skip
def test_an_image_of_no_file_and_no_site_is_missing(make_site: MakeSite, text: str, url: str) -> None:
    build = make_site({"news/a.md": post_text("甲", f"文\n\n{text}", date="2024-01-01")}).build()
    assert [(warned.path, warned.line, warned.kind) for warned in build.warnings] == [
        ("news/a.md", 8, "eulernews.image")
    ]
    hint = "" if url else ": no file is named; write its path"
    assert build.warnings[0].message.startswith(f"the image {url!r} does not exist{hint}")
    assert build.page("news/a.html").select(".e-content img") == []
    assert build.page("news/a.html").select_one(".e-content em").text == "图"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text", ["[文](https://)", "<https://>", '字 <a href="https://">文</a>', "[文][a]\n\n[a]: https://"]
)
def test_a_link_to_no_site_leads_nowhere(make_site: MakeSite, text: str) -> None:
    build = make_site({"news/a.md": post_text("甲", f"文\n\n{text}", date="2024-01-01")}).build()
    assert [(warned.path, warned.kind) for warned in build.warnings] == [("news/a.md", "eulernews.link")]
    assert "'https://' leads to no document or file" in build.warnings[0].message


HTML = """
<img src="gone-1.png" alt="The <b>quay</b> &amp; more">

Words <IMG SRC=gone-2.png /> and <a href="https://example.org"><img src='x/gone-3.png'></a>.

<table><tr><td><img src="gone-4.png" alt="in a cell"></td></tr></table>

<img src="gone-5.png" srcset="there.png 2x" alt="other">

<video src="gone.mp4" poster="gone-6.png"></video> <a href="gone.pdf" target="_blank">file</a>

<img src="there.png" alt="The harbour">
"""


def test_a_missing_image_of_raw_html_is_its_alternative_text(make_site: MakeSite) -> None:
    files: dict[str, str | bytes] = {"news/a.md": post_text("甲", HTML, date="2024-01-01"), "news/there.png": png()}
    site = make_site(files)
    build = site.build()
    missing = [warned.line for warned in build.of_kind("eulernews.image")]
    assert missing == [7, 9, 9, 11, 13, 15, 15]
    content = build.page("news/a.html").select_one(".e-content")
    assert content is not None
    assert [em.text for em in content.select("em")] == ["The <b>quay</b> & more", "gone-3.png", "in a cell"]
    assert content.select_one("a em") is not None
    assert [image["alt"] for image in content.select("img")] == ["other", "The harbour"]
    assert "The harbour" in site.build("text").text("news/a.txt")


def test_a_book_names_no_file_that_it_does_not_hold(make_site: MakeSite) -> None:
    files: dict[str, str | bytes] = {"news/a.md": post_text("甲", HTML, date="2024-01-01"), "news/there.png": png()}
    page = make_site(files).build("epub").text("news/a.xhtml")
    assert "gone.mp4" not in page
    assert "gone-5" not in page
    assert "gone-6" not in page
    assert "<a>file</a>" in page


def test_a_banner_of_no_site_is_missing(make_site: MakeSite) -> None:
    build = make_site({"news/a.md": post_text("甲", "文", date="2024-01-01", banner="https://")}).build()
    assert [(warned.path, warned.kind) for warned in build.warnings] == [("news/a.md", "eulernews.banner")]
    assert build.page("news/a.html").select("img.u-featured, [property='og:image']") == []


def test_the_text_of_a_raw_image_has_its_id_and_classes(make_site: MakeSite) -> None:
    body = (
        '<img id="quay" class="wide &quot;x" src="gone.png" alt="A &lt; B">\n\n<img src="gone.png">'
        '\n\n<img id="crane" src="gone.png">\n'
    )
    page = make_site({"news/a.md": post_text("甲", body, date="2024-01-01")}).build().page("news/a.html")
    found = [(em.get("id"), em["class"], em.text) for em in page.select(".eulernews-missing")]
    assert found == [
        ("quay", ["eulernews-missing", "wide", '"x'], "A < B"),
        ("crane", ["eulernews-missing"], ""),
    ]
