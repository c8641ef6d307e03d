"""Format, size and orientation of an image file, and whether it is safe to decode. Pure: no Pillow, no pixel decoded.

Sizes come from imagesize, which Sphinx uses for the same purpose. It is asked after checks of our own:
what passes them is complete, and decodes in bounded time and memory. Most builds need nothing else of an image, so that
they never import Pillow (100 ms).
"""

from __future__ import annotations

import hashlib
import io
import re
import stat
import struct
from struct import unpack_from
from typing import TYPE_CHECKING, NamedTuple

import imagesize

from sphinx_eulernews.images.renditions import BadImageError, ImageInfo

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

SEGMENT_LIMIT = 20_000
"""Segments before the first scan of a JPEG: cameras write tens; millions would take a minute to walk."""


def probe(path: Path) -> ImageInfo:
    """Identify the image at ``path``; raises BadImageError if it cannot be shown."""
    return examine(read(path))


def read(path: Path) -> bytes:
    """Read an image file; raises BadImageError if it is empty, too large or cannot be read."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # opening a pipe would wait for ever
            raise BadImageError("is not a file")
        if status.st_size > FILE_LIMIT:
            raise BadImageError(f"has {status.st_size >> 20} MB, more than the limit of {FILE_LIMIT >> 20} MB")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise BadImageError("does not exist", transient=True) from error
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        reason = getattr(error, "strerror", None) or error
        raise BadImageError(f"cannot be read: {reason}", transient=True) from error
    if not data:
        raise BadImageError("is empty")
    return data


def read_unchanged(path: Path, info: ImageInfo) -> bytes:
    """Read an image file again; raises BadImageError if it is not the one that was probed."""
    data = read(path)
    if _digest(data) != info.digest:
        raise BadImageError("was changed while it was being read", transient=True)
    return data


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def examine(data: bytes) -> ImageInfo:
    """Identify an image in memory, as ``probe`` does for a file; raises BadImageError."""
    name, reader = next((known[1:] for known in _FORMATS if known[0].match(data)), ("svg", _svg))
    try:
        stated = reader(data)
    except (struct.error, IndexError, ValueError) as error:  # a length or offset leads past the end
        raise BadImageError(f"is cut off or damaged: it ends after {len(data)} bytes") from error
    if name != "svg":
        _check_pixels(name, stated)
    width, height = stated.width, stated.height
    if stated.orientation >= 5:
        width, height = height, width
    return ImageInfo(
        width,
        height,
        name,
        stated.animated,
        len(data),
        _digest(data),
        stated.orientation,
        stated.fluid,
        stated.metadata,
    )


class _Stated(NamedTuple):
    """Width and height as the file states them, before orientation is applied.

    ``fluid``: an SVG without absolute width or height, which browsers draw as wide as there is room.
    """

    width: int
    height: int
    orientation: int = 1
    animated: bool = False
    progressive: bool = False
    fluid: bool = False
    metadata: bool = False


def _check_pixels(name: str, stated: _Stated) -> None:
    """Reject an image without pixels, or with more than can be decoded in bounded memory."""
    extent = f"{stated.width} x {stated.height} pixels"
    limit = PIXEL_LIMITS["progressive jpeg" if stated.progressive else name]
    if stated.width <= 0 or stated.height <= 0:
        raise BadImageError(f"is damaged: its size is {extent}")
    if stated.width * stated.height > limit * 1_000_000:
        raise BadImageError(f"is {extent}, more than the limit of {limit} megapixels")


def _stated_size(data: bytes) -> imagesize.ImageInfo:
    """Ask imagesize for the stored size, and the orientation of a JPEG; raises ValueError or struct.error.

    Not asked, as of 2.0.1: for the orientation of PNG and WebP, which it does not read; for AVIF, since it raises at
    each rotated one (``irot``); for GIF, since it does not know frames larger than the screen; for BMP in the form of
    OS/2; for SVG, since it does not know ``viewBox``.
    """
    return imagesize.get_info(io.BytesIO(data), dpi=False, colors=False, channels=False, exif_rotation=False)


# One reader for each format: bytes -> _Stated. Reading past the end raises struct.error, IndexError or ValueError,
# which ``examine`` catches.

_PNG_TEXT = frozenset({b"iTXt", b"zTXt", b"tEXt"})
_PNG_METADATA = (b"XML:com.adobe.xmp", b"Raw profile type ")  # the second, by ImageMagick: EXIF or IPTC


def _png(data: bytes) -> _Stated:
    """Walk the chunks to the end, which also shows whether the file is complete."""
    orientation, animated, metadata = 1, False, False
    position, kind = 8, b""
    while kind != b"IEND":
        length, kind = unpack_from(">I4s", data, position)
        body = position + 8
        if kind == b"eXIf":
            orientation, metadata = _exif_orientation(data, body, length), True
        elif kind in _PNG_TEXT:
            metadata = metadata or data.startswith(_PNG_METADATA, body)
        elif kind == b"acTL":
            animated = unpack_from(">I", data, body)[0] > 1
        position = body + length + 4
        if position > len(data):
            raise BadImageError(f"is cut off after {len(data)} of at least {position} bytes")
    size = _stated_size(data)
    return _Stated(size.width, size.height, orientation, animated, metadata=metadata)


_JPEG_MARKER = re.compile(rb"\xff([^\x00\xff])", re.DOTALL)  # also after fill bytes, which are 0xff
_JPEG_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_PROGRESSIVE = {0xC2, 0xC6, 0xCA, 0xCE}
_JPEG_METADATA = {0xE1, 0xED}  # EXIF and XMP; IPTC


def _jpeg(data: bytes) -> _Stated:
    """Walk the segments to the first scan; a file is complete if its end marker stands after that."""
    frame, position, metadata = 0, 2, False
    for _ in range(SEGMENT_LIMIT):
        found = _JPEG_MARKER.search(data, position)
        if found is None or found[1] in b"\xda\xd9":
            break
        frame = found[1][0] if found[1][0] in _JPEG_FRAMES else frame
        metadata = metadata or found[1][0] in _JPEG_METADATA
        position = found.end() + unpack_from(">H", data, found.end())[0]
    else:
        raise BadImageError(f"is a JPEG of more than {SEGMENT_LIMIT} segments")
    if not frame or data.rfind(b"\xff\xd9", position) < 0:
        raise BadImageError(f"is cut off after {len(data)} bytes")
    progressive = frame in _JPEG_PROGRESSIVE
    if progressive and (scans := data.count(b"\xff\xda", position)) > SCAN_LIMIT:
        raise BadImageError(f"is a JPEG of {scans} scans, more than the limit of {SCAN_LIMIT}")
    size = _stated_size(data)
    orientation = size.rotation if 1 <= size.rotation <= 8 else 1
    return _Stated(size.width, size.height, orientation, progressive=progressive, metadata=metadata)


def _exif_orientation(data: bytes, position: int, length: int) -> int:
    """Read the orientation from EXIF data; 1 (upright) if there is none, or the data is broken."""
    exif = data[position : position + min(length, 0xFFFF)].removeprefix(b"Exif\0\0")
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
        pass  # broken metadata says nothing against the image
    return 1


def _gif(data: bytes) -> _Stated:
    """Walk the blocks to the second frame, or to the end of the file."""
    width, height, flags = unpack_from("<HHB", data, 6)
    position, frames = 13 + _gif_table(flags), 0
    while frames < 2 and position < len(data):
        kind = data[position]
        if kind == 0x2C:
            left, top, frame_width, frame_height, flags = unpack_from("<4HB", data, position + 1)
            if frames == 0:  # decoders enlarge a screen that is stated smaller than its first frame
                width, height = max(width, left + frame_width), max(height, top + frame_height)
            frames += 1
            position = _gif_blocks_end(data, position + 11 + _gif_table(flags))
        elif kind == 0x21:
            position = _gif_blocks_end(data, position + 2)
        else:
            break
    if frames == 0:
        raise BadImageError(f"is cut off after {len(data)} bytes")
    return _Stated(width, height, animated=frames > 1, metadata=b"XMP DataXMP" in data)


def _gif_table(flags: int) -> int:
    """Return the size in bytes of the colour table that the flags announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _gif_blocks_end(data: bytes, position: int) -> int:
    """Return the end of a chain of length-prefixed blocks."""
    while length := data[position]:
        position += length + 1
    return position + 1


