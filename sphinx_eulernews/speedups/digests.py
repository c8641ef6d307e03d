"""Digests of files, and of the settings that documents are read with and pages are written with."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_eulernews import __version__

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_SIZE = 16
_INSTALLED = frozenset({"site-packages", "dist-packages"})
_SHOWN_IN_PAGES = (".html", ".xml", ".txt", ".jinja", ".j2", ".conf", ".toml", ".css", ".js", ".mjs", "css_t", "js_t")
"""Endings of templates, and of style sheets and scripts, whose checksums are in the links of pages to them."""


def _hash() -> Any:
    return hashlib.blake2b(digest_size=_SIZE)


class FileDigests:
    """Digests of files, each read once."""

    def __init__(self) -> None:
        self._digests: dict[str, bytes | None] = {}

    def digest(self, path: str) -> bytes | None:
        """Return the digest of a file; None if it cannot be read."""
        if path not in self._digests:
            self._digests[path] = _digest_of_file(path)
        return self._digests[path]

    def changed(self, path: str) -> int:
        """Return when a file was last changed in whatever way, in nanoseconds; 0 if that is not known.

        A checkout, or somebody who sets the time of a file, cannot set this one.
        """
        try:
            return Path(path).stat().st_ctime_ns
        except OSError:
            return 0


def _digest_of_file(path: str | Path) -> bytes | None:
    try:
        with Path(path).open("rb") as file:
            digest: bytes = hashlib.file_digest(file, _hash).digest()
            return digest
    except OSError:
        return None


def digest(name: str, *contents: bytes | None) -> str | None:
    """Return the digest of a document from its file's name and the digests of its files; None if one is missing."""
    total = _hash()
    total.update(name.encode("utf-8", "surrogatepass"))
    for content in contents:
        if content is None:
            return None
        total.update(content)
    found: str = total.hexdigest()
    return found


def reading_settings(app: Sphinx) -> str:
    """Return a digest of what any document may be read with: conf.py, installed packages, local extensions.

    The values of conf.py are not enough: it may run code, and so may extensions, whose version says nothing while
    somebody works on them.
    """
    total = _hash()
    overrides = sorted((name, repr(value)) for name, value in app.config.overrides.items())
    total.update(repr((__version__, sys.version, overrides, _distributions())).encode("utf-8", "surrogatepass"))
    for path in sorted({Path(app.confdir) / "conf.py", *_local_modules(app)}):
        total.update(_digest_of_file(path) or b"")
    found: str = total.hexdigest()
    return found


def _distributions() -> list[str]:
    """Return the installed packages with their versions, by the names of the folders that describe them."""
    found: set[str] = set()
    for folder in sys.path:
        try:
            names = [path.name for path in Path(folder or ".").iterdir()]
        except OSError:
            continue
        found.update(name for name in names if name.endswith((".dist-info", ".egg-info")))
    return sorted(found)


def _local_modules(app: Sphinx) -> Iterator[Path]:
    """Yield the modules of extensions that are not installed, and those that conf.py and these have imported.

    Of a package, all modules: which of them are imported when documents are read is not known yet.
    """
    folders = {Path(app.confdir)}
    for extension in app.extensions.values():
        path = Path(getattr(extension.module, "__file__", None) or "")
        if path.suffix == ".py" and _INSTALLED.isdisjoint(path.parts):
            folders.add(path.parent)
            if path.name == "__init__.py":
                yield from path.parent.rglob("*.py")
    for module in list(sys.modules.values()):
        path = Path(getattr(module, "__file__", None) or "")
        if path.suffix == ".py" and path.parent in folders:
            yield path


def page_settings(app: Sphinx) -> str:
    """Return a digest of what any page may be written with, besides documents: options, templates, scripts, styles.

    The inventories of intersphinx are among it: references are resolved when pages are written.
    """
    total, builder = _hash(), app.builder
    info: Any = builder.build_info  # type: ignore[attr-defined]  # of builders of HTML
    inventory = getattr(app.env, "intersphinx_inventory", {})
    total.update(repr((info.config_hash, info.tags_hash, inventory)).encode("utf-8", "surrogatepass"))
    folders = getattr(getattr(builder, "templates", None), "pathchain", ())
    static = (Path(app.confdir) / path for path in app.config.html_static_path)
    for name, path in _files_below([*map(Path, folders), *static]):
        total.update(name.encode("utf-8", "surrogatepass"))
        total.update(_digest_of_file(path) or b"")
    found: str = total.hexdigest()
    return found


def _files_below(folders: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """Yield the files of folders that pages depend on, with their names in the folder."""
    for folder in folders:
        if folder.is_file():
            yield folder.name, folder
        for root, subfolders, names in os.walk(folder):
            subfolders.sort()
            shown = (Path(root, name) for name in sorted(names) if name.endswith(_SHOWN_IN_PAGES))
            yield from ((path.relative_to(folder).as_posix(), path) for path in shown)
