"""What is made of an image, and how large: arithmetic that does without Pillow. Pure.

What a file shows follows from its name alone, whichever of its sisters are made in the same run.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from sphinx_eulernews.images.probe import ImageInfo

Format = Literal["original", "webp", "avif", "jpeg", "png"]
"""What a spec can ask for. The original of a GIF or BMP is made as PNG, that of an AVIF as WebP."""

RENDITION_LIMIT = 5_000_000
"""Pixels of the largest rendition: long screenshots are barely scaled down, and must fit in memory twice."""

_ORIGINALS = {"gif": "png", "bmp": "png", "avif": "webp"}
_LONGEST_SIDE = {"jpeg": 65500, "webp": 16383, "avif": 16383}
_SPACIOUS = 16_000_000  # pixels of a source, above which memory counts for more than the last bit of quality

Box = tuple[float, float, float, float]
"""A part of an image: left, top, right, bottom."""

_MODULES = {"webp": "_webp", "avif": "_avif"}  # those parts of Pillow that some distributions leave out


@dataclass(frozen=True, slots=True, kw_only=True)
class RenditionSpec:
    """What a use (hero, card, feed, Open Graph) wants of every image.

    `widths` are pixels; `aspect` is a shape (width, height) to crop to, with `focus`, in fractions of width
    and height, as near to the middle as can be; `quality` is JPEG's, 1 to 95, and others are matched to it.
    """

    widths: tuple[int, ...]
    formats: tuple[Format, ...] = ("webp", "original")
    aspect: tuple[int, int] | None = None
    focus: tuple[float, float] = (0.5, 0.5)
    quality: int = 80


@dataclass(frozen=True, slots=True)
class Rendition:
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


def stem(facts: ImageInfo, spec: RenditionSpec) -> str:
    """Give what the names of all renditions of one image by one spec begin with, whatever their format."""
    focus = spec.focus if spec.aspect else None
    drawn = (facts.digest, sorted(set(spec.widths)), spec.aspect, focus, spec.quality)
    return hashlib.sha256(repr(drawn).encode()).hexdigest()[:16]


def plan_renditions(facts: ImageInfo, spec: RenditionSpec) -> tuple[Rendition, ...]:
    """Tell what is made: formats in the order of the spec, each by rising width, never enlarged.

    What moves, what is drawn by lines and what no width brings below the limits is one Planned: the source.
    """
    made = []
    if not facts.animated and facts.format != "svg":
        start, original = stem(facts, spec), _ORIGINALS.get(facts.format, facts.format)
        for kind in dict.fromkeys(original if wanted == "original" else wanted for wanted in spec.formats):
            made += [
                Rendition(f"{start}-{width}.{_suffix(kind)}", width, height, kind)
                for width, height in sizes_of(facts, spec)
                if max(width, height) <= _LONGEST_SIDE.get(kind, RENDITION_LIMIT)
            ]
    name = f"{facts.digest}.{_suffix(facts.format)}"
    return tuple(made) or (Rendition(name, facts.width, facts.height, facts.format, passthrough=True),)


def can_write(kind: str) -> bool:
    """Tell whether Pillow can encode a format, from what is installed of it: to import it takes 100 ms."""
    package = PathFinder.find_spec("PIL")
    places = package.submodule_search_locations if package else None
    return kind not in _MODULES or PathFinder.find_spec(f"PIL.{_MODULES[kind]}", places) is not None


def _suffix(kind: str) -> str:
    return "jpg" if kind == "jpeg" else kind


def sizes_of(facts: ImageInfo, spec: RenditionSpec) -> list[tuple[int, int]]:
    """List the sizes of the renditions by rising width; what is wider than the source takes its own width."""
    left, top, right, bottom = shown_part((facts.width, facts.height), spec)
    widths = sorted({min(width, max(int(right - left), 1)) for width in spec.widths})
    sizes = [(width, max(round(width * (bottom - top) / (right - left)), 1)) for width in widths]
    return [(width, height) for width, height in sizes if width * height <= RENDITION_LIMIT]


def shown_part(size: tuple[int, int], spec: RenditionSpec) -> Box:
    """Find the part (left, top, right, bottom) that is shown of an upright image of this size."""
    width, height = size
    if spec.aspect is None:
        return (0, 0, width, height)
    scale = min(width / spec.aspect[0], height / spec.aspect[1])
    across, down = spec.aspect[0] * scale, spec.aspect[1] * scale
    # Zero last: of equal shapes, rounding may leave a difference just below it.
    left = max(min(spec.focus[0] * width - across / 2, width - across), 0)
    top = max(min(spec.focus[1] * height - down / 2, height - down), 0)
    return (left, top, min(left + across, width), min(top + down, height))


def reduction_of(facts: ImageInfo, spec: RenditionSpec) -> int:
    """Tell by how much an image may be reduced, cheaply and coarsely, before it is resized.

    It follows from the whole spec, not from what is wanted just now: every build must make the same files.
    """
    left, _, right, _ = shown_part((facts.width, facts.height), spec)
    gap = 1.0 if facts.width * facts.height > _SPACIOUS else 1.5
    return max(int((right - left) / max(width for width, _ in sizes_of(facts, spec)) / gap), 1)
