"""Post views: byline, banner, series, related and neighbouring posts, around the text of a post. Pure.

The page is one microformats2 ``h-entry``.
"""

from __future__ import annotations

from dataclasses import replace

from sphinx_eulernews.model import urls
from sphinx_eulernews.model.post import Banner, Post
from sphinx_eulernews.model.query import BannerSpec
from sphinx_eulernews.model.taxonomy import AUTHOR, BYLINE, TaxonomyDef
from sphinx_eulernews.render import author_views
from sphinx_eulernews.render.labels import Labels, labels
from sphinx_eulernews.render.tree import BannerImage, Element, Link, Node, element, link
from sphinx_eulernews.render.views import Views, item, joined, spaced, target_of, time_of

SERIES_LIMIT = 20
"""Titles in the box of a series."""
_FULL_WIDTH = 480  # pixels: a narrower banner keeps its size at the head of a post


def byline(views: Views, post: Post) -> Element:
    """Make the byline of a post: date, authors, reading time; below them its terms; and hidden microformats."""
    words = views.words_for(post)
    updated = post.updated
    is_news = updated is not None and (post.date is None or updated.when.date() != post.date.when.date())
    dated = views.pagefind(meta="date[datetime]", sort="date[datetime]")
    items: list[Node] = [time_of(post.date, words, "dt-published", **dated)] if post.date else []
    if updated and is_news:
        items.append(item(words("Updated"), " ", time_of(updated, words, "dt-updated")))
    groups = [(each, group) for each in BYLINE if (group := views.term_group(post, each))]
    groups = [(each, _without_cards(views, post, group) if each is AUTHOR else group) for each, group in groups]
    named, labelled = (
        [_as_filter(views, each, group) for each, group in groups if each.in_sentence is in_sentence]
        for in_sentence in (True, False)
    )
    items += named
    items.append(item(words.minutes(post.minutes), cls="eulernews-minutes"))
    if not post.published(views.site.now):
        items.append(element("strong", words("Not published"), cls="eulernews-draft"))
    terms = [*labelled, *_translations(views, post, words)]
    return element(
        "div",
        element("data", cls="p-name", value=post.title, **views.pagefind(meta="title[value]")),
        element("data", cls="p-summary", value=post.summary) if post.summary and not post.has_lead else None,
        element("time", cls="dt-updated", datetime=updated.iso, hidden="hidden") if updated and not is_news else None,
        # Hidden: for microformats; readers are on that page.
        link(post.docname, post.title, cls="u-url", hidden="hidden"),
        element("p", joined(items, " · "), cls="eulernews-facts"),
        element("p", spaced(terms), cls="eulernews-labels") if terms else None,
        cls="eulernews-byline",
    )


def _without_cards(views: Views, post: Post, group: Element) -> Element:
    """Return the authors of the byline without microformats where a box at the foot of the post has them."""
    carded = author_views.names_in_boxes(views, post)
    return replace(
        group,
        children=tuple(
            replace(name, attributes={key: value for key, value in name.attributes.items() if key != "class"})
            if isinstance(name, Element | Link) and _text_of(name) in carded
            else name
            for name in group.children
        ),
    )


def _text_of(name: Element | Link) -> str:
    return "".join(child for child in name.children if isinstance(child, str))


def _as_filter(views: Views, taxonomy: TaxonomyDef, group: Element) -> Element:
    """Return the terms of a byline as filters of Pagefind, and the names of authors as one string as well."""
    if not views.for_pagefind:
        return group
    terms = tuple(
        replace(term, attributes={**term.attributes, "data-pagefind-filter": _filter_of(taxonomy, term)})
        if isinstance(term, Element | Link)
        else term
        for term in group.children
    )
    named = {"data-pagefind-meta": taxonomy.name} if taxonomy.in_sentence else {}
    return replace(group, children=terms, attributes={**group.attributes, **named})


def _filter_of(taxonomy: TaxonomyDef, term: Element | Link) -> str:
    """Return the filter of a term for Pagefind, which reads its text, or the ``value`` of a hidden one."""
    return f"{taxonomy.name}[value]" if "value" in term.attributes else taxonomy.name


def lead(post: Post) -> Element | None:
    """Make the summary above the text; None if the text begins with it."""
    return element("p", post.summary, cls="p-summary eulernews-lead") if post.has_lead else None


def hero(post: Post, *, for_pagefind: bool = False) -> Element | None:
    """Make the banner at the head of a post."""
    if post.banner is None or post.banner.borrowed:
        return None
    marked = {"data-pagefind-meta": "image[src], image_alt[alt]"} if for_pagefind else {}
    image = BannerImage(post.banner, "hero", post.banner.alt or post.title, {"class": "u-featured", **marked})
    return element("div", image, cls=f"eulernews-banner{_fit(post.banner)}")


