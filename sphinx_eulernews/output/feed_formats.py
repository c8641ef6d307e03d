"""Atom, RSS and JSON Feed, written from plain values. Pure.

Written with the standard library, since ``feedgen`` needs lxml and one generator for each format, and takes its
dates from the clock. Prefixes are spelled out in the tags, so that no namespace is registered for the whole process.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from sphinx_eulernews.html.xhtml import without_forbidden

GENERATOR = "sphinx-eulernews"
ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
MEDIA = "http://search.yahoo.com/mrss/"
JSON_FEED = "https://jsonfeed.org/version/1.1"

MEDIA_TYPES = {
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "json": "application/feed+json",
}

# Atom requires a date for every entry. This one is far in the past, and never changes.
_NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Person:
    """An author, with the URL of a page about them and that of an avatar, if they are known."""

    name: str
    url: str = ""
    avatar: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """The banner of an entry: its absolute URL, type and size, empty or 0 where not known."""

    url: str
    type: str = ""
    length: int = 0
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One post, with absolute URLs; ``content_html`` is empty where the feed gives summaries.

    ``categories`` are terms, each with the label that readers see; ``extra`` are fields of the site, as JSON has them.
    """

    id: str
    url: str
    title: str
    summary: str = ""
    content_html: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    authors: tuple[Person, ...] = ()
    categories: tuple[tuple[str, str], ...] = ()
    image: Image | None = None
    external_url: str = ""
    language: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    def as_mapping(self) -> dict[str, Any]:
        """Return what handlers may change: strings, dates, lists of authors and categories, a mapping of fields."""
        return {
            **{name: getattr(self, name) for name in (*_STRINGS, *_DATES)},
            "authors": [asdict(person) for person in self.authors],
            "categories": [label for _term, label in self.categories],
            "extra": dict(self.extra),
        }

    def with_values(self, values: Mapping[str, Any]) -> tuple[list[str], Entry]:
        """Return the entry with values that were changed, and a sentence for each that cannot be used."""
        problems: list[str] = []
        changed: dict[str, Any] = {}
        for name, value in values.items():
            try:
                changed[name] = _checked(name, value)
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                problems.append(f"set {name!r} of an entry to {value!r:.80}, which is ignored: {error}")
        return problems, replace(self, **changed)

    @property
    def changed(self) -> datetime | None:
        """When readers should look again: never before the post was published."""
        return max((moment for moment in (self.published, self.updated) if moment), default=None)


_STRINGS = ("id", "url", "external_url", "title", "summary", "content_html", "language")
_DATES = ("published", "updated")


def _checked(name: str, value: Any) -> Any:
    """Return a value of an entry, or raise an error that says why it is none."""
    if name in _STRINGS and isinstance(value, str):
        return value
    if name in _DATES and (value is None or (isinstance(value, datetime) and value.tzinfo)):
        return value
    if name == "authors" and isinstance(value, list | tuple):
        return tuple(Person(str(each["name"]), str(each.get("url", "")), str(each.get("avatar", ""))) for each in value)
    if name == "categories" and isinstance(value, list | tuple) and all(isinstance(each, str) for each in value):
        return tuple((each, each) for each in value)
    if name == "extra" and isinstance(value, dict):
        return json.loads(json.dumps(value))
    shapes = "strings, dates with a zone, authors [{'name': ..., 'url': ...}], categories [...], extra {...}"
    raise ValueError(f"an entry has {shapes}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed, newest entry first; ``language`` as BCP 47 writes it."""

    id: str
    title: str
    subtitle: str = ""
    language: str
    home_url: str
    self_url: str
    authors: tuple[Person, ...] = ()
    entries: tuple[Entry, ...] = ()

    @property
    def updated(self) -> datetime | None:
        """The newest change of an entry: the clock has no say, so that equal posts give equal feeds."""
        return max((entry.changed for entry in self.entries if entry.changed), default=None)


def atom(feed: Feed) -> bytes:
    """Write an Atom feed (RFC 4287)."""
    root = Element("feed", {"xmlns": ATOM, "xmlns:media": MEDIA, "xml:lang": feed.language})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.subtitle)
    _add(root, "updated", _iso(feed.updated or _NO_DATE))
    _add_empty(root, "link", rel="self", type=MEDIA_TYPES["atom"], href=feed.self_url)
    _add_empty(root, "link", rel="alternate", type="text/html", href=feed.home_url)
    _add(root, "generator", GENERATOR)
    for person in feed.authors:
        _add_person(root, person)
    for entry in feed.entries:
        _add_atom_entry(root, entry, feed.language)
    return _xml(root)


def _add_atom_entry(root: Element, entry: Entry, language: str) -> None:
    own = {"xml:lang": entry.language} if entry.language not in ("", language) else {}
    item = SubElement(root, "entry", own)
    _add(item, "id", entry.id)
    _add(item, "title", entry.title or entry.url)
    _add(item, "updated", _iso(entry.changed or _NO_DATE))
    _add(item, "published", _iso(entry.published) if entry.published else "")
    _add_empty(item, "link", rel="alternate", type="text/html", href=entry.external_url or entry.url)
    for person in entry.authors:
        _add_person(item, person)
    for term, label in entry.categories:
        _add_empty(item, "category", term=term, label=label if label != term else "")
    _add(item, "summary", entry.summary)
    _add(item, "content", entry.content_html, type="html")
    if image := entry.image:
        if image.type:
            _add_empty(item, "link", rel="enclosure", type=image.type, length=_number(image.length), href=image.url)
        _add_thumbnail(item, image)


