"""The index of all tags, for every builder: ``news-tags``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sphinx.domains import Index, IndexEntry

from sphinx_eulernews.labels import labels
from sphinx_eulernews.model.taxonomy import TAG
from sphinx_eulernews.model.text import fold

if TYPE_CHECKING:
    from sphinx_eulernews.domain import NewsDomain
    from sphinx_eulernews.model.collection import Collection
    from sphinx_eulernews.model.taxonomy import Term


class TagIndex(Index):
    """An index of the domain."""

    name = "tags"
    localname = "News by tag"
    # A short name would put the index into the navigation of every page, also of those that are not written
    # again when the first tag comes.
    shortname = None

    def generate(self, docnames: Iterable[str] | None = None) -> tuple[list[tuple[str, list[IndexEntry]]], bool]:
        """List the tags: each with a link to its page, or where tags have no pages with its posts below it.

        Sphinx writes an index anew at every build unless it is empty, so it is empty where the output
        shows it already.
        """
        domain: NewsDomain = self.domain  # type: ignore[assignment]
        if domain.index_is_current:
            return [], True
        content: dict[str, list[IndexEntry]] = {}
        chosen = None if docnames is None else frozenset(docnames)
        for section in domain.news.sections.values():
            for term in section.taxonomies[TAG.plural]:
                entries = content.setdefault(fold(term.name)[:1].upper(), [])
                if domain.terms_have_pages:
                    entries.append(_page_entry(term, section.collection))
                else:
                    entries += _post_entries(term, section.collection, chosen)
        return sorted(content.items()), True


def _page_entry(term: Term, collection: Collection) -> IndexEntry:
    number = labels(collection.language).posts(len(term.posts))
    return IndexEntry(term.name, 0, term.pagename, "", collection.title, "", number)


def _post_entries(term: Term, collection: Collection, chosen: frozenset[str] | None) -> list[IndexEntry]:
    posts = [post for post in term.posts if chosen is None or post.docname in chosen]
    below = [IndexEntry(post.title, 2, post.docname, "", "", "", "") for post in posts]
    return [IndexEntry(term.name, 1, "", "", collection.title, "", ""), *below] if below else []