def _fit(banner: Banner) -> str:
    """Return the class of a banner that does not fill the width of the page: a small one, or an upright one."""
    if 0 < banner.width < _FULL_WIDTH:
        return " eulernews-small"
    return " eulernews-whole" if 0 < banner.width < banner.height else ""


def banner_figure(spec: BannerSpec) -> Element:
    """Make the figure of the directive ``banner``."""
    parts = [element("span", text, cls=cls) for text, cls in
             ((spec.caption, "eulernews-caption"), (spec.credit, "eulernews-credit")) if text]  # fmt: skip
    caption = element("figcaption", joined(parts, " ")) if parts else None
    image = BannerImage(spec.banner, "hero", spec.banner.alt)
    return element("figure", image, caption, cls=f"eulernews eulernews-banner{_fit(spec.banner)}")


def footer(views: Views, post: Post) -> Element:
    """Make the footer of a post: authors, series, related posts, neighbours, the link to the list."""
    words = views.words_for(post)
    parts = [
        *author_views.boxes(views, post),
        _series(views, post, words),
        _related(views, post, words),
        _neighbours(views, post, words),
    ]
    back = link(urls.list_page(post.collection), views.title(views.site.section_of(post)), rel="up")
    # The line break separates words for programs that strip tags.
    return element("footer", *parts, "\n", element("p", back, cls="eulernews-up"), cls="eulernews-footer")


def _translations(views: Views, post: Post, words: Labels) -> list[Node]:
    """Make the links to the translations of a post, here and in other projects."""
    versions = [(other.docname, views.site.language_of(other)) for other in views.site.translations(post)]
    versions += [(other.url, other.language) for other in views.site.external_translations(post)]
    cls = "eulernews-translation"
    return [
        link(
            to,
            words.name_of(language),
            cls=cls,
            rel="alternate",
            lang=labels(language).tag,
            hreflang=labels(language).tag,
        )
        for to, language in versions
    ]


def _neighbours(views: Views, post: Post, words: Labels) -> Element | None:
    """Make the links to the previous and the next post, in the order in which a reader of all would read them."""
    older, newer = views.site.section_of(post).timeline.neighbours(post.docname)
    if not (older or newer):
        return None
    return element(
        "nav",
        _neighbour(views, older, post, words("Previous"), "prev") if older else None,
        _neighbour(views, newer, post, words("Next"), "next") if newer else None,
        cls="eulernews-neighbours",
        aria_label=words("More posts"),
    )


def _neighbour(views: Views, post: Post, around: Post, label: str, rel: str) -> Node:
    title = element("span", post.title, cls="eulernews-name", lang=views.foreign(post, around))
    text = element("span", element("small", label), " ", title)
    return link(target_of(post), thumbnail(post), text, rel=rel, cls=f"eulernews-{rel}")


def thumbnail(post: Post) -> BannerImage | None:
    """Make the small image in a link to a post; no drawn cover, which shows only the title next to it."""
    if post.banner is None or not post.banner.path:
        return None
    return BannerImage(post.banner, "thumbnail", "")


def _related(views: Views, post: Post, words: Labels) -> Element | None:
    posts = views.relations.of(post, views.related) if views.relations else []
    if not posts:
        return None
    title = element("p", words("Related posts"), cls="eulernews-related-title")
    items = [element("li", _small_card(views, other, post)) for other in posts]
    return element("nav", title, element("ul", items), cls="eulernews-related", aria_label=words("Related posts"))


def _small_card(views: Views, post: Post, around: Post) -> list[Node]:
    """Make the card of a related post: image, title, date."""
    title = element("span", post.title, cls="eulernews-name", lang=views.foreign(post, around))
    date = element("small", time_of(post.date, views.words_for(around), "")) if post.date else None
    return [link(target_of(post), thumbnail(post), element("span", title, " " if date else None, date))]


def _series(views: Views, post: Post, words: Labels) -> Element | None:
    """Make the box that names the neighbours in a series, and which part this is."""
    first, parts = views.site.section_of(post).timeline.parts_near(post, SERIES_LIMIT)
    if len(parts) < 2:
        return None
    items = [
        element(
            "li",
            element("strong", part.title)
            if part.docname == post.docname
            else link(target_of(part), part.title, lang=views.foreign(part, post)),
        )
        for part in parts
    ]
    title = element("p", words("Series: %s") % post.label(post.series), cls="eulernews-series-title")
    return element(
        "nav",
        title,
        element("ol", items, start=str(first) if first > 1 else ""),
        cls="eulernews-series",
        aria_label=post.label(post.series),
    )