def _webp(data: bytes) -> _Stated:
    """Check the length; only the extended kind (VP8X) is animated or has metadata."""
    end = 8 + unpack_from("<I", data, 4)[0]
    if len(data) < end - 1:  # some writers leave out the last padding byte
        raise BadImageError(f"is cut off after {len(data)} of {end} bytes")
    if data[12:16] not in (b"VP8 ", b"VP8L", b"VP8X"):
        raise BadImageError("is damaged: it is WebP of no known kind")
    flags = data[20] if data[12:16] == b"VP8X" else 0
    size = _stated_size(data)
    orientation = _webp_orientation(data) if flags & 0x08 else 1
    return _Stated(size.width, size.height, orientation, bool(flags & 0x02), metadata=bool(flags & 0x0C))


def _webp_orientation(data: bytes) -> int:
    """Find the EXIF chunk, which stands after the pixels, and read its orientation."""
    position = 12
    while position + 8 <= len(data):
        kind, length = unpack_from("<4sI", data, position)
        if kind == b"EXIF":
            return _exif_orientation(data, position + 8, length)
        position += 8 + length + (length & 1)
    return 1


def _bmp(data: bytes) -> _Stated:
    """Read the header, in the form of Windows or OS/2; rows that are stored top down make the height negative."""
    core = unpack_from("<I", data, 14)[0] == 12
    width, height = unpack_from("<HH" if core else "<ii", data, 18)
    return _Stated(width, abs(height))


