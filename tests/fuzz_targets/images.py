"""Image files."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from fuzz_targets.inputs import Target
from sphinx_eulernews.images.probe import probe
from sphinx_eulernews.images.renditions import BadImageError

_BYTES = (
    "\x89PNG\r\n\x1a\n", "\0\0\0\rIHDR", "\0\0\x10\0\0\0\x10\0", "\xff\xd8", "\xff\xe1\0\x10Exif\0\0", "II*\0", "MM\0*",
    "\xff\xc0\0\x11\x08", "\xff\xff\xff", "\xff\xda", "GIF89a", "\0,", "!\xf9", "RIFF", "WEBPVP8X", "VP8 ",
    "\0\0\0 ftypavif",
    "<svg ", "width='1'", " height=1e9", "viewBox='0 0 1 1'", ">", "<?xml?>", "<!DOCTYPE svg [",
    "<!ENTITY a '&b;'>", "BM",
    "\xff\xe0\xff\xff", "\0" * 8, "\xff" * 8,
)  # fmt: skip


@cache
def _image_file() -> Path:
    return Path(tempfile.mkdtemp(prefix="eulernews-fuzz-")) / "x.img"


def check_image(text: str) -> None:
    """A file is an image with a size, or is refused with a reason."""
    path = _image_file()
    path.write_bytes(text.encode("latin-1", "replace"))
    try:
        info = probe(path)
    except BadImageError:
        return
    assert info.width >= 0 <= info.height


TARGETS = {
    "images": Target(check_image, _BYTES, 0.5),
}
