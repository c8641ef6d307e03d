"""The options of images, as this machine can follow them: formats, cache folder and font, each with its warning."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sphinx_eulernews.builder_kinds import is_epub
from sphinx_eulernews.images.covers import SIZE
from sphinx_eulernews.images.renditions import RenditionSpec, can_write
from sphinx_eulernews.lazy import lazy
from sphinx_eulernews.warnings import Subtype, warn

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from sphinx_eulernews.config import NewsConfig
    from sphinx_eulernews.images import fonts
    from sphinx_eulernews.images.fonts import Font
    from sphinx_eulernews.images.renditions import Format
else:
    fonts = lazy("sphinx_eulernews.images.fonts")

CACHE = "eulernews-images"  # next to the doctrees, if no other folder is set
_AVATAR = (96, 192)  # pixels of width, for screens of one and of two pixels to a point
_VARIABLE = re.compile(r"\$(?:\w+|\{\w+\})")
_FACE = re.compile(r"(?P<file>.+)#(?P<face>\d{1,2})")


def rendition_specs(settings: NewsConfig, builder: Builder) -> tuple[RenditionSpec, RenditionSpec, RenditionSpec]:
    """Return the specifications of renditions for pages, for sharing, and of avatars."""
    formats = tuple(kind for kind in settings.image_formats if can_write(kind))
    if unknown := [kind for kind in settings.image_formats if kind not in formats]:
        message = f"eulernews_image_formats: the Pillow that is installed cannot write {', '.join(unknown)}"
        warn(Subtype.CONFIG, f"conf.py: {message}; banners are made without")
    # What reads epubs need not know WebP.
    formats = ("original",) if is_epub(builder) else formats
    decoded = (max(*settings.image_widths, SIZE[0]), SIZE[1])
    spec = RenditionSpec(
        widths=tuple(settings.image_widths),
        formats=cast("tuple[Format, ...]", formats),  # the option has no others
        quality=settings.image_quality,
        decoded=decoded,
    )
    share = replace(spec, widths=(SIZE[0],), formats=("jpeg",), aspect=SIZE, for_sharing=True)
    return spec, share, replace(spec, widths=_AVATAR, aspect=(1, 1))


def cache_folder(app: Sphinx, settings: NewsConfig) -> Path:
    """Return the folder of the image cache; one that cannot be used is a warning."""
    usual = Path(app.doctreedir) / CACHE
    if usual.is_file():
        usual.unlink()  # no folder of ours can be made there
    if not settings.image_cache:
        return usual
    written = os.path.expandvars(settings.image_cache)
    folder = Path(app.confdir) / written
    try:
        if unset := _VARIABLE.search(written):
            raise ValueError(f"the environment variable {unset[0]} is not set")
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK | os.X_OK):
            return folder
        reason = "nothing can be written there"
    except (OSError, ValueError) as error:
        reason = str(getattr(error, "strerror", None) or error)
    message = f"eulernews_image_cache = {settings.image_cache!r}: {reason}; images are cached next to the doctrees"
    warn(Subtype.CONFIG, f"conf.py: {message}")
    return usual


def banner_font(confdir: Path, written: str) -> Font | None:
    """Read the font of generated banners; a problem is a warning."""
    if not written:
        return None
    named = _FACE.fullmatch(written)
    file, face = (named["file"], int(named["face"])) if named else (written, 0)
    try:
        return fonts.read_font(confdir / os.path.expandvars(file), face)
    except fonts.BadFontError as error:
        warn(Subtype.CONFIG, f"conf.py: eulernews_banner_font: {file!r} {error}; banners are drawn without titles")
        return None
