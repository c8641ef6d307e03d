"""A cover with its text set on it: the title as large as there is room for, the collection in small above it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from sphinx_eulernews.media.colours import ink_on
from sphinx_eulernews.media.covers import SIZE, Cover, ground, palette
from sphinx_eulernews.media.probe import BadPicture
from sphinx_eulernews.media.wrapping import OPENING, Room, fit

if TYPE_CHECKING:
    from sphinx_eulernews.media.fonts import Font

_MARGIN = 96  # pixels; cards are less wide, and crop half of it
_LABEL = 34
_SIZES = range(116, 47, -4)
_TITLE = Room(SIZE[0] - 2 * _MARGIN, 372, 1.34, 5)
_ABOVE = Room(_TITLE.width - 30, 60, 1.5, 1)
_EM = 200  # what the font is measured in


def draw_cover(cover: Cover, font: Font) -> Image.Image:
    """Draw a cover; raises BadPicture where nothing can be drawn with the font."""
    image = _background(cover)
    try:
        _set_text(image, cover, font)
    except (OSError, ValueError, ImportError) as error:  # the last: a Pillow that was built without FreeType
        raise BadPicture(f"cannot be drawn with this font: {error}") from error
    return image


def _background(cover: Cover) -> Image.Image:
    """Draw the ground, and two large discs that shine through a little, so that it is no empty plane."""
    image = Image.frombytes("P", SIZE, ground())
    image.putpalette(palette(cover.colour))
    image = image.convert("RGB")
    # Drawn in half the size: enlarged, the edges are smooth.
    discs = Image.new("L", (SIZE[0] // 2, SIZE[1] // 2))
    draw = ImageDraw.Draw(discs)
    draw.ellipse((395, -150, 715, 170), fill=72)
    draw.ellipse((500, 130, 860, 490), fill=54)
    # In the lighter end of the ground: what can be read on that can be read on the discs.
    image.paste(cover.colour, mask=discs.resize(SIZE, Image.Resampling.BICUBIC))
    return image


def _set_text(image: Image.Image, cover: Cover, font: Font) -> None:
    draw, ink = ImageDraw.Draw(image), ink_on(cover.colour)

    @cache
    def sized(size: int) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(str(font.path), size, index=font.face)

    @cache
    def measure(text: str) -> float:
        return sized(_EM).getlength(text) / _EM

    draw.rectangle((_MARGIN, _MARGIN - 8, _MARGIN + 7, _MARGIN + _LABEL + 4), fill=ink)
    if cover.label:
        _size, (label, *_) = fit(cover.label, _ABOVE, (_LABEL,), measure)
        draw.text((_MARGIN + 30, _MARGIN + _LABEL / 2 - 2), label, fill=ink, font=sized(_LABEL), anchor="lm")
    size, lines = fit(cover.title, _TITLE, _SIZES, measure)
    height = size * _TITLE.leading
    top = SIZE[1] - _MARGIN + 12 - height * len(lines)
    for number, line in enumerate(lines):
        # The empty half of an opening bracket hangs in the margin.
        hang = size * 0.45 if line[0] in OPENING and measure(line[0]) >= 1 else 0
        draw.text((_MARGIN - hang, top + height * number), line, fill=ink, font=sized(size))
