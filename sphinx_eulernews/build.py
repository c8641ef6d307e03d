"""State of one build of one environment; never pickled.

``BuildState.of(env)`` is available wherever the environment is. It is kept outside of the environment, which Sphinx
pickles, and of the domain, whose data lasts from build to build.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sphinx.application import ENV_PICKLE_FILENAME

from sphinx_eulernews.warnings import Subtype, warn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_eulernews.files.lookup import Documents, Lookup
    from sphinx_eulernews.images.renditions import ImageInfo


def build_moment() -> datetime:
    """Return the time of the build, in UTC and whole seconds; SOURCE_DATE_EPOCH overrides it."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch) if epoch.isdecimal() else int(time.time()), UTC)


@dataclass(frozen=True, slots=True)
class TocEntry:
    """A page that is in the toctree of its list while it is written, and what is restored after it.

    ``above`` is the list; ``toc`` and ``includes`` are its table of contents and its entries without the page;
    ``was_known``: the page is a document. See ``output.navigation``.
    """

    above: str
    toc: nodes.bullet_list
    includes: list[str] | None
    pagename: str
    was_known: bool


@dataclass(eq=False)
class BuildState:
    """State of one build.

    ``moment`` is "now" for the whole build; ``reading`` is Sphinx's own list of documents that are read and then
    written; ``probed`` maps the path of an image, relative to the source folder, to what its file says, or to why it
    is no image.
    """

    moment: datetime = field(default_factory=build_moment)
    reading: list[str] = field(default_factory=list)
    probed: dict[str, ImageInfo | str] = field(default_factory=dict)
    # What is wrong with the encoding of documents that are read in this build, by docname.
    not_utf8: dict[str, str] = field(default_factory=dict)
    # Created at first use: the docnames as links may spell them, and the cached folder listings.
    documents: Documents | None = None
    lookup: Lookup | None = None
    # The files of html_extra_path, by their paths in the output; listed at first use.
    extra_files: Mapping[str, str] | None = None
    # The page that is being written, if it stands in the toctree for that time.
    navigation: TocEntry | None = None
    # The documents that toctrees list, once these are complete; computed at first use in writing.
    in_toctrees: frozenset[str] | None = None
    # Whether planning gave a warning, so that the next build has to plan, and to warn, again.
    unsound: bool = False
    # The output folder, and whether the builder would download remote images.
    output: Path = Path()
    links_remote_images: bool = False
    # Whether the builder extracts messages for translators: gettext.
    makes_catalogs: bool = False
    # Whether the output is up to date: the news and all documents are those that it shows.
    is_unchanged: bool = False
    # Whether sources are compared by content (``speedups``) rather than by modification time.
    compares_sources: bool = False
    # Whether pages are compared with documents by content (``speedups``) rather than by modification time.
    compares_content: bool = False
    # What the tag index needs to know of the builder and its output.
    terms_have_pages: bool = False
    tag_index_is_current: bool = False
    tag_index_is_taken: bool = False  # by a document of the user

    @classmethod
    def of(cls, env: BuildEnvironment) -> BuildState:
        """Return the state of the build that an environment belongs to."""
        if env not in _STATES:
            _STATES[env] = cls()
        return _STATES[env]


_STATES: WeakKeyDictionary[BuildEnvironment, BuildState] = WeakKeyDictionary()


def is_current(app: Sphinx, name: str) -> bool:
    """Return whether a file of the output that is made from all documents shows this site, which has not changed.

    It was written after the environment: a build that was killed between them leaves an older one.
    """
    if not name or not BuildState.of(app.env).is_unchanged:
        return False
    try:
        environment = (Path(app.doctreedir) / ENV_PICKLE_FILENAME).stat()
        return (Path(app.outdir) / name).stat().st_mtime_ns >= environment.st_mtime_ns
    except OSError:
        return False


def warn_in_planning(
    env: BuildEnvironment, subtype: Subtype, message: str, *, docname: str = "", line: int = 0
) -> None:
    """Warn of a problem in planning; each build plans, and warns, again until it is fixed."""
    BuildState.of(env).unsound = True
    warn(subtype, message, docname=docname, line=line)


def note_builder(app: Sphinx) -> None:
    """Store the output folder, and whether the builder shows remote images or makes catalogs (``builder-inited``)."""
    state = BuildState.of(app.env)
    state.output = Path(app.outdir).resolve()
    state.makes_catalogs = not app.builder.use_message_catalog
    state.links_remote_images = bool(app.builder.supported_image_types) and not app.builder.supported_remote_images
