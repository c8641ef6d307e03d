"""Kept doctrees: of a long archive, most doctrees are not kept in memory until they are written.

Sphinx writes each doctree to disk when a document was read, and keeps it besides until the document is written, so that
a first build need not load it again. A doctree of a post takes 80 KiB, more than all else that is known of the post:
the memory of a first build is that of its doctrees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_eulernews.domain import news_domain

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

MOST_KEPT = 150
"""The number of doctrees that stay in memory, some 12 MiB.

To load one again takes a millisecond or two, which the garbage collector saves: it has fewer objects to look at.
"""


def release_doctree(_app: Sphinx, env: BuildEnvironment, _docname: str) -> None:
    """Release the doctree of the post that was read last, where many are kept already; Sphinx loads it from disk.

    Called before each document is read. The last one is released, and not the first one, since Python finds young
    garbage without a look at all other objects. Documents that are no posts stay.
    """
    kept = env._write_doc_doctree_cache  # noqa: SLF001  of Sphinx 8.2 to 9.2; there is no public way
    if len(kept) > MOST_KEPT and (last := next(reversed(kept))) in news_domain(env).posts:
        del kept[last]
