"""Posts that are not UTF-8: found before Sphinx reads them, read as what they seem to be, reported.

Sphinx decodes a file before any event that an extension could answer, and a file that it cannot decode
ends the build. So where there is such a file, documents are read through a codec that knows more encodings.
"""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from sphinx_eulernews.read.source import news_domain
from sphinx_eulernews.warnings import Subtype, warn

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

CODEC = "eulernews-text"
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding; never fails.

    UTF-8 first, since other text is hardly ever valid UTF-8; then what a byte order mark says; then
    GB18030, in which Chinese posts were written before; what is left are single bad bytes.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace"), encoding.upper()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding), "UTF-8" if encoding == "utf-8-sig" else "GB18030"
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8-sig", "replace"), ""


def find_foreign(_app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Warn of posts that are not UTF-8, and have them read all the same (``env-before-read-docs``)."""
    settings = news_domain(env).settings
    for docname in docnames:
        if settings.collection_key(docname) is None:
            continue
        try:
            _text, encoding = decode(env.doc2path(docname).read_bytes())
        except OSError:
            continue  # Sphinx says what is wrong with the file
        if encoding == "UTF-8":
            continue
        env.settings["input_encoding"] = CODEC
        found = f"is not UTF-8; it was read as {encoding}" if encoding else "holds bytes that are not UTF-8"
        warn(Subtype.ENCODING, f"the file {found}. Save it as UTF-8", docname=docname, line=1)


class _Decoder(codecs.BufferedIncrementalDecoder):
    """Decodes a file as a whole, since its encoding shows at its end at the latest."""

    def _buffer_decode(self, input: Buffer, _errors: str, final: bool) -> tuple[str, int]:  # noqa: A002  the base's name
        if not final:
            return "", 0
        data = bytes(input)
        return decode(data)[0], len(data)


def _search(name: str) -> codecs.CodecInfo | None:
    if name.replace("_", "-") != CODEC:
        return None
    utf8 = codecs.lookup("utf-8")
    return codecs.CodecInfo(
        name=CODEC,
        encode=utf8.encode,
        decode=lambda data, _errors="strict": (decode(bytes(data))[0], len(data)),
        incrementaldecoder=_Decoder,
        incrementalencoder=utf8.incrementalencoder,
    )


def register_codec() -> None:
    """Make the codec known to Python; it is used only where a foreign file is found."""
    codecs.register(_search)