_AVIF_TURNS = (1, 8, 3, 6)  # quarter turns anticlockwise, as EXIF's orientation
_AVIF_BOXES = 10_000  # at the top level; encoders write three


def _avif(data: bytes) -> _Stated:
    """Walk the top-level boxes; the largest extent in ``meta`` is the image, others are tiles or alpha."""
    position, meta = 0, b""
    for _ in range(_AVIF_BOXES):
        length, kind = unpack_from(">I4s", data, position)
        if length == 1:
            (length,) = unpack_from(">Q", data, position + 8)
        elif length == 0:
            length = len(data) - position
        if position + length > len(data) or length < 8:
            raise BadImageError(f"is cut off or damaged: it ends after {len(data)} bytes")
        if kind == b"meta":
            meta = data[position : position + length]
        position += length
        if position == len(data):
            break
    else:
        raise BadImageError(f"is damaged: it has more than {_AVIF_BOXES} boxes")
    extents = [unpack_from(">II", meta, found.end()) for found in re.finditer(rb"ispe.{4}", meta, re.DOTALL)]
    width, height = max(extents, key=lambda extent: extent[0] * extent[1], default=(0, 0))
    turn = meta.find(b"irot")
    orientation = 1 if turn < 0 else _AVIF_TURNS[meta[turn + 4] & 3]
    metadata = b"Exif" in meta or b"mime" in meta
    return _Stated(width, height, orientation, animated=data[8:12] == b"avis", metadata=metadata)


