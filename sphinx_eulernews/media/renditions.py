"""Picture bytes + spec -> picture bytes, named by content. Pure; the only module that knows Pillow.

What there will be is arithmetic (`plan`) and does without Pillow. What a file shows follows from its name
alone, whichever of its sisters are made in the same run.
"""

# ruff: noqa: PLC0415 -- importing Pillow takes 100 ms, and most builds draw nothing

from __future__ import annotations

import contextlib
import hashlib
import importlib
import io
import math
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sphinx_eulernews.media.probe import BadPicture, PictureFacts, examine, read

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from PIL import Image

Format = Literal["original", "webp", "avif", "jpeg", "png"]
"""What a spec can ask for. The original of a GIF or BMP is made as PNG, that of an AVIF as WebP."""

RENDITION_LIMIT = 5_000_000
"""Pixels of the largest rendition: long screenshots are barely scaled down, and must fit in memory twice."""

_ORIGINALS = {"gif": "png", "bmp": "png", "avif": "webp"}
_LONGEST_SIDE = {"jpeg": 65500, "webp": 16383, "avif": 16383}
_SPACIOUS = 16_000_000  # pixels of a source, above which memory counts for more than the last bit of quality

_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """What a use (hero, card, feed, Open Graph) wants of every picture.

    `widths` are pixels; `aspect` is a shape (width, height) to crop to, with `focus`, in fractions of width
    and height, as near to the middle as can be; `quality` is JPEG's, 1 to 95, and others are matched to it.
    """

    widths: tuple[int, ...]
    formats: tuple[Format, ...] = ("webp", "original")
    aspect: tuple[int, int] | None = None
    focus: tuple[float, float] = (0.5, 0.5)
    quality: int = 80


@dataclass(frozen=True, slots=True)
class Planned:
    """One file to be: its name, its size in pixels, and whether it is the source itself, passed through."""

    name: str
    width: int
    height: int
    format: str
    passthrough: bool = False

    @property
    def mime(self) -> str:
        """The media type, as `<source type>` wants it."""
        return "image/svg+xml" if self.format == "svg" else f"image/{self.format}"


@dataclass(frozen=True, slots=True)
class Rendering:
    """The files that were wanted, and the average colour: "#a1b2c3", or None if one can see through."""

    files: Mapping[Planned, bytes]
    colour: str | None


def stem(facts: PictureFacts, spec: Spec) -> str:
    """Give what the names of all renditions of one picture by one spec begin with, whatever their format."""
    focus = spec.focus if spec.aspect else None
    drawn = (facts.digest, sorted(set(spec.widths)), spec.aspect, focus, spec.quality)
    return hashlib.sha256(repr(drawn).encode()).hexdigest()[:16]


def plan(facts: PictureFacts, spec: Spec) -> tuple[Planned, ...]:
    """Tell what `render` will make: formats in the order of the spec, each by rising width, never enlarged.

    What moves, what is drawn by lines and what no width brings below the limits is one Planned: the source.
    """
    made = []
    if not facts.animated and facts.format != "svg":
        start, original = stem(facts, spec), _ORIGINALS.get(facts.format, facts.format)
        for kind in dict.fromkeys(original if wanted == "original" else wanted for wanted in spec.formats):
            made += [
                Planned(f"{start}-{width}.{_suffix(kind)}", width, height, kind)
                for width, height in _sizes(facts, spec)
                if max(width, height) <= _LONGEST_SIDE.get(kind, RENDITION_LIMIT)
            ]
    name = f"{facts.digest}.{_suffix(facts.format)}"
    return tuple(made) or (Planned(name, facts.width, facts.height, facts.format, passthrough=True),)


def render(source: Path, facts: PictureFacts, spec: Spec, wanted: Collection[Planned]) -> Rendering:
    """Make those of `plan(facts, spec)` that are wanted, with one decoding for all; raises BadPicture.

    Threads may do this side by side: Pillow lets go of the interpreter's lock for all that takes time.
    """
    data = read(source)
    if examine(data) != facts:
        raise BadPicture("was changed while it was being read")
    if plan(facts, spec)[0].passthrough:
        return Rendering(dict.fromkeys(wanted, data), None)
    reduction = _reduction(facts, spec)
    with _room_for(facts, reduction):
        image, palette = _working_copy(data, facts, reduction)
        box = _box(image.size, spec)
        frames = _resized(image, box, _sizes(facts, spec))
        files = {
            file: _encoded(frames[file.width, file.height], file.format, spec.quality, palette=palette)
            for file in wanted
        }
        return Rendering(files, _average_colour(image, box))


