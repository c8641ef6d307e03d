"""HTML of banners: ``<picture>`` with ``srcset``, size and placeholder colour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sphinx_eulernews.render.tree import BannerImage, write_attributes

if TYPE_CHECKING:
    from sphinx_eulernews.images.renditions import Rendition

_SIZES = {
    "hero": "(max-width: 50rem) 100vw, 50rem",
    "lead": "(max-width: 40rem) 100vw, 30rem",
    "card": "(max-width: 40rem) 100vw, 20rem",
    "thumbnail": "9rem",
    "avatar": "4.5rem",
}
AVATAR = "avatar"
"""The use of an image as that of a person."""
_ICONS = frozenset({"thumbnail", AVATAR})
_AVATAR_SIZE = "96"
_SMALL = 320  # pixels of width, below which an image is shown in its own size
_UNKNOWN_SIZE = (1600, 900)  # of an SVG that states none: something must hold its place


def external_banner_html(image: BannerImage) -> str:
    """Return the HTML of an image that lies elsewhere."""
    style = _style(image, "")
    if image.use == AVATAR:  # cropped to this shape by the style sheet, whatever it is
        style |= {"width": _AVATAR_SIZE, "height": _AVATAR_SIZE}
    return _img({"src": image.banner.path, "alt": image.alt, "loading": "lazy", **image.attributes, **style})


def banner_html(image: BannerImage, renditions: Sequence[Rendition], colour: str, folder: str) -> str:
    """Return the HTML of an image in its renditions; ``folder`` is the URL of the output's images."""
    *better, last = by_format(renditions).items()
    files = last[1]
    first = files[len(files) // 2]
    width, height = (files[-1].width, files[-1].height) if files[-1].width else _UNKNOWN_SIZE
    urgency, sizes = _urgency(image), _SIZES[image.use]
    if 0 < width < _SMALL and image.use not in _ICONS:
        sizes = f"{width}px"  # else it would be taken for as wide as this attribute says
    elif urgency.get("loading") == "lazy":
        # What is loaded late is laid out by then, so browsers that know the word take the width on the page.
        sizes = f"auto, {sizes}"
    attributes = {
        "src": folder + first.name,
        "srcset": "" if first.passthrough else srcset(files, folder),
        "sizes": "" if first.passthrough else sizes,
        "width": str(width),
        "height": str(height),
        "alt": image.alt,
        "decoding": "async",
        **urgency,
        **image.attributes,
        **_style(image, colour),
    }
    return f"<picture>{source_tags(better, folder, sizes)}{_img(attributes)}</picture>"


def _style(image: BannerImage, colour: str) -> dict[str, str]:
    """Return the placeholder colour, and the part of the image that stays in view where a page crops it."""
    parts = [f"background-color:{colour}"] if colour else []
    if focus := image.banner.focus:
        parts.append("object-position:" + " ".join(f"{share * 100:g}%" for share in focus))
    return {"style": ";".join(parts)} if parts else {}


def _urgency(image: BannerImage) -> dict[str, str]:
    if image.use == "hero":
        return {"fetchpriority": "high"}
    return {} if image.attributes.get("loading") == "eager" else {"loading": "lazy"}


def _img(attributes: dict[str, str]) -> str:
    kept = {name: value for name, value in attributes.items() if value or name == "alt"}
    return f"<img{write_attributes(kept)} />"


def by_format(renditions: Iterable[Rendition]) -> dict[str, list[Rendition]]:
    """Return the files of an image by their media type, the best first."""
    formats: dict[str, list[Rendition]] = {}
    for file in renditions:
        formats.setdefault(file.mime, []).append(file)
    return formats


def source_tags(formats: Iterable[tuple[str, Iterable[Rendition]]], folder: str, sizes: str) -> str:
    """Return a ``<source>`` for each format of an image, from pairs of its media type and its files."""
    return "".join(
        f"<source{write_attributes({'type': mime, 'srcset': srcset(files, folder), 'sizes': sizes})} />"
        for mime, files in formats
    )


def srcset(files: Iterable[Rendition], folder: str) -> str:
    """Return the value of ``srcset``."""
    return ", ".join(f"{folder}{file.name} {file.width}w" for file in files)
