"""The authors that a site describes in ``authors.yml`` (Docusaurus) or ``.authors.yml`` (Material), by their keys."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sphinx_eulernews.model.fields import authors_by_key
from sphinx_eulernews.model.front_matter_syntax import parse_yaml
from sphinx_eulernews.warnings import Subtype

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

    from sphinx_eulernews.domain import NewsDomain
    from sphinx_eulernews.model.front_matter import FrontMatter
    from sphinx_eulernews.model.post import Author

_NAMES = ("authors.yml", ".authors.yml", "authors.yaml", ".authors.yaml")
_KEY = re.compile(r"[A-Za-z0-9_][\w.-]{0,63}")
_NONE: Mapping[str, Author] = {}


def authors_of(
    env: BuildEnvironment, domain: NewsDomain, collection: str, front_matter: FrontMatter
) -> Mapping[str, Author]:
    """Return the authors that a post may name by a key; it is read again when their file changes or appears.

    The file nearest to the post counts: in the folder of its collection, else in one above, up to the source folder.
    """
    written = front_matter.fields.get("author")
    if not written or not _KEY.search(str(written)):
        return _NONE
    missing = []
    for path in _candidates(collection):
        try:
            status = (Path(env.srcdir) / path).stat()
        except OSError:
            missing.append(path)
            continue
        env.note_dependency(path)
        domain.note_missing(env.docname, missing)
        try:
            return _load(Path(env.srcdir) / path, status.st_mtime_ns, status.st_size)
        except ValueError as error:
            message = f"{path} cannot be read ({error}), so its authors are not known"
            domain.warn(env.docname, Subtype.FIELD, message, front_matter.line_of("author"))
            return _NONE
    if isinstance(written, str) and not _KEY.fullmatch(written):
        return _NONE  # a name, for which no file is needed
    domain.note_missing(env.docname, missing)
    return _NONE


@lru_cache(maxsize=32)
def _candidates(collection: str) -> tuple[str, ...]:
    folders = (PurePosixPath(collection), *PurePosixPath(collection).parents)
    return tuple((folder / name).as_posix() for folder in folders for name in _NAMES)


@lru_cache(maxsize=32)
def _load(path: Path, _modified: int, _size: int) -> Mapping[str, Author]:
    """Load a file; the time of its last change and its size tell whether it is still the one that was read."""
    try:
        return authors_by_key(parse_yaml(path.read_text("utf-8")))
    except (OSError, UnicodeError) as error:
        raise ValueError(str(error)) from error
