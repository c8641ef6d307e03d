"""Covers in whole sites: what a post without an image has on its card and in previews."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pytest
from conftest import MakeSite
from helpers import Build, Project, assert_equal, font, png, post_text
from PIL import Image
from test_banners import BASE, position

pytestmark = pytest.mark.slow

TITLED: dict[str, str | bytes] = {
    "news/a.md": post_text("港口平台", date="2023-01-01", tags=["容器"]),
    "news/b.md": post_text("港口🚢", date="2023-01-02", tags=["容器"]),
    "news/c.md": post_text("平台", date="2023-01-03", banner="img/bad.png"),
    "news/d.md": post_text("港口", date="2023-01-04", banner="img/0.png"),
    "public/img/bad.png": png(300, 200)[:-60] + b"\0" * 60,
    "public/img/0.png": png(900, 500),
    "boxes.ttf": font("港口平台新闻一"),
}
SET = {"eulernews_banner_font": "boxes.ttf", "html_baseurl": BASE}


def head(build: Build, name: str) -> dict[str, str]:
    """Return what the head of a post says of its image."""
    page = build.page(f"news/{name}.html")
    said = {str(tag.get("property") or tag.get("name")): str(tag["content"]) for tag in page.select("meta[content]")}
    article, _breadcrumbs = page.select("script[type='application/ld+json']")
    said["json"] = json.loads(article.text).get("image", [""])[0]
    return said


def test_a_post_without_an_image_has_a_plain_preview_and_no_blank_card(make_site: MakeSite) -> None:
    build = make_site(TITLED, {"html_baseurl": BASE}).build()
    one, other = head(build, "a"), head(build, "b")
    assert one["og:image"] == other["og:image"]
    path = build.outdir / one["og:image"].removeprefix(BASE)
    assert Image.open(path).size == (1200, 630) == (int(one["og:image:width"]), int(one["og:image:height"]))
    assert (one["og:image:alt"], one["twitter:card"], one["json"]) == ("港口平台", "summary", "")
    assert [len(card.select("img")) for card in build.page("news/index.html").select(".eulernews-card")] == [1, 0, 0, 0]
    assert build.text("news/feed.json").count('"image"') == 1
    assert not build.page("news/a.html").select(".eulernews-banner")


def test_with_a_font_the_title_stands_on_card_and_preview(make_site: MakeSite) -> None:
    build = make_site(TITLED, SET).build()
    assert [warned.place for warned in build.warnings] == [("eulernews.banner", "news/c.md", 4)]
    cards = build.page("news/index.html").select(".eulernews-card")
    # The title with an emoji is not set; the banner that cannot be decoded gives way to a cover.
    assert [len(card.select("img")) for card in cards] == [1, 1, 0, 1]
    sources = [str(card.select("img")[0]["src"]) for card in cards if card.select("img")]
    assert all((build.outdir / "news" / source).is_file() for source in sources)
    titled, plain = head(build, "a"), head(build, "b")
    assert titled["og:image"] == titled["json"] != plain["og:image"]
    assert (titled["twitter:card"], plain["twitter:card"]) == ("summary_large_image", "summary")
    assert titled["og:image"] in build.text("news/atom.xml")
    assert plain["og:image"] not in build.text("news/atom.xml")
    assert not build.page("news/a.html").select(".eulernews-banner")
    assert head(build, "c")["og:image"] not in (titled["og:image"], plain["og:image"])


def test_a_banner_that_lies_elsewhere_is_the_preview_as_it_is(make_site: MakeSite) -> None:
    address = "https://pictures.example/x.jpg?a=1&b=2"
    text = post_text("港口", date="2023-01-01", banner=f"'{address}'", banner_focus="top")
    build = make_site({"news/a.md": text}, {"html_baseurl": BASE}).build()
    assert build.said == ""
    said = head(build, "a")
    assert (said["og:image"], said["json"], said["twitter:card"]) == (address, address, "summary_large_image")
    assert "og:image:width" not in said
    assert position(build, "news/a.html") == "50% 0%"


@pytest.mark.parametrize("builder", ["epub", "text", "singlehtml", "latex"])
def test_other_builders_draw_nothing(make_site: MakeSite, builder: str) -> None:
    site = make_site({**TITLED, "public/img/bad.png": png(300, 200), "index.md": "# 首页\n\n```{postlist}\n```\n"}, SET)
    titled = site.build(builder)
    assert titled.said == ""
    site.configure(eulernews_generated_banners=False)
    assert {name for name in titled.names() ^ site.build(builder, clean=True).names() if "_images" in name} == set()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("none.ttf", None, "'none.ttf' does not exist"),
        ("bad.ttf", b"no font", "'bad.ttf' is not a TrueType"),
        ("boxes.ttf#1", None, "'boxes.ttf' holds no font with the index 1"),
    ],
)
def test_a_font_that_is_none_is_a_warning_that_names_the_option(
    make_site: MakeSite, name: str, data: bytes | None, said: str
) -> None:
    files = {**TITLED, "public/img/bad.png": png(300, 200), **({name: data} if data else {})}
    build = make_site(files, {"eulernews_banner_font": name}).build()
    assert [warned.kind for warned in build.warnings] == ["eulernews.config"]
    assert f"eulernews_banner_font: {said}" in build.said
    assert len(build.page("news/index.html").select(".eulernews-card img")) == 2


EDITS: dict[str, Callable[[Project], object]] = {
    "change a title": lambda site: site.write({"news/a.md": post_text("平台一", date="2023-01-01", tags=["容器"])}),
    "give a title a character that the font lacks": lambda site: site.write({"news/a.md": post_text("船", date="2023-01-01")}),  # noqa: E501  a row of a table
    "give the font all characters": lambda site: site.write({"boxes.ttf": font("港口平台🚢")}),
    "change the font": lambda site: site.write({"boxes.ttf": font("港口平台新闻一二")}),
    "spoil the font": lambda site: site.write({"boxes.ttf": b"no font"}),
    "take the font away": lambda site: site.configure(eulernews_banner_font=""),
    "set the colour": lambda site: site.configure(eulernews_collections={"news": {"colour": "#ffd54a"}}),
    "name the collection": lambda site: site.configure(eulernews_collections={"news": {"title": "港口"}}),
    "draw nothing": lambda site: site.configure(eulernews_generated_banners=False),
    "take a banner away": lambda site: site.write({"news/d.md": post_text("港口", date="2023-01-04")}),
    "give a banner": lambda site: site.write({"news/a.md": post_text("港口平台", date="2023-01-01", banner="img/0.png")}),  # noqa: E501  a row of a table
    "repair the broken banner": lambda site: site.write({"public/img/bad.png": png(300, 200)}),
    "break the other banner": lambda site: site.write({"public/img/0.png": png(310, 200)[:-60] + b"\0" * 60}),
    "set a focus": lambda site: site.write({"news/d.md": post_text("港口", date="2023-01-04", banner="img/0.png", banner_focus="top")}),  # noqa: E501  a row of a table
}  # fmt: skip


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edit_leaves_the_covers_that_a_clean_build_makes(
    make_site: MakeSite, edit: Callable[[Project], object], builder: str
) -> None:
    site = make_site(TITLED, {**SET, "eulernews_image_cache": "../cache"})
    site.build(builder)
    edit(site)
    assert_equal(site.build(builder, jobs=2), site.build(builder, clean=True))


def picture() -> bytes:
    """Return an image with as many colours as a photo."""
    grey, out = Image.linear_gradient("L"), io.BytesIO()
    turned = grey.transpose(Image.Transpose.ROTATE_90)
    Image.merge("RGB", (grey, turned, grey)).resize((640, 360)).save(out, "PNG")
    return out.getvalue()


FORM, OTHER_FORM = png(900, 500, (250, 250, 250)), png(900, 400, (30, 30, 30))
TEXT: dict[str, str | bytes] = {
    "news/a.md": post_text("港口", "![](form.png)\n\n![](photo.png)\n", date="2023-01-01"),
    "news/b.md": post_text("平台", "![](form.png)\n\n![](console.png)\n", date="2023-01-02"),
    "news/c.md": post_text("新闻", date="2023-01-03", banner="form.png"),
    "news/form.png": FORM,
    "news/console.png": OTHER_FORM,
    "news/photo.png": picture(),
}


def test_an_image_of_the_text_that_is_mostly_blank_is_no_cover(make_site: MakeSite) -> None:
    site = make_site(TEXT, {"html_baseurl": BASE})
    first = site.build()
    newest_first = first.page("news/index.html").select(".eulernews-card")
    # The author's banner, whatever it is; a drawn cover; the second image of the text.
    assert [len(card.select("img")) for card in newest_first] == [1, 0, 1]
    assert [len(card.select("svg")) for card in newest_first] == [0, 1, 0]
    assert newest_first[2].select("img")[0]["width"] == "640"
    page = first.stamps()["news/index.html"]
    again = site.build()
    assert again.read == set()
    assert again.stamps()["news/index.html"] == page
    site.write({"news/photo.png": FORM, "news/console.png": picture()})
    assert_equal(site.build(jobs=2), site.build(clean=True))
    cards = site.build().page("news/index.html").select(".eulernews-card")
    assert [len(card.select("img")) for card in cards] == [1, 1, 0]


def test_a_build_without_changes_rewrites_no_cover(make_site: MakeSite) -> None:
    site = make_site(TITLED, SET)
    before = site.build().stamps()
    again = site.build()
    assert again.read == set()
    rewritten = {name for name, stamp in again.stamps().items() if before.get(name) != stamp}
    assert {name for name in rewritten if name.startswith(("news/", "_images/", ".eulernews"))} == set()
