"""EPUB: the caches of this extension stay out of the book.

The builder packs every file below its output folder whose type it knows, and warns of the others. The folder of the
doctrees lies there by default, and the caches next to them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx


def exclude_caches(app: Sphinx, folders: Iterable[Path]) -> None:
    """Add all files of these folders to ``epub_exclude_files`` of this build."""
    outdir = Path(app.outdir).resolve()
    inside = [folder.resolve() for folder in folders if folder.resolve().is_relative_to(outdir)]
    paths = [path.relative_to(outdir) for folder in inside for path in folder.rglob("*") if path.is_file()]
    if paths:
        given = app.config.epub_exclude_files
        app.config.epub_exclude_files = [*given, *sorted({str(path) for path in paths} - {*given})]
