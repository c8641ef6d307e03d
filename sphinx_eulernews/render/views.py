"""Views: the context of all views, and helpers for links to posts and terms, dates, numbers. Pure."""

from __future__ import annotations

import math
from collections.abc import Collection as Container
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from sphinx_eulernews.model.post import Moment, Post
from sphinx_eulernews.model.site import Section, Site
from sphinx_eulernews.model.taxonomy import TAXONOMIES, TaxonomyDef, Term, Terms
from sphinx_eulernews.model.text import fold_title, repeats, width_in_em
from sphinx_eulernews.render.card_images import Shape, common_shape
from sphinx_eulernews.render.labels import Labels, labels
from sphinx_eulernews.render.tree import Element, Node, Part, element, link

if TYPE_CHECKING:
    from sphinx_eulernews.model.related import Relations

TreeT = TypeVar("TreeT", bound="Element | None")

_WEIGHTS = 5  # sizes of type in a tag cloud
_NO_PAGES: frozenset[str] = frozenset()


def target_of(post: Post) -> str:
    """Return where links to a post lead: its page, or the URL of an external post."""
    return post.external or post.docname


def time_of(moment: Moment, words: Labels, cls: str, **attributes: str) -> Element:
    """Make a date."""
    return element("time", words.day(moment), cls=cls, datetime=moment.iso, **attributes)


def item(*children: Node, cls: str = "") -> Element:
    """Make an entry of a byline."""
    return element("span", *children, cls=cls)


def term_link(taxonomy: TaxonomyDef, name: str, term: Term | None, here: Container[str] = _NO_PAGES) -> Node:
    """Make a link to the page of a term; just its name where it has no page, or on that page."""
    if term is None or term.pagename in here:
        return element("span", name, cls=taxonomy.classes)
    return link(term.pagename, name, cls=taxonomy.classes, rel=taxonomy.link_rel)


def teaser_of(post: Post) -> str:
    """Return the summary that lists show: the beginning of the text where the summary repeats the title."""
    return post.teaser if repeats(post.summary, post.title) else post.summary


def summary_of(post: Post) -> Element | None:
    """Make the summary of a post in a list; one that is not shown is hidden markup, for microformats."""
    if shown := teaser_of(post):
        return element("p", shown, cls="p-summary eulernews-summary")
    return element("data", cls="p-summary", value=post.summary) if post.summary else None


def term_item(term: Term, top: int, counts: bool) -> Element:
    """Make the entry of a term in an index; ``top`` is the number of posts of the heaviest."""
    weight = 1 + round((_WEIGHTS - 1) * math.log(len(term.posts)) / math.log(top)) if top > 1 else 1
    name = link(term.pagename, term.label, rel="tag", cls=f"eulernews-weight-{weight}")
    return element("li", name, " " if counts else None, count_of(len(term.posts)) if counts else None)


def term_tree(terms: Terms, shown: Iterable[Term]) -> Element:
    """Make the list of some terms, each with the list of those below it."""
    items = []
    for term in shown:
        below = terms.below(term)
        name = link(term.pagename, term.label_below, rel="tag")
        items.append(element("li", name, " ", count_of(len(term.posts)), term_tree(terms, below) if below else None))
    return element("ul", items)


def count_of(number: int) -> Element:
    """Make a number of posts."""
    return element("span", f"({number})", cls="eulernews-count")


def joined(nodes: Iterable[Node], separator: Node) -> list[Node]:
    """Put a separator between nodes."""
    found: list[Node] = []
    for node in nodes:
        if found:
            found.append(separator)
        found.append(node)
    return found


def spaced(nodes: Iterable[Node]) -> list[Node]:
    """Put a space between nodes."""
    return joined(nodes, " ")