def rss(feed: Feed) -> bytes:
    """Write an RSS 2.0 feed; its language holds for all entries, since RSS knows no other."""
    spaces = {"xmlns:atom": ATOM, "xmlns:content": CONTENT, "xmlns:dc": DUBLIN_CORE, "xmlns:media": MEDIA}
    root = Element("rss", {"version": "2.0", **spaces})
    channel = SubElement(root, "channel")
    _add(channel, "title", feed.title)
    _add(channel, "link", feed.home_url)
    _add(channel, "description", escape(feed.subtitle or feed.title, quote=False))
    _add(channel, "language", feed.language)
    _add(channel, "lastBuildDate", _rfc822(feed.updated))
    _add(channel, "generator", GENERATOR)
    _add_empty(channel, "atom:link", rel="self", type=MEDIA_TYPES["rss"], href=feed.self_url)
    for entry in feed.entries:
        _add_rss_item(channel, entry)
    return _xml(root)


def _add_rss_item(channel: Element, entry: Entry) -> None:
    item = SubElement(channel, "item")
    _add(item, "title", entry.title or entry.url)
    _add(item, "link", entry.external_url or entry.url)
    _add(item, "guid", entry.id, isPermaLink="false")
    _add(item, "pubDate", _rfc822(entry.published))
    for person in entry.authors:
        _add(item, "dc:creator", person.name)
    for _term, label in entry.categories:
        _add(item, "category", label)
    # A description is HTML, a summary is plain text.
    _add(item, "description", escape(entry.summary, quote=False))
    _add(item, "content:encoded", entry.content_html)
    if image := entry.image:
        if image.type:
            _add_empty(item, "enclosure", url=image.url, length=str(image.length), type=image.type)
        _add_thumbnail(item, image)


def json_feed(feed: Feed) -> bytes:
    """Write a JSON Feed, version 1.1."""
    data = {
        "version": JSON_FEED,
        "title": feed.title,
        "home_page_url": feed.home_url,
        "feed_url": feed.self_url,
        "description": feed.subtitle,
        "language": feed.language,
        "authors": _people(feed.authors),
        "items": [_json_item(entry, feed.language) for entry in feed.entries],
    }
    kept = {key: value for key, value in data.items() if value or key == "items"}
    # Lone surrogates have no form in UTF-8 either.
    return (without_forbidden(json.dumps(kept, ensure_ascii=False, indent=1)) + "\n").encode()


def _json_item(entry: Entry, language: str) -> dict[str, Any]:
    image = entry.image
    item = {
        "id": entry.id,
        "url": entry.url,
        "external_url": entry.external_url,
        "title": entry.title,
        "content_html": entry.content_html,
        # An item must have a content of one kind.
        "content_text": "" if entry.content_html else entry.summary or entry.title,
        "summary": entry.summary,
        "image": image.url if image else "",
        "date_published": _iso(entry.published) if entry.published else "",
        "date_modified": _iso(entry.changed) if entry.changed else "",
        "authors": _people(entry.authors),
        "tags": [label for _term, label in entry.categories],
        "language": entry.language if entry.language != language else "",
        "attachments": [_attachment(image)] if image and image.type else [],
        # JSON Feed reserves names that begin with an underscore for extensions.
        "_eulernews": dict(entry.extra),
    }
    return {key: value for key, value in item.items() if value}


def _attachment(image: Image) -> dict[str, Any]:
    return {"url": image.url, "mime_type": image.type} | ({"size_in_bytes": image.length} if image.length else {})


def _people(authors: tuple[Person, ...]) -> list[dict[str, str]]:
    return [{key: value for key, value in asdict(person).items() if value} for person in authors]


WRITERS: Mapping[str, Callable[[Feed], bytes]] = {"atom": atom, "rss": rss, "json": json_feed}


def _add(parent: Element, tag: str, text: str, **attributes: str) -> None:
    """Add an element with a text; without a text there is none."""
    if text:
        SubElement(parent, tag, attributes).text = without_forbidden(text)


def _add_empty(parent: Element, tag: str, **attributes: str) -> None:
    """Add an element that says all in its attributes; empty ones are left out."""
    SubElement(parent, tag, {name: without_forbidden(value) for name, value in attributes.items() if value})


def _add_person(parent: Element, person: Person) -> None:
    author = SubElement(parent, "author")
    _add(author, "name", person.name)
    _add(author, "uri", person.url)


def _add_thumbnail(parent: Element, image: Image) -> None:
    sides = {"width": _number(image.width), "height": _number(image.height)}
    _add_empty(parent, "media:thumbnail", url=image.url, **sides)


def _xml(root: Element) -> bytes:
    indent(root, " ")
    text: str = tostring(root, "unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _number(value: int) -> str:
    return str(value) if value else ""


def _utc(moment: datetime) -> datetime:
    """Return a moment in UTC, so that entries in order are in order for programs that compare texts."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # at the ends of the calendar
        return moment.replace(tzinfo=UTC)


def _iso(moment: datetime) -> str:
    """Write a moment as RFC 3339 does."""
    return _utc(moment).replace(tzinfo=None, microsecond=0).isoformat() + "Z"


def _rfc822(moment: datetime | None) -> str:
    """Write a moment as RFC 822 does, with the four digits of RFC 2822."""
    return format_datetime(_utc(moment), usegmt=True) if moment else ""
