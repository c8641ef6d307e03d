"""The images of lists: one shape for all cards, and covers that are drawn."""

from __future__ import annotations

import pytest
from helpers import StubAddresses

from sphinx_eulernews.model.post import Banner
from sphinx_eulernews.render.card_images import MOST_CROPPED, SHAPES, banner_box, common_shape, drawn_cover
from sphinx_eulernews.render.tree import to_html

WIDE, VIDEO, UPRIGHT = Banner("w.png", 620, 260), Banner("v.png", 1600, 900), Banner("u.png", 600, 900)
BORROWED = Banner("b.png", 400, 300, borrowed=True)


@pytest.mark.parametrize(
    ("banners", "shape"),
    [
        ([], (16, 9)),
        ([None, UPRIGHT], (16, 9)),
        ([WIDE, WIDE, VIDEO], (12, 5)),
        ([VIDEO, VIDEO, WIDE], (16, 9)),
        ([Banner("x.png", 1200, 600)] * 2, (2, 1)),
        ([BORROWED, BORROWED], (4, 3)),
        ([WIDE, BORROWED, BORROWED], (12, 5)),
        ([Banner("x.svg", format="svg")], (16, 9)),
    ],
)
def test_the_shape_follows_from_most_banners_that_authors_chose(
    banners: list[Banner | None], shape: tuple[int, int]
) -> None:
    assert common_shape(banners) == shape
    assert common_shape(banners[::-1]) == shape


@pytest.mark.parametrize("width", range(330, 2000, 35))
def test_of_a_banner_that_is_cropped_most_is_seen(width: int) -> None:
    for across, down in SHAPES:
        box = banner_box(Banner("x.png", width, 500), (across, down))
        ratio = width / 500 / (across / down)
        is_whole = "eulernews-whole" in box.attributes["class"]
        assert is_whole == (min(ratio, 1 / ratio) < 1 - MOST_CROPPED)


def test_a_small_banner_is_not_enlarged_and_a_focus_is_a_wish_to_crop() -> None:
    def fit(banner: Banner) -> str:
        return banner_box(banner, (16, 9)).attributes["class"].removeprefix("eulernews-card-image").strip()

    assert fit(Banner("x.png", 160, 90)) == "eulernews-small"
    assert fit(UPRIGHT) == "eulernews-whole"
    assert fit(Banner("x.png", 600, 900, focus=(0.5, 0))) == ""
    assert fit(Banner("x.svg", format="svg")) == "eulernews-whole"
    assert fit(Banner("https://pictures.example/x.jpg")) == ""


def test_a_drawn_cover_is_small_and_differs_from_post_to_post() -> None:
    drawn = [to_html(drawn_cover(f"news/{number}", "#1d5b99"), StubAddresses()) for number in range(60)]
    assert len(set(drawn)) > 55
    assert len({svg.partition('fill="')[2][:7] for svg in drawn}) == 5
    assert max(map(len, drawn)) < 500
    assert drawn == [to_html(drawn_cover(f"news/{number}", "#1d5b99"), StubAddresses()) for number in range(60)]
    assert all('aria-hidden="true"' in svg and "style=" not in svg for svg in drawn)
