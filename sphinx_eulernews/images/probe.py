"""What an image file says of itself: format, size, movement. Pure: decodes no pixel, imports no PIL.

Every page needs a picture's size, and most builds need nothing else of it, so this must not cost an import of
Pillow. It is also the gate: what passes can be decoded in bounded time and memory.
"""

from __future__ import annotations

import hashlib
import re
import stat
import struct
from dataclasses import dataclass
from struct import unpack_from
from typing import TYPE_CHECKING, NamedTuple

from sphinx_eulernews.images.svg import svg_size

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILE_LIMIT = 64 * 2**20
"""Bytes of an image file that are read at all."""

PIXEL_LIMITS = {"jpeg": 80, "progressive jpeg": 25, "png": 40, "gif": 40, "bmp": 40, "avif": 12, "webp": 10}
"""Megapixels by format, so that decoding takes 170 MB at most.

Measured with Pillow 11.3 and 13, in bytes a pixel: PNG and BMP 4, progressive JPEG 6 (at whatever scale it is
decoded), AVIF 12, WebP 17. A plain JPEG is scaled down while it is decoded.
"""

SCAN_LIMIT = 100
"""Scans of a progressive JPEG, each a pass over all pixels: encoders write about ten, an attack thousands."""


class BadImage(Exception):  # noqa: N818 -- named for what the reader of the warning has: a bad picture
    """No image to show. The message goes on from the file's name: "is empty", "is text, not a picture".

    ``passing``: the reason lies not in the file, and may be gone the next time.
    """

    def __init__(self, message: str, *, passing: bool = False) -> None:
        super().__init__(message)
        self.passing = passing


@dataclass(frozen=True, slots=True)
class ImageInfo:
    """What is known of an image before any pixel is decoded.

    `width` and `height` are pixels as shown, orientation applied; an SVG that states no size has 0 x 0.
    `format` is jpeg, png, gif, webp, avif, bmp or svg; `size` counts bytes; `digest` is the start of their
    SHA-256; `orientation` is EXIF's number from 1 to 8, by which the stored pixels are to be turned.
    """

    width: int
    height: int
    format: str
    animated: bool
    size: int
    digest: str
    orientation: int = 1

    @property
    def stored_size(self) -> tuple[int, int]:
        """Width and height before the orientation is applied, as a decoder gives them."""
        return (self.height, self.width) if self.orientation >= 5 else (self.width, self.height)


def probe(path: Path) -> ImageInfo:
    """Tell what image lies at `path`; raises BadPicture when none does that could be shown."""
    return examine(read(path))


def read(path: Path) -> bytes:
    """Give the bytes of the file at `path`; raises BadPicture if there are none, or too many."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # opening a pipe would wait for ever
            raise BadImage("is not a file")
        if status.st_size > FILE_LIMIT:
            raise BadImage(f"has {status.st_size >> 20} MB, more than the limit of {FILE_LIMIT >> 20} MB")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise BadImage("does not exist", passing=True) from error
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        reason = getattr(error, "strerror", None) or error
        raise BadImage(f"cannot be read: {reason}", passing=True) from error
    if not data:
        raise BadImage("is empty")
    return data


def examine(data: bytes) -> ImageInfo:
    """Tell what image `data` is: probe() for bytes that are in memory already. Raises BadPicture."""
    name, reader = next((known[1:] for known in _FORMATS if known[0].match(data)), ("svg", _svg))
    try:
        stated = reader(data)
    except (struct.error, IndexError) as error:  # the reader was sent past the end
        raise BadImage(f"is cut off or damaged: it ends after {len(data)} bytes") from error
    if name != "svg":
        _check_pixels(name, stated)
    width, height = stated.width, stated.height
    if stated.orientation >= 5:
        width, height = height, width
    digest = hashlib.sha256(data).hexdigest()[:16]
    return ImageInfo(width, height, name, stated.animated, len(data), digest, stated.orientation)


class _Stated(NamedTuple):
    """What a file's header states, in the order in which the pixels are stored."""

    width: int
    height: int
    orientation: int = 1
    animated: bool = False
    progressive: bool = False


def _check_pixels(name: str, stated: _Stated) -> None:
    """Refuse an image without pixels, or with more than can be decoded in bounded memory."""
    extent = f"{stated.width} x {stated.height} pixels"
    limit = PIXEL_LIMITS["progressive jpeg" if stated.progressive else name]
    if stated.width <= 0 or stated.height <= 0:
        raise BadImage(f"is damaged: its size is {extent}")
    if stated.width * stated.height > limit * 1_000_000:
        raise BadImage(f"is {extent}, more than the limit of {limit} megapixels")


