"""Folders of images: a collection that is a symbolic link, and those that front matter names."""

from __future__ import annotations

import pytest
from conftest import MakeSite
from helpers import assert_equal, png, post_text

SMALL = png(800, 420)


@pytest.mark.parametrize("collections", [{}, {"old/news": {}}])
def test_images_of_a_collection_that_is_a_link_are_found(make_site: MakeSite, collections: dict[str, object]) -> None:
    folder = "old/news" if collections else "news"
    site = make_site({}, {"eulernews_collections": collections} if collections else {})
    link, target = (site.source / "old", "content") if collections else (site.source / "news", "content/news")
    content = site.root / "content/news"
    content.mkdir(parents=True)
    (content / "small.png").write_bytes(SMALL)
    (content / "a.md").write_text(
        post_text("图", "![](small.png) ![](late.png)", date="2023-01-01", banner="small.png"), "utf-8"
    )
    link.symlink_to(f"../{target}", target_is_directory=True)
    [warned] = site.build().warnings
    assert "late.png" in warned.message
    (content / "late.png").write_bytes(png(90, 90))
    build = site.build()
    assert build.warnings == ()
    assert len(build.page(f"{folder}/a.html").select(".e-content img, .u-featured")) == 3


@pytest.mark.parametrize(
    ("field", "folder", "place", "written"),
    [
        ("media_subpath", "/shots/2023/", "media/shots/2023", ""),
        ("img_path", "shots", "shots", ""),
        ("typora-root-url", "..\\typora", "typora/img", "/img/"),
    ],
)
def test_the_folder_of_the_images_of_a_post_may_be_in_its_front_matter(
    make_site: MakeSite, field: str, folder: str, place: str, written: str
) -> None:
    body = f'![图]({written}x.png)\n\n<img src="{written}x.png">'
    post = post_text("图", body, date="2023-01-01", image=f"{written}x.png", **{field: folder})
    site = make_site({"news/a.md": post, "media/y.png": SMALL}, {"eulernews_public_path": ["media"]})
    assert {warned.kind for warned in site.build().warnings} == {"eulernews.image", "eulernews.banner"}
    site.write({f"{place}/x.png": SMALL})
    build = site.build()
    assert build.warnings == ()
    assert len(build.page("news/a.html").select(".e-content img[src], .u-featured")) == 3
    assert_equal(build, site.build(clean=True))
