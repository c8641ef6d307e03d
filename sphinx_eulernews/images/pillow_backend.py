"""Decode, resize and encode images, and draw covers: all that needs Pillow.

Imported only when something must be made: the import takes 100 ms, and most builds make nothing.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import math
import threading
from collections import Counter
from dataclasses import dataclass
from functools import cache, reduce
from typing import TYPE_CHECKING, TypeAlias

from PIL import Image, ImageChops, ImageCms, ImageDraw, ImageFont, UnidentifiedImageError

from sphinx_eulernews.images.covers import SIZE, Cover, gradient_palette, gradient_pixels, text_colour_on
from sphinx_eulernews.images.line_breaking import OPENING, TextBox, fit
from sphinx_eulernews.images.probe import read_unchanged
from sphinx_eulernews.images.renditions import (
    BadImageError,
    Box,
    ImageInfo,
    Rendition,
    RenditionSpec,
    reduction_of,
    shown_part,
    sizes_of,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from sphinx_eulernews.images.fonts import Font


def encode(image: Image.Image, kind: str, quality: int, *, palette: bool) -> bytes:
    """Encode with fast settings: progressive JPEG, slower WebP and AVIF cost far more time than they save bytes."""
    if kind == "jpeg" and "A" in image.getbands():
        image = _on_white(image)
    if kind == "png" and palette and image.mode == "RGB":  # in RGBA, opaque pixels would come out as 254/255
        image = image.quantize(256)
    out = io.BytesIO()
    match kind:
        case "webp":  # WebP 75 looks like JPEG 80
            image.save(out, "WEBP", quality=max(quality - 5, 1), method=0)
        case "avif":  # AVIF 60 looks like JPEG 80; one thread, since images are made on all cores
            image.save(out, "AVIF", quality=max(quality - 20, 1), speed=9, max_threads=1)
        case "jpeg":
            image.save(out, "JPEG", quality=quality)
        case _:
            image.save(out, "PNG")
    return out.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    """Flatten transparency onto white, for JPEG."""
    page = Image.new("RGB", image.size, "white")
    page.paste(image, mask=image.getchannel("A"))
    return page


_TURNS = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}
_LARGE = 6_000_000  # pixels
_one_large_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class RenderedFiles:
    """Encoded renditions, and the average colour: "#a1b2c3", or None if the image is transparent.

    ``unfit``: it is mostly blank, or mostly text, and makes no good cover.
    """

    files: Mapping[Rendition, bytes]
    colour: str | None
    unfit: bool = False


Use: TypeAlias = "tuple[RenditionSpec, Collection[Rendition], bool]"
"""The renditions of one spec, and whether they are made only of an image that makes a good cover."""


def render(source: Path, info: ImageInfo, uses: Sequence[Use]) -> list[RenderedFiles]:
    """Make renditions for all ``uses`` of a source, which is decoded once; raises BadImageError.

    Thread-safe, and worth running in threads: Pillow releases the GIL for all that takes time.
    """
    data = read_unchanged(source, info)
    if all(file.passthrough for _, wanted, _ in uses for file in wanted):
        return [RenderedFiles(dict.fromkeys(wanted, data), None) for _, wanted, _ in uses]
    reduction = reduction_of(info, uses[0][0])
    with _room_for(info, reduction):
        image, palette = _working_copy(data, info, reduction)
        return scale(image, info, uses, data, palette=palette, is_unfit=_is_unfit(image))


def scale(
    image: Image.Image,
    info: ImageInfo,
    uses: Iterable[Use],
    data: bytes = b"",
    *,
    palette: bool = False,
    is_unfit: bool = False,
) -> list[RenderedFiles]:
    """Make renditions of an image in memory; ``data`` are the bytes of its source, ``palette``: PNG with a palette."""
    made: list[RenderedFiles] = []
    for spec, wanted, trial in uses:
        if trial and is_unfit:
            made.append(RenderedFiles({}, None, unfit=True))
            continue
        if all(file.passthrough for file in wanted):  # of an image for sharing, most often: nothing is resized
            made.append(RenderedFiles(dict.fromkeys(wanted, data), None, is_unfit))
            continue
        box = shown_part(image.size, spec)
        frames = _resized(image, box, sizes_of(info, spec))
        files = {
            file: data if file.passthrough
            else encode(frames[file.width, file.height], file.format, spec.quality, palette=palette)
            for file in wanted
        }  # fmt: skip
        made.append(RenderedFiles(files, _average_colour(image, box), is_unfit))
    return made


def _room_for(info: ImageInfo, reduction: int) -> contextlib.AbstractContextManager[object]:
    """Return a lock that large images share: there is memory for one of them, not for one on each core."""
    decoded = info.width * info.height // (reduction**2 if info.format == "jpeg" else 1)
    return _one_large_at_a_time if decoded > _LARGE else contextlib.nullcontext()


def _working_copy(data: bytes, info: ImageInfo, reduction: int) -> tuple[Image.Image, bool]:
    """Decode to the image that all renditions are resized from: upright, reduced, in sRGB, without metadata.

    Its mode is L, LA, RGB or RGBA. Also return whether the source had a palette, so that a PNG can have one again.
    """
    decoded = _decoded(data, info, reduction)
    profile, palette = decoded.info.get("icc_profile"), decoded.mode == "P"
    # A JPEG has been reduced by a power of two already; the rest is left to resizing.
    image = _reduced(decoded, 1 if info.format == "jpeg" else reduction)
    del decoded  # before another copy is made
    image = _in_srgb(image, profile)
    if info.orientation in _TURNS:
        image = image.transpose(Image.Transpose[_TURNS[info.orientation]])
    if "A" in image.getbands() and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("L" if image.mode == "LA" else "RGB")
    image.info = {}
    return image, palette


def _decoded(data: bytes, info: ImageInfo, reduction: int) -> Image.Image:
    """Decode an image that passed the probe; a JPEG at a fraction of its size if that is enough: it is faster."""
    if info.format in {"webp", "avif"}:  # else Pillow imports its fifty plugins to find these two
        importlib.import_module({"webp": "PIL.WebPImagePlugin", "avif": "PIL.AvifImagePlugin"}[info.format])
    try:
        image = Image.open(io.BytesIO(data), formats=[info.format.upper()])
        if image.size != info.stored_size:
            raise BadImageError("is damaged: its parts state different sizes")
        if reduction > 1:
            image.draft(None, (max(image.width // reduction, 1), max(image.height // reduction, 1)))
        image.load()
    except BadImageError:
        raise
    except UnidentifiedImageError as error:  # its message holds a memory address, different in each build
        raise BadImageError("is damaged: its header cannot be read") from error
    except Exception as error:  # Pillow's decoders raise exceptions of any type on bad bytes
        raise BadImageError("is cut off" if "truncated" in str(error) else f"is damaged: {error}") from error
    return image


def _reduced(image: Image.Image, factor: int) -> Image.Image:
    """Convert to 8 bits a channel and 1/factor of the size; in bands, so that no full copy is needed."""
    if factor == 1:
        return _in_eight_bits(image)
    height = max(1_000_000 // image.width // factor, 1) * factor
    bands = (
        _in_eight_bits(image.crop((0, top, image.width, min(top + height, image.height)))).reduce(factor)
        for top in range(0, image.height, height)
    )
    first = next(bands)
    scaled = Image.new(first.mode, (first.width, math.ceil(image.height / factor)))
    scaled.paste(first)
    for number, band in enumerate(bands, start=1):
        scaled.paste(band, (0, number * height // factor))
    return scaled


def _in_eight_bits(image: Image.Image) -> Image.Image:
    """Convert to a mode that can be resized: L, LA, RGB, RGBA or CMYK."""
    if image.mode.startswith("I"):  # 16 bits: Pillow's own conversion cuts off at 255 instead of scaling
        return image.convert("I").point(lambda level: level / 256).convert("L")
    if image.mode in {"LA", "RGBA"}:
        return image
    if image.has_transparency_data:  # of palette entries, or of one colour
        return image.convert("RGBA")
    if image.mode in {"L", "RGB", "CMYK"}:
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert to sRGB, which browsers assume for an image without a profile; ignore a broken profile."""
    if profile and image.mode in {"RGB", "RGBA", "CMYK"}:
        # ImportError: a Pillow without LittleCMS
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ImportError):
            source, target = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            if "sRGB" not in ImageCms.getProfileDescription(source):
                mode = "RGB" if image.mode == "CMYK" else image.mode
                return ImageCms.profileToProfile(image, source, target, outputMode=mode) or image
    return image.convert("RGB") if image.mode == "CMYK" else image