# One reader a format: bytes -> _Stated. Reading past the end raises struct.error or IndexError, caught above.


def _png(data: bytes) -> _Stated:
    """Walk the chunks to the end, which also shows whether the file is whole."""
    width, height = unpack_from(">II", data, 16)
    orientation, animated = 1, False
    position, kind = 8, b""
    while kind != b"IEND":
        length, kind = unpack_from(">I4s", data, position)
        body = position + 8
        if kind == b"eXIf":
            orientation = _exif_orientation(data[body : body + length])
        elif kind == b"acTL":
            animated = unpack_from(">I", data, body)[0] > 1
        position = body + length + 4
        if position > len(data):
            raise BadImage(f"is cut off after {len(data)} of at least {position} bytes")
    return _Stated(width, height, orientation, animated)


_JPEG_MARKER = re.compile(rb"\xff+([^\x00\xff])", re.DOTALL)
_JPEG_SEGMENTS = 10_000  # cameras write tens; millions would take a minute to walk
_JPEG_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_PROGRESSIVE = {0xC2, 0xC6, 0xCA, 0xCE}


def _jpeg(data: bytes) -> _Stated:
    """Walk the segments to the first scan; a file is whole if its end marker stands after that."""
    size, orientation, progressive, position = None, 1, False, 2
    for _ in range(_JPEG_SEGMENTS):
        found = _JPEG_MARKER.search(data, position)
        if found is None or found[1] in b"\xda\xd9":
            break
        marker, position = found[1][0], found.end()
        if marker in _JPEG_FRAMES:
            height, width = unpack_from(">HH", data, position + 3)
            size, progressive = (width, height), marker in _JPEG_PROGRESSIVE
        elif marker == 0xE1 and data.startswith(b"Exif\0\0", position + 2):
            orientation = _exif_orientation(data[position + 8 : position + 8 + 0xFFFF])
        position += unpack_from(">H", data, position)[0]
    if size is None or data.rfind(b"\xff\xd9", position) < 0:
        raise BadImage(f"is cut off after {len(data)} bytes")
    if progressive and (scans := data.count(b"\xff\xda", position)) > SCAN_LIMIT:
        raise BadImage(f"is a JPEG of {scans} scans, more than the limit of {SCAN_LIMIT}")
    return _Stated(*size, orientation, progressive=progressive)


def _exif_orientation(exif: bytes) -> int:
    """Find the orientation in a TIFF directory; 1 (upright) if there is none, or the directory is broken."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(exif[:4])
    if order is None:
        return 1
    try:
        (start,) = unpack_from(f"{order}I", exif, 4)
        (count,) = unpack_from(f"{order}H", exif, start)
        for entry in range(start + 2, start + 2 + 12 * count, 12):
            tag, value = unpack_from(f"{order}H6xH", exif, entry)
            if tag == 0x0112:
                return value if 1 <= value <= 8 else 1
    except struct.error:
        pass  # metadata that is broken says nothing against the image
    return 1


def _gif(data: bytes) -> _Stated:
    """Walk the blocks to the second frame, or to the end."""
    width, height, flags = unpack_from("<HHB", data, 6)
    position, frames = 13 + _gif_table(flags), 0
    while frames < 2 and position < len(data):
        kind = data[position]
        if kind == 0x2C:
            left, top, frame_width, frame_height, flags = unpack_from("<4HB", data, position + 1)
            if frames == 0:  # decoders let the first frame widen a screen that was stated too small
                width, height = max(width, left + frame_width), max(height, top + frame_height)
            frames += 1
            position = _gif_blocks_end(data, position + 11 + _gif_table(flags))
        elif kind == 0x21:
            position = _gif_blocks_end(data, position + 2)
        else:
            break
    if frames == 0:
        raise BadImage(f"is cut off after {len(data)} bytes")
    return _Stated(width, height, animated=frames > 1)


def _gif_table(flags: int) -> int:
    """Count the bytes of the colour table that these flags announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _gif_blocks_end(data: bytes, position: int) -> int:
    """Skip a chain of length-prefixed blocks."""
    while length := data[position]:
        position += length + 1
    return position + 1


