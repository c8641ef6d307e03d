"""Dependencies of pages: the values of posts that they show, for comparison. Pure.

Comparing these values is ten times as fast as rendering the pages. All that ``post_views``, ``list_views`` and
``index_views`` show of a post has to be among them, or a page goes stale. So every field is compared unless it is known
not to be shown; tests change posts at random, and add a field.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeAlias

from sphinx_eulernews.model.post import Banner, Post
from sphinx_eulernews.model.taxonomy import AUTHOR, TAXONOMIES, TaxonomyDef
from sphinx_eulernews.render.list_views import ON_CARDS
from sphinx_eulernews.render.post_views import SERIES_LIMIT, thumbnail
from sphinx_eulernews.render.views import Views, teaser_of

Values: TypeAlias = "tuple[Any, ...]"
"""Values that are compared by their ``repr``."""

NOT_IN_LISTS = frozenset({
    "authors",  # shown by their names and the pages of these
    "banner",  # compared by itself, where a layout shows it
    "other_images",  # shown as the banner, if at all
    "unseen_terms",  # lists filter by them
    "categories", "category_paths", "tags", "sigs", "locations",  # shown by the names of their terms
    "language",  # that of the collection counts as well
    "summary_references",  # the summary has their titles
    "labels",  # terms have them; no list shows a series
    "is_translated",  # the language follows from it
    "teaser",  # shown in the place of some summaries
    "publish", "expires", "draft",  # whether the post is published
    "collection", "updated", "unlisted", "translation", "aliases", "permalinks", "slug", "canonical", "series",
    "related", "has_lead", "lines",
    "minutes",  # shown unless the post is external
    "extra",  # lists filter and sort by it, which their entries show
})  # fmt: skip
"""The fields of a post that a list does not show, or not as they are."""
ON_POSTS = ("byline", "post-footer", "author-box")
"""The parts of the page of a post that a template may override."""


def entry_values(kind: type[Post]) -> attrgetter[Any]:
    """Return the getter of all fields that lists show, including any that is added later."""
    return attrgetter(*(item.name for item in fields(kind) if item.name not in NOT_IN_LISTS))


_entry = entry_values(Post)
# The line that names a banner moves with the front matter, and no page shows it.
_banner = attrgetter(*(item.name for item in fields(Banner) if item.name != "line"))


def banner_values(banner: Banner | None) -> Values:
    """Return the values of a banner that a page shows."""
    return _banner(banner) if banner else ()


@dataclass(frozen=True, slots=True)
class PostDependencies:
    """Returns the values of posts that the views of a site show."""

    views: Views
    # What a link to each post with its image shows: one stands next to several others.
    _pictures: dict[str, str] = field(default_factory=dict, repr=False)

    def entry(self, post: Post) -> Values:
        """Return the values that lists show of a post, but for its image."""
        site = self.views.site
        return (
            *_entry(post), teaser_of(post), site.language_of(post), post.published(site.now),
            0 if post.external else post.minutes, AUTHOR.names(post),
            *(self._terms(post, taxonomy) for taxonomy in ON_CARDS),
        )  # fmt: skip

    def around(self, post: Post) -> tuple[Values, bool]:
        """Return the values that the page of a post shows around its text, and whether images are among them."""
        views, timeline = self.views, self.views.site.section_of(post).timeline
        related = views.relations.of(post, views.related) if views.relations else ()
        first, parts = timeline.parts_near(post, SERIES_LIMIT)
        neighbours = timeline.neighbours(post.docname)
        values = (
            views.site.digest_of(post.docname), views.site.language_of(post), post.published(views.site.now),
            *(self._terms(post, taxonomy) for taxonomy in TAXONOMIES),
            [(other.docname, views.site.language_of(other)) for other in views.site.translations(post)],
            views.site.external_translations(post),
            *(self._pictured(other) for other in neighbours),
            first,
            [self._named(part) for part in parts],
            [(self._pictured(other), other.date) for other in related],
            [views.overrides.get(name) for name in ON_POSTS],
        )  # fmt: skip
        has_images = any(other is not None and other.banner is not None for other in (post, *neighbours, *related))
        return values, has_images or any(author.avatar for author in post.authors)

    def _terms(self, post: Post, taxonomy: TaxonomyDef) -> Values:
        terms = self.views.site.section_of(post).terms(taxonomy, post)
        # In a sentence they are spelled as the post spells them.
        return tuple(term.pagename if taxonomy.in_sentence else (term.pagename, term.label) for term in terms)

    def _pictured(self, post: Post | None) -> str:
        """Return the values that a link to a post with its image shows, written out; cached."""
        if post is None:
            return ""
        if post.docname not in self._pictures:
            image = thumbnail(post)
            self._pictures[post.docname] = repr((*self._named(post), banner_values(image.banner) if image else ()))
        return self._pictures[post.docname]

    def _named(self, post: Post) -> Values:
        """Return the values that a link to a post shows."""
        named = (post.docname, post.external, post.title, self.views.site.language_of(post))
        return (*named, *self.views.whole(post)) if "post-footer" in self.views.overrides else named
