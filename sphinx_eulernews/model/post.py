"""``Post`` with its ``Author``, ``Banner`` and ``Moment``: plain picklable values, which ``fields`` reads. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, NamedTuple, TypeAlias

from sphinx_eulernews.model.text import shorten

Point: TypeAlias = "tuple[float, float]"
"""A point of an image, as fractions of width and height: (0, 0) is left top."""

ExtraValue: TypeAlias = "str | tuple[str, ...] | Moment | int | float"
"""The value of a field that a site declares: see ``extra_fields``."""


_MONTH_LENGTH = len("2023-11")


class Stored:
    """A frozen dataclass that is pickled by thousands: the same values as ``dataclass`` stores, in half of the time."""

    __slots__ = ()

    def __reduce__(self) -> tuple[Any, ...]:
        """Return the function and the arguments that restore the object."""
        kind: Any = type(self)
        return _restore, (kind, *_values(kind)(self))


@cache
def _values(kind: Any) -> Callable[[Any], tuple[Any, ...]]:
    """Return the function that reads the fields of a kind, in order."""
    names = [item.name for item in fields(kind)]
    read = attrgetter(*names)
    return read if len(names) > 1 else lambda stored: (read(stored),)


@cache
def _setters(kind: Any) -> list[Callable[[Any, Any], None]]:
    """Return the functions that write the fields of a kind, in order: a frozen object refuses ``setattr``."""
    return [getattr(kind, item.name).__set__ for item in fields(kind)]


def _restore(kind: Any, *values: Any) -> Any:
    """Return an object of a kind with these values of its fields, in order."""
    restored = object.__new__(kind)
    for write, value in zip(_setters(kind), values, strict=True):
        write(restored, value)
    return restored


@dataclass(frozen=True, slots=True)
class Moment(Stored):
    """A date with the precision it was written in.

    ``iso`` is ``2023-11``, ``2023-11-25`` or ``2023-11-25T08:30:00+08:00``: what ``<time datetime>``
    and every machine-readable place says. It is one short string, since thousands are pickled.
    """

    iso: str

    @property
    def when(self) -> datetime:
        """The moment as an aware datetime; a month or a day stands for its beginning in UTC."""
        return _when(self.iso)

    @property
    def comparable(self) -> str:
        """``iso`` to compare as a string: a month stands for its first day, but ``"2023-11" < "2023-11-01"``."""
        return self.iso if self.has_day else f"{self.iso}-01"

    @property
    def has_day(self) -> bool:
        """Whether more than the month was written."""
        return len(self.iso) > _MONTH_LENGTH

    @property
    def month(self) -> str:
        """The month as the archive names it: ``2023-11``."""
        return self.iso[:_MONTH_LENGTH]

    @property
    def year(self) -> str:
        """The year as the archive names it: ``2023``."""
        return self.iso[:4]


@lru_cache(maxsize=16384)
def _when(iso: str) -> datetime:
    if len(iso) == _MONTH_LENGTH:
        iso += "-01"
    moment = datetime.fromisoformat(iso)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Banner(Stored):
    """The image at the head of a post.

    ``path`` is a POSIX path relative to the source folder; ``width`` and ``height`` are pixels as shown, 0 if unknown;
    ``digest`` is that of the file. ``borrowed``: it is an image of the text or the site's default, shown on cards but
    not a second time above the text; ``tentative``: no author chose it, so it is shown only if it makes a good cover;
    ``alone``: the text does not show the file; ``metadata``: the file has EXIF data or the like. ``focus`` is the
    point that stays in view where the image is cropped, in fractions of width and height; None is the middle.
    """

    path: str
    width: int = 0
    height: int = 0
    digest: str = ""
    format: str = ""
    animated: bool = False
    size: int = 0
    orientation: int = 1
    metadata: bool = False
    alt: str = ""
    line: int = 0
    borrowed: bool = False
    tentative: bool = False
    alone: bool = False
    focus: Point | None = None


@dataclass(frozen=True, slots=True)
class Author(Stored):
    """An author of a post: name, and optionally URL, image and bio.

    ``key`` is how a post names one of the people that the site describes. When the site is planned, these get their
    name in the language of the post, and ``role``, ``avatar`` and ``links`` (pairs of a name and a URL).
    """

    name: str
    url: str = ""
    image: str = ""
    bio: str = ""
    key: str = ""
    role: str = ""
    avatar: Banner | None = None
    links: tuple[tuple[str, str], ...] = ()


class SummaryReference(NamedTuple):
    """A reference in a summary, at an index of its text; ``text`` is what it shows there in the place of its title.

    ``role`` is a pair of domain and role, ``anchor`` a place in the target.
    """

    start: int
    text: str
    role: tuple[str, str]
    target: str
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Post(Stored):
    """One post of a collection.

    ``category_paths`` holds the categories that it writes below each other, from the top; ``categories`` has them all.
    ``unseen_terms`` are names of taxonomies and of terms that the site hides.
    ``labels`` holds names of terms and series with what readers see in their place, where gettext translates them;
    ``is_translated`` says that it translates most of the text, so that ``language`` is that of the build. ``extra``
    holds the fields that the site declares, by name.

    Thousands of these are pickled with the environment, so the defaults are small and shared.
    """

    docname: str
    collection: str
    title: str = ""
    date: Moment | None = None
    updated: Moment | None = None
    publish: Moment | None = None
    expires: Moment | None = None
    categories: tuple[str, ...] = ()
    category_paths: tuple[tuple[str, ...], ...] = ()
    tags: tuple[str, ...] = ()
    authors: tuple[Author, ...] = ()
    summary: str = ""
    # Where the summary shows the target of a reference instead of its title, which is not known yet in reading.
    summary_references: tuple[SummaryReference, ...] = ()
    # The beginning of the text, which lists show where the summary repeats the title.
    teaser: str = ""
    banner: Banner | None = None
    # Shown in place of a banner that makes no good cover: the next images of the text, then the default.
    other_images: tuple[Banner, ...] = ()
    draft: bool = False
    pinned: bool = False
    unlisted: bool = False
    language: str = ""
    translation: str = ""
    aliases: tuple[str, ...] = ()
    permalinks: tuple[str, ...] = ()
    slug: str = ""
    canonical: str = ""
    external: str = ""
    series: str = ""
    related: tuple[str, ...] = ()
    sigs: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    unseen_terms: tuple[tuple[str, str], ...] = ()
    is_translated: bool = False
    extra: tuple[tuple[str, ExtraValue], ...] = ()
    minutes: int = 1
    # Whether the summary stands above the text, which does not begin with it.
    has_lead: bool = False
    lines: tuple[tuple[str, int], ...] = ()

    def line_of(self, key: str) -> int:
        """Return the line of a field in ``fields.WARNED_LATER``; 1 if front matter does not have it."""
        return dict(self.lines).get(key, 1)

    def label(self, name: str) -> str:
        """Return the name of a term or series as readers see it."""
        return dict(self.labels).get(name, name) if self.labels else name

    def extra_value(self, name: str) -> ExtraValue | None:
        """Return the value of a field that the site declares; None where the post has none."""
        return dict(self.extra).get(name) if self.extra else None

    def published(self, now: datetime) -> bool:
        """Return whether readers may see the post at a moment."""
        return not self.why_unpublished(now)

    def why_unpublished(self, now: datetime) -> str:
        """Return why a post is not public at a moment: ``draft``, ``not yet`` or ``expired``; empty if it is public."""
        if self.draft:
            return "draft"
        if self.publish is not None and self.publish.when > now:
            return "not yet"
        return "expired" if self.expires is not None and self.expires.when <= now else ""

    @property
    def sort_key(self) -> tuple[datetime, str]:
        """The sort key of posts, oldest first; posts without a date are older than all others."""
        return (self.date.when if self.date else _UNDATED, self.docname)


# How long the values may be that lists repeat. Without limits one post of 50 KB writes 40 MB: a title as long as a book
# stands in the lists and feeds of each of its tags.
_MAX_LENGTHS = {"title": 500, "summary": 2000, "series": 200}
_MAX_NAME = 200
_MAX_URL = 2000


def shortened(post: Post, of_terms: Collection[str]) -> tuple[Post, list[tuple[str, str]]]:
    """Return a post with its values cut to the lengths that lists may repeat, and a message for each that was cut.

    ``of_terms`` are the attributes that hold names of terms.
    """
    changes: dict[str, Any] = {}
    problems: list[tuple[str, str]] = []
    for key, limit in _MAX_LENGTHS.items():
        if len(value := getattr(post, key)) > limit:
            changes[key] = shorten(value, limit)
            problems.append((key, f"the {key} has {len(value):,} characters; {limit:,} of them are shown. Shorten it"))
    for key in (item.name for item in fields(Post) if item.name in of_terms):
        names = getattr(post, key)
        if long := [name for name in map(_name, names) if len(name) > _MAX_NAME]:
            changes[key] = tuple(dict.fromkeys(map(_with_short_name, names)))
            problems += [(key, _long_name(name)) for name in long]
    if "categories" in changes:
        changes["category_paths"] = tuple(
            tuple(shorten(name, _MAX_NAME) for name in path) for path in post.category_paths
        )
    banner = post.banner
    for key, url in (("external", post.external), ("banner", banner.path if banner else "")):
        if len(url) > _MAX_URL:
            changes[key] = None if key == "banner" else ""
            problems.append((key, f"the URL has {len(url):,} characters, more than {_MAX_URL:,}, and is ignored"))
    if banner and "banner" not in changes and len(banner.alt) > _MAX_LENGTHS["title"]:
        changes["banner"] = replace(banner, alt=shorten(banner.alt, _MAX_LENGTHS["title"]))
        problems.append(
            ("banner_alt", f"the description has {len(banner.alt):,} characters; {_MAX_LENGTHS['title']} are used")
        )
    return (replace(post, **changes) if changes else post), problems


def _long_name(name: str) -> str:
    return f"the name {name[:30] + '…'!r} has {len(name):,} characters; {_MAX_NAME} of them are used. Shorten it"


def _name(term: str | Author) -> str:
    return term.name if isinstance(term, Author) else term


def _with_short_name(term: str | Author) -> str | Author:
    name = shorten(_name(term), _MAX_NAME)
    return replace(term, name=name) if isinstance(term, Author) else name


_UNDATED = datetime.min.replace(tzinfo=UTC)
