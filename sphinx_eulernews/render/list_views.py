"""Lists of posts in five layouts. Pure.

One markup for directives and generated pages. A list is a microformats2 ``h-feed`` of ``h-entry``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from sphinx_eulernews.model.post import Post
from sphinx_eulernews.model.query import LineFormat
from sphinx_eulernews.model.taxonomy import BYLINE, TAXONOMIES
from sphinx_eulernews.render.card_images import SHAPES, Shape, banner_box, drawn_cover, shape_class
from sphinx_eulernews.render.labels import Labels, labels
from sphinx_eulernews.render.tree import ROWS, Element, Link, Node, Part, Use, element, in_language, link
from sphinx_eulernews.render.views import (
    Views,
    joined,
    summary_of,
    target_of,
    time_of,
)

ON_CARDS = tuple(taxonomy for taxonomy in BYLINE if taxonomy.on_cards)
WITH_IMAGES = frozenset({"cards", "featured", "list"})
"""The layouts that show the images of posts."""
_EAGER = 2  # images at the top of a page that load at once
_ROOM = {"cards": 17.0, "featured": 17.0, "list": 30.0, "table": 17.0}  # em, for the labels of an entry in one row


@dataclass(frozen=True, slots=True)
class EntryContext:
    """The context of an entry: the layout, its place in the list, the page.

    ``here`` are the pages that it need not link to: its own, and those above; ``level`` is that of its heading.
    ``has_images``: one of the list has one. ``place`` is its number in the list, from 0; ``first`` says that the list
    stands at the top of its page.
    """

    layout: str = "cards"
    here: Collection[str] = ()
    level: int = 2
    shape: Shape = SHAPES[0]
    has_images: bool = True
    place: int = 0
    first: bool = False

    @property
    def room(self) -> float:
        """The room for labels in a row, in em."""
        return _ROOM.get(self.layout, 0)

    @property
    def is_lead(self) -> bool:
        """Whether the entry is the lead story, across the width of the page."""
        return self.layout == "featured" and self.place == 0


EntryView: TypeAlias = Callable[[Views, Post, EntryContext], Element]
"""Makes the entry of a post in one layout."""


def post_list(
    views: Views,
    posts: Sequence[Post],
    layout: str,
    *,
    language: str,
    name: str = "",
    first: bool = False,
    here: Collection[str] = (),
    level: int = 2,
    line_format: LineFormat | None = None,
) -> Element:
    """Make a list of posts; an entry in another language than that of its page has ``lang``.

    ``language`` is the language of the page; ``first`` says that the list stands at the top of it, so its first
    images load at once; ``here`` are the pages that entries need not link to, ``level`` is that of their headings.
    ``line_format`` writes each post in its own way, in place of the layout.
    """
    around = labels(language)
    entry: EntryView = partial(formatted, line_format=line_format) if line_format else _LAYOUTS[layout]
    layout = "lines" if line_format else layout
    has_images = layout in WITH_IMAGES and any(post.banner for post in posts)
    shape = views.shape(posts) if has_images else SHAPES[0]

    def made(place: int, post: Post) -> Element | Part:
        context = EntryContext(layout, here, level, shape, has_images, place, first)
        tree = _in_its_language(entry(views, post, context), views.words_for(post), around)
        return views.part(ROWS.get(layout, ""), tree, post=post)

    entries = [made(place, post) for place, post in enumerate(posts)]
    return element(
        "div",
        element("data", cls="p-name", value=name) if name else None,
        element("ul", entries, style=f"list-style-type: {line_format.style}")
        if line_format
        else _WRAPPERS[layout](entries, around),
        cls=f"eulernews h-feed eulernews-{layout}{shape_class(shape)}",
    )


def _in_its_language(entry: Element, words: Labels, around: Labels) -> Element:
    """Set ``lang``, and ``dir``, on an entry in another language than that of the page."""
    if words.tag == around.tag:
        return entry
    return in_language(entry, words.tag, words.direction if words.direction != around.direction else "")


def card(views: Views, post: Post, context: EntryContext) -> Element:
    """Make the card of a post; without an image, it gets a drawn one where the others have theirs."""
    use: Use = "lead" if context.is_lead else "card"
    text = element("div", _entry_parts(views, post, context), cls="eulernews-card-text")
    pinned = " eulernews-pinned" if post.pinned else ""
    lead = " eulernews-lead-card" if context.is_lead else ""
    return element("article", _image(views, post, context, use), text, cls=f"h-entry eulernews-card{lead}{pinned}")


def _image(views: Views, post: Post, context: EntryContext, use: Use) -> Element | None:
    if post.banner is not None:
        return banner_box(post.banner, context.shape, use, eager=context.first and context.place < _EAGER)
    colour = views.cover_colours.get(post.collection, "")
    return drawn_cover(post.docname, colour) if context.has_images and colour and use != "thumbnail" else None


def row(views: Views, post: Post, context: EntryContext) -> Element:
    """Make the entry of a plain list: title, byline, summary, tags, and the image as a thumbnail."""
    text = element("div", _entry_parts(views, post, context), cls="eulernews-row-text")
    return element("li", text, _image(views, post, context, "thumbnail"), cls="h-entry eulernews-row")


def line(views: Views, post: Post, _context: EntryContext) -> Element:
    """Make the entry of a compact list: title and date in one line."""
    date = time_of(post.date, views.words_for(post), "dt-published") if post.date else None
    shown = [_title(views, post), *_marks(views, post), *([date] if date else [])]
    return element("li", joined(shown, " "), cls="h-entry")


def formatted(views: Views, post: Post, _context: EntryContext, *, line_format: LineFormat) -> Element:
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
    """Return the nodes for a key of ``LINE_KEYS``."""
    if key == "title":
        return [_title(views, post)]
    if key == "date":
        if not (post.date and date_format and post.date.has_day):
            return [time_of(post.date, views.words_for(post), "dt-published")] if post.date else []
        return [element("time", post.date.when.strftime(date_format), cls="dt-published", datetime=post.date.iso)]
    if key == "language":
        return [views.site.language_of(post)]
    return views.term_links(post, next(taxonomy for taxonomy in TAXONOMIES if taxonomy.option == key))


def cells(views: Views, post: Post, context: EntryContext) -> Element:
    """Make the row of a table: date, title, authors, tags."""
    date = time_of(post.date, views.words_for(post), "dt-published") if post.date else ""
    title = joined([_title(views, post), *_marks(views, post)], " ")
    terms = [element("td", views.term_links(post, taxonomy, context.room, context.here)) for taxonomy in ON_CARDS]
    return element("tr", element("td", date), element("td", title), terms, cls="h-entry")


def _entry_parts(views: Views, post: Post, context: EntryContext) -> list[Node]:
    """Make the parts that a card and an entry of a plain list have in common."""
    labelled = (taxonomy for taxonomy in ON_CARDS if not taxonomy.in_sentence)
    groups = ((taxonomy, views.term_links(post, taxonomy, context.room, context.here)) for taxonomy in labelled)
    terms = [node for taxonomy, links in groups if links for node in _terms_line(links, taxonomy.plural)]
    title = element(f"h{context.level}", _title(views, post), cls="eulernews-title")
    return [*filter(None, (title, _byline(views, post, context), summary_of(post))), *terms]


def _terms_line(links: list[Node], plural: str) -> list[Node]:
    """Make the line of the terms of a taxonomy; without the paragraph if all of them are hidden markup."""
    seen = any(not (isinstance(node, Element) and node.tag == "data") for node in links)
    return [element("p", links, cls=f"eulernews-{plural}")] if seen else links


def _title(views: Views, post: Post) -> Link:
    """Make the title of a post, which leads to it; one that leads to another site says so."""
    if not post.external:
        return link(target_of(post), post.title, cls="u-url p-name")
    words = views.words_for(post)
    note = element("span", "(" + words("External") + ")", cls="eulernews-unseen")
    mark = element("span", note, cls="eulernews-external")
    return link(target_of(post), element("span", post.title, cls="p-name"), " ", mark, cls="u-url")


def _byline(views: Views, post: Post, context: EntryContext) -> Element | None:
    """Make the short byline of an entry: date, authors, reading time, whether it is pinned or not published."""
    words = views.words_for(post)
    items: list[Node] = [time_of(post.date, words, "dt-published")] if post.date else []
    named = (taxonomy for taxonomy in ON_CARDS if taxonomy.in_sentence)
    groups = (views.term_group(post, taxonomy, context.room, context.here) for taxonomy in named)
    items += [group for group in groups if group]
    if not post.external:
        items.append(element("span", words.minutes(post.minutes), cls="eulernews-minutes"))
    shown = [element("span", joined(items, " · "))] if items else []
    marked = joined([*shown, *_marks(views, post)], " ")
    return element("p", marked, cls="eulernews-entry-byline") if marked else None


def _marks(views: Views, post: Post) -> list[Node]:
    """Make the marks of a post that is pinned, or not published."""
    words, marks = views.words_for(post), list[Node]()
    if post.pinned:
        marks.append(element("span", words("Pinned"), cls="eulernews-mark"))
    if not post.published(views.site.now):
        marks.append(element("strong", words("Not published"), cls="eulernews-draft"))
    return marks


def _table(entries: Sequence[Element | Part], words: Labels) -> Element:
    titles = (words("Date"), words("Title"), *(words(taxonomy.title) for taxonomy in ON_CARDS))
    head = element("thead", element("tr", (element("th", title, scope="col") for title in titles)))
    return element("table", head, element("tbody", entries), cls="docutils")


_LAYOUTS: Mapping[str, EntryView] = {
    "cards": card,
    "featured": card,
    "list": row,
    "compact": line,
    "table": cells,
}
_WRAPPERS: Mapping[str, Callable[[Sequence[Element | Part], Labels], Element]] = {
    "cards": lambda entries, _words: element("div", entries, cls="eulernews-grid"),
    "featured": lambda entries, _words: element("div", entries, cls="eulernews-grid"),
    "list": lambda entries, _words: element("ul", entries),
    "compact": lambda entries, _words: element("ul", entries),
    "table": _table,
}