def can_write(kind: Format) -> bool:
    """Tell whether this Pillow can encode a format: some distributions build it without WebP or AVIF."""
    from PIL import features

    return kind not in {"webp", "avif"} or bool(features.check(kind))


# Arithmetic: what there will be, and how large.


def _suffix(kind: str) -> str:
    return "jpg" if kind == "jpeg" else kind


def _sizes(facts: PictureFacts, spec: Spec) -> list[tuple[int, int]]:
    """List the sizes of the renditions by rising width; what is wider than the source takes its own width."""
    left, top, right, bottom = _box((facts.width, facts.height), spec)
    widths = sorted({min(width, max(int(right - left), 1)) for width in spec.widths})
    sizes = [(width, max(round(width * (bottom - top) / (right - left)), 1)) for width in widths]
    return [(width, height) for width, height in sizes if width * height <= RENDITION_LIMIT]


def _box(size: tuple[int, int], spec: Spec) -> _Box:
    """Find the part (left, top, right, bottom) that is shown of an upright picture of this size."""
    width, height = size
    if spec.aspect is None:
        return (0, 0, width, height)
    scale = min(width / spec.aspect[0], height / spec.aspect[1])
    across, down = spec.aspect[0] * scale, spec.aspect[1] * scale
    # Zero last: of equal shapes, rounding may leave a difference just below it.
    left = max(min(spec.focus[0] * width - across / 2, width - across), 0)
    top = max(min(spec.focus[1] * height - down / 2, height - down), 0)
    return (left, top, min(left + across, width), min(top + down, height))


def _reduction(facts: PictureFacts, spec: Spec) -> int:
    """Tell by how much a picture may be reduced, cheaply and coarsely, before it is resized.

    It follows from the whole spec, not from what is wanted just now: every build must make the same files.
    """
    left, _, right, _ = _box((facts.width, facts.height), spec)
    gap = 1.0 if facts.width * facts.height > _SPACIOUS else 1.5
    return max(int((right - left) / max(width for width, _ in _sizes(facts, spec)) / gap), 1)


# Drawing: everything below has Pillow.

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


def _room_for(facts: PictureFacts, reduction: int) -> contextlib.AbstractContextManager[object]:
    """Let large pictures wait for each other: the memory for one is not there once for every core."""
    decoded = facts.width * facts.height // (reduction**2 if facts.format == "jpeg" else 1)
    return _one_large_at_a_time if decoded > _LARGE else contextlib.nullcontext()


def _working_copy(data: bytes, facts: PictureFacts, reduction: int) -> tuple[Image.Image, bool]:
    """Decode to what all renditions are made of: upright, reduced, L, LA, RGB or RGBA, in sRGB, no metadata.

    Also tells whether the source had a palette, so that a PNG can have one again.
    """
    from PIL import Image

    decoded = _decoded(data, facts, reduction)
    profile, palette = decoded.info.get("icc_profile"), decoded.mode == "P"
    # A JPEG has been reduced by a power of two already; the rest is left to resizing.
    image = _reduced(decoded, 1 if facts.format == "jpeg" else reduction)
    del decoded  # before another copy is made
    image = _in_srgb(image, profile)
    if facts.orientation in _TURNS:
        image = image.transpose(Image.Transpose[_TURNS[facts.orientation]])
    if "A" in image.getbands() and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("L" if image.mode == "LA" else "RGB")
    image.info = {}
    return image, palette


