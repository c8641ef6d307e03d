"""Image files as a build has probed them, each once: by the path below the source folder."""

from __future__ import annotations

import mimetypes
import re
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_eulernews.build import BuildState
from sphinx_eulernews.images.probe import probe
from sphinx_eulernews.images.renditions import BadImageError, ImageInfo

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

# Icons, cursors, XML in UTF-16: browsers show them, the probe does not know them.
_SHOWN_ANYWAY = re.compile(rb"\0\0[\1\2]\0|\xff\xfe<\0|\xfe\xff\0<")


def image_info(env: BuildEnvironment, path: str) -> ImageInfo | str:
    """Probe a file, relative to the source folder, once a build; a string is the reason why it cannot be shown."""
    probed = BuildState.of(env).probed
    if path not in probed:
        try:
            probed[path] = probe(Path(env.srcdir) / path)
        except BadImageError as error:
            probed[path] = str(error)
    return probed[path]


def is_image(env: BuildEnvironment, path: str) -> bool:
    """Return whether problems of a file as an image are warned of: not a video, no format that the probe lacks."""
    kind = mimetypes.guess_type(path)[0]
    if kind and not kind.startswith("image/"):
        return False
    return isinstance(image_info(env, path), ImageInfo) or not _SHOWN_ANYWAY.match(_head(env, path))


def display_size(env: BuildEnvironment, path: str) -> tuple[int, int]:
    """Return the intrinsic size of an image; 0 x 0 if it has none."""
    info = image_info(env, path)
    # Browsers draw a fluid SVG as wide as there is room.
    return (0, 0) if isinstance(info, str) or info.fluid else (info.width, info.height)


def _head(env: BuildEnvironment, path: str) -> bytes:
    try:
        with (Path(env.srcdir) / path).open("rb") as file:
            return file.read(2**16)
    except OSError:
        return b""
