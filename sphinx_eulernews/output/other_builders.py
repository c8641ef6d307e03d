"""What builders other than ``html`` need: no caches in EPUB, links to remote images where the builder shows none.

The EPUB builder packs every file below its output folder whose type it knows, and warns of the others. The folder of
the doctrees lies there by default, and the caches next to them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_eulernews.build import BuildState
from sphinx_eulernews.nodes import REMOTE, replace_node

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


class LinkRemoteImages(SphinxPostTransform):
    """Links to the remote images of posts where the builder cannot show them: a build uses no network."""

    default_priority = 90  # Sphinx downloads them at 100

    def run(self, **_: Any) -> None:
        """Replace each by a link."""
        if not BuildState.of(self.env).links_remote_images:
            return
        for image in list(self.document.findall(nodes.image)):
            if image.get(REMOTE):
                text = image.get("alt") or image["uri"]
                linked = isinstance(image.parent, nodes.reference)
                replace_node(
                    image, [nodes.inline("", text) if linked else nodes.reference("", text, refuri=image["uri"])]
                )
