"""Parts: pieces of a page that a template of the site may replace. Pure.

``part`` returns the tree of the part, or where a template overrides it the same tree with what the template may show.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from sphinx_eulernews.render.tree import Element, Part

if TYPE_CHECKING:
    from sphinx_eulernews.model.post import Post
    from sphinx_eulernews.model.site import Section
    from sphinx_eulernews.render.views import Views

PARTS = (
    "card", "list-row", "table-row", "compact-row", "byline", "post-footer", "pagination", "term-index",
    "archive-index", "author-box", "filter",
)  # fmt: skip
"""The parts; ``eulernews/<part>.html`` below ``templates_path`` overrides one."""
ROWS = {"cards": "card", "featured": "card", "list": "list-row", "table": "table-row", "compact": "compact-row"}
"""The part that an entry of a list is, by the layout of the list."""

Tree = TypeVar("Tree", bound="Element | None")


def part(
    views: Views, name: str, tree: Tree, *, post: Post | None = None, section: Section | None = None, **values: Any
) -> Tree | Part:
    """Return a part of a page; ``values`` are what its template may show besides the post and its collection.

    They are compared by the tree, which shows them too, but for what a template alone may show of terms.
    """
    version = views.overrides.get(name)
    if version is None or not isinstance(tree, Element):
        return tree
    if section is None and post is not None:
        section = views.site.section_of(post)
    about = (section.collection.shown, views.title(section)) if section else ()
    told = [(term.description, term.parent and term.parent.label) for term in values.get("terms", ())]
    shown = (version, views.date_format, about, views.whole(post) if post else (), told)
    return Part(name, tree, post, section, values, repr(shown))