def _decoded(data: bytes, facts: PictureFacts, reduction: int) -> Image.Image:
    """Decode what the probe let through; a JPEG at a fraction of its size if that will do: it is faster."""
    from PIL import Image, UnidentifiedImageError

    if facts.format in {"webp", "avif"}:  # Pillow would import its fifty plugins to find these two
        importlib.import_module({"webp": "PIL.WebPImagePlugin", "avif": "PIL.AvifImagePlugin"}[facts.format])
    try:
        image = Image.open(io.BytesIO(data), formats=[facts.format.upper()])
        if image.size != facts.stored_size:
            raise BadPicture("is damaged: its parts state different sizes")
        if reduction > 1:
            image.draft(None, (max(image.width // reduction, 1), max(image.height // reduction, 1)))
        image.load()
    except BadPicture:
        raise
    except UnidentifiedImageError as error:  # its message holds an address in memory, different in each build
        raise BadPicture("is damaged: its header makes no sense") from error
    except Exception as error:  # Pillow's decoders raise whatever bad bytes lead them into
        raise BadPicture("is cut off" if "truncated" in str(error) else f"is damaged: {error}") from error
    return image


def _reduced(image: Image.Image, factor: int) -> Image.Image:
    """Bring to 8 bits a channel and 1/factor of the size; by bands, so that no whole copy is needed."""
    from PIL import Image

    if factor == 1:
        return _in_eight_bits(image)
    height = max(1_000_000 // image.width // factor, 1) * factor
    bands = (
        _in_eight_bits(image.crop((0, top, image.width, min(top + height, image.height)))).reduce(factor)
        for top in range(0, image.height, height)
    )
    first = next(bands)
    whole = Image.new(first.mode, (first.width, math.ceil(image.height / factor)))
    whole.paste(first)
    for number, band in enumerate(bands, start=1):
        whole.paste(band, (0, number * height // factor))
    return whole


def _in_eight_bits(image: Image.Image) -> Image.Image:
    """Bring to a mode that can be resized: L, LA, RGB, RGBA or CMYK."""
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
    """Bring to the colours that a picture without a profile is taken to have; ignore a broken profile."""
    from PIL import ImageCms

    if profile and image.mode in {"RGB", "RGBA", "CMYK"}:
        # ImportError: a Pillow without LittleCMS
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ImportError):
            source, target = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            if "sRGB" not in ImageCms.getProfileDescription(source):
                mode = "RGB" if image.mode == "CMYK" else image.mode
                return ImageCms.profileToProfile(image, source, target, outputMode=mode) or image
    return image.convert("RGB") if image.mode == "CMYK" else image


def _resized(image: Image.Image, box: _Box, sizes: list[tuple[int, int]]) -> dict[tuple[int, int], Image.Image]:
    """Resize to every size, from the smallest that is twice as wide: as good as from the source, and cheaper.

    HAMMING looks like BICUBIC on banners, in two thirds of its time.
    """
    from PIL import Image

    made: dict[tuple[int, int], Image.Image] = {}
    for size in reversed(sizes):
        larger = [other for other in made if other[0] >= 2 * size[0]]
        if larger:
            made[size] = made[min(larger)].resize(size, Image.Resampling.HAMMING)
        else:
            made[size] = image.resize(size, Image.Resampling.HAMMING, box, reducing_gap=2.0)
    return made


def _average_colour(image: Image.Image, box: _Box) -> str | None:
    """Find the colour to show while the picture loads, from a thousand of its pixels."""
    from PIL import Image

    if "A" in image.getbands():
        return None  # it would be seen behind the picture for good
    sample = image.resize((32, 32), Image.Resampling.NEAREST, box).convert("RGB")
    return "#" + sample.resize((1, 1), Image.Resampling.BOX).tobytes().hex()


def _encoded(image: Image.Image, kind: str, quality: int, *, palette: bool) -> bytes:
    """Encode plainly: progressive JPEG, slower WebP and AVIF cost far more time than they save bytes."""
    if kind == "jpeg" and "A" in image.getbands():
        image = _on_white(image)
    if kind == "png" and palette and image.mode == "RGB":  # in RGBA, what is solid would come out as 254/255
        image = image.quantize(256)
    out = io.BytesIO()
    match kind:
        case "webp":  # its 75 looks like JPEG's 80
            image.save(out, "WEBP", quality=max(quality - 5, 1), method=2)
        case "avif":  # its 60 looks like JPEG's 80; on one thread, since pictures are made on all
            image.save(out, "AVIF", quality=max(quality - 20, 1), speed=9, max_threads=1)
        case "jpeg":
            image.save(out, "JPEG", quality=quality)
        case _:
            image.save(out, "PNG")
    return out.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    """Draw the picture as it looks on a white page, for the format that knows no transparency."""
    from PIL import Image

    page = Image.new("RGB", image.size, "white")
    page.paste(image, mask=image.getchannel("A"))
    return page
