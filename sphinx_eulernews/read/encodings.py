"""Encodings: posts that are not UTF-8 are decoded in a guessed encoding, with a warning.

Sphinx decodes a source file before it emits ``source-read``, and ends the build where it cannot. Builds with such a
post read their documents through a codec that guesses the encoding; it is registered with Python while they are read,
and only in these builds.
"""

from __future__ import annotations

import codecs
from functools import partial
from typing import TYPE_CHECKING

from sphinx_eulernews.build import BuildState
from sphinx_eulernews.domain import news_domain

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

CODEC = "eulernews-guess"
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes) -> tuple[str, str]:
    """Decode a file; return the string and the name of the encoding, which is empty if none fits.

    UTF-8 first, since text in other encodings is hardly ever valid UTF-8; then what a byte order mark says; then
    GB18030, in which Chinese posts were written before. What is left has single bad bytes, which are replaced.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace"), encoding.upper()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding), "UTF-8" if encoding == "utf-8-sig" else "GB18030"
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8-sig", "replace"), ""


def read_other_encodings(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Find posts that are not UTF-8, and register a codec that decodes them (``env-before-read-docs``).

    The warning comes when the post is read, since Sphinx clears what is known of a document before that.
    """
    settings = news_domain(env).settings
    found = False
    for docname in docnames:
        if settings.collection_key(docname) is None:
            continue
        try:
            _text, encoding = decode(env.doc2path(docname).read_bytes())
        except OSError:
            continue  # Sphinx says what is wrong with the file
        if encoding == "UTF-8":
            continue
        found = True
        problem = f"is not UTF-8; it was read as {encoding}" if encoding else "holds bytes that are not UTF-8"
        BuildState.of(env).not_utf8[docname] = f"the file {problem}. Save it as UTF-8"
    if found:
        _use_codec(app, env)


def _use_codec(app: Sphinx, env: BuildEnvironment) -> None:
    """Register the codec until all documents are read, or the build fails."""
    before = env.settings["input_encoding"]
    search = partial(_search)  # of this build alone: one may run within another

    def restore(*_arguments: object) -> None:
        codecs.unregister(search)
        env.settings["input_encoding"] = before
        for listener in listeners:
            app.disconnect(listener)

    codecs.register(search)
    env.settings["input_encoding"] = CODEC
    # At ``env-updated``, worker processes have read their documents, too.
    listeners = [app.connect("env-updated", restore, priority=0), app.connect("build-finished", restore, priority=0)]


class _Decoder(codecs.BufferedIncrementalDecoder):
    """Decodes a file at once: its encoding may depend on its last byte."""

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
