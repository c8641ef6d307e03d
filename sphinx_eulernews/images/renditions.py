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

FALLBACK_LIMIT = 1_000_000
"""Bytes of a source that is still served itself, to browsers that read none of the formats of the renditions."""

SHARE_LIMIT = 300_000
"""Bytes above which some services show no image of a shared link."""

_SHARE_WIDTHS = range(600, 2401)  # pixels of a source that is shared as it is: large previews begin at 600
_SHARE_SHAPES = (4 / 3, 2.5)  # width by height; services crop the rest themselves
_ORIGINALS = {"gif": "png", "bmp": "png", "avif": "webp"}
_LONGEST_SIDE = {"jpeg": 65500, "webp": 16383, "avif": 16383}
_SPACIOUS = 16_000_000  # pixels of a source, above which memory matters more than the last bit of quality
_WORTHWHILE = 0.75  # of the area of the next larger rendition: what saves less is not worth a file
_ENCODERS = 2  # counts changes of how renditions are encoded, so that a cache of before is not taken

Box = tuple[float, float, float, float]
"""A crop box: left, top, right, bottom."""

_MODULES = {"webp": "_webp", "avif": "_avif"}  # extension modules of Pillow that some distributions leave out


class BadImageError(Exception):
    """An image that cannot be shown. The message continues the file's name: "is empty", "is text, not an image".

    ``transient``: the reason is not in the file's content, and may be gone at the next build.
    """

    def __init__(self, message: str, *, transient: bool = False) -> None:
        super().__init__(message)
        self.transient = transient


@dataclass(frozen=True, slots=True)
class ImageInfo:
    """Format, size and digest of an image file, read without decoding it.

    ``width`` and ``height`` are pixels as shown, orientation applied; an SVG that states no size has 0 x 0.
    ``format`` is jpeg, png, gif, webp, avif, bmp or svg; ``size`` counts bytes; ``digest`` is the start of their
    SHA-256; ``orientation`` is the EXIF number from 1 to 8, by which the stored pixels are to be turned;
    ``fluid`` is an SVG without width and height, which browsers draw as wide as there is room; ``metadata``: the file
    holds EXIF, XMP or IPTC data, such as where a photo was taken.
    """

    width: int
    height: int
    format: str
    animated: bool
    size: int
    digest: str
    orientation: int = 1
    fluid: bool = False
    metadata: bool = False

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
    ``decoded`` is the size that a decoded source must cover to be good for all uses, since it is decoded once.
    ``for_sharing``: one file, for programs that choose none; a source that they can show is not encoded again.
    """

    widths: tuple[int, ...]
    formats: tuple[Format, ...] = ("webp",)
    aspect: tuple[int, int] | None = None
    focus: tuple[float, float] = (0.5, 0.5)
    quality: int = 80
    decoded: tuple[int, int] = (1600, 630)
    for_sharing: bool = False


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
    drawn = (_ENCODERS, info.digest, sorted(set(spec.widths)), spec.aspect, focus, spec.quality, spec.decoded)
    return hashlib.sha256(repr(drawn).encode()).hexdigest()[:16]


def plan_renditions(info: ImageInfo, spec: RenditionSpec) -> tuple[Rendition, ...]:
    """Return the renditions to make: formats in the order of the spec, each by ascending width, never enlarged.

    What browsers fall back on, the source itself if it can be served, is the last. An animation, an SVG and an image
    that exceeds the limits at every width have only that.
    """
    source = Rendition(f"{info.digest}.{_suffix(info.format)}", info.width, info.height, info.format, passthrough=True)
    if info.animated or info.format == "svg" or (spec.for_sharing and _can_be_shared(info, spec)):
        return (source,)
    original = original_format(info)
    kinds = list(dict.fromkeys(original if wanted == "original" else wanted for wanted in spec.formats))
    made = [rendition for kind in kinds for rendition in _ladder(info, spec, kind)]
    if not spec.for_sharing and original not in kinds:
        if spec.aspect is None and info.format not in kinds and _can_be_served(info):
            made.append(source)
        else:
            smaller = _ladder(info, spec, original)
            made += smaller[len(smaller) // 2 :][:1]
    return tuple(made) or (source,)


def original_format(info: ImageInfo) -> str:
    """Return the format of renditions that keep the format of the source, as far as that is fit for the web."""
    return _ORIGINALS.get(info.format, info.format)


def _ladder(info: ImageInfo, spec: RenditionSpec, kind: str) -> list[Rendition]:
    start, longest = stem(info, spec), _LONGEST_SIDE.get(kind, RENDITION_LIMIT)
    return [
        Rendition(f"{start}-{width}.{_suffix(kind)}", width, height, kind)
        for width, height in sizes_of(info, spec)
        if max(width, height) <= longest
    ]


def _can_be_served(info: ImageInfo) -> bool:
    """Return whether browsers can be given the source itself: it is small, upright and tells nothing of its author."""
    return info.size <= FALLBACK_LIMIT and not info.metadata and info.orientation == 1 and info.format != "bmp"


def _can_be_shared(info: ImageInfo, spec: RenditionSpec) -> bool:
    """Return whether other sites can be given the source itself; who chose a focus chose a crop of ours."""
    shape = info.width / info.height if info.height else 0
    return (
        info.format in {"jpeg", "png"}
        and info.size <= SHARE_LIMIT
        and info.width in _SHARE_WIDTHS
        and _SHARE_SHAPES[0] <= shape <= _SHARE_SHAPES[1]
        and spec.focus == (0.5, 0.5)
        and _can_be_served(info)
    )


def can_write(kind: str) -> bool:
    """Return whether Pillow can encode a format, without importing it, which takes 100 ms."""
    package = PathFinder.find_spec("PIL")
    folders = package.submodule_search_locations if package else None
    return kind not in _MODULES or PathFinder.find_spec(f"PIL.{_MODULES[kind]}", folders) is not None


def _suffix(kind: str) -> str:
    return "jpg" if kind == "jpeg" else kind


def sizes_of(info: ImageInfo, spec: RenditionSpec) -> list[tuple[int, int]]:
    """Return the sizes of the renditions by ascending width: none is wider than the source, none saves too little."""
    left, top, right, bottom = shown_part((info.width, info.height), spec)
    widths = sorted({min(width, max(int(right - left), 1)) for width in spec.widths})
    sizes = [(width, max(round(width * (bottom - top) / (right - left)), 1)) for width in widths]
    worthwhile: list[tuple[int, int]] = []
    for width, height in reversed(sizes):
        if width * height > RENDITION_LIMIT:
            continue
        if not worthwhile or width * height <= _WORTHWHILE * worthwhile[0][0] * worthwhile[0][1]:
            worthwhile.insert(0, (width, height))
    return worthwhile


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
    """Return the factor by which an image may be reduced, cheaply and coarsely, before it is resized for any use.

    Derived from the specification, not from the files that are missing: every build must make the same files.
    """
    gap = 1.0 if info.width * info.height > _SPACIOUS else 1.5
    return max(int(min(info.width / spec.decoded[0], info.height / spec.decoded[1]) / gap), 1)
