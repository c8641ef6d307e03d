"""Lists of posts in four layouts. Pure.

One markup for directives and generated pages. A list is a microformats2 ``h-feed`` of ``h-entry``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from sphinx_eulernews.model.post import Post
from sphinx_eulernews.model.query import LineFormat
from sphinx_eulernews.model.taxonomy import BYLINE, TAXONOMIES
from sphinx_eulernews.render.labels import Labels, labels
from sphinx_eulernews.render.tree import BannerImage, Element, Link, Node, element, in_language, link
from sphinx_eulernews.render.views import (
    Views,
    joined,
    summary_of,
    target_of,
    time_of,
)

ON_CARDS = tuple(taxonomy for taxonomy in BYLINE if taxonomy.on_cards)
TERM_LIMIT = 20
"""Terms of one taxonomy in an entry of a list: without it, the pages of tags grow with the square of their number."""
_EAGER = 2  # images at the top of a page that load at once


def post_list(
    views: Views,
    posts: Sequence[Post],
    layout: str,
    *,
    language: str,
    name: str = "",
    first: bool = False,
    line_format: LineFormat | None = None,
) -> Element:
    """Make a list of posts; an entry in another language than that of its page says so.

    ``language`` is the language of the page; ``first`` says that the list stands at the top of it, so its first
    images load at once; ``line_format`` writes each post in its own way, in place of the layout.
    """
    entry, around = _LAYOUTS[layout], labels(language)
    if line_format:
        entry, layout = partial(formatted, line_format=line_format), "lines"
    entries = [
        _in_its_language(entry(views, post, first and index < _EAGER), views.words_for(post), around)
        for index, post in enumerate(posts)
    ]
    return element(
        "div",
        element("data", cls="p-name", value=name) if name else None,
        element("ul", entries, style=f"list-style-type: {line_format.style}")
        if line_format
        else _WRAPPERS[layout](entries),
        cls=f"eulernews h-feed eulernews-{layout}",
    )


def _in_its_language(entry: Element, words: Labels, around: Labels) -> Element:
    """Return an entry that says its language, and its direction, where those of the page are others."""
    if words.tag == around.tag:
        return entry
    return in_language(entry, words.tag, words.direction if words.direction != around.direction else "")


def card(views: Views, post: Post, eager: bool = False) -> Element:
    """Make the card of a post."""
    banner = None
    if post.banner is not None:
        extra = {"class": "u-featured", **({"loading": "eager"} if eager else {})}
        image = BannerImage(post.banner, "card", post.banner.alt or "", extra)
        banner = link(target_of(post), image, cls="eulernews-card-image", tabindex="-1", aria_hidden="true")
    text = element("div", _entry_parts(views, post), cls="eulernews-card-text")
    pinned = " eulernews-pinned" if post.pinned else ""
    return element("article", banner, text, cls=f"h-entry eulernews-card{pinned}")


def row(views: Views, post: Post, _: bool = False) -> Element:
    """Make the entry of a plain list: title, date, summary, tags."""
    return element("li", _entry_parts(views, post), cls="h-entry")


def line(views: Views, post: Post, _: bool = False) -> Element:
    """Make the entry of a compact list: title and date in one line."""
    date = time_of(post.date, views.words_for(post), "dt-published") if post.date else None
    return element("li", _title(post), " " if date else None, date, cls="h-entry")


def formatted(views: Views, post: Post, _: bool = False, *, line_format: LineFormat) -> Element:
    """Make the entry of a list that writes each post in a line of its own format."""
    shown: list[Node] = []
    for text, key in line_format.parts:
        shown += [*([text] if text else []), *(_named(views, post, key, line_format.date) if key else [])]
    summary = summary_of(post) if line_format.summary else None
    more = (
        element("p", link(target_of(post), element("em", line_format.more))) if line_format.more and summary else None
    )
    return element("li", element("p", shown), summary, more, cls="h-entry")


def _named(views: Views, post: Post, key: str, date_format: str) -> list[Node]:
    """Return what a line shows of a post under a key of ``LINE_KEYS``."""
    if key == "title":
        return [_title(post)]
    if key == "date":
        if not (post.date and date_format and post.date.has_day):
            return [time_of(post.date, views.words_for(post), "dt-published")] if post.date else []
        return [element("time", post.date.when.strftime(date_format), cls="dt-published", datetime=post.date.iso)]
    if key == "language":
        return [views.site.language_of(post)]
    return views.term_links(post, next(taxonomy for taxonomy in TAXONOMIES if taxonomy.option == key))


def cells(views: Views, post: Post, _: bool = False) -> Element:
    """Make the row of a table: date, title, authors, tags."""
    date = time_of(post.date, views.words_for(post), "dt-published") if post.date else ""
    terms = [element("td", views.term_links(post, taxonomy, TERM_LIMIT)) for taxonomy in ON_CARDS]
    return element("tr", element("td", date), element("td", _title(post)), terms, cls="h-entry")


def _entry_parts(views: Views, post: Post) -> list[Node]:
    """Make the parts that a card and an entry of a plain list have in common."""
    labelled = (taxonomy for taxonomy in ON_CARDS if not taxonomy.in_sentence)
    groups = ((taxonomy, views.term_links(post, taxonomy, TERM_LIMIT)) for taxonomy in labelled)
    terms = [node for taxonomy, links in groups if links for node in _terms_line(links, taxonomy.plural)]
    title, summary = element("h2", _title(post), cls="eulernews-title"), summary_of(post)
    return [title, _byline(views, post), *([summary] if summary else []), *terms]


def _terms_line(links: list[Node], plural: str) -> list[Node]:
    """Make the line of the terms of a taxonomy; none where all of them are there for programs only."""
    seen = any(not (isinstance(node, Element) and node.tag == "data") for node in links)
    return [element("p", links, cls=f"eulernews-{plural}")] if seen else links


def _title(post: Post) -> Link:
    return link(target_of(post), post.title, cls="u-url p-name")


def _byline(views: Views, post: Post) -> Element:
    """Make the short byline of an entry: date, authors, whether it is pinned or not published."""
    words = views.words_for(post)
    items: list[Node] = [time_of(post.date, words, "dt-published")] if post.date else []
    named = (views.term_group(post, taxonomy, TERM_LIMIT) for taxonomy in ON_CARDS if taxonomy.in_sentence)
    items += [group for group in named if group]
    if post.pinned:
        items.append(element("span", words("Pinned"), cls="eulernews-mark"))
    if not post.published(views.site.now):
        items.append(element("strong", words("Not published"), cls="eulernews-draft"))
    return element("p", joined(items, " · "), cls="eulernews-entry-byline")


_LAYOUTS: dict[str, Callable[[Views, Post, bool], Element]] = {
    "cards": card,
    "list": row,
    "compact": line,
    "table": cells,
}
_WRAPPERS: dict[str, Callable[[list[Element]], Element]] = {
    "cards": lambda entries: element("div", entries, cls="eulernews-grid"),
    "list": lambda entries: element("ul", entries),
    "compact": lambda entries: element("ul", entries),
    "table": lambda entries: element("table", element("tbody", entries), cls="docutils"),
}