def _resized(image: Image.Image, box: Box, sizes: list[tuple[int, int]]) -> dict[tuple[int, int], Image.Image]:
    """Resize to every size, from the smallest that is twice as wide: as good as from the source, and cheaper.

    HAMMING looks like BICUBIC on banners, in two thirds of its time.
    """
    made: dict[tuple[int, int], Image.Image] = {}
    for size in reversed(sizes):
        larger = [other for other in made if other[0] >= 2 * size[0]]
        if larger:
            made[size] = made[min(larger)].resize(size, Image.Resampling.HAMMING)
        else:
            made[size] = image.resize(size, Image.Resampling.HAMMING, box, reducing_gap=2.0)
    return made


def _average_colour(image: Image.Image, box: Box) -> str | None:
    """Return the placeholder colour, from a sample of 32 x 32 pixels."""
    if "A" in image.getbands():
        return None  # the placeholder would shine through the image for ever
    sample = image.resize((32, 32), Image.Resampling.NEAREST, box).convert("RGB")
    return "#" + sample.resize((1, 1), Image.Resampling.BOX).tobytes().hex()


_SAMPLE = (96, 96)
_ALIKE = 24  # levels of red, green and blue, within which pixels are of one colour
_BLANK, _HALF_BLANK, _COLOURFUL = 0.75, 0.5, 0.1


