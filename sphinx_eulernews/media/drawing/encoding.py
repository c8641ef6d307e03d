"""Pixels -> the bytes of a file, in the formats that are made."""

from __future__ import annotations

import io

from PIL import Image


def encode(image: Image.Image, kind: str, quality: int, *, palette: bool) -> bytes:
    """Encode plainly: progressive JPEG, slower WebP and AVIF cost far more time than they save bytes."""
    if kind == "jpeg" and "A" in image.getbands():
        image = _on_white(image)
    if kind == "png" and palette and image.mode == "RGB":  # in RGBA, what is solid would come out as 254/255
        image = image.quantize(256)
    out = io.BytesIO()
    match kind:
        case "webp":  # its 75 looks like JPEG's 80
            image.save(out, "WEBP", quality=max(quality - 5, 1), method=2)
        case "avif":  # its 60 looks like JPEG's 80; on one thread, since pictures are made on all
            image.save(out, "AVIF", quality=max(quality - 20, 1), speed=9, max_threads=1)
        case "jpeg":
            image.save(out, "JPEG", quality=quality)
        case _:
            image.save(out, "PNG")
    return out.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    """Draw the picture as it looks on a white page, for the format that knows no transparency."""
    page = Image.new("RGB", image.size, "white")
    page.paste(image, mask=image.getchannel("A"))
    return page
