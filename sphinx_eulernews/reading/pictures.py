"""What picture files say of themselves, each looked at once in a build; and what a page must know of a picture."""

from __future__ import annotations

import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_eulernews.media.probe import BadPicture, PictureFacts, probe
from sphinx_eulernews.reading.source import news_domain

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

# Icons, cursors, and XML in UTF-16: unknown to the probe, and shown by browsers.
_SHOWN_ANYWAY = re.compile(rb"\0\0[\1\2]\0|\xff\xfe<\0|\xfe\xff\0<")
_SVG_ROOT = re.compile(rb"<(?:\w+:)?svg\b[^<>]*>")
_SVG_SIZE = re.compile(rb"""\s(width|height)\s*=\s*["']\s*\d[\d.]*\s*(?:px|pt|pc|in|cm|mm)?\s*["']""")


@dataclass(frozen=True, slots=True)
class Placed:
    """What a document knows of a picture in its text.

    ``width`` and ``height`` are those of the file as shown, 0 where they are unknown. ``linked`` says that a
    click on the picture does something already, ``first`` that it stands near the top of its post,
    ``own_loading`` that its author says how it is loaded, ``nameless`` that no text tells what it shows.
    ``sizes`` tells browsers how wide it is shown; it is empty unless there are renditions to choose from.
    """

    path: str
    width: int = 0
    height: int = 0
    linked: bool = False
    first: bool = False
    own_loading: bool = False
    nameless: bool = False
    sizes: str = ""


def look_at(env: BuildEnvironment, path: str) -> PictureFacts | str:
    """Return what a file, relative to the source folder, says of itself; a text says why it is no picture."""
    probed = news_domain(env).probed
    if path not in probed:
        try:
            probed[path] = probe(Path(env.srcdir) / path)
        except BadPicture as error:
            probed[path] = str(error)
    return probed[path]


def is_picture(env: BuildEnvironment, path: str) -> bool:
    """Return whether a file is to be judged as a picture: no film, nothing that browsers show and we do not know."""
    kind = mimetypes.guess_type(path)[0]
    if kind and not kind.startswith("image/"):
        return False
    return isinstance(look_at(env, path), PictureFacts) or not _SHOWN_ANYWAY.match(_head(env, path))


def size_of(env: BuildEnvironment, path: str) -> tuple[int, int]:
    """Return the size in which a browser shows a picture by itself, or 0 x 0 where that depends on the page."""
    facts = look_at(env, path)
    if isinstance(facts, str):
        return 0, 0
    if facts.format == "svg":
        # One that states only its shape is as wide as there is room.
        root = _SVG_ROOT.search(_head(env, path))
        if root is None or len(set(_SVG_SIZE.findall(root[0]))) < 2:
            return 0, 0
    return facts.width, facts.height


def _head(env: BuildEnvironment, path: str) -> bytes:
    try:
        with (Path(env.srcdir) / path).open("rb") as file:
            return file.read(2**16)
    except OSError:
        return b""