def _is_unfit(image: Image.Image) -> bool:
    """Return whether an image is mostly blank, or mostly text: a terminal, a form, a diagram of lines.

    Judged by a sample of single pixels, in which text keeps its contrast: most of them have the colour of the
    background, or half of them have while few are colourful. A background of a strong colour is that of a poster. Tried
    on the first images of two real archives.
    """
    sample = image.resize(_SAMPLE, Image.Resampling.NEAREST)
    bands = (_on_white(sample) if "A" in sample.getbands() else sample).convert("RGB").split()
    steps = Counter(zip(*(band.point(lambda level: level >> 4).tobytes() for band in bands), strict=True))
    # Of equals the first in order, not the first that was met.
    background = [16 * step + 8 for step in max(steps, key=lambda step: (steps[step], step))]
    if max(background) - min(background) > 2 * _ALIKE:
        return False
    near = [band.point([255 * (abs(level - own) < _ALIKE) for level in range(256)])
            for band, own in zip(bands, background, strict=True)]  # fmt: skip
    total, blank = _SAMPLE[0] * _SAMPLE[1], reduce(ImageChops.darker, near).histogram()[255]
    spread = ImageChops.subtract(reduce(ImageChops.lighter, bands), reduce(ImageChops.darker, bands))
    colourful = sum(spread.histogram()[2 * _ALIKE + 1 :])
    return blank > _BLANK * total or (blank > _HALF_BLANK * total and colourful < _COLOURFUL * total)


_MARGIN = 96  # pixels; cards are less wide, and crop half of it
_LABEL = 34
_SIZES = range(116, 47, -4)
_TITLE = TextBox(SIZE[0] - 2 * _MARGIN, 372, 1.34, 5)
_ABOVE = TextBox(_TITLE.width - 30, 60, 1.5, 1)
_EM = 200  # what the font is measured in


def draw_cover(cover: Cover, font: Font) -> Image.Image:
    """Draw a cover; raises BadImageError if the font cannot be used."""
    image = _background(cover)
    try:
        _set_text(image, cover, font)
    except (OSError, ValueError, ImportError) as error:  # the last: a Pillow that was built without FreeType
        raise BadImageError(f"cannot be drawn with this font: {error}") from error
    return image


def _background(cover: Cover) -> Image.Image:
    """Draw the gradient, and two large translucent discs on it."""
    image = Image.frombytes("P", SIZE, gradient_pixels())
    image.putpalette(gradient_palette(cover.colour))
    image = image.convert("RGB")
    # Drawn in half the size: enlarged, the edges are smooth.
    discs = Image.new("L", (SIZE[0] // 2, SIZE[1] // 2))
    draw = ImageDraw.Draw(discs)
    draw.ellipse((395, -150, 715, 170), fill=72)
    draw.ellipse((500, 130, 860, 490), fill=54)
    # In the base colour, which the contrast of the text was chosen for.
    image.paste(cover.colour, mask=discs.resize(SIZE, Image.Resampling.BICUBIC))
    return image


def _set_text(image: Image.Image, cover: Cover, font: Font) -> None:
    draw, ink = ImageDraw.Draw(image), text_colour_on(cover.colour)

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