def _webp(data: bytes) -> _Stated:
    """Read the first chunk, of whichever of WebP's three kinds; only the extended kind moves or is turned."""
    end = 8 + unpack_from("<I", data, 4)[0]
    if len(data) < end - 1:  # some writers leave out the last padding byte
        raise BadImage(f"is cut off after {len(data)} of {end} bytes")
    kind = data[12:16]
    if kind == b"VP8 ":
        width, height = unpack_from("<HH", data, 26)
        return _Stated(width & 0x3FFF, height & 0x3FFF)
    if kind == b"VP8L":
        (bits,) = unpack_from("<I", data, 21)
        return _Stated((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if kind != b"VP8X":
        raise BadImage("is damaged: it is WebP of no known kind")
    flags, width, width_high, height, height_high = unpack_from("<B3xHBHB", data, 20)
    orientation = _webp_orientation(data) if flags & 0x08 else 1
    size = (width | width_high << 16) + 1, (height | height_high << 16) + 1
    return _Stated(*size, orientation, animated=bool(flags & 0x02))


def _webp_orientation(data: bytes) -> int:
    """Find the EXIF chunk, which stands after the pixels, and in it the orientation."""
    position = 12
    while position + 8 <= len(data):
        kind, length = unpack_from("<4sI", data, position)
        if kind == b"EXIF":
            return _exif_orientation(data[position + 8 : position + 8 + length].removeprefix(b"Exif\0\0"))
        position += 8 + length + (length & 1)
    return 1


def _bmp(data: bytes) -> _Stated:
    """Read the one header; rows that are stored from the top make the height negative."""
    core = unpack_from("<I", data, 14)[0] == 12
    width, height = unpack_from("<HH" if core else "<ii", data, 18)
    return _Stated(width, abs(height))


_AVIF_TURNS = (1, 8, 3, 6)  # quarter turns anticlockwise, as EXIF's orientation


def _avif(data: bytes) -> _Stated:
    """Walk the outer boxes; the largest extent in `meta` is the picture's, others are its tiles and alpha."""
    position, meta = 0, b""
    while position < len(data):
        length, kind = unpack_from(">I4s", data, position)
        if length == 1:
            (length,) = unpack_from(">Q", data, position + 8)
        elif length == 0:
            length = len(data) - position
        if position + length > len(data) or length < 8:
            raise BadImage(f"is cut off or damaged: it ends after {len(data)} bytes")
        if kind == b"meta":
            meta = data[position : position + length]
        position += length
    extents = [unpack_from(">II", meta, found.end()) for found in re.finditer(rb"ispe.{4}", meta, re.DOTALL)]
    width, height = max(extents, key=lambda extent: extent[0] * extent[1], default=(0, 0))
    turn = meta.find(b"irot")
    orientation = 1 if turn < 0 else _AVIF_TURNS[meta[turn + 4] & 3]
    return _Stated(width, height, orientation, animated=data[8:12] == b"avis")


def _svg(data: bytes) -> _Stated:
    """Ask for the root element; what has no such element is no image."""
    size = svg_size(data)
    if size is None:
        raise BadImage(_what_else(data))
    if not data.rstrip(b"\0\t\n\r ").endswith(b">"):
        raise BadImage(f"is cut off after {len(data)} bytes")
    return _Stated(*size)


_STRANGERS = (
    (re.compile(rb"version https://git-lfs"), "is a Git LFS pointer, not the image itself"),
    (re.compile(rb"\s*<(?:!doctype\s+)?html", re.IGNORECASE), "is a web page, not a picture"),
    (re.compile(rb"II\*\0|MM\0\*"), "is a TIFF image, which browsers do not show"),
    (re.compile(rb".{4}ftyp(?:hei|mif1)", re.DOTALL), "is a HEIC image, which browsers do not show"),
    (re.compile(rb"8BPS"), "is a Photoshop image, which browsers do not show"),
    (re.compile(rb"%PDF"), "is a PDF document, not a picture"),
    (re.compile(rb"[^\0-\x08\x0e-\x1f]+\Z"), "is text, not a picture"),
)


def _what_else(data: bytes) -> str:
    """Say what the file is instead, for whoever has to repair it."""
    head = data[:4096]
    words = (message for pattern, message in _STRANGERS if pattern.match(head))
    return next(words, "is in no image format that is known here")


_FORMATS: tuple[tuple[re.Pattern[bytes], str, Callable[[bytes], _Stated]], ...] = (
    (re.compile(rb"\xff\xd8\xff"), "jpeg", _jpeg),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "png", _png),
    (re.compile(rb"GIF8[79]a"), "gif", _gif),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "webp", _webp),
    (re.compile(rb"\0\0..ftyp(?:.{4}){0,16}?avi[fs]", re.DOTALL), "avif", _avif),
    (re.compile(rb"BM.{4}\0{4}", re.DOTALL), "bmp", _bmp),
)
