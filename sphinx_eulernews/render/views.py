"""What all views of a site share: its posts, its settings, its words, and the links to terms. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from sphinx_eulernews.model.post import Post
from sphinx_eulernews.model.related import Relations
from sphinx_eulernews.model.site import Section, Site
from sphinx_eulernews.model.taxonomy import TaxonomyDef
from sphinx_eulernews.render.components import joined, spaced, term_link
from sphinx_eulernews.render.labels import Labels, labels
from sphinx_eulernews.render.tree import Element, Node, element


@dataclass(frozen=True, slots=True)
class Views:
    """The context in which ``post_views`` and ``list_views`` make their trees."""

    site: Site
    date_format: str = "long"
    relations: Relations | None = None
    related: int = 0
    has_feeds: bool = False
    # The links that stand on each page of a collection, by its key: see ``list_views.overview``.
    overviews: dict[str, Element] = field(default_factory=dict, repr=False, compare=False)

    def words(self, section: Section) -> Labels:
        """Return the labels in the language of a collection."""
        return labels(section.collection.language, self.date_format)

    def words_for(self, post: Post) -> Labels:
        """Return the labels in the language of a post."""
        return labels(self.site.language_of(post), self.date_format)

    def title(self, section: Section) -> str:
        """Return the title of a collection: its own, else a word for news."""
        words, is_blog = self.words(section), section.collection.key.rpartition("/")[2] == "blog"
        return section.collection.title or (words("Blog") if is_blog else words("News"))

    def taxonomy_title(self, section: Section, taxonomy: TaxonomyDef) -> str:
        """Return the title of an index of terms: tags, categories, authors."""
        return self.words(section)(taxonomy.title)

    def term_links(self, post: Post, taxonomy: TaxonomyDef, limit: int | None = None) -> list[Node]:
        """Return links to the terms of a post, with what stands between them; at most ``limit``, and how many more."""
        section = self.site.section_of(post)
        if not taxonomy.in_sentence:
            found = section.terms(taxonomy, post)
            links = [term_link(taxonomy, term.name, term) for term in found[:limit]]
            return spaced([*links, *_more(len(found) - len(links))])
        # The spelling of the post, also where no page lists it: an unlisted post has an author as well.
        terms = section.taxonomies[taxonomy.plural]
        names = taxonomy.names(post)
        named: list[Node] = [term_link(taxonomy, name, terms.get(name)) for name in names[:limit]]
        return joined([*named, *_more(len(names) - len(named))], ", ")

    def term_group(self, post: Post, taxonomy: TaxonomyDef, limit: int | None = None) -> Element | None:
        """Make the element that holds the links to the terms of a post."""
        links = self.term_links(post, taxonomy, limit)
        return element("span", links, cls=f"eulernews-{taxonomy.plural}") if links else None


def _more(number: int) -> list[Node]:
    """Say how many terms are not shown."""
    return [element("span", f"+{number}", cls="eulernews-more")] if number > 0 else []
