"""Which renditions are made of an image, and what they are called: planned without opening it."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from typing import Any

import pytest
from drawn_images import SHARE, WEBP_AT_400_AND_800
from hypothesis import given
from hypothesis import strategies as st
from PIL import features

from sphinx_eulernews.images import renditions
from sphinx_eulernews.images.renditions import (
    ImageInfo,
    Rendition,
    RenditionSpec,
    can_write,
    plan_renditions,
    stem,
)


def info_of(width: int, height: int, kind: str = "jpeg", *, animated: bool = False) -> ImageInfo:
    return ImageInfo(width, height, kind, animated=animated, size=1, digest="0123456789abcdef")


def extents(width: int, height: int, spec: RenditionSpec) -> list[tuple[int, int]]:
    return [(rendition.width, rendition.height) for rendition in plan_renditions(info_of(width, height), spec)]


def test_no_rendition_is_larger_than_the_source() -> None:
    spec = RenditionSpec(widths=(1600, 400, 800), formats=("original",))
    assert extents(1600, 900, spec) == [(400, 225), (800, 450), (1600, 900)]
    assert extents(1000, 500, spec) == [(400, 200), (800, 400), (1000, 500)]
    assert extents(300, 100, spec) == [(300, 100)]
    assert extents(300, 1, spec) == [(300, 1)]


def test_a_rendition_that_saves_little_is_not_made() -> None:
    spec = RenditionSpec(widths=(400, 800, 1600), formats=("original",))
    assert extents(900, 450, spec) == [(400, 200), (900, 450)]
    assert extents(450, 450, spec) == [(450, 450)]
    assert extents(930, 930, spec) == [(400, 400), (800, 800), (930, 930)]


@pytest.mark.parametrize(
    ("changes", "fallback"),
    [
        ({}, (1000, "jpeg", True)),
        ({"format": "png"}, (1000, "png", True)),
        ({"format": "gif"}, (1000, "gif", True)),
        ({"size": renditions.FALLBACK_LIMIT + 1}, (800, "jpeg", False)),
        ({"metadata": True}, (800, "jpeg", False)),
        ({"orientation": 3}, (800, "jpeg", False)),
        ({"format": "bmp"}, (800, "png", False)),
    ],
)
def test_browsers_fall_back_on_the_source_where_it_can_be_served(
    changes: dict[str, Any], fallback: tuple[int, str, bool]
) -> None:
    info = dataclasses.replace(info_of(1000, 500), **changes)
    *better, last = plan_renditions(info, WEBP_AT_400_AND_800)
    assert [(file.width, file.format) for file in better] == [(400, "webp"), (800, "webp")]
    assert (last.width, last.format, last.passthrough) == fallback


def test_a_source_that_is_to_be_cropped_is_no_fallback() -> None:
    square = dataclasses.replace(WEBP_AT_400_AND_800, widths=(96, 192), aspect=(1, 1))
    last = plan_renditions(info_of(400, 300, "png"), square)[-1]
    assert (last.width, last.height, last.format, last.passthrough) == (192, 192, "png", False)


def test_a_source_in_a_format_of_the_renditions_is_no_fallback() -> None:
    assert [file.format for file in plan_renditions(info_of(1000, 500, "webp"), WEBP_AT_400_AND_800)] == ["webp"] * 2
    avif = dataclasses.replace(WEBP_AT_400_AND_800, formats=("avif",))
    assert [file.format for file in plan_renditions(info_of(1000, 500, "avif"), avif)] == ["avif", "avif", "webp"]


@pytest.mark.parametrize("size", [(1200, 630), (620, 260), (1600, 900), (800, 600)])
@pytest.mark.parametrize("kind", ["jpeg", "png"])
def test_a_source_that_others_can_show_is_shared_as_it_is(size: tuple[int, int], kind: str) -> None:
    (shared,) = plan_renditions(info_of(*size, kind), SHARE)
    assert (shared.passthrough, shared.width, shared.height) == (True, *size)


@pytest.mark.parametrize(
    ("changes", "spec"),
    [
        ({"width": 599}, SHARE),
        ({"width": 2401, "height": 1200}, SHARE),
        ({"height": 1200}, SHARE),
        ({"height": 300}, SHARE),
        ({"format": "webp"}, SHARE),
        ({"format": "gif"}, SHARE),
        ({"size": renditions.SHARE_LIMIT + 1}, SHARE),
        ({"metadata": True}, SHARE),
        ({}, dataclasses.replace(SHARE, focus=(0.2, 0.5))),
    ],
)
def test_any_other_source_is_shared_as_a_jpeg(changes: dict[str, Any], spec: RenditionSpec) -> None:
    (shared,) = plan_renditions(dataclasses.replace(info_of(1200, 630), **changes), spec)
    assert (shared.passthrough, shared.format) == (False, "jpeg")


def test_a_crop_has_exactly_the_shape_that_was_asked_for() -> None:
    share = RenditionSpec(widths=(1200,), aspect=(1200, 630), formats=("jpeg",))
    assert extents(1600, 900, share) == [(1200, 630)]
    assert extents(4000, 640, share) == [(1200, 630)]
    assert extents(600, 600, share) == [(600, 315)]


def test_formats_come_in_the_order_of_the_spec_and_once() -> None:
    spec = RenditionSpec(widths=(400, 800), formats=("avif", "webp", "original"))
    assert [rendition.mime for rendition in plan_renditions(info_of(900, 900), spec)] == [
        *["image/avif"] * 2,
        *["image/webp"] * 2,
        *["image/jpeg"] * 2,
    ]
    assert [rendition.format for rendition in plan_renditions(info_of(900, 900, "webp"), spec)] == ["avif"] * 2 + [
        "webp"
    ] * 2


@pytest.mark.parametrize(("kind", "replaced"), [("gif", "png"), ("bmp", "png"), ("avif", "webp"), ("png", "png")])
def test_the_original_format_is_one_that_every_browser_shows(kind: str, replaced: str) -> None:
    (rendition,) = plan_renditions(info_of(800, 600, kind), RenditionSpec(widths=(400,), formats=("original",)))
    assert rendition.format == replaced
    assert rendition.name.endswith(f"-400.{replaced}")


@pytest.mark.parametrize(("kind", "animated"), [("svg", False), ("gif", True), ("webp", True), ("png", True)])
def test_what_moves_or_is_drawn_by_lines_is_passed_through(kind: str, animated: bool) -> None:
    info = info_of(800, 600, kind, animated=animated)
    passed = Rendition(f"{info.digest}.{kind}", 800, 600, kind, passthrough=True)
    assert plan_renditions(info, RenditionSpec(widths=(400,))) == (passed,)
    assert passed.mime == ("image/svg+xml" if kind == "svg" else f"image/{kind}")


def test_a_long_screenshot_gets_the_widths_and_formats_that_can_hold_it() -> None:
    spec = RenditionSpec(widths=(200, 1000), formats=("webp", "original"))
    renditions = plan_renditions(info_of(1000, 78_000), spec)
    assert [(file.width, file.height, file.format) for file in renditions] == [
        (200, 15_600, "webp"),
        (200, 15_600, "jpeg"),
    ]
    assert [file.format for file in plan_renditions(info_of(200, 20_000), spec)] == ["jpeg"]
    assert plan_renditions(info_of(1000, 40_000), RenditionSpec(widths=(1000,)))[0].passthrough


def test_a_name_follows_from_the_bytes_and_the_spec_alone() -> None:
    info, spec = info_of(800, 600), RenditionSpec(widths=(400,))
    assert plan_renditions(info, spec)[0].name == f"{stem(info, spec)}-400.webp"
    others = {
        stem(dataclasses.replace(info, digest="fedcba9876543210"), spec),
        stem(info, dataclasses.replace(spec, quality=70)),
        stem(info, dataclasses.replace(spec, widths=(200, 400))),
        stem(info, dataclasses.replace(spec, aspect=(2, 1))),
        stem(info, dataclasses.replace(spec, aspect=(2, 1), focus=(0, 0))),
    }
    assert len(others - {stem(info, spec)}) == 5
    # What changes nothing in the file changes nothing in its name.
    assert stem(info, dataclasses.replace(spec, formats=("avif",), focus=(0, 0))) == stem(info, spec)
    assert stem(info, RenditionSpec(widths=(400, 200, 200))) == stem(info, RenditionSpec(widths=(200, 400)))


def test_planning_imports_no_pillow() -> None:
    code = (
        "import sys\n"
        "from sphinx_eulernews.images.renditions import *\n"
        "plan_renditions(ImageInfo(800, 600, 'jpeg', False, 1, '0'), RenditionSpec(widths=(400,)))\n"
        "can_write('avif')\n"
        "print({'PIL', 'sphinx', 'docutils'} & set(sys.modules))\n"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "set()"


fractions = st.floats(0, 1)
sides = st.integers(1, 5000)


@given(sides, sides, st.sampled_from([None, (1, 1), (1200, 630), (1, 3)]), fractions, fractions)
def test_the_part_that_is_shown_lies_inside_and_has_the_shape(
    width: int, height: int, aspect: tuple[int, int] | None, across: float, down: float
) -> None:
    left, top, right, bottom = renditions.shown_part(
        (width, height), RenditionSpec(widths=(9,), aspect=aspect, focus=(across, down))
    )
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    shape = aspect or (width, height)
    assert (right - left) * shape[1] == pytest.approx((bottom - top) * shape[0], rel=1e-6)


def test_what_pillow_can_write_is_known_without_importing_it() -> None:
    assert can_write("jpeg")
    assert can_write("png")
    assert can_write("original")
    assert can_write("webp") == bool(features.check("webp"))
    assert can_write("avif") == bool(features.check("avif"))
