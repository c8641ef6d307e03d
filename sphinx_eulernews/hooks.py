"""Events for sites and other extensions: their names, arguments, and checks of what handlers return.

Without a handler, an event costs one look-up. A return value of the wrong shape is ignored with a warning; an exception
becomes Sphinx's ``ExtensionError``, which names the handler.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sphinx_eulernews.model.post import Author, Post
from sphinx_eulernews.model.taxonomy import AUTHOR, TAXONOMIES
from sphinx_eulernews.model.text import clean, did_you_mean

if TYPE_CHECKING:
    from sphinx.events import EventManager

    from sphinx_eulernews.model.front_matter import FrontMatter, Value
    from sphinx_eulernews.model.keys import Keys

POST_READ = "eulernews-post-read"
"""``handler(app, fields, docname)`` returns changed front matter, or None."""
SITE = "eulernews-site"
"""``handler(app, site)`` changes a ``SiteChanges`` before pages are planned."""
PAGE_CONTEXT = "eulernews-page-context"
"""``handler(app, pagename, page, context)`` returns additions to the context of a page, or None."""
FEED_ENTRY = "eulernews-feed-entry"
"""``handler(app, entry, post)`` returns a changed entry of feeds, or None."""
COLLECT_REDIRECTS = "eulernews-collect-redirects"
"""``handler(app, site)`` returns redirects of an extension: old paths, each with where it leads now."""
EVENTS = (POST_READ, SITE, PAGE_CONTEXT, FEED_ENTRY)
"""The events whose handlers change what pages and feeds show: the manifest says which of them have any."""

Warn = Callable[[str], None]
"""Warns of an invalid return value or change of a handler, with its location."""


def has_listeners(events: EventManager, event: str) -> bool:
    """Return whether a handler is connected to an event."""
    return bool(events.listeners.get(event))


def emit_mapping(
    events: EventManager, event: str, given: Mapping[str, Any], *arguments: Any, warn: Warn
) -> dict[str, Any]:
    """Emit an event with a copy of a mapping and further arguments; return the mapping as its handlers leave it.

    What each handler changed of the original is applied, in the order of the handlers.
    """
    result = dict(given)
    for returned in events.emit(event, deepcopy(dict(given)), *arguments):
        changed = _mapping(returned, event, warn)
        if changed is None:
            continue
        for key in given.keys() - changed.keys():
            result.pop(key, None)
        result |= {key: value for key, value in changed.items() if key not in given or given[key] != value}
    return result


def _mapping(returned: Any, event: str, warn: Warn) -> Mapping[str, Any] | None:
    """Return the mapping that a handler returned; None for None, and with a warning for anything else."""
    if isinstance(returned, Mapping) and all(isinstance(key, str) for key in returned):
        return returned
    if returned is not None:
        warn(f"a handler of {event} returned {returned!r:.80}; return a mapping with strings as keys, or None")
    return None


def emit_post_read(events: EventManager, front_matter: FrontMatter, keys: Keys, docname: str, warn: Warn) -> None:
    """Emit ``eulernews-post-read``: handlers change front matter; their fields have the number of its first line."""
    if not has_listeners(events, POST_READ):
        return
    given = {**front_matter.rest, **front_matter.extra, **front_matter.fields}
    result = emit_mapping(events, POST_READ, given, docname, warn=warn)
    for key in given.keys() - result.keys():
        for values in (front_matter.rest, front_matter.extra, front_matter.fields, front_matter.unclear):
            values.pop(key, None)
    for key, value in result.items():
        if key in given and given[key] == value:
            continue
        try:
            _set_field(front_matter, keys, key, value)
        except ValueError as error:
            warn(f"a handler of {POST_READ} set the field {key!r} to {value!r:.80}: {error}; it is ignored")


def _set_field(front_matter: FrontMatter, keys: Keys, key: str, value: Any) -> None:
    ours, name = keys.ours(key), keys.of_site(key)
    plain = _as_written(value)
    if ours:
        front_matter.fields[ours] = plain
    else:
        front_matter.rest[key] = value
    if name:
        front_matter.extra[name] = plain
    front_matter.unclear.pop(key, None)


def _as_written(value: Any) -> Value:
    """Return a value as front matter holds it: strings, and lists and mappings of them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return clean(str(value))
    if isinstance(value, date):  # a datetime is one as well
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_as_written(item) for item in value]
    if isinstance(value, Mapping):
        return {clean(str(key)).casefold(): _as_written(item) for key, item in value.items()}
    raise ValueError("write strings, numbers, dates, lists or mappings")


