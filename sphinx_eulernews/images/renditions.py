"""Plan renditions: formats, sizes and file names, without Pillow. Pure.

Names are derived from the content and the spec, so a file that exists is up to date.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.machinery import PathFinder
from typing import Literal

Format = Literal["original", "webp", "avif", "jpeg", "png"]
"""Formats of a spec. For ``original``, GIF and BMP are encoded as PNG, AVIF as WebP."""

RENDITION_LIMIT = 5_000_000
"""Pixels of the largest rendition: long screenshots are hardly scaled down, and must fit in memory twice."""

_ORIGINALS = {"gif": "png", "bmp": "png", "avif": "webp"}
_LONGEST_SIDE = {"jpeg": 65500, "webp": 16383, "avif": 16383}
_SPACIOUS = 16_000_000  # pixels of a source, above which memory matters more than the last bit of quality

Box = tuple[float, float, float, float]
"""A crop box: left, top, right, bottom."""

_MODULES = {"webp": "_webp", "avif": "_avif"}  # extension modules of Pillow that some distributions leave out


class BadImage(Exception):  # noqa: N818 -- named for what the reader of the warning has: a bad image
    """An image that cannot be shown. The message continues the file's name: "is empty", "is text, not an image".

    ``passing``: the reason is not in the file's content, and may be gone at the next build.
    """

    def __init__(self, message: str, *, passing: bool = False) -> None:
        super().__init__(message)
        self.passing = passing


@dataclass(frozen=True, slots=True)
class ImageInfo:
    """Format, size and digest of an image file, read without decoding it.

    ``width`` and ``height`` are pixels as shown, orientation applied; an SVG that states no size has 0 x 0.
    ``format`` is jpeg, png, gif, webp, avif, bmp or svg; ``size`` counts bytes; ``digest`` is the start of their
    SHA-256; ``orientation`` is the EXIF number from 1 to 8, by which the stored pixels are to be turned;
    ``fluid`` is an SVG without width and height, which browsers draw as wide as there is room.
    """

    width: int
    height: int
    format: str
    animated: bool
    size: int
    digest: str
    orientation: int = 1
    fluid: bool = False

    @property
    def stored_size(self) -> tuple[int, int]:
        """Width and height before the orientation is applied, as a decoder gives them."""
        return (self.height, self.width) if self.orientation >= 5 else (self.width, self.height)


@dataclass(frozen=True, slots=True)
class OversizedImage:
    """An image in a body whose file exceeds ``eulernews_image_limit``: path below the source folder, and line."""

    path: str
    line: int
    info: ImageInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class RenditionSpec:
    """Widths, formats and crop of the renditions for one use: hero, card, feed, Open Graph.

    ``widths`` are pixels; ``aspect`` is a ratio (width, height) to crop to, with ``focus``, in fractions of width
    and height, as near to the middle as possible; ``quality`` is that of JPEG, 1 to 95; others are matched to it.
    """

    widths: tuple[int, ...]
    formats: tuple[Format, ...] = ("webp", "original")
    aspect: tuple[int, int] | None = None
    focus: tuple[float, float] = (0.5, 0.5)
    quality: int = 80


@dataclass(frozen=True, slots=True)
class Rendition:
    """A file to be made: name, size in pixels, and whether it is a copy of the source (``passthrough``)."""

    name: str
    width: int
    height: int
    format: str
    passthrough: bool = False

    @property
    def mime(self) -> str:
        """The media type, for ``<source type>``."""
        return "image/svg+xml" if self.format == "svg" else f"image/{self.format}"


def stem(info: ImageInfo, spec: RenditionSpec) -> str:
    """Return the common start of the file names of all renditions of one image by one spec."""
    focus = spec.focus if spec.aspect else None
    drawn = (info.digest, sorted(set(spec.widths)), spec.aspect, focus, spec.quality)
    return hashlib.sha256(repr(drawn).encode()).hexdigest()[:16]


def plan_renditions(info: ImageInfo, spec: RenditionSpec) -> tuple[Rendition, ...]:
    """Return the renditions to make: formats in the order of the spec, each by ascending width, never enlarged.

    An animation, an SVG and an image that exceeds the limits at every width have one: the source itself.
    """
    made = []
    if not info.animated and info.format != "svg":
        start, original = stem(info, spec), _ORIGINALS.get(info.format, info.format)
        for kind in dict.fromkeys(original if wanted == "original" else wanted for wanted in spec.formats):
            made += [
                Rendition(f"{start}-{width}.{_suffix(kind)}", width, height, kind)
                for width, height in sizes_of(info, spec)
                if max(width, height) <= _LONGEST_SIDE.get(kind, RENDITION_LIMIT)
            ]
    name = f"{info.digest}.{_suffix(info.format)}"
    return tuple(made) or (Rendition(name, info.width, info.height, info.format, passthrough=True),)


def can_write(kind: str) -> bool:
    """Return whether Pillow can encode a format, without importing it, which takes 100 ms."""
    package = PathFinder.find_spec("PIL")
    folders = package.submodule_search_locations if package else None
    return kind not in _MODULES or PathFinder.find_spec(f"PIL.{_MODULES[kind]}", folders) is not None


def _suffix(kind: str) -> str:
    return "jpg" if kind == "jpeg" else kind


def sizes_of(info: ImageInfo, spec: RenditionSpec) -> list[tuple[int, int]]:
    """Return the sizes of the renditions by ascending width; none is wider than the source."""
    left, top, right, bottom = shown_part((info.width, info.height), spec)
    widths = sorted({min(width, max(int(right - left), 1)) for width in spec.widths})
    sizes = [(width, max(round(width * (bottom - top) / (right - left)), 1)) for width in widths]
    return [(width, height) for width, height in sizes if width * height <= RENDITION_LIMIT]


def shown_part(size: tuple[int, int], spec: RenditionSpec) -> Box:
    """Return the crop box for an upright image of this size."""
    width, height = size
    if spec.aspect is None:
        return (0, 0, width, height)
    scale = min(width / spec.aspect[0], height / spec.aspect[1])
    across, down = spec.aspect[0] * scale, spec.aspect[1] * scale
    # Zero last: of equal shapes, rounding may leave a difference just below it.
    left = max(min(spec.focus[0] * width - across / 2, width - across), 0)
    top = max(min(spec.focus[1] * height - down / 2, height - down), 0)
    return (left, top, min(left + across, width), min(top + down, height))


def reduction_of(info: ImageInfo, spec: RenditionSpec) -> int:
    """Return the factor by which an image may be reduced, cheaply and coarsely, before it is resized.

    Derived from the specification, not from the files that are missing: every build must make the same files.
    """
    left, _, right, _ = shown_part((info.width, info.height), spec)
    gap = 1.0 if info.width * info.height > _SPACIOUS else 1.5
    return max(int((right - left) / max(width for width, _ in sizes_of(info, spec)) / gap), 1)
