"""Images in the text of posts: their place is held, oversized ones are shown by renditions, bad ones are a warning."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from bs4 import Tag
from conftest import MakeSite
from helpers import Build, Project, png, post_text

SMALL, OVERSIZED = png(800, 420), png(2000, 1000, (200, 120, 30))
GIF = bytes.fromhex(
    "47494638396103000200f00000ff000000ff0021f90400000000002c00000000030002000002028c530021f904000000"
    "00002c000000000300020000020284510a003b"
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><rect width="9" height="9"/></svg>'
SHAPE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"><rect width="9" height="9"/></svg>'
Files = dict[str, str | bytes]
LAZY = 'loading="lazy" decoding="async"'
TEXT = "字" * 601 + "\n\n"


def noise(width: int, height: int) -> bytes:
    """Return a PNG that cannot be compressed."""
    pixels = random.Random(width * height)  # noqa: S311  the same each time
    rows = b"".join(b"\0" + pixels.randbytes(3 * width) for _ in range(height))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    front_matter = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", front_matter) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    )


def post_with(body: str, **fields: str) -> str:
    return post_text("图", body, date="2023-01-01", **fields)


def site_of(make_site: MakeSite, body: str, limit: int = 1, oversized: bytes = OVERSIZED, **conf: object) -> Project:
    files: Files = {"news/a.md": post_with(body), "news/small.png": SMALL, "news/heavy.png": oversized}
    return make_site(files, {"eulernews_image_limit": limit, **conf})


def shown(build: Build, page: str = "news/a.html") -> Tag:
    [content] = build.page(page).select(".e-content")
    return content


# Body of a post, the tags that its images become.
PLAIN: list[tuple[str, list[str]]] = [
    ("![图](small.png)", [f'<img width="800" height="420" style="height:auto" {LAZY} alt="图" src="S" />']),
    ("![`a` of\n*b* 图\n图](small.png)", [f'<img width="800" height="420" style="height:auto" {LAZY} alt="a of b 图图" src="S" />']),  # noqa: E501  a row of a table
    ("![图](small.png){width=300px}", [f'<img {LAZY} alt="图" src="S" style="width: 300px;aspect-ratio:auto 800/420" />']),  # noqa: E501  a row of a table
    ("```{image} small.png\n:scale: 50\n:align: right\n```", ['class="align-right"', LAZY, "400", "210"]),
    ('<img src="./small.png">', [f'<img width="800" height="420" alt="" style="height:auto" {LAZY} src="S">']),
    ("<img src='small.png' width=50%>", [f"<img alt=\"\" style=\"aspect-ratio:auto 800/420\" {LAZY} src='S' width=50%>"]),  # noqa: E501  a row of a table
    ('<img src="small.png" style="zoom:67%;" />', [f'<img width="800" height="420" alt="" {LAZY} src="S" style="zoom:67%;height:auto" />']),  # noqa: E501  a row of a table
    ('<center><img src=small.png loading=eager></center>', ['<img width="800" height="420" alt="" style="height:auto" src="S" loading=eager>']),  # noqa: E501  a row of a table
    ('字 <a href="https://x.org"><img src="small.png"></a>', [f'<a href="https://x.org"><img width="800" height="420" alt="" style="height:auto" {LAZY} src="S"></a>']),  # noqa: E501  a row of a table
    ("| 甲 |\n|---|\n| ![图](small.png) |", [f'<td><p><img width="800" height="420" style="height:auto" {LAZY} alt="图" src="S" /></p></td>']),  # noqa: E501  a row of a table
    ("```{figure} small.png\n:alt: 图\n\n说明\n```", ["<figure", f'<img width="800" height="420" style="height:auto" {LAZY} alt="图" src="S" />']),  # noqa: E501  a row of a table
    ('<picture><source srcset="small.png"><img src="small.png"></picture>', [f'<source srcset="S"><img alt="" {LAZY} src="S">']),  # noqa: E501  a row of a table
    ('<video poster="small.png" src="small.png"></video>', ['<video poster="S" src="S">']),
    ('<table><tr><td background="small.png">字</td></tr></table>', ['<td background="S">']),
    ('<input type="image" src="small.png" alt="字">', ['<input type="image" src="S" alt="字">']),
    ("![图](https://x.org/a.png)", ['<img alt="图" src="https://x.org/a.png" />']),
    ('![](small.png "题")\n\n![](small.png)', ['alt="题"', 'alt=""']),
    ("```{figure} small.png\n说明\n```", ['alt="说明"']),
    ('<img src="small.png" title="题"> <img src="https://x.org/a.png">', ['alt="题"', '<img alt="" src="https://x.org/a.png">']),
]  # fmt: skip


@pytest.mark.promise("layout shift")
@pytest.mark.parametrize(("body", "tags"), PLAIN)
def test_an_image_holds_its_place_and_loads_when_it_is_needed(make_site: MakeSite, body: str, tags: list[str]) -> None:
    build = site_of(make_site, TEXT + body, limit=400).build()
    html = build.text("news/a.html")
    [name] = [name for name in build.names() if name.startswith("_images/small")] or ["-"]
    for tag in tags:
        assert tag.replace('"S"', f'"../{name}"').replace("'S'", f"'../{name}'") in html
    assert "eulernews-original" not in html
    assert build.warnings == ()


# Body of a post, whether we link to the file, what the browser is told of its width.
COLUMN = "(max-width: 50rem) 100vw, 50rem"
OVERSIZED_ONES: list[tuple[str, bool, str]] = [
    ("![图](heavy.png)", True, COLUMN),
    ("![图](heavy.png){width=300px}", False, "(max-width: 300px) 100vw, 300px"),  # Sphinx links it
    ("[![图](heavy.png)](https://x.org)", False, COLUMN),
    ("[![图](heavy.png)](b.md)", False, COLUMN),
    ('<img alt="图" src="heavy.png">', True, COLUMN),
    ('字<img alt="图" src="heavy.png" style="width:40%">', True, "(max-width: 50rem) 40vw, 20rem"),
    ('<a href="https://x.org"><img alt="图" src="heavy.png"></a>', False, COLUMN),
    ('字 <a href="https://x.org"> 字 <img alt="图" src="heavy.png"></a>', False, COLUMN),
    ('<a href="https://x.org">\n\n![图](heavy.png)\n\n</a>', False, COLUMN),
    ('<div style="display:flex"><img alt="图" src="heavy.png"></div>', False, COLUMN),
]


@pytest.mark.parametrize(("body", "linked", "sizes"), OVERSIZED_ONES)
def test_an_oversized_image_is_shown_by_renditions_and_linked_unless_it_is_a_link(
    make_site: MakeSite, body: str, linked: bool, sizes: str
) -> None:
    # With a banner of its own, the post borrows none from its text.
    site = site_of(make_site, "").write({"news/a.md": post_with(body, banner="small.png")})
    build = site.write({"news/b.md": post_text("乙", date="2022-01-01")}).build()
    assert build.warnings == ()
    content = shown(build)
    [picture] = content.select("picture")
    [source], [image] = picture.select("source"), picture.select("img")
    assert (source["type"], source["sizes"]) == ("image/webp", sizes)
    widths = [candidate.split() for candidate in str(source["srcset"]).split(", ")]
    assert [width for _, width in widths] == ["400w", "800w", "1600w"]
    for address in [address for address, _ in widths] + [str(image["src"])]:
        assert address.removeprefix("../") in build.names()
    assert image["alt"] == "图"
    # Browsers that read no WebP get the original, and nothing else is made.
    [original] = [name for name in build.names() if name.startswith("_images/heavy")]
    assert image["src"] == f"../{original}"
    assert [link["href"] for link in content.select("a.eulernews-original")] == ([f"../{original}"] if linked else [])
    assert not content.select("a a")
    stem = widths[0][0].removeprefix("../").rpartition("-")[0]
    made = [name.removeprefix(f"{stem}-") for name in build.names() if name.startswith(stem)]
    assert sorted(made) == ["1600.webp", "400.webp", "800.webp"]


def test_what_must_not_change_is_shown_as_it_is(make_site: MakeSite) -> None:
    files: Files = {
        "news/a.md": post_with('![](a.gif) ![](b.svg) ![](c.svg)\n\n<img src="heavy.png" height="9" style="max-height:9em">'),  # noqa: E501  a row of a table
        "news/a.gif": GIF + bytes(2000), "news/b.svg": SVG + b"\n" * 2000, "news/c.svg": SHAPE + b"\n" * 2000,
        "news/heavy.png": OVERSIZED,
    }  # fmt: skip
    build = make_site(files, {"eulernews_image_limit": 1}).build()
    content = shown(build)
    assert not content.select("picture")
    sizes = [(image.get("width"), image.get("height")) for image in content.select("img")]
    # A drawing that states no size is as wide as there is room.
    assert sizes == [("3", "2"), ("30", "20"), (None, None), (None, "9")]
    assert build.warnings == ()


def test_images_are_left_alone_below_the_limit_and_without_one(make_site: MakeSite) -> None:
    big = noise(400, 360)
    assert len(big) > 400 * 1024
    site = site_of(make_site, "![](heavy.png) ![](big.png)", limit=400).write({"news/big.png": big})
    content = shown(site.build())
    [picture] = content.select("picture")
    assert picture.parent is not None
    assert picture.parent["aria-label"] == "big.png"  # a link needs a name, and there is no other text
    # What is wider than a column of text is linked too, since it is shown smaller than it is.
    assert [link["aria-label"] for link in content.select("a.eulernews-original")] == ["heavy.png", "big.png"]
    without_limit = shown(site.configure(eulernews_image_limit=0).build())
    assert not without_limit.select("picture")
    assert [link["aria-label"] for link in without_limit.select("a.eulernews-original")] == ["heavy.png"]


@pytest.mark.parametrize(
    ("banner", "body", "lazy"),
    [
        ("", "![](small.png) ![](small.png)", [False, True]),
        ("", '<img src="small.png"><img src="small.png">', [False, True]),
        ("", TEXT + "![](small.png)", [True]),
        ("heavy.png", "![](small.png) ![](small.png)", [True, True]),
        ("heavy.png", '<img src="small.png">', [True]),
        ("missing.png", '<img src="small.png">', [False]),
    ],
)
def test_the_first_image_is_not_late_unless_a_banner_comes_first(
    make_site: MakeSite, banner: str, body: str, lazy: list[bool]
) -> None:
    post = post_with(body, **({"banner": banner} if banner else {}))
    build = site_of(make_site, "").write({"news/a.md": post}).build()
    assert [image.get("loading") == "lazy" for image in shown(build).select("img")] == lazy


BAD: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "is empty"),
    "text": ("这不是图片。".encode(), "is text, not an image"),
    "cut off": (SMALL[: len(SMALL) // 2], "is cut off"),
    "huge": (SMALL[:16] + struct.pack(">II", 30_000, 30_000) + SMALL[24:], "30000 x 30000 pixels"),
}


@pytest.mark.promise("images")
@pytest.mark.parametrize("bad", BAD)
def test_a_bad_image_is_a_warning_at_its_line_and_the_post_is_built(make_site: MakeSite, bad: str) -> None:
    data, reason = BAD[bad]
    files: Files = {"news/a.md": post_with('一\n\n![图](bad.png)\n\n<img\nsrc="bad.png">'), "news/bad.png": data}
    site = make_site(files)
    build = site.build()
    assert [(said.place, reason in said.message) for said in build.warnings] == [
        (("eulernews.image", "news/a.md", line), True) for line in (8, 10)
    ]
    assert len(shown(build).select("img")) == 2
    repaired = site.write({"news/bad.png": SMALL}).build()
    assert repaired.warnings == ()
    assert [image["width"] for image in shown(repaired).select("img")] == ["800", "800"]


def test_an_oversized_image_that_cannot_be_decoded_is_shown_as_it_is_with_a_warning(make_site: MakeSite) -> None:
    damaged = OVERSIZED.replace(OVERSIZED[60:80], bytes(20))
    body = '一\n\n![图](heavy.png)\n\n<img src="heavy.png">'
    site = site_of(make_site, body, oversized=damaged)
    build = site.build()
    assert [said.place for said in build.warnings] == [("eulernews.image", "news/a.md", line) for line in (8, 10)]
    assert not shown(build).select("picture, a")
    # Until it is fixed, whether or not the post is read again.
    assert site.build().warnings == build.warnings
    again = site.write({"news/a.md": post_with(body)}).build()
    assert [said.line for said in again.warnings] == [8, 10]
    assert site.build(clean=True).digests() == build.digests()
    assert len(shown(site.write({"news/heavy.png": OVERSIZED}).build()).select("picture")) == 2


def test_what_browsers_show_though_we_do_not_know_it_is_no_bad_image(make_site: MakeSite) -> None:
    files: Files = {
        "news/a.md": post_with('![](a.ico) <img src="b.svg"> ![](c.mp4)'),
        "news/a.ico": bytes.fromhex("00000100010010100000010020006804") + bytes(40),
        "news/b.svg": '<?xml version="1.0" encoding="UTF-16"?>'.encode("utf-16") + SVG.decode().encode("utf-16-le"),
        "news/c.mp4": bytes.fromhex("00000018667479706d703432") + bytes(40),
    }
    assert make_site(files).build().warnings == ()


EDITS: dict[str, Callable[[Project], object]] = {
    "change the bytes of a heavy picture": lambda site: site.write({"news/heavy.png": png(1900, 900, (9, 9, 9))}),
    "make a heavy picture light": lambda site: site.write({"news/heavy.png": png(3, 2)}),
    "make a light picture heavy": lambda site: site.write({"news/small.png": png(1000, 900)}),
    "show it no more": lambda site: site.write({"news/a.md": post_with("无图。")}),
    "delete its post": lambda site: site.delete("news/a.md", "news/b.md"),
    "make its post a draft": lambda site: site.write({"news/a.md": post_with("![](heavy.png)", draft="true")}),
    "give its post a banner": lambda site: site.write({"news/a.md": post_with("![](heavy.png)", banner="heavy.png")}),
    "change the widths": lambda site: site.configure(eulernews_image_widths=[300]),
    "change the formats": lambda site: site.configure(eulernews_image_formats=["original"]),
    "change the quality": lambda site: site.configure(eulernews_image_quality=40),
    "change the limit": lambda site: site.configure(eulernews_image_limit=0),
}


def edited_site(make_site: MakeSite) -> Project:
    body = "![](heavy.png) ![](small.png)\n\n<img src='heavy.png' />"
    site = site_of(make_site, body, limit=10, eulernews_feed_content="full", html_baseurl="https://x.org/")
    return site.write({"news/b.md": post_with("![](heavy.png)", banner="heavy.png")})


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_leaves_what_a_clean_build_makes_in_two_builders_that_share_doctrees(
    make_site: MakeSite, edit: str
) -> None:
    site = edited_site(make_site)
    (site.root / "build/doctrees").mkdir(parents=True)
    for builder in ("html", "dirhtml"):
        (site.root / f"build/{builder}-doctrees").symlink_to("doctrees")
        site.build(builder)
    EDITS[edit](site)
    for builder in ("html", "dirhtml"):
        assert site.build(builder).digests() == site.build(builder, clean=True).digests()


def test_a_changed_oversized_image_rewrites_only_the_pages_that_show_it(make_site: MakeSite) -> None:
    # The post between them shows an image of its neighbour.
    apart = {
        "news/c.md": post_text("丙", "![](small.png)", date="2021-01-01"),
        "news/d.md": post_text("丁", "字。", date="2021-01-02"),
    }
    site = edited_site(make_site).write(apart)
    before = site.build().stamps()
    assert site.build().stamps().keys() == before.keys()
    build = site.write({"news/heavy.png": png(1900, 900, (9, 9, 9))}).build()
    after = build.stamps()
    assert build.read == {"news/a", "news/b"}
    rewritten = {name for name in after if before.get(name) != after[name] and name.startswith("news/")}
    assert "news/c.html" not in rewritten
    assert {"news/a.html", "news/b.html"} <= rewritten


@pytest.mark.parametrize("builder", ["html", "singlehtml", "epub"])
def test_a_parallel_build_shows_the_same_images(make_site: MakeSite, builder: str) -> None:
    site = edited_site(make_site)
    more = {f"news/n{number}.md": post_with(f"![](heavy.png) {number}") for number in range(9)}
    site.write({**more, "index.md": "# 首页\n\n```{toctree}\nnews/a\n```\n"})
    serial, parallel = site.build(builder, clean=True), site.build(builder, jobs=2)
    names = {name for name in serial.names() if not name.endswith(".epub")}  # holds the time
    assert {name: serial.digests().get(name) for name in names} == {
        name: parallel.digests().get(name) for name in names
    }
    assert (builder == "epub") == (not any(name.endswith("-800.webp") for name in names))


def test_a_book_holds_the_files_themselves_in_well_formed_pages(make_site: MakeSite) -> None:
    site = edited_site(make_site).write({"index.md": "# 首页\n\n```{toctree}\nnews/a\n```\n"})
    build = site.build("epub")
    page = ElementTree.fromstring(build.text("news/a.xhtml"))  # noqa: S314  written a moment ago
    images = list(page.iter("{http://www.w3.org/1999/xhtml}img"))
    assert [(image.get("width"), image.get("loading")) for image in images if "heavy" in str(image.get("src"))] == [
        ("2000", None),
        ("2000", None),
    ]
    assert build.warnings == ()


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        ("<p>one\n\ntwo\n", ["one", "two"]),
        ("<p>one\n\n- two\n\n</p>\n\nthree\n", ["one", "two", "three"]),
        ("one <p> two\n", ["one", "two"]),
        ("- <li>one\n- two\n", ["one", "two"]),
        ("| a |\n|---|\n| one <p>two |\n", ["a", "one", "two"]),
        ("<b>one <p>two</b> three\n", ["one", "two", "three"]),
        ("> <p>one\n>\n> &copy;\n", ["one", "\u00a9"]),
    ],
)
def test_a_book_ends_what_html_lets_authors_leave_open(make_site: MakeSite, body: str, texts: list[str]) -> None:
    text = f"---\ntitle: A\ndate: 2023-01-01\n---\n{body}"
    site = make_site({"index.md": "# Home\n\n```{toctree}\nnews/a\n```\n", "news/a.md": text})
    page = ElementTree.fromstring(site.build("epub").text("news/a.xhtml"))  # noqa: S314  written a moment ago
    content = next(each for each in page.iter() if each.get("class") == "e-content")
    assert "".join(content.itertext()).split() == texts


def test_raw_html_in_a_book_links_to_nothing_that_the_book_does_not_hold(make_site: MakeSite) -> None:
    links = ("small.png", "/news/", "./", "index.html#top", "tags/t.html", "draft.md", "gone/")
    body = "".join(f'<a href="{link}"><img src="small.png">words</a>\n' for link in links)
    site = make_site({
        "index.md": "# 首页\n\n```{toctree}\nnews/a\n```\n", "news/small.png": png(20, 20),
        "news/a.md": post_text("甲", f"<p>{body}</p>", date="2024-01-01", tags=["t"]),
        "news/draft.md": post_text("乙", date="2024-01-02", draft="true"),
    })  # fmt: skip
    build = site.build("epub")
    page = ElementTree.fromstring(build.text("news/a.xhtml"))  # noqa: S314  written a moment ago
    found = [link for link in page.iter("{http://www.w3.org/1999/xhtml}a") if "words" in "".join(link.itertext())]
    assert [link.get("href") for link in found] == [None] * len(links)
    assert {warned.kind for warned in build.warnings} == {"eulernews.link"}


@pytest.mark.parametrize("builder", ["text", "latex", "man", "texinfo", "xml", "gettext", "json"])
def test_other_builders_know_nothing_of_it(make_site: MakeSite, builder: str) -> None:
    build = edited_site(make_site).build(builder)
    assert build.warnings == ()
    for name in build.names():
        if not name.startswith(("_images", ".")) and not name.endswith((".png", ".pickle")):
            assert "eulernews-inside" not in (build.outdir / name).read_text("utf-8", "replace")
            assert "eulernews_placed" not in (build.outdir / name).read_text("utf-8", "replace")


def test_images_for_a_colour_scheme_have_the_class_of_themes_and_are_light_elsewhere(make_site: MakeSite) -> None:
    body = (
        "![甲](light.png#only-light)\n![乙](dark.png#only-dark)\n\n"
        "![](light.png#gh-light-mode-only)\n![](https://example.org/dark.png#gh-dark-mode-only)\n\n![](light.png#other)\n"
    )
    site = make_site({
        "news/a.md": post_text("图", body, date="2024-01-01"),
        "news/light.png": png(30, 20),
        "news/dark.png": png(30, 20, (0, 0, 0)),
        "own.rst": ":orphan:\n\nOwn\n===\n\n.. image:: news/dark.png\n   :class: only-dark\n",
    })  # fmt: skip
    images = site.build().page("news/a.html").select(".e-content img")
    schemes = [next((name for name in image.get("class") or () if name.startswith("only-")), "") for image in images]
    assert schemes == ["only-light", "only-dark", "only-light", "only-dark", ""]
    text = site.build("text").text("news/a.txt")
    assert ("甲" in text, "乙" in text) == (True, False)
    book = site.build("epub")
    assert "only-dark" not in book.text("news/a.xhtml")
    assert "only-dark" in book.text("own.xhtml")  # a page that is no post
