"""The cover of a page bundle is the image that its name makes one, as in Hugo, if front matter names none."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import MakeSite
from helpers import Build, png, post_text
from PIL import Image

NAMES = ("feature", "cover", "thumbnail", "named")


def image(name: str) -> bytes:
    return png(600, 400, (40 * NAMES.index(name), 80, 80))


def banner_of(build: Build, docname: str = "news/2024-01-02-kernel/index") -> str:
    """Return which of the images stands above the text of a post; empty if none does."""
    page = build.outdir / f"{docname}.html"
    banner = build.page(f"{docname}.html").select_one(".eulernews-banner img")
    if banner is None:
        return ""
    with Image.open(page.parent / str(banner["src"])) as shown:
        red, *_ = shown.convert("RGB").getpixel((9, 9))  # type: ignore[misc]
    return NAMES[round(red / 40)]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ({"cover.png": "cover", "featured.png": "feature"}, "feature"),
        ({"Feature-image.PNG": "feature", "thumbnail.png": "thumbnail"}, "feature"),
        ({"thumbnail.png": "thumbnail", "cover-2024.png": "cover"}, "cover"),
        ({"recovery.png": "named", "discovery.png": "named", "features.png": "named", "cover.txt": "named"}, ""),
    ],
)
def test_the_cover_is_told_by_its_name(make_site: MakeSite, names: dict[str, str], expected: str) -> None:
    folder = "news/2024-01-02-kernel"
    files = {f"{folder}/{name}": image(shown) for name, shown in names.items()}
    build = make_site({**files, f"{folder}/index.md": post_text("内核", date="2024-01-02")}).build()
    assert build.said == ""
    assert banner_of(build) == expected
    assert bool(build.page("news/index.html").select(".eulernews-card img")) is bool(expected)


def test_front_matter_comes_first_and_a_cover_in_the_text_is_not_shown_twice(make_site: MakeSite) -> None:
    site = make_site(
        {
            "news/a/index.md": post_text("一", date="2024-01-01", banner="named.png"),
            "news/a/named.png": image("named"),
            "news/a/cover.png": image("cover"),
            "news/b/index.md": post_text("二", "![](cover.png)", date="2024-01-02"),
            "news/b/cover.png": image("cover"),
            "news/c/index.md": post_text("三", date="2024-01-03", banner=False),
            "news/c/cover.png": image("cover"),
            "news/plain.md": post_text("四", date="2024-01-04"),
            "news/cover.png": image("cover"),
        }
    )
    build = site.build()
    assert build.said == ""
    assert banner_of(build, "news/a/index") == "named"
    assert site.build().read == set()
    assert [banner_of(build, f"news/{name}") for name in ("b/index", "c/index", "plain")] == ["", "", ""]
    assert len(build.page("news/b/index.html").select(".e-content img")) == 1
    assert len(build.page("news/index.html").select(".eulernews-card img")) == 2


@pytest.mark.promise("5 bad input")
def test_an_alternative_text_that_is_none_costs_no_banner(make_site: MakeSite) -> None:
    text: Any = {"banner_alt": ["一", "二"]}
    build = make_site(
        {
            "news/a/index.md": post_text("一", date="2024-01-01", banner="named.png", **text),
            "news/a/named.png": image("named"),
            "news/b/index.md": post_text("二", date="2024-01-02", **text),
            "news/b/cover.png": image("cover"),
        }
    ).build()
    assert {(warned.kind, warned.path) for warned in build.warnings} == {
        ("eulernews.field", "news/a/index.md"), ("eulernews.field", "news/b/index.md"),
    }  # fmt: skip
    assert [banner_of(build, f"news/{name}/index") for name in "ab"] == ["named", "cover"]


def test_a_cover_that_comes_goes_or_breaks_is_noticed(make_site: MakeSite) -> None:
    site = make_site({"news/a/index.md": post_text("一", date="2024-01-01")})

    def built() -> str:
        build = site.build()
        assert build.digests() == site.build(clean=True).digests()
        return banner_of(build, "news/a/index")

    assert built() == ""
    site.write({"news/a/thumbnail.png": image("thumbnail")})
    assert built() == "thumbnail"
    site.write({"news/a/feature.png": image("feature")})
    assert built() == "feature"
    site.delete("news/a/feature.png")
    assert built() == "thumbnail"
    site.write({"news/a/thumbnail.png": b"no image"})
    build = site.build()
    assert [(warned.kind, warned.path) for warned in build.warnings] == [("eulernews.banner", "news/a/index.md")]
    assert built() == ""
