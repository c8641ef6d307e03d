"""Indexes of terms and of months. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from sphinx_eulernews.model import urls
from sphinx_eulernews.model.post import Post
from sphinx_eulernews.model.site import Section
from sphinx_eulernews.model.taxonomy import Term, Terms
from sphinx_eulernews.model.text import initial_of, pinyin_order
from sphinx_eulernews.render.labels import Labels
from sphinx_eulernews.render.tree import Element, element, link
from sphinx_eulernews.render.views import Views, count_of, spaced, target_of, term_item, term_tree

_MANY_TERMS = 40
"""An index of more terms than this can be searched by initials."""
_FEW_TERMS = 20
"""In an index of no more terms than this, nothing is folded that the reader would have to open."""
_MANY_TITLES = 500
"""The archive of more posts than this shows the titles of the newest years only, and links to the others."""
_OPEN_YEARS = 2
_BAR, _GAP, _HEIGHT = 6, 2, 20  # of the chart of a year, in units of its own


def term_index(terms: Terms, style: str = "cloud", *, counts: bool = True, limit: int = 0) -> Element:
    """Make an index of terms: ``cloud`` by name in five sizes, ``list`` by number of posts."""
    heaviest = terms.by_weight()[: limit or None]
    shown = heaviest if style == "list" else sorted(heaviest, key=lambda term: term.label.casefold())
    top = max((len(term.posts) for term in heaviest), default=1)
    items = [term_item(term, top, counts) for term in shown]
    return element("ul", items, cls=f"eulernews eulernews-terms eulernews-{style}")


def term_groups(terms: Terms, words: Labels) -> Element:
    """Make the index of terms on a page of its own: those with several posts by weight, then all others folded.

    Terms with others below them come first. A long index has all terms by initial in the fold, so that one can be found
    by its name.
    """
    heaviest = terms.by_weight()
    top = len(heaviest[0].posts) if heaviest else 1
    trees = [term for term in terms.below(None) if terms.below(term)] if terms.is_tree else []
    alone = [term for term in heaviest if term.parent is None and not terms.below(term)] if trees else heaviest
    shared = [term for term in alone if len(term.posts) > 1]
    single = sorted(alone[len(shared) :], key=lambda term: pinyin_order(term.label))
    ranked = [element("div", term_tree(terms, trees), cls="eulernews-tree")] if trees else []
    ranked += [_term_list(shared, top)] if shared else []
    if len(heaviest) > _MANY_TERMS:
        label, inside = words("All by initial"), _by_initial(heaviest, top, words)
    else:
        label, inside = words("With one post"), [_term_list(single, top)] if single else []
    if ranked and inside:
        number = len(heaviest) if len(heaviest) > _MANY_TERMS else len(single)
        summary = element("summary", label, " ", count_of(number))
        is_open = "open" if len(heaviest) <= _FEW_TERMS else ""
        inside = [element("details", summary, inside, cls="eulernews-fold", open=is_open)]
    return element("div", ranked, inside, cls="eulernews eulernews-index")


def terms_below(terms: Terms, term: Term) -> Element | None:
    """Make the list of the terms below a term, for its page."""
    below = terms.below(term)
    return element("div", term_tree(terms, below), cls="eulernews eulernews-tree") if below else None


def _term_list(terms: Iterable[Term], top: int) -> Element:
    return element("ul", [term_item(term, top, counts=True) for term in terms], cls="eulernews-terms eulernews-ranked")


def _by_initial(terms: Sequence[Term], top: int, words: Labels) -> list[Element]:
    """Make the list of the terms of each initial, and links to these lists before them."""
    ordered = sorted(terms, key=lambda term: (initial_of(term.label), pinyin_order(term.label)))
    groups = {initial: list(group) for initial, group in groupby(ordered, lambda term: initial_of(term.label))}
    initials = sorted(groups, key=lambda initial: (not initial.isalpha(), initial))
    # A tag may be called C: the link to the initial says that it is one.
    unseen = element("span", words("Initials"), " ", cls="eulernews-unseen")
    jumps = [element("a", unseen, initial, href=f"#{_anchor(initial)}") for initial in initials]
    nav = element("nav", spaced(jumps), cls="eulernews-initials", aria_label=words("Initials"))
    lists = [
        element("section", element("h2", initial), _term_list(groups[initial], top), id=_anchor(initial))
        for initial in initials
    ]
    return [nav, *lists]


def _anchor(initial: str) -> str:
    return f"initial-{initial.lower() if initial.isalpha() else 'other'}"


def archive(views: Views, section: Section) -> Element:
    """Make the index of years and months, without titles."""
    key, periods = section.collection.key, section.timeline.periods
    blocks = []
    for year in section.timeline.years:
        heading = element("h2", link(urls.archive(key, year), year), " ", count_of(len(periods[year])))
        blocks.append(element("section", heading, _month_counts(views, section, year), cls="eulernews-year"))
    return element("div", blocks, cls="eulernews eulernews-archive")


def archive_with_titles(views: Views, section: Section) -> Element:
    """Make the archive: each year with its months and their posts, the newest years open; then the undated posts.

    Of a large archive, older years have the number of posts of each month in place of the titles.
    """
    periods, years = section.timeline.periods, section.timeline.years
    has_all = sum(len(periods[year]) for year in years) <= _MANY_TITLES
    top = max((len(periods[month]) for month in section.timeline.months), default=1)
    blocks = []
    for place, year in enumerate(years):
        title = element("h2", year, " ", count_of(len(periods[year])))
        summary = element("summary", title, _bars(periods, year, top))
        is_new = place < _OPEN_YEARS
        months = _months(views, section, year) if has_all or is_new else [_month_counts(views, section, year)]
        is_open = "open" if is_new else ""
        whole = _year_link(views, section, year)
        blocks.append(element("details", summary, months, whole, cls="eulernews-fold eulernews-year", open=is_open))
    if undated := section.timeline.undated:
        blocks.append(_undated(views, section, undated, is_open=not years))
    name = element("data", cls="p-name", value=views.title(section))
    return element("div", name, blocks, cls="eulernews eulernews-posts-by-month h-feed")


def _undated(views: Views, section: Section, posts: Sequence[Post], *, is_open: bool) -> Element:
    """Make the group of the posts that no year has."""
    words = views.words(section)
    summary = element("summary", element("h2", words("Without a date"), " ", count_of(len(posts))))
    entries = element("ul", [_dated_title(views, post, words) for post in posts])
    group = element("div", entries, cls="eulernews-month")
    return element("details", summary, group, cls="eulernews-fold eulernews-year", open="open" if is_open else "")


def months_of_year(views: Views, section: Section, year: str) -> Element:
    """Make the links to the months of a year."""
    return element("nav", _month_counts(views, section, year), cls="eulernews eulernews-months", aria_label=year)


def _year_link(views: Views, section: Section, year: str) -> Element:
    """Make the link to the page of a year; a summary must not hold one."""
    words = views.words(section)
    whole = link(urls.archive(section.collection.key, year), words("All posts of %s") % year)
    return element("p", whole, cls="eulernews-whole-year")


def _month_counts(views: Views, section: Section, year: str) -> Element:
    """Make the links to the months of a year, with the number of posts of each."""
    key, words, periods = section.collection.key, views.words(section), section.timeline.periods
    return element(
        "ul",
        [
            element("li", link(urls.archive(key, month), words.month(month)), " ", count_of(len(periods[month])))
            for month in section.timeline.months_of(year)
        ],
    )


def _months(views: Views, section: Section, year: str) -> list[Element]:
    """Make the lists of the posts of each month of a year."""
    key, words, periods = section.collection.key, views.words(section), section.timeline.periods
    lists = []
    for month in section.timeline.months_of(year):
        title = element("h3", link(urls.archive(key, month), words.month(month)), " ", count_of(len(periods[month])))
        entries = [_dated_title(views, post, words) for post in periods[month]]
        lists.append(element("section", title, element("ul", entries), cls="eulernews-month"))
    return lists


def _dated_title(views: Views, post: Post, words: Labels) -> Element:
    """Make the entry of a post in the archive: the day, the title."""
    tag = views.words_for(post).tag
    title = link(target_of(post), post.title, cls="u-url p-name", lang=tag if tag != words.tag else "")
    date = (
        element("time", words.day_of_year(post.date), cls="dt-published", datetime=post.date.iso) if post.date else ""
    )
    return element("li", date, " ", title, cls="h-entry")


def _bars(periods: Mapping[str, Sequence[Post]], year: str, top: int) -> Element:
    """Draw the number of posts of each month of a year, January first; the numbers stand next to the months."""
    shapes = []
    for month in range(1, 13):
        posts = len(periods.get(f"{year}-{month:02}", ()))
        height = max(round(_HEIGHT * posts / top), 2) if posts else 1
        shapes.append(f"M{(month - 1) * (_BAR + _GAP)} {_HEIGHT}v-{height}h{_BAR}v{height}z")
    view = f"0 0 {12 * (_BAR + _GAP) - _GAP} {_HEIGHT}"
    return element("svg", element("path", d="".join(shapes)), cls="eulernews-bars", viewBox=view, aria_hidden="true")
