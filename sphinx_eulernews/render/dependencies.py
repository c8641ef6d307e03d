"""What pages show of posts, as plain values: made and compared in a tenth of the time that the pages take. Pure.

``views`` makes what readers see. Whatever it shows of a post must be told here as well, or a page would go stale; a
test changes posts at random and holds the two against each other.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, TypeAlias

from sphinx_eulernews.model.post import Banner, Post
from sphinx_eulernews.model.taxonomy import AUTHOR, AXES, TAG, Axis
from sphinx_eulernews.render.views import Views

PageMetadata: TypeAlias = "tuple[Any, ...]"
"""Values whose ``repr`` tells them apart."""

# The line that names a banner moves with the front matter, and no page shows it.
_picture = attrgetter(*(field.name for field in fields(Banner) if field.name != "line"))
_entry = attrgetter("docname", "external", "title", "date", "authors", "summary", "pinned")


def picture(banner: Banner | None) -> PageMetadata:
    """Return what tells one banner from another."""
    return _picture(banner) if banner else ()


@dataclass(frozen=True, slots=True)
class PostDependencies:
    """Tells what the views of a site show of its posts."""

    views: Views

    def entry(self, post: Post) -> PageMetadata:
        """Return what lists show of a post, but for its image."""
        site = self.views.site
        # Authors are named as the post names them; only their pages are those of the terms.
        people = [pagename for pagename, _name in self._terms(post, AUTHOR)]
        return *_entry(post), site.language_of(post), post.published(site.now), people, self._terms(post, TAG)

    def around(self, post: Post) -> PageMetadata:
        """Return what the page of a post shows around its text."""
        views, timeline = self.views, self.views.site.section_of(post).timeline
        related = views.relations.of(post, views.related) if views.relations else ()
        return (
            post, views.site.language_of(post), post.published(views.site.now),
            *(self._terms(post, axis) for axis in AXES),
            [(other.docname, views.site.language_of(other)) for other in views.site.translations(post)],
            views.site.external_translations(post),
            *(_named(other) for other in timeline.neighbours(post.docname)),
            [_named(part) for part in timeline.series.get(post.series, ())],
            [_named(other) for other in related],
        )  # fmt: skip

    def _terms(self, post: Post, axis: Axis) -> PageMetadata:
        return tuple((term.pagename, term.name) for term in self.views.site.section_of(post).terms(axis, post))


def _named(post: Post | None) -> PageMetadata:
    """Return what a link to a post shows."""
    return (post.docname, post.external, post.title) if post else ()