_SVG_PROLOG = re.compile(rb"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\s+svg[^\[>]*+(?:\[.*?\]\s*)?>", re.DOTALL)
_SVG_ATTRIBUTE = rb"""\s+([^\s=<>]+)\s*=\s*("[^"]*"|'[^']*')"""
_SVG_ATTRIBUTES = re.compile(_SVG_ATTRIBUTE)
_SVG_ROOT = re.compile(rb"<(?:\w+:)?svg((?:%b)*+)\s*/?>" % _SVG_ATTRIBUTE)
_SVG_HEAD = 2**16  # bytes in which the root element has to begin and end
_CSS_LENGTH = re.compile(rb"(\d{0,9}\.?\d{1,9})(px|pt|pc|in|cm|mm)?")
_CSS_PIXELS = {b"px": 1.0, b"pt": 4 / 3, b"pc": 16.0, b"in": 96.0, b"cm": 96 / 2.54, b"mm": 9.6 / 2.54, None: 1.0}


def _svg(data: bytes) -> _Stated:
    """Read the attributes of the root element, without parsing the document; a file without one is no image."""
    head, position = data[:_SVG_HEAD].removeprefix(b"\xef\xbb\xbf"), 0
    while prolog := _SVG_PROLOG.match(head, position):
        position = prolog.end()
    root = _SVG_ROOT.match(head, position)
    if root is None:
        raise BadImageError(_describe_other(data))
    if not data.rstrip(b"\0\t\n\r ").endswith(b">"):
        raise BadImageError(f"is cut off after {len(data)} bytes")
    return _svg_size({name: value.strip(b"\"'\t\n\r ") for name, value in _SVG_ATTRIBUTES.findall(root[1])})


def _svg_size(attributes: dict[bytes, bytes]) -> _Stated:
    """Compute the size as browsers do: as stated, else from the aspect ratio of the viewBox, else 0 x 0."""
    width, height = (_css_pixels(attributes.get(name, b"")) for name in (b"width", b"height"))
    fluid = not (width and height)
    box = [_css_pixels(number) for number in re.split(rb"[\s,]+", attributes.get(b"viewBox", b""))]
    if len(box) == 4 and box[2] and box[3] and fluid:
        ratio = box[2] / box[3]
        width, height = width or (height * ratio if height else box[2]), height or (width or box[2]) / ratio
    if not (width and height):
        return _Stated(0, 0, fluid=fluid)
    return _Stated(max(round(width), 1), max(round(height), 1), fluid=fluid)


def _css_pixels(length: bytes) -> float:
    """Convert a CSS length to pixels; 0 for a relative one (%, em), which states nothing."""
    found = _CSS_LENGTH.fullmatch(length)
    return float(found[1]) * _CSS_PIXELS[found[2]] if found else 0.0


_OTHER_TYPES = (
    (re.compile(rb"version https://git-lfs"), "is a Git LFS pointer, not the image itself"),
    (re.compile(rb"\s*<(?:!doctype\s+)?html", re.IGNORECASE), "is a web page, not an image"),
    (re.compile(rb"II\*\0|MM\0\*"), "is a TIFF image, which browsers do not show"),
    (re.compile(rb".{4}ftyp(?:hei|mif1)", re.DOTALL), "is a HEIC image, which browsers do not show"),
    (re.compile(rb"8BPS"), "is a Photoshop image, which browsers do not show"),
    (re.compile(rb"%PDF"), "is a PDF document, not an image"),
    (re.compile(rb"[^\0-\x08\x0e-\x1f]+\Z"), "is text, not an image"),
)


def _describe_other(data: bytes) -> str:
    """Describe the file, for the warning."""
    head = data[:4096]
    words = (message for pattern, message in _OTHER_TYPES if pattern.match(head))
    return next(words, "is in no image format that is known here")


_FORMATS: tuple[tuple[re.Pattern[bytes], str, Callable[[bytes], _Stated]], ...] = (
    (re.compile(rb"\xff\xd8\xff"), "jpeg", _jpeg),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "png", _png),
    (re.compile(rb"GIF8[79]a"), "gif", _gif),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "webp", _webp),
    (re.compile(rb"\0\0..ftyp(?:.{4}){0,16}?avi[fs]", re.DOTALL), "avif", _avif),
    (re.compile(rb"BM.{4}\0{4}", re.DOTALL), "bmp", _bmp),
)