def _names(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        value = [value]
    items = sorted(value) if isinstance(value, set | frozenset) else list(value)
    if not all(isinstance(item, str) for item in items):
        raise ValueError("it must be a list of strings")
    return tuple(dict.fromkeys(name for item in items if (name := clean(item))))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("it must be a string")
    return clean(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("it must be True or False")
    return value


def _authors(value: Any) -> tuple[Author, ...]:
    items = [value] if isinstance(value, str | Author) else [*value]
    return tuple(item if isinstance(item, Author) else Author(_text(item)) for item in items)


CHANGEABLE: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        **dict.fromkeys((taxonomy.plural for taxonomy in TAXONOMIES if taxonomy is not AUTHOR), _names),
        "related": _names,
        **dict.fromkeys(("summary", "series"), _text),
        **dict.fromkeys(("draft", "pinned", "unlisted"), _flag),
        "authors": _authors,
    }
)
"""The attributes that ``eulernews-site`` may change: not title and date, which are in the text and in old URLs."""


@dataclass
class SiteChanges:
    """All posts of a site, and the changes that handlers of ``eulernews-site`` make for this build."""

    posts: Mapping[str, Post]
    """All posts by docname, also those that are not published."""
    warn: Warn = field(repr=False)
    _changed: dict[str, Post] = field(default_factory=dict, repr=False)

    def hide(self, docname: str) -> None:
        """Hold a post back, as ``draft: true`` does."""
        self.change(docname, draft=True)

    def add(self, docname: str, **terms: str | Iterable[str]) -> None:
        """Add terms to a post: ``site.add("news/a", tags=["kernel"])``."""
        post = self.post(docname)
        if post is None:
            return
        for name, added in terms.items():
            check = CHANGEABLE.get(name)
            if check not in (_names, _authors):
                self.warn(f"a handler of {SITE} added {name!r} to {docname!r}; add tags, categories or authors")
                continue
            try:
                self.change(docname, **{name: dict.fromkeys([*getattr(post, name), *check(added)])})
            except (ValueError, TypeError) as error:
                self.warn(f"a handler of {SITE} added {added!r:.80} to the {name} of {docname!r}: {error}")

    def change(self, docname: str, **values: Any) -> None:
        """Change attributes of a post: ``site.change("news/a", pinned=True, summary="...")``."""
        post = self.post(docname)
        for name, value in values.items():
            if post is None:
                return
            if name not in CHANGEABLE:
                near = did_you_mean(name, list(CHANGEABLE))
                self.warn(f"a handler of {SITE} changed {name!r} of {docname!r}, which cannot be changed{near}")
                continue
            try:
                post = replace(post, **{name: CHANGEABLE[name](value)})
            except (ValueError, TypeError) as error:
                self.warn(f"a handler of {SITE} set {name!r} of {docname!r} to {value!r:.80}: {error}")
                continue
            self._changed[docname] = post

    def post(self, docname: str) -> Post | None:
        """Return a post with the changes so far; warn if it does not exist."""
        found = self._changed.get(docname) or self.posts.get(docname)
        if found is None:
            near = did_you_mean(str(docname), list(self.posts))
            self.warn(f"a handler of {SITE} named the post {docname!r}, which is not there{near}")
        return found

    def result(self) -> dict[str, Post]:
        """Return all posts with the changes."""
        return {**self.posts, **self._changed}


def emit_site(events: EventManager, posts: Mapping[str, Post], warn: Warn) -> Mapping[str, Post]:
    """Emit ``eulernews-site``; return the changed posts. Stored posts stay as they were read."""
    if not has_listeners(events, SITE):
        return posts
    changes = SiteChanges(MappingProxyType({docname: posts[docname] for docname in sorted(posts)}), warn)
    events.emit(SITE, changes)
    return changes.result()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageInfo:
    """A page, as handlers of ``eulernews-page-context`` see it.

    ``kind`` is ``post``, ``list``, the name of a taxonomy (``tag``: posts with a term) or its plural (``tags``: the
    index), ``archive``, ``year`` or ``month``; ``collection`` is the folder; ``posts`` are those that the page lists.
    """

    kind: str
    title: str
    collection: str
    post: Post | None = None
    posts: tuple[Post, ...] = ()


def emit_page_context(events: EventManager, pagename: str, page: PageInfo, context: dict[str, Any], warn: Warn) -> None:
    """Emit ``eulernews-page-context``: handlers change the context of a page, or return additions."""
    for returned in events.emit(PAGE_CONTEXT, pagename, page, context):
        context.update(_mapping(returned, PAGE_CONTEXT, warn) or {})
