"""Output names of image files, independent of the order of reading.

Sphinx numbers files of equal name in the order in which documents are read, which differs between one process and
several, and between a clean and an incremental build. So names are assigned when all is read: a file that posts alone
show is named by its path; one that other documents show has the name that Sphinx would give it without any post.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable
from itertools import chain, count
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sphinx_eulernews.build import BuildState

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

# Where myst-nb, matplotlib and nbsphinx put images, next to or in the output.
GENERATED_FOLDERS = ("jupyter_execute", "plot_directive", "nbsphinx")

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def assign_image_names(env: BuildEnvironment, posts: Collection[str]) -> set[str]:
    """Give every image that a post shows its name; return the documents, but for posts, that show another name now.

    ``posts`` are docnames.
    """
    images = env.images
    shared = [path for path, (readers, _name) in images.items() if _others(readers, posts)]
    wanted = {path: post_image_name(_stable_path(env, path)) for path in images.keys() - set(shared)}
    contested = {_name_of(path) for path, (readers, _name) in images.items() if not readers.isdisjoint(posts)}
    by_name = {path: images[path][1] for path in shared if _name_of(path) not in contested}
    order = sorted((min(_others(images[path][0], posts)), path) for path in set(shared) - by_name.keys())
    wanted |= _numbered((path for _reader, path in order), set(by_name.values()))
    renamed = {path for path, name in wanted.items() if images[path][1] != name}
    for path in renamed:
        images[path] = (images[path][0], wanted[path])
    # The names that Sphinx must not give again: those of ours have a digest.
    images.__setstate__({images[path][1] for path in shared})
    return {docname for path in renamed for docname in _others(images[path][0], posts)}


def _stable_path(env: BuildEnvironment, path: str) -> str:
    """Return a path that is the same in every build: where output and doctrees are does not change a name."""
    made = generated_path(env, path)
    return f"//{made}" if made else path


def generated_path(env: BuildEnvironment, path: str) -> str:
    """Return the path of a file that another extension makes, from the folder of that extension on; else nothing.

    ``path`` is relative to the source folder. What is returned is the same wherever output and doctrees are.
    """
    # Most images lie in the source folder, and to resolve a path asks the system for each of its folders.
    folders = (*GENERATED_FOLDERS, Path(env.doctreedir).name)
    if not path.startswith("../") and not any(f"{folder}/" in path for folder in folders):
        return ""
    resolved, doctrees = Path(env.srcdir, path).resolve(), Path(env.doctreedir).resolve()
    if resolved.is_relative_to(doctrees):
        return resolved.relative_to(doctrees).as_posix()
    output = BuildState.of(env).output
    for folder in (doctrees.parent, output, output.parent):
        if resolved.is_relative_to(folder):
            inside = resolved.relative_to(folder)
            if inside.parts and inside.parts[0] in GENERATED_FOLDERS:
                return inside.as_posix()
    return ""


def _others(readers: set[str], posts: Collection[str]) -> set[str]:
    return {docname for docname in readers if docname not in posts}


def _name_of(path: str) -> str:
    return path.rpartition("/")[2]


def _numbered(paths: Iterable[str], taken: set[str]) -> dict[str, str]:
    """Return the names that Sphinx would give to files one after the other: ``a.png``, ``a1.png``."""
    names: dict[str, str] = {}
    for path in paths:
        pure = PurePosixPath(path)
        candidates = chain([pure.name], (f"{pure.stem}{number}{pure.suffix}" for number in count(1)))
        names[path] = next(name for name in candidates if name not in taken)
        taken.add(names[path])
    return names


def post_image_name(path: str) -> str:
    """Return the name of a file that posts alone show: made safe for every builder, with a hash of its path."""
    pure = PurePosixPath(path)
    stem = _UNSAFE.sub("-", pure.stem).strip("-.")[:60]
    digest = hashlib.sha256(path.encode("utf-8", "surrogateescape")).hexdigest()[:8]
    # Some programs know lower-case suffixes only.
    return "-".join(filter(None, (stem, digest))) + _UNSAFE.sub("", pure.suffix).lower()
