"""Covers: colours that can be read on, what a font has, titles in lines, what is drawn."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import font
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFont
from PIL._util import DeferredError

from sphinx_eulernews.images.covers import (
    BLACK,
    SIZE,
    WHITE,
    Cover,
    colour_for,
    contrast,
    encode_plain,
    gradient_ends,
    needs_no_shaping,
    plain_name,
    read_colour,
    text_colour_on,
)
from sphinx_eulernews.images.fonts import BadFontError, Font, read_font
from sphinx_eulernews.images.line_breaking import CLOSING, OPENING, TextBox, fit, wrap
from sphinx_eulernews.images.pillow_backend import draw_cover
from sphinx_eulernews.images.probe import examine
from sphinx_eulernews.images.renditions import BadImageError

BLUE = read_colour("#1d5b99")


# --- colours ------------------------------------------------------------------------------------------------


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_text_can_be_read_on_every_colour_and_its_shades(colour: tuple[int, int, int]) -> None:
    assert all(contrast(text_colour_on(colour), shade) >= 4.5 for shade in gradient_ends(colour))


def test_contrast_is_that_of_wcag() -> None:
    assert contrast(BLACK, WHITE) == pytest.approx(21)
    assert contrast(read_colour("#777"), WHITE) == pytest.approx(4.48, abs=0.01)


def test_a_collection_has_the_same_colour_in_every_build() -> None:
    assert colour_for("zh/news") == colour_for("zh/news")
    assert len({colour_for(f"news{number}") for number in range(50)}) > 5
    assert all(text_colour_on(colour_for(f"news{number}")) == WHITE for number in range(50))


@pytest.mark.parametrize("wrong", ["", "blue", "#12", "#12345g", "1d5b99", "#1d5b99 "])
def test_what_is_no_colour_says_what_to_write(wrong: str) -> None:
    with pytest.raises(ValueError, match="#1d5b99"):
        read_colour(wrong)


# --- fonts --------------------------------------------------------------------------------------------------


@pytest.fixture
def boxes(tmp_path: Path) -> Font:
    """Return a font that has some characters, one of them beyond the first 65,536."""
    path = tmp_path / "boxes.ttf"
    path.write_bytes(font("港口平台上线Helo.《》𠮷"))
    return read_font(path)


def test_a_font_covers_what_it_has_a_glyph_for(boxes: Font) -> None:
    assert boxes.covers("港口 平台")
    assert boxes.covers("Hello 𠮷")
    assert boxes.covers("")
    assert not boxes.covers("港口！")
    assert not boxes.covers("🎉")


def test_a_font_of_a_collection_is_named_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "boxes.ttc"
    path.write_bytes(font("港口", face=2))
    assert not read_font(path).covers("港口")
    assert read_font(path, 2).covers("港口")
    assert read_font(path, 2).digest != read_font(path, 1).digest
    with pytest.raises(BadFontError, match="no font with the index 3"):
        read_font(path, 3)


def test_every_byte_of_a_damaged_font_leaves_a_font_or_says_what_is_wrong(tmp_path: Path) -> None:
    path, whole = tmp_path / "boxes.ttf", font("港口ab")
    for place in range(0, len(whole), 17):
        path.write_bytes(whole[:place] if place % 2 else whole[:place] + b"\xff\xff" + whole[place + 2 :])
        try:
            found = read_font(path)
            found.covers("港口abc")
            draw_cover(Cover("港口", "ab", BLUE, found.digest), found)
        except (BadFontError, BadImageError) as error:
            assert str(error)  # noqa: PT017 -- whichever of the three it is


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (None, "does not exist"),
        (b"", "is damaged|is not a"),
        (b"no font at all", "is not a TrueType"),
        (b"wOF2" + bytes(100), "is not a TrueType"),
        (b"OTTO\0\0" + bytes(100), "no outlines"),
        (b"ttcf" + bytes(100), "no font with the index 0"),
    ],
)
def test_what_is_no_font_says_so(tmp_path: Path, data: bytes | None, said: str) -> None:
    path = tmp_path / "x.ttf"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(BadFontError, match=said):
        read_font(path)


@pytest.mark.parametrize(
    ("text", "simple"), [("港口 abc！", True), ("", False), ("سلام", False), ("नमस्ते", False), ("a\u200db", False)]
)
def test_only_text_of_one_glyph_after_the_other_is_set(text: str, simple: bool) -> None:
    assert needs_no_shaping(text) == simple


# --- lines --------------------------------------------------------------------------------------------------


def ems(text: str) -> float:
    return sum(1.0 if ord(char) > 0x2E80 else 0.5 for char in text)


BOX = TextBox(width=1000, height=400, leading=1.4, most_lines=5)
SIZES = range(120, 47, -4)


@pytest.mark.parametrize(
    ("title", "width", "lines"),
    [
        ("港口平台上线", 10, ["港口平台上线"]),
        ("港口平台上线", 4, ["港口平台", "上线"]),
        ("港口平台，上线", 4, ["港口平", "台，上线"]),
        ("港口平《台上》线", 4, ["港口平", "《台上》", "线"]),
        ("the quick brown fox", 5, ["the quick", "brown fox"]),
        ("发布openEuler版", 5, ["发布", "openEuler", "版"]),
        ("openEuler", 2, ["open", "Eule", "r"]),
        ("a  b", 9, ["a b"]),
    ],
)
def test_lines_break_where_chinese_and_latin_may(title: str, width: float, lines: list[str]) -> None:
    assert wrap(title, width, ems) == lines


def test_lines_are_about_as_long_as_each_other() -> None:
    _size, lines = fit("港口平台上线，港口平台上线了", BOX, [100], ems)
    assert [len(line) for line in lines] == [7, 7]


@given(st.text(alphabet="港口平台 ab.，。《》（）“”—c", min_size=1, max_size=150).filter(str.strip))
def test_every_title_fits_and_nothing_is_lost_or_misplaced(title: str) -> None:
    size, lines = fit(title, BOX, SIZES, ems)
    assert len(lines) <= BOX.most_lines
    assert len(lines) * size * BOX.leading <= BOX.height
    assert all(ems(line) * size <= BOX.width + size for line in lines)
    shown = "".join("".join(lines).split())
    wanted = "".join(title.split())
    assert shown == wanted or wanted.startswith(shown.removesuffix("..."))
    if not any(mark in title for mark in OPENING + CLOSING):
        return
    alone = all(char in OPENING + CLOSING + " " for char in title)
    assert alone or all(line[0] not in "，。》）”" or title.strip()[0] in CLOSING for line in lines[:1])


# --- images -----------------------------------------------------------------------------------------------


def test_a_plain_cover_is_a_small_file_that_is_made_without_pillow() -> None:
    data = encode_plain(BLUE)
    info = examine(data)
    assert (info.format, info.width, info.height) == ("png", *SIZE)
    assert len(data) < 20_000
    image = Image.open(io.BytesIO(data)).convert("RGB")
    assert image.getpixel((0, 0)) == BLUE
    assert image.getpixel((SIZE[0] - 1, SIZE[1] - 1)) == gradient_ends(BLUE)[1]
    assert plain_name(BLUE) != plain_name(BLACK)
    code = (
        "import sys\n"
        "from sphinx_eulernews.images import covers\n"
        "covers.encode_plain((1, 2, 3))\n"
        "print('PIL' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_the_title_stands_on_the_cover_within_what_cards_show(boxes: Font) -> None:
    with_text = draw_cover(Cover("港口平台上线", "《Hello》", BLUE, boxes.digest), boxes)
    assert with_text.size == SIZE
    ink = with_text.convert("L").point(lambda level: 255 * (level > 250)).getbbox()
    assert ink is not None
    # Cards are 16 : 9 and crop the sides.
    assert ink[0] >= 40
    assert ink[2] <= SIZE[0] - 40
    assert ink[1] >= 40
    assert ink[3] <= SIZE[1] - 40


def test_a_pillow_that_knows_no_fonts_is_no_end_of_a_build(boxes: Font, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = DeferredError(ImportError("The _imagingft C module is not installed"))
    monkeypatch.setattr(ImageFont, "core", missing)  # as Pillow does itself
    with pytest.raises(BadImageError, match="_imagingft"):
        draw_cover(Cover("港口", "", BLUE, boxes.digest), boxes)


def test_a_cover_is_named_by_all_that_is_drawn() -> None:
    cover = Cover("港口", "新闻", BLUE, "font")
    others = [
        Cover("港", "新闻", BLUE, "font"),
        Cover("港口", "公告", BLUE, "font"),
        Cover("港口", "新闻", BLACK, "font"),
        Cover("港口", "新闻", BLUE, "other"),
    ]
    assert len({each.info.digest for each in (cover, *others)}) == 5
    assert cover.info == Cover("港口", "新闻", BLUE, "font").info
