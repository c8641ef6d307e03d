"""Filter above the list of a collection: a form that a script fills, and links for readers without scripts. Pure.

The form names no term and no month: every new post would change the page. They come from ``output/filter_data.py``,
when the reader opens the filter.
"""

from __future__ import annotations

from sphinx_eulernews.model import urls
from sphinx_eulernews.model.site import Section
from sphinx_eulernews.model.taxonomy import BYLINE, TaxonomyDef
from sphinx_eulernews.render.labels import Labels
from sphinx_eulernews.render.tree import Element, Node, element, link
from sphinx_eulernews.render.views import Views, spaced

PAGE_SIZES = (12, 24, 36, 48)


def has_filter(views: Views, section: Section) -> bool:
    """Return whether the list of a collection has a filter: where it has more posts than a page of the list shows."""
    return views.has_filter and len(section.timeline.posts) > section.collection.page_size


def filter_bar(views: Views, section: Section) -> Element | None:
    """Make the filter: closed, with links to the indexes in the place of the form until a script takes over."""
    if not has_filter(views, section):
        return None
    words = views.words(section)
    details = element(
        "details",
        element("summary", words("Filter posts")),
        element("p", spaced(_index_links(section, words)), cls="eulernews-filter-links"),
        _form(section, words),
        cls="eulernews-filter-details",
    )
    return element(
        "search",
        details,
        element("p", role="status", aria_live="polite"),
        cls="eulernews-filter",
        aria_label=words("Filter posts"),
        data_language=words.tag,
        data_posts=urls.FILTER_FILE,
        data_found=words("Posts found: %s"),
        data_failed=words("The filter cannot be loaded. The links lead to all posts."),
        data_previous=words("Previous page"),
        data_next=words("Next page"),
        data_pages=words("Pages"),
    )


def taxonomies_of(section: Section) -> list[TaxonomyDef]:
    """Return the taxonomies that a collection can be filtered by."""
    return [taxonomy for taxonomy in BYLINE if len(section.taxonomies[taxonomy.plural])]


def _index_links(section: Section, words: Labels) -> list[Node]:
    key = section.collection.key
    indexes = [
        link(urls.terms_index(key, taxonomy.plural), words(taxonomy.title)) for taxonomy in taxonomies_of(section)
    ]
    return [link(urls.archive(key), words("Archive")), *indexes]


def _form(section: Section, words: Labels) -> Element:
    every = {"": words("All")}
    orders = {"": words("Newest first"), "oldest": words("Oldest first"), "title": words("By title")}
    size = section.collection.page_size
    sizes = {str(number): str(number) for number in sorted({size, *PAGE_SIZES})}
    return element(
        "form",
        _labelled(words("Search titles and summaries"), element("input", type="search", name="q")),
        _select("month", words("Month"), every),
        [_select(taxonomy.name, words(taxonomy.title), every) for taxonomy in taxonomies_of(section)],
        _select("sort", words("Order"), orders),
        _select("size", words("Posts per page"), sizes, chosen=str(size)),
        element("button", words("Clear filter"), type="reset"),
        autocomplete="off",
        hidden="hidden",
    )


def _select(name: str, label: str, options: dict[str, str], chosen: str | None = None) -> Element:
    # `element` leaves empty attributes out, and an option without a value has its text as value.
    made = [
        Element("option", (text,), {"value": value, **({"selected": "selected"} if value == chosen else {})})
        for value, text in options.items()
    ]
    return _labelled(label, element("select", made, name=name))


def _labelled(label: str, control: Element) -> Element:
    return element("label", element("span", label), " ", control)
