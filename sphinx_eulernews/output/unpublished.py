"""Unpublished posts: kept out of what Sphinx writes, and out of the toctrees that name them.

They are read and pickled like all documents, so that they need not be read again when they come due. Everything here
changes the environment in memory only, and has to be done again by each build.
"""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx import addnodes

from sphinx_eulernews.build import BuildState
from sphinx_eulernews.read.virtual_documents import listed_in_toctrees

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_eulernews.domain import NewsDomain


def keep_unwritten(env: BuildEnvironment, hidden: AbstractSet[str]) -> None:
    """Keep Sphinx from writing posts that are not published, before it asks for the documents to write."""
    env.project.docnames.difference_update(hidden)
    reading = BuildState.of(env).reading
    reading[:] = [docname for docname in reading if docname not in hidden]


def hide_from_numbering(env: BuildEnvironment, hidden: AbstractSet[str]) -> dict[str, nodes.bullet_list]:
    """Take unpublished posts from toctrees while Sphinx numbers sections and figures; return their contents.

    It would count them, and write each whose numbers have changed. The contents are pickled: they have to be put back.
    """
    for docname, names in env.toctree_includes.items():
        if not hidden.isdisjoint(names):
            _remove_from_doctree(env, docname, hidden)
    return {docname: env.tocs.pop(docname) for docname in hidden & env.tocs.keys()}


def documents_if_toctrees_changed(
    env: BuildEnvironment, domain: NewsDomain, hidden: AbstractSet[str], output: str
) -> list[str]:
    """Return all documents if other posts stand in toctrees than when ``output`` was written, else none.

    A post that comes due or expires changes no source, and themes show the toctree of the site on every page.
    """
    shown = sorted((listed_in_toctrees(env) & domain.posts.keys()) - hidden)
    return sorted(env.found_docs) if domain.note_settings(f"toctrees {output}", "\n".join(shown)) else []


def remove_written(
    app: Sphinx, hidden: AbstractSet[str], gone_pages: AbstractSet[str], gone_images: AbstractSet[str]
) -> None:
    """Remove what an earlier build wrote of posts that are not published any more: their pages and images.

    ``gone_pages`` and ``gone_images`` are further ones. For builders without a manifest: Sphinx deletes no file of
    theirs, and the EPUB builder packs all that it finds.
    """
    builder, outdir = app.builder, Path(app.outdir)
    if suffix := getattr(builder, "out_suffix", ""):
        for docname in hidden | gone_pages:
            (outdir / f"{docname}{suffix}").unlink(missing_ok=True)
    if builder.imagedir or builder.format == "latex":  # others copy none, or to a folder for each manual
        of_hidden = {name for readers, name in app.env.images.values() if readers <= hidden}
        for name in of_hidden | gone_images:
            (outdir / builder.imagedir / name).unlink(missing_ok=True)


def purge_unpublished(app: Sphinx, hidden: AbstractSet[str]) -> None:
    """Take posts that are not published out of the environment in memory, after it was pickled.

    Search, inventory, indexes and navigation are made from what is in memory.
    """
    env = app.env
    for docname in hidden:
        app.emit("env-purge-doc", env, docname)
        env.clear_doc(docname)
    for docname, names in env.toctree_includes.items():
        if not hidden.isdisjoint(names):
            env.toctree_includes[docname] = [name for name in names if name not in hidden]
            _remove_entries(env.tocs[docname], hidden)
            _remove_from_doctree(env, docname, hidden)


def _remove_from_doctree(env: BuildEnvironment, docname: str, hidden: AbstractSet[str]) -> None:
    """Remove the entries of a document's toctrees wherever Sphinx takes its doctree from while writing.

    Builders of one page (``inline_all_toctrees``) join the documents that they find in the toctrees of doctrees, which
    they load by ``env.get_doctree``. That looks into a cache first, which is not pickled with the environment.
    """
    # There is no public way to change a doctree for one build only: the one on disk belongs to later ones as well.
    if docname in env._write_doc_doctree_cache:  # noqa: SLF001  the doctrees that were read in this build
        _remove_entries(env._write_doc_doctree_cache[docname], hidden)  # noqa: SLF001  likewise
    doctree = env.get_doctree(docname)
    _remove_entries(doctree, hidden)
    # Neither can be pickled; ``env.get_doctree`` sets both.
    doctree.reporter = doctree.settings.env = None  # type: ignore[assignment]  # as in ``BuildEnvironment``
    env._pickled_doctree_cache[docname] = pickle.dumps(doctree, pickle.HIGHEST_PROTOCOL)  # noqa: SLF001  likewise


def _remove_entries(tree: nodes.Element, hidden: AbstractSet[str]) -> None:
    """Remove documents from the toctrees in a tree; new lists, since copies of a node share those that it has."""
    for toctree in tree.findall(addnodes.toctree):
        toctree["entries"] = [(title, name) for title, name in toctree["entries"] if name not in hidden]
        toctree["includefiles"] = [name for name in toctree["includefiles"] if name not in hidden]
