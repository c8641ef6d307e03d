"""Images of cards: banners in one shape for all cards of a collection, and drawn covers for posts without. Pure.

A list has one shape for all its cards, so that its grid has no holes. It follows from the banners of the collection,
not from those of one page, so pages look alike; it changes only when another shape fits more of them.
"""

from __future__ import annotations

import colorsys
import zlib
from collections.abc import Iterable
from functools import cache
from typing import TypeAlias

from sphinx_eulernews.model.post import Banner
from sphinx_eulernews.render.tree import BannerImage, Element, Use, element

Shape: TypeAlias = "tuple[int, int]"
"""A ratio of width to height."""

SHAPES: tuple[Shape, ...] = ((16, 9), (2, 1), (12, 5), (3, 2), (4, 3))
"""The shapes that cards may have, each a class in the stylesheet; of equals, the first is taken."""
MOST_CROPPED = 0.15
"""The share of a banner that may be cropped; one that would lose more is shown whole."""
SMALL = 320
"""Pixels: a banner that is narrower than this, and so than any card, is not enlarged."""


def common_shape(banners: Iterable[Banner | None]) -> Shape:
    """Return the shape in which most can be seen of banners that authors chose; else, of images of the text."""
    sized = [banner for banner in banners if banner and banner.width and banner.height]
    named = [banner for banner in sized if not banner.borrowed] or sized
    # Whole percents: sums of fractions would depend on the order.
    return max(SHAPES, key=lambda shape: sum(round(100 * _seen(banner, shape)) for banner in named))


def _seen(banner: Banner, shape: Shape) -> float:
    """Return the share of a banner that is seen in a shape; 0 where too much of it would be cropped."""
    ratio = banner.width * shape[1] / (banner.height * shape[0])
    seen = min(ratio, 1 / ratio)
    return seen if seen >= 1 - MOST_CROPPED else 0


def shape_class(shape: Shape) -> str:
    """Return the class of a list with cards of a shape; none for the usual one."""
    return "" if shape == SHAPES[0] else f" eulernews-shape-{shape[0]}-{shape[1]}"


def banner_box(banner: Banner, shape: Shape, use: Use = "card", *, eager: bool = False) -> Element:
    """Make the image of a post in a list, in a box of the common shape.

    It is cropped where little is lost, or where its author says what must stay in view; else it is shown whole.
    """
    extra = {"class": "u-featured", **({"loading": "eager"} if eager else {})}
    fit = ""
    if 0 < banner.width < SMALL:
        fit = " eulernews-small"
    elif not banner.focus and not (_seen(banner, shape) if banner.height else banner.format != "svg"):
        fit = " eulernews-whole"
    return element("div", BannerImage(banner, use, banner.alt or "", extra), cls=f"eulernews-card-image{fit}")


def drawn_cover(docname: str, colour: str) -> Element:
    """Draw the cover of a post without an image, for sighted readers only: shapes and hue follow from its docname.

    Inline SVG with attributes, since a content security policy may forbid inline styles.
    """
    seed = zlib.crc32(docname.encode("utf-8", "surrogatepass"))
    seed, hue = divmod(seed, len(_HUES))
    seed, kind = divmod(seed, len(_PATTERNS))
    shapes = (_shape(_PATTERNS[kind](seed >> shift), ink) for shift, ink in ((0, "#fff"), (11, "#000"), (5, "#fff")))
    svg = element(
        "svg",
        element("path", fill=_turned(colour, _HUES[hue]), d="M0 0h160v90H0z"),
        *shapes,
        cls="eulernews-cover",
        viewBox="0 0 160 90",
        preserveAspectRatio="xMidYMid slice",
        aria_hidden="true",
    )
    return element("div", svg, cls="eulernews-card-image")


_HUES = (0, -32, 16, -16, 32)
"""Degrees on the colour wheel from the colour of the collection: few, so that collections keep distinct colours."""


@cache
def _turned(colour: str, degrees: int) -> str:
    """Return a colour, written as ``#1d5b99``, with another hue."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    hue, lightness, saturation = colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)
    turned = colorsys.hls_to_rgb((hue + degrees / 360) % 1, lightness, saturation)
    return "#" + bytes(round(255 * level) for level in turned).hex()


def _shape(shape: Element, ink: str) -> Element:
    return element(shape.tag, fill=ink, opacity=".2", **shape.attributes)


def _disc(seed: int) -> Element:
    return element("circle", cx=str(seed % 160), cy=str(seed // 160 % 90), r=str(22 + seed % 43))


def _band(seed: int) -> Element:
    return element("path", d=f"M{20 + seed % 140} 0h{12 + seed % 37}l-60 90h-{12 + seed % 37}z")


def _wave(seed: int) -> Element:
    height, depth = 12 + seed % 61, 10 + seed % 37
    return element("path", d=f"M0 {height}q40-{depth} 80 0t80 0V90H0z")


def _slope(seed: int) -> Element:
    return element("path", d=f"M0 {10 + seed % 80}L160 {seed // 7 % 80}V90H0z")


def _peak(seed: int) -> Element:
    height = 30 + seed % 53
    return element("path", d=f"M{seed % 90 - 30} 90l{40 + seed % 29}-{height} {40 + seed % 31} {height}z")


def _block(seed: int) -> Element:
    side = 24 + seed % 41
    return element("path", d=f"M{seed % 137} {seed // 11 % 67}h{side}v{side}h-{side}z")


_PATTERNS = (_disc, _band, _wave, _slope, _peak, _block)
