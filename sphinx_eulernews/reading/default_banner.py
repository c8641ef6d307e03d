"""The banner of posts that have no picture at all: one file for the whole site.

It is not looked for beside each post, and what is wrong with it is said once, by the name of its option.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sphinx_eulernews.media.lookup import Found, Missing, as_found
from sphinx_eulernews.media.probe import BadPicture, probe
from sphinx_eulernews.reading.files import FAULTS, lookup_of
from sphinx_eulernews.reading.source import news_domain
from sphinx_eulernews.warnings import Subtype, warn

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_HERE = PurePosixPath("conf.py")


def find_default(env: BuildEnvironment) -> Found | Missing | None:
    """Return the file that the option means, below a public path or the source folder; None if it is not set."""
    written = news_domain(env).settings.default_banner
    return lookup_of(env).find(_HERE, written) if written else None


def default_path(env: BuildEnvironment) -> str:
    """Return the path of the file; empty if there is none."""
    found = find_default(env)
    return found.path if isinstance(found, Found) else ""


def check_default(_app: Sphinx, env: BuildEnvironment, _docnames: list[str]) -> None:
    """Warn of a default banner that cannot be shown (``env-before-read-docs``, in the main process)."""
    found = find_default(env)
    if isinstance(found, Missing):
        complain_of_default(env, "is not there" + (f" (looked for {', '.join(found.tried)})" if found.tried else ""))
    elif found is not None:
        for fault in found.faults[:1]:
            written = news_domain(env).settings.default_banner
            complain_of_default(env, f"{FAULTS[fault]}; write {as_found(written, found.path)!r}")
        try:
            probe(Path(env.srcdir) / found.path)
        except BadPicture as error:
            complain_of_default(env, f"{error}; posts are built without it")


def complain_of_default(env: BuildEnvironment, message: str) -> None:
    """Warn by the name of the option."""
    written = news_domain(env).settings.default_banner
    warn(Subtype.BANNER, f"conf.py: eulernews_default_banner = {written!r}: the file {message}")