@dataclass(frozen=True, slots=True)
class Views:
    """The context in which the modules of views make their trees."""

    site: Site
    date_format: str = "long"
    relations: Relations | None = None
    related: int = 0
    has_feeds: bool = False
    has_filter: bool = False
    # Whether the output is made of pages, which Pagefind may index.
    for_pagefind: bool = False
    # Whether templates or other extensions may show any value of a listed post, so that all are compared.
    whole_posts: bool = False
    # The colours of drawn covers, by collection; empty where none are drawn.
    cover_colours: Mapping[str, str] = field(default_factory=dict)
    # The parts that templates of the site override, each with a digest of its templates: see ``part``.
    overrides: Mapping[str, str] = field(default_factory=dict)
    # The tabs of the pages of each collection: see ``navigation_views.tabs``.
    tabs: dict[tuple[str, str, bool], Element] = field(default_factory=dict, repr=False, compare=False)
    _shapes: dict[frozenset[str], Shape] = field(default_factory=dict, repr=False, compare=False)

    def pagefind(self, **values: str) -> dict[str, str]:
        """Return the attributes of an element for Pagefind; none for other output than pages."""
        return {f"data_pagefind_{name}": value for name, value in values.items()} if self.for_pagefind else {}

    def words(self, section: Section) -> Labels:
        """Return the labels in the language of a collection."""
        return labels(section.collection.language, self.date_format)

    def words_for(self, post: Post) -> Labels:
        """Return the labels in the language of a post."""
        return labels(self.site.language_of(post), self.date_format)

    def foreign(self, post: Post | None, around: Post) -> str:
        """Return the language of a post, as BCP 47 spells it, if it is not that of the page that links to it."""
        tag = self.words_for(post).tag if post else ""
        return tag if tag != self.words_for(around).tag else ""

    def foreign_to(self, post: Post, section: Section) -> str:
        """Return the language of a post, as BCP 47 spells it, if it is not that of a collection."""
        tag = self.words_for(post).tag
        return tag if tag != self.words(section).tag else ""

    def whole(self, post: Post) -> tuple[Any, ...]:
        """Return all values of a post that a template or another extension may show, for comparison."""
        section = self.site.section_of(post)
        terms = [[(term.pagename, term.label) for term in section.terms(taxonomy, post)] for taxonomy in TAXONOMIES]
        return post, self.site.language_of(post), post.published(self.site.now), terms

    def part(
        self, name: str, tree: TreeT, *, post: Post | None = None, section: Section | None = None, **values: Any
    ) -> TreeT | Part:
        """Return the tree of a part of a page; where a template overrides it, with the values for the template.

        ``values`` are those besides the post and its collection. They are compared by the tree, which shows
        them too, but for what a template alone may show of terms.
        """
        version = self.overrides.get(name)
        if version is None or not isinstance(tree, Element):
            return tree
        if section is None:
            assert post is not None  # noqa: S101  for the type checker: a part is of a post or of a collection
            section = self.site.section_of(post)
        about = (section.shown, self.title(section))
        terms = [(term.description, term.parent and term.parent.label) for term in values.get("terms", ())]
        shown = (version, self.date_format, about, self.whole(post) if post else (), terms)
        return Part(name, tree, post, section, values, repr(shown))

    def title(self, section: Section) -> str:
        """Return the title of a collection: its own, else a word for news."""
        words, is_blog = self.words(section), section.collection.key.rpartition("/")[2] == "blog"
        return section.collection.title or (words("Blog") if is_blog else words("News"))

    def taxonomy_title(self, section: Section, taxonomy: TaxonomyDef) -> str:
        """Return the title of an index of terms: tags, categories, authors."""
        return self.words(section)(taxonomy.title)

    def shape(self, posts: Iterable[Post]) -> Shape:
        """Return the shape of the images in a list: that of the banners of its collections."""
        keys = frozenset(post.collection for post in posts)
        if keys not in self._shapes:
            sections = (self.site.sections[key] for key in sorted(keys))
            self._shapes[keys] = common_shape(post.banner for each in sections for post in each.timeline.posts)
        return self._shapes[keys]

    def term_links(
        self, post: Post, taxonomy: TaxonomyDef, room: float | None = None, here: Container[str] = _NO_PAGES
    ) -> list[Node]:
        """Return links to the terms of a post, with separators.

        In a list, labels have ``room`` for one row (em), and names are ``TERM_LIMIT`` at most; a number stands for
        the others. A label that says nothing new there is for programs only: the title of the post, or the term of one
        of the pages ``here``.
        """
        if taxonomy.in_sentence:
            return self._names(post, taxonomy, TERM_LIMIT if room else None, here)
        section = self.site.section_of(post)
        found = section.terms(taxonomy, post)
        known = {fold_title(post.title if room else ""), fold_title(self.title(section))} - {""}
        # A post of many terms is on the page of each: what is compared there must not grow with their number.
        compared = found[:_MOST_COMPARED] if room else found
        shown = [term for term in compared if fold_title(term.label) not in known and term.pagename not in here]
        fitting = shown[: _fitting([term.label for term in shown], room)] if room else shown
        links = [term_link(taxonomy, term.label, term) for term in fitting]
        # Hidden terms are limited as well: without a limit, the size of all pages of tags is quadratic in their number.
        seen = set(fitting)
        unseen = [term for term in found[: TERM_LIMIT if room else None] if term not in seen]
        hidden = [element("data", cls=taxonomy.link_class, value=term.label) for term in unseen if taxonomy.link_class]
        more = len(shown) - len(fitting) + len(found) - len(compared)
        return [*spaced([*links, *_more(more)]), *hidden]

    def _names(self, post: Post, taxonomy: TaxonomyDef, limit: int | None, here: Container[str]) -> list[Node]:
        """Return links to the terms of a post as it spells them, also where no page lists it: if it is unlisted."""
        terms = self.site.section_of(post).taxonomies[taxonomy.plural]
        names = taxonomy.names(post)
        named: list[Node] = [term_link(taxonomy, name, terms.get(name), here) for name in names[:limit]]
        return joined([*named, *_more(len(names) - len(named))], ", ")

    def term_group(
        self, post: Post, taxonomy: TaxonomyDef, room: float | None = None, here: Container[str] = _NO_PAGES
    ) -> Element | None:
        """Make the element that holds the links to the terms of a post."""
        links = self.term_links(post, taxonomy, room, here)
        return element("span", links, cls=f"eulernews-{taxonomy.plural}") if links else None


TERM_LIMIT = 20
"""Terms of one taxonomy in an entry of a list."""
_MOST_COMPARED = 100  # more labels than any row has room for
_LABEL_EDGES = 1.6  # em, around the text of a label
_MORE_WIDTH = 2.5  # em, for the number of the others


def _fitting(names: list[str], room: float) -> int:
    """Return how many labels fit into a row, with the number of the others; at least one."""
    used = 0.0
    for number, name in enumerate(names):
        used += width_in_em(name) + _LABEL_EDGES
        if used > room - (_MORE_WIDTH if number + 1 < len(names) else 0):
            return max(number, 1)
    return len(names)


def _more(number: int) -> list[Node]:
    """Make the number of terms that are not shown."""
    return [element("span", f"+{number}", cls="eulernews-more")] if number > 0 else []
