"""Warnings that only all posts together can tell: unknown names in lists and in ``related``, dates in the future.

They are given at every build, until they are fixed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING

from sphinx_eulernews.model.query import ArchiveIndexSpec, DirectiveSpec, PostListSpec, TermIndexSpec
from sphinx_eulernews.model.related import Relations
from sphinx_eulernews.model.taxonomy import BY_NAME
from sphinx_eulernews.model.text import fold
from sphinx_eulernews.warnings import Subtype, warn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sphinx_eulernews.domain import NewsDomain
    from sphinx_eulernews.model.post import Post
    from sphinx_eulernews.model.site import Site

_CANDIDATES = 2000  # names that are compared with an unknown one
_LONGEST = 60


def check_site(domain: NewsDomain, site: Site) -> None:
    """Warn of what does not fit together."""
    _check_directives(domain, site)
    relations = Relations(site)
    for post in site.posts.values():
        if post.related:
            _check_related(relations, post)
    if domain.settings.future == "warn":
        _check_dates(domain, site)


def _check_directives(domain: NewsDomain, site: Site) -> None:
    @cache
    def names_of(taxonomy: str) -> Mapping[str, str]:
        # Also of posts that are not published: a list may be there before its first post.
        names_in = BY_NAME[taxonomy].names
        return {fold(name): name for post in site.posts.values() for name in names_in(post)}

    for docname, specs in domain.directives_in.items():
        if not site.visible(docname):
            continue
        for spec in specs:
            for message in _unknown_names(spec, site, names_of):
                warn(Subtype.DIRECTIVE, message, docname=docname, line=getattr(spec, "line", 0))


def _unknown_names(spec: DirectiveSpec, site: Site, names_of: Callable[[str], Mapping[str, str]]) -> Iterator[str]:
    """Yield what is wrong with the names in a directive."""
    if isinstance(spec, TermIndexSpec | ArchiveIndexSpec):
        collections: Iterable[str] = spec.collections
    else:
        collections = spec.query.collections if isinstance(spec, PostListSpec) else ()
    for key in collections:
        if key not in site.sections:
            yield f"there is no collection {key!r}{_suggestion(key, site.sections)}"
    if isinstance(spec, PostListSpec):
        for taxonomy, names in spec.query.terms.items():
            known = names_of(taxonomy)
            for name in names:
                if fold(name) not in known:
                    yield f"no post has the {taxonomy} {name!r}{_suggestion(name, known.values())}"


def _suggestion(name: str, known: Iterable[str]) -> str:
    candidates = [each for each, _ in zip(known, range(_CANDIDATES), strict=False) if len(each) <= _LONGEST]
    close = get_close_matches(name[:_LONGEST], candidates, 1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _check_related(relations: Relations, post: Post) -> None:
    for name in relations.unknown(post):
        message = f"the field 'related' names {name!r}, which is no other post{_suggestion(name, relations.site.posts)}"
        warn(Subtype.FIELD, message, docname=post.docname, line=post.line_of("related"))


def _check_dates(domain: NewsDomain, site: Site) -> None:
    """Warn of posts that are public before their date."""
    now = site.now.astimezone(domain.settings.zone)
    today = now.date().isoformat()
    for post in site.posts.values():
        if post.date is None or not post.published(site.now):
            continue
        # A day or a month is compared as such: it begins when it does where the site is.
        is_day = "T" not in post.date.iso
        if post.date.iso > today[: len(post.date.iso)] if is_day else post.date.when > now:
            message = (
                f"the date {post.date.iso} is later than this build, and the post is public; hold it back with the "
                "field 'publish', or all such posts with eulernews_future = 'hide'"
            )
            warn(Subtype.DATE, message, docname=post.docname, line=post.line_of("date"))
