"""Navigation: a page is in the toctree, below the list of its collection, while it is written.

A collection is in the navigation if its list is in a toctree. Posts are in no toctree: with thousands of them, one
toctree takes quadratic time. So each page is added to the toctrees of the environment while it is written, and removed
afterwards. Themes build their trees from these: the list is marked as current, and expanded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_eulernews.build import BuildState, TocEntry
from sphinx_eulernews.read.virtual_documents import listed_in_toctrees

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def documents_in_toctrees(env: BuildEnvironment) -> frozenset[str]:
    """Return the documents that any toctree lists; computed once a build, at first use.

    To be called in the writing phase, since reading changes toctrees, and while no page is entered.
    """
    state = BuildState.of(env)
    if state.in_toctrees is None:
        state.in_toctrees = listed_in_toctrees(env)
    return state.in_toctrees


def enter(env: BuildEnvironment, pagename: str, title: str, above: str) -> None:
    """Add a page to the toctree of its list, if the list is in a toctree and the page is not."""
    leave(env)
    # First, since it costs nothing: a list that no document mentions is no document itself.
    top = next(iter(env.tocs[above].children), None) if above in env.tocs else None
    if not isinstance(top, nodes.list_item):
        return
    in_toctrees = documents_in_toctrees(env)
    if above not in in_toctrees or pagename in in_toctrees:
        return
    is_document = pagename in env.titles
    BuildState.of(env).navigation = TocEntry(
        above, env.tocs[above], env.toctree_includes.get(above), pagename, was_known=is_document
    )
    tree = env.tocs[above].deepcopy()
    if isinstance(item := tree[0], nodes.list_item):
        # One list holds the sections and toctrees of a document: Sphinx moves all toctrees into the first.
        entries = item[-1]
        if not isinstance(entries, nodes.bullet_list):
            entries = nodes.bullet_list()
            item += entries
        entries += _toctree(above, pagename)
    env.tocs[above] = tree
    env.toctree_includes[above] = [*env.toctree_includes.get(above, ()), pagename]
    if not is_document:
        env.titles[pagename] = nodes.title(title, title)
        reference = nodes.reference("", title, internal=True, refuri=pagename, anchorname="")
        item = nodes.list_item("", addnodes.compact_paragraph("", "", reference))
        env.tocs[pagename] = nodes.bullet_list("", item)


def _toctree(parent: str, pagename: str) -> addnodes.toctree:
    return addnodes.toctree(
        "", parent=parent, entries=[(None, pagename)], includefiles=[pagename], maxdepth=-1, caption=None, glob=False,
        hidden=False, includehidden=False, numbered=0, titlesonly=True,
    )  # fmt: skip


def leave(env: BuildEnvironment) -> None:
    """Remove the page that ``enter`` added."""
    state = BuildState.of(env)
    entered, state.navigation = state.navigation, None
    if entered is None:
        return
    env.tocs[entered.above] = entered.toc
    if entered.includes is None:
        env.toctree_includes.pop(entered.above, None)
    else:
        env.toctree_includes[entered.above] = entered.includes
    if not entered.was_known:
        del env.titles[entered.pagename], env.tocs[entered.pagename]


def has_nav_entries(app: Sphinx) -> bool:
    """Return whether the theme makes one tree of entries for all pages, from what the first page finds: Immaterial."""
    return "sphinx_immaterial" in app.extensions


def mark_active(entries: Iterable[Any], url: str) -> bool:
    """Mark the entry of the list active, and those above it, among the entries of Immaterial for one page."""
    found = [entry for entry in entries if mark_active(entry.children, url) or entry.url == url]
    for entry in found:
        entry.active = True
    return bool(found)


class LeaveNavigation(SphinxPostTransform):
    """Removes the previous page from the toctree, before the next document is resolved."""

    default_priority = 0

    def run(self, **_: Any) -> None:
        """Remove the page that was written before this one."""
        leave(self.env)
